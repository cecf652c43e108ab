"""The part of Telegram's updates we need, as Telegram writes it.

Fields we do not read are not declared, so they can be anything. Numbers are held to 64 bits: a longer one is junk, and
as a poll offset it would deafen the bot.
"""

from __future__ import annotations

import json
from typing import Annotated, Any

import msgspec

Int = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class User(msgspec.Struct, frozen=True):
    id: Int
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    username: str = ""
    language_code: str = ""


class Chat(msgspec.Struct, frozen=True):
    id: Int
    type: str = "private"
    title: str = ""
    first_name: str = ""
    last_name: str = ""
    username: str = ""
    is_forum: bool = False


class File(msgspec.Struct, frozen=True):
    """Any file: photo size, voice, video, document... they share these fields."""

    file_id: str = ""
    file_name: str = ""
    mime_type: str = ""
    file_size: Int = 0
    emoji: str = ""


class Contact(msgspec.Struct, frozen=True):
    phone_number: str = ""
    first_name: str = ""
    last_name: str = ""
    user_id: Int = 0


class Location(msgspec.Struct, frozen=True):
    latitude: float = 0.0
    longitude: float = 0.0


class Venue(msgspec.Struct, frozen=True):
    title: str = ""
    address: str = ""


class Dice(msgspec.Struct, frozen=True):
    emoji: str = ""


class MessageRef(msgspec.Struct, frozen=True):
    message_id: Int = 0


class Message(msgspec.Struct, frozen=True):
    message_id: Int
    chat: Chat
    date: Int = 0
    from_: User | None = msgspec.field(name="from", default=None)
    sender_chat: Chat | None = None
    is_automatic_forward: bool = False
    is_topic_message: bool = False
    message_thread_id: Int = 0
    business_connection_id: str = ""
    media_group_id: str = ""
    reply_to_message: MessageRef | None = None
    edit_date: Int = 0
    migrate_to_chat_id: Int = 0
    text: str = ""
    caption: str = ""
    contact: Contact | None = None
    location: Location | None = None
    venue: Venue | None = None
    dice: Dice | None = None
    photo: list[File] = []
    voice: File | None = None
    video: File | None = None
    video_note: File | None = None
    audio: File | None = None
    animation: File | None = None
    document: File | None = None
    sticker: File | None = None


class CallbackQuery(msgspec.Struct, frozen=True):
    id: str
    from_: User = msgspec.field(name="from")
    message: Message | None = None
    data: str = ""


class Member(msgspec.Struct, frozen=True):
    status: str = ""


class MemberChange(msgspec.Struct, frozen=True):
    chat: Chat
    from_: User = msgspec.field(name="from")
    date: Int = 0
    new_chat_member: Member = Member()


class BusinessDeleted(msgspec.Struct, frozen=True):
    """Messages that are no longer in a chat of a business account; nobody says who took them away."""

    business_connection_id: str
    chat: Chat
    message_ids: list[Int] = []


class Update(msgspec.Struct, frozen=True):
    """One thing that happened. At most one of the optional fields is present; kinds we do not use stay unread."""

    update_id: Int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: MemberChange | None = None
    business_message: Message | None = None
    edited_business_message: Message | None = None
    deleted_business_messages: BusinessDeleted | None = None


ALLOWED_UPDATES = [
    *("message", "edited_message", "callback_query", "my_chat_member"),
    *("business_connection", "business_message", "edited_business_message", "deleted_business_messages"),
]

Unreadable = (msgspec.MsgspecError, ValueError, OverflowError, RecursionError)
"""What decoding hostile bytes can raise, all of it: bad JSON, wrong types, broken UTF-8, depth bombs."""

_decoder = msgspec.json.Decoder(Update)


def read_update(raw: bytes | msgspec.Raw) -> Update:
    """One update from its JSON.

    Raises one of `Unreadable` for what is not one. Half surrogate pairs and NaN, which strict JSON forbids, are let
    through by the second, slower reader: a lead's message is worth more than purity.
    """
    try:
        return _decoder.decode(raw)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        return msgspec.convert(json.loads(bytes(raw)), Update)


def read_object(parsed: Any) -> Update:
    """One update from already parsed JSON; raises one of `Unreadable`."""
    return msgspec.convert(parsed, Update)
