"""Our own poll loop: hear, have it committed, and only then confirm.

aiogram's loop confirms a batch while its handlers still run and counts a failed handler as done; over a thousand kills
it lost every seventh message. Here the next offset is asked for only after `receive` has returned.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

import msgspec
import structlog

from channels.contract import Inbound, Misconfigured, Receive

from .api import Api, answer_in
from .health import Watch
from .patience import Patience
from .schema import ALLOWED_UPDATES, Int, Unreadable, Update, read_object, read_update
from .translate import all_inbound, merge_albums
from .trouble import ApiError, Garbled, NoAnswer, NotReached, Reply

log = structlog.get_logger("telegram")

_PAGE = 100
_GRACE_SECONDS = 15.0
_GIVE_UP_ON_ONE = 3
# A rival takes our messages while we wait, so wait less than for a server in trouble.
_RIVAL_SECONDS = 10.0
# A server that does not hold a poll open until there is news must not be asked without a break.
_SHORTEST_EMPTY_SECONDS = 0.3
_RIVAL = "another program reads this bot's messages; stop it, or make a new token at @BotFather"
_NUMBER = re.compile(rb'"update_id"\s*:\s*([0-9]{1,18})\b')


class _Numbered(msgspec.Struct, frozen=True):
    update_id: Int


class Poller:
    """The ear of a bot that has no public address. `offset` is what the next request will confirm."""

    def __init__(
        self, api: Api, name: str, watch: Watch, now: Callable[[], datetime], patience: Patience | None = None
    ) -> None:
        self._api = api
        self._name = name
        self._watch = watch
        self._now = now
        self._patience = patience or Patience()
        self._offset: int | None = None
        self._failures = 0
        self._unread = 0
        self._heard_at = 0.0

    async def run(self, receive: Receive) -> None:
        """Hear until cancelled. Raises `Misconfigured` when Telegram does not know the token; waits out all else."""
        clock = asyncio.get_running_loop().time
        while True:
            asked = clock()
            try:
                heard, last = await self._page()
            except (ApiError, NotReached, NoAnswer) as error:
                await self._wait_out(error)
                continue
            if heard and not await self._kept(heard, receive):
                continue
            if not self._confirm(last) and clock() - asked < _SHORTEST_EMPTY_SECONDS:
                await asyncio.sleep(_SHORTEST_EMPTY_SECONDS)

    async def _page(self) -> tuple[list[Inbound], int | None]:
        """The next updates translated, and the highest number among all of them."""
        # A page that cannot be read is asked for one by one, so that only the guilty update is skipped.
        limit = 1 if self._unread else _PAGE
        params: dict[str, Any] = {
            "timeout": int(self._patience.long_poll),
            "limit": limit,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if self._offset is not None:
            params["offset"] = self._offset
        reply = await self._api.exchange("getUpdates", params, self._patience.long_poll + _GRACE_SECONDS)
        try:
            items = _updates_in(reply)
        except Garbled:
            return [], self._number_of_unreadable(reply)
        self._unread = 0
        return self._translated(items)

    def _translated(self, items: list[Any]) -> tuple[list[Inbound], int | None]:
        heard: dict[str, Inbound] = {}
        last: int | None = None
        for item in items:
            try:
                number = _number(item)
                last = number if last is None else max(last, number)
                said = all_inbound(_update(item), self._name, self._now())
            except Exception as error:  # noqa: BLE001 - one update must never deafen the bot to all others
                log.warning("telegram.update_skipped", update=last, why=type(error).__name__)
                continue
            heard.update((one.event_id, one) for one in said)
        if items and last is None:
            raise Garbled(HTTPStatus.OK)
        return merge_albums(heard.values()), last

    def _number_of_unreadable(self, reply: Reply) -> int | None:
        """The number of a lone update that stays unreadable, to step over it; raises `Garbled` until that is sure."""
        whole = reply.status == HTTPStatus.OK and reply.body.rstrip().endswith(b"]}")
        number = _NUMBER.search(reply.body)
        self._unread += 1
        if not whole or number is None or self._unread <= _GIVE_UP_ON_ONE:
            raise Garbled(reply.status)
        self._unread = 0
        log.error("telegram.update_unreadable", update=int(number[1]), bytes=len(reply.body))
        return int(number[1])

    async def _kept(self, heard: list[Inbound], receive: Receive) -> bool:
        try:
            await receive(heard)
        except Exception as error:  # noqa: BLE001 - whatever kept it from the disk, Telegram must give it again
            await self._pause(f"messages could not be saved ({type(error).__name__}); asking for them again")
            return False
        return True

    def _confirm(self, last: int | None) -> bool:
        """Let the next request confirm all up to `last`; whether that is anything new."""
        self._failures = 0
        self._watch.well()
        clock = asyncio.get_running_loop().time()
        news = last is not None and last + 1 != self._offset
        if last is not None:
            self._offset = last + 1
            self._heard_at = clock
        elif clock - self._heard_at > self._patience.forget_after:
            # After a week of silence Telegram numbers anew, possibly lower. All we had is confirmed by now.
            self._offset = None
        return news

    async def _wait_out(self, error: ApiError | NotReached | NoAnswer) -> None:
        if not isinstance(error, ApiError):
            await self._pause(f"Telegram cannot be reached ({error})")
        elif error.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
            self._watch.unwell("Telegram does not accept the bot token")
            raise Misconfigured(
                "Telegram does not accept the bot token; set TALAP_TELEGRAM__TOKEN anew from @BotFather"
            )
        elif error.retry_after:
            self._watch.unwell(f"Telegram asks to wait {error.retry_after:g} s")
            await asyncio.sleep(error.retry_after)
        elif error.code == HTTPStatus.CONFLICT and "webhook" in error.description.lower():
            await self._take_over_from_webhook()
        elif error.code == HTTPStatus.CONFLICT:
            await self._pause(_RIVAL, _RIVAL_SECONDS)
        else:
            await self._pause(f"Telegram answers {error}")

    async def _take_over_from_webhook(self) -> None:
        """Polling was asked for, so an old webhook goes; what waits in it is kept."""
        log.warning("telegram.webhook_removed", why="polling was configured and a webhook was still set")
        try:
            await self._api.call("deleteWebhook", {"drop_pending_updates": False})
        except (ApiError, NotReached, NoAnswer) as error:
            await self._pause(f"an old webhook could not be removed ({error})")
        else:
            await self._pause("an old webhook had to be removed")

    async def _pause(self, why: str, at_most: float = math.inf) -> None:
        self._watch.unwell(why)
        self._failures += 1
        await asyncio.sleep(min(at_most, self._patience.after(self._failures)))


def _updates_in(reply: Reply) -> list[Any]:
    """The updates of an answer, each still raw where strict JSON allows; raises `ApiError` or `Garbled`."""
    try:
        return msgspec.json.decode(answer_in(reply), type=list[msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError):
        raise Garbled(reply.status) from None
    except Garbled:
        if reply.status != HTTPStatus.OK:
            raise
    try:
        items = json.loads(reply.body)["result"]
    except (*Unreadable, KeyError, TypeError):
        raise Garbled(reply.status) from None
    return items if isinstance(items, list) else []


def _number(item: Any) -> int:
    if isinstance(item, msgspec.Raw):
        return msgspec.json.decode(item, type=_Numbered).update_id
    return msgspec.convert(item, _Numbered).update_id


def _update(item: Any) -> Update:
    return read_update(item) if isinstance(item, msgspec.Raw) else read_object(item)
