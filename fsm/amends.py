"""A sum put right by its figures alone: "not 250 but 270" after "250 thousand" is 270 thousand."""

from __future__ import annotations

import re

import msgspec

from fsm.facts import Budget
from fsm.reading.message import fold

_FIGURE = r"(\d+(?:[.,]\d+)?)"
_DENIALS = ("не", "not", "емес")
_TWO_FIGURES = re.compile(r"\d\D+\d")
_FORMS = (
    (re.compile(rf"(?<!\w)(?:не|not)\s+{_FIGURE}[^\d]{{1,12}}{_FIGURE}"), False),
    (re.compile(rf"{_FIGURE}\s+емес\s*,?\s*{_FIGURE}"), False),
    (re.compile(rf"{_FIGURE}\s*,?\s+(?:а\s+)?(?:не|not)\s+{_FIGURE}"), True),
)
_SCALES = (1, 1_000, 1_000_000)


def amended(text: str, known: Budget) -> Budget | None:
    """The known sum with the figure that the text takes back replaced, or None when it takes back no figure of it."""
    if _TWO_FIGURES.search(text) is None:
        return None
    low = fold(text)
    if not any(denial in low for denial in _DENIALS):
        return None
    for form, turned in _FORMS:
        found = form.search(low)
        if found is None:
            continue
        old, new = (float(figure.replace(",", ".")) for figure in found.groups())
        if turned:
            old, new = new, old
        for scale in _SCALES:
            if old * scale in (known.min, known.max):
                return _with(known, old * scale, new * scale)
    return None


def _with(known: Budget, old: float, new: float) -> Budget | None:
    low, high = (new if bound == old else bound for bound in (known.min, known.max))
    if low is not None and high is not None and low > high:
        return None
    return msgspec.structs.replace(known, min=low, max=high)
