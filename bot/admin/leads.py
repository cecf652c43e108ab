"""Leads in the owner's chat: lists with filters and pages, search, and one lead with its card and its words."""

from __future__ import annotations

import html
import textwrap
from datetime import UTC, datetime

import msgspec
from sqlalchemy import ColumnElement, Select, and_, or_, select

from bot.admin.acts import Act, Answer, Awaited, Command, Filed, Form, Key, Part, Press, Screen, show
from bot.erasers import ERASERS
from fsm.events import GivenBack
from fsm.facts import NAME, NEED, PHONE
from fsm.lead import Lead
from fsm.storage import erasure, people, road
from fsm.storage import tables as t
from handoff.card import GRADES, STATES, safe
from handoff.reps import Role
from handoff.states import State

_PAGE = 8
_ABOUT = 24
_SEARCHED = 5_000
_TELLING = 4
"""Fewer digits of a number would find everybody."""
_WORDS_SHOWN = 12
_FILTERS = ("all", "hot", "waiting", "mine")


def leads(act: Act) -> Answer:
    """/leads: the newest first, eight a page; with words behind it, a search among the newest five thousand."""
    if act.args and "." not in act.args and act.args not in _FILTERS:
        return _found(act)
    chosen, _, after = act.args.partition(".")
    chosen = chosen if chosen in _FILTERS else "all"
    rows = act.connection.execute(_page(act, chosen, after)).all()
    shown, more = rows[:_PAGE], len(rows) > _PAGE
    found = [lead for row in shown if (lead := road.decode_lead(row.state, row.id)).chat]
    tabs = tuple(Key(_tab(act, each, chosen), "leads", each) for each in _FILTERS)
    keys = [(Key(_line(act, lead), "lead", str(lead.id)),) for lead in found]
    turn = (
        (Key(act.words("leads.more"), "leads", f"{chosen}.{_mark(shown[-1].updated_at, shown[-1].id)}"),)
        if more
        else ()
    )
    text = act.words(f"leads.title.{chosen}") if found else act.words("leads.none")
    return show(text, tabs, *keys, *([turn] if more else []), (Key(act.words("leads.search"), "leads_find"),))


def _living() -> ColumnElement[bool]:
    """Leads that are still somebody: neither part of another one now, nor erased."""
    return t.leads.c.stage.not_in((people.MERGED, people.ERASED))


def _tab(act: Act, name: str, chosen: str) -> str:
    label = act.words(f"leads.filter.{name}")
    return f"• {label}" if name == chosen else label


def _mark(moment: datetime, number: int) -> str:
    """Where the next page begins: the last one's moment in microseconds, and its number."""
    return f"{int(moment.timestamp() * 1_000_000)}.{number}"


def _page(act: Act, chosen: str, after: str) -> Select[tuple[int, bytes, datetime]]:
    leads = t.leads.c
    query = select(leads.id, leads.state, leads.updated_at)
    query = query.where(leads.workspace_id == act.member.workspace_id, _living())
    if chosen == "hot":
        query = query.where(leads.band == "hot")
    elif chosen in ("waiting", "mine"):
        handoffs = select(t.handoffs.c.lead_id).where(t.handoffs.c.workspace_id == act.member.workspace_id)
        state, who = (State.OFFERED, "") if chosen == "waiting" else (State.CLAIMED, act.member.external_id)
        query = query.where(leads.id.in_(handoffs.where(t.handoffs.c.state == state, t.handoffs.c.rep_id == who)))
    before = _before(after)
    if before is not None:
        query = query.where(before)
    return query.order_by(leads.updated_at.desc(), leads.id.desc()).limit(_PAGE + 1)


def _before(after: str) -> ColumnElement[bool] | None:
    moment, _, number = after.partition(".")
    if not (moment.isdecimal() and number.isdecimal()) or len(moment) > 17 or len(number) > 18:  # noqa: PLR2004 (years)
        return None
    at, leads = datetime.fromtimestamp(int(moment) / 1_000_000, UTC), t.leads.c
    return or_(leads.updated_at < at, and_(leads.updated_at == at, leads.id < int(number)))


def _line(act: Act, lead: Lead) -> str:
    """One lead on one button: grade, score, name, what about, who has it."""
    head = f"{GRADES[lead.worth.band]} {lead.worth.score}" if lead.worth else "▫️"
    name = _fact(act, lead, NAME) or lead.display_name or act.words("card.nameless")
    about = textwrap.shorten(_fact(act, lead, NEED), _ABOUT, placeholder="…")
    state = STATES.get(lead.handoff.state, "") if lead.handoff else ""
    who = f"{state} {lead.handoff.rep_name}".strip() if lead.handoff and lead.handoff.rep_name else state
    return " · ".join(part for part in (head, name[:20], about, who[:14]) if part)


def _fact(act: Act, lead: Lead, name: str) -> str:
    told = lead.facts.get(name)
    return act.words.value(name, told.value) if told is not None else ""


