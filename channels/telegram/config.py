"""What the owner sets for Telegram, checked at the door with sentences a shop owner understands."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, Field, SecretStr, ValidationInfo, field_validator

OFFICIAL = "https://api.telegram.org"
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{10,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")


class TelegramConfig(BaseModel, frozen=True, extra="forbid", hide_input_in_errors=True):
    """Settings `TALAP_TELEGRAM__*`. Only the token is needed; webhook mode also needs an address and a secret.

    `api_base` is the address of a Bot API server, without the token (the official one unless told). `connections` is
    how many requests may be on the way at once, and in webhook mode how many updates Telegram may hand over at once.
    `pace` is `strict` where every message keeps to Telegram's limits from the start (the default at the official
    server), `learn` where only what goes to many does, and all else once the server has refused something.
    """

    token: SecretStr
    api_base: str | None = None
    mode: Literal["poll", "webhook"] = "poll"
    webhook_url: str = Field(default="", validate_default=True)
    webhook_secret: SecretStr = Field(default=SecretStr(""), validate_default=True)
    connections: int = Field(default=100, ge=1, le=100)
    pace: Literal["strict", "learn"] | None = None

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

    @field_validator("webhook_url")
    @classmethod
    def _says_where_we_are(cls, url: str, given: ValidationInfo) -> str:
        if given.data.get("mode") == "webhook" and not url.startswith(("https://", "http://")):
            raise ValueError("webhook mode needs the public address of this program, https://.../hooks/telegram")
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _cannot_be_guessed(cls, secret: SecretStr, given: ValidationInfo) -> SecretStr:
        if given.data.get("mode") == "webhook" and not _SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("webhook mode needs a secret of 32 to 256 characters: A-Z, a-z, 0-9, _ and -")
        return secret

    @property
    def paces_strictly(self) -> bool:
        """Whether replies, too, keep to the limits before any refusal."""
        return (self.pace or ("learn" if self.api_base else "strict")) == "strict"

    @property
    def base(self) -> str:
        """The Bot API server's address, without a slash at its end."""
        return self.api_base or OFFICIAL

    @property
    def bot_id(self) -> int:
        """The bot's own id, which its token begins with."""
        return int(self.token.get_secret_value().partition(":")[0])
