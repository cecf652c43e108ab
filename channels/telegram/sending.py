"""One message out, whatever it takes: parts in order, plain when the markup is refused, every trouble named."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

import msgspec
import structlog

from channels.contract import Outbound, Receipt
from channels.degrade import fit
from channels.markup import plain

from .api import Api
from .compose import CAPABILITIES, request
from .consequences import consequence, is_bad_markup, is_done
from .trouble import ApiError, NoAnswer, NotReached, Trouble

log = structlog.get_logger("telegram")

_MOST_UNFINISHED = 1_000


class _Sent(msgspec.Struct, frozen=True):
    message_id: int = 0


class Mouth:
    """Sends. Remembers how far a split message got when its sending broke off, so that a retry goes on from there.

    The memory is this process's: to keep it over a crash, file the parts (`channels.degrade.fit`) as messages of their
    own; each is then a single request here.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._unfinished: dict[str, list[str]] = {}
        self._in_trouble_since: float | None = None

    async def say(self, message: Outbound) -> Receipt:
        """Deliver all parts; raises the `SendFailed` of the first that could not be."""
        parts = fit(message, CAPABILITIES)
        if len(parts) == 1:
            return _receipt([await self._deliver(parts[0])])
        delivered = self._unfinished.pop(message.key, [])
        try:
            for part in parts[len(delivered) :]:
                delivered.append(await self._deliver(part))
        except BaseException:
            self._remember(message.key, delivered)
            raise
        return _receipt(delivered)

    def _remember(self, key: str, delivered: list[str]) -> None:
        if len(self._unfinished) >= _MOST_UNFINISHED:
            self._unfinished.pop(next(iter(self._unfinished)))
        self._unfinished[key] = delivered

    async def _deliver(self, part: Outbound) -> str:
        """Send one part and give its id; "" where there is none."""
        method, params = request(part)
        try:
            result = await self._once(method, params, part)
        except (ApiError, NotReached, NoAnswer) as error:
            lasted = self._trouble_lasts(error)
            if isinstance(error, ApiError) and is_done(error):
                return part.edits
            raise consequence(error, lasted) from None
        self._in_trouble_since = None
        return _message_id(result, part)

    def _trouble_lasts(self, error: Trouble) -> float:
        """For how long no request has come through; a refusal of one message has come through."""
        if isinstance(error, ApiError) and error.code < HTTPStatus.INTERNAL_SERVER_ERROR:
            self._in_trouble_since = None
            return 0.0
        now = asyncio.get_running_loop().time()
        self._in_trouble_since = now if self._in_trouble_since is None else self._in_trouble_since
        return now - self._in_trouble_since

    async def _once(self, method: str, params: dict[str, Any], part: Outbound) -> msgspec.Raw:
        """The request; should only its markup be refused, the same words again as plain text."""
        try:
            return await self._api.call(method, params)
        except ApiError as error:
            if not (part.html and is_bad_markup(error)):
                raise
            log.warning("telegram.markup_refused", key=part.key, why=error.description)
        params = {**params, "text": plain(part.text, links=False)}
        del params["parse_mode"]
        return await self._api.call(method, params)


def _receipt(ids: list[str]) -> Receipt:
    return Receipt(tuple(number for number in ids if number))


def _message_id(result: msgspec.Raw, part: Outbound) -> str:
    """The id of what was sent. It has been sent, so a result we cannot read is no reason to send it again."""
    if part.answers:
        return ""
    try:
        return str(msgspec.json.decode(result, type=_Sent).message_id or part.edits)
    except msgspec.MsgspecError:
        return part.edits
