"""aiogram's own Bot on our settings: what menus and administration use. Importing it takes seconds, once."""

from __future__ import annotations

import pytest

from channels.telegram import menus
from channels.telegram.config import TelegramConfig
from tests.fakes import botapi_faults as faults
from tests.fakes.botapi import FakeBotApi


async def test_aiogram_s_bot_talks_to_the_same_server(api: FakeBotApi) -> None:
    from aiogram.exceptions import TelegramForbiddenError, TelegramRetryAfter

    bot = menus.bot(TelegramConfig(token=api.token, api_base=api.url))
    try:
        assert (await bot.get_me()).username == "talap_test_bot"
        lead = api.person()
        message = await bot.send_message(lead.id, "<b>menu</b>", parse_mode="HTML")
        assert (lead.last.text, message.message_id) == ("menu", lead.last.id)
        api.faults.add("sendMessage", faults.too_many(3))
        with pytest.raises(TelegramRetryAfter):
            await bot.send_message(lead.id, "x")
        lead.blocks()
        with pytest.raises(TelegramForbiddenError):
            await bot.send_message(lead.id, "x")
    finally:
        await bot.session.close()
