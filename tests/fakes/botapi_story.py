"""People and groups in a story, in words that read like one."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any, Self

from .botapi_chats import Chat, Shown
from .botapi_files import JPEG, OGG

if TYPE_CHECKING:
    from .botapi import FakeBotApi

_numbers = itertools.count(1)


class Place:
    """A chat seen by the test: what the bot wrote there, read in order."""

    def __init__(self, api: FakeBotApi, chat: Chat) -> None:
        self.api = api
        self.chat = api.chats.add(chat)
        self._read = 0

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def heard(self) -> list[Shown]:
        """Every message of the bot here, as it stands now."""
        return self.chat.heard

    @property
    def last(self) -> Shown:
        assert self.heard, f"{self.chat.title} has heard nothing"
        return self.heard[-1]

    async def hears(self, seconds: float = 10) -> Shown:
        """The next message of the bot that was not read yet; waits for it."""
        deadline = time.monotonic() + seconds
        while len(self.heard) <= self._read:
            try:
                await self.api.chats.change(max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                said = [message.text for message in self.heard]
                raise AssertionError(f"{self.chat.title} heard nothing new in {seconds} s, only {said}") from None
        self._read += 1
        return self.heard[self._read - 1]

    async def sees(self, words: str, seconds: float = 10) -> Shown:
        """The first message whose present text contains `words`, new or edited; waits for it."""
        deadline = time.monotonic() + seconds
        while True:
            for message in self.heard:
                if words in message.text and not message.deleted:
                    return message
            try:
                await self.api.chats.change(max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                said = [message.text for message in self.heard]
                raise AssertionError(f"{self.chat.title} never saw {words!r}, only {said}") from None

    def skip(self) -> None:
        """Treat everything so far as read."""
        self._read = len(self.heard)


class Person(Place):
    """Somebody with a private chat with the bot; may also write and press in groups."""

    def __init__(self, api: FakeBotApi, chat: Chat, user: dict[str, Any]) -> None:
        super().__init__(api, chat)
        self.user = user
        self.phone = f"+7777{user['id'] % 10_000_000:07}"
        self._mine: dict[int, dict[str, Any]] = {}

    @classmethod
    def introduced(
        cls, api: FakeBotApi, number: int, name: str, language: str, username: str, *, started: bool
    ) -> Self:
        first, _, last = name.partition(" ")
        user: dict[str, Any] = {"id": number, "is_bot": False, "first_name": first}
        user |= {"last_name": last} if last else {}
        user |= {"username": username} if username else {}
        user |= {"language_code": language} if language else {}
        return cls(api, Chat(number, "private", name, started=started), user)

    def says(self, text: str, place: Place | None = None, **more: Any) -> int:
        """Write a message, here or in a group; gives the update's number."""
        return self.sends(place, text=text, **more)

    def starts(self, parameter: str = "") -> int:
        """Open the chat by its button or by a link with a parameter."""
        self.chat.started = True
        text = f"/start {parameter}".strip()
        return self.sends(text=text, entities=[{"type": "bot_command", "offset": 0, "length": 6}])

    def presses(self, label: str, message: Shown | None = None, place: Place | None = None) -> int:
        """Press an inline button by its label (on the newest message that has it), or a key of a keyboard."""
        where = place or self
        shown = message or _bearing(where, label)
        if "keyboard" in shown.markup:
            asked = shown.markup["keyboard"][0][0]
            if asked.get("request_contact") and label in asked["text"]:
                return self.shares_contact(self.phone)
            return self.says(label, place)
        return self.presses_raw(shown.token(label), shown, where)

    def presses_raw(self, data: str, message: Shown, place: Place | None = None) -> int:
        """Send any bytes as if a button of this message carried them, as a forging client can."""
        where = place or self
        callback = f"{4_000_000_000 + next(_numbers)}"
        self.api.chats.callbacks[callback] = False
        body = self.api.chats.as_json(where.chat, message)
        query = {"id": callback, "from": self.user, "message": body, "chat_instance": "77", "data": data}
        return self.api.push("callback_query", query, where.id)

    def shares_contact(self, phone: str = "", of: int | None = None, name: str = "") -> int:
        """Share the own number by the keyboard's button; `of` is another user's id (0: somebody not on Telegram)."""
        owner = self.user["id"] if of is None else of
        contact = {"phone_number": phone or self.phone, "first_name": name or self.user["first_name"]}
        return self.sends(contact=contact | ({"user_id": owner} if owner else {}))

    def edits(self, text: str, message_id: int | None = None) -> int:
        """Change an own message, the last one unless told."""
        number = message_id or max(self._mine)
        changed = self._mine[number] | {"text": text, "edit_date": int(time.time())}
        self._mine[number] = changed
        return self.api.push("edited_message", changed, changed["chat"]["id"])

    def sends_photo(self, caption: str = "", album: str = "", place: Place | None = None, **more: Any) -> int:
        kept = [self.api.files.keep("photo", JPEG.ljust(side * 100, b"x")) for side in (90, 320, 1280)]
        sizes = [
            file.as_json() | {"width": side, "height": side} for file, side in zip(kept, (90, 320, 1280), strict=True)
        ]
        about = ({"caption": caption} if caption else {}) | ({"media_group_id": album} if album else {})
        return self.sends(place, photo=sizes, **about, **more)

    def sends_document(self, content: bytes, name: str = "plan.pdf", mime: str = "application/pdf", **more: Any) -> int:
        """A file; `told` says another size than it has."""
        told = more.pop("told", None)
        file = self.api.files.keep("document", content, name, mime, told)
        return self.sends(document=file.as_json(), **more)

    def sends_album(self, pictures: int, caption: str = "", caption_on: int = 1) -> str:
        """Several photos as one album; gives the album's id."""
        album = str(13_000_000_000 + next(_numbers))
        for number in range(1, pictures + 1):
            self.sends_photo(caption if number == caption_on else "", album)
        return album

    def sends_voice(self, seconds: int = 3, content: bytes = OGG.ljust(4_000, b"x"), **more: Any) -> int:
        file = self.api.files.keep("voice", content, mime="audio/ogg")
        return self.sends(voice=file.as_json() | {"duration": seconds}, **more)

    def sends_location(self, latitude: float, longitude: float) -> int:
        return self.sends(location={"latitude": latitude, "longitude": longitude})

    def sends(self, place: Place | None = None, **content: Any) -> int:
        """Any message, by the fields Telegram documents."""
        chat = (place or self).chat
        message = {
            "message_id": chat.next_id(),
            "from": self.user,
            "chat": chat.as_json() | ({"first_name": self.user["first_name"]} if chat.kind == "private" else {}),
            "date": int(time.time()),
            **content,
        }
        self._mine[message["message_id"]] = message
        return self.api.push("message", message, chat.id)

    def blocks(self) -> int:
        """Block the bot: it cannot write any more and is told so."""
        self.chat.blocked = True
        return self._membership("member", "kicked")

    def unblocks(self) -> int:
        self.chat.blocked = False
        return self._membership("kicked", "member")

    def _membership(self, old: str, new: str) -> int:
        def member(status: str) -> dict[str, Any]:
            return {"user": self.api.me, "status": status} | ({"until_date": 0} if status == "kicked" else {})

        change = {
            "chat": self.chat.as_json(),
            "from": self.user,
            "date": int(time.time()),
            "old_chat_member": member(old),
            "new_chat_member": member(new),
        }
        return self.api.push("my_chat_member", change, self.id)


