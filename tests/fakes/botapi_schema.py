"""The documented parameters of the methods the product uses, and how Telegram complains about wrong ones."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web


class ApiRefusal(Exception):
    """An answer with ok=false. `violation` marks what a correct program never does."""

    def __init__(
        self, code: int, description: str, *, parameters: dict[str, Any] | None = None, violation: bool = False
    ) -> None:
        super().__init__(description)
        self.description = description
        self.violation = violation
        self.body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.body["parameters"] = parameters


@dataclass(frozen=True)
class Uploaded:
    """A file of a multipart request."""

    name: str
    mime: str
    content: bytes


def bad(description: str, *, violation: bool = True) -> ApiRefusal:
    return ApiRefusal(400, f"Bad Request: {description}", violation=violation)


_MARKUP = {"reply_markup": "object"}
_FORMATTED = {"parse_mode": "text", "entities": "list", "link_preview_options": "object"}
_SENT = {
    "message_thread_id": "int",
    "disable_notification": "bool",
    "protect_content": "bool",
    "reply_parameters": "object",
    "business_connection_id": "text",
    "message_effect_id": "text",
    "allow_paid_broadcast": "bool",
}

_CAPTION = {"caption": "text", "parse_mode": "text", "caption_entities": "list"}
_SIDES = {"duration": "int", "width": "int", "height": "int"}
_OVER = {"show_caption_above_media": "bool", "has_spoiler": "bool"}
_TOPIC = {"chat_id": "chat!", "message_thread_id": "int!"}


def _media(field: str, **more: str) -> dict[str, str]:
    return {"chat_id": "chat!", field: "file!", **_CAPTION, **_SENT, **_MARKUP, **more}


PARAMS: dict[str, dict[str, str]] = {
    "getMe": {},
    "getUpdates": {"offset": "int", "limit": "int", "timeout": "int", "allowed_updates": "list"},
    "setWebhook": {
        "url": "text!",
        "ip_address": "text",
        "max_connections": "int",
        "allowed_updates": "list",
        "drop_pending_updates": "bool",
        "secret_token": "text",
    },
    "deleteWebhook": {"drop_pending_updates": "bool"},
    "getWebhookInfo": {},
    "sendMessage": {"chat_id": "chat!", "text": "text!", **_FORMATTED, **_SENT, **_MARKUP},
    "editMessageText": {
        "chat_id": "chat",
        "message_id": "int",
        "inline_message_id": "text",
        "business_connection_id": "text",
        "text": "text!",
        **_FORMATTED,
        **_MARKUP,
    },
    "editMessageCaption": {
        "chat_id": "chat",
        "message_id": "int",
        "inline_message_id": "text",
        "business_connection_id": "text",
        "show_caption_above_media": "bool",
        **_CAPTION,
        **_MARKUP,
    },
    "editMessageReplyMarkup": {
        "chat_id": "chat",
        "message_id": "int",
        "inline_message_id": "text",
        "business_connection_id": "text",
        **_MARKUP,
    },
    "deleteMessage": {"chat_id": "chat!", "message_id": "int!"},
    "deleteBusinessMessages": {"business_connection_id": "text!", "message_ids": "list!"},
    "setMessageReaction": {"chat_id": "chat!", "message_id": "int!", "reaction": "list", "is_big": "bool"},
    "sendPhoto": _media("photo", **_OVER),
    "sendDocument": _media("document", thumbnail="file", disable_content_type_detection="bool"),
    "sendVoice": _media("voice", duration="int"),
    "sendAudio": _media("audio", thumbnail="file", duration="int", performer="text", title="text"),
    "sendVideo": _media(
        "video", **_OVER, **_SIDES, thumbnail="file", cover="file", start_timestamp="int", supports_streaming="bool"
    ),
    "answerCallbackQuery": {
        "callback_query_id": "text!",
        "text": "text",
        "show_alert": "bool",
        "url": "text",
        "cache_time": "int",
    },
    "sendChatAction": {
        "chat_id": "chat!",
        "action": "text!",
        "message_thread_id": "int",
        "business_connection_id": "text",
    },
    "createForumTopic": {
        "chat_id": "chat!",
        "name": "text!",
        "icon_color": "int",
        "icon_custom_emoji_id": "text",
    },
    "editForumTopic": {**_TOPIC, "name": "text", "icon_custom_emoji_id": "text"},
    "closeForumTopic": _TOPIC,
    "reopenForumTopic": _TOPIC,
    "deleteForumTopic": _TOPIC,
    "getForumTopicIconStickers": {},
    "getChat": {"chat_id": "chat!"},
    "getChatMember": {"chat_id": "chat!", "user_id": "int!"},
    "leaveChat": {"chat_id": "chat!"},
    "setMyCommands": {"commands": "list!", "scope": "object", "language_code": "text"},
    "setChatMenuButton": {"chat_id": "int", "menu_button": "object"},
    "getBusinessConnection": {"business_connection_id": "text!"},
    "getFile": {"file_id": "text!"},
}
"""Method -> parameter -> kind; `!` marks those that must be there."""


async def read_params(method: str, request: web.Request) -> dict[str, Any]:
    """The parameters, checked; raises `ApiRefusal` for an unknown method, parameter or a value of the wrong kind."""
    if method not in PARAMS:
        raise ApiRefusal(404, "Not Found: method not found", violation=True)
    given = await _given(request)
    kinds = PARAMS[method]
    if unknown := sorted(given.keys() - kinds.keys()):
        raise bad(f"unknown parameter {unknown[0]} (Telegram ignores it; a correct program does not send it)")
    for name, kind in kinds.items():
        if kind.endswith("!") and given.get(name) in (None, ""):
            raise bad("message text is empty" if name == "text" else f"{name} is empty")
    return {name: _value(name, kinds[name].rstrip("!"), value) for name, value in given.items() if value is not None}


async def _given(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read())
        except ValueError:
            raise bad("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad("object expected as JSON")
        return {**request.query, **body}
    return {**request.query, **(await request.post())}


def _value(name: str, kind: str, value: Any) -> Any:
    """Telegram takes numbers and JSON also as text, since forms know nothing else."""
    if kind == "file":
        return _file(name, value)
    if kind in ("object", "list"):
        return _structure(name, kind, value)
    if kind == "text":
        if not isinstance(value, str):
            raise bad(f"{name} must be a string")
        return value
    if kind == "bool":
        if value in (True, "true", "True", "1"):
            return True
        if value in (False, "false", "False", "0", ""):
            return False
        raise bad(f"{name} must be a boolean")
    return _whole(name, kind, value)


def _file(name: str, value: Any) -> Any:
    """A file that came with the request, or the id of one that is here already."""
    if isinstance(value, web.FileField):
        return Uploaded(value.filename, value.content_type, value.file.read())
    if not isinstance(value, str):
        raise bad(f"{name} must be a string or a file")
    return value


def _structure(name: str, kind: str, value: Any) -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None
    if not isinstance(value, dict if kind == "object" else list):
        raise bad(f"{name} must be of kind {kind}")
    return value


def _whole(name: str, kind: str, value: Any) -> int | str:
    if kind == "chat" and isinstance(value, str) and value.startswith("@"):
        return value
    try:
        number = int(str(value))
    except ValueError:
        raise bad("chat not found" if kind == "chat" else f"{name} must be an integer") from None
    if not -(2**63) <= number < 2**63:
        raise bad(f"{name} is out of range")
    return number
