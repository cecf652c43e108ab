"""One message out, whatever it takes: parts in order, plain when the markup is refused, every trouble named."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
import structlog

from channels.contract import Outbound, Receipt
from channels.degrade import fit, without_halves
from channels.markup import plain

from .api import Api
from .compose import CAPABILITIES, request
from .consequences import consequence, is_bad_markup, is_caption, is_done, is_no_picture
from .files import as_document, suited, to_upload
from .pace import Pace
from .topics import Topics
from .trouble import ApiError, NoAnswer, NotReached, Trouble

log = structlog.get_logger("telegram")

_MOST_UNFINISHED = 1_000
_SHORT = 2_000
"""Characters that are surely within Telegram's 4,096 UTF-16 units."""
_FEW = 20
"""Rows of one button each that every network with buttons shows as they are."""


class _Sent(msgspec.Struct, frozen=True):
    message_id: int = 0


_read_sent = msgspec.json.Decoder(_Sent).decode


class Mouth:
    """Sends. Remembers how far a split message got when its sending broke off, so that a retry goes on from there.

    The memory is this process's: to keep it over a crash, file the parts (`channels.degrade.fit`) as messages of their
    own; each is then a single request here.
    """

    def __init__(self, api: Api, pace: Pace) -> None:
        self._api = api
        self._pace = pace
        self._topics = Topics(api)
        self._unfinished: dict[str, list[str]] = {}
        self._in_trouble_since: float | None = None

    async def say(self, message: Outbound) -> Receipt:
        """Deliver all parts; raises the `SendFailed` of the first that could not be."""
        if message.topic_change is not None:
            return await self._topics.change(message, message.topic_change)
        parts = (message,) if _surely_fits(message) else fit(message, CAPABILITIES)
        if len(parts) == 1:
            return _receipt((await self._deliver(parts[0]),))
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
        unpaced = part.answers or part.reacts_to or part.deletes
        place = None
        if not unpaced:
            place = self._pace.begin(part.chat, part.urgency) or await self._pace.turn(part.chat, part.urgency)
        try:
            result = await self._once(part if not part.files else suited(part))
        except (ApiError, NotReached, NoAnswer) as error:
            if isinstance(error, ApiError) and error.retry_after:
                self._pace.refused(part.chat, part.urgency, error.retry_after)
            lasted = self._trouble_lasts(error)
            if isinstance(error, ApiError) and is_done(error):
                return part.edits
            raise consequence(error, lasted) from None
        finally:
            if place is not None:
                self._pace.end(place)
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

    async def _once(self, part: Outbound) -> msgspec.Raw:
        """The request; what is refused only for its form goes once more in a plainer one.

        Markup as plain text, a picture as a file, and an edit of a file's message as one of its caption.
        """
        method, params = request(part)
        try:
            return await self._ask(method, params, part)
        except ApiError as error:
            plainer = _plainer(method, params, part, error)
            if plainer is None:
                raise
            log.warning("telegram.form_refused", key=part.key, method=method, why=error.description)
        return await self._ask(*plainer)

    def _ask(self, method: str, params: dict[str, Any], part: Outbound) -> Coroutine[Any, Any, msgspec.Raw]:
        upload = to_upload(part) if part.files else None
        return self._api.upload(method, params, upload) if upload else self._api.call(method, params)


def _plainer(
    method: str, params: dict[str, Any], part: Outbound, error: ApiError
) -> tuple[str, dict[str, Any], Outbound] | None:
    if part.html and is_bad_markup(error):
        field = "caption" if part.files else "text"
        params = {**params, field: plain(part.text, links=False)}
        del params["parse_mode"]
        return method, params, part
    if method == "editMessageText" and is_caption(error):
        params = {**params, "caption": params["text"]}
        del params["text"], params["link_preview_options"]
        return "editMessageCaption", params, part
    if part.files and part.files[0].content and part.files[0].kind != "document" and is_no_picture(error):
        part = as_document(part)
        return (*request(part), part)
    return None


def _surely_fits(message: Outbound) -> bool:
    """Whether there is nothing to fit: short plain text with a handful of buttons, as nearly all messages are."""
    if message.html or message.files or message.edits or len(message.text) > _SHORT or len(message.buttons) > _FEW:
        return False
    for row in message.buttons:
        if len(row) != 1:
            return False
    return without_halves(message.text) == message.text


def _receipt(ids: Sequence[str]) -> Receipt:
    return Receipt(tuple(filter(None, ids)))


def _message_id(result: msgspec.Raw, part: Outbound) -> str:
    """The id of what was sent. It has been sent, so a result we cannot read is no reason to send it again."""
    if part.answers or part.reacts_to or part.deletes:
        return ""
    try:
        return str(_read_sent(result).message_id or part.edits)
    except msgspec.MsgspecError:
        return part.edits
