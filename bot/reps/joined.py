"""The cards of leads that became one person: the one that is void says where it goes on, and back when they are parted.

What is shown is how things stand when the work is done, so to do it twice, or late, shows nothing wrong.
"""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from bot.admin.tools import Tools
from bot.effects import Duty
from bot.filings import Filing, Posted
from bot.letters import CARD_EDIT, RELAY, TOPIC, letter
from bot.reps.voided import JOINED, Void
from channels.contract import Outbound, TopicChange
from fsm.facts import NAME
from fsm.lead import Lead
from fsm.storage import mail, people, road
from fsm.storage.effects import Effect, EffectContext
from fsm.storage.mail import Letter
from handoff import card
from handoff.tables import topics

_GROUP = "-100"
"""How Telegram's ids of supergroups begin; what follows is their number in links."""


class _Seen(NamedTuple):
    """The leads as they stand (the one that goes on first), and where their topics and cards are."""

    kept: Lead
    gone: Lead
    parted: bool
    topics: dict[int, str]
    card: str


class Joined:
    """The work. `file` is the committer's way in."""

    def __init__(
        self, tools: Tools, file: Callable[[Sequence[Filing]], Awaitable[None]], now: Callable[[], datetime]
    ) -> None:
        self._tools = tools
        self._file = file
        self._now = now

    def duties(self) -> Mapping[str, Duty]:
        """The kinds of work, for whoever runs slow work."""
        return {JOINED: Duty(self.shown, at_once=2)}

    async def shown(self, effect: Effect, context: EffectContext) -> dict[str, Any] | None:
        """Write the cards of both as they stand now."""
        place = self._tools.place
        if not place.channel:
            return None
        void = msgspec.convert(effect.body["void"], Void) if "void" in effect.body else None
        seen = await context.store.read(partial(self._look, kept=effect.body["kept"], gone=effect.body["gone"]))
        if seen is None:
            return None
        letters = self._as_they_stand(seen.kept, seen)
        if seen.parted:
            letters += self._as_they_stand(seen.gone, seen)
        elif void is not None:
            letters += self._goes_on(void, seen)
        if letters:
            await self._file([Posted(tuple(letters))])
        return {"letters": len(letters)}

    def _look(self, connection: Connection, kept: int, gone: int) -> _Seen | None:
        there = people.current(connection, [kept, gone])
        parted = there[gone] == gone
        stored = road.load_leads(connection, {each for each in (there[kept], gone) if each is not None})
        if there[kept] not in stored or gone not in stored or there[gone] is None:
            return None  # erased since
        leads = stored[there[kept] or 0].lead, stored[gone].lead
        self._tools.packs.learn(connection, leads)
        place = self._tools.place
        here = topics.c.channel == place.channel, topics.c.chat == place.chat, topics.c.lead_id.in_(stored)
        rows = connection.execute(select(topics.c.lead_id, topics.c.topic).where(*here))
        copies = leads[0].handoff.cards if leads[0].handoff else ()
        ours = next((copy.letter_id for copy in copies if copy.chat == place.chat), 0)
        shown = mail.network_id(connection, ours) if ours else ""
        return _Seen(*leads, parted, {row.lead_id: row.topic for row in rows}, shown)

    def _as_they_stand(self, lead: Lead, seen: _Seen) -> list[Letter]:
        """A lead's cards and the title of its topic."""
        edition, at = self._tools.packs.of(lead), self._now()
        letters = [self._letter(lead, CARD_EDIT, copy) for copy in self._tools.cards.copies(lead, edition, at)]
        if seen.parted and lead.handoff is not None and lead.id in seen.topics:
            letters.append(self._topic(lead, seen.topics[lead.id], self._tools.cards.title(lead, edition)))
        return letters

    def _goes_on(self, void: Void, seen: _Seen) -> list[Letter]:
        """The void card says where to look; whoever had claimed it is called; its topic is closed."""
        tools, place, lead = self._tools, self._tools.place, seen.kept
        words = tools.catalogue.words(place.language)
        title = tools.cards.title(lead, tools.packs.of(lead)).title
        link = _link(place.chat, seen.topics.get(lead.id, "") if place.topics else "", seen.card)
        there = html.escape(title, quote=False)
        there = f'<a href="{link}">{there}</a>' if link else f"<b>{there}</b>"
        why = words(f"join.why.{void.why}")
        old = seen.topics.get(void.lead_id, "") if place.topics and void.lead_id == seen.gone.id else ""
        letters = []
        for copy in void.cards:
            there_too = there if copy.chat == place.chat else f"<b>{html.escape(title, quote=False)}</b>"
            text = words("card.joined", why=why, card=there_too)
            message = Outbound(chat=copy.chat, text=text, key="", html=True, edits=f"#{copy.letter_id}", urgency=1)
            letters.append(self._letter(lead, CARD_EDIT, message))
        member = tools.cards.people.member(lead.workspace_id, place.channel, void.rep_id) if void.rep_id else None
        if member is not None:
            chat = place.chat if old or not member.chat else member.chat
            text = words("handoff.joined", name=card.mention(member), card=there)
            message = Outbound(chat=chat, text=text, key="", html=True, topic=old if chat == place.chat else "")
            letters += [self._letter(lead, RELAY, message)] if chat else []
        if old:
            name = lead.facts[NAME].value if NAME in lead.facts else lead.display_name
            closed = TopicChange(words("topic.joined", name=card.plain_line(str(name), 40)), closed=True)
            letters.append(self._topic(lead, old, closed))
        return letters

    def _topic(self, lead: Lead, topic: str, change: TopicChange) -> Letter:
        message = Outbound(chat=self._tools.place.chat, text="", key="", topic=topic, topic_change=change, urgency=1)
        return self._letter(lead, TOPIC, message)

    def _letter(self, lead: Lead, kind: str, message: Outbound) -> Letter:
        return letter(self._tools.ids(), lead, kind, message, channel=self._tools.place.channel, at=self._now())


def _link(chat: str, topic: str, message: str) -> str:
    """The address that opens a topic or a message of a group on a phone; "" where there is none."""
    where = topic or message
    return f"https://t.me/c/{chat.removeprefix(_GROUP)}/{where}" if chat.startswith(_GROUP) and where else ""
