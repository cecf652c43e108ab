"""What must hold for any text: reading never raises, offsets are right, and every rendering reads back."""

import re
from datetime import datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from fsm.facts import Budget, Qualifier
from fsm.reading import email, money, phone
from fsm.reading.jsonl import to_guide
from fsm.reading.message import Context, Message
from fsm.reading.reader import read

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))
QUESTIONS = (
    "budget",
    "timeline",
    "authority",
    "contact_name",
    "phone",
    "email",
    "location",
    "best_time",
    "need",
    "confirm",
    "none",
)
FRAGMENT_WORDS = """
50 тысяч до от не а 100к 8 707 1234567 собака точка ru @ mail.ru завтра в 18:00 к 6 пол лимона полтора жүз мың дейін
бюджет $ ₸ тг - . , ? ! нет ой 14.03 кв 58 Алматы меня зовут Айгерім two hundred k crore 1,5 млн тысяч 🙂 İ ß ﷺ ٣٤ ² ½
Ⅷ т.т. у.е. +7 ( ) тысяча сотка он торт бес
"""
FRAGMENTS = st.sampled_from([*FRAGMENT_WORDS.split(), "\u200b", "\u202e", "\n"])
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(FRAGMENTS, max_size=40).map(" ".join),
    st.lists(FRAGMENTS, max_size=20).map("".join),
)


def context(question="budget", text="На какой бюджет ориентируетесь?"):
    return Context(question, text, NOW)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from(QUESTIONS))
def test_any_text_is_read_and_every_fact_stands_on_its_words(text, question):
    here = context(question, "Бюджет 70 000 тг — верно?" if question == "confirm" else "")
    reading = read(text, here)
    for found in reading.facts.values():
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.words
        assert 0 < found.confidence <= 1
    assert to_guide(reading, here)["intent"]


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_budget_is_always_well_formed(text):
    found = money.read(Message(text), context())
    if found is None:
        return
    budget = found.value
    assert isinstance(budget, Budget)
    bounds = {
        Qualifier.EXACT: budget.min is not None and budget.min == budget.max,
        Qualifier.APPROX: budget.min is not None and budget.min == budget.max,
        Qualifier.UPTO: budget.min is None and budget.max is not None,
        Qualifier.FROM: budget.min is not None and budget.max is None,
        Qualifier.RANGE: budget.min is not None and budget.max is not None and budget.min < budget.max,
    }
    assert bounds.get(budget.qualifier, budget.min is None and budget.max is None and budget.currency is None)


AMOUNTS = st.integers(min_value=1, max_value=9_999).map(lambda thousands: thousands * 1000)
GROUPS = st.sampled_from([" ", "\u00a0", ".", ",", "'", ""])
MONEY_WORDS = st.sampled_from(["", " тг", "тг", " тенге", " ₸", "₸", " теңге", " kzt", " KZT"])
FRAMES = st.sampled_from(
    ["{}", "{}!", "ну {}", "думаю {}", "у нас {}", "I have {}", "біз {} береміз", "готовы заплатить {}."]
)


def grouped(amount, mark):
    return f"{amount:,}".replace(",", mark)


@settings(max_examples=300, deadline=None)
@given(AMOUNTS, GROUPS, MONEY_WORDS, FRAMES)
def test_figures_in_any_grouping_read_back(amount, mark, currency, frame):
    found = money.read(Message(frame.format(grouped(amount, mark) + currency)), context())
    assert found is not None
    assert (found.value.min, found.value.max, found.value.currency) == (amount, amount, "KZT")


