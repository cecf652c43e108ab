"""The real program with one kind of slow work and one job by the clock, both of which leave a trail in a file."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from bot import logs
from bot.app import App
from bot.config import read_settings
from bot.effects import Duty, Effect, EffectContext
from bot.roles import Behind
from bot.ticks import Tick
from fsm.storage import effects
from fsm.storage.effect_tables import effects as table

WORKS_FOR = 1.5


def note(*words: object) -> None:
    """One line of the trail; appended whole, whoever else writes."""
    line = " ".join(str(word) for word in (f"{time.time():.3f}", os.getpid(), *words)) + "\n"
    with Path(os.environ["TRAIL"]).open("a", encoding="utf-8") as trail:
        trail.write(line)


async def slow(effect: Effect, _context: EffectContext) -> dict[str, int]:
    note("began", effect.id)
    await asyncio.sleep(WORKS_FOR)
    note("ended", effect.id)
    return {"by": os.getpid()}


def beat(connection: Connection, period: datetime) -> None:
    """File work under a key that would not hide a second run of the same period."""
    count = connection.execute(select(func.count()).select_from(table)).scalar_one()
    key, body = f"{period:%H%M%S}-{count}", {"period": period.isoformat()}
    effects.file_effect(connection, workspace_id=1, kind="slow", key=key, body=body, due_at=period, now=period)
    note("ticked", period.isoformat())


async def main() -> None:
    settings = read_settings(None)
    logs.set_up("WARNING")
    app = App(settings, behind=Behind({"slow": Duty(slow)}, [Tick("beat", 1, beat)]))
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, app.stop)
    await app.run()


if __name__ == "__main__":
    asyncio.run(main())
