from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog

from channels.telegram.health import Health, Watch

START = datetime(2026, 9, 21, 15, tzinfo=UTC)


class Time:
    def __init__(self) -> None:
        self.passed = 100.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed - 100)

    def elapsed(self) -> float:
        return self.passed


def test_trouble_is_said_when_it_begins_and_every_15_seconds_while_it_lasts() -> None:
    time = Time()
    watch = Watch(time.now, time.elapsed)
    with structlog.testing.capture_logs() as logs:
        for _ in range(10):
            watch.unwell("another program reads this bot's messages")
            time.passed += 5
    assert [line["event"] for line in logs] == ["telegram.trouble"] * 4
    assert {line["since"] for line in logs} == {START.isoformat(timespec="seconds")}
    assert watch.health == Health(ok=False, since=START, why="another program reads this bot's messages")


def test_the_end_of_trouble_is_said_once_and_new_trouble_at_once() -> None:
    time = Time()
    watch = Watch(time.now, time.elapsed)
    with structlog.testing.capture_logs() as logs:
        watch.unwell("no network")
        time.passed += 3
        watch.well()
        watch.well()
        time.passed += 1
        watch.unwell("no network")
    assert [line["event"] for line in logs] == ["telegram.trouble", "telegram.well_again", "telegram.trouble"]
    assert watch.health.since == START + timedelta(seconds=4)
