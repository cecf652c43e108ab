"""How a campaign is doing, as a message that changes with it, and what can be done with it from there."""

from __future__ import annotations

import html
from datetime import datetime, tzinfo

from sqlalchemy import Connection

from bot.admin import shown
from bot.admin.acts import Act, Answer, Key, Screen
from fsm.ports import Words
from jobs.outreach.campaign import Fate, State, waits_key
from jobs.outreach.progress import Progress, progress

SIGNS = {State.DRAFT: "📝", State.RUNNING: "▶️", State.PAUSED: "⏸", State.STOPPED: "⏹", State.DONE: "✅"}
_WHY_SKIPPED = 2


def one(act: Act, notice: str = "") -> Answer:
    """A campaign; the message changes with it until it is over."""
    number = number_in(act)
    try:
        screen, _ = screen_of(
            act.connection, act.member.workspace_id, number, act.words, act.tools.packs.current.pack.zone, act.at
        )
    except LookupError:
        return Answer(notice=act.words("admin.old"))
    return shown.showing(act, shown.OUTREACH, number, screen.text, screen.rows, notice=notice)


def number_in(act: Act) -> int:
    """The campaign a button names; 0 for none."""
    return int(act.args) if act.args.isdecimal() and len(act.args) <= 18 else 0  # noqa: PLR2004 (a 64-bit number)


def screen_of(  # noqa: PLR0913, PLR0917 (which, for whom, when)
    connection: Connection, workspace_id: int, number: int, words: Words, zone: tzinfo, now: datetime
) -> tuple[Screen, bool]:
    """How a campaign is doing, with what can be done, and whether it is over. Raises LookupError for no such."""
    found = progress(connection, workspace_id, number, now)
    state = found.campaign.state
    text = "\n".join(_lines(found, words, zone, now))
    return Screen(text, _keys(found, words)), state in {State.STOPPED, State.DONE}


def _lines(found: Progress, words: Words, zone: tzinfo, now: datetime) -> list[str]:
    counts, campaign = found.counts, found.campaign
    tried = found.total - found.left
    name = html.escape(campaign.name, quote=False)
    lines = [
        f"<b>{name}</b> · {words(f'outreach.channel.{campaign.channel}')}",
        f"{shown.bar(tried, found.total)} {tried}/{found.total}",
        words("outreach.line.arrived", count=str(found.arrived)),
    ]
    answered = {"responded": counts[Fate.RESPONDED.value], "read": counts[Fate.READ.value]}
    lines += [words(f"outreach.line.{each}", count=str(count)) for each, count in answered.items() if count]
    lost = counts[Fate.BOUNCED.value] + counts[Fate.FAILED.value]
    lines += [words("outreach.line.lost", count=str(lost))] if lost else []
    if found.unsubscribed:
        lines.append(words("outreach.line.unsubscribed", count=str(found.unsubscribed)))
    doubts = counts[Fate.UNCERTAIN.value]
    lines += [words("outreach.line.doubt", count=str(doubts))] if doubts else []
    if counts[Fate.SKIPPED.value]:
        common = sorted(found.skipped.items(), key=lambda each: (-each[1], each[0]))[:_WHY_SKIPPED]
        why = ", ".join(f"{words(f'outreach.skip.{reason}')} {count}" for reason, count in common)
        lines.append(words("outreach.line.skipped", count=str(counts[Fate.SKIPPED.value]), why=why))
    lines.append(_state(found, words, zone, now))
    if found.done_at is not None:
        lines.append(words("outreach.line.done_at", at=shown.moment(found.done_at, zone, now)))
    return lines


def _state(found: Progress, words: Words, zone: tzinfo, now: datetime) -> str:
    campaign = found.campaign
    sign = SIGNS[campaign.state]
    if not found.waits_for or campaign.state in {State.STOPPED, State.DONE}:
        return f"{sign} {words(f'outreach.state.{campaign.state}')}"
    waits = words(waits_key(found.waits_for)).rstrip(".")
    if found.waits_until is None or campaign.state is not State.RUNNING:
        return f"{sign} {waits}"
    return f"{sign} {words('outreach.line.until', why=waits, at=shown.moment(found.waits_until, zone, now))}"


def _keys(found: Progress, words: Words) -> tuple[tuple[Key, ...], ...]:
    number, state = str(found.campaign.id), found.campaign.state
    rows: list[tuple[Key, ...]] = []
    stop = Key(words("outreach.stop_it"), "out_halt", number)
    if state is State.RUNNING:
        rows.append((Key(words("outreach.pause"), "out_pause", number), stop))
    elif state is State.PAUSED:
        rows.append((Key(words("outreach.resume"), "out_go", number), stop))
    if state in {State.RUNNING, State.PAUSED}:
        rows.append((Key(words("outreach.edit"), "out_edit", number),))
    doubts = found.counts[Fate.UNCERTAIN.value]
    if doubts:
        rows.append((Key(words("outreach.doubts", count=str(doubts)), "out_doubt"),))
    rows.append((Key(words("outreach.all"), "out"),))
    return tuple(rows)
