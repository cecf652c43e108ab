"""The card of a lead: offered to the reps and written anew when something changes, in every copy there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from bot.labels import label_of
from bot.letters import CARD, CARD_EDIT, RELAY, TOPIC, letter
from bot.packs import Edition
from bot.place import DEMO, Place
from bot.wording import Catalogue
from channels.contract import Button, Outbound, TopicChange
from fsm.decision import Change
from fsm.facts import Fact
from fsm.lead import CardAt, Handoff, Lead
from fsm.storage.road import Row
from handoff import card, route, sla
from handoff.offer import NoOffer, offer
from handoff.reps import Member, Role
from handoff.roster import EMPTY, Roster
from handoff.sla import Terms

if TYPE_CHECKING:
    from bot.turn_state import Turn
    from fsm.ports import Words

_CARD_URGENCY = 1


class CardTable:
    """Writes cards for the place where reps are. `people` is who they are now; the batch brings it up to date."""

    def __init__(
        self,
        catalogue: Catalogue,
        ids: Callable[[], int],
        new_token: Callable[[], str],
        place: Place | None = None,
        terms: Terms | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._ids = ids
        self._new_token = new_token
        self.place = place or Place()
        self.terms = terms or Terms()
        self.people: Roster = EMPTY

    def words(self, language: str) -> Words:
        """The words of a language."""
        return self._catalogue.words(language)

    @property
    def language(self) -> str:
        """The language of cards that are for everybody."""
        return self.place.language

    # --- offering

    def offer(self, turn: Turn, edition: Edition, why: str, at: datetime) -> None:
        """Put the lead in front of the reps, or say in the trail why not."""
        lead = turn.lead
        if lead.worth is None:
            return
        called = why not in {"hot", "qualified"}
        offered = offer(lead, lead.worth, at, self._ids(), asked_for_person=called)
        if isinstance(offered, NoOffer):
            self.note(turn, Change("not_offered", why=offered.value), at)
            return
        due = sla.due(self.terms, at, self.terms.claim_minutes)
        before = lead.handoff
        title = before.title if before is not None else ""
        offered = msgspec.structs.replace(offered, token=self._new_token(), why=why, due_at=due, title=title)
        turn.lead = msgspec.structs.replace(lead, handoff=offered, deal=None)
        turn.handoffs.append(_handoff_row(turn.lead, offered, self.place))
        turn.buttons.append(_button_row(lead, offered))
        self.note(turn, Change("offered", after="hot" if offered.hot else "qualified", why=why), at)
        self.put(turn, edition, at)
        if before is not None:
            self._call_again(turn, before, at)

    def _call_again(self, turn: Turn, before: Handoff, at: datetime) -> None:
        """Whoever had this lead before is told in the group that it is back."""
        member = self.people.member(turn.lead.workspace_id, self.place.channel, before.rep_id)
        if member is not None and self.place.chat:
            text = self._catalogue.words(self.language)("handoff.again", name=card.mention(member))
            copies = turn.lead.handoff.cards if turn.lead.handoff else ()
            beside = next((f"#{copy.letter_id}" for copy in copies if copy.chat == self.place.chat), "")
            message = Outbound(chat=self.place.chat, text=text, key="", html=True, topic=f"lead:{turn.lead.id}")
            self.send(turn, RELAY, msgspec.structs.replace(message, reply_to=beside), at)

    def put(self, turn: Turn, edition: Edition, at: datetime) -> None:
        """Send the card to where it belongs now: the group, the next rep, or the owners when nobody is left."""
        if not self.place.channel or turn.lead.handoff is None:
            return
        if self.place.chat:
            self._topic(turn, edition, at)
            if not turn.lead.handoff.cards:
                self._post(turn, edition, at, self.place.chat, None)
            return
        chosen = self.candidates(turn.lead, edition, at)
        if chosen:
            self._ask(turn, edition, at, chosen[0])
        else:
            self.escalate(turn, edition, at)

    def candidates(self, lead: Lead, edition: Edition, at: datetime, *, private: bool = True) -> tuple[Member, ...]:
        """Who might take this lead now, best first, without those who had their chance.

        Owners and admins are asked only where there are no reps; otherwise they come last, when nobody takes it.
        """
        tried = lead.handoff.tried if lead.handoff else ()
        wanted = route.Wanted(lead.language, edition.name, edition.pack.zone.key, tried, private)
        members = [each for each in self.people.active(lead.workspace_id) if each.channel == self.place.channel]
        reps = [each for each in members if each.role is Role.SALES]
        return route.choose(reps or members, wanted, self.people.load, at).members

    def escalate(self, turn: Turn, edition: Edition, at: datetime) -> bool:
        """Nobody of the reps is left: the owners and admins get the card themselves; whether there is one to tell."""
        handoff = turn.lead.handoff
        if handoff is None:
            return False
        have = {each.chat for each in handoff.cards}
        owners = [each for each in self.people.active(turn.lead.workspace_id) if each.may(Role.ADMIN) and each.chat]
        for owner in owners:
            if owner.chat not in have and owner.channel == self.place.channel:
                self._post(turn, edition, at, owner.chat, owner)
        self.note(turn, Change("escalated", why="nobody took it" if owners else "there is nobody to ask"), at)
        return any(owner.channel == self.place.channel for owner in owners)

    def _ask(self, turn: Turn, edition: Edition, at: datetime, member: Member) -> None:
        """Put the lead in front of one rep, who is now the last in line for the next one."""
        if turn.lead.handoff is not None:
            self._post(turn, edition, at, member.chat, member)
            turn.asked.append(member.id)
            key = (member.workspace_id, member.channel, member.external_id)
            if isinstance(self.people.members, dict):
                self.people.members[key] = msgspec.structs.replace(member, asked_at=at)
            self.people.load[member.id] = self.people.load.get(member.id, 0) + 1

    # --- writing

    def rewrite(self, turn: Turn, edition: Edition, at: datetime) -> None:
        """Bring every copy of the card up to date."""
        handoff = turn.lead.handoff
        if handoff is None or not self.place.channel:
            return
        if self.place.chat:
            self._topic(turn, edition, at)
        turn.letters = [old for old in turn.letters if old.kind != CARD_EDIT or old.lead_id != turn.lead.id]
        for message in self.copies(turn.lead, edition, at):
            self.send(turn, CARD_EDIT, message, at)

    def copies(self, lead: Lead, edition: Edition, at: datetime) -> list[Outbound]:
        """Every copy of the card as it should read now, as edits of the messages that stand."""
        return [
            msgspec.structs.replace(
                self._message(lead, edition, at, copy.chat, copy.rep_id), edits=f"#{copy.letter_id}"
            )
            for copy in (lead.handoff.cards if lead.handoff else ())
        ]

    def title(self, lead: Lead, edition: Edition) -> TopicChange:
        """What the lead's topic is called and whether it is closed, in the language of all."""
        words = self._catalogue.words(self.language)
        return card.topic(lead, words, lambda fact, told: label_of(edition.pack, fact, told, self.language))

    def text(self, lead: Lead, edition: Edition, language: str, at: datetime, rep_id: str = "") -> str:
        """The card's HTML in a language, as it stands at `at`, in the copy for one rep ("" = for all)."""
        here = at.astimezone(edition.pack.zone)

        def label(fact: str, told: Fact) -> str:
            return label_of(edition.pack, fact, told, language)

        words = self._catalogue.words(language, here.date())
        mark = words("setup.demo.mark") if lead.channel == DEMO else ""
        return card.card(lead, words, here, label=label, pack=mark, rep_id=rep_id)

    def rows(self, lead: Lead, language: str, rep_id: str = "") -> tuple[tuple[Button, ...], ...]:
        """The card's buttons in its present state, in the copy for one rep ("" = for all)."""
        handoff = lead.handoff
        if handoff is None:
            return ()
        words = self._catalogue.words(language)
        return tuple(
            tuple(Button(words(f"card.{action}"), f"{handoff.token}.{action}") for action in row)
            for row in card.buttons(lead, rep_id)
        )

    def send(self, turn: Turn, kind: str, message: Outbound, at: datetime) -> int:
        """Add a letter to our people to the turn; gives its number."""
        handoff_id = turn.lead.handoff.id if turn.lead.handoff else None
        made = letter(self._ids(), turn.lead, kind, message, channel=self.place.channel, at=at, handoff_id=handoff_id)
        turn.letters.append(made)
        return made.id

    def note(self, turn: Turn, change: Change, at: datetime) -> None:
        """A line of the trail."""
        row = msgspec.structs.asdict(change)
        row |= {"id": self._ids(), "workspace_id": turn.lead.workspace_id, "lead_id": turn.lead.id, "at": at}
        turn.events.append(row)

    def post_to(self, turn: Turn, edition: Edition, at: datetime, member: Member) -> None:
        """Give one of our people a copy of the card in private."""
        self._post(turn, edition, at, member.chat, member)

    def _post(self, turn: Turn, edition: Edition, at: datetime, chat: str, member: Member | None) -> None:
        rep_id = member.external_id if member else ""
        message = self._message(turn.lead, edition, at, chat, rep_id)
        number = self.send(turn, CARD, message, at)
        handoff = turn.lead.handoff
        if handoff is not None:
            handoff = msgspec.structs.replace(handoff, cards=(*handoff.cards, CardAt(chat, number, rep_id)))
            turn.lead = msgspec.structs.replace(turn.lead, handoff=handoff)
            if turn.handoffs and turn.handoffs[-1]["id"] == handoff.id:
                turn.handoffs[-1]["card_chat"] = chat
            else:
                turn.handoff_changes.append(changed_row(handoff))

    def _message(self, lead: Lead, edition: Edition, at: datetime, chat: str, rep_id: str) -> Outbound:
        language = self._language_of(lead.workspace_id, rep_id)
        return Outbound(
            chat=chat,
            text=self.text(lead, edition, language, at, rep_id),
            key="",
            html=True,
            buttons=self.rows(lead, language, rep_id),
            topic=f"lead:{lead.id}" if chat == self.place.chat else "",
            urgency=_CARD_URGENCY,
        )

    def _language_of(self, workspace_id: int, rep_id: str) -> str:
        member = self.people.member(workspace_id, self.place.channel, rep_id) if rep_id else None
        return (member.language if member else "") or self.language

    def _topic(self, turn: Turn, edition: Edition, at: datetime) -> None:
        """Make the lead's topic, or bring its title up to date, where the group has topics."""
        lead = turn.lead
        handoff = lead.handoff
        if handoff is None or not self.place.topics:
            return
        change = self.title(lead, edition)
        if change.title == handoff.title:
            return
        turn.lead = msgspec.structs.replace(lead, handoff=msgspec.structs.replace(handoff, title=change.title))
        closed = change.closed if handoff.title else None
        change = TopicChange(change.title, change.grade, closed)
        message = Outbound(
            chat=self.place.chat, text="", key="", topic=f"lead:{lead.id}", topic_change=change, urgency=_CARD_URGENCY
        )
        self.send(turn, TOPIC, message, at)


