from __future__ import annotations

import msgspec
import pytest

from fsm.lead import Band, Stage, Worth
from handoff.offer import NoOffer, offer
from scoring.bands import CRITERIA
from tests.unit.scoring.people import EXAMPLE, NOW, lead


def worth(score):
    return Worth(score=score, band=CRITERIA.of(score), parts=())


@pytest.mark.parametrize(("score", "hot"), [(61, False), (80, False), (81, True), (100, True)])
def test_from_sixty_one_a_lead_is_offered_and_from_eighty_one_it_is_hot(score, hot):
    made = offer(EXAMPLE, worth(score), NOW, 9)

    assert (made.id, made.state, made.offered_at, made.hot) == (9, "offered", NOW, hot)


def test_below_that_only_a_lead_who_asks_for_a_person():
    assert offer(EXAMPLE, worth(60), NOW, 9) is NoOffer.TOO_LOW
    assert offer(EXAMPLE, worth(0), NOW, 9, asked_for_person=True).hot is False


def test_the_band_decides_so_other_bounds_hand_off_where_they_say():
    assert offer(EXAMPLE, Worth(score=60, band=Band.HOT, parts=(), model="seven_factor"), NOW, 9).hot


def test_nobody_is_offered_twice_or_after_stop():
    offered = msgspec.structs.replace(EXAMPLE, handoff=offer(EXAMPLE, worth(90), NOW, 9))
    stopped = msgspec.structs.replace(EXAMPLE, stage=Stage.OPTED_OUT)

    assert offer(offered, worth(95), NOW, 10) is NoOffer.ALREADY_OFFERED
    assert offer(stopped, worth(95), NOW, 10, asked_for_person=True) is NoOffer.OPTED_OUT


def test_without_a_phone_or_an_open_chat_there_is_nobody_to_talk_to():
    gone = msgspec.structs.replace(lead(), reachable=False)

    assert offer(gone, worth(90), NOW, 9) is NoOffer.UNREACHABLE
    assert offer(msgspec.structs.replace(EXAMPLE, reachable=False), worth(90), NOW, 9).state == "offered"
    assert offer(lead(), worth(90), NOW, 9).state == "offered"


@pytest.mark.parametrize(("state", "again"), [("won", True), ("lost", True), ("not_hot", True), ("junk", False)])
def test_who_comes_back_after_the_end_is_a_new_offer_but_junk_stays_junk(state, again):
    before = msgspec.structs.replace(offer(EXAMPLE, worth(90), NOW, 9), state=state)
    come = offer(msgspec.structs.replace(EXAMPLE, handoff=before), worth(90), NOW, 10)

    assert come.id == 10 if again else come is NoOffer.ALREADY_OFFERED
