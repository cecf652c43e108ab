from __future__ import annotations

import re

import pytest
from hypothesis import given

from bot.wording import Catalogue
from scoring import criteria, explain, seven_factor
from scoring.rules import rules_from
from tests.unit.scoring.people import ASAP, BUSINESS, CONSUMER, EXAMPLE, LEADS, NOW, PHONE, RULES, lead, upto

CATALOGUE = Catalogue.load()
SEVEN = rules_from({"model": "seven_factor"})


def test_the_strongest_reason_first_with_the_value_and_the_leads_own_words():
    lines = explain.lines(criteria.weigh(EXAMPLE, CONSUMER, NOW), CATALOGUE.words("en", NOW.date()), EXAMPLE.facts)

    assert lines == (
        "+35/35 Budget: 10,000–15,000 ₸, fits “Да, нормально”",
        "+24/24 Timing: by tomorrow, 22 November, urgent “Срочно, завтра экзамен”",
        "+23/23 Need: acute trouble “Не включается, залил водой”",
        "+14/18 Contact: phone given “8 777 123 45 67”",
    )


def test_what_lowers_the_score_comes_last():
    cheap = lead(3, need="x", timeline=ASAP, budget=upto(2_000), phone=PHONE, name="A")
    lines = explain.lines(criteria.weigh(cheap, CONSUMER, NOW), CATALOGUE.words("ru"))

    assert lines[-1].startswith("−5 Ограничение: бюджет не подходит")


def test_the_unknown_dearest_first():
    worth = criteria.weigh(lead(need="x"), BUSINESS, NOW)

    assert explain.unknown(worth, CATALOGUE.words("en")) == (
        "budget (+30), timing (+20), who decides (+15), phone (+12), name (+2)"
    )


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@given(who=LEADS, rules=RULES)
def test_the_figures_in_the_lines_add_up_in_every_language(language, who, rules):
    words = CATALOGUE.words(language)
    for worth in (criteria.weigh(who, rules, NOW), seven_factor.weigh(who, SEVEN, NOW)):
        lines = explain.lines(worth, words)

        figures = [re.match(r"[+−]\d+", line)[0].replace("−", "-") for line in lines]
        assert sum(map(int, figures)) == worth.score
        assert all("\n" not in line for line in lines)
