"""What a message adds to what we know: facts read, buttons pressed, contacts shared, corrections, withdrawals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from fsm import doubts
from fsm.advice import open_facts
from fsm.amends import amended
from fsm.answers import ChoiceError, choice_value, unknown_value
from fsm.draft import Draft
from fsm.events import Edited, Said
from fsm.facts import (
    BUDGET,
    EMAIL,
    KNOWN_FACTS,
    LOCATION,
    NAME,
    NEED,
    PAIN,
    PHONE,
    TIMELINE,
    Budget,
    Fact,
    Found,
    Qualifier,
)
from fsm.mentions import SURE, best, mentions
from fsm.merging import merged
from fsm.needs import NEED_KIND, Need, is_general, kind_of, names_something, need_asked, need_in
from fsm.questions import NO, SKIP, YES, is_filled, names_anchor, open_question
from fsm.reading.name_forms import nominative as given_name
from fsm.reading.reading import Intent, Sentiment, YesNo
from fsm.script_schema import Question

_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBER = re.compile(
    r"(?<![\d.,])\d+(?:[.,]\d+)?(?![\d.,]*\d)(?!\s*(?:-?й\s+)?-?(?:кв|м2|м²|м\s2|сот|этаж|год|лет|шаршы|қабат|жыл|sq|m2|floor|%"
    r"|тыс|млн|мың|тенге|руб|[₸$€₽₴]))",
    re.IGNORECASE,
)
"""A bare count; of "120 square metres, 5th floor" neither figure counts rooms."""
_A_NAME = re.compile(r"[^\W\d_]{2,}(?:[ '-][^\W\d_]+){0,2}")
_BY = re.compile(r"^(?:до|к|ко|на|by|before|for|until|till)\s|(?:дейін|дейин|[гғкқ][ае])$")
_ANCHOR = "anchor"
_TELLING = (Intent.ANSWER, Intent.BUY)
_ASKING = (Intent.INFO_QUESTION, Intent.PRICE_QUESTION)
_PERHAPS_TELLING = (*_TELLING, Intent.OTHER)
_UNSURE_CONTACT_NAME = 0.7
_UNSURE = 0.5

Candidates = dict[str, Fact]


def learn(draft: Draft, event: Said | Edited) -> None:
    """Take over everything the event tells; `draft.changed` names what became new."""
    found = candidates(draft, event)
    doubts.settle(draft, event, set(found))
    for name, fact in found.items():
        _take(draft, name, doubts.as_doubted(draft, name, fact))
    for name, fact in open_facts(draft, draft.reading.advice, event.message_id).items():
        draft.learn(name, fact)
    if NEED in draft.changed and draft.lead.pain_severity == 0 and draft.reading.pain_severity is None:
        draft.set(pain_severity=None)  # who only looked around before has a need now


def _take(draft: Draft, name: str, fact: Fact) -> None:
    stands = merged(name, draft.lead.facts.get(name), fact)
    if stands is not None:
        draft.learn(name, stands)


def relearn(draft: Draft, event: Edited) -> None:
    """An edited message is read again: what it still says stands, what it no longer says is withdrawn."""
    before = {name for name, fact in draft.lead.facts.items() if fact.message_id == event.message_id}
    found = candidates(draft, event, without=before)
    for name in before - set(found):
        draft.withdraw(name)
    for name, fact in found.items():
        if name in before:
            if draft.lead.facts[name].value != fact.value:
                draft.learn(name, fact, why="the message it stood on was changed")
        else:
            _take(draft, name, fact)


def candidates(draft: Draft, event: Said | Edited, without: set[str] | None = None) -> Candidates:
    """Every fact the event gives, new or not. `without` are facts to be read as if they were not known yet."""
    found: Candidates = {}
    if isinstance(event, Said):
        found = _claimed(draft, event) | _shared(draft, event)
        if event.choice:
            return _chosen(draft, event) | found
    if event.text:
        without = without or set()
        question = open_question(draft.lead, draft.pack)
        own = _own_facts(draft, event, question, without) | _anchored(draft, event, question, without)
        found = _signed(draft, event) | _read(draft, event) | _amended(draft, event) | own | found
        found |= _need(draft, event, without) | _taken_as_said(draft, event, question, found)
    return found


def _fact(found: Found, event: Said | Edited, value: Any = None) -> Fact:
    told = found.value if value is None else value
    return Fact(told, found.words, event.message_id, found.start, found.end, found.confidence)


def _whole(event: Said | Edited, value: Any, reader: str = "rule") -> Fact:
    """A fact that stands on the whole message."""
    return Fact(value, event.text.strip(), event.message_id, 0, len(event.text), reader=reader)


def _read(draft: Draft, event: Said | Edited) -> Candidates:
    reading = draft.reading
    question = open_question(draft.lead, draft.pack)
    facts = {name: found for name, found in reading.facts.items() if name in KNOWN_FACTS and name != NEED}
    if question is not None and question.kind == "date" and TIMELINE in facts:
        facts[question.fact] = facts.pop(TIMELINE)
    return {name: _fact(found, event, _with_currency(found.value, draft)) for name, found in facts.items()}


def _signed(draft: Draft, event: Said | Edited) -> Candidates:
    """A bare first name where we asked about a sum: they go on to what is usually asked next."""
    text = event.text.strip()
    if NAME in draft.lead.facts or not doubts.is_asked(draft.lead) or not _A_NAME.fullmatch(text):
        return {}
    if given_name(text.split()[0].casefold()) is None:
        return {}
    signed = _whole(event, text.title() if text.islower() else text)
    return {NAME: msgspec.structs.replace(signed, confidence=_UNSURE_CONTACT_NAME)}


def _amended(draft: Draft, event: Said | Edited) -> Candidates:
    """A known sum put right by its figures."""
    known = draft.lead.facts.get(BUDGET)
    if known is None or BUDGET in draft.reading.facts or not isinstance(known.value, Budget):
        return {}
    value = amended(event.text, known.value)
    return {} if value is None else {BUDGET: _whole(event, value)}


def _with_currency(value: Any, draft: Draft) -> Any:
    """An amount without a currency is meant in that of the script."""
    if isinstance(value, Budget) and value.currency is None and (value.min is not None or value.max is not None):
        return msgspec.structs.replace(value, currency=draft.pack.currency)
    return value


def _anchored(draft: Draft, event: Said | Edited, question: Question | None, without: set[str]) -> Candidates:
    """A yes to "about 10-15 thousand, does it suit you?" is a budget; doubt is an answer too."""
    edited = BUDGET in without and draft.lead.facts[BUDGET].reader == _ANCHOR
    if edited:
        question = next((each for each in draft.pack.questions if each.anchor is not None), None)
    if question is None or BUDGET in draft.reading.facts or not (edited or names_anchor(question, draft.lead)):
        return {}
    if draft.reading.yes_no is YesNo.YES:
        return {BUDGET: _whole(event, anchored_budget(draft, question), _ANCHOR)}
    if draft.reading.yes_no is YesNo.UNSURE:
        return {BUDGET: _whole(event, unknown_value(BUDGET))}
    return {}


def anchored_budget(draft: Draft, question: Question) -> Budget:
    """The amounts the question names, as a budget."""
    low, high = question.anchor or (0.0, 0.0)
    qualifier = Qualifier.RANGE if low < high else Qualifier.EXACT
    return Budget(float(low), float(high), draft.pack.currency, qualifier)


def _need(draft: Draft, event: Said | Edited, without: set[str]) -> Candidates:
    """The need and its kind. Once known, only a correction or an edit of the same message changes them."""
    reading, text = draft.reading, event.text
    stands = NEED in draft.lead.facts and NEED not in without
    if stands and not _corrects(draft, text):
        return _kind_alone(draft, event)
    others = {name: found for name, found in reading.facts.items() if name in KNOWN_FACTS and name not in (NEED, PAIN)}
    kind = kind_of(text, draft.pack)
    if stands and not _names_another(draft, text, others, kind):
        return _kind_alone(draft, event)
    at_need = _asks_for_need(draft) or NEED in without
    if kind:
        said: Fact | None = _need_fact(event, need_in(text, others))
    elif reading.intent in _ASKING and (asked := need_asked(text, others)) is not None:
        said = None if _too_general(draft, asked) else _need_fact(event, asked)
    else:
        said = _said_need(draft, event, need_in(text, others), at_need=at_need, alone=not others)
    if said is None:
        return {}
    return {NEED: said} | ({NEED_KIND: msgspec.structs.replace(said, value=kind)} if kind else {})


def _kind_alone(draft: Draft, event: Said | Edited) -> Candidates:
    """The kind of a need that stands, if it was not known."""
    kind = "" if NEED_KIND in draft.lead.facts else kind_of(event.text, draft.pack)
    return {NEED_KIND: _whole(event, kind)} if kind else {}


def _said_need(draft: Draft, event: Said | Edited, own: Need | None, *, at_need: bool, alone: bool) -> Fact | None:
    """A need put into words, if it is one; beside other facts one more word ("tomorrow, EXAM") is not."""
    read = draft.reading.facts.get(NEED)
    question = next((each for each in draft.pack.questions if NEED in each.facts), None)
    asked = draft.said(question.id) if question is not None else 0
    plain = read is not None and at_need and (alone or _is_due(draft, read))
    need = own or (Need(str(read.value), read.start, read.end, 1, wished=True) if read and plain else None)
    opens = not draft.was.greeted and PHONE in draft.reading.facts and own is not None and own.words > 1
    if need is None or not (at_need or opens or draft.reading.intent is Intent.BUY):
        return None
    if opens and draft.reading.intent is Intent.OTHER:
        return None if _too_general(draft, need) else _need_fact(event, need)  # a number is left for a reason
    if need.words == 1 and PHONE in draft.lead.facts and given_name(event.text.strip().casefold()) is not None:
        return None  # who has left a number signs with a name
    if draft.reading.intent not in (_PERHAPS_TELLING if asked > 1 and need.words > 1 else _TELLING) and not read:
        return None
    if _too_general(draft, need) and not (at_need and asked > 2):  # noqa: PLR2004 - then so be it
        return None
    enough = need.words > 1 or need.wished or (at_need and alone)
    return _need_fact(event, need) if enough else None


def _is_due(draft: Draft, need: Found) -> bool:
    """Whether the answer is a thing and the day by which it is wanted ("a fence by Friday")."""
    when = draft.reading.facts.get(TIMELINE)
    return when is not None and when.start >= need.end and bool(_BY.search(when.words.casefold()))


def _too_general(draft: Draft, need: Need) -> bool:
    question = next((each for each in draft.pack.questions if NEED in each.facts), None)
    return question is not None and is_general(need, question)


def _taken_as_said(draft: Draft, event: Said | Edited, question: Question | None, found: Candidates) -> Candidates:
    """A rare name or place that no reader knows is taken as it stands when it was asked for a second time."""
    if question is None or found or draft.said(question.id) < 2:  # noqa: PLR2004 - the second time
        return {}
    text = event.text.strip()
    fact = next((fact for fact in question.facts if fact not in draft.lead.facts), "")
    calm = draft.reading.sentiment is not Sentiment.NEGATIVE and draft.reading.intent in _PERHAPS_TELLING
    signs = fact == NEED and PHONE in draft.lead.facts and NAME not in draft.lead.facts
    if signs and given_name(text.casefold()) is not None:
        fact = NAME
    if fact not in (NAME, LOCATION) or not calm or draft.reading.yes_no or hinted(draft, "dunno", text):
        return {}
    if not _A_NAME.fullmatch(text) or not names_something(text):
        return {}
    if fact == LOCATION and given_name(text.casefold()) is not None:
        fact = NAME  # who answers "where?" with a first name answers the question that people expect next
    return {fact: msgspec.structs.replace(_whole(event, text), confidence=_UNSURE)}


def _need_fact(event: Said | Edited, need: Need | None) -> Fact:
    if need is None:
        return _whole(event, event.text.strip())
    return Fact(need.text, event.text[need.start : need.end], event.message_id, need.start, need.end)


def _asks_for_need(draft: Draft) -> bool:
    question = open_question(draft.lead, draft.pack)
    return question is not None and NEED in question.facts and NEED not in draft.lead.facts


def _names_another(draft: Draft, text: str, others: Mapping[str, Found], kind: str) -> bool:
    """Whether a correction is one of the need: it names something, and beside other facts it says that it is wanted."""
    told = need_in(text, others)
    taken_back = draft.pack.hints.get("correction", ())
    names = [word for word in _WORD.findall(told.text if told else "") if not mentions(word, taken_back)]
    return bool(kind) or (bool(names) and told is not None and (told.wished or not others))


def _corrects(draft: Draft, text: str) -> bool:
    return draft.reading.intent in _TELLING and hinted(draft, "correction", text)


def hinted(draft: Draft, hint: str, text: str) -> bool:
    """Whether the text says one of the script's hints ("dunno", "browsing", ...)."""
    phrases = draft.pack.hints.get(hint, ())
    return bool(phrases and text) and mentions(text, phrases) >= SURE


