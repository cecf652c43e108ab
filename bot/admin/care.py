"""/care: how long silent conversations are kept, the last backup, room on the disk."""

from __future__ import annotations

import html
import shutil

from bot.admin.acts import Act, Answer, Command, Key, Part, Press, show
from bot.caring import remembered
from handoff.house import house, put
from handoff.reps import Role
from jobs.care import retention

_MONTHS = (3, 6, 12, 24, 36)
_GB = 1_000_000_000
_MANY = 1_000


def care(act: Act) -> Answer:
    """/care."""
    words, months = act.words, house(act.connection, act.member.workspace_id).keep_months
    text = words(
        "care.title",
        months=words("care.months", number=str(months)) if months else words("care.for_ever"),
        backup=html.escape(remembered(act.connection).backup) or "—",
        free=f"{shutil.disk_usage(act.tools.settings.home).free / _GB:.1f}",
    )
    keys = tuple(Key(words("care.key_months", number=str(each)), "care_ask", str(each)) for each in _MONTHS)
    return show(text, keys[:3], keys[3:], (Key(words("care.key_for_ever"), "care_keep", "0"),))


def ask(act: Act) -> Answer:
    """How many conversations that would erase, before it is so."""
    if act.args not in map(str, _MONTHS):
        return Answer(notice=act.words("admin.old"))
    before = retention.oldest_kept(int(act.args), act.at)
    count = len(retention.due(act.connection, act.member.workspace_id, before, _MANY)) if before else 0
    shown = f"{count}+" if count == _MANY else str(count)
    text = act.words("care.sure", number=act.args, count=shown)
    return show(text, (Key(act.words("care.yes"), "care_keep", act.args), Key(act.words("scripts.back"), "care")))


def keep(act: Act) -> Answer:
    """Set it."""
    if act.args not in ("0", *map(str, _MONTHS)):
        return Answer(notice=act.words("admin.old"))
    put(act.connection, act.member.workspace_id, "keep_months", int(act.args), by=act.member.external_id, at=act.at)
    return care(act)


PART = Part(
    commands=(Command("care", Role.OWNER, care),),
    presses=(
        Press("care", Role.OWNER, care),
        Press("care_ask", Role.OWNER, ask),
        Press("care_keep", Role.OWNER, keep),
    ),
)
