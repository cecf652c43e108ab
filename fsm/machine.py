"""The step: a lead and an event in, a decision out. Pure: no clock, no I/O; the same events give the same decisions."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import msgspec

from fsm import advice, aftermath, commands, consent, conversation, learning, nudges, tongue
from fsm.answers import says_little
from fsm.decision import Change, Decision
from fsm.draft import Draft
from fsm.events import (
    Blocked,
    Edited,
    Event,
    GivenBack,
    ModelAdvised,
    ModelRead,
    PersonSpoke,
    RepPressed,
    Said,
    Silent,
    Started,
    Unblocked,
)
from fsm.facts import BUDGET, NAME, PHONE
from fsm.lead import Lead, Stage
from fsm.needs import clauses
from fsm.people.touches import came_by
from fsm.ports import Weigh
from fsm.questions import context, numbered_button, open_question, pending
from fsm.reading.message import Context
from fsm.reading.reading import Reading
from fsm.script import Pack
from fsm.second_look import look_again
from fsm.table import TALKING, Standing, move

HOLD = timedelta(hours=4)
"""How long the bot keeps silent after a person's last words to a lead."""

_NOTHING = Reading()
_DIGIT = re.compile(r"\d")
_LAST_WORDS = 500


def context_for(lead: Lead, event: Event, pack: Pack) -> Context | None:
    """In which circumstances the event's text is to be read; None when there is no text to read."""
    if not isinstance(event, Said | Edited) or not event.text.strip():
        return None
    if isinstance(event, Said):
        if event.choice or commands.command_in(event.text):
            return None
        return context(lead, pack, open_question(lead, pack), event.at)
    given = {name for name, fact in lead.facts.items() if fact.message_id == event.message_id}
    asked = next((each for each in pack.questions if given & set(each.facts)), None)
    return context(lead, pack, asked or open_question(lead, pack), event.at)


def step(lead: Lead, event: Event, reading: Reading | None, pack: Pack, weigh: Weigh) -> Decision:
    """What follows from the event. `reading` is what `fsm.reading` made of its text, if it has any."""
    lead = _given_back(lead, event)
    draft = Draft(_speaking(lead, pack), pack, weigh, event.at, _volunteered(lead, event, reading, pack))
    match event:
        case Said():
            _said(draft, event)
        case Edited():
            _edited(draft, event)
        case Started():
            commands.start(draft, event.source)
        case Blocked() | Unblocked():
            _reachable(draft, yes=isinstance(event, Unblocked))
        case RepPressed():
            return rep_decided(lead, _VERDICTS.get(event.action, event.action), event.rep_name, event.at)
        case _:
            _inside(draft, event)
    return draft.decision()


def _inside(draft: Draft, event: Event) -> None:
    """What happened otherwise than by the lead's own doing."""
    match event:
        case ModelRead():
            advice.fill(draft, event)
        case ModelAdvised():
            advice.note(draft, event)
        case PersonSpoke():
            _held(draft, event)
        case GivenBack():
            _resumed(draft, event)
        case Silent():
            nudges.nudge(draft, event)


def _reachable(draft: Draft, *, yes: bool) -> None:
    draft.set(reachable=yes)
    why = "they can be reached again" if yes else "they blocked us, or the network cannot reach them"
    draft.note("reachable", "no" if yes else "yes", "yes" if yes else "no", why, by="lead")


def _held(draft: Draft, event: PersonSpoke) -> None:
    """A person has taken the word; the bot listens, learns and says nothing until they have been silent for a while."""
    draft.set(held_by=event.by or "owner", held_until=event.at + HOLD)
    if not draft.was.held_by:
        draft.note("held", "", event.by or "owner", "a person wrote to the lead themselves", by=event.by or "owner")


def _resumed(draft: Draft, event: GivenBack) -> None:
    """The bot has the word again: it goes on with what is still unknown, in other words than before."""
    if not draft.lead.held_by:
        return
    draft.set(held_by="", held_until=None)
    draft.note("given_back", draft.was.held_by, "bot", "a person let the bot go on", by=event.by or "owner")
    if draft.lead.stage in TALKING and draft.lead.greeted:
        conversation.ask_next(draft)


def _given_back(lead: Lead, event: Event) -> Lead:
    """The lead as it is now: a hold that has run out is over."""
    if lead.held_until is None or event.at < lead.held_until or isinstance(event, PersonSpoke):
        return lead
    return msgspec.structs.replace(lead, held_by="", held_until=None)


