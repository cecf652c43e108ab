"""How many conversations are under way on each version of a script."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection

import fsm.storage.tables as t
from bot.admin.scripts_kept import talking
from fsm.lead import Lead, Stage
from fsm.storage import road
from fsm.storage.store import Store

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NOBODY = Lead(id=0, workspace_id=t.DEFAULT_WORKSPACE, channel="web", chat="1", language="ru")


def leads(*made: Lead) -> dict[road.Address, tuple[Lead, road.Row]]:
    return {
        (t.DEFAULT_WORKSPACE, "web", str(number)): (lead, {"chat": str(number), "display_name": ""})
        for number, lead in enumerate(made)
    }


async def test_talks_are_counted_also_of_a_lead_that_has_no_script_yet(store: Store) -> None:
    on_second = msgspec.structs.replace(NOBODY, script="services", script_version=2, stage=Stage.QUALIFYING)
    over = msgspec.structs.replace(on_second, stage=Stage.QUALIFIED)

    def work(connection: Connection) -> dict[str, int]:
        road.create_leads(connection, leads(NOBODY, on_second, on_second, over), NOW)
        return dict(talking(connection, t.DEFAULT_WORKSPACE))

    assert await store.write(work) == {"@0": 1, "services@2": 2}
