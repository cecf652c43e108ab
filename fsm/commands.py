"""Commands a lead may type: /start, /stop, /help, /lang. Anything else with a slash is an ordinary message."""

from __future__ import annotations

import re
from typing import NamedTuple

from fsm.consent import is_silenced, start_again, stop
from fsm.conversation import ask_next, greet
from fsm.draft import Draft
from fsm.lead import Stage
from fsm.people.touches import came_by
from fsm.questions import ask_again, open_question
from fsm.table import TALKING

_COMMAND = re.compile(r"/(?P<name>start|stop|help|lang)(?:@\w+)?(?:\s+(?P<argument>.*))?", re.IGNORECASE)
LANGUAGE = "lang"
STOP = "stop:all"
"""The token of the button that says the same as /stop."""


class Command(NamedTuple):
    """A command and what stands after it."""

    name: str
    argument: str


def command_in(text: str) -> Command | None:
    """The command a message is, or None. "/lang@our_bot kk" is one too, and a burst with /stop in it is a stop."""
    if "/" not in text:
        return None
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) > 1:
        return Command("stop", "") if "/stop" in lines else None
    found = _COMMAND.fullmatch(lines[0]) if lines else None
    return Command(found["name"].lower(), (found["argument"] or "").lower()) if found else None


def obey(draft: Draft, command: Command) -> None:
    """Do what the command says. An opted-out lead is only heard when they start again."""
    if command.name == "start":
        start(draft)
    elif is_silenced(draft):
        return
    elif command.name == "stop":
        stop(draft)
    elif command.name == "help":
        draft.say("script.phrases.help")
        _repeat(draft)
    else:
        choose_language(draft, command.argument)


def start(draft: Draft, source: str = "") -> None:
    """Open the conversation, or pick it up where it is; what is known is never asked again."""
    came_by(draft, source)
    if is_silenced(draft):
        start_again(draft)
    if draft.lead.held_by:
        return
    if draft.lead.stage in TALKING:
        fresh = not draft.lead.greeted
        greet(draft)
        if fresh or open_question(draft.lead, draft.pack) is None:
            ask_next(draft)
        else:
            _repeat(draft)
    else:
        draft.say("script.phrases.already" if draft.lead.stage in _WITH_PEOPLE else "script.phrases.still_here")


_WITH_PEOPLE = (Stage.QUALIFIED, Stage.HANDED_OFF, Stage.CLOSED)


def choose_language(draft: Draft, language: str) -> None:
    """Speak the chosen language from now on, or show which there are."""
    if language in draft.pack.languages:
        draft.set(language=language, language_chosen=True)
        draft.say("script.phrases.language_set")
        _repeat(draft)
        return
    choices = tuple((f"{LANGUAGE}:{each}", f"script.phrases.language_{each}.0") for each in draft.pack.languages)
    draft.say("script.phrases.language_which", choices=choices)


def _repeat(draft: Draft) -> None:
    question = open_question(draft.lead, draft.pack)
    if question is not None and not draft.lead.held_by:
        ask_again(draft, question)
