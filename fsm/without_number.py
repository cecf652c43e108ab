"""Who will not give a number: told once what it is for, then left in peace. A person writes to them where they are."""

from __future__ import annotations

from fsm.draft import Draft
from fsm.events import Said
from fsm.facts import EMAIL, PHONE
from fsm.lead import Lead
from fsm.learning import hinted
from fsm.reading.reading import YesNo
from fsm.script import Pack
from fsm.script_schema import Question

_FLAT = 3
"""A message of no more words that says no says nothing else."""


def is_refused(draft: Draft, event: Said, asked: Question) -> bool:
    """Whether the number that was asked for is refused in this message."""
    if PHONE not in asked.facts or PHONE in draft.lead.facts:
        return False
    flatly = not draft.changed and (draft.reading.yes_no is YesNo.NO or _says_only_no(draft, event.text))
    return flatly or hinted(draft, "keeps_number", event.text) or hinted(draft, "write_here", event.text)


def _says_only_no(draft: Draft, text: str) -> bool:
    return len(text.split()) <= _FLAT and hinted(draft, "flat_no", text)


def is_last_word(draft: Draft, event: Said, asked: Question) -> bool:
    """Count the refusal: whether it is to be heeded now, being the second, or saying where to write instead."""
    before = draft.count(f"{asked.id}:no")
    return before > 0 or hinted(draft, "write_here", event.text)


def is_kept(lead: Lead, pack: Pack) -> bool:
    """Whether they keep their number to themselves, and no other address is known."""
    if {PHONE, EMAIL} & lead.facts.keys():
        return False
    asking = (each.id for each in pack.questions if PHONE in each.facts)
    return any(name in lead.skipped and lead.asked.get(f"{name}:no", 0) > 0 for name in asking)
