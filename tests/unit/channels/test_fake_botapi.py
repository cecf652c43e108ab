"""The server the other tests judge by is judged here: what it refuses, how it repeats, what it remembers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.contract.stages import until
from tests.fakes import botapi_faults as faults
from tests.fakes.botapi import FakeBotApi
from tests.fakes.botapi_html import shown
from tests.fakes.botapi_schema import ApiRefusal


@pytest.fixture
async def strict() -> AsyncIterator[FakeBotApi]:
    """Without the check that nothing was violated: here violations are the point."""
    async with FakeBotApi(retry_seconds=0.02) as api:
        yield api


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as http:
        yield http


async def ask(api: FakeBotApi, http: aiohttp.ClientSession, method: str, **params: Any) -> dict[str, Any]:
    async with http.post(f"{api.url}/bot{api.token}/{method}", json=params) as answer:
        body: dict[str, Any] = await answer.json()
        assert answer.status == (200 if body["ok"] else body["error_code"])
        return body


KEY = {"text": "Yes", "callback_data": "y"}


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "😀" * 2_049}, "message is too long"),
        ({"text": "x" * 4_097}, "message is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"text": "<3", "parse_mode": "HTML"}, "can't parse entities: Unsupported start tag"),
        ({"text": "<p>x</p>", "parse_mode": "HTML"}, 'Unsupported start tag "p" at byte offset 0'),
        ({"text": "ж</b>", "parse_mode": "HTML"}, "Unexpected end tag at byte offset 2"),
        ({"text": "<b><i>x</b></i>", "parse_mode": "HTML"}, "Unmatched end tag"),
        ({"text": 5}, "text must be a string"),
        ({"text": "x", "chat_id": "nobody"}, "chat not found"),
        ({"text": "x", "chat_id": 77}, "chat not found"),
        ({"text": "x", "colour": "red"}, "unknown parameter colour"),
        ({"text": "x", "message_thread_id": 9}, "message thread not found"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply_markup JSON"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}}, "text buttons are unallowed"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[KEY | {"text": ""}]]}}, "must be non-empty"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[KEY | {"callback_data": "ж" * 33}]]}}, "BUTTON_DATA"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[KEY] * 9]}}, "too long"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "x.kz"}]]}}, "Wrong HTTP URL"),
        ({"text": "\ud83d"}, "UTF-8"),
    ],
)
async def test_what_telegram_refuses_is_refused(
    strict: FakeBotApi, http: aiohttp.ClientSession, params: dict[str, Any], why: str
) -> None:
    lead = strict.person()
    answer = await ask(strict, http, "sendMessage", **{"chat_id": lead.id, **params})
    assert not answer["ok"]
    assert why in answer["description"]
    assert lead.heard == []


async def test_the_longest_texts_are_taken(strict: FakeBotApi, http: aiohttp.ClientSession) -> None:
    lead = strict.person()
    for text in ("x" * 4_096, "😀" * 2_048, "&lt;" * 4_096):
        answer = await ask(strict, http, "sendMessage", chat_id=lead.id, text=text, parse_mode="HTML")
        assert answer["ok"]
    assert strict.violations == []


async def test_forms_are_understood_like_json(strict: FakeBotApi, http: aiohttp.ClientSession) -> None:
    lead = strict.person()
    form = {
        "chat_id": str(lead.id),
        "text": "hi",
        "reply_markup": '{"inline_keyboard":[[{"text":"Y","url":"https://x"}]]}',
    }
    async with http.post(f"{strict.url}/bot{strict.token}/sendMessage", data=form) as answer:
        assert (await answer.json())["result"]["message_id"] == 1
    assert lead.last.buttons == ["Y"]


@pytest.mark.parametrize(("token", "code"), [("123456789:AAE-not-this-one_0123456789abcdef", 401), ("nonsense", 404)])
async def test_a_wrong_token_is_refused(strict: FakeBotApi, http: aiohttp.ClientSession, token: str, code: int) -> None:
    async with http.post(f"{strict.url}/bot{token}/getMe") as answer:
        assert answer.status == code
    assert strict.calls == []


async def test_an_unknown_method_is_refused(strict: FakeBotApi, http: aiohttp.ClientSession) -> None:
    assert (await ask(strict, http, "sendPigeon"))["error_code"] == 404
    assert strict.violations


async def test_updates_stay_until_a_later_offset_confirms_them(strict: FakeBotApi, http: aiohttp.ClientSession) -> None:
    lead = strict.person()
    first, second = lead.says("one"), lead.says("two")
    for offset in ({}, {}, {"offset": first}):
        got = (await ask(strict, http, "getUpdates", **offset))["result"]
        assert [update["update_id"] for update in got] == [first, second]
    got = (await ask(strict, http, "getUpdates", offset=second, limit=1))["result"]
    assert [update["message"]["text"] for update in got] == ["two"]
    assert (await ask(strict, http, "getUpdates", offset=second + 1))["result"] == []
    assert (await ask(strict, http, "getUpdates"))["result"] == []


async def test_a_long_poll_ends_with_the_first_news(strict: FakeBotApi, http: aiohttp.ClientSession) -> None:
    waiting = asyncio.create_task(ask(strict, http, "getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    strict.person().says("news")
    assert len((await asyncio.wait_for(waiting, 2))["result"]) == 1


async def test_a_second_poller_ends_the_first(strict: FakeBotApi, http: aiohttp.ClientSession) -> None:
    first = asyncio.create_task(ask(strict, http, "getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(ask(strict, http, "getUpdates", timeout=1))
    ended = await asyncio.wait_for(first, 2)
    assert (ended["error_code"], "other getUpdates request" in ended["description"]) == (409, True)
    assert (await second)["ok"]


async def test_polling_and_a_webhook_exclude_each_other(strict: FakeBotApi, http: aiohttp.ClientSession) -> None:
    await ask(strict, http, "setWebhook", url="http://127.0.0.1:9/x")
    assert (await ask(strict, http, "getUpdates"))["error_code"] == 409
    await ask(strict, http, "deleteWebhook")
    assert (await ask(strict, http, "getUpdates"))["ok"]


async def test_only_wanted_kinds_are_queued(strict: FakeBotApi, http: aiohttp.ClientSession) -> None:
    lead = strict.person()
    await ask(strict, http, "getUpdates", allowed_updates=["callback_query"])
    assert lead.says("not wanted") == 0
    await ask(strict, http, "getUpdates", allowed_updates=[])
    assert lead.says("wanted") > 0


async def test_a_webhook_gets_each_update_in_order_until_it_takes_it(
    strict: FakeBotApi, http: aiohttp.ClientSession
) -> None:
    got: list[tuple[str, str]] = []

    async def door(request: web.Request) -> web.Response:
        update = await request.json()
        got.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], update["message"]["text"]))
        return web.Response(status=500 if len(got) < 3 else 200)

    app = web.Application()
    app.router.add_post("/hook", door)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    lead = strict.person()
    lead.says("one")
    lead.says("two")
    await ask(strict, http, "setWebhook", url=f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s")
    await until(lambda: not strict.updates.pending)
    assert got == [("s", "one")] * 3 + [("s", "two")]
    assert [delivery.outcome for delivery in strict.updates.deliveries] == ["500", "500", "200", "200"]
    await runner.cleanup()


async def test_edits_presses_and_blocks_have_their_refusals(strict: FakeBotApi, http: aiohttp.ClientSession) -> None:
    lead = strict.person()
    sent = await ask(strict, http, "sendMessage", chat_id=lead.id, text="a", reply_markup={"inline_keyboard": [[KEY]]})
    number = sent["result"]["message_id"]
    same = {"chat_id": lead.id, "message_id": number, "text": "a", "reply_markup": {"inline_keyboard": [[KEY]]}}
    assert "is not modified" in (await ask(strict, http, "editMessageText", **same))["description"]
    missing = same | {"message_id": 99}
    assert "to edit not found" in (await ask(strict, http, "editMessageText", **missing))["description"]
    old = await ask(strict, http, "answerCallbackQuery", callback_query_id="1")
    assert "query is too old" in old["description"]
    lead.blocks()
    assert (await ask(strict, http, "sendMessage", chat_id=lead.id, text="x"))["error_code"] == 403
    lead.unblocks()
    assert (await ask(strict, http, "sendMessage", chat_id=lead.id, text="x"))["ok"]
    stranger = strict.person(started=False)
    assert (await ask(strict, http, "sendMessage", chat_id=stranger.id, text="x"))["error_code"] == 403


async def test_a_story_with_several_people(strict: FakeBotApi, http: aiohttp.ClientSession) -> None:
    aliya, rep, reps = strict.person("Aliya Kim"), strict.person("Anna"), strict.group("Reps")
    aliya.says("hello")
    aliya.shares_contact("+77771234567")
    card = {"inline_keyboard": [[{"text": "Claim", "callback_data": "c-1"}, {"text": "Junk", "callback_data": "c-2"}]]}
    await ask(strict, http, "sendMessage", chat_id=reps.id, text="card of Aliya", reply_markup=card)
    await reps.sees("card of Aliya")
    rep.presses("Claim", place=reps)
    updates = (await ask(strict, http, "getUpdates"))["result"]
    assert updates[0]["message"]["from"] == aliya.user
    assert updates[1]["message"]["contact"]["user_id"] == aliya.id
    press = updates[2]["callback_query"]
    assert (press["from"]["id"], press["data"], press["message"]["chat"]["id"]) == (rep.id, "c-1", reps.id)
    with pytest.raises(AssertionError, match="no button 'Sell'"):
        rep.presses("Sell", place=reps)
    with pytest.raises(AssertionError, match="heard nothing new"):
        await aliya.hears(seconds=0.05)


async def test_faults_come_as_scripted_and_the_ledger_tells_what_was_carried_out(
    strict: FakeBotApi, http: aiohttp.ClientSession
) -> None:
    lead = strict.person()
    strict.faults.add("sendMessage", faults.too_many(3), after=1)
    strict.faults.add("sendMessage", faults.DROP_BEFORE)
    strict.faults.add("sendMessage", faults.DROP_AFTER)
    assert (await ask(strict, http, "sendMessage", chat_id=lead.id, text="1"))["ok"]
    refused = await ask(strict, http, "sendMessage", chat_id=lead.id, text="2")
    assert refused["parameters"] == {"retry_after": 3}
    for text in ("3", "4"):
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await ask(strict, http, "sendMessage", chat_id=lead.id, text=text)
    assert [message.text for message in lead.heard] == ["1", "4"]
    assert [call.carried_out for call in strict.called("sendMessage")] == [True, False, False, True]


async def test_a_paced_server_refuses_what_is_too_fast(http: aiohttp.ClientSession) -> None:
    async with FakeBotApi(paced=True) as api:
        lead, group = api.person(), api.group()
        for place, allowed in ((lead, 5), (group, 20)):
            answers = [await ask(api, http, "sendMessage", chat_id=place.id, text="x") for _ in range(allowed + 1)]
            assert [answer["ok"] for answer in answers] == [True] * allowed + [False]
            assert answers[-1]["parameters"]["retry_after"] >= 1
        many = [api.person() for _ in range(30)]
        answers = [await ask(api, http, "sendMessage", chat_id=person.id, text="x") for person in many]
        assert not all(answer["ok"] for answer in answers)
        assert api.pace is not None
        assert api.pace.refusals >= 3


async def test_the_key_that_asks_for_a_number_shares_it(strict: FakeBotApi, http: aiohttp.ClientSession) -> None:
    lead = strict.person()
    keyboard = {"keyboard": [[{"text": "Share my number", "request_contact": True}], [{"text": "Later"}]]}
    await ask(strict, http, "sendMessage", chat_id=lead.id, text="Phone?", reply_markup=keyboard)
    lead.presses("Share")
    lead.presses("Later")
    shared, said = (await ask(strict, http, "getUpdates"))["result"]
    assert shared["message"]["contact"] == {
        "phone_number": lead.phone,
        "first_name": "Aliya",
        "user_id": lead.id,
    }
    assert said["message"]["text"] == "Later"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a &lt;b&gt; &amp;amp; &quot;", 'a <b> &amp; "'),
        ('<a href="https://x.kz">x</a> <b><i>y</i></b>', "x y"),
        ("&nbsp; &#1078; &#x416;", "&nbsp; ж Ж"),
        ('<pre><code class="language-py">1 &lt; 2</code></pre>', "1 < 2"),
        ("<blockquote expandable>q</blockquote>", "q"),
    ],
)
def test_markup_shows_as_telegram_shows_it(html: str, text: str) -> None:
    assert shown(html) == text


@pytest.mark.parametrize("html", ["<", "<b", "<b>", "</b>", "<script>x</script>", "<b></i>", "a < b"])
def test_wrong_markup_is_refused(html: str) -> None:
    with pytest.raises(ApiRefusal, match="can't parse entities"):
        shown(html)
