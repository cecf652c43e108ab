"""Exports of leads from the owner's chat: which, in which form, and then a file."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec

from bot.admin.acts import Act, Answer, Awaited, Command, Form, Key, Part, Press, Screen, show
from bot.admin.reports import zone_of
from bot.exporting import EXPORT, Desk, ExportOrder
from fsm.storage.effects import file_effect
from handoff.reps import Role
from jobs.reports.export import ALL, CSV, HOT, XLSX
from jobs.reports.period import MONTH, Period, finished, read_dates

THIS, LAST = "month", "last"
_WHAT = {
    ALL: "export.key.all",
    HOT: "export.key.hot",
    THIS: "export.key.month",
    LAST: "export.key.last",
}


def export(act: Act) -> Answer:
    """/export: a menu; "/export hot csv" or "/export 1.11-15.11 xlsx" gives the file at once."""
    if not act.args:
        return _menu(act)
    words = act.args.casefold().split()
    form = next((each for each in words if each in (CSV, XLSX)), "")
    what = " ".join(each for each in words if each not in (CSV, XLSX)) or ALL
    period = _dates(act, what)
    if what not in _WHAT and period is None:
        return Answer((Screen(act.words("report.bad_dates"), anew=True),), awaits=Awaited("export_dates"))
    named = what if period is None else f"{period.first:%Y%m%d}-{period.last:%Y%m%d}"
    return _ordered(act, named, form) if form else _forms(act, named)


def _menu(act: Act) -> Answer:
    keys = {what: Key(act.words(label), "export_what", what) for what, label in _WHAT.items()}
    dates = Key(act.words("report.key.dates"), "export_dates")
    return show(act.words("export.menu"), (keys[ALL], keys[HOT]), (keys[THIS], keys[LAST]), (dates,))


def what(act: Act) -> Answer:
    """In which form? The args say which leads."""
    known = act.args in _WHAT or _dates(act, act.args) is not None
    return _forms(act, act.args) if known else Answer(notice=act.words("admin.old"))


def _forms(act: Act, named: str) -> Answer:
    period = _dates(act, named)
    label = act.words(_WHAT[named]) if named in _WHAT else ""
    if period is not None and not label:
        label = f"{period.first:%d.%m.%Y} – {period.last:%d.%m.%Y}"
    keys = (Key("Excel", "export", f"{named} {XLSX}"), Key("CSV", "export", f"{named} {CSV}"))
    return show(act.words("export.format", what=label), keys, anew=not act.inbound.callback)


def _dates(act: Act, named: str) -> Period | None:
    """The period that a name or typed dates mean; None for all times and for what is neither."""
    zone = zone_of(act)
    today = act.at.astimezone(ZoneInfo(zone)).date()
    if named == THIS:
        return Period(MONTH, today.replace(day=1), today, zone)
    if named == LAST:
        return finished(MONTH, act.at, zone)
    if len(named) == 17 and named[8] == "-" and named.replace("-", "").isdecimal():  # noqa: PLR2004 (our own form)
        first, _, last = named.partition("-")
        named = f"{first[:4]}-{first[4:6]}-{first[6:]} {last[:4]}-{last[4:6]}-{last[6:]}"
    return read_dates(named, act.at, zone)


def ask_dates(act: Act) -> Answer:
    """Ask for dates."""
    return Answer((Screen(act.words("report.ask_dates"), anew=True),), awaits=Awaited("export_dates"))


def _ordered(act: Act, named: str, form: str) -> Answer:
    """File the export, and show a note that tells how far it is."""
    desk = Desk(act.member.channel, act.inbound.chat, act.words.language, act.tools.ids(), act.tools.ids())
    period = _dates(act, named)
    made = ExportOrder(
        desk,
        form,
        zone_of(act),
        hot=named == HOT,
        first=period.first.isoformat() if period else "",
        last=period.last.isoformat() if period else "",
    )
    file_effect(
        act.connection,
        workspace_id=act.member.workspace_id,
        kind=EXPORT,
        key=f"export:{act.inbound.event_id}"[:200],
        body=msgspec.to_builtins(made),
        due_at=act.at,
        now=act.at,
    )
    return Answer((Screen(act.words("export.making"), anew=True, number=desk.note),))


PART = Part(
    commands=(Command("export", Role.ADMIN, export),),
    presses=(
        Press("export", Role.ADMIN, export),
        Press("export_what", Role.ADMIN, what),
        Press("export_dates", Role.ADMIN, ask_dates),
    ),
    forms=(Form("export_dates", Role.ADMIN, export),),
)
