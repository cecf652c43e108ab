"""Whether a commit that broke off was kept: a connection can die between the server's flush and its answer."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from fsm.storage import tables as t
from fsm.storage.mail import Letter


def kept(connection: Connection, letters: Sequence[Letter]) -> bool:
    """Whether the transaction that made these letters is on disk.

    On PostgreSQL the broken transaction may still be ending; it holds its leads, so taking them waits for it.
    """
    leads = sorted({letter.lead_id for letter in letters if letter.lead_id is not None})
    holding = select(t.leads.c.id).where(t.leads.c.id.in_(leads)).order_by(t.leads.c.id)
    connection.execute(holding.with_for_update()).all()
    one = select(t.outbox.c.id).where(t.outbox.c.id == letters[0].id)
    return connection.execute(one).first() is not None