class Group(Place):
    """A supergroup, with topics or without."""

    def __init__(self, api: FakeBotApi, number: int, title: str, *, forum: bool, admin: bool) -> None:
        chat = Chat(number, "supergroup", title, forum=forum, admin=admin, can_delete=admin)
        chat.can_manage_topics = admin and forum
        super().__init__(api, chat)

    def topic(self, title: str) -> int:
        """The id of the topic with this title."""
        return next(topic for topic, name in self.chat.topics.items() if name == title)

    def in_topic(self, topic: int) -> list[Shown]:
        """The bot's messages in one topic that still stand, in order."""
        return [message for message in self.heard if message.topic == topic and not message.deleted]

    def writes(self, person: Person, text: str, topic: int = 0, reply_to: Shown | None = None, **more: Any) -> int:
        """Somebody writes here; in a topic Telegram names the topic's first message as the one replied to."""
        return person.sends(self, text=text, **self._placed(topic, reply_to), **more)

    def sends_photo(self, person: Person, topic: int = 0, caption: str = "") -> int:
        """Somebody posts a picture here."""
        return person.sends_photo(caption, place=self, **self._placed(topic, None))

    def writes_as_admin(self, text: str, topic: int = 0) -> int:
        """An anonymous admin writes: Telegram says it was the group itself."""
        behind = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        message = {"message_id": self.chat.next_id(), "from": behind, "sender_chat": self.chat.as_json()}
        message |= {"chat": self.chat.as_json(), "date": int(time.time()), "text": text, **self._placed(topic, None)}
        return self.api.push("message", message, self.id)

    def closes(self, topic: int, person: Person) -> int:
        """Somebody closes a topic by hand."""
        self.chat.closed_topics.add(topic)
        return person.sends(self, forum_topic_closed={}, **self._placed(topic, None))

    def reopens(self, topic: int, person: Person) -> int:
        self.chat.closed_topics.discard(topic)
        return person.sends(self, forum_topic_reopened={}, **self._placed(topic, None))

    def deletes(self, topic: int) -> None:
        """Somebody deletes a topic by hand; Telegram tells the bot nothing."""
        del self.chat.topics[topic]

    def _placed(self, topic: int, reply_to: Shown | None) -> dict[str, Any]:
        replied = {"reply_to_message": self.api.chats.as_json(self.chat, reply_to)} if reply_to else {}
        if not topic:
            return replied
        root = {"message_id": topic, "chat": self.chat.as_json(), "date": int(time.time())}
        root |= {"forum_topic_created": {"name": self.chat.topics[topic], "icon_color": 7322096}}
        return {"message_thread_id": topic, "is_topic_message": True, "reply_to_message": root, **replied}

    def _tells(self, what: str, chat: int) -> None:
        behind = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        message = {"message_id": self.chat.next_id(), "from": behind, "sender_chat": self.chat.as_json()}
        self.api.push("message", message | {"chat": self.chat.as_json(), "date": int(time.time()), what: chat}, self.id)

    def moves(self) -> Group:
        """The group gets a new id, as when Telegram upgrades it: both tell so, and the old one answers with the new."""
        number = self.id - 1_000_000
        moved = Group(self.api, number, self.chat.title, forum=self.chat.forum, admin=self.chat.admin)
        self.chat.moved_to = moved.id
        self._tells("migrate_to_chat_id", number)
        moved._tells("migrate_from_chat_id", self.id)
        return moved


def _bearing(place: Place, label: str) -> Shown:
    for exact in (True, False):
        for message in reversed(place.heard):
            found = label in message.buttons if exact else any(label in text for text in message.buttons)
            if found and not message.deleted:
                return message
    raise AssertionError(f"no button {label!r} in {place.chat.title}: {[m.buttons for m in place.heard]}")
