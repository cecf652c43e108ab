"""What a language model may do to a lead: fill facts that the rules left open, and tell the rep its opinion."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from fsm.draft import Draft
from fsm.events import ModelAdvised, ModelRead
from fsm.facts import Fact, Found
from fsm.lead import Advice, Stage

MODEL = "model"


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
