"""What each method does, with the limits Telegram documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from . import botapi_setup as setup
from . import botapi_topics as topics
from .botapi_checks import check_markup, check_place, text_of
from .botapi_files import get_file, send_media
from .botapi_html import utf16_length
from .botapi_schema import bad

if TYPE_CHECKING:
    from .botapi import FakeBotApi
    from .botapi_chats import Chat

Params = dict[str, Any]
_ACTIONS = (
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
)
_MAY_REACT = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 "
    "🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 "
    "🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)
REACTIONS = frozenset(_MAY_REACT.split())


def _send(api: FakeBotApi, params: Params) -> Any:
    chat = api.chats.place(params)
    text = text_of(params)
    check_markup(params.get("reply_markup", {}), chat)
    check_place(chat, params)
    if api.pace is not None:
        api.pace.check(chat)
    return api.chats.show(chat, text, params)


def _edit(api: FakeBotApi, params: Params) -> Any:
    chat = api.chats.place(params)
    message = chat.messages.get(params["message_id"])
    if message is None or message.deleted:
        raise bad("message to edit not found", violation=False)
    if "text" in params and message.file is not None:
        raise bad("there is no text in the message to edit", violation=False)
    if "caption" in params and message.file is None:
        raise bad("there is no caption in the message to edit", violation=False)
    text = text_of(params) if "text" in params else message.text
    text = text_of(params, "caption", 1024) if "caption" in params else text
    markup = params.get("reply_markup", {})
    check_markup(markup, chat, inline_only=True)
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
    _take_back(chat, params["message_id"], anyone=chat.kind == "private" or (chat.admin and chat.can_delete))
    api.chats.ring()
    return True


def _delete_business(api: FakeBotApi, params: Params) -> Any:
    business = api.chats.business(params["business_connection_id"])
    if not 1 <= len(params["message_ids"]) <= 100:
        raise bad("too many messages to delete")
    for number in params["message_ids"]:
        chat = next((chat for chat in business.chats.values() if number in chat.messages), None)
        if chat is None:
            raise bad("message to delete not found", violation=False)
        _take_back(chat, number, anyone=False)
    api.chats.ring()
    return True


def _take_back(chat: Chat, number: int, *, anyone: bool) -> None:
    message = chat.messages.get(number)
    if not 0 < number <= chat.last_id or number in chat.removed or (message is not None and message.deleted):
        raise bad("message to delete not found", violation=False)
    if message is None and not anyone:
        raise bad("message can't be deleted", violation=False)
    chat.removed.add(number)
    if message is not None:
        message.deleted = True


def _react(api: FakeBotApi, params: Params) -> Any:
    chat, number = api.chats.writable(params["chat_id"]), params["message_id"]
    message = chat.messages.get(number)
    if not 0 < number <= chat.last_id or number in chat.removed or (message is not None and message.deleted):
        raise bad("message to react not found", violation=False)
    wanted = params.get("reaction", [])
    if len(wanted) > 1:
        raise bad("REACTIONS_TOO_MANY")
    for one in wanted:
        if one.get("type") != "emoji" or one.keys() != {"type", "emoji"} or one["emoji"] not in REACTIONS:
            raise bad("REACTION_INVALID", violation=False)
    chat.reactions[number] = [one["emoji"] for one in wanted]
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
    chat = api.chats.place(params)
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


async def _get_updates(api: FakeBotApi, params: Params) -> Any:
    if not 1 <= params.get("limit", 100) <= 100:
        raise bad("limit must be between 1 and 100")
    if "allowed_updates" in params:
        api.updates.allow(params["allowed_updates"])
    return await api.updates.poll(params.get("offset"), params.get("limit", 100), params.get("timeout", 0))


METHODS: dict[str, Callable[[Any, Params], Any]] = {
    "getMe": lambda api, _: api.me | {"can_join_groups": True, "can_read_all_group_messages": False},
    "getUpdates": _get_updates,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
    "getWebhookInfo": lambda api, _: api.updates.info(),
    "sendMessage": _send,
    "sendPhoto": partial(send_media, "photo"),
    "sendDocument": partial(send_media, "document"),
    "sendVoice": partial(send_media, "voice"),
    "sendAudio": partial(send_media, "audio"),
    "sendVideo": partial(send_media, "video"),
    "editMessageText": _edit,
    "editMessageCaption": _edit,
    "editMessageReplyMarkup": _edit,
    "deleteMessage": _delete,
    "deleteBusinessMessages": _delete_business,
    "setMessageReaction": _react,
    "answerCallbackQuery": _answer,
    "sendChatAction": _action,
    "createForumTopic": topics.create,
    "editForumTopic": topics.edit,
    "closeForumTopic": topics.close,
    "reopenForumTopic": topics.reopen,
    "deleteForumTopic": topics.delete,
    "getForumTopicIconStickers": topics.icons,
    "getChat": lambda api, params: api.chats.writable(params["chat_id"]).as_json(),
    "getChatMember": setup.member,
    "leaveChat": setup.leave,
    "setMyCommands": setup.commands,
    "setChatMenuButton": setup.menu,
    "getBusinessConnection": setup.connection,
    "getFile": get_file,
}
