"""Files both ways, our words changed and taken back, emoji, and how far a message got."""

from __future__ import annotations

import pytest

from channels.contract import Button, Enclosure, Kind, Outbound, Receipt, Refused, TopicChange, TryLater
from channels.whatsapp.adapter import WhatsAppChannel
from tests.contract.stages import Engine, until, whatsapp_channel
from tests.fakes import waha_faults as faults
from tests.fakes.waha import FakeWaha
from tests.fakes.waha_people import Person

Wa = tuple[WhatsAppChannel, Engine, str]
MESSAGE = "/api/{session}/chats/{chatId}/messages/{messageId}"
PHOTO = Enclosure(kind="photo", name="кухня.jpg", mime="image/jpeg", content=b"\xff\xd8\xff" + b"x" * 200_000)
PLAN = Enclosure(kind="document", name="план.pdf", mime="application/pdf", content=b"%PDF-1.7")
VOICE = Enclosure(kind="voice", mime="audio/ogg", content=b"OggS-voice")


@pytest.fixture(params=["NOWEB", "GOWS", "WEBJS"])
async def waha(request: pytest.FixtureRequest):
    async with FakeWaha(request.param) as waha:
        yield waha
    assert not waha.violations


def to(person: Person, text: str = "", key: str = "1", **more: object) -> Outbound:
    return Outbound(chat=person.chat, text=text, key=key, **more)  # type: ignore[arg-type]


async def known(waha: FakeWaha, engine: Engine) -> Person:
    lead = waha.person()
    lead.says("Сколько стоит?")
    await engine.heard()
    return lead


@pytest.mark.parametrize(
    ("file", "road"),
    [
        (PHOTO, "/api/sendImage"),
        (PLAN, "/api/sendFile"),
        (VOICE, "/api/sendVoice"),
        (Enclosure(kind="voice", name="v.mp3", mime="audio/mpeg", content=b"ID3"), "/api/sendVoice"),
        (Enclosure(kind="video", name="v.mp4", mime="video/mp4", content=b"ftyp"), "/api/sendVideo"),
        (Enclosure(kind="audio", name="s.mp3", mime="audio/mpeg", content=b"ID3"), "/api/sendFile"),
        (Enclosure(kind="sticker", name="s.webp", content=b"RIFF"), "/api/sendFile"),
    ],
    ids=lambda value: value.kind if isinstance(value, Enclosure) else "",
)
async def test_a_file_arrives_whole(waha: FakeWaha, wa: Wa, file: Enclosure, road: str) -> None:
    channel, engine, _ = wa
    lead = await known(waha, engine)
    receipt = await channel.send(to(lead, files=(file,)))
    (sent,) = waha.sent
    assert receipt == Receipt((sent.id,))
    assert sent.file is not None
    assert (sent.file.road, sent.file.content) == (road, file.content)
    assert sent.file.name == (file.name or file.kind)


async def test_words_go_with_the_last_file_and_after_a_voice_note(waha: FakeWaha, wa: Wa) -> None:
    channel, engine, _ = wa
    lead = await known(waha, engine)
    await channel.send(to(lead, "<b>Вот</b> он", files=(PHOTO, PLAN), html=True, buttons=((Button("Да", "y"),),)))
    assert [(sent.file is not None, sent.text) for sent in waha.sent] == [(True, ""), (True, "*Вот* он\n\n1. Да")]
    await channel.send(to(lead, "послушайте", "2", files=(VOICE,)))
    assert [(sent.file is not None, sent.text) for sent in waha.sent[2:]] == [(True, ""), (False, "послушайте")]


async def test_a_file_that_went_without_an_answer_is_not_sent_again(waha: FakeWaha, wa: Wa) -> None:
    channel, engine, _ = wa
    lead = await known(waha, engine)
    waha.faults.add("/api/sendImage", faults.DROP_AFTER)
    receipt = await channel.send(to(lead, "вот", files=(PHOTO,)))
    assert [sent.id for sent in waha.sent] == list(receipt.message_ids)


