"""A load balancer on loopback: hands every request to one of the processes that answer, as nginx would."""

from __future__ import annotations

import itertools
from typing import Self

import aiohttp
from aiohttp import web


class Balancer:
    """Round robin over `ports`; a process that does not answer is passed over, and 502 is said when none does."""

    def __init__(self, ports: list[int]) -> None:
        self._ports = itertools.cycle(ports)
        self._count = len(ports)
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        self._session = aiohttp.ClientSession()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        assert self._session is not None
        await self._session.close()
        await self._runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        assert self._session is not None
        for _ in range(self._count):
            url = f"http://127.0.0.1:{next(self._ports)}{request.path}"
            headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
            try:
                async with self._session.request(request.method, url, data=body, headers=headers) as answer:
                    return web.Response(status=answer.status, body=await answer.read())
            except aiohttp.ClientError:
                continue
        return web.Response(status=502)
