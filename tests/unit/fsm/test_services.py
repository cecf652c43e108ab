"""The pack for any local service, met by leads who recognise a question only by its usual words."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from talk import Talk

from fsm.lead import Stage
from fsm.script import load

QUESTIONS = {
    "name": r"как (вас|тебя) зовут|ваше имя|представьтесь|your name|call you",
    "need": r"что (вам|вас|тебе) (нужно|интересует)|опишите задачу|чем (можем|могу) помочь|what do you need"
    r"|how can (we|i) help|looking for",
    "budget": r"бюджет|какую сумму|budget|how much",
    "timeline": r"когда|сроки|срок|when|timeline|how soon",
    "decision": r"кто принимает|решение принима|decision|who decides",
    "phone": r"телефон|номер для связи|phone|contact number",
}
FINAL = r"спасибо|заявка принята|thank you|thanks"
ANSWERS = [
    {
        "name": "Анна", "need": "Нужен сайт для клиники", "budget": "300 тысяч рублей", "timeline": "в этом месяце",
        "decision": "я сама решаю", "phone": "+7 916 123-45-67",
    },
    {
        "name": "John", "need": "CRM integration for a sales team", "budget": "$5k", "timeline": "next quarter",
        "decision": "my boss", "phone": "+1 (415) 555-0100",
    },
    {
        "name": "Олег", "need": "бот", "budget": "1,5 млн", "timeline": "через год", "decision": "вместе с партнёром",
        "phone": "8 495 765 43 21",
    },
    {
        "name": "Мария", "need": "ремонт офиса 120 м2, центр", "budget": "не знаю", "timeline": "срочно",
        "decision": "директор", "phone": "+49 30 1234567",
    },
]  # fmt: skip


def recognised(text: str) -> list[str]:
    return [name for name, pattern in QUESTIONS.items() if re.search(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_each_wording_of_a_question_is_recognised_as_that_question_only(language):
    pack = load("services")
    names = {"authority": "decision"}
    for question in pack.questions:
        for number in range(len(question.ask[language])):
            text = pack.text(f"script.questions.{question.id}.ask.{number}", language)
            assert recognised(text) == [names.get(question.id, question.id)], text


@pytest.mark.parametrize("language", ["ru", "en"])
def test_nothing_else_that_is_said_looks_like_a_question_of_the_script(language):
    pack = load("services")
    for key, texts in pack.texts.items():
        if ".after" in key or key.startswith(("script.greeting", "script.replies", "script.objections")):
            assert recognised(texts[language]) == [], (key, texts[language])


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_farewell_thanks_and_no_question_about_the_phone_does(language):
    pack = load("services")
    for key, texts in pack.texts.items():
        if key.startswith("script.farewell"):
            assert re.search(FINAL, texts[language], re.IGNORECASE), key
        if key.startswith(("script.questions.phone", "script.phrases.calm", "script.phrases.will_ask")):
            assert not re.search(FINAL, texts[language], re.IGNORECASE), key


def meet(number: int, *, stubborn: bool = False, buttons: bool = False) -> tuple[Talk, Counter[str]]:
    """A lead who answers whatever is asked; a stubborn one first says "call me" when asked for the number."""
    answers, asked = ANSWERS[number] | {"name": f"{ANSWERS[number]['name']} {number}"}, Counter()
    talk = Talk("services")
    heard = talk.starts()
    for _ in range(20):
        assert len(heard) == 1, heard
        text = heard[0].partition("\n[")[0]
        found = recognised(text)
        if not found or (re.search(FINAL, text, re.IGNORECASE) and "phone" in asked):
            return talk, asked
        assert len(found) == 1, text
        asked[found[0]] += 1
        choices = talk.last.says[-1].choices
        if buttons and choices:
            heard = talk.says(choice=choices[0][0])
        elif stubborn and found == ["phone"] and asked["phone"] == 1:
            heard = talk.says("позвоните мне")
        else:
            heard = talk.says(answers[found[0]])
    raise AssertionError("the conversation never ended")


@pytest.mark.parametrize("number", range(len(ANSWERS)))
@pytest.mark.parametrize("buttons", [False, True])
def test_every_question_is_asked_once_and_answered(number, buttons):
    talk, asked = meet(number, buttons=buttons)
    assert asked == dict.fromkeys(QUESTIONS, 1)
    assert set(talk.lead.facts) >= {"name", "need", "budget", "timeline", "authority", "phone"}
    assert talk.lead.facts["name"].value == ANSWERS[number]["name"]
    assert talk.lead.stage in (Stage.QUALIFIED, Stage.NURTURE)


@pytest.mark.parametrize("number", range(len(ANSWERS)))
def test_call_me_is_met_with_the_question_for_the_number_in_other_words(number):
    talk, asked = meet(number, stubborn=True)
    assert asked == dict.fromkeys(QUESTIONS, 1) | {"phone": 2}
    assert "phone" in talk.lead.facts


@pytest.mark.parametrize(
    ("question", "need", "answer"),
    [
        ("Добрый день, вы ремонтируете кофемашины?", "кофемашины", "Скорее всего, да"),
        ("сколько стоит перетяжка дивана?", "перетяжка дивана", "Цена зависит от задачи"),
        ("сәлем, тоңазытқыш жөндейсіздер ме", "тоңазытқыш", "Иә болуы керек"),
        ("how much is a wedding shoot?", "wedding shoot", "The price depends"),
    ],
)
def test_a_first_question_names_the_need_is_answered_and_not_asked_about_again(question, need, answer):
    talk = Talk(load("services"))
    said = talk.says(question)
    assert talk.lead.facts["need"].value == need
    assert any(answer in text for text in said)
    assert not any(pattern in said[-1] for pattern in ("Что вам нужно", "Сізге не керек", "What do you need"))


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("kk", "өздеріңіз жасайсыздар ма әлде шаблон ба?", "Орынды сұрақ"),
        ("ru", "вы сами делаете или у кого-то заказываете?", "Хороший вопрос"),
        ("ru", "делаете сайты или приложения?", "Скорее всего, да"),
        ("en", "do you make your own designs or buy them?", "Good question"),
    ],
)
def test_yes_is_no_answer_to_this_or_that(language: str, question: str, answer: str) -> None:
    talk = Talk(load("services"), language=language)
    talk.says({"ru": "нужен сайт", "kk": "сайт керек", "en": "I need a website"}[language])
    assert answer in " ".join(talk.says(question))


@pytest.mark.parametrize(
    ("language", "text", "need"),
    [
        ("ru", "Здравствуйте, посоветовали вас. Надо сплит-систему почистить", "Надо сплит-систему почистить"),
        ("en", "Hi, you were recommended. I need my curtains altered", "I need my curtains altered"),
    ],
)
def test_how_they_heard_of_us_is_no_part_of_the_need(language: str, text: str, need: str) -> None:
    talk = Talk(load("services"), language=language)
    talk.says(text)
    assert talk.facts()["need"] == need


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("ru", "не знаю, а сколько обычно берут?", "Цена зависит"),
        ("en", "no idea about budget, what do people usually pay?", "price depends"),
        ("kk", "білмеймін, орташа баға қанша?", "Бағасы жұмысқа байланысты"),
    ],
)
def test_a_question_back_beside_an_answer_is_answered_too(language: str, text: str, answer: str) -> None:
    talk = Talk(load("services"), language=language)
    talk.says(
        {
            "ru": "нужна уборка офиса завтра",
            "en": "I need my office cleaned tomorrow",
            "kk": "ертең кеңсені тазалау керек",
        }[language]
    )
    assert answer in " ".join(talk.says(text))


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("забор до пятницы", "забор"),
        ("сайт к концу месяца", "сайт"),
        ("торт на субботу", "торт"),
        ("a fence by friday", "a fence"),
        ("забор жұмаға дейін", "забор"),
        ("экзамен завтра", None),
        ("срочно до пятницы", None),
        ("Марат, до пятницы", None),
    ],
)
def test_a_thing_and_the_day_by_which_it_is_wanted_are_both_understood(text: str, need: str | None) -> None:
    talk = Talk(load("services"), language="ru")
    talk.says("привет")
    talk.says(text)
    assert talk.facts().get("need") == need
    assert "timeline" in talk.facts()


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("ru", "зачем вам это знать?", "не будет переспрашивать"),
        ("kk", "оны неге сұрайсыз?", "қайта сұрамайды"),
        ("en", "why do you need my name?", "without asking again"),
        ("ru", "зачем вам мой номер?", "Номер нужен только"),
    ],
)
@pytest.mark.parametrize("script", ["services", "laptop_repair", "real_estate"])
def test_why_we_ask_is_said(script: str, language: str, question: str, answer: str) -> None:
    talk = Talk(load(script), language=language)
    talk.says({"ru": "здравствуйте", "kk": "сәлем", "en": "hello"}[language])
    assert answer in " ".join(talk.says(question))


@pytest.mark.parametrize("script", ["services", "real_estate"])
def test_an_address_to_write_to_will_do_for_a_number(script: str) -> None:
    talk = Talk(load(script), language="en")
    for text in (
        "hello",
        "two rooms in Almaty to rent",
        "up to 300k",
        "next month",
        "I decide",
        "Almaty",
        "Kate",
        "no calls, kate@mail.com",
    ):
        heard = " ".join(talk.says(text))
        if "email" in talk.facts():
            break
    assert "number" not in heard
    assert talk.lead.stage is Stage.QUALIFIED
