"""The console channel: standard input to the engine, its answers to standard output."""

from __future__ import annotations

import asyncio
import secrets
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

import structlog

from channels.contract import Button, Capabilities, Finding, Inbound, Outbound, Receipt, Receive, Unreachable
from channels.degrade import fit

from .translate import Line, inbound, lines

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

log = structlog.get_logger("console")

_CAPABILITIES = Capabilities(max_text=1_000_000, buttons=100, buttons_in_row=100, edits=True, asks_contact=True)
_ANSWER_WITHIN_SECONDS = 5.0
_MORE_WITHIN_SECONDS = 0.3
_RETRY_SECONDS = 0.5
_PROMPT = "> "


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ConsoleChannel:
    """One lead, new with every start of the program.

    Typed by a person, a line is handed over at once. From a pipe or a file, the next line waits for the answer to the
    one before (five seconds at most), as a person would. `ended` is set when the input is over and answered; the
    program may then stop.
    """

    name = "console"
    capabilities = _CAPABILITIES

    def __init__(
        self, typed: TextIO | None = None, screen: TextIO | None = None, *, now: Callable[[], datetime] = _utc_now
    ) -> None:
        self._typed = typed
        self._screen = screen
        self._now = now
        self._session = secrets.token_hex(8)
        self._options: tuple[Button, ...] = ()
        self._answered = asyncio.Event()
        self._printed = 0
        self._interactive = False
        self._prompted = False
        self.ended = asyncio.Event()

    @property
    def chat(self) -> str:
        """The address of this terminal."""
        return self._session

    def routes(self, receive: Receive) -> Sequence[AbstractRouteDef]:  # noqa: ARG002 - a terminal has no web side
        """None."""
        return ()

    async def listen(self, receive: Receive) -> None:
        """Read lines until cancelled; after the last line only wait."""
        source = self._typed or sys.stdin
        self._interactive = source.isatty()
        waiting = _read_aside(source)
        self._prompt()
        number = 0
        while (text := await waiting.get()) is not None:
            number += 1
            self._prompted = False
            heard = inbound(Line(number, text, self._options), self._session, self.name, self._now())
            if heard is not None:
                self._answered.clear()
                await self._hand_over(heard, receive)
                await self._answer()
            self._prompt()
        self.ended.set()
        await asyncio.Event().wait()

    async def send(self, message: Outbound) -> Receipt:
        """Print; raises `Unreachable` for a terminal of an earlier start."""
        if message.chat != self._session:
            raise Unreachable("that terminal is closed")
        if message.answers and not message.text:
            # Only stops a button from spinning, and a terminal's does not spin.
            return Receipt()
        parts = fit(message, _CAPABILITIES)
        if not parts:
            return Receipt()
        screen = self._screen or sys.stdout
        for part in parts:
            # Over the prompt that already waits for the next line.
            screen.write(f"\r{lines(part)}" if self._prompted else lines(part))
            self._prompted = False
            if part.buttons:
                self._options = tuple(button for row in part.buttons for button in row)
        screen.flush()
        self._prompt()
        self._printed += 1
        self._answered.set()
        return Receipt((str(self._printed),))

    async def typing(self, chat: str) -> None:
        """Nothing: the answer is there as soon as it is."""

    async def check(self) -> Sequence[Finding]:
        """A terminal is always well."""
        return (Finding("console", ok=True),)

    async def close(self) -> None:
        """Nothing to let go of."""

    async def _hand_over(self, heard: Inbound, receive: Receive) -> None:
        self._options = ()
        while True:
            try:
                await receive([heard])
            except Exception as error:  # noqa: BLE001 - whatever kept it from the disk, the line is not lost
                log.warning("console.not_kept", line=heard.message_id, why=type(error).__name__)
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                return

    async def _answer(self) -> None:
        """Piped lines would otherwise all arrive before the first answer."""
        if self._interactive:
            return
        patience = _ANSWER_WITHIN_SECONDS
        while True:
            try:
                async with asyncio.timeout(patience):
                    await self._answered.wait()
            except TimeoutError:
                return
            self._answered.clear()
            patience = _MORE_WITHIN_SECONDS

    def _prompt(self) -> None:
        """Once, however many would like to: an answer may be printed before its question was handed over."""
        if self._interactive and not self._prompted:
            self._prompted = True
            screen = self._screen or sys.stdout
            screen.write(_PROMPT)
            screen.flush()


def _read_aside(source: TextIO) -> asyncio.Queue[str | None]:
    """Lines of a blocking file as a queue that ends with None.

    A daemon thread reads: the event loop can read only pipes, and a thread of a pool would keep the program from ending
    while somebody might still type.
    """
    lines_read: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in source:
            if not _told(loop, lines_read, line):
                return
        _told(loop, lines_read, None)

    threading.Thread(target=read, name="console input", daemon=True).start()
    return lines_read


def _told(loop: asyncio.AbstractEventLoop, lines_read: asyncio.Queue[str | None], line: str | None) -> bool:
    try:
        loop.call_soon_threadsafe(lines_read.put_nowait, line)
    except RuntimeError:
        # The program ended while somebody typed.
        return False
    return True
