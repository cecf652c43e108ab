"""One person over several channels, by hand: which leads were joined into one, undoing it, and joining two."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.admin.acts import Act, Answer, Awaited, Command, Form, Key, Part, Press, Screen, show
from fsm.storage import people, road
from fsm.storage.people import NoParting
from handoff.reps import Role

_LONGEST = 18


def joined(act: Act) -> Answer:
    """Which leads became part of this one, each with a button to part them again."""
    lead_id = _number(act.args)
    if lead_id is None or not _mine(act.connection, lead_id, act.member.workspace_id):
        return show(act.words("leads.no_such"), anew=not act.inbound.callback)
    found = people.joinings(act.connection, lead_id)
    zone = act.tools.packs.current.pack.zone
    lines = [act.words("join.title" if found else "join.none")]
    lines += [
        act.words("join.line", why=act.words(f"join.why.{why}"), day=f"{at.astimezone(zone):%d.%m.%Y %H:%M}")
        for _, _, why, at in found
    ]
    rows = [(Key(act.words("join.undo"), "unjoin", f"{found[0][0]}.{lead_id}"),)] if found else []
    rows.append((Key(act.words("join.with"), "join_with", str(lead_id)),))
    rows.append((Key(act.words("people.back"), "lead", str(lead_id)),))
    return show("\n".join(lines), *rows)


def unjoin(act: Act) -> Answer:
    """They are two people after all: both leads as they were; what came since stays with the first."""
    merge, _, lead = act.args.partition(".")
    merge_id, lead_id = _number(merge), _number(lead)
    if merge_id is None or lead_id is None or not _mine(act.connection, lead_id, act.member.workspace_id):
        return Answer(notice=act.words("admin.old"))
    if merge_id not in {row[0] for row in people.joinings(act.connection, lead_id)}:
        return Answer(notice=act.words("admin.old"))
    together = act.tools.together
    if together is None:
        return Answer(notice=act.words("admin.old"))
    try:
        parted = together.part(act.connection, merge_id, act.member.name, act.at)
    except NoParting:
        return Answer(notice=act.words("join.cannot"))
    keys = tuple(Key(f"№ {lead.id}", "lead", str(lead.id)) for lead in (parted.survivor, parted.other))
    return show(act.words("join.undone"), keys)


def ask_other(act: Act) -> Answer:
    """Ask which other lead is the same person."""
    return Answer((Screen(act.words("join.ask"), anew=True),), awaits=Awaited("join_with", {"lead": act.args}))


def join(act: Act) -> Answer:
    """The typed number of the other lead."""
    one, other = _number(str(act.data.get("lead", ""))), _number(act.args)
    workspace = act.member.workspace_id
    strange = one is None or other is None or one == other
    if strange or not all(_mine(act.connection, each, workspace) for each in (one, other) if each is not None):
        return show(act.words("leads.no_such"), anew=True)
    together = act.tools.together
    try:
        kept = together.join(act.connection, one or 0, other or 0, act.member.name, act.at) if together else 0
    except LookupError:
        return show(act.words("leads.no_such"), anew=True)
    return show(act.words("join.done"), (Key(f"№ {kept}", "lead", str(kept)),), anew=True)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= _LONGEST else None


def _mine(connection: Connection, lead_id: int, workspace_id: int) -> bool:
    number = people.current(connection, [lead_id])[lead_id]
    found = road.load_leads(connection, [number]).get(number) if number is not None else None
    return found is not None and found.lead.workspace_id == workspace_id


PART = Part(
    commands=(Command("joined", Role.ADMIN, joined, shown=False),),
    presses=(
        Press("joined", Role.ADMIN, joined),
        Press("unjoin", Role.ADMIN, unjoin),
        Press("join_with", Role.ADMIN, ask_other),
    ),
    forms=(Form("join_with", Role.ADMIN, join),),
)
