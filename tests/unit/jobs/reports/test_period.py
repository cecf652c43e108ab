"""Days are whole local days, also where the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from jobs.reports.period import DAY, MONTH, WEEK, due, finished, read_dates

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_the_latest_whole_day_week_and_month():
    assert finished(DAY, AT, "Asia/Almaty").first == date(2026, 11, 20)
    week = finished(WEEK, AT, "Asia/Almaty")
    assert (week.first, week.last) == (date(2026, 11, 9), date(2026, 11, 15))
    month = finished(MONTH, AT, "Asia/Almaty")
    assert (month.first, month.last) == (date(2026, 10, 1), date(2026, 10, 31))
    assert month.before().last == date(2026, 9, 30)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_day_is_as_long_as_it_is_in_that_zone(day, hours):
    period = read_dates(day, AT, "Europe/Kyiv")
    assert period.until.astimezone(UTC) - period.since.astimezone(UTC) == timedelta(hours=hours)


@pytest.mark.parametrize("zone", ["Asia/Almaty", "Europe/Kyiv", "Asia/Kolkata", "Asia/Karachi", "Asia/Kathmandu"])
def test_over_a_year_of_quarters_each_period_becomes_due_once_and_at_nine(zone):
    at, seen = datetime(2026, 1, 1, tzinfo=UTC), {}
    while at < datetime(2027, 1, 1, tzinfo=UTC):
        for period in due(at, zone):
            seen.setdefault((period.kind, period.first), at)
        at += timedelta(minutes=15)
    from zoneinfo import ZoneInfo

    assert {
        (moment.astimezone(ZoneInfo(zone)).hour, moment.astimezone(ZoneInfo(zone)).minute) for moment in seen.values()
    } == {(9, 0)}
    kinds = [kind for kind, _ in seen]
    assert kinds.count(DAY) == 365
    assert kinds.count(WEEK) == 52
    assert kinds.count(MONTH) == 12


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("20.11", "2026-11-20", "2026-11-20"),
        ("1.11-15.11", "2026-11-01", "2026-11-15"),
        ("15.11.2026 — 01.11.26", "2026-11-01", "2026-11-15"),
        ("2026-11-01 2026-11-15", "2026-11-01", "2026-11-15"),
        ("31.12", "2025-12-31", "2025-12-31"),
        ("1.11–30.11", "2026-11-01", "2026-11-30"),
        ("25.12-5.1", "2025-12-25", "2026-01-05"),
        ("1.11-15.11.2025", "2025-11-01", "2025-11-15"),
    ],
)
def test_dates_as_people_write_them(text, first, last):
    period = read_dates(text, AT, "Asia/Almaty")
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["", "вчера", "31.02", "1.1.2020-1.1.2026", "1.11 2.11 3.11", "99.99", "2027-01-01", "15.11-1.11", "30.2-1.3"],
)
def test_what_is_no_period_is_none(text):
    assert read_dates(text, AT, "Asia/Almaty") is None
