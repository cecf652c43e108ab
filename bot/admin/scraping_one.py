"""One collecting campaign: as a draft with its choices, and at work, as a message that changes with it."""

from __future__ import annotations

import html
from datetime import datetime, tzinfo

from sqlalchemy import Connection, func, select

from bot.admin import shown
from bot.admin.acts import Act, Answer, Key, Screen
from bot.config import Settings
from fsm.ports import Words
from fsm.storage.effects import file_effect
from jobs.scraping import campaigns, collected, runs, telling
from jobs.scraping import tables as t
from jobs.scraping.campaigns import Campaign, Frequency, State

RUN = "scrape.run"
SOURCES = ("website", "osm", "olx", "2gis", "google_places")
LIMITS = (50, 200, 500)
_PREVIEWED = 4


def available(settings: Settings) -> tuple[str, ...]:
    """The sources that can be asked: two of them want a key."""
    keys = {"2gis": settings.scrape.twogis_key, "google_places": settings.scrape.google_key}
    return tuple(each for each in SOURCES if each not in keys or keys[each] is not None)


def file_due(connection: Connection, now: datetime) -> None:
    """File the runs whose moment has come, each once."""
    for number in campaigns.due(connection, now):
        campaign = campaigns.get(connection, number)
        if campaign is None or campaign.next_at is None:
            continue
        key = f"{RUN}:{number}:{int(campaign.next_at.timestamp() * 1000)}"
        file_effect(
            connection,
            workspace_id=campaign.workspace_id,
            kind=RUN,
            key=key,
            body={"campaign": number},
            due_at=now,
            now=now,
        )


def of(connection: Connection, workspace_id: int, number: int) -> Campaign:
    """A campaign of this workspace. Raises LookupError."""
    found = campaigns.get(connection, number)
    if found is None or found.workspace_id != workspace_id:
        raise LookupError(f"no campaign {number}")
    return found


def number_in(act: Act) -> int:
    """The campaign a button names; 0 for none. What follows a dot is the button's own."""
    number = act.args.partition(".")[0]
    return int(number) if number.isdecimal() and len(number) <= 18 else 0  # noqa: PLR2004 (a 64-bit number)


def one(act: Act, notice: str = "") -> Answer:
    """A campaign; the message changes with it until it is over."""
    number = number_in(act)
    zone = act.tools.packs.current.pack.zone
    try:
        if of(act.connection, act.member.workspace_id, number).state is State.DRAFT:
            return Answer((draft_of(act, number),), notice=notice)
        screen, _ = screen_of(act.connection, act.member.workspace_id, number, act.words, zone, act.at)
    except LookupError:
        return Answer(notice=act.words("admin.old"))
    return shown.showing(act, shown.SCRAPE, number, screen.text, screen.rows, notice=notice)


def draft_of(act: Act, number: int) -> Screen:
    """A draft with its choices. Raises LookupError."""
    campaign = of(act.connection, act.member.workspace_id, number)
    plan, words = campaign.plan, act.words
    known = available(act.tools.settings)
    lines = [_title(campaign), words("scrape.draft")]
    if plan.criteria.sites:
        lines.append(words("scrape.sites", count=str(len(plan.criteria.sites))))
    missing = [words(f"scrape.source.{each}") for each in SOURCES if each not in known]
    lines += [words("scrape.no_key", names=", ".join(missing))] if missing and not plan.criteria.sites else []
    chosen = () if plan.criteria.sites else [each for each in known if each != "website"]
    keys = [
        Key(f"{'✅' if each in plan.sources else '▫️'} {words(f'scrape.source.{each}')}", "scr_src", f"{number}.{each}")
        for each in chosen
    ]
    limits = (
        Key(words("scrape.most", count=str(plan.max_found)), "scr_most", str(number)),
        Key(words(f"scrape.often.{plan.frequency}"), "scr_often", str(number)),
    )
    rows = [*(tuple(keys[at : at + 2]) for at in range(0, len(keys), 2)), limits]
    rows.append(
        (Key(words("scrape.look"), "scr_look", str(number)), Key(words("scrape.begin"), "scr_go", str(number))),
    )
    return Screen("\n".join(lines), (*rows, (Key(words("scrape.all"), "scr"),)))


