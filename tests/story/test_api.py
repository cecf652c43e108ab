"""Other programs and website forms at the REST doors of the whole engine."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App
from bot.config import Settings

KEY = "a-key-of-sixteen-and-more"
SECRET = "a-secret-of-sixteen-and-more"
SHOP = "https://shop.example"
LEAD = {
    "phone": "8 777 123 45 67",
    "message": "Ноутбук не включается, нужно завтра, бюджет 15000 тенге",
    "channel": "olx",
    "sender_name": "Алия",
}


class Doors:
    """The engine's web side, and a program that knows the key."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        self.http = http
        self.address = address

    async def ask(self, method: str, path: str, body: Any = None, key: str = KEY, **headers: str) -> tuple[int, Any]:
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        given = ({"X-API-Key": key} if key else {}) | headers
        async with self.http.request(method, self.address + path, data=data, headers=given) as answer:
            self.headers = answer.headers
            return answer.status, json.loads(await answer.text() or "null")


@pytest.fixture
async def open_doors(tmp_path: Path) -> AsyncIterator[Callable[..., Any]]:
    running: list[tuple[App, asyncio.Task[None]]] = []
    sessions: list[aiohttp.ClientSession] = []

    async def start(*, key: str = KEY, origins: str = SHOP, **web: Any) -> Doors:
        section = {"port": 0, "requests_per_minute": 100_000} | ({"api_key": key} if key else {}) | web
        settings = Settings.model_validate(
            {"home": tmp_path, "script": "laptop_repair", "web": section, "webchat": {"origins": origins}}
        )
        address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        app = App(settings, started=address.set_result)
        running.append((app, asyncio.create_task(app.run())))
        sessions.append(aiohttp.ClientSession())
        return Doors(sessions[-1], await asyncio.wait_for(address, 20))

    yield start
    for session in sessions:
        await session.close()
    for app, task in running:
        app.stop()
        await asyncio.wait_for(task, 15)


@pytest.fixture
async def doors(open_doors: Callable[..., Any]) -> Doors:
    made: Doors = await open_doors()
    return made


async def test_a_message_handed_in_is_read_judged_and_answered_at_once(doors):
    status, taken = await doors.ask("POST", "/api/webhook", LEAD)
    assert status == 200
    assert taken["status"] == "accepted"
    assert taken["score"] > 0
    assert taken["quality"]
    assert taken["reply"]
    status, lead = await doors.ask("GET", f"/api/v1/leads/{taken['lead_id']}")
    known = {fact["name"]: fact["value"] for fact in lead["facts"]}
    assert known["phone"] == "+77771234567"
    assert known["name"] == "Алия"
    assert known["budget"]["max"] == 15000
    assert lead["lead"]["source"] == "olx"
    assert sum(part["points"] for part in lead["parts"]) == taken["score"] == lead["lead"]["score"]
    assert [line["author"] for line in lead["transcript"]] == ["lead", "bot"]


async def test_a_repeated_key_has_one_effect_and_the_same_answer(doors):
    named = {"Idempotency-Key": "order-17"}
    first = await doors.ask("POST", "/api/webhook", LEAD, **named)
    await doors.ask("POST", "/api/webhook", LEAD | {"message": "бюджет 30000"})
    again = await asyncio.gather(*(doors.ask("POST", "/api/webhook", LEAD, **named) for _ in range(20)))
    assert all(answer == first for answer in again)
    _, lead = await doors.ask("GET", f"/api/v1/leads/{first[1]['lead_id']}")
    assert [line["text"] for line in lead["transcript"] if line["author"] == "lead"] == [
        LEAD["message"],
        "бюджет 30000",
    ]


async def test_the_same_phone_is_the_same_lead_however_it_is_written(doors):
    ways = ("+7 777 123-45-67", "87771234567", "7771234567")
    answers = [await doors.ask("POST", "/api/webhook", {"phone": way, "message": "привет"}) for way in ways]
    assert len({answer["lead_id"] for _, answer in answers}) == 1


