"""The owner adds another system in the chat, and leads arrive there: in order, once, also when it was away."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from fsm.storage.effect_tables import effects
from fsm.storage.schema import open_store
from handoff.targets.tables import deliveries
from tests.fakes.targets import FakeHook, FakeNocoDb
from tests.story.conftest import World
from tests.story.test_handoff import qualify

OWNER = "42"
SECRET = "a-secret-of-sixteen-and-more"


@pytest.fixture
async def shop(world_of: Callable[..., World]) -> World:
    world = world_of(admins=(int(OWNER),), web={"port": 0, "private_targets": "127.0.0.1"})
    await world.start()
    return world


async def last(world: World, text: str = "") -> str:
    if text:
        await world.says(text, who=OWNER)
    return world.telegram.to(OWNER)[-1].text


async def until(world: World, truth: Callable[[], object], seconds: float = 8.0) -> None:
    for _ in range(int(seconds / 0.05)):
        if truth():
            return
        await asyncio.sleep(0.05)
    rows = [(row.event, row.state, row.tries, row.error) for row in await world.rows("deliveries")]
    work = [(row.kind, row.state, row.tries, row.error) for row in await world.rows("effects")]
    raise AssertionError(f"it never came to be; deliveries: {rows}; effects: {work}")


async def add_hook(world: World, hook: FakeHook, secret: str = SECRET) -> None:
    await world.says("/targets", who=OWNER)
    await world.presses("➕ Добавить", who=OWNER)
    await world.presses("n8n / вебхук", who=OWNER)
    assert "не подходит" in (await last(world, "n8n.example.kz")).lower()
    await last(world, f"{hook.url}/webhook/talap")
    await last(world, secret)
    assert "будут уходить" in await last(world, "-")


async def test_a_lead_arrives_step_by_step_and_once(shop: World) -> None:
    async with FakeHook(SECRET) as hook:
        await add_hook(shop, hook)
        await shop.presses("🧪 Проверить", who=OWNER)
        await until(shop, lambda: "пример принят" in shop.telegram.to(OWNER)[-1].text)
        assert hook.documents.pop()["data"] == {"trial": True}
        await qualify(shop)
        await shop.rep_presses("Берик", "Беру")
        await until(shop, lambda: "lead.deal_moved" in [each["event"] for each in hook.documents])
        told = [each["event"] for each in hook.documents if each["event"] != "lead.updated"]
        assert told == ["lead.created", "lead.qualified", "lead.offered", "lead.handed_off", "lead.deal_moved"]
        assert hook.documents[-1]["package"]["lead"]["rep"] == "Берик"
        assert hook.wrong == []
        rows = await shop.rows("deliveries")
        assert {row.state for row in rows} == {"sent"}
        assert len({row.key for row in rows}) == len(rows) == len(hook.documents)
        await last(shop, "/targets")
        await shop.presses("🟢 n8n / вебхук · 127.0.0.1", who=OWNER)
        assert "✅" in await last(shop)


async def test_a_system_that_was_away_gets_everything_in_order_when_it_is_back(shop: World) -> None:
    async with FakeHook(SECRET) as hook:
        await add_hook(shop, hook)
        hook.sick = [503, 500]
        await shop.says("Здравствуйте")
        await until(shop, lambda: not hook.sick or len(hook.calls) == 1)
        await qualify(shop)
        await asyncio.sleep(0.5)
        assert hook.documents == []
        for _ in range(8):
            shop.clock.skipped += _minutes(2)
            await asyncio.sleep(1.2)
        await until(shop, lambda: "lead.offered" in [each["event"] for each in hook.documents])
        told = [each["event"] for each in hook.documents if each["event"] != "lead.updated"]
        assert told == ["lead.created", "lead.qualified", "lead.offered"]


def _minutes(number: int):  # type: ignore[no-untyped-def]
    from datetime import timedelta

    return timedelta(minutes=number)


async def test_what_is_refused_is_parked_told_once_and_sent_again_by_a_person(shop: World) -> None:
    async with FakeHook(SECRET) as hook:
        await add_hook(shop, hook, secret="another-secret-of-some-length")
        await qualify(shop)
        await until(shop, lambda: "не принимает лидов" in shop.telegram.to(OWNER)[-1].text)
        await asyncio.sleep(1.5)
        notices = [each for each in shop.telegram.to(OWNER) if "не принимает лидов" in each.text]
        assert len(notices) == 1
        assert "another-secret" not in notices[0].text
        assert {row.state for row in await shop.rows("deliveries")} == {"parked"}
        hook.secret = "another-secret-of-some-length"
        await shop.presses("📤 Открыть", who=OWNER)
        label = next(
            button.label
            for row in shop.telegram.to(OWNER)[-1].buttons
            for button in row
            if "Отправить снова" in button.label
        )
        await shop.presses(label, who=OWNER)
        await until(shop, lambda: "lead.offered" in [each["event"] for each in hook.documents])


async def test_a_paused_target_hears_nothing_and_a_removed_one_forgets_its_secrets(shop: World) -> None:
    async with FakeHook(SECRET) as hook:
        await add_hook(shop, hook)
        await shop.presses("📤 Открыть", who=OWNER)
        await shop.presses("⏸ Пауза", who=OWNER)
        await qualify(shop)
        assert await shop.rows("deliveries") == []
        await shop.presses("▶️ Включить", who=OWNER)
        await shop.presses("🗑 Убрать", who=OWNER)
        await shop.presses("🗑 Да, убрать", who=OWNER)
        assert "никуда не уходят" in await last(shop)
        (row,) = await shop.rows("targets")
        assert (row.config, row.active) == ("{}", False)
        assert hook.documents == []


async def test_a_row_is_kept_up_to_date_rather_than_repeated(shop: World) -> None:
    async with FakeNocoDb() as noco:
        await shop.says("/targets", who=OWNER)
        await shop.presses("➕ Добавить", who=OWNER)
        await shop.presses("NocoDB", who=OWNER)
        for answer in (noco.url, noco.TOKEN, "pBase", "mTable"):
            await shop.says(answer, who=OWNER)
        await qualify(shop)
        await until(shop, lambda: noco.rows and noco.rows[1].get("band") == "hot")
        await shop.rep_presses("Берик", "Беру")
        await until(shop, lambda: noco.rows[1].get("rep") == "Берик")
        await shop.says("И ещё бюджет до 20000")
        shop.clock.skipped += _minutes(1)
        await until(shop, lambda: "20" in noco.rows[1]["budget"])
        assert (len(noco.rows), noco.wrong) == (1, [])


async def test_a_delivery_of_a_killed_worker_is_not_a_second_row(shop: World) -> None:
    async with FakeNocoDb() as noco:
        await shop.says("/targets", who=OWNER)
        await shop.presses("➕ Добавить", who=OWNER)
        await shop.presses("NocoDB", who=OWNER)
        for answer in (noco.url, noco.TOKEN, "pBase", "mTable"):
            await shop.says(answer, who=OWNER)
        await shop.says("Здравствуйте")
        await until(shop, lambda: len(noco.rows) == 1)
        store = await open_store(shop.settings.database_url)
        try:  # as if the answer had come and the process died before it was written down
            await store.write(
                lambda connection: (
                    connection.execute(update(deliveries).values(state="new", remote_id=None)),
                    connection.execute(update(effects).where(effects.c.kind == "delivery").values(state="new")),
                )
            )
            await until(shop, lambda: len(noco.calls) >= 4)
            await asyncio.sleep(0.5)
            states = await store.read(lambda connection: connection.execute(select(deliveries.c.state)).scalars().all())
        finally:
            await store.close()
        assert set(states) == {"sent"}
        assert len(noco.rows) == 1


async def test_a_secret_made_for_the_owner_is_shown_once_and_then_forgotten(shop: World) -> None:
    async with FakeHook("") as hook:
        await shop.says("/targets", who=OWNER)
        await shop.presses("➕ Добавить", who=OWNER)
        await shop.presses("n8n / вебхук", who=OWNER)
        for answer in (f"{hook.url}/webhook/talap", "-", "-"):
            await shop.says(answer, who=OWNER)
        shown = re.search(r"<code>([\w-]+)</code>", await last(shop))
        assert shown is not None
        hook.secret = shown.group(1)
        await qualify(shop)
        await until(shop, lambda: "lead.offered" in [each["event"] for each in hook.documents])
        assert any(hook.secret.encode() in row.body for row in await shop.rows("outbox"))
        shop.clock.skipped += _minutes(11)
        await asyncio.sleep(2.5)
        assert not any(hook.secret.encode() in row.body for row in await shop.rows("outbox"))


async def test_only_admins_reach_targets_and_only_owners_keys(shop: World) -> None:
    for command in ("/targets", "/keys"):
        answers = await shop.says(command, who="666")
        assert "API" not in "".join(message.text for message in answers)
    before = len(await shop.rows("targets"))
    await shop.telegram.hear(shop.telegram.inbound("666", kind="pressed", token="~target_kind:webhook", callback="x"))
    await shop.settled()
    assert len(await shop.rows("targets")) == before == 0
