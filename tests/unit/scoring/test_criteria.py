"""The laws of the criteria model: sums, bounds, monotony, truth of what it says would raise a score."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from fsm.facts import Authority, Urgency
from fsm.lead import Band, Lead
from scoring.criteria import weigh
from scoring.rules import rules_from
from tests.unit.scoring.people import (
    ANY_PRICE,
    ASAP,
    BUSINESS,
    CONSUMER,
    DUNNO,
    EXAMPLE,
    LEADS,
    MONEY,
    NOW,
    PHONE,
    RULES,
    SHARED_PHONE,
    WHENS,
    WHO,
    lead,
    told,
    upto,
    when,
)


def test_the_example_is_hot_for_reasons_in_the_leads_own_words():
    worth = weigh(EXAMPLE, CONSUMER, NOW)

    assert worth.score >= 81
    assert {(part.factor, part.words, part.message_id) for part in worth.parts} == {
        ("budget", "Да, нормально", "4"),
        ("timeline", "Срочно, завтра экзамен", "3"),
        ("need", "Не включается, залил водой", "2"),
        ("contact", "8 777 123 45 67", "5"),
    }
    assert worth.unknown == ()


def test_what_a_script_never_asks_is_not_held_against_the_lead():
    assert weigh(EXAMPLE, CONSUMER, NOW).band is Band.HOT
    asked_but_silent = weigh(EXAMPLE, rules_from({"reference_budget": [10_000, 15_000]}), NOW)
    assert asked_but_silent.score < weigh(EXAMPLE, CONSUMER, NOW).score
    assert asked_but_silent.raises == (("authority", 15),)


def test_the_price_is_far_away_and_says_so_in_a_part_of_its_own():
    worth = weigh(lead(3, need="x", timeline=ASAP, budget=upto(2_000), phone=SHARED_PHONE, name="A"), CONSUMER, NOW)

    lowered = [part for part in worth.parts if part.factor == "limit"]
    assert [(part.points, part.of, part.note) for part in lowered] == [(-8, 0, "limit.money")]
    assert worth.score == 60


def test_a_day_that_has_come_nearer_counts_for_more_and_one_that_is_gone_for_less():
    friday = lead(need="x", timeline=when(Urgency.WEEKS, 10))
    later = [weigh(friday, CONSUMER, NOW + timedelta(days=passed)).score for passed in (0, 5, 10, 20)]

    assert later[0] < later[1] < later[2]
    assert later[3] < later[0]


def test_tomorrow_is_tomorrow_in_the_zone_of_the_pack():
    # 20:30 in London is 01:30 of the next day in Almaty, where the exam then is "today".
    evening = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)
    exam = lead(need="x", timeline=when(Urgency.WEEKS, 7))
    almaty, london = (weigh(exam, rules_from({"timezone": zone}), evening) for zone in ("Asia/Almaty", "Europe/London"))

    assert almaty.parts[1].note == "timeline.days"
    assert london.parts[1].note == "timeline.weeks"


@given(LEADS, RULES)
def test_parts_always_add_up_and_stay_in_bounds(who, rules):
    worth = weigh(who, rules, NOW)

    assert sum(part.points for part in worth.parts) == worth.score
    assert 0 <= worth.score <= 100
    assert worth.band == rules.bands.of(worth.score)
    assert all(0 <= part.points <= part.of for part in worth.parts if part.factor != "limit")
    assert sum(part.of for part in worth.parts) == 100


@given(LEADS, RULES)
def test_the_same_lead_is_always_worth_the_same(who, rules):
    assert weigh(who, rules, NOW) == weigh(msgspec.json.decode(msgspec.json.encode(who), type=Lead), rules, NOW)


@given(LEADS, RULES, st.sampled_from([("budget", MONEY), ("timeline", WHENS), ("authority", WHO)]))
def test_a_better_value_never_lowers(who, rules, ladder):
    fact, rungs = ladder
    scores = [weigh(with_fact(who, fact, told(rung)), rules, NOW).score for rung in rungs]

    assert all(worse <= better for worse, better in pairwise(scores))


@given(LEADS, RULES, st.sampled_from(["phone", "name", "email"]))
def test_one_more_contact_never_lowers(who, rules, fact):
    before = weigh(msgspec.structs.replace(who, facts={k: v for k, v in who.facts.items() if k != fact}), rules, NOW)
    after = weigh(with_fact(who, fact, told("x")), rules, NOW)

    assert after.score >= before.score


@given(LEADS, RULES)
def test_what_would_raise_it_is_exactly_true(who, rules):
    worth = weigh(who, rules, NOW)
    best = {
        "budget": told(ANY_PRICE),
        "timeline": told(ASAP),
        "authority": told(Authority.SELF),
        "phone": SHARED_PHONE,
        "name": told("Алия"),
    }
    for fact, gain in worth.raises:
        if fact in best:
            assert weigh(with_fact(who, fact, best[fact]), rules, NOW).score == worth.score + gain


def with_fact(who, name, fact):
    return msgspec.structs.replace(who, facts={**who.facts, name: fact})


def test_a_told_pain_counts_even_where_its_gravity_was_not_read():
    silent, hurting = lead(need="x"), lead(need="x", pain="теряем клиентов")

    assert weigh(hurting, CONSUMER, NOW).score > weigh(silent, CONSUMER, NOW).score
    assert [part.note for part in weigh(lead(pain="x"), CONSUMER, NOW).parts][2] == "need.vague"


def test_a_deadline_has_a_day_of_grace_and_is_then_gone():
    notes = [
        weigh(lead(need="x", timeline=when(Urgency.DAYS, days)), CONSUMER, NOW).parts[1].note for days in (-2, -1, 0)
    ]
    assert notes == ["timeline.passed", "timeline.now", "timeline.now"]


def test_urgent_in_words_outweighs_a_day_later_in_the_week():
    calm, urgent = (lead(need="x", timeline=when(urgency, 5)) for urgency in (Urgency.DAYS, Urgency.NOW))

    assert weigh(urgent, CONSUMER, NOW).score > weigh(calm, CONSUMER, NOW).score


def test_somebody_who_only_looks_is_not_qualified_however_much_they_told():
    worth = weigh(lead(0, need="x", timeline=ASAP, budget=ANY_PRICE, phone=SHARED_PHONE, name="A"), CONSUMER, NOW)

    assert (worth.score, worth.band) == (60, Band.NURTURE)
    assert (worth.parts[-1].note, worth.parts[-1].points) == ("limit.looking", -23)


def test_who_does_not_know_has_left_it_unknown():
    worth = weigh(lead(budget=DUNNO, timeline=when(Urgency.UNKNOWN), authority=Authority.UNKNOWN), BUSINESS, NOW)

    assert worth.unknown == ("budget", "timeline", "authority", "need", "phone", "name")


def test_a_second_way_to_write_is_worth_a_little():
    assert weigh(lead(phone=PHONE, email="a@b.kz"), CONSUMER, NOW).score > weigh(lead(phone=PHONE), CONSUMER, NOW).score
