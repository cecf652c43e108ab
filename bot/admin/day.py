"""The day at a glance, and the whole bot's pause."""

from __future__ import annotations

from datetime import datetime, time
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from bot.admin.acts import Act, Answer, Command, Filed, Key, Part, Press, show
from bot.turn import PAUSED
from fsm.events import GivenBack
from fsm.storage import people, road
from fsm.storage import tables as t
from handoff import house
from handoff.reps import Role
from handoff.states import State

_MOST_WOKEN = 2_000


def today(act: Act) -> Answer:
    """/today: what came, what became of it, who waits, and how fast reps answer."""
    zone = ZoneInfo(act.tools.cards.terms.zone)
    since = datetime.combine(act.at.astimezone(zone).date(), time(), zone)
    leads, handoffs = t.leads.c, t.handoffs.c
    mine = act.member.workspace_id

    def count(*where: object) -> str:
        alive = leads.stage.not_in((people.MERGED, people.ERASED))
        query = select(func.count()).select_from(t.leads).where(leads.workspace_id == mine, alive, *where)  # type: ignore[arg-type]
        return str(act.connection.execute(query).scalar())

    def handed(*where: object) -> str:
        query = select(func.count()).select_from(t.handoffs).where(handoffs.workspace_id == mine, *where)  # type: ignore[arg-type]
        return str(act.connection.execute(query).scalar())

    new = leads.created_at >= since
    text = act.words(
        "today.text",
        new=count(new),
        qualified=count(new, leads.band.in_(("qualified", "hot"))),
        hot=count(new, leads.band == "hot"),
        taken=handed(handoffs.claimed_at >= since),
        won=handed(handoffs.closed_at >= since, handoffs.state == State.WON),
        waiting=handed(handoffs.state == State.OFFERED),
        speed=_speed(act, since),
    )
    keys = (
        Key(act.words("leads.filter.waiting"), "leads", "waiting"),
        Key(act.words("leads.filter.hot"), "leads", "hot"),
    )
    return show(text, keys)


def _speed(act: Act, since: datetime) -> str:
    """The median time from the offer to a rep's first word, today."""
    found = _answers(act.connection, act.member.workspace_id, since)
    if not found:
        return "—"
    return act.words("today.minutes", minutes=f"{median(found) / 60:.0f}", number=str(len(found)))


def _answers(connection: Connection, workspace_id: int, since: datetime) -> list[float]:
    """Seconds from the offer to the first word, a lead each."""
    handoffs = t.handoffs.c
    query = select(handoffs.offered_at, handoffs.answered_at).where(
        handoffs.workspace_id == workspace_id, handoffs.answered_at >= since
    )
    return [(row.answered_at - row.offered_at).total_seconds() for row in connection.execute(query)]


def pause(act: Act) -> Answer:
    """/pause: the bot says nothing to anybody until /resume; everything is still heard and kept."""
    house.put(act.connection, act.member.workspace_id, "paused_at", act.at, by=act.member.external_id, at=act.at)
    return _shown(act, "day.paused", "day.resume", "resume")


def resume(act: Act) -> Answer:
    """/resume: the bot speaks again, first to those who wrote meanwhile."""
    since = act.tools.house.paused_at or act.at
    house.drop(act.connection, act.member.workspace_id, "paused_at")
    leads = t.leads.c
    query = select(leads.id, leads.state).where(
        leads.workspace_id == act.member.workspace_id, leads.updated_at >= since
    )
    rows = act.connection.execute(query.limit(_MOST_WOKEN)).all()
    held = [row.id for row in rows if road.decode_lead(row.state, row.id).held_by == PAUSED]
    answer = _shown(act, "day.resumed", "day.pause", "pause")
    event = GivenBack(at=act.at, by=act.member.name)
    name = f"{act.inbound.event_id}:resume"
    filed = tuple(Filed(lead_id, "resume", f"{name}:{lead_id}", event) for lead_id in held)
    return Answer(answer.screens, filed=filed, people_changed=True)


def _shown(act: Act, key: str, label: str, action: str) -> Answer:
    answer = show(act.words(key), (Key(act.words(label), action),))
    return Answer(answer.screens, people_changed=True)


PART = Part(
    commands=(
        Command("today", Role.SALES, today),
        Command("pause", Role.ADMIN, pause, acts=True),
        Command("resume", Role.ADMIN, resume, acts=True),
    ),
    presses=(Press("today", Role.SALES, today), Press("pause", Role.ADMIN, pause), Press("resume", Role.ADMIN, resume)),
)
