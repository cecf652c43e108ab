"""Taking a joined lead apart again: both as they were, and what came since stays with the one that survived. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from fsm.lead import Lead

T = TypeVar("T")


def part(now: Lead, joined: Lead, before: Lead) -> Lead:
    """The survivor after the parting: `now` as it stands, `joined` as the joining made it, `before` as it had been.

    A field that nothing has touched since the joining is as it was before it; what was touched since stays. The worth
    is `before`'s: whoever parts them weighs anew.
    """
    fields: dict[str, Any] = {name: _field(name, now, joined, before) for name in Lead.__struct_fields__}
    fields["facts"] = _entries(now.facts, joined.facts, before.facts)
    fields["asked"] = _entries(now.asked, joined.asked, before.asked)
    fields["messages"] = before.messages + max(0, now.messages - joined.messages)
    return Lead(**{**fields, "worth": before.worth})


def _field(name: str, now: Lead, joined: Lead, before: Lead) -> Any:
    here = getattr(now, name)
    return getattr(before, name) if here == getattr(joined, name) else here


def _entries(now: Mapping[str, T], joined: Mapping[str, T], before: Mapping[str, T]) -> dict[str, T]:
    """The same, entry by entry: an entry that went away since the joining stays away."""
    kept = {name: value for name, value in before.items() if name in now or name not in joined}
    since = {name: value for name, value in now.items() if joined.get(name) != value}
    return {**kept, **since}
