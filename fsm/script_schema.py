"""What may stand in a script, part by part. Everything is frozen; unknown words are refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from fsm.facts import KNOWN_FACTS, PHONE

FactKind = Literal["known", "text", "number", "choice", "date", "yes_no"]

_LANGUAGE_CODE = 2


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Line = Annotated[str, Field(min_length=1, max_length=1000)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(_as_list), Field(min_length=1, max_length=9)]
Text = dict[str, Lines]
"""Language -> one or more wordings; the next wording is taken when the same thing has to be said again."""

Phrases = Annotated[tuple[Line, ...], BeforeValidator(_as_list)]
Amount = Annotated[float, Field(ge=0)]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _split_languages(value: Any, into: str) -> Any:
    """{ru: .., en: .., value: ..} is how people write it; the texts are gathered under one name."""
    if not isinstance(value, dict) or into in value:
        return value
    texts = {key: text for key, text in value.items() if len(key) == _LANGUAGE_CODE}
    return {into: texts, **{key: text for key, text in value.items() if key not in texts}}


class Choice(_Part):
    """An answer button: its label, the value it stands for, and phrases by which typed text means the same."""

    label: Text
    value: Any = None
    match: Phrases = ()

    @model_validator(mode="before")
    @classmethod
    def _texts(cls, value: Any) -> Any:
        return _split_languages(value, "label")


class Sort(_Part):
    """A sort of need the business knows by name ("water damage"): how it is recognised, called and met."""

    label: Text
    match: Phrases
    after: Text | None = None


class Reply(_Part):
    """What to answer when the lead asks something: phrases that mean the question, and the answer."""

    match: Phrases = ()
    say: Text


class Objection(_Part):
    """What to answer to a doubt."""

    say: Text

    @model_validator(mode="before")
    @classmethod
    def _texts(cls, value: Any) -> Any:
        return _split_languages(value, "say") if not (isinstance(value, dict) and "say" in value) else value


class Farewell(_Part):
    """The last words, by what the lead is worth. The first wording whose placeholders are known is said."""

    hot: Text
    qualified: Text
    nurture: Text
    disqualified: Text


def _minutes(value: Any) -> Any:
    """A time like "2h", "1d" or "30m" as minutes; numbers are minutes already."""
    if isinstance(value, str) and value[-1:] in _UNITS and value[:-1].strip().isdecimal():
        return int(value[:-1]) * _UNITS[value[-1]]
    return value


_UNITS = {"m": 1, "h": 60, "d": 1_440}

Minutes = Annotated[int, BeforeValidator(_minutes), Field(ge=5, le=43_200)]
"""A time after somebody's last words: minutes, or "2h", "3d"."""


class Scoring(_Part):
    """Which model weighs the leads, and how.

    Weights by factor, lower bounds of bands, and a usual deal's amount (or [low, high]) to judge a budget by.
    """

    model: Literal["criteria", "seven_factor"] = "criteria"
    weights: dict[Word, Annotated[int, Field(ge=0, le=100)]] = {}
    bands: dict[Literal["nurture", "qualified", "hot"], Annotated[int, Field(ge=1, le=100)]] = {}
    reference_budget: Annotated[float, Field(gt=0)] | tuple[Amount, Amount] | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, value: Any) -> Any:
        return {"model": value} if isinstance(value, str) else value


class Question(_Part):
    """One question for one or more facts.

    `ask` holds several wordings: each time it has to be asked again the next is used. `part` asks for one fact of
    several alone. `after` thanks for the answer. `anchor` is the amount that `ask` names; a yes fills the budget with
    it and a no is followed by `after_no`. `general` lists words that name the trade, not the problem: an answer of
    nothing else does not answer the need.
    """

    id: Word
    facts: Annotated[tuple[Word, ...], Field(min_length=1, max_length=4)]
    kind: FactKind = "known"
    ask: Text
    part: dict[Word, Text] = {}
    after: Text | None = None
    choices: dict[Word, Choice] = {}
    anchor: tuple[Amount, Amount] | None = None
    after_no: Text | None = None
    required: bool = False
    skip_if: str = ""
    got_file: Text | None = None
    general: Phrases = ()

    @model_validator(mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        value = dict(value)
        if "fact" in value and "facts" not in value:
            value["facts"] = [value.pop("fact")]
        facts = value.get("facts")
        if "id" not in value and isinstance(facts, list) and all(isinstance(fact, str) for fact in facts):
            value["id"] = "_".join(facts)
        return value

    @cached_property
    def asks(self) -> frozenset[str]:
        """All facts that are asked for."""
        return frozenset(self.facts)

    @cached_property
    def phrases(self) -> Mapping[str, Phrases]:
        """By which phrases each choice is recognised in typed text."""
        return {name: choice.match for name, choice in self.choices.items()}

    @property
    def fact(self) -> str:
        """The first (usually the only) fact that is asked for."""
        return self.facts[0]

    @property
    def needed(self) -> tuple[str, ...]:
        """The facts without which a required question is not answered: for a contact the number, the name may miss."""
        return (PHONE,) if PHONE in self.facts else self.facts

    @cached_property
    def custom(self) -> bool:
        """Whether the fact is the script's own and not one the readers know."""
        return self.fact not in KNOWN_FACTS
