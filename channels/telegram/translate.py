"""Telegram's updates in our words. Pure: no network, no clock; recorded payloads test it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from channels.contract import Attachment, Inbound, Kind, Sender

from .compose import BUSINESS
from .schema import BusinessDeleted, CallbackQuery, Chat, Contact, File, MemberChange, Message, Update, User

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_START = re.compile(r"/start(?:@\w+)?(?:\s+(\S+))?\s*", re.ASCII)
_MEDIA = ("voice", "video", "video_note", "audio", "animation", "document", "sticker")
_LONGEST_NAME = 128
_LONGEST_TOKEN = 64
_LONGEST_LANGUAGE = 35
_LONGEST_NUMBER = 15
_MOST_DELETED = 100
_CONNECTION = re.compile(r"[\w.:=+/-]{1,64}", re.ASCII)


def all_inbound(update: Update, channel: str, now: datetime) -> tuple[Inbound, ...]:
    """All that one update tells: usually one thing, but several messages may be deleted at once."""
    if update.deleted_business_messages is not None:
        return _deleted(update.deleted_business_messages, f"u{update.update_id}", channel, now)
    heard = inbound(update, channel, now)
    return () if heard is None else (heard,)


def inbound(update: Update, channel: str, now: datetime) -> Inbound | None:
    """What somebody did, or None when it is nobody's doing or nothing to us (a bot, a channel, a service notice).

    `now` (aware, UTC) dates presses, which Telegram does not date.
    """
    event_id = f"u{update.update_id}"
    message = update.message or update.business_message
    if message is not None:
        heard = _message if not message.migrate_to_chat_id else _migration
        return heard(message, event_id, channel, now)
    if update.callback_query is not None:
        return _press(update.callback_query, event_id, channel, now)
    edited = update.edited_message or update.edited_business_message
    if edited is not None:
        return _edit(edited, event_id, channel, now)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member, event_id, channel, now)
    return None


def merge_albums(heard: Iterable[Inbound]) -> list[Inbound]:
    """One `Inbound` for the pictures of an album that came together, in the place of the first.

    The event id is the last picture's: should Telegram repeat the pictures together with a late one, the longer album
    is a new event and the late picture is not taken for a repetition.
    """
    merged: dict[str, Inbound] = {}
    for item in heard:
        key = f"{item.chat} {item.album}" if item.album and item.kind is Kind.SAID else item.event_id
        merged[key] = _joined(merged[key], item) if key in merged else item
    return list(merged.values())


def clean(text: str) -> str:
    """Text without control characters, direction overrides and halves of surrogate pairs; line breaks and tabs stay."""
    if text.isprintable():  # none of these is; nearly all texts are
        return text
    return _CONTROL.sub("", text.replace("\r\n", "\n"))


def _joined(first: Inbound, more: Inbound) -> Inbound:
    return msgspec.structs.replace(
        first,
        event_id=more.event_id,
        text="\n".join(text for text in (first.text, more.text) if text),
        attachments=first.attachments + more.attachments,
    )


def _message(message: Message, event_id: str, channel: str, now: datetime) -> Inbound | None:
    chat, ours = _place(message), _ours(message)
    sender = _partner(message.chat) if ours else _sender(message)
    text = clean(message.text or message.caption)
    contact = message.contact
    # Only Telegram's own word that the number belongs to the sender makes it verified; anyone can pass on a card.
    own = contact is not None and message.from_ is not None and contact.user_id == message.from_.id
    attachments = _attachments(message)
    if sender is None or not chat or not (text or attachments or contact):
        return None
    start = _START.fullmatch(text) if text.startswith("/start") and not message.business_connection_id else None
    private = message.chat.type == "private"
    return Inbound(
        channel=channel,
        event_id=event_id,
        kind=Kind.SAID if start is None else Kind.STARTED,
        sender=sender,
        chat=chat,
        sent_at=_when(message.date, now),
        message_id=str(message.message_id),
        text=_words(message, text) if start is None else "",
        verified_phone=_international(contact) if contact and own else "",
        contact_name=_full_name(contact.first_name, contact.last_name) if contact else "",
        start=(start[1] or "") if start else "",
        attachments=attachments,
        album=_tidy(message.media_group_id),
        reply_to=_replied_to(message),
        topic=str(message.message_thread_id) if message.is_topic_message else "",
        group=not private,
        language=sender.language,
        own=ours,
    )


def _migration(message: Message, event_id: str, channel: str, now: datetime) -> Inbound:
    """A group that Telegram made a supergroup goes on under a new id."""
    chat = str(message.chat.id)
    return Inbound(
        channel=channel,
        event_id=event_id,
        kind=Kind.MOVED,
        sender=Sender(id=chat, anonymous=True),
        chat=chat,
        sent_at=_when(message.date, now),
        group=True,
        moved_to=str(message.migrate_to_chat_id),
    )


def _edit(message: Message, event_id: str, channel: str, now: datetime) -> Inbound | None:
    heard = _message(message, event_id, channel, now)
    if heard is None:
        return None
    text = clean(message.text or message.caption)
    return msgspec.structs.replace(heard, kind=Kind.EDITED, text=text, start="", sent_at=_when(message.edit_date, now))


def _press(press: CallbackQuery, event_id: str, channel: str, now: datetime) -> Inbound | None:
    """A button. The message it hung on may be too old to be shown, or missing; the press counts all the same."""
    if press.from_.is_bot:
        return None
    message = press.message
    chat = _place(message) if message else str(press.from_.id)
    if not chat:
        return None
    return Inbound(
        channel=channel,
        event_id=event_id,
        kind=Kind.PRESSED,
        sender=_person(press.from_),
        chat=chat,
        sent_at=now,
        message_id=str(message.message_id) if message else "",
        token=clean(press.data)[:_LONGEST_TOKEN],
        callback=_tidy(press.id),
        topic=str(message.message_thread_id) if message and message.is_topic_message else "",
        group=message is not None and message.chat.type != "private",
        language=_language(press.from_),
    )


def _membership(change: MemberChange, event_id: str, channel: str, now: datetime) -> Inbound | None:
    """What somebody did with the bot: blocked it, let it in again, or added it to a group (also: made it an admin)."""
    group = change.chat.type in ("group", "supergroup")
    kinds = {"member": Kind.UNBLOCKED, "administrator": Kind.UNBLOCKED} if group else _PRIVATELY
    kind = kinds.get(change.new_chat_member.status)
    if kind is None or change.chat.type not in ("private", "group", "supergroup") or change.from_.is_bot:
        return None
    return Inbound(
        channel=channel,
        event_id=event_id,
        kind=kind,
        sender=_person(change.from_),
        chat=str(change.chat.id),
        sent_at=_when(change.date, now),
        group=group,
        language=_language(change.from_),
    )


_PRIVATELY = {"kicked": Kind.BLOCKED, "member": Kind.UNBLOCKED}


def _deleted(gone: BusinessDeleted, event_id: str, channel: str, now: datetime) -> tuple[Inbound, ...]:
    chat = _business_chat(gone.chat, gone.business_connection_id)
    if not chat:
        return ()
    sender = _partner(gone.chat)
    return tuple(
        Inbound(
            channel=channel,
            event_id=f"{event_id}.{number}",
            kind=Kind.DELETED,
            sender=sender,
            chat=chat,
            sent_at=now,
            message_id=str(number),
        )
        for number in dict.fromkeys(gone.message_ids[:_MOST_DELETED])
    )


def _place(message: Message) -> str:
    """Where an answer goes: a chat of a business account is reached by its connection only; "" for none such."""
    if message.business_connection_id:
        return _business_chat(message.chat, message.business_connection_id)
    return str(message.chat.id)


def _business_chat(chat: Chat, connection: str) -> str:
    known = chat.type == "private" and _CONNECTION.fullmatch(connection)
    return f"{chat.id}{BUSINESS}{connection}" if known else ""


def _ours(message: Message) -> bool:
    """Whether the owner of a business account wrote it: in a private chat, whoever is not the customer."""
    writer = message.from_
    return bool(message.business_connection_id) and writer is not None and writer.id != message.chat.id


def _partner(chat: Chat) -> Sender:
    """The person a private chat is with."""
    return Sender(id=str(chat.id), name=_full_name(chat.first_name, chat.last_name), username=_tidy(chat.username))


def _replied_to(message: Message) -> str:
    """The message replied to. In a topic Telegram names its first notice where nobody replied to anything."""
    replied = message.reply_to_message
    if replied is None or (message.is_topic_message and replied.message_id == message.message_thread_id):
        return ""
    return str(replied.message_id)


def _sender(message: Message) -> Sender | None:
    """Who wrote. Channels and bots are nobody; an admin hidden behind the group is somebody without a name."""
    behind = message.sender_chat
    if behind is not None:
        if message.chat.type == "channel" or message.is_automatic_forward:
            return None
        return Sender(id=str(behind.id), name=_tidy(behind.title), anonymous=True)
    if message.from_ is None or message.from_.is_bot:
        return None
    return _person(message.from_)


def _person(user: User) -> Sender:
    return Sender(
        id=str(user.id),
        name=_full_name(user.first_name, user.last_name),
        username=_tidy(user.username),
        language=_language(user),
    )


def _language(user: User) -> str:
    return clean(user.language_code)[:_LONGEST_LANGUAGE]


def _words(message: Message, text: str) -> str:
    """The text, or the words of a thing that is as good as text: a place's address, a card, an emoji thrown as dice."""
    if text:
        return text
    if message.venue is not None:
        return clean(f"{message.venue.title}, {message.venue.address}".strip(", "))
    if message.contact is not None and message.from_ and message.contact.user_id != message.from_.id:
        return _international(message.contact)
    return ""


