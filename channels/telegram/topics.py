"""Topics of a forum group: made, renamed, marked by grade, closed and opened again."""

from __future__ import annotations

from typing import Any

import msgspec
import structlog

from channels.contract import Outbound, Receipt, Refused, TopicChange, Uncertain
from channels.degrade import split, without_halves

from .api import Api
from .compose import address, number
from .consequences import consequence, is_done
from .emoji import GRADES, bare
from .trouble import ApiError, NoAnswer, NotReached

log = structlog.get_logger("telegram")

_LONGEST_TITLE = 128


class _Made(msgspec.Struct, frozen=True):
    message_thread_id: int


class _Sticker(msgspec.Struct, frozen=True):
    emoji: str = ""
    custom_emoji_id: str = ""


class Topics:
    """Changes topics. Which icons there are is asked for once, when the first grade is to be shown."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._icons: dict[str, str] | None = None

    async def change(self, message: Outbound, wanted: TopicChange) -> Receipt:
        """Make the topic, or bring it to what is wanted; the id of a new one is in the receipt.

        Raises `TopicGone` for one that was deleted, else as sending does.
        """
        if not message.topic:
            return Receipt(topic=await self._make(address(message.chat), wanted))
        where = address(message.chat) | {"message_thread_id": number(message.topic)}
        if wanted.closed is False:
            await self._ask("reopenForumTopic", where)
        if wanted.title or wanted.grade:
            await self._ask("editForumTopic", where | await self._looks(wanted))
        if wanted.closed:
            await self._ask("closeForumTopic", where)
        return Receipt()

    async def _make(self, where: dict[str, Any], wanted: TopicChange) -> str:
        colour = {"icon_color": GRADES[wanted.grade][0]} if wanted.grade in GRADES else {}
        result = await self._ask("createForumTopic", where | colour | await self._looks(wanted, made=True))
        try:
            return str(msgspec.json.decode(result, type=_Made).message_thread_id)
        except msgspec.MsgspecError:
            raise Uncertain("the topic was made, and its id cannot be read") from None

    async def _looks(self, wanted: TopicChange, *, made: bool = False) -> dict[str, Any]:
        title = _title(wanted.title)
        if made and not title:
            raise Refused("a topic needs a title")
        icon = await self._icon(wanted.grade)
        return ({"name": title} if title else {}) | ({"icon_custom_emoji_id": icon} if icon else {})

    async def _icon(self, grade: str) -> str:
        if grade not in GRADES:
            return ""
        if self._icons is None:
            self._icons = await self._all_icons()
        icons = self._icons or {}
        return next((icons[emoji] for emoji in GRADES[grade][1] if emoji in icons), "")

    async def _all_icons(self) -> dict[str, str] | None:
        """Emoji -> the id it has as an icon; None when they cannot be had now, since a topic is worth more."""
        try:
            result = await self._api.call("getForumTopicIconStickers", {})
            stickers = msgspec.json.decode(result, type=list[_Sticker])
        except (ApiError, NotReached, NoAnswer, msgspec.MsgspecError) as error:
            log.warning("telegram.no_icons", why=type(error).__name__)
            return None
        return {bare(sticker.emoji): sticker.custom_emoji_id for sticker in stickers if sticker.custom_emoji_id}

    async def _ask(self, method: str, params: dict[str, Any]) -> msgspec.Raw:
        try:
            return await self._api.call(method, params)
        except (ApiError, NotReached, NoAnswer) as error:
            if isinstance(error, ApiError) and is_done(error):
                return msgspec.Raw(b"true")
            raise consequence(error) from None


def _title(text: str) -> str:
    """One line of at most 128 units."""
    line = " ".join(without_halves(text).split())
    return next(iter(split(line, _LONGEST_TITLE)), "")
