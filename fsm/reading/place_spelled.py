"""Numbers of an address spelt out: «он төртінші шағынаудан», «седьмой микрорайон, дом двенадцать»."""

from __future__ import annotations

import re
from typing import Final

from fsm.reading.calendar_words import plain


def _counted(words: str, values: range) -> dict[str, int]:
    """Words of a list with the numbers they mean."""
    return dict(zip(words.split(), values, strict=True))


_TEENS: Final = "один две три четыр пят шест сем восем девят"
_SPELLINGS: Final = (
    _counted("бир еки уш торт бес алты жети сегиз тогыз", range(1, 10)),
    _counted("он жиырма отыз кырык елу алпыс жетпис сексен токсан", range(10, 100, 10)),
    _counted("один два три четыре пять шесть семь восемь девять", range(1, 10)),
    _counted("перв втор треть четверт пят шест седьм восьм девят десят", range(1, 11)),
    _counted(" ".join(f"{stem}надцат" for stem in _TEENS.split()), range(11, 20)),
    _counted("десять двадцать тридцать сорок пятьдесят", range(10, 60, 10)),
    _counted("двадцат тридцат сороков пятидесят", range(20, 60, 10)),
)
_ALL: Final = {plain(word): value for spelling in _SPELLINGS for word, value in spelling.items()}
_WORD: Final = "|".join(sorted(map(re.escape, _ALL), key=len, reverse=True))
_ENDING: Final = r"(?:[иы]?нш[иы]|ый|ой|ий|ом|ем|ая|ья|ь)?"
_NUMBER: Final = rf"(?P<{{0}}>(?:{_WORD}){_ENDING}(?:[ -](?:{_WORD}){_ENDING})?)"
_AFTER: Final = r"(?:шагын ?аудан|ыкшам ?аудан|молтек ?аудан|микрорайон|мкр|уй|патер|блок)"
_BEFORE: Final = r"(?:дом|кв|квартира|корпус|офис|мкр|микрорайон|уй|патер)"
_SPELT: Final = re.compile(
    rf"\b{_NUMBER.format('led')}(?=[ -]{_AFTER})|\b(?:{_BEFORE})[ .]+{_NUMBER.format('typed')}\b"
)
_PART: Final = re.compile(rf"({_WORD}){_ENDING}\b")


def figures(text: str, low: str) -> str:
    """The text with such numbers in figures, of the same length (blanks fill what is left over)."""
    out, at = [], 0
    for found in _SPELT.finditer(low):
        start, end = found.span(found.lastgroup or 0)
        value = sum(_ALL[part] for part in _PART.findall(low[start:end]))
        out += [text[at:start], str(value).ljust(end - start)]
        at = end
    return "".join((*out, text[at:]))