UNITS = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
TEENS = tuple(f"{stem}надцать" for stem in ("оди", "две", "три", "четыр", "пят", "шест", "сем", "восем", "девят"))
TEENS = ("десять", "одиннадцать", *TEENS[1:])
TENS = ("", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто")
HUNDREDS = ("", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот")
KAZAKH_UNITS = ("", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
KAZAKH_TENS = ("", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан")
ENGLISH_SMALL = (
    *("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
ENGLISH_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def russian(number):
    words = [HUNDREDS[number // 100]]
    rest = number % 100
    words += [TEENS[rest - 10]] if 10 <= rest < 20 else [TENS[rest // 10], UNITS[rest % 10]]
    return " ".join(word for word in words if word)


def kazakh(number):
    hundreds = [KAZAKH_UNITS[number // 100] if number >= 200 else "", "жүз"] if number >= 100 else []
    rest = number % 100
    return " ".join(word for word in [*hundreds, KAZAKH_TENS[rest // 10], KAZAKH_UNITS[rest % 10]] if word)


def english(number):
    hundreds = [ENGLISH_SMALL[number // 100], "hundred"] if number >= 100 else []
    rest = number % 100
    small = [ENGLISH_SMALL[rest]] if rest < 20 else [ENGLISH_TENS[rest // 10], ENGLISH_SMALL[rest % 10]]
    return " ".join(word for word in [*hundreds, *small] if word)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(min_value=2, max_value=999),
    st.sampled_from([(russian, "тысяч"), (kazakh, "мың"), (english, "thousand")]),
)
def test_numbers_in_words_read_back(number, language):
    said, scale = language
    found = money.read(Message(f"{said(number)} {scale}"), context())
    assert found is not None
    assert found.value.max == number * 1000


@settings(max_examples=200, deadline=None)
@given(
    st.integers(min_value=5, max_value=900),
    st.integers(min_value=1, max_value=90),
    st.sampled_from(
        [
            "{}-{} тысяч",
            "от {} до {} тысяч",
            "{} - {}к",
            "{}к-{}к",
            "между {} и {} тысячами",
            "{} мыңнан {} мыңға дейін",
            "from {} to {}k",
            "between {} and {} thousand",
            "від {} до {} тисяч",
            "тысяч {}-{}",
            "минимум {}, максимум {}",
        ]
    ),
)
def test_ranges_read_back(low, more, form):
    found = money.read(Message(form.format(low, low + more)), context())
    assert found is not None
    assert (found.value.min, found.value.max) == (low * 1000, (low + more) * 1000)
    assert found.value.qualifier is Qualifier.RANGE


KAZAKH_CODES = st.sampled_from(["700", "701", "702", "705", "707", "708", "747", "771", "775", "776", "777", "778"])
PREFIXES = st.sampled_from(["8", "7", "+7", "8 ", "+7 ", "8-", "+7-", "", "+7("])
SEPARATORS = st.sampled_from(["", " ", "-", ".", " - ", "  "])


@settings(max_examples=300, deadline=None)
@given(
    KAZAKH_CODES,
    st.integers(min_value=0, max_value=9_999_999),
    PREFIXES,
    SEPARATORS,
    st.sampled_from([(3, 2, 2), (3, 4), (7,), (2, 2, 3)]),
)
def test_a_phone_in_any_grouping_reads_back(code, rest, prefix, separator, groups):
    tail, figures = [], f"{rest:07d}"
    for size in groups:
        tail.append(figures[:size])
        figures = figures[size:]
    written = prefix + code + (")" if prefix.endswith("(") else "") + separator + separator.join(tail)
    found = phone.read(Message(f"мой номер {written}, звоните"), context("phone", "Ваш номер?"))
    assert found is not None
    assert found.value == f"+7{code}{rest:07d}"
    assert re.sub(r"\D", "", found.words)[-10:] == f"{code}{rest:07d}"


NAMES = st.from_regex(r"[a-z][a-z0-9]{1,8}([._-][a-z0-9]{1,6})?", fullmatch=True)
SITES = st.sampled_from(["mail.ru", "gmail.com", "yandex.kz", "inbox.ru", "company.kz", "nu.edu.kz"])


@settings(max_examples=200, deadline=None)
@given(
    NAMES,
    SITES,
    st.sampled_from(["{}@{}", "{} @ {}", "{} собака {}", "{} (at) {}", "{}[at]{}", "почта {}@{}.", "<{}@{}>"]),
)
def test_an_address_in_any_writing_reads_back(name, site, form):
    found = email.read(Message(form.format(name, site)), context("email", "Ваша почта?"))
    assert found is not None
    assert found.value == f"{name}@{site}"
