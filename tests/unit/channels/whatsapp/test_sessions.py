"""The session is made, brought back and told about; what was missed is found; files are fetched in time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from pydantic import ValidationError

from channels.contract import Misconfigured, Outbound, Refused, TryLater
from channels.whatsapp.adapter import WhatsAppChannel
from channels.whatsapp.api import WahaError
from channels.whatsapp.config import WahaConfig
from tests.contract.stages import QUICK, Engine, until, whatsapp_channel
from tests.fakes import waha_faults as faults
from tests.fakes.waha import HMAC_KEY, KEY, FakeWaha, Session

Wa = tuple[WhatsAppChannel, Engine, str]
LIST = "/api/{session}/chats/{chatId}/messages"
every_engine = pytest.mark.parametrize("waha", ["NOWEB", "GOWS", "WEBJS"], indirect=True)


def config(waha: FakeWaha, **more: object) -> WahaConfig:
    return WahaConfig(url=waha.url, api_key=KEY, hmac_key=HMAC_KEY, **more)


# The session


async def test_a_session_that_is_not_there_is_made_with_our_webhook(waha: FakeWaha) -> None:
    waha.session = Session(exists=False)
    async with whatsapp_channel_unlinked(waha) as channel:
        (made,) = waha.called("/api/sessions")
        hook = made.body["config"]["webhooks"][0]
        assert hook["hmac"] == {"key": HMAC_KEY}
        assert "message.any" in hook["events"]
        assert "message" not in hook["events"]
        assert made.body["config"]["ignore"]["groups"]
        await until(lambda: channel.health.key == "whatsapp.scan_qr")
        assert (await channel.status()).status == "SCAN_QR_CODE"
        assert (await channel.qr()).startswith(b"\x89PNG")
        assert await channel.pair("+7 (777) 123-45-67") == "4567-ABCD"
        waha.becomes("WORKING")
        await until(lambda: channel.health.ok)
        assert channel.health.key == "whatsapp.works"
        with pytest.raises(WahaError) as refused:
            await channel.qr()
        assert refused.value.status == 422


def whatsapp_channel_unlinked(waha: FakeWaha):
    """A channel at a WAHA whose session waits for the phone."""
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def unlinked():
        import socket

        from aiohttp import web

        door = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{door.getsockname()[1]}/hooks/waha"
        channel, engine = WhatsAppChannel(config(waha, webhook_url=url), patience=QUICK), Engine()
        app = web.Application()
        app.router.add_routes(channel.routes(engine.receive))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.SockSite(runner, door).start()
        listening = asyncio.create_task(channel.listen(engine.receive))
        await until(lambda: bool(waha.called("/api/sessions")))
        yield channel
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await channel.close()
        await runner.cleanup()

    return unlinked()


async def test_what_others_set_on_the_session_stays(waha: FakeWaha) -> None:
    other = {"url": "http://crm/hook", "events": ["message"]}
    waha.session.config = {"metadata": {"a": "b"}, "webhooks": [other]}
    async with whatsapp_channel(waha):
        assert waha.session.config["metadata"] == {"a": "b"}
        await until(lambda: len(waha.session.config["webhooks"]) == 2)
        assert other in waha.session.config["webhooks"]
        await asyncio.sleep(0.5)
    assert waha.session.starts == 1


async def test_without_an_address_of_ours_the_session_is_left_as_it_is(waha: FakeWaha) -> None:
    channel, engine = WhatsAppChannel(config(waha), patience=QUICK), Engine()
    listening = asyncio.create_task(channel.listen(engine.receive))
    await until(lambda: len(waha.called("/api/sessions/{session}")) > 2)
    assert waha.session.starts == 0
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await channel.close()


async def test_a_stopped_session_is_started(waha: FakeWaha, wa: Wa) -> None:
    waha.becomes("STOPPED")
    await until(lambda: bool(waha.called("/api/sessions/{session}/start")))
    await until(lambda: wa[0].health.ok)


async def test_a_failed_session_is_restarted_a_few_times_and_no_more(waha: FakeWaha, wa: Wa) -> None:
    waha.becomes("FAILED")
    await until(lambda: len(waha.called("/api/sessions/{session}/restart")) == 3)
    await asyncio.sleep(0.3)
    assert len(waha.called("/api/sessions/{session}/restart")) == 3
    assert wa[0].health.key == "whatsapp.failed"


@pytest.mark.parametrize("status", ["PASSKEY_REQUIRED", "PASSKEY_CONFIRMATION_REQUIRED", "SCAN_QR_CODE"])
async def test_what_only_the_owner_can_do_is_told_and_not_restarted(waha: FakeWaha, wa: Wa, status: str) -> None:
    waha.becomes(status)
    await until(lambda: not wa[0].health.ok)
    await asyncio.sleep(0.2)
    assert wa[0].health.key in ("whatsapp.passkey", "whatsapp.scan_qr")
    assert not waha.called("/api/sessions/{session}/restart")


async def test_a_refreshed_qr_code_is_no_news(waha: FakeWaha, wa: Wa) -> None:
    waha.becomes("SCAN_QR_CODE")
    await until(lambda: not wa[0].health.ok)
    since = wa[0].health.since
    waha.becomes("SCAN_QR_CODE")
    await asyncio.sleep(0.1)
    assert wa[0].health.since == since


async def test_a_state_nobody_knows_is_not_working(waha: FakeWaha, wa: Wa) -> None:
    waha.session.status = "DREAMING"
    waha.faults.add("/api/sessions/{session}", faults.Fault(200, b'{"name":"default","status":"DREAMING"}'), times=-1)
    await until(lambda: wa[0].health.key == "whatsapp.unknown_state")
    assert wa[0].health.detail == "DREAMING"


async def test_a_restriction_told_by_whatsapp_has_its_hour(waha: FakeWaha, wa: Wa) -> None:
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=3)
    lock = {"isActive": True, "enforcementType": "WEB_COMPANION_ONLY", "timeEnforcementEnds": int(ends.timestamp())}
    waha.becomes("WORKING", {"reachoutTimelock": lock})
    await until(lambda: wa[0].health.restricted_until == ends)
    assert wa[0].health.ok
    waha.becomes("WORKING", {"reachoutTimelock": {"isActive": False, "timeEnforcementEnds": None}})
    await until(lambda: wa[0].health.restricted_until is None)


async def test_a_wrong_key_stops_the_channel_with_a_sentence(waha: FakeWaha) -> None:
    wrong = WahaConfig(url=waha.url, api_key="wrong", hmac_key=HMAC_KEY)
    channel = WhatsAppChannel(wrong, patience=QUICK)
    with pytest.raises(Misconfigured, match="TALAP_WAHA__API_KEY"):
        await channel.listen(Engine().receive)
    (finding,) = await channel.check()
    assert not finding.ok
    assert "TALAP_WAHA__API_KEY" in finding.detail
    await channel.close()


async def test_check_tells_each_thing_in_a_line(waha: FakeWaha, wa: Wa) -> None:
    findings = await wa[0].check()
    assert [finding.what for finding in findings] == ["waha server", "whatsapp session", "whatsapp webhook"]
    assert all(finding.ok for finding in findings)
    waha.session.status = "SCAN_QR_CODE"
    assert [finding.ok for finding in await wa[0].check()] == [True, False, True]
    waha.session.exists = False
    (alone,) = await wa[0].check()
    assert (alone.ok, "next start" in alone.detail) == (True, True)
    waha.faults.add("/api/sessions/{session}", faults.HTML_PAGE, times=-1)
    (alone,) = await wa[0].check()
    assert not alone.ok


@pytest.mark.parametrize(
    "given",
    [
        {"url": "localhost:3000"},
        {"api_key": ""},
        {"api_key": "ключ"},
        {"hmac_key": "short"},
        {"session": "no spaces"},
        {"webhook_url": "http://here/hooks/telegram"},
        {"timezone": "Mars/Base"},
        {"unknown": "x"},
    ],
)
def test_a_wrong_setting_is_refused_without_showing_a_secret(given: dict[str, str]) -> None:
    good = {"url": "http://localhost:3000/", "api_key": "a-good-key", "hmac_key": "h" * 20}
    assert WahaConfig(**good).url == "http://localhost:3000"
    with pytest.raises(ValidationError) as refused:
        WahaConfig(**(good | given))
    assert "a-good-key" not in str(refused.value)


# What was missed


@every_engine
async def test_what_was_missed_before_the_start_is_found_unless_a_person_answered(waha: FakeWaha) -> None:
    waha.events.lost = True
    waiting, served, ancient = waha.person("Ждёт"), waha.person("Обслужен"), waha.person("Давно")
    waiting.says("первое", timestamp=_ago(minutes=50))
    waiting.says("второе", timestamp=_ago(minutes=40), hidden=True)
    served.says("вопрос", timestamp=_ago(minutes=30))
    served.hears_from_owner("ответ")
    ancient.says("позавчера", timestamp=_ago(hours=30))
    async with whatsapp_channel(waha) as (channel, engine, _):
        heard = await engine.heard(2)
        await asyncio.sleep(0.1)
        assert [each.text for each in heard] == ["первое", "второе"]
        assert {each.sender.id for each in heard} == {waiting.chat}
        assert channel.health.ok


def _ago(**span: float) -> int:
    return int((datetime.now(UTC) - timedelta(**span)).timestamp())


@every_engine
async def test_what_was_said_within_one_second_keeps_its_order_and_is_not_taken_for_answered(waha: FakeWaha) -> None:
    waha.events.lost = True
    lead, second = waha.person(), _ago(minutes=5)
    lead.says("до", timestamp=second - 1)
    lead.hears_from_owner("ответ")
    waha.history(lead.chat)[-1]["timestamp"] = second
    for number in range(5):
        lead.says(f"после {number}", timestamp=second)
    async with whatsapp_channel(waha) as (_, engine, _url):
        heard = await engine.heard(5)
        assert [each.text for each in heard] == [f"после {number}" for number in range(5)]


@pytest.mark.parametrize("waha", ["NOWEB", "GOWS"], indirect=True)
async def test_our_own_answer_does_not_hide_a_missed_message(waha: FakeWaha) -> None:
    lead = waha.person()
    async with whatsapp_channel(waha) as (channel, _, _url):
        waha.events.lost = True
        lead.says("не дошло", timestamp=_ago(minutes=2))
        await channel.send(Outbound(chat=lead.chat, text="ответ на прежнее", key="1"))
    async with whatsapp_channel(waha) as (_, engine, _url):
        assert [each.text for each in await engine.heard(1)] == ["не дошло"]


@every_engine
async def test_a_deaf_webhook_is_noticed_and_the_messages_are_found(waha: FakeWaha) -> None:
    patience = msgspec.structs.replace(QUICK, catch_up_every=0.05, look_every=0.05)
    async with whatsapp_channel(waha, patience=patience) as (channel, engine, _):
        lead = waha.person()
        lead.says("по вебхуку")
        await engine.heard(1)
        await until(lambda: len(waha.called(LIST)) > 1)
        waha.events.lost = True
        lead.says("молча", timestamp=_ago(minutes=2))
        await engine.heard(2)
        await until(lambda: channel.health.key == "whatsapp.deaf")
        waha.events.lost = False
        lead.says("снова слышно")
        await until(lambda: channel.health.ok)
        assert [each.text for each in engine.kept] == ["по вебхуку", "молча", "снова слышно"]


async def test_a_webhook_that_signs_with_another_key_is_told_by_name(waha: FakeWaha) -> None:
    patience = msgspec.structs.replace(QUICK, catch_up_every=0.05, look_every=0.05)
    async with whatsapp_channel(waha, patience=patience) as (channel, engine, _):
        await until(lambda: len(waha.called(LIST)) > 1)
        waha.session.config["webhooks"][0]["hmac"]["key"] = "another key altogether"
        lead = waha.person()
        lead.says("привет", timestamp=_ago(minutes=2))
        await engine.heard(1)
        await until(lambda: channel.health.key == "whatsapp.unsigned")
        assert channel.refused["forged"] > 0


@pytest.mark.parametrize("fault", [faults.CRASHED, faults.HTML_PAGE, faults.DROP_BEFORE, faults.NOT_BUILT])
async def test_a_history_that_cannot_be_read_hinders_nothing(waha: FakeWaha, fault: faults.Fault) -> None:
    waha.faults.add(LIST, fault, times=-1)
    async with whatsapp_channel(waha) as (channel, engine, _):
        lead = waha.person()
        lead.says("привет")
        await engine.heard(1)
        assert channel.health.ok


async def test_one_unreadable_row_does_not_hide_the_others(waha: FakeWaha) -> None:
    waha.events.lost = True
    lead = waha.person()
    good = lead.says("привет", timestamp=_ago(minutes=5))
    rows = [{"id": 7}, None, {"id": "false_x"}, good | {"id": "x"}, good]
    waha.faults.add(LIST, faults.Fault(200, msgspec.json.encode(rows)))
    waha.faults.add(LIST, faults.Fault(200, b"[]"))
    async with whatsapp_channel(waha) as (_, engine, _url):
        assert [each.text for each in await engine.heard(1)] == ["привет"]


async def test_a_long_history_is_read_to_its_end_in_order(waha: FakeWaha) -> None:
    waha.events.lost = True
    leads = [waha.person() for _ in range(7)]
    for number in range(350):
        leads[number % 7].says(f"m{number}", timestamp=_ago(minutes=600) + number)
    async with whatsapp_channel(waha) as (_, engine, _url):
        engine.refusals = 0
        heard = await engine.heard(350)
        assert [each.text for each in heard] == [f"m{number}" for number in range(350)]


# Files


async def test_a_voice_message_is_fetched_before_waha_deletes_it(waha: FakeWaha, wa: Wa) -> None:
    channel, engine, _ = wa
    lead = waha.person()
    lead.sends_voice(b"OggS-words")
    (heard,) = await engine.heard(1)
    (file,) = heard.attachments
    assert (file.kind, file.mime) == ("voice", "audio/ogg; codecs=opus")
    await until(lambda: bool(waha.downloads))
    waha.files.clear()
    assert await channel.fetch(file.file_id) == b"OggS-words"
    assert len(waha.downloads) == 1


async def test_a_file_waha_deleted_is_asked_for_anew(waha: FakeWaha) -> None:
    async with whatsapp_channel(waha) as (_channel, engine, _):
        lead = waha.person()
        message = lead.sends_voice(b"OggS-words")
        (heard,) = await engine.heard(1)
    waha.files.clear()
    waha.history(lead.chat)[-1]["media"] = message["media"] | {"url": waha.keeps(b"OggS-again", "oga")}
    later = WhatsAppChannel(config(waha))
    assert await later.fetch(heard.attachments[0].file_id) == b"OggS-again"
    waha.files.clear()
    with pytest.raises(Refused):
        await later.fetch("false_77770000000@c.us_NOBODY")
    waha.faults.add("/api/{session}/chats/{chatId}/messages/{messageId}", faults.CRASHED)
    with pytest.raises(TryLater):
        await later.fetch("false_77770000000@c.us_NOBODY2")
    await later.close()


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest", "file:///etc/passwd", "/api/files/../sessions", "/api/files/%2e%2e/x", "x"]
)
async def test_no_other_host_and_no_other_path_is_asked_for_a_file(waha: FakeWaha, url: str) -> None:
    channel = WhatsAppChannel(config(waha))
    before = len(waha.calls)
    with pytest.raises(Refused):
        await channel.fetch(f"false_77770000000@c.us_NOBODY|{url}")
    assert {call.path for call in waha.calls[before:]} <= {"/api/{session}/chats/{chatId}/messages/{messageId}"}
    await channel.close()


async def test_a_file_too_large_is_left(waha: FakeWaha) -> None:
    channel = WhatsAppChannel(config(waha))
    path = waha.keeps(b"x" * 20_000_001, "bin").partition("3000")[2]
    with pytest.raises(Refused, match="too large"):
        await channel.fetch(f"false_77770000000@c.us_BIG1|{path}")
    await channel.close()


# Over a restart


async def test_a_snapshot_carries_who_is_who_and_the_figures(waha: FakeWaha, wa: Wa) -> None:
    channel, engine, _ = wa
    lead = waha.person()
    lead.says("привет", hidden=True)
    await engine.heard(1)
    await channel.send(Outbound(chat=lead.chat, text="Здравствуйте", key="1"))
    kept = channel.snapshot()
    assert "привет".encode() not in kept
    assert "Здравствуйте".encode() not in kept
    waha.knows_numbers = False
    async with whatsapp_channel(waha, kept=kept) as (_, again, _url):
        lead.says("это снова я", hidden=True)
        heard = await again.heard(1)
        assert heard[0].sender.id == lead.chat
    with pytest.raises(msgspec.MsgspecError):
        WhatsAppChannel(config(waha)).restore(b"{}")
