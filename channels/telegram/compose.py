"""What we say as Telegram's methods and their parameters. Pure; the other half of `translate`."""

from __future__ import annotations

from typing import Any

from channels.contract import Button, Capabilities, Outbound, Refused
from channels.degrade import utf16_length

from .emoji import reaction

METHODS = {
    "photo": "sendPhoto",
    "document": "sendDocument",
    "voice": "sendVoice",
    "audio": "sendAudio",
    "video": "sendVideo",
}
"""Kind of file -> the method that sends it; the kind is also the name of the parameter."""

BUSINESS = "~"
"""Between a chat's id and the business connection it is reached by, e.g. `12345~AbCdEf`."""

CAPABILITIES = Capabilities(
    max_text=4096,
    html=True,
    buttons=100,
    buttons_in_row=8,
    edits=True,
    asks_contact=True,
    typing=True,
    files=frozenset(METHODS),
    max_caption=1024,
    reacts=True,
    deletes=True,
    topics=True,
)

_LONGEST_TOKEN = 64
_LONGEST_NOTICE = 200
_NO_PREVIEW = {"is_disabled": True}


def request(message: Outbound) -> tuple[str, dict[str, Any]]:
    """The method and its parameters for a message that fits `CAPABILITIES`; raises `Refused` for what cannot be.

    A file that is not on Telegram yet is not among the parameters: see `channels.telegram.files.to_upload`.
    """
    if message.answers:
        return "answerCallbackQuery", {"callback_query_id": message.answers, "text": _notice(message.text)}
    params = address(message.chat)
    if message.reacts_to:
        return "setMessageReaction", {
            "chat_id": params["chat_id"],
            "message_id": number(message.reacts_to),
            "reaction": reaction(message.text),
        }
    if message.deletes:
        return _taking_back(params, number(message.deletes))
    _say(message, params)
    if message.edits:
        params["message_id"] = number(message.edits)
        return "editMessageText", params | _inline(message)
    if message.topic:
        params["message_thread_id"] = number(message.topic)
    if message.silent:
        params["disable_notification"] = True
    if message.reply_to:
        params["reply_parameters"] = {
            "message_id": number(message.reply_to),
            "allow_sending_without_reply": True,
        }
    method = METHODS[message.files[0].kind] if message.files else "sendMessage"
    params.update(_markup(message))
    return method, params


def _say(message: Outbound, params: dict[str, Any]) -> None:
    if not message.files:
        params["text"] = message.text
        params["link_preview_options"] = _NO_PREVIEW
    else:
        file = message.files[0]
        if message.text:
            params["caption"] = message.text
        if not file.content:
            if not file.file_id:
                raise Refused("the file is not there any more")
            params[file.kind] = file.file_id
    if message.html and message.text:
        params["parse_mode"] = "HTML"


def _taking_back(params: dict[str, Any], message_id: int) -> tuple[str, dict[str, Any]]:
    connection = params.get("business_connection_id")
    if connection is None:
        return "deleteMessage", params | {"message_id": message_id}
    return "deleteBusinessMessages", {"business_connection_id": connection, "message_ids": [message_id]}


def address(chat: str) -> dict[str, Any]:
    """The chat as parameters: its id and, for a chat of a business account, the connection to it."""
    if BUSINESS not in chat:
        return {"chat_id": chat_id(chat)}
    person, _, connection = chat.partition(BUSINESS)
    return {"chat_id": chat_id(person), "business_connection_id": connection}


def chat_id(chat: str) -> int | str:
    """Telegram wants numbers as numbers and public names as they are."""
    return chat if chat.startswith("@") else number(chat)


def _markup(message: Outbound) -> dict[str, Any]:
    """The buttons; where a number is asked for, a keyboard in which choices are keys, typed by a touch.

    Only a private chat can share a number, a business account's cannot, and a message has either buttons or a keyboard.
    """
    if not message.asks_contact or message.chat.startswith(("-", "@")) or BUSINESS in message.chat:
        return _inline(message)
    keys: list[list[dict[str, Any]]] = [[{"text": message.asks_contact, "request_contact": True}]]
    typed = ([{"text": button.label} for button in row if not button.url] for row in message.buttons)
    keys += [row for row in typed if row]
    return {"reply_markup": {"keyboard": keys, "resize_keyboard": True, "one_time_keyboard": True}}


def _inline(message: Outbound) -> dict[str, Any]:
    if not message.buttons:
        return {}
    rows = [[_button(button) for button in row] for row in message.buttons]
    return {"reply_markup": {"inline_keyboard": rows}}


def _button(button: Button) -> dict[str, str]:
    if button.url:
        return {"text": button.label, "url": button.url}
    if not 0 < len(button.token.encode()) <= _LONGEST_TOKEN:
        raise Refused(
            f"a button's token must be 1 to {_LONGEST_TOKEN} bytes, this one has {len(button.token.encode())}"
        )
    return {"text": button.label, "callback_data": button.token}


def _notice(text: str) -> str:
    if utf16_length(text) <= _LONGEST_NOTICE:
        return text
    short = text[: _LONGEST_NOTICE - 1]
    while utf16_length(short) > _LONGEST_NOTICE - 1:
        short = short[:-1]
    return f"{short}…"


def number(text: str) -> int:
    """The id as Telegram counts them; raises `Refused`."""
    try:
        return int(text)
    except ValueError:
        raise Refused(f"{text[:40]!r} is not an id Telegram knows") from None
