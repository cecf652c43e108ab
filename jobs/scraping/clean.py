"""Putting what pages show into one form: phones E.164, e-mails checked, names tidy. What is no contact is dropped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import msgspec

from jobs.scraping.contract import Found

if TYPE_CHECKING:
    import phonenumbers

MOST_OF_A_KIND = 8
LONGEST_NAME = 200
LONGEST_ADDRESS = 300
_LONGEST_PHONE = 40
_LONGEST_EMAIL = 120
_LONGEST_URL = 500

_FILES = frozenset({
    "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "bmp", "css", "js", "json", "map", "html", "htm", "php",
    "pdf", "doc", "woff", "woff2", "mp4", "avif",
})  # fmt: skip
_NOBODY = re.compile(
    r"(?:^|[.@])(?:example\.\w+|sentry\.io|sentry[\w.-]*|wixpress\.com|domain\.\w+|yourdomain\.\w+|yoursite\.\w+"
    r"|mysite\.\w+|site\.\w+|company\.com|schema\.org|w3\.org|tilda\.ws|email\.com|godaddy\.com|website\.com)$",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"^(?:\\?u003[ce]|%20|mailto:)+|[\u00ad\u200b-\u200f\ufeff]", re.IGNORECASE)
_NO_PERSON = re.compile(
    r"^(?:no-?reply|donotreply|do-not-reply|mailer-daemon|postmaster|abuse|hostmaster|name|user|"
    r"username|your[._-]?(?:name|e?mail)|test|email|e-mail|someone)$",
    re.IGNORECASE,
)
# Endings that say another country than they spell, and such as everybody uses.
_ENDINGS = {
    "uk": "GB",
    "su": "RU",
    "xn--p1ai": "RU",
    "рф": "RU",
    "xn--80ao21a": "KZ",
    "қаз": "KZ",
    "xn--j1amh": "UA",
    "укр": "UA",
}
_EVERYBODYS = frozenset(
    {"ac", "ai", "cc", "co", "fm", "gg", "gl", "io", "la", "ly", "me", "sc", "sh", "so", "st", "to", "tv", "vc", "ws"}
)
# "+8 701 ...": the inner prefix typed after a plus; no country has it.
_EIGHT = re.compile(r"^\+8(?=(?:[\s().-]{0,3}\d){10}\D{0,3}$)(?=[\s(.-]{0,3}(?:7|80|49|9))")
_EDGES = " \t\r\n\xa0|•·—–-_,;:/\\*«»\"'“”„"
_QUOTED = (("«", "»"), ('"', '"'), ("“", "”"), ("„", "“"))


@lru_cache(maxsize=4096)
def phone(text: str, region: str) -> str:
    """E.164, or nothing when it is no number that can exist. "8 701 ..." and ten digits are read as local."""
    import phonenumbers

    short = _EIGHT.sub("8", text.strip()[:_LONGEST_PHONE])
    try:
        number = phonenumbers.parse(short, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return _without_plus(short, region)
    return _written(number)


def _without_plus(text: str, region: str) -> str:
    """A whole international number typed without its plus ("77011234567", wa.me links)."""
    import phonenumbers

    digits = re.sub(r"\D", "", text)
    if text.startswith("+") or not 11 <= len(digits) <= 15:  # noqa: PLR2004 - an international number's length
        return ""
    try:
        number = phonenumbers.parse(f"+{digits}", region)
    except phonenumbers.NumberParseException:
        return ""
    return _written(number) if phonenumbers.is_valid_number(number) else ""


def _written(number: phonenumbers.PhoneNumber) -> str:
    import phonenumbers

    number.extension = None
    written = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    # Templates of sites come with "+7 700 000 00 00"; nobody has that number.
    return "" if written.endswith(("0000000", "7777777777")) else written


def region_at(host: str, language: str, region: str) -> str:
    """The country whose local numbers a site writes: that of its ending or its language, else the one asked for."""
    import phonenumbers

    ending = host.rpartition(".")[2].lower()
    named = _ENDINGS.get(ending, ending.upper())
    if ending not in _EVERYBODYS and named in phonenumbers.SUPPORTED_REGIONS:
        return named
    return "UA" if language.lower().startswith("uk") else region


def is_mobile(e164: str) -> bool:
    """Whether a person can be written to at this number."""
    import phonenumbers

    kind = phonenumbers.number_type(phonenumbers.parse(e164))
    return kind in {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


def is_of(e164: str, region: str) -> bool:
    """Whether the number belongs to this country."""
    import phonenumbers

    return bool(phonenumbers.region_code_for_number(phonenumbers.parse(e164)) == region)


@lru_cache(maxsize=4096)
def email(text: str) -> str:
    """The address in its normal form, or nothing when it is a file, a placeholder or no address."""
    from email_validator import EmailNotValidError, validate_email

    short = _ESCAPED.sub("", text.strip(" \t\r\n<>.,;:'\"()[]").removeprefix("mailto:"))[:_LONGEST_EMAIL]
    try:
        checked = validate_email(short, check_deliverability=False)
    except (EmailNotValidError, ValueError):
        return ""
    domain = checked.domain.lower()
    ending = domain.rpartition(".")[2]
    if ending in _FILES or ending.isdigit() or _NOBODY.search(f"@{domain}") or _NO_PERSON.match(checked.local_part):
        return ""
    if checked.local_part.lower() == domain.partition(".")[0] == "mail":
        return ""
    return f"{checked.local_part}@{domain}".lower()


def name(text: str, most: int = LONGEST_NAME) -> str:
    """One line without decoration: no emoji, no control or invisible characters, no ornaments at its ends."""
    plain = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text[: most * 4])
    plain = "".join(char for char in plain if unicodedata.category(char) not in {"Cf", "So", "Co", "Cs", "Cn"})
    line = " ".join(unicodedata.normalize("NFC", plain).split())
    return _trimmed(line)[:most].rstrip()


def _trimmed(line: str) -> str:
    stripped = line.strip(_EDGES)
    # Quotation marks belong to the name when they stand around a part of it: ТОО «Ромашка».
    for left, right in _QUOTED:
        closes = line.rstrip(" .,;").endswith(right)
        if closes and left in stripped and (left != right or stripped.count(left) % 2):
            return f"{stripped}{right}"
    return stripped


def host_of(url: str) -> str:
    """The site's name without "www.", lower case; nothing when there is none."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")


