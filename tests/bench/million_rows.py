"""Fills a database with as many leads as wanted: one real conversation, cloned by the database itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, select, text

from bot.app import App
from bot.config import Settings
from fsm.storage import tables as t
from tests.fakes.channel import FakeChannel

TEXTS = (
    "Здравствуйте",
    "Нужен сайт для клиники",
    "300 тысяч тенге",
    "в этом месяце",
    "я сама решаю",
    "Анна",
    "+7 701 123-45-67",
)
STORED = (
    "Здравствуйте",
    "Нужен сайт для клиники, 300 тысяч тенге",
    "в этом месяце, решаю сама",
    "Анна",
    "+7 701 123-45-67",
)
"""What each stored lead has said; with our answers ten messages a lead."""
FIRST = 10_000_000
"""The number of the first clone; all have as many digits, so that their names sort as they do."""

_ROWS = 64
"""Room for the rows of one lead in a table."""

_COPIED = (
    t.leads,
    t.identities,
    t.inbox,
    t.messages,
    t.facts,
    t.scores,
    t.events,
    t.handoffs,
    t.buttons,
    t.outbox,
)

NAMES = tuple(table.name for table in _COPIED)
"""The tables that grow with the leads."""


async def talk(settings: Settings, who: Iterable[str]) -> None:
    """Let people have the conversation that is stored with a real engine on the database."""
    channel, started = FakeChannel(), asyncio.Event()
    app = App(settings, extra=[channel], started=lambda _: started.set())
    running = asyncio.create_task(app.run())
    waiting = asyncio.create_task(started.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        running.result()
    for person in who:
        for said in STORED:
            await channel.hear(channel.inbound(person, text=said))
    app.stop()
    await running


def clone(connection: Connection, first: int, last: int) -> None:
    """Make leads `first`..`last` (numbers from FIRST on) after the one lead that is there."""
    for table in _COPIED:
        template = f"template_{table.name}"
        columns = [column.name for column in table.columns]
        chosen = ", ".join(_expression(table, name) for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        series = _series(connection, first, last)
        connection.execute(
            text(f'INSERT INTO "{table.name}" ({names}) SELECT {chosen} FROM {series}, {template} AS a ORDER BY 1')  # noqa: S608
        )


def prepare(connection: Connection) -> dict[str, int]:
    """Keep the one conversation aside as the template, its rows counted from 0; gives rows a lead by table."""
    sizes: dict[str, int] = {}
    for table in _COPIED:
        rows = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings().all()
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        key = next(iter(table.primary_key.columns)).name
        connection.execute(
            text(
                f"CREATE TABLE template_{table.name} AS SELECT {columns}, "  # noqa: S608
                f'(SELECT count(*) FROM "{table.name}" b WHERE b."{key}" < a."{key}") AS nth FROM "{table.name}" a'
            )
        )
        sizes[table.name] = len(rows)
        if len(rows) > _ROWS:
            raise ValueError(f"a conversation has {len(rows)} rows in {table.name}")
    return sizes


def finish(connection: Connection) -> None:
    """Put the template away and let numbering go on after the clones."""
    for table in _COPIED:
        connection.execute(text(f"DROP TABLE template_{table.name}"))
    if connection.dialect.name == "postgresql":
        for name in ("leads", "identities", "inbox"):
            connection.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")  # noqa: S608
            )


def _series(connection: Connection, first: int, last: int) -> str:
    if connection.dialect.name == "postgresql":
        return f"(SELECT generate_series({first}, {last}) AS k) AS n"
    return (
        f"(WITH RECURSIVE c(k) AS (SELECT {first} UNION ALL SELECT k + 1 FROM c WHERE k < {last}) SELECT k FROM c) AS n"  # noqa: S608
    )


def _expression(table: Table, column: str) -> str:
    by_table: Mapping[tuple[str, str], str] = {
        ("leads", "id"): "n.k",
        ("identities", "id"): "n.k",
        ("identities", "external_id"): "'p' || n.k",
        ("identities", "chat"): "'p' || n.k",
        ("inbox", "external_id"): "'e' || n.k || '-' || (a.nth + 10)",
        ("outbox", "message_id"): _message(),
        ("outbox", "handoff_id"): f"CASE WHEN a.handoff_id IS NULL THEN NULL ELSE n.k * {_ROWS} END",
        ("buttons", "token"): "'t' || n.k || '-' || (a.nth + 10)",
        ("buttons", "handoff_id"): f"n.k * {_ROWS}",
    }
    special = by_table.get((table.name, column))
    if special is not None:
        return special
    return {"id": f"n.k * {_ROWS} + a.nth", "lead_id": "n.k"}.get(column, f'a."{column}"')


def _message() -> str:
    return f"n.k * {_ROWS} + (SELECT m.nth FROM template_messages m WHERE m.id = a.message_id)"  # noqa: S608 (numbers of ours)


def count(connection: Connection) -> dict[str, Any]:
    """How many rows the large tables have."""
    return {
        table.name: connection.execute(text(f'SELECT count(*) FROM "{table.name}"')).scalar()  # noqa: S608
        for table in (t.leads, t.messages, t.inbox, t.outbox)
    }
