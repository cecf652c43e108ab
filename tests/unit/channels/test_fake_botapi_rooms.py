"""The server the other tests judge by, judged: files, topics, reactions, menus, business accounts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.botapi import FakeBotApi
from tests.fakes.botapi_files import JPEG
from tests.unit.channels.test_fake_botapi import ask


@pytest.fixture
async def strict() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as api:
        yield api


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as http:
        yield http


@pytest.mark.parametrize(
    ("method", "params", "why"),
    [
        ("createForumTopic", {"name": ""}, "name is empty"),
        ("createForumTopic", {"name": "x" * 129}, "topic name is invalid"),
        ("createForumTopic", {"name": "x", "icon_color": 5}, "invalid topic icon color"),
        ("createForumTopic", {"name": "x", "icon_custom_emoji_id": "5"}, "DOCUMENT_INVALID"),
        ("createForumTopic", {"name": "x", "colour": 5}, "unknown parameter colour"),
        ("editForumTopic", {"message_thread_id": 99, "name": "x"}, "TOPIC_ID_INVALID"),
        ("editForumTopic", {"message_thread_id": 7, "name": "Lead"}, "TOPIC_NOT_MODIFIED"),
        ("editForumTopic", {"name": "x"}, "message_thread_id is empty"),
        ("closeForumTopic", {"message_thread_id": 99}, "TOPIC_ID_INVALID"),
        ("reopenForumTopic", {"message_thread_id": 7}, "TOPIC_NOT_MODIFIED"),
        ("setMessageReaction", {"message_id": 7, "reaction": [{"type": "emoji", "emoji": "✅"}]}, "REACTION_INVALID"),
        ("setMessageReaction", {"message_id": 7, "reaction": [{"emoji": "👍"}]}, "REACTION_INVALID"),
        ("setMessageReaction", {"message_id": 7, "reaction": [{"type": "emoji", "emoji": "👍"}] * 2}, "TOO_MANY"),
        ("setMessageReaction", {"message_id": 99, "reaction": []}, "message to react not found"),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
        ("sendPhoto", {"photo": "nonsense"}, "wrong file_id"),
        ("sendPhoto", {"photo": "https://x.kz/a.jpg"}, "fetches no files"),
        ("sendPhoto", {}, "photo is empty"),
        ("sendDocument", {"document": "nonsense", "photo": "x"}, "unknown parameter photo"),
        ("sendVoice", {"voice": "nonsense", "caption": "x" * 1_025}, "caption is too long"),
        ("sendMessage", {"text": "x", "business_connection_id": "nobody's"}, "BUSINESS_CONNECTION_INVALID"),
    ],
)
async def test_what_telegram_refuses(
    strict: FakeBotApi, http: aiohttp.ClientSession, method: str, params: dict[str, Any], why: str
) -> None:
    forum = strict.group(forum=True)
    forum.chat.topics[7] = "Lead"
    forum.chat.last_id = 7
    refused = await ask(strict, http, method, chat_id=forum.id, **params)
    assert refused["error_code"] == 400
    assert why in refused["description"]
    assert not forum.heard


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("setMyCommands", {"commands": [{"command": "Начать", "description": "x"}]}),
        ("setMyCommands", {"commands": [{"command": "start", "description": ""}]}),
        ("setMyCommands", {"commands": [], "scope": {"type": "everybody"}}),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat"}}),
        ("setMyCommands", {"commands": [], "language_code": "russian"}),
        ("setChatMenuButton", {"menu_button": {"type": "web_app", "text": "x", "web_app": {"url": "http://x.kz"}}}),
        ("setChatMenuButton", {"menu_button": {"type": "page"}}),
        ("getFile", {"file_id": "nonsense"}),
        ("getBusinessConnection", {"business_connection_id": "nobody's"}),
    ],
)
async def test_what_telegram_refuses_of_the_bot_itself(
    strict: FakeBotApi, http: aiohttp.ClientSession, method: str, params: dict[str, Any]
) -> None:
    assert (await ask(strict, http, method, **params))["error_code"] == 400


async def test_an_upload_is_kept_and_handed_out(strict: FakeBotApi, http: aiohttp.ClientSession) -> None:
    lead = strict.person()
    form = aiohttp.FormData({"chat_id": str(lead.id), "caption": "see"})
    form.add_field("photo", JPEG + b"x", filename="a.jpg", content_type="image/jpeg")
    async with http.post(f"{strict.url}/bot{strict.token}/sendPhoto", data=form) as answer:
        (size,) = (await answer.json())["result"]["photo"]
    about = (await ask(strict, http, "getFile", file_id=size["file_id"]))["result"]
    assert about["file_size"] == len(JPEG) + 1
    async with http.get(f"{strict.url}/file/bot{strict.token}/{about['file_path']}") as file:
        assert await file.read() == JPEG + b"x"
    for wrong in (f"/file/bot{strict.token}/else", f"/file/bot1:x/{about['file_path']}"):
        async with http.get(strict.url + wrong) as file:
            assert file.status in (401, 404)
    refused = await ask(strict, http, "sendVoice", chat_id=lead.id, voice=size["file_id"])
    assert "can't use file of type" in refused["description"]


async def test_rights_are_asked_for(strict: FakeBotApi, http: aiohttp.ClientSession) -> None:
    plain, bare = strict.group(), strict.group(forum=True, admin=False)
    assert "not a forum" in (await ask(strict, http, "createForumTopic", chat_id=plain.id, name="x"))["description"]
    assert (
        "not enough rights" in (await ask(strict, http, "createForumTopic", chat_id=bare.id, name="x"))["description"]
    )
    strict.person().says("mine", plain)
    assert (
        "can't be deleted" in (await ask(strict, http, "deleteMessage", chat_id=plain.id, message_id=1))["description"]
    )
    member = await ask(strict, http, "getChatMember", chat_id=bare.id, user_id=strict.me["id"])
    assert member["result"]["status"] == "member"
