"""Another program leads a lead through its deal, speaks to it, and is held to the gates of the buttons."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import pytest

from tests.story.conftest import World
from tests.story.test_handoff import qualify

KEY = "a-key-of-sixteen-and-more"
OWNER = "42"


class Caller:
    """A program that knows a key."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        self._http = http
        self._address = address
        self.headers: Mapping[str, str] = {}

    async def __call__(
        self, method: str, path: str, body: Any = None, *, key: str = KEY, **headers: str
    ) -> tuple[int, Any]:
        given = {"X-API-Key": key} | {name.replace("_", "-"): value for name, value in headers.items()}
        data = json.dumps(body).encode() if body is not None else None
        async with self._http.request(method, f"{self._address}/api/v1{path}", data=data, headers=given) as answer:
            self.headers = answer.headers
            text = await answer.text()
            return answer.status, json.loads(text) if "json" in answer.content_type else text


Start = Callable[..., Awaitable[tuple[World, Caller]]]


@pytest.fixture
async def start(world_of: Callable[..., World]) -> AsyncIterator[Start]:
    sessions: list[aiohttp.ClientSession] = []

    async def started(**given: Any) -> tuple[World, Caller]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        web = {"port": port, "api_key": KEY, "requests_per_minute": 100_000} | given.pop("web", {})
        world = world_of(web=web, admins=(int(OWNER),), **given)
        await world.start()
        sessions.append(aiohttp.ClientSession())
        return world, Caller(sessions[-1], f"http://127.0.0.1:{port}")

    yield started
    for session in sessions:
        await session.close()


@pytest.fixture
async def shop(start: Start) -> tuple[World, Caller]:
    made = await start()
    await qualify(made[0])
    return made


async def number_of(world: World, who: str = "501") -> int:
    return (await world.lead(who)).id


async def test_a_deal_goes_step_by_step_and_never_back(shop: tuple[World, Caller]) -> None:
    world, call = shop
    one = f"/leads/{await number_of(world)}"
    status, refusal = await call("PATCH", f"{one}/stage", {"stage": "kyc"})
    assert (status, refusal["gate"]) == (409, "not_transferred")
    assert refusal["detail"]
    status, told = await call("POST", f"{one}/transfer")
    assert (status, told["done"], told["lead"]["deal"]) == (200, True, "new")
    assert (await call("POST", f"{one}/transfer"))[0] == 409
    for wrong, gate in (("paid", "order"), ("nowhere", "unknown_stage")):
        status, told = await call("PATCH", f"{one}/stage", {"stage": wrong})
        assert (status, told["gate"]) == (409, gate)
    assert (await call("PATCH", f"{one}/stage", {"stage": "new"}))[0] == 200  # where it stands already
    for stage in ("kyc", "agreement", "paid"):
        status, told = await call("PATCH", f"{one}/stage", {"stage": stage})
        assert (status, told["lead"]["deal"]) == (200, stage)
    status, told = await call("PATCH", f"{one}/stage", {"stage": "new"})
    assert (status, told["gate"]) == (409, "final")
    _, audit = await call("GET", f"{one}/audit?limit=200")
    moves = [(each["kind"], each["before"], each["after"]) for each in audit["entries"] if each["kind"] == "deal"]
    assert moves == [
        ("deal", "", "new"),
        ("deal", "new", "kyc"),
        ("deal", "kyc", "agreement"),
        ("deal", "agreement", "paid"),
    ]
    assert {each["by"] for each in audit["entries"] if each["kind"] == "deal"} == {"API (API)"}
    assert len([each for each in audit["entries"] if each["kind"] == "deal_refused"]) >= 3


async def test_a_cold_lead_is_not_transferred(start: Start) -> None:
    world, call = await start()
    await world.says("Здравствуйте")
    one = f"/leads/{await number_of(world)}"
    status, told = await call("POST", f"{one}/transfer")
    assert (status, told["gate"], told["title"]) == (409, "score", "That is not possible now")
    assert "60" in told["detail"]


