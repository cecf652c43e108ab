"""The door: only WAHA is heard, once, and never before it is on disk."""

from __future__ import annotations

import asyncio
import io
import json
import random
import time
from typing import Any

import aiohttp
import pytest

from channels.contract import Kind, Outbound
from channels.whatsapp.adapter import WhatsAppChannel
from channels.whatsapp.webhook import HEADER
from tests.contract.junk import classics, mutations
from tests.contract.stages import Engine, until, whatsapp_channel
from tests.fakes import waha_faults as faults
from tests.fakes.waha import HMAC_KEY, FakeWaha
from tests.fakes.waha_events import signature

Wa = tuple[WhatsAppChannel, Engine, str]
DOCUMENTED = (
    "208f8a55dde9e05519e898b10b89bf0d0b3b0fdf11fdbf09b6b90476301b98d8"
    "097c462b2b17a6ce93b6b47a136cf2e78a33a63f6752c2c1631777076153fa89"
)


def envelope(**more: Any) -> dict[str, Any]:
    """A message as WAHA brings it, signed by nobody yet."""
    payload = {"id": "false_77771234567@c.us_3AEC1F3D5B7A", "timestamp": time.time(), "body": "hi", "hasMedia": False}
    whole = {"id": "evt_1", "timestamp": time.time() * 1000, "event": "message.any", "session": "default"}
    return whole | {"payload": payload | {"from": "77771234567@c.us", "fromMe": False}, "engine": "NOWEB"} | more


async def post(http: aiohttp.ClientSession, url: str, body: bytes, *signatures: str, **headers: str) -> int:
    given = [(HEADER, each) for each in signatures] + list(headers.items())
    async with http.post(url, data=io.BytesIO(body), headers=given) as answer:
        return answer.status


async def signed(http: aiohttp.ClientSession, url: str, whole: dict[str, Any]) -> int:
    body = json.dumps(whole).encode()
    return await post(http, url, body, signature(HMAC_KEY, body))


def forgeries(body: bytes) -> list[tuple[str, ...]]:
    """Signatures that are not WAHA's: near misses, other keys and algorithms, other letters, none, several, random."""
    import hashlib
    import hmac

    right, chance = signature(HMAC_KEY, body), random.Random(7)
    near = [right[:-1], f"{right}0", right.upper(), right[::-1], f" {right[1:]}", f"sha512={right}", right * 60, ""]
    near += [right[:place] + ("0" if right[place] != "0" else "1") + right[place + 1 :] for place in range(128)]
    weak = [hmac.new(HMAC_KEY.encode(), body, kind).hexdigest() for kind in (hashlib.sha256, hashlib.md5)]
    other = [signature(HMAC_KEY[:-1], body), signature("", body), signature(HMAC_KEY, body + b" "), DOCUMENTED]
    noise = ["".join(chance.choices("0123456789abcdef", k=128)) for _ in range(300)]
    return [(), (right, right), (right, "x"), ("x", right), *((one,) for one in near + weak + other + noise)]


def test_the_documented_signature_is_ours() -> None:
    body = b'{"event":"message","session":"default","engine":"WEBJS"}'
    assert signature("my-secret-key", body) == DOCUMENTED


async def test_a_forged_signature_is_403_and_nothing_is_taken(wa: Wa, http: aiohttp.ClientSession) -> None:
    _, engine, url = wa
    body = json.dumps(envelope()).encode()
    for signatures in forgeries(body):
        assert await post(http, url, body, *signatures) == 403, signatures
    for other in (b"", b"{", body.replace(b"hi", b"ho"), body.replace(b", ", b","), body[::-1]):
        assert await post(http, url, other, signature(HMAC_KEY, body)) == 403
    assert await post(http, url, body, "x", **{"X-Webhook-Hmac-Algorithm": "none"}) == 403
    assert engine.offered == 0
    assert await post(http, url, body, signature(HMAC_KEY, body), **{"X-Webhook-Hmac-Algorithm": "md5"}) == 200
    assert engine.offered == 1


@pytest.mark.parametrize("forged", [b"\xff\xfe" * 64, b"\xd0\x81" * 64])
async def test_bytes_no_client_library_would_send_are_403_as_well(wa: Wa, forged: bytes) -> None:
    _, engine, url = wa
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.split(":")[2].split("/")[0]))
    writer.write(b"POST /hooks/waha HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n")
    writer.write(HEADER.encode() + b": " + forged + b"\r\n\r\n{}")
    assert b" 403 " in await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert engine.offered == 0


async def test_junk_rightly_signed_is_taken_and_forgotten(wa: Wa, http: aiohttp.ClientSession) -> None:
    _, engine, url = wa
    whole = json.dumps(envelope()).encode()
    for junk in [*classics(whole), *mutations(envelope(), 400, seed=3)]:
        assert await post(http, url, junk, signature(HMAC_KEY, junk)) in (200, 403)
    assert await signed(http, url, envelope(id="evt_2") | {"payload": envelope()["payload"] | {"id": _other(1)}}) == 200
    assert engine.kept[-1].message_id == "OTHER1"


