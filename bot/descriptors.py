"""Whether the system still gives this process files and connections."""

from __future__ import annotations

import errno
import os
import resource
from contextlib import suppress

import structlog

from bot.news import News

log = structlog.get_logger()

_NONE_LEFT = (errno.EMFILE, errno.ENFILE)


class DescriptorWatch:
    """Tries to open something; none left is told once, and again only after it was well for a while."""

    def __init__(self, well_for: int = 300) -> None:
        self._well_for = well_for
        self._well = well_for

    async def news(self) -> News | None:
        """What to say now."""
        if _one_left():
            self._well += 1
            return None
        fresh, self._well = self._well >= self._well_for, 0
        if not fresh:
            return None
        limit = str(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        log.error("descriptors.exhausted", limit=limit)
        return News("owner.descriptors", {"limit": limit})


def _one_left() -> bool:
    opened = -1
    try:
        opened = os.open(os.devnull, os.O_RDONLY)
    except OSError as error:
        return error.errno not in _NONE_LEFT
    finally:
        if opened >= 0:
            with suppress(OSError):
                os.close(opened)
    return True
