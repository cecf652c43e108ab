"""Leads as a table, in pieces: read by number, written to a file as they come, so that any number of them fits."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, Connection, func, select

from fsm import lead as leads
from fsm.facts import BUDGET, EMAIL, LOCATION, NAME, NEED, PHONE, TIMELINE
from fsm.lead import Band
from fsm.needs import NEED_KIND
from fsm.ports import Words
from fsm.storage import road
from fsm.storage import tables as t
from handoff.card import CHANNELS, LANGUAGES
from jobs.reports.cells import Cell, csv_cell, plain
from jobs.reports.cohort import alive
from jobs.reports.period import Period

PIECE = 1_000
CSV, XLSX = "csv", "xlsx"
ALL, HOT = "all", "hot"
COLUMNS = (
    "export.col.number",
    "export.col.created",
    "export.col.name",
    "export.col.phone",
    "export.col.email",
    "export.col.need",
    "export.col.budget",
    "export.col.timeline",
    "export.col.location",
    "export.col.score",
    "export.col.band",
    "export.col.stage",
    "export.col.channel",
    "export.col.source",
    "export.col.language",
    "export.col.rep",
    "export.col.outcome",
    "export.col.amount",
    "export.col.last",
)


class Which(msgspec.Struct, frozen=True):
    """Which leads: all or only hot ones, of a period or of all times."""

    hot: bool = False
    period: Period | None = None


def _ours(workspace_id: int, which: Which) -> ColumnElement[bool]:
    found = (t.leads.c.workspace_id == workspace_id) & alive
    if which.hot:
        found &= t.leads.c.band == Band.HOT.value
    if which.period is not None:
        found &= (t.leads.c.created_at >= which.period.since) & (t.leads.c.created_at < which.period.until)
    return found


def how_many(connection: Connection, workspace_id: int, which: Which) -> int:
    """How many leads the export will have."""
    query = select(func.count()).select_from(t.leads).where(_ours(workspace_id, which))
    return int(connection.execute(query).scalar_one())


def piece(connection: Connection, workspace_id: int, which: Which, after: int) -> list[leads.Lead]:
    """The next thousand by number, those after `after`."""
    query = select(t.leads.c.id, t.leads.c.state).where(_ours(workspace_id, which), t.leads.c.id > after)
    rows = connection.execute(query.order_by(t.leads.c.id).limit(PIECE)).all()
    return [road.decode_lead(row.state, row.id) for row in rows]


def row(lead: leads.Lead, words: Words) -> list[Cell]:
    """A lead's cells, in the order of `COLUMNS`."""

    def fact(*names: str) -> str:
        told = next((lead.facts[name] for name in names if name in lead.facts), None)
        name = next((name for name in names if name in lead.facts), "")
        return words.value(name, told.value) if told is not None else ""

    worth, handoff = lead.worth, lead.handoff
    phone = lead.facts.get(PHONE)
    return [
        lead.id,
        lead.created_at,
        fact(NAME) or lead.display_name,
        str(phone.value) if phone is not None else "",
        fact(EMAIL),
        fact(NEED_KIND, NEED),
        fact(BUDGET),
        fact(TIMELINE),
        fact(LOCATION),
        worth.score if worth else None,
        words(f"grade.{worth.band}") if worth else "",
        lead.stage.value,
        words(f"channel.{lead.channel}") if lead.channel in CHANNELS else lead.channel,
        lead.source,
        words(f"language.{lead.language}") if lead.language in LANGUAGES else lead.language,
        handoff.rep_name if handoff else "",
        words(f"card.state.{handoff.state}") if handoff and handoff.state != "offered" else "",
        handoff.amount if handoff else None,
        lead.last_words,
    ]


class Table(Protocol):
    """A file that takes rows one after another."""

    def add(self, rows: Sequence[Sequence[Cell]]) -> None: ...

    def close(self) -> None: ...


class CsvTable:
    """CSV that Excel of this region opens as it is: UTF-8 with BOM, semicolons, CRLF, every field quoted."""

    def __init__(self, path: Path, header: Sequence[str], zone: ZoneInfo) -> None:
        self._zone = zone
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self.add([header])

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._writer.writerows([csv_cell(cell, self._zone) for cell in row] for row in rows)

    def close(self) -> None:
        self._file.close()


class XlsxTable:
    """XLSX written row by row, in little memory; texts are texts, whatever they begin with."""

    def __init__(self, path: Path, header: Sequence[str], zone: ZoneInfo) -> None:
        import xlsxwriter  # type: ignore[import-untyped]

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet()
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._bold = self._book.add_format({"bold": True, "bg_color": "#EAF2FB"})
        self._zone = zone
        self._line = 0
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(header) - 1, 18)
        for place, name in enumerate(header):
            self._sheet.write_string(0, place, plain(name), self._bold)

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        for row in rows:
            self._line += 1
            for place, cell in enumerate(row):
                self._write(place, cell)

    def _write(self, place: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            self._sheet.write_string(self._line, place, plain(cell))
        elif isinstance(cell, int | float):
            self._sheet.write_number(self._line, place, cell)
        else:
            local = cell.astimezone(self._zone).replace(tzinfo=None, microsecond=0)
            self._sheet.write_datetime(self._line, place, local, self._moment)

    def close(self) -> None:
        self._book.close()


def table(form: str, path: Path, header: Sequence[str], zone: ZoneInfo) -> Table:
    """An empty table of a form ("csv" or "xlsx") with its header."""
    return XlsxTable(path, header, zone) if form == XLSX else CsvTable(path, header, zone)
