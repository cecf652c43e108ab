"""Kill -9 in mid-campaign over WhatsApp and Telegram: each person once, judged by what the networks' servers took."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from fsm.storage import tables as t
from fsm.storage.schema import open_store
from jobs.contacts import book
from jobs.contacts.contact import Consent, Person
from jobs.outreach import campaigns
from jobs.outreach.campaign import Audience, Pace, Plan, Policy, Step
from jobs.outreach.quiet import Quiet
from jobs.outreach.tables import campaigns as campaign_rows
from jobs.outreach.tables import messages
from jobs.outreach.template import Template, Wording
from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.fakes.waha import HMAC_KEY, KEY, FakeWaha
from tests.story.program import Program, free_port

KILLS = 3
PEOPLE = 150
AHEAD = {"AHEAD_HOURS": str((7 - datetime.now(UTC).hour) % 24)}
"""First messages over WhatsApp wait for a decent hour; for the program it is noon in Almaty, whenever this runs."""
POLICY = Policy(channels=frozenset({"whatsapp", "telegram"}), whatsapp=True)


async def written(home: Path | str, work: Callable[[Connection], Any]) -> Any:
    store = await open_store(home if isinstance(home, str) else f"sqlite:///{home / 'talap.db'}")
    try:
        return await store.write(work)
    finally:
        await store.close()


def begin(connection: Connection, channel: str, per_minute: int = 10_000, people: int = PEOPLE) -> None:
    """A campaign that goes as fast as the channel or `per_minute` lets it, at whatever hour this runs."""
    now = datetime.now(UTC)
    text = Template("Новости", channel, {"ru": Wording("Мастерская дарит диагностику, {name|друзья}.")})
    number = campaigns.save_template(connection, 1, text, now)
    plan = Plan(
        steps=(Step(number),),
        audience=Audience(statuses=()),
        pace=Pace(per_day=10_000, per_minute=per_minute, first_day=10_000),
        quiet=Quiet(0, 0),
    )
    made = campaigns.create(connection, 1, "Новости", channel, plan, now)
    assert campaigns.start(connection, 1, made, now, POLICY) == people


async def left(home: Path) -> list[Any]:
    store = await open_store(f"sqlite:///{home / 'talap.db'}")
    try:
        return await store.read(lambda connection: list(connection.execute(select(messages)).all()))
    finally:
        await store.close()


async def through_kills(home: Path, given: dict[str, str], taken: Callable[[], Counter[str]]) -> list[Any]:
    """Run, kill three times in the middle, and run to the end; gives what the program thinks of each message."""
    for life in range(KILLS + 1):
        before = taken().total()
        async with Program(home, module="tests.story.outreach_program", **given, **AHEAD) as program:
            async with asyncio.timeout(90):
                while taken().total() < before + 12 + 7 * life or life == KILLS:
                    if life == KILLS and not {row.status for row in await left(home)} & {"pending", "sending"}:
                        break
                    await asyncio.sleep(0.005 if life < KILLS else 0.5)
            await program.kill()
    rows = await left(home)
    async with asyncio.timeout(5):
        states = await _states(home)
    assert states == ["done"]
    return rows


async def _states(home: Path) -> list[str]:
    return list(
        await written(home, lambda connection: connection.execute(select(campaign_rows.c.state)).scalars().all())
    )


def judged(rows: list[Any], taken: Counter[str]) -> None:
    """Nobody twice; nobody left out but those in doubt, at most one a kill."""
    doubts = [row for row in rows if row.status == "uncertain"]
    print(f"{len(taken)} people had it, {len(doubts)} in doubt after {KILLS} kills")
    assert set(taken.values()) == {1}
    assert len(doubts) <= KILLS
    assert len(rows) == PEOPLE
    assert {row.status for row in rows} <= {"sent", "delivered", "read", "uncertain"}
    assert len(taken) >= PEOPLE - len(doubts)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("engine", ["NOWEB", "WEBJS"])
async def test_whatsapp(tmp_path: Path, engine: str) -> None:
    async with FakeWaha(engine, retry_seconds=0.3) as waha:
        people = [waha.person(f"Человек {number}", f"7701555{number:04}") for number in range(PEOPLE)]
        port = free_port()
        given = {"WAHA_URL": waha.url, "WAHA_KEY": KEY, "WAHA_HMAC": HMAC_KEY, "TALAP_WEB__PORT": str(port)}
        given |= {"TALAP_OUTREACH__WHATSAPP": "true", "TALAP_SCRIPT": "laptop_repair"}

        def prepared(connection: Connection) -> None:
            known = [Person(name=each.name, phone=f"+{each.number}", consent=Consent.GIVEN) for each in people]
            book.keep(connection, 1, known, datetime.now(UTC))
            begin(connection, "whatsapp")

        await written(tmp_path, prepared)

        def taken() -> Counter[str]:
            return Counter(each.chat for each in people for _ in each.heard)

        judged(await through_kills(tmp_path, given, taken), taken())
    assert not waha.violations


@pytest.mark.timeout(240)
async def test_telegram(tmp_path: Path) -> None:
    async with FakeBotApi() as api:
        people = [api.person(f"Гость {number}") for number in range(PEOPLE)]
        given = {"TALAP_TELEGRAM__TOKEN": TOKEN, "TALAP_TELEGRAM__API_BASE": api.url, "TALAP_SCRIPT": "laptop_repair"}
        long_ago = datetime.now(UTC) - timedelta(days=30)

        def prepared(connection: Connection) -> None:
            for number, each in enumerate(people):
                lead = {"id": 1_000 + number, "workspace_id": 1, "state": b"{}", "stage": "lost", "score": 10}
                lead |= {"band": "nurture", "language": "ru", "version": 1, "created_at": long_ago}
                connection.execute(insert(t.leads), [lead | {"updated_at": long_ago}])
                known = {"workspace_id": 1, "channel": "telegram", "external_id": str(each.id), "chat": str(each.id)}
                known |= {"lead_id": 1_000 + number, "display_name": "", "created_at": long_ago}
                connection.execute(insert(t.identities), [known])
            begin(connection, "telegram")

        await written(tmp_path, prepared)

        def taken() -> Counter[str]:
            return Counter(str(each.id) for each in people for shown in each.heard if "дарит" in shown.text)

        judged(await through_kills(tmp_path, given, taken), taken())
    assert api.violations == []


def _most_within(seconds: float, moments: list[float]) -> int:
    """The most moments that any span of so many seconds has."""
    return max(sum(0 <= later - moment < seconds for later in moments) for moment in moments)


async def _watched(taken: Callable[[], Counter[str]], moments: list[float]) -> None:
    """Note when each message was there, to the hundredth of a second."""
    while True:
        moments.extend([asyncio.get_running_loop().time()] * (taken().total() - len(moments)))
        await asyncio.sleep(0.01)


@pytest.mark.timeout(240)
async def test_two_processes_on_one_database_keep_one_pace(tmp_path: Path, new_postgres: Callable[[], str]) -> None:
    """The process that sends is killed; the other takes over, and neither the minute's allowance nor a person twice."""
    url, allowed, people = new_postgres(), 20, 32
    async with FakeWaha("NOWEB", retry_seconds=0.3) as waha:
        shown = [waha.person(f"Человек {number}", f"7701555{number:04}") for number in range(people)]
        given = {"WAHA_URL": waha.url, "WAHA_KEY": KEY, "WAHA_HMAC": HMAC_KEY, "TALAP_DATABASE": url}
        given |= {"TALAP_OUTREACH__WHATSAPP": "true", "TALAP_SCRIPT": "laptop_repair"} | AHEAD

        def prepared(connection: Connection) -> None:
            known = [Person(name=each.name, phone=f"+{each.number}", consent=Consent.GIVEN) for each in shown]
            book.keep(connection, 1, known, datetime.now(UTC))
            begin(connection, "whatsapp", per_minute=allowed, people=people)

        def taken() -> Counter[str]:
            return Counter(each.chat for each in shown for _ in each.heard)

        moments: list[float] = []
        watching = asyncio.create_task(_watched(taken, moments))
        async with asyncio.timeout(30):
            one = Program(tmp_path / "one", module="tests.story.outreach_program", **given)
            two = Program(tmp_path / "two", module="tests.story.outreach_program", **given)
            await one.start()
        await written(url, prepared)
        try:
            async with asyncio.timeout(40):
                while taken().total() < 8:
                    await asyncio.sleep(0.02)
            await two.start()
            await one.kill()
            async with asyncio.timeout(150):
                while taken().total() < people - 1:
                    await asyncio.sleep(0.05)
        finally:
            watching.cancel()
            await two.kill()
    assert set(taken().values()) == {1}
    # A message is on its way for up to some seconds on a busy machine; the moments of the claims are exact.
    claimed = await written(url, lambda connection: connection.execute(select(messages.c.claimed_at)).scalars().all())
    seconds = [each.timestamp() for each in claimed if each is not None]
    assert _most_within(60, seconds) <= allowed
    assert _most_within(50, moments) <= allowed
    assert not waha.violations
