from __future__ import annotations

from pydantic import BaseModel, Field, SecretStr


class WebConfig(BaseModel, frozen=True, extra="forbid"):
    """Where the web server listens, `TALAP_WEB__HOST` and `TALAP_WEB__PORT`.

    The default address is this machine only. `api_key` opens the REST doors to other programs. `max_body` is the
    largest request in bytes; doors may set a smaller limit of their own.
    """

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65_535)
    api_key: SecretStr | None = None
    max_body: int = Field(default=1_048_576, ge=1024)
