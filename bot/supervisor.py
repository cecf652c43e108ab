"""Owns every task of the program by name; whatever escapes one of them stops the program loudly."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

import structlog

log = structlog.get_logger()


class Supervisor:
    """A task group whose tasks can be stopped by kind, in an order. Use as `async with Supervisor() as tasks:`."""

    def __init__(self) -> None:
        self._group = asyncio.TaskGroup()
        self._tasks: dict[str, list[asyncio.Task[None]]] = {}

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._group.__aexit__(kind, error, trace)

    def start(self, kind: str, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` until it ends, is stopped with its kind, or fails (which ends the whole program)."""
        self._tasks.setdefault(kind, []).append(self._group.create_task(work, name=name))

    async def stop(self, kind: str) -> None:
        """Cancel the tasks of a kind and wait until they have let go."""
        tasks = self._tasks.pop(kind, [])
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        log.info("stopped", kind=kind, tasks=len(tasks))
