"""What the owner writes to a lead from another program is heard as our side's words, once; all else is not."""

from __future__ import annotations

import asyncio

from channels.contract import Outbound
from channels.email.adapter import EmailChannel
from channels.email.names import our_id
from tests.contract.stages import Engine, until
from tests.fakes.mail_imap import USER, Dovecot
from tests.fakes.mail_smtp import FakeSmtp
from tests.unit.channels.email.post import BRISK, config, listening, mail, shop

ALIYA = "aliya@example.com"


def by_owner(text: str, number: int, to: str = ALIYA, **headers: str) -> bytes:
    return mail(text, number, From=USER, To=to, **headers)


async def test_the_owners_answer_is_told_once_and_the_bots_own_is_not() -> None:
    async with Dovecot() as imap, FakeSmtp() as smtp:
        imap.deliver(by_owner("written before the bot came", 90), folder="Sent")
        channel, engine = EmailChannel(config(imap.port, smtp.port), patience=BRISK), Engine()
        async with listening(channel, engine):
            imap.deliver(mail("Сколько стоит?", 1))
            await engine.heard(1)
            await asyncio.sleep(0.5)
            await channel.send(Outbound(chat=ALIYA, text="Что случилось?", key="1"))
            imap.deliver(smtp.mails[0].raw, folder="Sent")  # as Gmail does by itself
            imap.deliver(by_owner("Алия, позвоню вам сам\n\nС уважением,\nБерик", 91), folder="Sent")
            imap.deliver(by_owner("Пришлите накладную", 92, to="supplier@example.com"), folder="Sent")
            imap.deliver(mail("Хорошо, жду", 2))
            heard = await engine.heard(3)
            await asyncio.sleep(0.3)
        told = [(one.text, one.own, one.chat, one.sender.id) for one in sorted(heard, key=lambda one: one.own)]
        assert told == [
            ("Сколько стоит?", False, ALIYA, ALIYA),
            ("Хорошо, жду", False, ALIYA, ALIYA),
            ("Алия, позвоню вам сам", True, ALIYA, ALIYA),
        ]


async def test_after_a_restart_a_thread_with_the_bot_in_it_is_known() -> None:
    async with Dovecot() as imap, FakeSmtp() as smtp:
        first, after = Engine(), Engine()
        async with listening(EmailChannel(config(imap.port, smtp.port), patience=BRISK), first):
            imap.deliver(by_owner("history", 90), folder="Sent")
            imap.deliver(mail("hello", 1))
            await first.heard(1)
            await asyncio.sleep(0.5)
        theirs = our_id("1", ALIYA, "example.kz")
        imap.deliver(by_owner("Заберите завтра", 91, In_Reply_To=theirs), folder="Sent")
        imap.deliver(by_owner("Автоответ", 92, In_Reply_To=theirs, Auto_Submitted="auto-replied"), folder="Sent")
        async with listening(EmailChannel(config(imap.port, smtp.port), patience=BRISK), after):
            await after.heard(1)
            await asyncio.sleep(0.3)
        assert [(one.text, one.own) for one in after.kept] == [("Заберите завтра", True)]


async def test_what_could_not_be_saved_is_told_again() -> None:
    async with shop() as here:
        here.imap.deliver(mail("hello", 1))
        await here.engine.heard(1)
        await asyncio.sleep(0.5)  # what is sent before the bot looks there first is history
        here.engine.refusals = 2
        here.imap.deliver(by_owner("Сам позвоню", 91), folder="Sent")
        await until(lambda: any(one.own for one in here.engine.kept))
        assert here.engine.refusals == 0
