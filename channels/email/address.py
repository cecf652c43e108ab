"""E-mail addresses, read strictly: what is not plainly one address is none. Pure.

The standard library's `parseaddr` takes `alice@a)bob@b` for somebody; a reply would go to the wrong person.
"""

from __future__ import annotations

import re

import msgspec

from .charset import clean, words

LONGEST = 200
"""As long as the database keeps them; real ones are shorter."""

_LONGEST_HEADER = 2_000
_LONGEST_LOCAL = 64
_LONGEST_NAME = 128
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?:[A-Za-z]{{2,63}}|xn--[A-Za-z0-9-]{{2,59}})")
_BARE = re.compile(r"<?([^<>\s\"(),;:]+)>?(?:\s*\(([^()]*)\))?")
_NAMED = re.compile(r"([^<>]*?)\s*<([^<>\s]+)>")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_PARTS = re.compile(r'"(?:[^"\\]|\\.)*"|[^",;]+|[,;]')


class Mailbox(msgspec.Struct, frozen=True):
    """An address in small letters, and what its owner calls themselves there."""

    address: str
    name: str = ""


def address_in(text: str) -> str:
    """The address, in small letters and with its domain in ASCII, when the whole text is one; else ""."""
    local, at, domain = text.rpartition("@")
    if not at or len(local) > _LONGEST_LOCAL or not _LOCAL.fullmatch(local):
        return ""
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    if not _DOMAIN.fullmatch(domain) or len(text) > LONGEST:
        return ""
    return f"{local}@{domain}".lower()


def mailbox_in(header: str) -> Mailbox | None:
    """The one person a From or Reply-To names; None when it names none, several, or nothing readable."""
    header = " ".join(header.split())
    if not header or len(header) > _LONGEST_HEADER:
        return None
    bare = _BARE.fullmatch(header)
    if bare:
        return _mailbox(bare[1], bare[2] or "")
    named = _NAMED.fullmatch(header)
    if not named:
        return None
    return _mailbox(named[2], named[1])


def addresses_in(header: str) -> tuple[str, ...]:
    """Every address of a To, Cc or Delivered-To that can be read, without names."""
    parts = _PARTS.findall(header[: 4 * _LONGEST_HEADER].replace("\n", " ").replace("\r", " "))
    found = (mailbox_in(part) for part in _between_commas(parts))
    return tuple(mailbox.address for mailbox in found if mailbox)


def tag_of(address: str, own: str) -> str | None:
    """What stands behind the + when `address` is `own` with a tag (shop+olx@), "" for `own` itself, else None."""
    local, _, domain = address.lower().rpartition("@")
    own_local, _, own_domain = own.lower().rpartition("@")
    if domain != own_domain:
        return None
    base, _, tag = local.partition("+")
    if local == own_local:
        return ""
    return tag if base == own_local else None


def _mailbox(address: str, name: str) -> Mailbox | None:
    found = address_in(address)
    return Mailbox(found, _shown(name)) if found else None


def _shown(name: str) -> str:
    quoted = _QUOTED.fullmatch(name.strip())
    plain = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else name
    return " ".join(clean(words(plain)).strip("'\" ").split())[:_LONGEST_NAME]


def _between_commas(parts: list[str]) -> list[str]:
    joined: list[str] = [""]
    for part in parts:
        if part in {",", ";"}:
            joined.append("")
        else:
            joined[-1] += part
    return joined
