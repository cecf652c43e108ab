"""Our people: inviting, letting in, removing, their hours and shifts; and the owner's first code."""

from __future__ import annotations

import hashlib
import html
import secrets
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, insert, select, update

from bot.admin.acts import Act, Answer, Awaited, Command, Filed, Form, Key, Part, Press, Screen, show
from bot.wording import supported
from fsm.events import RepPressed
from fsm.storage import tables as t
from fsm.storage.tables import DEFAULT_WORKSPACE
from handoff import roster
from handoff.hours import read_hours, write_hours
from handoff.reps import Member, Role
from handoff.states import Action, State
from handoff.tables import invites

_LASTS = timedelta(days=7)
_MOST_CAPACITY = 500


def owner_code(connection: Connection, admins: int, at: datetime) -> str:
    """A one-time code that makes whoever sends it the owner; "" when there is an owner already."""
    owned = any(member.may(Role.OWNER) for member in roster.roster(connection).members.values())
    return "" if admins or owned else _code(connection, Role.OWNER, "start", at)


def _code(connection: Connection, role: Role, by: str, at: datetime) -> str:
    prefix = "own" if role is Role.OWNER else "inv"
    code = f"{prefix}_{secrets.token_urlsafe(16)}"
    connection.execute(
        insert(invites).values(
            workspace_id=DEFAULT_WORKSPACE,
            code_hash=_hash(code),
            role=role.value,
            made_by=by,
            created_at=at,
            expires_at=at + _LASTS,
            used_by="",
        )
    )
    return code


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def welcome_code(act: Act) -> Answer:
    """Somebody brings a code: the owner's makes them the owner, with an invitation the owners are asked."""
    row = act.connection.execute(select(invites).where(invites.c.code_hash == _hash(act.args))).first()
    language = supported(act.inbound.sender.language or act.inbound.language)
    words = act.tools.catalogue.words(language)
    if row is None or row.used_at is not None or act.at > row.expires_at or act.inbound.group:
        return show(words("people.code_bad"), anew=True)
    if act.member.active and act.member.may(Role(row.role)):
        return show(words("people.already"), anew=True)
    act.connection.execute(
        update(invites).where(invites.c.id == row.id).values(used_at=act.at, used_by=act.member.external_id)
    )
    role = Role(row.role)
    newcomer = msgspec.structs.replace(
        act.member, role=role, language=language, active=role is Role.OWNER, workspace_id=row.workspace_id
    )
    roster.join(act.connection, newcomer, act.at)
    if role is Role.OWNER:
        return _first_screen(act, newcomer)
    return Answer((Screen(words("people.asked")), *_ask_owners(act, newcomer)), people_changed=True)


def _ask_owners(act: Act, newcomer: Member) -> tuple[Screen, ...]:
    known = roster.roster(act.connection)
    saved = known.members[newcomer.workspace_id, newcomer.channel, newcomer.external_id]
    owners = [each for each in known.active(newcomer.workspace_id) if each.may(Role.ADMIN) and each.chat]
    return tuple(_knock(act, saved, owner) for owner in owners)


def _first_screen(act: Act, owner: Member) -> Answer:
    """The owner of a minute: what they are now, and the beginning of the set-up."""
    from bot.admin.setup import begin, is_open

    saved = roster.roster(act.connection).member(owner.workspace_id, owner.channel, owner.external_id) or owner
    words = act.tools.catalogue.words(owner.language)
    theirs = msgspec.structs.replace(act, member=saved, words=words)
    if not is_open(theirs):
        return Answer((Screen(words("people.owner_now")),), people_changed=True)
    began = begin(theirs)
    text = f"{words('setup.welcome')}\n\n{began.screens[0].text}"
    return Answer((msgspec.structs.replace(began.screens[0], text=text),), awaits=began.awaits, people_changed=True)


def _knock(act: Act, newcomer: Member, owner: Member) -> Screen:
    words = act.tools.catalogue.words(owner.language or act.tools.place.language)
    text = words("people.knock", name=_shown(newcomer), role=words(f"role.{newcomer.role}"))
    keys = (
        Key(words("people.let_in"), "rep_in", str(newcomer.id)),
        Key(words("people.refuse"), "rep_out", str(newcomer.id)),
    )
    return Screen(text, (keys,), to=owner)


