"""What the links of a page tell: numbers to call, addresses to write to, accounts, and where contacts may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import msgspec
from selectolax.lexbor import LexborHTMLParser

from jobs.scraping import clean

_MOST_LINKS = 3_000
_LONGEST_LINK = 1_000
_CONTACTS = re.compile(
    r"contact|kontakt|kontakty|svyaz|байланыс|bailanys|baylanys|контакт|связаться|как\s+(?:нас\s+)?найти|feedback"
    r"|адрес|мекенжай|rekvizit|реквизит",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"about|o[-_]?nas\b|o[-_]?kompani|о\s+(?:нас|компании|фирме|клинике|студии|салоне|магазине|центре)|біз\s+туралы"
    r"|компания\s+туралы|company|impressum",
    re.IGNORECASE,
)
_NOT_PAGES = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|pdf|docx?|xlsx?|zip|rar|mp4|apk|css|js)$", re.IGNORECASE)


class Links(msgspec.Struct):
    """What the links of one page point to, as written there."""

    phones: list[str] = []
    emails: list[str] = []
    whatsapp: list[str] = []
    telegram: list[str] = []
    instagram: list[str] = []
    contacts: list[str] = []
    about: list[str] = []


def read(tree: LexborHTMLParser, url: str) -> Links:
    """All links of a page at `url`. Pages of the same site that may hold contacts are given as whole addresses."""
    links = Links()
    base = url
    for href, text, protected in _links(tree):
        if protected:
            links.emails.append(unprotected(protected))
        scheme = href.partition(":")[0].lower()
        if scheme in {"tel", "callto"}:
            links.phones.append(unquote(href.partition(":")[2]).lstrip("/"))
        elif scheme == "mailto":
            links.emails += unquote(href[7:]).partition("?")[0].split(",")[:5]
        elif scheme == "viber":
            links.phones += _query(href, "number")
        elif not talk(href, links):
            _page(urljoin_safe(base, href), text, url, links)
    return links


def _links(tree: LexborHTMLParser) -> Iterator[tuple[str, str, str]]:
    for node in tree.css("a[href], [data-cfemail]")[:_MOST_LINKS]:
        attributes = node.attributes
        href = (attributes.get("href") or "").strip()[:_LONGEST_LINK]
        protected = attributes.get("data-cfemail") or ""
        if not protected and "/cdn-cgi/l/email-protection#" in href:
            protected = href.rpartition("#")[2]
        yield href, node.text(separator=" ")[:200], protected


def unprotected(code: str) -> str:
    """The address behind Cloudflare's scrambling: hexadecimal, the first byte is the key of all others."""
    try:
        data = bytes.fromhex(code[:400])
    except ValueError:
        return ""
    return bytes(byte ^ data[0] for byte in data[1:]).decode("utf-8", "replace") if data else ""


def talk(href: str, links: Links) -> bool:
    """Take an account on a messenger from the link; whether it was one."""
    low = href.lower()
    if low.startswith("whatsapp:") or clean.host_of(href) in {"wa.me", "api.whatsapp.com", "whatsapp.com"}:
        path = re.fullmatch(r"/\+?(\d{9,15})/?", _path(href))
        links.whatsapp += [f"+{path[1]}"] if path else [f"+{digits}" for digits in _digits(_query(href, "phone"))]
        return True
    telegram = clean.handle(href, ("t.me", "telegram.me"))
    if telegram or low.startswith("tg:"):
        links.telegram += [telegram] if telegram else _query(href, "domain")
        return True
    instagram = clean.handle(href, ("instagram.com",))
    links.instagram += [instagram] if instagram else []
    return bool(instagram)


def _digits(values: list[str]) -> list[str]:
    return [digits for value in values if 9 <= len(digits := re.sub(r"\D", "", value)) <= 15]  # noqa: PLR2004


def _query(href: str, name: str) -> list[str]:
    try:
        return parse_qs(urlsplit(href).query.replace("+", "%2B"), max_num_fields=50).get(name, [])[:3]
    except ValueError:
        return []


def _path(href: str) -> str:
    try:
        return unquote(urlsplit(href).path)
    except ValueError:
        return ""


def urljoin_safe(base: str, href: str) -> str:
    """`urljoin`, with nothing for what is no address."""
    try:
        return urljoin(base, href).partition("#")[0]
    except ValueError:
        return ""


def _page(target: str, text: str, url: str, links: Links) -> None:
    if not target.startswith(("http://", "https://")) or clean.host_of(target) != clean.host_of(url):
        return
    path = _path(target)
    if _NOT_PAGES.search(path) or target.rstrip("/") == url.rstrip("/"):
        return
    words = f"{path} {text}"
    kept = links.contacts if _CONTACTS.search(words) else links.about if _ABOUT.search(words) else None
    if kept is not None and target not in kept:
        kept.append(target)
