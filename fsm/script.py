"""A script (pack): what the bot asks, offers and answers in one line of business, as data that its owner can read.

Loading reads one file and is the only I/O of the core; after that a pack is an immutable value.
"""

from __future__ import annotations

import hashlib
import json
import string
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fsm.expressions import Condition, compile_condition
from fsm.script_errors import ScriptError, Where, told
from fsm.script_schema import Farewell, Minutes, Objection, Phrases, Question, Reply, Scoring, Sort, Text, Word
from fsm.script_yaml import Document, parse

__all__ = ["Pack", "ScriptError", "load", "load_text", "shipped"]

_SHIPPED = Path(__file__).with_name("scripts")
_EVERYDAY = Path(__file__).with_name("phrases.yaml")
_LANGUAGES = Annotated[tuple[Annotated[str, Field(pattern="^[a-z]{2}$")], ...], Field(min_length=1)]


class Pack(BaseModel):
    """A loaded script. Texts are found by key ("script.greeting.0", "script.questions.need.ask.1")."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Word
    languages: _LANGUAGES
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "KZT"
    timezone: str = "Asia/Almaty"
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "KZ"
    burst_seconds: Annotated[float, Field(ge=0, le=60)] = 1.5
    scoring: Scoring = Scoring()
    greeting: Text
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=30)]
    kinds: dict[Word, Sort] = {}
    replies: dict[Word, Reply] = {}
    objections: dict[Word, Objection] = {}
    farewell: Farewell
    phrases: dict[Word, Text] = {}
    hints: dict[Word, Phrases] = {}
    followups: Annotated[tuple[Minutes, ...], Field(max_length=5)] = (120, 1_440, 4_320)

    @property
    def language(self) -> str:
        """The language used when nothing better is known: the first of the script."""
        return self.languages[0]

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def texts(self) -> Mapping[str, Mapping[str, str]]:
        """Every text of the script: key -> language -> text."""
        return {key: dict(by_language) for key, _, by_language in texts_of(self)}

    @cached_property
    def conditions(self) -> Mapping[str, Condition]:
        """The compiled `skip_if` of the questions that have one, by question id."""
        facts = {fact for question in self.questions for fact in question.facts}
        return {
            each.id: compile_condition(each.skip_if, facts | known_names()) for each in self.questions if each.skip_if
        }

    @cached_property
    def required(self) -> frozenset[str]:
        """The facts without which nobody is called."""
        return frozenset(fact for question in self.questions if question.required for fact in question.needed)

    @cached_property
    def own_answers(self) -> tuple[Question, ...]:
        """The questions whose answers the script itself knows: those with choices, and those for facts of its own."""
        return tuple(question for question in self.questions if question.choices or question.custom)

    @cached_property
    def kind_phrases(self) -> Mapping[str, Sequence[str]]:
        """By which phrases each kind of need is recognised."""
        return {name: sort.match for name, sort in self.kinds.items()}

    @cached_property
    def reply_phrases(self) -> Mapping[str, Sequence[str]]:
        """By which phrases each question that the script answers is recognised."""
        return {name: reply.match for name, reply in self.replies.items()}

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the content, the same for every way of writing it down (order of keys, comments, spacing)."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()

    def text(self, key: str, language: str) -> str:
        """The text of a key; a language the script does not speak gets its first. Raises KeyError for other keys."""
        by_language = self.texts[key]
        return by_language[language if language in by_language else self.language]

    def wordings(self, key: str) -> int:
        """How many wordings a text has; 0 when the script has no such text."""
        return self._wordings.get(key, 0)

    def placeholders(self, key: str) -> frozenset[str]:
        """The placeholders of a text that has a key of its own (with its number)."""
        return self._placeholders[key]

    def fitting(self, key: str, known: frozenset[str]) -> tuple[int, ...]:
        """The wordings of a text that can be filled with what is known, by number."""
        fits = self._fits.get((key, known))
        if fits is None:
            every = range(self.wordings(key))
            fits = tuple(number for number in every if self.placeholders(f"{key}.{number}") <= known)
            self._fits[key, known] = fits
        return fits

    @cached_property
    def _fits(self) -> dict[tuple[str, frozenset[str]], tuple[int, ...]]:
        return {}

    @cached_property
    def _wordings(self) -> Mapping[str, int]:
        counted: dict[str, int] = {}
        for key in self.texts:
            stem = key.rpartition(".")[0]
            counted[stem] = counted.get(stem, 0) + 1
        return counted

    @cached_property
    def _placeholders(self) -> Mapping[str, frozenset[str]]:
        return {key: placeholders(by_language[self.language]) for key, by_language in self.texts.items()}


def known_names() -> frozenset[str]:
    """Facts that any script may ask about in a condition."""
    from fsm.facts import KNOWN_FACTS
    from fsm.needs import NEED_KIND

    return frozenset(KNOWN_FACTS) | {NEED_KIND}


def placeholders(text: str) -> frozenset[str]:
    """The names in braces, with a form where one is given: a form could make a text of any length, so it is no name.

    Raises ValueError when a brace is left open.
    """
    found = string.Formatter().parse(text)
    forms = ((name, f":{form}" if form else "", f"!{made}" if made else "") for _, name, form, made in found)
    return frozenset(f"{name}{made}{form}" for name, form, made in forms if name is not None)


def texts_of(pack: Pack) -> list[tuple[str, Where, dict[str, str]]]:
    """Every text as (key, its place in the file, language -> text); a text of two wordings is two entries."""
    found: list[tuple[str, Where, dict[str, str]]] = []
    for where, text in _texts(pack):
        names = [pack.questions[step].id if isinstance(step, int) else step for step in where]
        stem = ".".join(["script", *names])
        for index in range(max(len(lines) for lines in text.values())):
            by_language = {language: lines[min(index, len(lines) - 1)] for language, lines in text.items()}
            found.append((f"{stem}.{index}", where, by_language))
    return found


def _texts(pack: Pack) -> list[tuple[Where, Text]]:
    found: list[tuple[Where, Text]] = [(("greeting",), pack.greeting)]
    for index, question in enumerate(pack.questions):
        here = ("questions", index)
        found += [((*here, "ask"), question.ask)]
        found += [((*here, "part", fact), text) for fact, text in question.part.items()]
        found += [((*here, "choices", name), choice.label) for name, choice in question.choices.items()]
        for name in ("after", "after_no", "got_file"):
            text: Text | None = getattr(question, name)
            found += [((*here, name), text)] if text is not None else []
    for name, sort in pack.kinds.items():
        found += [(("kinds", name, "label"), sort.label)]
        found += [(("kinds", name, "after"), sort.after)] if sort.after else []
    found += [(("replies", name, "say"), reply.say) for name, reply in pack.replies.items()]
    found += [(("objections", name), objection.say) for name, objection in pack.objections.items()]
    found += [(("farewell", name), getattr(pack.farewell, name)) for name in Farewell.model_fields]
    found += [(("phrases", name), text) for name, text in pack.phrases.items()]
    return [(where, text) for where, text in found if text]


def shipped() -> tuple[str, ...]:
    """Names of the packs that come with the program."""
    return tuple(sorted(file.stem for file in _SHIPPED.glob("*.yaml")))


def load(name_or_path: str) -> Pack:
    """A shipped pack by name, or any pack by the path of its file. Raises ScriptError with one sentence a problem."""
    return load_text(*source(name_or_path))


def source(name_or_path: str) -> tuple[str, str]:
    """The text of a script and the path it stands at. Raises ScriptError when there is none to read."""
    path = Path(name_or_path)
    if name_or_path in shipped():
        path = _SHIPPED / f"{name_or_path}.yaml"
    try:
        return path.read_text(encoding="utf-8"), str(path)
    except (OSError, ValueError) as error:
        sentence = f"{name_or_path}: no readable script of this name; use a path of a .yaml file or one of: "
        raise ScriptError(name_or_path, [sentence + ", ".join(shipped())]) from error


def load_text(text: str, source: str) -> Pack:
    """A pack from its text; `source` is what errors call it. Raises ScriptError with all problems at once."""
    from fsm.script_checks import explain, problems_of

    document = parse(text, source)
    if not isinstance(document.values, dict):
        raise ScriptError(source, [f"{source}:1: a script begins with 'id: name_of_the_script'"])
    try:
        pack = Pack.model_validate(_with_everyday_phrases(document))
    except ValidationError as error:
        raise told(source, explain(error), document.lines) from error
    if problems := problems_of(pack):
        raise told(source, problems, document.lines)
    return pack


def _with_everyday_phrases(document: Document) -> dict[str, Any]:
    """The script over the phrases every bot needs; the script's own wording wins."""
    values = dict(document.values)
    for section, everyday in _everyday().items():
        own = values.get(section, {})
        if isinstance(own, dict):
            values[section] = _spoken(everyday, values.get("languages")) | own
    return values


def _spoken(everyday: dict[str, Any], languages: Any) -> dict[str, Any]:
    """Without the languages the script does not speak, so that they are not reported as too many."""
    if not isinstance(languages, list):
        return everyday
    return {
        name: {key: lines for key, lines in text.items() if key in languages} if isinstance(text, dict) else text
        for name, text in everyday.items()
    }


@cache
def _everyday() -> dict[str, Any]:
    document = parse(_EVERYDAY.read_text(encoding="utf-8"), str(_EVERYDAY))
    values: dict[str, Any] = document.values
    return values
