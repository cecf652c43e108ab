"""Who comes in at the REST doors: every door is walked without a key, with a small one and with another workspace's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from bot.web import api_keys
from bot.web.api_keys import KeyRole
from bot.web.openapi import describe
from fsm.storage import tables as t
from fsm.storage.schema import open_store
from tests.story.conftest import World
from tests.story.test_api_v1 import KEY, Caller, Start, number_of, shop, start  # noqa: F401 (fixtures)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
PUBLIC = {("POST", "/api/form")}
"""Doors that need no key."""


def doors() -> Iterator[tuple[str, str]]:
    for path, methods in describe()["paths"].items():
        for method in methods:
            if (method.upper(), path) not in PUBLIC:
                yield method.upper(), path


async def made_key(world: World, role: KeyRole, workspace_id: int = 1) -> str:
    store = await open_store(world.settings.database_url)

    def make(connection: Connection) -> str:
        if workspace_id != 1:
            connection.execute(insert(t.workspaces).values(id=workspace_id, name="another", created_at=NOW))
        return api_keys.make(connection, workspace_id, role, "a program", "42", NOW)[0]

    try:
        return await store.write(make)
    finally:
        await store.close()


async def test_every_door_asks_for_a_key_whose_role_reaches(start: Start) -> None:  # noqa: F811
    world, call = await start()
    await world.says("Здравствуйте, у меня ноутбук не включается")
    number = await number_of(world)
    read, sales = await made_key(world, KeyRole.READ), await made_key(world, KeyRole.SALES)
    foreign = await made_key(world, KeyRole.ADMIN, workspace_id=2)
    walked = 0
    for method, template in doors():
        path = "/.." + template.removeprefix("/api").replace("{lead_id}", str(number))  # from /api/v1
        answers = {key: (await call(method, path, key=key))[0] for key in ("", "guess", foreign, read, sales, KEY)}
        assert answers[""] == answers["guess"] == answers[foreign] == 401, (method, template)
        assert (answers[read] == 403) == (method != "GET"), (method, template)
        assert answers[sales] not in (401, 403), (method, template)
        assert answers[KEY] not in (401, 403), (method, template)
        walked += 1
    assert walked == 14


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_a_key_may_come_as_a_bearer_token_and_no_other_way(start: Start, scheme: str) -> None:  # noqa: F811
    _, call = await start()
    assert (await call("GET", "/leads", key="", Authorization=f"{scheme} {KEY}"))[0] == 200
    for wrong in (KEY, f"Basic {KEY}", f"{scheme}", f"{scheme} {KEY[:-1]}", f"{scheme} ключ"):
        status, told = await call("GET", "/leads", key="", Authorization=wrong)
        assert (status, told["status"]) == (401, 401), wrong
    assert (await call("GET", f"/leads?api_key={KEY}", key=""))[0] == 401


LEAD = {"phone": "+77771234567", "message": "Ноутбук не включается", "channel": "olx", "sender_name": "Алия"}


@pytest.mark.parametrize(("path", "refused"), [("/leads", 422), ("/../webhook", 400)])
async def test_a_name_of_a_request_stands_for_no_other_request(start: Start, path: str, refused: int) -> None:  # noqa: F811
    _, call = await start()
    first = await asyncio.gather(*(call("POST", path, LEAD, Idempotency_Key="order-17") for _ in range(10)))
    assert sorted({status for status, _ in first}) in ([200], [200, 201], [201])
    for other in ({"phone": "+77019998877"}, {"message": "Другое"}, {"sender_name": "Берик"}):
        status, told = await call("POST", path, LEAD | other, Idempotency_Key="order-17")
        assert status == refused, other
        assert "Idempotency-Key" in json.dumps(told)
    assert (await call("POST", path, LEAD, Idempotency_Key="order-17"))[0] == 200
    _, page = await call("GET", "/leads")
    assert len(page["leads"]) == 1


async def test_refusals_name_the_field_and_nothing_happens(shop: tuple[World, Caller]) -> None:  # noqa: F811
    world, call = shop
    one = f"/leads/{await number_of(world)}"
    before = (await call("GET", one))[1]
    wrong: tuple[tuple[str, str, Any, int, str], ...] = (
        ("PATCH", f"{one}/stage", {}, 400, "stage"),
        ("PATCH", f"{one}/stage", {"stage": 5}, 400, "stage"),
        ("PATCH", f"{one}/stage", {"stage": "kyc", "force": True}, 400, "force"),
        ("POST", f"{one}/messages", {}, 400, "text"),
        ("POST", f"{one}/messages", {"text": ""}, 400, "text"),
        ("POST", f"{one}/messages", {"text": "\u0000 \n"}, 400, "text"),
        ("POST", f"{one}/messages", {"text": "x" * 4001}, 400, "text"),
        ("POST", f"{one}/messages", {"text": "да", "rep": "nobody"}, 422, "rep"),
        ("POST", f"{one}/transfer", {"gate": "off"}, 400, "gate"),
        ("POST", f"{one}/transfer", {"body": "x"}, 400, "body"),
        ("POST", "/leads", {"message": "привет"}, 422, "phone"),
        ("POST", "/leads", {"phone": "12", "message": "привет"}, 422, "phone"),
        ("POST", "/leads", {"email": "nobody", "message": "привет"}, 422, "email"),
        ("POST", "/leads", {"phone": "+77771234567", "message": "x" * 4001}, 400, "message"),
        ("GET", "/leads?limit=0", None, 400, "limit"),
        ("GET", "/leads?limit=201", None, 400, "limit"),
        ("GET", "/leads?cursor=x", None, 400, "cursor"),
        ("GET", "/leads?stage=hot", None, 400, "stage"),
        ("GET", "/leads?since=yesterday", None, 400, "since"),
        ("GET", f"{one}/package?format=pdf", None, 400, "format"),
        ("GET", f"{one}/audit?limit=x", None, 400, "limit"),
    )
    for method, path, body, status, field in wrong:
        answer, told = await call(method, path, body)
        assert (answer, told["status"]) == (status, status), (path, body, told)
        assert call.headers["Content-Type"].startswith("application/problem+json")
        assert [each["field"] for each in told["errors"]] == [field], (path, body, told)
    assert (await call("GET", one))[1] == before


async def test_a_body_too_large_is_refused_before_it_is_read_whole(start: Start) -> None:  # noqa: F811
    _, call = await start()
    status, told = await call("POST", "/leads", {"phone": "+77771234567", "message": "x" * 70_000})
    assert (status, told["title"]) == (413, "The request is too large")
