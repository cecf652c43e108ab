"""A script as plain values that can be changed part by part, also while it is not yet whole. Pure.

A place is where a text stands: "greeting", "price", "hot", "qualified", "nurture", "disqualified" or "q.<question>".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from fsm.facts import KNOWN_FACTS
from fsm.script_yaml import parse

FAREWELLS = ("hot", "qualified", "nurture", "disqualified")
PLACES = ("greeting", "price", *FAREWELLS)
MOST_QUESTIONS = 30
_MOST_WORDINGS = 9
_LONGEST = 1000
_WIDTH = 110
_LEAST_LETTERS = 2

Values = dict[str, Any]


class Hole(NamedTuple):
    """A text that a language still lacks: the number of its question (0: none), where it stands, the language."""

    question: int
    where: str
    language: str


def values_of(body: str) -> Values:
    """The values of a script's text. Raises ScriptError where it is no YAML at all."""
    values = parse(body, "script").values
    return values if isinstance(values, dict) else {}


def body_of(values: Values) -> str:
    """The text of a script from its values."""
    text: str = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return text


def languages(values: Values) -> list[str]:
    """The languages the script speaks."""
    found = values.get("languages")
    return [str(each) for each in found] if isinstance(found, list) else []


def questions(values: Values) -> list[Values]:
    """The questions that are at least shaped like one."""
    found = values.get("questions")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def name_of(question: Values) -> str:
    """A question's name as the script's own rules give it."""
    facts = question.get("facts")
    joined = "_".join(map(str, facts)) if isinstance(facts, list) else ""
    return str(question.get("id") or question.get("fact") or joined)


def question_of(values: Values, name: str) -> Values | None:
    """The question of a name."""
    return next((each for each in questions(values) if name_of(each) == name), None)


def text_at(values: Values, place: str) -> dict[str, Any] | None:
    """The text at a place, language -> wordings; None where the script has no such place."""
    if place.startswith("q."):
        question = question_of(values, place[2:])
        return None if question is None else _text(question, "ask")
    if place == "greeting":
        return _text(values, "greeting")
    if place == "price":
        return _text(_text(_text(values, "replies"), "price"), "say")
    return _text(_text(values, "farewell"), place) if place in FAREWELLS else None


def _text(holder: Values, name: str) -> dict[str, Any]:
    """The mapping under a name, made when there is none."""
    found = holder.get(name)
    if not isinstance(found, dict):
        found = holder[name] = {}
    return found


def wordings(text: Mapping[str, Any], language: str) -> list[str]:
    """The wordings of a text in a language."""
    found = text.get(language)
    if found is None:
        return []
    return [str(each) for each in found] if isinstance(found, list) else [str(found)]


def typed(text: str) -> list[str]:
    """Typed lines as wordings; empty when there is nothing, too much, or a line too long for a phone."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines if len(lines) <= _MOST_WORDINGS and all(len(line) <= _LONGEST for line in lines) else []


def put_text(values: Values, place: str, language: str, lines: Sequence[str]) -> bool:
    """Write a text; whether there is such a place."""
    text = text_at(values, place)
    if text is None or not lines:
        return False
    text[language] = lines[0] if len(lines) == 1 else list(lines)
    return True


def choices(question: Values) -> dict[str, Values]:
    """The answers to choose from, by name."""
    found = question.get("choices")
    return found if isinstance(found, dict) else {}


def label(choice: Any, language: str) -> str:
    """What stands on an answer's button in a language."""
    texts = choice.get("label", choice) if isinstance(choice, dict) else {}
    found = wordings(texts, language) if isinstance(texts, dict) else []
    return found[0] if found else ""


def put_choices(values: Values, question: Values, language: str, lines: Sequence[str]) -> bool:
    """Write the labels of all answers in a language, in order.

    In the script's first language lines more or fewer add and take away answers; in others they must be as many.
    """
    have = choices(question)
    leading = language == next(iter(languages(values)), "")
    if not lines or (len(lines) != len(have) and not leading):
        return False
    made: dict[str, Values] = {}
    for index, line in enumerate(lines):
        name, choice = list(have.items())[index] if index < len(have) else (_fresh(have | made), {})
        choice = dict(choice) if isinstance(choice, dict) else {}
        texts = choice["label"] = dict(choice["label"]) if isinstance(choice.get("label"), dict) else None
        if texts is None:
            del choice["label"]
            choice[language] = line
        else:
            texts[language] = line
        made[name] = choice
    question["choices"] = made
    if question.get("kind") == "text":
        question["kind"] = "choice"
    return True


