"""Whether an amount is what the person would pay: not the price of others, money lost, an income, a debt."""

from __future__ import annotations

import re

from fsm.facts import AUTHORITY, BUDGET
from fsm.reading.amounts import unit_of
from fsm.reading.message import Context
from fsm.reading.money_cues import Scene
from fsm.reading.money_marks import Amount
from fsm.reading.money_mentioned import answers_before, is_mentioned
from fsm.reading.money_past import does_for, is_history, tells
from fsm.reading.numerals import THOUSAND

_BY_NOUN = ("а", "я", "и", "ы", "ие", "ые")
_INVERTED = ("ов", "ев", "еи")
_SHORTEST_PLURAL = 5
_OF_NOUN = ("ов", "ев", "еи", "ек", "ок")
_FEW_OF_THEM = (2, 4)
_SHORTEST_NOUN = 4
_NO_PLURALS = frozenset(("bucks", "thanks", "yes", "plus", "les", "is", "was", "this", "as", "k's", "pls", "plz"))
_ECHOES = frozenset(
    ("это", "ето", "почему", "неужели", "серезно", "откуда", "зачем", "why", "seriously", "неге", "чому")
)
_ASTONISHED = (
    ("ви", "что"),
    ("ви", "че"),
    ("ви", "шутите"),
    ("издеваетес",),
    ("ничего", "себе"),
    ("с", "ума"),
    ("ого",),
    ("офиг",),
    ("кимбат",),
    ("дорого",),
    ("дороговато",),
    ("много",),
    ("многовато",),
    ("to", "much"),
    ("too", "much"),
    ("are", "you", "kidding"),
    ("no", "way"),
)
_OFFERING = ("сдела", "возм", "уступ", "отда", "можно", "наид", "хват", "возможн", "подбер", "успе", "получ", "реал")
_SOMETHING = frozenset(("нибуд", "то", "какои", "какие", "что", "anything", "something"))
_DWELLINGS = (
    "однушк",
    "двушк",
    "трешк",
    "квартир",
    "дом",
    "комнат",
    "площад",
    "участ",
    "стен",
    "длин",
    "висот",
    "кухн",
)
_NEAR = 20
_BOUNDED = frozenset(("ceiling", "floor", "about"))
_COMES_TO = ("виход", "обход", "получаетс")
_ALWAYS_ELSEWHERE = ("others", "spent", "income", "debt", "deposit", "dear", "claimed", "signed")
_FIRST_YEAR, _LAST_YEAR = 1950, 2060
_PRICED = re.compile(r"бюдж|\d\s*(?:тг|тнг|₸|млн|мың)\b|\d\s*₸")
_HOURS, _DAYS = 24, 31
_RATE = frozenset(("за", "с", "со", "в", "per", "a", "an", "на", "от"))
_EACH = (
    "человек",
    "квадрат",
    "месяц",
    "час",
    "урок",
    "заняти",
    "гост",
    "метр",
    "ден",
    "сутк",
    "штук",
    "персон",
    "person",
    "hour",
)
_MONTHS = ("месяц", "мес", "мисяц", "month")
_RENTED = (
    *("сним", "аренд", "однушк", "двушк", "трешк", "студи", "квартир", "комнат", "патер", "уи ", "rent", "flat"),
    *("apartment", "bedroom", "офис", "помещени", "жалга", "винаим", "оренд"),
)
_RENTS = ("сниму", "снимем", "снять", "арендую", "арендова", "жалга", "винаим", "оренду", "rent")
_GOODS = ("dozen", "дюжин")
_FOR = frozenset(("за", "по", "for", "в"))
_POWERS = frozenset(
    "да я сам сама сами решаю решаем решает решают ми мен озим биз i me my myself we decide виришую бос".split()  # noqa: SIM905
)
_CLOCK = frozenset(("в", "к", "с", "после", "at", "after", "by", "о", "об", "сағат", "сагат", "на"))


def is_budget(scene: Scene, amount: Amount, cues: set[str], context: Context) -> bool:
    """Whether this amount, with what is said around it, is the person's own budget."""
    confirms = confirms_amount(context)
    if confirms and _offered(scene, amount):
        return True
    if (amount.number.weak and not _is_helped(scene, amount, context, cues)) or _tells_powers(scene, amount, context):
        return False
    elsewhere = _elsewhere(scene, amount, cues) and not _as_much(scene)
    if elsewhere or is_mentioned(scene, amount, cues, context) or _is_aside(scene, amount, context):
        return False
    if context.question == BUDGET:
        return not _of_others(scene, amount, cues) and (amount.marked or not _is_idle(scene, amount, cues))
    if confirms and (amount.marked or _corrects(scene, amount, cues)):
        asks_or_tells = scene.asks(amount) or is_history(scene, amount, cues)
        return bool(cues) or not asks_or_tells  # «пять тысяч??? вы серьёзно» gives back the price that was named
    return answers_before(scene, amount, context) or _volunteered(scene, amount, cues)


