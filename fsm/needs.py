"""What the person needs, in their own words: what remains of a message when everything else has been taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fsm.facts import BUDGET, EMAIL, NAME, PHONE, TIMELINE, Found
from fsm.inquiries import asked_for
from fsm.mentions import best
from fsm.reading.message import fold
from fsm.script import Pack
from fsm.script_schema import Question

NEED_KIND = "need_kind"
"""The fact that holds which of the script's kinds of need this is."""

_CLAUSE = re.compile(r"(?:[^\n.!?;,…]|(?<=\d)[.,](?=\d))+")
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 2
_LONGEST = 400

# Words around a need that do not name it: greetings, wishes, courtesy, and what people say about money, time, contacts.
_AROUND = """
здравств добр* день утро вечер привет салам салем сәлем ассалау hello hi hey good morning afternoon evening
мне меня мой моя моё мои нам нас я мы вы вам вас у в на с со и а но же бы ли по до от для за к из это то вот
так нужен хочу хотел хотим хочется можно может пожалуйста спасибо срочно быстро скоро есть был будет да нет ок
хорошо нормально подход* устраив* бюджет срок телефон номер зовут имя тел звоните позвоните сам сама сами
решаю маған бізге мен біз сізге керек қажет еді болады бар жоқ иә ия жақсы рахмет рақмет өтінем шұғыл тез атым
есімім нөмірім і та мені потрібно треба i me my we our us you your a an the need want would like looking for
to please thanks thank is are it this that and or of in on at asap urgent urgently yes no ok okay fine budget
phone number name call im нужн* надо хоч* готов* заплат* плати* сегодня завтра ме ма ба бе па пе де сәлем*
нұр* by ready pay tomorrow today soon
ищу ищем ищет шукаю шукаємо іздеп іздейм* іздеуде
девушка девушки доченька дочка сынок внучка внучек внучок уважаемые ребята друзья братан брат бро дорогие товарищи
балам қызым ұлым айналайын бауырым аға апай әпке достар guys folks sir madam dear team mate
посоветовал* порекомендовал* рекоменд* нашла нашел нашёл увидел* кеңес* ұсынды found recommend* were was been
""".split()  # noqa: SIM905 - a hundred words read better as lines
_LONG = 5
_WHOLE = frozenset(word for word in _AROUND if len(word) < _LONG and not word.endswith("*"))
_STEMS = tuple(word.rstrip("*") for word in _AROUND if word not in _WHOLE)
_WISH = re.compile(
    r"\b(?:нуж[енн]|надо|хо[чт]|ищ[уе]|интересу|треба|потріб|керек|қажет|іздеп|need|want|looking|would like|order)",
    re.IGNORECASE,
)


# "Hello) we want..." begins with a greeting even where no comma parts it from the rest; a smile at the end is no word.
_GREETING = re.compile(
    r"^(?:здравствуйте|здрасьте|добрый\s+(?:день|вечер)|доброе\s+утро|доброго\s+дня|привет(?:ствую)?|салам\S*|сәлем\S*"
    r"|сәлеметсіз\s+бе|hello|hi|hey|good\s+(?:morning|day|evening|afternoon))(?!\w)[\s)(:;!.,-]*",
    re.IGNORECASE,
)
# "Oh well, and can one order a cleaning?": what people say while they think is no part of it either.
_FILLERS = re.compile(
    r"^(?:(?:точнее|вернее|дұрысы|ну|ладно|короче|слушайте|кстати|вообще|ой|так|а|и|тогда|жарайды|ал|негізі|well|so|ok|okay|anyway|actually)"
    r"(?!\w)[\s,.)!-]*)+(?=\w)",
    re.IGNORECASE,
)
_THANKS = re.compile(r"(?:спасибо|благодар|рахмет|рақмет|дякую|thank)", re.IGNORECASE)
_SMILE = re.compile(r"\s*[:;=]-?[()DP]+$|[\s)]+$|[\s(]+$")

# "And how much is a new screen?" names a need after the words that ask.
_ASKING = re.compile(
    r"^(?:(?:а|и|ну|so|and)\s+)?(?:сколько\s+(?:это\s+)?(?:будет\s+)?сто(?:ит|ить|ят)|по\s?ч[её]м|какая\s+цена(?:\s+на)?"
    r"|how\s+much\s+(?:is|are|does|for|would)(?:\s+(?:a|an|the))?)\s+",
    re.IGNORECASE,
)


_APART = (NAME, PHONE, EMAIL, BUDGET)

Span = tuple[int, int]
Clause = tuple[int, int, int]
"""Where a clause begins and ends, and how many words of its own it has."""


class Need(NamedTuple):
    """A need in the lead's words, where they stand in the message, and whether a wish was voiced."""

    text: str
    start: int
    end: int
    words: int
    wished: bool


def need_in(text: str, others: Mapping[str, Found]) -> Need | None:
    """What of this message may be the need when the other facts found in it are set aside; None if nothing is left.

    A clause that mostly consists of another fact ("tomorrow, 10-15 thousand is fine") is left out.
    """
    spans = _spans(others)
    kept: list[Clause] = []
    for first, last in clauses(text):
        own = _own_words(text, first, last, spans)
        touched = any(start < last and end > first for start, end in spans)
        if own and (
            not touched or own > 1 or _WISH.search(text, first, last) or _is_occasion(text, first, last, others)
        ):
            kept.append((first, last, own))
    kept = _without_thanks(text, _to_the_point(kept, spans))
    # "...does not start, how much is it?" names the need and asks; a question alone may name it too.
    kept = [clause for clause in kept if not _is_asked(text, clause[1])] or kept
    return _need(text, _asked_alone(text, kept, spans), others) if kept else None


