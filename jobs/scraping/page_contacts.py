"""Contacts as people read them in running text: phones in any spelling, second numbers, e-mails hidden from robots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import phonenumbers

from jobs.scraping import clean

_SEARCHED = 60_000
_FEWEST_DIGITS = 7
_MOST = 40
_NAME = r"[A-Za-z0-9_.+-]{1,64}"
_LABEL = r"[A-Za-z0-9-]{1,63}"
# In one alphabet at a time: words stand next to addresses without a space between.
_EMAIL = re.compile(
    rf"{_NAME}@{_LABEL}(?:\.{_LABEL}){{1,4}}|[а-яё0-9_.-]{{1,64}}@[а-яё0-9-]{{1,63}}\.(?:рф|қаз|бел|укр)"
)
_SAID = r"(?:at|a|а|эт|ат|@|собак[аи]|собачка)"
_AT = rf"(?:\[\s?{_SAID}\s?\]|\(\s?{_SAID}\s?\)|\{{\s?{_SAID}\s?\}}|@)"
_MARKED_DOT = r" {0,2}(?:[\[({]\s?(?:dot|точка|\.)\s?[\])}]) {0,2}| dot | точка "
_DOTS = re.compile(_MARKED_DOT, re.IGNORECASE)
_HIDDEN = re.compile(rf"({_NAME}) {{0,2}}{_AT} {{0,2}}({_LABEL}(?:(?:{_MARKED_DOT}|\.){_LABEL}){{1,3}})", re.IGNORECASE)
_SPOKEN = re.compile(rf"({_NAME}) (?:at|собака) ({_LABEL}(?: (?:dot|точка) {_LABEL}){{1,3}})(?![\w-])", re.IGNORECASE)
_NO_PHONE = re.compile(
    r"(?:иин|бин|инн|бсн|жсн|окпо|огрн|огрнип|бик|кпп|унп|єдрпоу|едрпоу|іпн|рнн|артикул|арт|лицензи\w{1,3}|договор\w{0,3}|заказ|счет|сч[её]т\w?"
    r"|р/с|к/с|код товара|штрих-?код|\bid|isbn|\binn|\bbin|\biin|№|#)[\s:.№#-]{0,6}$",
    re.IGNORECASE,
)
_FAX = re.compile(r"(?:факс|fax|\bф\.)[\s.:№-]{0,6}$", re.IGNORECASE)
_PHONE_AND_FAX = re.compile(r"тел\w{0,6}\.?\s{0,2}[/и]\s{0,2}(?:факс|fax)[\s.:№-]{0,6}$", re.IGNORECASE)
# "8 (7172) 55-55-55, 55-55-56": the second one leaves out the code.
_SECOND = re.compile(r"\s{0,2}(?:[,;/]|и|или|және)\s{0,2}(\d{2,3}[- ]\d{2}[- ]\d{2})(?![\d-])")
PHONE, FAX, WHATSAPP = "phone", "fax", "whatsapp"
_SAYS_WHATSAPP = re.compile(r"whats\s?app|[вуw][ао]т[сц]{1,2}\s?[аэ]п", re.IGNORECASE)
_WHATSAPP = re.compile(rf"(?:{_SAYS_WHATSAPP.pattern})\w{{0,2}}[\s.:()–—-]{{0,6}}$", re.IGNORECASE)
_WHATSAPP_AFTER = re.compile(
    rf"[\s,]{{0,2}}[(–—-]\s?(?:(?:viber|telegram|тел)\W{{1,3}})?(?:{_SAYS_WHATSAPP.pattern})", re.IGNORECASE
)
# Marks of counters and papers: "UA-77011112233-1".
_MARKED = re.compile(r"\b(?!TEL|MOB)[A-Z]{1,4}-$|\bKZ\d{0,2} ?$")
_FAX_ONLY = re.compile(r"\s{0,3}(?:факс|fax|ф)[\s.:№-]{0,6}", re.IGNORECASE)
_SAYS_FAX = re.compile(r"факс|fax|^\s?ф\.", re.IGNORECASE)
_FAX_AFTER = re.compile(r"[\s,]{0,2}\(?-?\s?(?:факс|fax)\b(?!@|\s?[.:]?\s?[+(\d])", re.IGNORECASE)
# Two whole numbers with only a space between them.
_NEXT_TO = re.compile(r"(?<=\d\d) {1,3}(?=(?:\+\d|8[ (-]{0,2}\d{3}[ )-]))")
_RUN_TOGETHER = re.compile(r"(?<=\d)[,;](?=[+\d])")
_PLUS_EIGHT = re.compile(r"\+8(?=[\s(-]{0,3}7)")
_NAMED_ACCOUNT = re.compile(
    r"\b(?:(instagram|инстаграм\w?|инста)|(telegram|телеграм\w?))\s{0,2}[:–—-]?\s{0,2}@([A-Za-z][\w.]{2,38}\w)",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"(?:instagram\.com|t\.me|telegram\.me|wa\.me)/[\w.+@-]{3,40}", re.IGNORECASE)


def phones(lines: Iterable[str], region: str) -> list[str]:
    """The valid numbers in the lines, E.164, in order; faxes left out. Beginning and end of long pages are searched."""
    found: dict[str, None] = {}
    for line in _worth_searching(_joined(lines)):
        found.update((number, None) for number, kind in _numbers(line, region) if kind != FAX)
        if len(found) >= _MOST:
            break
    return list(found)


def faxes(lines: Iterable[str], region: str) -> set[str]:
    """The numbers that the lines call faxes and nothing else."""
    spoken = (line for line in _worth_searching(_joined(lines)) if _SAYS_FAX.search(line))
    numbers = [each for line in spoken for each in _numbers(line, region)]
    return {number for number, kind in numbers if kind == FAX} - {number for number, kind in numbers if kind != FAX}


def whatsapps(lines: Iterable[str], region: str) -> list[str]:
    """The numbers that the lines say answer in WhatsApp."""
    spoken = (line for line in _worth_searching(lines) if _SAYS_WHATSAPP.search(line))
    return [number for line in spoken for number, kind in _numbers(line, region) if kind == WHATSAPP]


def _joined(lines: Iterable[str]) -> list[str]:
    """The lines, with a word "fax" that has a line or a cell of its own put before the number it belongs to."""
    joined: list[str] = []
    label = ""
    for line in lines:
        joined.append(f"{label} {line}" if label else line)
        label = line if _FAX_ONLY.fullmatch(line) else ""
    return joined


def _numbers(each: str, region: str) -> Iterator[tuple[str, str]]:
    """The numbers of a line in order and what it calls them; what it calls a tax number or so is none."""
    line = _NEXT_TO.sub(", ", _PLUS_EIGHT.sub("8", _RUN_TOGETHER.sub(", ", each)))
    for match in phonenumbers.PhoneNumberMatcher(line, region):
        before, after = line[max(0, match.start - 24) : match.start], line[match.end : match.end + 120]
        if not match.raw_string.startswith("+") and (_NO_PHONE.search(before) or _MARKED.search(before)):
            continue
        number, kind = clean.phone(match.raw_string, region), _kind(before, after)
        for other in (number, *([] if kind == FAX else _second_numbers(number, after))):
            if other:
                yield other, kind


def _kind(before: str, after: str) -> str:
    if _FAX_AFTER.match(after) or (_FAX.search(before) and not _PHONE_AND_FAX.search(before)):
        return FAX
    return WHATSAPP if _WHATSAPP.search(before) or _WHATSAPP_AFTER.match(after) else PHONE


def _worth_searching(lines: Iterable[str]) -> list[str]:
    chosen = [line for line in lines if sum(char.isdigit() for char in line) >= _FEWEST_DIGITS]
    if sum(map(len, chosen)) <= _SEARCHED:
        return chosen
    head, tail = _first(chosen, _SEARCHED // 2), _first(reversed(chosen), _SEARCHED // 2)
    return [*head, *reversed(tail)]


def _first(lines: Iterable[str], size: int) -> list[str]:
    taken: list[str] = []
    for line in lines:
        size -= len(line)
        if size < 0:
            break
        taken.append(line)
    return taken


def _second_numbers(first: str, rest: str) -> list[str]:
    numbers = []
    while (match := _SECOND.match(rest)) and first:
        digits = re.sub(r"\D", "", match[1])
        numbers.append(clean.phone(first[: -len(digits)] + digits, "ZZ"))
        rest = rest[match.end() :]
    return numbers


def emails(lines: Iterable[str]) -> list[str]:
    """The e-mail addresses in the lines, also "info [at] firma.kz" and "info собака firma точка kz"."""
    found: list[str] = []
    for line in lines:
        if "@" in line:
            found += _EMAIL.findall(line)
        if "@" in line or re.search(r"\bat\b|собак|собачк|[\[({] ?(?:[aа]|эт|ат) ?[\])}]", line, re.IGNORECASE):
            found += [
                f"{match[1]}@{_DOTS.sub('.', match[2])}" for match in (*_HIDDEN.finditer(line), *_SPOKEN.finditer(line))
            ]
        if len(found) >= _MOST:
            break
    return list(dict.fromkeys(address for text in found if (address := clean.email(text))))


def accounts(lines: Iterable[str]) -> list[str]:
    """Addresses of messenger accounts written out instead of linked ("instagram.com/firma", "Instagram: @firma")."""
    found: list[str] = []
    for line in lines:
        found += [match.rstrip(".-") for match in _ACCOUNT.findall(line)] if "/" in line else []
        named = _NAMED_ACCOUNT.finditer(line) if "@" in line else iter(())
        found += [f"{'instagram.com' if match[1] else 't.me'}/{match[3]}" for match in named]
    return list(dict.fromkeys(f"https://{account}" for account in found))[:_MOST]
