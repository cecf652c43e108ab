"""The scripts in use: the published one for new conversations, older versions for those that began on them.

Which one is published is a row of the owner's settings ("script": "name@version"). Publishing needs no restart: every
process looks at that row at most every two seconds (`Packs.take_over`) and answers newcomers by it from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
import structlog
from sqlalchemy import Connection, func, select

from fsm import script
from fsm.lead import Lead
from fsm.ports import Weigh
from fsm.script import Pack, ScriptError
from fsm.storage import tables as t
from handoff.house import house, put
from jobs.scripts.ab import is_rival
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
        self._refused = ""
        self.rival: Edition | None = None
        self._rival = ""
        self._share = 0

    def drawn(self, person: str) -> Edition:
        """The edition a newcomer talks to: while two are compared, some get the rival; a person always the same."""
        rival = self.rival
        return rival if rival is not None and is_rival(person, named(rival), self._share) else self.current

    def compare(self, connection: Connection, rival: str, share: int) -> None:
        """Give `share` of 100 newcomers the edition "name@version"; "" ends the comparison."""
        if rival != self._rival:
            self._rival, self.rival = rival, self._found(connection, rival)
        self._share = share

    def of(self, lead: Lead) -> Edition:
        """The edition the lead began on; the current one for a lead that has none (or whose script is gone)."""
        key = (lead.script, lead.script_version)
        if key not in self._editions and key in self._bodies:
            self._editions[key] = self._revived(key)
        return self._editions.get(key, self.current)

    def take_over(self, connection: Connection, published: str) -> bool:
        """Make the published edition ("name@version") the current one; whether it became so just now.

        One that is not there, or that today's rules refuse, leaves everything as it is and is told in the log once.
        """
        told = house(connection, t.DEFAULT_WORKSPACE)
        self.compare(connection, told.rival, told.rival_share)
        if published in ("", named(self.current), self._refused):
            return False
        found = self._found(connection, published)
        if found is None:
            self._refused = published
            log.error("script.not_taken_over", script=published)
            return False
        self.current = found
        log.info("script.published", script=published)
        return True

    def _found(self, connection: Connection, published: str) -> Edition | None:
        """The edition of this name; None for one that is not there or that today's rules refuse."""
        key = key_of(published)
        if key not in self._bodies and (body := _body(connection, key)) is not None:
            self._bodies[key] = body
        found = self._editions.get(key) or (self._revived(key) if key in self._bodies else None)
        if found is None or named(found) != published:
            return None
        self._editions[key] = found
        return found

    def learn(self, connection: Connection, leads: Iterable[Lead]) -> None:
        """Fetch the editions of leads that another process began on a script published a moment ago."""
        for key in {(lead.script, lead.script_version) for lead in leads} - self._bodies.keys() - self._editions.keys():
            if (body := _body(connection, key)) is not None:
                self._bodies[key] = body

    def _revived(self, key: tuple[str, int]) -> Edition:
        """An old edition from its text; where today's rules refuse it, the current one has to do."""
        try:
            return edition_of(key[0], key[1], script.load_text(self._bodies[key], f"{key[0]}@{key[1]}"))
        except ScriptError as refused:
            log.error("script.refused", script=key[0], version=key[1], error=str(refused))  # noqa: TRY400 (a sentence)
            return self.current


def publish(connection: Connection, pack: Pack, body: str, at: datetime) -> Packs:
    """All scripts, at the start. `pack`, from the program's settings, is the current one until the owner publishes one.

    It is filed under a new version if it differs from the last one of its name; what the owner published wins.
    """
    chosen = house(connection, t.DEFAULT_WORKSPACE).script
    version = _newest(connection, pack)
    if version is None:
        version = _file(connection, pack, body, at)
    rows = connection.execute(select(t.scripts.c.name, t.scripts.c.version, t.scripts.c.body))
    packs = Packs(edition_of(pack.id, version, pack), {(row.name, row.version): row.body for row in rows})
    packs.take_over(connection, chosen)
    return packs


def publish_now(connection: Connection, body: str, by: str, at: datetime) -> Edition:
    """Publish a script from its text, for every newcomer from now on; the caller commits.

    The very same content gets the version it had before, so going back is publishing the old text. This process takes
    it over when it next looks at the owner's settings (`Answer.people_changed` makes that the next batch), others
    within two seconds. Raises ScriptError with a sentence a problem.
    """
    edition = file_edition(connection, body, at)
    put(connection, t.DEFAULT_WORKSPACE, "script", named(edition), by=by, at=at)
    return edition


def file_edition(connection: Connection, body: str, at: datetime) -> Edition:
    """File a script from its text without publishing it; the same content has the version it had before.

    Raises ScriptError with a sentence a problem.
    """
    pack = script.load_text(body, "script")
    same = (t.scripts.c.workspace_id == t.DEFAULT_WORKSPACE) & (t.scripts.c.name == pack.id)
    known = select(func.max(t.scripts.c.version)).where(same, t.scripts.c.fingerprint == pack.fingerprint)
    version = connection.execute(known).scalar() or _file(connection, pack, body, at)
    return edition_of(pack.id, int(version), pack)


def named(edition: Edition) -> str:
    """The name an edition is published under."""
    return f"{edition.name}@{edition.version}"


def key_of(published: str) -> tuple[str, int]:
    """The name and version in "name@version"; version 0, which there never is, for anything else."""
    name, _, version = published.rpartition("@")
    return name, int(version) if version.isdecimal() else 0


def _newest(connection: Connection, pack: Pack) -> int | None:
    """The version of the last script of this name, if it has the same content."""
    mine = (t.scripts.c.workspace_id == t.DEFAULT_WORKSPACE) & (t.scripts.c.name == pack.id)
    newest = select(func.max(t.scripts.c.version)).where(mine).scalar_subquery()
    same = t.scripts.c.fingerprint == pack.fingerprint
    found = connection.execute(select(t.scripts.c.version).where(mine, t.scripts.c.version == newest, same)).scalar()
    return None if found is None else int(found)


def _file(connection: Connection, pack: Pack, body: str, at: datetime) -> int:
    """File a script under the next version of its name."""
    mine = (t.scripts.c.workspace_id == t.DEFAULT_WORKSPACE) & (t.scripts.c.name == pack.id)
    version = int(connection.execute(select(func.max(t.scripts.c.version)).where(mine)).scalar() or 0) + 1
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
    return version


def _body(connection: Connection, key: tuple[str, int]) -> str | None:
    mine = (t.scripts.c.workspace_id == t.DEFAULT_WORKSPACE) & (t.scripts.c.name == key[0])
    found = connection.execute(select(t.scripts.c.body).where(mine, t.scripts.c.version == key[1])).scalar()
    return None if found is None else str(found)


def edition_of(name: str, version: int, pack: Pack) -> Edition:
    """A script ready to run."""
    return Edition(name, version, pack, weigher(pack))
