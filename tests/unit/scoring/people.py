"""People who write to us, as leads: what a test about scores or hand-offs needs to say in one line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from fsm.facts import Authority, Budget, Fact, Qualifier, Timeline, Urgency
from fsm.lead import Lead
from scoring.rules import Rules, rules_from

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
CONSUMER = rules_from({"reference_budget": [10_000, 15_000], "factors": ["budget", "timeline", "need", "contact"]})
BUSINESS = rules_from({"reference_budget": 300_000})


def told(value, words="", message="m1", reader="rule"):
    return Fact(value=value, words=words or str(value), message_id=message, reader=reader)


def lead(severity=None, **facts):
    known = {key: value if isinstance(value, Fact) else told(value) for key, value in facts.items()}
    return Lead(id=1, workspace_id=1, channel="telegram", chat="7", language="ru", facts=known, pain_severity=severity)


def money(low, high=None, qualifier=Qualifier.EXACT, currency="KZT"):
    return Budget(low, low if high is None else high, currency, qualifier)


def upto(amount):
    return Budget(None, amount, "KZT", Qualifier.UPTO)


def when(urgency, days=None):
    return Timeline(None, None if days is None else TODAY + timedelta(days=days), urgency)


DUNNO = Budget(None, None, None, Qualifier.UNKNOWN)
BROKE = Budget(None, None, None, Qualifier.NONE)
ANY_PRICE = Budget(None, None, None, Qualifier.FLEXIBLE)
ASAP = when(Urgency.NOW)
PHONE = "+77771234567"
SHARED_PHONE = told(PHONE, reader="contact")

EXAMPLE = lead(
    3,
    need=told("Не включается, залил водой", message="2"),
    timeline=told(when(Urgency.DAYS, 1), "Срочно, завтра экзамен", "3"),
    budget=told(money(10_000, 15_000, Qualifier.RANGE), "Да, нормально", "4"),
    name=told("Алия", message="5"),
    phone=told(PHONE, "8 777 123 45 67", "5"),
)

SEVERITIES = st.sampled_from([None, 0, 1, 2, 3])
MONEY = [BROKE, upto(2_000), upto(5_000), money(8_000), money(10_000), money(300_000), ANY_PRICE]
WHENS = [when(Urgency.UNKNOWN), when(Urgency.MONTHS, 90), when(Urgency.WEEKS, 20), when(Urgency.DAYS, 4), ASAP]
WHO = [Authority.OTHER, Authority.SHARED, Authority.SELF]
OPTIONAL = {
    "budget": st.sampled_from([*MONEY, DUNNO]),
    "timeline": st.sampled_from(WHENS),
    "authority": st.sampled_from([*WHO, Authority.UNKNOWN]),
    "need": st.text(max_size=20),
    "phone": st.sampled_from([told(PHONE), SHARED_PHONE]),
    "name": st.text(max_size=20),
    "email": st.just("a@b.kz"),
}
LEADS = st.builds(
    lambda severity, facts: lead(severity, **facts), SEVERITIES, st.fixed_dictionaries({}, optional=OPTIONAL)
)
RULES = st.sampled_from([CONSUMER, BUSINESS, Rules(), rules_from({"factors": ["need", "contact"]})])
