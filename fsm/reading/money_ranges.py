"""Amounts put in relation: ranges that share a unit, corrections, sums of parts, a part of a total, a raise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fsm.reading.amounts import Unit, money, unit_of
from fsm.reading.message import Context
from fsm.reading.money_cues import Scene
from fsm.reading.money_marks import Amount
from fsm.reading.number_heads import MILLION
from fsm.reading.numerals import THOUSAND

_DASHES = frozenset(
    (
        "-",
        "~",
        "…",
        "/",
        "..",
        "...",
        "или",
        "либо",
        "or",
        "to",
        "till",
        "until",
        "through",
        "thru",
        "до",
        "немесе",
        "або",
        "чи",
    )
) | {"ма", "ме", "ба", "бе", "па", "пе"}  # «50 ме 60 па»
_SOFT = frozenset(
    (
        "ну",
        "может",
        "где",
        "то",
        "и",
        ",",
        ".",
        "maybe",
        "даже",
        "about",
        "примерно",
        "около",
        "дан",
        "ден",
        "тан",
        "тен",
        "нан",
        "нен",
        "мен",
        "бен",
        "пен",
        "men",
        "ben",
        "pen",
        "ге",
        "га",
        "ға",
    )
)
_PAIRED = {
    "и": frozenset(("между", "от", "с")),
    "and": frozenset(("between",)),
    "по": frozenset(("с", "от")),
    "до": frozenset(("с", "от", "from", "від")),
    "та": frozenset(("між",)),
    "і": frozenset(("між",)),
}
_KAZAKH_AND = frozenset(("мен", "пен", "бен", "men", "pen", "ben"))
_KAZAKH_FROM = frozenset(("дан", "ден", "тан", "тен", "нан", "нен"))
_PERHAPS = frozenset(("может", "maybe", "даже"))
_MOST_APART = 6
_NEIGHBOURS = 5.0
_SMALL = 10.0
_HUNDRED = 100
_MOST_RATIO = 10.0


class Item(NamedTuple):
    """One amount, or two bounds said as one thing; in currency units. `first`, `stop` index the pieces."""

    low: float
    high: float
    first: int
    stop: int
    start: int
    end: int
    cues: frozenset[str]
    marked: bool
    amounts: tuple[Amount, ...]

    @property
    def is_range(self) -> bool:
        return self.low != self.high


def items_of(
    scene: Scene, amounts: Sequence[Amount], cues: Sequence[set[str]], unit: Unit, currency: str
) -> list[Item]:
    """Amounts with two bounds joined into one item, the shared unit given to both."""
    found: list[Item] = []
    at = 0
    while at < len(amounts):
        pair = None
        if at + 1 < len(amounts) and "rejected" not in cues[at + 1]:
            pair = _pair(scene, amounts[at], amounts[at + 1], unit, currency)
        if pair is None:
            value = money(amounts[at], unit, amounts[at].currency or currency)
            found.append(_item(value, value, (amounts[at],), cues[at]))
            at += 1
            continue
        together = (cues[at] | cues[at + 1]) - ({"floor"} if "ceiling" in cues[at + 1] else set())
        found.append(_item(*pair, (amounts[at], amounts[at + 1]), together))
        at += 2
    return found


def are_bounds(scene: Scene, one: Amount, two: Amount, context: Context) -> bool:
    """Whether two neighbouring amounts are the two ends of one range."""
    bounds = _pair(scene, one, two, unit_of(context), two.currency or one.currency or context.currency)
    return bounds is not None and bounds[0] * _MOST_RATIO >= bounds[1]


def _item(low: float, high: float, amounts: tuple[Amount, ...], cues: set[str]) -> Item:
    first, last = amounts[0], amounts[-1]
    marked = any(amount.marked or amount.number.grouped for amount in amounts)
    return Item(
        low, high, first.first, last.stop, first.start, last.end, frozenset(cues), marked or low >= MILLION, amounts
    )


def _pair(scene: Scene, one: Amount, two: Amount, unit: Unit, currency: str) -> tuple[float, float] | None:
    """The two bounds in currency units if the amounts are the ends of one range."""
    joint = scene.text_between(one.stop, two.first)
    if one.currency and two.currency and one.currency != two.currency:
        return None
    if len(joint) > _MOST_APART or "\n" in joint or not _joins(scene, one, joint):
        return None
    low, high = _in_hundreds(one, two, unit, currency) or _shared(one, two, unit, currency)
    low = _alike(one, two, low, high)
    if joint == [] and not low < high <= _NEIGHBOURS * low:
        return None
    return (low, high) if low < high else None


def _joins(scene: Scene, one: Amount, joint: list[str]) -> bool:
    if not joint:
        return not one.currency and not one.number.grouped and (not one.number.scale or one.number.about)
    words = [text for text in joint if text not in _SOFT and text != "-"]
    if one.number.case == "from" or set(joint) & (_KAZAKH_FROM | _KAZAKH_AND):
        return not words
    before = _words_before(scene, one)
    if len(joint) == 1 and joint[0] in _PAIRED:
        return joint[0] in _DASHES or bool(before & _PAIRED[joint[0]])
    if len(words) == 1:
        return words[0] in _DASHES or (words[0] == "по" and bool(before & _PAIRED["по"]))
    dotted = all(text == "." for text in joint) and len(joint) > 1
    return not words and (dotted or not _PERHAPS.isdisjoint(joint) or ("-" in joint and "," not in joint))


def _words_before(scene: Scene, amount: Amount) -> set[str]:
    return {piece.text for piece in scene.pieces[max(0, amount.first - 3) : amount.first]}


def _shared(one: Amount, two: Amount, unit: Unit, currency: str) -> tuple[float, float]:
    """Both values, where a bare one takes the unit of its neighbour: «10-15 тысяч», «500 - 1 млн», «миллион-два»."""
    low, high = money(one, unit, currency), money(two, unit, currency)
    a, b = one.number, two.number
    if one.currency and two.number.scale and not a.scale and a.value < THOUSAND and a.value * b.scale < high:
        return a.value * b.scale, high
    if a.about and a.scale and two.currency and not b.scale and b.value < THOUSAND and b.value * a.scale > low:
        return low, b.value * a.scale  # «тысяч 15-20 рублей»
    if not b.scale and 1 < b.value < _SMALL and (a.note or (a.scale and two.currency)) and a.value >= _SMALL:
        high = low * b.value if a.note else b.value * a.scale  # «сотка-полторы», «косарь-полтора зелени»
    elif not _is_bare(one) and _is_bare(two):
        scale = a.scale or (a.value if a.note and b.value < _SMALL else 0.0)
        if scale and b.value < THOUSAND and b.value * scale > low:
            high = b.value * scale
        elif one.currency and b.value > a.value:
            high = b.value
    elif _is_bare(one) and not _is_bare(two):
        low = _lent(a.value, two, high, low)
    elif (
        _is_bare(one)
        and a.value < THOUSAND <= b.value
        and low >= high
        and not unit.times
        and b.value < _NEIGHBOURS * THOUSAND
    ):
        high = b.value * (low / a.value)
    elif _is_bare(one) and low >= high and b.value >= THOUSAND:
        low = a.value * THOUSAND if a.value * THOUSAND < high else low
    return low, high


def _alike(one: Amount, two: Amount, low: float, high: float) -> float:
    """The lower bound in the unit of the upper where both are bare and only a fraction told the unit: «от 1 до 1.5»."""
    a, b = one.number.value, two.number.value
    bare = _is_bare(one) and _is_bare(two) and not two.number.whole
    return a * (high / b) if bare and a < b and high > low * _MOST_RATIO else low


def _lent(value: float, two: Amount, high: float, own: float) -> float:
    """A bare lower bound with the unit of the upper one, or a smaller unit where that would exceed it."""
    if two.number.scale:
        if _are_hundreds(value, two.number.value / two.number.scale):
            return value * _HUNDRED * two.number.scale  # "two to three hundred thousand"
        for scale in (two.number.scale, THOUSAND):
            if value * scale < high:
                return value * scale
        return own if own < high or value >= high else value  # «900-1k»
    if two.number.grouped and value < THOUSAND and value * THOUSAND < high:
        return value * THOUSAND
    return value if two.currency and value < high and high < THOUSAND else own if own < high else value


def _in_hundreds(one: Amount, two: Amount, unit: Unit, currency: str) -> tuple[float, float] | None:
    """«Две-три сотни», "two to three hundred dollars": the hundreds are said once, with the upper bound."""
    a, b = one.number, two.number
    if not _is_bare(one) or b.scale or b.grouped or not _are_hundreds(a.value, b.value):
        return None
    high = money(two, unit, currency)
    return high * (a.value * _HUNDRED / b.value), high


def _are_hundreds(value: float, other: float) -> bool:
    """Whether the first number counts the hundreds that the second names: two to three hundred."""
    hundreds = other / _HUNDRED
    return value < hundreds < _SMALL and hundreds == int(hundreds) and value == int(value)


def _is_bare(amount: Amount) -> bool:
    return not amount.number.scale and not amount.currency and not amount.number.grouped
