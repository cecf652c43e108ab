from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

import fsm.storage.tables as t
from bot import files
from bot.files import LARGEST, MOST_A_DAY, Keeper, enclosure_of
from bot.sniffing import kind_of, mime_of, name_of
from channels.contract import Attachment, Channel, Enclosure, Outbound, Refused, TryLater, Uncertain
from fsm.storage import files as kept
from fsm.storage.base import Moment
from fsm.storage.ids import Ids
from fsm.storage.store import Store

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
JPEG = b"\xff\xd8\xff\xe0JFIF"
LEAD = 7


class Network:
    """A channel that only gives files: those in `there`, else what `trouble` says."""

    def __init__(self) -> None:
        self.there: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.trouble: Exception | None = None

    async def fetch(self, file_id: str) -> bytes:
        self.asked.append(file_id)
        if self.trouble is not None:
            raise self.trouble
        if file_id not in self.there:
            raise Refused("gone")
        return self.there[file_id]


@pytest.fixture
async def keeping(store: Store) -> tuple[Keeper, Network, Store]:
    await store.write(_with_lead)
    network = Network()
    channels: dict[str, Channel] = {"telegram": network, "whatsapp": network}  # type: ignore[dict-item]
    return Keeper(store, channels, lambda: NOW), network, store


def _with_lead(connection: Connection) -> None:
    row: dict[str, object] = {"id": LEAD, "workspace_id": t.DEFAULT_WORKSPACE}
    for column in t.leads.columns:
        if not (column.nullable or column.server_default is not None or column.name in row):
            row[column.name] = NOW if isinstance(column.type, Moment) else column.type.python_type()
    connection.execute(t.leads.insert().values(row))


new = Ids()


def noting(file_id: str = "A-1", channel: str = "whatsapp", **more: object) -> Callable[[Connection], int | None]:
    attachment = Attachment(**{"kind": "photo", "file_id": file_id, **more})  # type: ignore[arg-type]
    about = {"file_id": new(), "workspace_id": t.DEFAULT_WORKSPACE, "lead_id": LEAD, "now": NOW}
    return lambda connection: files.expect(connection, channel, attachment, **about)  # type: ignore[arg-type]


async def test_a_noted_file_is_fetched_once_and_goes_out_whole(keeping: tuple[Keeper, Network, Store]) -> None:
    keeper, network, store = keeping
    network.there["A-1"] = JPEG
    number = await store.write(noting(name="..\\\u202e/кухня.jpg"))
    assert number is not None
    assert await store.write(noting()) == number, "heard of twice, noted once"
    enclosure = await store.read(partial(enclosure_of, file_id=number, channel="telegram"))
    assert enclosure == Enclosure(kind="photo", name="кухня.jpg", stored=number)
    assert await keeper.fetch_expected() == 1
    assert await keeper.fetch_expected() == 0
    message = Outbound(chat="5", text="see", key="k", files=(enclosure,))
    (file,) = (await keeper.filled(message)).files
    assert (file.kind, file.name, file.mime, file.content) == ("photo", "кухня.jpg", "image/jpeg", JPEG)
    assert network.asked == ["A-1"]


async def test_a_letter_in_a_hurry_fetches_its_file_itself(keeping: tuple[Keeper, Network, Store]) -> None:
    keeper, network, store = keeping
    network.there["A-1"] = JPEG
    number = await store.write(noting())
    assert number is not None
    letter = Outbound(chat="5", text="see", key="k", files=(Enclosure(kind="photo", stored=number),))
    for trouble in (TryLater(7, "busy"), Uncertain("no answer")):
        network.trouble = trouble
        with pytest.raises(TryLater):
            await keeper.filled(letter)
    network.trouble = None
    assert (await keeper.filled(letter)).files[0].content == JPEG


async def test_the_network_s_own_id_is_used_where_it_is_good_for_sending(
    keeping: tuple[Keeper, Network, Store],
) -> None:
    keeper, network, store = keeping
    number = await store.write(noting("T-1", "telegram"))
    note = await store.write(noting("T-2", "telegram", kind="video_note"))
    assert number is not None
    assert note is not None
    same = await store.read(partial(enclosure_of, file_id=number, channel="telegram"))
    assert same is not None
    assert same.file_id == "T-1"
    letter = Outbound(chat="5", text="", key="k", files=(same,))
    assert await keeper.filled(letter) == letter
    assert not network.asked
    for file_id, channel in ((number, "whatsapp"), (note, "telegram")):
        other = await store.read(partial(enclosure_of, file_id=file_id, channel=channel))
        assert other is not None
        assert not other.file_id


