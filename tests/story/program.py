"""The real program as a subprocess: started as a person starts it, killed as the power kills it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

import aiohttp

ROOT = Path(__file__).parents[2]
_START_WITHIN = 40.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Health(NamedTuple):
    """What /health answered."""

    status: int
    parts: dict[str, Any]


class Program:
    """`python -m bot run` with settings of its own. `output` is everything it has printed once it ended."""

    def __init__(
        self, home: Path, verb: str = "run", before: Sequence[str] = (), module: str = "bot", **settings: str
    ) -> None:
        port = settings.get("TALAP_WEB__PORT", "")
        self.port = int(port) if port.isdecimal() else free_port()
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TALAP_")}
        self._environment = clean | {"TALAP_HOME": str(home), "TALAP_WEB__PORT": str(self.port)} | settings
        self._verb = verb
        self._module = module
        self._before = before
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[bytes] | None = None
        self.output = ""

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process is not None:
            await self.kill()

    async def launch(self) -> None:
        """Start the process without waiting for it to be ready."""
        self._process = await asyncio.create_subprocess_exec(
            *self._before,
            sys.executable,
            "-m",
            self._module,
            self._verb,
            cwd=ROOT,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert self._process.stdout is not None
        self._reader = asyncio.create_task(self._process.stdout.read())

    async def start(self) -> None:
        """Start and wait until it answers on its health address."""
        await self.launch()
        deadline = time.monotonic() + _START_WITHIN
        async with aiohttp.ClientSession() as session:
            while time.monotonic() < deadline:
                assert self._process is not None
                if self._process.returncode is not None:
                    raise AssertionError(f"the program ended: {await self.end()}")
                try:
                    async with session.get(f"http://127.0.0.1:{self.port}/health"):
                        return
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)
        raise AssertionError("the program did not start in time")

    async def end(self, within: float = 30.0) -> int:
        """Wait until it ends by itself; gives the exit code."""
        assert self._process is not None
        assert self._reader is not None
        code = await asyncio.wait_for(self._process.wait(), within)
        self.output = (await self._reader).decode(errors="replace")
        self._process = None
        return code

    async def health(self) -> Health:
        """What the program says of itself."""
        address = f"http://127.0.0.1:{self.port}/health"
        async with aiohttp.ClientSession() as session, session.get(address) as response:
            return Health(response.status, (await response.json())["parts"])

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    async def stop(self) -> int:
        """Ask it to end, as a service manager does."""
        self.signal(signal.SIGTERM)
        return await self.end(15)

    async def kill(self) -> None:
        """Kill -9."""
        assert self._process is not None
        self._process.kill()
        await self.end()
