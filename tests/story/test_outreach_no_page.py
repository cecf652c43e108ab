"""A campaign by mail of a shop which the world cannot reach: people leave by a word, and the owner needs no address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import make_msgid

import pytest

from tests.fakes.mail_imap import USER
from tests.fakes.mail_person import Correspondent
from tests.story.conftest import World
from tests.story.test_outreach_chat import imported, made, opened


def pressed(address: str) -> bytes:
    """What a mail program writes when its own button to unsubscribe is pressed: the subject asked for, and no words."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = address, USER, "Stop"
    mail["Message-ID"] = make_msgid(domain="example.kz")
    mail.set_content("")
    return mail.as_bytes()


@pytest.mark.timeout(150)
async def test_without_a_page_people_leave_by_answering_stop(world_of: Callable[..., World]) -> None:
    async with opened(world_of) as shop:
        await imported(shop)
        await made(shop)
        assert any("ответьте «Стоп»" in screen for screen in shop.seen)
        await shop.presses("🚀 Начать")
        await shop.until("завершена", within=120)
        first, second, *_ = shop.smtp.mails
        assert first.text.rstrip().endswith("Чтобы больше не получать сообщений, ответьте «Стоп».")
        assert "http" not in first.text
        sender = first.read["From"].rpartition("<")[2].rstrip(">")
        assert first.read["List-Unsubscribe"] == f"<mailto:{sender}?subject=Stop>"
        assert "List-Unsubscribe-Post" not in first.read
        answering = Correspondent((first.recipient, ""), shop.imap, shop.smtp, datetime.now(UTC), "Re: Новости")
        answering.says("Стоп")
        shop.imap.deliver(pressed(second.recipient))
        async with asyncio.timeout(30):
            while "Отписались: 2" not in await shop.says("/outreach") + await shop.presses("✅ Новости"):
                await asyncio.sleep(0.5)
        closed = {row.email for row in await shop.world.rows("contacts") if row.status == "closed"}
        assert closed == {first.recipient, second.recipient}
        print("\n\n".join(shop.seen))
