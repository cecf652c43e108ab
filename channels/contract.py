"""What a channel is: the one message shape in, the one message shape out, and what sending may come to.

A channel turns foreign updates into `Inbound` and `Outbound` into foreign calls. It keeps no business state, reads no
database and contains no rule about leads. It confirms to its network only after `receive` has returned, because only
then is the message on disk. It never raises out of `listen` for trouble on the network: it waits, says so in its log
and goes on; `Misconfigured` is the exception, since nobody but the owner can help.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef


class Kind(StrEnum):
    """What somebody did."""

    SAID = "said"
    EDITED = "edited"
    PRESSED = "pressed"
    STARTED = "started"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    DELETED = "deleted"
    DELIVERED = "delivered"
    READ = "read"
    MOVED = "moved"


class Sender(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who did it, as the network knows them. `id` is stable; names are only what they call themselves.

    `aliases` are other ids under which the network knows the same person (WhatsApp: the number and the hidden id).
    """

    id: str
    name: str = ""
    username: str = ""
    language: str = ""
    anonymous: bool = False
    aliases: tuple[str, ...] = ()


class Attachment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file the lead sent, kept by reference: `file_id` is what the channel can fetch it by. Size in bytes."""

    kind: str
    file_id: str
    name: str = ""
    mime: str = ""
    size: int = 0


class Claims(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a form says beside the message; nobody vouches for any of it. `phone` is E.164."""

    name: str = ""
    phone: str = ""
    email: str = ""