def _is_occasion(text: str, first: int, last: int, others: Mapping[str, Found]) -> bool:
    """Whether the message opens with an event and its day ("Wedding on June 20") and goes on with what is wanted."""
    when, said = others.get(TIMELINE), clauses(text)
    if when is None or not first < when.start < last or len(said) == 1 or said[0] != (first, last):
        return False
    touching = [each for each in others.values() if each.start < last and each.end > first]
    word = _WORD.match(fold(text), first)
    return touching == [when] and word is not None and word.end() <= when.start and not stands_around(word.group())


def need_asked(text: str, others: Mapping[str, Found]) -> Need | None:
    """The need that a question names ("do you repair washing machines?"); None if it names nothing one may want."""
    asked = asked_for(text)
    if asked is None:
        return None
    own = _own_words(text, asked.start, asked.end, _spans(others))
    return _need(text, [(asked.start, asked.end, own)], others) if own else None


def _asked_alone(text: str, kept: list[Clause], spans: Sequence[Span]) -> list[Clause]:
    """Of a single clause that asks for something, the thing it asks for."""
    asked = asked_for(text) if len(kept) == 1 else None
    if asked is None or not (kept[0][0] <= asked.start and asked.end <= kept[0][1]):
        return kept
    own = _own_words(text, asked.start, asked.end, spans)
    return [(asked.start, asked.end, own)] if own else kept


def _need(text: str, kept: Sequence[Clause], others: Mapping[str, Found]) -> Need:
    private = [(found.start, found.end) for name, found in others.items() if name in _APART]
    joined = ", ".join(_told(text, start, end, private) for start, end, _ in kept)
    joined = _ASKING.sub("", _FILLERS.sub("", _GREETING.sub("", joined))) or joined
    if joined.count("(") != joined.count(")"):
        joined = _SMILE.sub("", joined) or joined
    words = sum(own for _, _, own in kept)
    wished = any(_WISH.search(text, start, end) for start, end, _ in kept)
    return Need(joined[:_LONGEST], kept[0][0], kept[-1][1], words, wished)


def _spans(others: Mapping[str, Found]) -> list[Span]:
    return [(found.start, found.end) for found in others.values() if found.end > found.start]


def _to_the_point(kept: list[Clause], spans: Sequence[Span]) -> list[Clause]:
    """Without clauses that begin with another fact ("tomorrow is the exam"), as long as something else is left."""
    own = [clause for clause in kept if not any(start <= clause[0] < end for start, end in spans)]
    return own or kept


def _without_thanks(text: str, kept: list[Clause]) -> list[Clause]:
    return [clause for clause in kept if not _THANKS.match(text, clause[0])] or kept


def _told(text: str, start: int, end: int, private: Sequence[Span]) -> str:
    """The clause without the lead's name, number and money in it, nor the "for" that would be left at its end."""
    if not any(first < end and last > start for first, last in private):
        return text[start:end]
    chars = list(text[start:end])
    for first, last in private:
        for index in range(max(first, start), min(last, end)):
            chars[index - start] = " "
    words = "".join(chars).split()
    while len(words) > 1 and stands_around(fold(words[-1])):
        words.pop()
    return " ".join(words).strip(" ,-–—:") or text[start:end]


def _is_asked(text: str, end: int) -> bool:
    return text[end:].lstrip().startswith("?")


def clauses(text: str) -> list[tuple[int, int]]:
    """Where the parts between commas, stops and line ends begin and end, without space and marks around them."""
    trimmed = (_trimmed(text, clause.start(), clause.end()) for clause in _CLAUSE.finditer(text))
    return [(start, end) for start, end in trimmed if start < end]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not (text[start].isalnum() or text[start] in "\"'«("):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _own_words(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> int:
    """How many words of the clause name something and belong to no other fact."""
    low = fold(text)
    return sum(
        1
        for word in _WORD.finditer(low, start, end)
        if len(word.group()) >= _SHORTEST
        and not stands_around(word.group())
        and not any(first <= word.start() < last for first, last in spans)
    )


def names_something(text: str) -> bool:
    """Whether no word of the text is one of courtesy, wishes or money, but a name of something."""
    return not any(map(stands_around, _WORD.findall(fold(text))))


def stands_around(word: str) -> bool:
    """Whether the (folded) word is one of courtesy, wishes, time or money, and names nothing by itself."""
    return word in _WHOLE or word.startswith(_STEMS)


def is_general(need: Need, question: Question) -> bool:
    """Whether the words name the trade ("repair of a laptop") and not what the person needs."""
    if not question.general:
        return False
    stems = tuple(fold(word).rstrip("*") for word in question.general)
    words = [word for word in _WORD.findall(fold(need.text)) if len(word) >= _SHORTEST]
    return all(stands_around(word) or word.startswith(stems) for word in words)


def kind_of(text: str, pack: Pack) -> str:
    """The script's kind of need that this text speaks of best, or "" when none is meant."""
    return best(text, pack.kind_phrases)
