from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm.facts import Authority, Urgency
from fsm.lead import Band
from scoring.rules import rules_from
from scoring.seven_factor import weigh
from tests.unit.scoring.people import (
    ANY_PRICE,
    ASAP,
    EXAMPLE,
    LEADS,
    MONEY,
    NOW,
    PHONE,
    SHARED_PHONE,
    WHENS,
    lead,
    money,
    told,
    upto,
    when,
)

RULES = rules_from({"model": "seven_factor"})
LONG = "Здравствуйте, нужна уборка двухкомнатной квартиры после ремонта, как можно скорее"


@pytest.mark.parametrize(
    ("who", "band"),
    [
        (EXAMPLE, Band.HOT),
        (lead(2, need=told("уборка", LONG), timeline=ASAP, phone=SHARED_PHONE, name="Ая"), Band.HOT),
        (lead(1, need="уборка", timeline=when(Urgency.WEEKS, 14), phone=PHONE), Band.HOT),
        (lead(1, need="уборка", phone=PHONE), Band.NURTURE),
        (lead(0, need="уборка", phone=PHONE), Band.DISQUALIFIED),
        (lead(phone=PHONE), Band.DISQUALIFIED),
        (lead(), Band.DISQUALIFIED),
    ],
    ids=["example", "form with all", "soon, a number", "need and number", "just looking", "number only", "nothing"],
)
def test_hot_warm_and_cold_as_sales_would_say(who, band):
    worth = weigh(who, RULES, NOW)

    assert worth.band is band, (worth.score, [(part.factor, part.points, part.note) for part in worth.parts])


def test_there_are_seven_parts_with_the_leads_own_words():
    worth = weigh(EXAMPLE, RULES, NOW)

    assert [part.factor for part in worth.parts] == [
        "intent",
        "urgency",
        "contact",
        "channel",
        "quality",
        "length",
        "bonus",
    ]
    assert {part.factor: part.words for part in worth.parts}["urgency"] == "Срочно, завтра экзамен"


@given(LEADS, st.sampled_from(["telegram", "email", "carrier pigeon"]), st.text(max_size=100))
def test_parts_always_add_up_and_stay_in_bounds(who, channel, last_words):
    worth = weigh(msgspec.structs.replace(who, channel=channel, last_words=last_words), RULES, NOW)

    assert sum(part.points for part in worth.parts) == worth.score
    assert all(0 <= part.points <= part.of for part in worth.parts)
    assert worth.band == RULES.bands.of(worth.score)


@given(LEADS, st.sampled_from([("budget", MONEY), ("timeline", WHENS)]))
def test_a_better_value_never_lowers(who, ladder):
    fact, rungs = ladder
    scores = [weigh(with_fact(who, fact, told(rung)), RULES, NOW).score for rung in rungs]

    # Any price is as good as an amount for intent, but no amount was named: it may miss the bonus for one.
    assert all(worse <= better for worse, better in pairwise(scores[:-1] if fact == "budget" else scores))


@given(LEADS, st.sampled_from(["phone", "name", "email", "location"]))
def test_one_more_contact_never_lowers(who, fact):
    without = msgspec.structs.replace(who, facts={k: v for k, v in who.facts.items() if k != fact})

    assert weigh(with_fact(without, fact, told("x")), RULES, NOW).score >= weigh(without, RULES, NOW).score


@given(LEADS)
def test_what_would_raise_it_is_true(who):
    worth = weigh(who, RULES, NOW)
    best = {
        "budget": told(money(1), "x"),
        "timeline": told(when(Urgency.NOW, 0), "x"),
        "name": told("x"),
        "phone": SHARED_PHONE,
    }

    for fact, gain in worth.raises:
        if fact in best:
            assert weigh(with_fact(who, fact, best[fact]), RULES, NOW).score >= worth.score + gain


def test_a_short_yes_does_not_undo_a_full_first_message():
    full = msgspec.structs.replace(lead(need=told("уборка", LONG)), last_words=LONG)

    assert weigh(msgspec.structs.replace(full, last_words="да"), RULES, NOW) == weigh(full, RULES, NOW)


def test_signs_of_a_serious_buyer_are_a_bonus():
    plain = lead(need="x", budget=ANY_PRICE)
    serious = lead(need="x", budget=upto(5_000), authority=Authority.SELF, email="boss@acme.kz")

    assert bonus(plain) == 0
    assert bonus(serious) == 6
    assert bonus(lead(email="someone@gmail.com")) == 0


def bonus(who):
    return weigh(who, RULES, NOW).parts[-1].points


def with_fact(who, name, fact):
    return msgspec.structs.replace(who, facts={**who.facts, name: fact})


def test_what_was_read_with_doubt_makes_no_complete_lead():
    doubtful = msgspec.structs.replace(told("Алия"), confidence=0.5)

    assert quality(lead(need="x", name="Алия")) > quality(lead(need="x", name=doubtful)) == quality(lead(need="x"))


def quality(who):
    return {part.factor: part.points for part in weigh(who, RULES, NOW).parts}["quality"]
