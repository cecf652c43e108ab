"""What was collected: one row a business, whatever number of pages and sources showed it.

Two findings are the same business when they share a phone, an e-mail address, a site of its own, or a source's own id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from fsm.storage.inserting import insert_for
from jobs.scraping import clean
from jobs.scraping import tables as t
from jobs.scraping.contract import Found, Keep, Kept, Ready
from scoring.contact_quality import Facts, Quality, weigh

STAGED, KEPT, REFUSED = "staged", "kept", "refused"
_LISTS = ("phones", "emails", "whatsapp", "telegram", "instagram")
_TEXTS = ("external_id", "name", "site", "address", "city", "category", "attribution")
_MOST_PLACES = 20


class Place(msgspec.Struct, frozen=True):
    """Where and when a business was seen."""

    source: str
    url: str
    at: datetime


class Order(msgspec.Struct, frozen=True):
    """For whom a finding is written down, and whose phones are at home."""

    workspace_id: int
    campaign_id: int
    run_id: int
    region: str = "KZ"


class Taken(msgspec.Struct, frozen=True):
    """What became of a finding: its row, and whether the row is new or learned something."""

    id: int
    new: bool
    richer: bool


def keys_of(found: Found) -> list[str]:
    """By what a business is recognised."""
    host = clean.host_of(found.site)
    keys = [f"phone:{phone}" for phone in found.phones] + [f"email:{email}" for email in found.emails]
    keys += [f"site:{host}"] if host and not clean.is_platform(host) else []
    keys += [found.external_id] if found.external_id else []
    return [key[:300] for key in dict.fromkeys(keys)]


def take(connection: Connection, found: Found, order: Order) -> Taken:
    """Write a tidied finding down, or add it to the row that is the same business. Call it under `lock`."""
    keys = keys_of(found)
    known = _known(connection, order.workspace_id, keys)
    if known is None:
        row = _row(found, [Place(found.source, found.url, found.at)], order.region)
        row |= {"workspace_id": order.workspace_id, "campaign_id": order.campaign_id, "run_id": order.run_id}
        row |= {"state": STAGED, "first_seen": found.at, "last_seen": found.at}
        new_id = int(connection.execute(insert(t.collected).values(row).returning(t.collected.c.id)).scalar_one())
        _remember(connection, order.workspace_id, keys, new_id)
        return Taken(new_id, new=True, richer=True)
    before = msgspec.json.decode(known["body"], type=Found)
    merged = merge(before, found)
    row = _row(merged, _places(known["seen_on"], found), order.region)
    row["last_seen"] = max(known["last_seen"], found.at)
    connection.execute(update(t.collected).where(t.collected.c.id == known["id"]).values(row))
    _remember(connection, order.workspace_id, keys, known["id"])
    return Taken(known["id"], new=False, richer=merged != before)


def lock(connection: Connection, workspace_id: int) -> None:
    """Two processes never write collected rows of one workspace at once (SQLite has one writer anyway)."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(7462, workspace_id)))


def _known(connection: Connection, workspace_id: int, keys: Sequence[str]) -> RowMapping | None:
    query = (
        select(t.collected)
        .join(t.collected_keys, t.collected_keys.c.collected_id == t.collected.c.id)
        .where(t.collected_keys.c.workspace_id == workspace_id, t.collected_keys.c.key.in_(keys))
        .order_by(t.collected.c.id)
        .limit(1)
    )
    return connection.execute(query).mappings().first()


def _remember(connection: Connection, workspace_id: int, keys: Iterable[str], collected_id: int) -> None:
    rows = [{"workspace_id": workspace_id, "key": key, "collected_id": collected_id} for key in keys]
    if rows:
        connection.execute(insert_for(connection, t.collected_keys).on_conflict_do_nothing(), rows)


def _row(found: Found, places: list[Place], region: str) -> dict[str, Any]:
    quality = quality_of(found, region, len({place.source for place in places}))
    return {
        "name": found.name,
        "phone": next(iter(found.phones), ""),
        "email": next(iter(found.emails), ""),
        "site": found.site,
        "source": places[0].source,
        "source_url": places[0].url,
        "seen_on": msgspec.json.encode(places).decode(),
        "body": msgspec.json.encode(found).decode(),
        "quality": quality.score,
        "reasons": msgspec.json.encode(quality.parts).decode(),
    }


def _places(seen_on: str, found: Found) -> list[Place]:
    """The places so far with this one; a place seen again only gets its new time."""
    places = msgspec.json.decode(seen_on, type=list[Place])
    others = [place for place in places if place.url != found.url]
    again = Place(found.source, found.url, found.at)
    if len(others) < len(places):
        return [again if place.url == found.url else place for place in places]
    return [*others, again][:_MOST_PLACES]


