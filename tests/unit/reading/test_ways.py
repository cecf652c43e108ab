"""The ways people say things, slot by slot: `ways/*.txt` hold utterances with what a careful reader makes of them.

A line is "text => what was found"; a line "@slot question language | question text" says what is asked from there on.
"""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fsm.reading.jsonl import to_guide
from fsm.reading.message import Context
from fsm.reading.reader import read

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))
TODAY = "2026-03-10"
ASKED = {
    "budget": {
        "ru": "На какой бюджет рассчитываете?",
        "kk": "Бюджетіңіз шамамен қандай?",
        "en": "What budget do you have in mind?",
        "uk": "На який бюджет розраховуєте?",
    },
    "timeline": {
        "ru": "Когда вам это нужно?",
        "kk": "Сізге қашан керек?",
        "en": "When do you need it?",
        "uk": "Коли вам це потрібно?",
    },
    "authority": {
        "ru": "Кто принимает решение?",
        "kk": "Шешімді кім қабылдайды?",
        "en": "Who makes the decision?",
        "uk": "Хто приймає рішення?",
    },
    "best_time": {
        "ru": "Когда вам удобно, чтобы мы позвонили?",
        "kk": "Сізге қашан қоңырау шалған ыңғайлы?",
        "en": "When is a good time to call you?",
        "uk": "Коли вам зручно, щоб ми подзвонили?",
    },
    "confirm": {
        "ru": "Вам подходит?",
        "kk": "Сізге келе ме?",
        "en": "Does that suit you?",
        "uk": "Вам підходить?",
    },
    "need": {
        "ru": "Что вам нужно?",
        "kk": "Сізге не керек?",
        "en": "What do you need?",
        "uk": "Що вам потрібно?",
    },
    "contact_name": {
        "ru": "Как к вам обращаться?",
        "kk": "Атыңыз кім?",
        "en": "What is your name?",
        "uk": "Як вас звати?",
    },
    "phone": {"ru": "Ваш номер телефона?", "kk": "Телефон нөміріңіз?", "en": "Your phone number?", "uk": "Ваш номер?"},
    "email": {"ru": "На какую почту отправить?", "kk": "Поштаңыз?", "en": "Your email?", "uk": "Ваша пошта?"},
    "location": {"ru": "Где вы находитесь?", "kk": "Қай жердесіз?", "en": "Where are you?", "uk": "Де ви?"},
    "none": {},
}


class Way(NamedTuple):
    """One utterance: which slot is looked at, in answer to what, and what is to be found."""

    slot: str
    question: str
    asked: str
    text: str
    found: str


def ways() -> list[Way]:
    found = []
    for path in sorted((Path(__file__).parent / "ways").glob("*.txt")):
        slot = question = asked = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("@"):
                head, _, own = line[1:].partition("|")
                slot, question, language = head.split()
                asked = own.strip() or ASKED[question].get(language, "")
            elif line.strip():
                text, _, value = line.rpartition(" => ")
                found.append(Way(slot, question, asked, text, value.strip()))
    return found


def shown(slot: str, got: dict[str, Any]) -> str:
    """The value in short: "exact 50000..50000", "03-11..03-14 days", "10:00-12:00", "-" for nothing."""
    value = got.get(slot)
    if value is None:
        return "-"
    if slot == "budget":
        currency = "" if value["currency"] in (None, "KZT") else f" {value['currency']}"
        return f"{value['qualifier']} {_amount(value['min'])}..{_amount(value['max'])}{currency}"
    if slot == "timeline":
        first, last = value["earliest"] or "", value["latest"] or ""
        first = "" if last and first <= TODAY else first
        return f"{first[5:]}..{last[5:]} {value['urgency']}"
    return f"{value['from']}-{value['to']}" if slot == "best_time" else str(value)


def _amount(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value / 1e6:g}M" if abs(value) >= 1e6 else f"{value:g}"


@pytest.mark.parametrize("way", ways(), ids=lambda way: f"{way.slot}: {way.text}")
def test_a_way_of_saying_it(way):
    context = Context(way.question, way.asked, NOW)
    assert shown(way.slot, to_guide(read(way.text, context), context)) == way.found
