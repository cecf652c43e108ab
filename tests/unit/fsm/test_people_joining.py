"""Two leads become one: what was told stands, nothing is asked twice, STOP holds, and it can all be taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm.facts import Budget, Fact, Qualifier, Timeline, Urgency
from fsm.lead import Deal, Handoff, Lead, Stage
from fsm.people.joining import MOST_TOUCHES, Half, join, survivor_first
from fsm.people.parting import part
from fsm.people.record import Record, decode, encode
from fsm.script import load
from scoring.weigher import weigher

PACK = load("laptop_repair")
WEIGH = weigher(PACK)
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
EARLY, LATE = AT - timedelta(hours=2), AT - timedelta(hours=1)
TOMORROW = Timeline(None, date(2026, 11, 22), Urgency.DAYS)


def lead(number: int, channel: str = "web", **more) -> Lead:
    usual = {"language": "ru", "created_at": AT - timedelta(days=10 - number)}
    return Lead(**{"id": number, "workspace_id": 1, "channel": channel, "chat": f"{channel}-{number}"} | usual | more)


def said(value, reader: str = "rule", confidence: float = 1.0) -> Fact:
    return Fact(value, str(value), "m", reader=reader, confidence=confidence)


def one(first: Lead, second: Lead, speaking: int | None = None, told=None):
    kept, gone = survivor_first(first, second)
    when = told or {}
    halves = (Half(kept, when.get(kept.id, {})), Half(gone, when.get(gone.id, {})))
    return join(*halves, speaking or gone.id, PACK, WEIGH, AT)


def test_the_one_who_got_further_stays_and_of_equals_the_older():
    newcomer, talker = lead(9, "telegram"), lead(12, stage=Stage.QUALIFYING, facts={"need": said("экран")})
    assert survivor_first(newcomer, talker)[0] is survivor_first(talker, newcomer)[0] is talker
    twins = lead(1), lead(2)
    assert survivor_first(*reversed(twins))[0].id == 1
    offered = lead(30, handoff=Handoff(1, "offered", AT))
    assert survivor_first(talker, offered)[0] is offered


def test_a_deal_that_began_stays_where_it_is():
    dealing = lead(9, deal=Deal("kyc", AT), stage=Stage.NURTURE)
    talker = lead(1, handoff=Handoff(1, "offered", AT), stage=Stage.QUALIFIED)
    assert survivor_first(talker, dealing)[0] is dealing
    assert one(talker, dealing).lead.deal == dealing.deal


def test_to_have_said_stop_is_no_progress_but_closes_the_other():
    closed = lead(1, stage=Stage.OPTED_OUT, facts={"need": said("экран")})
    talker = lead(2, "telegram", stage=Stage.QUALIFYING)
    assert survivor_first(closed, talker)[0] is talker
    assert one(closed, talker).lead.stage is Stage.OPTED_OUT


@pytest.mark.parametrize(
    ("stages", "stage"),
    [
        ((Stage.NEW, Stage.QUALIFYING), Stage.QUALIFYING),
        ((Stage.NURTURE, Stage.QUALIFYING), Stage.QUALIFYING),
        ((Stage.CLOSED, Stage.QUALIFYING), Stage.QUALIFYING),
        ((Stage.DISQUALIFIED, Stage.NURTURE), Stage.NURTURE),
        ((Stage.HANDED_OFF, Stage.QUALIFYING), Stage.HANDED_OFF),
        ((Stage.OPTED_OUT, Stage.HANDED_OFF), Stage.OPTED_OUT),
    ],
)
def test_the_stage_is_the_further_one_whoever_comes_first(stages, stage):
    for pair in (stages, stages[::-1]):
        assert one(lead(1, stage=pair[0]), lead(2, stage=pair[1])).lead.stage is stage


def test_what_either_told_stands_and_the_later_word_replaces_the_earlier():
    ten, fifteen = (said(Budget(each, each, "KZT", Qualifier.EXACT)) for each in (10_000, 15_000))
    web = lead(1, facts={"budget": ten, "need": said("залил водой")})
    chat = lead(2, "telegram", facts={"budget": fifteen, "timeline": said(TOMORROW)})
    for early, late, amount in ((1, 2, 15_000), (2, 1, 10_000)):
        joined = one(web, chat, told={early: {"budget": EARLY}, late: {"budget": LATE}})
        assert joined.lead.facts["budget"].value.min == amount
        assert set(joined.lead.facts) == {"budget", "need", "timeline"}
    changed = {change.kind for change in one(web, chat, told={1: {"budget": EARLY}, 2: {"budget": LATE}}).trail}
    assert changed >= {"fact:budget"}


@pytest.mark.parametrize("weak", ["form", "model"])
def test_a_form_and_a_model_overrule_nobody_however_late(weak):
    typed = lead(1, facts={"phone": said("+77771234567")})
    filled = lead(2, "webhook", facts={"phone": said("+77019999999", reader=weak)})
    told = {1: {"phone": EARLY}, 2: {"phone": LATE}}
    assert one(typed, filled, told=told).lead.facts["phone"].value == "+77771234567"


def test_an_unsure_later_word_does_not_overrule_a_plain_one():
    sure, unsure = lead(1, facts={"name": said("Алия")}), lead(2, facts={"name": said("Аля", confidence=0.3)})
    assert one(sure, unsure, told={1: {"name": EARLY}, 2: {"name": LATE}}).lead.facts["name"].value == "Алия"


def test_another_need_does_not_keep_the_kind_of_the_first():
    web = lead(1, facts={"need": said("залил водой"), "need_kind": said("water")})
    chat = lead(2, facts={"need": said("разбил экран")})
    later = one(web, chat, told={1: {"need": EARLY}, 2: {"need": LATE}}).lead
    assert later.facts["need"].value == "разбил экран"
    assert "need_kind" not in later.facts
    earlier = one(web, chat, told={1: {"need": LATE}, 2: {"need": EARLY}}).lead
    assert earlier.facts["need_kind"].value == "water"


def test_a_question_answered_elsewhere_is_not_open_any_more():
    need = PACK.questions[0].id
    web = lead(1, open_question=need, open_key=f"script.questions.{need}.ask.0", misses=1)
    chat = lead(2, "telegram", facts={"need": said("залил водой"), "need_kind": said("water")})
    joined = one(web, chat).lead
    assert (joined.open_question, joined.open_key, joined.misses) == ("", "", 0)


def test_a_question_nobody_answered_stays_as_it_was_asked():
    web = lead(1, open_question="timeline", open_key="script.questions.timeline.ask.1", misses=1, messages=2)
    chat = lead(2, "telegram")
    joined = one(web, chat).lead
    assert (joined.open_question, joined.open_key, joined.misses) == ("timeline", "script.questions.timeline.ask.1", 1)


def test_the_conversation_goes_on_where_they_are_in_the_language_they_wrote():
    web = lead(1, language="kk", messages=3, last_said_at=EARLY, last_words="су төгіп алдым")
    chat = lead(2, "telegram", language="en")
    joined = one(web, chat).lead
    assert (joined.channel, joined.chat, joined.language) == ("telegram", "telegram-2", "kk")
    assert joined.last_words == "су төгіп алдым"
    chosen = one(web, msgspec.structs.replace(chat, language_chosen=True)).lead
    assert (chosen.language, chosen.language_chosen) == ("en", True)


def test_where_they_came_from_first_stays_and_the_rest_is_remembered_once():
    web = lead(1, source="instagram", touches=("olx",))
    chat = lead(2, "telegram", source="flyer", touches=("instagram", "olx"))
    joined = one(web, chat).lead
    assert (joined.source, joined.touches) == ("instagram", ("olx", "flyer"))
    many = one(web, lead(2, source="a", touches=tuple(f"t{n}" for n in range(30)))).lead
    assert len(many.touches) == MOST_TOUCHES
    assert one(lead(1), lead(2)).lead.source == ""


def test_a_person_who_has_taken_the_word_anywhere_has_it_everywhere():
    held = lead(2, held_by="Берик", held_until=AT)
    joined = one(lead(1, stage=Stage.QUALIFYING), held).lead
    assert (joined.held_by, joined.held_until) == ("Берик", AT)
    forever = one(lead(1, held_by="Асель"), held).lead
    assert (forever.held_by, forever.held_until) == ("Асель", None)


def test_of_two_offers_the_claimed_one_goes_on_and_the_other_is_void():
    claimed, offered = Handoff(7, "claimed", AT, rep_name="Берик"), Handoff(8, "offered", AT)
    for first, second in ((claimed, offered), (offered, claimed)):
        joined = one(lead(1, handoff=first), lead(2, handoff=second))
        assert joined.lead.handoff is claimed
        assert joined.void_handoff is offered


def test_questions_are_not_counted_twice_nor_forgotten():
    joined = one(lead(1, asked={"need": 2, "phone": 1}), lead(2, asked={"need": 1, "budget": 3})).lead
    assert joined.asked == {"need": 2, "phone": 1, "budget": 3}


def test_the_worth_is_that_of_everything_told():
    web = lead(1, facts={"need": said("залил водой")})
    web = msgspec.structs.replace(web, worth=WEIGH(web, AT))
    chat = lead(2, facts={"timeline": said(TOMORROW), "phone": said("+77771234567", reader="contact")})
    joined = one(web, chat).lead
    assert joined.worth == WEIGH(joined, AT)
    assert joined.worth.score > web.worth.score


# --- taking it back

FACTS = st.dictionaries(
    st.sampled_from(["need", "name", "phone", "email", "location"]), st.sampled_from(["a", "b", "c"]).map(said)
)
LEADS = st.builds(
    dict,
    facts=FACTS,
    stage=st.sampled_from(list(Stage)),
    asked=st.dictionaries(st.sampled_from("xyz"), st.integers(1, 3)),
    messages=st.integers(0, 5),
    source=st.sampled_from(["", "olx"]),
    held_by=st.sampled_from(["", "Берик"]),
)


@given(LEADS, LEADS, st.booleans())
def test_parted_at_once_the_survivor_is_as_it_was(first, second, turn):
    kept, gone = survivor_first(lead(1, **first), lead(2, "telegram", **second))
    joined = one(kept, gone, speaking=kept.id if turn else gone.id).lead
    assert part(joined, joined, kept) == kept


@given(LEADS, LEADS, st.booleans())
def test_joining_loses_no_fact_and_opens_nobody(first, second, turn):
    a, b = lead(1, **first), lead(2, "telegram", **second)
    joined = one(a, b, speaking=1 if turn else 2).lead
    assert set(joined.facts) == set(a.facts) | set(b.facts)
    assert (joined.stage is Stage.OPTED_OUT) is (Stage.OPTED_OUT in (a.stage, b.stage))
    assert joined.messages == a.messages + b.messages


def test_what_came_since_stays_with_the_survivor():
    web = lead(1, stage=Stage.QUALIFYING, facts={"need": said("залил водой")}, messages=2, asked={"need": 1})
    chat = lead(2, "telegram", facts={"name": said("Алия")}, messages=1)
    joined = one(web, chat).lead
    since = msgspec.structs.replace(
        joined,
        stage=Stage.QUALIFIED,
        messages=joined.messages + 2,
        facts=joined.facts | {"phone": said("+77771234567"), "need": said("разбил экран")},
        asked=joined.asked | {"phone": 1},
    )
    parted = part(since, joined, web)
    assert {name: fact.value for name, fact in parted.facts.items()} == {
        "need": "разбил экран",
        "phone": "+77771234567",
    }
    assert (parted.stage, parted.messages, parted.asked) == (Stage.QUALIFIED, 4, {"need": 1, "phone": 1})
    assert (parted.channel, parted.chat) == ("web", "web-1")


def test_a_record_can_be_read_again():
    web, chat = lead(1, facts={"need": said("экран")}), lead(2)
    record = Record(
        survivor=web,
        absorbed=chat,
        joined=one(web, chat).lead,
        absorbed_stage="new",
        moved={"messages": [(1,), (2,)], "resume_codes": [("ab",)]},
    )
    assert decode(encode(record)) == record
