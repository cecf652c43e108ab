"""Events of the reps' side on a lead's turn: presses, words, notes, giving back, deadlines. No database, no clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from bot.cards import CardTable, changed_row
from bot.letters import ANSWER, RELAY, letter
from bot.packs import Edition
from bot.reps import amounts
from bot.reps.deals import Deals
from bot.reps.talk import NOTE, RepTalk, cannot_write, store
from bot.turn_state import Turn
from bot.wording import Catalogue, PlainWords
from channels.contract import Outbound
from fsm import machine
from fsm.decision import Change, Say
from fsm.events import (
    DealMoved,
    GivenBack,
    HandOver,
    Lapsed,
    PersonSpoke,
    RepPressed,
    RepSaid,
    Silent,
    Transfer,
    Undelivered,
)
from fsm.lead import Handoff, Lead, Stage
from handoff import card, race, sla
from handoff.sla import Step
from handoff.states import Action, State

RepEvent = RepPressed | RepSaid | GivenBack | Lapsed | Undelivered | Transfer | DealMoved | HandOver


_LETS_GO = frozenset({"released", "closed", "junked", "cooled"})


class RepDesk:
    """Takes the events of our people. What it decides goes into the turn beside what the machine decides."""

    def __init__(self, cards: CardTable, catalogue: Catalogue, ids: Callable[[], int], talk: RepTalk) -> None:
        self._cards = cards
        self._catalogue = catalogue
        self._ids = ids
        self._talk = talk
        self._deals = Deals(cards)

    def take(self, turn: Turn, event: RepEvent | Silent, edition: Edition) -> None:
        """One event."""
        match event:
            case RepPressed():
                self._pressed(turn, event, edition)
            case RepSaid():
                self._said(turn, event, edition)
            case GivenBack():
                self._given_back(turn, event, edition)
            case Lapsed():
                self._lapsed(turn, event, edition)
            case Undelivered():
                self._talk.undelivered(turn, event)
            case Silent():
                self._remind(turn, event)
            case Transfer() | DealMoved():
                self._deals.take(turn, event, edition)
            case HandOver():
                self._cards.offer(turn, edition, "person", event.at)

    # --- presses

    def _pressed(self, turn: Turn, event: RepPressed, edition: Edition) -> None:
        """A rep pressed a button: the first claim wins, everybody gets an answer at once."""
        handoff = turn.lead.handoff
        if handoff is None or handoff.id != event.handoff_id:
            self._answer(turn, event, "card.notice.unknown", {})
            return
        turn.reps.append(_rep_row(turn.lead, event))
        if event.action in (Action.GIVE_BACK, Action.KEEP):
            self._ball(turn, event, edition)
            return
        here = event.at.astimezone(edition.pack.zone)
        if event.action == Action.NEXT_STAGE and self._deals.ends_next(turn.lead):
            event = msgspec.structs.replace(event, action=Action.WON.value)
        outcome = race.press(handoff, event.action, event.rep_id, event.rep_name, here)
        self._answer(turn, event, outcome.notice, outcome.params)
        if not outcome.changed:
            return
        self._became(turn, outcome.handoff, outcome.verdict, by=event.rep_name, edition=edition, at=event.at)
        if outcome.result is race.Result.CLAIMED:
            self._claimed(turn, edition, event.at)
        elif outcome.result is race.Result.RELEASED:
            self._reoffer(turn, edition, event.at, "handoff.free_again", {})
        elif event.action == Action.NEXT_STAGE:
            self._deals.further(turn, event, edition)
        elif event.action == Action.WON:
            self._deals.won(turn, event, edition)
            self._ask_amount(turn, event)

    def _became(  # noqa: PLR0913 (what changed, and the circumstances of the change)
        self, turn: Turn, handoff: Handoff, verdict: str, *, by: str, edition: Edition, at: datetime
    ) -> None:
        """The hand-off has a new state: store it, move the lead's stage, write every card anew."""
        before = turn.lead.handoff
        if before is not None and handoff.state == State.CLAIMED and handoff.answered_at is None:
            handoff = msgspec.structs.replace(
                handoff, due_at=handoff.due_at or sla.due(self._cards.terms, at, self._cards.terms.answer_minutes)
            )
        turn.lead = msgspec.structs.replace(turn.lead, handoff=handoff)
        decision = machine.rep_decided(turn.lead, verdict, by, at)
        turn.lead = decision.lead
        for change in decision.trail:
            self._cards.note(turn, change, at)
        self._let_go(turn, before, verdict)
        if before is not None and before.outcome != handoff.outcome:
            self._cards.note(turn, Change("outcome", before.outcome, handoff.outcome, handoff.reason, by), at)
        turn.handoff_changes.append(changed_row(handoff))
        if verdict == "claimed":
            self._deals.begin(turn, at, by)
        self._cards.rewrite(turn, edition, at)

    def _let_go(self, turn: Turn, before: Handoff | None, verdict: str) -> None:
        """Whoever gave the lead away or is done with it holds it no longer: the bot answers again."""
        mine = before is not None and before.rep_name and turn.lead.held_by == before.rep_name
        if mine and verdict in _LETS_GO:
            turn.lead = msgspec.structs.replace(turn.lead, held_by="", held_until=None)

    def _claimed(self, turn: Turn, edition: Edition, at: datetime) -> None:
        """A claimed lead counts for its rep; in a group without topics the rep gets it in private as well."""
        handoff = turn.lead.handoff
        if handoff is None:
            return
        member = self._cards.people.member(turn.lead.workspace_id, self._cards.place.channel, handoff.rep_id)
        if member is not None and not any(each.rep_id == handoff.rep_id for each in handoff.cards):
            self._cards.people.load[member.id] = self._cards.people.load.get(member.id, 0) + 1
            if member.chat and not self._cards.place.topics:
                self._cards.post_to(turn, edition, at, member)

    def _reoffer(self, turn: Turn, edition: Edition, at: datetime, key: str, params: dict[str, str]) -> None:
        handoff = turn.lead.handoff
        if handoff is None:
            return
        due = sla.due(self._cards.terms, at, self._cards.terms.claim_minutes)
        store(turn, msgspec.structs.replace(handoff, due_at=due))
        self._cards.put(turn, edition, at)
        self._talk.tell_group(turn, key, params, at)

    def _ask_amount(self, turn: Turn, event: RepPressed) -> None:
        text = self._words(event.language)("handoff.ask_amount")
        handoff = turn.lead.handoff
        reply_to = (
            next((f"#{each.letter_id}" for each in handoff.cards if each.chat == event.chat), "") if handoff else ""
        )
        message = Outbound(chat=event.chat, text=text, key="", html=True, topic=self._talk.topic(turn, event.chat))
        number = self._cards.send(turn, RELAY, msgspec.structs.replace(message, reply_to=reply_to), event.at)
        if handoff is not None:
            store(turn, msgspec.structs.replace(turn.lead.handoff or handoff, ask=number))

    # --- words

    def _said(self, turn: Turn, event: RepSaid, edition: Edition) -> None:
        """Words of ours go to the lead, and the bot falls silent; a note stays among us."""
        handoff = turn.lead.handoff
        turn.reps.append(_rep_row(turn.lead, event))
        if event.note:
            self._talk.keep(turn, event, NOTE)
            self._talk.mark(turn, event, "✍")
            return
        if handoff is not None and handoff.state == State.WON and self._amount(turn, event, edition):
            return
        refused = cannot_write(turn.lead)
        if refused:
            self._talk.tell(turn, event, refused, {})
            return
        if handoff is not None and handoff.state == State.OFFERED:
            here = event.at.astimezone(edition.pack.zone)
            outcome = race.press(handoff, Action.CLAIM, event.rep_id, event.rep_name, here)
            self._became(turn, outcome.handoff, outcome.verdict, by=event.rep_name, edition=edition, at=event.at)
        self._talk.send_words(turn, event)
        was_held = turn.lead.held_by
        decision = machine.step(
            turn.lead, PersonSpoke(at=event.at, by=event.rep_name), None, edition.pack, edition.weigh
        )
        turn.lead = decision.lead
        for change in decision.trail:
            self._cards.note(turn, change, event.at)
        self._got_in_touch(turn, event, edition, first=not was_held)

    def _got_in_touch(self, turn: Turn, event: RepSaid, edition: Edition, *, first: bool) -> None:
        handoff = turn.lead.handoff
        if handoff is None or handoff.state != State.CLAIMED:
            return
        answered = race.answered(handoff, event.at)
        if answered != handoff:
            store(turn, answered)
        if first or answered != handoff:
            self._cards.rewrite(turn, edition, event.at)

    def _amount(self, turn: Turn, event: RepSaid, edition: Edition) -> bool:
        """The answer to "how much?" after a deal was won."""
        handoff = turn.lead.handoff
        amount = amounts.read_amount(event.text, edition.pack, event.at)
        if handoff is None or handoff.amount is not None:
            return False
        if amount is None:
            answered = bool(handoff.ask) and event.answers == handoff.ask
            if answered:  # these words were for us: they must not go to the customer
                self._talk.tell(turn, event, "handoff.amount_unclear", {})
            return answered
        store(turn, msgspec.structs.replace(handoff, amount=amount))
        self._cards.note(turn, Change("amount", "", f"{amount:.2f}", "told by the rep", event.rep_name), event.at)
        self._cards.rewrite(turn, edition, event.at)
        self._talk.mark(turn, event, "👌")
        return True

    # --- who has the ball

    def _ball(self, turn: Turn, event: RepPressed, edition: Edition) -> None:
        if event.action == Action.KEEP:
            turn.lead = msgspec.structs.replace(turn.lead, held_by=event.rep_name, held_until=None)
            self._cards.note(
                turn, Change("held", "", event.rep_name, "until it is given back", event.rep_name), event.at
            )
            self._answer(turn, event, "handoff.kept", {})
            self._cards.rewrite(turn, edition, event.at)
            return
        self._answer(turn, event, "handoff.given_back", {})
        self._given_back(turn, GivenBack(at=event.at, by=event.rep_name), edition)

    def _given_back(self, turn: Turn, event: GivenBack, edition: Edition) -> None:
        decision = machine.step(turn.lead, event, None, edition.pack, edition.weigh)
        turn.lead = decision.lead
        for change in decision.trail:
            self._cards.note(turn, change, event.at)
        turn.says.extend(decision.says)
        self._cards.rewrite(turn, edition, event.at)

    def _remind(self, turn: Turn, event: Silent) -> None:
        """The lead of a rep has been silent for long: the rep is told, the lead is left alone."""
        lead = turn.lead
        if event.step != lead.nudged or event.since != lead.last_said_at:
            return
        turn.lead = msgspec.structs.replace(lead, nudged=lead.nudged + 1)
        self._talk.relay(turn, self._words("")("relay.silent"), event.at)

    # --- deadlines

    def _lapsed(self, turn: Turn, event: Lapsed, edition: Edition) -> None:
        handoff = turn.lead.handoff
        if handoff is None or handoff.id != event.handoff_id or handoff.due_at != event.due_at:
            return
        step = sla.lapsed(handoff, event.at)
        if step is Step.TAKE_BACK:
            self._take_back(turn, handoff, edition, event.at)
        elif step is Step.NUDGE:
            self._next(turn, handoff, edition, event.at)
        elif step is Step.ESCALATE:
            store(turn, msgspec.structs.replace(handoff, due_at=None, step=card.ESCALATED))
            told = self._cards.escalate(turn, edition, event.at)
            self._talk.tell_group(turn, "handoff.escalated" if told else "handoff.nobody", {}, event.at)

    def _take_back(self, turn: Turn, handoff: Handoff, edition: Edition, at: datetime) -> None:
        silent = handoff.rep_name
        self._became(turn, race.released(handoff), "released", by="bot", edition=edition, at=at)
        self._cards.note(turn, Change("taken_back", silent, "", "no word to the lead in time"), at)
        member = self._cards.people.member(turn.lead.workspace_id, self._cards.place.channel, handoff.rep_id)
        if member is not None and member.chat:
            words = self._words(member.language)
            text = words("handoff.taken_back", minutes=str(self._cards.terms.answer_minutes))
            self._cards.send(turn, RELAY, Outbound(chat=member.chat, text=text, key="", html=True), at)
        who = card.safe(silent, 40)
        minutes = str(self._cards.terms.answer_minutes)
        self._reoffer(turn, edition, at, "handoff.taken_from", {"name": who, "minutes": minutes})

    def _next(self, turn: Turn, handoff: Handoff, edition: Edition, at: datetime) -> None:
        """Nobody took it in time: the next rep, or a reminder in the group; the lead hears the truth once."""
        due = sla.due(self._cards.terms, at, self._cards.terms.claim_minutes)
        if self._cards.place.chat:
            store(turn, msgspec.structs.replace(handoff, due_at=due, step=1))
            named = self._cards.candidates(turn.lead, edition, at, private=False)[:1]
            told = {"minutes": str(self._cards.terms.claim_minutes)}
            told |= {"name": card.mention(named[0])} if named else {}
            self._talk.tell_group(turn, "handoff.nudge" if named else "handoff.nudge_all", told, at)
        else:
            had = tuple(each.rep_id for each in handoff.cards if each.rep_id and each.rep_id not in handoff.tried)
            passed = msgspec.structs.replace(handoff, tried=(*handoff.tried, *had), due_at=due)
            left = self._cards.candidates(msgspec.structs.replace(turn.lead, handoff=passed), edition, at)
            store(
                turn, msgspec.structs.replace(passed, step=0 if left else card.ESCALATED, due_at=due if left else None)
            )
            self._cards.put(turn, edition, at)
            self._cards.rewrite(turn, edition, at)
        self._apologise(turn, at)

    def _apologise(self, turn: Turn, at: datetime) -> None:
        lead = turn.lead
        quiet = lead.held_by or not lead.reachable or lead.stage is Stage.OPTED_OUT
        if not quiet and not lead.asked.get("bot.reps_busy") and sla.open_now(self._cards.terms, at):
            turn.lead = msgspec.structs.replace(lead, asked={**lead.asked, "bot.reps_busy": 1})
            turn.says.append(Say("bot.reps_busy"))

    def _answer(self, turn: Turn, event: RepPressed, key: str, params: dict[str, str]) -> None:
        if not event.callback:
            return
        text = "" if key == "handoff.turned" else self._words(event.language)(key, **params)
        message = Outbound(chat=event.chat, text=text, key="", answers=event.callback)
        turn.letters.append(letter(self._ids(), turn.lead, ANSWER, message, channel=event.channel, at=event.at))

    def _words(self, language: str) -> PlainWords:
        return self._catalogue.words(language or self._cards.language)


def _rep_row(lead: Lead, event: RepPressed | RepSaid) -> dict[str, object]:
    return {
        "workspace_id": lead.workspace_id,
        "channel": event.channel,
        "external_id": event.rep_id,
        "name": event.rep_name[:300],
        "role": "sales",
        "active": True,
        "created_at": event.at,
    }
