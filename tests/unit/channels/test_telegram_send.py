from __future__ import annotations

import asyncio
import io
import json
import logging
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.contract import (
    Button,
    Misconfigured,
    Moved,
    Outbound,
    Receipt,
    Refused,
    SendFailed,
    TryLater,
    Uncertain,
    Unreachable,
)
from channels.degrade import fit
from channels.markup import escape
from channels.telegram.adapter import TelegramChannel
from channels.telegram.compose import CAPABILITIES, request
from channels.telegram.config import TelegramConfig
from channels.telegram.consequences import consequence
from channels.telegram.trouble import ApiError, NotReached
from tests.fakes import botapi_faults as faults
from tests.fakes.botapi import TOKEN, FakeBotApi


@pytest.fixture
async def channel(api: FakeBotApi) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(TelegramConfig(token=api.token, api_base=api.url))
    yield channel
    await channel.close()


def to(chat: Any, text: str = "hello", **more: Any) -> Outbound:
    return Outbound(chat=str(getattr(chat, "id", chat)), text=text, key="k", **more)


YES_NO = ((Button("Да", "y"), Button("Нет", "n")),)

CONSEQUENCES: dict[str, tuple[faults.Fault, type[SendFailed]]] = {
    "429": (faults.too_many(35), TryLater),
    "429 of an hour": (faults.too_many(3_600), TryLater),
    "429 without a time": (faults.refusal(429, "Too Many Requests"), TryLater),
    "blocked": (faults.BLOCKED, Unreachable),
    "deactivated": (faults.DEACTIVATED, Unreachable),
    "never started": (faults.refusal(403, "Forbidden: bot can't initiate conversation with a user"), Unreachable),
    "kicked": (faults.refusal(403, "Forbidden: bot was kicked from the supergroup chat"), Unreachable),
    "no chat": (faults.bad_request("chat not found"), Unreachable),
    "no peer": (faults.bad_request("PEER_ID_INVALID"), Unreachable),
    "no rights": (faults.bad_request("not enough rights to send text messages to the chat"), Unreachable),
    "refused": (faults.bad_request("BUTTON_URL_INVALID"), Refused),
    "too large": (faults.refusal(413, "Request Entity Too Large"), Refused),
    "token revoked": (faults.UNAUTHORIZED, Misconfigured),
    "token unreadable": (faults.refusal(404, "Not Found"), Misconfigured),
    "moved": (faults.refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100_5), Moved),
    "500": (faults.SERVER_ERROR, TryLater),
    "a proxy's page": (faults.HTML_PAGE, TryLater),
    "a proxy's page for too much": (faults.Fault(413, b"<html>"), Refused),
    "a firewall's page": (faults.Fault(403, b"<html>blocked</html>"), TryLater),
    "a page where no server is": (faults.Fault(404, b"<html>"), Misconfigured),
    "a page that leads elsewhere": (faults.Fault(301, b"<html>"), Misconfigured),
    "empty": (faults.EMPTY_AFTER, Uncertain),
    "cut": (faults.CUT_AFTER, Uncertain),
    "page with 200": (faults.Fault(200, b"<html>"), Uncertain),
    "connection lost before": (faults.DROP_BEFORE, Uncertain),
    "connection lost after": (faults.DROP_AFTER, Uncertain),
}


@pytest.mark.parametrize("case", CONSEQUENCES)
async def test_every_trouble_has_its_consequence(api: FakeBotApi, channel: TelegramChannel, case: str) -> None:
    fault, consequence = CONSEQUENCES[case]
    api.faults.add("sendMessage", fault)
    with pytest.raises(consequence) as raised:
        await channel.send(to(api.person()))
    assert type(raised.value) is consequence


async def test_the_waiting_time_and_the_new_chat_are_handed_on(api: FakeBotApi, channel: TelegramChannel) -> None:
    api.faults.add("sendMessage", faults.too_many(35))
    with pytest.raises(TryLater) as later:
        await channel.send(to(api.person()))
    assert later.value.seconds == 35
    group = api.group()
    new = group.moves()
    with pytest.raises(Moved) as moved:
        await channel.send(to(group))
    assert moved.value.chat == str(new.id)


async def test_nobody_listening_is_try_later_for_the_whole_channel() -> None:
    channel = TelegramChannel(TelegramConfig(token=TOKEN, api_base="http://127.0.0.1:9"))
    with pytest.raises(TryLater) as later:
        await channel.send(to(5))
    assert later.value.whole_channel
    await channel.close()