def _chosen(draft: Draft, event: Said) -> Candidates:
    """What the pressed button stands for; a token the script does not know gives nothing."""
    name, _, word = event.choice.partition(":")
    question = draft.pack.by_id.get(name)
    if question is None or word == SKIP:
        return {}
    words = _label(draft, question, word) or event.text or word
    value = _value_of(draft, question, word)
    if value is None:
        return {}
    fact = Fact(_with_currency(value, draft), words, event.message_id, 0, len(words), reader="choice")
    if NEED in question.facts:
        return {NEED: fact, NEED_KIND: msgspec.structs.replace(fact, value=word)}
    return {question.fact: fact}


def _value_of(draft: Draft, question: Question, word: str) -> Any:
    if NEED in question.facts:
        return _label(draft, question, word) or None
    if choice := question.choices.get(word):
        try:
            return choice_value(question, word, choice, draft.at.astimezone(draft.pack.zone).date())
        except ChoiceError:  # cannot happen with a loaded script, and a turn must never fail
            return None
    return anchored_budget(draft, question) if question.anchor is not None and word == YES else None


def _label(draft: Draft, question: Question, word: str) -> str:
    key = f"script.questions.{question.id}.choices.{word}"
    if NEED in question.facts and word in draft.pack.kinds:
        key = f"script.kinds.{word}.label"
    elif question.anchor is not None and word in (YES, NO):
        key = f"script.phrases.{word}"
    return draft.pack.text(f"{key}.0", draft.lead.language) if draft.has(key) else ""


