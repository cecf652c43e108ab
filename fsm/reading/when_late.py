"""A term told a question too late: «до конца месяца» where the town is asked, and nothing else is said."""

from __future__ import annotations

import re
from typing import Final

from fsm.facts import AUTHORITY, LOCATION, TIMELINE, Found, Timeline
from fsm.reading import when
from fsm.reading.calendar_atoms import known
from fsm.reading.calendar_words import plain
from fsm.reading.message import Context, Message

_ELSEWHERE: Final = frozenset({AUTHORITY, LOCATION})
_LONGEST: Final = 60
_WORD: Final = re.compile(r"[^\W\d_]+|\d+")
_ALONG: Final = frozenset(
    "ну наверно наверное где то примерно надо нужно хотелось бы желательно срок сроки это а и вот так хочу хотим "  # noqa: SIM905 - words read better as lines
    "успеть керек шамамен maybe probably around so well we need it i think треба мабуть".split()
)


def read(message: Message, context: Context) -> Found | None:
    """As `when.read`; a term that is all the message says is also taken where who decides or where it is was asked."""
    found = when.read(message, context)
    if found is not None or context.question not in _ELSEWHERE or not _speaks_of_time(message):
        return found
    asked = Context(TIMELINE, "", context.now, country=context.country, currency=context.currency)
    late = when.read(message, asked)
    return late if late is not None and _is_term(late) and _says_no_more(message, late) else None


def _speaks_of_time(message: Message) -> bool:
    """A cheap look before all is read once more: a few words, none that has nothing to do with time."""
    words = _WORD.findall(message.low) if len(message.text) <= _LONGEST else []
    return bool(words) and all(word in _ALONG or word.isdecimal() or known(plain(word)) is not None for word in words)


def _is_term(found: Found) -> bool:
    """Whether it is more than one day: that may be when whoever decides is back, or a street («Наурыз 5»)."""
    value = found.value
    return isinstance(value, Timeline) and (value.earliest is None or value.earliest != value.latest)


def _says_no_more(message: Message, found: Found) -> bool:
    rest = message.low[: found.start] + " " + message.low[found.end :]
    return all(word in _ALONG for word in _WORD.findall(rest))
