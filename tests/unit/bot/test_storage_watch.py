"""What people hear of the database, and when; and that a loop that hangs is noticed from outside."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot import storage_watch
from bot.news import News
from bot.pulse import Pulse
from bot.storage_watch import StorageWatch
from fsm.storage.condition import SLOW_SECONDS, Condition, kind_of
from fsm.storage.store import StorageBusy


class Hand:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


class Sick:
    """A store with a condition; `probe` fails as often as `failures` says."""

    def __init__(self, hand: Hand) -> None:
        self.condition = Condition(hand)
        self.failures = 0
        self.probes = 0

    async def probe(self) -> None:
        self.probes += 1
        number = self.condition.begun()
        self.condition.ended(number)
        if self.failures:
            self.failures -= 1
            self.condition.failed("full", "still full")
            raise StorageBusy("still full", "full")
        self.condition.well()


@pytest.fixture
def hand() -> Hand:
    return Hand()


async def test_a_full_disk_is_told_at_once_and_once_and_probed_until_it_is_over(hand: Hand) -> None:
    store = Sick(hand)
    watch = StorageWatch(store)  # type: ignore[arg-type]
    assert await watch.news() is None
    store.condition.failed("full", "no space left")
    store.failures = 2
    assert await watch.news() == News("owner.storage.full")
    assert await watch.news() is None
    for _ in range(2):
        hand.at += 3
        assert await watch.news() is None
    hand.at += 3
    assert await watch.news() == News("owner.storage.well")
    assert store.probes == 3
    assert await watch.news() is None


async def test_a_short_lock_is_not_told(hand: Hand) -> None:
    store = Sick(hand)
    watch = StorageWatch(store)  # type: ignore[arg-type]
    store.condition.failed("locked", "somebody holds it")
    assert await watch.news() is None
    store.condition.well()
    assert await watch.news() is None


async def test_trouble_that_lasts_is_told_after_a_while(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_watch, "_PATIENCE", 0.05)
    store = Sick(hand)
    watch = StorageWatch(store)  # type: ignore[arg-type]
    store.condition.failed("away", "connection refused")
    assert await watch.news() is None
    await asyncio.sleep(0.06)
    assert await watch.news() == News("owner.storage.away")


def test_a_write_that_hangs_is_trouble_by_itself(hand: Hand) -> None:
    condition = Condition(hand)
    number = condition.begun()
    hand.at += SLOW_SECONDS + 1
    trouble = condition.trouble
    assert trouble is not None
    assert trouble.kind == "slow"
    condition.ended(number)
    assert condition.trouble is None


class Stated(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("53100", "full"),
        ("53300", "away"),
        ("57P01", "away"),
        ("57P03", "away"),
        ("08006", "away"),
        ("25006", "readonly"),
        ("40P01", "locked"),
        ("40001", "locked"),
        ("58030", "disk"),
        ("XX001", "damaged"),
        ("23505", None),
        ("22021", None),
        ("42P01", None),
    ],
)
def test_what_postgresql_says_of_itself_is_told_from_what_it_says_of_a_statement(state: str, kind: str | None) -> None:
    assert kind_of(Stated(state)) == kind


async def test_a_loop_that_hangs_is_noticed_while_it_hangs(capfd: pytest.CaptureFixture[str]) -> None:
    pulse = Pulse(still=0.3)
    task = asyncio.create_task(pulse.run())
    await asyncio.sleep(0.05)
    time.sleep(1.0)  # noqa: ASYNC251 (that is the fault)
    assert pulse.stalls == 1
    await asyncio.sleep(0.4)
    assert pulse.stalls == 1
    assert "test_a_loop_that_hangs" in capfd.readouterr().err
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