async def test_the_longer_a_server_is_in_trouble_the_less_it_is_asked(
    api: FakeBotApi, channel: TelegramChannel
) -> None:
    lead = api.person()
    waits = []
    for _ in range(2):
        api.faults.add("sendMessage", faults.SERVER_ERROR)
        with pytest.raises(TryLater) as later:
            await channel.send(to(lead))
        waits.append(later.value.seconds)
        await asyncio.sleep(0.05)
    assert waits == [3.0, 3.0], "as long again as it lasted, but three seconds at least"
    error = ApiError(500, "Internal Server Error")
    assert [consequence(error, lasted).seconds for lasted in (0, 10, 3_600)] == [3.0, 10.0, 30.0]  # type: ignore[attr-defined]
    assert consequence(NotReached("x"), 3_600).seconds == 30.0  # type: ignore[attr-defined]
    assert consequence(ApiError(429, "", retry_after=3_600), 5).seconds == 3_600  # type: ignore[attr-defined]


async def test_a_closed_channel_sends_nothing(channel: TelegramChannel) -> None:
    await channel.close()
    with pytest.raises(TryLater):
        await channel.send(to(5))


@pytest.mark.parametrize(
    "why",
    [
        "message is not modified: specified new message content and reply markup are exactly the same",
        "message to edit not found",
    ],
)
async def test_an_edit_with_nothing_to_do_is_done(api: FakeBotApi, channel: TelegramChannel, why: str) -> None:
    api.faults.add("editMessageText", faults.bad_request(why))
    assert await channel.send(to(api.person(), edits="7")) == Receipt(("7",))


async def test_an_answer_too_late_is_done(channel: TelegramChannel) -> None:
    assert await channel.send(to(5, "noted", answers="12345")) == Receipt()


async def test_an_edit_replaces_text_and_buttons(api: FakeBotApi, channel: TelegramChannel) -> None:
    reps = api.group()
    sent = await channel.send(to(reps, "card", buttons=YES_NO))
    await channel.send(to(reps, "card, taken by Anna", edits=sent.message_ids[0]))
    assert (reps.last.text, reps.last.buttons, reps.last.versions) == ("card, taken by Anna", [], ["card"])
    assert len(reps.heard) == 1


