"""Which rep a lead is put in front of: on shift, in working hours, with the language, the skill and room for one more.

Pure. The reasons are values, so that a card, a log and a test can say why somebody was or was not chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum

import msgspec

from handoff.reps import Member


class Reason(StrEnum):
    """Why a member is not asked; each is the word "route.<reason>"."""

    TRIED = "tried"
    OFF_SHIFT = "off_shift"
    OFF_HOURS = "off_hours"
    FULL = "full"
    UNREACHABLE = "unreachable"


class Wanted(msgspec.Struct, frozen=True):
    """What a lead needs of a rep: its language and the name of its script; `zone` is where its business is.

    `tried` are the ids of those who had their chance; with `private` only those the bot can write to are asked.
    """

    language: str
    skill: str
    zone: str
    tried: tuple[str, ...] = ()
    private: bool = True


class Choice(msgspec.Struct, frozen=True):
    """The members to ask, best first, and why the others are not asked (by member number)."""

    members: tuple[Member, ...] = ()
    passed: tuple[tuple[int, Reason], ...] = ()


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def choose(members: Sequence[Member], wanted: Wanted, load: Mapping[int, int], at: datetime) -> Choice:
    """Who may take this lead at `at`, best first: language, then skill, then the least busy, then whose turn it is.

    A member without languages or skills does everything, but one who names what is needed comes first. `load` counts
    the leads each works on, by member number.
    """
    passed: list[tuple[int, Reason]] = []
    able: list[Member] = []
    for member in members:
        reason = _passed_over(member, wanted, load, at)
        if reason is None:
            able.append(member)
        else:
            passed.append((member.id, reason))
    able.sort(key=lambda member: _order(member, wanted, load))
    return Choice(tuple(able), tuple(passed))


def _passed_over(member: Member, wanted: Wanted, load: Mapping[int, int], at: datetime) -> Reason | None:
    checks = (
        (member.external_id in wanted.tried, Reason.TRIED),
        (not member.on_shift, Reason.OFF_SHIFT),
        (not member.works_at(at, wanted.zone), Reason.OFF_HOURS),
        (bool(member.capacity) and load.get(member.id, 0) >= member.capacity, Reason.FULL),
        (wanted.private and not member.chat, Reason.UNREACHABLE),
    )
    return next((reason for hinders, reason in checks if hinders), None)


def _order(member: Member, wanted: Wanted, load: Mapping[int, int]) -> tuple[int, int, int, datetime, int]:
    return (
        _fit(wanted.language, member.languages),
        _fit(wanted.skill, member.skills),
        load.get(member.id, 0),
        member.asked_at or _LONG_AGO,
        member.id,
    )


def _fit(needed: str, named: Collection[str]) -> int:
    """0 for one who names it, 1 for one who does everything, 2 for one who names only other things."""
    if needed in named:
        return 0
    return 2 if named else 1
