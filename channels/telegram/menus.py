"""aiogram on our settings, for the wide and rare surface: menus, topics, files, administration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .config import TelegramConfig

if TYPE_CHECKING:
    from aiogram import Bot


def bot(config: TelegramConfig) -> Bot:
    """An aiogram `Bot` for this token and server; the caller closes `bot.session`.

    Imports aiogram, which takes seconds: call it in a thread (`asyncio.to_thread`) when the program already serves.
    """
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    session = AiohttpSession(api=TelegramAPIServer.from_base(config.base))
    return Bot(config.token.get_secret_value(), session=session)
