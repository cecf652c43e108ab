"""What the owner is told in Telegram, once, with something to press."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import msgspec

from channels.contract import Kind, Refused, Sender
from fsm.storage.schema import open_store
from handoff.reps import Member, Role
from handoff.roster import join
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
