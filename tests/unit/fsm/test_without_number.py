"""Who keeps their number to themselves: told once what it is for, then a person writes to them where they are."""

from __future__ import annotations

import pytest

from fsm.lead import Stage
from tests.unit.fsm.talk import Talk

TOLD = {
    "ru": ("Нужен сайт", "завтра", "200 тысяч", "сам решаю", "Тимур"),
    "kk": ("Сайт керек", "ертең", "200 мың", "өзім шешемін", "Тимур"),
    "en": ("I need a website", "tomorrow", "200 thousand", "I decide myself", "Tim"),
}
NO_NUMBER_NEEDED = {"ru": "обойдёмся без номера", "kk": "нөмірсіз-ақ", "en": "no number needed"}


def asked_for_number(language: str) -> Talk:
    talk = Talk("services", language)
    for text in TOLD[language]:
        talk.says(text)
    assert talk.lead.open_question == "phone"
    return talk


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "нет, номер не дам, пишите сюда"),
        ("ru", "давайте тут переписываться"),
        ("ru", "только переписка"),
        ("kk", "жоқ, нөмір бермеймін, осында жазыңыз"),
        ("en", "no, just write here please"),
    ],
)
def test_who_wants_to_be_written_to_here_is_not_asked_again(language: str, text: str) -> None:
    talk = asked_for_number(language)
    said = talk.says(text)
    assert NO_NUMBER_NEEDED[language] in said[-1]
    assert talk.lead.stage is Stage.QUALIFIED
    assert talk.last.wants_handoff
    assert "phone" not in talk.facts()


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("ru", "нет", "не дам"),
        ("ru", "не хочу давать номер", "я же сказал, не дам"),
        ("kk", "жоқ", "бергім келмейді"),
        ("en", "I won't give my number", "no"),
    ],
)
def test_a_first_no_is_told_what_it_is_for_and_a_second_is_heeded(language: str, first: str, second: str) -> None:
    talk = asked_for_number(language)
    once = " ".join(talk.says(first))
    assert talk.lead.stage is Stage.QUALIFYING
    reason, question = once.split("+7")[0].rstrip(",. ").rsplit(".", 1)
    assert reason, "what it is for comes before the question in other words"
    assert question
    assert NO_NUMBER_NEEDED[language] in talk.says(second)[-1]


def test_a_number_that_is_given_after_all_is_taken() -> None:
    talk = asked_for_number("ru")
    talk.says("нет")
    talk.says("ладно, 87051112233")
    assert talk.facts()["phone"] == "+77051112233"
    assert talk.lead.stage is Stage.QUALIFIED


def test_a_number_in_the_same_breath_is_no_refusal() -> None:
    talk = asked_for_number("ru")
    talk.says("нет, звонить не надо, пишите сюда, 87051112233")
    assert talk.facts()["phone"] == "+77051112233"


def test_what_is_left_to_ask_is_asked_all_the_same() -> None:
    talk = Talk("laptop_repair", "ru")
    for text in ("Не включается, залил чаем", "завтра", "да, подходит"):
        talk.says(text)
    said = talk.says("Тимур, номер не дам, пишите сюда")
    assert "обойдёмся без номера" in said[-1]
    assert talk.facts()["name"] == "Тимур"


def test_nobody_who_kept_their_number_is_asked_for_it_when_they_complain() -> None:
    talk = asked_for_number("ru")
    talk.says("номер не дам, пишите сюда")
    assert not any("номер" in line for line in talk.says("почему мне никто не пишет, безобразие"))


def test_a_person_writes_also_to_whom_only_the_number_keeps_from_being_good_enough() -> None:
    talk = Talk("services", "ru")
    for text in ("нужна кухня к новому году", "800 тысяч примерно", "с женой решаем", "Данияр"):
        talk.says(text)
    assert NO_NUMBER_NEEDED["ru"] in talk.says("номер не дам, пишите сюда")[-1]
    assert talk.lead.stage is Stage.QUALIFIED
    assert talk.last.wants_handoff


def test_nobody_is_sent_to_write_where_nothing_was_told() -> None:
    talk = Talk("services", "ru")
    for text in ("Здравствуйте", "не знаю", "не знаю", "не знаю", "не знаю", "не скажу", "не скажу", "не скажу"):
        talk.says(text)
    talk.says("пишите сюда")
    assert not talk.last.wants_handoff


def test_a_no_to_what_we_understood_is_no_refusal() -> None:
    talk = asked_for_number("ru")
    assert "Всё верно?" in talk.says("98765 43210")[-1]
    said = talk.says("нет")
    assert "Номер нужен" not in said[-1]
    assert "+7 701" in said[-1]
    assert "Номер нужен" in talk.says("нет")[-1]
