"""From one typed word to the number words in it: endings, Latin typing, slips of one letter, words run together."""

from __future__ import annotations

import re
from functools import lru_cache

from fsm.reading.numeral_words import DECLINED, ENTRIES, EXACT, Entry, Kind
from fsm.reading.stems import cyrillic, is_latin, plain

Piece = tuple[Entry, int]
"""A number word and how many letters of the typed word it takes."""

_LONG = 7
_SHORTEST_GLUED = 3
_HALF_PREFIXES = ("полу", "пол", "пів", "пив")
_MOST_LETTERS = 40
_MOST_PIECES = 4
_THOUSAND = "тисяч"
_ORDINAL = re.compile(
    r"(?:перв|втор|трет|четверт|пят|шест|седьм|восьм|девят|десят|\w*надцат|двадцат|тридцат|сороков|\w+десят|девяност"
    r"|\w*сот|тысячн|миллионн)(?:ый|ий|ой|ая|ья|ое|ые|ого|ому|ым|ом|ых|ую|ою)$"
    r"|(?:перш|трет|четверт|п'?ят|шост|сьом|восьм|дев'?ят|десят|[\w']*надцят|двадцят|тридцят|сороков|[\w']+десят"
    r"|[\w']*сот|тисячн|мільйонн)(?:ий|ій|а|я|е|є|і|ого|ому|им|их|у|ю|ою)$"
    r"|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|[a-z]+teen|[a-z]+tie|hundred|thousand|[mb]illion)th$"
    r"|first$|second$|third$|другий$|\w+(?:нші|ншы|нши)\w{0,4}$"
)
_ADJECTIVE = ("ный", "ная", "ное", "ные", "ных", "ную", "ной", "ник", "ника")
_SLIP_KINDS = frozenset({Kind.SCALE, Kind.HUNDRED, Kind.TEN, Kind.TEEN})
_SCALE_HEADS = tuple({plain(word)[:2] for word in ENTRIES if ENTRIES[word].kind is Kind.SCALE})
# One letter away from a number word, and words of their own.
_NO_SLIP = frozenset({"thousandth", "thirsty"})
_LONG_WORDS = {
    word: entry
    for word, entry in ENTRIES.items()
    if entry.kind in _SLIP_KINDS and (len(word) >= _LONG or word.startswith(_THOUSAND))
}


def _holes(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(1, len(word))]


def _slips() -> dict[str, Entry]:
    """Long number words with any one letter (not the first) left out, for finding slips of one letter."""
    found: dict[str, Entry] = {}
    for word, entry in _LONG_WORDS.items():
        for hole in _holes(word):
            found.setdefault(hole, entry)
    return found


_SLIPS = _slips()
_KAZAKH_WORDS = "екі үш бес алты жеті сегіз тоғыз жиырма отыз қырық елу алпыс жетпіс сексен тоқсан жүз"
_KAZAKH = frozenset(map(plain, _KAZAKH_WORDS.split()))
_PREFIXES = frozenset(word[:_SHORTEST_GLUED] for word in ENTRIES if len(word) >= _SHORTEST_GLUED)


@lru_cache(maxsize=8192)
def pieces(word: str) -> tuple[Piece, ...]:
    """The number words that make up one typed word (lower case), empty if it is no number."""
    if len(word) > _MOST_LETTERS:
        return ()
    if word in EXACT:
        exact = EXACT[word]
        return ((exact, len(word)),) if exact else ()
    if is_ordinal(word):  # before the plain spelling, in which «пятый» is «пяти»
        part = ENTRIES.get(plain(word))  # «пятых» are also fifths
        return ((part, len(word)),) if part and part.kind is Kind.PART else ()
    entry = _known(word) or DECLINED.get(plain(word)) or _half(word) or _slipped(word)
    if entry:
        return ((entry, len(word)),)
    return _glued(word)


@lru_cache(maxsize=8192)
def is_ordinal(word: str) -> bool:
    """Whether a word (lower case) tells which one and not how many: пятый, двадцатого, seventh, бесінші."""
    return _ORDINAL.match(word) is not None


def _known(word: str) -> Entry | None:
    found = ENTRIES.get(plain(word))
    if found is None and len(word) > 1 and is_latin(word):
        found = ENTRIES.get(cyrillic(word)) or _kazakh_latin(word)
    return found


def _kazakh_latin(word: str) -> Entry | None:
    """«juz», «jiyrmanyn», «jetpis»: a Kazakh number in Latin letters, where j is ж and no part of ю."""
    if len(word) < _SHORTEST_GLUED:
        return None
    spelled = cyrillic(word.replace("iy", "y").replace("j", "zh").replace("x", "kh"))
    return ENTRIES.get(spelled) if spelled in _KAZAKH else DECLINED.get(spelled) if len(spelled) >= _LONG else None


def _half(word: str) -> Entry | None:
    """Half a scale in one word: полмиллиона, пивмильйона, полтыщи."""
    prefix = next((prefix for prefix in _HALF_PREFIXES if word.startswith(prefix)), "")
    rest = _known(word[len(prefix) :]) if prefix and len(word) > len(prefix) else None
    if rest is None or rest.kind not in (Kind.SCALE, Kind.TIMES) or rest.weak:
        return None
    return Entry(Kind.WHOLE, rest.value / 2)


def _slipped(word: str) -> Entry | None:
    spelled = plain(word)
    if len(spelled) < len(_THOUSAND) or spelled in _NO_SLIP or word.endswith(_ADJECTIVE):
        return None
    found = _SLIPS.get(spelled)
    holes = iter(_holes(spelled))
    while found is None and (hole := next(holes, None)):
        found = _SLIPS.get(hole) or (_LONG_WORDS.get(hole))
    # "Майлина" is a street, not a million: the great words are known by how they begin.
    return None if found is not None and found.kind is Kind.SCALE and not spelled.startswith(_SCALE_HEADS) else found


def _glued(word: str) -> tuple[Piece, ...]:
    """Number words run together: стопятьдесят, двадцатьтысяч."""
    if len(word) < _LONG or plain(word[:_SHORTEST_GLUED]) not in _PREFIXES:
        return ()
    return _cut(word, _MOST_PIECES)


def _cut(word: str, most: int) -> tuple[Piece, ...]:
    for stop in range(len(word), _SHORTEST_GLUED - 1, -1):
        entry = ENTRIES.get(plain(word[:stop]))
        if entry is None or entry.kind is Kind.ONE:
            continue
        if stop == len(word):
            return ((entry, stop),)
        if most > 1 and (rest := _cut(word[stop:], most - 1)):
            return ((entry, stop), *rest)
    return ()
