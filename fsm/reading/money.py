"""Budgets: what the person would pay, with its currency and how firmly it was said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from fsm.facts import AUTHORITY, BUDGET, Budget, Found, Qualifier
from fsm.reading.amounts import Unit, amounts, unit_of
from fsm.reading.message import Context, Message
from fsm.reading.money_choice import chosen
from fsm.reading.money_counter import asks_if_we_care, demands_price, is_aim_or_worth, is_same_again
from fsm.reading.money_cues import Scene, cues_of
from fsm.reading.money_currencies import THOUSAND_CURRENCIES
from fsm.reading.money_marks import Amount, currency_in
from fsm.reading.money_owner import counts_things, is_budget
from fsm.reading.money_ranges import Item, are_bounds, items_of
from fsm.reading.money_states import at_any_price, state_of
from fsm.reading.numerals import THOUSAND
from fsm.reading.rare import Rare

_LEAST = 0.0
_COMPARABLE = 5.0
_ALL_TOLD = frozenset(("всего", "вместе", "итого", "барлиги", "жалпи", "усього", "разом", "total"))
_SUMMED = 2
_OF_MONEY = Rare(r"бюджет|деньг|денег|ақша|акша|budget|money|грош|плат")
_SURE, _LIKELY, _GUESSED = 1.0, 0.8, 0.6


def read(message: Message, context: Context) -> Found | None:
    """The budget the message states, or that it is unknown, none or any; None if it says nothing about one."""
    candidates = amounts(message, context)
    if not candidates and context.question != BUDGET and not _may_speak_of_money(message):
        return None
    if context.question == BUDGET and (span := at_any_price(message.low)):
        return _worded(message, Qualifier.FLEXIBLE, *span)
    scene = Scene(message)
    cues = cues_of(scene, candidates)
    own = list(_own(scene, candidates, cues, context))
    own = [pair for at, pair in enumerate(own) if not _is_length(scene, own, at)]
    if not own and len(candidates) == 1 and context.question == BUDGET and is_same_again(message.low):
        own = [(candidates[0], cues[0])]
    if len(own) == 1 and context.question != BUDGET and is_aim_or_worth(message.low):
        return None
    if own and not all("rejected" in said for _, said in own):
        mine = [amount for amount, _ in own]
        others = [amount for amount in candidates if amount not in mine]
        return _amount(message, context, scene, own, others)
    return _state(message, context, scene, told=bool(candidates))


def _own(
    scene: Scene, candidates: list[Amount], cues: list[set[str]], context: Context
) -> Iterator[tuple[Amount, set[str]]]:
    """The amounts that are the person's budget; a bound of a range belongs with the other bound."""
    kept = [is_budget(scene, amount, said, context) for amount, said in zip(candidates, cues, strict=True)]
    for at, (one, two) in enumerate(pairwise(candidates)):
        if (
            kept[at] != kept[at + 1]
            and "rejected" not in cues[at]
            and not counts_things(scene, one)
            and are_bounds(scene, one, two, context)
        ):
            # Asked, a bound that is something else («через 3-4») speaks against the other; else one speaks for both.
            kept[at] = kept[at + 1] = context.question != BUDGET
    return ((amount, said) for amount, said, good in zip(candidates, cues, kept, strict=True) if good)


def _is_length(scene: Scene, own: list[tuple[Amount, set[str]]], at: int) -> bool:
    """«шкаф 2м 300»: an m directly before another amount is a metre, not a million."""
    amount = own[at][0]
    last = scene.pieces[amount.stop - 1].text
    return last in ("м", "m") and at + 1 < len(own) and own[at + 1][0].first == amount.stop


def marked_spans(message: Message, context: Context) -> list[tuple[int, int]]:
    """Numbers that are money by their own wording, which readers of dates, hours and places must not take."""
    return [(amount.start, amount.end) for amount in amounts(message, context) if amount.marked]


def _may_speak_of_money(message: Message) -> bool:
    return _OF_MONEY.search(message.low) is not None


