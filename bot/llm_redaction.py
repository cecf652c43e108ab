"""Personal data stays here: phones, e-mails and names leave as placeholders and are put back into the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

import msgspec

from fsm.reading import email, name, phone
from fsm.reading.message import Context, Message, fold

_LONG_NUMBER = re.compile(r"\+?\d(?:[\s().-]{0,2}\d){8,}")
_AN_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+")
_HANDLE = re.compile(r"(?<!\w)@[A-Za-z][A-Za-z0-9_]{3,}")
_WORD = re.compile(r"[^\W\d_]{2,}")

Span = tuple[int, int, str]


class Redacted(msgspec.Struct, frozen=True):
    """The text with placeholders, and what each of them stands for."""

    text: str
    originals: Mapping[str, str]

    def restored(self, answer: str) -> str:
        """A JSON answer with the originals in place of the placeholders."""
        for placeholder, original in self.originals.items():
            answer = answer.replace(placeholder, json.dumps(original, ensure_ascii=False)[1:-1])
        return answer


def redact(text: str, context: Context, names: Iterable[str] = ()) -> Redacted:
    """Hide what our readers see as a number, an address or a name, what looks like one, and the names known."""
    pieces: list[str] = []
    originals: dict[str, str] = {}
    counts: dict[str, int] = {}
    at = 0
    for start, end, kind in _apart(sorted(_spans(text, context, names))):
        counts[kind] = counts.get(kind, 0) + 1
        placeholder = f"[{kind}_{counts[kind]}]"
        originals[placeholder] = text[start:end]
        pieces += (text[at:start], placeholder)
        at = end
    return Redacted("".join(pieces) + text[at:], originals)


def _spans(text: str, context: Context, names: Iterable[str]) -> list[Span]:
    message = Message(text)
    found = [(start, end, "EMAIL") for start, end in email.spans(message, context)]
    found += [(match.start(), match.end(), "EMAIL") for match in _AN_ADDRESS.finditer(text)]
    found += [(match.start(), match.end(), "HANDLE") for match in _HANDLE.finditer(text)]
    found += [(start, end, "PHONE") for start, end in phone.spans(message, context)]
    found += [(match.start(), match.end(), "PHONE") for match in _LONG_NUMBER.finditer(text)]
    told = name.read(message, context)
    if told is not None:
        found.append((told.start, told.end, "NAME"))
    known = {word for each in names for word in _WORD.findall(fold(each))}
    found += [(word.start(), word.end(), "NAME") for word in _WORD.finditer(message.low) if word.group() in known]
    return found


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The spans without those that begin inside an earlier one."""
    kept: list[Span] = []
    for span in spans:
        if span[0] < span[1] and (not kept or span[0] >= kept[-1][1]):
            kept.append(span)
        elif kept and span[1] > kept[-1][1]:
            kept[-1] = (kept[-1][0], span[1], kept[-1][2])
    return kept
