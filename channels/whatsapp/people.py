"""One person behind two ids: the number (@c.us) and the hidden id (@lid) WhatsApp may show instead of it.

Whoever is met under a hidden id is looked up once; the number is the better id, because it does not depend on whom
they write to. Where WhatsApp does not tell the number, the hidden id is the person. What was once chosen stays.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

import msgspec
import structlog

from channels.contract import Inbound

from . import ids
from .api import NoAnswer, NotReached, Waha, WahaError, escaped
from .schema import Pair

log = structlog.get_logger("whatsapp")

_LOOK_SECONDS = 2.0
_MOST = 50_000


class People:
    """Knows who is who: every id met and the one the person goes by here."""

    def __init__(self, waha: Waha) -> None:
        self._waha = waha
        self._names: OrderedDict[str, str] = OrderedDict()
        self._others: dict[str, set[str]] = {}

    async def settle(self, heard: Inbound) -> Inbound:
        """The same thing heard, with the person's one id as sender and chat and the other ids as aliases."""
        other = heard.sender.aliases[0] if heard.sender.aliases else ""
        name = self._names.get(heard.chat) or await self._introduced(heard.chat, other)
        aliases = tuple(sorted(({heard.chat, other} | self._others.get(name, set())) - {name, ""}))
        sender = msgspec.structs.replace(heard.sender, id=name, aliases=aliases)
        return msgspec.structs.replace(heard, sender=sender, chat=name)

    def name_of(self, chat: str) -> str:
        """The id a person goes by, as far as met; else the id itself."""
        return self._names.get(chat, chat)

    def snapshot(self) -> dict[str, str]:
        """Who is who, to be kept over a restart."""
        return dict(self._names)

    def restore(self, kept: Mapping[str, str]) -> None:
        """Go on with those known before."""
        for alias, name in kept.items():
            self._remember(alias, name)

    async def _introduced(self, chat: str, other: str) -> str:
        other = other or await self._look_up(chat)
        known = self._names.get(chat) or self._names.get(other)
        name = known or (other if other and ids.is_hidden(chat) else chat)
        for alias in (chat, other):
            if alias:
                self._remember(alias, name)
        return name

    async def _look_up(self, chat: str) -> str:
        path = f"/api/{{session}}/lids/{escaped(chat)}"
        if not ids.is_hidden(chat):
            path = f"/api/{{session}}/lids/pn/{ids.phone(chat).removeprefix('+')}"
        try:
            pair = msgspec.json.decode(await self._waha.get(path, seconds=_LOOK_SECONDS), type=Pair)
        except (WahaError, NotReached, NoAnswer, msgspec.MsgspecError) as error:
            log.debug("whatsapp.not_looked_up", why=type(error).__name__)
            return ""
        found = ids.person((pair.pn if ids.is_hidden(chat) else pair.lid) or "")
        return found if found != chat else ""

    def _remember(self, alias: str, name: str) -> None:
        self._names[alias] = name
        if alias != name:
            self._others.setdefault(name, set()).add(alias)
        if len(self._names) > _MOST:
            forgotten, _ = self._names.popitem(last=False)
            self._others.pop(forgotten, None)
