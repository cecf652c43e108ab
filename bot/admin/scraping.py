"""Collecting contacts from the owner's chat: what, where, from which sources; a look first, then a run that shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from bot.admin import draft
from bot.admin.acts import Act, Answer, Command, Form, Key, Part, Press, Screen, show
from bot.admin.scraping_one import (
    LIMITS,
    available,
    best,
    draft_of,
    file_due,
    frequency_after,
    number_in,
    of,
    one,
    staged,
)
from fsm.storage import files
from fsm.storage.effects import file_effect
from fsm.storage.inserting import insert_for
from handoff.reps import Role
from handoff.tables import settings as kept
from jobs.scraping import campaigns, collected, websites
from jobs.scraping.campaigns import Campaign, Plan, State
from jobs.scraping.contract import Criteria
from jobs.scraping.handing import keep_at

LOOK, LIST = "scrape.look", "scrape.list"
CONTACT = "scrape.contact"
FORM = "scrape"
_LISTED = 6
_MOST_SITES = 2_000
_CONTACT = re.compile(r"https?://[\x21-\x7e]{4,200}|[\x21-\x3f\x41-\x7e]{1,64}@[a-zA-Z0-9.-]{3,100}")
_SIGNS = {State.DRAFT: "📝", State.ACTIVE: "▶️", State.PAUSED: "⏸", State.FINISHED: "✅"}


def page(act: Act) -> Answer:
    """/scrape: the campaigns, the newest first."""
    found = campaigns.listed(act.connection, act.member.workspace_id)
    rows: list[tuple[Key, ...]] = [
        (Key(f"{_SIGNS[each.state]} {each.plan.name}"[:24], "scr_one", str(each.id)),) for each in found[:_LISTED]
    ]
    rows.append((Key(act.words("scrape.new"), "scr_new"), Key(act.words("outreach.people"), "con")))
    return show(act.words("scrape.list" if found else "scrape.none"), *rows)


def research(act: Act) -> Answer:
    """/research: what it is for; it begins with collecting."""
    keys = (Key(act.words("research.begin"), "scr_new"),), (Key(act.words("scrape.all"), "scr"),)
    return show(act.words("research.page"), *keys)


def contact_of(connection: Connection, given: str, workspace_id: int) -> str:
    """How a site's owner reaches ours: by the settings, else by what was told in the chat; "" for not at all."""
    query = select(kept.c.value).where(kept.c.name == CONTACT, kept.c.workspace_id == workspace_id)
    return given or str(connection.execute(query).scalar() or "")


def begin(act: Act) -> Answer:
    """Who asks must be known first; then what is looked for."""
    given = act.tools.settings.scrape.contact or act.tools.settings.web.public_url
    if not contact_of(act.connection, given, act.member.workspace_id):
        return draft.ask(act.words("scrape.ask.contact"), FORM, {"ask": "contact"}, anew=True)
    return draft.ask(act.words("scrape.ask.what"), FORM, {"ask": "what"}, anew=True)


def said(act: Act) -> Answer:
    """What was typed or sent: who asks, what is looked for, where, or a list of sites."""
    ask = act.data.get("ask")
    if ask == "contact":
        return _contact(act)
    table = next((each for each in act.inbound.attachments if each.kind == "document"), None)
    if table is not None and ask == "what":
        return _list(act, table.file_id, table.name, table.mime, table.size)
    if not act.args:
        return begin(act)
    if ask == "where":
        return _made(act, str(act.data.get("what", "")), act.args)
    sites = sites_in(act.inbound.text)
    if sites:
        return _of_sites(act, sites)
    what = " ".join(act.args.split())[:100]
    city = act.tools.house.city
    keys = ((Key(city[:24], "scr_here"),),) if city else ()
    return draft.ask(act.words("scrape.ask.where"), FORM, {"ask": "where", "what": what}, *keys, anew=True)


