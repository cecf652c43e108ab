"""Other systems are told what happened to leads: written down with its cause, sent beside the turns, once each.

The lines of a turn's trail become deliveries in the turn's own transaction, each with an effect that sends it. What
cannot be sent is tried again for about two days, then left for a person, and the admins are told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection

from bot.cards import CardTable
from bot.effects import Duty
from bot.packs import Packs
from bot.place import DEMO
from bot.staff import Staff
from bot.turn_state import Turn
from bot.wording import Catalogue
from bot.words_of_leads import Writer
from fsm.storage import people, road
from fsm.storage.effects import Effect, EffectContext, TryLater, file_effect
from handoff.targets import book
from handoff.targets.book import Delivery, Target
from handoff.targets.contract import Dispatch, NotNow, Refused
from handoff.targets.happenings import UPDATED, Happening, happenings
from handoff.targets.kinds import KINDS, unsaid
from handoff.targets.wire import HttpWire

log = structlog.get_logger()

DELIVERY = "delivery"
NOTICE = "target_notice"

PAUSES = (10, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400)
"""Seconds between the tries of a delivery; after the last it is parked."""

_SETTLES = timedelta(seconds=20)
_NEWS = frozenset({"amount", "held"})
_TRY_SECONDS = 60.0
_SEND_SECONDS = 50.0
_AT_ONCE = 4
_PAUSED = 300.0


class Herald(Staff):
    """Staff that also writes down what other systems are to be told, in the transaction of what happened."""

    @property
    def last_stage(self) -> str:
        """The stage of the owner's pipeline at which a deal is won."""
        return self._cards.place.pipeline[-1]

    def has_to_keep(self, connection: Connection, turns: Sequence[Turn]) -> bool:
        return super().has_to_keep(connection, turns) or book.is_any(connection)

    def keep(self, connection: Connection, turns: Sequence[Turn], now: datetime) -> None:
        super().keep(connection, turns, now)
        if not book.is_any(connection):
            return
        end = self.last_stage
        real = (turn for turn in turns if turn.lead.channel != DEMO)  # an example is nobody's customer
        told = [(turn, found) for turn in real if (found := _of(turn, end))]
        targets = book.listed(connection, active=True) if told else []
        for turn, found in told:
            for happening in found:
                _announce(connection, targets, turn.lead.workspace_id, turn.lead.id, happening, now)


def _of(turn: Turn, end: str) -> list[Happening]:
    """What happened in a turn; where it was only that more is known now, that."""
    found = happenings(turn.events, end)
    if found:
        return found
    rows = [*turn.facts, *turn.scores, *(row for row in turn.events if row["kind"] in _NEWS)]
    return [Happening(UPDATED, f"{rows[0]['id']}:{UPDATED}", {})] if rows else []


