"""The scoring of a script: which model, with which rules, as the one function the machine asks."""

from __future__ import annotations

from datetime import datetime

from fsm.facts import BUDGET
from fsm.lead import Lead, Worth
from fsm.ports import Weigh
from fsm.script import Pack
from scoring import criteria, seven_factor
from scoring.rules import Rules, rules_from

MODELS = {"criteria": criteria.weigh, "seven_factor": seven_factor.weigh}


def weigher(pack: Pack) -> Weigh:
    """The function that weighs the leads of this script. Raises ValueError when its scoring section cannot work."""
    rules = rules_of(pack)
    model = MODELS[rules.model]

    def weigh(lead: Lead, now: datetime) -> Worth:
        return model(lead, rules, now)

    return weigh


def rules_of(pack: Pack) -> Rules:
    """The rules a script states; the price it names in its budget question is the price budgets are compared with.

    The criteria model weighs only what the script asks for: nobody loses points for an answer nobody wanted.
    """
    given = {
        "model": pack.scoring.model,
        "weights": pack.scoring.weights,
        "bands": pack.scoring.bands,
        "reference_budget": pack.scoring.reference_budget or _anchor(pack),
        "currency": pack.currency,
        "timezone": pack.timezone,
    }
    return rules_from(given | {"factors": asked_factors(pack)} if pack.scoring.model == "criteria" else given)


def asked_factors(pack: Pack) -> tuple[str, ...]:
    """The factors of the criteria model that some question of the script can teach us about."""
    asked = {fact for question in pack.questions for fact in question.facts}
    return tuple(factor for factor, facts in criteria.TAUGHT_BY.items() if asked & facts)


def _anchor(pack: Pack) -> tuple[float, float] | None:
    return next((question.anchor for question in pack.questions if BUDGET in question.facts and question.anchor), None)