async def test_a_press_gets_its_notice_cut_to_what_telegram_shows(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead = api.person()
    await channel.send(to(lead, "?", buttons=YES_NO))
    lead.presses("Да")
    (callback,) = api.chats.callbacks
    await channel.send(to(lead, "<b>😀</b>" * 120, answers=callback, html=True))
    notice = api.chats.notices[callback]
    assert notice.startswith("😀😀")
    assert len(notice.encode("utf-16-le")) // 2 <= 200
    assert notice.endswith("…")


async def test_a_keyboard_asks_for_the_number_in_a_private_chat_only(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead, reps = api.person(), api.group()
    await channel.send(to(lead, "Phone?", asks_contact="Share", buttons=YES_NO))
    assert lead.last.markup == {
        "keyboard": [[{"text": "Share", "request_contact": True}], [{"text": "Да"}, {"text": "Нет"}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
    await channel.send(to(reps, "Phone?", asks_contact="Share", buttons=YES_NO))
    assert reps.last.token("Да") == "y"


async def test_no_previews_topics_and_replies(api: FakeBotApi, channel: TelegramChannel) -> None:
    forum = api.group(forum=True)
    forum.chat.topics[17] = "Lead"
    await channel.send(to(forum, "https://x.kz", topic="17", reply_to="3"))
    assert forum.last.raw == {
        "chat_id": forum.id,
        "text": "https://x.kz",
        "link_preview_options": {"is_disabled": True},
        "message_thread_id": 17,
        "reply_parameters": {"message_id": 3, "allow_sending_without_reply": True},
    }


@pytest.mark.parametrize("token", ["", "x" * 65, "ж" * 33])
async def test_a_token_telegram_would_not_carry_is_refused_here(channel: TelegramChannel, token: str) -> None:
    with pytest.raises(Refused, match="64 bytes"):
        await channel.send(to(5, buttons=((Button("?", token),),)))


@pytest.mark.parametrize("message", [to("nobody"), to(5, edits="x"), to(5, topic="x"), to(5, reply_to="x")])
async def test_an_address_that_is_none_is_refused(channel: TelegramChannel, message: Outbound) -> None:
    with pytest.raises(Refused, match="not an id"):
        await channel.send(message)


async def test_refused_markup_goes_once_as_plain(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead = api.person()
    await channel.send(to(lead, "<b>1 &lt; 2", html=True))
    assert lead.last.text == "1 < 2"
    assert len(api.called("sendMessage")) == 2
    api.violations.clear()


async def test_markup_refused_in_both_forms_is_refused(api: FakeBotApi, channel: TelegramChannel) -> None:
    api.faults.add("sendMessage", faults.bad_request("can't parse entities: strange"), times=2)
    with pytest.raises(Refused):
        await channel.send(to(api.person(), "<b>x</b>", html=True))


async def test_a_retry_goes_on_with_the_first_part_not_delivered(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead = api.person()
    long = to(lead, " ".join(f"word{number}" for number in range(2_000)))
    api.faults.add("sendMessage", faults.too_many(1), after=2)
    with pytest.raises(TryLater):
        await channel.send(long)
    assert len(lead.heard) == 2
    receipt = await channel.send(long)
    assert " ".join(message.text for message in lead.heard) == long.text
    assert receipt.message_ids == tuple(str(message.id) for message in lead.heard)


@given(st.text(min_size=1, max_size=80).filter(lambda text: text.strip("\x00 ").strip()))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_a_request_telegram_can_read(text: str) -> None:
    for message in (to(5, text), to(5, escape(text), html=True)):
        for part in fit(message, CAPABILITIES):
            json.dumps(request(part)[1], ensure_ascii=False).encode()


async def test_many_sends_at_once(api: FakeBotApi, channel: TelegramChannel) -> None:
    api.faults.add("sendMessage", faults.Fault(delay=0.2, when="after"), times=64)
    people = [api.person() for _ in range(64)]
    began = time.monotonic()
    await asyncio.gather(*(channel.send(to(person)) for person in people))
    assert time.monotonic() - began < 6, "64 sends of 0.2 s must go beside each other"


async def test_check_says_what_is_wrong(api: FakeBotApi, channel: TelegramChannel) -> None:
    good = await channel.check()
    assert [finding.ok for finding in good] == [True, True]
    assert "@talap_test_bot" in good[0].detail
    api.faults.add("getMe", faults.UNAUTHORIZED)
    (bad,) = await channel.check()
    assert not bad.ok
    assert "BotFather" in bad.detail
    api.faults.add("getWebhookInfo", faults.HTML_PAGE)
    assert [finding.ok for finding in await channel.check()] == [True, False]


@pytest.mark.parametrize(
    ("there", "ok", "words"),
    [("http://127.0.0.1:9/ours", True, "updates wait"), ("", False, "none is set"), ("http://x.kz", False, "another")],
)
async def test_check_looks_at_the_webhook_s_registration(api: FakeBotApi, there: str, ok: bool, words: str) -> None:
    config = TelegramConfig(
        token=api.token,
        api_base=api.url,
        mode="webhook",
        webhook_url="http://127.0.0.1:9/ours",
        webhook_secret="s" * 32,
    )
    channel = TelegramChannel(config)
    api.updates.set_hook(there, "", 1)
    _, finding = await channel.check()
    assert (finding.ok, words in finding.detail) == (ok, True)
    await channel.close()


async def test_the_token_is_nowhere_to_be_read(api: FakeBotApi, channel: TelegramChannel) -> None:
    """Errors, logs, reprs and findings, through every fault, at the lowest log level."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    said: list[Any] = [repr(channel), repr(vars(channel)), str(channel._config), repr(channel._config)]
    api.faults.add("getMe", faults.refusal(400, f"Bad Request: see https://x/bot{TOKEN}/getMe"))
    with structlog.testing.capture_logs() as logs:
        for fault, _ in CONSEQUENCES.values():
            api.faults.add("sendMessage", fault)
            with pytest.raises(SendFailed) as raised:
                await channel.send(to(api.person()))
            said += [repr(raised.value), raised.value.__cause__, raised.getrepr(showlocals=False)]
        said += await channel.check()
        await channel.typing("5")
    unreachable = TelegramChannel(TelegramConfig(token=TOKEN, api_base="http://127.0.0.1:9"))
    said += await unreachable.check()
    await unreachable.close()
    logging.getLogger().removeHandler(handler)
    everything = "\n".join(map(str, [*said, *logs, heard.getvalue()]))
    assert TOKEN.partition(":")[2] not in everything
