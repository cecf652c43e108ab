"""The settings, read once at start from the environment and `.env`, checked, and handed down in pieces."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import BaseModel, Field, PrivateAttr, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.web.config import WebConfig
from channels.email.config import EmailConfig
from channels.telegram.config import TelegramConfig
from channels.webchat.config import WebchatConfig
from channels.whatsapp.config import WahaConfig
from handoff.hours import read_hours
from handoff.sla import Terms

PREFIX = "TALAP_"


class BadSetting(Exception):
    """A setting is wrong or half-given; the text names it and says in a sentence what to do."""


class RepsSettings(BaseModel, frozen=True):
    """Where the sales reps are: the numeric id of their Telegram group, the language of their cards, and their terms.

    A lead nobody claims in `claim_minutes` goes to the next rep; one whose rep does not write or call within
    `answer_minutes` is taken back. `hours` ("mon-fri 9-18, sat 10-15") are when these clocks run; empty: always.
    """

    chat: str = Field(default="", pattern=r"^(-?\d{1,20})?$")
    language: Literal["ru", "kk", "en"] = "ru"
    claim_minutes: int = Field(default=5, ge=1, le=1440)
    answer_minutes: int = Field(default=15, ge=1, le=1440)
    hours: str = ""

    @field_validator("hours")
    @classmethod
    def _readable(cls, value: str) -> str:
        read_hours(value)
        return value

    def terms(self, zone: str) -> Terms:
        """The promise to leads, in the zone of the business."""
        return Terms(self.claim_minutes, self.answer_minutes, read_hours(self.hours), zone)


class LlmSettings(BaseModel, frozen=True):
    """The optional language model, an adviser only: litellm names in the order to try, and the limits of its use.

    A lead waits at most `wait_seconds` for it; `timeout_seconds` is for the whole chain, a later answer fills quietly.
    The prices are those of models whose price litellm does not know.
    """

    models: tuple[str, ...] = ()
    api_base: str | None = None
    api_key: SecretStr | None = None
    daily_usd: float = Field(default=1.0, ge=0)
    lead_usd: float = Field(default=0.05, ge=0)
    wait_seconds: float = Field(default=1.5, gt=0, le=1.8)
    timeout_seconds: float = Field(default=8.0, gt=0, le=8)
    redact: bool = True
    usd_per_million_in: float = Field(default=5.0, ge=0)
    usd_per_million_out: float = Field(default=15.0, ge=0)


class TranscriberSettings(BaseModel, frozen=True):
    """The optional server that writes voice notes down (OpenAI's /audio/transcriptions): its base address and key."""

    url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    api_key: SecretStr | None = None
    model: str = "whisper-1"


class OutreachSettings(BaseModel, frozen=True):
    """Campaigns over WhatsApp: off until the owner switches them on, and then only to people who agreed."""

    whatsapp: bool = False


class ScrapeSettings(BaseModel, frozen=True):
    """Collecting contacts: how sites reach us (a page or an e-mail; asked in the chat without it), keys, Overpass."""

    contact: str = Field(default="", pattern=r"^[\x21-\x7e]*$")
    twogis_key: SecretStr | None = None
    google_key: SecretStr | None = None
    overpass: str = Field(default="https://overpass-api.de/api/interpreter", pattern=r"^https?://\S+$")


class Settings(BaseSettings):
    """Everything that can be set; README lists each with its default."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="ignore", frozen=True)

    home: Path = Path("data")
    database: str = ""
    role: Literal["all", "web", "worker", "scheduler"] = "all"
    broker: SecretStr = SecretStr("")
    script: str = "services"
    burst_seconds: float | None = Field(default=None, ge=0, le=60)
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    admins: Annotated[tuple[int, ...], NoDecode] = ()
    telegram: TelegramConfig | None = None
    waha: WahaConfig | None = None
    email: EmailConfig | None = None
    webchat: WebchatConfig = WebchatConfig()
    web: WebConfig = WebConfig()
    reps: RepsSettings = RepsSettings()
    llm: LlmSettings = LlmSettings()
    transcriber: TranscriberSettings = TranscriberSettings()
    outreach: OutreachSettings = OutreachSettings()
    scrape: ScrapeSettings = ScrapeSettings()
    _in_chat: frozenset[str] = PrivateAttr(frozenset())

    @property
    def in_chat(self) -> frozenset[str]:
        """The networks, and the switch beside them, that were not set here but by the owner in the chat."""
        return self._in_chat

    def connected_in_chat(self, networks: frozenset[str]) -> Settings:
        """The same, with these networks known as connected in the chat."""
        made = self.model_copy()
        made._in_chat = networks  # noqa: SLF001 (of another one of ourselves)
        return made

    @field_validator("admins", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("broker")
    @classmethod
    def _nats(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not value.get_secret_value().startswith(("nats://", "tls://")):
            raise ValueError("this must begin with nats:// (or tls://), e.g. nats://127.0.0.1:4222.")
        return value

    def in_role(self, role: str) -> Settings:
        """The same for a process of a role; "" leaves it as it is. Raises BadSetting where one process must do all."""
        chosen = self if not role else self.model_copy(update={"role": role})
        if chosen.role != "all" and self.database_url.startswith("sqlite"):
            raise BadSetting(
                f"{PREFIX}ROLE: {chosen.role} needs {PREFIX}DATABASE on PostgreSQL; one process has SQLite to itself."
            )
        return chosen

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{(self.home / 'talap.db').absolute()}"

    @property
    def channels(self) -> dict[str, object]:
        """The sections of the channels by the channel's name; None where one is not configured."""
        return {"telegram": self.telegram, "web": self.webchat, "whatsapp": self.waha, "email": self.email}

    @property
    def demo(self) -> bool:
        """Nothing real is configured: the split page may show the business side, to this machine only."""
        return self.telegram is None and self.waha is None and self.email is None

    def burst(self, of_script: float) -> timedelta:
        return timedelta(seconds=of_script if self.burst_seconds is None else self.burst_seconds)


def read_settings(env_file: Path | None = Path(".env"), environ: Mapping[str, str] | None = None) -> Settings:
    """Read the environment and `.env`, once.

    Raises BadSetting, one line a mistake, each beginning with the setting's name.
    """
    given = _given(env_file, os.environ if environ is None else environ)
    unknown = [_unknown(name) for name in given if not _is_known(name)]
    if unknown:
        raise BadSetting("\n".join(unknown))
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]
    except ValidationError as error:
        raise BadSetting("\n".join(_line(mistake["loc"], mistake["msg"]) for mistake in error.errors())) from None


