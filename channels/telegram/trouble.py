"""What can come of a request to a Bot API server, besides its result."""

from __future__ import annotations

import msgspec


class NotReached(Exception):
    """The request never left: no address, no connection, no free slot."""


class NoAnswer(Exception):
    """The request left and nothing usable came back: it may have been carried out."""


class Garbled(NoAnswer):
    """An answer came, but not Telegram's: a proxy's page, nothing at all, or JSON cut short."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status} without a readable answer")
        self.status = status


class ApiError(Exception):
    """Telegram said no. `retry_after` in seconds and `migrate_to` (a chat id) are 0 when not given."""

    def __init__(self, code: int, description: str, *, retry_after: float = 0, migrate_to: int = 0) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to


Trouble = ApiError | NotReached | NoAnswer


class Reply(msgspec.Struct, frozen=True):
    """What came back: the HTTP status and the body as it was."""

    status: int
    body: bytes
