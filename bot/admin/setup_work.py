"""What the set-up does behind its screens: looking at a group, and playing the example through the real engine."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import structlog
from sqlalchemy import Connection, select

from bot.admin.acts import MARK
from bot.admin.setup_demo import ERASE, PLAY, STAYS, answer_for, example_leads, take_away
from bot.admin.setup_reps import GROUP
from bot.admin.tools import Tools
from bot.effects import Duty
from bot.filings import Filing, Posted
from bot.letters import STAFF, letter
from bot.place import DEMO
from channels.contract import (
    Button,
    Capabilities,
    Finding,
    Inbound,
    Kind,
    Outbound,
    Receipt,
    Receive,
    Sender,
    SendFailed,
    TryLater,
)
from fsm.lead import Lead
from fsm.ports import Words
from fsm.storage import effects, road
from fsm.storage import tables as t
from fsm.storage.effects import Effect, EffectContext
from handoff.states import State

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

log = structlog.get_logger()

_TURNS = 14
_LOOKS, _BETWEEN = 60, 0.15
_READING = 0.6
_SHOWN = 58
_LINES = 5


class Group(Protocol):
    """What a network knows of a group of ours."""

    title: str
    is_forum: bool
    is_admin: bool
    can_manage_topics: bool


class Stage:
    """The example's channel: it hears nobody, and what is said on it has been said."""

    name = DEMO
    capabilities = Capabilities(html=False, buttons=8, edits=True)

    def routes(self, receive: Receive) -> Sequence[AbstractRouteDef]:
        _ = receive
        return ()

    async def listen(self, receive: Receive) -> None:
        _ = receive
        await asyncio.Event().wait()

    async def send(self, message: Outbound) -> Receipt:
        return Receipt((message.key,))

    async def typing(self, chat: str) -> None:
        _ = chat

    async def check(self) -> Sequence[Finding]:
        return ()

    async def close(self) -> None: ...


