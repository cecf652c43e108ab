"""One message out, whatever it takes: held when the number must be spared, typed like a person types, sent once.

Our messages carry an id made from their key (NOWEB and GOWS take it), so a repeat is the same message and shown once.
Where that is not possible, what may have gone is looked for in the chat before it is said again. Either way the same
letter may be handed over any number of times, also after a crash, and the person has it once.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import structlog

from channels.contract import Outbound, Receipt, Refused, SendFailed, TryLater, Uncertain, Unreachable

from . import ids
from .api import NoAnswer, NotReached, WahaError, escaped
from .changing import Changes
from .compose import parts_of, request, words_in
from .consequences import consequence, is_session, may_have_gone, restriction
from .governor import Errand, Limits, Reason, Verdict, judge
from .ledger import Fate, Send
from .number import Number
from .recent import Recent
from .schema import Message, Unreadable
from .sessions import Sessions

log = structlog.get_logger("whatsapp")

_MOST_UNFINISHED = 1_000
_MOST_CHATS = 50_000
_LAST_ONES = "20"
_COURTESY_SECONDS = 5.0
_AGAIN_SECONDS = 10.0
_NOT_READY_SECONDS = 3.0
_RESTRICTED_SECONDS = 3_600.0
_CLOCKS_DIFFER = 5.0
_DAY = 86_400.0
_ANSWER_SECONDS = 40.0
_SLOWEST_BYTES_A_SECOND = 100_000
_RESTRICTED_FOR = {463: timedelta(hours=6), 475: timedelta(hours=24)}


class Mouth:
    """Sends. Remembers how far a split message got, and which messages may have gone without an answer."""

    def __init__(self, number: Number, sessions: Sessions, limits: Limits) -> None:
        self._number = number
        self._waha = number.waha
        self._ledger = number.ledger
        self._changes = Changes(number, sessions)
        self._sessions = sessions
        self._limits = limits
        self._unfinished: dict[str, list[str]] = {}
        self._doubtful: dict[str, float] = {}
        self._spoken = Recent(_MOST_CHATS)

    async def say(self, message: Outbound) -> Receipt:
        """Deliver all parts; raises the `SendFailed` of the first that could not be."""
        if message.answers and not message.text.strip():
            return Receipt()
        if message.topic_change is not None:
            return Receipt()
        if message.edits or message.deletes or message.reacts_to:
            return await self._changes.make(message)
        chat = ids.person(message.chat)
        if not chat:
            raise Refused(f"{message.chat[:40]!r} is not a person on WhatsApp")
        send = self._begun(chat, message)
        fate, last = Fate.FAILED, ""
        try:
            delivered = await self._parts(msgspec.structs.replace(message, chat=chat), send)
            fate, last = Fate.SENT, delivered[-1] if delivered else ""
        except (TryLater, Refused, asyncio.CancelledError) as held:
            fate = Fate.FAILED if isinstance(held, _EngineFailed) else Fate.HELD
            raise
        finally:
            self._ledger.ends(send, fate, last)
        self._number.options.show(chat, message.buttons)
        return Receipt(tuple(delivered))

    async def shows_typing(self, chat: str) -> None:
        """Show "typing..."; nothing more than a courtesy, so no trouble of its own."""
        if ids.person(chat) and self._sessions.ready:
            await self._courtesy("/api/startTyping", ids.person(chat))

    def _begun(self, chat: str, message: Outbound) -> Send:
        """Counted from here on; raises when the session is not ready or the number must be spared."""
        if not self._sessions.ready:
            raise TryLater(_NOT_READY_SECONDS, f"WhatsApp is {self._sessions.status}", whole_channel=True)
        errand = self._ledger.errand(chat, initiates=message.initiates)
        verdict = judge(self._ledger.pulse(self._number.now(), chat), errand, self._limits)
        if not verdict.go:
            raise _held(verdict)
        return self._ledger.begins(chat, errand, self._number.now())

    async def _parts(self, message: Outbound, send: Send) -> list[str]:
        await self._know_engine()
        if send.errand is Errand.FIRST:
            message = msgspec.structs.replace(message, chat=await self._reachable(message.chat))
        parts = parts_of(message)
        delivered = self._unfinished.pop(message.key, [])
        try:
            for part in parts[len(delivered) :]:
                await self._behave(part)
                delivered.append(await self._deliver(part))
        except BaseException:
            self._remember(message.key, delivered)
            raise
        return delivered

    async def _know_engine(self) -> None:
        """Before the very first message: whether it may carry an id of ours decides if a repeat is harmless."""
        try:
            await self._sessions.learn_engine()
        except (WahaError, NotReached, NoAnswer) as error:
            raise self._unsent(error) from None
        except msgspec.MsgspecError:
            raise TryLater(_AGAIN_SECONDS, "WAHA does not tell its engine") from None

    async def _reachable(self, chat: str) -> str:
        """The chat to write to first; a number nobody has is not written to at all."""
        if ids.is_hidden(chat):
            return chat
        number = ids.phone(chat).removeprefix("+")
        try:
            raw = await self._waha.get("/api/contacts/check-exists", {"phone": number, "session": self._sessions.name})
            known: Any = msgspec.json.decode(raw)
        except (WahaError, NotReached, NoAnswer) as error:
            raise self._unsent(error) from None
        except msgspec.MsgspecError:
            return chat
        if isinstance(known, dict) and known.get("numberExists") is False:
            raise Unreachable("this number is not on WhatsApp")
        return ids.person(str(known.get("chatId", ""))) or chat if isinstance(known, dict) else chat

    async def _behave(self, part: Outbound) -> None:
        """Read, then type for as long as the text is long: what WAHA advises, and pleasant to read."""
        if not part.initiates:
            await self._courtesy("/api/sendSeen", part.chat)
        pause = self._number.patience.typing(len(part.text))
        if pause:
            await self._courtesy("/api/startTyping", part.chat)
            await asyncio.sleep(pause)
            await self._courtesy("/api/stopTyping", part.chat)

    async def _courtesy(self, path: str, chat: str) -> None:
        try:
            await self._waha.post(path, {"session": self._sessions.name, "chatId": chat}, _COURTESY_SECONDS)
        except (WahaError, NotReached, NoAnswer) as error:
            log.debug("whatsapp.no_courtesy", what=path, why=str(error)[:100])

    async def _deliver(self, part: Outbound) -> str:
        """One message, and what its trouble means; gives the bare id."""
        stamped = self._sessions.takes_our_ids and not part.files
        message_id = self._number.stamp.id_for(part.key) if stamped else ""
        path, body = await self._composed(part, message_id)
        began = self._doubtful.get(part.key, 0.0)
        if began and (found := await self._found(part.chat, body, began)):
            del self._doubtful[part.key]
            return found
        if not message_id and not part.files and (found := await self._said_before_a_crash(part.chat, body["text"])):
            return found
        began = began or self._number.now().timestamp()
        try:
            answer = await self._waha.post(path, body, _seconds_for(part))
        except (WahaError, NotReached, NoAnswer) as error:
            return await self._after(error, part, body, began)
        self._doubtful.pop(part.key, None)
        return _id_in(answer) or message_id

    async def _composed(self, part: Outbound, message_id: str) -> tuple[str, dict[str, Any]]:
        """The request; megabytes in base64 take long enough to be noticed by everybody else, so they are made aside."""
        if part.files:
            return await asyncio.to_thread(request, part, self._sessions.name, message_id)
        return request(part, self._sessions.name, message_id)

    async def _after(self, error: WahaError | NotReached | NoAnswer, part: Outbound, body: Any, began: float) -> str:
        """The id, should the message have gone in spite of the trouble; else raises what happens next."""
        if not may_have_gone(error):
            raise self._named(error) from None
        found = await self._found(part.chat, body, began)
        if found:
            self._doubtful.pop(part.key, None)
            return found
        self._doubt(part.key, began)
        # Looked and not there: an engine that said it failed did; and the same id again does no harm in any case.
        if found is not None and ("id" in body or isinstance(error, WahaError)):
            raise _EngineFailed(_AGAIN_SECONDS, f"WAHA could not send ({error})") from None
        raise consequence(error) from None

    async def _said_before_a_crash(self, chat: str, text: str) -> str:
        """The bare id, should these very words be the last we said in the chat, within a day; "" otherwise.

        Asked once a chat, for engines that take no id of ours: an earlier life may have sent them and died before it
        could note so. The bot does not say the same thing twice in a row on purpose.
        """
        if chat in self._spoken:
            return ""
        self._spoken.add(chat)
        path = f"/api/{{session}}/chats/{escaped(chat)}/messages"
        query = {"limit": "1", "downloadMedia": "false", "sortBy": "timestamp", "sortOrder": "desc"}
        query |= {"filter.fromMe": "true", "filter.timestamp.gte": str(int(self._number.now().timestamp() - _DAY))}
        try:
            newest = msgspec.json.decode(await self._waha.get(path, query, _AGAIN_SECONDS), type=list[Message])
        except (WahaError, NotReached, NoAnswer, *Unreadable):
            return ""
        same = newest and newest[0].fromMe and (newest[0].body or "").strip() == text.strip()
        return ids.bare(newest[0].id) if same else ""

    async def _found(self, chat: str, body: Any, since: float) -> str | None:
        """The bare id of this very message among our last ones; "" when it is not there, None when nobody can tell."""
        wanted = body.get("id", "")
        if wanted and wanted in self._number.seen:
            return str(wanted)
        path = f"/api/{{session}}/chats/{escaped(chat)}/messages"
        query = {"limit": _LAST_ONES, "downloadMedia": "false", "filter.fromMe": "true"}
        query["filter.timestamp.gte"] = str(int(since - _CLOCKS_DIFFER))
        try:
            ours = msgspec.json.decode(await self._waha.get(path, query, _AGAIN_SECONDS), type=list[Message])
        except (WahaError, NotReached, NoAnswer, *Unreadable):
            return None
        for item in ours:
            if item.fromMe and (ids.bare(item.id) == wanted if wanted else _is_same(item, body)):
                return ids.bare(item.id)
        return ""

    def _unsent(self, error: WahaError | NotReached | NoAnswer) -> SendFailed:
        """What a trouble means that came before anything was sent: nothing is in doubt."""
        named = self._named(error)
        return TryLater(_AGAIN_SECONDS, str(error)) if isinstance(named, Uncertain) else named

    def _named(self, error: WahaError | NotReached | NoAnswer) -> SendFailed:
        code = restriction(error)
        if code:
            self._ledger.restricted(self._number.now() + _RESTRICTED_FOR[code])
            log.warning("whatsapp.restricted", code=code)
            why = f"WhatsApp restricts this number ({code})"
            return TryLater(_RESTRICTED_SECONDS, why, held=Reason.RESTRICTED.key, unasked=True)
        if is_session(error):
            self._sessions.look_soon()
        return consequence(error)

    def _doubt(self, key: str, began: float) -> None:
        if len(self._doubtful) >= _MOST_UNFINISHED:
            self._doubtful.pop(next(iter(self._doubtful)))
        self._doubtful[key] = began

    def _remember(self, key: str, delivered: list[str]) -> None:
        if not delivered:
            return
        if len(self._unfinished) >= _MOST_UNFINISHED:
            self._unfinished.pop(next(iter(self._unfinished)))
        self._unfinished[key] = delivered


class _EngineFailed(TryLater):
    """To be tried again, and counted among the number's errors."""


