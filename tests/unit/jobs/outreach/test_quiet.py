"""Hours of rest hold in every zone there is, on every day of a year, at every minute where they begin and end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from jobs.outreach.quiet import Quiet, is_quiet, is_zone, opens_at, zones_of, zones_of_phone

USUAL = Quiet(21 * 60, 9 * 60)
YEAR = datetime(2024, 1, 1, tzinfo=UTC)  # 366 days, and Kazakhstan's change of 1 March
MINUTES = 366 * 1_440
BOUNDARIES = (8 * 60 + 59, 9 * 60, 20 * 60 + 59, 21 * 60)


def zone_names() -> list[str]:
    from importlib import resources

    listed = (resources.files("tzdata") / "zones").read_text("utf-8").split()
    return [name for name in listed if is_zone(name)]


def offsets(zone: ZoneInfo) -> np.ndarray:
    """Minutes to add to UTC at every minute of the year: a step function, its steps found by halving."""
    found = np.empty(MINUTES, dtype=np.int32)

    def at(minute: int) -> float:
        told = (YEAR + timedelta(minutes=minute)).astimezone(zone).utcoffset()
        assert told is not None
        return told.total_seconds() / 60

    days = [at(day * 1_440) for day in range(367)]
    for day in range(366):
        begin, end, first, last = day * 1_440, (day + 1) * 1_440, days[day], days[day + 1]
        found[begin:end] = first
        if first != last:
            low, high = begin, end
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if at(middle) == first else (low, middle)
            found[high:end] = last
    return found


def test_no_zone_is_woken_on_any_day_at_the_minutes_that_matter() -> None:
    names = zone_names()
    assert len(names) >= 590
    minutes = np.arange(MINUTES)
    looked_at = 0
    for name in names:
        there = (minutes + offsets(ZoneInfo(name))) % 1_440
        rests = (there >= USUAL.start) | (there < USUAL.end)
        for minute in minutes[np.isin(there, BOUNDARIES)]:
            moment = YEAR + timedelta(minutes=int(minute))
            assert is_quiet(moment, name, USUAL) == rests[minute], (name, moment)
            looked_at += 1
    assert looked_at > 4 * 365 * 590


@pytest.mark.parametrize(
    "quiet", [USUAL, Quiet(0, 8 * 60), Quiet(22 * 60, 60), Quiet(13 * 60, 14 * 60), Quiet(90, 150)]
)
def test_the_end_of_the_rest_is_its_first_minute_awake_even_when_clocks_change(quiet: Quiet) -> None:
    for name in zone_names():
        zone = ZoneInfo(name)
        shifts = np.flatnonzero(np.diff(offsets(zone)))
        about = [int(shift) for shift in shifts] or [200_000]
        for shift in about[:2]:
            for minute in range(shift - 1_500, min(shift + 200, MINUTES), 173):
                moment = YEAR + timedelta(minutes=minute)
                opens = opens_at(moment, (name,), quiet)
                assert not is_quiet(opens, name, quiet), (name, moment)
                assert (opens == moment) == (not is_quiet(moment, name, quiet))
                if opens > moment:
                    assert is_quiet(opens - timedelta(minutes=1), name, quiet), (name, moment, opens)


def test_equal_ends_mean_no_rest() -> None:
    for hour in range(24):
        assert not is_quiet(YEAR + timedelta(hours=hour), "Asia/Almaty", Quiet(600, 600))


def test_almaty_follows_its_change_of_2024() -> None:
    before, after = datetime(2024, 2, 29, 2, 59, tzinfo=UTC), datetime(2024, 3, 1, 2, 59, tzinfo=UTC)
    assert is_quiet(before, "Asia/Almaty", USUAL)
    assert opens_at(before, ("Asia/Almaty",), USUAL) == datetime(2024, 2, 29, 3, tzinfo=UTC)
    assert opens_at(after, ("Asia/Almaty",), USUAL) == datetime(2024, 3, 1, 4, tzinfo=UTC)


def test_everybody_who_may_be_meant_has_to_be_awake() -> None:
    moment = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    zones = ("Europe/Moscow", "Asia/Novosibirsk")
    opens = opens_at(moment, zones, USUAL)
    assert opens == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    assert not any(is_quiet(opens, zone, USUAL) for zone in zones)


def test_zones_that_never_wake_together_leave_the_likeliest() -> None:
    zones = ("Asia/Almaty", "America/Los_Angeles", "Atlantic/Azores")
    moment = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    narrow = Quiet(10 * 60, 9 * 60)
    assert opens_at(moment, zones, narrow) == datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("city", "phone", "zones"),
    [
        ("Алматы", "", ("Asia/Almaty",)),
        ("г. Алматы", "+380501234567", ("Asia/Almaty",)),
        ("Алматы қаласы", "", ("Asia/Almaty",)),
        ("Киев", "+77011234567", ("Europe/Kyiv",)),
        ("", "+380501234567", ("Europe/Kyiv",)),
        ("неизвестно где", "+919820012345", ("Asia/Kolkata",)),
        ("", "", ("Asia/Karachi",)),
        ("", "+1", ("Asia/Karachi",)),
    ],
)
def test_where_somebody_is_comes_from_the_city_then_the_number(city: str, phone: str, zones: tuple[str, ...]) -> None:
    assert (
        tuple(
            name.replace("Calcutta", "Kolkata").replace("Kiev", "Kyiv")
            for name in zones_of(city, phone, "Asia/Karachi")
        )
        == zones
    )


def test_a_kazakh_mobile_has_no_russian_zone() -> None:
    assert set(zones_of_phone("+77011234567")) <= {
        "Asia/Almaty", "Asia/Aqtau", "Asia/Aqtobe", "Asia/Atyrau", "Asia/Oral", "Asia/Qostanay", "Asia/Qyzylorda",
    }  # fmt: skip