async def test_a_file_that_is_not_here_is_refused(waha: FakeWaha, wa: Wa) -> None:
    channel, engine, _ = wa
    lead = await known(waha, engine)
    for file in (Enclosure(kind="photo", stored=5), Enclosure(kind="photo", file_id="x|/api/files/x.jpg")):
        with pytest.raises(Refused, match="not there"):
            await channel.send(to(lead, files=(file,)))


async def test_our_words_are_changed_and_taken_back(waha: FakeWaha, wa: Wa) -> None:
    channel, engine, _ = wa
    lead = await known(waha, engine)
    (number,) = (await channel.send(to(lead, "15 000"))).message_ids
    assert await channel.send(to(lead, "<b>14 000</b>", "2", edits=number, html=True)) == Receipt((number,))
    assert (waha.sent[0].text, waha.sent[0].versions) == ("*14 000*", ["15 000"])
    assert await channel.send(to(lead, "", "3", deletes=number)) == Receipt()
    assert waha.sent[0].deleted
    assert await channel.send(to(lead, "", "3", deletes=number)) == Receipt(), "what is gone already is done"
    with pytest.raises(Refused, match="too old"):
        await channel.send(to(lead, "13 000", "4", edits=number))
    assert len(waha.sent) == 1


async def test_an_emoji_is_put_and_taken_away(waha: FakeWaha, wa: Wa) -> None:
    channel, engine, _ = wa
    lead = await known(waha, engine)
    theirs = engine.kept[0].message_id
    for emoji in ("👍", ""):
        assert await channel.send(to(lead, emoji, reacts_to=theirs)) == Receipt()
        assert waha.reactions == {f"false_{lead.chat}_{theirs}": emoji}
    with pytest.raises(Refused):
        await channel.send(to(lead, "👍", reacts_to="3A99999999"))
    assert not waha.sent


@pytest.mark.parametrize("change", [{"edits": "3EB0AA11"}, {"deletes": "3EB0AA11"}, {"reacts_to": "3AEC0011"}])
async def test_changes_wait_out_what_passes(waha: FakeWaha, wa: Wa, change: dict[str, str]) -> None:
    channel, engine, _ = wa
    lead = await known(waha, engine)
    path = "/api/reaction" if "reacts_to" in change else MESSAGE
    for fault in (faults.DROP_BEFORE, faults.HTML_PAGE, faults.NOT_WORKING):
        # What may be asked for twice, aiohttp itself asks for twice when a kept connection breaks.
        waha.faults.add(path, fault, times=-1)
        with pytest.raises(TryLater):
            await channel.send(to(lead, "👍", **change))
        waha.faults.clear()
    waha.faults.add(path, faults.NOT_BUILT)
    with pytest.raises(Refused):
        await channel.send(to(lead, "👍", **change))


async def test_a_topic_is_nothing_on_whatsapp(waha: FakeWaha, wa: Wa) -> None:
    channel, engine, _ = wa
    lead = await known(waha, engine)
    assert await channel.send(to(lead, topic_change=TopicChange("x"))) == Receipt()
    assert not waha.sent


async def test_how_far_a_message_got_and_what_was_taken_back_is_heard(waha: FakeWaha, wa: Wa) -> None:
    channel, engine, _ = wa
    lead = await known(waha, engine)
    (number,) = (await channel.send(to(lead, "15 000"))).message_ids
    waha.ack(f"true_{lead.chat}_{number}", 3)
    waha.ack(f"true_{lead.chat}_{number}", 4)
    await until(lambda: len(engine.marks) >= 2)
    assert [(mark.kind, mark.message_id) for mark in engine.marks] == [(Kind.DELIVERED, number), (Kind.READ, number)]
    said = lead.says("мой номер 123")
    await engine.heard(2)
    lead.deletes(said)
    gone = (await engine.heard(3))[2]
    assert (gone.kind, gone.message_id, gone.text) == (Kind.DELETED, engine.kept[1].message_id, "")


async def test_files_survive_a_second_channel_on_the_same_number(waha: FakeWaha) -> None:
    async with whatsapp_channel(waha) as (channel, engine, _):
        lead = waha.person()
        lead.sends_voice(b"OggS-words")
        (heard,) = await engine.heard()
        assert await channel.fetch(heard.attachments[0].file_id) == b"OggS-words"
        with pytest.raises(Refused):
            await channel.fetch("nonsense")
