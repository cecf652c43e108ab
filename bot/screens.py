"""Screens of running work, drawn anew while it goes on: not too often, and never older than what a press has shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.admin import shown
from bot.admin.acts import Screen
from bot.admin.shown import Shown
from fsm.storage.store import Store

_EDIT_EVERY = timedelta(seconds=3)

Due = tuple[Shown, Screen, bool]
"""A screen that is kept current, as it should be now, and whether its work is over."""


class Screens:
    """`draw` says how a screen should be now and whether its work is over; `post` shows it in its chat."""

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        draw: Callable[[Connection, Shown], tuple[Screen, bool]],
        post: Callable[[Shown, Screen], Awaitable[None]],
    ) -> None:
        self._store = store
        self._now = now
        self._draw = draw
        self._post = post
        self._edited: dict[int, tuple[Screen, datetime]] = {}

    def due(self, connection: Connection) -> list[Due]:
        """Every screen there is to keep current."""
        return [(each, *self._draw(connection, each)) for each in shown.all_shown(connection)]

    async def show(self, due: Sequence[Due]) -> None:
        """Draw anew what has changed since it was drawn last, and forget what will not change any more."""
        for each, screen, over in due:
            last, at = self._edited.get(each.letter, (None, self._now() - _EDIT_EVERY))
            if screen != last and self._now() - at >= _EDIT_EVERY:
                await self._redraw(each, screen)
            if over and self._edited.get(each.letter, (last, at))[0] == screen:
                await self._store.write(partial(shown.forget, shown=each))
                self._edited.pop(each.letter, None)

    async def _redraw(self, each: Shown, screen: Screen) -> None:
        """Somebody may have pressed Pause after we looked and been answered before this was shown: then once more."""
        await self._put(each, screen)
        newer, _ = await self._store.read(lambda connection: self._draw(connection, each))
        if newer.rows != screen.rows:
            await self._put(each, newer)

    async def _put(self, each: Shown, screen: Screen) -> None:
        self._edited[each.letter] = screen, self._now()
        await self._post(each, screen)
