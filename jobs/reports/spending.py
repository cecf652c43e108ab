"""What was spent: kept a row a day, source and campaign; typed in a line, or read from a table."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection, delete, func, select

from fsm.storage.inserting import insert_for
from jobs.reports.period import Period, read_dates
from jobs.reports.tables import spend

MOST_ROWS = 5_000
_LARGEST = 1e12
_AMOUNT = re.compile(r"^(?P<sum>\d[\d\s\u00a0\u202f]*(?:[.,]\d{1,2})?)\s*(?P<unit>[^\d\s]*)$")
_UNITS = {
    "": "",
    **dict.fromkeys(("₸", "тг", "тенге", "теңге", "kzt"), "KZT"),
    **dict.fromkeys(("$", "usd", "доллар", "долларов"), "USD"),
    **dict.fromkeys(("€", "eur", "евро"), "EUR"),
    **dict.fromkeys(("₽", "руб", "руб.", "р", "rub"), "RUB"),
    **dict.fromkeys(("₴", "грн", "uah"), "UAH"),
    **dict.fromkeys(("₹", "inr"), "INR"),
    "pkr": "PKR",
}
_COLUMNS = {
    "day": ("date", "day", "дата", "день", "күні", "күн"),
    "amount": ("amount", "spend", "cost", "sum", "сумма", "расход", "затраты", "сома", "шығын"),
    "source": ("source", "channel", "источник", "канал", "дереккөз", "арна"),
    "campaign": ("campaign", "кампания", "науқан"),
    "currency": ("currency", "валюта"),
}


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """A sum for one or more days of one source."""

    amount: float
    currency: str
    source: str
    period: Period
    campaign: str = ""


class Unread(ValueError):
    """A line that says no sum, or no day, or no such currency; its text is what: amount, day, source, columns, rows."""


def read_line(text: str, at: datetime, zone: str, currency: str) -> Spent:
    """A line like "15 000 instagram 01.11-15.11", a currency before the source; today if no day. Raises Unread."""
    words = " ".join(text.replace("\u00a0", " ").split())
    dated = re.search(
        r"(\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?(?:\s*[-–—]\s*\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?)?)\s*$", words
    )
    period = read_dates(dated[1], at, zone) if dated else None
    rest = words[: dated.start()].strip() if dated and period else words
    if dated and period is None:
        raise Unread("day")
    sum_ = re.match(r"^((?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d{1,2})?)(\s*)(\S*)\s*(.*)$", rest)
    if sum_ is None:
        raise Unread("amount")
    unit = _UNITS.get(sum_[3].casefold())
    if unit is None and not sum_[2]:
        raise Unread("amount")  # "12.5.2026", "3d-print": no sum of anything
    amount = amount_of(sum_[1])
    source = (sum_[4] if unit else f"{sum_[3]} {sum_[4]}").strip()
    today = read_dates(f"{at:%Y-%m-%d}", at, zone)
    if amount is None or (period or today) is None:
        raise Unread("amount")
    if not source:
        raise Unread("source")
    name, _, campaign = source.partition("/")
    return Spent(
        amount=amount,
        currency=unit or currency,
        source=name.strip()[:100],
        campaign=campaign.strip()[:100],
        period=period or today,  # type: ignore[arg-type]
    )


def amount_of(text: str) -> float | None:
    """A positive sum as people write it; None for anything else."""
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
    try:
        amount = round(float(plain), 2)
    except ValueError:
        return None
    return amount if 0 < amount < _LARGEST else None


def read_table(content: bytes, at: datetime, zone: str, currency: str) -> tuple[list[Spent], list[tuple[int, str]]]:
    """The rows of a CSV with a header, and what was wrong with which line. Raises Unread for no header or too much."""
    text = content.decode("utf-8-sig", errors="replace")
    if text.count("\ufffd") > len(text) // 20:
        text = content.decode("cp1251", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    columns = _columns(rows[0]) if rows else {}
    if not {"day", "amount"} <= set(columns):
        raise Unread("columns")
    if len(rows) > MOST_ROWS + 1:
        raise Unread("rows")
    good: list[Spent] = []
    bad: list[tuple[int, str]] = []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            good.append(_row(row, columns, (at, zone, currency)))
        except Unread as why:
            bad.append((number, str(why)))
    return good, bad


def _columns(header: Sequence[str]) -> dict[str, int]:
    names = [cell.strip().strip("'").casefold() for cell in header]
    return {
        name: place
        for name, known in _COLUMNS.items()
        for place in (next((names.index(each) for each in known if each in names), -1),)
        if place >= 0
    }


def _row(row: Sequence[str], columns: dict[str, int], here: tuple[datetime, str, str]) -> Spent:
    def cell(name: str) -> str:
        place = columns.get(name, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    at, zone, usual = here
    found = _AMOUNT.match(cell("amount"))
    amount = amount_of(found["sum"]) if found else None
    unit = _UNITS.get((cell("currency") or (found["unit"] if found else "")).casefold())
    period = read_dates(cell("day"), at, zone)
    if amount is None or unit is None:
        raise Unread("amount")
    if period is None:
        raise Unread("day")
    source, campaign = cell("source")[:100], cell("campaign")[:100]
    return Spent(amount=amount, currency=unit or usual, source=source, campaign=campaign, period=period)


def add(  # noqa: PLR0913 (who added what, under which name)
    connection: Connection, workspace_id: int, spent: Iterable[Spent], *, name: str, by: str, at: datetime
) -> int:
    """Keep sums, spread over their days to the last cent; how many rows are new. The same `name` again adds nothing."""
    rows = []
    for number, each in enumerate(spent):
        days = each.period.days
        cents = round(each.amount * 100)
        for place, day in enumerate(days):
            part = cents // len(days) + (place < cents % len(days))
            rows.append(_spend_row(workspace_id, each, day, part / 100) | {"key": f"{name}:{number}:{place}"})
    new = 0
    for row in rows:
        made = insert_for(connection, spend).values(row | {"added_by": by[:200], "added_at": at})
        new += connection.execute(made.on_conflict_do_nothing().returning(spend.c.id)).first() is not None
    return new


def _spend_row(workspace_id: int, spent: Spent, day: date, amount: float) -> dict[str, object]:
    return {
        "workspace_id": workspace_id,
        "day": day,
        "source": spent.source,
        "campaign": spent.campaign,
        "amount": amount,
        "currency": spent.currency,
    }


def name_of(content: bytes) -> str:
    """The name of a table's rows: by its content, so that the same file twice counts once."""
    return "file:" + hashlib.sha256(content).hexdigest()[:24]


def drop(connection: Connection, workspace_id: int, name: str) -> int:
    """Take back what was added under a name."""
    ours = (spend.c.workspace_id == workspace_id) & spend.c.key.startswith(f"{name}:", autoescape=True)
    return connection.execute(delete(spend).where(ours)).rowcount


def by_source(connection: Connection, workspace_id: int, period: Period) -> list[tuple[str, str, str, float]]:
    """Source, campaign, currency and sum over a period, the largest first."""
    columns = (spend.c.source, spend.c.campaign, spend.c.currency)
    ours = (spend.c.workspace_id == workspace_id) & spend.c.day.between(period.first, period.last)
    query = select(*columns, func.sum(spend.c.amount)).where(ours).group_by(*columns)
    rows = [(row[0], row[1], row[2], float(row[3])) for row in connection.execute(query)]
    return sorted(rows, key=lambda row: -row[3])
