"""The program as `python -m bot run` runs it, but for a WhatsApp number that is not spared.

A crowd in a minute is what the number's governor is there to prevent; a load has to get past it. Everything else is the
program's own: its settings, its web server, its database, its channels.
"""

from __future__ import annotations

import asyncio
import signal

from bot import logs
from bot.app import App
from bot.config import read_settings
from channels.whatsapp.adapter import WhatsAppChannel
from channels.whatsapp.governor import Limits
from channels.whatsapp.patience import Patience

CROWD = 1_000_000
UNSPARED = Limits(
    minute=CROWD,
    hour=CROWD,
    day=CROWD,
    day_young=CROWD,
    contact_hour=CROWD,
    contact_day=CROWD,
    replies_in_a_row=CROWD,
    most_stuck=CROWD,
)


async def main() -> None:
    settings = read_settings(None)
    logs.set_up("WARNING", [])
    assert settings.waha is not None
    whatsapp = WhatsAppChannel(settings.waha, patience=Patience(letters_a_second=0), limits=UNSPARED)
    app = App(settings, extra=[whatsapp])
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, app.stop)
    await app.run()


if __name__ == "__main__":
    asyncio.run(main())
