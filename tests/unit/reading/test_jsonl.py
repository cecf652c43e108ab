import json
from datetime import date, datetime, timedelta, timezone

import pytest

from fsm.facts import Authority, Budget, Found, Hours, Qualifier, Timeline, Urgency
from fsm.reading.jsonl import read_lines, to_guide
from fsm.reading.message import Context
from fsm.reading.reading import Intent, Reading, Sentiment, YesNo

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))
CONTEXT = Context("budget", "На какой бюджет ориентируетесь?", NOW)


def item(text, question="budget", question_text="На какой бюджет ориентируетесь?"):
    row = {"id": "x-1", "question": question, "question_text": question_text, "text": text, "now": NOW.isoformat()}
    return json.dumps(row, ensure_ascii=False)


def found(value):
    return Found(value, "", 0, 0)


def test_each_line_answers_with_its_id_and_the_keys_of_the_guide():
    (line,) = read_lines([item("до 200к")])
    answer = json.loads(line)
    assert answer["id"] == "x-1"
    assert answer["got"]["budget"] == {"min": None, "max": 200000, "currency": "KZT", "qualifier": "upto"}
    assert {"intent", "sentiment"} <= answer["got"].keys()


def test_empty_lines_are_passed_over_and_further_keys_ignored():
    row = json.loads(item("50"))
    lines = ["", json.dumps({**row, "expect": {}, "lang": "ru"}), "  \n"]
    assert len(list(read_lines(lines))) == 1


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": "x"}', '{"id": 5, "text": "a", "now": "2026-03-10T14:30:00+05:00"}']
)
def test_a_bad_line_is_named(line):
    with pytest.raises(ValueError, match="line 2: "):
        list(read_lines([item("50"), line]))


def test_every_value_is_written_as_the_guide_does():
    reading = Reading(
        facts={
            "budget": found(Budget(1000.0, 1500.5, None, Qualifier.RANGE)),
            "timeline": found(Timeline(None, date(2026, 3, 15), Urgency.DAYS)),
            "best_time": found(Hours("18:00", None)),
            "authority": found(Authority.SHARED),
            "name": found("Айгуль"),
            "need": found("ремонт"),
        },
        intent=Intent.ANSWER,
        sentiment=Sentiment.NEUTRAL,
        yes_no=YesNo.NO,
        urgency="high",
        objections=("price",),
        language="ru",
        pain_severity=0,
    )
    assert to_guide(reading, CONTEXT) == {
        "budget": {"min": 1000, "max": 1500.5, "currency": "KZT", "qualifier": "range"},
        "timeline": {"earliest": None, "latest": "2026-03-15", "urgency": "days"},
        "best_time": {"from": "18:00", "to": None},
        "authority": "shared",
        "name": "Айгуль",
        "intent": "answer",
        "sentiment": "neutral",
        "yes_no": "no",
        "urgency": "high",
        "objections": ["price"],
        "language": "ru",
        "pain_severity": 0,
    }


def test_what_is_absent_has_no_key_and_open_answers_no_currency():
    reading = Reading(facts={"budget": found(Budget(None, None, None, Qualifier.UNKNOWN))})
    got = to_guide(reading, CONTEXT)
    assert got["budget"] == {"min": None, "max": None, "currency": None, "qualifier": "unknown"}
    assert got.keys() == {"budget", "intent", "sentiment"}