def _other(number: int) -> str:
    return f"false_77771234567@c.us_OTHER{number}"


async def test_too_large_a_body_is_refused_before_it_is_read(wa: Wa, http: aiohttp.ClientSession) -> None:
    _, engine, url = wa
    body = b"x" * 2_000_001
    assert await post(http, url, body, signature(HMAC_KEY, body)) == 413
    assert engine.offered == 0


@pytest.mark.parametrize(("age_seconds", "status"), [(-301, 403), (-200, 200), (86_300, 200), (86_500, 403)])
async def test_what_was_signed_long_ago_or_ahead_is_refused(
    wa: Wa, http: aiohttp.ClientSession, age_seconds: int, status: int
) -> None:
    """The time inside the signed body counts; the one in the header is anybody's."""
    _, engine, url = wa
    body = json.dumps(envelope(timestamp=(time.time() - age_seconds) * 1000)).encode()
    headers = {"X-Webhook-Timestamp": str(int(time.time() * 1000))}
    assert await post(http, url, body, signature(HMAC_KEY, body), **headers) == status
    assert engine.offered == (status == 200)


async def test_a_replay_has_no_second_effect(wa: Wa, http: aiohttp.ClientSession) -> None:
    _, engine, url = wa
    whole = envelope()
    assert [await signed(http, url, whole) for _ in range(3)] == [200, 200, 200]
    assert [await signed(http, url, whole | {"id": f"evt_{number}"}) for number in range(5, 8)] == [200, 200, 200]
    assert engine.offered == 1


async def test_another_session_at_the_same_waha_is_not_ours(wa: Wa, http: aiohttp.ClientSession) -> None:
    _, engine, url = wa
    assert await signed(http, url, envelope(session="other")) == 200
    assert engine.offered == 0


async def test_twins_of_one_message_have_one_effect_and_one_person(waha: FakeWaha, wa: Wa) -> None:
    _, engine, _ = wa
    lead = waha.person("Алия")
    message = lead.says("привет")
    hidden = lead.message(hidden=True, bare=message["id"].split("_")[2], body="привет")
    waha.events.emit("message.any", hidden, "other lane")
    waha.events.emit("message.any", message, "third lane")
    lead.says("второе", hidden=True)
    await until(lambda: not waha.events.pending)
    assert [heard.text for heard in engine.kept] == ["привет", "второе"]
    assert {heard.sender.id for heard in engine.kept} == {lead.chat}
    assert {heard.chat for heard in engine.kept} == {lead.chat}
    assert lead.lid in engine.kept[-1].sender.aliases


async def test_who_hides_the_number_is_a_person_as_well_and_can_be_answered(waha: FakeWaha, wa: Wa) -> None:
    channel, engine, _ = wa
    waha.knows_numbers = False
    lead = waha.person("Алия")
    lead.says("привет", hidden=True)
    (heard,) = await engine.heard()
    assert (heard.sender.id, heard.verified_phone) == (lead.lid, "")
    await channel.send(Outbound(chat=heard.chat, text="Здравствуйте", key="1"))
    assert await lead.hears() == "Здравствуйте"


async def test_the_number_is_told_once_and_whatsapp_vouches_for_it(waha: FakeWaha, wa: Wa) -> None:
    _, engine, _ = wa
    lead = waha.person("Алия", "77771234567")
    engine.refusals = 1
    lead.says("раз")
    await engine.heard(1)
    lead.says("два", hidden=True)
    heard = await engine.heard(2)
    assert [each.verified_phone for each in heard] == ["+77771234567", ""]
    assert heard[0].sender.name == "Алия"


async def test_a_number_typed_where_nothing_was_offered_stays_a_number(waha: FakeWaha, wa: Wa) -> None:
    _, engine, _ = wa
    lead = waha.person("Алия")
    lead.says("2")
    await engine.heard(1)
    waha.faults.add("/api/{session}/chats/{chatId}/messages", faults.CRASHED)
    waha.person("Берик").says("2")
    assert [heard.text for heard in await engine.heard(2)] == ["2", "2"]


async def test_the_owner_on_the_phone_is_our_side_and_our_echoes_are_nobody(waha: FakeWaha, wa: Wa) -> None:
    channel, engine, _ = wa
    lead = waha.person("Алия")
    lead.says("привет")
    await engine.heard()
    await channel.send(Outbound(chat=lead.chat, text="Здравствуйте", key="1"))
    lead.hears_from_owner("Это Берик, сейчас отвечу")
    await until(lambda: not waha.events.pending)
    assert [(heard.text, heard.own) for heard in engine.kept] == [("привет", False), ("Это Берик, сейчас отвечу", True)]
    assert engine.kept[1].sender.id == engine.kept[1].chat == lead.chat


