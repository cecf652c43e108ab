"""What the WAHA server puts on record: requests, messages that reached WhatsApp, the session."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .waha_files import GivenFile


@dataclass
class Call:
    """One request as the server saw it."""

    verb: str
    path: str
    body: Any
    query: dict[str, str]
    at: float


@dataclass
class Sent:
    """One message that reached WhatsApp. `times` counts how often it was asked for under the same id.

    `file` is what came with it, `versions` earlier texts.
    """

    id: str
    chat: str
    text: str
    times: int = 1
    file: GivenFile | None = None
    versions: list[str] = field(default_factory=list)
    deleted: bool = False


@dataclass
class Session:
    """The one session. `status` as WAHA's; `config` as it was given."""

    exists: bool = True
    status: str = "WORKING"
    config: dict[str, Any] = field(default_factory=dict)
    starts: int = 0
