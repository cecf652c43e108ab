from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from channels.contract import Button, Kind, Outbound, Refused, TryLater, Unreachable
from channels.telegram.adapter import TelegramChannel
from channels.telegram.config import TelegramConfig
from channels.telegram.rooms import Command, GroupState
from tests.contract.stages import BRISK, Engine, listening
from tests.fakes import botapi_faults as faults
from tests.fakes.botapi import FakeBotApi


@pytest.fixture
async def channel(api: FakeBotApi) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(TelegramConfig(token=api.token, api_base=api.url), patience=BRISK)
    yield channel
    await channel.close()


async def test_a_group_is_seen_as_it_is(api: FakeBotApi, channel: TelegramChannel) -> None:
    plain, forum, bare = api.group("Reps"), api.group("Sales", forum=True), api.group("New", forum=True, admin=False)
    assert await channel.group_state(str(plain.id)) == GroupState("Reps", False, False, False)
    assert await channel.group_state(str(forum.id)) == GroupState("Sales", True, True, True)
    assert await channel.group_state(str(bare.id)) == GroupState("New", True, False, False)
    forum.chat.can_manage_topics = False
    assert await channel.group_state(str(forum.id)) == GroupState("Sales", True, True, False)
    found = [await channel.check_group(str(place.id)) for place in (plain, forum, bare)]
    assert [finding.ok for finding in found] == [True, False, False]
    assert "Manage Topics" in found[1].detail


async def test_a_group_it_left_is_out_of_reach(api: FakeBotApi, channel: TelegramChannel) -> None:
    group = api.group()
    await channel.leave(str(group.id))
    for chat in (str(group.id), "-100999"):
        with pytest.raises(Unreachable):
            await channel.group_state(chat)
        assert not (await channel.check_group(chat)).ok


async def test_commands_and_menu_are_set(api: FakeBotApi, channel: TelegramChannel) -> None:
    person = api.person()
    await channel.set_commands("private", "ru", [Command("start", "Начать"), Command("stop", "x" * 300)])
    await channel.set_commands(f"chat:{person.id}", "", [Command("stats", "Figures")])
    assert api.commands[(json.dumps({"type": "all_private_chats"}), "ru")]["start"] == "Начать"
    assert list(api.commands.values())[1] == {"stats": "Figures"}
    await channel.set_menu(str(person.id), label="Кабинет", url="https://example.kz/app")
    await channel.set_menu()
    assert api.menus[person.id]["web_app"] == {"url": "https://example.kz/app"}
    assert api.menus[0] == {"type": "commands"}
    with pytest.raises(Refused):
        await channel.set_commands("everywhere", "", [])


async def test_a_server_without_an_answer_is_asked_again(api: FakeBotApi, channel: TelegramChannel) -> None:
    for fault in (faults.DROP_AFTER, faults.too_many(3), faults.SERVER_ERROR):
        api.faults.add("getChat", fault)
        with pytest.raises(TryLater):
            await channel.group_state(str(api.group().id))


async def test_a_business_account_is_answered_in_its_owner_s_name(api: FakeBotApi, channel: TelegramChannel) -> None:
    owner, lead, engine = api.person("Даурен"), api.person("Алия"), Engine()
    async with listening(channel, engine.receive):
        await channel.typing("5")
        business = api.business(owner)
        business.hears(lead, "Сколько стоит?")
        (heard,) = await engine.heard()
        assert (heard.text, heard.own, heard.sender.id, heard.group) == ("Сколько стоит?", False, str(lead.id), False)
        answer = Outbound(
            chat=heard.chat, text="15 000", key="k", asks_contact="Share", buttons=((Button("Да", "y"),),)
        )
        sent = await channel.send(answer)
        await channel.typing(heard.chat)
        (shown,) = business.heard_by(lead)
        assert (shown.text, shown.buttons, lead.heard) == ("15 000", ["Да"], [])
        await channel.send(Outbound(chat=heard.chat, text="14 000", key="e", edits=sent.message_ids[0]))
        assert shown.text == "14 000"
        await channel.send(Outbound(chat=heard.chat, text="", key="d", deletes=sent.message_ids[0]))
        assert shown.deleted
        business.writes(lead, "Я сам отвечу")
        business.deletes(lead, 1, 3)
        own, *gone = (await engine.heard(4))[1:]
        assert (own.own, own.chat, own.sender.id) == (True, heard.chat, str(lead.id))
        assert [one.kind for one in gone] == [Kind.DELETED, Kind.DELETED]
        business.switches_off()
        with pytest.raises(Unreachable):
            await channel.send(answer)


async def test_an_anonymous_admin_in_a_topic_is_somebody_without_a_name(
    api: FakeBotApi, channel: TelegramChannel
) -> None:
    forum, rep, engine = api.group("Reps", forum=True), api.person("Анна"), Engine()
    forum.chat.topics[7] = "Алия"
    forum.chat.last_id = 7
    async with listening(channel, engine.receive):
        forum.closes(7, rep)
        forum.reopens(7, rep)
        forum.writes_as_admin("Позвоню", 7)
        forum.writes(rep, "И я", 7)
        behind, anna = await engine.heard(2)
    assert (behind.sender.anonymous, behind.sender.id, behind.topic) == (True, str(forum.id), "7")
    assert (anna.sender.id, anna.topic, anna.reply_to, anna.group) == (str(rep.id), "7", "", True)
