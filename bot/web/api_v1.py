"""/api/v1: leads for other programs. They are looked up, moved, handed over and spoken to by the gates of the buttons.

What changes a lead goes as an event into its inbox, and the answer is given of what its turn made of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from aiohttp import web

from bot.filings import Posted
from bot.llm_asking import Asking
from bot.place import Place
from bot.reps.talk import cannot_write
from bot.web import api_leads
from bot.web import api_v1_reads as reads
from bot.web.api_key import Admission
from bot.web.api_keys import Holder, KeyRole
from bot.web.api_problem import Door, Stop, polite
from bot.web.api_requests import body_of, hashed, idempotency
from bot.web.api_shapes import PartOut, Taken
from bot.web.api_v1_acts import Acts, Done, File
from bot.web.api_v1_shapes import (
    Advice,
    Analysis,
    Form,
    MoveTo,
    NoQuery,
    Nothing,
    Paging,
    Say,
    Sent,
    Standing,
    Wish,
    asked_for,
)
from bot.wording import Catalogue
from bot.words_of_leads import Writer
from channels.webchat.frames import BadInput, clean, parse
from fsm.advice import MODEL
from fsm.events import DealMoved, HandOver, RepSaid, Transfer
from fsm.lead import Lead
from fsm.storage.store import Store
from handoff import deal, roster
from handoff.deal import Refusal
from handoff.reps import Member
from scoring import explain

_MODEL_WITHIN = 8.5
_DIGITS = 18
_LANGUAGE = "en"
_ASKED = ("deal", "deal_refused")
_OFFER = ("offered", "not_offered")

Handed = Callable[[web.Request], Awaitable[tuple[Taken, bool]]]
Act = Callable[[web.Request, Holder], Awaitable[web.Response]]


class Before(NamedTuple):
    """What the doors stand before. `handed` takes in what a person wrote; `asking` knows the model, if there is one."""

    store: Store
    file: File
    now: Callable[[], datetime]
    admission: Admission
    handed: Handed
    writer: Writer
    place: Place
    asking: Asking | None


class ApiV1:
    """The doors of /api/v1."""

    def __init__(self, before: Before, catalogue: Catalogue) -> None:
        self._b = before
        self._acts = Acts(before.store, before.file, before.now)
        self._words = catalogue.words(_LANGUAGE)
        self._speakers: set[str] = set()

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        one = "/api/v1/leads/{lead_id}"
        doors: tuple[tuple[str, str, KeyRole, Act], ...] = (
            ("GET", "/api/v1/leads", KeyRole.READ, self._list),
            ("POST", "/api/v1/leads", KeyRole.SALES, self._create),
            ("GET", one, KeyRole.READ, self._one),
            ("PATCH", f"{one}/stage", KeyRole.SALES, self._move),
            ("POST", f"{one}/transfer", KeyRole.SALES, self._transfer),
            ("POST", f"{one}/handoff", KeyRole.SALES, self._hand_off),
            ("POST", f"{one}/analyze", KeyRole.SALES, self._analyze),
            ("POST", f"{one}/messages", KeyRole.SALES, self._say),
            ("GET", f"{one}/package", KeyRole.READ, self._package),
            ("GET", f"{one}/conversation", KeyRole.READ, self._conversation),
            ("GET", f"{one}/audit", KeyRole.READ, self._audit),
        )
        # GET alone: what is not in the description is refused, HEAD as well.
        return [web.route(method, path, polite(self._keyed(act, role))) for method, path, role, act in doors]

    def _keyed(self, act: Act, role: KeyRole) -> Door:
        async def entered(request: web.Request) -> web.Response:
            holder = await self._b.admission.admit(request, role)
            return await act(request, holder)

        return entered

    # --- looking

    async def _list(self, request: web.Request, _holder: Holder) -> web.Response:
        wish = asked_for(request.query, Wish)
        return _json(200, await self._b.store.read(lambda connection: reads.leads(connection, wish)))

    async def _one(self, request: web.Request, _holder: Holder) -> web.Response:
        asked_for(request.query, NoQuery)
        _, line = await self._acts.lead(_number(request))
        tag = f'"{line.version}"'
        if request.headers.get("If-None-Match", "") == tag:
            return web.Response(status=304, headers={"ETag": tag, "Cache-Control": "no-store"})
        lead = await self._b.store.read(lambda connection: api_leads.one(connection, line.lead_id))
        if lead is None:
            raise Stop(404, "there is no such lead", field="lead_id")
        return _json(200, lead, {"ETag": f'"{lead.lead.version}"'})

    async def _package(self, request: web.Request, _holder: Holder) -> web.Response:
        form = asked_for(request.query, Form)
        lead, _ = await self._acts.lead(_number(request))
        told = self._b.writer.dossier(lead, self._b.now())
        if form.format == "text":
            return web.Response(text=self._b.writer.plain(told), headers={"Cache-Control": "no-store"})
        return _json(200, told)

    async def _conversation(self, request: web.Request, _holder: Holder) -> web.Response:
        page = asked_for(request.query, Paging)
        lead, _ = await self._acts.lead(_number(request))
        return _json(200, await self._b.store.read(lambda connection: reads.conversation(connection, lead.id, page)))

    async def _audit(self, request: web.Request, _holder: Holder) -> web.Response:
        page = asked_for(request.query, Paging)
        lead, _ = await self._acts.lead(_number(request))
        return _json(200, await self._b.store.read(lambda connection: reads.audit(connection, lead.id, page)))

    # --- doing

    async def _create(self, request: web.Request, _holder: Holder) -> web.Response:
        taken, fresh = await self._b.handed(request)
        lead = await self._b.store.read(lambda connection: api_leads.one(connection, taken.lead_id))
        if lead is None:
            raise Stop(404, "this person was erased", field="lead_id")
        place = {"Location": f"/api/v1/leads/{lead.lead.lead_id}", "ETag": f'"{lead.lead.version}"'}
        return _json(201 if fresh else 200, lead, place)

    async def _move(self, request: web.Request, holder: Holder) -> web.Response:
        wanted = parse(await body_of(request), MoveTo)
        to = clean(wanted.stage)
        lead, line = await self._acts.lead(_number(request))
        _unchanged(request, line.version)
        if lead.deal is not None and lead.deal.stage == to:
            return self._stands(Done(True, None, lead, line, False))
        by = _by(holder)
        event = DealMoved(at=self._b.now(), to=to, by=by)
        done = await self._acts.do(lead, _name(request, holder), event, _ASKED, by=by)
        self._passed(done, deal.advance(done.lead, to, self._b.now(), by, self._b.place.pipeline))
        return self._stands(done)

    async def _transfer(self, request: web.Request, holder: Holder) -> web.Response:
        await _no_body(request)
        lead, _ = await self._acts.lead(_number(request))
        by = _by(holder)
        event = Transfer(at=self._b.now(), by=by)
        done = await self._acts.do(lead, _name(request, holder), event, _ASKED, by=by)
        self._passed(done, deal.transfer(done.lead, self._b.now(), by, self._b.place.pipeline))
        return self._stands(done)

    async def _hand_off(self, request: web.Request, holder: Holder) -> web.Response:
        await _no_body(request)
        lead, _ = await self._acts.lead(_number(request))
        event = HandOver(at=self._b.now(), by=_by(holder))
        done = await self._acts.do(lead, _name(request, holder), event, _OFFER)
        if done.done and done.fresh and (done.entry is None or done.entry.kind == "not_offered"):
            why = done.entry.why if done.entry is not None else "not_judged"
            raise Stop(409, _NOT_OFFERED.get(why, why), gate=why)
        return self._stands(done)

    async def _say(self, request: web.Request, holder: Holder) -> web.Response:
        said = parse(await body_of(request), Say)
        text = clean(said.text)
        if not text:
            raise BadInput("there is nothing to say", "text")
        lead, _ = await self._acts.lead(_number(request))
        if refusal := cannot_write(lead):
            raise Stop(409, self._words(refusal), gate=refusal.rpartition(".")[2])
        rep_id, rep_name = await self._speaker(holder, lead, said.rep)
        name = _name(request, holder)
        event = RepSaid(
            at=self._b.now(), rep_id=rep_id, rep_name=rep_name, channel="api", chat="", message_id=name, text=text
        )
        done = await self._acts.do(lead, name, event, ("held",))
        number = await self._b.store.read(lambda connection: reads.message_of(connection, done.lead.id, name))
        if done.done and not number:
            raise Stop(409, self._words(cannot_write(done.lead) or "relay.unreachable"))
        told = Sent(done.done, str(number) if number else "", done.lead.held_by, done.lead.held_until, done.line)
        return _json(201 if done.done else 202, told)

    async def _speaker(self, holder: Holder, lead: Lead, rep: str) -> tuple[str, str]:
        """Who speaks: a colleague by their id, else the key by its name; neither is a new colleague by that."""
        people = await self._b.store.read(roster.roster)
        member = people.member(lead.workspace_id, self._b.place.channel, rep) if rep else None
        if rep and member is None:
            raise Stop(422, "there is no such colleague", field="rep")
        rep_id, name = (member.external_id, member.name) if member else (f"key:{holder.id}", holder.name)
        if rep_id not in self._speakers and (lead.workspace_id, "api", rep_id) not in people.members:
            # A turn notes whoever speaks as a colleague; one that is not at work is asked for nothing.
            absent = Member(
                id=0, workspace_id=lead.workspace_id, channel="api", external_id=rep_id, name=name, active=False
            )
            now = self._b.now()
            await self._b.store.write(lambda connection: roster.join(connection, absent, now))
        self._speakers.add(rep_id)
        return rep_id, name

    async def _analyze(self, request: web.Request, _holder: Holder) -> web.Response:
        await _no_body(request)
        lead, _ = await self._acts.lead(_number(request))
        worth = lead.worth
        if worth is None:
            raise Stop(409, "nothing is known of this lead yet that could be judged", gate="not_judged")
        lead = await self._asked_model(lead)
        parts = tuple(
            PartOut(part.factor, part.points, part.of, part.note, part.words)
            for part in explain.strongest_first(worth.parts)
        )
        opinion = self._opinion(lead)
        told = Analysis(lead.id, worth.score, worth.band.value, worth.model, parts, worth.unknown, opinion)
        return _json(200, told)

    async def _asked_model(self, lead: Lead) -> Lead:
        """The lead after a model was asked for its opinion, where there is one and it answers in time."""
        asking = self._b.asking
        letters = asking.opinion(lead, self._b.now()) if asking is not None else []
        if not letters:
            return lead
        before = await self._b.store.read(lambda connection: reads.last_change(connection, lead.id))
        await self._b.file([Posted(tuple(letters))])
        await self._acts.changed(lead.id, before, (MODEL,), _MODEL_WITHIN)
        return (await self._acts.lead(lead.id))[0]

    def _opinion(self, lead: Lead) -> Advice:
        """A model's where there is one, else what the rules would say; neither changes anything."""
        advice, worth = lead.advice, lead.worth
        if advice is not None and advice.score is not None:
            return Advice(True, "model", advice.score, advice.recommendation, advice.reason)
        told = self._b.writer.dossier(lead, self._b.now())
        strongest = told.score.parts[0].text if told.score and told.score.parts else ""
        return Advice(True, "rules", (worth.score if worth else 0) / 100, told.recommended_approach[0], strongest)

    def _passed(self, done: Done, now: Lead | Refusal) -> None:
        """Raises `Stop` when a gate refused it, with the gate's sentence."""
        if not done.done or done.entry is None or done.entry.kind != "deal_refused":
            return
        gate = done.entry.why
        params = now.params if isinstance(now, Refusal) and now.gate.value == gate else {}
        raise Stop(409, self._words(f"gate.{gate}", **params), gate=gate)

    def _stands(self, done: Done) -> web.Response:
        tag = {"ETag": f'"{done.line.version}"'}
        return _json(200 if done.done else 202, Standing(done.done, done.line), tag)


