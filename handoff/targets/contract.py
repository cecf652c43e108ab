"""What a kind of target is: what it asks the owner for, which events it hears of, and how one is delivered.

A kind is given everything as values and one `Wire`; it keeps nothing. Delivering the same `Dispatch` twice must leave
one object on the other side: `remote_id` is the object made before; with `again` an earlier try may have made one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

import msgspec

from handoff.dossier import Dossier


class NotNow(Exception):
    """The other side could not take it now; trying again may help, after `seconds` where it said so."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class Refused(Exception):
    """The other side will not take it as it is; a person must look."""


class Reply(msgspec.Struct, frozen=True):
    """An answer: its status and its body, as JSON where it was such."""

    status: int
    json: Any = None
    text: str = ""


class Wire(Protocol):
    """Speaks HTTP. Raises `NotNow` when nobody answers, and for 408, 425, 429 and 5xx; other statuses come back."""

    async def call(  # noqa: PLR0913 (a request)
        self,
        method: str,
        url: str,
        *,
        json: Any = None,
        body: bytes | None = None,
        headers: Mapping[str, str] = {},
        query: Mapping[str, str] = {},
    ) -> Reply: ...

    async def reach(self, host: str) -> None:
        """Raises `Refused` for a machine that targets may not be on; for those who speak something else than this."""


class Dispatch(msgspec.Struct, frozen=True, kw_only=True):
    """One event for one target. `key` is the same over all tries. `lead` is None for what concerns no lead.

    `text` is the package in words; `marker` names our lead in a way another system can keep and find. A `trial` is a
    made-up lead: what the other side would pass over in silence is refused in words.
    """

    config: Mapping[str, str]
    event: str
    key: str
    at: datetime
    now: datetime
    lead: Dossier | None
    data: Mapping[str, Any] = {}
    text: str = ""
    title: str = ""
    marker: str = ""
    remote_id: str = ""
    again: bool = False
    trial: bool = False


class Field(NamedTuple):
    """Something the owner is asked for; its question is the word "target.ask.<name>".

    `check` gives the value as it is kept, or raises ValueError. A `secret` is never shown again. What is `optional`
    may be answered with "-".
    """

    name: str
    check: Callable[[str], str]
    secret: bool = False
    optional: bool = False


Send = Callable[[Dispatch, Wire], Awaitable[str]]
"""Delivers; gives the id of the object on the other side, "" where there is none. Raises `NotNow` or `Refused`."""


class Kind(NamedTuple):
    """A kind of target. With `each` every event is delivered by itself; else an object is kept up to date."""

    name: str
    fields: tuple[Field, ...]
    events: tuple[str, ...]
    send: Send
    each: bool = False


def web_address(text: str) -> str:
    """An http(s) address without the slash at its end. Raises ValueError."""
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or any(each.isspace() for each in text.strip()):
        raise ValueError(text)
    if parts.port == 0:
        raise ValueError(text)
    return text.strip().rstrip("/")


def token(text: str) -> str:
    """One word of printable ASCII. Raises ValueError."""
    word = text.strip()
    if not word or not word.isascii() or not word.isprintable() or " " in word:
        raise ValueError(text)
    return word


def pairs(text: str) -> str:
    """Their fields filled with ours, as in "theirs=ours, theirs=ours" (`handoff.targets.plain`). Raises ValueError."""
    from handoff.targets.plain import FIELDS

    found = [part.strip().partition("=") for part in text.split(",")]
    for theirs, equals, ours in found:
        if not theirs.strip() or not equals or ours.strip() not in FIELDS:
            raise ValueError(text)
    return ",".join(f"{theirs.strip()}={ours.strip()}" for theirs, _, ours in found)


def paired(text: str) -> dict[str, str]:
    """Their field -> ours, of what `pairs` kept."""
    return dict(part.split("=", 1) for part in text.split(",") if part)


def refused(reply: Reply, who: str) -> Refused:
    """The refusal of an answer, in a sentence with what the other side said."""
    said = reply.json if isinstance(reply.json, dict) else {}
    words = next(
        (
            str(said[name])
            for name in ("detail", "error_description", "message", "msg", "error", "title")
            if isinstance(said.get(name), str)
        ),
        reply.text,
    )
    return Refused(f"{who} answered {reply.status}: {' '.join(words.split())[:200]}".rstrip(": "))
