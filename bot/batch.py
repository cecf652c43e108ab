"""The write path: one plain function that files, dedupes, decides and writes for many leads in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import structlog
from sqlalchemy import Connection

from bot import inbox
from bot.clock import Clock
from bot.failpoints import passing
from bot.files import expect
from bot.letters import renumbered
from bot.llm_asking import Asking
from bot.people import Met, People, Speaker, close, plain, reopen
from bot.turn import Turns
from bot.turn_state import Turn
from channels.contract import Inbound, Kind
from fsm.events import Event, RepPressed
from fsm.lead import Lead, Stage
from fsm.storage import mail, road
from fsm.storage import tables as t
from fsm.storage.claiming import kept, take
from fsm.storage.mail import Letter, Mark
from fsm.storage.membership import called_for
from fsm.storage.people_tables import resume_codes
from fsm.storage.road import Row, Stored, Waiting
from fsm.storage.store_rows import Work, write
from handoff.house import follow

if TYPE_CHECKING:
    from bot.staff import Staff

log = structlog.get_logger()

_LONGEST_ACTION = 24


class FromLead(msgspec.Struct, frozen=True):
    """A person did something on a channel."""

    inbound: Inbound
    workspace_id: int = t.DEFAULT_WORKSPACE


class FromRep(msgspec.Struct, frozen=True):
    """Somebody pressed or wrote something where the reps are: their group, or a rep's private chat."""

    inbound: Inbound
    workspace_id: int = t.DEFAULT_WORKSPACE


class Inside(msgspec.Struct, frozen=True):
    """Something happened to a known lead, under a name that is unique within its source."""

    lead_id: int
    source: str
    external_id: str
    event: Event
    workspace_id: int = t.DEFAULT_WORKSPACE


class LookAgain(msgspec.Struct, frozen=True):
    """A lead's pause is over, or a sweep found it waiting: take the turn that is due."""

    lead_id: int


class Posted(msgspec.Struct, frozen=True):
    """Letters that slow work wants sent, to our people or in their name."""

    letters: tuple[Letter, ...]


class GroupMoved(msgspec.Struct, frozen=True):
    """The group of our people has a new id."""

    before: str
    after: str


Filing = FromLead | FromRep | Inside | LookAgain | Posted | GroupMoved


class Outcome(msgspec.Struct):
    """What a batch led to: letters, leads that changed, leads to look at again after their pause, files to fetch."""

    letters: list[Letter] = []
    marked: list[int] = []
    changed: list[tuple[int, str, str]] = []
    later: list[tuple[int, datetime]] = []
    composing: list[tuple[str, str]] = []
    files: bool = False


def _needs_no_marks(filings: Sequence[Filing]) -> bool:
    """Whether no filing speaks of a message of ours: then marks may be written together with the turns."""
    heard = (filing.inbound for filing in filings if isinstance(filing, FromLead))
    plain_words = [inbound for inbound in heard if inbound.kind is Kind.SAID and not inbound.reply_to]
    return len(plain_words) == len(filings) > 0


def addresses(filing: Filing) -> frozenset[object]:
    """What a filing must not share with another lane's batch."""
    match filing:
        case FromLead(inbound):
            return frozenset((inbound.channel, each) for each in (inbound.sender.id, *inbound.sender.aliases))
        case FromRep(inbound):
            # Words to one lead must keep their order; presses of different cards need not wait for each other.
            return frozenset({inbound.token or (inbound.channel, inbound.chat, inbound.topic)})
        case GroupMoved(before):
            return frozenset({before})
        case Posted(letters):
            return frozenset(letter.id for letter in letters)
        case _:
            return frozenset({filing.lead_id})