def merge(before: Found, after: Found) -> Found:
    """All ways to reach both, the older finding's words where it has them."""
    lists = {
        name: tuple(dict.fromkeys((*getattr(before, name), *getattr(after, name))))[: clean.MOST_OF_A_KIND]
        for name in _LISTS
    }
    texts = {name: getattr(before, name) or getattr(after, name) for name in _TEXTS}
    if before.name == clean.host_of(before.site) and after.name:
        texts["name"] = after.name
    numbers = {
        name: getattr(before, name) if getattr(before, name) is not None else getattr(after, name)
        for name in ("lat", "lon", "rating", "reviews")
    }
    return msgspec.structs.replace(before, **lists, **texts, **numbers)


def quality_of(found: Found, region: str, sources: int = 1, age_days: int = 0) -> Quality:
    """How good the finding is as a contact (`scoring.contact_quality`)."""
    host = clean.host_of(found.site)
    home = [phone for phone in found.phones if clean.is_of(phone, region)] or list(found.phones)
    own = [clean.belongs(email, host) for email in found.emails]
    foreign = bool(found.phones) and not any(clean.is_of(phone, region) for phone in found.phones)
    return weigh(
        Facts(
            mobile=not foreign and any(map(clean.is_mobile, home)),
            landline=not foreign and bool(home),
            foreign_phone=foreign,
            own_email=any(own),
            other_email=bool(own),
            whatsapp=bool(found.whatsapp),
            social=bool(found.telegram or found.instagram),
            named=bool(found.name) and found.name != host,
            site=bool(found.site),
            address=bool(found.address),
            reviews=found.reviews or 0,
            sources=sources,
            age_days=age_days,
        )
    )


def preview(connection: Connection, campaign_id: int, limit: int = 10, min_quality: int = 0) -> list[Ready]:
    """The best rows that wait for the owner's look."""
    return _ready(connection, campaign_id, limit, min_quality)


def keep_staged(
    connection: Connection, campaign_id: int, keep: Keep, *, min_quality: int = 0, limit: int = 500
) -> Kept:
    """Hand the waiting rows of this quality over to the list of contacts, in one commit with their new state."""
    rows = _ready(connection, campaign_id, limit, min_quality)
    if not rows:
        return Kept()
    here = t.collected.c.id.in_([row.id for row in rows])
    workspace = connection.execute(select(t.collected.c.workspace_id).where(here).limit(1)).scalar_one()
    connection.execute(update(t.collected).where(here).values(state=KEPT))
    return keep(connection, int(workspace), rows)


def hand_over(connection: Connection, workspace_id: int, ids: Sequence[int], keep: Keep, min_quality: int) -> None:
    """Hand over rows as they are found; one that learned something goes again, and the list adds it to what it has."""
    here = t.collected.c.id.in_(ids) & (t.collected.c.quality >= min_quality) & (t.collected.c.state != REFUSED)
    rows = [_as_ready(row) for row in connection.execute(select(t.collected).where(here)).mappings()]
    if rows:
        keep(connection, workspace_id, rows)
        connection.execute(update(t.collected).where(t.collected.c.id.in_([row.id for row in rows])).values(state=KEPT))


def refuse(connection: Connection, ids: Sequence[int]) -> int:
    """The owner does not want these; they are recognised and left out from now on. How many changed."""
    here = t.collected.c.id.in_(ids) & (t.collected.c.state == STAGED)
    return connection.execute(update(t.collected).where(here).values(state=REFUSED)).rowcount


def erase(connection: Connection, workspace_id: int, phone_or_email: str) -> int:
    """Forget a business that asked for it, with all its keys; how many rows that were."""
    keys = (f"phone:{phone_or_email}", f"email:{phone_or_email}")
    query = select(t.collected_keys.c.collected_id).where(
        t.collected_keys.c.workspace_id == workspace_id, t.collected_keys.c.key.in_(keys)
    )
    ids = set(connection.execute(query).scalars())
    connection.execute(delete(t.collected_keys).where(t.collected_keys.c.collected_id.in_(ids)))
    return connection.execute(delete(t.collected).where(t.collected.c.id.in_(ids))).rowcount


def _ready(connection: Connection, campaign_id: int, limit: int, min_quality: int) -> list[Ready]:
    here = (t.collected.c.campaign_id == campaign_id) & (t.collected.c.state == STAGED)
    query = select(t.collected).where(here, t.collected.c.quality >= min_quality)
    rows = connection.execute(query.order_by(t.collected.c.quality.desc(), t.collected.c.id).limit(limit)).mappings()
    return [_as_ready(row) for row in rows]


def _as_ready(row: RowMapping) -> Ready:
    return Ready(
        id=row["id"],
        found=msgspec.json.decode(row["body"], type=Found),
        quality=row["quality"],
        reasons=msgspec.json.decode(row["reasons"], type=tuple[tuple[str, int], ...]),
        campaign_id=row["campaign_id"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
    )
