from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from bot.web.desk import LeadView
from bot.web.view import lead_view, steps
from bot.wording import Catalogue
from fsm.facts import Budget, Fact, Qualifier, Timeline, Urgency
from fsm.lead import Band, Lead, Part, Stage, Worth
from scoring import criteria
from scoring.rules import Rules

CATALOGUE = Catalogue.load()
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)


def aliya(**changes) -> Lead:
    facts = {
        "budget": Fact(Budget(10_000, 15_000, "KZT", Qualifier.RANGE), "Да, нормально", "m3"),
        "timeline": Fact(Timeline(date(2026, 3, 11), date(2026, 3, 11), Urgency.NOW), "Срочно, завтра экзамен", "m2"),
        "name": Fact("Алия", "Алия", "m4"),
        "need_kind": Fact("water", "залил водой", "m1"),
        "rooms": Fact(2.0, "двушка", "m1"),
    }
    lead = Lead(id=1, workspace_id=1, channel="web", chat="c", language="ru", stage=Stage.QUALIFYING, facts=facts)
    lead = msgspec.structs.replace(lead, **changes)
    return msgspec.structs.replace(lead, worth=criteria.weigh(lead, Rules(reference=(10_000, 15_000)), NOW))


def seen(lead: Lead, language: str = "ru", **more) -> LeadView:
    return lead_view(lead, CATALOGUE.words(language, TODAY), **more)


def test_facts_read_as_a_person_writes_them_with_the_words_they_stand_on():
    facts = {fact.name: (fact.label, fact.value, fact.words) for fact in seen(aliya()).facts}
    assert facts["budget"] == ("Бюджет", "10 000–15 000 ₸", "Да, нормально")
    assert facts["timeline"] == ("Срок", "завтра, 11 марта", "Срочно, завтра экзамен")
    assert facts["rooms"] == ("Комнат", "2", "двушка")


def test_a_token_of_the_script_shows_only_by_its_label():
    assert "need_kind" not in {fact.name for fact in seen(aliya()).facts}
    labelled = seen(aliya(), label=lambda fact, _: "Залит водой" if fact == "need_kind" else "")
    assert {fact.name: fact.value for fact in labelled.facts}["need_kind"] == "Залит водой"


def test_a_long_quote_is_cut_to_a_line():
    lead = aliya(facts={"name": Fact("Алия", "меня зовут Алия,\n" + "очень " * 100, "m1")})
    (fact,) = seen(lead).facts
    assert fact.words.startswith("меня зовут Алия, очень")
    assert len(fact.words) <= 90
    assert fact.words.endswith("…")


def test_a_fact_nobody_named_in_the_catalogue_goes_by_its_own_name():
    lead = aliya(facts={"pet_size": Fact("большая", "большая собака", "m1")})
    assert [(fact.label, fact.value) for fact in seen(lead).facts] == [("Pet size", "большая")]


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_reasons_add_up_to_the_score_and_say_why(language):
    view = seen(aliya(), language)
    assert view.score == sum(part.points for part in view.parts) > 0
    assert all(part.label and part.note for part in view.parts)
    assert not any("." in part.note for part in view.parts if part.note), "a key shows instead of its words"
    assert view.raises[0].points == max(gain.points for gain in view.raises)


def test_a_lid_takes_points_away():
    worth = Worth(40, Band.NURTURE, (Part("need", 60, 60, "need.told"), Part("limit", -20, 0, "limit.looking")))
    lead = msgspec.structs.replace(aliya(), worth=worth)
    last = seen(lead).parts[-1]
    assert (last.label, last.points, last.of) == ("Ограничение", -20, 0)


def test_a_low_score_is_no_verdict_while_questions_are_open():
    low = Worth(12, Band.DISQUALIFIED, (Part("need", 12, 20, "need.told"),))
    asked = msgspec.structs.replace(aliya(), worth=low)
    through = msgspec.structs.replace(asked, stage=Stage.DISQUALIFIED)
    assert (seen(asked).band_label, seen(through).band_label) == ("Знакомимся", "Не подходит")


def test_without_a_score_there_is_nothing_to_explain():
    view = seen(msgspec.structs.replace(aliya(), worth=None))
    assert (view.score, view.band, view.parts, view.raises, view.card) == (0, "", (), (), None)


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_every_stage_has_its_place_and_its_name(stage, language):
    road = steps(stage, CATALOGUE.words(language))
    now = [step for step in road if step.state == "now"]
    assert [step.name for step in now] == [stage.value]
    assert not any(step.label.startswith("web.") for step in road)
    states = [step.state for step in road]
    assert states == sorted(states, key=["done", "now", "ahead"].index)
    assert len(road) <= 6


def test_the_view_is_one_json_document():
    view = seen(aliya(held_by="Анна", open_question="contact"))
    assert msgspec.json.decode(msgspec.json.encode(view), type=LeadView) == view
    assert (view.held, view.asks) == ("Анна", "contact")