async def test_what_cannot_be_had_is_asked_for_no_more(keeping: tuple[Keeper, Network, Store]) -> None:
    keeper, network, store = keeping
    number = await store.write(noting())
    assert number is not None
    for _ in range(3):
        with pytest.raises(Refused):
            await keeper.content(number)
        assert await keeper.fetch_expected() == 0
    assert network.asked == ["A-1"]
    assert await store.read(partial(enclosure_of, file_id=number, channel="telegram")) is None
    with pytest.raises(Refused, match="erased"):
        await keeper.content(12345)


async def test_limits_hold_whatever_the_network_told(keeping: tuple[Keeper, Network, Store]) -> None:
    keeper, network, store = keeping
    told = await store.write(noting("big", size=LARGEST + 1))
    untold = await store.write(noting("liar", size=5))
    network.there = {"big": b"x" * (LARGEST + 1), "liar": b"x" * (LARGEST + 1)}
    for number in (told, untold):
        assert number is not None
        with pytest.raises(Refused, match="20 MB"):
            await keeper.content(number)
    assert network.asked == ["liar"]


async def test_a_lead_cannot_fill_the_disk(keeping: tuple[Keeper, Network, Store]) -> None:
    keeper, network, store = keeping
    network.there = {str(number): b"x" * LARGEST for number in range(MOST_A_DAY // LARGEST + 1)}
    numbers = [await store.write(noting(file_id, kind="document")) for file_id in network.there]
    for number in numbers[:-1]:
        assert number is not None
        await keeper.content(number)
    assert numbers[-1] is not None
    with pytest.raises(Refused, match="200 MB"):
        await keeper.content(numbers[-1])
    tomorrow = Keeper(store, {"whatsapp": network}, lambda: NOW + timedelta(days=1, seconds=1))  # type: ignore[dict-item]
    fresh = await store.write(noting("0b", kind="document"))
    assert fresh is not None
    network.there["0b"] = b"x"
    assert (await tomorrow.content(fresh))[1] == b"x"


async def test_places_and_calls_are_no_files(store: Store) -> None:
    for attachment in ({"kind": "location", "file_id": "43.2,76.9"}, {"kind": "dice", "file_id": ""}):
        assert await store.write(noting(**attachment)) is None


async def test_a_page_s_upload_is_kept_by_its_bytes(keeping: tuple[Keeper, Network, Store]) -> None:
    keeper, _, store = keeping
    about = {"workspace_id": t.DEFAULT_WORKSPACE, "lead_id": LEAD, "channel": "web"}
    file = await keeper.take(JPEG, file_id=new(), kind="photo", name="a.exe.jpg", mime="text/html", **about)  # type: ignore[arg-type]
    assert (file.kind, file.mime, file.ready) == ("photo", "image/jpeg", True)
    assert (await keeper.content(file.id))[1] == JPEG
    assert await store.write(partial(kept.erase, lead_id=LEAD)) == 1
    with pytest.raises(Refused, match="erased"):
        await keeper.content(file.id)


@pytest.mark.parametrize(
    ("content", "declared", "name", "mime"),
    [
        (b"%PDF-1.7", "image/jpeg", "a.jpg", "application/pdf"),
        (b"<html><script>", "text/html", "a.html", "application/octet-stream"),
        (b"<svg onload=x>", "image/svg+xml", "a.svg", "application/octet-stream"),
        (b"not a picture", "image/png", "a.png", "application/octet-stream"),
        (b"PK\x03\x04", "", "смета.XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"PK\x03\x04", "image/png", "a.zip", "application/zip"),
        (b"name,phone", "text/csv; charset=utf-8", "a.csv", "text/csv"),
        (b"x", "text/plain\r\nX: y", "", "application/octet-stream"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "", "", "image/webp"),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, declared: str, name: str, mime: str) -> None:
    assert mime_of(content, declared, name) == mime


@pytest.mark.parametrize(
    ("given", "mime", "name"),
    [
        ("../../etc/passwd", "", "passwd"),
        ("C:\\temp\\план.pdf", "application/pdf", "план.pdf"),
        ("", "image/jpeg", "photo.jpg"),
        ("...", "audio/ogg", "photo.ogg"),
        ("a\u202egpj.exe", "", "agpj.exe"),
        ('x"<y>|\n\x00.txt', "", "x__y____.txt"),
        ("ж" * 300 + ".docx", "", "ж" * 95 + ".docx"),
        ("CON:/x", "", "x"),
    ],
)
def test_a_name_hurts_nobody(given: str, mime: str, name: str) -> None:
    assert name_of(given, mime, "photo") == name


def test_a_kind_is_only_claimed_by_what_it_is() -> None:
    assert kind_of("image/jpeg", "photo") == "photo"
    assert kind_of("image/jpeg", "document") == "document"
    assert kind_of("text/plain", "photo") == "document"
    assert kind_of("audio/ogg", "voice") == "voice"
    assert kind_of("audio/mpeg", "voice") == "audio"
    assert kind_of("video/mp4", "video_note") == "video"
