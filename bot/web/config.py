from __future__ import annotations

from pydantic import BaseModel, Field, SecretStr


class WebConfig(BaseModel, frozen=True, extra="forbid"):
    """Where the web server listens, `TALAP_WEB__HOST` and `TALAP_WEB__PORT`.

    The default address is this machine only. `api_key` opens the REST doors to other programs; with `webhook_secret`
    what they hand in must be signed as well. `requests_per_minute` holds for an address and for the key. `public_url`
    is the https address under which the world reaches this server: links to unsubscribe begin with it.
    """

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65_535)
    api_key: SecretStr | None = Field(default=None, min_length=16)
    webhook_secret: SecretStr | None = Field(default=None, min_length=16)
    public_url: str = Field(default="", pattern=r"^(https://[^\s/]+(/\S*)?)?$")
    requests_per_minute: int = Field(default=100, ge=1)
