from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.contract import Attachment, Inbound, Kind, Sender
from channels.telegram.compose import BUSINESS
from channels.telegram.schema import Unreadable, read_object, read_update
from channels.telegram.translate import all_inbound, clean, inbound, merge_albums
from tests.contract.junk import classics, mutations

RECORDED = sorted((Path(__file__).parents[2] / "recorded" / "telegram").glob("*.json"))
NOW = datetime(2026, 9, 21, 15, tzinfo=UTC)


def hear(update: Any) -> Inbound | None:
    return inbound(read_update(json.dumps(update).encode()), "telegram", NOW)


def test_there_are_recordings() -> None:
    assert len(RECORDED) >= 40


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_recorded_update_in_our_words(path: Path) -> None:
    recording = json.loads(path.read_text(encoding="utf-8"))
    expected = recording["heard"] and msgspec.convert(recording["heard"], Inbound)
    assert hear(recording["update"]) == expected
    assert inbound(read_object(recording["update"]), "telegram", NOW) == expected


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_spoilt_update_is_heard_or_skipped_and_never_dangerous(path: Path) -> None:
    update = json.loads(path.read_text(encoding="utf-8"))["update"]
    for junk in mutations(update, 60, seed=len(path.stem)):
        try:
            heard = inbound(read_update(junk), "telegram", NOW)
        except Unreadable:
            continue
        if heard is not None:
            # Whatever gets through can be stored as text and never is longer than a Telegram id.
            assert b"\\u0000" not in msgspec.json.encode(heard)
            assert len(heard.chat.partition(BUSINESS)[0]) <= 20
            assert len(heard.chat) <= 85


@pytest.mark.parametrize("junk", list(classics(b'{"update_id":1,"message":{}}')), ids=lambda junk: repr(junk[:20]))
def test_what_is_no_update_is_unreadable_or_nothing(junk: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert inbound(read_update(junk), "telegram", NOW) is None


def test_half_a_surrogate_pair_does_not_cost_the_message() -> None:
    said = b'{"update_id":1,"message":{"message_id":1,"chat":{"id":5},"from":{"id":5},"text":"hi \\ud83d there"}}'
    heard = inbound(read_update(said), "telegram", NOW)
    assert heard is not None
    assert heard.text == "hi  there"


@given(st.text())
def test_clean_text_can_be_stored_anywhere(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize("text", ["Сәлем, қалайсыз?", "a\tb\nc", "👩‍👩‍👧 ok", "«кавычки» — тире…", "العربية"])
def test_words_of_all_people_stay_as_they_are(text: str) -> None:
    assert clean(text) == text


def photo(number: int, album: str, text: str = "", chat: str = "5") -> Inbound:
    return Inbound(
        channel="telegram",
        event_id=f"u{number}",
        kind=Kind.SAID,
        sender=Sender("5"),
        chat=chat,
        sent_at=NOW + timedelta(seconds=number),
        message_id=str(number),
        text=text,
        attachments=(Attachment("photo", f"f{number}"),),
        album=album,
    )


def test_an_album_is_one_message_with_all_its_files() -> None:
    ten = [photo(number, "a", "look" if number == 3 else "") for number in range(1, 11)]
    (album,) = merge_albums(ten)
    assert [file.file_id for file in album.attachments] == [f"f{number}" for number in range(1, 11)]
    assert (album.text, album.message_id, album.album) == ("look", "1", "a")


def test_albums_of_two_people_and_words_between_stay_apart_and_in_order() -> None:
    words = photo(2, "")
    heard = merge_albums([photo(1, "a"), words, photo(3, "a", chat="6"), photo(4, "a")])
    assert [inbound.event_id for inbound in heard] == ["u4", "u2", "u3"]
    assert [len(inbound.attachments) for inbound in heard] == [2, 1, 1]


def test_a_repeated_album_is_the_same_event_and_one_with_a_late_picture_is_not() -> None:
    first = merge_albums([photo(1, "a"), photo(2, "a")])
    assert first == merge_albums([photo(1, "a"), photo(2, "a")])
    later = merge_albums([photo(1, "a"), photo(2, "a"), photo(3, "a")])
    assert later[0].event_id != first[0].event_id


def test_messages_deleted_in_a_business_chat_are_taken_back_one_by_one() -> None:
    chat = {"id": 500000001, "type": "private", "first_name": "Алия"}
    gone = {"business_connection_id": "bc_1", "chat": chat, "message_ids": [7, 9, 7]}
    update = read_object({"update_id": 5, "deleted_business_messages": gone})
    heard = all_inbound(update, "telegram", NOW)
    assert [(one.kind, one.event_id, one.message_id) for one in heard] == [
        (Kind.DELETED, "u5.7", "7"),
        (Kind.DELETED, "u5.9", "9"),
    ]
    assert {(one.chat, one.sender.id, one.sender.name) for one in heard} == {("500000001~bc_1", "500000001", "Алия")}
    assert inbound(update, "telegram", NOW) is None


@pytest.mark.parametrize("connection", ["~", "a~b", "x" * 65, "a b", "ж"])
def test_a_connection_that_cannot_be_answered_by_is_nothing(connection: str) -> None:
    message = {"business_connection_id": connection, "message_id": 7, "chat": {"id": 5}, "from": {"id": 5}, "text": "x"}
    assert hear({"update_id": 5, "business_message": message}) is None
