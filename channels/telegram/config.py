"""What the owner sets for Telegram, checked at the door with sentences a shop owner understands."""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator

OFFICIAL = "https://api.telegram.org"
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{10,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")


class TelegramConfig(BaseModel, frozen=True, extra="forbid", hide_input_in_errors=True):
    """Settings `TALAP_TELEGRAM__*`. Only the token is needed; webhook mode also needs an address and a secret.

    `api_base` is the address of a Bot API server, without the token (the official one unless told). `connections` is
    how many requests may be on the way at once, and in webhook mode how many updates Telegram may hand over at once.
    """

    token: SecretStr
    api_base: str | None = None
    mode: Literal["poll", "webhook"] = "poll"
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    connections: int = Field(default=100, ge=1, le=100)

    @field_validator("token")
    @classmethod
    def _looks_like_a_token(cls, token: SecretStr) -> SecretStr:
        if not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError(
                "this is not a bot token; take it from @BotFather, it looks like 123456789:AAE... with no spaces"
            )
        return token

    @field_validator("api_base")
    @classmethod
    def _is_an_address(cls, base: str | None) -> str | None:
        if not base:
            return None
        if not base.startswith(("http://", "https://")):
            raise ValueError("the Bot API server's address must begin with http:// or https://")
        return base.rstrip("/")

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Self:
        if self.mode == "poll":
            return self
        if not self.webhook_url.startswith(("https://", "http://")):
            raise ValueError("webhook mode needs webhook_url, the public address of this program (https://...)")
        if not _SECRET.fullmatch(self.webhook_secret.get_secret_value()):
            raise ValueError("webhook mode needs webhook_secret: 32 to 256 characters of A-Z, a-z, 0-9, _ and -")
        return self

    @property
    def base(self) -> str:
        """The Bot API server's address, without a slash at its end."""
        return self.api_base or OFFICIAL