def _of_others(scene: Scene, amount: Amount, cues: set[str]) -> bool:
    """At the budget question: a price wondered at, told of another time or of somebody who does it for that."""
    told = is_history(scene, amount, cues) or does_for(scene, amount)
    return _echoes(scene, amount, cues) or (told and not _as_much(scene))


def _is_aside(scene: Scene, amount: Amount, context: Context) -> bool:
    """A count, a year, or the price of what is sold: no amount of a budget."""
    return counts_things(scene, amount) or _sold_for(scene, amount, context) or _is_year(amount)


def counts_things(scene: Scene, amount: Amount) -> bool:
    """«8 розеток», «2 туалета», "10 chairs": a bare figure with a noun in the form that numerals ask for."""
    number = amount.number
    if amount.marked or number.note or number.grouped or number.value >= THOUSAND or not number.whole:
        return False
    if amount.first and _is_plural(scene, amount.first - 1):
        return True  # «сотрудников 40»
    at = amount.stop
    word = scene.pieces[at].text if at < len(scene.pieces) else ""
    if len(word) < _SHORTEST_NOUN or not word.isalpha() or scene.pieces[at].entry is not None:
        return False
    if any(hit.first <= at < hit.stop for hits in scene.hits.values() for hit in hits):
        return False
    if word.isascii():
        return number.value > 1 and word.endswith("s") and scene.words[at] not in _NO_PLURALS
    few = _FEW_OF_THEM[0] <= number.value <= _FEW_OF_THEM[1]
    return word.endswith(_BY_NOUN) if few else scene.words[at].endswith(_OF_NOUN)


def _is_plural(scene: Scene, at: int) -> bool:
    """Whether a noun stands here as numerals ask for it, and no word about money."""
    word = scene.words[at]
    if len(word) < _SHORTEST_PLURAL or not word.endswith(_INVERTED) or scene.pieces[at].entry is not None:
        return False
    return not any(hit.first <= at < hit.stop for hits in scene.hits.values() for hit in hits)


def _sold_for(scene: Scene, amount: Amount, context: Context) -> bool:
    """«Продать квартиру, хочу 25 млн», «страховка на машину за 8 млн»."""
    if context.question == BUDGET or scene.in_clause(amount, "budget"):
        return False
    sentence = scene.sentences[amount.first]
    return any(scene.sentences[hit.first] == sentence for hit in scene.found("selling"))


def _echoes(scene: Scene, amount: Amount, cues: set[str]) -> bool:
    """«Это что, 500 тысяч за шкаф?!»: a price is wondered at, none is offered."""
    if cues or not scene.asks(amount) or scene.in_clause(amount, "means", "budget", "enough", "offer", "wish"):
        return False
    sentence = scene.sentences[amount.first]
    following = scene.words[amount.stop : amount.stop + 3]
    if (following[:1] == ["ето"] and following[1:2] != [""]) or _wondered_at(scene, sentence):
        return True
    return any(
        word in _ECHOES for at, word in enumerate(scene.words[: amount.first]) if scene.sentences[at] == sentence
    )


def _wondered_at(scene: Scene, sentence: int) -> bool:
    """«За 80? да вы что»: what follows the question is astonishment."""
    after = [word for at, word in enumerate(scene.words) if scene.sentences[at] == sentence + 1][:4]
    return any(tuple(after[at : at + len(said)]) == said for said in _ASTONISHED for at in range(len(after)))


def _tells_powers(scene: Scene, amount: Amount, context: Context) -> bool:
    """«До миллиона решаю я, выше совет» at the question who decides."""
    asked = context.question == AUTHORITY and not scene.in_clause(amount, "budget", "means")
    if asked and any(
        word.startswith(("совет", "директор", "учредит", "правлени", "board", "комитет")) for word in scene.words
    ):
        return True
    return asked and not _POWERS.isdisjoint(scene.words)


