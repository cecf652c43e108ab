"""Budgets as written, unasked: a line is "text | min max currency qualifier" (- open, ABSENT none)."""

import pytest

from tests.unit.reading.money_check import budget_of, rows

IN_THOUSANDS = """
20 | 20000 20000 KZT exact
20-25 | 20000 25000 KZT range
до 30 | - 30000 KZT upto
25000 | 25000 25000 KZT exact
полтора | 1500 1500 KZT exact
тридцать | 30000 30000 KZT exact
"""

IN_MILLIONS = """
2 | 2000000 2000000 KZT exact
полтора | 1500000 1500000 KZT exact
1-2 | 1000000 2000000 KZT range
0,5 | 500000 500000 KZT exact
до пяти | - 5000000 KZT upto
"""

FIRST_MESSAGE = """
здравствуйте, нужен ремонт кухни, бюджет до 500 тысяч | - 500000 KZT upto
добрый день, ищу квартиру до 30 млн | - 30000000 KZT upto
хочу заказать торт за 15000 тенге | 15000 15000 KZT exact
почём у вас торты? | ABSENT
нужны визитки 1000 штук | ABSENT
тираж 5 тысяч листовок | ABSENT
заработок от 300 000 тенге в месяц, пиши в лс | ABSENT
продам гараж 2 млн | ABSENT
кредит до 5 млн без справок | ABSENT
ищу репетитора для сына 12 лет, могу платить 3000 за урок | 3000 3000 KZT exact
ремонт телефона айфон 13, экран, бюджет 40 | 40000 40000 KZT exact
slомался холодильник samsung 350 литров | ABSENT
нужен сайт, бюджет 1000$ | 1000 1000 USD exact
need a website, budget is around $2k | 2000 2000 USD approx
hi i need cleaning for 80 sqm apartment | ABSENT
маған үй керек, 25 млн теңгеге дейін | - 25000000 KZT upto
тойға 150 адам, бюджет 3 млн | 3000000 3000000 KZT exact
работаю 10 лет, возьмите на работу, зп от 200 тысяч | ABSENT
мне должны 500 тысяч, нужен юрист | ABSENT
меня обманули на 2 миллиона, нужен адвокат | ABSENT
взял кредит 3 млн, не могу платить, помогите | ABSENT
тысяча извинений, можно вопрос | ABSENT
сто раз вам писал | ABSENT
бюджет пока не знаем | - - - unknown
хотим свадьбу на 100 человек, по бюджету не ограничены | - - - flexible
Добрый день! Ищу мастера по ремонту стиралки LG 7 кг, не отжимает, живу в Аксай 3б дом 24 | ABSENT
нужна няня с 9 до 18, ребенку 2 года, платим 200 тысяч в месяц | 200000 200000 KZT exact
Здравствуйте. Хочу похудеть на 15 кг за 3 месяца, рост 165 вес 80 | ABSENT
айфон 14 про 256 гб есть? | ABSENT
iphone 15 pro max 256gb бар ма | ABSENT
хочу купить машину до 5 млн в кредит | - 5000000 KZT upto
Сколько будет стоить сайт-визитка? у меня 150 000 тенге | 150000 150000 KZT exact
сколько стоит свадьба на 150 человек в июне | ABSENT
есть что-нибудь до 50 тысяч? | - 50000 KZT upto
у вас есть диваны до 200к? | - 200000 KZT upto
почему доставка 5000? у других бесплатно | ABSENT
заказ 4512 до сих пор не пришел | ABSENT
вы мне должны 15000 вернуть | ABSENT
с карты списали 20 000 тенге дважды | ABSENT
в 2024 году делали ремонт за 3 млн, всё отвалилось | ABSENT
потоп, ущерб на миллион | ABSENT
штраф 46 500 тг пришел, хочу оспорить | ABSENT
алименты 100 тысяч не платит | ABSENT
мне начислили 300 тысяч за свет | ABSENT
нужен бухгалтер, оборот 10 млн в месяц | ABSENT
магазин на каспи, 200 товаров, чек 15 000 | ABSENT
за 100 тысяч сделаете лендинг? | 100000 100000 KZT exact
20к хватит на маникюр педикюр? | 20000 20000 KZT exact
hello, do you have apartments under 300 usd? | - 300 USD upto
we need catering for 40 people, budget 200k | 200000 200000 KZT exact
my order #45120 is late | ABSENT
I paid 50k and got nothing | ABSENT
looking for a car around 10k usd | 10000 10000 USD approx
earn up to $5000 a month from home | ABSENT
салам, 3 бөлмелі пәтер керек 40 млн шамасында | 40000000 40000000 KZT approx
баламның 12 жаста, ағылшын керек, айына 20 мың төлей аламыз | 20000 20000 KZT exact
100 дана футболка керек | ABSENT
потрібен ремонт, бюджет до 50 тисяч гривень | - 50000 UAH upto
вы где находитесь? я на Абая 10 | ABSENT
кв 45 | ABSENT
Здравствуйте, хочу заказать 2 торта по 3 кг на субботу, к 12, бюджет 40 тысяч | 40000 40000 KZT exact
скажите пожалуйста до скольки работаете, я на абая 44 | ABSENT
здравствуйте 2 взрослых 1 ребенок 7 ночей турция до 600 тысяч | - 600000 KZT upto
Тур на двоих в Дубай 15-22 апреля, до 2000$ | - 2000 USD upto
ищу 1-комнатную до 130 тысяч в месяц, 9 мкр | - 130000 KZT upto
сниму квартиру, 2 комн, до 200 тыс, семья 4 человека без животных | - 200000 KZT upto
нужен грузовик 5 тонн 20 кубов по городу на завтра | ABSENT
сколько стоит доставка 5 тонн песка | ABSENT
надо 15 парт и 30 стульев для школы, тендер 3 млн тенге | 3000000 3000000 KZT exact
можно консультацию? у меня ИП на упрощенке, 3% налог, оборот 20 млн | ABSENT
получил штраф 100 мрп | ABSENT
работодатель не платит 3 месяца, долг 450 000 | ABSENT
кредит 2 млн просрочка 4 месяца, коллекторы звонят | ABSENT
мошенники сняли с карты 1,2 млн | ABSENT
купил у вас холодильник за 250 тысяч, через неделю сломался | ABSENT
оплатил 15 000 а чек не пришел | ABSENT
верните мои 30 тысяч | ABSENT
ваша доставка 3000 тенге это грабеж | ABSENT
у вас дороже чем у других на 10 тысяч | ABSENT
это правда что у вас курс 99 тысяч? | ABSENT
курс 99 тысяч это за месяц? | ABSENT
хочу записать сына 6 лет на футбол, 3 раза в неделю, 25 тысяч в месяц норм? | 25000 25000 KZT exact
abonement do 30 000 est? | - 30000 KZT upto
Hi, I want to book a photoshoot for 2 hours, around 30k tenge | 30000 30000 KZT approx
Do you deliver to Astana? I need 50 chairs | ABSENT
our office is 120 sqm, 15 people, need cleaning twice a week for max 150k | - 150000 KZT upto
мне нужен бухгалтер для ТОО, 5 сотрудников, 30-40 операций в месяц, готовы платить до 80 тысяч | - 80000 KZT upto
той 300 адамға, әр адамға 7000 теңге | 7000 7000 KZT exact
машина жалға алғым келеді 3 күнге, күніне 15 мыңға дейін | - 15000 KZT upto
2017 жылғы камри бар ма 9 млн шамасында | 9000000 9000000 KZT approx
уй жалдаймын 100 мынга дейин 2 болмели | - 100000 KZT upto
сатып алғаныма 2 ай болды, 180 мың тұрады, бұзылып қалды | ABSENT
не знаю что делать с машиной, стучит | ABSENT
не решил какой тариф выбрать, помогите | ABSENT
бесплатная консультация у вас есть? | ABSENT
деньги верните | ABSENT
сумма в чеке неверная | ABSENT
не важно когда, главное качество | ABSENT
"""