def _volunteered(lead: Lead, event: Event, reading: Reading | None, pack: Pack) -> Reading:
    """The reading, with answers that were given before they were asked for."""
    if reading is None or not isinstance(event, Said | Edited):
        return reading or _NOTHING
    if PHONE not in reading.facts and not _DIGIT.search(event.text):
        return reading  # an amount has digits and a name stands beside a phone; the rest need not be worked out
    wanted = frozenset(fact for question in pack.questions for fact in question.facts if _is_wanted(lead, fact, event))
    if not wanted & {BUDGET, NAME}:
        return reading
    circumstances = context_for(lead, event, pack)
    return look_again(event.text, reading, circumstances, wanted) if circumstances else reading


def _is_wanted(lead: Lead, name: str, event: Said | Edited) -> bool:
    """Whether this fact may be news: unknown so far, or a sum that is all that is said, which puts an earlier right."""
    known = lead.facts.get(name)
    return known is None or says_little(known.value) or (name == BUDGET and len(clauses(event.text)) == 1)


_VERDICTS = {"claim": "claimed", "junk": "junked", "not_hot": "cooled"}


def rep_decided(lead: Lead, verdict: str, by: str, at: datetime) -> Decision:
    """The stage after a rep's verdict: claimed, junked, cooled, released or closed. Unknown verdicts change nothing.

    Whose verdict counts is decided before (`handoff.race`); `at` is kept for the trail's writer.
    """
    _ = at
    if verdict not in ("claimed", "junked", "cooled", "released", "closed"):
        return Decision(lead)
    taken = move(verdict, Standing(lead.stage))
    if taken is None:
        return Decision(lead)
    change = Change("stage", lead.stage, taken.dest, taken.why, by)
    moved = msgspec.structs.replace(lead, stage=taken.dest)
    return Decision(moved, trail=(change,), card_changed=True)


def _speaking(lead: Lead, pack: Pack) -> Lead:
    """The lead with a language the script speaks."""
    if lead.language in pack.languages:
        return lead
    return msgspec.structs.replace(lead, language=tongue.spoken(lead.language, pack) or pack.language)


def _said(draft: Draft, event: Said) -> None:
    command = commands.Command("stop", "") if event.choice == commands.STOP else commands.command_in(event.text)
    _hear(draft, event)
    if not event.choice and (token := numbered_button(draft.was, draft.pack, event.text)):
        event = msgspec.structs.replace(event, choice=token)
    if command is not None:
        commands.obey(draft, command)
        return
    if event.choice == nudges.STOP and draft.lead.stage in TALKING and not consent.is_silenced(draft):
        nudges.stop(draft)
        return
    if event.choice.startswith(f"{commands.LANGUAGE}:"):
        if not consent.is_silenced(draft):
            commands.choose_language(draft, event.choice.partition(":")[2])
        return
    if consent.is_silenced(draft):
        if not consent.wants_back(draft):
            return
        consent.start_again(draft)
        draft.say_next("script.phrases.welcome_back", most=3)
    if consent.asks_to_stop(draft, event.text):
        consent.stop(draft)
        return
    _converse(draft, event)


def _converse(draft: Draft, event: Said) -> None:
    if aftermath.begins_anew(draft, event.text):
        aftermath.put_aside(draft)
    learning.learn(draft, event)
    tongue.follow(draft)
    draft.weigh()
    if draft.lead.held_by:
        return
    if event.choice and not draft.changed and not _is_current(draft, event):
        return  # an old button pressed again says nothing new
    if draft.lead.stage in TALKING:
        conversation.go_on(draft, event)
    else:
        aftermath.answer(draft, event)


def _is_current(draft: Draft, event: Said) -> bool:
    return event.choice.partition(":")[0] == draft.lead.open_question


def _hear(draft: Draft, event: Said) -> None:
    """Count the message and keep what it shows about the person."""
    reading, lead = draft.reading, draft.lead
    draft.set(
        messages=lead.messages + 1,
        last_said_at=event.at,
        last_words=event.text.strip()[:_LAST_WORDS] or lead.last_words,
        sentiment=str(reading.sentiment) if event.text else lead.sentiment,
        pain_severity=lead.pain_severity if reading.pain_severity is None else reading.pain_severity,
        reachable=True,
        nudged=0,
    )
    came_by(draft, event.source)


def _edited(draft: Draft, event: Edited) -> None:
    if consent.is_silenced(draft):
        return
    if consent.asks_to_stop(draft, event.text):
        consent.stop(draft)
        return
    asked = open_question(draft.lead, draft.pack)
    learning.relearn(draft, event)
    if not draft.changed:
        return
    draft.weigh()
    if draft.lead.held_by or draft.lead.stage is Stage.NEW:
        return
    if draft.lead.stage not in TALKING:
        aftermath.after_edit(draft, event)
    elif asked is None or asked not in pending(draft.lead, draft.pack):
        draft.move("told")
        conversation.ask_next(draft)
