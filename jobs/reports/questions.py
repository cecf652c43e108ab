"""What each question of the script costs and brings: who was asked, who answered, who left there, what it moved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from statistics import median

from sqlalchemy import Connection, select

from fsm.storage import tables as t
from fsm.table import TALKING
from jobs.reports.cohort import Lead
from jobs.reports.figures import ENOUGH_TIMES, Question

SILENT = timedelta(hours=24)
"""Who has an open question and said nothing for so long has left there."""

MOST = 5_000
"""Of a larger cohort the newest so many are looked at."""

_PIECE = 250
"""Leads at a time: on PostgreSQL everybody else waits while one piece is counted."""

Fills = Mapping[str, Sequence[str]]
"""The facts that answer each question."""


def questions(connection: Connection, leads: Sequence[Lead], fills: Fills, now: datetime) -> list[Question]:
    """Every question that was asked in these leads' conversations, in the order of the script."""
    asked: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    again: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for lead in leads:
        # Texts that are no questions are counted there too, under keys with dots.
        for name, times in lead.told.asked.items():
            if "." not in name:
                asked[name] += 1
                again[name] += max(0, times - 1)
                answered[name] += any(fact in lead.told.facts for fact in fills.get(name, (name,)))
        if lead.told.open_question and _left(lead, now):
            left[lead.told.open_question] += 1
    moved, banded = _moves(connection, [lead.id for lead in leads], fills)
    order = {name: place for place, name in enumerate(fills)}
    return [
        Question(
            name,
            asked[name],
            answered[name],
            again[name],
            left[name],
            median(moved[name]) if len(moved[name]) >= ENOUGH_TIMES else None,
            banded[name],
        )
        for name in sorted(asked, key=lambda each: (order.get(each, len(order)), each))
    ]


def _left(lead: Lead, now: datetime) -> bool:
    return lead.stage in TALKING and now - (lead.told.last_said_at or lead.at) >= SILENT


def _moves(connection: Connection, ids: Sequence[int], fills: Fills) -> tuple[dict[str, list[int]], Counter[str]]:
    """By question: how many points each turn that answered it moved, and how often it moved the band."""
    moved: dict[str, list[int]] = defaultdict(list)
    banded: Counter[str] = Counter()
    question_of = {fact: name for name, facts in fills.items() for fact in facts}
    for start in range(0, len(ids), _PIECE):
        piece = ids[start : start + _PIECE]
        told = _told_when(connection, piece)
        scores = t.scores.c
        query = select(scores.lead_id, scores.at, scores.score, scores.band)
        rows = connection.execute(query.where(scores.lead_id.in_(piece)).order_by(scores.lead_id, scores.id))
        for lead_id, series in groupby(rows, itemgetter(0)):
            _follow(series, told.get(lead_id, {}), question_of, moved, banded)
    return moved, banded


def _follow(
    series: Iterable[Sequence[object]],
    told: Mapping[datetime, set[str]],
    question_of: Mapping[str, str],
    moved: dict[str, list[int]],
    banded: Counter[str],
) -> None:
    """One lead's scores in order: each step is credited to what was told in that very turn."""
    score, band = 0, ""
    for _lead, at, points, name in series:
        step, other = int(str(points)) - score, bool(band) and name != band
        score, band = int(str(points)), str(name)
        for question in {question_of.get(fact, fact) for fact in told.get(at, ())}:  # type: ignore[call-overload]
            moved[question].append(step)
            banded[question] += other


def _told_when(connection: Connection, ids: Sequence[int]) -> dict[int, dict[datetime, set[str]]]:
    """The names of facts by lead and turn: what one turn writes has one moment."""
    facts = t.facts.c
    found: dict[int, dict[datetime, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in connection.execute(select(facts.lead_id, facts.at, facts.name).where(facts.lead_id.in_(ids))):
        found[row.lead_id][row.at].add(row.name)
    return found
