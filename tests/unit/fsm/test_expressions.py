"""The conditions of `skip_if`: what they mean, and that nothing else of Python gets through."""

from __future__ import annotations

import pytest

from fsm.expressions import ExpressionError, compile_condition
from fsm.facts import Authority, Budget, Qualifier, Timeline, Urgency

FACTS = ("timeline", "budget", "authority", "phone", "deal", "rooms", "need_kind")
KNOWN = {
    "timeline": Timeline(None, None, Urgency.NOW),
    "budget": Budget(10_000, 15_000, "KZT", Qualifier.RANGE),
    "authority": Authority.SELF,
    "deal": "rent",
    "rooms": 2.0,
    "channel": "whatsapp",
    "source": "",
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("timeline.urgency == 'now'", True),
        ("timeline.urgency != 'now'", False),
        ("timeline.urgency in ('now', 'days') and not phone", True),
        ("phone", False),
        ("not phone or rooms > 3", True),
        ("budget.max < 20000 and budget.min >= 10000", True),
        ("budget.max < 20000 and budget.min > 10000", False),
        ("deal in ['rent', 'let']", True),
        ("deal not in ('rent', 'let')", False),
        ("channel == 'whatsapp'", True),
        ("source", False),
        ("rooms == 2", True),
        ("authority == 'self'", True),
        ("deal > 5", False),
        ("phone == 'x'", False),
        ("phone != 'x'", False),
    ],
)
def test_a_condition_holds_or_not(text, holds):
    assert bool(compile_condition(text, FACTS)(KNOWN)) is holds


def test_what_is_unknown_is_never_true():
    for text in ("timeline.urgency == 'now'", "budget.max < 5", "deal in ('rent', 'let')", "phone"):
        assert not compile_condition(text, FACTS)({})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("urgency == 'now'", "'urgency' is not known here; use one of: authority, budget"),
        ("timeline.urgent == 'now'", "timeline.urgent does not exist; use timeline.earliest"),
        ("phone.digits == '1'", "phone.digits does not exist; use phone alone"),
        ("timeline.urgency == 'noww'", "'noww' is not one of: now, days"),
        ("'noww' == timeline.urgency", "'noww' is not one of: now, days"),
        ("authority in ('me', 'self')", "'me' is not one of: self, shared"),
        ("timeline.urgency = 'now'", "is not a condition"),
        ("budget.max < 1 < 2", "is not understood here"),
        ("__import__('os').system('true')", "is not understood here"),
        ("phone.__class__", "does not exist"),
        ("(lambda: 1)()", "is not understood here"),
        ("[x for x in (1,)]", "is not understood here"),
        ("deal in (phone,)", "cannot stand in a list"),
        ("1 + 1", "is not understood here"),
        ("'a' * 10", "is not understood here"),
        ("", "is not a condition"),
        ("x" * 400, "shorten it"),
        ("(" * 140 + ")" * 140, "is not understood here"),
    ],
)
def test_anything_else_is_refused_with_a_hint(text, sentence):
    with pytest.raises(ExpressionError) as caught:
        compile_condition(text, FACTS)
    assert sentence in str(caught.value)
