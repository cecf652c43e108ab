"""What people and networks answer to a campaign: a reply, a bounce, a delivery mark, a wish to be left alone.

The road calls these in the transaction of what was heard, so nothing is lost between the two. All may be called again
with the same news.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, select, update

from fsm.people.addresses import reach
from fsm.storage import tables as t
from fsm.storage.suppression import ERASED, STOPPED, suppress
from jobs.contacts import book
from jobs.contacts.book import Contact
from jobs.contacts.contact import TELEGRAM, Address, Status
from jobs.contacts.tables import contact_addresses, contacts
from jobs.outreach.campaign import Fate, Skip
from jobs.outreach.outcomes import spare
from jobs.outreach.tables import campaigns, messages

UNSUBSCRIBED = "unsubscribed"
_SOON = timedelta(days=3)
_UNDER_WAY = (Fate.SENDING, Fate.SENT, Fate.DELIVERED, Fate.READ, Fate.UNCERTAIN)


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """Whom an answer came from: what the lead they become starts with. With `first` the owner is to be told."""

    contact_id: int
    lead_id: int | None
    name: str
    company: str
    city: str
    language: str
    phone: str
    email: str
    source: str
    campaign_id: int | None
    campaign: str
    first: bool


class Closed(msgspec.Struct, frozen=True):
    """Who was closed: the contact, and the lead they are, if any (their conversation is to be closed too)."""

    contact_id: int
    lead_id: int | None


def answered(  # noqa: PLR0913 (whose, where, when, what)
    connection: Connection, workspace_id: int, channel: str, address: str, now: datetime, *, leaves: bool = False
) -> Answered | None:
    """Somebody wrote. None when they are no contact of ours; else the series they were in is over.

    `address` is the sender's id on the channel. The lead that is made of them is told to `book.became_lead`. Whoever
    only `leaves` has not answered; they are to be closed by `unsubscribed`.
    """
    contact = find(connection, workspace_id, channel, address)
    if contact is None:
        return None
    message = _newest(connection, contact.id)
    first = message is not None and _is_news(message, contact, now)
    name = ""
    if message is not None:
        name = connection.execute(select(campaigns.c.name).where(campaigns.c.id == message.campaign_id)).scalar_one()
    if message is not None and not leaves:
        here = (messages.c.id == message.id) & messages.c.status.in_([each.value for each in _UNDER_WAY])
        told = {"status": Fate.RESPONDED.value, "responded_at": now, "updated_at": now, "reason": ""}
        connection.execute(update(messages).where(here).values(told))
    _end_series(connection, contact.id, now)
    if contact.status in {Status.NEW.value, Status.CONTACTED.value, Status.BOUNCED.value}:
        change = {"status": Status.RESPONDED.value, "updated_at": now}
        connection.execute(update(contacts).where(contacts.c.id == contact.id).values(change))
    known = {
        name: getattr(contact, name)
        for name in ("lead_id", "name", "company", "city", "language", "phone", "email", "source")
    }
    campaign_id = message.campaign_id if message else None
    return Answered(contact_id=contact.id, campaign_id=campaign_id, campaign=name, first=first, **known)


def bounced(  # noqa: PLR0913, PLR0917 (whose, where, when and why)
    connection: Connection, workspace_id: int, channel: str, address: str, now: datetime, why: str = "bounced"
) -> int | None:
    """The network says later that nobody is there (a delivery report, a block); gives the contact's id."""
    contact = find(connection, workspace_id, channel, address)
    if contact is None:
        return None
    if channel != TELEGRAM:
        for kind, spelling in sorted(reach(channel, address)):
            book.died(connection, workspace_id, Address(kind, spelling), why, now)
    here = (messages.c.workspace_id == workspace_id) & (messages.c.contact_id == contact.id)
    here &= (messages.c.address == address) & messages.c.status.in_([each.value for each in _UNDER_WAY])
    change = {"status": Fate.BOUNCED.value, "reason": why[:300], "updated_at": now}
    hit = connection.execute(update(messages).where(here).values(change).returning(messages.c.campaign_id))
    for campaign_id in sorted(set(hit.scalars())):
        spare(connection, campaign_id)
    return contact.id


def arrived(connection: Connection, workspace_id: int, network_id: str, now: datetime, *, read: bool) -> bool:
    """The network says how far one of our messages got; whether it was one of a campaign. Marks never go back."""
    before = [Fate.SENT, Fate.UNCERTAIN, Fate.SENDING, *([Fate.DELIVERED] if read else [])]
    ours = (messages.c.workspace_id == workspace_id) & (messages.c.network_id == network_id)
    here = ours & messages.c.status.in_([each.value for each in before])
    fate = Fate.READ if read else Fate.DELIVERED
    connection.execute(update(messages).where(here).values(status=fate.value, updated_at=now))
    return network_id != "" and connection.execute(select(messages.c.id).where(ours)).first() is not None


def closed(  # noqa: PLR0913, PLR0917 (whose, where, when and why)
    connection: Connection, workspace_id: int, channel: str, address: str, now: datetime, why: str = STOPPED
) -> Closed | None:
    """Somebody said stop: they are never written to first again, on any channel. None when they are no contact."""
    suppress(connection, workspace_id, [(channel, address)], now, why)
    contact = find(connection, workspace_id, channel, address)
    if contact is None:
        return None
    return close_contacts(connection, workspace_id, [contact.id], now, why)[0]


