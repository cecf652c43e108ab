"""A business account that the bot is connected to: its owner, the customers who write to it."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any

from .botapi_chats import Chat, Connection, Shown

if TYPE_CHECKING:
    from .botapi import FakeBotApi
    from .botapi_story import Person

_numbers = itertools.count(1)


class Business:
    """The account. Its chats are the owner's own, so the bot is nowhere seen in them."""

    def __init__(self, api: FakeBotApi, owner: Person) -> None:
        self.api = api
        self.owner = owner
        self.connection = Connection(f"bc{next(_numbers)}_AbCdEf", owner.user)
        api.chats.connections[self.connection.id] = self.connection
        api.push("business_connection", self.connection.as_json())

    @property
    def id(self) -> str:
        return self.connection.id

    def heard_by(self, customer: Person) -> list[Shown]:
        """What the bot wrote to a customer in the owner's name."""
        return self._chat(customer).heard

    def hears(self, customer: Person, text: str = "", **content: Any) -> int:
        """A customer writes to the account."""
        return self._message(customer, customer.user, **({"text": text} if text else {}), **content)

    def writes(self, customer: Person, text: str) -> int:
        """The owner writes to a customer themselves, from their phone."""
        return self._message(customer, self.owner.user, text=text)

    def edits(self, customer: Person, message_id: int, text: str) -> int:
        """The customer changes a message."""
        message = self._body(customer, customer.user, message_id) | {"text": text, "edit_date": int(time.time())}
        return self.api.push("edited_business_message", message, customer.id)

    def deletes(self, customer: Person, *message_ids: int) -> int:
        """Messages of a chat are deleted by one of the two; Telegram does not tell by whom."""
        about = {"business_connection_id": self.id, "chat": self._chat(customer).as_json()}
        return self.api.push("deleted_business_messages", about | {"message_ids": list(message_ids)}, customer.id)

    def switches_off(self) -> int:
        self.connection.enabled = False
        return self.api.push("business_connection", self.connection.as_json())

    def _message(self, customer: Person, author: dict[str, Any], **content: Any) -> int:
        number = self._chat(customer).next_id()
        return self.api.push("business_message", self._body(customer, author, number) | content, customer.id)

    def _body(self, customer: Person, author: dict[str, Any], number: int) -> dict[str, Any]:
        chat = self._chat(customer).as_json() | {"first_name": customer.user["first_name"]}
        about = {"business_connection_id": self.id, "message_id": number, "from": author}
        return about | {"chat": chat, "date": int(time.time())}

    def _chat(self, customer: Person) -> Chat:
        chats = self.connection.chats
        if customer.id not in chats:
            chats[customer.id] = Chat(customer.id, "private", customer.chat.title, connection=self.id)
        return chats[customer.id]
