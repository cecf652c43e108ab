"""In which language we speak with a lead: theirs, as soon as it is clear, unless they chose one themselves."""

from __future__ import annotations

import re

from fsm.draft import Draft
from fsm.facts import EMAIL, LOCATION, NAME
from fsm.reading.reading import Intent
from fsm.script import Pack

_WORD = re.compile(r"[^\W\d_]{2,}")
_NEAREST = {"uk": "ru", "be": "ru"}
_A_SENTENCE = 3
_NAMES_PROVE_NOTHING = (NAME, EMAIL, LOCATION)


def spoken(language: str | None, pack: Pack) -> str:
    """The language of the script that serves people of this language, or ""."""
    if not language:
        return ""
    wanted = language.lower()[:2]
    return next((each for each in (wanted, _NEAREST.get(wanted, "")) if each in pack.languages), "")


def follow(draft: Draft) -> None:
    """Answer in the language they write in. A word or two in mid-conversation ("ok", "не знаю") change nothing."""
    language = spoken(draft.reading.language, draft.pack)
    if draft.lead.language_chosen or not language or language == draft.lead.language:
        return
    if _own_words(draft) < (1 if _is_telling(draft) else _A_SENTENCE):
        return
    draft.note("language", draft.lead.language, language, "they write in it", by="lead")
    draft.set(language=language)


def _is_telling(draft: Draft) -> bool:
    """The very first words and a greeting show the language even when they are few."""
    opens = not draft.was.greeted and draft.reading.intent is not Intent.OTHER
    return opens or draft.reading.intent is Intent.GREETING


def _own_words(draft: Draft) -> int:
    """Words that are not part of a name or an address."""
    text = draft.lead.last_words
    names = {
        word
        for name, found in draft.reading.facts.items()
        if name in _NAMES_PROVE_NOTHING
        for word in _WORD.findall(found.words)
    }
    return sum(1 for word in _WORD.findall(text) if word not in names)
