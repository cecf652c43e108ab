"""What is heard, by webhook or by looking, on its way to the disk: who said it, what it chooses, and only then kept."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from channels.contract import Inbound, Kind, Receive

from . import ids
from .media import Media
from .number import Number
from .people import People
from .recall import Recall
from .recent import Recent
from .sessions import Sessions
from .translate import Echo, Touched

_MOST_PEOPLE = 50_000
_MARKS = (Kind.DELIVERED, Kind.READ)
_ABOUT_A_MESSAGE = (Kind.EDITED, Kind.DELETED, *_MARKS)


class Intake:
    """Takes what was understood."""

    def __init__(self, number: Number, sessions: Sessions, people: People, media: Media) -> None:
        self._number = number
        self._sessions = sessions
        self._people = people
        self._media = media
        self._seen = number.seen
        self._options = number.options
        self._recall = Recall(number.waha)
        self._introduced = Recent(_MOST_PEOPLE)

    async def take(self, events: Sequence[Inbound | Touched | Echo], receive: Receive) -> int:
        """Have the new ones committed; how many there were. Raises what `receive` raises, and then nothing is noted."""
        for echo in events:
            if isinstance(echo, Echo):
                self._seen.add(echo.id)
        fresh = [heard for event in events if (heard := self._fresh(event)) is not None]
        settled = [await self._meant(await self._people.settle(heard), event) for heard, event in fresh]
        kept = self._with_numbers([meant for meant in settled if meant is not None])
        if kept:
            await receive(kept)
        for meant in kept:
            self._note(meant)
        return len(kept)

    def _fresh(self, event: Inbound | Touched | Echo) -> tuple[Inbound, Inbound | Touched] | None:
        if isinstance(event, Echo):
            return None
        heard = event.inbound if isinstance(event, Touched) else event
        ours = heard.own and self._number.stamp.made(heard.event_id)
        if ours or heard.event_id in self._seen or heard.chat in self._sessions.mine:
            return None
        return heard, event

    async def _meant(self, heard: Inbound, event: Inbound | Touched) -> Inbound | None:
        """What it means in this chat: a choice among the options on screen, or words."""
        if isinstance(event, Touched) and not self._options.open(heard.chat):
            return None
        if heard.own or heard.kind is not Kind.SAID or heard.attachments:
            return heard
        if not self._options.knows(heard.chat):
            words = await self._recall.words(heard.chat, heard.text, heard.sent_at)
            return msgspec.structs.replace(heard, text=words) if words else heard
        button = self._options.chosen(heard.chat, heard.text)
        if button is None:
            return heard
        return msgspec.structs.replace(heard, kind=Kind.PRESSED, token=button.token, text="")

    def _with_numbers(self, heard: Sequence[Inbound]) -> list[Inbound]:
        """The numbers WhatsApp vouches for, each told once in a life of the program.

        Told with every message it would overrule a number the person types later.
        """
        told: set[str] = set()
        return [self._with_number(each, told) for each in heard]

    def _with_number(self, heard: Inbound, told: set[str]) -> Inbound:
        who = heard.sender.id
        number = ids.phone(who)
        if not number or heard.own or heard.kind in _ABOUT_A_MESSAGE or who in told or who in self._introduced:
            return heard
        told.add(who)
        return msgspec.structs.replace(heard, verified_phone=number)

    def _note(self, heard: Inbound) -> None:
        self._seen.add(heard.event_id)
        if heard.own:
            self._options.show(heard.chat, ())
            return
        if heard.kind in _MARKS:
            return
        self._number.ledger.heard(heard.chat, self._number.now())
        if heard.verified_phone:
            self._introduced.add(heard.sender.id)
        self._media.want(heard)