def _found(act: Act) -> Answer:
    """Leads among the newest whose name, phone, need or last words hold what was typed."""
    wanted = act.args.casefold().strip()
    digits = "".join(filter(str.isdigit, wanted))
    query = select(t.leads.c.id, t.leads.c.state).where(t.leads.c.workspace_id == act.member.workspace_id, _living())
    rows = act.connection.execute(query.order_by(t.leads.c.updated_at.desc()).limit(_SEARCHED))
    found: list[Lead] = []
    # As it lies there, so that five thousand need not be unpacked; a quote is written otherwise inside.
    sought = {msgspec.json.encode(act.args.strip().lower()).decode()[1:-1]} | (
        {digits} if len(digits) >= _TELLING else set()
    )
    for row in rows:
        raw = row.state.decode().lower()
        if not any(part in raw for part in sought):
            continue
        lead = road.decode_lead(row.state, row.id)
        if _matches(act, lead, wanted, digits):
            found.append(lead)
        if len(found) == _PAGE:
            break
    keys = [(Key(_line(act, lead), "lead", str(lead.id)),) for lead in found]
    text = act.words("leads.found", words=html.escape(act.args[:40])) if found else act.words("leads.not_found")
    return show(text, *keys, (Key(act.words("leads.all"), "leads", "all"),), anew=True)


def _matches(act: Act, lead: Lead, wanted: str, digits: str) -> bool:
    texts = [lead.display_name, lead.last_words, lead.source, *(_fact(act, lead, name) for name in (NAME, NEED))]
    if any(wanted in text.casefold() for text in texts):
        return True
    phone = lead.facts.get(PHONE)
    return phone is not None and len(digits) >= _TELLING and digits in str(phone.value)


def ask_search(_act: Act) -> Answer:
    """Ask for what to look for."""
    return Answer((Screen(_act.words("leads.ask"), anew=True),), awaits=Awaited("leads_find"))


def lead(act: Act) -> Answer:
    """/lead NUMBER: the card as reps see it, and what an admin can do with it."""
    found = _one(act)
    if found is None:
        return show(act.words("leads.no_such"), anew=not act.inbound.callback)
    edition = act.tools.packs.of(found)
    text = act.tools.cards.text(found, edition, act.words.language, act.at)
    number = str(found.id)
    text = f"{text}\n\n{act.words('leads.number', number=number)}"
    rows: list[tuple[Key, ...]] = [(Key(act.words("leads.talk"), "lead_talk", number),)]
    if found.held_by:
        rows.append((Key(act.words("card.give_back"), "lead_back", number),))
    if act.member.may(Role.ADMIN):
        rows.append(
            (Key(act.words("leads.joined"), "joined", number), Key(act.words("leads.forget"), "forget", number))
        )
    rows.append((Key(act.words("people.back"), "leads", "all"),))
    return show(text, *rows)


def _one(act: Act) -> Lead | None:
    if not act.args.isdecimal() or len(act.args) > 18:  # noqa: PLR2004 (a 64-bit number)
        return None
    number = people.current(act.connection, [int(act.args)]).get(int(act.args))
    found = road.load_leads(act.connection, [number]).get(number) if number is not None else None
    return found.lead if found is not None and found.lead.workspace_id == act.member.workspace_id else None


def talk(act: Act) -> Answer:
    """The last words said, oldest first."""
    found = _one(act)
    if found is None:
        return Answer(notice=act.words("admin.old"))
    lines = t.messages.c
    query = select(lines.author, lines.text, lines.at).where(lines.lead_id == found.id).order_by(lines.id.desc())
    rows = act.connection.execute(query.limit(_WORDS_SHOWN)).all()
    zone = act.tools.packs.of(found).pack.zone
    said = [
        f"{_WHO.get(row.author, '▫️')} <i>{row.at.astimezone(zone):%d.%m %H:%M}</i> {safe(row.text, 280)}"
        for row in reversed(rows)
    ]
    text = "\n".join(said) or act.words("leads.silent")
    return show(text, (Key(act.words("people.back"), "lead", str(found.id)),))


_WHO = {"lead": "👤", "bot": "🤖", "rep": "🧑‍💼", "note": "📝"}


def give_back(act: Act) -> Answer:
    """Let the bot go on with this lead."""
    found = _one(act)
    if found is None:
        return Answer(notice=act.words("admin.old"))
    event = GivenBack(at=act.at, by=act.member.name)
    return Answer(
        notice=act.words("handoff.given_back"),
        filed=(Filed(found.id, act.inbound.channel, f"{act.inbound.event_id}:back", event),),
    )


def forget(act: Act) -> Answer:
    """/forget NUMBER: ask before a person is erased for good."""
    found = _one(act)
    if found is None:
        return show(act.words("leads.no_such"), anew=not act.inbound.callback)
    number = str(found.id)
    yes, no = Key(act.words("leads.forget_yes"), "forget_yes", number), Key(act.words("people.back"), "lead", number)
    return show(act.words("leads.forget_sure", name=safe(_line(act, found), 60)), (yes,), (no,))


def forget_for_good(act: Act) -> Answer:
    """Erase a person: words, facts, names, addresses, files; what remains is that they may not be written to."""
    found = _one(act)
    if found is None:
        return Answer(notice=act.words("admin.old"))
    erasure.forget(act.connection, found.id, act.at, ERASERS)
    return show(act.words("leads.forgotten"), (Key(act.words("leads.all"), "leads", "all"),))


PART = Part(
    commands=(
        Command("leads", Role.SALES, leads),
        Command("lead", Role.SALES, lead, shown=False),
        Command("forget", Role.ADMIN, forget, shown=False, acts=True),
    ),
    presses=(
        Press("leads", Role.SALES, leads),
        Press("leads_find", Role.SALES, ask_search),
        Press("lead", Role.SALES, lead),
        Press("lead_talk", Role.SALES, talk),
        Press("lead_back", Role.SALES, give_back),
        Press("forget", Role.ADMIN, forget),
        Press("forget_yes", Role.ADMIN, forget_for_good),
    ),
    forms=(Form("leads_find", Role.SALES, leads),),
)
