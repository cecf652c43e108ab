"""A lead as a flat row: what tables and CRM fields are filled from. Texts only, so that nothing is ever a formula."""

from __future__ import annotations

from collections.abc import Callable

from handoff.dossier import Dossier


def _answer(name: str) -> Callable[[Dossier], str]:
    return lambda lead: next((each.text for each in lead.answers if each.fact == name), "")


FIELDS: dict[str, Callable[[Dossier], str]] = {
    "lead_id": lambda lead: str(lead.lead.id),
    "created_at": lambda lead: lead.lead.created_at.isoformat(timespec="seconds") if lead.lead.created_at else "",
    "name": lambda lead: lead.lead.name,
    "phone": lambda lead: lead.lead.phone,
    "email": lambda lead: lead.lead.email,
    "channel": lambda lead: lead.lead.channel,
    "source": lambda lead: lead.lead.source,
    "language": lambda lead: lead.lead.language,
    "stage": lambda lead: lead.lead.stage,
    "score": lambda lead: str(lead.score.score) if lead.score else "",
    "band": lambda lead: lead.score.band if lead.score else "",
    "need": lambda lead: _answer("need")(lead) or _answer("need_kind")(lead),
    "budget": _answer("budget"),
    "timeline": _answer("timeline"),
    "authority": _answer("authority"),
    "location": _answer("location"),
    "best_time": lambda lead: f"{lead.best_time_to_call.since:%Y-%m-%d %H:%M}",
    "summary": lambda lead: lead.conversation_summary,
    "rep": lambda lead: lead.lead.rep,
    "deal": lambda lead: lead.lead.deal,
    "outcome": lambda lead: lead.lead.outcome,
    "amount": lambda lead: f"{lead.lead.amount:.2f}" if lead.lead.amount is not None else "",
    "lost_reason": lambda lead: lead.lead.lost_reason,
    "last_words": lambda lead: lead.last_words,
}
"""Our fields by name, in the order of a table's columns."""


def row(lead: Dossier) -> dict[str, str]:
    """All fields of a lead."""
    return {name: write(lead) for name, write in FIELDS.items()}


def split_name(name: str) -> tuple[str, str]:
    """First name and the rest."""
    first, _, last = name.strip().partition(" ")
    return first, last.strip()
