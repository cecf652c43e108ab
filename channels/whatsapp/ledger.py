"""What the governor's figures come from: who wrote, what was sent, what became of it. In memory, with a snapshot.

The snapshot is small and carries no words: ids, moments and counts. Whoever keeps it over a restart gives it back to
`restore`; without it a number is judged by this life of the program alone. Where several processes share a number,
each hands the others' snapshots to `follow`: what they sent counts, and who wrote to them wrote.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import chain

import msgspec

from .governor import Errand, Pulse
from .quiet import quiet_for

_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0
_WEEK = 7 * _DAY
_RECENT = 10 * _MINUTE
_ACK_WITHIN = 2 * _MINUTE
_AT_SERVER = 1
_MOST_PEOPLE = 50_000
_MOST_LATE = 500


class Fate(StrEnum):
    """What became of a send, as far as known here."""

    UNDER_WAY = "under_way"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"


class Send(msgspec.Struct):
    """One message to one chat. `at` in seconds since the epoch; `ack` as WAHA counts."""

    chat: str
    at: float
    errand: Errand
    id: str = ""
    fate: Fate = Fate.UNDER_WAY
    ack: int = 0


class Person(msgspec.Struct):
    """What the governor knows of one contact: when they last wrote, and our messages since."""

    heard_at: float = 0.0
    in_a_row: int = 0


class First(msgspec.Struct):
    """A first message: to whom, when, and whether it was answered."""

    chat: str
    at: float
    answered: bool = False


class Snapshot(msgspec.Struct, frozen=True):
    """Everything worth keeping over a restart."""

    began: float
    sends: list[Send] = []
    firsts: list[First] = []
    people: dict[str, Person] = {}
    restricted_until: float = 0.0
    acks: bool = False
    late: dict[str, int] = {}


class Ledger:
    """Notes and counts. Every method takes the moment; nothing here looks at a clock."""

    def __init__(self, now: datetime, since: date | None = None, zone: str = "Asia/Almaty") -> None:
        began = datetime(since.year, since.month, since.day, tzinfo=UTC) if since else now
        self._began = began.timestamp()
        self._zone = zone
        self._sends: deque[Send] = deque()
        self._by_id: dict[str, Send] = {}
        self._firsts: deque[First] = deque()
        self._people: OrderedDict[str, Person] = OrderedDict()
        self._restricted_until = 0.0
        self._acks = False
        self._late: OrderedDict[str, int] = OrderedDict()
        self._others: tuple[Snapshot, ...] = ()
        self._sharers = 0

    # Notes

    def heard(self, chat: str, at: datetime) -> None:
        """A person wrote."""
        person = self._person(chat)
        person.heard_at = max(person.heard_at, at.timestamp())
        person.in_a_row = 0
        for first in self._firsts:
            first.answered = first.answered or first.chat == chat

    def errand(self, chat: str, *, initiates: bool) -> Errand:
        """What a message to this chat would be."""
        if not initiates:
            return Errand.REPLY
        person = self._people.get(chat)
        return Errand.REMINDER if person is not None and person.heard_at else Errand.FIRST

    def begins(self, chat: str, errand: Errand, now: datetime) -> Send:
        """A message is about to go; from now on it counts."""
        self._prune(now.timestamp())
        send = Send(chat, now.timestamp(), errand)
        self._sends.append(send)
        self._person(chat).in_a_row += 1
        if errand is Errand.FIRST:
            self._firsts.append(First(chat, send.at))
        return send

    def ends(self, send: Send, fate: Fate, message_id: str = "") -> None:
        """What became of it. What was held back by no fault of the number does not count."""
        send.fate, send.id = fate, message_id
        if message_id:
            self._by_id[message_id] = send
        if fate is not Fate.SENT:
            person = self._person(send.chat)
            person.in_a_row = max(0, person.in_a_row - 1)
            self._firsts = deque(first for first in self._firsts if (first.chat, first.at) != (send.chat, send.at))
        if fate is Fate.HELD:
            self._sends = deque(each for each in self._sends if each is not send)

    def acked(self, message_id: str, level: int) -> None:
        """WhatsApp tells how far one got; acks come late, twice and out of order, so the furthest counts."""
        self._acks = self._acks or level >= _AT_SERVER
        send = self._by_id.get(message_id)
        if send is None:
            self._late[message_id] = max(level, self._late.pop(message_id, level))
            if len(self._late) > _MOST_LATE:
                self._late.popitem(last=False)
            return
        if level < 0 and send.ack < _AT_SERVER:
            send.fate = Fate.FAILED
        send.ack = max(send.ack, level)

    def restricted(self, until: datetime) -> None:
        """WhatsApp forbids first messages until then."""
        self._restricted_until = max(self._restricted_until, until.timestamp())

    def unrestricted(self) -> None:
        """WhatsApp says that the restriction is over."""
        self._restricted_until = 0.0

    # Figures

    def restricted_until(self, now: datetime) -> datetime | None:
        """When WhatsApp's restriction ends, while there is one."""
        if self._restricted_until <= now.timestamp():
            return None
        return datetime.fromtimestamp(self._restricted_until, UTC)

    def pulse(self, now: datetime, chat: str = "") -> Pulse:
        """The number's figures now, and those of one contact."""
        at = now.timestamp()
        person = self._people.get(chat) or Person()
        firsts = [first for first in self._all_firsts() if at - first.at < _WEEK]
        settled = [first for first in firsts if at - first.at >= _DAY or self._answered(first)]
        recent = [send for send in self._sends if at - send.at < _RECENT and send.fate is not Fate.UNDER_WAY]
        to_them = [send.at for send in self._all() if send.chat == chat]
        moments = [send.at for send in self._all()]
        own = _within((send.at for send in self._sends), at, _MINUTE)
        return Pulse(
            age_days=max(0.0, at - self._began) / _DAY,
            # What others sent is known a few seconds late, so of a minute nobody takes more than their share.
            minute=max(_within(moments, at, _MINUTE), own * (1 + self._sharers)),
            hour=_within(moments, at, _HOUR),
            day=_within(moments, at, _DAY),
            firsts=_within((first.at for first in firsts), at, _DAY),
            since_first=min((at - first.at for first in firsts), default=_DAY),
            asked=len(settled),
            answered=sum(self._answered(first) for first in settled),
            # By chat, not by message: one contact whose messages fail again and again is their trouble, not ours.
            tried=len({send.chat for send in recent}),
            failed=len({send.chat for send in recent if send.fate is Fate.FAILED}),
            stuck=len({send.chat for send in self._sends if _is_stuck(send, at)}),
            acks=self._acks,
            restricted_for=max(0.0, self._restricted_until - at),
            contact_hour=_within(to_them, at, _HOUR),
            contact_day=_within(to_them, at, _DAY),
            in_a_row=person.in_a_row + self._others_in_a_row(chat, person.heard_at),
            quiet_for=quiet_for(chat, now, self._zone) if chat else 0.0,
        )

    # Keeping

    def snapshot(self) -> Snapshot:
        """All of it, to be kept."""
        return Snapshot(
            began=self._began,
            sends=list(self._sends),
            firsts=list(self._firsts),
            people=dict(self._people),
            restricted_until=self._restricted_until,
            acks=self._acks,
            late=dict(self._late),
        )

    def follow(self, others: Sequence[Snapshot], sharers: int) -> None:
        """Know what other processes noted of the same number; `sharers` of them are sending now."""
        self._others, self._sharers = tuple(others), sharers
        for other in others:
            self._began = min(self._began, other.began)
            self._restricted_until = max(self._restricted_until, other.restricted_until)
            self._acks = self._acks or other.acks
            for chat, theirs in other.people.items():
                known = self._people.get(chat)
                if theirs.heard_at > (known.heard_at if known else 0.0):
                    self.heard(chat, datetime.fromtimestamp(theirs.heard_at, UTC))
            for message_id, level in other.late.items():
                if message_id in self._by_id:
                    self.acked(message_id, level)

    def restore(self, kept: Snapshot) -> None:
        """Go on from a snapshot. What was under way then is taken for sent: to count too much is the safe mistake."""
        self._began = min(self._began, kept.began)
        self._sends = deque(kept.sends)
        for send in self._sends:
            send.fate = Fate.SENT if send.fate is Fate.UNDER_WAY else send.fate
        self._by_id = {send.id: send for send in self._sends if send.id}
        self._firsts = deque(kept.firsts)
        self._people = OrderedDict(kept.people)
        self._restricted_until = kept.restricted_until
        self._acks = kept.acks

    def _person(self, chat: str) -> Person:
        person = self._people.pop(chat, None) or Person()
        self._people[chat] = person
        if len(self._people) > _MOST_PEOPLE:
            self._people.popitem(last=False)
        return person

    def _all(self) -> Iterable[Send]:
        return chain(self._sends, *(other.sends for other in self._others))

    def _all_firsts(self) -> Iterable[First]:
        return chain(self._firsts, *(other.firsts for other in self._others))

    def _answered(self, first: First) -> bool:
        person = self._people.get(first.chat)
        return first.answered or (person is not None and person.heard_at > first.at)

    def _others_in_a_row(self, chat: str, heard_at: float) -> int:
        theirs = [person for other in self._others if (person := other.people.get(chat)) is not None]
        return sum(person.in_a_row for person in theirs if person.heard_at >= heard_at)

    def _prune(self, at: float) -> None:
        while self._sends and at - self._sends[0].at > timedelta(days=1).total_seconds():
            self._by_id.pop(self._sends.popleft().id, None)
        while self._firsts and at - self._firsts[0].at > _WEEK:
            self._firsts.popleft()


def _within(moments: Iterable[float], at: float, seconds: float) -> int:
    return sum(1 for moment in moments if at - moment < seconds)


def _is_stuck(send: Send, at: float) -> bool:
    return send.fate is Fate.SENT and send.ack < _AT_SERVER and _ACK_WITHIN < at - send.at < _HOUR
