"""What a language model may do to a lead: fill facts that the rules left open, and tell the rep its opinion."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from fsm.decision import Decision, Say
from fsm.draft import Draft
from fsm.events import ModelAdvised, ModelRead
from fsm.facts import Fact, Found
from fsm.lead import Advice, Stage
from fsm.script import Pack

MODEL = "model"
NOTICE = "llm.notice"
_SELF_DECLARING = re.compile(
    r"автомат|\bбот|\bробот|\bии\b|нейросет|искусственн|жасанды|automat|\bbot\b|\brobot|\bai\b|artificial",
    re.IGNORECASE,
)


def open_facts(draft: Draft, advised: Mapping[str, Found], message_id: str) -> dict[str, Fact]:
    """The advised facts that nobody has told yet, signed by the model: what the rules read always stands."""
    return {
        name: Fact(found.value, found.words, message_id, found.start, found.end, found.confidence, reader=MODEL)
        for name, found in advised.items()
        if name not in draft.lead.facts
    }


def fill(draft: Draft, event: ModelRead) -> None:
    """Take over a model's answer without a word to the lead: facts still open, the summary, and what it cost."""
    if event.model:
        draft.note("model", after=f"{event.usd:.6f}", why=event.model, by=MODEL)
    if draft.lead.stage is Stage.OPTED_OUT:
        return
    for name, fact in open_facts(draft, event.facts, event.message_id).items():
        draft.learn(name, fact)
    if draft.changed:
        draft.weigh()
    if event.summary or event.hint:
        before = draft.lead.advice or Advice()
        summary, hint = event.summary or before.summary, event.hint or before.hint
        _keep(draft, msgspec.structs.replace(before, summary=summary, hint=hint))


def note(draft: Draft, event: ModelAdvised) -> None:
    """Keep a model's opinion of the lead beside the score. It moves nothing."""
    draft.note("model", after=f"{event.usd:.6f}", why=event.model, by=MODEL)
    before = draft.lead.advice or Advice()
    opinion = {"score": event.score, "recommendation": event.recommendation, "reason": event.reason}
    _keep(draft, msgspec.structs.replace(before, **opinion))


def _keep(draft: Draft, advice: Advice) -> None:
    if advice != draft.lead.advice:
        draft.set(advice=advice)
        draft.card_changed = draft.lead.handoff is not None


def greets_as_program(pack: Pack, language: str) -> bool:
    """Whether every wording of the greeting says that no person is answering."""
    texts = [pack.text(f"script.greeting.{index}", language) for index in range(pack.wordings("script.greeting"))]
    return all(_SELF_DECLARING.search(text) for text in texts)


def with_notice(decision: Decision, pack: Pack) -> Decision:
    """The decision with the line "answered with the help of AI", once in a lead's life, where a model helped.

    Scripts whose greeting says that a program answers have told so already.
    """
    lead = decision.lead
    helped = any(fact.reader == MODEL for _, fact in decision.learned)
    if not helped or not decision.says or NOTICE in lead.asked or greets_as_program(pack, lead.language):
        return decision
    told = msgspec.structs.replace(lead, asked={**lead.asked, NOTICE: 1})
    return msgspec.structs.replace(decision, lead=told, says=(*decision.says, Say(NOTICE, joins="\n\n")))
