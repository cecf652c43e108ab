"""Names given without being asked for, and names of others that are not the person's."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

import pytest

from fsm.reading import name
from fsm.reading.message import Context, Message

NOW: Final = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))
# (question, its text) -> what is read -> messages, separated by bars.
SAID: Final = {
    ("phone", "На какой номер вам позвонить?"): {
        "Гаухар": """
            Мой номер +77015554433. Гаухар
        """,
        "Динара": """
            87011234567, спросите Динару
        """,
        "Ермек": """
            87011234567 Ермек
        """,
        "Света": """
            8 705 111 22 33 это Света
        """,
    },
    ("none", ""): {
        "Kamal": """
            hi this is Kamal from Delhi, need a website
        """,
        None: """
            Продаем кирпич оптом от завода, скидки, звоните
        """,
        "Sarah": """
            hello, my name is Sarah and I need a tutor for my son Alex
        """,
        "Айгерім": """
            сәлем, мен Айгерім, маған визажист керек еді
        """,
        "Алексей": """
            Добрый день! Это Алексей, нужен электрик
        """,
        "Анна Викторовна": """
            Здравствуйте, меня зовут Анна Викторовна, хочу записаться на маникюр
        """,
        "Бахтияр": """
            Добрый день. Меня зовут Бахтияр, ищу квартиру
        """,
        "Берік": """
            менің атым Берік, үй іздеп жүрмін
        """,
        "Ерлан": """
            Зовут Ерлан. Нужна газель на завтра
        """,
        "Наташа": """
            это Наташа, я вчера заказывала торт
        """,
        "Ольга": """
            пишет вам Ольга из Костаная, хочу пройти обучение
        """,
    },
    ("confirm", "Всё верно записал?"): {
        "Асель": """
            Имя неверное, Асель я
        """,
        "Марат": """
            имя исправьте на Марат
        """,
        "Сания": """
            не Сауле а Сания
        """,
        "Сергей": """
            нет, меня зовут Сергей а не Семен
        """,
    },
    ("best_time", "В какое время вам удобно принять звонок?"): {
        "Анара": """
            с 10 до 12, Анара
        """,
        "Марина Сергеевна": """
            после 6, спросите Марину Сергеевну
        """,
    },
    ("budget", "What budget do you have in mind?"): {
        None: """
            why do you need to know that?
        """,
    },
    ("need", "Сәлеметсіз бе! Қандай қызмет керек еді?"): {
        None: """
            тісім қатты ауырып тұр, ұйықтай алмадым
        """,
    },
    ("confirm", "Is this information correct?"): {
        "Aigerim": """
            almost, name is spelled Aigerim
        """,
    },
    ("need", "Здравствуйте! Расскажите, чем можем помочь?"): {
        None: """
            нет проблем просто хочу новую стрижку | стены облупились, стыдно гостей звать
        """,
    },
    ("email", "На какую почту отправить договор?"): {
        None: """
            нету
        """,
        "Асель Маратовна": """
            asel@mail.ru Асель Маратовна
        """,
    },
    ("authority", "Решение принимаете сами или нужно с кем-то согласовать?"): {
        None: """
            узнаю у начальства и отвечу
        """,
    },
}

CASES: Final = [
    (question, asked, text.strip(), expected)
    for (question, asked), readings in SAID.items()
    for expected, texts in readings.items()
    for text in texts.replace("\n", "|").split("|")
    if text.strip()
]


@pytest.mark.parametrize(("question", "asked", "text", "expected"), CASES)
def test_the_name_is_read_in_the_nominative(question, asked, text, expected):
    message = Message(text)
    found = name.read(message, Context(question, asked, NOW))
    assert (found.value.lower() if found else None) == (expected.lower() if expected else None)
    assert found is None or message.text[found.start : found.end] == found.words
