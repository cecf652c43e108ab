"""Numbers of an address spelt out: «он төртінші шағынаудан», «седьмой микрорайон, дом двенадцать»."""

from __future__ import annotations

import re
from typing import Final

from fsm.reading.calendar_words import plain

_KAZAKH: Final = {
    **dict(zip("бир еки уш торт бес алты жети сегиз тогыз".split(), range(1, 10), strict=True)),
    **dict(zip("он жиырма отыз кырык елу алпыс жетпис сексен токсан".split(), range(10, 100, 10), strict=True)),
}
_RUSSIAN: Final = {
    **dict(zip("один два три четыре пять шесть семь восемь девять".split(), range(1, 10), strict=True)),
    **dict(zip("перв втор треть четверт пят шест седьм восьм девят десят".split(), range(1, 11), strict=True)),
    **{
        f"{stem}надцат": value
        for stem, value in zip("один две три четыр пят шест сем восем девят".split(), range(11, 20), strict=True)
    },
    **dict(zip("десять двадцать тридцать сорок пятьдесят".split(), range(10, 60, 10), strict=True)),
    **dict(zip("двадцат тридцат сороков пятидесят".split(), range(20, 60, 10), strict=True)),
}
_ALL: Final = {plain(word): value for word, value in (*_KAZAKH.items(), *_RUSSIAN.items())}
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