def announce(  # noqa: PLR0913 (an event)
    connection: Connection,
    workspace_id: int,
    event: str,
    key: str,
    data: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """Tell of something that concerns no lead ("campaign.started"), in the transaction of its cause; once per key."""
    happening = Happening(event, f"{key}:{event}", dict(data))
    _announce(connection, book.listed(connection, active=True), workspace_id, None, happening, now)


def _announce(  # noqa: PLR0913, PLR0917 (whom, whose, what, when)
    connection: Connection,
    targets: Sequence[Target],
    workspace_id: int,
    lead_id: int | None,
    happening: Happening,
    now: datetime,
) -> None:
    for target in targets:
        if target.workspace_id != workspace_id or not book.due_for(connection, target, lead_id, happening.event):
            continue
        due_at = now
        if lead_id is not None and not KINDS[target.kind].each:
            if happening.event != UPDATED:
                book.cover(connection, target, lead_id, now)
            elif book.is_expected(connection, target, lead_id, now):
                continue
            else:
                due_at = now + _SETTLES  # the next words may come at once, and one change tells of all
        number = book.write_down(connection, target, lead_id, happening, due_at, now)
        if number is not None:
            _file(connection, workspace_id, number, due_at, now)


def _file(connection: Connection, workspace_id: int, number: int, due_at: datetime, now: datetime) -> None:
    key = f"{DELIVERY}:{number}:{int(now.timestamp() * 1000)}"
    body = {"delivery": number}
    file_effect(connection, workspace_id=workspace_id, kind=DELIVERY, key=key, body=body, due_at=due_at, now=now)


def send_again(connection: Connection, target: Target, now: datetime) -> int:
    """Send what was parked round again; how many there were."""
    numbers = book.again(connection, target.id, now)
    for number in numbers:
        _file(connection, target.workspace_id, number, now, now)
    return len(numbers)


class _Job(msgspec.Struct, frozen=True):
    """All that a try needs, read at one moment. `upto` is the newest delivery that it covers."""

    delivery: Delivery
    target: Target
    dispatch: Dispatch
    upto: int


class Deliveries:
    """Sends what was written down. Holds connections to other systems (`wire`); `close` ends them.

    `private` names the machines in private networks that may be reached.
    """

    def __init__(self, packs: Packs, catalogue: Catalogue, cards: CardTable, private: Collection[str] = ()) -> None:
        self._writer = Writer(packs, catalogue, cards)
        self.wire = HttpWire(private)

    @property
    def writer(self) -> Writer:
        return self._writer

    def duties(self) -> dict[str, Duty]:
        """What workers do of this."""
        return {DELIVERY: Duty(self.deliver, seconds=_TRY_SECONDS, at_once=_AT_ONCE)}

    async def close(self) -> None:
        await self.wire.close()

    async def deliver(self, effect: Effect, context: EffectContext) -> dict[str, Any] | None:
        """One try of one delivery."""
        now = context.now()
        job = await context.store.read(lambda connection: self._job(connection, effect, now))
        if isinstance(job, str):
            await context.store.write(
                lambda connection: book.drop(connection, int(effect.body["delivery"]), str(job), now)
            )
            return {"dropped": job}
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                remote_id = await KINDS[job.target.kind].send(job.dispatch, self.wire)
        except TimeoutError:
            return await self._later(context, job, f"no answer within {_SEND_SECONDS:g} s", None)
        except NotNow as later:
            return await self._later(context, job, str(later), later.seconds)
        except Refused as refusal:
            return await self._park(context, job, str(refusal))
        except Exception as error:  # noqa: BLE001 (an answer of another form than documented must not stop the queue)
            return await self._later(context, job, f"unexpected: {type(error).__name__}", None)
        log.info("delivery.sent", delivery=job.delivery.id, target=job.target.id)
        context.on_done(
            lambda connection, _: book.sent(connection, job.delivery, remote_id, context.now(), upto=job.upto)
        )
        return {"remote_id": remote_id}

    def _job(self, connection: Connection, effect: Effect, now: datetime) -> _Job | str:
        """What is to be done, or why nothing is. Raises `TryLater` while it is not this one's turn."""
        found = book.delivery(connection, int(effect.body["delivery"]))
        if found is None or found.state != book.NEW:
            return "done before"
        target = book.one(connection, found.target_id)
        if target is None:
            return "the target was removed"
        if not target.active:
            raise TryLater(_PAUSED, "the target is paused")
        first = book.before(connection, found)
        if first is not None:
            raise TryLater(max(0.5, (first.due_at - now).total_seconds()), "an earlier one goes first")
        lead_id = people.current(connection, [found.lead_id])[found.lead_id] if found.lead_id is not None else None
        if found.lead_id is not None and lead_id is None:
            return "the person was erased"
        dispatch = self._dispatch(
            connection, found, target, lead_id, again=found.tries > 0 or effect.tries > 1, now=now
        )
        upto = found.id if KINDS[target.kind].each else book.newest(connection, found)
        return _Job(found, target, dispatch, upto)

    def _dispatch(  # noqa: PLR0913 (what a dispatch is made of)
        self,
        connection: Connection,
        found: Delivery,
        target: Target,
        lead_id: int | None,
        *,
        again: bool,
        now: datetime,
    ) -> Dispatch:
        lead = road.load_leads(connection, [lead_id])[lead_id].lead if lead_id is not None else None
        told = self._writer.dossier(lead, now) if lead is not None else None
        known = [each for each in (lead_id, found.lead_id) if each is not None]
        return Dispatch(
            config=target.config,
            event=found.event,
            key=f"{target.id}:{found.key}",
            at=found.created_at,
            now=now,
            lead=told,
            data=found.body,
            text=self._writer.text(told, found.event, found.body),
            title=self._writer.title(told, found.event),
            marker=f"talap-{target.workspace_id}-{lead_id}" if lead_id is not None else "",
            remote_id=book.remote_of(connection, target.id, known) if known else "",
            again=again,
        )

    async def _later(self, context: EffectContext, job: _Job, why: str, seconds: float | None) -> dict[str, Any]:
        """Note the failure and raise for another try; after the last one it is parked."""
        if job.delivery.tries >= len(PAUSES):
            return await self._park(context, job, why)
        why = unsaid(why, job.target.kind, job.target.config)
        pause = max(seconds or 0.0, float(PAUSES[job.delivery.tries]))
        due_at = context.now() + timedelta(seconds=pause)
        await context.store.write(lambda connection: book.failed(connection, job.delivery, why, due_at, parked=False))
        log.warning("delivery.later", delivery=job.delivery.id, target=job.target.id, seconds=pause)
        raise TryLater(pause, why)

    async def _park(self, context: EffectContext, job: _Job, why: str) -> dict[str, Any]:
        """Leave it for a person, who is told; in the transaction that ends this try."""
        now, target = context.now(), job.target
        why = unsaid(why, target.kind, target.config)

        def give_up(connection: Connection, _result: object) -> None:
            book.failed(connection, job.delivery, why, now, parked=True)
            key = f"{NOTICE}:{target.id}:{now:%Y%m%d%H}"  # a system that is away is told of once an hour
            body = {"target": target.id, "why": why[:300]}
            workspace_id = target.workspace_id
            file_effect(connection, workspace_id=workspace_id, kind=NOTICE, key=key, body=body, due_at=now, now=now)

        context.on_done(give_up)
        log.error("delivery.parked", delivery=job.delivery.id, target=target.id)
        return {"parked": True}
