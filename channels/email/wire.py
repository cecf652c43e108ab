"""IMAP over one connection: commands, answers, and a hard time-out around every wait (RFC 9051, RFC 2177).

The standard library's client blocks a thread that nothing can end and knows no IDLE before Python 3.14; the
asynchronous one there is comes under the GPL. We need nine commands.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import ssl
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import msgspec

from .config import Security
from .patience import Patience

_LONGEST_LINE = 8_000_000
_LARGEST_LITERAL = 200_000_000
_LITERAL = re.compile(rb"\{([0-9]{1,10})\+?\}\r\n\Z")
_CODE = re.compile(rb"\[([A-Z0-9-]+)[^\]]*\]", re.IGNORECASE)
_PLAIN = re.compile(r"[\x20-\x7e]*")


class ImapBroken(Exception):
    """The connection is of no more use: it was lost, or the server makes no sense."""


class ImapNo(Exception):
    """The server said no. `code` is its machine-readable reason, "" when it gave none."""

    def __init__(self, text: bytes) -> None:
        super().__init__(text.decode("ascii", "replace").strip()[:200])
        found = _CODE.search(text)
        self.code = found[1].decode("ascii").upper() if found else ""


class Line(msgspec.Struct, frozen=True):
    """One answer: its text with `{}` where data stood, and the data in order."""

    text: bytes
    data: tuple[bytes, ...] = ()


class Wire:
    """A connection. Every method raises ImapBroken, ImapNo or TimeoutError, and OSError while connecting."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, patience: Patience) -> None:
        self._reader = reader
        self._writer = writer
        self._patience = patience
        self._tags = itertools.count(1)
        # News may come with the answer to any command, and are not told again by IDLE.
        self._news = False
        self.capabilities: frozenset[str] = frozenset()

    @classmethod
    async def open(cls, host: str, port: int, how: Security, patience: Patience) -> Self:
        """Connect, encrypt as wanted, and hear the server's greeting."""
        context = ssl.create_default_context() if how != "none" else None
        async with asyncio.timeout(patience.connect):
            reader, writer = await asyncio.open_connection(
                host, port, ssl=context if how == "tls" else None, limit=_LONGEST_LINE
            )
            wire = cls(reader, writer, patience)
            try:
                await wire._begin(context if how == "starttls" else None, host)
            except BaseException:
                wire.drop()
                raise
        return wire

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop()

    def drop(self) -> None:
        """Close at once, whatever is on the way."""
        self._writer.transport.abort()

    async def login(self, user: str, password: str) -> None:
        """Log in; ImapNo when the server does not let us."""
        await self.command("LOGIN", quoted(user), quoted(password))
        await self._learn()

    async def command(self, *words: str | bytes, seconds: float | None = None) -> list[Line]:
        """Say it and give the untagged answers. Bytes go as literals. ImapNo when the server refuses."""
        async with asyncio.timeout(seconds or self._patience.answer):
            try:
                tag = await self._say(words)
                return await self._answers(tag)
            except (OSError, EOFError, ValueError) as error:
                raise ImapBroken(f"connection lost ({type(error).__name__})") from None

    def forget_news(self) -> None:
        """Whatever the server told up to here is going to be looked at."""
        self._news = False

    async def idle(self, seconds: float) -> None:
        """Return when the server has news, or has told some since `forget_news`, and after so long at the latest."""
        async with asyncio.timeout(self._patience.answer):
            tag = await self._say(("IDLE",))
            await self._until_invited(tag)
        try:
            async with asyncio.timeout(seconds):
                while not self._news:
                    await self._line()
        except TimeoutError:
            pass
        async with asyncio.timeout(self._patience.answer):
            try:
                self._writer.write(b"DONE\r\n")
                await self._answers(tag)
            except (OSError, EOFError, ValueError) as error:
                raise ImapBroken(f"connection lost ({type(error).__name__})") from None

    async def _begin(self, to_encrypt: ssl.SSLContext | None, host: str) -> None:
        greeting = await self._line()
        if not greeting.text.upper().startswith((b"* OK", b"* PREAUTH")):
            raise ImapBroken("the server does not greet as an IMAP server")
        if to_encrypt is not None:
            await self._encrypt(to_encrypt, host)
        await self._learn()

    async def _encrypt(self, context: ssl.SSLContext, host: str) -> None:
        tag = await self._say(("STARTTLS",))
        await self._answers(tag)
        if self._reader._buffer:  # type: ignore[attr-defined] # noqa: SLF001 - the only way to see what was slipped in
            raise ImapBroken("somebody put words in before the encryption began")
        await self._writer.start_tls(context, server_hostname=host)

    async def _learn(self) -> None:
        told = [line.text for line in await self.command("CAPABILITY")]
        words = b" ".join(text for text in told if text.upper().startswith(b"* CAPABILITY"))
        self.capabilities = frozenset(words.decode("ascii", "replace").upper().split())

    async def _say(self, words: Sequence[str | bytes]) -> bytes:
        tag = f"t{next(self._tags)}"
        self._writer.write(tag.encode())
        for word in words:
            if isinstance(word, bytes):
                self._writer.write(b" {%d}\r\n" % len(word))
                await self._until_invited(tag.encode())
                self._writer.write(word)
            else:
                self._writer.write(f" {word}".encode())
        self._writer.write(b"\r\n")
        await self._writer.drain()
        return tag.encode()

    async def _until_invited(self, tag: bytes) -> None:
        """Wait for the `+` after which the server takes more."""
        while not (line := await self._line()).text.startswith(b"+"):
            if line.text.startswith(tag + b" "):
                raise ImapNo(line.text)

    async def _answers(self, tag: bytes) -> list[Line]:
        heard: list[Line] = []
        while True:
            line = await self._line()
            if line.text.startswith(tag + b" "):
                verdict = line.text[len(tag) + 1 :]
                if not verdict.upper().startswith(b"OK"):
                    raise ImapNo(verdict)
                return [*heard, line]
            heard.append(line)

    async def _line(self) -> Line:
        """One answer with all its data. Being cancelled while nothing has come loses nothing."""
        text, data = b"", []
        while True:
            try:
                piece = await self._reader.readuntil(b"\n")
            except asyncio.IncompleteReadError:
                raise ImapBroken("the server closed the connection") from None
            except (asyncio.LimitOverrunError, OSError) as error:
                raise ImapBroken(f"connection lost ({type(error).__name__})") from None
            found = _LITERAL.search(piece)
            if found is None:
                text += piece.rstrip(b"\r\n")
                break
            size = int(found[1])
            if size > _LARGEST_LITERAL:
                raise ImapBroken("the server wants to send more than anybody asked for")
            text += piece[: found.start()] + b"{}"
            data.append(await self._reader.readexactly(size))
        if text.upper().startswith(b"* BYE"):
            raise ImapBroken(f"the server says goodbye: {text[5:].decode('ascii', 'replace').strip()[:200]}")
        self._news = self._news or _is_news(text)
        return Line(text, tuple(data))


def quoted(text: str) -> str | bytes:
    """A string for a command; what cannot stand in quotes goes as a literal. Raises ValueError for a line break."""
    if re.search(r"[\r\n\x00]", text):
        raise ValueError("a line break in an IMAP command")
    if not _PLAIN.fullmatch(text):
        return text.encode()
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_news(text: bytes) -> bool:
    return text.startswith(b"* ") and text.upper().endswith((b" EXISTS", b" RECENT"))