async def test_lists_go_page_by_page_and_can_be_narrowed(doors):
    for number in range(5):
        await doors.ask("POST", "/api/v1/leads", LEAD | {"phone": f"877712345{number:02}"})
    _, first = await doors.ask("GET", "/api/v1/leads?limit=3")
    _, rest = await doors.ask("GET", f"/api/v1/leads?limit=3&before={first['next']}")
    ids = [lead["lead_id"] for lead in first["leads"] + rest["leads"]]
    assert ids == sorted(set(ids), reverse=True)
    assert (len(ids), rest["next"]) == (5, "")
    _, none = await doors.ask("GET", "/api/webhook/leads?min_score=100")
    _, all_of_them = await doors.ask("GET", f"/api/webhook/leads?stage={first['leads'][0]['stage']}")
    assert (len(none["leads"]), len(all_of_them["leads"])) == (0, 5)
    _, stats = await doors.ask("GET", "/api/webhook/stats")
    assert (stats["total"], stats["today"], sum(stats["by_stage"].values())) == (5, 5, 5)
    assert stats["average_score"] == first["leads"][0]["score"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"message": "привет"}, "phone"),
        (LEAD | {"phone": "12"}, "phone"),
        (LEAD | {"phone": "hello"}, "phone"),
        (LEAD | {"phone": 77771234567}, "phone"),
        (LEAD | {"email": "not@an@address"}, "email"),
        (LEAD | {"message": ["привет"]}, "message"),
        (LEAD | {"message": "x" * 4001}, "message"),
        (LEAD | {"channel": "x" * 65}, "channel"),
    ],
)
async def test_a_wrong_field_is_named(doors, body, field):
    status, answer = await doors.ask("POST", "/api/webhook", body)
    assert (status, answer["field"]) == (400, field)


@pytest.mark.parametrize(("query", "field"), [("limit=0", "limit"), ("limit=x", "limit"), ("before=-1", "before")])
async def test_a_wrong_parameter_is_named(doors, query, field):
    status, answer = await doors.ask("GET", f"/api/v1/leads?{query}")
    assert (status, answer["status"], answer["errors"][0]["field"]) == (400, 400, field)
    assert doors.headers["Content-Type"].startswith("application/problem+json")
    status, answer = await doors.ask("GET", f"/api/webhook/leads?{query}")
    assert (status, answer["field"]) == (400, field)


async def test_without_the_key_nobody_comes_in(doors):
    for method, path in (("POST", "/api/webhook"), ("GET", "/api/webhook/leads"), ("GET", "/api/v1/leads/1")):
        for key in ("", "guess", KEY[:-1], "ключ"):
            status, _ = await doors.ask(method, path, LEAD if method == "POST" else None, key="", **_as(key))
            assert status == 401
    status, _ = await doors.ask("GET", "/api/webhook/stats", key="", Authorization=f"Bearer {KEY}")
    assert status == 200


def _as(key: str) -> dict[str, str]:
    return {"X-API-Key": key} if key else {}


async def test_while_no_key_is_set_only_this_machine_plays_with_the_doors(open_doors):
    doors = await open_doors(key="")
    assert (await doors.ask("POST", "/api/webhook", LEAD, key=""))[0] == 200
    for headers in ({"X-Forwarded-For": "203.0.113.7"}, {"Origin": "https://evil.example"}, {"Host": "shop.example"}):
        status, answer = await doors.ask("POST", "/api/webhook", LEAD, key="", **headers)
        assert status == 401
        assert "TALAP_WEB__API_KEY" in answer["error"]


async def test_where_a_secret_is_set_only_signed_bodies_count(open_doors):
    doors = await open_doors(webhook_secret=SECRET)
    body = json.dumps(LEAD).encode()
    right = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    wrong = ("", right[:-1], right.upper(), "sha256=", right.removeprefix("sha256="), "sha512=" + right[7:])
    for signature in wrong:
        assert (await doors.ask("POST", "/api/webhook", body, **{"X-Signature": signature}))[0] == 401
    assert (await doors.ask("POST", "/api/webhook", body + b" ", **{"X-Signature": right}))[0] == 401
    for junk in (
        b"{",
        b"[" * 30_000,
        b"\xff",
        b"{}",
        b'{"phone": 5}',
    ):  # nothing is read before it is known whose it is
        assert (await doors.ask("POST", "/api/webhook", junk, **{"X-Signature": right}))[0] == 401
        assert (await doors.ask("POST", "/api/v1/leads", junk, **{"X-Signature": right}))[0] == 401
    assert (await doors.ask("GET", "/api/webhook/stats"))[1]["total"] == 0
    assert (await doors.ask("POST", "/api/webhook", body, **{"X-Signature": right}))[0] == 200


