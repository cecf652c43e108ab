"""The sum of a deal typed in a private chat without answering the question: people see it asked and just type it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.letters import RELAY
from channels.contract import Inbound, Kind
from fsm.facts import BUDGET, Budget
from fsm.reading.message import Context
from fsm.reading.reader import read
from fsm.storage import tables as t
from fsm.storage.mail import IS_TO_US
from fsm.storage.road import decode_lead
from handoff.states import State

_WITHIN = timedelta(hours=1)
_LOOKED_AT = 20
_LONGEST = 60
_MOST_BESIDE = 2
"""Words beside the sum: "came to about 250 thousand", but not what 50 thousand were spent on."""


def sum_asked(connection: Connection, inbound: Inbound, workspace_id: int, at: datetime) -> tuple[int, int] | None:
    """The lead whose sum these words are, and the letter that asked for it; None when they are something else.

    Only in private, within an hour of the question, and while it is open: a sum told twice must not go to a customer.
    """
    plain = not (inbound.group or inbound.topic or inbound.reply_to) and inbound.kind is Kind.SAID
    if not plain or not _is_sum(inbound.text, at):
        return None
    outbox = t.outbox.c
    asked = (
        select(outbox.id, outbox.lead_id)
        .where(outbox.channel == inbound.channel, outbox.chat == inbound.chat, outbox.workspace_id == workspace_id)
        .where(outbox.kind == RELAY, IS_TO_US, outbox.lead_id.is_not(None), outbox.created_at > at - _WITHIN)
        .order_by(outbox.id.desc())
        .limit(_LOOKED_AT)
    )
    letters = {row.id: row.lead_id for row in connection.execute(asked)}
    leads = connection.execute(select(t.leads.c.id, t.leads.c.state).where(t.leads.c.id.in_(letters.values())))
    waiting = {}
    for lead_id, state in leads:
        handoff = decode_lead(state, lead_id).handoff
        if handoff is not None and handoff.state == State.WON and handoff.amount is None:
            waiting[handoff.ask] = lead_id
    return next(((lead_id, letter) for letter, lead_id in letters.items() if waiting.get(letter) == lead_id), None)


def _is_sum(text: str, at: datetime) -> bool:
    """Whether the words are an amount and little else."""
    if not text or len(text) > _LONGEST:
        return False
    found = read(text, Context(BUDGET, "", at)).facts.get(BUDGET)
    if found is None or not isinstance(found.value, Budget) or (found.value.max or found.value.min) is None:
        return False
    return len((text[: found.start] + text[found.end :]).split()) <= _MOST_BESIDE
