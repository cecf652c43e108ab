"""Out: once, in order, like a person would, and every trouble named by what happens next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from channels.contract import (
    Button,
    Misconfigured,
    Outbound,
    Receipt,
    Refused,
    SendFailed,
    TryLater,
    Uncertain,
    Unreachable,
)
from channels.whatsapp.adapter import WhatsAppChannel
from channels.whatsapp.governor import Limits, Reason
from tests.contract.stages import QUICK, Engine, until, whatsapp_channel
from tests.fakes import waha_faults as faults
from tests.fakes.waha import FakeWaha

Wa = tuple[WhatsAppChannel, Engine, str]
SEND = "/api/sendText"
ENGINES = ["NOWEB", "GOWS", "WEBJS"]
every_engine = pytest.mark.parametrize("waha", ENGINES, indirect=True)


def message(chat: str, text: str = "Здравствуйте", key: str = "1", **more: object) -> Outbound:
    return msgspec.structs.replace(Outbound(chat=chat, text=text, key=key), **more)


async def again(channel: WhatsAppChannel, out: Outbound, tries: int = 4) -> tuple[Receipt, list[SendFailed]]:
    """As the outbox would: try until it went, an uncertain one once more at most."""
    troubles: list[SendFailed] = []
    while len(troubles) < tries:
        try:
            return await channel.send(out), troubles
        except (TryLater, Uncertain) as trouble:
            troubles.append(trouble)
            assert sum(isinstance(each, Uncertain) for each in troubles) < 2, "the outbox would give up"
            await until(lambda: channel.health.ok)
    raise AssertionError(troubles)


@every_engine
async def test_a_message_arrives_and_its_id_is_bare(waha: FakeWaha, wa: Wa) -> None:
    lead = waha.person()
    receipt = await wa[0].send(message(lead.chat))
    assert receipt.message_ids == (waha.sent[0].id,)
    assert await lead.hears() == "Здравствуйте"


@every_engine
async def test_it_reads_types_and_then_speaks(waha: FakeWaha) -> None:
    patience = msgspec.structs.replace(QUICK, letters_a_second=400)
    async with whatsapp_channel(waha, patience=patience) as (channel, _, _url):
        lead = waha.person()
        await channel.send(message(lead.chat, "x" * 40))
        calls = [call for call in waha.calls if call.body and call.body.get("chatId") == lead.chat]
        assert [call.path.rpartition("/")[2] for call in calls] == ["sendSeen", "startTyping", "stopTyping", "sendText"]
        assert calls[3].at - calls[1].at > 0.05


async def test_a_courtesy_that_fails_hinders_nothing(waha: FakeWaha, wa: Wa) -> None:
    for path in ("/api/sendSeen", "/api/startTyping"):
        waha.faults.add(path, faults.CRASHED, times=-1)
    lead = waha.person()
    await wa[0].typing(lead.chat)
    await wa[0].typing("nonsense")
    await wa[0].send(message(lead.chat))
    assert len(lead.heard) == 1


@every_engine
@pytest.mark.parametrize(
    "fault",
    [faults.CRASHED_AFTER, faults.DROP_AFTER, faults.EMPTY_AFTER, faults.CRASHED, faults.DROP_BEFORE, faults.HTML_PAGE],
    ids=["500 after", "cut after", "empty answer", "500", "cut", "502"],
)
async def test_a_trouble_in_mid_send_is_seen_once_and_not_lost(waha: FakeWaha, wa: Wa, fault: faults.Fault) -> None:
    lead = waha.person()
    waha.faults.add(SEND, fault)
    receipt, _ = await again(wa[0], message(lead.chat))
    assert lead.heard == ["Здравствуйте"]
    assert len(waha.sent) == 1
    if fault is not faults.EMPTY_AFTER or waha.engine != "WEBJS":
        assert receipt.message_ids == (waha.sent[0].id,)


@every_engine
async def test_a_letter_sent_again_after_a_crash_is_seen_once(waha: FakeWaha) -> None:
    """Another life of the program, the same letter: known by its id, or found standing in the chat."""
    lead = waha.person()
    receipts = []
    for _ in range(3):
        async with whatsapp_channel(waha) as (channel, _engine, _url):
            assert channel.capabilities.repeats
            receipts.append(await channel.send(message(lead.chat, key="letter-7")))
    assert lead.heard == ["Здравствуйте"]
    assert {receipt.message_ids for receipt in receipts} == {(waha.sent[0].id,)}


@every_engine
async def test_an_answer_in_between_makes_no_second_one(waha: FakeWaha) -> None:
    lead = waha.person()
    for _ in range(2):
        async with whatsapp_channel(waha) as (channel, _engine, _url):
            await channel.send(message(lead.chat, key="letter-7"))
            lead.says("Не понял")
    assert lead.heard == ["Здравствуйте"]


@every_engine
async def test_the_same_words_after_others_are_said_again(waha: FakeWaha) -> None:
    lead = waha.person()
    for number, text in enumerate(("Здравствуйте", "Когда?", "Здравствуйте")):
        async with whatsapp_channel(waha) as (channel, _engine, _url):
            await channel.send(message(lead.chat, text, key=str(number)))
    assert lead.heard == ["Здравствуйте", "Когда?", "Здравствуйте"]


async def test_the_same_words_on_purpose_arrive_twice(waha: FakeWaha, wa: Wa) -> None:
    lead = waha.person()
    for key in ("1", "2"):
        await wa[0].send(message(lead.chat, key=key))
    assert lead.heard == ["Здравствуйте"] * 2


@every_engine
async def test_an_old_message_of_the_same_words_is_not_taken_for_this_one(waha: FakeWaha, wa: Wa) -> None:
    lead = waha.person()
    await wa[0].send(message(lead.chat, key="1"))
    for each in waha.history(lead.chat):
        each["timestamp"] -= 60
    waha.faults.add(SEND, faults.CRASHED)
    await again(wa[0], message(lead.chat, key="2"))
    assert lead.heard == ["Здравствуйте"] * 2


@pytest.mark.parametrize("waha", ["WEBJS"], indirect=True)
async def test_what_nobody_can_tell_is_uncertain(waha: FakeWaha, wa: Wa) -> None:
    lead = waha.person()
    waha.faults.add(SEND, faults.DROP_AFTER)
    waha.faults.add("/api/{session}/chats/{chatId}/messages", faults.CRASHED, times=-1)
    with pytest.raises(Uncertain):
        await wa[0].send(message(lead.chat))


async def test_a_split_message_goes_on_where_it_broke_off(waha: FakeWaha, wa: Wa) -> None:
    lead = waha.person()
    words = [f"слово{number}" for number in range(2_000)]
    waha.faults.add(SEND, faults.CRASHED, after=2)
    receipt, troubles = await again(wa[0], message(lead.chat, " ".join(words)))
    assert len(troubles) == 1
    assert " ".join(lead.heard).split() == words
    assert receipt.message_ids == tuple(sent.id for sent in waha.sent)


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        (faults.UNAUTHORIZED, Misconfigured),
        (faults.NOT_BUILT, Refused),
        (faults.NO_LID, Unreachable),
        (faults.NOT_WORKING, TryLater),
        (faults.NO_SESSION, TryLater),
        (faults.HTML_PAGE, TryLater),
        (faults.TIMELOCK, TryLater),
        (faults.CAPPED, TryLater),
    ],
    ids=["401", "not built", "nobody", "not working", "no session", "502", "463", "475"],
)
async def test_every_trouble_has_its_consequence(
    waha: FakeWaha, wa: Wa, fault: faults.Fault, what: type[SendFailed]
) -> None:
    lead = waha.person()
    waha.faults.add(SEND, fault)
    with pytest.raises(what) as raised:
        await wa[0].send(message(lead.chat))
    assert "must not find" not in str(raised.value)
    assert lead.heard == []


async def test_a_server_that_is_away_holds_the_whole_channel() -> None:
    async with FakeWaha() as waha, whatsapp_channel(waha) as (channel, _, _url):
        lead = waha.person()
        await waha.stop()
        with pytest.raises(TryLater) as raised:
            await channel.send(message(lead.chat))
        assert raised.value.whole_channel
        await until(lambda: not channel.health.ok)
        assert channel.health.key == "whatsapp.unreachable"


@pytest.mark.parametrize("fault", [faults.TIMELOCK, faults.CAPPED])
async def test_whatsapps_own_restriction_restarts_nothing_and_answers_go_on(
    waha: FakeWaha, wa: Wa, fault: faults.Fault
) -> None:
    channel = wa[0]
    new, known = waha.person(), waha.person()
    waha.faults.add(SEND, fault)
    starts = waha.session.starts
    with pytest.raises(TryLater) as raised:
        await channel.send(message(new.chat, key="1"))
    assert not raised.value.whole_channel
    await channel.send(message(known.chat, key="2"))
    assert known.heard == ["Здравствуйте"]
    assert channel.health.ok
    assert channel.health.warnings == (Reason.RESTRICTED,)
    assert channel.health.restricted_until is not None
    await asyncio.sleep(0.3)
    assert waha.session.starts == starts
    assert not waha.called("/api/sessions/{session}/restart")


async def test_while_the_session_does_not_work_letters_wait_and_nothing_is_asked(waha: FakeWaha, wa: Wa) -> None:
    lead = waha.person()
    waha.becomes("SCAN_QR_CODE")
    await until(lambda: not wa[0].health.ok)
    with pytest.raises(TryLater) as raised:
        await wa[0].send(message(lead.chat))
    assert raised.value.whole_channel
    assert not waha.called(SEND)
    waha.becomes("WORKING")
    await until(lambda: wa[0].health.ok)
    await wa[0].send(message(lead.chat))
    assert len(lead.heard) == 1


async def test_only_people_are_written_to(waha: FakeWaha, wa: Wa) -> None:
    for chat in ("120363000000000000@g.us", "status@broadcast", "501", ""):
        with pytest.raises(Refused):
            await wa[0].send(message(chat))
    assert not waha.called(SEND)


async def test_a_notice_without_words_is_nothing_to_whatsapp(waha: FakeWaha, wa: Wa) -> None:
    lead = waha.person()
    assert await wa[0].send(message(lead.chat, "", answers="x")) == Receipt()
    assert not waha.called(SEND)


async def test_typed_numbers_choose_until_the_next_message(waha: FakeWaha, wa: Wa) -> None:
    channel, engine, _ = wa
    lead = waha.person()
    await channel.send(message(lead.chat, "Когда?", buttons=((Button("Сегодня", "a"),), (Button("Завтра", "b"),))))
    assert await lead.hears() == "Когда?\n\n1. Сегодня\n2. Завтра"
    lead.says("2", hidden=True)
    (heard,) = await engine.heard(1)
    assert heard.token == "b"
    await channel.send(message(lead.chat, "Спасибо", key="2"))
    lead.says("2")
    assert [(each.token, each.text) for each in await engine.heard(2)] == [("b", ""), ("", "2")]


# The governor at work


@pytest.fixture
async def spared(waha: FakeWaha) -> AsyncIterator[WhatsAppChannel]:
    limits = Limits(minute=5, pace_seconds=0)
    async with whatsapp_channel(waha, limits=limits, config={"first_messages": True}) as (channel, _, _url):
        yield channel


async def test_nobody_is_written_to_first_by_default(waha: FakeWaha, wa: Wa) -> None:
    lead = waha.person()
    with pytest.raises(Refused, match="cold"):
        await wa[0].send(message(lead.chat, initiates=True))
    assert not waha.called(SEND)
    await wa[0].send(message(lead.chat))
    assert len(lead.heard) == 1


async def test_whom_only_the_owner_wrote_to_is_still_not_written_to_by_itself(waha: FakeWaha, wa: Wa) -> None:
    channel, engine, _ = wa
    lead = waha.person()
    lead.hears_from_owner("Здравствуйте, ваш заказ готов")
    await engine.heard(1)
    with pytest.raises(Refused, match="cold"):
        await channel.send(message(lead.chat, initiates=True))


async def test_too_many_at_once_are_paced_not_lost(waha: FakeWaha, spared: WhatsAppChannel) -> None:
    leads = [waha.person() for _ in range(8)]
    answers = await asyncio.gather(
        *(spared.send(message(lead.chat, key=str(number))) for number, lead in enumerate(leads)), return_exceptions=True
    )
    held = [each for each in answers if isinstance(each, TryLater)]
    assert (len(held), len(waha.sent)) == (3, 5)
    assert all(each.whole_channel and 0 < each.seconds <= 60 for each in held)


async def test_a_number_that_only_errs_is_given_a_rest(waha: FakeWaha, wa: Wa) -> None:
    channel = wa[0]
    waha.faults.add(SEND, faults.CRASHED, times=6)
    for number in range(6):
        with pytest.raises(TryLater):
            await channel.send(message(waha.person().chat, key=str(number)))
    asked = len(waha.called(SEND))
    with pytest.raises(TryLater, match="errors") as raised:
        await channel.send(message(waha.person().chat, key="x"))
    assert raised.value.whole_channel
    assert len(waha.called(SEND)) == asked
    assert Reason.ERRORS in channel.health.warnings


async def test_a_first_message_is_preceded_by_a_look_whether_they_have_whatsapp(waha: FakeWaha) -> None:
    by_day = {"first_messages": True, "timezone": "Asia/Almaty"}
    limits = Limits(pace_seconds=0)
    from datetime import UTC, datetime

    noon = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
    async with whatsapp_channel(waha, limits=limits, config=by_day, now=lambda: noon) as (channel, _, _url):
        lead = waha.person()
        await channel.send(message(lead.chat, initiates=True))
        assert await lead.hears() == "Здравствуйте"
        with pytest.raises(Unreachable):
            await channel.send(message("77019999999@c.us", key="2", initiates=True))
        assert len(waha.called("/api/contacts/check-exists")) == 2


async def test_a_reminder_waits_for_the_morning(waha: FakeWaha) -> None:
    from datetime import UTC, datetime

    night = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)  # one at night in Almaty
    async with whatsapp_channel(waha, now=lambda: night) as (channel, engine, _):
        lead = waha.person()
        kept = await _heard_at(channel, lead.chat, night)
        channel.restore(kept)
        with pytest.raises(TryLater, match="quiet") as raised:
            await channel.send(message(lead.chat, initiates=True))
        assert raised.value.seconds == 8 * 3600
        await channel.send(message(lead.chat, key="2"))
        assert engine.kept == []


async def _heard_at(channel: WhatsAppChannel, chat: str, at: object) -> bytes:
    """A snapshot in which this contact has written before."""
    whole = msgspec.json.decode(channel.snapshot())
    whole["ledger"]["people"][chat] = {"heard_at": at.timestamp(), "in_a_row": 0}
    return msgspec.json.encode(whole)
