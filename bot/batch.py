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
from bot.filings import (
    Filing,
    FromLead,
    FromRep,
    GroupMoved,
    Inside,
    LookAgain,
    Posted,
    card_of,
    heard_row,
    inside_row,
    needs_no_marks,
    press_row,
)
from bot.glimpse import Filed, glimpsed
from bot.letters import WORD, renumbered
from bot.llm_asking import Asking
from bot.people import People, Speaker, close, reopen
from bot.turn import Turns
from bot.turn_state import Turn
from fsm.lead import Lead, Stage
from fsm.storage import mail, road
from fsm.storage import tables as t
from fsm.storage.claiming import kept, take
from fsm.storage.lines import Changed
from fsm.storage.mail import Letter, Mark
from fsm.storage.membership import called_for
from fsm.storage.people_tables import resume_codes
from fsm.storage.road import Row, Stored, Waiting
from fsm.storage.store_rows import Work, write, write_alone, write_if_same
from handoff.house import follow

if TYPE_CHECKING:
    from bot.staff import Staff

log = structlog.get_logger()


class Outcome(msgspec.Struct):
    """What a batch led to: letters, leads that changed, leads to look at again after their pause, files to fetch."""

    letters: list[Letter] = []
    marked: list[int] = []
    changed: list[tuple[int, str, str]] = []
    later: list[tuple[int, datetime]] = []
    composing: list[tuple[str, str]] = []
    files: bool = False


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
        if not filings and not any(mark.kind == WORD for mark in marks):
            return _only_marked(connection, marks)
        now = self._clock.now()
        late = marks if needs_no_marks(filings) else ()
        mail.mark(connection, () if late else marks)
        outcome = Outcome()
        if self._staff is not None:
            found = self._staff.sort_out(connection, filings, marks, now)
            self._post(connection, found.letters, outcome)
            outcome.letters.extend(found.again)
            filings = found.left
        filed = glimpsed(connection, filings, self._turns, self._staff, now, self._burst)
        filed = filed or self._file(connection, filings, now, outcome)
        self._turns.packs.learn(connection, (each.lead for each in filed.stored.values()))
        turns, done = self._decide(filed.stored, filed.taken.waiting, now, outcome)
        self._address(connection, turns, filed.taken.owners)
        self._write(connection, filed, turns, [*mail.marking(late), *kept(filed.taken, done, now)], now)
        outcome.marked = _settled(marks)
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
        taken = self._file(connection, filings, now, outcome).taken
        parked = {row.id: why for waiting in taken.waiting.values() for row in waiting}
        write(connection, kept(taken, parked, now))
        return outcome

    def _post(self, connection: Connection, letters: Sequence[Letter], outcome: Outcome) -> None:
        for letter in letters:
            letter.owner = self._number
        road.add(connection, t.outbox, [_letter_row(letter) for letter in letters])
        outcome.letters.extend(letters)

    def _file(self, connection: Connection, filings: Sequence[Filing], now: datetime, outcome: Outcome) -> Filed:
        """The leads of a batch, for this transaction alone, and what waits for them."""
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
        for filing, speaker in zip(heard, speakers, strict=True):
            joined = met.how.get(speaker.name, "")
            rows.append(heard_row(filing, met.leads[speaker.address], joined, now, self._burst))
        rows += [inside_row(filing, now) for filing in happened if isinstance(filing, Inside)]
        stored = road.load_leads(connection, met.everybody()) if held is None else held
        return Filed(stored, take(connection, met.rows(rows), stored))

    def _presses(
        self,
        connection: Connection,
        pressed: Sequence[FromRep],
        now: datetime,
        outcome: Outcome,
    ) -> tuple[list[Row], set[int]]:
        by_workspace: dict[int, set[str]] = {}
        for filing in pressed:
            by_workspace.setdefault(filing.workspace_id, set()).add(card_of(filing))
        meanings = {
            (workspace, token): meaning
            for workspace, tokens in by_workspace.items()
            for token, meaning in road.buttons(connection, workspace, tokens).items()
        }
        rows: list[Row] = []
        for filing in pressed:
            meaning = meanings.get((filing.workspace_id, card_of(filing)))
            if meaning is None or filing.inbound.sender.anonymous:
                key = "card.notice.unknown" if meaning is None else "card.notice.anonymous"
                self._post(connection, [self._turns.notice(filing.inbound, key, now)], outcome)
            else:
                rows.append(press_row(filing, meaning, now))
        return rows, {row["lead_id"] for row in rows}

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
        self, connection: Connection, filed: Filed, turns: Sequence[Turn], heard: Sequence[Work], now: datetime
    ) -> None:
        """Everything in one statement; what may rest on it follows, and where nothing does it is the last."""
        if filed.new and any(turn.files for turn in turns):
            raise Changed("a file is noted under a lead, and theirs has no row yet")
        self._expect(connection, turns, now)
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
        work = [*filed.saving(turns, now), *heard, *(road.adding(table, rows) for table, rows in tables)]
        follows = self._has_more(connection, filed.stored, turns)
        if filed.seen is None:
            write(connection, work)
        else:
            write_if_same(connection, work, filed.seen, last=not follows)
        if not follows:
            return
        _heed_stops(connection, filed.stored, turns, now)
        road.update_handoffs(connection, [row for turn in turns for row in turn.handoff_changes])
        road.remember_reps(connection, [row for turn in turns for row in turn.reps])
        if self._staff is not None:
            self._staff.keep(connection, turns, now)

    def _has_more(self, connection: Connection, stored: Mapping[int, Stored], turns: Sequence[Turn]) -> bool:
        """Whether turns lead to more than the rows that every turn may have."""
        if any(turn.handoff_changes or turn.reps or _turned(stored, turn) for turn in turns):
            return True
        return bool(turns) and self._staff is not None and self._staff.has_to_keep(connection, turns)


def _only_marked(connection: Connection, marks: Sequence[Mark]) -> Outcome:
    """Nobody said anything meanwhile, and our people wait for no sign of how far their words got."""
    write_alone(connection, mail.marking(marks))
    passing("applied")
    return Outcome(marked=_settled(marks))


def _settled(marks: Sequence[Mark]) -> list[int]:
    return [mark.letter_id for mark in marks if mark.state != mail.NEW]


def _turned(stored: Mapping[int, Stored], turn: Turn) -> bool:
    """Whether they said STOP in this turn, or came back after one."""
    stopped = {stored[turn.lead.id].lead.stage is Stage.OPTED_OUT, turn.lead.stage is Stage.OPTED_OUT}
    return len(stopped) > 1


def _heed_stops(connection: Connection, stored: Mapping[int, Stored], turns: Sequence[Turn], now: datetime) -> None:
    """Whoever said STOP in these turns is on no list any more; whoever came back of their own accord is."""
    for turn in turns:
        if not _turned(stored, turn):
            continue
        if turn.lead.stage is Stage.OPTED_OUT:
            close(connection, turn.lead, now)
        else:
            reopen(connection, turn.lead)


def _letter_row(letter: Letter) -> Row:
    return msgspec.structs.asdict(letter) | {"state": mail.NEW}
