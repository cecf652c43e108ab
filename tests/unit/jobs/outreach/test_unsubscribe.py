"""Leaving with one press: only a press does it, only with our own token, and never twice with harm."""

from __future__ import annotations

import base64
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from fsm.storage.suppression import suppressed
from jobs.outreach.consequences import Closed
from jobs.outreach.unsubscribe import Doors, Ticket, Tokens
from tests.unit.jobs.outreach.world import TOKENS, WS, World, words

ONE_CLICK = "List-Unsubscribe=One-Click"


class Page:
    def __init__(self) -> None:
        self.world = World()
        self.heard: list[Closed] = []
        self.contact, _ = self.world.people(2, language="kk")

    @property
    def path(self) -> str:
        return f"/u/{TOKENS.token(Ticket(WS, 7, self.contact))}"

    def closed(self) -> Any:
        return self.world.do(suppressed, [("email", "p0@example.kz"), ("phone", "+77010000000")])

    async def hears(self, closed: Closed) -> None:
        self.heard.append(closed)


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    made = Page()
    app = web.Application()
    app.add_routes(Doors(made.world.store, TOKENS, words(), made.world.clock, made.hears).routes())
    async with TestClient(TestServer(app)) as client:
        made.client = client  # type: ignore[attr-defined]
        yield made


async def test_opening_the_page_shows_a_button_and_changes_nothing(page: Any) -> None:
    for method in (page.client.get, page.client.head):
        answer = await method(page.path)
        assert answer.status == 200
    text = await (await page.client.get(page.path)).text()
    assert '<form method="post"><button>Жазылымнан шығу</button></form>' in text
    assert '<html lang="kk">' in text
    assert page.heard == []
    assert page.closed() == frozenset()


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "application/x-www-form-urlencoded"}])
async def test_one_post_closes_the_person_on_every_channel(page: Any, headers: dict[str, str]) -> None:
    answer = await page.client.post(page.path, data=ONE_CLICK, headers=headers, allow_redirects=False)
    assert answer.status == 200
    assert "Дайын" in await answer.text()
    assert len(page.closed()) == 2
    assert page.heard == [Closed(page.contact, None)]
    assert (await page.client.post(page.path)).status == 200


async def test_a_letter_to_somebody_erased_since_is_no_trouble(page: Any) -> None:
    answer = await page.client.post(f"/u/{TOKENS.token(Ticket(WS, 7, 999))}", headers={"Accept-Language": "en-GB"})
    assert answer.status == 200
    assert "Done" in await answer.text()
    assert page.heard == []


async def test_answers_are_not_kept_framed_or_told_on(page: Any) -> None:
    headers = (await page.client.get(page.path)).headers
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"


async def test_no_forged_token_does_anything(page: Any) -> None:
    chance = random.Random(5)
    genuine = page.path.removeprefix("/u/")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    forged = {Tokens(b"another key").token(Ticket(WS, 7, page.contact)), "A" * 40, "x", "..%2f..", "%00" * 10, "é" * 30}
    for _ in range(300):
        place = chance.randrange(len(genuine))
        forged.add(genuine[:place] + chance.choice(letters) + genuine[place + 1 :])
        forged.add("".join(chance.choices(letters, k=chance.randint(1, 90))))
    whole = base64.urlsafe_b64decode(genuine + "=" * (-len(genuine) % 4))
    forged.add(base64.urlsafe_b64encode(whole[:16] + b"1.7.2").decode().rstrip("="))
    # The last letter of base64 may hold bits that say nothing.
    other = {each for each in forged if TOKENS.ticket(each) is None}
    assert {TOKENS.ticket(each) for each in forged - other} <= {Ticket(WS, 7, page.contact)}
    for token in sorted(other):
        answer = await page.client.post(f"/u/{token}", data=ONE_CLICK)
        assert answer.status == 404, token
    assert page.heard == []
    assert page.closed() == frozenset()


def test_a_token_reads_back_as_what_it_was() -> None:
    for ticket in (Ticket(1, 1, 1), Ticket(99, 2**31, 2**62)):
        assert TOKENS.ticket(TOKENS.token(ticket)) == ticket
