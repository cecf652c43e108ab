from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, SecretStr, field_validator
from pydantic_settings import NoDecode


class WebConfig(BaseModel, frozen=True, extra="forbid"):
    """Where the web server listens, `TALAP_WEB__HOST` and `TALAP_WEB__PORT`.

    The default address is this machine only. `api_key` opens the REST doors to other programs; with `webhook_secret`
    what they hand in must be signed as well. `requests_per_minute` holds for an address and for the key. `public_url`
    is the https address under which the world reaches this server: links to unsubscribe begin with it.
    `private_targets` names the machines in private networks to which leads may be sent ("localhost,n8n"), "*" for all;
    whoever adds a target in the chat reaches no others there.
    """

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65_535)
    api_key: SecretStr | None = Field(default=None, min_length=16)
    webhook_secret: SecretStr | None = Field(default=None, min_length=16)
    public_url: str = Field(default="", pattern=r"^(https://[^\s/]+(/\S*)?)?$")
    requests_per_minute: int = Field(default=100, ge=1)
    private_targets: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("private_targets", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        return value.split(",") if isinstance(value, str) else value

    @field_validator("private_targets")
    @classmethod
    def _hosts(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        told = tuple(name.strip().casefold().rstrip(".") for name in names if name.strip())
        if wrong := next((name for name in told if "/" in name or any(map(str.isspace, name))), ""):
            raise ValueError(f'"{wrong}" is not the name of a machine; write localhost or 10.0.0.5, without http://')
        return told
