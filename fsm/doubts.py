"""A fact read with little certainty is repeated to the lead before it counts: «Правильно понял: 50 000 ₸?».

It is asked once for each fact in a lead's life. A yes makes it certain, a no takes it back, another value replaces it;
whoever goes on with something else has seen what we understood and did not object.
"""

from __future__ import annotations

import re

import msgspec

from fsm.draft import DOUBTED, Draft
from fsm.events import Edited, Said
from fsm.facts import BUDGET, EMAIL, PHONE, Budget, Fact, Qualifier
from fsm.lead import Lead
from fsm.reading.reading import Intent, YesNo
from fsm.script import Pack
from fsm.script_schema import Question
from fsm.table import TALKING

CONFIRMED = "confirmed"
RIGHT, WRONG = "right", "wrong"

_MOST_DOUBT = 0.7
_NO = re.compile(r"(?:нет|не\b|неа|жоқ|no\b|nope|ні\b)")
_WORTH_ASKING = (BUDGET, PHONE, EMAIL)
_SIGNS = {"KZT": "₸", "RUB": "₽", "UAH": "₴", "USD": "$", "EUR": "€", "INR": "₹", "GBP": "£", "KGS": "сом"}
_AMOUNT = "script.phrases.sure_amount"
_AMOUNTS = {
    Qualifier.APPROX: "script.phrases.sure_about",
    Qualifier.UPTO: "script.phrases.sure_upto",
    Qualifier.FROM: "script.phrases.sure_from",
}
_CONTACTS = {PHONE: "script.phrases.sure_phone", EMAIL: "script.phrases.sure_email"}
_KEYS = frozenset({_AMOUNT, *_AMOUNTS.values(), *_CONTACTS.values()})


def as_doubted(draft: Draft, name: str, fact: Fact) -> Fact:
    """The fact marked as waiting for a yes, if it is doubtful and may still be asked about; else as it is."""
    if fact.confidence > _MOST_DOUBT or fact.reader != "rule" or name not in _WORTH_ASKING:
        return fact
    nothing = isinstance(fact.value, Budget) and fact.value.min is None and fact.value.max is None
    if nothing or draft.lead.held_by or draft.said(_counter(name)):
        return fact
    asks = any(name in question.facts for question in draft.pack.questions)
    talking = draft.lead.stage in TALKING or not draft.lead.greeted
    return msgspec.structs.replace(fact, reader=DOUBTED) if asks and talking else fact


def doubted(lead: Lead) -> str:
    """The fact that waits for the lead's yes, or ""."""
    for name, fact in lead.facts.items():
        if fact.reader == DOUBTED:
            return name
    return ""


def is_asked(lead: Lead) -> bool:
    """Whether the lead was just asked whether we understood."""
    return lead.open_key.rpartition(".")[0] in _KEYS and bool(doubted(lead))


def settle(draft: Draft, event: Said | Edited, found: set[str]) -> None:
    """What an answer does to the fact we asked about. `found` are the facts the same message gives."""
    if not is_asked(draft.lead):
        return
    name = doubted(draft.lead)
    fact = draft.lead.facts[name]
    said = _verdict(draft, event)
    if said is YesNo.NO and found and not _NO.match(event.text.strip().casefold()) and name not in found:
        said = None  # another answer given instead is no refusal
    if said is YesNo.YES:
        sure = msgspec.structs.replace(fact, confidence=1.0, reader=CONFIRMED)
        draft.learn(name, sure, why="they confirmed what was understood")
    elif said in (YesNo.NO, YesNo.UNSURE) and name not in found:
        draft.withdraw(name, why="they said it was misunderstood")
    elif name == BUDGET and not found and draft.reading.intent is Intent.PRICE_QUESTION:
        draft.withdraw(name, why="they ask the price, so they named none")
    elif name not in found:
        draft.learn(name, msgspec.structs.replace(fact, reader="rule"), why="they saw it and did not object")
    draft.set(open_key=f"script.questions.{draft.lead.open_question}.ask.0")


def _verdict(draft: Draft, event: Said | Edited) -> YesNo | None:
    word = event.choice.partition(":")[2] if isinstance(event, Said) else ""
    return {RIGHT: YesNo.YES, WRONG: YesNo.NO}.get(word) or draft.reading.yes_no


def make_sure(draft: Draft) -> bool:
    """Ask whether the doubted fact was understood; false when there is none, or it was asked before."""
    name = doubted(draft.lead)
    question = next((each for each in draft.pack.questions if name in each.facts), None) if name else None
    if question is None or draft.count(_counter(name)):
        return False
    draft.set(open_question=question.id, open_key=f"{_key(draft.lead, name)}.0")
    repeat(draft, question)
    return True


def repeat(draft: Draft, question: Question) -> None:
    """Say the open "did I get that right?" with its buttons."""
    params = {"value": shown(draft.lead, doubted(draft.lead))}
    draft.say_exactly(draft.lead.open_key, params=params, choices=buttons(question))


def buttons(question: Question) -> tuple[tuple[str, str], ...]:
    """Yes and no as (token, key of the label)."""
    return tuple((f"{question.id}:{word}", f"script.phrases.{word}.0") for word in (RIGHT, WRONG))


def asked_text(lead: Lead, pack: Pack) -> str:
    """The words in which the lead was asked, value and all, for reading the answer."""
    return pack.text(lead.open_key, lead.language).format(value=shown(lead, doubted(lead)))


def shown(lead: Lead, name: str) -> str:
    """The doubted value as the lead reads it."""
    value = lead.facts[name].value
    if not isinstance(value, Budget):
        return str(value)
    sign = _SIGNS.get(value.currency or "", value.currency or "")
    bounds = dict.fromkeys(f"{bound:,.0f}".replace(",", "\u00a0") for bound in (value.min, value.max) if bound)
    return f"{'–'.join(bounds)}\u00a0{sign}".strip()


def _key(lead: Lead, name: str) -> str:
    value = lead.facts[name].value
    return _AMOUNTS.get(value.qualifier, _AMOUNT) if isinstance(value, Budget) else _CONTACTS[name]


def _counter(name: str) -> str:
    return f"sure:{name}"
