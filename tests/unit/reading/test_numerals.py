"""Numbers as people write them: a line is "text | values", several values with ";" (- is none)."""

import pytest

from fsm.reading.message import Message
from fsm.reading.number_lookup import pieces
from fsm.reading.number_tokens import pieces_of
from fsm.reading.numerals import numerals
from tests.unit.reading.money_check import rows

NUMBERS = """
150 000 | 150000
150.000 | 150000
1,50,000 | 150000
1'200'000 | 1200000
1,5 млн | 1500000
1.250 млн | 1250000
.5 млн | 500000
2 млн 300 | 2300000
2 млн. 300 тыс. | 2300000
двести пятьдесят тысяч | 250000
двухсот пятидесяти тысяч | 250000
жүз елу мың | 150000
екі жүз мың | 200000
төрт жүз мың | 400000
two and a half million | 2500000
one and a half million | 1500000
a million and a half | 1500000
fifteen hundred | 1500
two fifty | 250
two hundred and fifty thousand | 250000
twenty-five k | 25000
a couple of grand | 2000
півтора мільйона | 1500000
п'ятдесят тисяч | 50000
двісті тисяч | 200000
лям двести | 1200000
лям с половиной | 1500000
3 с половиной ляма | 3500000
тысяча двести | 1200
миллион двести пятьдесят тысяч | 1250000
тысяч 50 | 50000
тысячи две | 2000
пол лимона | 500000
пол-ляма | 500000
полмиллиона | 500000
жарты миллион | 500000
бір жарым млн | 1500000
екі миллион жарым | 2500000
1 crore 20 lakh | 12000000
1.2cr | 12000000
200к | 200000
70 к пятнице | 70
70т | 70000
60000т | 60000
две сотки | 200
полтинник | 50
пару сотен тысяч | 200000
сто двадцать тысяч | 120000
стопятьдесят тысяч | 150000
двадцать двадцать пять тысяч | 20; 25000
сто двести | 100; 200
миллион-полтора | 1000000; 1.5
100 мыңнан 150 мыңға дейін | 100000; 150000
он бес мың | 15000
он сказал | -
торт | -
пол тёплый | -
один решаю | -
сотен | -
минут | -
"""


def values(text):
    found = [number.value for number in numerals(pieces_of(Message(text)))]
    return "; ".join(f"{value:.10g}" for value in found) or "-"


@pytest.mark.parametrize(("text", "expected"), rows(NUMBERS))
def test_numbers(text, expected):
    assert values(text) == expected


@pytest.mark.parametrize("word", ["тысичь", "тысячч", "тысеч", "шестдесет", "двацать", "пядесят", "thousnd", "tysyach"])
def test_a_slip_of_one_letter_is_still_a_number(word):
    assert pieces(word)


@pytest.mark.parametrize(
    "word", ["повтора", "туриста", "thirsty", "пятый", "сим", "минут", "бірге", "стоит", "тысячный"]
)
def test_words_that_look_like_numbers_are_none(word):
    assert not pieces(word)


@pytest.mark.parametrize(("word", "case"), [("мыңға", "to"), ("мыңнан", "from"), ("елудей", "like"), ("жүзге", "to")])
def test_kazakh_endings_are_kept(word, case):
    ((entry, length),) = pieces(word)
    assert (entry.case, length) == (case, len(word))
