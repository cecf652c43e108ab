from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from channels.contract import Button, Enclosure, Outbound, Refused, TryLater
from channels.telegram.adapter import TelegramChannel
from channels.telegram.config import TelegramConfig
from channels.telegram.wire import GeneralWire
from tests.fakes import botapi_faults as faults
from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.fakes.botapi_files import JPEG, OGG

YES = ((Button("Да", "y"),),)


@pytest.fixture(params=["our own wire", "aiohttp's"])
async def channel(api: FakeBotApi, request: pytest.FixtureRequest) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(TelegramConfig(token=api.token, api_base=api.url))
    if request.param == "aiohttp's":
        channel._api._wire = GeneralWire(api.url, 5)
    yield channel
    await channel.close()


def with_files(chat: int, *files: Enclosure, text: str = "", **more: object) -> Outbound:
    return Outbound(chat=str(chat), text=text, key="k", files=files, **more)  # type: ignore[arg-type]


PHOTO = Enclosure(kind="photo", name="kitchen.jpg", mime="image/jpeg", content=JPEG + b"x" * 70_000)
PLAN = Enclosure(
    kind="document", name='план "1".pdf', mime="application/pdf", content=b"%PDF-1.7\r\n--talap\r\n\x00\xff"
)
VOICE = Enclosure(kind="voice", mime="audio/ogg; codecs=opus", content=OGG)


@pytest.mark.parametrize(
    "file",
    [
        PHOTO,
        PLAN,
        VOICE,
        Enclosure(kind="audio", name="song.mp3", mime="audio/mpeg", content=b"ID3"),
        Enclosure(kind="video", name="film.mp4", mime="video/mp4", content=b"ftyp"),
    ],
    ids=lambda file: file.kind,
)
async def test_a_file_arrives_whole_with_its_words_and_buttons(
    api: FakeBotApi, channel: TelegramChannel, file: Enclosure
) -> None:
    lead = api.person()
    sent = await channel.send(with_files(lead.id, file, text="<b>Вот</b> &lt;он&gt;", html=True, buttons=YES))
    assert len(lead.heard) == len(sent.message_ids) == 1
    kept = lead.last.file
    assert kept is not None
    assert (kept.kind, kept.content) == (file.kind, file.content)
    assert (lead.last.text, lead.last.token("Да")) == ("Вот <он>", "y")
    if file is PLAN:
        assert (kept.name, kept.mime) == ("план %221%22.pdf", "application/pdf")
    again = Enclosure(kind=file.kind, file_id=kept.id)
    await channel.send(with_files(lead.id, again))
    assert lead.last.file == kept


