"""Facts as people write them in Russian, Kazakh and English, and texts filled without surprises."""

from __future__ import annotations

from datetime import date

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from bot.values import number
from bot.wording import Catalogue, fill, render, supported
from fsm.decision import Say
from fsm.facts import Budget, Hours, Qualifier, Timeline, Urgency

CATALOGUE = Catalogue.load()
TODAY = date(2026, 11, 21)  # a Saturday


def written(fact, value, today=TODAY):
    return tuple(CATALOGUE.words(language, today).value(fact, value) for language in ("ru", "kk", "en"))


def money(low, high, qualifier=Qualifier.EXACT, currency="KZT"):
    return Budget(low, high, currency, qualifier)


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (money(10000, 15000), ("10 000–15 000 ₸", "10 000–15 000 ₸", "10,000–15,000 ₸")),
        (money(45000, 45000), ("45 000 ₸", "45 000 ₸", "45,000 ₸")),
        (money(5e4, 5e4, Qualifier.APPROX), ("≈ 50 000 ₸", "≈ 50 000 ₸", "≈ 50,000 ₸")),
        (money(None, 2e5, Qualifier.UPTO), ("до 200 000 ₸", "200 000 ₸-ге дейін", "up to 200,000 ₸")),
        (money(3e5, None, Qualifier.FROM), ("от 300 000 ₸", "300 000 ₸-ден бастап", "from 300,000 ₸")),
        (money(6e7, 7.5e7), ("60–75 млн ₸", "60–75 млн ₸", "60–75M ₸")),
        (money(1.25e6, 1.25e6), ("1,25 млн ₸", "1,25 млн ₸", "1.25M ₸")),
        (money(900_000, 1_200_000), ("900 000–1 200 000 ₸", "900 000–1 200 000 ₸", "900,000–1,200,000 ₸")),
        (money(1500, 1500, currency="USD"), ("1 500 $", "1 500 $", "$1,500")),
        (money(99.5, 99.5, currency="EUR"), ("99,5 €", "99,5 €", "€99.5")),
        (money(700, 700, currency=None), ("700", "700", "700")),
        (
            money(None, None, Qualifier.UNKNOWN),
            ("сумму пока не знает", "соманы әлі білмейді", "does not know how much yet"),
        ),
        (money(None, None, Qualifier.NONE), ("денег на это нет", "бұған ақша жоқ", "no money for it")),
        (money(None, None, Qualifier.FLEXIBLE), ("деньги не вопрос", "ақша мәселе емес", "money is no issue")),
    ],
)
def test_money(value, texts):
    assert written("budget", value) == texts


def when(first, last, urgency=Urgency.WEEKS):
    return Timeline(first and date.fromisoformat(first), last and date.fromisoformat(last), urgency)


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (when(None, "2026-11-22"), ("до завтра, 22 ноября", "ертеңге дейін, 22 қараша", "by tomorrow, 22 November")),
        (when("2026-11-22", "2026-11-22"), ("завтра, 22 ноября", "ертең, 22 қараша", "tomorrow, 22 November")),
        (when("2026-11-21", "2026-11-21"), ("сегодня, 21 ноября", "бүгін, 21 қараша", "today, 21 November")),
        (when(None, "2026-11-25"), ("до 25 ноября (ср)", "25 қарашаға дейін (ср)", "by 25 November (Wed)")),
        (when(None, "2027-03-31"), ("до 31 марта 2027", "2027 ж. 31 наурызға дейін", "by 31 March 2027")),
        (when("2026-12-01", None), ("с 1 декабря", "1 желтоқсаннан бастап", "from 1 December")),
        (when("2026-12-01", "2026-12-31"), ("1–31 декабря", "1–31 желтоқсан", "1–31 December")),
        (
            when("2026-11-30", "2026-12-06"),
            ("30 ноября – 6 декабря", "30 қараша – 6 желтоқсан", "30 November – 6 December"),
        ),
        (when("2026-11-21", "2026-12-31"), ("до 31 декабря", "31 желтоқсанға дейін", "by 31 December")),
        (when(None, None, Urgency.NOW), ("срочно", "шұғыл", "urgent")),
        (when(None, None, Urgency.LATER), ("не спешит", "асықпайды", "in no hurry")),
        (
            when(None, None, Urgency.UNKNOWN),
            ("пока не знает когда", "қашан керегін әлі білмейді", "does not know when yet"),
        ),
    ],
)
def test_days(value, texts):
    assert written("timeline", value) == texts


