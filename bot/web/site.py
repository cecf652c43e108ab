"""Everything the web server answers beside the channels: the pages, the business side while it may be shown, health."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp.web import AbstractRouteDef

from bot.web.desk import Bells, Desk
from bot.web.desk_door import DeskDoor
from bot.web.health import Health, health_route
from bot.web.pages import Pages
from bot.web.server import Closer
from bot.wording import Catalogue


def site(  # noqa: PLR0913 (what the site shows comes from all over)
    catalogue: Catalogue,
    script: str,
    health: Health,
    desk: Desk,
    bells: Bells,
    *,
    demo: bool,
    origins: Sequence[str] = (),
) -> tuple[Sequence[AbstractRouteDef], Sequence[Closer]]:
    """The routes, and what hangs up their long-lived sockets when the server stops."""
    pages = Pages(catalogue, script, demo=demo, origins=origins)
    if not demo:
        return [*pages.routes(), health_route(health)], []
    door = DeskDoor(desk, bells)
    return [*pages.routes(), health_route(health), *door.routes()], [door.close]