def _shared(draft: Draft, event: Said) -> Candidates:
    """A shared contact: the number is vouched for by the network; the name is what their address book says."""
    if not event.verified_phone:
        return {}
    number = event.verified_phone
    found = {PHONE: Fact(number, number, event.message_id, 0, len(number), reader="contact")}
    name = event.contact_name.strip()
    if NAME not in draft.lead.facts and _A_NAME.fullmatch(name):
        found[NAME] = Fact(name, name, event.message_id, 0, len(name), _UNSURE_CONTACT_NAME, reader="contact")
    return found


def _claimed(draft: Draft, event: Said) -> Candidates:
    """What a form says beside the message. It is the person's word as much as the message is, but vouched by nobody."""
    if event.claims is None:
        return {}
    told = {NAME: event.claims.name.strip(), PHONE: event.claims.phone, EMAIL: event.claims.email}
    if not _A_NAME.fullmatch(told[NAME]):
        told[NAME] = ""
    return {
        name: Fact(value, value, event.message_id, 0, len(value), reader="form")
        for name, value in told.items()
        if value and (draft.lead.facts.get(name) is None or draft.lead.facts[name].reader == "form")
    }


def _own_facts(draft: Draft, event: Said | Edited, open_now: Question | None, without: set[str]) -> Candidates:
    """Answers to the script's own questions: choices by their phrases from any message, the rest when asked."""
    found: Candidates = {}
    for question in draft.pack.own_answers:
        is_open = open_now is not None and open_now.id == question.id and not is_filled(question, draft.lead)
        is_open = is_open or question.fact in without
        chosen = _typed_choice(draft, question, event.text, is_open=is_open)
        if chosen:
            found[question.fact] = _whole(event, _with_currency(_value_of(draft, question, chosen), draft))
        elif question.custom and is_open and (value := _custom(draft, question, event.text)) is not None:
            found[question.fact] = _whole(event, value)
    return found


