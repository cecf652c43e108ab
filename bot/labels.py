"""How a script's own answers read: the label of a chosen button instead of the bare word it stands for."""

from __future__ import annotations

from fsm.facts import Fact
from fsm.needs import NEED_KIND
from fsm.script import Pack


def label_of(pack: Pack, fact: str, told: Fact, language: str) -> str:
    """The label of a fact's value in the script, or "" where it is written in the usual way."""
    if not isinstance(told.value, str):
        return ""
    spoken = language if language in pack.languages else pack.language
    if fact == NEED_KIND and told.value in pack.kinds:
        return pack.text(f"script.kinds.{told.value}.label.0", spoken)
    for question in pack.questions:
        if fact in question.facts and told.value in question.choices:
            return pack.text(f"script.questions.{question.id}.choices.{told.value}.0", spoken)
    return ""