def _contact(act: Act) -> Answer:
    if _CONTACT.fullmatch(act.args) is None:
        return draft.ask(act.words("scrape.contact_bad"), FORM, {"ask": "contact"})
    row = {"workspace_id": act.member.workspace_id, "name": CONTACT, "value": act.args, "at": act.at}
    row |= {"set_by": act.member.external_id}
    filing = insert_for(act.connection, kept).values(row)
    key = [kept.c.workspace_id, kept.c.name]
    act.connection.execute(filing.on_conflict_do_update(index_elements=key, set_={"value": act.args, "at": act.at}))
    return begin(act)


def here(act: Act) -> Answer:
    """In the city of the business."""
    data = draft.of(act, FORM)
    if data is None or data.get("ask") != "where" or not act.tools.house.city:
        return Answer(notice=act.words("admin.old"))
    return _made(act, str(data.get("what", "")), act.tools.house.city)


def _made(act: Act, what: str, where: str) -> Answer:
    place = " ".join(where.split())[:60]
    usual = tuple(each for each in available(act.tools.settings) if each in {"osm", "2gis"})
    plan = Plan(
        name=f"{what}, {place}",
        criteria=Criteria(what=what, where=place, region=act.tools.packs.current.pack.country),
        sources=usual,
    )
    return _drafted(act, plan)


def sites_in(text: str) -> tuple[str, ...]:
    """The sites of a list; empty unless everything in it is one."""
    parts = [each for each in re.split(r"[\s,;]+", text) if each]
    sites = dict.fromkeys(each[:200] for each in parts if "." in each and websites.asked(each))
    return tuple(sites)[:_MOST_SITES] if parts and len(sites) * 10 >= len(parts) * 9 else ()


def plan_of_sites(sites: tuple[str, ...], name: str, country: str) -> Plan:
    """A plan that reads these sites."""
    pages = max(10, 3 * len(sites))
    criteria = Criteria(sites=sites, region=country)
    return Plan(name=name, criteria=criteria, sources=("website",), max_pages=pages, max_found=max(200, len(sites)))


def _of_sites(act: Act, sites: tuple[str, ...]) -> Answer:
    name = act.words("scrape.sites", count=str(len(sites)))
    return _drafted(act, plan_of_sites(sites, name, act.tools.packs.current.pack.country))


def _drafted(act: Act, plan: Plan) -> Answer:
    number = campaigns.create(act.connection, act.member.workspace_id, plan, act.at)
    return Answer((draft_of(act, number),))


def _list(act: Act, file_id: str, name: str, mime: str, size: int) -> Answer:
    """A list of sites came as a file: read behind the screen."""
    file = files.File(
        id=act.tools.ids(),
        workspace_id=act.member.workspace_id,
        lead_id=None,
        channel=act.inbound.channel,
        file_id=file_id,
        kind="document",
        name=name,
        mime=mime,
        size=size,
    )
    return _work(act, LIST, {"file": files.expect(act.connection, file, act.at), "name": name[:60]})


def _work(act: Act, kind: str, body: dict[str, object], text: str = "") -> Answer:
    letter = act.tools.ids()
    told = {"chat": act.inbound.chat, "letter": letter, "language": act.words.language}
    file_effect(
        act.connection,
        workspace_id=act.member.workspace_id,
        kind=kind,
        key=f"{kind}:{act.inbound.event_id}",
        body=body | told,
        due_at=act.at,
        now=act.at,
    )
    return Answer((Screen(text or act.words("scrape.looking"), number=letter, anew=True),))


def _campaign(act: Act) -> Campaign | None:
    try:
        return of(act.connection, act.member.workspace_id, number_in(act))
    except LookupError:
        return None


def _changed(act: Act, campaign: Campaign, **plan: object) -> Answer:
    campaigns.change(act.connection, campaign.id, msgspec.structs.replace(campaign.plan, **plan), act.at)
    return one(act)


def turn_source(act: Act) -> Answer:
    """One source in or out; the last one stays."""
    campaign, name = _campaign(act), act.args.partition(".")[2]
    if campaign is None or campaign.state is not State.DRAFT or name not in available(act.tools.settings):
        return Answer(notice=act.words("admin.old"))
    sources = campaign.plan.sources
    left = tuple(each for each in sources if each != name) if name in sources else (*sources, name)
    return _changed(act, campaign, sources=left) if left else Answer(notice=act.words("scrape.one_source"))


