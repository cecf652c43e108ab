"""One lead's turn: what waited goes in, what to write and send comes out. No database, no network, no clock."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeGuard, get_args

import msgspec

from bot import inbox, resuming
from bot.cards import CardTable
from bot.elsewhere import Elsewhere
from bot.letters import ANSWER, REPLY, letter
from bot.llm_asking import Asking, Helped, heard_id, sorted_out
from bot.packs import Edition, Packs
from bot.reps.desk import RepDesk, RepEvent
from bot.reps.talk import RepTalk
from bot.turn_state import Turn
from bot.wording import Catalogue, render, supported, worded
from channels.contract import Button, Inbound, Outbound
from fsm import advice, machine
from fsm.decision import Change, Decision, Say, messages, together
from fsm.events import Edited, Event, ModelRead, PersonSpoke, Said, Silent
from fsm.facts import Fact
from fsm.lead import Lead, Stage, Worth
from fsm.ports import Words
from fsm.reading.llm import joined
from fsm.reading.reader import read
from fsm.reading.reading import Reading
from fsm.storage.mail import Letter
from fsm.storage.road import Row
from jobs.followup import planned

Ids = Callable[[], int]

TRANSCRIBED = "transcribed"
"""The key of a transcript line that was spoken and written down by a program."""

PAUSED = "pause"
"""Who holds a lead while the whole bot is paused."""

_ALONE = Helped({}, {})

_Spoken = Said | Edited | PersonSpoke
_OF_REPS = frozenset(get_args(RepEvent))


class Turns:
    """Takes turns. Holds only what never changes while the program runs: scripts, words, numbers, the reps' address.

    `asking` decides when a model or a transcriber is asked for help; None when there are none.
    """

    def __init__(
        self, packs: Packs, catalogue: Catalogue, ids: Ids, cards: CardTable, asking: Asking | None = None
    ) -> None:
        self._asking = asking
        self._packs = packs
        self._catalogue = catalogue
        self._ids = ids
        self._cards = cards
        self.elsewhere: Elsewhere | None = None
        self._talk = RepTalk(cards, catalogue, ids)
        self._reps = RepDesk(cards, catalogue, ids, self._talk)

    @property
    def packs(self) -> Packs:
        """The scripts in use."""
        return self._packs

    @property
    def ids(self) -> Ids:
        """Where row numbers come from."""
        return self._ids

    def newcomer(self, inbound: Inbound, workspace_id: int, at: datetime) -> Lead:
        """A person we have not met: nothing is known but where they are and how their app speaks."""
        edition = self._packs.current
        hint = inbound.language or inbound.sender.language
        spoken = supported(hint) if hint else edition.pack.language
        return Lead(
            id=0,
            workspace_id=workspace_id,
            channel=inbound.channel,
            chat=inbound.chat,
            language=spoken if spoken in edition.pack.languages else edition.pack.language,
            script=edition.name,
            script_version=edition.version,
            display_name=inbound.sender.name,
            created_at=at,
        )

    def take(self, lead: Lead, bodies: Sequence[tuple[inbox.Body, datetime]], at: datetime) -> Turn:
        """Handle everything that waited, in order."""
        turn = Turn(self._paused(lead))
        edition = self._packs.of(lead)
        helped = _ALONE
        if self._asking is not None:
            bodies, helped = sorted_out(bodies)
        joins = resuming.joined(bodies)
        helped = msgspec.structs.replace(helped, joins=joins) if joins else helped
        for event, heard in inbox.events(bodies):
            self._hear(turn, heard, event, helped)
            turn.unasked = isinstance(event, Silent)
            if _is_for_reps(event, turn.lead):
                self._reps.take(turn, event, edition)
                self._speak(turn, tuple(turn.says), edition, at)
                turn.says.clear()
            else:
                self._step(turn, event, edition, heard, helped)
        self._weighed(turn, lead.worth, at)
        if lead.handoff is not None:
            self._talk.show(turn, at)
        if joins and turn.lead.handoff and not turn.handoffs:
            self._cards.rewrite(turn, edition, at)
        self._plan(turn, edition, at)
        return turn

    def _plan(self, turn: Turn, edition: Edition, at: datetime) -> None:
        """Note when the lead is to be reminded if nothing more is said."""
        moment = planned(turn.lead, edition.pack, self._cards.place.quiet, at)
        if moment != turn.lead.nudge_at:
            turn.lead = msgspec.structs.replace(turn.lead, nudge_at=moment)

    def _paused(self, lead: Lead) -> Lead:
        """While the whole bot is paused every lead that writes is held; afterwards nobody is, for that reason."""
        if self._cards.place.paused and not lead.held_by:
            return msgspec.structs.replace(lead, held_by=PAUSED, held_until=None)
        if lead.held_by == PAUSED and not self._cards.place.paused:
            return msgspec.structs.replace(lead, held_by="", held_until=None)
        return lead

    def give_up(self, lead: Lead, at: datetime) -> Turn:
        """A turn that failed: the lead is told a colleague will reply, and the trail says so."""
        turn = Turn(lead)
        self._speak(turn, (Say("bot.stumbled"),), self._packs.of(lead), at)
        turn.events.append(self._event(lead, Change("stumbled", why="a message could not be handled"), at))
        return turn

    def notice(self, inbound: Inbound, key: str, at: datetime) -> Letter:
        """A short answer to somebody whose press leads nowhere."""
        text = self._catalogue.words(self._cards.language)(key)
        message = Outbound(chat=inbound.chat, text=text, key="", answers=inbound.callback)
        return letter(self._ids(), None, ANSWER, message, channel=inbound.channel, at=at)

    def _hear(self, turn: Turn, heard: Sequence[Inbound], event: Event, helped: Helped) -> None:
        for inbound in heard:
            if (inbound.channel, inbound.chat) != (turn.lead.channel, turn.lead.chat):
                turn.lead = msgspec.structs.replace(turn.lead, channel=inbound.channel, chat=inbound.chat)
            if isinstance(event, _Spoken):
                turn.messages.append(self._heard_row(turn.lead, inbound, event, helped))
                turn.heard.append(inbound)
            if inbound.callback:
                answer = Outbound(chat=inbound.chat, text="", key="", answers=inbound.callback)
                turn.letters.append(
                    letter(self._ids(), turn.lead, ANSWER, answer, channel=inbound.channel, at=event.at)
                )

    def _step(self, turn: Turn, event: Event, edition: Edition, heard: Sequence[Inbound], helped: Helped) -> None:
        before = turn.lead
        about = heard_id(heard[-1]) if heard else ""
        reading = self._read(before, event, edition, helped.about(heard))
        decision = machine.step(before, event, reading, edition.pack, edition.weigh)
        if helped.joins:
            decision = resuming.with_word(decision, before, resuming.how(heard, helped.joins))
        if self.elsewhere is not None and isinstance(event, Said):
            decision, codes = self.elsewhere.answer(before, event.text, decision, event.at)
            turn.codes.extend(codes)
        if self._asking is not None:
            decision = advice.with_notice(decision, edition.pack)
            if isinstance(event, Said) and heard:
                turn.unread = self._asking.unread(before, event, heard, helped)
                if turn.unread is None and about not in helped.read:
                    turn.unread = self._asking.puzzled(before, event, about, decision, edition.pack)
        self.decided(turn, decision, edition, event.at)
        if decision.wants_handoff:
            self._offer(turn, edition, decision.handoff_why, event.at)
        elif turn.lead.handoff and (decision.card_changed or _closes(before, turn.lead)):
            self._cards.rewrite(turn, edition, event.at)

    def _read(self, lead: Lead, event: Event, edition: Edition, model: ModelRead | None) -> Reading | None:
        """What the rules read, and beside it what a model read meanwhile."""
        context = machine.context_for(lead, event, edition.pack)
        text = getattr(event, "text", "")
        reading = read(text, context) if context else None
        if reading is None or model is None:
            return reading
        return joined(reading, text, model.facts, model.intent, model.sentiment)

    def _offer(self, turn: Turn, edition: Edition, why: str, at: datetime) -> None:
        offered = len(turn.handoffs)
        self._cards.offer(turn, edition, why, at)
        if self._asking is not None and len(turn.handoffs) > offered:
            turn.letters.extend(self._asking.opinion(turn.lead, at))

    def decided(self, turn: Turn, decision: Decision, edition: Edition, at: datetime) -> None:
        """Take a decision over into the turn: the lead, what was learned, the trail, and what is said."""
        turn.lead = decision.lead
        turn.facts.extend(self._fact_row(decision.lead, name, fact, at) for name, fact in decision.learned)
        turn.events.extend(self._event(decision.lead, change, at) for change in decision.trail)
        self._speak(turn, decision.says, edition, at)

    def _speak(self, turn: Turn, says: tuple[Say, ...], edition: Edition, at: datetime) -> None:
        if not says:
            return
        lead = turn.lead
        words = self._catalogue.words(lead.language)
        for group in messages(says):
            message_id = self._ids()
            text = together(group, [render(say, edition.pack, words, lead.language) for say in group])
            message = Outbound(
                chat=lead.chat,
                text=text,
                key=str(message_id),
                buttons=_buttons(group, edition, words, lead.language),
                asks_contact=words("bot.share_phone") if any(say.asks_contact for say in group) else "",
                ref=str(message_id),
                initiates=turn.unasked,
            )
            turn.letters.append(
                letter(message_id, lead, REPLY, message, channel=lead.channel, at=at, message_id=message_id)
            )
            turn.messages.append(_said_row(message_id, lead, message, group[0].key, at))
            turn.spoken.append(text)

    def _weighed(self, turn: Turn, before: Worth | None, at: datetime) -> None:
        worth = turn.lead.worth
        if worth is None or worth == before:
            return
        turn.scores.append(
            {
                "id": self._ids(),
                "workspace_id": turn.lead.workspace_id,
                "lead_id": turn.lead.id,
                "model": worth.model,
                "score": worth.score,
                "band": worth.band.value,
                "parts": msgspec.json.encode(worth.parts).decode(),
                "at": at,
            },
        )

    def _heard_row(self, lead: Lead, inbound: Inbound, event: _Spoken, helped: Helped) -> Row:
        spoken = TRANSCRIBED if helped.spoken.get(heard_id(inbound)) else ""
        files = [msgspec.to_builtins(file) for file in inbound.attachments]
        extras = {"files": files} if files else {}
        return {
            "id": self._ids(),
            "workspace_id": lead.workspace_id,
            "lead_id": lead.id,
            "author": "rep" if inbound.own else "lead",
            "channel": inbound.channel,
            "network_id": inbound.message_id or inbound.event_id,
            "key": "edited" if isinstance(event, Edited) else spoken,
            "text": inbound.text or inbound.token,
            "extras": json.dumps(extras, ensure_ascii=False) if extras else None,
            "at": event.at,
        }

    def _fact_row(self, lead: Lead, name: str, fact: Fact, at: datetime) -> Row:
        return {
            "id": self._ids(),
            "workspace_id": lead.workspace_id,
            "lead_id": lead.id,
            "name": name,
            "value": msgspec.json.encode(fact.value).decode(),
            "words": fact.words,
            "message_id": fact.message_id,
            "confidence": fact.confidence,
            "reader": fact.reader,
            "at": at,
        }

    def _event(self, lead: Lead, change: Change, at: datetime) -> Row:
        return {
            "id": self._ids(),
            "workspace_id": lead.workspace_id,
            "lead_id": lead.id,
            "kind": change.kind,
            "before": change.before,
            "after": change.after,
            "why": change.why,
            "by": change.by,
            "at": at,
        }


def _buttons(group: Sequence[Say], edition: Edition, words: Words, language: str) -> tuple[tuple[Button, ...], ...]:
    """The buttons of a message, one a row: answers first, then links."""
    answers = [(label, token) for say in group for token, label in say.choices]
    links = [(label, url) for say in group for label, url in say.links]
    if not answers and not links:
        return ()
    rows = [(Button(worded(label, {}, edition.pack, words, language), token),) for label, token in answers]
    return (*rows, *((Button(words(label), url=url),) for label, url in links))


def _is_for_reps(event: Event, lead: Lead) -> TypeGuard[RepEvent | Silent]:
    """Whether our people's side takes this event; the silence of a lead is theirs once it was offered to them."""
    # By its class alone: to ask msgspec's classes one by one costs more than the rest of this.
    return type(event) in _OF_REPS or (type(event) is Silent and lead.handoff is not None)


def _closes(before: Lead, lead: Lead) -> bool:
    """Whether they said stop, blocked us or came back: our people must see at once that they may (not) write."""
    stopped = lead.stage is Stage.OPTED_OUT, before.stage is Stage.OPTED_OUT
    return len(set(stopped)) > 1 or lead.reachable != before.reachable


def _said_row(message_id: int, lead: Lead, message: Outbound, key: str, at: datetime) -> Row:
    flat = [button for row in message.buttons for button in row]
    buttons = [[each.label, each.token, each.url] if each.url else [each.label, each.token] for each in flat]
    return {
        "id": message_id,
        "workspace_id": lead.workspace_id,
        "lead_id": lead.id,
        "author": "bot",
        "channel": lead.channel,
        "network_id": "",
        "key": key,
        "text": message.text,
        "extras": msgspec.json.encode({"buttons": buttons}).decode() if buttons else None,
        "at": at,
    }


def new_token() -> str:
    """An opaque button token: 128 random bits."""
    return secrets.token_urlsafe(16)
