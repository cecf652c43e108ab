"""Hours that suit for a call or a visit: 14:30 is now; an open end is empty; nothing after the arrow is no hours."""

from datetime import datetime

import pytest

from fsm.reading import hours
from fsm.reading.message import Context, Message

NOW = datetime.fromisoformat("2026-03-10T14:30:00+05:00")
QUESTIONS = {
    "bt": ("best_time", "В какое время вам удобно принять звонок?"),
    "c": ("confirm", "Записываю вас на пробный урок завтра в 18:00, подходит?"),
    "cc": ("confirm", "Вам удобно, если менеджер перезвонит?"),
    "n": ("none", ""),
    "p": ("phone", "На какой номер вам позвонить?"),
    "t": ("timeline", "Когда вам это нужно?"),
}
MESSAGES = """
bt | алты жарымда => 18:30–18:30
bt | бестен кейін => 17:00–
bt | онда =>
bt | сағат онда => 10:00–10:00
bt | онға дейін => –10:00
bt | он екіде => 12:00–12:00
bt | after 5 pm please => 17:00–
bt | any time after 10 am => 10:00–
bt | between 2 and 4 pm => 14:00–16:00
bt | 10 - 11 am => 10:00–11:00
bt | 9 to 5 => 09:00–17:00
bt | tomorrow at 11 => 11:00–11:00
bt | tomorrow morning at 9 => 09:00–09:00
bt | Monday 3pm => 15:00–15:00
bt | 3:30 pm => 15:30–15:30
bt | 15:30 IST => 15:30–15:30
bt | half past three => 15:30–15:30
bt | quarter to 4 => 15:45–15:45
bt | evening after 7 => 19:00–
bt | evenings => 18:00–21:00
bt | in the evening around 8 => 20:00–20:00
bt | late afternoon => 12:00–18:00
bt | early morning => 09:00–12:00
bt | not in the morning =>
bt | I'm free now => 14:30–
bt | right now is fine => 14:30–
bt | in 30 minutes => 15:00–15:00
bt | in half an hour => 15:00–15:00
bt | whenever => –
bt | anytime tomorrow => –
bt | weekdays after 6 => 18:00–
bt | don't call, text only =>
bt | до 18 години => –18:00
bt | після шостої => 18:00–
bt | о шостій вечора => 18:00–18:00
bt | з другої до п'ятої => 14:00–17:00
bt | в обід => 13:00–14:00
bt | завтра о 15:00 => 15:00–15:00
bt | через пів години => 15:00–15:00
bt | в першій половині дня => –13:00
n | добрый вечер! нужен сантехник завтра утром => 09:00–12:00
n | приезжайте сегодня после 6 вечера => 18:00–
n | можно завтра в 11 подъехать? => 11:00–11:00
n | у меня смена с 8 до 20 =>
n | магазин работает с 10 до 22 =>
n | урок длится 2 часа? =>
n | ребенок спит днем, перезвоните после 4 => 16:00–
n | мне нужно к 9 утра =>
n | доставьте к 18:00 пожалуйста => 18:00–18:00
n | концерт в 19:00, нужно такси =>
n | в 3 подъезде =>
n | в 2 раза дороже =>
n | после 40 лет спина болит =>
n | дом 5, вход с 8 =>
n | поезд прибывает в 7 утра, встретите? =>
n | столик на 19:00 на двоих => 19:00–19:00
n | хочу записаться на стрижку сегодня на 17:00 => 17:00–17:00
n | вечером болит голова =>
n | по утрам болит спина =>
n | занимаюсь вечером =>
n | утром сломался кран =>
n | good evening, do you repair phones? =>
n | ертең сағат 10-да келе аласыз ба? => 10:00–10:00
n | кешке хабарласыңызшы => 18:00–21:00
n | қайырлы таң =>
n | қайырлы кеш, бағасы қанша =>
p | 87011234567 в любое время => –
p | +7 701 123 45 67 звоните после 17.00 => 17:00–
p | 87471234567 кешке хабарласыңыз => 18:00–21:00
c | давайте в 19:30 => 19:30–19:30
c | а можно в 17? => 17:00–17:00
c | в 18 не успею, в 19 можно? => 19:00–19:00
c | ертең емес, бүгін кешке болады => 18:00–21:00
c | after 7 works better => 19:00–
cc | да, после 18:00 => 18:00–
cc | да но не сейчас, вечером => 18:00–21:00
cc | завтра с утра => 09:00–12:00
cc | жоқ, кешке => 18:00–21:00
cc | yes, after 5 => 17:00–
t | завтра к 10 утра => 10:00–10:00
t | в субботу с утра => 09:00–12:00
t | завтра до 12 =>
t | ертең кешке => 18:00–21:00
bt | о третій => 15:00–15:00
bt | о п'ятій => 17:00–17:00
bt | в 15ч => 15:00–15:00
bt | после 14ч => 14:00–
bt | 18:30ч - 19:00ч => 18:30–19:00
"""


@pytest.mark.parametrize("line", MESSAGES.strip().splitlines())
def test_hours(line):
    message, _, expected = line.partition(" =>")
    question, _, text = message.partition(" | ")
    found = hours.read(Message(text), Context(*QUESTIONS[question], NOW))
    assert found is None or text[found.start : found.end] == found.words
    assert (f"{found.value.start or ''}–{found.value.end or ''}" if found else "") == expected.strip()
