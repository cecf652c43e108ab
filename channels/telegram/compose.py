"""What we say as Telegram's methods and their parameters. Pure; the other half of `translate`."""

from __future__ import annotations

from typing import Any

from channels.contract import Button, Capabilities, Outbound, Refused
from channels.degrade import utf16_length

CAPABILITIES = Capabilities(
    max_text=4096, html=True, buttons=100, buttons_in_row=8, edits=True, asks_contact=True, typing=True
)

_LONGEST_TOKEN = 64
_LONGEST_NOTICE = 200
_NO_PREVIEW = {"is_disabled": True}


def request(message: Outbound) -> tuple[str, dict[str, Any]]:
    """The method and its parameters for a message that fits `CAPABILITIES`; raises `Refused` for what cannot be."""
    if message.answers:
        return "answerCallbackQuery", {"callback_query_id": message.answers, "text": _notice(message.text)}
    params: dict[str, Any] = {
        "chat_id": chat_id(message.chat),
        "text": message.text,
        "link_preview_options": _NO_PREVIEW,
    }
    if message.html:
        params["parse_mode"] = "HTML"
    if message.edits:
        return "editMessageText", params | {"message_id": _number(message.edits)} | _inline(message)
    if message.topic:
        params["message_thread_id"] = _number(message.topic)
    if message.reply_to:
        params["reply_parameters"] = {
            "message_id": _number(message.reply_to),
            "allow_sending_without_reply": True,
        }
    return "sendMessage", params | _markup(message)


def chat_id(chat: str) -> int | str:
    """Telegram wants numbers as numbers and public names as they are."""
    return chat if chat.startswith("@") else _number(chat)


def _markup(message: Outbound) -> dict[str, Any]:
    """The buttons; where a number is asked for, a keyboard in which choices are keys, typed by a touch.

    Only a private chat can share a number, and a message has either buttons or a keyboard.
    """
    if not message.asks_contact or message.chat.startswith(("-", "@")):
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


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Refused(f"{text[:40]!r} is not an id Telegram knows") from None
