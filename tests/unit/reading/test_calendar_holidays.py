from datetime import date, timedelta

import pytest

from fsm.reading import calendar_holidays, calendar_spans


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2023, date(2023, 4, 16)),
        (2024, date(2024, 5, 5)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 12)),
        (2027, date(2027, 5, 2)),
        (2030, date(2030, 4, 28)),
    ],
)
def test_orthodox_easter(year, day):
    assert calendar_holidays.orthodox_easter(year) == day


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_catholic_easter(year, day):
    assert calendar_holidays.catholic_easter(year) == day


@pytest.mark.parametrize("year", range(1990, 2099))
def test_easter_is_a_sunday_of_spring(year):
    for easter in (calendar_holidays.orthodox_easter(year), calendar_holidays.catholic_easter(year)):
        assert easter.weekday() == 6
        assert date(year, 3, 22) <= easter <= date(year, 5, 8)


@pytest.mark.parametrize(
    ("name", "today", "country", "first"),
    [
        ("nauryz", date(2026, 3, 10), "KZ", date(2026, 3, 21)),
        ("nauryz", date(2026, 3, 22), "KZ", date(2026, 3, 21)),
        ("nauryz", date(2026, 3, 24), "KZ", date(2027, 3, 21)),
        ("oraza_ait", date(2026, 3, 10), "KZ", date(2026, 3, 20)),
        ("kurban_ait", date(2026, 3, 10), "KZ", date(2026, 5, 27)),
        ("public", date(2026, 3, 10), "KZ", date(2026, 3, 21)),
        ("public", date(2026, 6, 1), "KZ", date(2026, 8, 30)),
        ("public", date(2026, 3, 10), "RU", date(2026, 5, 1)),
        ("easter", date(2026, 3, 10), "KZ", date(2026, 4, 12)),
        ("easter", date(2026, 3, 10), "IN", date(2026, 4, 5)),
        ("christmas", date(2026, 3, 10), "KZ", date(2027, 1, 7)),
        ("christmas", date(2026, 3, 10), "UA", date(2026, 12, 25)),
        ("new_year", date(2026, 12, 31), "KZ", date(2027, 1, 1)),
        ("diwali", date(2026, 3, 10), "IN", date(2026, 11, 8)),
        ("black_friday", date(2026, 3, 10), "KZ", date(2026, 11, 27)),
    ],
)
def test_the_holiday_that_runs_or_comes_next(name, today, country, first):
    days = calendar_holidays.upcoming(name, today, country)
    assert days is not None
    assert days[0] == first


def test_a_holiday_under_way_is_passed_over_on_demand():
    days = calendar_holidays.upcoming("nauryz", date(2026, 3, 22), "KZ", started=False)
    assert days == (date(2027, 3, 21), date(2027, 3, 23))


def test_a_moving_feast_beyond_the_table_is_unknown():
    assert calendar_holidays.upcoming("kurban_ait", date(2050, 1, 1), "KZ") is None


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028, 2029, 2030])
def test_the_feast_follows_the_fast(year):
    fast = calendar_holidays.in_year("fast", year, "KZ")
    feast = calendar_holidays.in_year("oraza_ait", year, "KZ")
    assert fast is not None
    assert feast is not None
    assert feast[0] == fast[1] + timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 10), 12, date(2027, 3, 10)),
    ],
)
def test_months_keep_the_day_number_or_end_the_month(start, months, expected):
    assert calendar_spans.add_months(start, months) == expected


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("begin", date(2026, 2, 1), date(2026, 2, 10)),
        ("mid", date(2026, 2, 11), date(2026, 2, 20)),
        ("end", date(2026, 2, 21), date(2026, 2, 28)),
        ("half1", date(2026, 2, 1), date(2026, 2, 15)),
        ("half2", date(2026, 2, 16), date(2026, 2, 28)),
    ],
)
def test_parts_of_a_month(name, first, last):
    assert calendar_spans.part(calendar_spans.month(2026, 2), name)[:2] == (first, last)


def test_winter_runs_over_the_new_year():
    assert calendar_spans.next_season("winter", date(2027, 1, 20))[:2] == (date(2026, 12, 1), date(2027, 2, 28))


def test_parts_of_a_year_and_a_season():
    assert calendar_spans.part(calendar_spans.year(2026), "end")[:2] == (date(2026, 12, 1), date(2026, 12, 31))
    assert calendar_spans.part(calendar_spans.season("summer", 2026), "begin")[:2] == (
        date(2026, 6, 1),
        date(2026, 6, 30),
    )
    assert calendar_spans.part(calendar_spans.season("summer", 2026), "mid")[:2] == (
        date(2026, 7, 1),
        date(2026, 7, 31),
    )