def _is_same(item: Message, body: dict[str, Any]) -> bool:
    """Whether a message in the chat says what a request of ours did, with a file where it had one."""
    same_words = (item.body or "").strip() == words_in(body).strip()
    return same_words and bool(item.hasMedia or item.media) == ("file" in body)


def _seconds_for(part: Outbound) -> float:
    """How long an answer may take; a large file has longer."""
    return _ANSWER_SECONDS + sum(len(file.content) for file in part.files) / _SLOWEST_BYTES_A_SECOND


def _held(verdict: Verdict) -> SendFailed:
    why = f"the number is spared: {verdict.reason}"
    if verdict.never or verdict.reason is None:
        return Refused(why)
    unasked = verdict.for_all or verdict.for_first
    return TryLater(verdict.wait, why, whole_channel=verdict.for_all, held=verdict.reason.key, unasked=unasked)


def _id_in(answer: bytes) -> str:
    """The bare id in an answer; every engine sends its own format. It has been sent, so none at all is no failure."""
    try:
        told: Any = msgspec.json.decode(answer)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return ""
    if not isinstance(told, dict):
        return ""
    inner = told.get("id")
    if isinstance(inner, dict):
        inner = inner.get("id") or inner.get("_serialized")
    elif inner is None and isinstance(told.get("key"), dict):
        inner = told["key"].get("id")
    return ids.bare(inner) if isinstance(inner, str) else ""
