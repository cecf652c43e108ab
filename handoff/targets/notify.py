"""Apprise: a short text to e-mail, SMS, Slack, Discord, Teams and a hundred others, by one address each.

The library is heavy and blocks, so it is loaded when first needed and runs in a thread. It speaks to the network by
itself: so where an address names a machine, that machine is looked at first, and redirects are not followed.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from handoff.targets import happenings
from handoff.targets.contract import Dispatch, Field, Kind, NotNow, Refused, Wire

if TYPE_CHECKING:
    from apprise import Apprise

_DESKTOP = frozenset(("syslog", "rsyslog", "dbus", "gio", "kde", "qt", "glib", "gnome", "macosx", "windows", "file"))
_LOCAL = _DESKTOP | {"blink1", "vapid", "fcm", "nostr", "deltachat", "deltachats"}
"""Addresses that would act on our own machine or read files of it."""

_NAMES_A_MACHINE = "{host}"


async def send(dispatch: Dispatch, wire: Wire) -> str:
    """Tell it once; every event is a message of its own."""
    title = dispatch.title or dispatch.event
    service = await asyncio.to_thread(_service, dispatch.config["address"])
    for host in _machines(service):
        await wire.reach(host)
    await asyncio.to_thread(_notify, service, title, dispatch.text or dispatch.event)
    return ""


def _service(address: str) -> Apprise:
    import apprise

    service = apprise.Apprise(asset=apprise.AppriseAsset(http_redirects=False))
    if not service.add(address):
        raise Refused("Apprise does not know this address")
    return service


def _machines(service: Apprise) -> list[str]:
    """The machines that addresses name. Where a service has one address for all, what stands there may be a token."""
    found = []
    for each in service:
        if any(_NAMES_A_MACHINE in template for template in getattr(each, "templates", ())):
            found += [getattr(each, "host", None), getattr(each, "smtp_host", None)]
    return [host for host in found if isinstance(host, str) and host]


def _notify(service: Apprise, title: str, body: str) -> None:
    import apprise

    done = service.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT)
    if not done:
        raise NotNow("the service did not take the message")


def address_of(text: str) -> str:
    """An address as Apprise knows them ("mailtos://...", "slack://..."). Raises ValueError."""
    scheme, colon, rest = text.strip().partition("://")
    if not colon or not rest or scheme.casefold() in _LOCAL or any(each.isspace() for each in text.strip()):
        raise ValueError(text)
    if "redirect=" in rest.casefold():  # such an address would follow wherever it is sent
        raise ValueError(text)
    return text.strip()


KIND = Kind(
    "apprise",
    (Field("address", address_of, secret=True),),
    (happenings.OFFERED, happenings.WON),
    send,
    each=True,
)
