"""Two leads that are one person become one lead. Pure; `parting` is the way back.

What was told on either channel stands, the later and surer word first; nothing that is answered is asked again, and
who said STOP anywhere stays closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from fsm.decision import Change
from fsm.draft import plain
from fsm.facts import NEED, Fact
from fsm.lead import Handoff, Lead, Stage
from fsm.merging import merged
from fsm.needs import NEED_KIND
from fsm.ports import Weigh
from fsm.questions import is_filled
from fsm.script import Pack

Told = Mapping[str, datetime]
"""When each fact of a lead was told last."""

MOST_TOUCHES = 20
WEAK_READERS = frozenset({"form", "model"})
"""Readers whose word never overrules what a person said themselves."""

_PROGRESS = (
    Stage.NEW,
    Stage.CONTACTED,
    Stage.DISQUALIFIED,
    Stage.NURTURE,
    Stage.CLOSED,
    Stage.QUALIFYING,
    Stage.QUALIFIED,
    Stage.HANDED_OFF,
    Stage.OPTED_OUT,
)
_ONGOING = {"claimed": 3, "offered": 2}
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Half(NamedTuple):
    """One of the two leads, and when each of its facts was told."""

    lead: Lead
    told: Told


class Joined(NamedTuple):
    """The one lead; the trail lines that say which facts changed by it; and an offer to the reps that is void now."""

    lead: Lead
    trail: tuple[Change, ...]
    void_handoff: Handoff | None


def survivor_first(one: Lead, other: Lead) -> tuple[Lead, Lead]:
    """The lead that stays, and the one that becomes part of it: who got further stays, of equals the older."""
    return (one, other) if _progress(one) >= _progress(other) else (other, one)


def _progress(lead: Lead) -> tuple[bool, int, int, int, int]:
    # To have said STOP is no progress of a deal: such a lead is joined to one that got anywhere, and closes it.
    stage = 0 if lead.stage is Stage.OPTED_OUT else _PROGRESS.index(lead.stage)
    return lead.deal is not None, _standing(lead.handoff), stage, len(lead.facts), -lead.id


def _standing(handoff: Handoff | None) -> int:
    return 0 if handoff is None else _ONGOING.get(handoff.state, 1)


def join(survivor: Half, other: Half, speaking: int, pack: Pack, weigh: Weigh, at: datetime) -> Joined:  # noqa: PLR0913, PLR0917 (two leads, a moment, and the rules to judge by)
    """The one lead in the place of `survivor`. `speaking` is the id of the lead that is heard just now."""
    kept, gone = survivor.lead, other.lead
    first, last = (gone, kept) if speaking == kept.id else (kept, gone)
    facts = _facts(survivor, other)
    handoff, void = _handoffs(kept.handoff, gone.handoff)
    lead = msgspec.structs.replace(
        kept,
        **_whereabouts(first, last),
        **_told_so_far(first, last),
        **_held(kept, gone),
        **_origin(kept, gone),
        facts=facts,
        stage=max(kept.stage, gone.stage, key=_PROGRESS.index),
        asked={name: max(kept.asked.get(name, 0), gone.asked.get(name, 0)) for name in {**kept.asked, **gone.asked}},
        skipped=tuple(dict.fromkeys((*kept.skipped, *gone.skipped))),
        objections=tuple(dict.fromkeys((*kept.objections, *gone.objections))),
        handoff=handoff,
        deal=kept.deal or gone.deal,
        greeted=kept.greeted or gone.greeted,
        reachable=True,
        messages=kept.messages + gone.messages,
    )
    lead = msgspec.structs.replace(lead, **_open_question(lead, first, last, pack))
    if lead.worth is not None or gone.worth is not None:
        lead = msgspec.structs.replace(lead, worth=weigh(lead, at))
    return Joined(lead, _trail(kept.facts, facts), void)


def _whereabouts(first: Lead, last: Lead) -> dict[str, object]:
    """Where they are now, in which language: the one they wrote in, not that of an app just opened."""
    chosen = next((each for each in (last, first) if each.language_chosen), None)
    spoken = chosen or (last if last.messages else first)
    return {
        "channel": last.channel,
        "chat": last.chat,
        "language": spoken.language,
        "language_chosen": chosen is not None,
        "display_name": last.display_name or first.display_name,
    }


def _told_so_far(first: Lead, last: Lead) -> dict[str, object]:
    """What the newest word of either shows; who speaks now may not have said anything yet."""
    newer = sorted((first, last), key=lambda each: each.last_said_at or _LONG_AGO)
    severity = [each.pain_severity for each in newer if each.pain_severity is not None]
    return {
        "last_said_at": newer[1].last_said_at,
        "last_words": newer[1].last_words or newer[0].last_words,
        "sentiment": newer[1].sentiment or newer[0].sentiment,
        "pain_severity": severity[-1] if severity else None,
        "advice": newer[1].advice or newer[0].advice,
        "puzzle": last.puzzle,
    }


def _held(kept: Lead, gone: Lead) -> dict[str, object]:
    """A person of ours who has taken the word anywhere has it everywhere."""
    held = [each for each in (kept, gone) if each.held_by]
    longest = max(held, key=lambda each: each.held_until or datetime.max.replace(tzinfo=UTC), default=None)
    return {} if longest is None else {"held_by": longest.held_by, "held_until": longest.held_until}


def _origin(kept: Lead, gone: Lead) -> dict[str, object]:
    """Where they came from first, and by which links later."""
    early, late = sorted((kept, gone), key=lambda each: (each.created_at or _LONG_AGO, each.id))
    sources = dict.fromkeys(source for source in (early.source, *early.touches, late.source, *late.touches) if source)
    first, *later = (*sources, "")
    return {"created_at": early.created_at, "source": first, "touches": tuple(filter(None, later))[:MOST_TOUCHES]}


def _handoffs(kept: Handoff | None, gone: Handoff | None) -> tuple[Handoff | None, Handoff | None]:
    """The offer that goes on, and the one that is void now."""
    if kept is None or gone is None:
        return kept or gone, None
    return (gone, kept) if _standing(gone) > _standing(kept) else (kept, gone)


def _open_question(lead: Lead, first: Lead, last: Lead, pack: Pack) -> dict[str, object]:
    """The question that still waits for an answer, as it was asked; none when it is answered by now."""
    for each in (last, first):
        question = pack.by_id.get(each.open_question)
        if question is not None and not is_filled(question, lead):
            return {"open_question": question.id, "open_key": each.open_key, "misses": each.misses}
    return {"open_question": "", "open_key": "", "misses": 0}


# --- facts


def _facts(survivor: Half, other: Half) -> dict[str, Fact]:
    """Every fact either has told; where both have, the later word completes or replaces the earlier."""
    names = dict.fromkeys((*survivor.lead.facts, *other.lead.facts))
    facts = {name: _fact(name, survivor, other) for name in names if name != NEED_KIND}
    # The kind belongs to the words of the need: another need has another kind, or none that we know.
    kinds = [
        half.lead.facts[NEED_KIND]
        for half in (survivor, other)
        if NEED_KIND in half.lead.facts and half.lead.facts.get(NEED) == facts.get(NEED)
    ]
    return facts | ({NEED_KIND: kinds[0]} if kinds else {})


def _fact(name: str, survivor: Half, other: Half) -> Fact:
    told = [half for half in (survivor, other) if name in half.lead.facts]
    first, *more = sorted(told, key=lambda half: half.told.get(name, _LONG_AGO))
    earlier = first.lead.facts[name]
    if not more:
        return earlier
    later = more[0].lead.facts[name]
    if (earlier.reader in WEAK_READERS) is not (later.reader in WEAK_READERS):
        return later if earlier.reader in WEAK_READERS else earlier
    return merged(name, earlier, later) or earlier


def _trail(before: Mapping[str, Fact], after: Mapping[str, Fact]) -> tuple[Change, ...]:
    return tuple(
        Change(f"fact:{name}", plain(before[name]) if name in before else "", plain(fact), "told on another channel")
        for name, fact in after.items()
        if name not in before or before[name].value != fact.value
    )
