"""A lead as the page shows it: a pure function from the lead and the words of a language."""

from __future__ import annotations

from bot.web.card import CardView
from bot.web.desk import FactView, LeadView, PartView, RaiseView, StepView
from fsm.facts import Fact
from fsm.lead import Band, Lead, Part, Stage, Worth
from fsm.ports import Words
from handoff.package import ORDER, Label, answers, usual
from scoring.explain import strongest_first

ROAD = (Stage.NEW, Stage.CONTACTED, Stage.QUALIFYING, Stage.QUALIFIED, Stage.HANDED_OFF)
LONGEST_QUOTE = 90
EARLY = frozenset({Stage.NEW, Stage.CONTACTED, Stage.QUALIFYING})
ASIDE = frozenset({Stage.NURTURE, Stage.DISQUALIFIED, Stage.OPTED_OUT})


def lead_view(lead: Lead, words: Words, card: CardView | None = None, label: Label = usual) -> LeadView:
    """The lead in the language of `words`.

    `card` is the rep's card where there is one (`bot.web.card.card_view`); `label` knows the script's own answers.
    """
    worth = lead.worth
    return LeadView(
        stage=lead.stage.value,
        stage_label=words(f"web.stage.{lead.stage.value}"),
        steps=steps(lead.stage, words),
        facts=tuple(
            FactView(answer.fact, title(answer.fact, words), answer.text, quoted(answer.words))
            for answer in answers(lead, words, lambda fact, told: label(fact, told) or _bare(fact, told, words))
        ),
        score=worth.score if worth else 0,
        band=worth.band.value if worth else "",
        band_label=_band(lead.stage, worth, words) if worth else "",
        parts=tuple(_part(part, words) for part in strongest_first(worth.parts)) if worth else (),
        raises=_raises(worth, words) if worth else (),
        card=card,
        asks=lead.open_question,
        held=lead.held_by,
    )


def steps(stage: Stage, words: Words) -> tuple[StepView, ...]:
    """The road to a deal with the lead's place on it; a lead who left it shows where to, in place of what was ahead."""
    road = (*ROAD[: ROAD.index(Stage.QUALIFIED)], stage) if stage in ASIDE else ROAD
    if stage is Stage.CLOSED:
        road = (*road, stage)
    now = road.index(stage)
    return tuple(
        StepView(
            step.value,
            words(f"web.stage.{step.value}"),
            "now" if place == now else "done" if place < now else "ahead",
        )
        for place, step in enumerate(road)
    )


def _bare(fact: str, told: Fact, words: Words) -> str:
    """The bare value of a script's own fact, whose name stands beside it; "" leaves common facts to the usual way."""
    return "" if fact in ORDER else words.value(fact, told.value)


def title(fact: str, words: Words) -> str:
    """A fact's name for people; facts of a pack's own without one are shown by the name they have there."""
    key = f"web.fact.{fact}"
    text = words(key)
    return fact.replace("_", " ").capitalize() if text == key else text


def _band(stage: Stage, worth: Worth, words: Words) -> str:
    """What the score means; while the questions are not through, a low one means only that little is known."""
    early = stage in EARLY and worth.band in {Band.DISQUALIFIED, Band.NURTURE}
    return words("web.band.early" if early else f"web.band.{worth.band.value}")


def quoted(said: str) -> str:
    """What was said as one line short enough to stand beside a value."""
    line = " ".join(said.split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1].rstrip() + "…"


def _part(part: Part, words: Words) -> PartView:
    return PartView(
        factor=part.factor,
        label=words(f"factor.{part.factor}"),
        points=part.points,
        of=part.of,
        words=quoted(part.words),
        note=words(part.note) if part.note else "",
    )


def _raises(worth: Worth, words: Words) -> tuple[RaiseView, ...]:
    gains = dict(worth.raises)
    untold = [*gains, *(fact for fact in worth.unknown if fact not in gains)]
    return tuple(RaiseView(fact, title(fact, words), gains.get(fact, 0)) for fact in untold)
