"""Numbers at the question of money that are no money, and bounds said by comparison."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm.facts import BUDGET, LOCATION
from fsm.reading.message import Context
from fsm.reading.reader import read
from tests.unit.reading.money_check import budget_of, rows

NO_MONEY = """
E 7 miles
E 7 lbs
E 70 degrees
E 7 gallons of paint
E 7 boxes
E 7 bottles
E seven inches
E 70 kilometers
E 7 of us
E 7 stars
E half a dozen
E two dozen chairs
E dozens of them
E thirty-first
E the twenty third
E page 70
E size 40
E a thousand times
E minus 700
E 7 o'clock
E 24/7
B 7 миль
B 7 тонн
B 70 ватт
B 7 стаканов
B 7 мешков
B 7 коробок
B 7 рулонов
B 7 дюймов
B 70 сантиметров
B 70 километров
B 7-я очередь
B дюжина
B три дюжины
B тридцать первый
B десятый
B девятнадцатый
B двадцать девятое
B сто пятый
E seventh
E thirty-seventh
E one hundred and fifth
E two thousandth
U п'ятий
U двадцять шостий
K жиырма бірінші
B сорок пятая
B размер 44
B кабинет 212
B минус 7000
B минус семь тысяч
B миллион вопросов
B тысяча извинений
B сто раз
B налоги 70 тысяч
E my tax is 70k
K 7 шақырым
K 7 келі
U 7 відер
U 7 пляшок
U мінус 7 тисяч
""".strip().splitlines()
STILL_MONEY = """
B 7 | 7000 7000 KZT exact
B 70 максимум | - 70000 KZT upto
B плюс-минус 70 тысяч | 70000 70000 KZT approx
B плюс минус 70 | 70000 70000 KZT approx
B 70 тысяч без налогов | 70000 70000 KZT exact
B 70 тысяч с учетом налога | 70000 70000 KZT exact
E 70k plus taxes | 70000 70000 KZT exact
E 70k tax included | 70000 70000 KZT exact
B бюджет:700000 | 700000 700000 KZT exact
B сумма: 70 | 70000 70000 KZT exact
B 70,00 | 70000 70000 KZT exact
B 70 000,00 | 70000 70000 KZT exact
E thirty dollars | 30 30 USD exact
E thirty with both | 30000 30000 KZT exact
B тридцать другу на ремонт | 30000 30000 KZT exact
M один | 1000000 1000000 KZT exact
M пару | 2000000 2000000 KZT approx
M one | 1000000 1000000 KZT exact
M бір | 1000000 1000000 KZT exact
M 1.10 | 1100000 1100000 KZT exact
M один-два | 1000000 2000000 KZT range
E one or two million | 1000000 2000000 KZT range
K бір-екі миллион | 1000000 2000000 KZT range
"""
SHARED = """
E three to four hundred dollars | 300 400 USD range
E three-four hundred | 300000 400000 KZT range
B три-четыре сотни | 300000 400000 KZT range
B три-четыре сотни тысяч | 300000 400000 KZT range
B 700-1к | 700 1000 KZT range
B 700 - 1 млн | 700000 1000000 KZT range
B до миллиона трехсот | - 1300000 KZT upto
B от 700 тысяч до миллиона трехсот | 700000 1300000 KZT range
B до миллиона трех | - 3000000 KZT upto
B до тысячи семисот долларов | - 1700 USD upto
B миллиона три | 3000000 3000000 KZT approx
"""
COMPARED = """
D <700 | - 700 USD upto
D < 700 | - 700 USD upto
D <= 700 | - 700 USD upto
D ≤700 | - 700 USD upto
D >700 | 700 - USD from
D >= 700 | 700 - USD from
D ≥ 700 | 700 - USD from
D fewer than seven hundred | - 700 USD upto
D smaller than 700 | - 700 USD upto
D less than or equal to 700 | - 700 USD upto
D 700 or less | - 700 USD upto
D greater than 700 | 700 - USD from
D larger or equal to 700 | 700 - USD from
D no less than 700 | 700 - USD from
D not lower than 700 | 700 - USD from
D not under 700 | 700 - USD from
D 700 or greater | 700 - USD from
D greater than 70 and smaller than 90 | 70 90 USD range
D no more than 90 and no less than 70 | 70 90 USD range
D 70 through 90 | 70 90 USD range
B <70к | - 70000 KZT upto
B бюджет >70к | 70000 - KZT from
"""


@pytest.mark.parametrize("line", NO_MONEY)
def test_a_number_that_counts_something_else_is_no_budget(line):
    assert budget_of(line[0], line[2:]) == "ABSENT"


@pytest.mark.parametrize(("line", "expected"), rows(STILL_MONEY))
def test_a_number_that_is_money_after_all(line, expected):
    assert budget_of(line[0], line[2:]) == expected


@pytest.mark.parametrize(("line", "expected"), rows(COMPARED))
def test_bounds_by_comparison(line, expected):
    assert budget_of(line[0], line[2:]) == expected


@pytest.mark.parametrize(("line", "expected"), rows(SHARED))
def test_a_unit_said_once_serves_both_bounds(line, expected):
    assert budget_of(line[0], line[2:]) == expected


def test_a_tag_is_no_comparison():
    assert budget_of("D", "<b>700</b>") == "700 700 USD exact"


@given(st.integers(1, 10**7), st.sampled_from(["km", "км", "%", "м²", "людей", "people", "штук"]))
def test_what_is_measured_is_never_a_budget(amount, unit):
    assert budget_of("B", f"{amount} {unit}") == "ABSENT"


@given(st.integers(1, 10**9), st.sampled_from(["минус {}", "minus {}", "мінус {}", "минус {} тенге", "minus ${}"]))
def test_a_negative_number_is_never_a_budget(amount, form):
    assert budget_of("B", form.format(amount)) == "ABSENT"


@pytest.mark.parametrize(
    "text",
    ["Абая 150", "Толе би 20", "Розыбакиева 47, кв 12", "живу на Гоголя 15", "Самал 2", "Орбита 3 если точнее"],
)
def test_a_figure_behind_a_street_or_a_quarter_is_no_budget(text: str) -> None:
    asked = Context(BUDGET, "На какой бюджет рассчитываете?", datetime(2026, 3, 10, 9, 30, tzinfo=UTC))
    facts = read(text, asked).facts
    assert BUDGET not in facts
    assert LOCATION in facts
