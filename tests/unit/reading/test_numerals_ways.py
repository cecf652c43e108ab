"""Numbers spelled out, in parts, with decimals in words; and any number spelled in full comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm.reading.message import Message
from fsm.reading.number_tokens import pieces_of
from fsm.reading.numerals import numerals
from tests.unit.reading.money_check import rows

PARTS = """
три четверти миллиона | 750000
две трети миллиона | 666666.67
треть миллиона | 333333.33
половину миллиона | 500000
четыре пятых миллиона | 800000
три с четвертью миллиона | 3250000
миллион с четвертью | 1250000
три чверті мільйона | 750000
ширек миллион | 250000
three quarters of a million | 750000
two thirds of a million | 666666.67
two and a quarter million | 2250000
four and three quarters million | 4750000
two and half lakhs | 250000
a million and a quarter | 1250000
3/4 million | 750000
2 1/2 million | 2500000
½ million | 500000
2½ million | 2500000
2 ¼ млн | 2250000
полтора десятка тысяч | 15000
пару десятков тысяч | 20000
десяток тысяч | 10000
half a dozen | 6
three dozen | 36
две дюжины | 24
"""
DECIMALS = """
three point five million | 3500000
three point two five million | 3250000
three point zero five million | 3050000
сто двадцать точка ноль пять | 120.05
три запятая пять | 3.5
три целых пять десятых миллиона | 3500000
три целых и двадцать пять сотых миллиона | 3250000
ноль целых семь десятых миллиона | 700000
ноль семь миллиона | 700000
ноль семьдесят пять миллиона | 750000
три кома п'ять | 3.5
ноль целых ноль десятых | 0
"""
SPELLED = """
one million, two hundred thousand | 1200000
two lakh, thirty thousand, four hundred | 230400
two thousand, five hundred and seventy | 2570
two thousand, five | 2000; 5
5 thousand, 300 | 5000; 300
three cr twelve lac | 31200000
nine thousand and seven | 9007
девять тысяч семь | 9007
девять тысяч семь рублей | 9007
девять тысяч семь человек | 9000; 7
двадцать-семь тысяч | 27000
двадцать-тридцать тысяч | 20; 30000
пятью миллионами | 5000000
восемью тысячами | 8000
four-hundred | 400
four-hundred-thousand | 400000
four-fifty | 450
five-million | 5000000
4-5 | 4; 5
four-five | 4; 5
7к5 | 7500
7k5 | 7500
7к500 | 7500
45,00 | 45
1 234 567,89 | 1234567.89
п‘ятсот тисяч | 500000
one or two million | 1; 2000000
один-два миллиона | 1; 2000000
"""


def values(text: str) -> str:
    found = [number.value for number in numerals(pieces_of(Message(text)))]
    return "; ".join(f"{value:.10g}" for value in found) or "-"


@pytest.mark.parametrize(("text", "expected"), [*rows(PARTS), *rows(DECIMALS), *rows(SPELLED)])
def test_numbers_in_parts_decimals_and_full_spelling(text, expected):
    assert values(text) == expected


UNITS = {
    "ru": "ноль один два три четыре пять шесть семь восемь девять",
    "uk": "нуль один два три чотири п'ять шість сім вісім дев'ять",
    "en": "zero one two three four five six seven eight nine",
    "kk": "нөл бір екі үш төрт бес алты жеті сегіз тоғыз",
}
TEENS = {
    "ru": "десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать "
    "девятнадцать",
    "uk": "десять одинадцять дванадцять тринадцять чотирнадцять п'ятнадцять шістнадцять сімнадцять вісімнадцять "
    "дев'ятнадцять",
    "en": "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
}
TENS = {
    "ru": "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    "uk": "двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто",
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "kk": "жиырма отыз қырық елу алпыс жетпіс сексен тоқсан",
}
HUNDREDS = {
    "ru": "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот",
    "uk": "сто двісті триста чотириста п'ятсот шістсот сімсот вісімсот дев'ятсот",
}
SCALES = {
    "ru": ("тысяч", "миллионов"),
    "uk": ("тисяч", "мільйонів"),
    "en": ("thousand", "million"),
    "kk": ("мың", "миллион"),
}


def below_hundred(language: str, number: int) -> list[str]:
    units, tens = UNITS[language].split(), TENS[language].split()
    if number >= 20:
        return [tens[number // 10 - 2], *([units[number % 10]] if number % 10 else [])]
    if number >= 10:
        teens = TEENS.get(language, "").split()
        return [teens[number - 10]] if teens else ["он", *([units[number % 10]] if number % 10 else [])]
    return [units[number]] if number else []


def below_thousand(language: str, number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return below_hundred(language, rest)
    if language in HUNDREDS:
        return [HUNDREDS[language].split()[hundreds - 1], *below_hundred(language, rest)]
    times = "hundred" if language == "en" else "жүз"
    joint = ["and"] if language == "en" and rest else []
    return [UNITS[language].split()[hundreds], times, *joint, *below_hundred(language, rest)]


def spelled(language: str, number: int) -> str:
    """The number in words, with commas after English scales, as cheques and formal letters have it."""
    parts = []
    for scale, name in zip((1000, 1), (SCALES[language][1], SCALES[language][0]), strict=True):
        group, number = divmod(number, 1000 * scale)
        if group:
            parts.append(" ".join([*below_thousand(language, group), name]))
    if number:
        parts.append(" ".join(below_thousand(language, number)))
    formal = language == "en" and number >= 100
    return (", " if formal else " ").join(parts)


@given(st.sampled_from(sorted(UNITS)), st.integers(1, 999), st.integers(100, 999), st.integers(100, 999))
def test_a_number_spelled_in_full_comes_back(language, millions, thousands, units):
    number = millions * 10**6 + thousands * 1000 + units
    assert values(spelled(language, number)) == f"{number:.10g}"


@given(st.sampled_from(sorted(UNITS)), st.integers(2, 999).filter(lambda number: number % 100 != 1))
def test_thousands_spelled_come_back(language, thousands):
    assert values(spelled(language, thousands * 1000)) == f"{thousands * 1000:.10g}"


@given(st.text(alphabet="0123456789½¼/.,- кkмm", max_size=60))
def test_any_run_of_figures_and_marks_is_read(text):
    assert all(number.value >= 0 for number in numerals(pieces_of(Message(text))))
