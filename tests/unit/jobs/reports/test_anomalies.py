"""What is unusual, by the stated rule; and shares that say how sure they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection

from fsm.storage.store import Store
from jobs.reports.anomalies import anomalies, unusual, usual, weekdays_before
from jobs.reports.figures import Share, speed
from jobs.reports.period import DAY, Period
from tests.unit.jobs.reports import town


@pytest.mark.parametrize(
    ("number", "history", "kind"),
    [
        (0, [12, 14, 9, 11, 13, 10, 12, 12], "drop"),
        (30, [12, 14, 9, 11, 13, 10, 12, 12], "spike"),
        (8, [12, 14, 9, 11, 13, 10, 12, 12], ""),
        (0, [2, 1, 3, 2, 1, 2, 0, 2], ""),  # of two a day none is nothing unusual
        (3, [0, 0, 0, 0], "spike"),
        (2, [0, 0, 0, 0], ""),
        (100, [10, 10, 10], ""),  # three weeks are not enough to know
        (0, [2, 30, 1, 25, 3, 28, 2, 31], ""),  # scatters too much to be surprised
    ],
)
def test_unusual(number, history, kind):
    assert unusual(number, history) == kind


def test_too_little_history_says_nothing():
    assert usual([5, 5, 5]) is None
    assert usual([5, 5, 5, 9]) == 5


async def test_a_channel_that_fell_silent_is_found(store: Store) -> None:
    until = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)

    def past(connection: Connection) -> None:
        for hour in range(0, 24 * 20, 8):
            town.lead(connection, until - timedelta(days=24) + timedelta(hours=hour), channel="whatsapp")
            town.lead(connection, until - timedelta(hours=hour + 1), channel="telegram")
        for day in (3, 30, 40):
            town.lead(connection, until - timedelta(days=day), channel="email")

    await store.write(past)
    period = Period(DAY, date(2026, 11, 20), date(2026, 11, 20), "Asia/Almaty")

    def look(connection: Connection) -> list[tuple[str, str]]:
        history = weekdays_before(connection, 1, period)
        return [(each.kind, each.name) for each in anomalies(connection, 1, period, history)]

    assert await store.read(look) == [("dead", "whatsapp")]


def test_a_share_of_few_has_no_percentage_and_a_wide_interval():
    few, many = Share(4, 2), Share(400, 200)
    assert few.percent is None
    assert many.percent == 50
    assert few.interval[1] - few.interval[0] > 60
    assert many.interval == pytest.approx((45.12, 54.88), abs=0.01)
    assert Share(0, 0).interval == (0, 100)


def test_median_and_p90_of_those_who_wait_too():
    assert speed([60.0, 120, 180], 0).median == 120
    assert speed([float(each) for each in range(1, 11)], 0).p90 == 9
    assert speed([float(each) for each in range(1, 10)], 1).p90 == 9
    assert speed([float(each) for each in range(1, 9)], 2).p90 is None
    assert speed([1.0, 2.0], 0).median is None
    assert speed([1.0], 2).within == Share(3, 1)
