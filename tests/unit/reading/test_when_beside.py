"""Days and hours told beside something else: a number to call, an event, a working week, another day."""

from datetime import datetime

import pytest

from fsm.facts import BEST_TIME, TIMELINE
from fsm.reading.message import Context
from fsm.reading.reader import read

NOW = datetime.fromisoformat("2026-03-10T14:30:00+05:00")
QUESTIONS = {
    "b": ("budget", "На какой бюджет рассчитываете?"),
    "bt": ("best_time", "Когда вам удобно принять звонок?"),
    "c": ("confirm", "Записываю вас на сегодня на 16:00, придёте?"),
    "l": ("location", "В каком вы городе?"),
    "m": ("contact_name", "Как к вам обращаться?"),
    "n": ("none", ""),
    "d": ("need", "Что вам нужно?"),
    "p": ("phone", "На какой номер вам позвонить?"),
    "t": ("timeline", "Когда вам это нужно?"),
}
# question | text => timeline ; best_time
MESSAGES = """
d | кухня до нового года => ..2026-12-31 ;
d | шкаф под новый год => ..2026-12-31 ;
d | сайт до конца года => ..2026-12-31 ;
n | бухгалтерия с отчётом к концу года => ..2026-12-31 ;
d | a website by the end of the year => ..2026-12-31 ;
d | сайт к февралю => ..2027-01-31 ;
n | a shop by february => ..2027-01-31 ;
d | абонемент действует до конца года => ;
d | до февраля жила в Алматы => ;
d | the offer is valid until the end of the year => ;
n | у вас скидки до конца года? => ;
p | кешкі жетіге қоңырау шалыңыз, 87053334455 => ; 19:00–19:00
bt | кешкі жетіге => ; 19:00–19:00
bt | таңғы онға => ; 10:00–10:00
bt | сағат үшке => ; 15:00–15:00
bt | бәріміз бірге келеміз => ;
m | Жанна, 8 705 333 44 55, только вечером => ; 18:00–21:00
m | 8 705 333 44 55, после 18:30 => ; 18:30–
n | +7 705 333 44 55 с 10 до 12 => ; 10:00–12:00
n | звоните 87053334455, после обеда => ; 14:00–
l | 87053334455 жетіден кейін => ; 19:00–
b | 8 705 333 44 55 after 7 => ; 19:00–
b | 87053334455, бюджет до 40 => ;
t | 87053334455 после 7 => ; 19:00–
t | 87053334455 вечером => ; 18:00–21:00
t | кешке звандаңыз => ; 18:00–21:00
n | 87053334455, нужен юрист, завтра в 11 суд => ..2026-03-11 ;
n | 87053334455, 5 человек => ;
n | 87053334455 завтра утром => ; 09:00–12:00
n | нужен замер завтра утром, 87053334455 => 2026-03-11..2026-03-11 ; 09:00–12:00
n | 87053334455 нужно к 25 марта => ..2026-03-25 ;
bt | after 4 but before 6 => ; 16:00–18:00
bt | не раньше 4, но до 6 => ; 16:00–18:00
t | на 26-е => 2026-03-26..2026-03-26 ;
t | 26е => 2026-03-26..2026-03-26 ;
t | на 30 гостей => ;
t | завтра после 17 или в пятницу => 2026-03-11..2026-03-13 ; 17:00–
t | завтра до 17 => 2026-03-11..2026-03-11 ;
l | пока в Атырау, через неделю обратно в Актобе => ;
l | Атырау, вернёмся в апреле => ;
l | Атырау, нужно через неделю => 2026-03-17..2026-03-17 ;
n | нужна сиделка, пн-пт с 8 до 17 => ;
n | сиделка с понедельника по пятницу, с 8 до 17 => ;
n | looking for a nanny Mon-Fri, from 8 to 5 => ;
n | перезвоните, пн-пт с 9 до 17 => ; 09:00–17:00
c | а на 18:30 никак? => ; 18:30–18:30
c | а в пятницу никак? => 2026-03-13..2026-03-13 ;
c | в пятницу никак => ;
t | ко дню рождения сына, 28 марта => ..2026-03-28 ;
t | к юбилею, 28-го => ..2026-03-28 ;
t | после Наурыза, скорее всего в начале апреля => 2026-04-01..2026-04-10 ;
t | ораза айттан кейін, наурыздың соңында => 2026-03-21..2026-03-31 ;
t | как отгуляем Наурыз => 2026-03-24.. ;
t | Наурыз отпразднуем и потом начнём => 2026-03-24.. ;
t | на Наурыз => 2026-03-21..2026-03-23 ;
d | хочу к маю скинуть 6 кг => ..2026-04-30 ;
d | скину завтра фото => ;
d | готовиться к ЕГЭ в июне => ..2026-05-31 ;
t | today after 7 or tomorrow morning => 2026-03-10..2026-03-11 ; 19:00–
t | by my son's birthday, April 23 => ..2026-04-23 ;
t | баламның туған күніне, 23 сәуір => ..2026-04-23 ;
c | не встигаю на 4, можна о 17? => ; 17:00–17:00
c | а можно на час позже? => ;
n | күтуші керек, дүйсенбіден жұмаға дейін 8-ден 17-ге дейін => ;
d | к свадьбе в августе сшить платье => ..2026-07-31 ;
d | платье на свадьбу в августе => 2026-08-01..2026-08-31 ;
"""


def said(line):
    question, rest = line.split(" | ")
    text, wanted = rest.split(" => ") if " => " in rest else (rest.split(" =>")[0], ";")
    days, hours = wanted.split(";")
    return question, text, days.strip(), hours.strip()


@pytest.mark.parametrize(("question", "text", "days", "hours"), [said(line) for line in MESSAGES.strip().split("\n")])
def test_days_and_hours_beside_other_things(question, text, days, hours):
    facts = read(text, Context(*QUESTIONS[question], NOW)).facts
    timeline, best = facts.get(TIMELINE), facts.get(BEST_TIME)
    assert (f"{timeline.value.earliest or ''}..{timeline.value.latest or ''}" if timeline else "") == days
    assert (f"{best.value.start or ''}–{best.value.end or ''}" if best else "") == hours


@pytest.mark.parametrize(
    "text", ["қазір бастай берейік", "сейчас же начинайте", "прямо сейчас начинайте", "let's start now"]
)
def test_begin_now_is_urgent_without_a_day(text):
    value = read(text, Context(*QUESTIONS["t"], NOW)).facts[TIMELINE].value
    assert (value.earliest, value.latest, value.urgency.value) == (None, None, "now")
