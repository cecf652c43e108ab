"""Whether a question can be answered with yes or no, by its words alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from fsm.reading.stems import plain, plain_words

_OPENING: Final = plain_words(
    """
    какой какая какое какие какую каком каким какого какому каков когда где куда откуда сколько как кто кого кому кем
    что чего чем чему зачем почему чей опишите расскажите напишите оставьте укажите назовите уточните скажите
    подскажите пришлите поделитесь пожалуйста який яка яке які коли де куди звідки скільки як хто кого кому що чого
    чим яким якої якому яких котрий
    чому опишіть розкажіть напишіть залиште вкажіть қандай қанша қашан қайда қайдан қай қалай кім кімге не неше
    қаншаға нені қаладансыз жазыңыз айтыңыз жіберіңізші what which who whom when where why how whats tell describe
    please leave share
    """
)
_ALTERNATIVE: Final = plain_words(
    """
    или либо әлде немесе or або
    """
)
_ENGLISH_POLAR: Final = plain_words(
    "do does did is are was were can could shall should will would have has may might am isnt arent dont doesnt"
)
_REQUEST: Final = re.compile(
    r"\b(?:may|can|could) (?:i|we) (?:have|get|know|ask|take)\b|\b(?:can|could|would) you (?:tell"
    r"|describe|share|give|send|leave|please)\b"
)
_KAZAKH_POLAR: Final = re.compile(r"(?:^|\s)(?:ма|ме|ба|бе|па|пе|маекен|мекен)\s*\?")
_KAZAKH: Final = re.compile("[әғқңөұүһі]")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_ASKS_TO_TELL: Final = re.compile(
    r"(?:можете|могли бы|можно|можна|можете ли) (?:вы |мне )?(?:назвать|сказать|подсказать|уточнить"
    r"|узнать|оставить|написать|описать|рассказать|ваш)"
)
_SENTENCE: Final = re.compile(r"[.!…]\s+")
QUESTION_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|,")
_PREDICATE: Final = re.compile(
    r"\b(?:вы|ви|ты|я|мы|мне|можно|можна|есть|ли|это|этот|эта|эти|тот|та|уже|ещё|еще|верно|правильно|удобн\w+|готов\w*"
    r"|нужн\w*|нужен|надо|согласн\w+|актуальн\w+|вам|вас|нам|нас|тоже|только|буд\w+|может|хотите|в силе)\b"
    r"|\w{2,}(?:ете|ите|ется|ится|ает|яет|ует|дёт|дет|ит|ют|ят|ем|им)\b"
)


@lru_cache(maxsize=256)
def names_only(question_text: str) -> bool:
    """Whether a question has no predicate and so only names what it asks for («Ваш номер телефона?»)."""
    sentence = _SENTENCE.split(question_text.lower().strip())[-1]
    return bool(_CYRILLIC.search(sentence)) and not _PREDICATE.search(sentence) and not _KAZAKH_POLAR.search(sentence)


@lru_cache(maxsize=256)
def is_polar(question_text: str) -> bool:
    """Whether the question can be answered with yes or no."""
    sentence = _SENTENCE.split(question_text.lower().strip())[-1]
    if "?" not in sentence or _REQUEST.search(sentence) or _ASKS_TO_TELL.search(sentence):
        return False
    words = [plain(word) for word in QUESTION_WORD.findall(sentence)]
    if not words or any(word in _ALTERNATIVE for word in words) or "чи" in words[1:]:
        return False
    if re.match("[a-z]", words[0]):
        return any(word in _ENGLISH_POLAR for word in words[:2]) and not _opens(words[:3])
    if _KAZAKH_POLAR.search(sentence):
        return True
    return not _opens(words) and (not _KAZAKH.search(sentence) or _is_ukrainian(words))


_SOME: Final = frozenset(("то", "нибуд", "либо"))


def _opens(words: list[str]) -> bool:
    """Whether a question word asks; after a comma it may only join («правильно, что...»)."""
    following = (*words[1:], "")
    return any(
        word in _OPENING and after not in _SOME and (at == 0 or words[at - 1] != ",")
        for at, (word, after) in enumerate(zip(words, following, strict=True))
    )


def _is_ukrainian(words: list[str]) -> bool:
    return any(word in _UKRAINIAN for word in words)


_UKRAINIAN: Final = plain_words(
    """
    ви чи вже ще можна зручно якщо підходить готові надіслати правильно
    """
)
