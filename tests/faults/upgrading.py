"""`python -m tests.faults.upgrading URL`: begins to upgrade a database, dies at the first statement, begins again, dies
at the second, and so on, and at random moments between, until one is through. Tells at how many it was killed.

After each death the schema must be the old one: an upgrade is one transaction.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from typing import Any

import alembic.command  # noqa: F401 (imported once, for all lives)
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from fsm.storage.schema import open_store, steps

_RANDOM_KILLS = 10
_SQLITE = "sqlite:///"


def main() -> None:
    url = sys.argv[1]
    before = version(url)
    chance, statement, longest = random.Random(before), 0, 0.0
    while True:
        statement += 1
        began = time.monotonic()
        if not _killed(url, statement):
            break
        longest = time.monotonic() - began
        assert version(url) == before, f"half an upgrade after statement {statement}"
        if statement % 5 == 0 and statement <= 5 * _RANDOM_KILLS:
            _killed(url, 0, after=chance.uniform(0, longest))
            if version(url) != before:
                break  # it was through before it was killed
    assert version(url) == steps()[-1]
    print(statement - 1)


def _killed(url: str, statement: int, after: float = 0.0) -> bool:
    """One life of an upgrade; it ends at a statement, or after some seconds when that is 0. Whether it was killed."""
    child = os.fork()
    if child == 0:
        _live(url, statement)
    if not statement:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _live(url: str, statement: int) -> None:
    left = statement or sys.maxsize

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(sa.Engine, "before_cursor_execute", count)
    sa.event.listen(sa.Engine, "commit", count)

    async def upgrade() -> None:
        await (await open_store(url)).close()

    asyncio.run(upgrade())
    os._exit(0)


def version(url: str) -> str:
    """The step the database is at."""
    query = sa.text("SELECT version_num FROM alembic_version")
    if url.startswith(_SQLITE):
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            found = str(connection.execute(query).scalar())
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        engine.dispose()
        return found

    async def ask() -> str:
        engine = create_async_engine(f"postgresql+asyncpg://{url.partition('://')[2]}")
        async with engine.connect() as connection:
            found = str((await connection.execute(query)).scalar())
        await engine.dispose()
        return found

    return asyncio.run(ask())


if __name__ == "__main__":
    main()