class Batch:
    """Applies filings. Holds no state of its own; everything it learns is in the database or in its result."""

    def __init__(  # noqa: PLR0913 (everything a batch is made with)
        self,
        turns: Turns,
        clock: Clock,
        burst: timedelta,
        number: int = 0,
        *,
        asking: Asking | None = None,
        staff: Staff | None = None,
    ) -> None:
        self._staff = staff
        self._turns = turns
        self._people = People(turns)
        self._asking = asking
        self._clock = clock
        self._burst = burst
        self._number = number

    def apply(self, connection: Connection, filings: Sequence[Filing], marks: Sequence[Mark]) -> Outcome:
        """File everything, take every turn that is due, and write it all; the caller commits."""
        now = self._clock.now()
        late = marks if _needs_no_marks(filings) else ()
        mail.mark(connection, () if late else marks)
        outcome = Outcome()
        if self._staff is not None:
            found = self._staff.sort_out(connection, filings, marks, now)
            self._post(connection, found.letters, outcome)
            outcome.letters.extend(found.again)
            filings = found.left
        stored, rows = self._file(connection, filings, now, outcome)
        self._turns.packs.learn(connection, (each.lead for each in stored.values()))
        taken = take(connection, rows, stored)
        turns, done = self._decide(stored, taken.waiting, now, outcome)
        self._address(connection, turns, taken.owners)
        self._write(connection, stored, turns, [*mail.marking(late), *kept(taken, done, now)], now)
        outcome.marked = [mark.letter_id for mark in marks if mark.state != mail.NEW]
        outcome.files = any(turn.files for turn in turns)
        for turn in turns:
            outcome.letters.extend(letter for letter in turn.letters if letter.owner == self._number)
            outcome.changed.append((turn.lead.id, turn.lead.channel, turn.lead.chat))
        passing("applied")
        return outcome

    def park(self, connection: Connection, filings: Sequence[Filing], why: str) -> Outcome:
        """Keep a filing that cannot be handled where a person finds it, and do not try it again."""
        now = self._clock.now()
        outcome = Outcome()
        if self._staff is not None:
            found = self._staff.park(connection, filings, now, why)
            self._post(connection, found.letters, outcome)
            filings = found.left
        stored, rows = self._file(connection, filings, now, outcome)
        taken = take(connection, rows, stored)
        parked = {row.id: why for waiting in taken.waiting.values() for row in waiting}
        write(connection, kept(taken, parked, now))
        return outcome

    def _post(self, connection: Connection, letters: Sequence[Letter], outcome: Outcome) -> None:
        for letter in letters:
            letter.owner = self._number
        road.add(connection, t.outbox, [_letter_row(letter) for letter in letters])
        outcome.letters.extend(letters)

    def _file(
        self, connection: Connection, filings: Sequence[Filing], now: datetime, outcome: Outcome
    ) -> tuple[dict[int, Stored], list[Row]]:
        """The leads of a batch, and what was heard of them as rows for the inbox."""
        for filing in filings:
            if isinstance(filing, GroupMoved):
                follow(connection, t.DEFAULT_WORKSPACE, filing.before, filing.after, now)
        posted = [filing for filing in filings if isinstance(filing, Posted)]
        self._post(connection, [each for filing in posted for each in filing.letters], outcome)
        happened = [filing for filing in filings if isinstance(filing, Inside | LookAgain)]
        heard = [filing for filing in filings if isinstance(filing, FromLead)]
        pressed = [filing for filing in filings if isinstance(filing, FromRep) and filing.inbound.token]
        rows, meant = self._presses(connection, pressed, now, outcome)
        speakers = [Speaker(filing.workspace_id, filing.inbound) for filing in heard]
        met = self._people.meet(connection, speakers, {each.lead_id for each in happened} | meant, now)
        held = met.held
        if self._staff is not None:
            self._post(connection, self._staff.campaigns.heard(connection, speakers, met.leads, now), outcome)
            held = None if self._staff.campaigns.in_use else held
        rows += [self._heard_row(filing, met, now) for filing in heard]
        rows += [_inside_row(filing, now) for filing in happened if isinstance(filing, Inside)]
        return (road.load_leads(connection, met.everybody()) if held is None else held), met.rows(rows)

    def _presses(
        self,
        connection: Connection,
        pressed: Sequence[FromRep],
        now: datetime,
        outcome: Outcome,
    ) -> tuple[list[Row], set[int]]:
        by_workspace: dict[int, set[str]] = {}
        for filing in pressed:
            by_workspace.setdefault(filing.workspace_id, set()).add(_card_of(filing))
        meanings = {
            (workspace, token): meaning
            for workspace, tokens in by_workspace.items()
            for token, meaning in road.buttons(connection, workspace, tokens).items()
        }
        rows: list[Row] = []
        for filing in pressed:
            meaning = meanings.get((filing.workspace_id, _card_of(filing)))
            if meaning is None or filing.inbound.sender.anonymous:
                key = "card.notice.unknown" if meaning is None else "card.notice.anonymous"
                self._post(connection, [self._turns.notice(filing.inbound, key, now)], outcome)
            else:
                rows.append(_press_row(filing, meaning, now))
        return rows, {row["lead_id"] for row in rows}

    def _heard_row(self, filing: FromLead, met: Met, now: datetime) -> Row:
        speaker = Speaker(filing.workspace_id, filing.inbound)
        inbound = plain(filing.inbound)
        heard = inbox.Heard(inbound, met.how.get(speaker.name, ""))
        due = inbox.due(inbound, now, self._burst)
        return _row(filing, (inbound.channel, inbound.event_id), met.leads[speaker.address], heard, (now, due))

    def _decide(
        self,
        stored: dict[int, Stored],
        waiting: dict[int, list[Waiting]],
        now: datetime,
        outcome: Outcome,
    ) -> tuple[list[Turn], dict[int, str | None]]:
        turns: list[Turn] = []
        done: dict[int, str | None] = {}
        for lead_id, rows in waiting.items():
            lead = stored[lead_id].lead
            # What was heard in a future that a clock set back has undone is due at once.
            due = max((row.due_at for row in rows if row.received_at <= now), default=now)
            if due <= now or self._asking is not None:
                turn, error = self._turn(lead, rows, now)
                due = self._put_off(lead, turn, due, now, turns)
            if due > now:
                outcome.later.append((lead_id, due))
                outcome.composing.append((lead.channel, lead.chat))
                continue
            turns.append(turn)
            done |= dict.fromkeys((row.id for row in rows), error)
        return turns, done

    def _put_off(self, lead: Lead, turn: Turn, due: datetime, now: datetime, turns: list[Turn]) -> datetime:
        """When the turn counts: later than due where somebody else is asked to read a message that we could not."""
        if self._asking is None or turn.unread is None:
            return due
        due, asked = self._asking.wait(lead, turn.unread, due, now)
        if asked is not None:
            turns.append(Turn(asked.lead, letters=[asked.letter]))
        return due

    def _turn(self, lead: Lead, rows: Sequence[Waiting], now: datetime) -> tuple[Turn, str | None]:
        try:
            bodies = [(inbox.decode(row.body), row.received_at) for row in rows]
            return self._turns.take(lead, bodies, now), None
        except Exception as error:  # a poison message must not stop the other leads of its batch
            log.exception("turn.poison", lead=lead.id, rows=[row.id for row in rows])
            return self._turns.give_up(lead, now), f"{type(error).__name__}: {error}"[:500]

    def _address(self, connection: Connection, turns: Sequence[Turn], busy: Mapping[int, int]) -> None:
        """Give each letter to the process that has earlier ones of its lead to send, else to this one."""
        others = {busy.get(turn.lead.id, self._number) for turn in turns if turn.letters} - {self._number}
        called_for(connection, others)
        for turn in turns:
            for letter in turn.letters:
                letter.owner = busy.get(turn.lead.id, self._number)

    def _expect(self, connection: Connection, turns: Sequence[Turn], now: datetime) -> None:
        """Note the files that have to be fetched; one that was noted before keeps its number, also in our letters."""
        for turn in turns:
            known: dict[int, int] = {}
            for held in turn.files:
                number = expect(
                    connection,
                    held.channel,
                    held.file,
                    file_id=held.number,
                    workspace_id=turn.lead.workspace_id,
                    lead_id=turn.lead.id,
                    now=now,
                )
                known |= {held.number: number} if number is not None and number != held.number else {}
            for letter in turn.letters if known else ():
                letter.body = renumbered(letter.body, known)

    def _write(
        self,
        connection: Connection,
        stored: dict[int, Stored],
        turns: Sequence[Turn],
        heard: Sequence[Work],
        now: datetime,
    ) -> None:
        self._expect(connection, turns, now)
        saved = road.saving((Stored(turn.lead, stored[turn.lead.id].version) for turn in turns), now)
        tables = (
            (t.messages, [row for turn in turns for row in turn.messages]),
            (t.facts, [row for turn in turns for row in turn.facts]),
            (t.scores, [row for turn in turns for row in turn.scores]),
            (t.events, [row for turn in turns for row in turn.events]),
            (t.handoffs, [row for turn in turns for row in turn.handoffs]),
            (t.buttons, [row for turn in turns for row in turn.buttons]),
            (resume_codes, [row for turn in turns for row in turn.codes]),
            (t.outbox, [_letter_row(letter) for turn in turns for letter in turn.letters]),
        )
        write(connection, [saved, *heard, *(road.adding(table, rows) for table, rows in tables)])
        if not turns:
            return
        _heed_stops(connection, stored, turns, now)
        road.update_handoffs(connection, [row for turn in turns for row in turn.handoff_changes])
        road.remember_reps(connection, [row for turn in turns for row in turn.reps])
        if self._staff is not None:
            self._staff.keep(connection, turns, now)