async def test_our_own_echo_is_known_even_when_waha_forgot_who_sent_it(waha: FakeWaha, wa: Wa) -> None:
    """After a restart WAHA may call our message the phone's."""
    channel, engine, _ = wa
    lead = waha.person("Алия")
    await channel.send(Outbound(chat=lead.chat, text="Здравствуйте", key="1"))
    echo = next(each for each in waha.events.emitted if each["event"] == "message.any")
    waha.events.emit("message.any", echo["payload"] | {"source": "app"})
    await until(lambda: not waha.events.pending)
    assert engine.kept == []


async def test_notes_to_oneself_and_groups_are_left_alone(waha: FakeWaha, wa: Wa) -> None:
    _, engine, _ = wa
    lead = waha.person("Алия")
    note = lead.message(body="купить хлеб") | {"fromMe": True, "source": "app", "from": waha.me["id"]}
    waha.events.emit("message.any", note | {"id": f"true_{waha.me['id']}_3A0000000001"})
    group = lead.message(body="всем привет") | {"from": "1203630000000@g.us", "participant": lead.chat}
    waha.events.emit("message.any", group | {"id": f"false_1203630000000@g.us_3A0000000002_{lead.chat}"})
    lead.says("привет")
    await until(lambda: not waha.events.pending)
    assert [heard.text for heard in engine.kept] == ["привет"]


async def test_a_reaction_answers_only_an_open_question(waha: FakeWaha, wa: Wa) -> None:
    from channels.contract import Button

    channel, engine, _ = wa
    lead = waha.person("Алия")
    await channel.send(Outbound(chat=lead.chat, text="До встречи!", key="1"))
    lead.reacts("❤️")
    await until(lambda: not waha.events.pending)
    assert engine.kept == []
    await channel.send(Outbound(chat=lead.chat, text="Подходит?", key="2", buttons=((Button("Да", "y"),),)))
    lead.reacts("👍")
    (heard,) = await engine.heard()
    assert (heard.kind, heard.text) == (Kind.SAID, "👍")


async def test_edits_deletions_votes_and_calls_are_heard(waha: FakeWaha, wa: Wa) -> None:
    _, engine, _ = wa
    lead = waha.person("Алия")
    message = lead.says("10 тысяч")
    await engine.heard(1)
    lead.edits(message, "15 тысяч")
    await engine.heard(2)
    lead.deletes(message)
    await engine.heard(3)
    lead.votes("Сегодня")
    lead.votes("Чужое", ours=False)
    await engine.heard(4)
    lead.calls()
    heard = await engine.heard(5)
    bare = message["id"].split("_")[2]
    assert [(each.kind, each.text) for each in heard] == [
        (Kind.SAID, "10 тысяч"),
        (Kind.EDITED, "15 тысяч"),
        (Kind.DELETED, ""),
        (Kind.SAID, "Сегодня"),
        (Kind.STARTED, ""),
    ]
    assert [each.message_id for each in heard[:3]] == [bare] * 3
    assert heard[4].start == "call"


async def test_a_storm_of_repeated_and_shuffled_events_has_each_effect_once(waha: FakeWaha) -> None:
    """Webhooks come twice, in any order, and the disk refuses now and then: everything is kept exactly once."""
    waha.events.shuffled, waha.events.twice = random.Random(5), True
    async with whatsapp_channel(waha) as (_, engine, _url):
        leads = [waha.person(f"Lead {number}") for number in range(10)]
        engine.refusals = 7
        for number in range(200):
            lead = leads[number % 10]
            message = lead.says(f"m{number}", hidden=number % 3 == 0)
            if number % 5 == 0:
                waha.events.emit("message", message)
        await engine.heard(200)
        await until(lambda: not waha.events.pending, seconds=30)
        assert sorted(heard.text for heard in engine.kept) == sorted(f"m{number}" for number in range(200))
        assert {heard.sender.id for heard in engine.kept} == {lead.chat for lead in leads}


async def test_nothing_said_stands_in_the_log(
    waha: FakeWaha,
    wa: Wa,
    http: aiohttp.ClientSession,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    channel, engine, url = wa
    engine.refusals = 2
    lead = waha.person("Алия Секретова")
    lead.says("секретные слова")
    await engine.heard()
    await channel.send(Outbound(chat=lead.chat, text="секретный ответ", key="1"))
    body = b'{"id": "x", "payload": "\\u0441\\u0435\\u043a'
    await post(http, url, body, signature(HMAC_KEY, body))
    printed = capsys.readouterr()
    told = printed.out + printed.err + caplog.text
    for secret in ("секретн", "Секретова", HMAC_KEY, "waha-api-key-canary"):
        assert secret not in told
    assert "whatsapp.not_kept" in told
