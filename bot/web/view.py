"""A lead as the page shows it: a pure function from the lead and the words of a language."""

from __future__ import annotations

from bot.web.card import CardView
from bot.web.desk import FactView, LeadView, PartView, RaiseView, StepView
from fsm.lead import Lead, Part, Stage, Worth
from fsm.ports import Words
from scoring.explain import strongest_first

ROAD = (Stage.NEW, Stage.CONTACTED, Stage.QUALIFYING, Stage.QUALIFIED, Stage.HANDED_OFF)
ASIDE = frozenset({Stage.NURTURE, Stage.DISQUALIFIED, Stage.OPTED_OUT})


def lead_view(lead: Lead, words: Words, card: CardView | None = None) -> LeadView:
    """The lead in the language of `words`. `card` is the rep's card where there is one (`bot.web.card.card_view`)."""
    worth = lead.worth
    return LeadView(
        stage=lead.stage.value,
        stage_label=words(f"web.stage.{lead.stage.value}"),
        steps=steps(lead.stage, words),
        facts=tuple(
            FactView(name, label(name, words), words.value(name, fact.value), fact.words)
            for name, fact in lead.facts.items()
        ),
        score=worth.score if worth else 0,
        band=worth.band.value if worth else "",
        band_label=words(f"web.band.{worth.band.value}") if worth else "",
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


def label(fact: str, words: Words) -> str:
    """A fact's name for people; facts of a pack's own are shown by their name."""
    key = f"web.fact.{fact}"
    text = words(key)
    return fact.replace("_", " ").capitalize() if text == key else text


def _part(part: Part, words: Words) -> PartView:
    return PartView(
        factor=part.factor,
        label=words(f"factor.{part.factor}"),
        points=part.points,
        of=part.of,
        words=part.words,
        note=words(part.note) if part.note else "",
    )


def _raises(worth: Worth, words: Words) -> tuple[RaiseView, ...]:
    gains = dict(worth.raises)
    untold = [*gains, *(fact for fact in worth.unknown if fact not in gains)]
    return tuple(RaiseView(fact, label(fact, words), gains.get(fact, 0)) for fact in untold)
