"""Contacts as people read them in running text: phones in any spelling, second numbers, e-mails hidden from robots."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
_AT = r"(?:\[\s?(?:at|a|@|собака)\s?\]|\(\s?(?:at|a|@|собака)\s?\)|\{\s?(?:at|a|@|собака)\s?\}|@)"
_MARKED_DOT = r" {0,2}(?:[\[({]\s?(?:dot|точка|\.)\s?[\])}]) {0,2}| dot | точка "
_DOTS = re.compile(_MARKED_DOT, re.IGNORECASE)
_HIDDEN = re.compile(rf"({_NAME}) {{0,2}}{_AT} {{0,2}}({_LABEL}(?:(?:{_MARKED_DOT}|\.){_LABEL}){{1,3}})", re.IGNORECASE)
_SPOKEN = re.compile(rf"({_NAME}) (?:at|собака) ({_LABEL}(?: (?:dot|точка) {_LABEL}){{1,3}})(?![\w-])", re.IGNORECASE)
_NO_PHONE = re.compile(
    r"(?:иин|бин|инн|бсн|жсн|окпо|огрн|бик|кпп|артикул|арт|№|#)[\s:.№#-]{0,6}$",
    re.IGNORECASE,
)
_FAX = re.compile(r"(?:факс|fax)[\s.:№-]{0,6}$", re.IGNORECASE)
_PHONE_AND_FAX = re.compile(r"тел\w{0,6}\.?\s{0,2}[/и]\s{0,2}(?:факс|fax)[\s.:№-]{0,6}$", re.IGNORECASE)
# "8 (7172) 55-55-55, 55-55-56": the second one leaves out the code.
_SECOND = re.compile(r"\s{0,2}(?:[,;/]|и|или|және)\s{0,2}(\d{2,3}[- ]\d{2}[- ]\d{2})(?![\d-])")
_RUN_TOGETHER = re.compile(r"(?<=\d)[,;](?=[+\d])")
_PLUS_EIGHT = re.compile(r"\+8(?=[\s(-]{0,3}7)")
_ACCOUNT = re.compile(r"(?:instagram\.com|t\.me|telegram\.me|wa\.me)/[\w.+@-]{3,40}", re.IGNORECASE)


def phones(lines: Iterable[str], region: str) -> list[str]:
    """The valid numbers in the lines, E.164, in order; faxes left out. Beginning and end of long pages are searched."""
    found: dict[str, None] = {}
    for each in _worth_searching(lines):
        line = _PLUS_EIGHT.sub("8", _RUN_TOGETHER.sub(", ", each))
        for match in phonenumbers.PhoneNumberMatcher(line, region):
            if _other_number(line[max(0, match.start - 24) : match.start], match.raw_string):
                continue
            number = clean.phone(match.raw_string, region)
            found.update(dict.fromkeys([number, *_second_numbers(number, line[match.end : match.end + 120])]))
        if len(found) >= _MOST:
            break
    return [number for number in found if number]


def _other_number(before: str, number: str) -> bool:
    """Whether the words before say that it is a fax, a tax number, an order."""
    fax = _FAX.search(before) is not None and _PHONE_AND_FAX.search(before) is None
    return fax or (not number.startswith("+") and _NO_PHONE.search(before) is not None)


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
        if "@" in line or re.search(r"\bat\b|собака|[\[({] ?a ?[\])}]", line, re.IGNORECASE):
            found += [
                f"{match[1]}@{_DOTS.sub('.', match[2])}" for match in (*_HIDDEN.finditer(line), *_SPOKEN.finditer(line))
            ]
        if len(found) >= _MOST:
            break
    return list(dict.fromkeys(address for text in found if (address := clean.email(text))))


def accounts(lines: Iterable[str]) -> list[str]:
    """Addresses of messenger accounts written out instead of linked ("instagram.com/firma")."""
    found = (match.rstrip(".-") for line in lines if "/" in line for match in _ACCOUNT.findall(line))
    return list(dict.fromkeys(f"https://{account}" for account in found))[:_MOST]