def changed_row(handoff: Handoff) -> Row:
    """What the row of a hand-off is changed to."""
    return {
        "_id": handoff.id,
        "state": handoff.state,
        "rep_id": handoff.rep_id,
        "rep_name": handoff.rep_name[:300],
        "verdict": handoff.verdict,
        "claimed_at": handoff.claimed_at,
        "answered_at": handoff.answered_at,
        "closed_at": handoff.closed_at,
        "outcome": handoff.outcome,
        "amount": handoff.amount,
        "reason": handoff.reason,
        "due_at": handoff.due_at,
        "card_chat": handoff.cards[-1].chat if handoff.cards else "",
    }


def _handoff_row(lead: Lead, handoff: Handoff, place: Place) -> Row:
    row = changed_row(handoff)
    return {
        "id": row.pop("_id"),
        **row,
        "workspace_id": lead.workspace_id,
        "lead_id": lead.id,
        "score": lead.worth.score if lead.worth else 0,
        "hot": handoff.hot,
        "why": handoff.why,
        "offered_at": handoff.offered_at,
        "card_channel": place.channel,
        "card_message_id": "",
    }


def _button_row(lead: Lead, handoff: Handoff) -> Row:
    return {
        "token": handoff.token,
        "workspace_id": lead.workspace_id,
        "lead_id": lead.id,
        "handoff_id": handoff.id,
        "action": "",
        "created_at": handoff.offered_at,
    }