async def test_fifty_transfers_at_once_are_one(shop: tuple[World, Caller]) -> None:
    world, call = shop
    one = f"/leads/{await number_of(world)}"
    answers = await asyncio.gather(*(call("POST", f"{one}/transfer") for _ in range(50)))
    assert sorted({status for status, _ in answers}) in ([200, 409], [200])
    _, audit = await call("GET", f"{one}/audit?limit=200")
    assert [each["kind"] for each in audit["entries"]].count("deal") == 1


async def test_a_person_speaks_and_the_bot_is_silent(shop: tuple[World, Caller]) -> None:
    world, call = shop
    one = f"/leads/{await number_of(world)}"
    status, told = await call("POST", f"{one}/messages", {"text": "Мастер выезжает"}, Idempotency_Key="m1")
    assert (status, told["done"], told["held_by"]) == (201, True, "API")
    again = await asyncio.gather(
        *(call("POST", f"{one}/messages", {"text": "Мастер выезжает"}, Idempotency_Key="m1") for _ in range(10))
    )
    assert {answer["message_id"] for _, answer in again} == {told["message_id"]}
    await world.settled()
    assert [each.text for each in world.telegram.to("501")].count("Мастер выезжает") == 1
    assert await world.says("А сколько будет стоить?") == []
    _, talk = await call("GET", f"{one}/conversation?limit=200")
    assert ("rep", "API", "Мастер выезжает") in [(each["author"], each["by"], each["text"]) for each in talk["lines"]]
    status, _ = await call("POST", f"{one}/messages", {"text": "Другое"}, Idempotency_Key="m1")
    assert status == 422
    assert all(not row.active for row in await world.rows("reps") if row.channel == "api")


async def test_nobody_is_written_to_who_said_stop(shop: tuple[World, Caller]) -> None:
    world, call = shop
    one = f"/leads/{await number_of(world)}"
    await world.says("стоп")
    before = len(world.telegram.to("501"))
    status, told = await call("POST", f"{one}/messages", {"text": "И всё-таки?"})
    assert (status, told["gate"]) == (409, "opted_out")
    await world.settled()
    assert len(world.telegram.to("501")) == before


async def test_a_lead_is_put_in_front_of_the_reps_on_request(start: Start) -> None:
    world, call = await start()
    await world.says("Здравствуйте, у меня ноутбук не включается")
    one = f"/leads/{await number_of(world)}"
    status, told = await call("POST", f"{one}/handoff")
    assert (status, told["lead"]["handoff"]) == (200, "offered")
    await world.settled()
    assert len(world.cards()) == 1
    status, told = await call("POST", f"{one}/handoff")
    assert (status, told["gate"]) == (409, "already_offered")


async def test_the_package_and_the_analysis_argue_the_case(shop: tuple[World, Caller]) -> None:
    world, call = shop
    one = f"/leads/{await number_of(world)}"
    _, package = await call("GET", f"{one}/package")
    assert package["lead"]["phone"] == "+77771234567"
    assert package["links"]["whatsapp"] == "https://wa.me/77771234567"
    assert package["links"]["telegram"] == "tg://user?id=501"
    assert package["conversation_summary"]
    assert package["recommended_approach"]
    assert {"need", "budget", "timeline"} <= {each["fact"] for each in package["answers"]}
    assert sum(each["points"] for each in package["score"]["parts"]) == package["score"]["score"]
    status, text = await call("GET", f"{one}/package?format=text")
    assert (status, "Алия" in text, "<" in text) == (200, True, False)
    _, analysis = await call("POST", f"{one}/analyze")
    assert sum(each["points"] for each in analysis["parts"]) == analysis["score"]
    opinion = analysis["opinion"]
    assert (opinion["advice"], opinion["by"], opinion["score"]) == (True, "rules", analysis["score"] / 100)
    assert opinion["recommendation"]
    assert opinion["reason"]


