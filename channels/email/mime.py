"""A raw mail as its headers, its words and its files. Pure; what no rule foresaw raises `Unreadable`, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

import msgspec

from .charset import clean, decoded, words
from .hypertext import text_of

_DEEPEST = 250
_MOST_PARTS = 500
_MOST_HEADERS = 1_000
_LONGEST_TEXT = 200_000
_LONGEST_VALUE = 20_000
_LONGEST_NAME = 128
_LOGO_BYTES = 10_000
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,80}")
_KINDS = {"image": "photo", "audio": "audio", "video": "video"}


class Unreadable(Exception):
    """This is no mail anybody could read."""


class File(msgspec.Struct, frozen=True):
    """A file in a mail: `number` is its place among the parts, `size` in bytes (about, for base64)."""

    number: int
    kind: str
    name: str
    mime: str
    size: int


class Report(msgspec.Struct, frozen=True):
    """What became of a mail of ours for one recipient (RFC 3464). `original` is the Message-ID of that mail."""

    recipients: tuple[str, ...]
    action: str
    status: str
    original: str


class Mail(msgspec.Struct, frozen=True):
    """A mail taken apart. Headers by small name, each value unfolded and still encoded; see `value` and `shown`."""

    headers: dict[str, list[str]]
    text: str
    files: tuple[File, ...] = ()
    reports: tuple[Report, ...] = ()
    mime: str = "text/plain"

    def value(self, name: str) -> str:
        """The first header of that name as it came, in one line; "" when there is none."""
        return next(iter(self.headers.get(name, ())), "")

    def shown(self, name: str) -> str:
        """The same as a person reads it."""
        return " ".join(clean(words(self.value(name))).split())


def read(raw: bytes) -> Mail:
    """Take a mail apart. Raises Unreadable."""
    try:
        message = BytesParser(policy=compat32).parsebytes(raw)
        headers = _headers(message)
        pieces = _Pieces()
        pieces.take(message, 0)
        return Mail(headers, pieces.text(), tuple(pieces.files), tuple(_reports(message)), _mime(message))
    except RecursionError:
        raise Unreadable("nested too deep") from None
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        # The standard library's parser fails on broken mail in ways it does not promise.
        raise Unreadable(type(error).__name__) from None


def file_in(raw: bytes, number: int) -> tuple[File, bytes]:
    """One file of a mail with its content. Raises LookupError when there is none of that number."""
    message = BytesParser(policy=compat32).parsebytes(raw)
    pieces = _Pieces()
    pieces.take(message, 0)
    found = next((file for file in pieces.files if file.number == number), None)
    if found is None:
        raise LookupError("this mail has no such file")
    return found, _content(pieces.parts[number])


class _Pieces:
    """Collects words and files in order of appearance."""

    def __init__(self) -> None:
        self.files: list[File] = []
        self.parts: list[Message] = []
        self._texts: list[str] = []

    def text(self) -> str:
        return clean("\n\n".join(text for text in self._texts if text.strip()))[:_LONGEST_TEXT]

    def take(self, part: Message, depth: int) -> None:
        if depth > _DEEPEST or len(self.parts) > _MOST_PARTS:
            return
        payload = part.get_payload()
        if isinstance(payload, list) and part.get_content_maintype() == "multipart":
            children = [child for child in payload if isinstance(child, Message)]
            if _mime(part) == "multipart/alternative":
                self._choose(children, depth)
            else:
                for child in children:
                    self.take(child, depth + 1)
            return
        self._leaf(part)

    def _choose(self, children: list[Message], depth: int) -> None:
        """Of several renderings of the same words, the plain one if it says anything, else the last."""
        before, renderings = self._texts, []
        for child in children:
            self._texts = []
            self.take(child, depth + 1)
            if said := self.text():
                renderings.append((_mime(child) == "text/plain", said))
        plain = next((said for is_plain, said in renderings if is_plain), "")
        self._texts = [*before, plain or (renderings[-1][1] if renderings else "")]

    def _leaf(self, part: Message) -> None:
        number = len(self.parts)
        self.parts.append(part)
        mime, name = _mime(part), _file_name(part)
        attached = (part.get_content_disposition() or "") == "attachment" or bool(name)
        if mime in {"text/plain", "text/html"} and not attached:
            text = decoded(_content(part)[: 4 * _LONGEST_TEXT], _charset(part))
            self._texts.append(text_of(text) if mime == "text/html" else text)
        elif not mime.startswith(("message/delivery", "text/rfc822-headers", "multipart/")):
            size = _size(part)
            if part.get("content-id") and mime.startswith("image/") and size < _LOGO_BYTES:
                return  # a logo or a counter in somebody's signature
            kind = _KINDS.get(mime.partition("/")[0], "document")
            self.files.append(File(number, kind, name, mime, size))


def _headers(message: Message) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in list(message.raw_items())[:_MOST_HEADERS]:
        found.setdefault(str(name).lower(), []).append(" ".join(str(value)[:_LONGEST_VALUE].split()))
    return found


def _mime(part: Message) -> str:
    told = part.get_content_type().lower()
    return told if _TYPE.fullmatch(told) else "application/octet-stream"


def _charset(part: Message) -> str:
    found = part.get_param("charset", "")
    return found if isinstance(found, str) else str(found[2])


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    inner = part.get_payload()
    return _written(inner[0]) if isinstance(inner, list) and inner and isinstance(inner[0], Message) else b""


def _written(mail: Message) -> bytes:
    """A mail within a mail; one whose headers the standard library will not write is written as it was read."""
    try:
        return mail.as_bytes()
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        head = "".join(f"{name}: {value}\n" for name, value in mail.raw_items())
        body = mail.get_payload()
        return f"{head}\n{body if isinstance(body, str) else ''}".encode("utf-8", "surrogateescape")


def _size(part: Message) -> int:
    payload = part.get_payload()
    if not isinstance(payload, str):
        return len(_content(part))
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    return len(payload) * 73 // 100 if encoding == "base64" else len(payload)


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename("") or ""
    except (ValueError, LookupError, TypeError, AttributeError):
        name = ""
    name = " ".join(clean(words(str(name))).split())
    return re.split(r"[/\\]", name)[-1][:_LONGEST_NAME]


def _reports(message: Message) -> Iterator[Report]:
    """What a delivery report says, one recipient each."""
    if _mime(message) != "multipart/report" or not isinstance(message.get_payload(), list):
        return
    original = ""
    blocks: list[Message] = []
    for part in message.get_payload():
        if not isinstance(part, Message):
            continue
        mime, payload = _mime(part), part.get_payload()
        if mime in {"message/delivery-status", "message/global-delivery-status"} and isinstance(payload, list):
            blocks += [block for block in payload if isinstance(block, Message)]
        elif mime in {"message/rfc822", "message/global"} and isinstance(payload, list):
            original = next((str(inner.get("message-id", "")) for inner in payload if isinstance(inner, Message)), "")
        elif mime in {"text/rfc822-headers", "message/global-headers"}:
            original = str(
                BytesParser(policy=compat32).parsebytes(_content(part), headersonly=True).get("message-id", "")
            )
    for block in blocks[:_MOST_PARTS]:
        if block.get("action"):
            told = (str(block.get(name, "")) for name in ("original-recipient", "final-recipient"))
            recipients = tuple(one.rpartition(";")[2].strip() for one in told if one)
            status = str(block.get("status", "")).strip()
            yield Report(recipients, str(block["action"]).strip().lower(), status, original.strip())
