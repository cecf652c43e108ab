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
    r"contact(?!or|[-_ ]?lens)|kontakt(?!n\w+[-_]lin)|svyaz|байланыс|bailanys|baylanys|контакт(?:ы|и|тар\w*)?\b"
    r"|контактн\w+\s+(?:информ|данн|тел)|связаться|зв.язатися|зв.язок|хабарлас|get\s+in\s+touch|reach\s+us",
    re.IGNORECASE,
)
_MAYBE_CONTACTS = re.compile(
    r"как\s+(?:нас\s+)?(?:найти|добраться)|схема\s+проезда|feedback|обратн\w+\s+связ|адрес|address|мекенжай|rekvizit|реквизит"
    r"|филиал|filial|branches|offices|наши\s+(?:магазин|салон|офис|клиник)|locations|find\s+us|где\s+купить",
    re.IGNORECASE,
)
_SCRIPTED = re.compile(
    r"location(?:\.href)?\s{0,3}=\s{0,3}[\"']([^\"']{1,200})[\"']|location\.replace\([\"']([^\"']{1,200})[\"']\)"
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
    maybe: list[str] = []
    about: list[str] = []
    moved: list[str] = []
    """Where an empty first page sends its reader: another address, or the pages inside its frames."""


def read(tree: LexborHTMLParser, url: str, region: str = "KZ") -> Links:
    """All links of a page at `url`. Pages of the same site that may hold contacts are given as whole addresses."""
    links = Links()
    base = _base(tree, url)
    for href, text, protected in _links(tree):
        if protected:
            links.emails.append(unprotected(protected))
        scheme = href.partition(":")[0].lower()
        if scheme in {"tel", "callto", "sms"}:
            links.phones.append(_called(href, text, region))
        elif scheme == "mailto":
            links.emails += re.split("[,;]", unquote(href[7:]).partition("?")[0].lstrip("/"))[:5]
        elif scheme == "viber":
            links.phones += _query(href, "number")
        elif not talk(href, links):
            _page(urljoin_safe(base, href), text, url, links)
    links.contacts += [target for target in links.maybe if target not in links.contacts]
    _moved(tree, base, url, links)
    return links


def _moved(tree: LexborHTMLParser, base: str, url: str, links: Links) -> None:
    refresh = tree.css_first('meta[http-equiv="refresh" i]')
    content = (refresh.attributes.get("content") or "")[:_LONGEST_LINK] if refresh is not None else ""
    sent = re.split(r"url\s{0,3}=\s{0,3}", content, maxsplit=1, flags=re.IGNORECASE)[1:]
    framed = [node.attributes.get("src") or "" for node in tree.css("frame[src]")[:5]]
    scripts = (node.text()[:5_000] for node in tree.css("script:not([src])")[:5])
    scripted = [match[1] or match[2] for text in scripts if (match := _SCRIPTED.search(text))]
    for href in (*sent, *framed, *scripted):
        target = urljoin_safe(base, href.strip(" '\""))
        if _is_page_here(target, url) and target not in links.moved:
            links.moved.append(target)


def _called(href: str, text: str, region: str) -> str:
    """The number of a link. Where the words show another one, the link was left over from a copied page."""
    number = unquote(href.partition(":")[2]).lstrip("/").partition("?")[0].partition(";")[0]
    shown = clean.phone(text, region)
    return shown if shown and clean.phone(number, region) not in {"", shown} else number


def _base(tree: LexborHTMLParser, url: str) -> str:
    """What links are relative to."""
    node = tree.css_first("base[href]")
    return urljoin_safe(url, (node.attributes.get("href") or "").strip()) or url if node is not None else url


def _links(tree: LexborHTMLParser) -> Iterator[tuple[str, str, str]]:
    for node in tree.css("a[href], area[href], [data-cfemail]")[:_MOST_LINKS]:
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
        path = _path(href) if re.fullmatch(r"/[\d\s()+-]{9,25}/?", _path(href)) else ""
        links.whatsapp += [f"+{digits}" for digits in _digits([path] if path else _query(href, "phone"))]
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


def _is_page_here(target: str, url: str) -> bool:
    """Whether this is another page of the same site."""
    here = target.startswith(("http://", "https://")) and clean.host_of(target) == clean.host_of(url)
    return here and not _NOT_PAGES.search(_path(target)) and target.rstrip("/") != url.rstrip("/")


def _page(target: str, text: str, url: str, links: Links) -> None:
    if not _is_page_here(target, url):
        return
    words = f"{_path(target)} {text}"
    kinds = ((_CONTACTS, links.contacts), (_ABOUT, links.about), (_MAYBE_CONTACTS, links.maybe))
    kept = next((targets for pattern, targets in kinds if pattern.search(words)), None)
    if kept is not None and target not in kept:
        kept.append(target)
