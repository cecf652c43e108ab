"""The real program with a WhatsApp number that is not spared, so that a story of a campaign ends within minutes."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import datetime, timedelta

from bot import logs
from bot.app import App
from bot.clock import Clock
from bot.config import read_settings
from channels.whatsapp.adapter import WhatsAppChannel
from channels.whatsapp.config import WahaConfig
from channels.whatsapp.governor import Limits
from channels.whatsapp.patience import Patience

LIMITS = Limits(pace_seconds=0.01, first_day=10_000, first_day_young=10_000, minute=10_000, judged_after=10_000)
QUICK = Patience(look_every=0.2, look_again=0.02, catch_up_every=60, letters_a_second=0)


class Ahead(Clock):
    """The real time and `AHEAD_HOURS` hours more: whoever starts it says how far it is to noon where people live."""

    def now(self) -> datetime:
        return super().now() + timedelta(hours=int(os.environ["AHEAD_HOURS"]))


async def main() -> None:
    settings = read_settings(None)
    logs.set_up("WARNING")
    given, clock = os.environ, Ahead()
    extra = []
    if given.get("WAHA_URL"):
        config = WahaConfig(
            url=given["WAHA_URL"],
            api_key=given["WAHA_KEY"],  # type: ignore[arg-type]
            hmac_key=given["WAHA_HMAC"],  # type: ignore[arg-type]
            webhook_url=f"http://127.0.0.1:{settings.web.port}/hooks/waha",
            first_messages=True,
        )
        extra.append(WhatsAppChannel(config, patience=QUICK, limits=LIMITS, now=clock.now))
    app = App(settings, clock=clock, extra=extra)
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, app.stop)
    await app.run()


if __name__ == "__main__":
    asyncio.run(main())
