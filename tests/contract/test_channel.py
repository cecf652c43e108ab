"""What every channel keeps, whatever its network. See `stages.py` for how to join."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from channels.contract import Button, Enclosure, Kind, Outbound, Refused, TopicChange
from tests.contract.junk import mutations
from tests.contract.stages import STAGES, Stage, until

ANY_UPDATE = {
    "update_id": 5,
    "message": {
        "message_id": 7,
        "from": {"id": 42, "is_bot": False, "first_name": "Aliya", "language_code": "ru"},
        "chat": {"id": 42, "first_name": "Aliya", "type": "private"},
        "date": 1_790_000_000,
        "text": "hello",
        "photo": [{"file_id": "A", "file_unique_id": "B", "width": 1, "height": 1, "file_size": 3}],
        "contact": {"phone_number": "+77771234567", "first_name": "Aliya", "user_id": 42},
    },
}


@pytest.fixture(params=STAGES)
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    async with STAGES[request.param]() as stage:
        yield stage


async def test_what_a_person_says_is_heard_once_and_in_our_words(stage: Stage) -> None:
    await stage.says("Сколько стоит ремонт? <b>&")
    (heard,) = await stage.engine.heard()
    assert heard.channel == stage.channel.name
    assert heard.kind is Kind.SAID
    assert heard.text == "Сколько стоит ремонт? <b>&"
    assert heard.chat == stage.chat
    assert heard.sender.id
    assert heard.sent_at.tzinfo is not None
    assert not heard.group


async def test_messages_are_heard_in_order(stage: Stage) -> None:
    for number in range(20):
        await stage.says(f"message {number}")
    heard = await stage.engine.heard(20)
    assert [inbound.text for inbound in heard] == [f"message {number}" for number in range(20)]
    assert len({inbound.event_id for inbound in heard}) == 20


async def test_nothing_is_acknowledged_before_it_is_kept(stage: Stage) -> None:
    stage.engine.gate.clear()
    await stage.says("hello")
    await until(lambda: stage.engine.offered > 0)
    await asyncio.sleep(0.1)
    assert stage.acknowledged() == 0
    stage.engine.gate.set()
    await stage.engine.heard()
    await until(lambda: stage.acknowledged() == 1)


async def test_what_could_not_be_kept_is_delivered_again(stage: Stage) -> None:
    stage.engine.refusals = 3
    await stage.says("hello")
    (heard,) = await stage.engine.heard()
    assert heard.text == "hello"
    assert stage.engine.offered == 4


async def test_a_long_text_arrives_whole_and_in_order(stage: Stage) -> None:
    words = [f"слово{number}😀" for number in range(2_000)]
    await stage.channel.send(Outbound(chat=stage.chat, text=" ".join(words), key="1"))
    assert " ".join(stage.seen()).split() == words


async def test_markup_is_shown_as_what_it_means(stage: Stage) -> None:
    await stage.channel.send(Outbound(chat=stage.chat, text="<b>1 &lt; 2</b> &amp; done", key="1", html=True))
    assert stage.seen()[-1] == "1 < 2 & done"


async def test_plain_text_is_never_taken_for_markup(stage: Stage) -> None:
    await stage.channel.send(Outbound(chat=stage.chat, text="<b>&lt;3 _i_ *x*", key="1"))
    assert stage.seen()[-1] == "<b>&lt;3 _i_ *x*"


async def test_a_button_comes_back_with_its_token(stage: Stage) -> None:
    buttons = ((Button("Сегодня", "t-1"), Button("На неделе", "t-2")), (Button("Позже", "t-3"),))
    await stage.channel.send(Outbound(chat=stage.chat, text="Когда?", key="1", buttons=buttons))
    await stage.presses("На неделе")
    (heard,) = await stage.engine.heard()
    assert (heard.kind, heard.token, heard.chat) == (Kind.PRESSED, "t-2", stage.chat)
    await stage.channel.send(Outbound(chat=stage.chat, text="ok", key="2", answers=heard.callback))


async def test_a_receipt_names_what_was_sent(stage: Stage) -> None:
    first = await stage.channel.send(Outbound(chat=stage.chat, text="one", key="1"))
    second = await stage.channel.send(Outbound(chat=stage.chat, text="two", key="2"))
    assert first.message_ids
    assert second.message_ids
    assert first != second


async def test_junk_hurts_nobody_and_what_follows_is_heard(stage: Stage) -> None:
    for junk in mutations(ANY_UPDATE, 300):
        await stage.throw(junk)
    await stage.says("still there?")
    await until(lambda: any(inbound.text == "still there?" for inbound in stage.engine.kept), seconds=60)


async def test_typing_and_checking_never_raise(stage: Stage) -> None:
    await stage.channel.typing(stage.chat)
    await stage.channel.typing("999")
    findings = await stage.channel.check()
    assert findings
    assert all(finding.ok for finding in findings), findings


async def test_closing_twice_is_fine(stage: Stage) -> None:
    await stage.channel.close()
    await stage.channel.close()


async def test_building_and_asking_for_names_opens_nothing(stage: Stage) -> None:
    assert stage.channel.name
    assert stage.channel.capabilities.max_text > 0


FILE = Enclosure(kind="document", name="смета.pdf", mime="application/pdf", content=b"%PDF-1.7 " + bytes(range(256)))


async def test_a_file_arrives_whole_or_is_at_least_named(stage: Stage) -> None:
    await stage.channel.send(Outbound(chat=stage.chat, text="вот смета", key="1", files=(FILE,)))
    if not stage.seen():
        pytest.skip("nothing is shown to anybody here")
    if "document" not in stage.channel.capabilities.files:
        assert "смета.pdf" in "\n".join(stage.seen())
    elif hasattr(stage, "files"):
        assert stage.files() == [FILE.content]
    assert "вот смета" in "\n".join(stage.seen())


async def test_a_file_of_the_person_can_be_fetched(stage: Stage) -> None:
    if not hasattr(stage, "sends_file"):
        pytest.skip("no files come in here, or a test of its own sends them")
    await stage.sends_file(b"OggS" + bytes(range(256)))
    (heard,) = await stage.engine.heard()
    (file,) = heard.attachments
    fetch = stage.channel.fetch  # type: ignore[attr-defined]
    assert await fetch(file.file_id) == b"OggS" + bytes(range(256))
    with pytest.raises(Refused):
        await fetch("nonsense")


async def test_an_edit_shows_the_new_words(stage: Stage) -> None:
    first = await stage.channel.send(Outbound(chat=stage.chat, text="15 000", key="1"))
    if not stage.seen():
        pytest.skip("nothing is shown to anybody here")
    await stage.channel.send(Outbound(chat=stage.chat, text="14 000", key="2", edits=first.message_ids[-1]))
    assert stage.seen()[-1].endswith("14 000")


async def test_what_a_network_has_is_done_and_what_it_lacks_is_nothing(stage: Stage) -> None:
    can = stage.channel.capabilities
    await stage.says("спасибо")
    (heard,) = await stage.engine.heard()
    sent = await stage.channel.send(Outbound(chat=stage.chat, text="oops", key="1"))
    before = stage.seen()
    await stage.channel.send(Outbound(chat=stage.chat, text="👍", key="2", reacts_to=heard.message_id or "1"))
    assert stage.seen() == before, "an emoji put to a message is no message"
    if not can.topics:
        await stage.channel.send(Outbound(chat=stage.chat, text="", key="3", topic_change=TopicChange("x")))
    assert stage.seen() == before
    await stage.channel.send(Outbound(chat=stage.chat, text="", key="4", deletes=(sent.message_ids or ("9",))[-1]))
    assert stage.seen() == (before[:-1] if can.deletes else before)
