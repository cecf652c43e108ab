"""What a contact is, before it is in a table: values cleaned, addresses in their one spelling. Pure."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

PHONE, EMAIL, TELEGRAM, SITE = "phone", "email", "telegram", "site"

_LONGEST_EMAIL = 254
_LONGEST_LOCAL = 64
_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})"
)
_SPACES = re.compile(r"\s+")
_EXTENSION = re.compile(r"(?:,|;|доб\.?|ext\.?|вн\.?|#)\s*\d{1,6}\s*\Z", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*(?:[;,/|\n]|\s+и(?:ли)?\s+|\s+or\s+)\s*")
_LONGEST_PHONE_CELL = 200
_NATIONAL = 10


class Consent(StrEnum):
    """Whether a person agreed to be written to: nothing known, asked and not answered yet, or given."""

    NONE = "none"
    ASKED = "asked"
    GIVEN = "given"


class Status(StrEnum):
    """How far a contact got. A responded one is a lead; a closed one is never written to again."""

    NEW = "new"
    CONTACTED = "contacted"
    RESPONDED = "responded"
    CLOSED = "closed"
    BOUNCED = "bounced"


class Address(NamedTuple):
    """One way to reach a person: a kind ("phone", "email", "telegram", "site") and its one spelling.

    It is a `fsm.people.addresses.Reach` as well, so a list of people to leave alone can be asked about it.
    """

    kind: str
    address: str


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A contact to be kept. `phone` is E.164, `email` in small letters; `more` are further addresses."""

    name: str = ""
    company: str = ""
    phone: str = ""
    email: str = ""
    city: str = ""
    language: str = ""
    source: str = ""
    source_url: str = ""
    consent: Consent = Consent.NONE
    consent_how: str = ""
    quality: int = 0
    extra: dict[str, str] = {}
    more: tuple[Address, ...] = ()

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Every address, the main ones first, each once."""
        main = [Address(PHONE, self.phone), Address(EMAIL, self.email), *self.more]
        return tuple(dict.fromkeys(each for each in main if each.address))


def cleaned(text: str, longest: int) -> str:
    """One line without control or invisible characters, at most `longest` characters."""
    if not text.isascii() or not text.isprintable():
        text = "".join(each if unicodedata.category(each)[0] != "C" else " " for each in text)
    return _SPACES.sub(" ", text).strip()[:longest]


def without_guard(text: str) -> str:
    """A cell without the quote that keeps a spreadsheet from taking it for a formula ("'+7 701…")."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@\t\r\n" else text


@lru_cache(maxsize=4_096)
def email_in(text: str) -> str:
    """The address in its one spelling when the whole text is one, else ""."""
    text = text.strip().removeprefix("mailto:").strip("<>").lower()
    local, at, domain = text.rpartition("@")
    if not at or len(text) > _LONGEST_EMAIL or len(local) > _LONGEST_LOCAL:
        return ""
    if not domain.isascii():
        try:
            text = f"{local}@{domain.encode('idna').decode('ascii')}"
        except UnicodeError:
            return ""
    return text if _EMAIL.fullmatch(text) else ""


@lru_cache(maxsize=4_096)
def phone_in(text: str, country: str) -> str:
    """The number in E.164 when the whole text is one valid number, else ""; `country` reads numbers without a code."""
    import phonenumbers  # a quarter of a second that only importers pay

    text = _EXTENSION.sub("", text.strip()).removeprefix("tel:").removesuffix(".0")
    if not text or len(text) > _LONGEST_PHONE_CELL or sum(each.isdigit() for each in text) > 15:  # noqa: PLR2004 - E.164
        return ""
    digits = "".join(each for each in text if each.isdigit())
    # "380 50 ..." is a number of another country whose plus was lost; shorter ones are anything.
    for attempt in (text, f"+{digits}") if len(digits) > _NATIONAL else (text,):
        try:
            number = phonenumbers.parse(attempt, country.upper())
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return ""


def phones_in(text: str, country: str) -> tuple[str, ...]:
    """The numbers of a cell that may hold several ("8 701…, 8 727…"); empty when none is valid."""
    whole = phone_in(text, country)
    if whole:
        return (whole,)
    parts: Sequence[str] = _SEVERAL.split(text[:_LONGEST_PHONE_CELL])
    return tuple(dict.fromkeys(number for part in parts if (number := phone_in(part, country))))


def emails_in(text: str) -> tuple[str, ...]:
    """The addresses of a cell that may hold several; empty when none is valid."""
    parts = re.split(r"[;,\s]+", text.strip()[:1_000])
    return tuple(dict.fromkeys(found for part in parts if part and (found := email_in(part))))
