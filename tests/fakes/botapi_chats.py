"""What the server remembers of chats: their messages as they stand, who blocked the bot, which buttons were pressed."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .botapi_schema import ApiRefusal, bad

if TYPE_CHECKING:
    from .botapi_files import Stored


@dataclass
class Shown:
    """A message of the bot as the person sees it now; `versions` holds earlier texts after edits."""

    id: int
    chat: int
    text: str
    raw: dict[str, Any]
    markup: dict[str, Any] = field(default_factory=dict)
    topic: int = 0
    versions: list[str] = field(default_factory=list)
    deleted: bool = False
    file: Stored | None = None

    @property
    def buttons(self) -> list[str]:
        """Labels of the inline buttons, or of the keys of a keyboard, row by row."""
        rows = self.markup.get("inline_keyboard") or self.markup.get("keyboard") or []
        return [key["text"] for row in rows for key in row]

    def token(self, label: str) -> str:
        """What the inline button with this label carries; an exact label wins over one that only contains it."""
        rows = self.markup.get("inline_keyboard") or []
        keys = [key for row in rows for key in row if "callback_data" in key]
        for matches in (lambda text: text == label, lambda text: label in text):
            for key in keys:
                if matches(key["text"]):
                    return str(key["callback_data"])
        raise AssertionError(f"no button {label!r} on {self.text!r}, only {self.buttons}")


@dataclass
class Chat:
    """One chat. `heard` are the bot's messages in order; `moved_to` is set when a group became a supergroup.

    The rights are the bot's. `connection` is the business connection by which the bot is in a chat of its owner's.
    `reactions` are the bot's own, by message; `icons` those of the topics.
    """

    id: int
    kind: str
    title: str
    forum: bool = False
    started: bool = True
    blocked: bool = False
    left: bool = False
    moved_to: int = 0
    admin: bool = False
    can_manage_topics: bool = False
    can_delete: bool = False
    connection: str = ""
    messages: dict[int, Shown] = field(default_factory=dict)
    heard: list[Shown] = field(default_factory=list)
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    icons: dict[int, str] = field(default_factory=dict)
    reactions: dict[int, list[str]] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    actions: list[str] = field(default_factory=list)
    last_id: int = 0

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def as_json(self) -> dict[str, Any]:
        name = {"first_name": self.title} if self.kind == "private" else {"title": self.title}
        return {"id": self.id, "type": self.kind, **name, **({"is_forum": True} if self.forum else {})}


@dataclass
class Connection:
    """A business account that the bot answers for: its chats by the customer's id."""

    id: str
    owner: dict[str, Any]
    enabled: bool = True
    can_reply: bool = True
    chats: dict[int, Chat] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        rights = {"can_reply": True} if self.can_reply else {}
        about = {"id": self.id, "user": self.owner, "user_chat_id": self.owner["id"], "date": int(time.time())}
        return about | {"is_enabled": self.enabled, "rights": rights}


class Chats:
    """All chats, and a bell that rings when anything in them changes."""

    def __init__(self, me: dict[str, Any]) -> None:
        self._me = me
        self._chats: dict[int, Chat] = {}
        self._bell = asyncio.Event()
        self.connections: dict[str, Connection] = {}
        self.callbacks: dict[str, bool] = {}
        self.notices: dict[str, str] = {}

    def add(self, chat: Chat) -> Chat:
        self._chats[chat.id] = chat
        return chat

    def ring(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()

    async def change(self, seconds: float) -> None:
        """Wait for the next change; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            await self._bell.wait()

    def place(self, params: dict[str, Any]) -> Chat:
        """Where a message goes: a chat of the bot, or one of a business account; raises Telegram's refusal."""
        if "business_connection_id" not in params:
            return self.writable(params["chat_id"])
        connection = self.business(params["business_connection_id"])
        chat = connection.chats.get(params["chat_id"])
        if chat is None or not connection.can_reply:
            raise bad("BUSINESS_PEER_INVALID", violation=False)
        return chat

    def business(self, number: str) -> Connection:
        """The connection; raises the refusal for one that is not there or was switched off."""
        connection = self.connections.get(number)
        if connection is None or not connection.enabled:
            raise bad("BUSINESS_CONNECTION_INVALID", violation=False)
        return connection

    def writable(self, chat_id: int | str) -> Chat:
        """The chat if the bot may write there; raises Telegram's refusal."""
        chat = self._chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad("chat not found", violation=False)
        if chat.moved_to:
            raise ApiRefusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                parameters={"migrate_to_chat_id": chat.moved_to},
            )
        if chat.blocked:
            who = "by the user" if chat.kind == "private" else "from the supergroup chat"
            raise ApiRefusal(403, f"Forbidden: bot was {'blocked' if chat.kind == 'private' else 'kicked'} {who}")
        if chat.left:
            raise ApiRefusal(403, "Forbidden: bot is not a member of the supergroup chat")
        if not chat.started:
            raise ApiRefusal(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def show(self, chat: Chat, text: str, params: dict[str, Any], file: Stored | None = None) -> dict[str, Any]:
        """Put a message of the bot into the chat and give Telegram's JSON of it."""
        markup = params.get("reply_markup", {})
        topic = int(params.get("message_thread_id", 0))
        message = Shown(chat.next_id(), chat.id, text, params, markup, topic, file=file)
        chat.messages[message.id] = message
        chat.heard.append(message)
        self.ring()
        return self.as_json(chat, message)

    def as_json(self, chat: Chat, message: Shown) -> dict[str, Any]:
        body = {
            "message_id": message.id,
            "from": self._me,
            "chat": chat.as_json(),
            "date": int(time.time()),
            **_content(message),
        }
        if chat.connection:
            body |= {"business_connection_id": chat.connection, "sender_business_bot": self._me}
        if "inline_keyboard" in message.markup:
            body["reply_markup"] = message.markup
        if message.topic:
            body |= {"message_thread_id": message.topic, "is_topic_message": True}
        return body


def _content(message: Shown) -> dict[str, Any]:
    if message.file is None:
        return {"text": message.text}
    body = message.file.as_json()
    caption = {"caption": message.text} if message.text else {}
    return {message.file.kind: [body] if message.file.kind == "photo" else body, **caption}
