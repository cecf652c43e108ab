"""One request to a Bot API server: out as JSON over a kept-alive connection, back as bytes or a named trouble.

The road of every message runs through here rather than through aiogram's `Bot`, and the reason is measured: for one
`sendMessage` aiogram builds and checks the method, a multipart form and the answer's models in about 190 microseconds
of CPU where this takes about 30, and importing aiogram costs three seconds and 110 MB at every start. Telegram's
troubles keep the distinctions aiogram makes (`channels.telegram.consequences`). The wide, rare surface of menus and
administration uses aiogram itself, on the same settings: `channels.telegram.menus`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from .forms import FORM, Upload, form
from .trouble import ApiError, Garbled, Reply
from .wire import Asking, wire_to

if TYPE_CHECKING:
    from .config import TelegramConfig

_ANSWER_SECONDS = 20.0
_SLOWEST_BYTES_A_SECOND = 100_000
_TOKEN_LIKE = re.compile(r"[0-9]+:[A-Za-z0-9_-]{10,}")
_OK = 200

_encode = msgspec.json.Encoder().encode


class _Parameters(msgspec.Struct, frozen=True):
    retry_after: float = 0
    migrate_to_chat_id: int = 0


class _Envelope(msgspec.Struct, frozen=True):
    ok: bool
    result: msgspec.Raw = msgspec.Raw(b"null")
    error_code: int = 0
    description: str = ""
    parameters: _Parameters = _Parameters()


_envelopes = msgspec.json.Decoder(_Envelope)


def answer_in(reply: Reply) -> msgspec.Raw:
    """The `result` of an answer, still as JSON; raises `ApiError` or `Garbled`."""
    try:
        envelope = _envelopes.decode(reply.body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Garbled(reply.status) from None
    if envelope.ok and reply.status == _OK:
        return envelope.result
    raise ApiError(
        envelope.error_code or reply.status,
        _TOKEN_LIKE.sub("<token>", envelope.description)[:300],
        retry_after=envelope.parameters.retry_after,
        migrate_to=envelope.parameters.migrate_to_chat_id,
    )


class Api:
    """A Bot API server and our token with it. Opens nothing until the first request."""

    def __init__(self, config: TelegramConfig) -> None:
        self._base = config.base
        self._token = config.token
        # One more than may send: the long poll occupies a connection of its own.
        self._wire = wire_to(config.base, config.connections + 1)

    def __repr__(self) -> str:
        return f"Api({self._base!r})"

    async def call(self, method: str, params: Mapping[str, Any], seconds: float = _ANSWER_SECONDS) -> msgspec.Raw:
        """Ask for one thing; `seconds` is how long the answer may take.

        Raises `NotReached`, `NoAnswer` (with its kind `Garbled`) or `ApiError`.
        """
        return answer_in(await self.exchange(method, params, seconds))

    async def upload(self, method: str, params: Mapping[str, Any], upload: Upload) -> msgspec.Raw:
        """The same with a file; a large one has longer. Raises what `call` raises."""
        path = f"/bot{self._token.get_secret_value()}/{method}"
        seconds = _ANSWER_SECONDS + len(upload.file.content) / _SLOWEST_BYTES_A_SECOND
        return answer_in(await self._wire.post(path, form(params, upload), seconds, FORM))

    async def download(self, file_path: str, size: int = 0) -> Reply:
        """A file by the path `getFile` told, of about `size` bytes; raises `NotReached` or `NoAnswer`."""
        path = f"/file/bot{self._token.get_secret_value()}/{quote(file_path)}"
        return await self._wire.get(path, _ANSWER_SECONDS + size / _SLOWEST_BYTES_A_SECOND)

    def exchange(self, method: str, params: Mapping[str, Any], seconds: float = _ANSWER_SECONDS) -> Asking:
        """The bare request and answer; raises `NotReached` or `NoAnswer`, which never show the token."""
        path = f"/bot{self._token.get_secret_value()}/{method}"
        return self._wire.post(path, _encode(params), seconds)

    async def close(self) -> None:
        """Let go of all connections; safe to call twice."""
        await self._wire.close()
