"""How a text reads to the people it is for, before anybody gets it."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
from sqlalchemy import Connection, select

from fsm.ports import Words
from jobs.contacts import book
from jobs.contacts.contact import TELEGRAM
from jobs.contacts.tables import contacts
from jobs.outreach.campaign import Plan
from jobs.outreach.campaigns import audience
from jobs.outreach.letter import letter
from jobs.outreach.queue import Link, values_of
from jobs.outreach.template import Missing, Template, filled

_LOOKED_AT = 500
_MOST_COLUMNS = 50


class Shown(msgspec.Struct, frozen=True):
    """The text for one person; `missing` names the field for want of which they would be left out.

    `end` is the line that is put below it for whoever wants no more of these, "" where there is none.
    """

    contact_id: int
    name: str
    text: str = ""
    subject: str = ""
    missing: str = ""
    end: str = ""


class Preview(msgspec.Struct, frozen=True):
    """The first few of the audience as they would be written to, and how many of those looked at would be left out."""

    shown: tuple[Shown, ...]
    looked_at: int
    left_out: int


def preview(  # noqa: PLR0913, PLR0917 (whose, to whom, what, how many, in which words, with which link)
    connection: Connection,
    workspace_id: int,
    plan: Plan,
    template: Template,
    words: Callable[[str], Words],
    link: Link,
    how_many: int = 3,
) -> Preview:
    """Fill a template, saved or not, for the people of an audience; looks at 500 of them at most."""
    chosen = audience(workspace_id, template.channel, plan).order_by(contacts.c.id).limit(_LOOKED_AT)
    people = book.by_id(connection, workspace_id, list(connection.execute(chosen).scalars()))
    shown: list[Shown] = []
    left_out = 0
    for contact in people.values():
        ready = filled(template, contact.language, values_of(contact, template.channel, link(workspace_id, 0, 0)))
        left_out += isinstance(ready, Missing)
        if len(shown) >= how_many:
            continue
        if isinstance(ready, Missing):
            shown.append(Shown(contact.id, contact.name, missing=ready.field))
        else:
            plain = msgspec.structs.replace(ready, subject="")
            whole = letter(0, "", plain, words(ready.language), buttons=template.channel == TELEGRAM).text
            end = whole.removeprefix(ready.text).strip()
            shown.append(Shown(contact.id, contact.name, ready.text, ready.subject, end=end))
    return Preview(tuple(shown), len(people), left_out)


def columns(connection: Connection, workspace_id: int) -> list[str]:
    """The further columns that imported contacts have, which a template may name as fields; the newest 500 tell."""
    query = select(contacts.c.extra).where(contacts.c.workspace_id == workspace_id, contacts.c.extra != "")
    rows = connection.execute(query.order_by(contacts.c.id.desc()).limit(_LOOKED_AT)).scalars()
    return sorted({name for extra in rows for name in json.loads(extra)})[:_MOST_COLUMNS]