def _is_helped(scene: Scene, amount: Amount, context: Context, cues: set[str]) -> bool:
    """Weak scales («5 м», «2 штуки», «6 соток») are money when it was asked for, or a currency or a budget is named."""
    if amount.currency:
        return True
    if "ceiling" in cues and scene.words[amount.stop : amount.stop + 2][:2] in (["per", "month"], ["a", "month"]):
        return True  # "up to 1.2M per month"
    last = scene.pieces[amount.number.stop - 1].text
    if last in ("штук", "шт", "b") or last.startswith(_GOODS):
        return False
    rooms = scene.words[max(0, amount.first - 3) : amount.first]
    if last in ("м", "m") and any(word.startswith(_DWELLINGS) for word in rooms):
        return False  # «однушка 38 м»
    area = amount.number.stop - amount.number.first > 1 and last == "соток"
    if area:
        return scene.in_clause(amount, "budget")
    return context.question == BUDGET or scene.in_clause(amount, "budget")


def _offered(scene: Scene, amount: Amount) -> bool:
    """A counter-offer: "could you do 35?", «а за 40 сделаете?»."""
    return any(hit.first <= amount.number.first < hit.stop for hit in scene.found("offer"))


def _as_much(scene: Scene) -> bool:
    """«У других 80, рассчитываю на столько же»: the price of others is taken as one's own."""
    asks = any(piece.text == "?" for piece in scene.pieces)
    return bool(scene.found("same")) and bool(scene.found("means", "budget", "wish")) and not asks


def _is_year(amount: Amount) -> bool:
    number = amount.number
    year = _FIRST_YEAR <= number.value <= _LAST_YEAR and number.whole
    return year and not amount.currency and not number.scale and not number.grouped and number.value % 100 > 0


def _elsewhere(scene: Scene, amount: Amount, cues: set[str]) -> bool:
    if scene.in_clause(amount, *_ALWAYS_ELSEWHERE):
        return not ("ceiling" in cues and scene.in_clause(amount, "budget", "means"))
    if "ceiling" not in cues and scene.in_clause(amount, "costs") and not scene.in_clause(amount, "means", "budget"):
        return True
    return not cues and _told_before(scene, amount)


def _told_before(scene: Scene, amount: Amount) -> bool:
    """«Смотрела у других, 80 тысяч»: the clause before tells whose price it is, and this one says nothing new."""
    clause = scene.clauses[amount.first]
    if scene.in_clause(amount, "budget", "means", "left") or scene.words[scene.clauses.index(clause)] in (
        "но",
        "а",
        "але",
        "but",
    ):
        return False
    sentence = scene.sentences[amount.first]
    earlier = [
        hit
        for hit in scene.found("others", "spent", "income", "debt", *(["dear"] if scene.asks(amount) else []))
        if scene.clauses[hit.first] == clause - 1 and scene.sentences[hit.first] == sentence
    ]
    return bool(earlier) and not any(
        piece.value is not None or (piece.entry is not None and piece.entry.value > 1)
        for at, piece in enumerate(scene.pieces)
        if scene.clauses[at] == clause - 1
    )


def _is_idle(scene: Scene, amount: Amount, cues: set[str]) -> bool:
    """At the budget question: a bare figure that more likely counts something else."""
    if cues or amount.number.value >= THOUSAND or amount.number.note:
        return False
    before = scene.words[amount.first - 1] if amount.first else ""
    if _are_hours(scene, amount):
        return True
    if before == "в":
        return amount.number.value < _HOURS and amount.number.whole
    clock = amount.number.value < _HOURS and "кеиин" in scene.words[amount.stop : amount.stop + 3]
    day = amount.number.case == "at" and amount.number.value <= _DAYS
    return clock or day or before in ("через", "к", "после", "at", "after", "сагат", "об")


def _are_hours(scene: Scene, amount: Amount) -> bool:
    """«С 9 до 18» are hours; sums run «от 9 до 18»."""
    if not amount.number.whole or amount.number.value > _HOURS:
        return False
    at = amount.first
    begins = scene.words[max(0, at - 1) : at] == ["с"] and scene.words[amount.stop : amount.stop + 2] == ["до", "#"]
    return begins or (scene.words[max(0, at - 1) : at] == ["до"] and scene.words[max(0, at - 3) : at - 1] == ["с", "#"])


def confirms_amount(context: Context) -> bool:
    """Whether the open question asks to confirm a budget."""
    if context.question != "confirm":
        return False
    return unit_of(context).currency is not None or bool(_PRICED.search(context.question_text.lower()))


def _corrects(scene: Scene, amount: Amount, cues: set[str]) -> bool:
    """At a confirmation of a budget: a bare figure that corrects it."""
    before = scene.words[amount.first - 1] if amount.first else ""
    if before in _CLOCK:
        return False
    denied = bool(scene.found("not_before", "not_after", "corrected"))
    return denied or scene.in_clause(amount, "budget") or bool(cues) or len(scene.pieces) <= 8  # noqa: PLR2004


