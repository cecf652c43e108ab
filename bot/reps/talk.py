"""Words between our people and a lead: out to the lead's channel, back into its topic or to its rep."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.cards import CardTable, changed_row
from bot.letters import MARK, RELAY, TOPIC, WORD, letter
from bot.turn_state import Held, Turn
from bot.wording import Catalogue, PlainWords
from channels.contract import Attachment, Button, Enclosure, Inbound, Kind, Outbound, TopicChange
from fsm.events import RepSaid, Undelivered
from fsm.lead import Handoff, Lead, Stage
from handoff import card
from handoff.states import CLOSED, State

NOTE = "note"
_SENDABLE = frozenset({"photo", "document", "voice", "audio", "video"})
_FILES = frozenset({*_SENDABLE, "video_note", "sticker", "location", "animation"})
_REP = "rep"
_URGENCY = 1
_DAY = timedelta(days=1)


class RepTalk:
    """Carries words both ways. Where our people talk with a lead depends on the place: topic, private chat, group."""

    def __init__(self, cards: CardTable, catalogue: Catalogue, ids: Callable[[], int]) -> None:
        self._cards = cards
        self._catalogue = catalogue
        self._ids = ids

    def send_words(self, turn: Turn, event: RepSaid) -> None:
        """Words and files of ours for the lead."""
        lead, number = turn.lead, self._ids()
        files = self._enclosed(turn, event.channel, event.attachments, lead.channel)
        if event.text or files:
            message = Outbound(
                chat=lead.chat,
                text=event.text,
                key="",
                ref=str(number),
                by_person=True,
                files=files,
                edits=f"#{event.changes}" if event.changes else "",
            )
            turn.letters.append(
                letter(number, lead, WORD, message, channel=lead.channel, at=event.at, message_id=number)
            )
            if not event.changes:
                turn.rep_words.append(_word_row(turn.lead, event, number))
        self.keep(turn, event, _REP, number)

    def keep(self, turn: Turn, event: RepSaid, author: str, number: int | None = None) -> None:
        """A line of the transcript."""
        files = [msgspec.to_builtins(file) for file in event.attachments]
        extras: dict[str, object] = {"by": event.rep_name, "by_id": event.rep_id}
        extras |= {"files": files} if files else {}
        turn.messages.append(
            {
                "id": number or self._ids(),
                "workspace_id": turn.lead.workspace_id,
                "lead_id": turn.lead.id,
                "author": author,
                "channel": event.channel if author == NOTE else turn.lead.channel,
                "network_id": "",
                "key": "",
                "text": event.text,
                "extras": json.dumps(extras, ensure_ascii=False),
                "at": event.at,
            }
        )

    def undelivered(self, turn: Turn, event: Undelivered) -> None:
        """Say that words did not arrive, with a button to try again."""
        handoff = turn.lead.handoff
        words = self._words("")
        text = words("relay.failed", why=card.safe(event.why, 120))
        retry = Button(words("relay.retry"), f"~retry:{event.letter_id}")
        for chat in self._where(turn.lead, handoff):
            message = Outbound(
                chat=chat, text=text, key="", html=True, buttons=((retry,),), topic=self.topic(turn, chat)
            )
            self._cards.send(turn, RELAY, message, event.at)

    def _where(self, lead: Lead, handoff: Handoff | None) -> tuple[str, ...]:
        """The chats in which our people talk with this lead now."""
        place = self._cards.place
        if handoff is None:
            return ()
        member = self._cards.people.member(lead.workspace_id, place.channel, handoff.rep_id)
        private = member.chat if member else ""
        if place.chat and (place.topics or not private):
            return (place.chat,)
        return (private,) if private else ()

    def relay(self, turn: Turn, told: str, at: datetime, files: tuple[Enclosure, ...] = ()) -> None:
        """Show our people what was said in this turn: in the lead's topic, or to the rep who has the lead."""
        handoff, place = turn.lead.handoff, self._cards.place
        if handoff is None or not place.channel or not (told or files):
            return
        if handoff.state in CLOSED:
            if not self._is_back(turn, handoff):
                return
            told = self._called(turn, handoff, told, at)
        if handoff.state == State.OFFERED and not place.topics:
            return
        for chat in self._where(turn.lead, handoff):
            copy = next((each for each in handoff.cards if each.chat == chat), None)
            message = Outbound(
                chat=chat,
                text=told,
                key="",
                html=True,
                topic=self.topic(turn, chat),
                reply_to=f"#{copy.letter_id}" if copy else "",
                files=files,
                urgency=_URGENCY,
            )
            self._cards.send(turn, RELAY, message, at)

    def _is_back(self, turn: Turn, handoff: Handoff) -> bool:
        """Whether they wrote after it was over; who was junk is left alone, and so is who said stop."""
        spoke = any(not inbound.own for inbound in turn.heard)
        return spoke and handoff.state != State.JUNK and turn.lead.stage is not Stage.OPTED_OUT

    def _called(self, turn: Turn, handoff: Handoff, told: str, at: datetime) -> str:
        """The words with a call to whoever had the lead, once a day; the topic is opened again."""
        if handoff.back_at is not None and at - handoff.back_at < _DAY:
            return told
        store(turn, msgspec.structs.replace(handoff, back_at=at))
        place = self._cards.place
        if place.topics and handoff.title:
            change = TopicChange(handoff.title, closed=False)
            topic = self.topic(turn, place.chat)
            self._cards.send(
                turn, TOPIC, Outbound(chat=place.chat, text="", key="", topic=topic, topic_change=change), at
            )
        member = self._cards.people.member(turn.lead.workspace_id, place.channel, handoff.rep_id)
        if member is None:
            return f"{self._words('')('handoff.back_all')}\n{told}"
        return f"{self._words('')('handoff.back', name=card.mention(member))}\n{told}"

    def tell_group(self, turn: Turn, key: str, params: dict[str, str], at: datetime) -> None:
        """A line to everybody, beside the lead's card."""
        place, handoff = self._cards.place, turn.lead.handoff
        if not place.chat or handoff is None:
            return
        text = self._words("")(key, **params)
        copy = next((each for each in handoff.cards if each.chat == place.chat), None)
        message = Outbound(chat=place.chat, text=text, key="", html=True, topic=self.topic(turn, place.chat))
        message = msgspec.structs.replace(message, reply_to=f"#{copy.letter_id}" if copy else "")
        self._cards.send(turn, RELAY, message, at)

    def tell(self, turn: Turn, event: RepSaid, key: str, params: dict[str, str]) -> None:
        """Answer one of ours where they wrote."""
        text = self._words("")(key, **params)
        message = Outbound(chat=event.chat, text=text, key="", html=True, topic=event.topic, reply_to=event.message_id)
        self._cards.send(turn, RELAY, message, event.at)

    def mark(self, turn: Turn, event: RepSaid, emoji: str) -> None:
        """Put a mark on what one of ours wrote."""
        message = Outbound(chat=event.chat, text=emoji, key="", reacts_to=event.message_id)
        self._cards.send(turn, MARK, message, event.at)

    def show(self, turn: Turn, at: datetime) -> None:
        """Show our people what the lead and the bot said in this turn, and files that our network has already."""
        words = self._words("")
        lines = [_heard_line(inbound, words) for inbound in turn.heard]
        lines += [f"🤖 <i>{_safe(text)}</i>" for text in turn.spoken]
        files = tuple(
            file
            for inbound in turn.heard
            for file in self._enclosed(turn, inbound.channel, inbound.attachments, self._cards.place.channel)
        )
        self.relay(turn, "\n".join(line for line in lines if line), at, files)

    def _enclosed(self, turn: Turn, came: str, files: Sequence[Attachment], goes: str) -> tuple[Enclosure, ...]:
        """Files as they go on: a network takes its own again by name, for another one they are fetched and kept."""
        enclosed: list[Enclosure] = []
        for file in files:
            if file.kind not in _SENDABLE or not file.file_id:
                continue
            about = Enclosure(kind=file.kind, name=file.name, mime=file.mime, size=file.size)
            if came == goes:
                enclosed.append(msgspec.structs.replace(about, file_id=file.file_id))
            else:
                held = Held(self._ids(), came, file)
                turn.files.append(held)
                enclosed.append(msgspec.structs.replace(about, stored=held.number))
        return tuple(enclosed)

    def topic(self, turn: Turn, chat: str) -> str:
        """The lead's topic as letters name it, in the group; nothing in a private chat."""
        return f"lead:{turn.lead.id}" if chat == self._cards.place.chat else ""

    def _words(self, language: str) -> PlainWords:
        return self._catalogue.words(language or self._cards.language)