_NOT_OFFERED = {
    "opted_out": "this person asked not to be written to",
    "already_offered": "the reps have this lead already",
    "unreachable": "there is no way to reach this person",
    "not_judged": "nothing is known of this lead yet that could be judged",
}


def _by(holder: Holder) -> str:
    return f"{holder.name} (API)"


def _number(request: web.Request) -> int:
    told = request.match_info["lead_id"]
    if not told.isascii() or not told.isdecimal() or len(told) > _DIGITS:
        raise Stop(404, "there is no such lead", field="lead_id")
    return int(told)


def _name(request: web.Request, holder: Holder) -> str:
    """The name of this request in the inbox: by its key it is the same when it comes again."""
    key = idempotency(request)
    return f"key:{hashed(str(holder.id), request.path, key)}" if key else f"once:{secrets.token_hex(16)}"


def _unchanged(request: web.Request, version: int) -> None:
    told = request.headers.get("If-Match", "")
    if not told or told == "*":
        return
    if told != f'"{version}"':
        raise Stop(412, f"the lead is at version {version} now", field="If-Match")


async def _no_body(request: web.Request) -> None:
    """These doors need none; what is sent all the same must be an empty object."""
    body = await body_of(request)
    if body.strip():
        parse(body, Nothing)


def _json(status: int, body: msgspec.Struct, headers: dict[str, str] | None = None) -> web.Response:
    given = {"Cache-Control": "no-store", **(headers or {})}
    return web.Response(status=status, body=msgspec.json.encode(body), content_type="application/json", headers=given)
