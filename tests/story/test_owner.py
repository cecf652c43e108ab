"""What the owner is told in Telegram, once, with something to press."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import partial

import msgspec

from channels.contract import Kind, Refused, Sender, TryLater
from fsm.storage.schema import open_store
from handoff.reps import Member, Role
from handoff.roster import join
from tests.contract.stages import until
from tests.story.conftest import World

OWNER = "42"


def press(world: World, label: str, who: str = OWNER, chat: str = OWNER):
    notice = world.telegram.to(OWNER)[-1]
    token = next(button.token for row in notice.buttons for button in row if label in button.label)
    inbound = world.telegram.inbound(chat, kind=Kind.PRESSED, token=token, callback=f"{who}{label}")
    return msgspec.structs.replace(inbound, sender=Sender(id=who, name="somebody"))


async def parked(world_of: Callable[..., World]) -> World:
    world = world_of(admins=(int(OWNER),))
    await world.start()
    world.telegram.troubles.append(Refused("the text is <too> strange"))
    await world.says("Здравствуйте")
    (notice,) = await world.telegram.until(OWNER, 1)
    assert "&lt;too&gt;" in notice.text
    assert "Здравствуйте!" in notice.text
    return world


async def test_a_parked_letter_is_shown_once_and_sent_again_on_a_press(world_of: Callable[..., World]) -> None:
    world = await parked(world_of)
    await asyncio.sleep(2.5)
    assert len(world.telegram.to(OWNER)) == 1
    await world.telegram.hear(press(world, "ещё раз"))
    assert len(await world.telegram.until("501", 1)) == 1
    await world.telegram.hear(press(world, "ещё раз"))
    await world.settled()
    assert len(world.telegram.to("501")) == 1
    assert world.telegram.notices() == ["Отправляю ещё раз", "Уже решено"]


async def test_only_an_admin_in_private_may_press(world_of: Callable[..., World]) -> None:
    world = await parked(world_of)
    await world.telegram.hear(press(world, "ещё раз", who="666", chat="666"))
    await world.settled()
    assert "Отправляю ещё раз" not in world.telegram.notices()
    world.telegram.troubles.clear()
    rows = await world.rows("outbox")
    assert [row.state for row in rows if row.kind == "reply" and row.chat == "501"] == ["parked"]


async def test_a_letter_given_up_is_not_sent(world_of: Callable[..., World]) -> None:
    world = await parked(world_of)
    await world.telegram.hear(press(world, "Не отправлять"))
    await world.settled()
    assert world.telegram.to("501") == []
    await world.stop()
    assert [row.state for row in await world.rows("outbox")] == ["dropped"]


async def test_admins_made_in_the_bot_are_told_in_their_language_and_sellers_are_not(
    world_of: Callable[..., World],
) -> None:
    world = world_of()
    store = await open_store(world.settings.database_url)
    for number, role, language in (("77", Role.ADMIN, "en"), ("78", Role.SALES, "en")):
        member = Member(
            id=0,
            workspace_id=1,
            channel="telegram",
            external_id=number,
            name="Dana",
            role=role,
            chat=number,
            language=language,
        )
        await store.write(partial(join, member=member, at=world.clock.now()))
    await store.close()
    await world.start()
    world.telegram.troubles.append(Refused("the text is strange"))
    await world.says("Здравствуйте")
    (notice,) = await world.telegram.until("77", 1)
    assert "Not delivered" in notice.text
    again = notice.buttons[0][0]
    assert again.label == "🔁 Send again"
    token = again.token
    await world.telegram.hear(world.telegram.inbound("77", kind=Kind.PRESSED, token=token, callback="c"))
    assert len(await world.telegram.until("501", 1)) == 1
    assert world.telegram.to("78") == []


async def test_a_loop_that_hung_is_told_once_with_what_to_do(world_of: Callable[..., World]) -> None:
    world = world_of(admins=(int(OWNER),))
    await world.start()
    for _ in range(2):
        await asyncio.sleep(0.5)
        time.sleep(2.6)  # noqa: ASYNC251 (that is the fault)
        await asyncio.sleep(2.5)
    (told,) = world.telegram.to(OWNER)
    assert "Бот не отвечал 3 с" in told.text
    assert "нагрузку на сервер" in told.text
    assert len(await world.says("Здравствуйте")) == 1


async def test_news_waits_until_it_can_be_told(world_of: Callable[..., World]) -> None:
    world = world_of(admins=(int(OWNER),))
    await world.start()
    world.telegram.troubles += [TryLater(1), TryLater(1)]
    await asyncio.sleep(0.5)
    time.sleep(2.6)  # noqa: ASYNC251 (that is the fault)
    (told,) = await world.telegram.until(OWNER, 1)
    assert "не отвечал" in told.text
    assert not world.telegram.troubles


async def test_a_report_that_fails_is_told_and_made_when_the_trouble_is_over(world_of: Callable[..., World]) -> None:
    world = world_of(admins=(int(OWNER),))
    await world.start()
    await world.says("/report today", who=OWNER)
    await until(lambda: any("Отчёт готов" in each.text for each in world.telegram.to(OWNER)), 30)
    rename(world, "spend", "spend_away")
    await world.says("/report week", who=OWNER)
    for _ in range(40):
        await asyncio.sleep(0.5)
        world.clock.skipped += timedelta(seconds=20)
        told = [each for each in world.telegram.to(OWNER) if "Отчёт не получился" in each.text]
        if told:
            break
    assert "Прежние отчёты на месте" in told[0].text
    assert [each for each in world.telegram.sent if each.deletes] == []
    rename(world, "spend_away", "spend")
    ready = len(done(world))
    await world.presses("🔁 Ещё раз", who=OWNER)
    await until(lambda: len(done(world)) > ready, 30)
    assert len([each for each in world.telegram.to(OWNER) if "Отчёт не получился" in each.text]) == 1


def done(world: World) -> list[str]:
    return [each.text for each in world.telegram.to(OWNER) if "Отчёт готов" in each.text]


def rename(world: World, before: str, after: str) -> None:
    with closing(sqlite3.connect(world.settings.database_url.removeprefix("sqlite:///"))) as hand:
        hand.execute(f"ALTER TABLE {before} RENAME TO {after}")
        hand.commit()
