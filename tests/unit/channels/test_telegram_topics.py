from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from channels.contract import (
    Outbound,
    Receipt,
    Refused,
    SendFailed,
    TopicChange,
    TopicGone,
    TryLater,
    Unreachable,
)
from channels.telegram.adapter import TelegramChannel
from channels.telegram.config import TelegramConfig
from tests.fakes import botapi_faults as faults
from tests.fakes.botapi import FakeBotApi
from tests.fakes.botapi_story import Group
from tests.fakes.botapi_topics import ICONS


@pytest.fixture
async def channel(api: FakeBotApi) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(TelegramConfig(token=api.token, api_base=api.url))
    yield channel
    await channel.close()


@pytest.fixture
def forum(api: FakeBotApi) -> Group:
    return api.group(forum=True)


def change(
    place: Group, title: str = "Aliya", topic: str = "", grade: str = "", closed: bool | None = None
) -> Outbound:
    return Outbound(
        chat=str(place.id), text="", key="k", topic=topic, topic_change=TopicChange(title, grade, closed=closed)
    )


def said(place: Group, topic: str, text: str = "hello") -> Outbound:
    return Outbound(chat=str(place.id), text=text, key="k", topic=topic)


async def test_a_topic_is_made_written_to_renamed_closed_and_opened_again(
    channel: TelegramChannel, forum: Group
) -> None:
    made = await channel.send(change(forum, "Алия, ремонт"))
    assert made == Receipt(topic=str(forum.topic("Алия, ремонт")))
    await channel.send(said(forum, made.topic))
    assert [message.text for message in forum.in_topic(int(made.topic))] == ["hello"]
    await channel.send(change(forum, "Алия, 81", made.topic, closed=True))
    assert forum.chat.topics[int(made.topic)] == "Алия, 81"
    assert forum.chat.closed_topics == {int(made.topic)}
    await channel.send(change(forum, "Алия, 82", made.topic, closed=False))
    assert (forum.chat.topics[int(made.topic)], forum.chat.closed_topics) == ("Алия, 82", set())


async def test_a_grade_shows_as_the_icon_telegram_has_for_it(
    api: FakeBotApi, channel: TelegramChannel, forum: Group
) -> None:
    made = await channel.send(change(forum, grade="nurture"))
    assert forum.chat.icons[int(made.topic)] == ICONS["💬"]
    await channel.send(change(forum, topic=made.topic, grade="hot"))
    assert forum.chat.icons[int(made.topic)] == ICONS["🔥"]
    await channel.send(change(forum, topic=made.topic, grade="qualified"))
    assert forum.chat.icons[int(made.topic)] == ICONS["⭐️"], "found although Telegram writes it with a selector"
    await channel.send(change(forum, "Bob", topic=made.topic, grade="a grade of tomorrow"))
    assert forum.chat.icons[int(made.topic)] == ICONS["⭐️"]
    assert len(api.called("getForumTopicIconStickers")) == 1


async def test_no_icons_are_no_reason_for_no_topic(api: FakeBotApi, channel: TelegramChannel, forum: Group) -> None:
    api.faults.add("getForumTopicIconStickers", faults.SERVER_ERROR)
    made = await channel.send(change(forum, grade="hot"))
    assert forum.chat.icons[int(made.topic)] == str(0xFB6F5F), "the colour needs no list"
    await channel.send(change(forum, topic=made.topic, grade="hot"))
    assert forum.chat.icons[int(made.topic)] == ICONS["🔥"], "asked for again"


async def test_what_is_so_already_is_done(channel: TelegramChannel, forum: Group) -> None:
    made = await channel.send(change(forum))
    for closed in (None, True, True, False, False):
        assert await channel.send(change(forum, topic=made.topic, closed=closed)) == Receipt()


async def test_a_title_is_one_line_telegram_takes(channel: TelegramChannel, forum: Group) -> None:
    made = await channel.send(change(forum, "😀 <b>line</b>\n two \ud83d " + "слово " * 60))
    title = forum.chat.topics[int(made.topic)]
    assert title.startswith("😀 <b>line</b> two слово")
    assert 100 < len(title.encode("utf-16-le")) // 2 <= 128
    with pytest.raises(Refused, match="title"):
        await channel.send(change(forum, " \n "))


