"""The table of stages: every row can be reached, none hides another, and the picture shows them all."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import msgspec
import pytest
from talk import AT, Talk

from fsm.draw import mermaid, svg
from fsm.lead import Stage
from fsm.machine import rep_decided
from fsm.table import TABLE, Standing, move

CONDITIONS = {row.when for row in TABLE if row.when}


@pytest.mark.parametrize("row", TABLE, ids=[f"{row.trigger}-{row.dest}-{row.when}" for row in TABLE])
def test_every_row_is_taken_when_its_condition_alone_holds(row):
    for source in row.sources:
        standing = Standing(source, **{name: name == row.when for name in CONDITIONS})
        assert move(row.trigger, standing) == row


def test_every_row_says_why_once():
    assert all(row.why for row in TABLE)
    assert len({row.why for row in TABLE}) == len(TABLE)


def test_every_stage_can_be_reached_and_only_a_new_start_leaves_silence():
    assert {row.dest for row in TABLE} == set(Stage) - {Stage.NEW}
    assert [row.trigger for row in TABLE if Stage.OPTED_OUT in row.sources] == ["started_again"]


def test_stop_works_from_anywhere_at_once():
    for stage in set(Stage) - {Stage.OPTED_OUT}:
        taken = move("stopped", Standing(stage))
        assert taken is not None
        assert taken.dest is Stage.OPTED_OUT


def test_a_trigger_that_does_not_apply_moves_nothing():
    standing = Standing(Stage.CLOSED)
    assert move("greeted", standing) is None
    with pytest.raises(KeyError):
        move("flown", standing)


def test_the_picture_shows_every_row():
    picture = svg()
    root = ET.fromstring(picture)  # noqa: S314 - our own picture
    texts = [element.text for element in root.iter() if element.text]
    for row in TABLE:
        assert row.why in texts
        assert row.trigger.replace("_", " ") in texts
    for stage in Stage:
        assert stage.replace("_", " ") in texts


def test_mermaid_has_an_arrow_for_every_source_of_every_row():
    lines = mermaid().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert len([line for line in lines if "-->" in line]) == sum(len(row.sources) for row in TABLE) + 2
    assert "    qualified --> handed_off : claimed" in lines


@pytest.mark.parametrize(
    ("verdict", "before", "after"),
    [
        ("claimed", Stage.QUALIFIED, Stage.HANDED_OFF),
        ("junked", Stage.HANDED_OFF, Stage.DISQUALIFIED),
        ("cooled", Stage.QUALIFIED, Stage.NURTURE),
        ("released", Stage.HANDED_OFF, Stage.QUALIFIED),
        ("closed", Stage.HANDED_OFF, Stage.CLOSED),
        ("claimed", Stage.NURTURE, Stage.NURTURE),
        ("stopped", Stage.QUALIFIED, Stage.QUALIFIED),
        ("", Stage.QUALIFIED, Stage.QUALIFIED),
    ],
)
def test_a_reps_verdict_moves_the_stage_and_is_signed(verdict, before, after):
    talk = Talk()
    talk.starts()
    decision = rep_decided(msgspec.structs.replace(talk.lead, stage=before), verdict, "Dana", AT)
    assert decision.lead.stage is after
    assert [change.by for change in decision.trail] == (["Dana"] if before is not after else [])
