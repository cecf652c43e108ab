"""Which question comes next, and in which words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fsm import doubts
from fsm.draft import Draft
from fsm.facts import EMAIL, NAME, NEED, PHONE
from fsm.lead import Lead
from fsm.reading.message import Context
from fsm.script import Pack
from fsm.script_schema import Question

MOST_ASKS = 5
"""A required question is asked at most so often in a lead's life, whatever happens in between."""

MOST_OPTIONAL_ASKS = 3
"""The same for a question that may stay without an answer."""

PATIENCE = 2
"""Whoever tells other things instead, after being asked so often, is asked the other things first."""

MISSES_BEFORE_HELP = 2
"""After so many answers that were not understood, buttons are offered."""

MISSES_BEFORE_GIVING_UP = 3

SKIP = "skip"
_NUMBER = re.compile(r"(\d{1,2})[.)]?")

YES = "yes"
NO = "no"


def is_filled(question: Question, lead: Lead) -> bool:
    """Whether everything this question asks for is known."""
    return lead.facts.keys() >= question.asks


def pending(lead: Lead, pack: Pack) -> tuple[Question, ...]:
    """The questions still to be asked, in the order of the script."""
    skipped, facts = lead.skipped, lead.facts.keys()
    left = [each for each in pack.questions if not facts >= each.asks and each.id not in skipped]
    return tuple([question for question in left if not _is_needless(question, lead, pack)])


def open_question(lead: Lead, pack: Pack) -> Question | None:
    """The question the lead was asked last, if it is still without an answer."""
    return pack.by_id.get(lead.open_question)


def next_question(draft: Draft) -> Question | None:
    """The question to ask now: the open one until it is answered, else the first in the order of the script."""
    left = pending(draft.lead, draft.pack)
    if not left or not draft.changed:
        return next((each for each in left if each.id == draft.lead.open_question), left[0] if left else None)
    return min(left, key=lambda each: draft.said(each.id) >= PATIENCE)


def _is_needless(question: Question, lead: Lead, pack: Pack) -> bool:
    condition = pack.conditions.get(question.id)
    return _has_mail_instead(question, lead) or (condition is not None and bool(condition(known(lead))))


def _has_mail_instead(question: Question, lead: Lead) -> bool:
    """Whether only the number is left to be told, was asked for, and there is an e-mail address to write to."""
    if EMAIL not in lead.facts or question.id not in lead.asked:
        return False
    return [fact for fact in question.facts if fact not in lead.facts] == [PHONE]


def known(lead: Lead) -> Mapping[str, Any]:
    """What conditions may look at: the values of facts and the circumstances."""
    circumstances = {"channel": lead.channel, "language": lead.language, "source": lead.source}
    return circumstances | {name: fact.value for name, fact in lead.facts.items()}


def refused_anchor(question: Question, lead: Lead) -> bool:
    """Whether the lead said no to the amount that this question names."""
    return question.anchor is not None and lead.asked.get(f"{question.id}:no", 0) > 0


def names_anchor(question: Question, lead: Lead) -> bool:
    """Whether the open question was asked with an amount that a yes would accept."""
    return question.anchor is not None and lead.open_key.startswith(f"script.questions.{question.id}.ask.")


def ask(draft: Draft, question: Question) -> None:
    """Ask it, in other words than the last time, with buttons where they help."""
    missing = [fact for fact in question.facts if fact not in draft.lead.facts]
    key = f"script.questions.{question.id}"
    if refused_anchor(question, draft.lead):
        stem = f"{key}.after_no"
    elif len(missing) < len(question.facts):
        stem = f"{key}.part.{missing[0]}"
    else:
        stem = f"{key}.ask"
    times = draft.said(stem)
    text = f"{stem}.{draft.wording(stem, times)}"
    asked = {**draft.lead.asked, question.id: draft.said(question.id) + 1, stem: times + 1}
    draft.set(asked=asked, open_question=question.id, open_key=text)
    draft.say_exactly(text, choices=buttons(draft.lead, draft.pack, question), asks_contact=PHONE in missing)


def ask_again(draft: Draft, question: Question) -> None:
    """Repeat the open question as it stands, because the lead asked for it."""
    if doubts.is_asked(draft.lead):
        doubts.repeat(draft, question)
        return
    contact = PHONE in question.facts and PHONE not in draft.lead.facts
    key = draft.lead.open_key
    if draft.pack.placeholders(key) - {NAME}:  # it repeated a fact that another chat of theirs has settled since
        key = f"script.questions.{question.id}.ask.0"
    draft.say_exactly(key, choices=buttons(draft.lead, draft.pack, question), asks_contact=contact)


def may_ask(draft: Draft, question: Question) -> bool:
    """Whether asking once more is still decent."""
    return draft.said(question.id) < (MOST_ASKS if question.required else MOST_OPTIONAL_ASKS)


def buttons(lead: Lead, pack: Pack, question: Question) -> tuple[tuple[str, str], ...]:
    """The answer buttons of a question as (token, key of the label); more of them when answers were not understood."""
    key = f"script.questions.{question.id}.choices"
    found = [(f"{question.id}:{name}", f"{key}.{name}.0") for name in question.choices]
    if question.anchor is not None and not refused_anchor(question, lead):
        found += [(f"{question.id}:{word}", f"script.phrases.{word}.0") for word in (YES, NO)]
    if lead.misses >= MISSES_BEFORE_HELP or lead.asked.get(question.id, 0) > MISSES_BEFORE_HELP:
        if NEED in question.facts:
            found += [(f"{question.id}:{name}", f"script.kinds.{name}.label.0") for name in pack.kinds]
        if not question.required:
            found.append((f"{question.id}:{SKIP}", "script.phrases.skip.0"))
    return tuple(found)


def numbered_button(lead: Lead, pack: Pack, text: str) -> str:
    """The token of the button that a typed number means where a channel can only list them, or ""."""
    question = open_question(lead, pack)
    number = _NUMBER.fullmatch(text.strip())
    if number is None or question is None or question.kind == "number":
        return ""
    unsure = doubts.is_asked(lead)
    if is_filled(question, lead) and not unsure:
        return ""
    shown = doubts.buttons(question) if unsure else buttons(lead, pack, question)
    place = int(number.group(1))
    return shown[place - 1][0] if 1 <= place <= len(shown) else ""


_AS_THE_READERS_CALL_IT = {NAME: "contact_name"}


def context(lead: Lead, pack: Pack, question: Question | None, at: datetime) -> Context:
    """The circumstances in which a message is read: the open question and its very words."""
    name, text = "none", ""
    now = at.astimezone(pack.zone)
    if question is not None:
        missing = [fact for fact in question.facts if fact not in lead.facts] or list(question.facts)
        name = missing[0]
        if doubts.is_asked(lead):
            return Context("confirm", doubts.asked_text(lead, pack), now, country=pack.country, currency=pack.currency)
        if question.custom:
            name = "confirm" if question.kind == "yes_no" else "none"
        own = lead.open_question == question.id and lead.open_key in pack.texts
        key = lead.open_key if own else f"script.questions.{question.id}.ask.0"
        text = pack.text(key, lead.language)
    asked = _AS_THE_READERS_CALL_IT.get(name, name)
    return Context(asked, text, now, country=pack.country, currency=pack.currency)
