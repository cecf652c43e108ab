"""/parked: what needs a person: messages that did not arrive or may not have, and work or words that were given up."""

from __future__ import annotations

import html
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update

from bot import inbox, letters
from bot.admin.acts import Act, Answer, Command, Filed, Key, Part, Press, show
from fsm.events import HandOver
from fsm.storage import effects, mail
from fsm.storage import tables as t
from fsm.storage.effect_tables import effects as work
from handoff.reps import Role

_MOST = 6
_SHOWN = 200
_LETTER, _WORDS, _WORK = "l", "i", "e"


class Parked(NamedTuple):
    """One thing that waits for a person: `kind` is l (a letter), i (words that came) or e (work)."""

    kind: str
    id: int
    lead_id: int | None
    what: str
    why: str
    text: str
    at: datetime

    @property
    def name(self) -> str:
        return f"{self.kind}{self.id}"


def parked(act: Act) -> Answer:
    """The newest things that need a person, a button each."""
    found = [*_letters(act), *_words(act), *_work(act)]
    found.sort(key=lambda each: each.at, reverse=True)
    if not found:
        return show(act.words("parked.none"), (Key(act.words("channels.again"), "parked"),))
    keys = [(Key(_line(act, each), "parked_one", each.name),) for each in found[:_MOST]]
    more = act.words("parked.more", number=str(len(found) - _MOST)) if len(found) > _MOST else ""
    text = "\n".join(part for part in (act.words("parked.title", number=str(len(found))), more) if part)
    return show(text, *keys, (Key(act.words("channels.again"), "parked"),))


def _line(act: Act, each: Parked) -> str:
    here = each.at.astimezone(ZoneInfo(act.tools.cards.terms.zone))
    who = act.words("parked.lead", number=str(each.lead_id)) if each.lead_id else act.words(f"parked.kind.{each.kind}")
    return f"{_SIGNS[each.kind]} {here:%d.%m %H:%M} · {who}"


_SIGNS = {_LETTER: "📭", _WORDS: "📨", _WORK: "⚙️"}


def _letters(act: Act, letter_id: int = 0) -> list[Parked]:
    columns = t.outbox.c
    query = select(
        columns.id, columns.lead_id, columns.channel, columns.state, columns.error, columns.body, columns.created_at
    ).where(columns.workspace_id == act.member.workspace_id, mail.IS_TROUBLED)
    query = query.where(columns.id == letter_id) if letter_id else query
    rows = act.connection.execute(query.order_by(columns.id.desc()).limit(50))
    return [
        Parked(
            _LETTER, row.id, row.lead_id, f"{row.state}.{row.channel}", row.error or "", _said(row.body), row.created_at
        )
        for row in rows
    ]


def _said(body: bytes) -> str:
    return letters.decode(body).text if body else ""


def _words(act: Act, row_id: int = 0) -> list[Parked]:
    columns = t.inbox.c
    query = select(columns.id, columns.lead_id, columns.source, columns.error, columns.body, columns.received_at).where(
        columns.workspace_id == act.member.workspace_id, columns.error.is_not(None), columns.error != ""
    )
    query = query.where(columns.id == row_id) if row_id else query
    rows = act.connection.execute(query.order_by(columns.id.desc()).limit(50))
    return [
        Parked(_WORDS, row.id, row.lead_id, f"words.{row.source}", row.error or "", _heard(row.body), row.received_at)
        for row in rows
    ]


def _heard(body: bytes) -> str:
    """What somebody said, as far as it can be read."""
    try:
        read = inbox.decode(body)
    except ValueError:
        return ""
    return read.inbound.text if isinstance(read, inbox.Heard) else ""


def _work(act: Act, effect_id: int = 0) -> list[Parked]:
    found = effects.parked(act.connection, 50)
    return [
        Parked(_WORK, each.id, None, f"work.{each.kind}", each.error, "", each.created_at)
        for each in found
        if each.workspace_id == act.member.workspace_id and (not effect_id or each.id == effect_id)
    ]


_FIND = {_LETTER: _letters, _WORDS: _words, _WORK: _work}