def _fresh(names: Mapping[str, object]) -> str:
    return next(name for number in range(1, len(names) + 2) if (name := f"c{number}") not in names)


def move(values: Values, name: str, by: int) -> bool:
    """Let a question come earlier or later; whether it could."""
    rows = values.get("questions")
    at = next((i for i, each in enumerate(questions(values)) if name_of(each) == name), None)
    if not isinstance(rows, list) or at is None or len(rows) != len(questions(values)) or not 0 <= at + by < len(rows):
        return False
    rows[at], rows[at + by] = rows[at + by], rows[at]
    return True


def remove(values: Values, name: str) -> bool:
    """Take a question away; the last one stays."""
    question = question_of(values, name)
    if question is None or len(questions(values)) == 1:
        return False
    values["questions"] = [each for each in values["questions"] if each is not question]
    return True


def add(values: Values, line: str) -> str:
    """Add a question typed as "What size? small / medium"; its name, "" for a line that asks nothing.

    It comes before the questions for name and phone, which belong to the end.
    """
    text, options = _asked(line)
    spoken = languages(values)
    if not text or not spoken or len(questions(values)) >= MOST_QUESTIONS:
        return ""
    taken = {name_of(each) for each in questions(values)} | set(KNOWN_FACTS)
    name = next(name for number in range(1, 99) if (name := f"q{number}") not in taken)
    made: Values = {"fact": name, "kind": "choice" if options else "text", "ask": {spoken[0]: text}}
    if options:
        made["choices"] = {
            f"c{number}": {spoken[0]: option, "value": option} for number, option in enumerate(options, 1)
        }
    rows = values["questions"]
    last = next((i for i, each in enumerate(rows) if _is_contact(each)), len(rows))
    rows.insert(last, made)
    return name


def _is_contact(question: Any) -> bool:
    if not isinstance(question, dict):
        return False
    facts = question.get("facts") or [question.get("fact")]
    return bool({"name", "phone"} & set(facts)) if isinstance(facts, list) else False


def _asked(line: str) -> tuple[str, list[str]]:
    line = " ".join(re.sub(r"[{}]", "", line).split())
    head, sign, tail = line.rpartition("?")
    options = [part.strip(" .,;")[:40] for part in tail.split("/")] if "/" in tail else []
    options = list(dict.fromkeys(option for option in options if option))[:8]
    text = f"{head}{sign}" if options else line
    return (text[:300] if sum(sign.isalpha() for sign in text) >= _LEAST_LETTERS else ""), options


def weights(values: Values, factors: Sequence[tuple[str, int]]) -> dict[str, int]:
    """The weights as they count, by factor."""
    scoring = values.get("scoring")
    own = scoring.get("weights") if isinstance(scoring, dict) else None
    return {name: int(own.get(name, 0)) for name, _ in factors} if isinstance(own, dict) and own else dict(factors)


def put_weights(values: Values, found: Mapping[str, int]) -> None:
    """Write the weights."""
    scoring = values.get("scoring", "criteria")
    scoring = dict(scoring) if isinstance(scoring, dict) else {"model": scoring}
    values["scoring"] = scoring | {"weights": dict(found)}


def holes(values: Values) -> list[Hole]:
    """Every text that one of the script's languages lacks."""
    return list(_holes(values, (), languages(values)))


def _holes(value: Any, where: tuple[Any, ...], spoken: Sequence[str]) -> Iterator[Hole]:
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _holes(each, (*where, index), spoken)
    if not isinstance(value, dict):
        return
    if value.keys() & set(spoken):
        number = where[1] + 1 if where[:1] == ("questions",) else 0
        steps = where[2:] if number else where
        for language in spoken:
            if language not in value:
                yield Hole(number, ".".join(map(str, steps)), language)
        return
    for name, each in value.items():
        yield from _holes(each, (*where, name), spoken)
