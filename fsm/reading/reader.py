"""All fact readers put together: one message and its circumstances in, one `Reading` out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from fsm.facts import AUTHORITY, BEST_TIME, BUDGET, EMAIL, LOCATION, NAME, NEED, PHONE, TIMELINE, Budget, Found
from fsm.reading import (
    email,
    haste,
    hours,
    intent,
    language,
    money,
    mood,
    name,
    need,
    objections,
    phone,
    place,
    when_late,
    who_decides,
    yes_no,
)
from fsm.reading.abridged import Abridged
from fsm.reading.message import Context, Message
from fsm.reading.money_owner import confirms_amount
from fsm.reading.reading import Intent, Reading

Span = tuple[int, int]

CONTACT_NAME = "contact_name"

_HOUR = re.compile(r"\d:\d\d")
_PERCENT = re.compile(r"(?<!\d)\d{1,9}(?:[.,]\d{1,9})? ?%")
_NOT_A_LEAD = frozenset({Intent.SPAM, Intent.JOB})
_OF_A_DEAL = frozenset({BUDGET, TIMELINE, BEST_TIME, AUTHORITY})


def read(text: str, context: Context) -> Reading:
    """What this message, in this context, really says; nothing guessed, nothing the bot already knew."""
    abridged = Abridged(text)
    message = Message(abridged.text)
    facts = dict(_facts(message, context))
    if found := need.read(message, context, facts):
        facts[NEED] = found
    meant = intent.read(message, context, facts)
    if meant in _NOT_A_LEAD:
        facts = {fact: found for fact, found in facts.items() if fact not in _OF_A_DEAL}
    if meant is Intent.SPAM:
        facts.pop(LOCATION, None)  # where they ship from
    dealing = meant not in _NOT_A_LEAD
    answer = yes_no.read(message, context)
    return Reading(
        facts=facts if abridged.whole else {fact: _moved_back(one, text, abridged) for fact, one in facts.items()},
        intent=meant,
        sentiment=mood.read_sentiment(message),
        yes_no=answer,
        urgency=haste.read_urgency(message, context, facts) if dealing else None,
        objections=objections.beside(answer, objections.read(message, context, facts)) if dealing else (),
        language=language.read(message, context),
        # «Перенесите приём, я заболела»: why another day is asked for is no trouble that we are to end.
        pain_severity=mood.read_pain(message, context) if dealing and meant is not Intent.RESCHEDULE else None,
    )


def _moved_back(found: Found, text: str, abridged: Abridged) -> Found:
    """The fact with its offsets in the whole text."""
    start, end = abridged.start(found.start), abridged.end(found.end)
    return msgspec.structs.replace(found, start=start, end=end, words=text[start:end])


def _facts(message: Message, context: Context) -> Iterator[tuple[str, Found]]:
    """Every fact found. What one reader has taken no other may take again: an address, a number, an amount, a date."""
    for fact, found in _claimed(message, context):
        if found is not None:
            yield fact, msgspec.structs.replace(found, words=message.text[found.start : found.end])


def _claimed(message: Message, context: Context) -> Iterator[tuple[str, Found | None]]:
    address, taken = email.read_all(message, context)
    yield EMAIL, address
    rest = message.without(taken)
    number, taken = phone.read_all(rest, context)
    yield PHONE, number
    rest = rest.without(taken)
    yield AUTHORITY, who_decides.read(rest, context)
    yield from _numbers(rest, context)


def _numbers(message: Message, context: Context) -> Iterator[tuple[str, Found | None]]:
    """Amounts, dates, hours and addresses, which all are made of figures, and the names beside them.

    Money marked by its own wording comes first; then whichever the open question asks for; bare figures last.
    """
    marked = money.marked_spans(message, context)
    asked = context.question == BUDGET or _is_about_money_alone(context)
    budget = money.read(message, context) if asked else None
    percents = [match.span() for match in _PERCENT.finditer(message.low)] if "%" in message.low else []
    told = budget and isinstance(budget.value, Budget) and (budget.value.min or budget.value.max)
    sums = _spans([budget]) if told else []  # «завтра узнаю» stays whole
    rest = message.without([*marked, *sums, *percents], mark=";")
    timeline, best_time = when_late.read(rest, context), hours.read(rest, context)
    if timeline and best_time and timeline.start <= best_time.start and best_time.end < timeline.end:
        best_time = None  # the figures of "in 2-3 weeks" are no hours
    location, person = _apart(place.read(rest, context), name.read(rest, context), context)
    if context.question == LOCATION and location and timeline and _overlap(location, timeline):
        timeline = None  # «ул. Наурыз 5» names no day
    if not asked:
        taken = [_figures_of(found) for found in (timeline, best_time, location) if found]
        budget = money.read(message.without(_outside(taken, marked)), context)
    yield TIMELINE, timeline
    yield BEST_TIME, best_time
    yield LOCATION, location
    yield NAME, person
    yield BUDGET, budget


def _is_about_money_alone(context: Context) -> bool:
    """«Бюджет 5 тысяч, верно?» — "make it 4": a question that names an amount and no hour."""
    return confirms_amount(context) and not _HOUR.search(context.question_text)


def _apart(location: Found | None, person: Found | None, context: Context) -> tuple[Found | None, Found | None]:
    """The same words are a place or a name, never both; the question decides."""
    if location is None or person is None or location.end <= person.start or person.end <= location.start:
        return location, person
    return (None, person) if context.question == CONTACT_NAME else (location, None)


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _figures_of(found: Found) -> Span:
    """The found words up to their last figure: what follows it («by the 20th, max») may belong to an amount."""
    last = max((at for at, char in enumerate(found.words) if char.isdigit()), default=-1)
    end = next((at for at in range(last, len(found.words)) if last >= 0 and found.words[at] in " ,;"), None)
    return found.start, found.start + (0 if last < 0 else len(found.words) if end is None else end)


def _spans(found: Iterable[Found | None]) -> list[Span]:
    return [(one.start, one.end) for one in found if one is not None]


def _outside(spans: Iterable[Span], kept: Iterable[Span]) -> Iterator[Span]:
    """The parts of the spans that lie outside what is kept."""
    for start, end in spans:
        at = start
        for first, stop in sorted(kept):
            if first < end and stop > at:
                if first > at:
                    yield at, first
                at = stop
        if at < end:
            yield at, end
