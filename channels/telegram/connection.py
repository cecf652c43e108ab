"""One kept-alive HTTP/1.1 connection, one request at a time."""

from __future__ import annotations

import asyncio
from typing import cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from .trouble import NoAnswer, Reply

_LARGEST_BYTES = 64_000_000
_FIRST_FINAL = 200
_FIRST_ERROR = 400


class Connection(asyncio.Protocol):
    """`alive` until it breaks or the server wants it closed."""

    def __init__(self) -> None:
        self.alive = False
        self._idle_since = 0.0
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._parser = HttpResponseParser(self)
        self._answer: asyncio.Future[Reply] | None = None
        self._seconds = 0.0
        self._late_at = 0.0
        self._alarm: asyncio.TimerHandle | None = None
        self._body: list[bytes] = []
        self._size = 0

    async def ask(self, request: bytes, seconds: float) -> Reply:
        """Write a whole request and wait for its answer; raises `NoAnswer`.

        Whatever breaks it off ends the connection, or the late answer would be taken for the next one's.
        """
        answer: asyncio.Future[Reply] = self._loop.create_future()
        self._answer = answer
        self._expect(seconds)
        if self._transport is not None:
            self._transport.write(request)
        try:
            reply = await answer
        except BaseException:
            self.drop()
            raise
        finally:
            self._answer = None
        self._idle_since = self._loop.time()
        return reply

    def idle_for(self) -> float:
        """Seconds since its last answer."""
        return self._loop.time() - self._idle_since

    def drop(self) -> None:
        """Close at once, whatever is on the way."""
        self.alive = False
        self._stop_alarm()
        if self._transport is not None:
            self._transport.abort()

    def _expect(self, seconds: float) -> None:
        """Be woken when the answer is late. An alarm set for an earlier request will do, unless it rings too late."""
        self._seconds = seconds
        self._late_at = self._loop.time() + seconds
        if self._alarm is None or self._alarm.when() > self._late_at:
            self._stop_alarm()
            self._alarm = self._loop.call_at(self._late_at, self._ring)

    def _stop_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _ring(self) -> None:
        self._alarm = None
        if self._answer is None:
            return
        if self._loop.time() < self._late_at:  # it was set for an earlier request
            self._alarm = self._loop.call_at(self._late_at, self._ring)
        else:
            self._fail(f"nothing within {self._seconds:g} s")

    def _fail(self, why: str) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(NoAnswer(why))
        self.drop()

    # asyncio calls these

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.alive = True

    def data_received(self, data: bytes) -> None:
        if self._answer is None or self._answer.done():
            # Nobody asked: a server that closes politely, or one that is confused.
            self.drop()
            return
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self._fail("an answer that is not HTTP")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self.alive = False
        status = self._parser.get_status_code()
        if self._answer is not None and not self._answer.done() and status >= _FIRST_ERROR:
            # An error page cut short says no as well as a whole one.
            self._answer.set_result(Reply(status, b"".join(self._body)))
        self._fail("connection lost")

    # httptools calls these

    def on_message_begin(self) -> None:
        self._body = []
        self._size = 0

    def on_body(self, piece: bytes) -> None:
        self._body.append(piece)
        self._size += len(piece)
        if self._size > _LARGEST_BYTES:
            self._fail("an answer without an end")

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < _FIRST_FINAL or self._answer is None or self._answer.done():
            return
        if not self._parser.should_keep_alive():
            self.drop()
        self._answer.set_result(Reply(status, b"".join(self._body)))
