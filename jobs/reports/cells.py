"""Cells of tables that leave the house: nothing a lead wrote may run as a formula or break a file.

In CSV a text that begins like a formula gets an apostrophe in front (OWASP; reading it back takes the apostrophe away);
in XLSX every text is written as a text, so nothing is changed there.
"""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

Cell = str | int | float | datetime | None

LONGEST = 32_767
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PHONE = re.compile(r"\+\d{5,15}")
# XML 1.0 has no place for these, and neither has a readable table.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(value: str) -> str:
    """A text as any table can hold it."""
    return _UNWRITABLE.sub("", value)[:LONGEST]


def csv_cell(value: Cell, zone: ZoneInfo) -> str:
    """A value as a CSV field, before quoting: local time, decimal point, and no formulas."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    if isinstance(value, int | float):
        return str(value)
    text = plain(value)
    # Leading blanks do not protect: spreadsheets trim them. A checked phone number is no formula.
    risky = text.lstrip(" \u00a0").startswith(_DANGEROUS) and not _PHONE.fullmatch(text)
    return f"'{text}" if risky else text


def uncell(text: str) -> str:
    """A field as it was before `csv_cell` made it safe."""
    return text[1:] if text.startswith("'") and text[1:].lstrip(" \u00a0").startswith(_DANGEROUS) else text
