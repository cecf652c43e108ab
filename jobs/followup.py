"""Leads who fell silent: whose reminder is due, and when one may be written to at all."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from fsm import nudges
from fsm.facts import LOCATION, PHONE
from fsm.lead import Lead
from fsm.script import Pack
from fsm.storage import road
from fsm.storage import tables as t
from jobs.outreach.quiet import Quiet, opens_at, zones_of

_AT_A_TIME = 200


class Due(NamedTuple):
    """A lead whose reminder is due, as it stands."""

    workspace_id: int
    lead: Lead


def due(connection: Connection, now: datetime) -> list[Due]:
    """The leads to remind at `now`, the longest due first."""
    leads = t.leads.c
    query = select(leads.workspace_id, leads.id, leads.state)
    query = query.where(leads.nudge_at.is_not(None), leads.nudge_at <= now).order_by(leads.nudge_at).limit(_AT_A_TIME)
    return [Due(row.workspace_id, road.decode_lead(row.state, row.id)) for row in connection.execute(query)]


def planned(lead: Lead, pack: Pack, quiet: Quiet, now: datetime) -> datetime | None:
    """When this lead is reminded next: by the script's plan, and never in the quiet hours of where they are."""
    moment = nudges.due(lead, pack)
    if moment is None:
        return None
    if lead.handoff is not None:  # that reminder is for a rep, who minds their own hours
        return moment
    return opens_at(max(moment, now), _zones(lead, pack), quiet)


def _zones(lead: Lead, pack: Pack) -> tuple[str, ...]:
    told = {name: str(lead.facts[name].value) for name in (LOCATION, PHONE) if name in lead.facts}
    return zones_of(told.get(LOCATION, ""), told.get(PHONE, ""), pack.timezone)
