from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm.lead import Handoff
from handoff.race import Result, press

AT = datetime(2026, 11, 21, 14, 2, tzinfo=ZoneInfo("Asia/Almaty"))
OFFERED = Handoff(id=5, state="offered", offered_at=AT)


def played(*presses):
    """The outcomes of presses (rep, action), one minute apart, each on what the one before left."""
    handoff, outcomes = OFFERED, []
    for minute, (rep, action) in enumerate(presses):
        outcome = press(handoff, action, rep, rep.title(), AT + timedelta(minutes=minute))
        outcomes.append(outcome)
        handoff = outcome.handoff
    return outcomes


def test_the_first_claim_wins_and_the_second_is_told_who_and_when():
    first, second = played(("aliya", "claim"), ("erlan", "claim"))

    assert (first.result, first.verdict, first.handoff.rep_name) == (Result.CLAIMED, "claimed", "Aliya")
    assert first.handoff.claimed_at == AT
    assert (second.result, second.verdict, second.changed) == (Result.TAKEN, "", False)
    assert (second.notice, second.params) == ("handoff.taken", {"name": "Aliya", "time": "14:02"})
    assert second.handoff == first.handoff


def test_the_time_is_written_in_the_zone_of_the_press():
    utc = Handoff(id=5, state="claimed", offered_at=AT, rep_id="1", rep_name="A", claimed_at=AT.astimezone(UTC))

    assert press(utc, "claim", "2", "B", AT).params["time"] == "14:02"


def test_claiming_twice_is_harmless():
    _, again = played(("aliya", "claim"), ("aliya", "claim"))

    assert (again.result, again.changed, again.notice) == (Result.YOURS_ALREADY, False, "handoff.yours_already")


@pytest.mark.parametrize(("action", "verdict"), [("junk", "junked"), ("not_hot", "cooled")])
def test_the_one_who_claimed_may_judge_and_nobody_else(action, verdict):
    _, foreign, own, late = played(("aliya", "claim"), ("erlan", action), ("aliya", action), ("erlan", "claim"))

    assert (foreign.result, foreign.changed) == (Result.NOT_YOURS, False)
    assert (own.result, own.verdict, own.handoff.state, own.handoff.verdict) == (
        Result.JUDGED,
        verdict,
        action,
        action,
    )
    assert (late.result, late.notice, late.params) == (Result.CLOSED, f"handoff.closed.{action}", {"name": "Aliya"})


def test_an_unclaimed_card_may_be_judged_by_anybody():
    (judged,) = played(("erlan", "junk"))

    assert (judged.verdict, judged.handoff.rep_name, judged.handoff.claimed_at) == ("junked", "Erlan", None)


def test_a_forged_action_changes_nothing():
    (forged,) = played(("erlan", "promote"))

    assert (forged.result, forged.handoff) == (Result.STRANGE, OFFERED)


PRESSES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["claim", "junk", "not_hot", "x"])), max_size=30)


@given(PRESSES)
def test_whatever_is_pressed_there_is_one_owner_and_one_end(presses):
    outcomes = played(*presses)

    assert sum(outcome.result is Result.CLAIMED for outcome in outcomes) <= 1
    assert sum(outcome.result is Result.JUDGED for outcome in outcomes) <= 1
    owners = {outcome.handoff.rep_id for outcome in outcomes if outcome.handoff.state != "offered"}
    assert len(owners) <= 1
    for before, after in zip([OFFERED, *(o.handoff for o in outcomes)], outcomes, strict=False):
        assert after.changed == (after.handoff != before)
