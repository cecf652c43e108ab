"""Where people come from: the first link stays the lead's source, later ones are remembered and stand in the trail."""

from __future__ import annotations

from fsm.draft import Draft
from fsm.people.joining import MOST_TOUCHES


def came_by(draft: Draft, source: str) -> None:
    """They came by this link or campaign ("" for none that we know). Coming by the same one again is no news."""
    lead = draft.lead
    if not source or source == lead.source or source in lead.touches:
        return
    if not lead.source:
        draft.set(source=source)
    elif len(lead.touches) < MOST_TOUCHES:
        draft.note("touch", (lead.source, *lead.touches)[-1], source, "they came again by another link", by="lead")
        draft.set(touches=(*lead.touches, source))
