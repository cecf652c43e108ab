"""What Telegram checks in every message: its words, its keyboard, the place it goes to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .botapi_html import shown, utf16_length
from .botapi_schema import bad

if TYPE_CHECKING:
    from .botapi_chats import Chat

Params = dict[str, Any]
_INLINE_ACTIONS = {"url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text", "pay"}


def text_of(params: Params, field: str = "text", longest: int = 4096) -> str:
    """The visible text, checked; Telegram trims it."""
    mode = params.get("parse_mode", "")
    if mode not in ("", "HTML"):
        raise bad(f"unsupported parse_mode {mode} in this server")
    text = shown(params[field]) if mode else params[field]
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None
    text = text.replace("\x00", "").strip()
    if not text and field == "text":
        raise bad("message text is empty")
    if utf16_length(text) > longest:
        raise bad("message is too long" if field == "text" else "message caption is too long")
    return text


def check_place(chat: Chat, params: Params) -> None:
    """The topic and the message to reply to must be there, and the topic open or the bot its keeper."""
    topic = params.get("message_thread_id")
    if topic and topic not in chat.topics:
        raise bad("message thread not found", violation=False)
    if topic in chat.closed_topics and not (chat.admin and chat.can_manage_topics):
        raise bad("TOPIC_CLOSED", violation=False)
    reply = params.get("reply_parameters")
    if reply and not reply.get("allow_sending_without_reply") and reply["message_id"] > chat.last_id:
        raise bad("message to be replied not found", violation=False)


def check_markup(markup: Params, chat: Chat, *, inline_only: bool = False) -> None:
    """A keyboard as Telegram takes it here."""
    if "inline_keyboard" in markup:
        keys = [key for row in markup["inline_keyboard"] for key in row]
        if len(keys) > 100 or any(len(row) > 8 for row in markup["inline_keyboard"]):
            raise bad("reply markup is too long")
        for key in keys:
            _check_inline(key)
    elif inline_only and markup:
        raise bad("inline keyboard expected")
    elif markup and chat.connection:
        raise bad("reply keyboards are not supported in messages sent on behalf of a business account")
    elif "keyboard" in markup:
        for key in (key for row in markup["keyboard"] for key in row):
            _check_key({"text": key} if isinstance(key, str) else key, chat)
    elif markup and not markup.get("remove_keyboard") and not markup.get("force_reply"):
        raise bad("can't parse reply keyboard markup JSON object")


def _check_key(key: Params, chat: Chat) -> None:
    if not key.get("text"):
        raise bad("keyboard button text must be non-empty")
    if key.get("request_contact") and chat.kind != "private":
        raise bad("phone number can be requested in private chats only")


def _check_inline(key: Params) -> None:
    if not key.get("text"):
        raise bad("inline keyboard button text must be non-empty")
    if len(_INLINE_ACTIONS & key.keys()) != 1:
        raise bad("text buttons are unallowed in the inline keyboard")
    if "callback_data" in key and not 1 <= len(key["callback_data"].encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in key and not re.match(r"(https?|tg)://.", key["url"]):
        raise bad(f"inline keyboard button URL '{key['url']}' is invalid: Wrong HTTP URL")
