"""Spend as people type it and as tables hold it: read right or refused, never guessed; no cent is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection

from fsm.storage.store import Store
from jobs.reports import spending
from jobs.reports.period import DATES, Period

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ZONE = "Asia/Almaty"


def read(text: str) -> spending.Spent:
    return spending.read_line(text, AT, ZONE, "KZT")


@pytest.mark.parametrize(
    ("text", "amount", "currency", "source", "campaign", "days"),
    [
        ("15000 instagram", 15_000, "KZT", "instagram", "", 1),
        ("15 000 тг instagram 20.11", 15_000, "KZT", "instagram", "", 1),
        ("15 000₸ instagram", 15_000, "KZT", "instagram", "", 1),
        ("1 200 000,50 google/ремонт 1.11–10.11", 1_200_000.5, "KZT", "google", "ремонт", 10),
        ("99.90 $ facebook ads", 99.9, "USD", "facebook ads", "", 1),
        ("600 2gis 1.11.2026", 600, "KZT", "2gis", "", 1),
        ("5000 2gis", 5000, "KZT", "2gis", "", 1),
    ],
)
def test_lines(text, amount, currency, source, campaign, days):  # noqa: PLR0917 (a row of the table above)
    found = read(text)
    assert (found.amount, found.currency, found.source, found.campaign) == (amount, currency, source, campaign)
    assert len(found.period.days) == days


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("instagram", "amount"),
        ("", "amount"),
        ("-500 instagram", "amount"),
        ("0 instagram", "amount"),
        ("15000", "source"),
        ("15000 тг", "source"),
        ("500 instagram 32.11", "day"),
        ("3d-print 500", "amount"),
        ("9" * 30 + " instagram", "amount"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_reason(text, why):
    with pytest.raises(spending.Unread, match=f"^{why}$"):
        read(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_table_in_any_usual_form(encoding, delimiter):
    lines = [
        ["Дата", "Источник", "Сумма", "Валюта"],
        ["2026-11-01", "olx", "1 500", "usd"],
        ["1.11-3.11", "2gis", "90", ""],
    ]
    lines += [["", "", "", ""], ["вчера", "olx", "5", ""], ["1.11", "olx", "-5", ""], ["1.11", "olx", "5", "зайцев"]]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    good, bad = spending.read_table(content, AT, ZONE, "KZT")
    assert [(each.source, each.amount, each.currency, len(each.period.days)) for each in good] == [
        ("olx", 1500, "USD", 1),
        ("2gis", 90, "KZT", 3),
    ]
    assert bad == [(5, "day"), (6, "amount"), (7, "amount")]


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"a;b\n1;2", "сумма\n5".encode()])
def test_what_is_no_table_of_spend_is_refused(content):
    with pytest.raises(spending.Unread, match=r"^columns$"):
        spending.read_table(content, AT, ZONE, "KZT")


async def test_a_sum_over_days_loses_no_cent_and_comes_once(store: Store) -> None:
    period = Period(DATES, date(2026, 11, 1), date(2026, 11, 30), ZONE)
    spent = spending.Spent(amount=1000.01, currency="KZT", source="a_b", period=period)

    def twice(connection: Connection) -> tuple[int, int, list[tuple[str, str, str, float]]]:
        first = spending.add(connection, 1, [spent], name="typed:x_", by="me", at=AT)
        second = spending.add(connection, 1, [spent], name="typed:x_", by="me", at=AT)
        return first, second, spending.by_source(connection, 1, period)

    first, second, rows = await store.write(twice)
    assert (first, second) == (30, 0)
    assert rows == [("a_b", "", "KZT", pytest.approx(1000.01))]

    def others_stay(connection: Connection) -> tuple[int, int]:
        other = spending.drop(connection, 1, "typed:xy")  # "_" is a letter here, no wildcard
        return other, spending.drop(connection, 1, "typed:x_")

    assert await store.write(others_stay) == (0, 30)