def _heard_line(inbound: Inbound, words: PlainWords) -> str:
    """One message as our people see it; what was typed on our own phone is marked so."""
    if inbound.kind is Kind.DELETED:
        return f"🗑 <i>{words('relay.deleted')}</i>"
    who = "📱" if inbound.own else "👤"
    shown = _safe(inbound.text) if inbound.text else ""
    files = ", ".join(words(f"file.{file.kind}") for file in inbound.attachments if file.kind in _FILES)
    edited = f" <i>({words('relay.edited')})</i>" if inbound.kind is Kind.EDITED else ""
    told = " ".join(part for part in (shown, f"📎 {files}" if files else "") if part)
    return f"{who} {told}{edited}" if told else ""


def _safe(text: str) -> str:
    """Foreign words, escaped and whole: a rep must be able to read everything, line by line."""
    return html.escape("\n".join(card.UNSEEN.sub("", line) for line in text.split("\n")), quote=False)


def cannot_write(lead: Lead) -> str:
    """The word key of the reason why nobody may or can write to this lead; "" when one can."""
    if lead.stage is Stage.OPTED_OUT:
        return "relay.opted_out"
    return "" if lead.reachable and lead.chat else "relay.unreachable"


def store(turn: Turn, handoff: Handoff) -> None:
    """The hand-off has changed."""
    turn.lead = msgspec.structs.replace(turn.lead, handoff=handoff)
    turn.handoff_changes.append(changed_row(handoff))


def _word_row(lead: Lead, event: RepSaid, number: int) -> dict[str, object]:
    return {
        "workspace_id": lead.workspace_id,
        "lead_id": lead.id,
        "channel": event.channel,
        "chat": event.chat,
        "network_id": event.message_id,
        "message_id": number,
        "letter_id": number,
    }
