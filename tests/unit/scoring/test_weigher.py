"""A script's own scoring section, turned into the function the machine asks."""

from __future__ import annotations

import pytest

from fsm.script import load, load_text, shipped
from scoring.weigher import rules_of, weigher
from tests.unit.scoring.people import EXAMPLE, NOW

SCRIPT = """
id: tiny
languages: [en]
timezone: Europe/Kyiv
currency: UAH
{scoring}
greeting: {{en: Hello}}
questions:
  - {{fact: need, ask: {{en: "What do you need?"}}}}
  - {{fact: budget, ask: {{en: "About 500-900?"}}, anchor: [500, 900], after_no: {{en: How much then}}}}
farewell: {{hot: {{en: A}}, qualified: {{en: B}}, nurture: {{en: C}}, disqualified: {{en: D}}}}
"""


def tiny(scoring=""):
    return load_text(SCRIPT.format(scoring=scoring), "tiny.yaml")


def test_only_what_the_script_asks_is_weighed_and_its_named_price_is_the_reference():
    rules = rules_of(tiny())

    assert dict(rules.weights) == {"budget": 60, "need": 40}
    assert (rules.reference, rules.currency, rules.zone) == ((500, 900), "UAH", "Europe/Kyiv")


def test_the_script_may_set_weights_bands_model_and_reference():
    rules = rules_of(
        tiny("scoring: {weights: {budget: 30, need: 70}, bands: {hot: 95}, reference_budget: 400}"),
    )
    assert (dict(rules.weights), rules.bands.hot, rules.reference) == ({"budget": 30, "need": 70}, 95, (400, 400))
    assert weigher(tiny("scoring: seven_factor"))(EXAMPLE, NOW).model == "seven_factor"


def test_weights_that_name_no_factor_are_refused_by_name():
    with pytest.raises(ValueError, match="luck: is no factor of criteria"):
        weigher(tiny("scoring: {weights: {luck: 100}}"))


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_script_can_be_weighed(name):
    pack = load(name)
    worth = weigher(pack)(EXAMPLE, NOW)

    assert sum(part.points for part in worth.parts) == worth.score


def test_the_example_is_hot_in_the_script_it_was_told_to():
    worth = weigher(load("laptop_repair"))(EXAMPLE, NOW)

    assert 81 <= worth.score <= 100
    assert worth.band == "hot"