def turn_most(act: Act) -> Answer:
    """How many contacts a run may bring."""
    campaign = _campaign(act)
    if campaign is None or campaign.state is not State.DRAFT:
        return Answer(notice=act.words("admin.old"))
    now = campaign.plan.max_found
    following = LIMITS[(LIMITS.index(now) + 1) % len(LIMITS)] if now in LIMITS else LIMITS[0]
    return _changed(act, campaign, max_found=following)


def turn_often(act: Act) -> Answer:
    """How often it runs."""
    campaign = _campaign(act)
    if campaign is None or campaign.state is not State.DRAFT:
        return Answer(notice=act.words("admin.old"))
    return _changed(act, campaign, frequency=frequency_after(campaign.plan.frequency))


def look(act: Act) -> Answer:
    """The first few that would be found; nothing is kept."""
    campaign = _campaign(act)
    if campaign is None:
        return Answer(notice=act.words("admin.old"))
    return _work(act, LOOK, {"campaign": campaign.id})


def go(act: Act) -> Answer:
    """Run it now, or go on with what was paused."""
    campaign = _campaign(act)
    if campaign is None or campaign.state is State.ACTIVE:
        return Answer(notice=act.words("admin.old"))
    campaigns.start(act.connection, campaign.id, act.at)
    file_due(act.connection, act.at)
    return one(act)


def pause(act: Act) -> Answer:
    """Stop after the pages that are on their way."""
    return _left(act, campaigns.pause)


def stop(act: Act) -> Answer:
    """End it; what was found stays."""
    return _left(act, campaigns.stop)


def _left(act: Act, how: Callable[[Connection, int, datetime], None]) -> Answer:
    campaign = _campaign(act)
    if campaign is None or campaign.state not in {State.ACTIVE, State.PAUSED}:
        return Answer(notice=act.words("admin.old"))
    how(act.connection, campaign.id, act.at)
    return one(act)


def take(act: Act) -> Answer:
    """What was found goes to the contacts; what a repeating campaign finds later goes there at once."""
    campaign = _campaign(act)
    if campaign is None:
        return Answer(notice=act.words("admin.old"))
    new = known = 0
    while staged(act.connection, campaign.id):
        done = collected.keep_staged(act.connection, campaign.id, keep_at(act.at))
        new, known = new + done.new, known + done.known
    if campaign.plan.frequency is not campaigns.Frequency.ONCE:
        plan = msgspec.structs.replace(campaign.plan, auto_keep=True)
        campaigns.change(act.connection, campaign.id, plan, act.at)
    return one(act, notice=act.words("scrape.taken", new=str(new), known=str(known)))


def best_of(act: Act) -> Answer:
    """The best of what waits."""
    campaign = _campaign(act)
    if campaign is None:
        return Answer(notice=act.words("admin.old"))
    text = best(act.connection, campaign.id, act.words) or act.words("scrape.nothing")
    number, count = str(campaign.id), staged(act.connection, campaign.id)
    take_key = Key(act.words("scrape.take", count=str(count)), "scr_take", number)
    back = (Key(act.words("people.back"), "scr_one", number),)
    return show(text, *(((take_key,), back) if count else (back,)), anew=True)


PART = Part(
    commands=(Command("scrape", Role.ADMIN, page), Command("research", Role.ADMIN, research)),
    presses=(
        Press("scr", Role.ADMIN, page),
        Press("scr_new", Role.ADMIN, begin),
        Press("scr_here", Role.ADMIN, here),
        Press("scr_one", Role.ADMIN, one),
        Press("scr_src", Role.ADMIN, turn_source),
        Press("scr_most", Role.ADMIN, turn_most),
        Press("scr_often", Role.ADMIN, turn_often),
        Press("scr_look", Role.ADMIN, look),
        Press("scr_go", Role.ADMIN, go),
        Press("scr_pause", Role.ADMIN, pause),
        Press("scr_stop", Role.ADMIN, stop),
        Press("scr_take", Role.ADMIN, take),
        Press("scr_show", Role.ADMIN, best_of),
    ),
    forms=(Form(FORM, Role.ADMIN, said),),
)
