"""The one web server: channels, pages and webhooks hand in their routes, it listens and says no politely."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import cast

from aiohttp import web

from bot.web.config import WebConfig
from bot.web.door import Doors, quick_hooks
from bot.web.guard import guard

Closer = Callable[[], Awaitable[None]]

FINISH_WITHIN = 3.0
"""Seconds that requests under way get to finish when the server stops."""


_BACKLOG = 128
LARGEST_BODY = 1_048_576
"""Bytes of the largest request any route takes; doors may set a smaller limit of their own."""


class CannotListen(Exception):
    """The web server could not start listening; the sentence says on what and what to change."""


class PortTaken(CannotListen):
    """Another program, perhaps another Talap, listens on the port already."""


class WebServer:
    """Serves the given routes. `closers` hang up long-lived sockets at the stop, before requests are waited for."""

    def __init__(
        self, where: WebConfig, routes: Sequence[web.AbstractRouteDef], closers: Sequence[Closer] = ()
    ) -> None:
        self._where = where
        self._routes = routes
        self._closers = closers
        self._runner: web.AppRunner | None = None
        self._doors: Doors | None = None
        self._server: asyncio.Server | None = None
        self.port = where.port

    @property
    def address(self) -> str:
        """The address a person opens, "http://127.0.0.1:8080"."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(self._where.host, self._where.host)  # noqa: S104  # compared, not bound
        return f"http://{host}:{self.port}"

    async def start(self) -> None:
        """Listen. Raises `PortTaken` or another `CannotListen` with one plain sentence."""
        runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=FINISH_WITHIN)
        await runner.setup()
        doors = Doors(quick_hooks(self._routes), cast("web.Server", runner.server))
        loop = asyncio.get_running_loop()
        try:
            server = await loop.create_server(doors, self._where.host or None, self._where.port, backlog=_BACKLOG)
        except OSError as error:
            await runner.cleanup()
            raise _why(error, self._where) from error
        self._runner, self._doors, self._server = runner, doors, server
        self.port = self._where.port or server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening, hang up sockets, let requests finish; safe to call twice."""
        if self._runner is None or self._doors is None or self._server is None:
            return
        runner, self._runner = self._runner, None
        self._server.close()
        await asyncio.gather(self._doors.close(FINISH_WITHIN), runner.cleanup())

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[guard], client_max_size=LARGEST_BODY)
        app.add_routes(self._routes)
        app.on_shutdown.append(self._hang_up)
        return app

    async def _hang_up(self, _app: web.Application) -> None:
        for closer in self._closers:
            await closer()


def _why(error: OSError, where: WebConfig) -> CannotListen:
    place = f"port {where.port} on {where.host or 'all addresses'}"
    if error.errno == errno.EADDRINUSE:
        other = where.port + 1 if where.port < 65_535 else 8081  # noqa: PLR2004  # the highest port there is
        return PortTaken(
            f"Another program already listens on {place}; choose another port, e.g. TALAP_WEB__PORT={other}."
        )
    if error.errno == errno.EACCES:
        return CannotListen(f"This user may not listen on {place}; choose one above 1023, e.g. TALAP_WEB__PORT=8080.")
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return CannotListen(f'This machine has no address "{where.host}"; set TALAP_WEB__HOST, e.g. to 127.0.0.1.')
    return CannotListen(f"Cannot listen on {place}: {error.strerror or error}.")
