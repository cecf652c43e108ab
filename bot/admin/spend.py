"""What was spent on advertising, in the owner's chat: added in a line or by a table, shown by source, taken back."""

from __future__ import annotations

import hashlib
from zoneinfo import ZoneInfo

import msgspec

from bot.admin.acts import Act, Answer, Awaited, Command, Form, Key, Part, Press, Screen, show
from bot.admin.reports import zone_of
from bot.exporting import SPEND_FILE, Desk, SpendOrder
from fsm.storage.effects import file_effect
from handoff.card import safe
from handoff.reps import Role
from jobs.reports import spending
from jobs.reports.period import MONTH, Period, finished
from jobs.reports.telling import amount

BEFORE = "before"
_SHOWN = 6
_WRONG = {"amount": "spend.bad.amount", "day": "spend.bad.day", "source": "spend.bad.source"}


def spend(act: Act) -> Answer:
    """/spend: this month's sums; "/spend 15000 instagram" adds one."""
    if act.args and act.args != BEFORE:
        return take(act)
    zone = zone_of(act)
    today = act.at.astimezone(ZoneInfo(zone)).date()
    now = Period(MONTH, today.replace(day=1), today, zone)
    period = finished(MONTH, act.at, zone) if act.args == BEFORE else now
    turn = (
        Key(act.words("spend.key.now"), "spend")
        if act.args == BEFORE
        else Key(act.words("spend.key.before"), "spend", BEFORE)
    )
    return show(_sums(act, period), (Key(act.words("spend.key.add"), "spend_add"), turn))


def _sums(act: Act, period: Period) -> str:
    """The largest sums by source and campaign, and the total in each currency."""
    rows = spending.by_source(act.connection, act.member.workspace_id, period)
    lines = [act.words("spend.title", dates=f"{period.first:%d.%m} – {period.last:%d.%m.%Y}")]
    if not rows:
        return "\n".join([*lines, act.words("spend.none")])
    for source, campaign, currency, total in rows[:_SHOWN]:
        name = " / ".join(safe(each, 20) for each in (source, campaign) if each) or "—"
        lines.append(f"{name}: {amount(total, currency)}")
    rest: dict[str, float] = {}
    sums: dict[str, float] = {}
    for place, (_source, _campaign, currency, total) in enumerate(rows):
        sums[currency] = sums.get(currency, 0.0) + total
        if place >= _SHOWN:
            rest[currency] = rest.get(currency, 0.0) + total
    lines += [f"{act.words('report.rest')}: {amount(total, currency)}" for currency, total in rest.items()]
    lines += [act.words("spend.total", amount=amount(total, currency)) for currency, total in sorted(sums.items())]
    return "\n".join(lines)


def ask(act: Act) -> Answer:
    """Ask for a sum or a table."""
    return Answer((Screen(act.words("spend.ask"), anew=True),), awaits=Awaited("spend"))


def take(act: Act) -> Answer:
    """Keep what was typed, or have the table read that was sent."""
    if act.inbound.attachments:
        return _read_later(act)
    currency = act.tools.packs.current.pack.currency
    try:
        spent = spending.read_line(act.args, act.at, zone_of(act), currency)
    except spending.Unread as why:
        return Answer((Screen(act.words(_WRONG[str(why)]), anew=True),), awaits=Awaited("spend"))
    name = _name(act)
    spending.add(act.connection, act.member.workspace_id, [spent], name=f"typed:{name}", by=act.member.name, at=act.at)
    first, last = spent.period.first, spent.period.last
    dates = f"{first:%d.%m}" if first == last else f"{first:%d.%m} – {last:%d.%m}"
    source = " / ".join(safe(each, 30) for each in (spent.source, spent.campaign) if each)
    text = act.words("spend.added", amount=amount(spent.amount, spent.currency), source=source, dates=dates)
    undo, more = Key(act.words("spend.key.undo"), "spend_undo", name), Key(act.words("spend.key.add"), "spend_add")
    return show(text, (undo, more), anew=True)


def _name(act: Act) -> str:
    return hashlib.sha256(f"{act.inbound.channel}:{act.inbound.event_id}".encode()).hexdigest()[:24]


def _read_later(act: Act) -> Answer:
    desk = Desk(act.member.channel, act.inbound.chat, act.words.language, act.tools.ids(), act.tools.ids())
    currency = act.tools.packs.current.pack.currency
    made = SpendOrder(desk, act.inbound.attachments[0].file_id, zone_of(act), currency, act.member.name)
    file_effect(
        act.connection,
        workspace_id=act.member.workspace_id,
        kind=SPEND_FILE,
        key=f"spend:{act.inbound.event_id}"[:200],
        body=msgspec.to_builtins(made),
        due_at=act.at,
        now=act.at,
    )
    return Answer((Screen(act.words("spend.reading"), anew=True, number=desk.note),))


def undo(act: Act) -> Answer:
    """Take back what was typed a moment ago."""
    # A name of a table's rows cannot be made here: "typed:" stands before whatever a button says.
    gone = spending.drop(act.connection, act.member.workspace_id, f"typed:{act.args[:24]}")
    return show(act.words("spend.undone")) if gone else Answer(notice=act.words("admin.old"))


PART = Part(
    commands=(Command("spend", Role.ADMIN, spend),),
    presses=(
        Press("spend", Role.ADMIN, spend),
        Press("spend_add", Role.ADMIN, ask),
        Press("spend_undo", Role.ADMIN, undo),
    ),
    forms=(Form("spend", Role.ADMIN, take),),
)
