"""What goes over the wire between the page and us, as typed shapes; anything else is refused by name of its field."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeVar

import msgspec

MOST_AT_ONCE = 5
"""Files of one message."""

Text = Annotated[str, msgspec.Meta(max_length=16_000)]
ClientId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Cursor = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{0,18}$")]
Language = Annotated[str, msgspec.Meta(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{1,8})*)?$", max_length=35)]
ButtonToken = Annotated[str, msgspec.Meta(max_length=64)]
Source = Annotated[str, msgspec.Meta(max_length=200)]
Token = Annotated[str, msgspec.Meta(max_length=64)]
FileName = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,18}-[0-9a-f]{32}$")]
FileNames = Annotated[tuple[FileName, ...], msgspec.Meta(max_length=MOST_AT_ONCE)]


class Page(msgspec.Struct, frozen=True):
    """Where the visitor is; kept short, only `utm` is used (as the lead's source)."""

    url: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    title: Annotated[str, msgspec.Meta(max_length=500)] = ""
    referrer: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    utm: Annotated[str, msgspec.Meta(max_length=200)] = ""


class SessionRequest(msgspec.Struct, frozen=True):
    """POST /api/web/session. With `opened` the visitor opened the chat and the bot may greet first."""

    visitor_token: Token = ""
    lang: Language = ""
    cursor: Cursor = ""
    page: Page = Page()
    opened: bool = False


class MessageRequest(msgspec.Struct, frozen=True):
    """POST /api/web/messages: a text, files handed in before, or the token of a pressed button with its label."""

    visitor_token: Token
    client_msg_id: ClientId
    text: Text = ""
    token: ButtonToken = ""
    lang: Language = ""
    source: Source = ""
    files: FileNames = ()


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """The first frame on a socket: who I am and the last line I know from a history frame."""

    token: Token
    cursor: Cursor = ""
    lang: Language = ""


class Message(msgspec.Struct, frozen=True, tag="message"):
    """The visitor wrote, pressed a button (`token`), or sent `files` that were handed in before.

    `source` is the campaign or website they came from.
    """

    client_msg_id: ClientId
    text: Text = ""
    token: ButtonToken = ""
    source: Source = ""
    files: FileNames = ()


class Ping(msgspec.Struct, frozen=True, tag="ping"):
    """Is the line alive? Browsers cannot see protocol pings, so the page asks."""


Frame = Hello | Message | Ping

Shape = TypeVar("Shape")


class BadInput(Exception):
    """What came cannot be read: `field` names the culprit ("" for the whole), the text says what is wrong with it."""

    def __init__(self, why: str, field: str = "") -> None:
        super().__init__(why)
        self.field = field


_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")
_NAMED = re.compile(r"^Object (?:missing required|contains unknown) field `([^`]*)`")
# Control characters have no place in a chat line; NUL and lone surrogates cannot even be stored.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")


def parse(raw: bytes | str, shape: type[Shape]) -> Shape:
    """Read JSON into a shape. Raises `BadInput`."""
    try:
        return msgspec.json.decode(raw, type=shape)
    except msgspec.ValidationError as error:
        place, named = _PLACE.search(str(error)), _NAMED.search(str(error))
        where = [found.group(1) for found in (place, named) if found]
        raise BadInput(_PLACE.sub("", str(error)), ".".join(where)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        raise BadInput("the body is not valid JSON") from None


def parse_frame(raw: str) -> Frame:
    return parse(raw, Frame)  # type: ignore[arg-type]  # a union is a type to msgspec, though not to mypy


def clean(text: str) -> str:
    """The text without control characters and outer blanks; line breaks and tabs stay."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def dump(frame: Any) -> str:
    return msgspec.json.encode(frame).decode()
