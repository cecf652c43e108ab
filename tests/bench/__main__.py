"""`make bench`: speed as ratios within one run, on this machine, now. Figures of two runs are not to be compared."""

from __future__ import annotations

import asyncio
import os
import platform
import sys

from bot.running import loop_factory
from tests.bench import engine, reading_speed


def main() -> int:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(engine.compare())
    print()
    reading_speed.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
