"""To the road a model is one more channel: a letter to it is a question, and its answer is filed like anything heard.

So no transaction waits for it, its answers are deduplicated and in order, and a crash loses nothing but an opinion.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot.filings import Inside
from bot.llm_prompt import opinion_prompt, reading_prompt
from bot.llm_redaction import Redacted, redact
from bot.llm_tasks import LLM, GiveOpinion, ReadMessage, Task, decode
from channels.contract import Capabilities, Finding, Outbound, Receipt, Receive
from fsm.events import Event, ModelAdvised, ModelRead
from fsm.reading.llm import Llm, NotTheForm, Says, Unavailable, believed, form_in, json_in, prose
from fsm.reading.message import Context
from scoring.advisor import Opinion, opinion_in

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

log = structlog.get_logger()

STALE = timedelta(seconds=60)
"""A question found in the outbox after a restart is not worth its price any more."""

File = Callable[[Sequence[Inside]], Awaitable[None]]


class LlmChannel:
    """Sends questions to a model and files what comes back. Hears nothing by itself."""

    name = LLM
    capabilities = Capabilities()

    def __init__(
        self,
        llm: Llm | None,
        file: File,
        now: Callable[[], datetime],
        *,
        start: Callable[[], Awaitable[None]],
        redacts: bool = True,
    ) -> None:
        self._llm = llm
        self._start = start
        self._file = file
        self._now = now
        self._redacts = redacts

    async def send(self, message: Outbound) -> Receipt:
        """Ask, and file the answer; without an answer file that there is none, so that nobody waits in vain."""
        task = decode(message.text)
        if self._llm is None or self._now() - task.asked_at > STALE:
            return Receipt()
        event = await self._event(self._llm, task)
        if event is not None:
            await self._file([Inside(task.lead_id, LLM, message.key, event)])
        return Receipt()

    async def _event(self, llm: Llm, task: Task) -> Event | None:
        match task:
            case ReadMessage():
                return await self._read(llm, task)
            case GiveOpinion():
                return await self._opinion(llm, task)
            case _:
                return None

    async def _read(self, llm: Llm, task: ReadMessage) -> ModelRead:
        puzzling = task.puzzling
        hidden = self._hidden(task)
        system, user = reading_prompt(puzzling, hidden.text)
        try:
            answer = await llm.ask(task.lead_id, system, user, _is_form)
            says = form_in(hidden.restored(answer.text))
        except (Unavailable, NotTheForm) as failure:
            log.info("llm.no_answer", lead=task.lead_id, why=str(failure))
            return ModelRead(at=self._now(), about=task.about, message_id=task.message_id)
        facts = believed(puzzling, says)
        log.info("llm.read", lead=task.lead_id, model=answer.model, stated=len(says.facts), believed=len(facts))
        return ModelRead(
            at=self._now(),
            about=task.about,
            message_id=task.message_id,
            facts=facts,
            intent=says.intent,
            sentiment=says.sentiment,
            summary=prose(says.summary, puzzling.text),
            hint=prose(says.hint, puzzling.text, 140),
            model=answer.model,
            usd=answer.usd,
        )

    def _hidden(self, task: ReadMessage) -> Redacted:
        puzzling = task.puzzling
        if not self._redacts:
            return Redacted(puzzling.text, {})
        question = "contact_name" if puzzling.question == "name" else puzzling.question
        context = Context(question, puzzling.question_text, puzzling.now, country=puzzling.country)
        return redact(puzzling.text, context, task.names)

    async def _opinion(self, llm: Llm, task: GiveOpinion) -> ModelAdvised | None:
        system, user = opinion_prompt(task.features, task.language)
        try:
            answer = await llm.ask(task.lead_id, system, user, lambda text: _opinion_of(text) is not None)
        except Unavailable as failure:
            log.info("llm.no_opinion", lead=task.lead_id, why=str(failure))
            return None
        opinion = _opinion_of(answer.text)
        recommendation, reason = (
            (prose(opinion.recommendation, user), prose(opinion.reason, user)) if opinion else ("", "")
        )
        if opinion is None or not recommendation:
            return None
        return ModelAdvised(
            at=self._now(),
            score=opinion.score,
            recommendation=recommendation,
            reason=reason,
            model=answer.model,
            usd=answer.usd,
        )

    def routes(self, receive: Receive) -> Sequence[AbstractRouteDef]:
        _ = receive
        return ()

    async def listen(self, receive: Receive) -> None:
        """Load the models' software after everything else has started, then hear nothing for ever."""
        _ = receive
        await self._start()
        await asyncio.Event().wait()

    async def typing(self, chat: str) -> None:
        _ = chat

    async def check(self) -> Sequence[Finding]:
        return ()

    async def close(self) -> None:
        if self._llm is not None:
            await self._llm.close()


def _is_form(text: str) -> bool:
    return _form_of(text) is not None


def _form_of(text: str) -> Says | None:
    try:
        return form_in(text)
    except NotTheForm:
        return None


def _opinion_of(text: str) -> Opinion | None:
    try:
        return opinion_in(json_in(text))
    except NotTheForm:
        return None
