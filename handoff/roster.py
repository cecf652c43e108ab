"""The queries about our people: who there is, how much each has on their hands, and changes to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection, RowMapping, func, select, update

from fsm.storage import tables as t
from fsm.storage.inserting import insert_for
from handoff.reps import Member, Role, Shift
from handoff.states import State

Key = tuple[int, str, str]
"""Whose: workspace, channel, and their id there."""


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a member's row keeps as one document."""

    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    hours: tuple[Shift, ...] = ()
    zone: str = ""


class Roster(msgspec.Struct):
    """Our people at a moment. `load` counts the leads each works on now, by member number."""

    members: Mapping[Key, Member]
    load: dict[int, int]

    def member(self, workspace_id: int, channel: str, external_id: str) -> Member | None:
        """The active member behind an id, or None."""
        found = self.members.get((workspace_id, channel, external_id))
        return found if found is not None and found.active else None

    def is_removed(self, workspace_id: int, channel: str, external_id: str) -> bool:
        """Whether somebody was one of ours and is no more."""
        found = self.members.get((workspace_id, channel, external_id))
        return found is not None and not found.active

    def active(self, workspace_id: int) -> list[Member]:
        """Everybody of a workspace who may work, oldest first."""
        found = (each for each in self.members.values() if each.workspace_id == workspace_id and each.active)
        return sorted(found, key=lambda each: each.id)


EMPTY = Roster({}, {})

_profile = msgspec.json.Decoder(Profile).decode
_encode = msgspec.json.Encoder().encode
_COLUMNS = (
    "id",
    "workspace_id",
    "channel",
    "external_id",
    "name",
    "role",
    "active",
    "chat",
    "username",
    "language",
    "on_shift",
    "capacity",
    "asked_at",
)


def roster(connection: Connection) -> Roster:
    """Everybody, and what they have on their hands."""
    rows = connection.execute(select(*(t.reps.c[name] for name in _COLUMNS), t.reps.c.profile))
    members = [_member(row) for row in rows.mappings()]
    handoffs = t.handoffs.c
    claimed = select(handoffs.rep_id, func.count()).where(handoffs.state == State.CLAIMED.value)
    offered = select(handoffs.card_chat, func.count()).where(handoffs.state == State.OFFERED.value)
    busy = {row[0]: row[1] for row in connection.execute(claimed.group_by(handoffs.rep_id))}
    asked = {row[0]: row[1] for row in connection.execute(offered.group_by(handoffs.card_chat))}
    return Roster(
        {(each.workspace_id, each.channel, each.external_id): each for each in members},
        {each.id: busy.get(each.external_id, 0) + (asked.get(each.chat, 0) if each.chat else 0) for each in members},
    )


def _member(row: RowMapping) -> Member:
    profile = msgspec.structs.asdict(_profile(row["profile"]))
    return Member(**{name: row[name] for name in _COLUMNS if name != "role"}, role=Role(row["role"]), **profile)


def join(connection: Connection, member: Member, at: datetime) -> None:
    """Let somebody in, or back in, with this role, name and chat; their id number is the database's."""
    row = {
        "workspace_id": member.workspace_id,
        "channel": member.channel,
        "external_id": member.external_id,
        "name": member.name[:300],
        "role": member.role.value,
        "active": member.active,
        "chat": member.chat,
        "username": member.username[:64],
        "language": member.language,
        "profile": _encode(_profile_of(member)).decode(),
        "on_shift": member.on_shift,
        "capacity": member.capacity,
        "created_at": at,
    }
    key = [t.reps.c[name] for name in ("workspace_id", "channel", "external_id")]
    changed = {name: row[name] for name in ("name", "role", "active", "chat", "username")}
    connection.execute(
        insert_for(connection, t.reps).values(row).on_conflict_do_update(index_elements=key, set_=changed)
    )


def change(connection: Connection, member: Member) -> None:
    """Write everything that can be changed about a member."""
    connection.execute(
        update(t.reps)
        .where(t.reps.c.id == member.id)
        .values(
            name=member.name[:300],
            role=member.role.value,
            active=member.active,
            chat=member.chat,
            username=member.username[:64],
            language=member.language,
            profile=_encode(_profile_of(member)).decode(),
            on_shift=member.on_shift,
            capacity=member.capacity,
        )
    )


def was_asked(connection: Connection, member_id: int, at: datetime) -> None:
    """A lead was put in front of this member."""
    connection.execute(update(t.reps).where(t.reps.c.id == member_id).values(asked_at=at))


def _profile_of(member: Member) -> Profile:
    return Profile(member.languages, member.skills, member.hours, member.zone)
