"""A second look at what a careful reading left: answers that people volunteer before they are asked.

The readers judge a message by the open question alone, and rightly find nothing in a bare "10-15 thousand is fine" or
"Aliya, 8 777 123 45 67" while another question is open. The script knows that it is going to ask for exactly these, so
a clause that is nothing but an amount, or a name beside a phone number, is read as the answer it is. That makes the
order in which people answer meaningless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from fsm.facts import BEST_TIME, BUDGET, NAME, NEED, PHONE, Found
from fsm.needs import clauses, stands_around
from fsm.reading import money, name
from fsm.reading.message import Context, Message, fold
from fsm.reading.reading import Intent, Reading

_WORD = re.compile(r"[^\W\d_]+")
_CONSENT = (
    *("нормальн", "устро", "устраив", "подход", "подойд", "пойд", "идет", "годит", "соглас", "готов", "болады"),
    *(
        "жарайды",
        "келеді",
        "келіс",
        "ыңғайлы",
        "is",
        "are",
        "would",
        "be",
        "fine",
        "okay",
        "suit",
        "work",
        "good",
        "enough",
    ),
)
_ABOUT = ("рассчит", "ориентир", "примерно", "около", "где-то", "бюджет", "сумм", "шамамен", "сома", "about", "around")
_EACH = re.compile(
    r"(?:(?:в|за|на)\s+(?:месяц|недел\w*|день|сутки|час|урок|заняти\w*|штук\w*|раз|человек\w*|сеанс|комнат\w*|окно|квадрат\w*)"
    r"|айына|аптасына|күніне|сағатына|сабағына|бір\s+сабаққа"
    r"|(?:per|a|an|each)\s+(?:month|week|day|hour|lesson|class|person|piece|night|visit|room))(?!\w)",
    re.IGNORECASE,
)
"""What a sum is for: "40 thousand a month" is no less a sum."""

_LEAST_EACH, _LEAST, _PHONE = 500, 3000, 100_000_000
_LIKELY = 0.6
_LONGEST_NAME = 3
_SURE = 0.9
_OVERRULED = (BUDGET, NEED, BEST_TIME)
_ADMITS = (Intent.ANSWER, Intent.BUY, Intent.OTHER, Intent.GREETING)


def look_again(text: str, reading: Reading, context: Context, wanted: frozenset[str]) -> Reading:
    """The reading with an amount or a name added that stands alone in its clause; `wanted` are facts still unknown."""
    found: dict[str, Found] = {}
    asked_and_read = context.question == BUDGET and BUDGET in reading.facts
    if BUDGET in wanted and not asked_and_read and reading.intent in _ADMITS and _has_digit(text):
        found |= _amount(text, reading, context)
    if NAME in wanted and NAME not in reading.facts and PHONE in reading.facts:
        found |= _name_beside(text, reading.facts[PHONE], context)
    return msgspec.structs.replace(reading, facts={**reading.facts, **found}) if found else reading


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _amount(text: str, reading: Reading, context: Context) -> dict[str, Found]:
    """A clause that holds an amount and, beside it, only words of consent."""
    taken = [(found.start, found.end) for key, found in reading.facts.items() if key not in _OVERRULED]
    as_budget = _asking(BUDGET, context)
    parts = clauses(text)
    for start, end in parts:
        if any(first < end and last > start for first, last in taken) or not _has_digit(text[start:end]):
            continue
        clause = text[start:end]
        found = money.read(Message(_without_consent(clause)), as_budget)
        if found is None or not _is_all(_EACH.sub(" ", clause[: found.start] + " " + clause[found.end :])):
            continue
        if not _has_unit(found):
            if not _is_round(
                found.words, _LEAST_EACH if _EACH.search(clause) else _LEAST if len(parts) > 1 else _PHONE
            ):
                continue
            found = msgspec.structs.replace(found, confidence=min(found.confidence, _LIKELY))
        return {BUDGET: _moved(found, text, start)}
    return {}


def _has_unit(found: Found) -> bool:
    """A bare figure may be anything; a thousand, a million or a currency makes it money."""
    return bool(_WORD.search(found.words)) or any(sign in found.words for sign in "₸$€₽₹₴")


def _is_round(words: str, least: int) -> bool:
    """A round figure that stands between other answers or "for a lesson" is likely the sum, no year and no count."""
    figure = "".join(words.split())
    return figure.isdigit() and figure.endswith("00") and least <= int(figure) < _PHONE


def _without_consent(clause: str) -> str:
    """The clause with "is fine" blanked, every character at its place: consent is no part of an amount."""
    chars = list(clause)
    for word in _WORD.finditer(fold(clause)):
        if word.group().startswith(_CONSENT):
            chars[word.start() : word.end()] = " " * (word.end() - word.start())
    return "".join(chars)


def _is_all(rest: str) -> bool:
    """Whether the amount is all that is said: beside it stand only courtesy, consent and "about"."""
    words = _WORD.findall(fold(rest))
    return all(stands_around(word) or word.startswith((*_CONSENT, *_ABOUT)) for word in words)


def _name_beside(text: str, phone: Found, context: Context) -> dict[str, Found]:
    """A name that stands right before or after the phone number, as people sign."""
    as_name = _asking("contact_name", context)
    for start, end in _beside(text, phone):
        clause = text[start:end]
        words = _WORD.findall(clause)
        if not 0 < len(words) <= _LONGEST_NAME or _has_digit(clause):
            continue
        found = name.read(Message(clause), as_name)
        if found is not None and (found.confidence >= _SURE or _is_titled(found.words)):
            return {NAME: _moved(found, text, start)}
    return {}


def _is_titled(words: str) -> bool:
    """An unknown name counts when every part is written with a capital, as names are."""
    return all(word[0].isupper() for word in _WORD.findall(words))


def _beside(text: str, phone: Found) -> Iterator[tuple[int, int]]:
    """The pieces of text next to the number: what shares its clause, and the clauses before and after."""
    around = [(start, end) for start, end in clauses(text[: phone.start])][-1:]
    after = [(start + phone.end, end + phone.end) for start, end in clauses(text[phone.end :])][:1]
    yield from (*around, *after)


def _asking(question: str, context: Context) -> Context:
    return Context(question, "", context.now, country=context.country, currency=context.currency)


def _moved(found: Found, text: str, by: int) -> Found:
    start, end = found.start + by, found.end + by
    return msgspec.structs.replace(found, start=start, end=end, words=text[start:end])