def site(url: str) -> str:
    """A firm's own address on the web, or nothing when it is only a page on somebody's platform."""
    text = url.strip()[:_LONGEST_URL]
    if text and "//" not in text and "@" not in text and "." in text and " " not in text:
        text = f"http://{text}"
    host = host_of(text)
    if not text.lower().startswith(("http://", "https://")) or "." not in host or is_platform(host):
        return ""
    return text


_FREE = "+7800"
_PLATFORMS = frozenset({
    "instagram.com", "facebook.com", "fb.com", "vk.com", "ok.ru", "t.me", "telegram.me", "wa.me", "whatsapp.com",
    "api.whatsapp.com", "youtube.com", "tiktok.com", "twitter.com", "x.com", "linkedin.com", "2gis.kz", "2gis.ru",
    "2gis.com", "google.com", "goo.gl", "maps.app.goo.gl", "yandex.kz", "yandex.ru", "olx.kz", "olx.ua", "kaspi.kz",
    "krisha.kz", "kolesa.kz", "linktr.ee", "taplink.cc", "taplink.ws", "bit.ly", "clck.ru", "threads.net",
    "pinterest.com", "viber.com", "booking.com", "tripadvisor.com", "go.2gis.com", "wolt.com", "glovoapp.com",
    "hh.kz",
})  # fmt: skip


def is_platform(host: str) -> bool:
    """Whether thousands of firms share this name, so that it says nothing about one of them."""
    parts = host.lower().removeprefix("www.").split(".")
    return any(".".join(parts[start:]) in _PLATFORMS for start in range(len(parts) - 1))


def handle(url: str, hosts: Iterable[str]) -> str:
    """The account a social link names ("https://t.me/firma?x" -> "firma"), or nothing for posts and invitations."""
    try:
        parts = urlsplit(url.strip() if "//" in url else f"//{url.strip()}")
        if (parts.hostname or "").removeprefix("www.") not in set(hosts):
            return ""
        first = unquote(parts.path).strip("/").partition("/")[0].lstrip("@")
    except ValueError:
        return ""
    taken = first.lower() in {"share", "joinchat", "p", "reel", "reels", "explore", "accounts", "stories", "s", "tv"}
    return first if re.fullmatch(r"[A-Za-z0-9_.]{3,40}", first) and not taken else ""


def tidy(found: Found, region: str) -> Found:
    """The same business in one form: numbers that exist, addresses that can be, each once, mobiles first."""
    numbers = _once(phone(text, region) for text in (*found.phones, *found.whatsapp))
    home = [number for number in numbers if is_of(number, region)]
    # Free lines of +7 are counted to Russia, although Kazakhstan shares them.
    home = [number for number in numbers if number in home or number.startswith(_FREE)] if home else []
    # Someone else's country code is usually a maker's or a designer's number; without any own number it may be theirs.
    ordered = sorted(home or numbers, key=lambda number: not is_mobile(number))
    own = host_of(found.site)
    addresses = sorted(_once(email(text) for text in found.emails), key=lambda text: not belongs(text, own))
    return msgspec.structs.replace(
        found,
        url=found.url if found.url.startswith(("http://", "https://")) else "",
        name=name(found.name),
        phones=tuple(ordered[:MOST_OF_A_KIND]),
        whatsapp=tuple(_once(phone(text, region) for text in found.whatsapp)[:MOST_OF_A_KIND]),
        emails=tuple(addresses[:MOST_OF_A_KIND]),
        telegram=tuple(_accounts(found.telegram)),
        instagram=tuple(_accounts(found.instagram)),
        site=site(found.site),
        address=name(found.address, LONGEST_ADDRESS),
        city=name(found.city, 100),
        category=name(found.category, 100),
    )


def belongs(address: str, host: str) -> bool:
    """Whether an e-mail address is at the site's own name."""
    domain = address.rpartition("@")[2]
    return bool(host) and (domain == host or host.endswith(f".{domain}") or domain.endswith(f".{host}"))


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _accounts(values: Iterable[str]) -> list[str]:
    """Each account once: to these services large and small letters are the same."""
    first: dict[str, str] = {}
    for value in values:
        first.setdefault(value.lower(), value)
    return [value for key, value in first.items() if key][:MOST_OF_A_KIND]


def reachable(found: Found) -> bool:
    """Whether there is any way to write or call."""
    return bool(found.phones or found.emails or found.telegram or found.instagram)
