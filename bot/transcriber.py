"""Voice notes in words: any server with OpenAI's /audio/transcriptions, asked as an effect, heard as an event."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
import structlog
from pydantic import SecretStr

from bot.filings import Inside
from bot.llm_channel import STALE, File
from bot.llm_tasks import TRANSCRIBER, WriteDown, decode
from channels.contract import Capabilities, Channel, Finding, Outbound, Receipt, Receive
from fsm.events import Transcribed

if TYPE_CHECKING:
    import httpx
    from aiohttp.web import AbstractRouteDef

log = structlog.get_logger()

LARGEST = 20_000_000
"""Bytes of a voice note; a larger one is left to the rep."""

_SECONDS = 30.0
_LONGEST_TEXT = 4000
_HEARD_AS = {"ru": "ru", "kk": "kk", "en": "en", "uk": "uk"}


Fetch = Callable[[str], Awaitable[Any]]
"""Brings a file people sent, by its id: its bytes, or a value with them in `content`. Raises what networks raise."""


def fetch_of(channel: Channel | None) -> Fetch | None:
    """How this channel fetches files; None when it cannot (it is an optional capability)."""
    return getattr(channel, "fetch", None)


class NotWrittenDown(Exception):
    """The transcriber gave no text; the text says why in a word."""


class Transcriber(Protocol):
    """Writes down what is said in a recording."""

    async def write_down(self, sound: bytes, name: str, mime: str, language: str) -> str:
        """The words, or "" when there are none. Raises NotWrittenDown."""
        ...

    async def close(self) -> None: ...


class _Words(msgspec.Struct, frozen=True):
    text: str


class HttpTranscriber:
    """`Transcriber` on a server that speaks OpenAI's protocol. `url` is its base, e.g. `https://host/v1`."""

    def __init__(self, url: str, model: str, api_key: SecretStr | None = None) -> None:
        self._url = url.rstrip("/") + "/audio/transcriptions"
        self._model = model
        self._api_key = api_key
        self._client: httpx.AsyncClient | None = None

    async def write_down(self, sound: bytes, name: str, mime: str, language: str) -> str:
        import httpx

        if self._client is None:
            key = {"Authorization": f"Bearer {self._api_key.get_secret_value()}"} if self._api_key else {}
            self._client = httpx.AsyncClient(headers=key, timeout=_SECONDS, follow_redirects=False)
        form = {"model": self._model, "response_format": "json"}
        if language in _HEARD_AS:
            form["language"] = _HEARD_AS[language]
        files = {"file": (name or "voice.ogg", sound, mime or "audio/ogg")}
        try:
            async with asyncio.timeout(_SECONDS):
                response = await self._client.post(self._url, data=form, files=files)
            response.raise_for_status()
            return msgspec.json.decode(response.content, type=_Words).text.strip()[:_LONGEST_TEXT]
        except (httpx.HTTPError, TimeoutError, msgspec.MsgspecError, ValueError) as trouble:
            raise NotWrittenDown(type(trouble).__name__) from None

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()


class TranscriberChannel:
    """To the road one more channel: a letter to it is a voice note, and the words come back as an event."""

    name = TRANSCRIBER
    capabilities = Capabilities()

    def __init__(
        self,
        transcriber: Transcriber | None,
        channels: Mapping[str, Channel],
        file: File,
        now: Callable[[], datetime],
    ) -> None:
        self._transcriber = transcriber
        self._channels = channels
        self._file = file
        self._now = now

    async def send(self, message: Outbound) -> Receipt:
        """Fetch, write down, file the words; without words file that there are none, so that the bot asks to type."""
        task = decode(message.text)
        if self._transcriber is None or not isinstance(task, WriteDown) or self._now() - task.asked_at > STALE:
            return Receipt()
        text = await self._text(self._transcriber, task)
        event = Transcribed(at=self._now(), about=task.about, text=text)
        await self._file([Inside(task.lead_id, TRANSCRIBER, message.key, event)])
        return Receipt()

    async def _text(self, transcriber: Transcriber, task: WriteDown) -> str:
        fetch = fetch_of(self._channels.get(task.channel))
        if fetch is None or task.size > LARGEST:
            return ""
        try:
            fetched = await fetch(task.file_id)
            sound = fetched if isinstance(fetched, bytes) else fetched.content
            text = await transcriber.write_down(sound, task.name, task.mime, task.language)
        except Exception as trouble:  # noqa: BLE001 (each network has its own errors; the lead is asked to type)
            log.warning("voice.not_written_down", lead=task.lead_id, why=type(trouble).__name__)
            return ""
        log.info("voice.written_down", lead=task.lead_id, bytes=len(sound), letters=len(text))
        return text

    def routes(self, receive: Receive) -> Sequence[AbstractRouteDef]:
        _ = receive
        return ()

    async def listen(self, receive: Receive) -> None:
        _ = receive
        await asyncio.Event().wait()

    async def typing(self, chat: str) -> None:
        _ = chat

    async def check(self) -> Sequence[Finding]:
        return ()

    async def close(self) -> None:
        if self._transcriber is not None:
            await self._transcriber.close()
