"""Phone numbers in any writing: figures in any grouping, figures in words, foreign numbers, two numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import phonenumbers

from fsm.facts import PHONE, Found
from fsm.reading.message import Context, Message
from fsm.reading.phone_others import is_others
from fsm.reading.phone_words import may_tell_digits, spoken_digits

_GAP = r"[ \t.()/_\-\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\u20e3\u2011*]"
_RUN = re.compile(
    rf"(?<![\d@#№])(?:\+{_GAP}{{0,3}}|\({_GAP}{{0,2}})?\d(?:{_GAP}{{0,4}}\d|[oо]{{1,3}}(?={_GAP}?\d))*(?![\d@])"
)
_TOLD_RUN = re.compile(rf"(?<![\d@#№])\+?\d(?:{_GAP}{{0,40}}\d)*(?![\d@])")
_UNASKED = frozenset({"none", "need", "authority", "budget", "timeline"})
_FEWEST, _MOST = 10, 15
_LENGTH, _NATIONAL_LENGTH = 11, 10
_MOST_RUNS, _MOST_TRIES = 30, 8
_HOME = 7  # numbers of one's own plan must be valid; of another, with + and its code, possible is enough
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# «Камри 70 2020-2021 года» is no number of anybody.
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d ?[-/–] ?(?:19|20)\d\d(?!\d)")
_GROUP = re.compile(r"[\doо]+")
_NOT_MINE = re.compile(
    r"(?:рабоч|офис|жен[ыаеу]\b|муж[аеу]?\b|мам[ыаеу]|пап[ыаеу]|сестр|брат|партн|директор|бухгалт|секретар|городск"
    r"|стацион|"
    r"домашн|запасн|дополнит|стар[ыо]|не звон|жұмыс|әйел|күйеу|анам|әке|office|work|wife|husband|partner|landline|home|"
    r"робоч|дружин|чолов|колег|друг[ао])\w*[^\d\n,;]{0,18}$"
)
_MINE = re.compile(
    r"(?:мо[йеяю]\b|мобил|личн|сот[оаык]|вотсап|ватсап|whats|mobile|my |\bmine|cell|менің|мендік|менікі|өзім|мій"
    r"|особист)[^\d\n,;]{0,18}$"
)
_THEIRS_AFTER = re.compile(
    r"\W{0,4}(?:это |this is |is |my |мой |моей |моего |менің )*"
    r"(?:рабоч|жен[аыеу]\b|муж|офис|мам[аыеу]|пап[аыеу]\b|сестр|брат|күйеу|әйел|анам|әкем|жұмыс|wife|husband|office)"
)
# Words between the parts of a number that is told piece by piece: «8 778 дан басталады, дальше 204 66 19».
_TELLING = re.compile(
    r"(?<!\w)(?:потом|дальше|далее|затем|сначала|начинается|начало|код|в конце|и|на|с|от|конец|сосын|одан|кейін|соңы"
    r"|басы|[дтн][ае]н|басталады|then|starts|with|ends|followed|by|потім|далі|починається|з)(?!\w)"
)
_REJECTED = re.compile(r"(?:не|not|стар\w+|емес|неправильн\w+|неверн\w+)\W{1,3}(?:на\W)?$")


class _Number(NamedTuple):
    e164: str
    start: int
    end: int
    mobile: bool
    confidence: float


def read(message: Message, context: Context) -> Found | None:
    """The person's own number in E.164; of several the one called their own, else the first mobile."""
    return read_all(message, context)[0]


def read_all(message: Message, context: Context) -> tuple[Found | None, list[tuple[int, int]]]:
    """The person's own number, and where every number stands, so that no other reader takes its figures."""
    numbers = _numbers(message, context) if may_tell_digits(message) else []
    if not numbers:
        return None, []
    spans = [(one.start, one.end) for one in numbers]
    if context.question in _UNASKED:
        numbers = [one for one in numbers if not is_others(message.low, one.start, one.end)]
        if not numbers:
            return None, spans
    number = min(numbers, key=lambda number: (-_owned(message.low, number), number.start))
    found = Found(number.e164, message.text[number.start : number.end], number.start, number.end, number.confidence)
    return found, spans


def spans(message: Message, context: Context) -> list[tuple[int, int]]:
    """Where every phone number of the message stands."""
    return read_all(message, context)[1]


def _owned(low: str, number: _Number) -> int:
    before = low[max(0, number.start - 40) : number.start]
    after = low[number.end : number.end + 30]
    if _REJECTED.search(before):
        return -2
    own = 2 if _MINE.search(before) else 0
    others = 2 if _NOT_MINE.search(before) or _THEIRS_AFTER.match(after) else 0
    return own - others + number.mobile


def _numbers(message: Message, context: Context) -> list[_Number]:
    found: list[_Number] = []
    for match in islice(_RUN.finditer(message.low), _MOST_RUNS):
        found.extend(_in_run(match.group(), match.start(), context))
    return found or _dictated(message, context)


