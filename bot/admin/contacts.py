"""The owner's list of people: how many there are, finding one, and taking over a table sent to the bot."""

from __future__ import annotations

import html
from typing import Any

import msgspec
from sqlalchemy import Connection, func, or_, select

from bot.admin import draft
from bot.admin.acts import Act, Answer, Awaited, Command, Form, Key, Part, Press, Screen
from channels.contract import Attachment
from fsm.storage import files
from fsm.storage.effect_tables import effects as effect_rows
from fsm.storage.effects import file_effect
from handoff.reps import Role
from jobs.contacts.contact import Consent, Status
from jobs.contacts.tables import contact_addresses, contacts

CHECK, TAKE = "contacts.check", "contacts.take"
FORM = "contacts"
_FOUND = 8
_LONGEST_SOURCE = 60


def page(act: Act) -> Answer:
    """/contacts: the counts; what comes next is a table to take over, or words to look for."""
    counts = _counts(act.connection, act.member.workspace_id)
    back = (Key(act.words("contacts.outreach"), "out"), Key(act.words("contacts.scrape"), "scr"))
    if not counts["all"]:
        return draft.ask(act.words("contacts.none"), FORM, {}, back)
    text = act.words("contacts.page", **{name: _number(count) for name, count in counts.items()})
    return draft.ask(text, FORM, {}, back)


def _counts(connection: Connection, workspace_id: int) -> dict[str, int]:
    mine = contacts.c.workspace_id == workspace_id
    by_status = select(contacts.c.status, func.count()).where(mine).group_by(contacts.c.status)
    found: dict[str, int] = {row[0]: row[1] for row in connection.execute(by_status)}
    kinds = (
        select(contact_addresses.c.kind, func.count(contact_addresses.c.contact_id.distinct()))
        .where(contact_addresses.c.workspace_id == workspace_id, contact_addresses.c.dead.is_(None))
        .group_by(contact_addresses.c.kind)
    )
    reached: dict[str, int] = {row[0]: row[1] for row in connection.execute(kinds)}
    agreed = select(func.count()).where(mine, contacts.c.consent == Consent.GIVEN.value)
    return {
        "all": sum(found.values()),
        "phones": reached.get("phone", 0),
        "emails": reached.get("email", 0),
        "agreed": int(connection.execute(agreed).scalar_one()),
        "responded": found.get(Status.RESPONDED.value, 0),
        "closed": found.get(Status.CLOSED.value, 0),
    }


def _number(count: int) -> str:
    return f"{count:,}".replace(",", " ")


def told(act: Act) -> Answer:
    """A table came, or words: the answer to where a table's people come from, or somebody to look for."""
    table = next((each for each in act.inbound.attachments if each.kind == "document"), None)
    if table is not None:
        return _table(act, table)
    if act.data.get("file"):
        return _source(act, dict(act.data), act.args)
    return _found(act)


def _table(act: Act, table: Attachment) -> Answer:
    number = act.tools.ids()
    file = files.File(
        id=number,
        workspace_id=act.member.workspace_id,
        lead_id=None,
        channel=act.inbound.channel,
        file_id=table.file_id,
        kind="document",
        name=table.name,
        mime=table.mime,
        size=table.size,
    )
    kept = files.expect(act.connection, file, act.at)
    text = act.words("contacts.whence", file=_safe(table.name or act.words("contacts.table")))
    keys = ((Key(act.words("contacts.ours"), "con_src", "ours"), Key(act.words("contacts.site"), "con_src", "site")),)
    return draft.ask(text, FORM, {"file": kept, "name": table.name[:200]}, *keys, anew=True)


def source(act: Act) -> Answer:
    """Where they come from, by a button."""
    data = draft.of(act, FORM)
    if data is None or not data.get("file") or act.args not in ("ours", "site"):
        return Answer(notice=act.words("admin.old"))
    return _source(act, data, act.words(f"contacts.{act.args}").lstrip("👥🌐 "))