def _shown(member: Member) -> str:
    name = html.escape(member.name, quote=False)
    return f"{name} (@{html.escape(member.username)})" if member.username else name


def reps(act: Act) -> Answer:
    """/reps: who there is, with an invitation for one more."""
    members = sorted(roster.roster(act.connection).members.values(), key=lambda each: each.id)
    mine = [each for each in members if each.workspace_id == act.member.workspace_id and each.active]
    lines = [act.words("people.title"), *(_line(act, each) for each in mine)]
    rows: list[tuple[Key, ...]] = [(Key(f"{_sign(each)} {each.name[:30]}", "rep", str(each.id)),) for each in mine]
    rows.append(
        (Key(act.words("people.invite"), "rep_new", "sales"), Key(act.words("people.invite_admin"), "rep_new", "admin"))
    )
    return show("\n".join(lines), *rows)


def _sign(member: Member) -> str:
    return "🟢" if member.on_shift else "⚪"


def _line(act: Act, member: Member) -> str:
    load = act.words("people.load", number=str(roster.roster(act.connection).load.get(member.id, 0)))
    return f"{_sign(member)} {_shown(member)} · {act.words(f'role.{member.role}')} · {load}"


def invite(act: Act) -> Answer:
    """A link for one new colleague, good for a week and for one person."""
    if act.args not in (Role.SALES, Role.ADMIN):
        return Answer(notice=act.words("admin.old"))
    code = _code(act.connection, Role(act.args), act.member.external_id, act.at)
    link = act.tools.door.replace("{code}", code) or f"/start {code}"
    return show(act.words("people.link", link=html.escape(link)), anew=True)


def rep(act: Act) -> Answer:
    """One member: what they do, and what can be changed."""
    member = _known(act)
    if member is None:
        return Answer(notice=act.words("admin.old"))
    hours = write_hours(member.hours, tuple(act.words(f"day.{day}") for day in range(7))) or act.words("people.always")
    text = act.words(
        "people.one",
        name=_shown(member),
        role=act.words(f"role.{member.role}"),
        hours=html.escape(hours),
        capacity=str(member.capacity) if member.capacity else act.words("people.no_limit"),
    )
    number = str(member.id)
    rows = [
        (
            Key(act.words("people.set_hours"), "rep_hours", number),
            Key(act.words("people.set_capacity"), "rep_cap", number),
        ),
        (Key(act.words("people.back"), "reps"),),
    ]
    if member.id != act.member.id and act.member.may(member.role):
        rows.insert(1, (Key(act.words("people.remove"), "rep_out", number),))
    return show(text, *rows)


def _known(act: Act) -> Member | None:
    """The member whose number stands in the button, of the same workspace."""
    found = (each for each in roster.roster(act.connection).members.values() if str(each.id) == act.args)
    member = next(found, None)
    return member if member is not None and member.workspace_id == act.member.workspace_id else None


def let_in(act: Act) -> Answer:
    """Yes, they may work here."""
    member = _known(act)
    if member is None or not act.member.may(member.role):
        return Answer(notice=act.words("admin.old"))
    roster.change(act.connection, msgspec.structs.replace(member, active=True))
    theirs = act.tools.catalogue.words(member.language or act.tools.place.language)
    screens = [Screen(act.words("people.is_in", name=_shown(member)))]
    if member.chat:
        screens.append(Screen(theirs("people.you_are_in"), to=member))
    return Answer(tuple(screens), people_changed=True)


def remove(act: Act) -> Answer:
    """They may work here no longer; at once."""
    member = _known(act)
    if member is None or member.id == act.member.id or not act.member.may(member.role):
        return Answer(notice=act.words("admin.old"))
    roster.change(act.connection, msgspec.structs.replace(member, active=False, on_shift=False))
    freed = _freed(act, member)
    text = act.words("people.is_out", name=_shown(member))
    text += "\n" + act.words("people.freed", count=str(len(freed))) if freed else ""
    return Answer((Screen(text),), filed=freed, people_changed=True)