async def test_a_deleted_topic_is_told_from_everything_else(channel: TelegramChannel, forum: Group) -> None:
    made = await channel.send(change(forum))
    forum.deletes(int(made.topic))
    for message in (said(forum, made.topic), change(forum, topic=made.topic), said(forum, "99999")):
        with pytest.raises(TopicGone):
            await channel.send(message)


async def test_a_closed_topic_is_written_to_by_its_keeper_only(channel: TelegramChannel, forum: Group) -> None:
    made = await channel.send(change(forum))
    await channel.send(change(forum, topic=made.topic, closed=True))
    assert (await channel.send(said(forum, made.topic))).message_ids
    forum.chat.can_manage_topics = False
    with pytest.raises(Refused, match="TOPIC_CLOSED"):
        await channel.send(said(forum, made.topic))


async def test_without_the_right_a_person_must_help(api: FakeBotApi, channel: TelegramChannel) -> None:
    for place, why in ((api.group(forum=True, admin=False), "not enough rights"), (api.group(), "not a forum")):
        with pytest.raises(Refused, match=why):
            await channel.send(change(place))


TROUBLES: dict[str, tuple[faults.Fault, type[SendFailed]]] = {
    "too many": (faults.too_many(17), TryLater),
    "server": (faults.SERVER_ERROR, TryLater),
    "thrown out": (faults.refusal(403, "Forbidden: bot was kicked from the supergroup chat"), Unreachable),
    "gone": (faults.bad_request("message thread not found"), TopicGone),
    "gone too": (faults.bad_request("TOPIC_DELETED"), TopicGone),
}


@pytest.mark.parametrize("case", TROUBLES)
async def test_troubles_with_topics_have_their_consequence(
    api: FakeBotApi, channel: TelegramChannel, forum: Group, case: str
) -> None:
    fault, consequence = TROUBLES[case]
    for method, message in (("createForumTopic", change(forum)), ("editForumTopic", change(forum, topic="5"))):
        api.faults.add(method, fault)
        with pytest.raises(consequence) as raised:
            await channel.send(message)
        assert type(raised.value) is consequence


async def test_a_reaction_is_put_changed_and_taken_away(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead = api.person()
    lead.says("hello")
    for emoji, shown in (("👍", ["👍"]), ("❤️", ["❤"]), ("👌🏽", ["👌"]), ("❤️‍🔥", ["❤\u200d🔥"]), ("", [])):
        await channel.send(Outbound(chat=str(lead.id), text=emoji, key="k", reacts_to="1"))
        assert lead.chat.reactions[1] == shown
    assert not lead.heard


async def test_reactions_nobody_can_have(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead = api.person()
    lead.says("hello")
    with pytest.raises(Refused, match="react"):
        await channel.send(Outbound(chat=str(lead.id), text="✅", key="k", reacts_to="1"))
    api.faults.add("setMessageReaction", faults.bad_request("REACTION_INVALID"))
    with pytest.raises(Refused):
        await channel.send(Outbound(chat=str(lead.id), text="👍", key="k", reacts_to="1"))
    gone = Outbound(chat=str(lead.id), text="👍", key="k", reacts_to="99")
    assert await channel.send(gone) == Receipt()


async def test_a_message_is_taken_back(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead = api.person()
    sent = await channel.send(Outbound(chat=str(lead.id), text="oops", key="k"))
    back = Outbound(chat=str(lead.id), text="", key="d", deletes=sent.message_ids[0])
    assert await channel.send(back) == Receipt()
    assert lead.last.deleted
    assert await channel.send(back) == Receipt(), "what is gone already is done"


async def test_what_cannot_be_taken_back_is_refused(api: FakeBotApi, channel: TelegramChannel) -> None:
    group = api.group()
    number = api.person().says("mine", group)
    assert number
    with pytest.raises(Refused, match="can't be deleted"):
        await channel.send(Outbound(chat=str(group.id), text="", key="d", deletes="1"))


async def test_silence_is_asked_for(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead = api.person()
    await channel.send(Outbound(chat=str(lead.id), text="psst", key="k", silent=True))
    assert lead.last.raw["disable_notification"] is True
