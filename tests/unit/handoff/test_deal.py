"""The gates of a deal hold for everybody."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm.facts import NEED, Fact
from fsm.lead import Band, Lead, Stage, Worth
from handoff.deal import PIPELINE, Gate, Refusal, advance, next_stage, transfer

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NEEDY = {NEED: Fact("a laptop", "a laptop", "1")}


def lead(score: int = 70, **more: object) -> Lead:
    worth = Worth(score, Band.QUALIFIED, ())
    usual = {"id": 1, "workspace_id": 1, "channel": "t", "chat": "1", "language": "ru", "worth": worth, "facts": NEEDY}
    return Lead(**(usual | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("who", "gate"),
    [
        (lead(59), Gate.SCORE),
        (lead(worth=None), Gate.SCORE),
        (lead(facts={}), Gate.NEED),
        (lead(stage=Stage.OPTED_OUT), Gate.ENDED),
        (lead(stage=Stage.DISQUALIFIED), Gate.ENDED),
    ],
)
def test_a_transfer_needs_sixty_points_and_a_need(who, gate):
    refused = transfer(who, AT, "Aliya")
    assert isinstance(refused, Refusal)
    assert refused.gate is gate


def test_sixty_points_are_enough_and_a_second_transfer_is_refused():
    moved = transfer(lead(60), AT, "Aliya")
    assert isinstance(moved, Lead)
    assert (moved.deal.stage, moved.deal.by) == ("new", "Aliya")
    assert transfer(moved, AT, "Aliya").gate is Gate.TRANSFERRED


@given(st.lists(st.sampled_from([*PIPELINE, "won", ""]), max_size=12))
def test_whatever_is_tried_the_stages_come_in_order_and_the_last_is_final(steps):
    now = transfer(lead(), AT, "A")
    seen = [now.deal.stage]
    for to in steps:
        moved = advance(now, to, AT, "A")
        if isinstance(moved, Lead):
            assert to == next_stage(now)
            seen.append(to)
            now = moved
        else:
            assert moved.params.get("next", "") in ("", next_stage(now))
    assert tuple(seen) == PIPELINE[: len(seen)]


def test_what_was_never_transferred_has_no_stages():
    assert advance(lead(), "kyc", AT, "A").gate is Gate.NOT_TRANSFERRED
    done = msgspec.structs.replace(transfer(lead(), AT, "A"))
    for stage in PIPELINE[1:]:
        done = advance(done, stage, AT, "A")
    assert advance(done, "new", AT, "A").gate is Gate.FINAL