class Inbound(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one person did on one network, in our words.

    `event_id` is unique within the channel and the same on every repeated delivery. `chat` is where an answer goes
    (for a private chat usually the sender). `message_id` is the network's id of the message itself. `token` is what a
    pressed button carried and `callback` what must be answered so that the button stops spinning. `verified_phone` is
    set only where the network vouches that the number is the sender's own. `start` is a deep-link parameter.
    `sent_at` is aware, UTC. `group` is true when others read along. With `own` our side said it from elsewhere (the
    owner typed it on the phone): `sender` and `chat` are then the person it was said to. With `claims` the message is a
    filled form: it comes whole, and `start` beside it says where from. DELETED takes back the message `message_id`;
    DELIVERED and READ say how far our own message `message_id` got. With MOVED the group `chat` has the id `moved_to`.
    """

    channel: str
    event_id: str
    kind: Kind
    sender: Sender
    chat: str
    sent_at: datetime
    message_id: str = ""
    text: str = ""
    token: str = ""
    callback: str = ""
    verified_phone: str = ""
    contact_name: str = ""
    start: str = ""
    attachments: tuple[Attachment, ...] = ()
    album: str = ""
    reply_to: str = ""
    topic: str = ""
    group: bool = False
    language: str = ""
    own: bool = False
    claims: Claims | None = None
    moved_to: str = ""


class Enclosure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that goes out. `kind` is photo, document, voice, audio or video; size in bytes.

    Either the network has it already (`file_id`, by which the same channel sends it again) or it is kept by us
    (`stored`, its number in our storage) and `content` is filled in just before it is sent.
    """

    kind: str
    name: str = ""
    mime: str = ""
    size: int = 0
    file_id: str = ""
    stored: int = 0
    content: bytes = b""


class TopicChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a topic of a forum group shall be: its title, a grade ("hot", "qualified", ...) that an icon may show.

    `closed` None leaves it as it is.
    """

    title: str
    grade: str = ""
    closed: bool | None = None


class Button(msgspec.Struct, frozen=True, omit_defaults=True):
    """A button: `token` comes back in `Inbound.token` when pressed (at most 64 bytes); `url` opens instead."""

    label: str
    token: str = ""
    url: str = ""


class Outbound(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to say on a network.

    `text` is plain, unless `html` says it is our safe subset (b, i, u, s, code, pre, a, blockquote) with everything
    else escaped. `key` never changes over retries and is given to networks that accept an idempotency key. With
    `edits` (a network message id) the message replaces an earlier one; with `answers` (a callback id) the text is a
    short notice to the person who pressed a button. `asks_contact` labels a button that shares the sender's number.
    `ref` is our own transcript id of the message, as text. `initiates` says that nobody waits for it (a reminder, a
    first message): a network that must be spared may hold it back or refuse it. `by_person` says that a person of ours
    wrote these words: rules for automatic messages do not hold for it.

    `files` go with the text as their caption, where the network has captions. With `reacts_to` the text is one emoji
    put on that message ("" takes it away); with `deletes` that message is taken back. With `topic_change` the topic
    `topic` is changed, or made when `topic` is "": its id comes back in `Receipt.topic`. `silent` asks for no sound.
    `urgency` is 0 for what somebody waits for now, 1 for cards and notices, 2 for what goes to many: where a network
    limits the pace, the lower number goes first.

    `subject` begins a letter of its own, where the network knows letters; without one a letter stands in its thread.
    `unsubscribe` is the address under which this person leaves the list with one press (RFC 8058).
    """

    chat: str
    text: str
    key: str
    html: bool = False
    buttons: tuple[tuple[Button, ...], ...] = ()
    asks_contact: str = ""
    edits: str = ""
    answers: str = ""
    topic: str = ""
    reply_to: str = ""
    ref: str = ""
    initiates: bool = False
    by_person: bool = False
    files: tuple[Enclosure, ...] = ()
    reacts_to: str = ""
    deletes: str = ""
    topic_change: TopicChange | None = None
    silent: bool = False
    urgency: int = 0
    subject: str = ""
    unsubscribe: str = ""


class Receipt(msgspec.Struct, frozen=True):
    """The network has it. A text that had to be split has several ids, in order; `topic` is one that was made."""

    message_ids: tuple[str, ...] = ()
    topic: str = ""


class Capabilities(msgspec.Struct, frozen=True):
    """What a network can show, as data; `channels.degrade` fits every message to it.

    `max_text` is counted in UTF-16 code units after markup is taken out (Telegram's rule; stricter than characters).
    With `repeats` the same message (by its key) may be sent again however often and is shown once, even over restarts:
    what is doubtful is simply sent again. `files` are the kinds of enclosure it takes, `max_caption` counts like
    `max_text`. What a network lacks (reactions, deleting, topics) the outbox drops without a word.
    """

    max_text: int = 4096
    html: bool = False
    buttons: int = 0
    buttons_in_row: int = 1
    edits: bool = False
    asks_contact: bool = False
    typing: bool = False
    repeats: bool = False
    files: frozenset[str] = frozenset()
    max_caption: int = 1024
    reacts: bool = False
    deletes: bool = False
    topics: bool = False


class SendFailed(Exception):
    """The message was not delivered."""


class TryLater(SendFailed):
    """The network asks us to wait; the outbox will. `whole_channel` holds back every chat, not only this one.

    Where we hold ourselves back, `held` is the key of the words that say why; with `unasked` it holds for everything
    that nobody waits for.
    """

    def __init__(
        self, seconds: float, why: str = "", *, whole_channel: bool = False, held: str = "", unasked: bool = False
    ) -> None:
        super().__init__(why or f"retry in {seconds:g} s")
        self.seconds = seconds
        self.whole_channel = whole_channel
        self.held = held
        self.unasked = unasked


class Uncertain(SendFailed):
    """The request went out and no answer came: it may have arrived. Repeat a reply once at most, outreach never."""


class Unreachable(SendFailed):
    """The lead blocked us or left; close the conversation on this channel."""


class Refused(SendFailed):
    """The network rejects this content; park it for a person."""


class TopicGone(SendFailed):
    """The topic the message was meant for was deleted; make a new one and send again."""


class Moved(SendFailed):
    """The chat has a new id; remember it and send again."""

    def __init__(self, chat: str) -> None:
        super().__init__(f"the chat is now {chat}")
        self.chat = chat


class Misconfigured(SendFailed):
    """Our credentials or settings are wrong; stop the channel and tell the owner."""


class Finding(msgspec.Struct, frozen=True):
    """One line of `python -m bot check`: what was looked at, whether it is well, and what to do if not.

    `key` is the same in the catalogue of words, for what an owner who has just typed it in can put right.
    """

    what: str
    ok: bool
    detail: str = ""
    key: str = ""


Receive = Callable[[Sequence[Inbound]], Awaitable[None]]
"""Accepts what a channel heard. Returns after it is committed to disk; raises when it could not be kept."""


class Channel(Protocol):
    """A network. Constructing one opens nothing and does no I/O.

    A channel may also have `exclusive` (true: only one process at a time may listen), `health` (`ok` and `why`) and
    `fetch` (an attachment's `file_id` in, its bytes out; raises `TryLater` or `Refused`), and `front_door` (the address
    that brings people here from elsewhere, with {code} for what they begin with or {text} for prepared words; "" for
    none, raises `TryLater`).
    """

    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def routes(self, receive: Receive) -> Sequence[AbstractRouteDef]:
        """Web routes this channel wants (webhook, sockets); empty for networks that are polled."""
        ...

    async def listen(self, receive: Receive) -> None:
        """Hear until cancelled. Set up webhooks here. Raises only `Misconfigured`."""
        ...

    async def send(self, message: Outbound) -> Receipt:
        """Deliver, or raise the `SendFailed` that says what happens next."""
        ...

    async def typing(self, chat: str) -> None:
        """Show that an answer is coming, where the network can; never raises for trouble on the network."""
        ...

    async def check(self) -> Sequence[Finding]:
        """Look at credentials and reachability; one finding a line, never raises."""
        ...

    async def close(self) -> None:
        """Let go of connections; safe to call twice."""
        ...