def _freed(act: Act, member: Member) -> tuple[Filed, ...]:
    """What they had on their hands is given away, as if they had pressed the button themselves."""
    table = t.handoffs.c
    theirs = table.rep_id == member.external_id, table.state == State.CLAIMED.value
    query = select(table.lead_id, table.id).where(table.workspace_id == member.workspace_id, *theirs)
    return tuple(
        Filed(
            row.lead_id,
            act.inbound.channel,
            f"{act.inbound.event_id}:out:{row.id}",
            RepPressed(
                at=act.at,
                action=Action.RELEASE.value,
                handoff_id=row.id,
                rep_id=member.external_id,
                rep_name=member.name,
                channel=member.channel,
                chat=member.chat,
            ),
        )
        for row in act.connection.execute(query)
    )


def shift(act: Act) -> Answer:
    """/shift: begin or end one's shift."""
    on = not act.member.on_shift if act.args not in ("on", "off") else act.args == "on"
    roster.change(act.connection, msgspec.structs.replace(act.member, on_shift=on))
    key = Key(act.words("people.shift_end" if on else "people.shift_begin"), "shift", "off" if on else "on")
    return Answer((Screen(act.words("people.on_shift" if on else "people.off_shift"), ((key,),)),), people_changed=True)


def ask_hours(act: Act) -> Answer:
    """Ask for a member's working hours."""
    if _known(act) is None:
        return Answer(notice=act.words("admin.old"))
    return Answer((Screen(act.words("people.ask_hours"), anew=True),), awaits=Awaited("rep_hours", {"rep": act.args}))


def set_hours(act: Act) -> Answer:
    """The typed working hours."""
    rep_id = str(act.data.get("rep", ""))
    member = _known(msgspec.structs.replace(act, args=rep_id))
    if member is None:
        return show(act.words("admin.old"))
    try:
        hours = () if act.args in ("-", "0") else read_hours(act.args)
    except ValueError:
        return Answer((Screen(act.words("people.hours_bad")),), awaits=Awaited("rep_hours", {"rep": rep_id}))
    roster.change(
        act.connection, msgspec.structs.replace(member, hours=hours, zone=act.tools.packs.current.pack.zone.key)
    )
    answer = rep(msgspec.structs.replace(act, args=rep_id))
    return msgspec.structs.replace(answer, people_changed=True)


def ask_capacity(act: Act) -> Answer:
    """Ask how many leads a member takes at once."""
    if _known(act) is None:
        return Answer(notice=act.words("admin.old"))
    return Answer((Screen(act.words("people.ask_capacity"), anew=True),), awaits=Awaited("rep_cap", {"rep": act.args}))


def set_capacity(act: Act) -> Answer:
    """The typed number."""
    rep_id = str(act.data.get("rep", ""))
    member = _known(msgspec.structs.replace(act, args=rep_id))
    if member is None:
        return show(act.words("admin.old"))
    if not act.args.isdecimal() or int(act.args) > _MOST_CAPACITY:
        return Answer((Screen(act.words("people.capacity_bad")),), awaits=Awaited("rep_cap", {"rep": rep_id}))
    roster.change(act.connection, msgspec.structs.replace(member, capacity=int(act.args)))
    answer = rep(msgspec.structs.replace(act, args=rep_id))
    return msgspec.structs.replace(answer, people_changed=True)


PART = Part(
    commands=(Command("reps", Role.ADMIN, reps), Command("shift", Role.SALES, shift, acts=True)),
    presses=(
        Press("reps", Role.ADMIN, reps),
        Press("rep", Role.ADMIN, rep),
        Press("rep_new", Role.ADMIN, invite),
        Press("rep_in", Role.ADMIN, let_in),
        Press("rep_out", Role.ADMIN, remove),
        Press("rep_hours", Role.ADMIN, ask_hours),
        Press("rep_cap", Role.ADMIN, ask_capacity),
        Press("shift", Role.SALES, shift),
    ),
    forms=(Form("rep_hours", Role.ADMIN, set_hours), Form("rep_cap", Role.ADMIN, set_capacity)),
)
