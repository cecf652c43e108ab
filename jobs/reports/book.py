"""A report as an Excel workbook: figures by sheet, with native charts that stay alive in Excel and LibreOffice."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from fsm.ports import Words
from jobs.reports.cells import plain
from jobs.reports.figures import Group, Report, Share, Speed
from jobs.reports.gather import CAMPAIGN, CHANNEL, LANGUAGE, REP, SCRIPT, SOURCE
from jobs.reports.telling import advice, channel, title

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_SHEETS = {
    SOURCE: "report.sheet.source",
    CAMPAIGN: "report.sheet.campaign",
    CHANNEL: "report.sheet.channel",
    LANGUAGE: "report.sheet.language",
    SCRIPT: "report.sheet.script",
    REP: "report.sheet.rep",
}
_FATES = (
    "report.col.sent",
    "report.col.delivered",
    "report.col.read",
    "report.col.responded",
    "report.col.leads",
    "report.col.bounced",
    "report.col.failed",
    "report.col.unsubscribed",
)
_WIDE, _NARROW = 26, 14

Row = Sequence[object]


def book(report: Report, words: Words) -> bytes:
    """The workbook as XLSX."""
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _SAFE) as made:
        head = made.add_format({"bold": True, "bg_color": "#EAF2FB", "text_wrap": True, "valign": "top"})
        _overview(made, head, report, words)
        _days(made, head, report, words)
        for kind, key in _SHEETS.items():
            if report.groups.get(kind):
                _groups(made, head, (words(key), kind), report, words)
        if report.questions:
            _questions(made, head, report, words)
        if report.outreach:
            _outreach(made, head, report, words)
    return out.getvalue()


def _sheet(made: Any, head: Any, name: str, header: Row, rows: Sequence[Row]) -> Any:
    sheet = made.add_worksheet(name[:31])
    sheet.set_column(0, 0, _WIDE)
    sheet.set_column(1, max(1, len(header) - 1), _NARROW)
    for place, cell in enumerate(header):
        sheet.write_string(0, place, str(cell), head)
    for line, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            _write(sheet, line, place, cell)
    sheet.freeze_panes(1, 0)
    return sheet


def _write(sheet: Any, line: int, place: int, cell: object) -> None:
    if isinstance(cell, bool) or cell is None:
        return
    if isinstance(cell, int | float):
        sheet.write_number(line, place, cell)
    else:
        sheet.write_string(line, place, plain(str(cell)))


def _overview(made: Any, head: Any, report: Report, words: Words) -> None:
    funnel = report.funnel
    steps: list[Row] = [
        (words("report.step.new"), funnel.new),
        (words("report.step.qualified"), funnel.qualified),
        (words("report.step.hot"), funnel.hot),
        (words("report.step.taken"), funnel.taken),
        (words("report.step.won"), funnel.won),
    ]
    money = report.money
    rows: list[Row] = [
        *steps,
        (words("report.col.lost"), funnel.lost),
        (words("report.col.revenue"), funnel.revenue, report.currency),
        *_speeds(report, words),
        (words("report.col.close_rate"), *_share(report.close_rate)),
        (words("report.col.days"), money.days),
        (words("report.col.spent"), money.spent, money.currency),
        *[(words("report.col.spent"), value, unit) for unit, value in money.other],
        ("CPL", _round(money.cpl), money.currency),
        ("ROI, %", _round(money.roi)),
        (words("report.col.conversion"), *_share(money.funnel.conversion)),
        (words("report.col.verdicts"), *_share(Share(report.verdicts.judged, report.verdicts.hot))),
        *[("💡", _bare(advice(each, words))) for each in report.advice],
    ]
    header = (title(report.period, words), words("report.col.number"), words("report.col.percent"), "n")
    sheet = _sheet(made, head, words("report.sheet.overview"), header, rows)
    _chart(made, sheet, "bar", words("report.picture.funnel"), (words("report.sheet.overview"), len(steps)), "F2")


def _speeds(report: Report, words: Words) -> list[Row]:
    def row(name: str, speed: Speed) -> list[Row]:
        return [
            (f"{name}: {words('report.col.median')}", _round(speed.median), None, speed.n + speed.waiting),
            (f"{name}: {words('report.col.p90')}", _round(speed.p90), None, speed.n + speed.waiting),
            (f"{name}: {words('report.col.fast')}", *_share(speed.within)),
        ]

    return [*row(words("report.col.bot"), report.bot), *row(words("report.col.reps"), report.reps)]


def _days(made: Any, head: Any, report: Report, words: Words) -> None:
    name = words("report.sheet.days")
    rows = [(f"{day:%d.%m.%Y}", number) for day, number in zip(report.period.days, report.days, strict=True)]
    sheet = _sheet(made, head, name, (words("report.col.day"), words("report.step.new")), rows)
    _chart(made, sheet, "column", words("report.picture.days"), (name, len(rows)), "D2")
    hours = words("report.sheet.hours")
    rows = [(f"{hour:02}:00", number) for hour, number in enumerate(report.hours)]
    sheet = _sheet(made, head, hours, (words("report.col.hour"), words("report.step.new")), rows)
    _chart(made, sheet, "column", words("report.picture.hours"), (hours, 24), "D2")


def _groups(made: Any, head: Any, named: tuple[str, str], report: Report, words: Words) -> None:
    name, kind = named
    header = (
        name,
        *(words(f"report.step.{step}") for step in ("new", "qualified", "hot", "taken", "won")),
        words("report.col.lost"),
        words("report.col.revenue"),
        words("report.col.conversion"),
        words("report.col.median"),
        words("report.col.spent"),
        "CPL",
        "ROI, %",
    )
    groups = report.groups[kind]
    sheet = _sheet(made, head, name, header, [_group(group, kind, words) for group in groups])
    _chart(made, sheet, "bar", name, (name, min(len(groups), 12)), f"A{len(groups) + 4}")


def _group(group: Group, kind: str, words: Words) -> Row:
    f = group.funnel
    name = channel(group.name, words) if kind == CHANNEL else group.name or words("report.direct")
    return (
        name,
        f.new,
        f.qualified,
        f.hot,
        f.taken,
        f.won,
        f.lost,
        f.revenue,
        _round(f.conversion.percent),
        _round(group.speed.median),
        group.spent or None,
        _round(group.cpl),
        _round(group.roi),
    )


def _questions(made: Any, head: Any, report: Report, words: Words) -> None:
    name = words("report.sheet.questions")
    header = (
        name,
        words("report.col.asked"),
        words("report.col.answered"),
        words("report.col.again"),
        words("report.col.left"),
        words("report.col.moved"),
        words("report.col.banded"),
    )
    rows = [(q.name, q.asked, q.answered, q.again, q.left, _round(q.moved), q.banded) for q in report.questions]
    sheet = _sheet(made, head, name, header, rows)
    _chart(made, sheet, "bar", words("report.col.left"), (name, len(rows)), f"A{len(rows) + 4}", column=4)


def _outreach(made: Any, head: Any, report: Report, words: Words) -> None:
    """What campaigns sent in the period, and what came of it."""
    name = words("report.sheet.outreach")
    fates = ("sent", "delivered", "read", "responded", "leads", "bounced", "failed", "unsubscribed")
    header = (name, *(words(key) for key in _FATES))
    rows = [(line.name, *(getattr(line, fate) for fate in fates)) for line in report.outreach]
    sheet = _sheet(made, head, name, header, rows)
    _chart(made, sheet, "bar", words("report.col.responded"), (name, len(rows)), f"A{len(rows) + 4}", column=4)


def _chart(  # noqa: PLR0913, PLR0917 (what a chart is made of)
    made: Any, sheet: Any, kind: str, name: str, where: tuple[str, int], at: str, *, column: int = 1
) -> None:
    """A native chart of the first column's names and another column's numbers."""
    source, rows = where
    if not rows:
        return
    chart = made.add_chart({"type": kind})
    page = source[:31]
    chart.add_series(
        {
            "categories": [page, 1, 0, rows, 0],
            "values": [page, 1, column, rows, column],
            "fill": {"color": "#2F7ED8"},
            "data_labels": {"value": True},
            "gap": 40,
        }
    )
    chart.set_title({"name": name, "name_font": {"size": 12, "bold": False}})
    chart.set_legend({"none": True})
    if kind == "bar":
        chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 560, "height": 320})
    sheet.insert_chart(at, chart)


def _share(part: Share) -> Row:
    return (part.number, _round(part.percent), part.of)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _bare(text: str) -> str:
    import html
    import re

    return html.unescape(re.sub(r"<[^>]+>", "", text))