def _dictated(message: Message, context: Context) -> list[_Number]:
    """A number said in words, or where one was asked for in figures with commas («7 0 1, 5 5 5, 3 0 9 9»)."""
    for digits, start, end in spoken_digits(message):
        if number := _valid(digits, start, end, context):
            return [number._replace(confidence=0.9)]
    if context.question != PHONE:
        return []
    told = _TELLING.sub(lambda word: " " * len(word.group()), message.low.replace(",", " "))
    for match in islice(_TOLD_RUN.finditer(told), _MOST_RUNS):
        groups = list(_GROUP.finditer(match.group()))
        digits = _joined(groups, plus="+" in match.group()[: groups[0].start()])
        if number := _valid(digits, match.start() + groups[0].start(), match.start() + groups[-1].end(), context):
            return [number._replace(confidence=0.9)]
    return []


def _in_run(run: str, start: int, context: Context) -> list[_Number]:
    """The numbers in one run of figures: all of it, else stretches of whole groups («10-30 8 707 123 45 67»)."""
    groups = list(_GROUP.finditer(run))
    if sum(len(group.group()) for group in groups) < _FEWEST:
        return []
    plus = "+" in run[: groups[0].start()]
    if context.question != PHONE and not plus and _YEARS.search(run):
        return []
    if number := _valid(
        _joined(groups, plus=plus), start + _begin(run, groups[0].start()), start + groups[-1].end(), context
    ):
        return [number]
    return list(_stretches(run, groups, start, context))


def _stretches(run: str, groups: list[re.Match[str]], start: int, context: Context) -> Iterator[_Number]:
    """Numbers made of whole groups, left to right; a bounded number of tries."""
    first, tries = 0, 0
    while first < len(groups) and tries < _MOST_TRIES:
        plus = run[: groups[first].start()].rstrip(" (").endswith("+")
        number, stop, size = None, first, 0
        while number is None and stop < len(groups) and size < _MOST:
            size += len(groups[stop].group())
            stop += 1
            national = size == _NATIONAL_LENGTH and run[groups[first].start()] == "7"
            if (plus and size >= _FEWEST) or national or (size == _LENGTH and run[groups[first].start()] in "78"):
                tries += 1
                digits = _joined(groups[first:stop], plus=plus)
                number = _valid(digits, start + groups[first].start(), start + groups[stop - 1].end(), context)
        if number is not None:
            yield number
        first = first + 1 if number is None else stop


def _joined(groups: Sequence[re.Match[str]], *, plus: bool) -> str:
    figures = "".join("0" if char in "oо" else str(int(char)) for group in groups for char in group.group())
    return "+" + figures if plus else figures


def _begin(run: str, first: int) -> int:
    """Where the number begins when the sign or bracket before its first figure is counted in."""
    return next((at for at, char in enumerate(run[:first]) if char in "+("), first)


def _valid(digits: str, start: int, end: int, context: Context) -> _Number | None:
    """The number as E.164 if the numbering plans know it."""
    if not _FEWEST <= len(digits.lstrip("+")) <= _MOST:
        return None
    for candidate, confidence in _candidates(digits, context):
        try:
            parsed = phonenumbers.parse(candidate, None)
        except phonenumbers.NumberParseException:
            continue
        written_out = digits.startswith("+") and parsed.country_code != _HOME
        kind = phonenumbers.number_type(parsed)
        valid = kind != phonenumbers.PhoneNumberType.UNKNOWN  # which is all that `is_valid_number` asks
        if valid or (written_out and phonenumbers.is_possible_number(parsed)):
            e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
            mobile = kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
            return _Number(e164, start, end, mobile, confidence)
    return None


def _candidates(digits: str, context: Context) -> list[tuple[str, float]]:
    """How the figures may be meant, best first: an eight is a seven here, ten figures lack the country."""
    bare = digits.lstrip("+")
    if len(bare) == _LENGTH and bare[0] in "78":
        return [(f"+7{bare[1:]}", 1.0)]
    if digits.startswith("+"):
        return [(digits, 1.0)]
    if bare.startswith("00"):
        return [(f"+{bare[2:]}", 0.9)]
    if len(bare) == _NATIONAL_LENGTH:
        return _national(bare, context)
    asked = context.question == PHONE
    return [(f"+{bare}", 0.8)] if asked or bare.startswith(("380", "998", "996", "375", "77")) else []


def _national(bare: str, context: Context) -> list[tuple[str, float]]:
    if bare[0] == "7":
        return [(f"+7{bare}", 1.0)]
    asked = context.question == PHONE
    if not asked:
        return []
    if bare[0] == "0":
        return [(f"+38{bare}", 0.7)]
    if _CYRILLIC.search(context.question_text):
        return [(f"+7{bare}", 0.7)] if bare[0] == "9" else []
    return [] if bare.startswith("87") else [(f"+91{bare}", 0.6)]
