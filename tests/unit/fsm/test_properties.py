"""Whatever a lead does: the step never fails, never loops, never asks what it knows, and is the same every time."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from talk import AT, Talk

from channels.contract import Attachment
from fsm.decision import messages
from fsm.events import Blocked, Edited, RepPressed, Said, Started, Unblocked
from fsm.facts import Authority, Budget, Found, Qualifier, Timeline, Urgency
from fsm.lead import Lead, Stage
from fsm.machine import context_for, step
from fsm.questions import MOST_ASKS
from fsm.reading.reading import Intent, Reading, Sentiment, YesNo
from fsm.script import load
from scoring.weigher import weigher

PACKS = {name: load(name) for name in ("services", "laptop_repair", "real_estate")}
WEIGH = {name: weigher(pack) for name, pack in PACKS.items()}

TEXTS = [
    "Здравствуйте", "не включается, залил водой",
    "hello", "сәлем", "завтра", "10-15 тысяч", "да", "нет", "не знаю",
    "Алия, 8 777 123 45 67", "?", "ок", "спасибо", "/start", "/lang kk", "/stop", "/help", "стоп",
    "хочу купить двушку",
    "<b>x</b>", "{name}", "{", "🙂", "", "   ", "позвоните мне", "дорого", "просто смотрю", "a" * 3000,
    "сколько стоит?",
]  # fmt: skip
VALUES = {
    "budget": [Budget(10_000, 15_000, "KZT", Qualifier.RANGE), Budget(None, None, None, Qualifier.UNKNOWN)],
    "timeline": [Timeline(None, date(2026, 3, 11), Urgency.DAYS), Timeline(None, None, Urgency.UNKNOWN)],
    "authority": [Authority.SELF, Authority.UNKNOWN],
    "name": ["Алия", "{x}"],
    "phone": ["+77771234567"],
    "location": ["Алматы"],
    "need": ["уборка"],
    "pain": [2.0],
}
FACTS = st.dictionaries(st.sampled_from(sorted(VALUES)), st.integers(0, 1), max_size=4).map(
    lambda picked: {
        name: Found(VALUES[name][index % len(VALUES[name])], "слова", 0, 5) for name, index in picked.items()
    }
)
READINGS = st.builds(
    Reading,
    facts=FACTS,
    intent=st.sampled_from(Intent),
    sentiment=st.sampled_from(Sentiment),
    yes_no=st.none() | st.sampled_from(YesNo),
    objections=st.lists(st.sampled_from(["price", "trust", "need", "time"]), max_size=2, unique=True).map(tuple),
    language=st.sampled_from([None, "ru", "kk", "en", "uk", "mix"]),
    pain_severity=st.none() | st.integers(0, 3),
)
TOKENS = [
    *[""] * 12, "timeline:week", "timeline:later", "timeline:skip", "budget:yes", "budget:no",
    "budget:skip", "need:water",
    "authority:self", "contact:skip", "lang:kk", "lang:xx", "nothing:at_all", ":", "deal:rent", "rooms:two",
    "phone:skip",
]  # fmt: skip
FILES = st.lists(st.sampled_from([Attachment("photo", "1"), Attachment("voice", "2")]), max_size=1).map(tuple)
SAID = st.tuples(
    st.sampled_from(["said"] * 12 + ["edited", "started", "blocked", "unblocked", "rep"]),
    st.sampled_from(TEXTS), st.sampled_from(TOKENS), READINGS, FILES, st.booleans(), st.integers(0, 9),
)  # fmt: skip


def event_of(index, move):
    kind, text, token, _, files, phone, number = move
    at = AT + timedelta(minutes=index)
    if kind == "edited":
        return Edited(at=at, message_id=f"m{number}", text=text)
    if kind == "rep":
        action = ("claim", "junk", "not_hot", "strange")[number % 4]
        return RepPressed(at=at, action=action, handoff_id=1, rep_id="1", rep_name="Dana", channel="t", chat="1")
    if kind in ("started", "blocked", "unblocked"):
        return {"started": Started, "blocked": Blocked, "unblocked": Unblocked}[kind](at=at)
    number = "+77010000000" if phone and number == 0 else ""
    return Said(at=at, message_id=f"m{index}", text=text, choice=token, attachments=files, verified_phone=number)


def run(name, moves):
    """The decisions of a life, each with the lead before it."""
    pack, lead = PACKS[name], Lead(id=1, workspace_id=1, channel="telegram", chat="1", language="ru")
    lived = []
    for index, move in enumerate(moves):
        event, reading = event_of(index, move), move[3]
        context = context_for(lead, event, pack)
        decision = step(lead, event, reading if context else None, pack, WEIGH[name])
        lived.append((lead, event, reading, decision))
        lead = decision.lead
    return lived


LIVES = st.lists(SAID, max_size=25)
CAREFUL = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", sorted(PACKS))
@CAREFUL
@given(moves=LIVES)
def test_any_life_keeps_the_promises(name, moves):
    pack = PACKS[name]
    for before, _, _, decision in run(name, moves):
        lead = decision.lead
        assert len(messages(decision.says)) <= 1
        for say in decision.says:
            assert pack.text(say.key, lead.language).format(**say.params)
            for token, label in say.choices:
                assert len(token.encode()) <= 64
                assert pack.text(label, lead.language)
        asked = [
            question for question in pack.questions if lead.asked.get(question.id, 0) > before.asked.get(question.id, 0)
        ]
        assert len(asked) <= 1
        for question in asked:
            assert question.id == lead.open_question
            assert not all(fact in lead.facts for fact in question.facts)
        assert all(lead.asked.get(question.id, 0) <= MOST_ASKS for question in pack.questions)
        if decision.wants_handoff:
            assert lead.stage is Stage.QUALIFIED
            assert decision.handoff_why
        if before.stage is Stage.OPTED_OUT and lead.stage is Stage.OPTED_OUT:
            assert decision.says == ()
            assert decision.learned == ()
        if lead.held_by:
            assert decision.says == ()
        assert {name for name, _ in decision.learned} <= set(lead.facts)
        assert lead.facts.keys() >= before.facts.keys() - set(decision.withdrawn)


@pytest.mark.parametrize("name", sorted(PACKS))
@settings(max_examples=40, deadline=None)
@given(moves=LIVES)
def test_the_same_life_is_lived_twice_alike(name, moves):
    assert [decision for *_, decision in run(name, moves)] == [decision for *_, decision in run(name, moves)]


@pytest.mark.parametrize("name", sorted(PACKS))
@settings(max_examples=40, deadline=None)
@given(moves=LIVES)
def test_a_lead_that_was_stored_between_two_turns_goes_on_alike(name, moves):
    for before, event, reading, decision in run(name, moves):
        stored = msgspec.json.decode(msgspec.json.encode(before), type=Lead)
        context = context_for(stored, event, PACKS[name])
        again = step(stored, event, reading if context else None, PACKS[name], WEIGH[name])
        assert again.says == decision.says
        assert again.lead == decision.lead


@pytest.mark.parametrize("name", sorted(PACKS))
@settings(max_examples=60, deadline=None)
@given(moves=LIVES)
def test_a_held_lead_is_met_with_silence_but_heard(name, moves):
    pack, weigh = PACKS[name], WEIGH[name]
    lead = Lead(id=1, workspace_id=1, channel="telegram", chat="1", language="ru", held_by="Dana", greeted=True)
    for index, move in enumerate(moves):
        event, reading = event_of(index, move), move[3]
        context = context_for(lead, event, pack)
        decision = step(lead, event, reading if context else None, pack, weigh)
        if decision.lead.stage is not Stage.OPTED_OUT:
            told = context and reading.intent is not Intent.STOP and lead.stage is not Stage.OPTED_OUT
            assert not (told and decision.says)
        lead = decision.lead


@pytest.mark.parametrize("name", sorted(PACKS))
def test_a_lead_who_never_makes_sense_is_let_go_after_a_bounded_talk(name):
    moves = [("said", "ыыы", "", Reading(intent=Intent.OTHER), (), False, 1)] * 60
    lived = run(name, moves)
    assert sum(len(decision.says) > 0 for *_, decision in lived) <= 3 * len(PACKS[name].questions) + 3
    assert lived[-1][-1].lead.stage in (Stage.NURTURE, Stage.DISQUALIFIED, Stage.QUALIFIED)
    assert lived[-1][-1].says == ()


ANSWERS = {
    "need": ("Не включается, залил водой", {}),
    "timeline": ("Срочно, завтра экзамен", {"timeline": VALUES["timeline"][0]}),
    "budget": ("10-15 тысяч нормально", {"budget": VALUES["budget"][0]}),
    "contact": ("Алия, 8 777 123 45 67", {"name": "Алия", "phone": "+77771234567"}),
}
QUOTES = {"timeline": "завтра экзамен", "budget": "10-15 тысяч", "name": "Алия", "phone": "8 777 123 45 67"}


def said(*parts):
    text = ". ".join(ANSWERS[part][0] for part in parts)
    facts = {}
    for part in parts:
        for name, value in ANSWERS[part][1].items():
            start = text.index(QUOTES[name])
            facts[name] = Found(value, QUOTES[name], start, start + len(QUOTES[name]))
    intent = Intent.BUY if "need" in parts else Intent.ANSWER
    return ("said", text, "", Reading(facts=facts, intent=intent, language="ru"), (), False, 1)


def outcome(moves):
    lead = run("laptop_repair", moves)[-1][-1].lead
    return {name: fact.value for name, fact in lead.facts.items()}, lead.worth.score, lead.stage


def test_the_order_of_answers_does_not_matter():
    expected = outcome([said("need"), said("timeline"), said("budget"), said("contact")])
    assert expected[2] is Stage.QUALIFIED
    for order in permutations(ANSWERS):
        assert outcome([said(part) for part in order]) == expected, order
        assert outcome([said(*order)]) == expected, order
        assert outcome([said(*order[:2]), said(*order[2:])]) == expected, order


SCRAPS = st.lists(
    st.sampled_from(TEXTS) | st.text(max_size=60) | st.from_regex(r"[а-яәіңғүұқөһ ,.!?0-9+@-]{0,60}", fullmatch=True),
    max_size=8,
)


@pytest.mark.parametrize("name", sorted(PACKS))
@settings(max_examples=60, deadline=None)
@given(texts=SCRAPS)
def test_any_text_is_survived_with_the_real_reader(name, texts):
    talk = Talk(PACKS[name])
    for text in texts:
        for message in talk.says(text):
            assert message.strip()
        talk.edits(1, text)
    for fact_name, fact in talk.lead.facts.items():
        assert fact.words, fact_name
