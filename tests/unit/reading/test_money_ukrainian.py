"""Budgets as written, ukrainian: a line is "text | min max currency qualifier" (- open, ABSENT none)."""

import pytest

from tests.unit.reading.money_check import budget_of, rows

UKRAINIAN = """
20 | 20000 20000 UAH exact
20 тисяч | 20000 20000 UAH exact
двадцять тисяч гривень | 20000 20000 UAH exact
до 30 тис | - 30000 UAH upto
не більше 25 тисяч | - 25000 UAH upto
приблизно 15к | 15000 15000 UAH approx
десь 10-12 тисяч | 10000 12000 UAH range
від 50 тисяч | 50000 - UAH from
півтора мільйона | 1500000 1500000 UAH exact
пів мільйона | 500000 500000 UAH exact
п'ятдесят тисяч | 50000 50000 UAH exact
сто двадцять тисяч | 120000 120000 UAH exact
500 доларів | 500 500 USD exact
не знаю поки | - - - unknown
грошей немає | - - - none
гроші не питання | - - - flexible
скільки треба стільки й заплачу | - - - flexible
скільки це коштує? | ABSENT
максимум 40 | - 40000 UAH upto
40 максимум | - 40000 UAH upto
тисяч 15 | 15000 15000 UAH approx
між 10 та 15 тисячами | 10000 15000 UAH range
від 10 до 15 тисяч гривень | 10000 15000 UAH range
сто баксів | 100 100 USD exact
дешевше б | - - - unknown
до двадцяти тисяч | - 20000 UAH upto
двадцять-тридцять тисяч | 20000 30000 UAH range
тисяч двадцять | 20000 20000 UAH approx
не дорожче 20 тисяч | - 20000 UAH upto
щонайбільше 20 тисяч | - 20000 UAH upto
в межах 20 тисяч | - 20000 UAH upto
від 20 до 30 тисяч | 20000 30000 UAH range
від 20 тисяч і вище | 20000 - UAH from
мінімум 20 | 20000 - UAH from
близько 20 тисяч | 20000 20000 UAH approx
орієнтовно 20-25 тисяч гривень | 20000 25000 UAH range
20 тис. грн | 20000 20000 UAH exact
20000 грн | 20000 20000 UAH exact
20к | 20000 20000 UAH exact
лям | 1000000 1000000 UAH exact
сто баксів максимум | - 100 USD upto
1000 доларів | 1000 1000 USD exact
1000$ | 1000 1000 USD exact
п'ять тисяч гривень | 5000 5000 UAH exact
пять тисяч | 5000 5000 UAH exact
пара тисяч | 2000 2000 UAH approx
пів мільйона гривень | 500000 500000 UAH exact
два з половиною мільйони | 2500000 2500000 UAH exact
не 20, а 30 | 30000 30000 UAH exact
ой, точніше 30 | 30000 30000 UAH exact
в інших просять 40 | ABSENT
зарплата 20 тисяч | ABSENT
ще не вирішили | - - - unknown
залежить від ціни | - - - unknown
не скажу | - - - unknown
якомога дешевше | - - - unknown
немає грошей | - - - none
безкоштовно | - - - none
не важливо | - - - flexible
ціна не важлива | - - - flexible
будь-яка сума | - - - flexible
двадцятка | 20000 20000 UAH exact
сотка | 100000 100000 UAH exact
вкластися б у 15 | - 15000 UAH upto
хочу вкластися в 15 тисяч | - 15000 UAH upto
не більш як 15 тисяч | - 15000 UAH upto
до 15-ти тисяч | - 15000 UAH upto
15-ть тисяч | 15000 15000 UAH exact
тисяч п'ятнадцять | 15000 15000 UAH approx
500-700 гривень за заняття | 500 700 UAH range
приблизно 1000 гривень | 1000 1000 UAH approx
не більше ніж 30 тисяч | - 30000 UAH upto
до двадцятки | - 20000 UAH upto
30 тисяч стеля | - 30000 UAH upto
гривень 500 | 500 500 UAH approx
300 грн/год | 300 300 UAH exact
десь тисяч сорок | 40000 40000 UAH approx
сорок-п'ятдесят тисяч | 40000 50000 UAH range
поки рахуємо | - - - unknown
без різниці | - - - flexible
не обмежений | - - - flexible
пʼятдесят пʼять тисяч | 55000 55000 UAH exact
десять мільйонів | 10000000 10000000 UAH exact
міліон | 1000000 1000000 UAH exact
сто мільйонів | 100000000 100000000 UAH exact
дев’яносто тисяч | 90000 90000 UAH exact
двадцять тисяч, більше не можу | - 20000 UAH upto
більше двадцяти не дам | - 20000 UAH upto
маю 15 тисяч | 15000 15000 UAH exact
маю тільки 15 тисяч | - 15000 UAH upto
десь в межах 10-15 тисяч | 10000 15000 UAH range
тисяч 10, максимум 12 | 10000 12000 UAH range
скільки скажете | - - - flexible
ще не думав про це | - - - unknown
бюджет обмежений, до 8 тисяч | - 8000 UAH upto
сума не має значення | - - - flexible
грошей на це нема | - - - none
тридцять тисяч | 30000 30000 UAH exact
близько тридцяти | 30000 30000 UAH approx
не більше тридцяти | - 30000 UAH upto
30 край | - 30000 UAH upto
30-40 тис грн | 30000 40000 UAH range
десь так 30 | 30000 30000 UAH approx
30 або 40 | 30000 40000 UAH range
гривень до 500 за годину | - 500 UAH upto
500 грн за заняття | 500 500 UAH exact
1000 баксів | 1000 1000 USD exact
сто євро | 100 100 EUR exact
у нас 40 тисяч, можемо додати 5 | 40000 45000 UAH range
минулого разу платили 20 | ABSENT
сусіди за 20 зробили | ABSENT
не хочу казати | - - - unknown
треба порахувати | - - - unknown
нема грошей | - - - none
скільки потрібно | - - - flexible
а гарантія є? | ABSENT
не зрозумів | ABSENT
"""

IN_ROUBLES = """
100 | 100000 100000 RUB exact
сто тысяч | 100000 100000 RUB exact
полтос | 50000 50000 RUB exact
50 тыщ рублей | 50000 50000 RUB exact
от 100к | 100000 - RUB from
500 тысяч тенге | 500000 500000 KZT exact
"""


@pytest.mark.parametrize(("text", "expected"), rows(UKRAINIAN))
def test_ukrainian(text, expected):
    assert budget_of("U", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(IN_ROUBLES))
def test_in_roubles(text, expected):
    assert budget_of("R", text) == expected