def _heed_stops(connection: Connection, stored: dict[int, Stored], turns: Sequence[Turn], now: datetime) -> None:
    """Whoever said STOP in these turns is on no list any more; whoever came back of their own accord is."""
    for turn in turns:
        was, now_is = stored[turn.lead.id].lead.stage, turn.lead.stage
        if was is not now_is and now_is is Stage.OPTED_OUT:
            close(connection, turn.lead, now)
        elif was is not now_is and was is Stage.OPTED_OUT:
            reopen(connection, turn.lead)


def _row(
    filing: FromLead | FromRep | Inside,
    name: tuple[str, str],
    lead_id: int,
    body: inbox.Body,
    times: tuple[datetime, datetime],
) -> Row:
    source, external_id = name
    received_at, due_at = times
    return {
        "workspace_id": filing.workspace_id,
        "source": source,
        "external_id": external_id,
        "lead_id": lead_id,
        "body": inbox.encode(body),
        "received_at": received_at,
        "due_at": due_at,
    }


def _inside_row(filing: Inside, now: datetime) -> Row:
    name = (filing.source, filing.external_id)
    return _row(filing, name, filing.lead_id, inbox.Happened(filing.event), (now, now))


def _card_of(filing: FromRep) -> str:
    """What names the card in a pressed button's token; what follows the dot is the action."""
    return filing.inbound.token.partition(".")[0]


def _press_row(filing: FromRep, meaning: tuple[int, int, str], now: datetime) -> Row:
    lead_id, handoff_id, _ = meaning
    inbound = filing.inbound
    event = RepPressed(
        at=now,
        action=inbound.token.partition(".")[2][:_LONGEST_ACTION],
        handoff_id=handoff_id,
        rep_id=inbound.sender.id,
        rep_name=inbound.sender.name,
        channel=inbound.channel,
        chat=inbound.chat,
        callback=inbound.callback,
        language=inbound.language,
    )
    return _row(filing, (inbound.channel, inbound.event_id), lead_id, inbox.Happened(event), (now, now))


def _letter_row(letter: Letter) -> Row:
    return msgspec.structs.asdict(letter) | {"state": mail.NEW}
