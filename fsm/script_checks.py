"""What a script must keep beyond its shape: every text in every language, values that fit, conditions that hold."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fsm.answers import ChoiceError, choice_value
from fsm.expressions import ExpressionError, compile_condition
from fsm.facts import BUDGET, KNOWN_FACTS, NEED
from fsm.script import Pack, known_names, placeholders, texts_of
from fsm.script_errors import Problem, Where
from fsm.script_schema import Question

OBJECTIONS = ("price", "trust", "time", "competitor", "warranty", "authority", "need")
_FILLABLE = frozenset({"name"})
_REPEATED = frozenset({"value"})
_UNNAMED = ("label", "say")
_LONGEST_TOKEN = 64
_WHOLE = 100
_FACTORS = {
    "criteria": ("budget", "timeline", "authority", "need", "contact"),
    "seven_factor": ("intent", "urgency", "contact", "channel", "quality", "length", "bonus"),
}


def explain(error: ValidationError) -> list[Problem]:
    """The shape's errors in words for the author of a script."""
    return [Problem(_place(item["loc"]), _sentence(item)) for item in error.errors(include_url=False)]


def _place(loc: tuple[int | str, ...]) -> Where:
    """Without the names that stand only in our model, and the wording's number that people do not write."""
    return tuple(step for step in loc if step not in _UNNAMED)


def _sentence(item: ErrorDetails) -> str:
    kind, got, context = item["type"], item["input"], item.get("ctx", {})
    if kind == "tuple_type" and len(str(item["loc"][-1])) == len("ru"):
        kind = "string_type"
    sentences = {
        "missing": "this is missing; add it",
        "extra_forbidden": "this word is not known here; remove it or check its spelling",
        "string_type": f"write a text here instead of {_shown(got)}",
        "dict_type": f"write a text for each language (ru: ..., en: ...) instead of {_shown(got)}",
        "tuple_type": f"write a list ([a, b]) instead of {_shown(got)}",
        "model_type": f"write 'name: value' lines here instead of {_shown(got)}",
        "bool_parsing": "write true or false",
        "bool_type": "write true or false",
        "string_too_short": "the text is empty; write it or remove the line",
        "string_too_long": f"the text is too long for a phone; keep it under {context.get('max_length')} characters",
        "literal_error": f"{_shown(got)} is not one of: {context.get('expected')}",
        "string_pattern_mismatch": f"{_shown(got)} does not fit; {_pattern(str(context.get('pattern')))}",
    }
    return sentences.get(kind, f"{item['msg']}; it is {_shown(got)} now")


def _pattern(pattern: str) -> str:
    return {
        "^[a-z]{2}$": "write a language as two small letters: ru, kk, en",
        "^[A-Z]{3}$": "write a currency as three capital letters: KZT, USD",
        "^[A-Z]{2}$": "write a country as two capital letters: KZ",
    }.get(pattern, "use small Latin letters, digits and _ (for example water_damage)")


def _shown(value: object) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - a line of an error stays readable


def problems_of(pack: Pack) -> list[Problem]:
    """Everything that keeps a well-formed script from being used."""
    return [*_general(pack), *_scoring(pack), *_languages(pack), *_words(pack), *_questions(pack)]


def _general(pack: Pack) -> Iterator[Problem]:
    try:
        ZoneInfo(pack.timezone)
    except (KeyError, ValueError, OSError):
        yield Problem(("timezone",), f"{pack.timezone!r} is not a time zone; write it like Asia/Almaty")
    for name in pack.objections:
        if name not in OBJECTIONS:
            yield Problem(("objections", name), f"is never recognised; use one of: {', '.join(OBJECTIONS)}")
    for name, reply in pack.replies.items():
        if not reply.match and name not in ("price", "info"):
            yield Problem(("replies", name), "add 'match: [words the lead would use]', or it is never said")
    for name, sort in pack.kinds.items():
        if not sort.match:
            yield Problem(("kinds", name), "add 'match: [words the lead would use]', or it is never recognised")


def _scoring(pack: Pack) -> Iterator[Problem]:
    scoring = pack.scoring
    factors = _FACTORS[scoring.model]
    for name in scoring.weights:
        if name not in factors:
            place: Where = ("scoring", "weights", name)
            yield Problem(place, f"is no factor of {scoring.model}; use {', '.join(factors)}")
    total = sum(scoring.weights.values())
    if scoring.weights and total != _WHOLE:
        yield Problem(("scoring", "weights"), f"the weights add up to {total}; make them {_WHOLE}")
    bounds = [scoring.bands[name] for name in ("nurture", "qualified", "hot") if name in scoring.bands]
    if bounds != sorted(bounds):
        yield Problem(("scoring", "bands"), "the bounds must rise: nurture, qualified, hot")
    reference = scoring.reference_budget
    if isinstance(reference, tuple) and reference[0] > reference[1]:
        yield Problem(("scoring", "reference_budget"), "write the smaller amount first")


