"""What is said to somebody who goes on here as who they were elsewhere, or who brought a code that is no good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from bot import inbox, people
from channels.contract import Inbound
from fsm.decision import Decision, Say
from fsm.lead import Lead, Stage

_APART = "\n\n"


def joined(bodies: Sequence[tuple[inbox.Body, datetime]]) -> dict[str, str]:
    """What each thing heard did beside being said (`bot.people.Met.how`), by its name; empty for nearly all turns."""
    return {
        people.name_in(body.inbound): body.joined for body, _ in bodies if isinstance(body, inbox.Heard) and body.joined
    }


def how(heard: Sequence[Inbound], joins: Mapping[str, str]) -> str:
    """What the things heard together did: the one that needs a word comes first."""
    found = [joins[name] for name in map(people.name_in, heard) if name in joins]
    return next((each for each in found if each not in (people.PHONE, people.ALIAS)), found[0] if found else "")


def with_word(decision: Decision, before: Lead, did: str) -> Decision:
    """The decision with the line that is due."""
    if did == people.CODE and decision.lead.stage is not Stage.OPTED_OUT:
        return _after(Say("bot.resume.here"), decision)
    if did == people.REFUSED:
        return _after(Say("bot.resume.refused"), decision)
    if did.startswith(people.ASK):
        ask = Say("bot.resume.ask", choices=((did.partition(":")[2], "bot.resume.yes"),))
        said_more = decision.lead.messages > before.messages
        return msgspec.structs.replace(decision, says=(*decision.says, ask)) if said_more else Decision(before, (ask,))
    if did in (people.CODE, people.PHONE) and not decision.says:
        return msgspec.structs.replace(decision, says=_why_silent(decision.lead))
    return decision


def _why_silent(lead: Lead) -> tuple[Say, ...]:
    """They write to us and we fall silent because of what was elsewhere: they must know why, and how to change it."""
    if lead.stage is Stage.OPTED_OUT:
        return (Say("bot.resume.stopped"),)
    with_people = lead.stage in (Stage.QUALIFIED, Stage.HANDED_OFF, Stage.CLOSED) and not lead.held_by
    return (Say("script.phrases.already.0"),) if with_people else ()


def _after(first: Say, decision: Decision) -> Decision:
    says = decision.says
    if says and not says[0].joins:
        says = (msgspec.structs.replace(says[0], joins=_APART), *says[1:])
    return msgspec.structs.replace(decision, says=(first, *says))
