"""Which of what was heard concerns our own people: their menus, their words to leads, and the fate of those words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
import structlog
from sqlalchemy import ColumnElement, Connection, Select, select, update

from bot.admin.front import Front
from bot.campaign_news import CampaignNews
from bot.cards import CardTable
from bot.filings import Filing, FromLead, FromRep, Inside, LookAgain
from bot.letters import MARK, WORD, letter
from bot.reps.asked import sum_asked
from bot.turn_state import Turn
from channels.contract import Inbound, Kind, Outbound
from fsm.events import RepSaid
from fsm.lead import Stage
from fsm.storage import people, road
from fsm.storage import tables as t
from fsm.storage.mail import IS_TO_US, SENT, Letter, Mark
from handoff import roster
from handoff.reps import Member, Role
from handoff.tables import rep_words, topics

log = structlog.get_logger()

SENT_MARK, DELIVERED_MARK, READ_MARK = "👌", "👍", "👀"
"""How far a rep's words got, as a reaction on them. Telegram lets bots use these."""

_NOTE_SIGN = "//"


class Sorted(msgspec.Struct):
    """Letters to send, letters to send again (their rows stand already), and filings that go the leads' way."""

    letters: list[Letter]
    again: list[Letter] = []
    left: list[Filing] = []


class Staff:
    """Sorts a batch before leads are looked at. Everything happens in the batch's own transaction."""

    def __init__(self, front: Front, cards: CardTable, ids: Callable[[], int]) -> None:
        self._front = front
        self._cards = cards
        self._ids = ids
        self.campaigns = CampaignNews(cards, ids)

    def sort_out(
        self, connection: Connection, filings: Sequence[Filing], marks: Sequence[Mark], now: datetime
    ) -> Sorted:
        """Handle what is for the menus; what remains goes the leads' way."""
        found = Sorted(self._marked(connection, [mark.letter_id for mark in marks if _is_word(mark)], SENT_MARK, now))
        if self._cards.place.channel:
            self._cards.people = self._front.roster(connection, now)
        for filing in filings:
            if isinstance(filing, FromLead):
                self._from_lead(connection, filing, now, found)
            elif isinstance(filing, FromRep):
                self._from_rep(connection, filing, now, found)
            else:
                found.left.append(filing)
        return found

    def park(self, connection: Connection, filings: Sequence[Filing], now: datetime, why: str) -> Sorted:
        """Acts that cannot be handled are noted with the reason, and their author is told; the rest goes on."""
        found = Sorted([])
        for filing in filings:
            member = None
            if isinstance(filing, FromLead | FromRep):
                member = self._front.member(connection, filing.inbound, filing.workspace_id, now)
            if member is None or not isinstance(filing, FromLead | FromRep):
                found.left.append(filing)
                continue
            log.error("act.parked", inbound=filing.inbound.event_id, member=member.id, error=why)
            self._front.note(connection, filing.inbound, member, now, why)
            text = self._front.word("admin.broken")
            message = Outbound(chat=filing.inbound.chat, text=text, key="", topic=filing.inbound.topic)
            found.letters.append(self._letter("staff", message, filing.inbound.channel, now))
        return found

    def has_to_keep(self, connection: Connection, turns: Sequence[Turn]) -> bool:
        """Whether `keep` would write anything; it may be left out where not."""
        _ = connection
        return any(turn.reps or turn.rep_words or turn.asked or turn.lead.stage is Stage.OPTED_OUT for turn in turns)

    def keep(self, connection: Connection, turns: Sequence[Turn], now: datetime) -> None:
        """Write what turns decided about our people: words they sent, and in front of whom a lead was put."""
        known = self._cards.people.members
        rows = [row for turn in turns for row in turn.reps]
        if any((row["workspace_id"], row["channel"], row["external_id"]) not in known for row in rows):
            self._front.look_again()
        road.add(connection, rep_words, [row for turn in turns for row in turn.rep_words])
        for member_id in (member_id for turn in turns for member_id in turn.asked):
            roster.was_asked(connection, member_id, now)
        self.campaigns.closed(connection, turns, now)

    def _from_lead(self, connection: Connection, filing: FromLead, now: datetime, found: Sorted) -> None:
        inbound = filing.inbound
        if inbound.kind in (Kind.DELIVERED, Kind.READ):
            self.campaigns.arrived(connection, inbound, filing.workspace_id, now)
            found.letters.extend(self._arrived(connection, inbound, now))
            return
        if self.campaigns.is_dead_end(connection, inbound, filing.workspace_id, now):
            return
        if inbound.channel != self._cards.place.channel:
            found.left.append(filing)
            return
        member = self._front.member(connection, inbound, filing.workspace_id, now)
        if member is None and not self._front.is_act(inbound, member=False):
            found.left.append(filing)
        elif inbound.kind is Kind.PRESSED and not self._front.is_act(inbound, member=True):
            found.left.append(FromRep(inbound, filing.workspace_id))
        elif member is not None and (words := self._words(connection, inbound, member, now)) is not None:
            self._go_on(connection, words, inbound, now, found)
        else:
            self._act(connection, filing, member or _guest(filing), now, found)

    def _from_rep(self, connection: Connection, filing: FromRep, now: datetime, found: Sorted) -> None:
        inbound = filing.inbound
        gone = self._cards.people.is_removed(filing.workspace_id, inbound.channel, inbound.sender.id)
        member = self._front.member(connection, inbound, filing.workspace_id, now)
        if gone and member is None:
            if inbound.callback:
                found.letters.append(self._notice(inbound, "card.notice.removed", now))
        elif self._front.is_act(inbound, member=member is not None):
            self._act(connection, filing, member or _guest(filing), now, found)
        elif inbound.kind is Kind.PRESSED:
            found.left.append(filing)
        elif not inbound.sender.anonymous:
            words = self._words(connection, inbound, member or _guest(filing), now)
            if words is not None:
                self._go_on(connection, words, inbound, now, found)

    def _go_on(self, connection: Connection, words: Inside, inbound: Inbound, now: datetime, found: Sorted) -> None:
        """Words of ours go to their lead's turn; for somebody who was erased there is none, and that is said."""
        if people.current(connection, [words.lead_id])[words.lead_id] is not None:
            found.left.append(words)
            return
        text = self._front.word("relay.erased")
        message = Outbound(chat=inbound.chat, text=text, key="", topic=inbound.topic, reply_to=inbound.message_id)
        found.letters.append(self._letter("staff", message, inbound.channel, now))

    def _act(
        self, connection: Connection, filing: FromLead | FromRep, member: Member, now: datetime, found: Sorted
    ) -> None:
        done = self._front.handle(connection, filing.inbound, member, now)
        found.letters.extend(done.letters)
        found.again.extend(letter for answer in done.answers for letter in answer.letters)
        found.left.extend(
            Inside(filed.lead_id, filed.source, filed.name, filed.event, member.workspace_id)
            if filed.event is not None
            else LookAgain(filed.lead_id)
            for answer in done.answers
            for filed in answer.filed
        )

    def _words(self, connection: Connection, inbound: Inbound, member: Member, now: datetime) -> Inside | None:
        """Words of ours for a lead: written in its topic, or in answer to its card or to what it said."""
        command = inbound.text.startswith("/") and not inbound.text.startswith(_NOTE_SIGN)
        if inbound.kind not in (Kind.SAID, Kind.EDITED) or command:
            return None
        lead_id = self._lead_of(connection, inbound, member.workspace_id)
        answers = self._answered(connection, inbound, member.workspace_id)
        if lead_id is None and (asked := sum_asked(connection, inbound, member.workspace_id, now)) is not None:
            lead_id, answers = asked
        if lead_id is None or (inbound.kind is Kind.EDITED and not self._letter_of(connection, inbound)):
            return None
        note = inbound.text.startswith((_NOTE_SIGN, "@")) or self._answers_colleague(connection, inbound, member)
        event = RepSaid(
            at=now,
            rep_id=inbound.sender.id,
            rep_name=member.name or inbound.sender.name,
            channel=inbound.channel,
            chat=inbound.chat,
            topic=inbound.topic,
            message_id=inbound.message_id,
            text=inbound.text.removeprefix(_NOTE_SIGN).strip() if note else inbound.text,
            attachments=inbound.attachments,
            note=note,
            changes=self._letter_of(connection, inbound) if inbound.kind is Kind.EDITED else 0,
            answers=answers,
        )
        return Inside(lead_id, inbound.channel, inbound.event_id, event, member.workspace_id)

    def _lead_of(self, connection: Connection, inbound: Inbound, workspace_id: int) -> int | None:
        if inbound.topic:
            here = (topics.c.channel == inbound.channel, topics.c.chat == inbound.chat)
            found = connection.execute(
                select(topics.c.lead_id).where(
                    topics.c.workspace_id == workspace_id, *here, topics.c.topic == inbound.topic
                )
            ).scalar()
            if found is not None:
                return int(found)
        if not inbound.reply_to:
            return None
        told = select(t.outbox.c.lead_id).where(*_told(inbound, workspace_id))
        lead_id = connection.execute(told).scalar()
        return None if lead_id is None else int(lead_id)

    def _answered(self, connection: Connection, inbound: Inbound, workspace_id: int) -> int:
        """The letter of ours that this answers; 0 for none, and for what is merely written in a topic."""
        if not inbound.reply_to or inbound.reply_to == inbound.topic:
            return 0
        return int(connection.execute(select(t.outbox.c.id).where(*_told(inbound, workspace_id))).scalar() or 0)

    def _letter_of(self, connection: Connection, inbound: Inbound) -> int:
        """The letter in which these words of ours went to the lead; 0 when they never did."""
        found = select(rep_words.c.letter_id).where(
            rep_words.c.channel == inbound.channel,
            rep_words.c.chat == inbound.chat,
            rep_words.c.network_id == inbound.message_id,
        )
        return int(connection.execute(found).scalar() or 0)

    def _answers_colleague(self, connection: Connection, inbound: Inbound, member: Member) -> bool:
        """In a topic an answer to a message that is not the bot's is talk among ourselves."""
        if not inbound.topic or not inbound.reply_to or inbound.reply_to == inbound.topic:
            return False
        return not self._answered(connection, inbound, member.workspace_id)

    def _arrived(self, connection: Connection, inbound: Inbound, now: datetime) -> list[Letter]:
        """A network says how far a message of ours got: noted in the transcript, and shown to the rep who wrote it."""
        column = "read_at" if inbound.kind is Kind.READ else "delivered_at"
        lines = t.messages.c
        here = (lines.channel == inbound.channel, lines.network_id == inbound.message_id, lines[column].is_(None))
        found = connection.execute(
            select(lines.id, lines.author).where(lines.lead_id.in_(_leads_of(inbound)), *here).limit(1)
        ).first()
        if found is None:
            return []
        connection.execute(update(t.messages).where(lines.id == found.id).values({column: now}))
        if found.author != "rep":
            return []
        return self._marked(connection, [found.id], READ_MARK if column == "read_at" else DELIVERED_MARK, now)

    def _marked(self, connection: Connection, letter_ids: Sequence[int], emoji: str, now: datetime) -> list[Letter]:
        if not letter_ids:
            return []
        rows = connection.execute(select(rep_words).where(rep_words.c.letter_id.in_(letter_ids)))
        return [
            self._letter(MARK, Outbound(chat=row.chat, text=emoji, key="", reacts_to=row.network_id), row.channel, now)
            for row in rows
        ]

    def _notice(self, inbound: Inbound, key: str, now: datetime) -> Letter:
        message = Outbound(chat=inbound.chat, text=self._front.word(key), key="", answers=inbound.callback)
        return self._letter("answer", message, inbound.channel, now)

    def _letter(self, kind: str, message: Outbound, channel: str, now: datetime) -> Letter:
        return letter(self._ids(), None, kind, message, channel=channel, at=now)


def _is_word(mark: Mark) -> bool:
    return mark.state == SENT and mark.kind == WORD


def _told(inbound: Inbound, workspace_id: int) -> tuple[ColumnElement[bool], ...]:
    """The letter to our people that a message of theirs answers."""
    outbox = t.outbox.c
    here = (outbox.channel == inbound.channel, outbox.chat == inbound.chat, outbox.workspace_id == workspace_id)
    return (*here, outbox.network_id == inbound.reply_to, outbox.kind.in_(("card", "relay")), IS_TO_US)


def _leads_of(inbound: Inbound) -> Select[tuple[int]]:
    return select(t.identities.c.lead_id).where(
        t.identities.c.channel == inbound.channel, t.identities.c.external_id == inbound.sender.id
    )


def _guest(filing: FromLead | FromRep) -> Member:
    """Somebody who is none of ours (yet): may do nothing but knock."""
    who = filing.inbound.sender
    return Member(
        id=0,
        workspace_id=filing.workspace_id,
        channel=filing.inbound.channel,
        external_id=who.id,
        name=who.name or who.id,
        role=Role.SALES,
        active=False,
        chat="" if filing.inbound.group else filing.inbound.chat,
        username=who.username,
    )
