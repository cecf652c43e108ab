"""Screens of running work: changed when there is news, not too often, and never behind what a press has shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import Connection

from bot.admin.acts import Key, Screen
from bot.admin.shown import Shown, all_shown
from bot.screens import Screens
from fsm.storage.store import Store
from handoff.tables import settings

HERE = Shown("outreach", 1, 7, "500", 41, "en")
RUNNING, PAUSED = Key("Pause", "out_pause", "7"), Key("Go on", "out_start", "7")


class Work:
    """A campaign somebody may pause while its screen is on its way."""

    def __init__(self, store: Store) -> None:
        self.at = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
        self.state = Screen("1 of 9", ((RUNNING,),))
        self.over = False
        self.next: Screen | None = None
        self.posted: list[Screen] = []
        self.store = store
        self.screens = Screens(store, lambda: self.at, lambda _connection, _shown: (self.state, self.over), self.post)

    async def post(self, _shown: Shown, screen: Screen) -> None:
        self.state, self.next = self.next or self.state, None
        self.posted.append(screen)

    async def look(self, seconds: float = 1.0) -> list[Screen]:
        self.at += timedelta(seconds=seconds)
        self.posted = []
        await self.screens.show(await self.store.read(self.screens.due))
        return self.posted


@pytest.fixture
async def work(store: Store) -> Work:
    def keep(connection: Connection) -> None:
        row = {"workspace_id": 1, "name": "shown.outreach.7", "set_by": "9", "at": datetime(2026, 11, 21, tzinfo=UTC)}
        connection.execute(settings.insert().values(row | {"value": msgspec.json.encode(HERE).decode()}))

    await store.write(keep)
    return Work(store)


async def test_news_are_drawn_at_once_and_then_every_three_seconds_at_most(work: Work) -> None:
    assert await work.look() == [Screen("1 of 9", ((RUNNING,),))]
    work.state = Screen("2 of 9", ((RUNNING,),))
    assert await work.look() == []
    assert await work.look(2.0) == [Screen("2 of 9", ((RUNNING,),))]
    assert await work.look(60.0) == []


async def test_a_press_that_was_answered_while_we_drew_is_not_painted_over(work: Work) -> None:
    work.next = Screen("1 of 9, paused", ((PAUSED,),))
    first, second = await work.look()
    assert (first.rows, second.rows) == (((RUNNING,),), ((PAUSED,),))
    assert await work.look(60.0) == []


async def test_mere_progress_meanwhile_waits_for_its_time(work: Work) -> None:
    work.next = Screen("3 of 9", ((RUNNING,),))
    assert [screen.text for screen in await work.look()] == ["1 of 9"]
    assert [screen.text for screen in await work.look(3.0)] == ["3 of 9"]


async def test_what_is_over_is_drawn_for_the_last_time_and_forgotten(work: Work) -> None:
    work.state, work.over = Screen("9 of 9"), True
    assert await work.look() == [Screen("9 of 9")]
    assert await work.store.read(all_shown) == []
