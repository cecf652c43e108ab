"""A shop with its mail servers, for tests that look at one thing each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from channels.email.adapter import EmailChannel
from channels.email.config import EmailConfig
from channels.email.patience import Patience
from tests.contract.stages import Engine
from tests.fakes.mail_imap import PASSWORD, USER, Dovecot
from tests.fakes.mail_smtp import FakeSmtp

BRISK = Patience(first=0.01, most=0.05, idle=5, answer=5, connect=5, greylist=60)


def config(imap_port: int = 1, smtp_port: int = 1, **more: Any) -> EmailConfig:
    usual: dict[str, Any] = {
        "imap_host": "127.0.0.1",
        "imap_port": imap_port,
        "smtp_host": "127.0.0.1",
        "smtp_port": smtp_port,
        "address": USER,
        "password": PASSWORD,
    }
    return EmailConfig(**(usual | more))


def mail(text: str, number: int = 1, **headers: str) -> bytes:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    usual = {"From": "aliya@example.com", "To": USER, "Message-ID": f"<{number}@example.com>", "Subject": "hi"}
    lines = [f"{name}: {value}" for name, value in (usual | given).items() if value]
    body = text.replace("\n", "\r\n")
    return ("\r\n".join(lines) + f"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n").encode()


@dataclass
class Shop:
    """`channel` is listening; what it hears is in `engine`."""

    channel: EmailChannel
    engine: Engine
    imap: Dovecot
    smtp: FakeSmtp

    def texts(self) -> list[str]:
        return [heard.text for heard in self.engine.kept]


@asynccontextmanager
async def listening(channel: EmailChannel, engine: Engine) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(channel.listen(engine.receive))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await channel.close()


@asynccontextmanager
async def shop(patience: Patience = BRISK, **more: Any) -> AsyncIterator[Shop]:
    async with Dovecot() as imap, FakeSmtp() as smtp:
        channel = EmailChannel(config(imap.port, smtp.port, **more), patience=patience)
        engine = Engine()
        async with listening(channel, engine):
            yield Shop(channel, engine, imap, smtp)


def now() -> datetime:
    return datetime.now(UTC)
