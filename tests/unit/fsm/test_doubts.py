"""A doubtful fact is repeated to the lead, once, before it counts."""

import pytest
from talk import Talk

from fsm.events import PersonSpoke
from fsm.facts import Budget, Qualifier
from fsm.script import load_text

SCRIPT = """
id: flowers
languages: [ru, kk, en]
currency: KZT
timezone: Asia/Almaty
country: KZ
greeting: {ru: Здравствуйте!, kk: Сәлеметсіз бе!, en: Hello!}
questions:
  - fact: need
    required: true
    ask:
      ru: ["Какие цветы?", "Что нужно?"]
      kk: ["Қандай гүл?", "Не керек?"]
      en: ["Which flowers?", "What do you need?"]
  - fact: budget
    ask:
      ru: ["На какой бюджет рассчитываете?", "Какая сумма?"]
      kk: ["Бюджетіңіз қандай?", "Қандай сома?"]
      en: ["What is your budget?", "Which amount?"]
  - fact: phone
    required: true
    ask:
      ru: ["Ваш номер?", "Оставьте номер"]
      kk: ["Нөміріңіз?", "Нөмір қалдырыңыз"]
      en: ["Your number?", "Leave a number"]
farewell:
  hot: {ru: Спасибо!, kk: Рақмет!, en: Thanks!}
  qualified: {ru: Спасибо!, kk: Рақмет!, en: Thanks!}
  nurture: {ru: Спасибо!, kk: Рақмет!, en: Thanks!}
  disqualified: {ru: Спасибо!, kk: Рақмет!, en: Thanks!}
"""
NEED = {"ru": "нужен букет роз на свадьбу", "kk": "тойға раушан гүл керек", "en": "I need roses for a wedding"}
YES = {"ru": "да", "kk": "иә", "en": "yes"}


def asked(language="ru", budget="50"):
    talk = Talk(load_text(SCRIPT, "flowers"), language=language)
    talk.says(NEED[language])
    return talk, " ".join(talk.says(budget))


def points(talk):
    return next((part.points for part in talk.lead.worth.parts if part.factor == "budget"), 0)


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "Правильно понял: 50"), ("kk", "Дұрыс түсіндім бе: 50"), ("en", "Did I get that right: 50")],
)
def test_a_bare_figure_is_repeated_with_its_thousands_and_counts_after_the_yes(language, words):
    talk, heard = asked(language)
    assert words in heard
    assert "50\u00a0000\u00a0₸" in heard
    before = talk.lead.worth.score
    talk.says(YES[language])
    assert talk.facts()["budget"] == Budget(50_000.0, 50_000.0, "KZT", Qualifier.EXACT)
    assert talk.lead.facts["budget"].confidence == 1.0
    assert talk.lead.worth.score > before


def test_the_buttons_say_it_as_well():
    talk, heard = asked()
    assert "[Да, верно] [Нет]" in heard
    talk.says(choice="budget:right")
    assert talk.lead.facts["budget"].reader == "confirmed"


def test_a_no_takes_it_back_and_the_question_is_asked_again_but_never_repeated():
    talk, _ = asked()
    heard = " ".join(talk.says(choice="budget:wrong"))
    assert "budget" not in talk.lead.facts
    assert "Какая сумма?" in heard
    heard = " ".join(talk.says("60"))
    assert "Правильно понял" not in heard
    assert talk.facts()["budget"].max == 60_000
    assert talk.lead.facts["budget"].reader == "rule"


def test_a_no_with_the_right_amount_replaces_it():
    talk, _ = asked()
    heard = " ".join(talk.says("нет, 5 миллионов"))
    assert talk.facts()["budget"].max == 5_000_000
    assert "Ваш номер?" in heard


def test_whoever_goes_on_has_not_objected():
    talk, _ = asked()
    heard = " ".join(talk.says("87771234567"))
    assert talk.facts()["budget"].max == 50_000
    assert talk.lead.facts["budget"].reader == "rule"
    assert "Правильно понял" not in heard


@pytest.mark.parametrize("name", ["Айгуль", "марат", "Асель Нурланова", "Anna"])
def test_whoever_goes_on_with_their_name_has_not_objected_either(name):
    talk, _ = asked()
    heard = " ".join(talk.says(name))
    assert talk.facts()["budget"].max == 50_000
    assert talk.facts()["name"] == name.title()
    assert "Ваш номер?" in heard


@pytest.mark.parametrize("text", ["нет", "неверно", "не так"])
def test_a_no_is_no_name(text):
    talk, _ = asked()
    talk.says(text)
    assert not {"name", "budget"} & set(talk.facts())


@pytest.mark.parametrize("text", ["50 тысяч", "50 000 тг", "полтора миллиона", "до 200к", "не знаю", "бюджета нет"])
def test_what_is_clear_is_not_repeated(text):
    _, heard = asked(budget=text)
    assert "Правильно понял" not in heard


@pytest.mark.parametrize(("text", "words"), [("до 50", "до 50"), ("около 50", "около 50"), ("40-50", "40\u00a0000–50")])
def test_the_hedge_is_repeated_too(text, words):
    _, heard = asked(budget=text)
    assert f"Правильно понял: {words}" in heard


def test_asked_to_repeat_it_is_repeated_with_the_amount():
    talk, _ = asked()
    heard = " ".join(talk.says("/language"))
    heard += " ".join(talk.says(choice="language:ru"))
    assert "50\u00a0000" in heard or "Ваш номер?" in heard


def test_a_person_who_took_over_is_not_disturbed_by_doubts():
    talk = Talk(load_text(SCRIPT, "flowers"), language="ru")
    talk.says(NEED["ru"])
    talk.happens(PersonSpoke(at=talk._now(), by="Айгерим"))
    talk.says("50")
    assert talk.lead.facts["budget"].reader == "rule"


@pytest.mark.parametrize(
    ("language", "question"),
    [("ru", "а сколько у вас стоит?"), ("kk", "бағасы қанша?"), ("en", "how much do you charge?")],
)
def test_who_asks_the_price_instead_has_named_none(language, question):
    talk, _ = asked(language)
    heard = " ".join(talk.says(question))
    assert "budget" not in talk.lead.facts
    assert heard
    talk.says({"ru": "ну давайте до 25", "kk": "25 мыңға дейін", "en": "up to 25k"}[language])
    assert talk.facts()["budget"] == Budget(None, 25_000.0, "KZT", Qualifier.UPTO)
