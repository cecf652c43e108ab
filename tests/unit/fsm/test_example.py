"""The example conversation, read by hand so that only the step is on trial."""

from __future__ import annotations

from datetime import date

import pytest
from talk import Talk

from fsm.facts import Budget, Found, Qualifier, Timeline, Urgency
from fsm.lead import Band, Stage
from fsm.reading.reading import Intent, Reading, YesNo

WORDS = {
    "ru": (
        "Сколько стоит ремонт?",
        "Не включается, залил водой",
        ("Срочно, завтра экзамен", "завтра экзамен"),
        "Да, нормально",
        ("Алия, 8 777 123 45 67", "Алия"),
    ),
    "kk": (
        "Жөндеу қанша тұрады?",
        "Қосылмайды, су төгіп алдым",
        ("Тез керек, ертең емтихан", "ертең емтихан"),
        "Иә, болады",
        ("Әлия, 8 777 123 45 67", "Әлия"),
    ),
    "en": (
        "How much is a repair?",
        "It won't turn on, I spilled water on it",
        ("Urgent, exam tomorrow", "exam tomorrow"),
        "Yes, fine",
        ("Aliya, 8 777 123 45 67", "Aliya"),
    ),
}


def found(text: str, words: str, value) -> Found:
    start = text.index(words)
    return Found(value, words, start, start + len(words))


def example(language: str) -> Talk:
    price, need, (when, day), yes, (contact, name) = WORDS[language]
    talk = Talk(language=language)
    tomorrow = Timeline(None, date(2026, 3, 11), Urgency.DAYS)
    talk.says(price, Reading(intent=Intent.PRICE_QUESTION, language=language))
    talk.says(need, Reading(intent=Intent.ANSWER, language=language, pain_severity=3))
    facts = {"timeline": found(when, day, tomorrow)}
    talk.says(when, Reading(intent=Intent.ANSWER, language=language, facts=facts, urgency="high"))
    talk.says(yes, Reading(intent=Intent.ANSWER, language=language, yes_no=YesNo.YES))
    facts = {"name": found(contact, name, name), "phone": found(contact, "8 777 123 45 67", "+77771234567")}
    talk.says(contact, Reading(intent=Intent.ANSWER, language=language, facts=facts))
    return talk


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_example_ends_hot_with_everything_known(language):
    talk = example(language)

    assert talk.lead.stage is Stage.QUALIFIED
    assert talk.last.wants_handoff
    assert talk.lead.worth.band is Band.HOT
    assert sum(part.points for part in talk.lead.worth.parts) == talk.lead.worth.score
    facts = talk.facts()
    assert facts["need_kind"] == "water"
    assert facts["phone"] == "+77771234567"
    assert facts["budget"] == Budget(10_000.0, 15_000.0, "KZT", Qualifier.RANGE)
    assert facts["timeline"].latest == date(2026, 3, 11)


def test_every_turn_of_the_example_is_one_message_with_the_right_question():
    talk = example("ru")
    heard = [line for line in talk.transcript if not line.startswith("  > ")]

    assert len(heard) == 5
    assert heard[0].startswith("Здравствуйте!")
    assert "зависит от поломки" in heard[0]
    assert "Что случилось" in heard[0]
    assert "Когда он вам нужен?" in heard[1]
    assert "10–15 тысяч тенге" in heard[2]
    assert "Как вас зовут и по какому номеру" in heard[3]
    assert heard[4].startswith("Спасибо, Алия!")
