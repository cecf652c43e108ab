"""Trying a network the owner is connecting in the chat: by the channel's own look, told in words, kept when well."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import Connection

from bot import logs
from bot.admin.acts import MARK
from bot.admin.tools import Tools
from bot.connections import section_of
from bot.effects import Duty
from bot.filings import Filing, Posted
from bot.letters import STAFF, letter
from bot.whatsapp_desk import LINK, WhatsAppDesk
from channels import registry
from channels.contract import Button, Finding, Outbound
from fsm.storage.effects import Effect, EffectContext, file_effect
from handoff import connections

log = structlog.get_logger()

TRY = "connect.try"
"""The kind of this slow work: {"network", "chat", "number", "language"}; what is tried is the draft."""

_WITHIN = 60.0
_TAKES_UP = timedelta(seconds=3)
_OURS = frozenset({"back", "by"})
_SECRETS = frozenset({"password", "api_key", "hmac_key"})
_SILENT = {"email": "email.check.silent", "whatsapp": "whatsapp.check.silent"}
_HOME = {"email": "channel_mail", "whatsapp": "whatsapp"}


def networks_behind(
    tools: Tools, file: Callable[[Sequence[Filing]], Awaitable[None]], now: Callable[[], datetime]
) -> Mapping[str, Duty]:
    """The slow work behind /channels and /whatsapp, by kind."""
    return {**WhatsAppDesk(tools, file, now).duties(), **Connecting(tools, file, now).duties()}


class Connecting:
    """Slow work of connecting. `file` is the committer's."""

    def __init__(
        self, tools: Tools, file: Callable[[Sequence[Filing]], Awaitable[None]], now: Callable[[], datetime]
    ) -> None:
        self._tools = tools
        self._file = file
        self._now = now

    def duties(self) -> Mapping[str, Duty]:
        return {TRY: Duty(self.attempt, seconds=_WITHIN + 30, at_once=1)}

    async def attempt(self, effect: Effect, context: EffectContext) -> None:
        """Try what was filled in; what does not work keeps no secret."""
        network, where = str(effect.body["network"]), effect.workspace_id
        fields = await context.store.read(lambda connection: connections.draft(connection, where, network))
        if not _SECRETS & fields.keys():
            # Tried by a life of ours that ended before it could say so.
            kept = await context.store.read(lambda connection: connections.connected(connection, where))
            await (self._well(effect, "") if network in kept else self._over(effect))
            return
        found = await self._look(network, fields)
        by = str(fields.get("by", ""))
        if any(found):
            rest = {name: value for name, value in fields.items() if name not in _SECRETS}

            def forget(connection: Connection) -> None:
                connections.keep_draft(connection, where, network, rest, by=by, at=self._now())

            await context.store.write(forget)
            await self._unwell(effect, fields, [finding.key for finding in found])
            return
        told = {name: value for name, value in fields.items() if name not in _OURS}

        def keep(connection: Connection) -> None:
            connections.connect(connection, where, network, told, by=by, at=self._now())
            if network == "whatsapp":
                self._show_code(connection, effect)

        await self._well(effect, str(fields.get("back", "")))
        await context.store.write(keep)

    def _show_code(self, connection: Connection, effect: Effect) -> None:
        """The phone is linked next, by the engine that has the network."""
        body = {name: effect.body[name] for name in ("chat", "number", "language")}
        due_at, where = self._now() + _TAKES_UP, effect.workspace_id
        key = f"{LINK}:{effect.id}"
        file_effect(connection, workspace_id=where, kind=LINK, key=key, body=body, due_at=due_at, now=self._now())

    async def _look(self, network: str, fields: Mapping[str, Any]) -> list[Finding]:
        """What is wrong, so far as the owner can put it right here."""
        try:
            section = section_of(network, {name: value for name, value in fields.items() if name not in _OURS})
        except ValidationError:
            return [Finding(network, ok=False, key=_SILENT[network])]
        logs.conceal(logs.secrets_of(section))
        channel = registry.CHANNELS[network](section, registry.Parts(self._now, None))
        try:
            async with asyncio.timeout(_WITHIN):
                found = await channel.check()
        except Exception as error:  # noqa: BLE001 (whatever it was: it does not work, and no secret stays behind)
            log.warning("connect.not_seen", network=network, error=type(error).__name__)
            found = [Finding(network, ok=False, key=_SILENT[network])]
        finally:
            await channel.close()
        return [finding for finding in found if not finding.ok and finding.key]

    async def _well(self, effect: Effect, came: str) -> None:
        network, words = str(effect.body["network"]), self._words(effect)
        rows: tuple[tuple[Button, ...], ...] = ()
        if network == "whatsapp":
            rows = ((Button(words("whatsapp.show_qr"), f"{MARK}whatsapp_link:"),),)
        step = "setup:channels" if came == "w" else "channels:"
        rows = (*rows, (Button(words("setup.back"), f"{MARK}{step}"),))
        await self._change(effect, words(f"connect.well.{network}"), rows)

    async def _over(self, effect: Effect) -> None:
        words = self._words(effect)
        home = _HOME[str(effect.body["network"])]
        await self._change(effect, words("connect.over"), ((Button(words("setup.back"), f"{MARK}{home}:s"),),))

    async def _unwell(self, effect: Effect, fields: Mapping[str, Any], found: Sequence[str]) -> None:
        network, words = str(effect.body["network"]), self._words(effect)
        hosts = {name: html.escape(str(fields.get(name, ""))[:60]) for name in ("imap_host", "smtp_host", "url")}
        lines = [words("connect.unwell")]
        for key in dict.fromkeys(found):
            params = {"email.check.silent": "imap_host", "email.check.silent_out": "smtp_host"}
            host = hosts[params.get(key, "url")]
            lines.append(f"• {words(key, **({'host': host} if 'silent' in key else {}))}")
        lines.append(words(f"connect.not_kept.{network}"))
        again = Button(words("connect.again"), f"{MARK}{'mail' if network == 'email' else 'waha'}_again:")
        rows: list[tuple[Button, ...]] = [(again,)]
        if network == "email":
            rows.append((Button(words("connect.mail.other_hosts"), f"{MARK}mail_hosts:"),))
        came = fields.get("back") or "s"
        rows.append((Button(words("setup.back"), f"{MARK}{_HOME[network]}:{came}"),))
        await self._change(effect, "\n".join(lines), tuple(rows))

    def _words(self, effect: Effect) -> Any:
        return self._tools.catalogue.words(str(effect.body.get("language") or self._tools.place.language))

    async def _change(self, effect: Effect, text: str, rows: tuple[tuple[Button, ...], ...]) -> None:
        number = f"#{effect.body['number']}"
        message = Outbound(chat=str(effect.body["chat"]), text=text, key="", html=True, buttons=rows, edits=number)
        made = letter(self._tools.ids(), None, STAFF, message, channel=self._tools.place.channel, at=self._now())
        await self._file([Posted((made,))])
