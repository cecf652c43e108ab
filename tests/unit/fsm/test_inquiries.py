"""Questions that name what the person wants, and questions that are only about the business."""

from __future__ import annotations

import pytest

from fsm.inquiries import asked_for


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Вы ремонтируете кофемашины?", "кофемашины"),
        ("добрый день! скажите, устанавливаете ли вы пластиковые окна?", "пластиковые окна"),
        ("виниры ставите?", "виниры"),
        ("а сколько стоит перетяжка дивана", "перетяжка дивана"),
        ("Какая цена на ламинат 33 класс?", "ламинат 33 класс"),
        ("съёмка выпускного сколько стоит", "съёмка выпускного"),
        ("почём брус 150х150?", "брус 150х150"),
        ("есть ли у вас зимние шины r16?", "зимние шины r16"),
        ("гараж на Толе би ещё продаётся?", "гараж на Толе би"),
        ("хотела бы записаться на чистку зубов", "чистку зубов"),
        ("можно узнать про подготовку к ЕНТ?", "подготовку к ЕНТ"),
        ("сәлеметсіз бе! жиһаз жасайсыздар ма?", "жиһаз"),
        ("тоңазытқыш жөндейсіз бе", "тоңазытқыш"),
        ("баспана сақтандыру қанша тұрады?", "баспана сақтандыру"),
        ("қысқы дөңгелек бар ма", "қысқы дөңгелек"),
        ("hey, do u repair dishwashers?", "dishwashers"),
        ("How much is a logo redesign?", "logo redesign"),
        ("is the studio still available", "studio"),
        ("ви ремонтуєте пральні машини?", "пральні машини"),
        ("скільки коштує манікюр", "манікюр"),
    ],
)
def test_a_question_names_the_thing(text: str, thing: str) -> None:
    asked = asked_for(text)
    assert asked is not None
    assert text[asked.start : asked.end] == thing


@pytest.mark.parametrize(
    "text",
    [
        "где вы находитесь?",
        "вы работаете в субботу?",
        "есть доставка?",
        "а гарантия есть?",
        "есть скидки студентам?",
        "сколько стоит?",
        "сколько стоит доставка до Шымкента?",
        "вы тут?",
        "есть кто живой",
        "как вы работаете?",
        "у вас дорого?",
        "есть свободное время завтра?",
        "вы принимаете карты?",
        "кепілдік бар ма?",
        "жеткізу қанша тұрады",
        "do you have parking?",
        "how much does it cost?",
        "is it available",
        "do you offer installments?",
        "сколько будет стоить, если два заказа",
        "Не включается, залил водой",
        "",
    ],
)
def test_a_question_about_the_business_names_nothing(text: str) -> None:
    assert asked_for(text) is None


def test_a_long_letter_is_not_searched() -> None:
    assert asked_for("сколько стоит ремонт дивана? " * 200) is None