def _typed_choice(draft: Draft, question: Question, text: str, *, is_open: bool) -> str:
    """The choice whose phrases the text speaks best; when the question is open a label typed out counts as well."""
    if not question.choices or question.fact in draft.reading.facts:
        return ""
    if is_open and (typed := _typed_label(question, text.strip().casefold())):
        return typed
    unheard = question.custom and (question.fact not in draft.lead.facts or _corrects(draft, text))
    if not (unheard or is_open):
        return ""
    return best(text, question.phrases)


def _typed_label(question: Question, typed: str) -> str:
    """The choice whose label this is, in any language."""
    for name, choice in question.choices.items():
        if any(typed == label.casefold() for labels in choice.label.values() for label in labels):
            return name
    return ""


def _custom(draft: Draft, question: Question, text: str) -> Any:
    if question.kind == "yes_no":
        answers = {YesNo.YES: True, YesNo.NO: False}
        return answers.get(draft.reading.yes_no) if draft.reading.yes_no else None
    if question.kind == "number":
        number = _NUMBER.search(text)
        return float(number.group().replace(",", ".")) if number and not draft.reading.facts else None
    if question.kind == "text" and draft.reading.intent in _TELLING:
        said = need_in(text, draft.reading.facts)
        return said.text if said else None
    return None
