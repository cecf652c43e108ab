"""Amounts and stretches of time in every way they are written, in four languages: each figure comes back."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm.facts import Budget, Qualifier, Timeline
from fsm.reading.message import Context
from fsm.reading.reader import read

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))
ASKED = {
    "ru": "На какой бюджет рассчитываете?",
    "kk": "Бюджетіңіз қанша?",
    "en": "What is your budget?",
    "uk": "Який бюджет?",
}
THOUSANDS = [
    *(("ru", form) for form in ("{} тыс", "{} тыс.", "{}тыс", "{} тысяч", "{}к", "{} к", "{} тыщ", "{} тыс тенге")),
    *(("ru", form) for form in ("{}т", "{}000", "{} 000", "{}.000 тг", "{} 000 ₸", "{}к тг", "{} т.т.", "{} тыс. тг.")),
    *(("kk", form) for form in ("{} мың", "{}мың", "{} мың теңге", "{} мын", "{} мың тг", "{}000 теңге")),
    *(("en", form) for form in ("{}k", "{} thousand", "{},000", "{}K tenge", "{} thousand tenge", "KZT {},000")),
    *(("uk", form) for form in ("{} тисяч", "{} тис", "{}к", "{} тисяч тенге", "{} тис. тенге")),
]
HEDGES = [
    *(("ru", Qualifier.UPTO, form) for form in ("до {}", "не больше {}", "максимум {}", "{} максимум", "{} край")),
    *(("ru", Qualifier.UPTO, form) for form in ("чтобы за {} не вышло", "за {} не вылезти бы", "уложиться в {}")),
    *(("ru", Qualifier.FROM, form) for form in ("от {}", "не меньше {}", "минимум {}", "{} и выше", "{} минимум")),
    *(
        ("ru", Qualifier.APPROX, form)
        for form in ("около {}", "примерно {}", "где-то {}", "{} примерно", "в районе {}")
    ),
    *(("kk", Qualifier.UPTO, form) for form in ("{}ға дейін", "ең көбі {}", "{}нан аспасын", "{}нан артық емес")),
    *(("kk", Qualifier.FROM, form) for form in ("кемінде {}", "{}нан бастап")),
    *(("kk", Qualifier.APPROX, form) for form in ("шамамен {}", "{} шамасында", "{}дай")),
    *(("en", Qualifier.UPTO, form) for form in ("up to {}", "no more than {}", "{} max", "under {}", "{} tops")),
    *(("en", Qualifier.FROM, form) for form in ("at least {}", "from {}", "{} and up", "minimum {}")),
    *(("en", Qualifier.APPROX, form) for form in ("about {}", "around {}", "roughly {}", "{} or so")),
    *(("uk", Qualifier.UPTO, form) for form in ("до {}", "не більше {}", "максимум {}")),
    *(("uk", Qualifier.FROM, form) for form in ("від {}", "не менше {}")),
    *(("uk", Qualifier.APPROX, form) for form in ("близько {}", "десь {}", "приблизно {}")),
]
UNIT = {"ru": "{} тысяч", "kk": "{} мың", "en": "{} thousand", "uk": "{} тисяч"}
RANGES = [
    *(("ru", form) for form in ("{}-{} тысяч", "от {} до {} тысяч", "{}, максимум {} тысяч", "{} – {} тыс")),
    *(("kk", form) for form in ("{}-{} мың", "{} мыңнан {} мыңға дейін")),
    *(("en", form) for form in ("{}-{}k", "{} to {} thousand", "between {} and {} thousand", "from {} to {}k")),
    *(("uk", form) for form in ("{}-{} тисяч", "від {} до {} тисяч")),
]
LAPSES = [
    *(("{} күннен кейін", 1), ("через {} дней", 1), ("in {} days", 1), ("через {} днів", 1)),
    *(("{} аптадан кейін", 7), ("через {} недель", 7), ("in {} weeks", 7), ("через {} тижнів", 7)),
    *(("{} days from now", 1), ("{} weeks from now", 7), ("дней через {}", 1), ("недель через {}", 7)),
]


def budget_of(language: str, text: str) -> Budget:
    found = read(text, Context("budget", ASKED[language], NOW)).facts["budget"].value
    assert isinstance(found, Budget)
    return found


@given(st.integers(10, 999), st.sampled_from(THOUSANDS))
def test_thousands_read_back(number, written):
    language, form = written
    budget = budget_of(language, form.format(number))
    assert (budget.min, budget.max, budget.currency) == (number * 1000, number * 1000, "KZT"), form


@given(st.integers(10, 999), st.sampled_from(HEDGES))
def test_the_hedge_of_an_amount_is_kept(number, written):
    language, qualifier, form = written
    budget = budget_of(language, form.format(UNIT[language].format(number)))
    low = None if qualifier is Qualifier.UPTO else number * 1000
    high = None if qualifier is Qualifier.FROM else number * 1000
    assert (budget.min, budget.max, budget.qualifier) == (low, high, qualifier), form


@given(st.integers(20, 400), st.integers(10, 100), st.sampled_from(RANGES))
def test_both_bounds_read_back(low, more, written):
    language, form = written
    budget = budget_of(language, form.format(low, low + more))
    bounds = (low * 1000, (low + more) * 1000)
    assert (budget.min, budget.max, budget.qualifier) == (*bounds, Qualifier.RANGE), form


@given(st.integers(2, 20), st.sampled_from(LAPSES))
def test_a_stretch_of_time_reads_back(count, written):
    form, days = written
    if days == 7 and count > 4 and form.startswith("недель"):
        count = 4
    found = read(form.format(count), Context("timeline", "Когда?", NOW)).facts["timeline"].value
    assert isinstance(found, Timeline)
    day = NOW.date() + timedelta(days=count * days)
    assert (found.earliest, found.latest) == (day, day), form


@pytest.mark.parametrize("hour", range(8, 21))
@pytest.mark.parametrize("form", ["в {}:00", "at {}:00", "сағат {}:00-де", "о {}:00", "после {}:00", "after {}:00"])
def test_an_hour_reads_back(hour, form):
    found = read(form.format(hour), Context("best_time", "Когда вам удобно, чтобы мы позвонили?", NOW))
    assert found.facts["best_time"].value.start == f"{hour:02d}:00"
