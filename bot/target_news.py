"""What the owner hears of targets in their chat: a trial's answer, and that deliveries need a person.

Here is also the forgetting of letters that showed a secret once.
"""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import structlog
from sqlalchemy import select, update

from bot.deliveries import NOTICE, Deliveries
from bot.effects import Duty
from bot.filings import Filing, Posted
from bot.letters import STAFF, letter
from bot.packs import Packs
from bot.wording import Catalogue
from channels.contract import Button, Outbound
from fsm.facts import BUDGET, NAME, NEED, PHONE, Budget, Fact, Qualifier
from fsm.lead import Lead, Stage
from fsm.storage import tables as t
from fsm.storage.effects import Effect, EffectContext
from fsm.storage.mail import IS_TO_US, Letter
from handoff import roster
from handoff.reps import Role
from handoff.targets import book, happenings
from handoff.targets.book import Target
from handoff.targets.contract import Dispatch, NotNow, Refused
from handoff.targets.kinds import KINDS, unsaid

log = structlog.get_logger()

TRIAL = "target_trial"
FORGET = "forget_letter"
HIDDEN = "•••"
_SECONDS = 45.0

_decode = msgspec.json.Decoder(Outbound).decode
_encode = msgspec.json.encode


class TargetNews:
    """Handlers of effects; `post` files letters."""

    def __init__(
        self,
        deliveries: Deliveries,
        packs: Packs,
        catalogue: Catalogue,
        ids: Callable[[], int],
        post: Callable[[Sequence[Filing]], Awaitable[None]],
    ) -> None:
        self._deliveries = deliveries
        self._packs = packs
        self._catalogue = catalogue
        self._ids = ids
        self._post = post

    def duties(self) -> dict[str, Duty]:
        """What workers do of this."""
        return {
            TRIAL: Duty(self.trial, seconds=_SECONDS, tries=2),
            NOTICE: Duty(self.notice),
            FORGET: Duty(self.forget),
        }

    async def trial(self, effect: Effect, context: EffectContext) -> dict[str, Any] | None:
        """Send a made-up lead to a target and tell whoever asked what the other side answered."""
        now = context.now()
        target = await context.store.read(lambda connection: book.one(connection, int(effect.body["target"])))
        if target is None:
            return None
        why = await self._tried(target, effect, now=now)
        words = self._catalogue.words(str(effect.body["language"]))
        name = html.escape(target.name)
        text = (
            words("target.trial.bad", name=name, why=html.escape(why)) if why else words("target.trial.ok", name=name)
        )
        button = Button(words("target.back"), f"~target:{target.id}")
        await self._post([Posted((self._letter(effect, text, button, now),))])
        return {"ok": not why}

    async def _tried(self, target: Target, effect: Effect, *, now: datetime) -> str:
        """Why it did not go, "" when it did."""
        lead = self._sample(target.workspace_id, now)
        writer = self._deliveries.writer
        told = writer.dossier(lead, now)
        dispatch = Dispatch(
            config=target.config,
            event=happenings.QUALIFIED,
            key=f"{target.id}:trial:{effect.id}",
            at=now,
            now=now,
            lead=told,
            data={"trial": True},
            text=writer.text(told, happenings.QUALIFIED, {}),
            title=writer.title(told, happenings.QUALIFIED),
            marker=f"talap-{target.workspace_id}-trial",
            again=True,
            trial=True,
        )
        try:
            await KINDS[target.kind].send(dispatch, self._deliveries.wire)
        except (NotNow, Refused) as trouble:
            return unsaid(str(trouble), target.kind, target.config)
        except Exception as error:  # noqa: BLE001 (whatever the other side answers, the owner is to hear of it)
            return f"an answer of an unexpected form ({type(error).__name__})"
        return ""

    def _sample(self, workspace_id: int, now: datetime) -> Lead:
        edition = self._packs.current
        words = self._catalogue.words(edition.pack.language)

        def fact(value: Any) -> Fact:
            return Fact(value=value, words=str(value) if isinstance(value, str) else "", message_id="trial")

        lead = Lead(
            id=0,
            workspace_id=workspace_id,
            channel="telegram",
            chat="",
            language=edition.pack.language,
            stage=Stage.QUALIFIED,
            facts={
                NAME: fact(words("target.sample.name")),
                PHONE: fact("+77010000000"),
                NEED: fact(words("target.sample.need")),
                BUDGET: fact(Budget(10_000.0, 15_000.0, edition.pack.currency, Qualifier.RANGE)),
            },
            created_at=now,
            last_said_at=now,
            last_words=words("target.sample.need"),
        )
        return msgspec.structs.replace(lead, worth=edition.weigh(lead, now))

    async def notice(self, effect: Effect, context: EffectContext) -> dict[str, Any] | None:
        """Tell the admins that a target's deliveries wait for a person."""
        target = await context.store.read(lambda connection: book.one(connection, int(effect.body["target"])))
        if target is None:
            return None
        people = await context.store.read(roster.roster)
        letters: list[Letter] = []
        for member in people.active(target.workspace_id):
            if not member.may(Role.ADMIN) or not member.chat:
                continue
            words = self._catalogue.words(member.language or self._packs.current.pack.language)
            why = html.escape(str(effect.body["why"]))
            text = words("target.parked", name=html.escape(target.name), why=why)
            message = Outbound(
                chat=member.chat,
                text=text,
                key="",
                html=True,
                buttons=((Button(words("target.open"), f"~target:{target.id}"),),),
            )
            letters.append(letter(self._ids(), None, STAFF, message, channel=member.channel, at=context.now()))
        if letters:
            await self._post([Posted(tuple(letters))])
        return {"told": len(letters)}

    def _letter(self, effect: Effect, text: str, button: Button, now: datetime) -> Letter:
        message = Outbound(chat=str(effect.body["chat"]), text=text, key="", html=True, buttons=((button,),))
        return letter(self._ids(), None, STAFF, message, channel=str(effect.body["channel"]), at=now)

    async def forget(self, effect: Effect, context: EffectContext) -> dict[str, Any] | None:
        """Take a secret out of the letters that showed it: they are known by the part of it that is no secret."""
        begins, chat = str(effect.body["begins"]), str(effect.body["chat"])
        outbox = t.outbox.c
        query = select(outbox.id, outbox.body).where(
            outbox.workspace_id == effect.workspace_id,
            outbox.kind == STAFF,
            IS_TO_US,
            outbox.chat == chat,
            outbox.created_at == datetime.fromisoformat(str(effect.body["at"])),
        )
        rows = await context.store.read(lambda connection: connection.execute(query).all())
        shown = [(row.id, _without(bytes(row.body))) for row in rows if begins.encode() in bytes(row.body)]
        for number, body in shown:
            statement = update(t.outbox).where(outbox.id == number).values(body=body)
            context.on_done(lambda connection, _, statement=statement: connection.execute(statement))  # type: ignore[misc]
        return {"letters": len(shown)}


def _without(body: bytes) -> bytes:
    return _encode(msgspec.structs.replace(_decode(body), text=HIDDEN))