class SetupWork:
    """Slow work of the set-up. `receive` is the way in of every channel, `file` the committer's."""

    def __init__(
        self,
        tools: Tools,
        receive: Receive,
        file: Callable[[Sequence[Filing]], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._tools = tools
        self._receive = receive
        self._file = file
        self._now = now

    def duties(self) -> Mapping[str, Duty]:
        """The work by kind."""
        return {
            GROUP: Duty(self.look_at_group, seconds=30, at_once=1),
            PLAY: Duty(self.play, seconds=90, tries=2, at_once=1),
            ERASE: Duty(self.erase, seconds=30, at_once=1),
        }

    # --- the group

    async def look_at_group(self, effect: Effect, context: EffectContext) -> None:
        """Say in the owner's chat how the group is and ask whether cards go there."""
        _ = context
        words, chat = self._words(effect), str(effect.body["chat"])
        state = getattr(self._tools.channels.get(self._tools.place.channel), "group_state", None)
        if state is None:
            return
        try:
            group: Group = await state(chat)
        except TryLater as later:
            raise effects.TryLater(later.seconds, str(later)) from None
        except SendFailed:
            await self._change(effect, words("setup.group.gone"), chat=effect.body["private"])
            return
        title = html.escape(" ".join(group.title.split())[:40], quote=False)
        advice = words(f"setup.group.{_lacking(group)}")
        rows = (
            (Button(words("setup.group.yes"), f"{MARK}group_take:{chat}"),),
            (
                Button(words("setup.group.look"), f"{MARK}group_found:{chat}"),
                Button(words("setup.group.no"), f"{MARK}group_leave:{chat}"),
            ),
        )
        await self._change(
            effect, words("setup.group.ask", title=title, advice=advice), rows, chat=effect.body["private"]
        )

    # --- the example

    async def play(self, effect: Effect, context: EffectContext) -> None:
        """Let somebody who does not exist write; the owner reads along in one growing message."""
        await self._wipe(effect, context)
        words = self._words(effect)
        edition = self._tools.packs.current
        wanted = str(effect.body.get("language") or self._tools.place.language)
        language = wanted if wanted in edition.pack.languages else edition.pack.language
        texts = {
            key: self._tools.catalogue.text(key, language)
            for key in self._tools.catalogue.keys(language)
            if key.startswith(("web.try.", "setup.demo."))
        }
        lines: list[str] = []
        who, says = (
            f"{DEMO}{effect.id}.{effect.tries}",
            texts.get(f"web.try.{edition.pack.id}.start") or texts["setup.demo.hello"],
        )
        lead: Lead | None = None
        for number in range(_TURNS):
            said = await self._says(context, who, says, number, language)
            lead = await context.store.read(partial(_lead_of, who=who))
            lines += [f"👤 {_short(says)}", *(f"🤖 {_short(text)}" for text in said)]
            await self._change(effect, self._script(words, lines))
            if lead is None or lead.handoff is not None:
                break
            says = answer_for(lead, edition.pack, texts)
            if not says:
                break
            await asyncio.sleep(_READING)
        await self._over(effect, context, words, lines, lead)

    async def erase(self, effect: Effect, context: EffectContext) -> None:
        """Take every example away."""
        await self._wipe(effect, context)

    def _script(self, words: Words, lines: Sequence[str]) -> str:
        text = "\n".join(lines[-_LINES:])
        return f"{words('setup.demo.title')}\n<blockquote>{text}</blockquote>"

    async def _says(self, context: EffectContext, who: str, text: str, number: int, language: str) -> Sequence[str]:
        """Let them say something; gives what the bot answers."""
        before = await context.store.read(partial(_answers, who=who))
        heard = Inbound(
            channel=DEMO,
            event_id=f"{who}:{number}",
            kind=Kind.SAID,
            sender=Sender(id=who, name=self._tools.catalogue.text("setup.demo.name", language), language=language),
            chat=who,
            sent_at=self._now(),
            message_id=str(number),
            text=text,
        )
        await self._receive([heard])
        for _ in range(_LOOKS):
            answers = await context.store.read(partial(_answers, who=who))
            if len(answers) > len(before):
                return answers[len(before) :]
            await asyncio.sleep(_BETWEEN)
        return ()

    async def _over(
        self, effect: Effect, context: EffectContext, words: Words, lines: Sequence[str], lead: Lead | None
    ) -> None:
        """Say where the card is, and see to it that it goes away again."""
        offered = lead is not None and lead.handoff is not None and lead.handoff.state == State.OFFERED
        where = "group" if self._tools.place.chat else "private"
        told = words(f"setup.demo.card_{where}") if offered else words("setup.demo.no_card")
        rows = ((Button(words("setup.demo.erase"), f"{MARK}setup_erase:"),),)
        await self._change(effect, f"{self._script(words, lines)}\n{told}", rows)
        link = html.escape(self._tools.door.partition("?")[0] or words("setup.no_link"))
        keys = (
            Button(words("setup.colleagues"), f"{MARK}reps:"),
            Button(words("setup.settings"), f"{MARK}settings:"),
        )
        await self._post(str(effect.body["chat"]), words("setup.done", link=link), (keys,))
        now = self._now()

        def later(connection: Connection, _result: dict[str, Any] | None) -> None:
            effects.file_effect(
                connection,
                workspace_id=effect.workspace_id,
                kind=ERASE,
                key=f"{ERASE}:{effect.id}",
                body={},
                due_at=now + STAYS,
                now=now,
            )

        context.on_done(later)

    async def _wipe(self, effect: Effect, context: EffectContext) -> None:
        title = self._tools.catalogue.words(self._tools.place.language)("setup.demo.topic")

        def work(connection: Connection) -> list[Any]:
            leads = example_leads(connection, effect.workspace_id)
            return [each for lead in leads for each in take_away(connection, lead, self._tools.ids, title, self._now())]

        letters = await context.store.write(work)
        if letters:
            await self._file([Posted(tuple(letters))])

    # --- telling

    def _words(self, effect: Effect) -> Words:
        return self._tools.catalogue.words(str(effect.body.get("language") or self._tools.place.language))

    async def _change(
        self, effect: Effect, text: str, rows: tuple[tuple[Button, ...], ...] = (), chat: object = None
    ) -> None:
        """Change the screen that began this."""
        await self._post(str(chat or effect.body.get("chat", "")), text, rows, changes=f"#{effect.body['number']}")

    async def _post(self, chat: str, text: str, rows: tuple[tuple[Button, ...], ...] = (), changes: str = "") -> None:
        message = Outbound(chat=chat, text=text, key="", html=True, buttons=rows, edits=changes)
        channel = self._tools.place.channel
        await self._file([Posted((letter(self._tools.ids(), None, STAFF, message, channel=channel, at=self._now()),))])


def _lacking(group: Group) -> str:
    """What a group lacks to have a topic for each lead, the first thing first."""
    if not group.is_admin:
        return "no_admin"
    if not group.is_forum:
        return "no_topics"
    return "well" if group.can_manage_topics else "no_right"


def _lead_of(connection: Connection, who: str) -> Lead | None:
    address = (t.DEFAULT_WORKSPACE, DEMO, who)
    found = road.find_leads(connection, [address])
    return road.load_leads(connection, [found[address]])[found[address]].lead if address in found else None


def _answers(connection: Connection, who: str) -> list[str]:
    """What the bot said to them so far."""
    lead = _lead_of(connection, who)
    if lead is None:
        return []
    said = t.messages.c
    query = select(said.text).where(said.lead_id == lead.id, said.author == "bot").order_by(said.id)
    return [row[0] for row in connection.execute(query)]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return html.escape(line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…", quote=False)
