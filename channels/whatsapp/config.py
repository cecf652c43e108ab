"""What the owner sets for WhatsApp, checked at the door with sentences a shop owner understands."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, SecretStr, field_validator

_SESSION = re.compile(r"[A-Za-z0-9_-]{1,54}")
_SHORTEST_KEY = 16


class WahaConfig(BaseModel, frozen=True, extra="forbid", hide_input_in_errors=True):
    """Settings `TALAP_WAHA__*`: where WAHA is, its key, and the key its webhooks are signed with.

    `webhook_url` is our /hooks/waha as WAHA reaches it; with it the session is set up from here, without it WAHA's own
    environment must name it. `first_messages` lets people be written to who did not write first. `number_since` is the
    day the number began to work here: a young number is spared. `timezone` is for contacts whose number tells none.
    """

    url: str
    api_key: SecretStr
    hmac_key: SecretStr
    session: str = "default"
    webhook_url: str = ""
    first_messages: bool = False
    number_since: date | None = None
    timezone: str = "Asia/Almaty"

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("WAHA's address must begin with http:// or https://, for example http://localhost:3000")
        return url.rstrip("/")

    @field_validator("api_key")
    @classmethod
    def _is_a_key(cls, key: SecretStr) -> SecretStr:
        value = key.get_secret_value()
        if not value or not value.isascii() or not value.isprintable():
            raise ValueError("this must be the plain key that WAHA was started with (WAHA_API_KEY)")
        return key

    @field_validator("hmac_key")
    @classmethod
    def _is_long_enough(cls, key: SecretStr) -> SecretStr:
        if len(key.get_secret_value()) < _SHORTEST_KEY:
            raise ValueError(
                f"make up a secret of at least {_SHORTEST_KEY} characters; WAHA signs its webhooks with it"
            )
        return key

    @field_validator("session")
    @classmethod
    def _is_a_name(cls, session: str) -> str:
        if not _SESSION.fullmatch(session):
            raise ValueError("a session's name is made of letters, digits, _ and -")
        return session

    @field_validator("webhook_url")
    @classmethod
    def _is_our_hook(cls, url: str) -> str:
        if url and not (url.startswith(("http://", "https://")) and url.endswith("/hooks/waha")):
            raise ValueError("this is the address under which WAHA reaches us; it ends with /hooks/waha")
        return url

    @field_validator("timezone")
    @classmethod
    def _exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("there is no such time zone; write it as Asia/Almaty") from None
        return name
