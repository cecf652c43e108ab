"""Stop means stop: at once, from anywhere, with one line and nothing after it, until they start again themselves."""

from __future__ import annotations

from fsm.draft import Draft
from fsm.facts import NEED
from fsm.lead import Stage
from fsm.reading.intent import is_stop
from fsm.reading.message import Message
from fsm.reading.reading import Intent


def asks_to_stop(draft: Draft, text: str) -> bool:
    """Whether this message, or one message of a burst, says: write no more."""
    if draft.reading.intent is Intent.STOP:
        return True
    lines = text.splitlines()
    return len(lines) > 1 and any(is_stop(Message(line)) for line in lines)


def stop(draft: Draft) -> None:
    """Confirm once and fall silent."""
    if draft.move("stopped", by="lead"):
        draft.set(open_question="", open_key="", misses=0)
        draft.say("script.phrases.stopped")


def is_silenced(draft: Draft) -> bool:
    """Whether the lead has told us not to write."""
    return draft.lead.stage is Stage.OPTED_OUT


def wants_back(draft: Draft) -> bool:
    """Only a clear wish to buy that names what is wanted counts as writing to us again of their own accord."""
    return draft.reading.intent is Intent.BUY and NEED in draft.reading.facts


def start_again(draft: Draft) -> None:
    """They came back themselves: the conversation goes on where it was."""
    draft.move("started_again", by="lead")