async def test_lists_are_narrowed_by_everything_and_paged(shop: tuple[World, Caller]) -> None:
    world, call = shop
    for number in range(502, 509):
        await world.says("Здравствуйте", who=str(number))
    for query, found in (
        ("band=hot", 1),
        ("score_min=60", 1),
        ("score_max=59", 7),
        ("channel=telegram", 8),
        ("channel=email", 0),
        ("stage=qualified", 1),
        ("q=алия", 1),
        ("q=7771234", 1),
        ("q=нету", 0),
        ("rep=Берик", 0),
        ("since=2020-01-01T00:00:00Z", 8),
        ("until=2020-01-01T00:00:00Z", 0),
        ("deal=kyc", 0),
    ):
        status, page = await call("GET", f"/leads?{query}")
        assert (status, len(page["leads"])) == (200, found), query
    seen: list[int] = []
    cursor = ""
    for _ in range(10):
        _, page = await call("GET", "/leads?limit=3" + (f"&cursor={cursor}" if cursor else ""))
        seen += [each["lead_id"] for each in page["leads"]]
        cursor = page["next"]
        if not cursor:
            break
    assert (len(seen), seen) == (8, sorted(set(seen), reverse=True))
    status, told = await call("GET", "/leads?colour=red")
    assert (status, told["errors"]) == (400, [{"field": "colour", "detail": "there is no such parameter"}])


async def test_a_version_guards_against_overwriting(shop: tuple[World, Caller]) -> None:
    world, call = shop
    one = f"/leads/{await number_of(world)}"
    await call("GET", one)
    tag = call.headers["ETag"]
    assert (await call("GET", one, If_None_Match=tag))[0] == 304
    await call("POST", f"{one}/transfer")
    assert (await call("PATCH", f"{one}/stage", {"stage": "kyc"}, If_Match=tag))[0] == 412
    await call("GET", one)
    assert (await call("PATCH", f"{one}/stage", {"stage": "kyc"}, If_Match=call.headers["ETag"]))[0] == 200


async def test_keys_are_made_in_the_chat_for_a_role_and_closed(start: Start) -> None:
    world, call = await start()
    await world.says("Здравствуйте")
    one = f"/leads/{await number_of(world)}"
    keys = {}
    for label in ("➕ чтение", "➕ продажи"):
        await world.says("/keys", who=OWNER)
        await world.presses(label, who=OWNER)
        await world.says("сайт", who=OWNER)
        shown = re.search(r"<code>(tk_[\w-]+)</code>", world.telegram.to(OWNER)[-1].text)
        assert shown is not None
        keys[label] = shown.group(1)
    reader, seller = keys.values()
    assert (await call("GET", one, key=reader))[0] == 200
    status, told = await call("POST", f"{one}/handoff", key=reader)
    assert (status, "read" in told["detail"]) == (403, True)
    assert (await call("POST", f"{one}/handoff", key=seller))[0] == 200
    for wrong in ("", reader[:-1], "tk_", "ключ"):
        status, told = await call("GET", one, key=wrong)
        assert (status, told["status"]) == (401, 401)
    assert all(reader.encode() not in bytes(str(row), "utf-8") for row in await world.rows("api_keys"))
    await world.says("/keys", who=OWNER)
    await world.presses("🗑 сайт", who=OWNER)
    answers = [(await call("GET", one, key=key))[0] for key in (reader, seller)]
    assert sorted(answers) == [200, 401]


async def test_a_key_has_its_own_purse(start: Start) -> None:
    _, call = await start(web={"requests_per_minute": 20})
    answers = [(await call("GET", "/leads"))[0] for _ in range(25)]
    assert (answers[0], answers[-1]) == (200, 429)
    assert int(call.headers["Retry-After"]) >= 1


async def test_foreign_and_unknown_leads_are_not_there(start: Start) -> None:
    _, call = await start()
    for number in ("1", "999999999999999999", "99999999999999999999", "abc", "0", "-1", "1.5"):
        for method, path in (("GET", ""), ("GET", "/audit"), ("POST", "/transfer"), ("POST", "/analyze")):
            status, told = await call(method, f"/leads/{number}{path}")
            assert (status, told["status"]) == (404, 404), (number, path)
