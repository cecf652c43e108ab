"""What somebody notices that the owner should hear of, once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class News(NamedTuple):
    """A sentence of the catalogue with its values (safe HTML), and buttons: (words of the label, token), one a row.

    `lines` are further sentences below it.
    """

    key: str
    params: Mapping[str, str] = {}
    buttons: tuple[tuple[str, str], ...] = ()
    lines: tuple[News, ...] = ()


class Watch(Protocol):
    """Looks after one thing; asked every two seconds."""

    async def news(self) -> News | None:
        """What is new; each thing is said here once. Raises StorageBusy when the database would have to say it."""
        ...
