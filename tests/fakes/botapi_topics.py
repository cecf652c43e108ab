"""Topics of a forum group, with the rights Telegram asks for and the complaints it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .botapi_html import utf16_length
from .botapi_schema import bad

if TYPE_CHECKING:
    from .botapi import FakeBotApi
    from .botapi_chats import Chat

Params = dict[str, Any]
COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
ICONS = {
    emoji: f"53{number:017}"
    for number, emoji in enumerate(("🔥", "⭐️", "✅", "💬", "📁", "🏆", "🎉", "🏁", "❗️", "💰"))
}
"""Emoji -> the id it has as a topic's icon."""


def icons(_api: FakeBotApi, _params: Params) -> Any:
    return [
        {"file_id": f"CAAC-{number}", "file_unique_id": number, "type": "custom_emoji", "width": 100, "height": 100}
        | {"is_animated": False, "is_video": False, "emoji": emoji, "custom_emoji_id": number}
        for emoji, number in ICONS.items()
    ]


def create(api: FakeBotApi, params: Params) -> Any:
    chat = _forum(api, params, "create a topic")
    if not 1 <= utf16_length(params["name"].strip()) <= 128:
        raise bad("topic name is invalid")
    if params.get("icon_color", COLOURS[0]) not in COLOURS:
        raise bad("invalid topic icon color specified")
    icon = _icon(params)
    topic = chat.next_id()
    chat.topics[topic] = params["name"]
    chat.icons[topic] = icon or str(params.get("icon_color", COLOURS[0]))
    api.chats.ring()
    made = {"message_thread_id": topic, "name": params["name"], "icon_color": params.get("icon_color", COLOURS[0])}
    return made | ({"icon_custom_emoji_id": icon} if icon else {})


def edit(api: FakeBotApi, params: Params) -> Any:
    chat, topic = _topic(api, params)
    name, icon = params.get("name") or chat.topics[topic], chat.icons.get(topic, "")
    if utf16_length(name) > 128:
        raise bad("topic name is invalid")
    if "icon_custom_emoji_id" in params:
        icon = _icon(params)
    if (name, icon) == (chat.topics[topic], chat.icons.get(topic, "")):
        raise bad("TOPIC_NOT_MODIFIED", violation=False)
    chat.topics[topic], chat.icons[topic] = name, icon
    api.chats.ring()
    return True


def close(api: FakeBotApi, params: Params) -> Any:
    chat, topic = _topic(api, params)
    if topic in chat.closed_topics:
        raise bad("TOPIC_NOT_MODIFIED", violation=False)
    chat.closed_topics.add(topic)
    api.chats.ring()
    return True


def reopen(api: FakeBotApi, params: Params) -> Any:
    chat, topic = _topic(api, params)
    if topic not in chat.closed_topics:
        raise bad("TOPIC_NOT_MODIFIED", violation=False)
    chat.closed_topics.discard(topic)
    api.chats.ring()
    return True


def delete(api: FakeBotApi, params: Params) -> Any:
    chat, topic = _topic(api, params)
    del chat.topics[topic]
    api.chats.ring()
    return True


def _forum(api: FakeBotApi, params: Params, what: str) -> Chat:
    chat = api.chats.writable(params["chat_id"])
    if not chat.forum:
        raise bad("the chat is not a forum", violation=False)
    if not (chat.admin and chat.can_manage_topics):
        raise bad(f"not enough rights to {what}", violation=False)
    return chat


def _topic(api: FakeBotApi, params: Params) -> tuple[Chat, int]:
    chat = _forum(api, params, "manage topics")
    topic = int(params["message_thread_id"])
    if topic not in chat.topics:
        raise bad("TOPIC_ID_INVALID", violation=False)
    return chat, topic


def _icon(params: Params) -> str:
    icon = str(params.get("icon_custom_emoji_id", ""))
    if icon and icon not in ICONS.values():
        raise bad("DOCUMENT_INVALID")
    return icon