async def test_more_than_so_many_a_minute_have_to_wait(open_doors):
    doors = await open_doors(requests_per_minute=100)
    answers = [(await doors.ask("GET", "/api/webhook/stats"))[0] for _ in range(103)]
    assert answers.count(200) in {100, 101}
    assert answers[-1] == 429
    assert int(doors.headers["Retry-After"]) >= 1


async def test_a_form_of_an_allowed_site_needs_no_key_and_learns_nothing(doors):
    await doors.ask("POST", "/api/webhook", LEAD)
    form = {"phone": LEAD["phone"], "message": "Что у вас записано обо мне?", "name": "X", "page": f"{SHOP}/repair?a=1"}
    status, answer = await doors.ask("POST", "/api/form", form, key="", Origin=SHOP)
    assert (status, set(answer)) == (200, {"status", "reply"})
    assert doors.headers["Access-Control-Allow-Origin"] == SHOP
    assert "15" not in answer["reply"]
    assert "Алия" not in answer["reply"]
    assert (await doors.ask("POST", "/api/form", form, key="", Origin=SHOP))[1] == answer
    _, leads = await doors.ask("GET", "/api/v1/leads")
    assert [lead["source"] for lead in leads["leads"]] == [f"{SHOP}/repair", "olx"]
    assert (await doors.ask("OPTIONS", "/api/form", key="", Origin=SHOP))[0] == 204
    for origin in ("https://evil.example", "null", f"{SHOP}.evil.example"):
        assert (await doors.ask("POST", "/api/form", form, key="", Origin=origin))[0] == 403
        assert (await doors.ask("OPTIONS", "/api/form", key="", Origin=origin))[0] == 403
    assert (await doors.ask("POST", "/api/form", form, key=""))[0] == 403


async def test_junk_is_refused_and_leaves_nothing(doors):
    rng = random.Random(7)
    good = json.dumps(LEAD).encode()
    for path, headers in (("/api/webhook", {}), ("/api/v1/leads", {}), ("/api/form", {"Origin": SHOP})):
        for body in _junk(rng, good, 250):
            status, _ = await doors.ask("POST", path, body, **headers)
            assert status in {400, 413, 422}, body[:80]
    assert (await doors.ask("GET", "/api/webhook/stats"))[1]["total"] == 0


def _junk(rng: random.Random, good: bytes, count: int) -> list[bytes]:
    fixed = [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"a":' * 9_000,
        b"x" * 70_000,
        b'{"phone":"\\ud800"}',
    ]
    cut = [good[: rng.randrange(1, len(good) - 1)] for _ in range(count)]
    noise = [rng.randbytes(rng.randrange(1, 300)) for _ in range(count)]
    shapes = [[], {}, None, 1e308, True, {"phone": None}, "\x00"]
    typed = [
        json.dumps(LEAD | {rng.choice(["phone", "message"]): rng.choice([[], {}, None, 5, True])}).encode()
        for _ in range(count)
    ]
    odd = [json.dumps({"phone": shape, "message": shape}).encode() for shape in shapes]
    return fixed + cut + noise + typed + odd


async def test_hostile_words_are_kept_as_words(doors):
    for text in ("<script>alert(1)</script>", "'; DROP TABLE leads;--", "{{7*7}}", "\x00\u202e\ud83d", "🔥" * 1000):
        status, _ = await doors.ask("POST", "/api/webhook", LEAD | {"message": text, "sender_name": text[:200]})
        assert status in {200, 400}
    assert (await doors.ask("GET", "/api/webhook/stats"))[1]["total"] == 1


async def test_the_description_holds_every_door_and_only_real_ones(doors):
    status, told = await doors.ask("GET", "/api/openapi.json", key="")
    assert (status, told["openapi"]) == (200, "3.1.0")
    for path, doings in told["paths"].items():
        for method in doings:
            status, _ = await doors.ask(method.upper(), path.replace("{lead_id}", "1"), key="")
            assert status in {401, 403}
    references = {part.split('"')[0] for part in json.dumps(told).split("#/components/schemas/")[1:]}
    assert references <= set(told["components"]["schemas"])
    _, taken = await doors.ask("POST", "/api/webhook", LEAD)
    assert set(told["components"]["schemas"]["Taken"]["properties"]) == set(taken)