def _title(campaign: Campaign) -> str:
    return f"<b>{html.escape(campaign.plan.name[:60], quote=False)}</b>"


def screen_of(  # noqa: PLR0913, PLR0917 (which, for whom, when)
    connection: Connection, workspace_id: int, number: int, words: Words, zone: tzinfo, now: datetime
) -> tuple[Screen, bool]:
    """How a campaign is doing, with what can be done, and whether it is over. Raises LookupError for no such."""
    campaign = of(connection, workspace_id, number)
    run = connection.execute(select(func.max(t.runs.c.id)).where(t.runs.c.campaign_id == number)).scalar()
    lines = [_title(campaign)]
    if run is None:
        lines.append(words("scrape.soon"))
    else:
        progress = runs.progress(connection, int(run))
        told = telling.ending(progress, words) if progress.state != runs.RUNNING else words("collect.state.running")
        lines += [
            html.escape(told, quote=False),
            shown.bar(progress.pages, progress.pages + progress.waiting),
            html.escape(telling.line(progress, words), quote=False),
        ]
    if campaign.state is State.ACTIVE and campaign.next_at is not None and campaign.next_at > now:
        lines.append(words("scrape.next", at=shown.moment(campaign.next_at, zone, now)))
    waiting = staged(connection, number)
    if campaign.plan.auto_keep:
        lines.append(words("scrape.kept_at_once"))
    rows = _keys(campaign, waiting, words)
    return Screen("\n".join(lines), rows), campaign.state is State.FINISHED


def staged(connection: Connection, number: int) -> int:
    """How many found contacts wait for the owner's look."""
    here = (t.collected.c.campaign_id == number) & (t.collected.c.state == collected.STAGED)
    return int(connection.execute(select(func.count()).select_from(t.collected).where(here)).scalar_one())


def _keys(campaign: Campaign, waiting: int, words: Words) -> tuple[tuple[Key, ...], ...]:
    number = str(campaign.id)
    rows: list[tuple[Key, ...]] = []
    if waiting:
        take = Key(words("scrape.take", count=str(waiting)), "scr_take", number)
        rows.append((take, Key(words("scrape.show"), "scr_show", number)))
    stop = Key(words("outreach.stop_it"), "scr_stop", number)
    if campaign.state is State.ACTIVE:
        rows.append((Key(words("outreach.pause"), "scr_pause", number), stop))
    elif campaign.state is State.PAUSED:
        rows.append((Key(words("outreach.resume"), "scr_go", number), stop))
    else:
        rows.append((Key(words("scrape.again"), "scr_go", number),))
    rows.append((Key(words("scrape.all"), "scr"),))
    return tuple(rows)


def best(connection: Connection, number: int, words: Words) -> str:
    """The best of what was found and waits, each with why it is worth what it is."""
    lines: list[str] = []
    for ready in collected.preview(connection, number, _PREVIEWED):
        found = ready.found
        reached = ", ".join([*found.phones[:1], *found.emails[:1]]) or found.site
        lines.append(f"<b>{_safe(found.name or found.site)}</b> · {ready.quality}/100\n{_safe(reached)}")
        lines.append(f"<i>{_safe(telling.reasons(ready.reasons, words))}</i>")
    return "\n".join(lines)


def _safe(text: str, longest: int = 60) -> str:
    line = " ".join(text.split())
    return html.escape(line if len(line) <= longest else line[: longest - 1] + "…", quote=False)


def frequency_after(now: Frequency) -> Frequency:
    """The next choice."""
    every = list(Frequency)
    return every[(every.index(now) + 1) % len(every)]
