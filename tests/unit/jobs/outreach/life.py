"""Lives of a sender, forked from one import, to be killed: each works on the database until it is ended or done.

Reads one order a line from standard input (database file, ledger file) and answers the new life's process id. A life
appends every message it delivers to the ledger, in one write.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.wording import Catalogue
from channels.contract import Capabilities, Outbound, Receipt
from fsm.storage.schema import open_store
from jobs.outreach.campaign import Policy
from jobs.outreach.queue import Rules
from jobs.outreach.sender import Sender
from jobs.outreach.unsubscribe import Tokens

POLICY = Policy(channels=frozenset({"email"}))


class Paper:
    """A network that writes down what it got, after a moment and before another."""

    name = "email"
    capabilities = Capabilities()

    def __init__(self, ledger: Path) -> None:
        self._file = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def send(self, message: Outbound) -> Receipt:
        await asyncio.sleep(random.uniform(0, 0.003))
        os.write(self._file, f"{message.key} {message.chat}\n".encode())
        await asyncio.sleep(random.uniform(0, 0.003))
        return Receipt((f"n{message.key}",))


async def live(database: str, ledger: Path) -> None:
    store = await open_store(f"sqlite:///{database}")
    rules = Rules(POLICY, Tokens(b"a key for the lives", "https://talap.example").link)
    channels = {"email": Paper(ledger)}
    sender = Sender(store, channels, Catalogue.load().words, lambda: datetime.now(UTC), rules=rules)  # type: ignore[arg-type]
    await sender.run()


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries them
    print("ready", flush=True)
    for line in sys.stdin:
        database, ledger = line.split()
        life = os.fork()
        if life == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            random.seed(os.getpid())
            asyncio.run(live(database, Path(ledger)))
            os._exit(0)
        print(life, flush=True)


if __name__ == "__main__":
    main()
