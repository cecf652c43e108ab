"""The life of a lead as a table a salesperson can read: one row a sentence. Only these rows move a lead.

Rows are tried from top to bottom; the first whose condition holds is taken. One `transitions` machine runs them all;
it is built once and never keeps a lead.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from fsm.lead import Stage

if TYPE_CHECKING:
    from transitions import Machine

NEW, CONTACTED, QUALIFYING, QUALIFIED = Stage.NEW, Stage.CONTACTED, Stage.QUALIFYING, Stage.QUALIFIED
NURTURE, DISQUALIFIED, HANDED_OFF = Stage.NURTURE, Stage.DISQUALIFIED, Stage.HANDED_OFF
CLOSED, OPTED_OUT = Stage.CLOSED, Stage.OPTED_OUT

TALKING = (NEW, CONTACTED, QUALIFYING)
ENDED = (QUALIFIED, NURTURE, DISQUALIFIED, HANDED_OFF, CLOSED)
SLEEPING = (NURTURE, DISQUALIFIED)


class Row(NamedTuple):
    """What happens, in which stages, where it leads, under which condition, and why."""

    trigger: str
    sources: tuple[Stage, ...]
    dest: Stage
    why: str
    when: str = ""


def row(trigger: str, sources: Stage | tuple[Stage, ...], dest: Stage, *, when: str = "", why: str) -> Row:
    """One line of the table."""
    return Row(trigger, sources if isinstance(sources, tuple) else (sources,), dest, why, when)


TABLE = (
    row("greeted", NEW, CONTACTED, why="the conversation is open"),
    row("told", (NEW, CONTACTED), QUALIFYING, why="they told us something about the deal"),
    row(
        "weighed",
        (*TALKING, *SLEEPING),
        QUALIFIED,
        when="worth_a_call",
        why="worth a call and we know how to reach them",
    ),
    row("weighed", TALKING, NURTURE, when="worth_keeping", why="interested, but not enough for a call yet"),
    row("weighed", TALKING, DISQUALIFIED, why="too little to go on with"),
    row(
        "stuck", TALKING, QUALIFIED, when="promising", why="worth a call, but the bot got no further: a person goes on"
    ),
    row("stuck", TALKING, NURTURE, when="worth_keeping", why="the bot got no further; ask again later"),
    row("stuck", TALKING, DISQUALIFIED, why="the bot got no further and there is little to go on with"),
    row(
        "asked_for_person",
        (*TALKING, *SLEEPING, CLOSED),
        QUALIFIED,
        why="a person is wanted, so a person answers, whatever the score",
    ),
    row("left", TALKING, NURTURE, when="worth_keeping", why="they leave for now; the door stays open"),
    row("left", TALKING, DISQUALIFIED, why="they do not need anything"),
    row("not_a_lead", (*TALKING, NURTURE), DISQUALIFIED, why="an advert or a job seeker, not a customer"),
    row("returned", SLEEPING, QUALIFYING, why="they came back with something real"),
    row("claimed", QUALIFIED, HANDED_OFF, why="a rep took the lead"),
    row("released", HANDED_OFF, QUALIFIED, why="taken back from the rep; others may take it"),
    row("junked", (QUALIFIED, HANDED_OFF), DISQUALIFIED, why="a rep says it is junk"),
    row("cooled", (QUALIFIED, HANDED_OFF), NURTURE, why="a rep says it is not hot yet"),
    row("closed", (QUALIFIED, HANDED_OFF, NURTURE), CLOSED, why="the deal came to its end"),
    row(
        "stopped",
        tuple(stage for stage in Stage if stage is not OPTED_OUT),
        OPTED_OUT,
        why="they asked us to stop: always, from anywhere, at once",
    ),
    row("started_again", OPTED_OUT, CONTACTED, why="they wrote to us again of their own accord"),
)


STARTS = {
    each.trigger: frozenset(stage for row in TABLE if row.trigger == each.trigger for stage in row.sources)
    for each in TABLE
}
"""From which stages each trigger can move a lead at all."""


class Standing(NamedTuple):
    """What the conditions of the table look at."""

    stage: Stage
    worth_a_call: bool = False
    worth_keeping: bool = False
    promising: bool = False


class _Mover:
    """What `transitions` moves; thrown away after one move. It has the names that the table's conditions say."""

    __slots__ = ("promising", "state", "worth_a_call", "worth_keeping")

    def __init__(self, standing: Standing) -> None:
        # `transitions` looks members of an Enum up by name; plain words are what the table says.
        self.state = standing.stage.value
        self.worth_a_call = standing.worth_a_call
        self.worth_keeping = standing.worth_keeping
        self.promising = standing.promising


@cache
def move(trigger: str, standing: Standing) -> Row | None:
    """The row that applies now, or None when nothing moves. Raises KeyError for a trigger the table lacks.

    There are few standings, and the answer hangs on nothing else, so the machine is asked once for each.
    """
    event = _machine().events[trigger]
    mover = _Mover(standing)
    if standing.stage.value not in event.transitions or not event.trigger(mover):
        return None
    return _row(trigger, standing.stage, Stage(mover.state))


def _row(trigger: str, before: Stage, after: Stage) -> Row:
    return next(each for each in TABLE if each.trigger == trigger and before in each.sources and each.dest is after)


@cache
def _machine() -> Machine:
    from transitions import Machine

    return Machine(
        model=None,
        states=[stage.value for stage in Stage],
        initial=Stage.NEW.value,
        auto_transitions=False,
        queued=False,
        ignore_invalid_triggers=True,
        transitions=[_transition(each) for each in TABLE],
    )


def _transition(each: Row) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "trigger": each.trigger,
        "source": [source.value for source in each.sources],
        "dest": each.dest.value,
    }
    return plain | ({"conditions": [each.when]} if each.when else {})
