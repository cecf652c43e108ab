"""Imports the program once and then forks a life of it on demand, so that a kill costs milliseconds, not an import.

Reads lines from standard input: a JSON object with "environment" and "failpoint" starts a life and answers its process
id on standard output; the lives are killed by whoever asked for them.
"""

from __future__ import annotations

import json
import os
import signal
import sys

import bot.app  # noqa: F401 (imported for the lives to come)
import channels.telegram.adapter
import channels.webchat.adapter  # noqa: F401
from bot import failpoints, running


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries them
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        life = os.fork()
        if life == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _live(order)
        print(life, flush=True)


def _live(order: dict[str, object]) -> None:
    silence = os.open(os.devnull, os.O_RDWR)
    log = os.open(str(order["log"]), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(silence, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.update({str(name): str(value) for name, value in dict(order["environment"]).items()})
    failpoints.arm(str(order["failpoint"]))
    os._exit(running.run())


if __name__ == "__main__":
    main()
