"""Currencies of the world beside numbers, and coins: a line is "text | min max currency qualifier"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm.reading.money_currencies import BESIDE, CODES, COINS, COUNTRIES, SYMBOLS
from tests.unit.reading.money_check import budget_of, rows

NAMED = """
700 канадских долларов | 700 700 CAD exact
700 австралийских долларов | 700 700 AUD exact
80 сингапурских долларов | 80 80 SGD exact
90 гонконгских долларов | 90 90 HKD exact
250 египетских фунтов | 250 250 EGP exact
250 британских фунтов | 250 250 GBP exact
4000 шведских крон | 4000 4000 SEK exact
4000 норвежских крон | 4000 4000 NOK exact
4000 датских крон | 4000 4000 DKK exact
350 белорусских рублей | 350 350 BYN exact
350 российских рублей | 350 350 RUB exact
120 турецких лир | 120 120 TRY exact
900 швейцарских франков | 900 900 CHF exact
900 франков | 900 900 CHF exact
30 000 армянских драмов | 30000 30000 AMD exact
50000 корейских вон | 50000 50000 KRW exact
200 бразильских реалов | 200 200 BRL exact
60 злотых | 60 60 PLN exact
60 форинтов | 60 60 HUF exact
400 лари | 400 400 GEL exact
5000 японских иен | 5000 5000 JPY exact
300 америкалық доллар | 300 300 USD exact
150 қытай юані | 150 150 CNY exact
2000 өзбек сумы | 2000 2000 UZS exact
70 лей | 70 70 RON exact
70 левов | 70 70 BGN exact
600 usdt | 600 600 USD exact
0,3 btc | 0.3 0.3 BTC exact
85 шекелей | 85 85 ILS exact
85 саудовских риялов | 85 85 SAR exact
320 песо | 320 320 MXN exact
320 кувейтских динаров | 320 320 KWD exact
"""
ENGLISH = """
70 new zealand dollars | 70 70 NZD exact
70 hong kong dollars | 70 70 HKD exact
70 us dollars | 70 70 USD exact
70 sri lankan rupees | 70 70 LKR exact
C$70 | 70 70 CAD exact
AU$ 70 | 70 70 AUD exact
hk $ 70 | 70 70 HKD exact
R$70,50 | 70.5 70.5 BRL exact
a $70 budget | 70 70 USD exact
70 kr | 70 70 SEK exact
Rp 70.000 | 70000 70000 IDR exact
70 zł | 70 70 PLN exact
₪70 | 70 70 ILS exact
70₾ | 70 70 GEL exact
฿70 | 70 70 THB exact
nok 700 | 700 700 NOK exact
70 saudi riyals | 70 70 SAR exact
70-euro | 70 70 EUR exact
between 70 and 90 swiss francs | 70 90 CHF range
under 70 qatari riyals | - 70 QAR upto
"""
COIN = """
7 рублей 35 копеек | 7.35 7.35 RUB exact
7 руб., 35 коп. | 7.35 7.35 RUB exact
семь гривен 35 копеек | 7.35 7.35 UAH exact
70 теңге 50 тиын | 70.5 70.5 KZT exact
70 долларов и 35 центов | 70.35 70.35 USD exact
один евро двадцать центов | 1.2 1.2 EUR exact
a dollar and 35 cents | 1.35 1.35 USD exact
$70 and 35c | 70.35 70.35 USD exact
£7 35p | 7.35 7.35 GBP exact
70 ringgit 35 sen | 70.35 70.35 MYR exact
семь долларов США, 35 центов | 7.35 7.35 USD exact
сім доларів, 35 центів | 7.35 7.35 USD exact
seven pounds sterling, thirty-five pence | 7.35 7.35 GBP exact
семь тенге, четыре тиына | 7.04 7.04 KZT exact
35 центов | 0.35 0.35 USD exact
35 копеек | 0.35 0.35 RUB exact
35 pence | 0.35 0.35 GBP exact
35-cent | 0.35 0.35 USD exact
70 dollars 35 | 70.35 70.35 USD exact
70 dollars and 50 | 70 70 USD exact
700 тенге 35 | 700 700 KZT exact
70 долларов 35 минут | 70 70 USD exact
"""
# Away from a number these are other words, and beside one a thing that is counted.
OTHER_WORDS = """
лев или тигр, до 50 | - 50000 KZT upto
крона у дерева большая, 50 тысяч | 50000 50000 KZT exact
won 50 contests, can pay 30k | 30000 30000 KZT exact
не лей воду, 50 тысяч | 50000 50000 KZT exact
это драма, 50 тысяч | 50000 50000 KZT exact
3 кронштейна, 50 тысяч | 50000 50000 KZT exact
песок 50 тысяч | 50000 50000 KZT exact
"""


@pytest.mark.parametrize(("text", "expected"), rows(NAMED))
def test_a_currency_with_its_country(text, expected):
    assert budget_of("B", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(ENGLISH))
def test_a_currency_in_english(text, expected):
    assert budget_of("E", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(COIN))
def test_coins_are_hundredth_parts(text, expected):
    assert budget_of("B", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(OTHER_WORDS))
def test_words_that_are_currencies_only_beside_numbers(text, expected):
    assert budget_of("B", text) == expected


def test_every_currency_is_a_code():
    codes = {*SYMBOLS.values(), *CODES.values(), *BESIDE.values(), *COUNTRIES.values(), *COINS.values()}
    assert all(len(code) == 3 and code.isupper() and code.isascii() for code in codes)


@given(st.sampled_from(sorted(SYMBOLS)), st.integers(1, 10**9), st.booleans(), st.sampled_from(["", " "]))
def test_every_sign_marks_a_number_on_either_side(sign, amount, before, space):
    text = f"{sign}{space}{amount}" if before else f"{amount}{space}{sign}"
    assert budget_of("B", text) == f"{amount} {amount} {SYMBOLS[sign]} exact"


@given(st.sampled_from(sorted(BESIDE)), st.integers(100, 10**9))
def test_every_name_marks_the_number_before_it(name, amount):
    assert budget_of("B", f"{amount} {name}").split()[2] in (BESIDE[name], CODES.get(name))


@given(
    st.integers(2, 10**6),
    st.integers(1, 99),
    st.sampled_from(
        [
            ("{} рублей {} копеек", "RUB"),
            ("{} руб {} коп", "RUB"),
            ("{} dollars and {} cents", "USD"),
            ("{} теңге {} тиын", "KZT"),
            ("{} гривень {} копійок", "UAH"),
            ("{} фунтов {} пенсов", "GBP"),
            ("{} евро, {} центов", "EUR"),
        ]
    ),
)
def test_coins_come_back(whole, coins, way):
    form, currency = way
    amount = f"{round(whole + coins / 100, 2):.15g}"
    assert budget_of("B", form.format(whole, coins)) == f"{amount} {amount} {currency} exact"
