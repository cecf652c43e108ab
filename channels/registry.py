"""Which channels there are: one line each. A channel's folder is imported only when its section is configured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from .contract import Channel

if TYPE_CHECKING:
    from .webchat.history import History
    from .webchat.shelf import Shelf


class Parts(msgspec.Struct, frozen=True):
    """What the program lends to channels: its clock (aware, UTC) and, for the website, what was said so far and files.

    Without a `shelf` the website chat takes no files.
    """

    now: Callable[[], datetime]
    history: Any
    shelf: Any = None


def _telegram(section: Any, parts: Parts) -> Channel:
    from .telegram.adapter import TelegramChannel

    return TelegramChannel(section, now=parts.now)


def _web(section: Any, parts: Parts) -> Channel:
    from .webchat.adapter import WebChat

    return WebChat(section, parts.history, parts.now, parts.shelf)


def _whatsapp(section: Any, parts: Parts) -> Channel:
    from .whatsapp.adapter import WhatsAppChannel

    return WhatsAppChannel(section, now=parts.now)


def _email(section: Any, parts: Parts) -> Channel:
    from .email.adapter import EmailChannel

    return EmailChannel(section, now=parts.now)


CHANNELS: dict[str, Callable[[Any, Parts], Channel]] = {
    "telegram": _telegram,
    "web": _web,
    "whatsapp": _whatsapp,
    "email": _email,
}
"""Name of a channel -> what builds it from its section of the settings."""


def build(
    sections: Mapping[str, object], *, history: History, now: Callable[[], datetime], shelf: Shelf | None = None
) -> list[Channel]:
    """The configured channels; a section that is None is switched off. Raises KeyError for a name nobody wrote."""
    parts = Parts(now, history, shelf)
    return [CHANNELS[name](section, parts) for name, section in sections.items() if section is not None]
