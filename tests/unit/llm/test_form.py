"""What of a model's answer is believed, and what of a message leaves the house."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from bot.llm_prompt import reading_prompt
from bot.llm_redaction import redact
from fsm import script
from fsm.advice import greets_as_program
from fsm.facts import Budget, Qualifier
from fsm.reading.llm import NotTheForm, Puzzling, Wanted, believed, form_in, prose, standing
from fsm.reading.message import Context
from scoring.advisor import opinion_in
from tests.fakes.llm import form

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def puzzling(text: str, *wanted: str, anchor: Budget | None = None) -> Puzzling:
    facts = tuple(Wanted(fact, fact, anchor=anchor if fact == "budget" else None) for fact in wanted)
    return Puzzling(text, wanted[0], "?", facts, "ru", NOW)


def read(text: str, fact: str, value: object, quote: str) -> object:
    found = believed(puzzling(text, fact), form_in(form((fact, value, quote))))
    return found[fact].value if found else None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "HOT",
        "[]",
        '{"stage": "qualified"}',
        '{"facts": [{"fact": "budget", "value": NaN, "quote": "x"}]}',
        '{"facts": [{"fact": "budget", "value": 1, "quote": ""}]}',
        '{"facts": [{"fact": "budget", "value": 1, "quote": "x", "score": 1}]}',
        '{"intent": "handoff"}',
        "{" + "x" * 1_000_000 + "}",
        "{" * 5000 + "}" * 5000,
    ],
)
def test_what_is_not_the_form_is_nothing(text: str) -> None:
    with pytest.raises(NotTheForm):
        form_in(text)


def test_a_form_in_a_fence_is_one() -> None:
    assert form_in(f"```json\n{form(intent='info_question')}\n```").intent == "info_question"


def test_a_quote_must_stand_in_the_message_as_whole_words() -> None:
    assert standing("КОШЕЛЁК держит", "она кошелек держит") == (4, 18)
    assert standing("шел", "она кошелек держит") is None
    assert standing("  ", "она") is None


@pytest.mark.parametrize(
    ("text", "fact", "value", "quote"),
    [
        ("тут 15 тысяч от силы", "budget", {"min": 90000, "max": 90000}, "15 тысяч"),
        ("тут 15 тысяч от силы", "budget", {"min": 15000, "max": 15000}, "90 тысяч"),
        ("как получится", "budget", {"min": 15000, "max": 15000}, "как получится"),
        ("ну ладно", "budget", "yes", "ну ладно"),
        ("в пятницу", "timeline", {"earliest": "2026-12-30", "latest": "2026-12-30"}, "в пятницу"),
        ("блабла", "timeline", {"urgency": "now"}, "блабла"),
        ("блабла", "authority", "self", "блабла"),
        ("8 701 555 66 77", "phone", "+77771112233", "8 701 555 66 77"),
        ("пишите a@b.kz", "email", "evil@example.com", "a@b.kz"),
        ("с десяти", "best_time", {"from": "22:00", "to": None}, "с десяти"),
        ("блабла", "name", "Гульнара", "блабла"),
        ("блабла", "location", "Астана", "блабла"),
    ],
)
def test_what_our_readers_contradict_or_cannot_confirm_is_dropped(
    text: str, fact: str, value: object, quote: str
) -> None:
    assert read(text, fact, value, quote) is None


def test_what_our_readers_confirm_is_taken_in_our_words() -> None:
    amount = read("ну там 15 тысяч от силы", "budget", {"min": 15000, "max": 15000, "currency": "KZT"}, "15 тысяч")
    assert isinstance(amount, Budget)
    assert (amount.min, amount.currency) == (15000, "KZT")
    assert read("запишите 8 701 555 66 77", "phone", "+77015556677", "8 701 555 66 77") == "+77015556677"
    assert read("дом в Астане", "location", "Астана", "в Астане")


def test_yes_to_the_amount_we_named_needs_a_yes_in_the_words() -> None:
    anchor = Budget(10000.0, 15000.0, "KZT", Qualifier.RANGE)
    asked = msgspec.structs.replace(
        puzzling("ну да, подходит", "budget", anchor=anchor), question_text="Обычно 10-15 тысяч, вам подходит?"
    )
    assert believed(asked, form_in(form(("budget", "yes", "да, подходит"))))["budget"].value == anchor


def test_facts_nobody_asked_for_are_ignored() -> None:
    says = form_in(form(("stage", "closed", "да"), ("owner", "me", "да"), ("email", "a@b.kz", "a@b.kz")))
    assert believed(puzzling("да a@b.kz", "need"), says) == {}


@pytest.mark.parametrize("line", ["см. http://evil.kz", "пишите a@b.kz", "скидка 90000", "你好", "зайдите на evil.com"])
def test_prose_with_links_figures_or_foreign_script_is_not_shown(line: str) -> None:
    assert prose(line, "бюджет 15 000") == ""


def test_prose_may_repeat_what_was_said() -> None:
    assert prose("Готов платить 15000", "бюджет 15 000") == "Готов платить 15000"


def test_numbers_addresses_and_names_leave_as_placeholders_and_come_back() -> None:
    text = "я Асель, 8 701 555 66 77, asel@mail.kz, @asel_kz, звать Асель"
    hidden = redact(text, Context("contact_name", "", NOW), ("Асель Омарова",))
    for secret in ("Асель", "555", "asel"):
        assert secret not in hidden.text
    assert hidden.restored(hidden.text) == text


def test_the_mark_around_a_message_is_made_from_it() -> None:
    first, second = (reading_prompt(puzzling(text, "need"), text) for text in ("одно", "другое"))
    marks = {prompt.user.splitlines()[-1] for prompt in (first, second)}
    assert len(marks) == 2
    assert all(mark.startswith("<<<") for mark in marks)


@pytest.mark.parametrize(
    "text",
    ['{"score": 2, "recommendation": "x", "reason": "y"}', '{"score": 0.5}', "{}", '{"score": NaN}', "0.9"],
)
def test_an_opinion_is_the_whole_form_or_nothing(text: str) -> None:
    assert opinion_in(text) is None


@pytest.mark.parametrize("name", script.shipped())
def test_every_shipped_script_says_at_once_that_a_program_answers(name: str) -> None:
    pack = script.load(name)
    assert [language for language in pack.languages if not greets_as_program(pack, language)] == []
