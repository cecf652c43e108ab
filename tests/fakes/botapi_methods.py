"""What each method does, with the limits Telegram documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .botapi_html import shown, utf16_length
from .botapi_schema import ApiRefusal, bad

if TYPE_CHECKING:
    from .botapi import FakeBotApi

Params = dict[str, Any]
_ACTIONS = (
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
)
_INLINE_ACTIONS = {"url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text", "pay"}


def _text(params: Params) -> str:
    """The visible text, checked; Telegram trims it."""
    mode = params.get("parse_mode", "")
    if mode not in ("", "HTML"):
        raise bad(f"unsupported parse_mode {mode} in this server")
    text = shown(params["text"]) if mode else params["text"]
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None
    text = text.replace("\x00", "").strip()
    if not text:
        raise bad("message text is empty")
    if utf16_length(text) > 4096:
        raise bad("message is too long")
    return text


def _check_markup(markup: dict[str, Any], *, private: bool, inline_only: bool = False) -> None:
    if "inline_keyboard" in markup:
        keys = [key for row in markup["inline_keyboard"] for key in row]
        if len(keys) > 100 or any(len(row) > 8 for row in markup["inline_keyboard"]):
            raise bad("reply markup is too long")
        for key in keys:
            _check_inline(key)
    elif inline_only and markup:
        raise bad("inline keyboard expected")
    elif "keyboard" in markup:
        for key in (key for row in markup["keyboard"] for key in row):
            if not (key if isinstance(key, str) else key.get("text")):
                raise bad("keyboard button text must be non-empty")
            if not isinstance(key, str) and key.get("request_contact") and not private:
                raise bad("phone number can be requested in private chats only")
    elif markup and not markup.get("remove_keyboard") and not markup.get("force_reply"):
        raise bad("can't parse reply keyboard markup JSON object")


def _check_inline(key: dict[str, Any]) -> None:
    if not key.get("text"):
        raise bad("inline keyboard button text must be non-empty")
    if len(_INLINE_ACTIONS & key.keys()) != 1:
        raise bad("text buttons are unallowed in the inline keyboard")
    if "callback_data" in key and not 1 <= len(key["callback_data"].encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in key and not re.match(r"(https?|tg)://.", key["url"]):
        raise bad(f"inline keyboard button URL '{key['url']}' is invalid: Wrong HTTP URL")


def _send(api: FakeBotApi, params: Params) -> Any:
    chat = api.chats.writable(params["chat_id"])
    text = _text(params)
    _check_markup(params.get("reply_markup", {}), private=chat.kind == "private")
    if (topic := params.get("message_thread_id")) and topic not in chat.topics:
        raise bad("message thread not found", violation=False)
    reply = params.get("reply_parameters")
    if reply and not reply.get("allow_sending_without_reply") and reply["message_id"] > chat.last_id:
        raise bad("message to be replied not found", violation=False)
    if api.pace is not None:
        api.pace.check(chat)
    return api.chats.show(chat, text, params)


def _edit(api: FakeBotApi, params: Params) -> Any:
    chat = api.chats.writable(params["chat_id"])
    message = chat.messages.get(params["message_id"])
    if message is None or message.deleted:
        raise bad("message to edit not found", violation=False)
    text = _text(params) if "text" in params else message.text
    markup = params.get("reply_markup", {})
    _check_markup(markup, private=chat.kind == "private", inline_only=True)
    if text == message.text and markup == message.markup:
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a "
            "current content and reply markup of the message",
            violation=False,
        )
    message.versions.append(message.text)
    message.text, message.markup = text, markup
    api.chats.ring()
    return api.chats.as_json(chat, message)


def _delete(api: FakeBotApi, params: Params) -> Any:
    chat = api.chats.writable(params["chat_id"])
    message = chat.messages.get(params["message_id"])
    if message is None or message.deleted:
        raise bad("message to delete not found", violation=False)
    message.deleted = True
    api.chats.ring()
    return True


def _answer(api: FakeBotApi, params: Params) -> Any:
    callback, text = params["callback_query_id"], params.get("text", "")
    if utf16_length(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    if callback not in api.chats.callbacks:
        raise bad("query is too old and response timeout expired or query ID is invalid", violation=False)
    api.chats.callbacks[callback] = True
    api.chats.notices[callback] = text
    api.chats.ring()
    return True


def _action(api: FakeBotApi, params: Params) -> Any:
    chat = api.chats.writable(params["chat_id"])
    if params["action"] not in _ACTIONS:
        raise bad("wrong parameter action in request")
    chat.actions.append(params["action"])
    return True


def _set_webhook(api: FakeBotApi, params: Params) -> Any:
    secret = params.get("secret_token", "")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")
    if not 1 <= params.get("max_connections", 40) <= 100:
        raise bad("max_connections must be between 1 and 100")
    if not re.match(r"https?://", params["url"]):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    api.updates.allow(params.get("allowed_updates"))
    if params.get("drop_pending_updates"):
        api.updates.drop()
    api.updates.set_hook(params["url"], secret, params.get("max_connections", 40))
    return True


def _delete_webhook(api: FakeBotApi, params: Params) -> Any:
    if params.get("drop_pending_updates"):
        api.updates.drop()
    api.updates.set_hook("", "", 0)
    return True


def _topic(api: FakeBotApi, params: Params) -> Any:
    chat = api.chats.writable(params["chat_id"])
    if not chat.forum:
        raise bad("the chat is not a forum")
    if not 1 <= utf16_length(params["name"]) <= 128:
        raise bad("topic name is invalid")
    topic = chat.next_id()
    chat.topics[topic] = params["name"]
    return {"message_thread_id": topic, "name": params["name"], "icon_color": 7322096}


def _rename_topic(api: FakeBotApi, params: Params) -> Any:
    chat = api.chats.writable(params["chat_id"])
    if params["message_thread_id"] not in chat.topics:
        raise bad("message thread not found", violation=False)
    chat.topics[params["message_thread_id"]] = params.get("name") or chat.topics[params["message_thread_id"]]
    return True


def _member(api: FakeBotApi, params: Params) -> Any:
    api.chats.writable(params["chat_id"])
    user = {"id": params["user_id"], "is_bot": False, "first_name": "?"}
    return {"status": "member", "user": user}


async def _get_updates(api: FakeBotApi, params: Params) -> Any:
    if not 1 <= params.get("limit", 100) <= 100:
        raise bad("limit must be between 1 and 100")
    if "allowed_updates" in params:
        api.updates.allow(params["allowed_updates"])
    return await api.updates.poll(params.get("offset"), params.get("limit", 100), params.get("timeout", 0))


def _file(api: FakeBotApi, params: Params) -> Any:
    raise ApiRefusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")


METHODS: dict[str, Callable[[Any, Params], Any]] = {
    "getMe": lambda api, _: api.me | {"can_join_groups": True, "can_read_all_group_messages": False},
    "getUpdates": _get_updates,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
    "getWebhookInfo": lambda api, _: api.updates.info(),
    "sendMessage": _send,
    "editMessageText": _edit,
    "editMessageReplyMarkup": _edit,
    "deleteMessage": _delete,
    "answerCallbackQuery": _answer,
    "sendChatAction": _action,
    "createForumTopic": _topic,
    "editForumTopic": _rename_topic,
    "closeForumTopic": _rename_topic,
    "getChat": lambda api, params: api.chats.writable(params["chat_id"]).as_json(),
    "getChatMember": _member,
    "setMyCommands": lambda _api, _: True,
    "getFile": _file,
}
