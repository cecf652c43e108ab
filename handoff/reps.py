"""Our people: who they are, what they may do, when they work, and what they can take on."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec


class Role(StrEnum):
    """What somebody of ours may do; each role may do all that the ones before it may."""

    SALES = "sales"
    ADMIN = "admin"
    OWNER = "owner"


_RANK = {Role.SALES: 0, Role.ADMIN: 1, Role.OWNER: 2}


def may(role: Role, needed: Role | None) -> bool:
    """Whether somebody of this role may do what `needed` may; what needs no role anybody may."""
    return needed is None or _RANK[role] >= _RANK[needed]


class Shift(msgspec.Struct, frozen=True):
    """Working hours on some days (0 is Monday) in the member's zone; `until` before `since` runs past midnight."""

    days: tuple[int, ...]
    since: time
    until: time


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One of our people on one channel.

    `chat` is where they can be written to privately, "" until they have started the bot. `languages` and `skills`
    (names of scripts) are empty when they do everything. `capacity` is how many leads they work on at once, 0 for no
    limit. `asked_at` is when a lead was last put in front of them.
    """

    id: int
    workspace_id: int
    channel: str
    external_id: str
    name: str
    role: Role = Role.SALES
    active: bool = True
    chat: str = ""
    username: str = ""
    language: str = ""
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    hours: tuple[Shift, ...] = ()
    zone: str = ""
    on_shift: bool = True
    capacity: int = 0
    asked_at: datetime | None = None

    def may(self, role: Role) -> bool:
        """Whether this member may do what `role` may."""
        return self.active and may(self.role, role)

    def works_at(self, at: datetime, zone: str) -> bool:
        """Whether `at` (aware) is in their working hours; `zone` counts for those who have set none."""
        if not self.hours:
            return True
        here = at.astimezone(ZoneInfo(self.zone or zone))
        return any(covers(shift, here) for shift in self.hours)


def covers(shift: Shift, here: datetime) -> bool:
    """Whether a local moment falls into a shift."""
    now, today = here.time().replace(tzinfo=None), here.weekday()
    if shift.since <= shift.until:
        return today in shift.days and shift.since <= now < shift.until
    # Past midnight: the evening belongs to today's shift, the small hours to yesterday's.
    return (today in shift.days and now >= shift.since) or ((today - 1) % 7 in shift.days and now < shift.until)
