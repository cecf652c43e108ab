"""What was missed while nobody listened: read again from WAHA's history, at the start and every few minutes.

Webhooks alone are not enough: they come without order, may be lost, and have been seen to stop while the session kept
working. Everything found goes the way of everything heard; what is known already has no second effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog

from channels.contract import Inbound, Receive

from . import ids
from .api import NoAnswer, NotReached, WahaError, escaped
from .intake import Intake
from .number import Number
from .schema import Message, Unreadable, read_message
from .sessions import Sessions
from .states import READS_ALL_CHATS
from .translate import Echo, message

log = structlog.get_logger("whatsapp")

_FIRST_LOOK = timedelta(hours=24)
_FURTHEST = timedelta(days=7)
_OVERLAP = timedelta(minutes=5)
_SETTLED = timedelta(minutes=1)
_PAGE = 100
_MOST_PAGES = 50
_BATCH = 100
_DEAF = "WhatsApp's messages come in only when we look for them: its webhook does not reach us"
_UNSIGNED = "WAHA's webhook comes without our signature; its HMAC key and TALAP_WAHA__HMAC_KEY must be the same"

_rows = msgspec.json.Decoder(list[msgspec.Raw])


class CatchUp:
    """Looks for missed messages. `since` is when everything was known; None before the first look."""

    def __init__(self, number: Number, sessions: Sessions, intake: Intake) -> None:
        self._number = number
        self._waha = number.waha
        self._sessions = sessions
        self._intake = intake
        self.since: datetime | None = None

    async def run(self, receive: Receive) -> int:
        """Look once; how many messages were new. Never raises for trouble at WAHA or on our disk: it looks again."""
        began = self._number.now()
        try:
            found = await self._history(self._from(began))
        except (WahaError, NotReached, NoAnswer, *Unreadable) as error:
            log.warning("whatsapp.no_history", why=str(error)[:200])
            return 0
        first = self.since is None
        wanted = self._unanswered(found) if first else [said for said, _ in found if isinstance(said, Inbound)]
        try:
            missed = await self._take(wanted, receive)
        except Exception as error:  # noqa: BLE001 - whatever kept it from the disk, the next look finds it again
            log.warning("whatsapp.not_kept", why=type(error).__name__)
            return 0
        self.since = began
        self._judge(missed, began, first=first)
        return len(missed)

    def _from(self, now: datetime) -> datetime:
        if self.since is None:
            return now - _FIRST_LOOK
        return max(self.since - _OVERLAP, now - _FURTHEST)

    def _judge(self, missed: Sequence[Inbound], now: datetime, *, first: bool) -> None:
        """What the webhook should have brought a minute ago and did not tells that we are deaf to it."""
        late = [heard for heard in missed if now - heard.sent_at > _SETTLED]
        if missed:
            log.info("whatsapp.caught_up", messages=len(missed))
        if late and not first:
            forged = self._number.refused["forged"] > 0
            key, why = ("whatsapp.unsigned", _UNSIGNED) if forged else ("whatsapp.deaf", _DEAF)
            self._number.watch.unwell("ears", key, why)

    def _unanswered(self, found: Sequence[tuple[Inbound | Echo, str]]) -> list[Inbound]:
        """At the first look only what no person answered: what was said before it is settled, not ours to take up.

        Our own answers settle nothing: what they answered is known to the inbox.
        """
        settled: set[str] = set()
        waiting: list[Inbound] = []
        for said, chat in reversed(found):
            if isinstance(said, Echo):
                settled |= set() if self._number.stamp.made(said.id) else {chat}
            elif said.own:
                settled.add(chat)
            elif chat not in settled:
                waiting.append(said)
        return waiting[::-1]

    async def _take(self, wanted: Sequence[Inbound], receive: Receive) -> list[Inbound]:
        fresh = [heard for heard in wanted if heard.event_id not in self._number.seen]
        for start in range(0, len(fresh), _BATCH):
            await self._intake.take(fresh[start : start + _BATCH], receive)
        return fresh

    async def _history(self, since: datetime) -> list[tuple[Inbound | Echo, str]]:
        """Messages of private chats since then, oldest first, each with its chat."""
        if self._sessions.engine in READS_ALL_CHATS:
            rows = await self._pages("all", since)
        else:
            rows = [row for chat in await self._chats(since) for row in await self._pages(chat, since)]
        found: dict[str, tuple[float, Inbound | Echo, str]] = {}
        # Newest first as they come; within one second, all that WhatsApp tells, that order is the only one there is.
        for row in reversed(rows):
            item = _item(row)
            said = message(item, self._number.name, self._number.now()) if item is not None else None
            if item is not None and said is not None:
                found[ids.bare(item.id)] = (item.timestamp, said, ids.chat_in(item.id))
        return [(said, chat) for _, said, chat in sorted(found.values(), key=_moment)]

    async def _pages(self, chat: str, since: datetime) -> list[Any]:
        rows: list[Any] = []
        for page in range(_MOST_PAGES):
            query = {
                "limit": str(_PAGE),
                "offset": str(page * _PAGE),
                "downloadMedia": "false",
                "sortBy": "timestamp",
                "sortOrder": "desc",
                "filter.timestamp.gte": str(int(since.timestamp())),
            }
            path = f"/api/{{session}}/chats/{escaped(chat)}/messages"
            more = _rows.decode(await self._waha.get(path, query))
            rows += more
            # A page may hold fewer than asked for and not be the last; an empty one is.
            if not more:
                return rows
        log.warning("whatsapp.history_too_long", messages=len(rows))
        return rows

    async def _chats(self, since: datetime) -> list[str]:
        """Private chats with something new, for engines that cannot be asked for all chats at once."""
        found = []
        for page in range(_MOST_PAGES):
            raw = await self._waha.get(
                "/api/{session}/chats/overview", {"limit": str(_PAGE), "offset": str(page * _PAGE)}
            )
            chats = [_overview(row) for row in _rows.decode(raw)]
            found += [chat for chat, at in chats if ids.person(chat) and at >= since.timestamp()]
            if not chats or all(at < since.timestamp() for _, at in chats):
                return found
        return found


def _moment(found: tuple[float, Inbound | Echo, str]) -> tuple[float, bool]:
    """The order of what was found; in doubt a person spoke after us, so that no word of theirs passes for answered."""
    at, said, _ = found
    return at, isinstance(said, Inbound) and not said.own


def _item(row: msgspec.Raw) -> Message | None:
    """One message; one that cannot be read does not hide the others."""
    try:
        return read_message(row)
    except Unreadable:
        log.warning("whatsapp.history_row_skipped", bytes=len(bytes(row)))
        return None


def _overview(row: msgspec.Raw) -> tuple[str, float]:
    try:
        chat: Any = msgspec.json.decode(row)
        last = chat.get("lastMessage") or {}
        return str(chat.get("id", "")), float(last.get("timestamp") or 0)
    except (*Unreadable, AttributeError, TypeError):
        return "", 0.0
