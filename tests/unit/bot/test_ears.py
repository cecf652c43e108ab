"""The way in acknowledges only what is on disk, and gives up in bounded time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import cast

import pytest

from bot.committer import Committer
from bot.ears import Ears
from bot.filings import Filing, FromLead
from bot.owner import Owner
from bot.place import Place
from channels.contract import Inbound, Kind
from fsm.storage.store import StorageBusy
from tests.fakes.channel import FakeChannel

WITHIN = 0.5


class Files:
    """A committer that keeps nothing until it is told to."""

    def __init__(self) -> None:
        self.filed: list[Filing] = []
        self.kept: list[asyncio.Future[None]] = []

    def file_soon(self, filings: Iterable[Filing]) -> list[asyncio.Future[None]]:
        fresh = list(filings)
        self.filed += fresh
        self.kept += [asyncio.get_running_loop().create_future() for _ in fresh]
        return self.kept[len(self.kept) - len(fresh) :]


class Presses:
    """An owner whose every press of a button is theirs."""

    def __init__(self) -> None:
        self.pressed_: list[str] = []

    def is_mine(self, inbound: Inbound) -> bool:
        return inbound.kind is Kind.PRESSED

    async def pressed(self, inbound: Inbound) -> None:
        await asyncio.sleep(0)
        self.pressed_.append(inbound.event_id)


class Road:
    def __init__(self) -> None:
        self.files, self.owner = Files(), Presses()
        self.channel = FakeChannel()
        self.ears = Ears(cast("Committer", self.files), cast("Owner", self.owner), Place())

    def hears(self, *kinds: Kind) -> asyncio.Future[None]:
        heard = [self.channel.inbound("a", kind=kind, text="hello") for kind in kinds or (Kind.SAID,)]
        return asyncio.ensure_future(self.ears.receive(heard))


@pytest.fixture
async def road(monkeypatch: pytest.MonkeyPatch) -> Road:
    monkeypatch.setattr("bot.ears._WITHIN", WITHIN)
    return Road()


async def test_it_is_done_when_all_of_it_is_on_disk(road: Road) -> None:
    heard = road.hears(Kind.SAID, Kind.SAID)
    await asyncio.sleep(0)
    assert [type(each) for each in road.files.filed] == [FromLead, FromLead]
    road.files.kept[0].set_result(None)
    await asyncio.sleep(0)
    assert not heard.done()
    road.files.kept[1].set_result(None)
    await heard


async def test_what_concerns_nobody_is_done_at_once(road: Road) -> None:
    await road.hears(Kind.MOVED)
    assert road.files.filed == []


async def test_the_owners_own_presses_are_handled_before_the_rest_is_filed(road: Road) -> None:
    heard = road.hears(Kind.SAID, Kind.PRESSED)
    await asyncio.sleep(0)
    assert road.files.filed == []
    await asyncio.sleep(0.01)
    assert len(road.owner.pressed_) == len(road.files.filed) == 1
    road.files.kept[0].set_result(None)
    await heard


async def test_each_is_given_up_at_its_own_time(road: Road) -> None:
    loop, ended = asyncio.get_running_loop(), {}
    began = loop.time()
    heard = []
    for number in range(6):
        heard.append(road.hears())
        heard[-1].add_done_callback(lambda _, number=number: ended.setdefault(number, loop.time() - began))
        await asyncio.sleep(0.05)
    for number in (0, 3):
        road.files.kept[number].set_result(None)
    await asyncio.sleep(0)
    found = await asyncio.gather(*heard, return_exceptions=True)
    assert [isinstance(each, StorageBusy) for each in found[1:]] == [True, True, False, True, True]
    for number in (1, 2, 4, 5):
        assert number * 0.05 + WITHIN - 0.01 <= ended[number] < number * 0.05 + WITHIN + 0.15


async def test_quick_commits_leave_nothing_behind_and_the_next_slow_one_is_given_up_all_the_same(road: Road) -> None:
    for number in range(50):
        heard = road.hears()
        road.files.kept[number].set_result(None)
        await heard
    assert len(road.ears._patience._waiting) == 1
    await asyncio.sleep(WITHIN + 0.05)
    with pytest.raises(StorageBusy, match="did not take it"):
        await road.hears()