async def test_several_files_and_a_long_text_arrive_in_order(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead = api.person()
    sent = await channel.send(with_files(lead.id, PHOTO, PLAN, text="two", buttons=YES, reply_to="3"))
    assert [(message.file is not None, message.text) for message in lead.heard] == [(True, ""), (True, "two")]
    assert len(sent.message_ids) == 2
    assert "reply_parameters" in lead.heard[0].raw
    assert lead.heard[1].buttons == ["Да"]
    long = "слово " * 300
    await channel.send(with_files(lead.id, PHOTO, text=long.strip(), buttons=YES))
    assert [message.text for message in lead.heard[2:]] == ["", long.strip()]
    assert lead.last.buttons == ["Да"]


async def test_a_file_goes_as_what_telegram_takes_it_as(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead = api.person()
    wrong = (
        Enclosure(kind="photo", name="a.heic", mime="image/heic", content=b"not a picture"),
        Enclosure(kind="photo", name="huge.png", mime="image/png", content=b"\x89PNG" + bytes(10_000_001)),
        Enclosure(kind="voice", name="v.webm", mime="audio/webm", content=b"webm"),
        Enclosure(kind="sticker", name="s.webp", mime="image/webp", content=b"RIFF"),
    )
    for file in wrong:
        await channel.send(with_files(lead.id, file, text="see"))
        kept = lead.last.file
        assert kept is not None
        assert (kept.kind, kept.name, kept.content) == ("document", file.name, file.content)
        assert lead.last.text == "see"
    assert len(api.called("sendPhoto")) == 1


async def test_a_caption_whose_markup_is_refused_goes_plain(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead = api.person()
    await channel.send(with_files(lead.id, PHOTO, text="<b>1 &lt; 2", html=True))
    assert lead.last.text == "1 < 2"
    api.violations.clear()


async def test_the_words_of_a_file_can_be_changed(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead = api.person()
    sent = await channel.send(with_files(lead.id, PHOTO, text="before"))
    edit = Outbound(chat=str(lead.id), text="<b>after</b>", html=True, key="e", edits=sent.message_ids[0])
    assert await channel.send(edit) == sent
    assert (lead.last.text, lead.last.versions) == ("after", ["before"])


@pytest.mark.parametrize(
    "file",
    [
        Enclosure(kind="photo", name="gone.jpg"),
        Enclosure(kind="document", stored=7),
        Enclosure(kind="document", content=bytes(50_000_001)),
        Enclosure(kind="document", file_id="nonsense"),
    ],
    ids=["nothing", "not filled in", "too large", "unknown"],
)
async def test_a_file_that_cannot_go_is_refused(api: FakeBotApi, channel: TelegramChannel, file: Enclosure) -> None:
    with pytest.raises(Refused):
        await channel.send(with_files(api.person().id, file, text="see"))


async def test_a_topic_takes_files_without_a_sound(api: FakeBotApi, channel: TelegramChannel) -> None:
    forum = api.group(forum=True)
    forum.chat.topics[17] = "Lead"
    await channel.send(with_files(forum.id, PHOTO, topic="17", silent=True))
    assert forum.last.topic == 17
    assert forum.last.raw["disable_notification"] is True


async def test_what_a_lead_sent_is_fetched(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead = api.person()
    content = bytes(range(256)) * 4_000
    lead.sends_document(content, "смета июль.xlsx")
    file_id = next(iter(api.files._files))
    assert await channel.fetch(file_id) == content


async def test_fetching_names_its_troubles(api: FakeBotApi, channel: TelegramChannel) -> None:
    file = api.files.keep("document", b"0123456789", "a.pdf", told=None)
    large = api.files.keep("video", b"", told=20_000_001)
    for wrong in (large.id, "nonsense", "43.2,76.9"):
        with pytest.raises(Refused):
            await channel.fetch(wrong)
    later = (faults.too_many(9), faults.SERVER_ERROR, faults.DROP_AFTER, faults.EMPTY_AFTER)
    for fault in later:
        api.faults.add("getFile", fault)
        with pytest.raises(TryLater):
            await channel.fetch(file.id)
    for fault in (faults.Fault(502, b"<html>"), faults.Fault(200, b"01234"), faults.DROP_BEFORE):
        # aiohttp itself asks for a file once more when a kept connection breaks.
        api.faults.add("GET file", fault, times=-1)
        with pytest.raises(TryLater):
            await channel.fetch(file.id)
        api.faults.clear()
    api.faults.add("GET file", faults.Fault(404, b"{}"))
    with pytest.raises(Refused):
        await channel.fetch(file.id)
    api.faults.add("GET file", faults.Fault(200, bytes(20_000_001)))
    with pytest.raises((Refused, TryLater)):
        await channel.fetch(file.id)
    assert await channel.fetch(file.id) == b"0123456789"


async def test_the_token_in_a_file_s_address_is_nowhere_to_be_read(api: FakeBotApi, channel: TelegramChannel) -> None:
    file = api.files.keep("document", b"0123456789")
    said = []
    for fault in (faults.DROP_BEFORE, faults.Fault(403, TOKEN.encode()), faults.Fault(302, b"")):
        api.faults.add("GET file", fault, times=-1)
        with pytest.raises((Refused, TryLater)) as raised:
            await channel.fetch(file.id)
        api.faults.clear()
        said += [str(raised.value), repr(raised.value.__context__), str(raised.getrepr(showlocals=False))]
    assert TOKEN.partition(":")[2] not in "\n".join(said)
