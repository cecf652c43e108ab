"""Whether a commit that broke off was kept: a connection can die between the server's flush and its answer."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from fsm.storage import tables as t
from fsm.storage.mail import NEW, Letter


def kept(connection: Connection, letters: Sequence[Letter]) -> bool:
    """Whether the transaction that made these letters, or put them back among the new ones, is on disk.

    On PostgreSQL the broken session may still be writing; it is over before anything else is asked (`Lines`).
    """
    leads = sorted({letter.lead_id for letter in letters if letter.lead_id is not None})
    holding = select(t.leads.c.id).where(t.leads.c.id.in_(leads)).order_by(t.leads.c.id)
    connection.execute(holding.with_for_update()).all()
    waiting = select(func.count()).where(t.outbox.c.id.in_([letter.id for letter in letters]), t.outbox.c.state == NEW)
    return bool(connection.execute(waiting).scalar() == len({letter.id for letter in letters}))
