from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm.lead import Band
from scoring.bands import CRITERIA, SEVEN_FACTOR, Bands
from scoring.rules import CRITERIA_WEIGHTS, Rules, narrowed, rules_from


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (0, "disqualified"),
        (30, "disqualified"),
        (31, "nurture"),
        (60, "nurture"),
        (61, "qualified"),
        (80, "qualified"),
        (81, "hot"),
        (100, "hot"),
    ],
)
def test_bands_of_the_criteria_model(score, band):
    assert CRITERIA.of(score) == band


def test_cold_warm_and_hot_of_the_seven_factor_model():
    assert [SEVEN_FACTOR.of(score) for score in (39, 40, 59, 60)] == [
        Band.DISQUALIFIED,
        Band.NURTURE,
        Band.NURTURE,
        Band.HOT,
    ]


def test_bands_that_do_not_rise_are_refused():
    with pytest.raises(ValueError, match="bands must rise"):
        Bands(nurture=50, qualified=40, hot=81)


@given(st.sets(st.sampled_from([factor for factor, _ in CRITERIA_WEIGHTS]), min_size=1))
def test_narrowed_weights_are_a_hundred_and_keep_their_order(factors):
    weights = dict(narrowed(CRITERIA_WEIGHTS, factors))

    assert sum(weights.values()) == 100
    assert set(weights) == factors
    full = dict(CRITERIA_WEIGHTS)
    assert all(weights[a] >= weights[b] for a in factors for b in factors if full[a] > full[b])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"weights": {"budget": 50, "need": 49}}, "100 in all, not 99"),
        ({"weights": {"budget": 120, "need": -20}}, "need is -20"),
        ({"weights": {"luck": 100}}, "no factor of criteria: luck; there are budget"),
        ({"model": "astrology"}, "'astrology' is no model"),
        ({"factors": ["luck"]}, "none of the factors"),
        ({"reference_budget": [-5, 10]}, "no price range"),
        ({"wieghts": {}}, "unknown wieghts"),
        ({"bands": {"hot": 10}}, "bands must rise"),
    ],
)
def test_impossible_rules_are_refused_with_the_name_of_what_is_wrong(given, sentence):
    with pytest.raises(ValueError, match=sentence):
        rules_from(given)


def test_what_is_not_given_keeps_its_default():
    assert rules_from({}) == Rules()
    rules = rules_from({"reference_budget": 500, "bands": {"hot": 90}, "currency": "USD", "timezone": "Europe/Kyiv"})
    assert (rules.reference, rules.bands, rules.currency) == ((500, 500), Bands(hot=90), "USD")
    assert rules.zone == "Europe/Kyiv"
