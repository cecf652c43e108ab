"""Taking over a table behind the owner's screens: looked at first, kept when they say so, with figures that move."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Awaitable, Mapping
from typing import Any, Protocol

from sqlalchemy import Connection, delete

from bot.admin.acts import Key
from bot.admin.contacts import CHECK, TAKE
from bot.admin.tools import Tools
from bot.effects import Duty
from bot.files import Keeper
from channels.contract import Refused, TryLater
from fsm.ports import Words
from fsm.storage import effects
from fsm.storage.effects import Effect, EffectContext
from fsm.storage.files import files
from jobs.contacts import importing
from jobs.contacts.contact import Consent
from jobs.contacts.importing import Import, Tally, Terms
from jobs.contacts.sheets import BadFile

_EDIT_EVERY = 3.0
_TROUBLES = 3
_SECONDS = 900.0


class Post(Protocol):
    """Shows our people something (`bot.campaigning`)."""

    def __call__(
        self, chat: str, text: str, rows: tuple[tuple[Key, ...], ...] = (), *, changes: int = 0, number: int = 0
    ) -> Awaitable[None]: ...


class ContactsWork:
    """The work by kind: `duties`."""

    def __init__(self, tools: Tools, keeper: Keeper, post: Post) -> None:
        self._tools = tools
        self._keeper = keeper
        self._post = post

    def duties(self) -> Mapping[str, Duty]:
        return {
            CHECK: Duty(self.check, seconds=_SECONDS, at_once=1, tries=3),
            TAKE: Duty(self.take, seconds=_SECONDS, at_once=1, tries=5),
        }

    async def check(self, effect: Effect, context: EffectContext) -> None:
        """Say what a table would bring, and offer to keep it."""
        tally = await self._made(effect, context, dry=True)
        if tally is None:
            return
        words = self._words(effect)
        keys: tuple[tuple[Key, ...], ...] = ((Key(words("contacts.not_now"), "con"),),)
        if tally.added or tally.known:
            saying = "contacts.take" if tally.added else "contacts.complete"
            label = words(saying, count=str(tally.added or tally.known))
            keys = ((Key(label, "con_go", str(effect.id)),), *keys)
        text = told(tally, str(effect.body["name"]), words, "contacts.would")
        await self._show(effect, text, keys)

    async def take(self, effect: Effect, context: EffectContext) -> None:
        """Keep the people of a table; the table itself goes."""
        tally = await self._made(effect, context, dry=False)
        if tally is None:
            return
        words = self._words(effect)
        keys = ((Key(words("contacts.write_them"), "out_new"), Key(words("contacts.all"), "con")),)
        await self._show(effect, told(tally, str(effect.body["name"]), words, "contacts.did"), keys)
        number = int(effect.body["file"])

        def forget(connection: Connection, _result: dict[str, Any] | None) -> None:
            connection.execute(delete(files).where(files.c.id == number))

        context.on_done(forget)

    async def _made(self, effect: Effect, context: EffectContext, *, dry: bool) -> Tally | None:
        words, body = self._words(effect), effect.body
        try:
            _, content = await self._keeper.content(int(body["file"]))
        except TryLater as later:
            raise effects.TryLater(later.seconds, str(later)) from None
        except Refused:
            await self._show(effect, words("contacts.gone"))
            return None
        terms = Terms(
            source=str(body["source"]),
            consent=Consent(str(body["consent"])),
            consent_how=f"{body['by']}: {body['source']}",
            country=self._tools.packs.current.pack.country,
        )
        order = Import(
            workspace_id=effect.workspace_id,
            file=str(body["name"]),
            content=content,
            terms=terms,
            by=str(body["by"]),
            dry=dry,
        )
        return await self._run(effect, context, order, words)

    async def _run(self, effect: Effect, context: EffectContext, order: Import, words: Words) -> Tally | None:
        done = _Done()
        telling = asyncio.create_task(self._tell(effect, done, words), name="contacts progress")
        try:
            return await importing.run(context.store, order, context.now(), done.note)
        except BadFile as bad:
            await self._show(effect, words(bad.flaw.key))
            return None
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def _tell(self, effect: Effect, done: _Done, words: Words) -> None:
        told_of = 0
        while True:
            await asyncio.sleep(_EDIT_EVERY)
            if done.rows != told_of:
                told_of = done.rows
                await self._show(effect, words("contacts.rows_read", rows=str(told_of)))

    async def _show(self, effect: Effect, text: str, rows: tuple[tuple[Key, ...], ...] = ()) -> None:
        await self._post(str(effect.body["chat"]), text, rows, changes=int(effect.body["letter"]))

    def _words(self, effect: Effect) -> Words:
        return self._tools.catalogue.words(str(effect.body["language"]))


class _Done:
    rows = 0

    def note(self, rows: int) -> None:
        self.rows = rows


def told(tally: Tally, name: str, words: Words, title: str) -> str:
    """What a table brought, or would, as lines for a phone; the first troubles by their rows."""
    lines = [words(title, file=html.escape(name[:40], quote=False), rows=str(tally.rows))]
    for count in ("added", "known", "repeated", "closed", "refused"):
        number = int(getattr(tally, count))
        if number or count == "added":
            lines.append(words(f"contacts.count.{count}", count=str(number)))
    for each in tally.troubles[:_TROUBLES]:
        column = f", {html.escape(each.column[:20], quote=False)}" if each.column else ""
        lines.append(f"<i>{words('contacts.row', row=str(each.row))}{column}: {words(each.why.key)}</i>")
    if len(tally.troubles) > _TROUBLES:
        lines.append(words("contacts.more_troubles", count=str(len(tally.troubles) - _TROUBLES)))
    return "\n".join(lines)