def _volunteered(scene: Scene, amount: Amount, cues: set[str]) -> bool:
    """Nobody asked: the amount must be called a budget, be capped, or be money in a statement."""
    if scene.found("advert") or _is_theirs(scene, amount, cues):
        return False
    if scene.in_clause(amount, "budget"):
        return amount.marked or _follows_budget(scene, amount)
    large = amount.number.grouped or amount.number.value >= THOUSAND
    if large and _suffices(scene, amount):
        return True
    if not amount.marked and not (large and cues & _BOUNDED):
        return _stated(scene, amount, cues, large=large)
    return _given(scene, amount, cues, large=large)


def _is_theirs(scene: Scene, amount: Amount, cues: set[str]) -> bool:
    """«Сейчас платим 80», «заявки выходят по 9 тысяч», «скидка от 20 000?»: paid now, or your terms."""
    near = range(max(0, amount.first - _NEAR), min(len(scene.words), amount.stop + _NEAR))
    each = scene.words[amount.first - 1 : amount.first] == ["по"]
    if "ceiling" not in cues and (
        scene.in_clause(amount, "paying") or (each and any(scene.words[at].startswith(_COMES_TO) for at in near))
    ):
        return True
    if len(cues) > 1 or cues & {"ceiling", "about"} or scene.in_clause(amount, "means", "budget", "wish"):
        return False
    if cues:
        return scene.asks(amount)
    clause = scene.clauses[amount.first]
    places = [at for at in near if scene.clauses[at] == clause]
    return tells(" ".join(scene.pieces[at].text for at in places), " ".join(scene.words[at] for at in places))


def _stated(scene: Scene, amount: Amount, cues: set[str], *, large: bool) -> bool:
    """An amount that is no money by its wording: a rate they can pay, a rent, a cap of the price."""
    rated = large and _is_rate(scene, amount) and not scene.asks(amount) and scene.in_clause(amount, "means")
    return rated or _is_rent(scene, amount, cues) or ("ceiling" in cues and scene.in_clause(amount, "price_cap"))


def _given(scene: Scene, amount: Amount, cues: set[str], *, large: bool) -> bool:
    """Money that they would give; in a question «платье за 25 000?» is a price, «за 40 сделаете?» an offer."""
    before = scene.words[amount.first - 1] if amount.first else ""
    asks, capped = scene.asks(amount), bool(cues & _BOUNDED)
    if before in _FOR and not capped and asks:
        return any(word.startswith(_OFFERING) or word in _SOMETHING for word in scene.words)
    rated = large and _is_rate(scene, amount) and not asks
    if capped or rated or before in _FOR or scene.in_clause(amount, "means"):
        return True
    return amount.currency is not None and not asks


def _suffices(scene: Scene, amount: Amount) -> bool:
    """«25000 хватит?», "is 300 enough?": they would give that."""
    return any(0 <= hit.first - amount.stop <= 1 for hit in scene.found("enough"))


def _is_rate(scene: Scene, amount: Amount) -> bool:
    """«10 тыс с человека», «по 5000 за квадрат»."""
    after = scene.words[amount.stop : amount.stop + 2]
    return len(after) > 1 and after[0] in _RATE and after[1].startswith(_EACH)


def _is_rent(scene: Scene, amount: Amount, cues: set[str]) -> bool:
    """«Ищем двушку, до 250 в месяц»: what a tenant would pay is said by the month."""
    after = scene.words[amount.stop : amount.stop + 2]
    before = scene.words[max(0, amount.first - 2) : amount.first]
    monthly = (
        (len(after) > 1 and after[0] in _RATE and after[1].startswith(_MONTHS)) or "аина" in before or "айина" in before
    )
    asks = any(word.startswith(_RENTS) for word in scene.words) and amount.number.whole and not scene.asks(amount)
    if asks and "ceiling" in cues and _DAYS < amount.number.value < THOUSAND:
        return True  # «жалға іздеп жүрміз, 160-қа дейін»
    led = "ceiling" in cues or (bool(before) and before[-1] in _FOR)
    return monthly and led and amount.number.value >= _DAYS and any(word.startswith(_RENTED) for word in scene.words)


def _follows_budget(scene: Scene, amount: Amount) -> bool:
    """A bare number belongs to the word "budget" when that stands close before it (or right after)."""
    near = 5
    return any(
        0 <= amount.first - hit.stop <= near or 0 <= hit.first - amount.stop <= 1 for hit in scene.found("budget")
    )