CONFIRMATION = """
нет, не 70 а 90 | 90000 90000 KZT exact
90 вообще-то | 90000 90000 KZT exact
нет, бюджет 100 000 | 100000 100000 KZT exact
да | ABSENT
нет, район Аксай 4 | ABSENT
бюджет не 70 а 80 тысяч | 80000 80000 KZT exact
да всё верно, только до 80 можно | - 80000 KZT upto
позвоните в 18 | ABSENT
нет, 80 тысяч и район Аксай | 80000 80000 KZT exact
почти, бюджет до 80 | - 80000 KZT upto
не верно, бюджет 75 | 75000 75000 KZT exact
нет не 70, а 65-70 | 65000 70000 KZT range
верно, но лучше 60 | 60000 60000 KZT exact
всё верно, звоните после 6 | ABSENT
дом 15 ещё забыли | ABSENT
"""

TIMELINE_QUESTION = """
через 2 недели, бюджет до 300к | - 300000 KZT upto
в мае, после зарплаты | ABSENT
15 числа | ABSENT
14.03 | ABSENT
к 25 | ABSENT
на 8 марта, но бюджет всего 10 тысяч | - 10000 KZT upto
через 10 дней | ABSENT
после зарплаты 25 числа | ABSENT
не важно | ABSENT
любой день | ABSENT
"""