def test_without_today_days_are_plain_dates():
    assert written("timeline", when("2026-11-22", "2026-11-22"), today=None) == (
        "22 ноября",
        "22 қараша",
        "22 November",
    )


def test_a_day_of_its_own():
    words = CATALOGUE.words("ru")
    days = [words.day(date(2026, 11, day), TODAY) for day in (20, 21, 22, 23)]
    assert days == ["вчера", "сегодня", "завтра", "23 ноября"]


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (Hours("10:00", "12:00"), ("10:00–12:00",) * 3),
        (Hours("15:30", "15:30"), ("15:30",) * 3),
        (Hours("18:00", None), ("после 18:00", "18:00-ден кейін", "after 18:00")),
        (Hours(None, "11:00"), ("до 11:00", "11:00-ге дейін", "before 11:00")),
        (Hours(None, None), ("в любое время", "кез келген уақытта", "any time")),
    ],
)
def test_hours(value, texts):
    assert written("best_time", value) == texts


@pytest.mark.parametrize(
    ("fact", "value", "text"),
    [
        ("phone", "+77771234567", "+7 777 123 45 67"),
        ("phone", "+380671234567", "+380 67 123 4567"),
        ("phone", "+4915112345678", "+49 1511 2345678"),
        ("phone", "not a number", "not a number"),
        ("phone", "+", "+"),
        ("authority", "self", "decides alone"),
        ("authority", "the whole village", "the whole village"),
        ("name", "Алия", "Алия"),
        ("mortgage", True, "yes"),
        ("rooms", 2.0, "2"),
    ],
)
def test_the_rest(fact, value, text):
    assert CATALOGUE.words("en").value(fact, value) == text


@given(st.text(), st.text())
def test_a_template_fills_names_once_and_does_nothing_else(name, other):
    # What a lead is called may itself look like a template; it is inserted as it is.
    assert fill("{name}, {other}!", {"name": name, "other": other}) == f"{name}, {other}!"
    assert fill("{name.__class__} {0} {name!r} {{", {"name": name}) == "{name.__class__} {0} {name!r} {{"


def test_a_parameter_nobody_gave_leaves_nothing():
    assert fill("Hello, {name}!", {}) == "Hello, !"


@pytest.mark.parametrize(
    ("asked", "language"),
    [("ru", "ru"), ("kk", "kk"), ("en-GB", "en"), ("uk", "ru"), ("KK", "kk"), ("de", "en"), ("", "en"), ("mix", "ru")],
)
def test_a_reader_of_any_language_gets_the_nearest_we_write(asked, language):
    assert supported(asked) == language
    assert CATALOGUE.words(asked).language == language


class Script:
    """A script of one text."""

    def text(self, key, language):
        return {("script.greeting.0", "kk"): "Сәлем, {name}!"}[key, language]


def test_what_is_said_comes_from_the_script_or_the_program():
    words = CATALOGUE.words("kk")

    assert render(Say("script.greeting.0", {"name": "{name} <b>"}), Script(), words, "kk") == "Сәлем, {name} <b>!"
    assert render(Say("handoff.taken", {"name": "Алия", "time": "14:02"}), Script(), words, "kk").endswith(
        "Алия, 14:02"
    )


@given(st.integers(min_value=0, max_value=10**15), st.sampled_from(("ru", "kk", "en")))
def test_whole_numbers_are_grouped_as_cldr_groups_them(value: int, language: str) -> None:
    by_cldr = format_decimal(value, locale=language).replace("\u00a0", " ").replace("\u202f", " ")
    assert number(value, language) == by_cldr
