"""Budgets as written, russian_silence: a line is "text | min max currency qualifier" (- open, ABSENT none)."""

import pytest

from tests.unit.reading.money_check import budget_of, rows

NO_AMOUNT = """
не знаю | - - - unknown
хз | - - - unknown
без понятия если честно | - - - unknown
не определились пока | - - - unknown
смотря какое качество | - - - unknown
зависит от цены | - - - unknown
это коммерческая тайна | - - - unknown
не готов озвучить | - - - unknown
подешевле бы | - - - unknown
чем дешевле тем лучше | - - - unknown
недорого чтоб было | - - - unknown
пока прицениваюсь | - - - unknown
надо посоветоваться с мужем | - - - unknown
нет бюджета | - - - none
денег вообще нет | - - - none
бесплатно хочу | - - - none
0 | - - - none
ноль тенге | - - - none
на халяву бы | - - - none
определённого бюджета нет | - - - unknown
бюджет не ограничен | - - - flexible
без ограничений | - - - flexible
любая сумма | - - - flexible
цена не важна | - - - flexible
не важно сколько, главное качество | - - - flexible
сколько надо столько и отдам | - - - flexible
за ценой не постоим | - - - flexible
skolko skajete | - - - flexible
мне 45 лет, денег особо нет | - - - none
пока не могу сказать | - - - unknown
затрудняюсь ответить | - - - unknown
вообще без понятия сколько это сейчас стоит | - - - unknown
не знаю сколько стоит, подскажите | - - - unknown
это решает бухгалтерия | - - - unknown
надо у шефа спросить | - - - unknown
эконом вариант | - - - unknown
что-нибудь бюджетное | - - - unknown
без разницы | - - - flexible
денег не жалко | - - - flexible
сколько потребуется | - - - flexible
не принципиально | - - - flexible
в разумных пределах | - - - unknown
минимальный бюджет | - - - unknown
пока смотрим | - - - unknown
прицениваемся | - - - unknown
откуда мне знать, вы же специалисты | - - - unknown
чем меньше тем лучше | - - - unknown
минималка | - - - unknown
по минимуму | - - - unknown
как можно дешевле | - - - unknown
не слишком дорого | - - - unknown
ну не очень дорого чтоб | - - - unknown
что подешевле есть? | - - - unknown
варианты подешевле покажите | - - - unknown
даже не думал об этом | - - - unknown
нету | - - - none
неограниченный | - - - flexible
о деньгах не беспокойтесь | - - - flexible
деньги найдем | - - - flexible
хоть сколько | - - - flexible
любой | - - - flexible
цена вообще не играет роли | - - - flexible
заплачу сколько скажете | - - - flexible
готов платить сколько нужно | - - - flexible
если качество хорошее, то деньги не проблема | - - - flexible
нет ограничений по бюджету | - - - flexible
бюджет не определен | - - - unknown
бюджета на это не заложено | - - - none
пока на мели | - - - none
0 тенге | - - - none
с бюджетом пока не понятно | - - - unknown
точной цифры нет | - - - unknown
вопрос интересный, не считал | - - - unknown
не ваше дело | - - - unknown
потом скажу | - - - unknown
без понятия) | - - - unknown
понятия не имею сколько сейчас ремонт стоит | - - - unknown
первый раз заказываю, не знаю цен | - - - unknown
безлимит | - - - flexible
любые деньги за спокойствие | - - - flexible
сколько бы ни стоило | - - - flexible
не имеет значения | - - - flexible
не важно | - - - flexible
"""

NOT_THEIRS = """
сколько это стоит? | ABSENT
а какие у вас цены? | ABSENT
дорого у вас | ABSENT
у конкурентов 80 тысяч просят | ABSENT
в прошлом году отдали 200 тысяч | ABSENT
мне в другом месте посчитали 150 | ABSENT
моя зарплата 200 тысяч | ABSENT
мы уже внесли предоплату 50 тысяч | ABSENT
долгов на миллион | ABSENT
60 квадратов | ABSENT
нас 5 человек | ABSENT
мастер запросил 120, я считаю это дорого | ABSENT
видел на олх за 40 | ABSENT
у вас на сайте написано 150 000, это окончательная цена? | ABSENT
почему так дорого, 200 тысяч? | ABSENT
200 тысяч для меня много | ABSENT
ок | ABSENT
да | ABSENT
здравствуйте | ABSENT
позвоните мне 87071234567 | ABSENT
2500 м2 | ABSENT
5000 знаков | ABSENT
150 кв м | ABSENT
3 этажа 200 квадратов | ABSENT
2026 год на дворе а вы такое спрашиваете | ABSENT
процентов 10 от продаж | ABSENT
10% от оборота | ABSENT
скидку 10 процентов дадите? | ABSENT
другие берут 90 а вы сколько? | ABSENT
подруга сказала у вас 15 стоит, так? | ABSENT
видела рекламу 9900, это правда? | ABSENT
в инсте написано от 5000 | ABSENT
по акции 30% скидка ещё действует? | ABSENT
нет смысла обсуждать | ABSENT
нет, спасибо | ABSENT
зачем вам? | ABSENT
с какой целью интересуетесь | ABSENT
"""


@pytest.mark.parametrize(("text", "expected"), rows(NO_AMOUNT))
def test_no_amount(text, expected):
    assert budget_of("B", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(NOT_THEIRS))
def test_not_theirs(text, expected):
    assert budget_of("B", text) == expected
