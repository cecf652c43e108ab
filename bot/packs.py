"""The scripts in use: the newest for new conversations, older versions for those that began on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
import structlog
from sqlalchemy import Connection, func, select

from fsm import script
from fsm.lead import Lead
from fsm.ports import Weigh
from fsm.script import Pack, ScriptError
from fsm.storage import tables as t
from scoring.weigher import weigher

log = structlog.get_logger()


class Edition(msgspec.Struct, frozen=True):
    """A version of a script, ready to run."""

    name: str
    version: int
    pack: Pack
    weigh: Weigh


class Packs:
    """Finds the edition a lead talks to. Old editions are parsed when first needed."""

    def __init__(self, current: Edition, bodies: Mapping[tuple[str, int], str]) -> None:
        self.current = current
        self._bodies = dict(bodies)
        self._editions = {(current.name, current.version): current}

    def of(self, lead: Lead) -> Edition:
        """The edition the lead began on; the current one for a lead that has none (or whose script is gone)."""
        key = (lead.script, lead.script_version)
        if key not in self._editions and key in self._bodies:
            self._editions[key] = self._revived(key)
        return self._editions.get(key, self.current)

    def _revived(self, key: tuple[str, int]) -> Edition:
        """An old edition from its text; where today's rules refuse it, the current one has to do."""
        try:
            return edition_of(key[0], key[1], script.load_text(self._bodies[key], f"{key[0]}@{key[1]}"))
        except ScriptError as refused:
            log.error("script.refused", script=key[0], version=key[1], error=str(refused))  # noqa: TRY400 (a sentence)
            return self.current


def publish(connection: Connection, pack: Pack, body: str, at: datetime) -> Packs:
    """Make `pack` the current edition, under a new version if it differs from the last one of its name."""
    mine = (t.scripts.c.workspace_id == t.DEFAULT_WORKSPACE) & (t.scripts.c.name == pack.id)
    newest = select(func.max(t.scripts.c.version)).where(mine).scalar_subquery()
    last = connection.execute(
        select(t.scripts.c.version, t.scripts.c.fingerprint).where(mine, t.scripts.c.version == newest),
    ).first()
    version = last.version if last else 0
    if last is None or last.fingerprint != pack.fingerprint:
        version += 1
        connection.execute(
            t.scripts.insert().values(
                workspace_id=t.DEFAULT_WORKSPACE,
                name=pack.id,
                version=version,
                fingerprint=pack.fingerprint,
                body=body,
                created_at=at,
            ),
        )
    rows = connection.execute(select(t.scripts.c.name, t.scripts.c.version, t.scripts.c.body))
    return Packs(edition_of(pack.id, version, pack), {(row.name, row.version): row.body for row in rows})


def edition_of(name: str, version: int, pack: Pack) -> Edition:
    """A script ready to run."""
    return Edition(name, version, pack, weigher(pack))
