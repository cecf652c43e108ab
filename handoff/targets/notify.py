"""Apprise: a short text to e-mail, SMS, Slack, Discord, Teams and a hundred others, by one address each.

The library is heavy and blocks, so it is loaded when first needed and runs in a thread.
"""

from __future__ import annotations

import asyncio

from handoff.targets import happenings
from handoff.targets.contract import Dispatch, Field, Kind, NotNow, Refused, Wire

_LOCAL = frozenset({"syslog", "rsyslog", "dbus", "kde", "qt", "glib", "gnome", "macosx", "windows", "file"})
"""Addresses that would act on our own machine."""


async def send(dispatch: Dispatch, _wire: Wire) -> str:
    """Tell it once; every event is a message of its own."""
    title = dispatch.title or dispatch.event
    await asyncio.to_thread(_notify, dispatch.config["address"], title, dispatch.text or dispatch.event)
    return ""


def _notify(address: str, title: str, body: str) -> None:
    import apprise

    service = apprise.Apprise()
    if not service.add(address):
        raise Refused("Apprise does not know this address")
    done = service.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT)
    if not done:
        raise NotNow("the service did not take the message")


def address_of(text: str) -> str:
    """An address as Apprise knows them ("mailtos://...", "slack://..."). Raises ValueError."""
    scheme, colon, rest = text.strip().partition("://")
    if not colon or not rest or scheme.casefold() in _LOCAL or any(each.isspace() for each in text.strip()):
        raise ValueError(text)
    return text.strip()


KIND = Kind(
    "apprise",
    (Field("address", address_of, secret=True),),
    (happenings.OFFERED, happenings.WON),
    send,
    each=True,
)
