"""All phrase lists of the judgement readers as one book, and the hits of one message in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from fsm.reading import (
    language,
    lexicon_adverts,
    lexicon_answers,
    lexicon_approaches,
    lexicon_assent,
    lexicon_callers,
    lexicon_delays,
    lexicon_distrust,
    lexicon_doubts,
    lexicon_feelings,
    lexicon_grievances,
    lexicon_harmless,
    lexicon_intents,
    lexicon_mood,
    lexicon_motives,
    lexicon_others,
    lexicon_pain,
    lexicon_people,
    lexicon_questions,
    lexicon_refusals,
    lexicon_rivals,
    lexicon_roles,
    lexicon_standing,
    lexicon_turns,
    lexicon_verdicts,
)
from fsm.reading.message import Message
from fsm.reading.phrases import Hit, Phrasebook
from fsm.reading.stems import Word, split

CLASSES: Final = {
    "family": lexicon_people.FAMILY,
    "boss": lexicon_people.BOSS,
    "trades": lexicon_callers.TRADES,
    "adviser": lexicon_verdicts.ADVISER,
    "service": lexicon_refusals.SERVICE,
    "decide": lexicon_people.DECIDE,
    "business": lexicon_roles.BUSINESS,
    "paying": lexicon_roles.PAYING,
    "choosing": lexicon_roles.CHOOSING,
    "myself": lexicon_roles.MYSELF,
    "consult": lexicon_people.CONSULT,
    **lexicon_intents.CLASSES,
    **lexicon_motives.HANDS,
    **lexicon_rivals.PEERS,
    **lexicon_turns.HANDS_TURNED,
}
_LISTS: Final = (
    ("authority", lexicon_people.AUTHORITY),
    ("verdict", lexicon_verdicts.VERDICTS),
    ("standing", lexicon_standing.STANDING),
    ("standing", lexicon_roles.STANDING_ROLES),
    ("role", lexicon_roles.ROLES),
    ("doubt", lexicon_refusals.REFUSALS),
    ("doubt", lexicon_rivals.RIVALS),
    ("intent", lexicon_motives.MOTIVES),
    ("say", lexicon_motives.ASIDES),
    ("mood", lexicon_motives.FEELINGS),
    ("intent", lexicon_refusals.OFFERS),
    ("answer", lexicon_refusals.CORRECTIONS),
    ("pain", lexicon_refusals.DAMAGE),
    ("answer", lexicon_answers.ANSWERS),
    ("answer", lexicon_assent.ASSENT),
    ("doubt", lexicon_doubts.DOUBTS),
    ("doubt", lexicon_distrust.DISTRUST),
    ("doubt", lexicon_others.OTHERS),
    ("doubt", lexicon_delays.DELAYS),
    ("verdict", lexicon_delays.VERDICT_TURNS),
    ("answer", lexicon_delays.ANSWER_TURNS),
    ("standing", lexicon_delays.STANDING_TURNS),
    ("authority", lexicon_delays.AUTHORITY_TURNS),
    ("intent", lexicon_intents.INTENTS),
    ("intent", lexicon_adverts.ADVERTS),
    ("intent", lexicon_grievances.GRIEVANCES),
    ("intent", lexicon_callers.CALLERS),
    ("intent", lexicon_approaches.APPROACHES),
    ("doubt", lexicon_approaches.DELAYS_TOO),
    ("say", lexicon_questions.QUESTIONS),
    ("say", lexicon_approaches.SAYING),
    ("mood", lexicon_mood.MOOD),
    ("mood", lexicon_feelings.FEELINGS),
    ("pain", lexicon_pain.PAIN),
    ("pain", lexicon_harmless.HARMLESS),
    ("doubt", lexicon_turns.DOUBTS_TURNED),
    ("intent", lexicon_turns.INTENTS_TURNED),
    ("say", lexicon_turns.SAID_TURNED),
    ("mood", lexicon_turns.MOOD_TURNED),
    ("verdict", lexicon_turns.VERDICTS_TURNED),
)


def _tags() -> dict[str, str]:
    """All phrases by tag; what several lists say of one tag is joined."""
    found: dict[str, str] = {}
    for prefix, lists in _LISTS:
        for tag, text in lists.items():
            name = f"{prefix}.{tag}"
            found[name] = f"{found[name]}\n{text}" if name in found else text
    return found


TAGS: Final = _tags()
_BOOK: Final = Phrasebook(TAGS, CLASSES)


class Heard:
    """The words of a message and the phrases found in them."""

    __slots__ = ("hits", "words")

    def __init__(self, words: tuple[Word, ...], hits: Mapping[str, list[Hit]]) -> None:
        self.words = words
        self.hits = hits

    def has(self, *tags: str) -> bool:
        """Whether any of the tags was found."""
        return not self.hits.keys().isdisjoint(tags)

    def has_beside(self, tag: str, *cancelled_by: str) -> bool:
        """Whether `tag` was found at a place that no hit of `cancelled_by` overlaps."""
        if tag not in self.hits:
            return False
        against = [hit for other in cancelled_by for hit in self.hits.get(other, ())]
        return any(
            not any(hit.first < other.stop and other.first < hit.stop for other in against)
            for hit in self.hits.get(tag, ())
        )

    def span(self, tag: str) -> tuple[int, int]:
        """Character offsets of the longest place where the tag was found."""
        hit = max(self.hits[tag], key=lambda hit: hit.stop - hit.first)
        return self.words[hit.first].start, self.words[hit.stop - 1].end


@lru_cache(maxsize=256)
def _heard(low: str) -> Heard:
    words = language.spelled(split(low), low)
    return Heard(words, _BOOK.find([word.plain for word in words]))


def heard(message: Message) -> Heard:
    """The phrases of all lists found in the message; computed once for all readers."""
    return _heard(message.low)
