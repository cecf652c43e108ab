"""From several amounts to the one budget that is meant."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fsm.reading.money_counter import is_countered
from fsm.reading.money_cues import Scene
from fsm.reading.money_ranges import Item
from fsm.reading.numerals import THOUSAND
from fsm.reading.phrases import Hit

_SMALL = 20.0
_SHORT_WORD = 3
_SOON = 2
_WHEN = frozenset(("если", "if", "егер", "якщо"))
_SPREADS = frozenset(("±", "+-", "+/-", "-+"))
_COMPARABLE = 5.0
_PURPOSE_BEFORE = frozenset(("на", "за", "для", "for", "на_"))
_AFTERWARDS = (
    "туда обратно сюда когда there back барғанға қайтқанға через на за для for under сейчас сразу потом "
    "после позже сегодня завтра now later upfront қазір кейін зараз потім"
)
_PURPOSE_AFTER = frozenset(_AFTERWARDS.split())
_JOINTS = frozenset(
    ("и", "плюс", "+", "and", "plus", "және", "жане", "та", "й", "і", "еще", "ещё", "мен", "пен", ",", "тағы")
)
_FINANCED = (
    "ипотек",
    "кредит",
    "расроч",
    "наличн",
    "нал",
    "свои",
    "loan",
    "mortgage",
    "cash",
    "несие",
    "предоплат",
    "аванс",
)
_EITHER = frozenset(("или", "либо", "either", "or", "або", "чи", "немесе"))
_CONTRASTS = frozenset(("но", "а", "but", "бірақ", "але"))
_CONDITIONS = frozenset(("если", "if", "егер", "якщо", "без", "without", "either"))
_MORE = frozenset(("еще", "ещё", "плюс", "+", "плюсом", "тағы", "ще", "plus", "another"))
_SUMMED_APART = 4
_PLUS = frozenset(("плюс", "+", "plus"))
_DATIVE = ("га", "ге", "ка", "ке", "ға", "қа", "на", "не")


def chosen(scene: Scene, items: Sequence[Item]) -> Item:
    """The item that is meant; parts are added, a correction replaces, a raise widens."""
    items = _without_spread(scene, items)
    if len(items) > 1:
        items = [_in_unit_of(items[1], items[0]), *items[1:]]
    items = _corrected(scene, [items[0], *(_in_unit_of(items[0], item) for item in items[1:])])
    if len(items) > 1 and (told := _left(scene, items) or _part_of_total(scene, items)):
        return told
    items = _without_small(scene, items)
    items = [item for item in items if not _touches(scene, item, "first_part")] or items
    if len(items) == 1:
        return items[0]
    return _alternatives(scene, items) or _sum(scene, items) or _widened(scene, items) or _likeliest(scene, items)


def _without_spread(scene: Scene, items: Sequence[Item]) -> list[Item]:
    """«300 плюс-минус 50» is about 300."""
    kept = [items[0]]
    for before, after in pairwise(items):
        joint = "".join(scene.text_between(before.stop, after.first))
        spread = joint in _SPREADS or (len(joint) < 16 and scene.between(before.stop, after.first, "spread"))  # noqa: PLR2004
        if spread and after.high < before.low:
            kept[-1] = kept[-1]._replace(cues=(kept[-1].cues | {"about"}) - {"floor"})
        else:
            kept.append(after)
    return kept


def _without_small(scene: Scene, items: list[Item]) -> list[Item]:
    """Beside money marked as such, a small bare figure with nothing said about it counts other things."""

    def is_small(item: Item) -> bool:
        bare = not (item.marked or item.is_range or item.cues or _touches(scene, item, "add"))
        return bare and item.amounts[0].number.value < _SMALL

    return [item for item in items if not is_small(item)] if any(item.marked for item in items) else items


def _in_unit_of(first: Item, item: Item) -> Item:
    """A bare later amount in the unit of the first, where that makes them comparable: «1 млн, край 1.5»."""
    scale, value = first.amounts[0].number.scale, item.amounts[0].number.value
    scale = scale or (THOUSAND if first.low >= THOUSAND and value < _SMALL else 0.0)  # «3500, could stretch to 4»
    if (
        item.marked
        or item.is_range
        or not scale
        or not first.low / _COMPARABLE <= value * scale <= first.low * _COMPARABLE
    ):
        return item
    return item._replace(low=value * scale, high=value * scale, marked=True)


def _corrected(scene: Scene, items: Sequence[Item]) -> list[Item]:
    """Only what stands after the last correction: «не 70 а 90», «20, ой 30»."""
    left = [item for item in items if "rejected" not in item.cues]
    if not left:
        return list(items[-1:])
    for at in range(len(left) - 1, 0, -1):
        before, after = left[at - 1], left[at]
        denied = scene.between(before.stop, after.first, "corrected")
        replaced = scene.between(before.stop, after.first, "replaced")
        past = scene.in_clause(before.amounts[0], "past") and scene.in_clause(after.amounts[0], "present")
        echoed = before.stop < len(scene.pieces) and scene.pieces[before.stop].text == "?"
        if (
            replaced
            or past
            or echoed
            or _rounded_up(scene, before, after)
            or is_countered(scene, before, after)
            or (denied and not _bounded(scene, before, after))
        ):
            return left[at:]
    return left


def _rounded_up(scene: Scene, before: Item, after: Item) -> bool:
    """«Двести, ну двести двадцать»: said again a little higher, the later amount is the one."""
    joint = scene.text_between(before.stop, after.first)
    following = scene.text_between(after.stop, after.stop + _SOON)
    plain_both = not (before.cues or after.cues or before.is_range or after.is_range)
    again = joint in ([",", "ну"], ["ну"]) and not _WHEN.intersection(following)
    again = again and not scene.between(after.stop, len(scene.pieces), "raise", "means")
    return again and plain_both and before.high < after.low <= before.high * 2


def _bounded(scene: Scene, before: Item, after: Item) -> bool:
    """A cap or floor explains the negation between the amounts: «50, не больше 60», «не меньше 50 не больше 100»."""
    return bool(after.cues & {"ceiling", "floor"}) or scene.between(
        before.stop, after.first, "ceiling_after", "floor_after", "raise"
    )


def _left(scene: Scene, items: Sequence[Item]) -> Item | None:
    """«Участок 4, фундамент 2, на дом осталось 9»: what is left is what there is to spend."""
    left = [item for item in items if _touches(scene, item, "left")]
    return left[-1] if len(left) == 1 else None


def _each_and_all(scene: Scene, items: Sequence[Item]) -> Item | None:
    """«Штука 20, нужно пять, за всё не больше 90»: beside the price of one, the total is the budget."""
    last = items[-1]
    is_price = any(_touches(scene, item, "each") for item in items[:-1])
    return last if is_price and _touches(scene, last, "total") and not last.is_range else None


def _part_of_total(scene: Scene, items: Sequence[Item]) -> Item | None:
    """Of a total and the part for this, the part; a total and all its parts is the total."""
    if scene.between(items[0].stop, len(scene.pieces), "parts"):
        around = scene.words[items[-1].first - 1 : items[-1].stop + 2]
        if any(word.startswith(_FINANCED) for word in around):
            return items[0]  # «12, из них 4 ипотека»
        part, total = items[-1], items[0]
        scale = total.amounts[0].number.scale
        low, high = (amount.number.value * scale for amount in (part.amounts[0], part.amounts[-1]))
        return part._replace(low=low, high=high) if not part.marked and 0 < high < total.high else part
    if whole := _each_and_all(scene, items):
        return whole
    totals = [item for item in items if _is_total(scene, item) and "ceiling" not in _own(item)]
    if len(totals) != 1 or len(items) < 2 or _by_rate(scene, items, totals[0]):  # noqa: PLR2004
        return None
    rest = [item for item in items if item is not totals[0] and item.high < totals[0].high]
    rest = [item for item in rest if not _touches(scene, item, "first_part")]
    if len(rest) == 1 and _has_purpose(scene, rest[0]):
        return rest[0]
    return totals[0]


def _own(item: Item) -> set[str]:
    return set(item.cues) if item.is_range else set()


def _touches(scene: Scene, item: Item, tag: str) -> bool:
    return any(0 <= item.first - hit.stop <= 3 or 0 <= hit.first - item.stop <= 1 for hit in scene.found(tag))  # noqa: PLR2004


def _by_rate(scene: Scene, items: Sequence[Item], total: Item) -> bool:
    """«5 столов по 40, итого 200»: the rate was told, and what it comes to."""
    rates = any(item.first and scene.pieces[item.first - 1].text == "по" for item in items)
    return rates and "ceiling" not in total.cues


def _is_total(scene: Scene, item: Item) -> bool:
    """«Логотип 150 и коробки 70, всего 220»: the word belongs to the amount after it, not over the comma before."""
    over_comma = item.stop < len(scene.pieces) and scene.pieces[item.stop].text in (",", "\n", ".")
    return any(
        0 <= item.first - hit.stop <= 3 or (not over_comma and 0 <= hit.first - item.stop <= 1)  # noqa: PLR2004
        for hit in scene.found("total")
    )


def _sum(scene: Scene, items: Sequence[Item]) -> Item | None:
    """Parts of one purchase: «сотку на диван и сотку на стол», «200 плюс 50»."""
    said = set(scene.text_between(max(0, items[0].first - 4), items[-1].stop))
    if said & _CONDITIONS or any(item.is_range or item.cues & {"ceiling", "floor"} for item in items):
        return None
    for before, after in pairwise(items):
        joint = scene.text_between(before.stop, after.first)
        plain_plus = len(joint) <= _SUMMED_APART and bool(_PLUS & set(joint))
        purposes = _has_purpose(scene, before) and _has_purpose(scene, after)
        things = _named_before(scene, before) and _named_before(scene, after)
        added = _MORE & set(joint) and _has_purpose(scene, after) and _names_thing(scene, before)
        if _CONTRASTS & set(joint) or not (plain_plus or added or (purposes and (_JOINTS & set(joint) or things))):
            return None
    total = sum(_part_value(item, items[0].amounts[0].number.scale) for item in items)
    first, last = items[0], items[-1]
    cues = first.cues | last.cues
    return first._replace(low=total, high=total, stop=last.stop, end=last.end, cues=cues)


def _named_before(scene: Scene, item: Item) -> bool:
    """Whether what is bought stands before the amount, a hedge between left aside: «комод где-то 60»."""
    at = item.first - 1
    hedges = scene.found("about_before")
    while at > 0 and (scene.pieces[at].text in _MORE or any(hit.first <= at < hit.stop for hit in hedges)):
        at -= 1
    return at >= 0 and _is_thing(scene, at)


def _alternatives(scene: Scene, items: Sequence[Item]) -> Item | None:
    """«однушку за 130, двушку и за 170», «или 100 или 150»: kinds of one thing with their prices are bounds."""
    first, last = items[0], items[-1]
    if len(items) != 2 or last.is_range or first.is_range or not first.low < last.high or last.low > first.high * 10:  # noqa: PLR2004
        return None
    joint = scene.text_between(first.stop, last.first)
    before = scene.text_between(max(0, first.first - 2), first.first)
    kinds = [any(_near(item, hit) for hit in scene.found("variant")) for item in (first, last)]
    either = bool(_EITHER.intersection(joint)) and bool(_EITHER.intersection(before))
    if not (all(kinds) or either or (kinds[1] and "," in joint and not _JOINTS - {","} & set(joint))):
        return None
    return _span(first, first.low, last.high, last)


def _near(item: Item, hit: Hit) -> bool:
    return 0 <= item.first - hit.stop <= 2 or 0 <= hit.first - item.stop <= 1  # noqa: PLR2004


def _part_value(item: Item, scale: float) -> float:
    """A bare part counts in the unit of the first: «25 млн + свои 5»."""
    value = item.amounts[0].number.value
    return value * scale if scale and not item.marked and value < THOUSAND else item.low


def _has_purpose(scene: Scene, item: Item) -> bool:
    after = scene.pieces[item.stop].text if item.stop < len(scene.pieces) else ""
    before = scene.text_between(max(0, item.first - 3), item.first)
    dative = bool(before) and len(before[-1]) > 4 and before[-1].endswith(_DATIVE)  # noqa: PLR2004
    return after in _PURPOSE_AFTER or bool(set(before) & _PURPOSE_BEFORE) or dative or _named_before(scene, item)


def _names_thing(scene: Scene, item: Item) -> bool:
    """«150 аниматор»: what the amount buys stands right after it."""
    return item.stop < len(scene.pieces) and _is_thing(scene, item.stop)


def _is_thing(scene: Scene, at: int) -> bool:
    """Whether a word before an amount may name what is bought: «кухня 300 и шкаф 200»."""
    word = scene.pieces[at].text
    said = any(hit.first <= at < hit.stop for hits in scene.hits.values() for hit in hits)
    return (
        word not in _PURPOSE_AFTER
        and len(word) > _SHORT_WORD
        and word.isalpha()
        and not said
        and scene.pieces[at].entry is None
    )


def _widened(scene: Scene, items: Sequence[Item]) -> Item | None:
    """A first amount and how far one could go: «250, но если качественно то и 300», "have 200, can add 50"."""
    first, last = items[0], items[-1]
    if (
        _touches(scene, last, "add")
        and "ceiling" not in last.cues
        and not scene.between(first.stop, last.first, "dear")
    ):
        return _span(first, first.low, first.high + last.high, last)
    if last.high <= first.low:
        if "floor" in last.cues and "ceiling" in first.cues:
            return _span(first, last.low, first.high, last)
        return None
    around = scene.between(first.stop, len(scene.pieces), "raise", "ceiling_after")
    following = scene.text_between(last.stop, last.stop + _SOON)
    around = around or bool(_WHEN.intersection(following))  # «двадцать восемь, ну тридцать если с балконом»
    if "ceiling" in last.cues or around:
        return _span(first, first.low, last.high, last)
    return None


def _span(first: Item, low: float, high: float, last: Item) -> Item:
    return first._replace(low=low, high=high, stop=last.stop, end=last.end, cues=first.cues | last.cues, marked=True)


def _likeliest(scene: Scene, items: Sequence[Item]) -> Item:
    """The item named a budget, else one that is money by its wording, else the first."""

    def weight(item: Item) -> tuple[bool, bool, int]:
        named = any(0 <= item.first - hit.stop <= 3 for hit in scene.found("budget"))  # noqa: PLR2004
        return (named, item.marked, -item.first)

    return max(items, key=weight)