def _attachments(message: Message) -> tuple[Attachment, ...]:
    found = [_file("photo", _largest(message.photo))] if message.photo else []
    for kind in _MEDIA:
        file: File | None = getattr(message, kind)
        # An animation also comes as a document of the same file, for programs older than animations.
        if file is not None and not (kind == "document" and message.animation):
            found.append(_file(kind, file))
    if message.location is not None:
        place = f"{message.location.latitude:.6f},{message.location.longitude:.6f}"
        found.append(Attachment(kind="location", file_id=place))
    if message.dice is not None:
        found.append(Attachment(kind="dice", file_id="", name=clean(message.dice.emoji)))
    return tuple(found)


def _largest(sizes: list[File]) -> File:
    """The largest; where sizes are not told, the last, since Telegram lists them growing."""
    return max(enumerate(sizes), key=lambda placed: (placed[1].file_size, placed[0]))[1]


def _file(kind: str, file: File) -> Attachment:
    name = _tidy(file.file_name or file.emoji)
    return Attachment(
        kind=kind, file_id=clean(file.file_id), name=name, mime=clean(file.mime_type), size=file.file_size
    )


def _international(contact: Contact) -> str:
    """The number with its plus: Telegram leaves it out or not, by the program that shared it."""
    digits = re.sub(r"[^0-9]", "", contact.phone_number)
    return f"+{digits}" if 0 < len(digits) <= _LONGEST_NUMBER else ""


def _full_name(first: str, last: str) -> str:
    return _tidy(f"{first} {last}")


def _tidy(name: str) -> str:
    return " ".join(clean(name).split())[:_LONGEST_NAME] if name else ""


def _when(seconds: int, now: datetime) -> datetime:
    """The moment, or now for none or an impossible one."""
    if not 0 < seconds < 2**32:
        return now
    return datetime.fromtimestamp(seconds, UTC)
