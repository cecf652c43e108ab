"""The Telegram channel: the contract's verbs, each handed to the file that does it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from channels.contract import Capabilities, Finding, Outbound, Receipt, Receive, SendFailed, TryLater

from .api import Api
from .compose import CAPABILITIES, address
from .config import TelegramConfig
from .files import fetched
from .health import Health, Watch
from .pace import Pace
from .patience import Patience
from .poll import Poller
from .register import Registration, webhook_info
from .rooms import Command, GroupState, Rooms
from .sending import Mouth
from .trouble import ApiError, NoAnswer, NotReached

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

log = structlog.get_logger("telegram")

_ASK_AGAIN = 30.0


class _Me(msgspec.Struct, frozen=True):
    id: int
    username: str = ""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class TelegramChannel:
    """Leads and reps on Telegram, over the official or any other Bot API server.

    Constructing opens nothing. `health` tells whether the bot can hear, and if not, why and since when.
    """

    def __init__(
        self,
        config: TelegramConfig,
        *,
        now: Callable[[], datetime] = _utc_now,
        patience: Patience | None = None,
        pace: Pace | None = None,
        name: str = "telegram",
    ) -> None:
        self._config = config
        self._now = now
        self._patience = patience or Patience()
        self._name = name
        self._api = Api(config)
        self._mouth = Mouth(self._api, pace or Pace(strict=config.paces_strictly))
        self._rooms = Rooms(self._api, config.bot_id)
        self._watch = Watch(now)

    def __repr__(self) -> str:
        return f"TelegramChannel({self._name!r}, {self._config.mode})"

    @property
    def name(self) -> str:
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    @property
    def exclusive(self) -> bool:
        """Whether only one process may listen: Telegram refuses a second poller."""
        return self._config.mode == "poll"

    @property
    def health(self) -> Health:
        """Whether the bot can hear just now."""
        return self._watch.health

    def routes(self, receive: Receive) -> Sequence[AbstractRouteDef]:
        """POST /hooks/telegram in webhook mode; nothing when polling."""
        if self._config.mode == "poll":
            return ()
        from aiohttp import web

        from .webhook import PATH, Hook

        hook = Hook(self._name, self._config.webhook_secret.get_secret_value(), self._now, receive)
        return (web.post(PATH, hook.answer),)

    async def listen(self, receive: Receive) -> None:
        """Poll, or keep the webhook registered, until cancelled; `Misconfigured` when only the owner can help."""
        if self._config.mode == "poll":
            await Poller(self._api, self._name, self._watch, self._now, self._patience).run(receive)
        else:
            await Registration(self._api, self._config, self._watch, self._now, self._patience).keep()

    def send(self, message: Outbound) -> Coroutine[Any, Any, Receipt]:
        """Deliver, or raise the `SendFailed` that says what happens next."""
        return self._mouth.say(message)

    async def fetch(self, file_id: str) -> bytes:
        """What a file that came to us holds, at most 20 MB; raises `Refused` or `TryLater`."""
        return await fetched(self._api, file_id)

    async def front_door(self) -> str:
        """The link that opens a chat with the bot, begun with {code}; raises `TryLater` when it cannot be known now."""
        try:
            me = msgspec.json.decode(await self._api.call("getMe", {}), type=_Me)
        except (ApiError, NotReached, NoAnswer, msgspec.MsgspecError) as error:
            raise TryLater(_ASK_AGAIN, type(error).__name__) from None
        return f"https://t.me/{me.username}?start={{code}}" if me.username else ""

    async def typing(self, chat: str) -> None:
        """Show "typing..." for up to five seconds."""
        try:
            await self._api.call("sendChatAction", address(chat) | {"action": "typing"})
        except (ApiError, NotReached, NoAnswer, SendFailed) as error:
            log.debug("telegram.no_typing", chat=chat, why=str(error))

    # Groups, and how the bot presents itself; all raise the `SendFailed` that says what happens next.

    async def group_state(self, chat: str) -> GroupState:
        """A group's title, whether it has topics, whether the bot is an admin there and may keep topics."""
        return await self._rooms.state(chat)

    async def leave(self, chat: str) -> None:
        """Leave a group."""
        await self._rooms.leave(chat)

    async def set_commands(self, scope: str, language: str, commands: Sequence[Command]) -> None:
        """The commands menu of a scope (`private`, `groups`, `admins`, `default`, `chat:<id>`), by language or ""."""
        await self._rooms.set_commands(scope, language, commands)

    async def set_menu(self, chat: str = "", *, label: str = "", url: str = "") -> None:
        """The button beside the text field: a page at `url` under `label`, or without one the commands."""
        await self._rooms.set_menu(chat, label=label, url=url)

    async def check_group(self, chat: str) -> Finding:
        """The group of our people in a line: whether the bot is in it, and can keep a topic for each lead."""
        try:
            state = await self._rooms.state(chat)
        except (SendFailed, msgspec.MsgspecError) as error:
            advice = f"the bot is not in group {chat}, or its id is wrong ({error})"
            return Finding("telegram group", ok=False, detail=advice)
        if not state.is_forum:
            advice = "without topics; switch Topics on in its settings to have one for each lead"
            return Finding("telegram group", ok=True, detail=f"{state.title}, {advice}")
        if not state.can_manage_topics:
            advice = "has topics, but the bot may not keep them; make it an admin with the right Manage Topics"
            return Finding("telegram group", ok=False, detail=f"{state.title} {advice}")
        return Finding("telegram group", ok=True, detail=f"{state.title}, topics, the bot keeps them")

    async def check(self) -> Sequence[Finding]:
        """Whether Telegram knows the token, and whether it can bring us messages the way that is configured."""
        try:
            me = msgspec.json.decode(await self._api.call("getMe", {}), type=_Me)
        except (ApiError, NotReached, NoAnswer, msgspec.MsgspecError) as error:
            return (Finding("telegram token", ok=False, detail=_advice(error)),)
        return (Finding("telegram token", ok=True, detail=f"@{me.username}"), await self._look_at_webhook())

    async def close(self) -> None:
        """Let go of connections; safe to call twice."""
        await self._api.close()

    async def _look_at_webhook(self) -> Finding:
        try:
            info = await webhook_info(self._api)
        except (ApiError, NotReached, NoAnswer, msgspec.MsgspecError) as error:
            return Finding("telegram webhook", ok=False, detail=_advice(error))
        wanted = self._config.webhook_url if self._config.mode == "webhook" else ""
        waiting = f"{info.pending_update_count} updates wait"
        if info.url != wanted:
            there = "another address is set" if info.url else "none is set"
            return Finding("telegram webhook", ok=not wanted, detail=f"{there}; corrected at the next start, {waiting}")
        if info.last_error_message and wanted:
            return Finding("telegram webhook", ok=False, detail=f"last trouble: {info.last_error_message}; {waiting}")
        return Finding("telegram webhook", ok=True, detail=waiting)


def _advice(error: Exception) -> str:
    if isinstance(error, ApiError) and error.code in (401, 404):
        return "Telegram does not accept it; take a new one from @BotFather"
    return f"Telegram does not answer as it should ({error})"