def _languages(pack: Pack) -> Iterator[Problem]:
    for where, text in {where: by_language for _, where, by_language in texts_of(pack)}.items():
        for language in pack.languages:
            if language not in text:
                yield Problem(where, f"has no text in {language!r}; add '{language}: ...'")
        for language in text:
            if language not in pack.languages:
                yield Problem(where, f"{language!r} is not in 'languages' above; add it there or remove this text")


def _words(pack: Pack) -> Iterator[Problem]:
    last: dict[Where, Problem | None] = {}
    for _, where, by_language in texts_of(pack):
        last[where] = None
        for language, text in by_language.items():
            try:
                names = placeholders(text)
            except ValueError:
                yield Problem((*where, language), "a brace is left open; write {name} or no braces")
                continue
            if names <= _REPEATED and where[0] == "phrases" and str(where[1]).startswith("sure_"):
                continue
            if unknown := names - _FILLABLE:
                yield Problem((*where, language), f"{{{min(unknown)}}} cannot be filled; only {{name}} can")
            elif names and not _may_use_name(pack, where):
                sentence = "the name may be unknown; add a last wording without {name}"
                last[where] = Problem((*where, language), sentence)
    yield from (problem for problem in last.values() if problem)


def _may_use_name(pack: Pack, where: Where) -> bool:
    """After the question for the name the name is known."""
    match where:
        case ("questions", int(index), "after"):
            return "name" in pack.questions[index].facts
        case _:
            return False


def _questions(pack: Pack) -> Iterator[Problem]:
    seen_ids: set[str] = set()
    seen_facts: set[str] = set()
    facts = {fact for question in pack.questions for fact in question.facts}
    for index, question in enumerate(pack.questions):
        here: Where = ("questions", index)
        if question.id in seen_ids:
            yield Problem(here, f"a second question {question.id!r}; give it its own 'id: ...'")
        for fact in question.facts:
            if fact in seen_facts:
                yield Problem(here, f"{fact!r} is asked by another question already; ask it once")
        seen_ids.add(question.id)
        seen_facts.update(question.facts)
        yield from _facts(question, here)
        yield from _choices(question, here)
        yield from _anchor(question, here)
        if question.skip_if:
            try:
                compile_condition(question.skip_if, facts | known_names())
            except ExpressionError as error:
                yield Problem((*here, "skip_if"), str(error))


def _facts(question: Question, here: Where) -> Iterator[Problem]:
    for fact in question.facts:
        if fact not in KNOWN_FACTS and question.kind == "known":
            known = ", ".join(KNOWN_FACTS)
            sentence = f"{fact!r} is not a known fact ({known}); add 'kind: text' (number, choice, date, yes_no)"
            yield Problem((*here, "fact"), sentence)
        if fact in KNOWN_FACTS and question.kind != "known":
            yield Problem((*here, "kind"), f"{fact!r} is a known fact with its own kind; remove 'kind'")
        if len(question.facts) > 1 and fact not in question.part:
            yield Problem((*here, "part"), f"add 'part: {{{fact}: {{...}}}}': how to ask for {fact} alone")
    for fact in question.part:
        if fact not in question.facts:
            yield Problem((*here, "part", fact), f"{fact!r} is not asked here; remove it")
    if len(question.facts) > 1 and (question.custom or question.choices):
        yield Problem((*here, "facts"), "choices and facts of your own need a question of their own")
    if question.general and NEED not in question.facts:
        yield Problem((*here, "general"), "only the question for the need can have 'general'")


def _choices(question: Question, here: Where) -> Iterator[Problem]:
    if question.kind == "choice" and not question.choices:
        yield Problem(here, "a question of kind 'choice' needs 'choices'")
    for name, choice in question.choices.items():
        place: Where = (*here, "choices", name)
        if name == "skip" or len(f"{question.id}:{name}") > _LONGEST_TOKEN:
            yield Problem(place, "give this choice another, shorter name")
            continue
        try:
            choice_value(question, name, choice)
        except ChoiceError as error:
            yield Problem(place, str(error))


def _anchor(question: Question, here: Where) -> Iterator[Problem]:
    if question.anchor is None:
        if question.after_no is not None:
            yield Problem((*here, "after_no"), "is said only after a no to an 'anchor: [from, to]'; add that too")
        return
    if question.fact != BUDGET or len(question.facts) > 1:
        yield Problem((*here, "anchor"), "only a question for the budget alone can have an anchor")
    if question.anchor[0] > question.anchor[1]:
        yield Problem((*here, "anchor"), "write the smaller amount first: [10000, 15000]")
    if question.after_no is None:
        yield Problem(here, "add 'after_no': what to ask those to whom the named amount does not suit")
    if question.choices:
        yield Problem((*here, "choices"), "a question with an anchor has its own yes and no; remove 'choices'")
