"""Figures for Prometheus: right, readable by its own parser, and for nobody who may not see them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import insert

from bot.web.api_key import Admission
from bot.web.config import WebConfig
from bot.web.metrics import Meters, Sample, metrics_route
from fsm.storage import effects
from fsm.storage import tables as t
from fsm.storage.store import Store
from tests.conftest import StillClock

KEY = "0123456789abcdef"


def parsed(text: str) -> dict[str, float]:
    """The figures as Prometheus' own parser reads them."""
    from prometheus_client.parser import text_string_to_metric_families

    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


async def test_what_happened_is_counted(store: Store, clock: StillClock) -> None:
    meters = Meters(store, clock.now)
    for leads, seconds in ((1, 0.0004), (3, 0.003), (40, 7.0)):
        meters.committed(leads)
        meters.written(seconds)
    for state in ("sent", "sent", "parked"):
        meters.marked(state)
    meters.gauge("letters_waiting", "Letters in hand.", lambda: [Sample(2, {"channel": 'a "b"\\\n'})])
    found = parsed(await meters.text())
    assert found["talap_turns_total"] == 44
    assert found["talap_letters_total{state=sent}"] == 2
    assert found["talap_commit_seconds_bucket{le=0.001}"] == 1
    assert found["talap_commit_seconds_bucket{le=0.005}"] == 2
    assert found["talap_commit_seconds_bucket{le=+Inf}"] == 3
    assert found["talap_commit_seconds_sum"] == pytest.approx(7.0034)
    assert found["talap_commit_turns_bucket{le=4}"] == 2
    assert found['talap_letters_waiting{channel=a "b"\\\n}'] == 2


async def test_queues_are_asked_when_somebody_looks(store: Store, clock: StillClock) -> None:
    now = clock.now()

    def fill(connection: Any) -> None:
        effects.file_effect(connection, workspace_id=1, kind="scrape", key="a", body={}, due_at=now, now=now)
        row = {"workspace_id": 1, "source": "x", "external_id": "1", "body": b"", "received_at": now, "due_at": now}
        connection.execute(insert(t.inbox).values(row))

    await store.write(fill)
    clock.forward(seconds=90)
    found = parsed(await Meters(store, clock.now).text())
    assert found["talap_effects{kind=scrape,state=new}"] == 1
    assert found["talap_effects_late_seconds{kind=scrape,state=new}"] == 90
    assert (found["talap_inbox_waiting"], found["talap_inbox_late_seconds"]) == (1, 90)
    assert found["talap_letters_troubled{state=parked}"] == 0


@pytest.fixture
async def address(store: Store, clock: StillClock) -> AsyncIterator[str]:
    admission = Admission(WebConfig(api_key=KEY), 0, demo=False)
    app = web.Application()
    app.add_routes([metrics_route(Meters(store, clock.now), admission)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/metrics"
    await runner.cleanup()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X-Forwarded-For": "203.0.113.9"}, 401),
        ({"Host": "talap.example.kz"}, 401),
        ({"X-Forwarded-For": "203.0.113.9", "X-API-Key": "wrong-wrong-wrong"}, 401),
        ({"X-Forwarded-For": "203.0.113.9", "X-API-Key": KEY}, 200),
        ({"Host": "talap.example.kz", "Authorization": f"Bearer {KEY}"}, 200),
    ],
)
async def test_strangers_need_the_key(address: str, headers: dict[str, str], status: int) -> None:
    async with aiohttp.ClientSession() as http, http.get(address, headers=headers) as answer:
        assert answer.status == status
        assert ("talap_turns_total" in await answer.text()) == (status == 200)
