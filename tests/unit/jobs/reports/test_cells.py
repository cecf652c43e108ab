"""Tables that leave the house: no formula runs, no character breaks them, and a re-import reads what was meant."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.reports.cells import LONGEST, csv_cell, plain, uncell
from jobs.reports.export import CSV, XLSX, table

ZONE = ZoneInfo("Asia/Almaty")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "＝1", '=1+2";=1+2']
)
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe(text):
    cell = csv_cell(text, ZONE)
    assert cell == f"'{text}"
    assert uncell(cell) == text


@pytest.mark.parametrize("text", ["", "Алия", "+77771234567", "5 - 3", "a=b", "'quoted'"])
def test_other_texts_and_checked_phones_stay(text):
    assert csv_cell(text, ZONE) == text
    assert uncell(text) == text


def test_numbers_and_moments_keep_their_kind():
    assert csv_cell(-5, ZONE) == "-5"
    assert csv_cell(1.5, ZONE) == "1.5"
    assert csv_cell(None, ZONE) == ""
    assert csv_cell(datetime(2026, 11, 20, 21, 30, tzinfo=UTC), ZONE) == "2026-11-21 02:30"


@given(st.text())
def test_no_text_begins_like_a_formula_or_is_too_long(text):
    cell = csv_cell(text, ZONE)
    assert cell == text or plain(text) in cell
    assert not cell.startswith(DANGEROUS) or cell[1:].isdecimal()
    assert len(plain(text * 3)) <= LONGEST


def test_a_hostile_row_and_header_come_back_as_texts(tmp_path: Path) -> None:
    hostile = [
        '=HYPERLINK("http://x";"y")',
        'a";=1+2',
        "line\r\nbreak",
        "\x00\x1bzero",
        "x" * 40_000,
        "https://x.example",
    ]
    for form in (CSV, XLSX):
        path = tmp_path / f"t.{form}"
        out = table(form, path, ["=cmd", "b", "c", "d", "e", "f"], ZONE)
        out.add([hostile])
        out.close()
        if form == XLSX:
            sheet = openpyxl.load_workbook(path).active
            assert sheet is not None
            assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
            assert [cell.hyperlink for cell in sheet[2]] == [None] * 6
            assert sheet["A1"].value == "=cmd"
        else:
            header, row = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";")
            assert header[0] == "'=cmd"
            assert row[:2] == ["'" + hostile[0], hostile[1]]
            assert len(row) == 6