AUTHORITY_QUESTION = """
сам решаю, но больше 200 тысяч не дам | - 200000 KZT upto
с женой, у неё 50% акций | ABSENT
без разницы | ABSENT
"""

PHONE_QUESTION = """
8 707 123 45 67 | ABSENT
87071234567 бюджет 200 тысяч | 200000 200000 KZT exact
"""

LOCATION_QUESTION = """
Абая 150 кв 20 | ABSENT
не скажу пока | ABSENT
"""

NEED_QUESTION = """
кухня 3 метра, с техникой, 600 тысяч максимум | - 600000 KZT upto
ноутбук за 250 тысяч для учёбы | 250000 250000 KZT exact
сломалась машина, toyota camry 2015, пробег 200 тысяч | ABSENT
нужна реклама, тратим 500 тысяч в месяц и толку ноль | ABSENT
в месяц оборот 2 миллиона, нужен бухгалтер | ABSENT
хочу похудеть на 10 кг | ABSENT
репетитор по физике, ент, хотим 120 баллов | ABSENT
торт на 5 кг, до 25 тысяч | - 25000 KZT upto
нужны окна 5 штук, рассчитываем на 400 тысяч | 400000 400000 KZT exact
машина стоит 4 млн, хочу застраховать | ABSENT
реклама в инсте, сейчас тратим 300 тысяч в месяц | ABSENT
"""


@pytest.mark.parametrize(("text", "expected"), rows(IN_THOUSANDS))
def test_in_thousands(text, expected):
    assert budget_of("T", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(IN_MILLIONS))
def test_in_millions(text, expected):
    assert budget_of("M", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(FIRST_MESSAGE))
def test_first_message(text, expected):
    assert budget_of("N", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(CONFIRMATION))
def test_confirmation(text, expected):
    assert budget_of("C", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(TIMELINE_QUESTION))
def test_timeline_question(text, expected):
    assert budget_of("Y", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(AUTHORITY_QUESTION))
def test_authority_question(text, expected):
    assert budget_of("A", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(PHONE_QUESTION))
def test_phone_question(text, expected):
    assert budget_of("P", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(LOCATION_QUESTION))
def test_location_question(text, expected):
    assert budget_of("L", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(NEED_QUESTION))
def test_need_question(text, expected):
    assert budget_of("W", text) == expected
