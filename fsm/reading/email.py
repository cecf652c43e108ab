"""E-mail addresses, typed or spoken: name@site.kz, name (at) site [dot] kz, «имя собака мейл точка ру»."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from fsm.facts import EMAIL, Found
from fsm.reading.email_words import (
    JOINERS,
    LOWER_OF_UNDERSCORE,
    NETWORKS,
    PROVIDERS,
    SITES,
    TLDS,
    is_at_word,
    latin,
    unmixed,
)
from fsm.reading.message import Context, Message
from fsm.reading.rare import Rare
from fsm.reading.stems import is_cyrillic

_PART = re.compile(
    r"(?P<space>[ \t]+)|(?P<bracket>[(\[{<][ ]?(?P<inside>[^\W\d_]{2,10}|@|\.)[ ]?[)\]}>])"
    r"|(?P<label>[^\W_]+(?:[%+]+[^\W_]+)*)|(?P<mark>[@.,_+-])|(?P<other>[^\w \t])"
)
_REACH = 100
_MOST_LOCAL = 64
_SPOKEN_HINT = Rare(r"соба[кч]|\bat\b|[(\[{<][ ]?at|песик|равлик|\b[эи]т\b")
_NO_AT = re.compile(
    r"(?<![\w@.])([a-z0-9][\w.+-]{1,40}) (gmail|mail|yandex|ya|inbox|bk|list|outlook|hotmail|yahoo|icloud|rambler|ukr|"
    r"гмейл|джимейл|жимейл|мейл|мэйл|маил|майл|яндекс)(?: точка |[. ])(com|ru|kz|ua|net|ком|ру|кз|юа|нет)\b"
)
_NOT_THIS = re.compile(r"(?:^|\W)(?:не|not|стар\w+|old|ескі|емес)\W{1,3}(?:на\W)?$")
_NOT_THAT = re.compile(
    r"[\s,.;()-]*(?:(?:ой|нет|упс|oops|no|sorry|wait|жоқ|ні|это|эта|this|that's|that|is|бұл|то|це|уже|my|моя|мой)[\s,.]+){0,5}"
    r"(?:стар\w+|не т[оау]\w?|не рабоч\w+|не работает|неверн\w+|неправильн\w+|ошиб\w+|old|wrong|outdated|ескі|қате)\b"
)
_COMPLETED = {"gmail": "gmail.com", "icloud": "icloud.com"}


class _Part(NamedTuple):
    kind: str  # "space", "label", ".", "@", "_", "-", "+", ",", "other"
    text: str
    start: int
    end: int
    spoken: bool = False


class _Address(NamedTuple):
    text: str
    start: int
    end: int
    confidence: float


def read(message: Message, context: Context) -> Found | None:
    """The first address of the message, lower case, with its spoken parts resolved."""
    return read_all(message, context)[0]


def read_all(message: Message, context: Context) -> tuple[Found | None, list[tuple[int, int]]]:
    """The address, and where every address stands, so that no other reader takes its figures or words."""
    addresses = _addresses(message.low, asked=context.question == EMAIL)
    if not addresses:
        return None, []
    chosen = addresses[0]
    if len(addresses) > 1 and _taken_back(message.low, chosen, addresses[1].start):
        chosen = addresses[1]
    found = Found(chosen.text, message.text[chosen.start : chosen.end], chosen.start, chosen.end, chosen.confidence)
    return found, [(address.start, address.end) for address in addresses]


def _taken_back(low: str, address: _Address, following: int) -> bool:
    """Whether the words before or after an address say that it is not the one."""
    before = _NOT_THIS.search(low[max(0, address.start - 12) : address.start])
    return bool(before) or bool(_NOT_THAT.match(low[address.end : following]))


def spans(message: Message, context: Context) -> list[tuple[int, int]]:
    """Where every address of the message stands."""
    return read_all(message, context)[1]


@lru_cache(maxsize=8)
def _addresses(low: str, *, asked: bool) -> tuple[_Address, ...]:
    """The addresses of a text; kept for the readers that look at the same message."""
    found: list[_Address] = []
    if "@" in low or _SPOKEN_HINT.search(low):
        parts = _parts(low)
        for at, part in enumerate(parts):
            if part.kind == "@" and (address := _around(parts, at, asked=asked)):
                found.append(address)
    if asked and not found:
        found.extend(_without_at(low))
    return tuple(found)


def _parts(low: str) -> list[_Part]:
    found: list[_Part] = []
    for match in _PART.finditer(low):
        kind, text, start, end = match.lastgroup or "", match.group(), match.start(), match.end()
        if kind in ("bracket", "inside"):
            word = match.group("inside")
            kind, spoken = ("@", True) if word == "@" or is_at_word(word) else (JOINERS.get(word, "other"), True)
            kind = "." if word == "." else kind
        elif kind == "label" and (is_at_word(text) or text in JOINERS) and _stands_alone(low, start, end):
            kind, spoken = "@" if is_at_word(text) else JOINERS[text], True
        else:
            kind, spoken = (text if kind == "mark" else kind), False
        found.append(_Part(kind, text, start, end, spoken))
    return found


def _stands_alone(low: str, start: int, end: int) -> bool:
    """A spoken sign has spaces around it; in at_0@mail.ru the "at" is a name."""
    return low[start - 1 : start] in (" ", "\t") and low[end : end + 1] in (" ", "\t")


def _around(parts: list[_Part], at: int, *, asked: bool) -> _Address | None:
    domain = _domain(parts, at, asked=asked)
    local = _local(parts, at)
    if domain is None or local is None:
        return None
    (site, end), (name, start) = domain, local
    if _is_handle(parts, at, name, site):
        return None
    loose = parts[at].spoken or parts[at - 1].kind == "space"
    bare_word = parts[at].spoken and parts[at].text in ("at", "эт", "ит")
    known = site.partition(".")[0] in PROVIDERS
    if (bare_word or loose) and not (asked or known or parts[at].text.startswith(("соба", "(", "[", "{", "<"))):
        return None
    return _Address(f"{name}@{site}", start, end, 0.9 if loose else 1.0)


def _is_handle(parts: list[_Part], at: int, name: str, site: str) -> bool:
    """«инста @aigul.kz» is a name in a network: the sign touches only the word after it."""
    apart = not parts[at].spoken and parts[at - 1].kind == "space" and parts[at + 1].kind != "space"
    return apart and site.partition(".")[0] not in PROVIDERS and (not name.isascii() or name.startswith(NETWORKS))


def _domain(parts: list[_Part], at: int, *, asked: bool) -> tuple[str, int] | None:
    """The site after the sign: labels with dots typed or spoken; ends at the first label that can end it."""
    labels: list[str] = []
    index, end = _past_space(parts, at + 1), 0
    if (
        not parts[at].spoken
        and index < len(parts)
        and is_cyrillic(unmixed(parts[index].text))
        and parts[index].text not in SITES
    ):
        return None
    while index < len(parts) and parts[index].kind in ("label", "-"):
        label, index = _label(parts, index)
        labels.append(_site_word(label))
        end = parts[index - 1].end
        after = _past_space(parts, index)
        if after >= len(parts) or parts[after].kind not in (".", ","):
            break
        following = _past_space(parts, after + 1)
        spaced = following > after + 1 or after > index
        if following >= len(parts) or parts[following].kind != "label":
            break
        if spaced and not parts[after].spoken and (len(labels) > 1 or _site_word(parts[following].text) not in TLDS):
            break
        if parts[after].kind == "," and _site_word(parts[following].text) not in TLDS:
            break
        index = following
    if len(labels) == 1 and labels[0] in PROVIDERS and (more := _country(parts, at, end)):
        return f"{labels[0]}.{more[0]}", more[1]
    if asked and len(labels) == 1 and labels[0] in _COMPLETED:
        return _COMPLETED[labels[0]], end
    good = len(labels) > 1 and labels[-1].isalpha() and len(labels[-1]) > 1 and all(map(_fits_site, labels))
    return (".".join(labels), end) if good else None


def _is_foreign(text: str) -> bool:
    """A typed site in Cyrillic letters that is no well-known one."""
    return is_cyrillic(unmixed(text)) and text not in SITES


def _country(parts: list[_Part], at: int, end: int) -> tuple[str, int] | None:
    """The ending of a well-known site said without its dot: «собака мейл ру»."""
    index = next((index for index in range(at, len(parts)) if parts[index].start >= end), len(parts))
    index = _past_space(parts, index)
    if index >= len(parts) or parts[index].kind != "label" or _site_word(parts[index].text) not in TLDS:
        return None
    return _site_word(parts[index].text), parts[index].end


def _label(parts: list[_Part], index: int) -> tuple[str, int]:
    """One label of a site, with its hyphens (typed, or spoken between spaces)."""
    text = ""
    while index < len(parts):
        part = parts[index]
        if part.kind == "label":
            text += _site_word(part.text)
        elif part.kind == "-" and text:
            text += "-"
        else:
            break
        index += 1
        after = _past_space(parts, index)
        if after < len(parts) and parts[after].kind == "-" and parts[after].spoken:
            index = after
        elif part.kind == "-" and part.spoken:
            index = _past_space(parts, index)
    return text.strip("-"), index


def _fits_site(label: str) -> bool:
    return bool(label) and label.isascii() and label.replace("-", "a").isalnum()


def _site_word(text: str) -> str:
    return SITES.get(text) or (latin(text) if is_cyrillic(unmixed(text)) else unmixed(text))


def _local(parts: list[_Part], at: int) -> tuple[str, int] | None:
    """The name before the sign, walking back over labels and the marks between them."""
    spoken = parts[at].spoken
    index = at - 1
    while index >= 0 and parts[index].kind == "space":
        index -= 1
    taken: list[str] = []
    start = parts[at].start
    expects_label = True
    while index >= 0 and at - index < _REACH:
        part = parts[index]
        if part.text in LOWER_OF_UNDERSCORE and taken and taken[-1] == "_":
            index -= 2 if index and parts[index - 1].kind == "space" else 1
            continue
        if part.kind == "label":
            if not expects_label:
                break
            taken.append(_name_word(part.text, spoken=spoken))
            start, expects_label = part.start, False
            index -= 1
            continue
        if part.kind in (".", "_", "-", "+") and _joins(parts, index, taken):
            taken.append(part.kind)
            start = part.start if part.kind == "_" else start
            expects_label = True
            index -= 1
            continue
        if part.kind != "space" or not _passes_space(parts, index, taken, spoken=spoken):
            break
        expects_label = expects_label or taken[-1].isdigit()
        index -= 1
    name = "".join(reversed(taken)).lstrip(".-+").rstrip(".-+") if taken else ""
    if not name or len(name) > _MOST_LOCAL or ".." in name or not any(char.isalnum() for char in name):
        return None
    return name, start


def _joins(parts: list[_Part], index: int, taken: list[str]) -> bool:
    """A mark belongs to the name when it touches it, or is spoken."""
    if not taken and parts[index].kind != "_":
        return False
    return parts[index].spoken or index == 0 or parts[index - 1].kind != "space" or parts[index].kind == "_"


def _passes_space(parts: list[_Part], index: int, taken: list[str], *, spoken: bool) -> bool:
    """Whether the name goes on across a space: beside a spoken mark, or «ivan 85 собака»."""
    if not taken or not index:
        return False
    before, after = parts[index - 1], parts[index + 1]
    if any(part.spoken and part.kind in (".", "_", "-") for part in (before, after)):
        return True
    return spoken and taken[-1].isdigit() and len(taken) == 1 and before.kind == "label" and before.text.isascii()


def _name_word(text: str, *, spoken: bool) -> str:
    fixed = unmixed(text)
    return latin(fixed) if spoken and is_cyrillic(fixed) else fixed


def _past_space(parts: list[_Part], index: int) -> int:
    return index + 1 if index < len(parts) and parts[index].kind == "space" else index


def _without_at(low: str) -> list[_Address]:
    """At the e-mail question some leave the sign out: «aigul85 gmail com»."""
    match = _NO_AT.search(low)
    if match is None:
        return []
    name, site, country = match.groups()
    return [_Address(f"{name}@{_site_word(site)}.{_site_word(country)}", match.start(), match.end(), 0.7)]
