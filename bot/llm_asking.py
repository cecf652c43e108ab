"""When somebody else is asked to understand a message, and how long a lead may wait for it.

Rules come first. A model is asked only about an answer that the rules could not read, a transcriber only about a voice
note without text; each message once. The wait runs beside the pause for further messages, so nobody waits for both,
and when it is over the rules answer alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import msgspec

from bot import inbox
from bot.letters import letter
from bot.llm_tasks import LLM, TRANSCRIBER, GiveOpinion, ReadMessage, Task, WriteDown, encode
from channels.contract import Attachment, Inbound, Outbound
from fsm.answers import ChoiceError, choice_value
from fsm.decision import Decision
from fsm.events import ModelRead, Said, Transcribed
from fsm.facts import BUDGET, KNOWN_FACTS, NAME, Budget, Qualifier, Value
from fsm.lead import Lead, Puzzle, Stage
from fsm.questions import context, names_anchor, open_question, pending
from fsm.reading.llm import Llm, Puzzling, Wanted
from fsm.script import Pack
from fsm.script_schema import Question
from fsm.storage.mail import Letter
from fsm.table import TALKING
from scoring.advisor import features

Body = tuple[inbox.Body, datetime]

QUESTION = "question"
"""The kind of a letter to a model or a transcriber."""

SPOKEN = frozenset({"voice", "audio", "video_note"})
_NOT_UNDERSTOOD = "not understood three times"
_LONGEST_TEXT = 4000
_VOICE_SECONDS = 8.0


class Unread(msgspec.Struct, frozen=True):
    """A message nobody has understood yet: under which name it is asked about, of whom, what, and for how long."""

    about: str
    channel: str
    task: Task
    wait: timedelta


class Helped(msgspec.Struct, frozen=True):
    """What helpers said about messages of this batch, by message id, and what messages did beside being said."""

    read: dict[str, ModelRead]
    spoken: dict[str, str]
    joins: dict[str, str] = {}

    def about(self, heard: Sequence[Inbound]) -> ModelRead | None:
        """What a model read in the newest of these messages that it was asked about."""
        return next((self.read[name] for name in map(heard_id, reversed(heard)) if name in self.read), None)


class Asked(msgspec.Struct, frozen=True):
    """The lead with what was asked noted on it, and the letter that asks."""

    lead: Lead
    letter: Letter


class Asking:
    """Decides whether to ask. Holds only what never changes while the program runs."""

    def __init__(
        self,
        ids: Callable[[], int],
        *,
        llm: Llm | None = None,
        wait: float = 1.5,
        fetches: Callable[[str], bool] = lambda _: False,
        language: str = "ru",
    ) -> None:
        self._ids = ids
        self._llm = llm
        self._wait = timedelta(seconds=wait)
        self._fetches = fetches
        self._language = language

    def unread(self, lead: Lead, event: Said, heard: Sequence[Inbound], helped: Helped) -> Unread | None:
        """A voice note that should be written down first; None for everything else."""
        if event.text.strip() or not heard or lead.stage is Stage.OPTED_OUT:
            return None
        last = heard[-1]
        file = next((file for file in last.attachments if file.kind in SPOKEN), None)
        about = heard_id(last)
        if file is None or about in helped.spoken or not self._fetches(last.channel):
            return None
        task = _voice(lead, about, last, file, event.at)
        return Unread(f"voice:{about}", TRANSCRIBER, task, timedelta(seconds=_VOICE_SECONDS))

    def puzzled(self, lead: Lead, event: Said, about: str, decision: Decision, pack: Pack) -> Unread | None:
        """The message as a question to a model if the rules could not read it; None when they could."""
        if self._llm is None or not event.text.strip() or not _missed(lead, decision):
            return None
        if lead.stage not in TALKING or lead.held_by or not self._llm.ready(lead.id):
            return None
        puzzling = puzzling_of(lead, event, pack)
        if puzzling is None:
            return None
        known = lead.facts.get(NAME)
        names = (lead.display_name, str(known.value) if known else "", event.contact_name)
        task = ReadMessage(
            lead_id=lead.id,
            about=about,
            message_id=event.message_id,
            asked_at=event.at,
            puzzling=puzzling,
            names=tuple(filter(None, names)),
        )
        return Unread(f"read:{about}", LLM, task, self._wait)

    def wait(self, lead: Lead, unread: Unread, due: datetime, now: datetime) -> tuple[datetime, Asked | None]:
        """Until when the turn is put off, and the question if it is to be asked now (each message once)."""
        if lead.puzzle is not None and lead.puzzle.about == unread.about:
            return max(due, lead.puzzle.until), None
        until = now + unread.wait
        task = msgspec.structs.replace(unread.task, asked_at=now)
        noted = msgspec.structs.replace(lead, puzzle=Puzzle(unread.about, until))
        return max(due, until), Asked(noted, self._letter(noted, unread.channel, task, now))

    def opinion(self, lead: Lead, at: datetime) -> list[Letter]:
        """The question what a model thinks of a lead that was just offered; nothing while there is nobody to ask."""
        if self._llm is None or not self._llm.ready(lead.id):
            return []
        task = GiveOpinion(lead_id=lead.id, asked_at=at, features=features(lead, at), language=self._language)
        return [self._letter(lead, LLM, task, at)]

    def _letter(self, lead: Lead, channel: str, task: Task, at: datetime) -> Letter:
        message = Outbound(chat=str(lead.id), text=encode(task).decode(), key="")
        return letter(self._ids(), lead, QUESTION, message, channel=channel, at=at)


def sorted_out(bodies: Sequence[Body]) -> tuple[list[Body], Helped]:
    """What waited, with the words of voice notes in their messages and models' answers behind what people did.

    So an answer that arrives in the middle of a burst does not cut it in two.
    """
    read: dict[str, ModelRead] = {}
    spoken: dict[str, str] = {}
    people: list[Body] = []
    late: list[Body] = []
    heard = {heard_id(body.inbound) for body, _ in bodies if isinstance(body, inbox.Heard)}
    for body, at in bodies:
        event = body.event if isinstance(body, inbox.Happened) else None
        if isinstance(event, ModelRead):
            read[event.about] = event
            late.append((body, at))
        elif isinstance(event, Transcribed):
            if event.about in heard:
                spoken[event.about] = event.text
            elif event.text:
                people.append((inbox.Happened(Said(at=at, message_id=event.about, text=event.text)), at))
        else:
            people.append((body, at))
    return [*(_in_words(body, at, spoken) for body, at in people), *late], Helped(read, spoken)


def _in_words(body: inbox.Body, at: datetime, spoken: dict[str, str]) -> Body:
    if isinstance(body, inbox.Heard) and not body.inbound.text and (text := spoken.get(heard_id(body.inbound))):
        return inbox.Heard(msgspec.structs.replace(body.inbound, text=text), body.joined), at
    return body, at


def heard_id(inbound: Inbound) -> str:
    """The name a message is asked about under."""
    return inbound.message_id or inbound.event_id


def _missed(before: Lead, decision: Decision) -> bool:
    """Whether the machine counted an answer it could not read."""
    return decision.lead.misses > before.misses or any(
        change.kind == "skipped" and change.why == _NOT_UNDERSTOOD for change in decision.trail
    )


def puzzling_of(lead: Lead, event: Said, pack: Pack) -> Puzzling | None:
    """The message with its circumstances and every fact the script still wants; None when no question is open."""
    question = open_question(lead, pack)
    circumstances = context(lead, pack, question, event.at)
    today = circumstances.now.date()
    wanted = tuple(
        _wanted(fact, each, lead, pack, today)
        for each in pending(lead, pack)
        for fact in each.facts
        if fact not in lead.facts
    )
    if question is None or not wanted:
        return None
    return Puzzling(
        text=event.text[:_LONGEST_TEXT],
        question=question.fact,
        question_text=circumstances.question_text,
        wanted=wanted,
        language=lead.language,
        now=circumstances.now,
        country=pack.country,
        currency=pack.currency,
    )


def _wanted(fact: str, question: Question, lead: Lead, pack: Pack, today: date) -> Wanted:
    kind = fact if fact in KNOWN_FACTS else question.kind
    offered = _offered(question, lead.language, today) if kind == "choice" else {}
    anchor = None
    if (
        fact == BUDGET
        and question.anchor is not None
        and names_anchor(question, lead)
        and lead.open_question == question.id
    ):
        low, high = question.anchor
        anchor = Budget(float(low), float(high), pack.currency, Qualifier.RANGE if low < high else Qualifier.EXACT)
    return Wanted(fact, kind, offered, anchor)


def _offered(question: Question, language: str, today: date) -> dict[str, tuple[str, Value]]:
    found: dict[str, tuple[str, Value]] = {}
    for word, choice in question.choices.items():
        try:
            value = choice_value(question, word, choice, today)
        except ChoiceError:  # cannot happen with a loaded script
            continue
        labels = choice.label.get(language) or next(iter(choice.label.values()))
        found[word] = (labels[0], value)
    return found


def _voice(lead: Lead, about: str, inbound: Inbound, file: Attachment, at: datetime) -> WriteDown:
    return WriteDown(
        lead_id=lead.id,
        about=about,
        asked_at=at,
        channel=inbound.channel,
        file_id=file.file_id,
        name=file.name,
        mime=file.mime,
        size=file.size,
        language=lead.language,
    )