def unsubscribed(
    connection: Connection, workspace_id: int, campaign_id: int, contact_id: int, now: datetime
) -> Closed | None:
    """Somebody pressed "unsubscribe" in a letter of this campaign. None when the contact is gone."""
    done = close_contacts(connection, workspace_id, [contact_id], now, STOPPED)
    ours = (messages.c.campaign_id == campaign_id) & (messages.c.contact_id == contact_id)
    ours &= (messages.c.workspace_id == workspace_id) & (messages.c.status != Fate.SKIPPED.value)
    connection.execute(update(messages).where(ours).values(reason=UNSUBSCRIBED, updated_at=now))
    return done[0] if done else None


def close_contacts(
    connection: Connection, workspace_id: int, ids: Collection[int], now: datetime, why: str
) -> list[Closed]:
    """Close people by their contacts: every address of theirs, and what campaigns still owe them."""
    people = book.by_id(connection, workspace_id, ids)
    ways = select(contact_addresses.c.kind, contact_addresses.c.address).where(
        contact_addresses.c.contact_id.in_(sorted(people))
    )
    addresses = [(row[0], row[1]) for row in connection.execute(ways)]
    leads = sorted({each.lead_id for each in people.values() if each.lead_id is not None})
    known = select(t.identities.c.channel, t.identities.c.external_id).where(t.identities.c.lead_id.in_(leads))
    addresses += [(row[0], row[1]) for row in connection.execute(known)] if leads else []
    suppress(connection, workspace_id, addresses, now, why)
    book.close(connection, sorted(people), now)
    waiting = messages.c.contact_id.in_(sorted(people)) & (messages.c.status == Fate.PENDING.value)
    change = {"status": Fate.SKIPPED.value, "reason": Skip.SUPPRESSED.value, "updated_at": now}
    connection.execute(update(messages).where(waiting).values(change))
    return [Closed(each.id, each.lead_id) for each in people.values()]


def erase(connection: Connection, workspace_id: int, ids: Collection[int], now: datetime) -> None:
    """Take everything out that says who these people are. Counts stay, and so does the wish not to be written to."""
    people = sorted(book.by_id(connection, workspace_id, ids))
    close_contacts(connection, workspace_id, people, now, ERASED)
    connection.execute(delete(contact_addresses).where(contact_addresses.c.contact_id.in_(people)))
    told = ("name", "company", "phone", "email", "city", "source_url", "consent_how", "extra")
    nothing: dict[str, object] = dict.fromkeys(told, "")
    here = contacts.c.id.in_(people)
    connection.execute(update(contacts).where(here).values(nothing | {"lead_id": None, "updated_at": now}))
    theirs = messages.c.contact_id.in_(people)
    connection.execute(update(messages).where(theirs).values(address="", network_id="", updated_at=now))
    # Reasons of failed sends quote the network, and the network may quote the address.
    quoting = theirs & messages.c.status.in_([Fate.BOUNCED.value, Fate.FAILED.value, Fate.UNCERTAIN.value])
    connection.execute(update(messages).where(quoting).values(reason=ERASED))


def find(connection: Connection, workspace_id: int, channel: str, address: str) -> Contact | None:
    """The contact behind an address of a channel: by what it says of itself, or by the lead who has it."""
    ways = [Address(kind, spelling) for kind, spelling in sorted(reach(channel, address))]
    found = book.owners(connection, workspace_id, ways)
    contact_id = next((found[each] for each in ways if each in found), None)
    if contact_id is None:
        here = (t.identities.c.workspace_id == workspace_id) & (t.identities.c.channel == channel)
        query = (
            select(contacts.c.id)
            .join(t.identities, t.identities.c.lead_id == contacts.c.lead_id)
            .where(here, t.identities.c.external_id == address, contacts.c.workspace_id == workspace_id)
        )
        contact_id = connection.execute(query.order_by(contacts.c.id)).scalar()
    return book.by_id(connection, workspace_id, [contact_id]).get(contact_id) if contact_id is not None else None


class _Had(NamedTuple):
    """A message that somebody had of us."""

    id: int
    campaign_id: int
    status: str
    claimed_at: datetime | None


def _is_news(message: _Had, contact: Contact, now: datetime) -> bool:
    """Whether this is the first answer: of somebody who talks with us anyway, only soon after the message."""
    if message.status == Fate.RESPONDED.value:
        return False
    return contact.status != Status.RESPONDED.value or now - (message.claimed_at or now) < _SOON


def _newest(connection: Connection, contact_id: int) -> _Had | None:
    """The last message a contact had of us."""
    had = [each.value for each in (*_UNDER_WAY, Fate.RESPONDED)]
    query = select(messages.c.id, messages.c.campaign_id, messages.c.status, messages.c.claimed_at).where(
        messages.c.contact_id == contact_id, messages.c.status.in_(had)
    )
    row = connection.execute(query.order_by(messages.c.claimed_at.desc(), messages.c.id.desc()).limit(1)).one_or_none()
    return _Had(*row) if row else None


def _end_series(connection: Connection, contact_id: int, now: datetime) -> None:
    """Who talks with us gets no reminders; news to all of Telegram's people they still get."""
    news = select(campaigns.c.id).where(campaigns.c.channel == TELEGRAM)
    waiting = (messages.c.contact_id == contact_id) & (messages.c.status == Fate.PENDING.value)
    waiting &= messages.c.campaign_id.not_in(news) | (messages.c.step > 0)
    change = {"status": Fate.SKIPPED.value, "reason": Skip.RESPONDED.value, "updated_at": now}
    connection.execute(update(messages).where(waiting).values(change))
