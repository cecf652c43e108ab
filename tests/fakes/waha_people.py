"""The people of a story on WhatsApp: what they do, and what stands on their screens."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .waha import FakeWaha

_ids = itertools.count(1)
_MARKS = re.compile(r"(?:(?<=[\s(\[\"'«])|^)([*_~`])(?=\S)([^\n]*?\S)\1(?!\w)", re.MULTILINE)


def shown(text: str) -> str:
    """A text as WhatsApp shows it: its marks made bold or slanted, so that the signs themselves are gone."""
    while True:
        plain = _MARKS.sub(r"\2", text)
        if plain == text:
            # Hair spaces are a fifth of a letter wide: nobody sees them.
            return text.replace("\u200a", "")
        text = plain


class Person:
    """Somebody with WhatsApp. `heard` are the texts on their screen, as shown, in order."""

    def __init__(self, waha: FakeWaha, number: str, lid: str, name: str) -> None:
        self.waha = waha
        self.number = number
        self.chat = f"{number}@c.us"
        self.lid = f"{lid}@lid"
        self.name = name
        self.heard: list[str] = []
        self.screen: list[str] = []
        self._read = 0

    # What they do

    def says(self, text: str, *, hidden: bool = False, **more: Any) -> dict[str, Any]:
        """Write; with `hidden` WhatsApp shows their hidden id instead of the number. Gives the message."""
        return self.sends(hidden=hidden, body=text, **more)

    def sends(self, *, hidden: bool = False, event: str = "message.any", **content: Any) -> dict[str, Any]:
        """Any message, by the fields WAHA documents."""
        message = self.message(hidden=hidden, **content)
        self.screen.append(f"> {message['body']}")
        self.waha.arrives(self, message, event)
        return message

    def message(self, *, hidden: bool = False, bare: str = "", **content: Any) -> dict[str, Any]:
        """A message of theirs, not yet sent."""
        chat = self.lid if hidden else self.chat
        return {
            "id": f"false_{chat}_{bare or new_id()}",
            "timestamp": int(time.time()),
            "from": chat,
            "fromMe": False,
            "to": self.waha.me["id"],
            "participant": None,
            "body": "",
            "hasMedia": False,
            "media": None,
            "ack": 2,
            "ackName": "DEVICE",
            "vCards": [],
            "_data": {"pushName": self.name},
        } | content

    def sends_voice(self, content: bytes = b"OggS-voice", **more: Any) -> dict[str, Any]:
        url = self.waha.keeps(content, "oga")
        media = {"url": url, "mimetype": "audio/ogg; codecs=opus", "filename": None, "error": None}
        return self.sends(hasMedia=True, media=media, **more)

    def edits(self, message: dict[str, Any], text: str) -> None:
        bare = message["id"].split("_", 3)[2]
        changed = message | {"id": f"false_{self.chat}_{new_id()}", "body": text, "editedMessageId": bare}
        self.waha.events.emit("message.edited", changed, self.chat)

    def deletes(self, message: dict[str, Any]) -> None:
        after = message | {"body": ""}
        payload = {"after": after, "before": None, "revokedMessageId": message["id"].split("_", 3)[2]}
        self.waha.events.emit("message.revoked", payload, self.chat)

    def reacts(self, emoji: str) -> None:
        """Put an emoji to the newest message of ours."""
        last = next(each for each in reversed(self.waha.history(self.chat)) if each["fromMe"])
        payload = {
            "id": f"false_{self.chat}_{new_id()}",
            "timestamp": time.time(),
            "from": self.chat,
            "fromMe": False,
            "participant": None,
            "to": self.waha.me["id"],
            "reaction": {"text": emoji, "messageId": last["id"]},
        }
        self.waha.events.emit("message.reaction", payload, self.chat)

    def votes(self, *options: str, ours: bool = True) -> None:
        poll = {"id": f"true_{self.chat}_{new_id()}", "to": self.chat, "from": self.waha.me["id"], "fromMe": ours}
        vote = {
            "id": f"false_{self.chat}_{new_id()}",
            "selectedOptions": list(options),
            "timestamp": int(time.time()),
            "to": self.waha.me["id"],
            "from": self.chat,
            "fromMe": False,
        }
        self.waha.events.emit("poll.vote", {"vote": vote, "poll": poll}, self.chat)

    def calls(self) -> None:
        call = {"id": new_id(), "from": self.chat, "timestamp": int(time.time()), "isVideo": False, "isGroup": False}
        self.waha.events.emit("call.received", call | {"_data": {}}, self.chat)

    def hears_from_owner(self, text: str) -> dict[str, Any]:
        """The owner types to this person on the phone itself."""
        message = self.message(body=text) | {"fromMe": True, "source": "app", "from": self.waha.me["id"]}
        message |= {"id": f"true_{self.chat}_3A{new_id()}", "to": self.chat}
        self.waha.arrives(self, message, "message.any")
        return message

    # What they see

    def gets(self, text: str) -> None:
        self.heard.append(shown(text))
        self.screen.append(shown(text))

    async def hears(self, seconds: float = 10) -> str:
        """The next text that was not read yet; waits for it."""
        async with asyncio.timeout(seconds):
            while len(self.heard) <= self._read:
                await asyncio.sleep(0.005)
        self._read += 1
        return self.heard[self._read - 1]


def new_id() -> str:
    """A message id such as phones make."""
    return f"3A{next(_ids):018X}"
