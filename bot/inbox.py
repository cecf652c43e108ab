"""What goes into the inbox: things heard on channels and things that happened inside, each under a unique name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from channels.contract import Attachment, Inbound, Kind
from fsm.events import Blocked, Edited, Event, PersonSpoke, Said, Started, Unblocked


class Heard(msgspec.Struct, frozen=True, tag="heard", omit_defaults=True):
    """Something a person did on a channel, and what it did beside being said (`bot.people.Met.how`)."""

    inbound: Inbound
    joined: str = ""


class Happened(msgspec.Struct, frozen=True, tag="happened"):
    """Something that happened to a lead otherwise: a rep's press, a network saying they are gone."""

    event: Event


Body = Heard | Happened

encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Body).decode

_JOINED = {Kind.SAID, Kind.PRESSED}


def waits_for_more(inbound: Inbound) -> bool:
    """Typed words and files may be one of a burst; a press, a start or an edit is whole as it is."""
    whole = inbound.own or inbound.claims is not None or (inbound.verified_phone and not inbound.text)
    return inbound.kind is Kind.SAID and not whole


def due(inbound: Inbound, received_at: datetime, burst: timedelta) -> datetime:
    """When this should be answered: after a pause in which more may come, or at once."""
    return received_at + burst if waits_for_more(inbound) else received_at


def events(bodies: Sequence[tuple[Body, datetime]]) -> list[tuple[Event, tuple[Inbound, ...]]]:
    """The events of what waited, in order, each with what was heard; a run of words becomes one `Said`."""
    found: list[tuple[Event, tuple[Inbound, ...]]] = []
    run: list[tuple[Inbound, datetime]] = []
    for body, at in bodies:
        if isinstance(body, Heard) and waits_for_more(body.inbound):
            run.append((body.inbound, at))
            continue
        _close(run, found)
        if isinstance(body, Happened):
            found.append((body.event, ()))
        else:
            found.append((_event(body.inbound, at), (body.inbound,)))
    _close(run, found)
    return found


def _close(run: list[tuple[Inbound, datetime]], found: list[tuple[Event, tuple[Inbound, ...]]]) -> None:
    if not run:
        return
    heard = tuple([inbound for inbound, _ in run])
    files: tuple[Attachment, ...] = tuple([file for inbound in heard for file in inbound.attachments])
    said = Said(
        at=run[-1][1],
        message_id=_id(heard[0]),
        text="\n".join([inbound.text for inbound in heard if inbound.text]),
        verified_phone=_first([inbound.verified_phone for inbound in heard]),
        contact_name=_first([inbound.contact_name for inbound in heard]),
        attachments=files,
        source=_first([inbound.start for inbound in heard]),
    )
    found.append((said, heard))
    run.clear()


def _first(told: Sequence[str]) -> str:
    """The first that says something."""
    return next(filter(None, told), "")


def _event(inbound: Inbound, at: datetime) -> Event:
    if inbound.own:
        return PersonSpoke(at=at)
    match inbound.kind:
        case Kind.EDITED | Kind.DELETED:
            # What was taken back is a message that says nothing any more.
            return Edited(at=at, message_id=_id(inbound), text=inbound.text if inbound.kind is Kind.EDITED else "")
        case Kind.STARTED:
            return Started(at=at, source=inbound.start)
        case Kind.BLOCKED:
            return Blocked(at=at)
        case Kind.UNBLOCKED:
            return Unblocked(at=at)
        case Kind.SAID | Kind.PRESSED:
            return Said(
                at=at,
                message_id=_id(inbound),
                text=inbound.text,
                choice=inbound.token,
                verified_phone=inbound.verified_phone,
                contact_name=inbound.contact_name,
                attachments=inbound.attachments,
                claims=inbound.claims,
                source=inbound.start,
            )
        case Kind.DELIVERED | Kind.READ | Kind.MOVED:
            raise ValueError(f"{inbound.kind} is nothing a lead did")


def _id(inbound: Inbound) -> str:
    return inbound.message_id or inbound.event_id
