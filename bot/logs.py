"""Logs: an event name and ids, one line each; never a lead's words, never a secret."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable

import structlog
from pydantic import BaseModel, SecretStr
from structlog.types import EventDict, WrappedLogger

_SECRETS = re.compile(
    r"\b\d{5,20}:[A-Za-z0-9_-]{30,}"  # a bot token
    r"|(?i:bearer\s+)[A-Za-z0-9._~+/=-]{8,}"
    r"|(?i:(?:api_?key|google_key|secret|token|password)\"?\s*[=:]\s*\"?)[^\s\"&,}]{6,}",
)
_HIDDEN = "[hidden]"
_LEARNT: set[str] = set()
_SHORTEST = 6


def conceal(secrets: Iterable[str]) -> None:
    """Hide these as well from now on: secrets that were told while the program runs."""
    _LEARNT.update(secret for secret in secrets if len(secret) >= _SHORTEST)


def secrets_of(settings: BaseModel) -> list[str]:
    """Every secret in the settings, so that no log line can carry one."""
    found: list[str] = []
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            found.append(value.get_secret_value())
        elif isinstance(value, BaseModel):
            found.extend(secrets_of(value))
    return [secret for secret in found if secret]


def hide(text: str, known: Iterable[str] = ()) -> str:
    """The text without anything that is, or looks like, a secret."""
    for secret in (*known, *_LEARNT):
        text = text.replace(secret, _HIDDEN)
    return _SECRETS.sub(_HIDDEN, text)


def set_up(level: str, secrets: Iterable[str] = ()) -> None:
    """Write logs to the standard error stream: for people on a terminal, as JSON lines elsewhere."""
    known = tuple(secret for secret in secrets if secret)
    people = sys.stderr.isatty()
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _without_secrets(known),
    ]
    renderer = structlog.dev.ConsoleRenderer() if people else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[_bare, renderer]))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "httpcore", "aiogram", "aiohttp.access", "alembic", "apscheduler", "asyncio", "taskiq"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # It reports every refused trigger; refusals are how the state table says "nothing happens here".
    logging.getLogger("transitions").setLevel(logging.ERROR)


def _bare(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return event


def _without_secrets(known: tuple[str, ...]) -> structlog.types.Processor:
    def clean(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {name: hide(value, known) if isinstance(value, str) else value for name, value in event.items()}

    return clean