def _found(act: Act) -> Parked | None:
    """The thing whose name stands in the button, while it still needs a person."""
    kind, number = act.args[:1], act.args[1:]
    if kind not in _FIND or not number.isdecimal() or len(number) > 18:  # noqa: PLR2004 (as long as a row's number can be)
        return None
    return next(iter(_FIND[kind](act, int(number))), None)


def one(act: Act) -> Answer:
    """One thing: what it is, why it stopped, and what can be done."""
    each = _found(act)
    if each is None:
        return Answer(notice=act.words("owner.done_before"))
    state, _, where = each.what.partition(".")
    named = act.words(f"channel.{where}") if where in ("telegram", "whatsapp", "email", "web") else where
    lines = [
        act.words(f"parked.what.{state}", where=html.escape(named)),
        act.words("parked.lead", number=str(each.lead_id)) if each.lead_id else "",
        html.escape(each.why[:_SHOWN], quote=False),
        f"<blockquote>{html.escape(each.text[:_SHOWN], quote=False)}</blockquote>" if each.text else "",
    ]
    rows: list[tuple[Key, ...]] = [
        (
            Key(act.words("parked.retry"), "parked_again", each.name),
            Key(act.words("parked.drop"), "parked_drop", each.name),
        )
    ]
    if each.lead_id:
        rows.append(
            (
                Key(act.words("parked.give"), "parked_give", each.name),
                Key(act.words("parked.card"), "lead", str(each.lead_id)),
            )
        )
    rows.append((Key(act.words("setup.back"), "parked"),))
    return show("\n".join(line for line in lines if line), *rows)


def again(act: Act) -> Answer:
    """Try once more."""
    each = _found(act)
    if each is None:
        return Answer(notice=act.words("owner.done_before"))
    notice = act.words("owner.retried" if each.kind == _LETTER else "parked.tried")
    if each.kind == _LETTER:
        letter = mail.retry(act.connection, each.id, act.tools.number)
        return _after(act, notice, letters=(letter,) if letter else ())
    if each.kind == _WORK:
        effects.retry(act.connection, each.id, act.at)
        return _after(act, notice)
    waits = update(t.inbox).where(t.inbox.c.id == each.id)
    act.connection.execute(waits.values(handled_at=None, error=None, due_at=act.at))
    filed = (Filed(each.lead_id, "parked", _name(act, each), None),) if each.lead_id else ()
    return _after(act, notice, filed=filed)


def drop(act: Act) -> Answer:
    """Give it up."""
    each = _found(act)
    if each is None:
        return Answer(notice=act.words("owner.done_before"))
    _drop(act.connection, each)
    return _after(act, act.words("owner.dropped" if each.kind == _LETTER else "parked.dropped"))


def _drop(connection: Connection, each: Parked) -> None:
    if each.kind == _LETTER:
        mail.drop(connection, each.id)
    elif each.kind == _WORDS:
        connection.execute(update(t.inbox).where(t.inbox.c.id == each.id).values(error=None))
    else:
        here = work.c.id == each.id, work.c.state == effects.PARKED
        connection.execute(update(work).where(*here).values(state=effects.DONE))


def give(act: Act) -> Answer:
    """A rep goes on with this lead; what could not be handled is theirs to read."""
    each = _found(act)
    if each is None or not each.lead_id:
        return Answer(notice=act.words("owner.done_before"))
    _drop(act.connection, each)
    event = HandOver(at=act.at, by=act.member.name)
    return _after(act, act.words("parked.given"), filed=(Filed(each.lead_id, "parked", _name(act, each), event),))


def _name(act: Act, each: Parked) -> str:
    return f"{act.inbound.event_id}:{each.name}"


def _after(act: Act, notice: str, *, letters: tuple[mail.Letter, ...] = (), filed: tuple[Filed, ...] = ()) -> Answer:
    screens = parked(act).screens
    return Answer(screens, notice=notice, letters=letters, filed=filed)


PART = Part(
    commands=(Command("parked", Role.ADMIN, parked),),
    presses=(
        Press("parked", Role.ADMIN, parked),
        Press("parked_one", Role.ADMIN, one),
        Press("parked_again", Role.ADMIN, again),
        Press("parked_drop", Role.ADMIN, drop),
        Press("parked_give", Role.ADMIN, give),
    ),
)
