"""Being told to end is never overheard, whatever happens at the same instant."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.committer import Committer
from bot.filings import LookAgain
from bot.pauses import Pauses
from tests.unit.bot.test_committer import Book, SlowStore, marked, said


async def ends(work: Awaitable[None], first: Callable[[], object], steps: int) -> bool:
    """Let it run a few steps, then wake it and cancel it in the same instant; whether it ended."""
    task = asyncio.ensure_future(work)
    for _ in range(steps):
        await asyncio.sleep(0)
    first()
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=1)
    if not done:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return bool(done)


@pytest.mark.parametrize("steps", range(1, 12))
async def test_a_committer_with_marks_in_hand_ends(steps: int) -> None:
    committer = Committer(SlowStore(), Book(), lambda _outcome: None)  # type: ignore[arg-type]
    committer.mark(marked(1))
    assert await ends(committer.run(), lambda: committer.file_soon([said("a")]), steps)


@pytest.mark.parametrize("steps", range(1, 6))
async def test_pauses_that_are_just_woken_end(steps: int) -> None:
    async def nobody() -> Sequence[int]:
        return ()

    def looked(_filings: Sequence[LookAgain]) -> None: ...

    now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    class Clock:
        def now(self) -> datetime:
            return now

    pauses = Pauses(Clock(), looked, nobody)  # type: ignore[arg-type]
    pauses.add([(1, now + timedelta(hours=1))])
    assert await ends(pauses.run(), lambda: pauses.add([(2, now + timedelta(hours=2))]), steps)