def names() -> dict[str, str]:
    """Every setting's name with its default as text; README's table is held to it by a test."""
    found: dict[str, str] = {}
    _collect(Settings, PREFIX, found)
    return found


def _collect(model: type[BaseModel], prefix: str, found: dict[str, str]) -> None:
    for name, field in model.model_fields.items():
        section = _section(field.annotation)
        if section is not None:
            _collect(section, f"{prefix}{name.upper()}__", found)
        else:
            default = field.get_default(call_default_factory=True)
            text = "" if default in {None, (), ""} or field.is_required() else str(default)
            found[prefix + name.upper()] = "" if isinstance(default, SecretStr) else text


def _section(annotation: object) -> type[BaseModel] | None:
    candidates = getattr(annotation, "__args__", (annotation,))
    return next((kind for kind in candidates if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def _given(env_file: Path | None, environ: Mapping[str, str]) -> dict[str, str]:
    from_file = dotenv_values(env_file) if env_file and env_file.exists() else {}
    merged = {name.upper(): value or "" for name, value in from_file.items()}
    merged.update({name.upper(): value for name, value in environ.items()})
    return {name: value for name, value in merged.items() if name.startswith(PREFIX)}


def _is_known(name: str) -> bool:
    return name in names() or f"{name}__" in {f"{known.rpartition('__')[0]}__" for known in names() if "__" in known}


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name, names(), n=1)
    hint = f"did you mean {close[0]}?" if close else "README lists the settings there are."
    return f"{name}: there is no such setting; {hint}"


def _line(where: tuple[int | str, ...], message: str) -> str:
    name = PREFIX + "__".join(str(part).upper() for part in where if isinstance(part, str))
    if message == "Field required":
        message = "this must be set as well."
    return f"{name}: {message.removeprefix('Value error, ')}"
