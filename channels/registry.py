"""Which channels there are. Each is imported only when its section is configured."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

from .contract import Channel

CHANNELS: dict[str, str] = {
    "telegram": "channels.telegram.adapter:TelegramChannel",
    "webchat": "channels.webchat.adapter:WebChat",
}
"""Name of the settings section -> the class that takes the section as its only positional argument."""


def build(sections: Mapping[str, Any], **parts: Mapping[str, Any]) -> dict[str, Channel]:
    """The configured channels by name; sections that are None are switched off.

    `parts` are keyword arguments for single channels, by channel name. Raises KeyError for a channel nobody wrote.
    """
    return {
        name: load(name)(section, **parts.get(name, {})) for name, section in sections.items() if section is not None
    }


def load(name: str) -> type[Any]:
    """The class of a channel; imports its folder."""
    module, _, attribute = CHANNELS[name].partition(":")
    return cast("type[Any]", getattr(import_module(module), attribute))
