"""The webhook's registration with Telegram: made at the start, looked at now and then, made again when it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import NoReturn

import msgspec

from channels.contract import Misconfigured

from .api import Api
from .config import TelegramConfig
from .health import Watch
from .patience import Patience
from .schema import ALLOWED_UPDATES
from .trouble import ApiError, NoAnswer, NotReached

_FRESH = timedelta(minutes=2)


class WebhookInfo(msgspec.Struct, frozen=True):
    """What Telegram says about our webhook."""

    url: str = ""
    pending_update_count: int = 0
    last_error_date: int = 0
    last_error_message: str = ""


async def webhook_info(api: Api) -> WebhookInfo:
    """Raises what `Api.call` raises."""
    return msgspec.json.decode(await api.call("getWebhookInfo", {}), type=WebhookInfo)


class Registration:
    """Keeps Telegram knowing where we are."""

    def __init__(
        self, api: Api, config: TelegramConfig, watch: Watch, now: Callable[[], datetime], patience: Patience
    ) -> None:
        self._api = api
        self._config = config
        self._watch = watch
        self._now = now
        self._patience = patience
        self._registered = False

    async def keep(self) -> NoReturn:
        """Register, then look now and then, until cancelled. Raises `Misconfigured` when Telegram refuses for good."""
        failures = 0
        while True:
            try:
                await self._look()
            except (ApiError, NotReached, NoAnswer, msgspec.MsgspecError) as error:
                failures += 1
                self._complain(error)
                await asyncio.sleep(getattr(error, "retry_after", 0) or self._patience.after(failures))
            else:
                failures = 0
                await asyncio.sleep(self._patience.look_every if self._registered else self._patience.after(1))

    async def _look(self) -> None:
        if self._registered:
            self._registered = self._judge(await webhook_info(self._api))
        else:
            await self._register()
            self._registered = True
            self._watch.well()

    async def _register(self) -> None:
        params = {
            "url": self._config.webhook_url,
            "secret_token": self._config.webhook_secret.get_secret_value(),
            "allowed_updates": ALLOWED_UPDATES,
            "max_connections": self._config.connections,
        }
        await self._api.call("setWebhook", params)

    def _judge(self, info: WebhookInfo) -> bool:
        """Whether Telegram still has our address; its last trouble with it goes to the health."""
        if info.url != self._config.webhook_url:
            self._watch.unwell("somebody removed or replaced the webhook; setting it again")
            return False
        if self._now().timestamp() - info.last_error_date < _FRESH.total_seconds():
            waiting = f"{info.pending_update_count} updates wait"
            self._watch.unwell(f"Telegram cannot deliver to the webhook: {info.last_error_message} ({waiting})")
        else:
            self._watch.well()
        return True

    def _complain(self, error: Exception) -> None:
        self._watch.unwell(f"the webhook could not be registered or looked at ({error})")
        if not isinstance(error, ApiError):
            return
        if error.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
            raise Misconfigured(
                "Telegram does not accept the bot token; set TALAP_TELEGRAM__TOKEN anew from @BotFather"
            )
        if error.code == HTTPStatus.BAD_REQUEST and not _may_pass(error.description):
            raise Misconfigured(f"Telegram refuses the webhook address ({error.description})")


def _may_pass(description: str) -> bool:
    """A name that does not resolve just now, or a server that is slow to answer, is not a wrong address yet."""
    return any(word in description.lower() for word in ("resolve", "timed out", "timeout", "connection"))