def _amount(
    message: Message, context: Context, scene: Scene, own: list[tuple[Amount, set[str]]], others: list[Amount]
) -> Found | None:
    unit = unit_of(context)
    currency = _currency(scene, own, unit, context)
    items = items_of(scene, [amount for amount, _ in own], [said for _, said in own], unit, currency)
    item = chosen(scene, [_in_unit_of_others(item, others) for item in items])
    item = _as_told(scene, item, alone=len(own) + len(others) == 1)
    currency = next((amount.currency for amount in item.amounts if amount.currency), currency)
    said = message.text[item.start : item.end]
    if item.high <= _LEAST and said.isalpha() and (state_of(scene, context) or (None,))[0] is not Qualifier.NONE:
        return None  # «толку ноль»
    budget = _budget(item, currency) if item.high > _LEAST else Budget(None, None, None, Qualifier.NONE)
    return Found(budget, message.text[item.start : item.end], item.start, item.end, _certainty(item, unit, currency))


def _in_unit_of_others(item: Item, others: list[Amount]) -> Item:
    """«Участок 3 млн стоил, на дом осталось 10»: millions were spoken of, so ten are millions too."""
    value = item.amounts[0].number.value
    if item.marked or item.is_range or value >= THOUSAND:
        return item
    for other in others:
        scale = 0.0 if other.number.weak else other.number.scale
        if scale and other.number.value / _COMPARABLE <= value * scale <= other.number.value * _COMPARABLE:
            return item._replace(low=value * scale, high=value * scale)
    return item


def _certainty(item: Item, unit: Unit, currency: str) -> float:
    """How sure the amount is: a bare figure whose thousands nobody named is a guess, to be asked about."""
    if item.marked:
        return _SURE
    bare = [amount.number for amount in item.amounts if not amount.currency and not amount.number.note]
    guessed = len(bare) == len(item.amounts) and all(number.value < THOUSAND for number in bare)
    return _GUESSED if guessed and not unit.times and currency in THOUSAND_CURRENCIES and item.high else _LIKELY


def _as_told(scene: Scene, item: Item, *, alone: bool) -> Item:
    """«Осталось 9, в них и надо влезть», «80, это потолок»: a cap said in a sentence of its own."""
    before = scene.words[max(0, item.first - _SUMMED) : item.first]
    if not alone and item.first and _ALL_TOLD.intersection(before) and "до" not in before:
        item = item._replace(cues=item.cues - {"ceiling"})  # «10 задатка дал, всего отдам 70» adds up
    if scene.found("same_about"):
        return item._replace(cues=item.cues | {"about"})
    capped = not item.cues & {"ceiling", "floor"} and not item.is_range and scene.found("fit_in", "cap_said")
    return item._replace(cues=item.cues | {"ceiling"}) if capped else item


def _currency(scene: Scene, own: list[tuple[Amount, set[str]]], unit: Unit, context: Context) -> str:
    """The text's currency, else the question's, else the pack's."""
    adjacent = next((amount.currency for amount, _ in own if amount.currency), None)
    return adjacent or currency_in(scene.pieces) or unit.currency or context.currency


def _budget(item: Item, currency: str) -> Budget:
    if item.is_range:
        return Budget(item.low, item.high, currency, Qualifier.RANGE)
    if "ceiling" in item.cues:
        return Budget(None, item.high, currency, Qualifier.UPTO)
    if "floor" in item.cues:
        return Budget(item.low, None, currency, Qualifier.FROM)
    qualifier = Qualifier.APPROX if "about" in item.cues else Qualifier.EXACT
    return Budget(item.low, item.high, currency, qualifier)


def _state(message: Message, context: Context, scene: Scene, *, told: bool) -> Found | None:
    """A state in words. `told`: an amount is named that is not theirs, so a bare "nothing" is what it brought."""
    state = state_of(scene, context)
    if state is None or (told and scene.words[state[1].first : state[1].stop] == ["nothing"]):
        return None
    qualifier, hit = state
    if qualifier is Qualifier.FLEXIBLE and asks_if_we_care(message.low):
        return None
    if qualifier is Qualifier.UNKNOWN and (context.question == AUTHORITY or demands_price(message.low)):
        return None
    return _worded(message, qualifier, scene.pieces[hit.first].start, scene.pieces[hit.stop - 1].end)


def _worded(message: Message, qualifier: Qualifier, start: int, end: int) -> Found:
    return Found(Budget(None, None, None, qualifier), message.text[start:end], start, end, _LIKELY)