def _source(act: Act, data: draft.Data, said: str) -> Answer:
    data["source"] = " ".join(said.split())[:_LONGEST_SOURCE]
    if not data["source"]:
        return draft.ask(act.words("contacts.whence_again"), FORM, data)
    keys = (
        (Key(act.words("contacts.agreed"), "con_yes", "given"),),
        (Key(act.words("contacts.not_asked"), "con_yes", "none"),),
    )
    return draft.ask(act.words("contacts.consent"), FORM, data, *keys)


def consent(act: Act) -> Answer:
    """Whether they agreed; then the table is looked at, and nothing is kept yet."""
    data = draft.of(act, FORM)
    if data is None or not data.get("source") or act.args not in ("given", "none"):
        return Answer(notice=act.words("admin.old"))
    return _work(act, CHECK, f"{CHECK}:{act.inbound.event_id}", data | {"consent": act.args}, "contacts.checking")


def take(act: Act) -> Answer:
    """Keep what was looked at; a second press changes nothing."""
    body = _looked_at(act)
    if body is None:
        return Answer(notice=act.words("admin.old"))
    return _work(act, TAKE, f"{TAKE}:{act.args}", body, "contacts.taking")


def _looked_at(act: Act) -> dict[str, Any] | None:
    """What the look that a button stands under was filed with."""
    if not act.args.isdecimal() or len(act.args) > 18:  # noqa: PLR2004 (a 64-bit number)
        return None
    query = select(effect_rows.c.body).where(
        effect_rows.c.id == int(act.args),
        effect_rows.c.kind == CHECK,
        effect_rows.c.workspace_id == act.member.workspace_id,
    )
    body = act.connection.execute(query).scalar()
    return None if body is None else msgspec.json.decode(body)


def _work(act: Act, kind: str, key: str, data: dict[str, Any], saying: str) -> Answer:
    letter = act.tools.ids()
    body = {name: data[name] for name in ("file", "name", "source", "consent")}
    body |= {"chat": act.inbound.chat, "letter": letter, "language": act.words.language, "by": act.member.name}
    filed = file_effect(
        act.connection,
        workspace_id=act.member.workspace_id,
        kind=kind,
        key=key,
        body=body,
        due_at=act.at,
        now=act.at,
    )
    if filed is None:
        return Answer(notice=act.words("contacts.already"))
    return Answer((Screen(act.words(saying), number=letter),))


def _found(act: Act) -> Answer:
    wanted = " ".join(act.args.split())[:60]
    if not wanted:
        return page(act)
    digits = "".join(filter(str.isdigit, wanted))
    like = [contacts.c[name].icontains(wanted, autoescape=True) for name in ("name", "company", "email", "city")]
    if len(digits) >= 4:  # noqa: PLR2004 (fewer would find everybody)
        like.append(contacts.c.phone.contains(digits[-10:], autoescape=True))
    query = select(contacts).where(contacts.c.workspace_id == act.member.workspace_id, or_(*like))
    rows = act.connection.execute(query.order_by(contacts.c.id.desc()).limit(_FOUND)).all()
    lines = [_line(act, row) for row in rows]
    text = "\n".join(lines) if lines else act.words("contacts.nobody")
    leads = tuple(
        (Key(f"💬 {row.name or row.company or row.email}"[:24], "lead", str(row.lead_id)),)
        for row in rows
        if row.lead_id is not None
    )
    title = act.words("contacts.found", what=_safe(wanted))
    return Answer((Screen(f"{title}\n{text}", leads),), awaits=Awaited(FORM))


def _line(act: Act, row: Any) -> str:
    who = _safe(row.name or row.company or "—")
    reached = _safe(row.phone or row.email)
    return f"• {who}, {reached}, {act.words(f'contacts.status.{row.status}')}"


def _safe(text: str, longest: int = 40) -> str:
    line = " ".join(text.split())
    return html.escape(line if len(line) <= longest else line[: longest - 1] + "…", quote=False)


PART = Part(
    commands=(Command("contacts", Role.ADMIN, page),),
    presses=(
        Press("con", Role.ADMIN, page),
        Press("con_src", Role.ADMIN, source),
        Press("con_yes", Role.ADMIN, consent),
        Press("con_go", Role.ADMIN, take),
    ),
    forms=(Form(FORM, Role.ADMIN, told),),
)
