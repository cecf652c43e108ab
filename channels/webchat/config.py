from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, field_validator
from pydantic_settings import NoDecode


class WebchatConfig(BaseModel, frozen=True, extra="forbid"):
    """Settings of the website chat, `TALAP_WEBCHAT__...`.

    `origins` are other websites that may embed the chat, with commas between ("https://shop.kz,https://blog.kz");
    the engine's own pages always may. `proxies` is how many reverse proxies of your own stand in front, each adding
    to X-Forwarded-For; with 0 that header is never believed. Rates are per minute and allow a burst of the same size;
    the ones by address do not count callers on this machine itself (a proxy without `proxies` set would otherwise put
    all visitors into one purse).
    """

    origins: Annotated[tuple[str, ...], NoDecode] = ()
    proxies: int = Field(default=0, ge=0, le=5)
    max_text: int = Field(default=4000, ge=1, le=16_000)
    max_body: int = Field(default=65_536, ge=1024, le=1_048_576)
    messages_per_minute: int = Field(default=20, ge=1)
    messages_per_minute_ip: int = Field(default=300, ge=1)
    sessions_per_minute_ip: int = Field(default=300, ge=1)
    sockets: int = Field(default=10_000, ge=1)
    sockets_per_visitor: int = Field(default=10, ge=1)

    @field_validator("origins", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("origins")
    @classmethod
    def _exact(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            parts = urlsplit(origin)
            if (
                parts.scheme not in {"http", "https"}
                or not parts.netloc
                or origin != f"{parts.scheme}://{parts.netloc}"
            ):
                raise ValueError(
                    f'"{origin}" is not an origin; write it as https://shop.kz, with no path or slash behind'
                )
        return tuple(origin.lower() for origin in origins)
