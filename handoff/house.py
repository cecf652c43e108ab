"""What the owner has set in the bot itself: a few named values in the database, read as one document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select, update

from fsm.storage.inserting import insert_for
from handoff.tables import rep_words, settings, topics


class House(msgspec.Struct, frozen=True, kw_only=True):
    """The owner's settings; each field is a row of `settings`, absent rows keep the default.

    `paused_at` is since when the bot keeps silent with everybody. `reps_chat` is the reps' group where the settings of
    the program name none. `hours` are the working hours of the reps' deadlines and `quiet` those in which nobody is
    written to unasked, both as people write them ("mon-fri 9-18"; "21-9"). `spoken` are the languages offered.
    `set_up` is how far the set-up went, "" before it began and "done" at its end. `pipeline` are
    the stages of a deal, none for the usual ones. `script` is the published script ("name@version"), "" while the
    program's settings name it. `trade` is the shipped script it was made from, or "own" for the owner's `questions`, a
    line each; `made` is the script that came of it, so that one changed by hand is left alone.
    `language` is that of cards for everybody; `group` is the group that the owner is being asked about.
    `keep_months` is how long conversations are kept in which nothing happens, 0 for ever. `rival` is the
    version ("name@version") that `rival_share` of 100 newcomers get since `rival_since`, to compare it with `script`.
    """

    business: str = ""
    city: str = ""
    zone: str = ""
    offer: str = ""
    spoken: tuple[str, ...] = ()
    paused_at: datetime | None = None
    reps_chat: str = ""
    hours: str = ""
    quiet: str = "21-9"
    claim_minutes: int = 0
    answer_minutes: int = 0
    all_is_well: bool = True
    set_up: str = ""
    pipeline: tuple[str, ...] = ()
    script: str = ""
    trade: str = ""
    questions: tuple[str, ...] = ()
    made: str = ""
    language: str = ""
    group: str = ""
    keep_months: int = 0
    rival: str = ""
    rival_share: int = 0
    rival_since: datetime | None = None
    moved: dict[str, str] = {}


_NAMES = frozenset(House.__struct_fields__)
_encode = msgspec.json.encode


def house(connection: Connection, workspace_id: int) -> House:
    """The settings of a workspace as they stand; rows that say nothing sensible are left out."""
    rows = connection.execute(
        select(settings.c.name, settings.c.value).where(
            settings.c.workspace_id == workspace_id, settings.c.name.in_(_NAMES)
        )
    )
    values: dict[str, Any] = {}
    for name, value in rows:
        try:
            values[name] = msgspec.json.decode(value)
            msgspec.convert({name: values[name]}, House)
        except msgspec.MsgspecError:
            values.pop(name, None)
    return msgspec.convert(values, House)


def put(  # noqa: PLR0913 (a row of five columns)
    connection: Connection, workspace_id: int, name: str, value: object, *, by: str, at: datetime
) -> None:
    """Set one value. Raises KeyError for a name the house does not have, msgspec.ValidationError for a wrong value."""
    if name not in _NAMES:
        raise KeyError(name)
    text = _encode(value).decode()
    msgspec.convert({name: msgspec.json.decode(text)}, House)
    row = {"workspace_id": workspace_id, "name": name, "value": text, "set_by": by[:200], "at": at}
    changed = {key: row[key] for key in ("value", "set_by", "at")}
    key = [settings.c.workspace_id, settings.c.name]
    connection.execute(
        insert_for(connection, settings).values(row).on_conflict_do_update(index_elements=key, set_=changed)
    )


def drop(connection: Connection, workspace_id: int, name: str) -> None:
    """Back to the default."""
    connection.execute(delete(settings).where(settings.c.workspace_id == workspace_id, settings.c.name == name))


def follow(connection: Connection, workspace_id: int, before: str, after: str, at: datetime) -> None:
    """A group of ours has a new id (Telegram made it a supergroup): what is kept of it goes along."""
    known = house(connection, workspace_id).moved
    put(connection, workspace_id, "moved", known | {before: after}, by="network", at=at)
    for table in (topics, rep_words):
        connection.execute(update(table).where(table.c.chat == before).values(chat=after))
