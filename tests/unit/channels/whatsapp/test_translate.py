"""Recorded events and what they mean; and that nothing hostile gets through."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.contract import Inbound, Kind
from channels.whatsapp import ids
from channels.whatsapp.schema import Unreadable, read_envelope
from channels.whatsapp.translate import Acked, Echo, Status, Touched, understood
from tests.contract.junk import mutations
from tests.fakes.waha_schema import webhook_problems

FOLDER = Path(__file__).parents[3] / "recorded" / "whatsapp"
RECORDED = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))}
NOW = datetime(2026, 9, 21, 15, 0, tzinfo=UTC)
SIGNS = "\u202e\u2066\x00\x1b\ud83d"


def read(update: object) -> object:
    return understood(read_envelope(json.dumps(update).encode()), "whatsapp", NOW)


@pytest.mark.parametrize("name", RECORDED)
def test_what_was_recorded_is_as_waha_documents_it(name: str) -> None:
    assert webhook_problems(RECORDED[name]["update"]) == []


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_event_means_what_it_should(name: str) -> None:
    recorded = RECORDED[name]
    event = read(recorded["update"])
    if recorded["heard"] is None:
        assert not isinstance(event, Inbound | Touched)
        return
    assert isinstance(event, Touched) == recorded.get("touched", False)
    heard = event.inbound if isinstance(event, Touched) else event
    assert heard == msgspec.convert(recorded["heard"], Inbound)


def test_both_events_and_both_ids_of_one_message_have_one_event_id() -> None:
    twins = ("text", "text_of_message_event", "text_hidden_noweb", "text_hidden_unknown")
    assert {read(RECORDED[name]["update"]).event_id for name in twins} == {"3AEC1F3D5B7A"}


def test_an_echo_an_ack_and_a_status_are_no_messages() -> None:
    update = RECORDED["text"]["update"]
    assert read(RECORDED["sent_by_us"]["update"]) == Echo("3EB0AAAA1111")
    ack = {"id": "true_77771234567@c.us_3EB0AAAA1111", "ack": 3, "fromMe": True}
    acked = read(update | {"event": "message.ack", "payload": ack})
    assert isinstance(acked, Acked)
    assert (acked.id, acked.level) == ("3EB0AAAA1111", 3)
    lock = {"isActive": True, "timeEnforcementEnds": 1790000999}
    body = {"name": "default", "status": "WORKING", "statuses": [], "data": {"reachoutTimelock": lock}}
    status = read(update | {"event": "session.status", "payload": body})
    assert isinstance(status, Status)
    assert (status.name, status.timelock.isActive) == ("WORKING", True)


@pytest.mark.parametrize("name", [name for name, recorded in RECORDED.items() if recorded["heard"]])
def test_mutated_events_are_refused_or_clean(name: str) -> None:
    """Whatever an event is turned into, it is either refused with a known error or heard without a trick in it."""
    read_any = 0
    for body in mutations(RECORDED[name]["update"], 150, seed=len(name)):
        try:
            event = understood(read_envelope(body), "whatsapp", NOW)
        except Unreadable:
            continue
        heard = event.inbound if isinstance(event, Touched) else event
        if isinstance(heard, Inbound):
            read_any += 1
            assert_clean(heard)
    assert read_any > 0


def assert_clean(heard: Inbound) -> None:
    assert ids.person(heard.chat) == heard.chat == heard.sender.id
    assert heard.event_id
    assert not heard.group
    assert heard.sent_at.tzinfo is not None
    files = [part for file in heard.attachments for part in (file.file_id, file.name, file.mime)]
    words = [heard.text, heard.sender.name, heard.start, heard.event_id, heard.message_id, heard.reply_to, *files]
    assert not any(sign in word for word in words for sign in SIGNS)
    msgspec.json.decode(msgspec.json.encode(heard), type=Inbound)


@given(st.text(max_size=200))
def test_any_text_of_a_person_is_heard_whole_but_for_tricks(text: str) -> None:
    update = RECORDED["text"]["update"]
    body = json.dumps(update | {"payload": update["payload"] | {"body": text}}).encode()
    heard = understood(read_envelope(body), "whatsapp", NOW)
    if heard is None:
        assert not "".join(sign for sign in text if sign.isprintable()).strip()
    else:
        assert isinstance(heard, Inbound)
        assert_clean(heard)
        if text.isascii() and text.isprintable() and not text.rstrip().endswith("]"):
            assert heard.text == text.strip()


@pytest.mark.parametrize(
    "odd",
    [{"location": 5}, {"media": "x"}, {"vCards": [{}]}, {"replyTo": []}, {"timestamp": "soon"}, {"participant": 1}],
)
def test_an_odd_field_beside_the_words_does_not_lose_them(odd: dict[str, object]) -> None:
    update = RECORDED["text"]["update"]
    heard = read(update | {"payload": update["payload"] | odd})
    assert isinstance(heard, Inbound)
    assert heard.text == "Сколько стоит ремонт? <b>&"
    assert heard.chat == "77771234567@c.us"


def test_a_code_opens_the_conversation_only_when_it_stands_alone() -> None:
    assert read(RECORDED["code_alone"]["update"]).kind is Kind.STARTED
    assert read(RECORDED["text_with_code"]["update"]).kind is Kind.SAID


@pytest.mark.parametrize(
    ("chat", "person"),
    [
        ("77771234567@c.us", "77771234567@c.us"),
        ("77771234567@s.whatsapp.net", "77771234567@c.us"),
        ("77771234567:5@s.whatsapp.net", "77771234567@c.us"),
        ("117777:2@lid", "117777@lid"),
        *((junk, "") for junk in ("120363000000000000@g.us", "status@broadcast", "", "x", "@c.us", "77@c.us.evil")),
        ("٧٧٧٧١٢٣٤٥٦٧@c.us", ""),
    ],
)
def test_a_person_is_written_in_one_way(chat: str, person: str) -> None:
    assert ids.person(chat) == person


@given(st.text(max_size=60), st.text(max_size=60))
def test_our_ids_are_ours_and_stay(key: str, secret: str) -> None:
    stamp = ids.Stamp(secret)
    made = stamp.id_for(key)
    assert made == stamp.id_for(key)
    assert stamp.made(made)
    assert ids.bare(f"true_77771234567@c.us_{made}") == ids.bare(made) == made
    assert not ids.Stamp(f"{secret}x").made(made)
    assert not stamp.made(made[:-1] + ("0" if made[-1] != "0" else "1"))


def test_our_ids_do_not_collide_and_foreign_ones_are_not_taken_for_ours() -> None:
    stamp, chance = ids.Stamp("secret"), random.Random(3)
    assert len({stamp.id_for(str(number)) for number in range(50_000)}) == 50_000
    foreign = ("3EB0" + "".join(chance.choices("0123456789ABCDEF", k=18)) for _ in range(20_000))
    assert sum(stamp.made(each) for each in foreign) <= 2


@pytest.mark.parametrize(
    ("level", "kind"), [(-1, None), (0, None), (1, None), (2, Kind.DELIVERED), (3, Kind.READ), (4, Kind.READ)]
)
def test_how_far_our_message_got_is_told_once_for_each_step(level: int, kind: Kind | None) -> None:
    ack = {"id": "true_77771234567@c.us_3EB0AAAA1111", "ack": level, "fromMe": True}
    acked = read(RECORDED["text"]["update"] | {"event": "message.ack", "payload": ack})
    assert isinstance(acked, Acked)
    if kind is None:
        assert acked.inbound is None
    else:
        assert acked.inbound is not None
        assert (acked.inbound.kind, acked.inbound.message_id) == (kind, "3EB0AAAA1111")
        assert acked.inbound.event_id == f"{kind}:3EB0AAAA1111"
        assert (acked.inbound.chat, acked.inbound.own) == ("77771234567@c.us", False)
