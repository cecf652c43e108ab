"""The verb `replay`: past conversations run through a changed script (and the present reader), and what would differ.

Pure but for reading the database: every event that ever reached a lead still stands in the inbox, and a step depends on
nothing else. What reps pressed is left out, because it depends on the card they saw.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count, groupby
from typing import TextIO

import msgspec
from sqlalchemy import Connection, select

from bot import inbox
from bot.cards import CardTable
from bot.config import Settings
from bot.packs import Packs, edition_of
from bot.turn import Turns
from bot.wording import Catalogue
from fsm import script
from fsm.events import RepPressed
from fsm.lead import Band, Lead, Stage
from fsm.script import Pack
from fsm.script_schema import Question
from fsm.storage import people, road
from fsm.storage import tables as t
from fsm.storage.schema import open_store

Moment = tuple[list[tuple[inbox.Body, datetime]], datetime]


class Outcome(msgspec.Struct, frozen=True):
    """How a conversation ended: facts, what was said in which order, score, stage, and whether reps were offered it."""

    facts: dict[str, str]
    said: tuple[str, ...]
    score: int
    band: str
    offered: bool
    stage: str = ""


class Past(msgspec.Struct, frozen=True):
    """A conversation as it is stored: the moments at which something was handled, and how it ended."""

    lead_id: int
    moments: tuple[Moment, ...]
    outcome: Outcome


class Difference(msgspec.Struct, frozen=True):
    """One thing that would be different in one conversation."""

    lead_id: int
    what: str
    before: str
    after: str


async def replay(settings: Settings, name: str, last: int, out: TextIO) -> None:
    """Print a table of what the script `name` would change in the `last` conversations; "" takes the configured one."""
    text, where = script.source(name or settings.script)
    pack = script.load_text(text, where)
    store = await open_store(settings.database_url)
    try:
        pasts = await store.read(lambda connection: stored(connection, last))
    finally:
        await store.close()
    turns = turns_of(Packs(edition_of(pack.id, 0, pack), {}))
    found = [(past, differences(past, again(past, turns))) for past in pasts]
    _print(found, out)


def stored(connection: Connection, last: int) -> list[Past]:
    """The newest conversations with everything that happened in them, oldest first."""
    alive = t.leads.c.stage.not_in((people.MERGED, people.ERASED))
    newest = select(t.leads.c.id).where(alive).order_by(t.leads.c.id.desc()).limit(last)
    leads = road.load_leads(connection, [row[0] for row in connection.execute(newest)])
    return [_past(connection, kept.lead) for _, kept in sorted(leads.items())]


def again(past: Past, turns: Turns) -> Outcome:
    """The same conversation, decided anew."""
    lead: Lead | None = None
    said: list[str] = []
    for bodies, at in past.moments:
        heard = next((body.inbound for body, _ in bodies if isinstance(body, inbox.Heard)), None)
        if lead is None and heard is None:
            continue
        if lead is None and heard is not None:
            lead = msgspec.structs.replace(turns.newcomer(heard, t.DEFAULT_WORKSPACE, at), id=past.lead_id)
        assert lead is not None  # noqa: S101 (the two cases above leave no other)
        turn = turns.take(lead, bodies, at)
        lead = turn.lead
        said.extend(row["key"] for row in turn.messages if row["author"] == "bot")
    return _outcome(lead, said) if lead else past.outcome


def differences(past: Past, now: Outcome) -> list[Difference]:
    """What is not as it was, a line each."""
    before = past.outcome
    found = [
        (name, before.facts.get(name, ""), now.facts.get(name, ""))
        for name in sorted(before.facts.keys() | now.facts.keys())
    ]
    found.append(("score", f"{before.score} {before.band}", f"{now.score} {now.band}"))
    found.append(("said", " > ".join(before.said), " > ".join(now.said)))
    found.append(("offered", "yes" if before.offered else "no", "yes" if now.offered else "no"))
    return [Difference(past.lead_id, what, old, new) for what, old, new in found if old != new]


def harms(before: Outcome, now: Outcome, pack: Pack) -> list[str]:
    """Why a conversation forbids the changed script `pack`: "hot", "stop" or "required"; none when it does not.

    A hot lead that reps were offered must still be offered, who closed with a stop word must still be closed, and
    nobody may come to the end without having been asked what the script requires.
    """
    found = []
    if before.band == Band.HOT and before.offered and not now.offered:
        found.append("hot")
    if before.stage == Stage.OPTED_OUT and now.stage != Stage.OPTED_OUT:
        found.append("stop")
    ended = now.stage in (Stage.QUALIFIED, Stage.NURTURE, Stage.HANDED_OFF) and before.stage == now.stage
    if ended and any(_passed_over(question, now) for question in pack.questions if question.required):
        found.append("required")
    return found


def _passed_over(question: Question, now: Outcome) -> bool:
    asked = any(key.startswith(f"script.questions.{question.id}.") for key in now.said)
    return not asked and not set(question.needed) <= now.facts.keys()


def _past(connection: Connection, lead: Lead) -> Past:
    rows = connection.execute(
        select(t.inbox.c.body, t.inbox.c.received_at, t.inbox.c.handled_at)
        .where(t.inbox.c.lead_id == lead.id, t.inbox.c.handled_at.is_not(None), t.inbox.c.error.is_(None))
        .order_by(t.inbox.c.id),
    ).all()
    moments: list[Moment] = []
    for handled_at, together in groupby(rows, key=lambda row: row.handled_at):
        bodies = [(inbox.decode(row.body), row.received_at) for row in together]
        kept = [(body, at) for body, at in bodies if not _is_press(body)]
        if kept:
            moments.append((kept, handled_at))
    keys = select(t.messages.c.key).where(t.messages.c.lead_id == lead.id, t.messages.c.author == "bot")
    said = [row[0] for row in connection.execute(keys.order_by(t.messages.c.id))]
    return Past(lead.id, tuple(moments), _outcome(lead, said))


def _is_press(body: inbox.Body) -> bool:
    return isinstance(body, inbox.Happened) and isinstance(body.event, RepPressed)


def _outcome(lead: Lead, said: Iterable[str]) -> Outcome:
    facts = {name: msgspec.json.encode(fact.value).decode() for name, fact in lead.facts.items()}
    worth = lead.worth
    score, band = (worth.score, worth.band.value) if worth else (0, "")
    return Outcome(facts, tuple(said), score, band, offered=lead.handoff is not None, stage=lead.stage.value)


def turns_of(packs: Packs) -> Turns:
    """What takes turns on these scripts for nobody to hear."""
    catalogue, ids = Catalogue.load(), count(1).__next__
    return Turns(packs, catalogue, ids, CardTable(catalogue, ids, lambda: "replayed"))


def _print(found: Sequence[tuple[Past, Sequence[Difference]]], out: TextIO) -> None:
    changed = [differences for _, differences in found if differences]
    out.writelines(
        f"lead {each.lead_id:<6} {each.what:<12} {_short(each.before):<44} -> {_short(each.after)}\n"
        for each in (difference for differences in changed for difference in differences)
    )
    kinds = sorted({each.what for differences in changed for each in differences})
    out.write(f"{len(found)} conversations replayed, {len(changed)} would differ")
    out.write(f" ({', '.join(kinds)})\n" if kinds else "\n")


def _short(text: str, longest: int = 42) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
