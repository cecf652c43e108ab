"""The way out: letters go in order within a chat, beside each other between chats, and are marked afterwards.

A reply is delivered at least once. What may already have left in an earlier life of the program (the row was new when
we started) is first marked as risked, on disk, and then repeated; what was risked once is never repeated again but
shown as uncertain. So a kill in mid-send can double a message once and never more.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial

import msgspec
import structlog

from bot import letters
from bot.addressing import LEAD, Addressing
from bot.clock import Clock
from bot.failpoints import passing
from channels.contract import (
    Channel,
    Misconfigured,
    Moved,
    Outbound,
    Receipt,
    Refused,
    SendFailed,
    TopicGone,
    TryLater,
    Uncertain,
    Unreachable,
)
from channels.degrade import lacks
from fsm.storage import mail
from fsm.storage.mail import Letter, Mark
from fsm.storage.store import StorageBusy

log = structlog.get_logger()

Chat = tuple[str, str]

_DATABASE_PAUSE = 0.5
_GIVE_UP_AFTER = timedelta(hours=24)
_PATIENCE = 300.0
_UNCONFIGURED_PAUSE = 30.0
_MOST_RESTING = 64
_NAMED = frozenset({letters.CARD, letters.RELAY, letters.STAFF, letters.TOPIC})
"""Kinds whose place on the network other letters will name."""

GONE = "gone"


class Outbox:
    """Sends letters. `mark` takes what became of one; `failed` is told of each that will not arrive, with a reason.

    The reason of one that a lead who blocked us or left cannot get is `GONE`.
    """

    def __init__(  # noqa: PLR0913 (the seams of the one place where everything leaves)
        self,
        channels: Mapping[str, Channel],
        clock: Clock,
        *,
        mark: Callable[[Mark], None],
        risk: Callable[[Mark], Awaitable[None]],
        addressing: Addressing,
        failed: Callable[[Letter, Outbound, str], None],
        moved: Callable[[str, str, str], None] = lambda *_: None,
    ) -> None:
        self._channels = channels
        self._clock = clock
        self._mark = mark
        self._risk = risk
        self._addressing = addressing
        self._failed_for_good = failed
        self._chat_moved = moved
        self._queues: dict[Chat, deque[Letter]] = {}
        self._risky: set[int] = set()
        self._risked: set[int] = set()
        self._moved: dict[Chat, str] = {}
        self._open: dict[str, asyncio.Event] = {}
        self._group: asyncio.TaskGroup | None = None
        self._early: list[Letter] = []
        self._held = False
        self._known: set[int] = set()
        self._unmarked: dict[Chat, int] = {}
        self._chat_of: dict[int, Chat] = {}
        self._waiting_for: dict[int, asyncio.Event] = {}
        self._resting: list[asyncio.Future[Chat]] = []
        self._empty = asyncio.Event()

    @property
    def depth(self) -> int:
        """How many letters wait or are under way."""
        return sum(len(queue) for queue in self._queues.values()) + len(self._early)

    def waiting(self, channel: str) -> int:
        """How many letters wait or are under way on a channel."""
        return sum(len(queue) for (name, _chat), queue in self._queues.items() if name == channel)

    @property
    def oldest(self) -> datetime | None:
        """When the letter that waits longest was made; None when nothing waits."""
        return min((queue[0].created_at for queue in self._queues.values()), default=None)

    def knows(self, letter_id: int) -> bool:
        """Whether a letter is in hand here, or was sent and its mark is not on disk yet."""
        return letter_id in self._known

    @property
    def in_hand(self) -> frozenset[int]:
        """All letters that `knows` knows at this moment."""
        return frozenset(self._known)

    def forget(self, marked: Iterable[int]) -> None:
        """The marks of these letters are on disk, so what comes after them in their chats may go."""
        for letter_id in marked:
            self._known.discard(letter_id)
            chat = self._chat_of.pop(letter_id, None)
            if chat is not None and self._unmarked[chat] == letter_id:
                del self._unmarked[chat]
                if letter_id in self._waiting_for:
                    self._waiting_for.pop(letter_id).set()

    def hold(self) -> None:
        """Queue nothing new for a moment: letters that come before it are being taken over."""
        self._held = True

    def resume(self, before: Iterable[Letter]) -> None:
        """Recover what was taken over, and only then what came meanwhile."""
        self._held = False
        meanwhile, self._early = self._early, []
        self.recover(before)
        self.offer(meanwhile)

    def recover(self, left: Iterable[Letter]) -> None:
        """Take over what an earlier life or a dead process left, before anything newer of the same leads."""
        for letter in left:
            self._known.add(letter.id)
            if letter.kind == letters.ANSWER:
                self._finish(letter, mail.DROPPED, "the program was restarted; the press is long over")
            elif self._repeats(letter):
                self.offer([letter])
            elif letter.tries:
                self._finish(letter, mail.UNCERTAIN, "it may have arrived twice already")
            else:
                self._risky.add(letter.id)
                self.offer([letter])

    def _repeats(self, letter: Letter) -> bool:
        """Whether its channel shows a repeated message once, so that sending again is no risk."""
        channel = self._channels.get(letter.channel)
        return channel is not None and channel.capabilities.repeats

    def offer(self, fresh: Iterable[Letter]) -> None:
        """Queue letters in the order given; each chat is worked on by one task at a time."""
        for letter in fresh:
            self._known.add(letter.id)
            if self._group is None or self._held:
                self._early.append(letter)
                continue
            key = (letter.channel, letter.chat)
            queue = self._queues.get(key)
            if queue is not None:
                queue.append(letter)
                continue
            self._queues[key] = deque([letter])
            if self._resting:
                self._resting.pop().set_result(key)
            else:
                self._group.create_task(self._sender(key), name="sender")

    def compose(self, channel: str, chat: str) -> None:
        """Show that an answer is coming; nobody waits for it and nothing is kept."""
        if self._group is not None and channel in self._channels:
            self._group.create_task(self._show_typing(channel, chat), name=f"typing {channel}")

    async def _show_typing(self, channel: str, chat: str) -> None:
        try:
            await self._channels[channel].typing(chat)
        except Exception as error:  # noqa: BLE001 (three dots on a screen must never stop the letters)
            log.warning("typing.failed", channel=channel, error=type(error).__name__)

    async def run(self) -> None:
        """Own the sending tasks until cancelled."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            early, self._early = self._early, []
            self.offer(early)
            try:
                await asyncio.Event().wait()
            finally:
                self._group = None  # what is offered from now on waits for the next life
                self._resting.clear()

    async def drained(self, within: float) -> bool:
        """Wait until everything is sent, at most `within` seconds; whether it was."""
        try:
            async with asyncio.timeout(within):
                if self._queues or self._early:
                    self._empty.clear()
                    await self._empty.wait()
        except TimeoutError:
            return False
        return True

    async def _sender(self, key: Chat) -> None:
        """Work on a chat, and then on whatever chat is next given to who rests: a task each would cost more."""
        while True:
            await self._work(key)
            if len(self._resting) >= _MOST_RESTING:
                return
            rest: asyncio.Future[Chat] = asyncio.get_running_loop().create_future()
            self._resting.append(rest)
            key = await rest

    async def _work(self, key: Chat) -> None:
        queue = self._queues[key]
        while queue:
            if key in self._unmarked:
                # A kill must not repeat the last one after this one.
                await self._waiting_for.setdefault(self._unmarked[key], asyncio.Event()).wait()
            await self._deliver(queue[0])
            queue.popleft()
        del self._queues[key]
        if not self._queues:
            self._empty.set()

    async def _deliver(self, letter: Letter) -> None:
        """Send one letter for good or bad; return when the next one of the chat may go."""
        waits = 0
        while True:
            gate = self._open.get(letter.channel)
            if gate is not None:
                await gate.wait()
            if letter.id in self._risky:
                letter.tries += 1
                await _surely(partial(self._risk, self._noted(letter, mail.NEW, "repeated after a restart")))
                passing("risked")
                self._risky.discard(letter.id)
                self._risked.add(letter.id)
            pause = await self._attempt(letter, waits)
            if pause is None:
                return
            waits += 1
            await asyncio.sleep(pause)

    async def _attempt(self, letter: Letter, waits: int) -> float | None:
        """One try. None when the letter is done with, else the seconds to wait before the next."""
        try:
            message = await self._prepared(letter)
            if message is None:
                return None
            passing("sending")
            receipt = await self._channels[letter.channel].send(message)
            passing("sent")
            if letter.kind in _NAMED:
                await _surely(partial(self._addressing.sent, letter, message, receipt))
        except StorageBusy as busy:  # a database that is away says nothing about the letter, and nothing was sent
            log.warning("outbox.storage_busy", letter=letter.id, error=str(busy))
            return _DATABASE_PAUSE
        except TopicGone as gone:
            return await self._topic_gone(letter, str(gone))
        except SendFailed as failure:
            return self._failed(letter, failure, waits)
        except Exception as error:  # a sending task is owned here: a bug parks its letter, no other
            log.exception("send.broken", letter=letter.id, channel=letter.channel)
            self._finish(letter, mail.PARKED, f"{type(error).__name__}: {error}")
            return None
        self._sent(letter, receipt)
        return None

    async def _topic_gone(self, letter: Letter, why: str) -> float | None:
        message = letters.decode(letter.body)
        if not message.topic.startswith(LEAD):  # a topic by its own id cannot be made anew
            self._finish(letter, mail.DROPPED, why)
            return None
        await _surely(partial(self._addressing.gone, letter, message.chat))
        return 0.0

    async def _prepared(self, letter: Letter) -> Outbound | None:
        """What is to be sent, files and all; None when there is nothing to send, which is then marked."""
        message = letters.decode(letter.body)
        moved = self._moved.get((letter.channel, letter.chat))
        if moved:
            message = msgspec.structs.replace(message, chat=moved)
        if message.edits.startswith("#") or message.reply_to.startswith("#") or message.topic.startswith("lead:"):
            named = await self._addressing.resolve(letter, message)
            if named is None:
                self._finish(letter, mail.DROPPED, "the message it changes was never sent")
                return None
            message = named
        if lacks(message, self._channels[letter.channel].capabilities):
            self._finish(letter, mail.DROPPED, "the network has nothing like it")
            return None
        return await self._addressing.filled(message) if message.files else message

    def _failed(self, letter: Letter, failure: SendFailed, waits: int) -> float | None:
        why = str(failure)
        match failure:
            case TryLater() if self._clock.now() - letter.created_at < _GIVE_UP_AFTER:
                self._was_no_risk(letter)
                if failure.whole_channel:
                    self._hold(letter.channel, failure.seconds)
                self._mark(self._noted(letter, mail.NEW, why))
                return failure.seconds
            case Uncertain() if self._repeats(letter) or (letter.tries == 0 and letter.kind != letters.ANSWER):
                letter.tries += 1
                self._mark(self._noted(letter, mail.NEW, why))
                return min(2.0**waits, _PATIENCE)
            case Uncertain():
                self._finish(letter, mail.UNCERTAIN, why)
            case Moved():
                self._moved[(letter.channel, letter.chat)] = failure.chat
                self._chat_moved(letter.channel, letter.chat, failure.chat)
                log.warning("chat.moved", channel=letter.channel, before=letter.chat, after=failure.chat)
                return 0.0
            case Misconfigured():
                log.error("channel.misconfigured", channel=letter.channel, error=why)
                return _UNCONFIGURED_PAUSE
            case Unreachable():
                self._finish(letter, mail.DROPPED, why)
                self._failed_for_good(letter, letters.decode(letter.body), GONE)
            case Refused() | _ if letter.kind == letters.MARK:
                self._finish(letter, mail.DROPPED, why)  # a reaction that cannot be put is no loss
            case Refused() | _:
                log.error("letter.parked", letter=letter.id, channel=letter.channel, kind=letter.kind, error=why)
                self._finish(letter, mail.PARKED, why)
                self._failed_for_good(letter, letters.decode(letter.body), why)
        return None

    def _was_no_risk(self, letter: Letter) -> None:
        """The network refused it for now, so the repeat we noted down did not happen."""
        if letter.id in self._risked:
            self._risked.discard(letter.id)
            self._risky.add(letter.id)
            letter.tries -= 1

    def _hold(self, channel: str, seconds: float) -> None:
        """Let no letter of this channel leave until the network's pause is over."""
        if channel not in self._open and self._group is not None:
            self._open[channel] = asyncio.Event()
            self._group.create_task(self._release(channel, seconds), name=f"hold {channel}")

    async def _release(self, channel: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._open.pop(channel).set()

    def _sent(self, letter: Letter, receipt: Receipt) -> None:
        network_id = receipt.message_ids[-1] if receipt.message_ids else ""
        now = self._clock.now()
        if letter.kind != letters.ANSWER:
            chat = (letter.channel, letter.chat)
            self._unmarked[chat] = letter.id
            self._chat_of[letter.id] = chat
        self._mark(
            Mark(
                letter_id=letter.id,
                state=mail.SENT,
                tries=letter.tries,
                due_at=letter.due_at,
                sent_at=now,
                network_id=network_id,
                message_id=letter.message_id,
                kind=letter.kind,
            ),
        )

    def _finish(self, letter: Letter, state: str, why: str) -> None:
        self._mark(self._noted(letter, state, why))

    def _noted(self, letter: Letter, state: str, why: str) -> Mark:
        return Mark(letter_id=letter.id, state=state, tries=letter.tries, due_at=letter.due_at, error=why[:500])


async def _surely(note: Callable[[], Awaitable[None]]) -> None:
    """Return when it is on disk; a database that is away is waited for, because what follows rests on the note."""
    while True:
        try:
            return await note()
        except StorageBusy as busy:
            log.warning("outbox.storage_busy", error=str(busy))
            await asyncio.sleep(_DATABASE_PAUSE)
