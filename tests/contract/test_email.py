"""E-mail keeps what every channel keeps, over a real IMAP server (Dovecot) and a real SMTP server (aiosmtpd)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from channels.email.adapter import EmailChannel
from channels.email.config import EmailConfig
from channels.email.mailbox import KEYWORD
from channels.email.patience import Patience
from tests.contract.stages import Engine, Stage
from tests.contract.test_channel import *  # noqa: F403 - the whole suite, on the stage below
from tests.fakes.mail_imap import PASSWORD, USER, Dovecot
from tests.fakes.mail_person import Correspondent
from tests.fakes.mail_smtp import FakeSmtp

BRISK = Patience(first=0.01, most=0.05, idle=5)


class EmailStage:
    """A person with a mail program. Options come as numbered lines, so a choice is typed as its number."""

    def __init__(self, channel: EmailChannel, engine: Engine, lead: Correspondent, imap: Dovecot) -> None:
        self.channel = channel
        self.engine = engine
        self.chat = lead.address
        self._lead = lead
        self._imap = imap

    async def says(self, text: str) -> None:
        self._lead.says(text)

    async def presses(self, label: str) -> None:
        (number,) = (line.partition(".")[0] for line in self._lead.sees[-1].text.splitlines() if line.endswith(label))
        self._lead.says(number)

    def seen(self) -> list[str]:
        return [mail.text.removesuffix("\n") for mail in self._lead.sees]

    def files(self) -> list[bytes]:
        return [part.get_content() for mail in self._lead.sees for part in mail.read.iter_attachments()]

    def acknowledged(self) -> int:
        return sum(KEYWORD in flags for flags in self._imap.flags().values())

    async def throw(self, junk: bytes) -> None:
        if junk:  # a mail of no bytes at all is refused by the server itself
            await asyncio.to_thread(self._imap.deliver, junk)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with Dovecot() as imap, FakeSmtp() as smtp:
        config = EmailConfig(
            imap_host=imap.host,
            imap_port=imap.port,
            smtp_host=smtp.host,
            smtp_port=smtp.port,
            address=USER,
            password=PASSWORD,
        )
        channel, engine = EmailChannel(config, patience=BRISK), Engine()
        lead = Correspondent(("aliya@example.com", "Алия Ким"), imap, smtp, datetime.now(UTC))
        listening = asyncio.create_task(channel.listen(engine.receive))
        yield EmailStage(channel, engine, lead, imap)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await channel.close()
