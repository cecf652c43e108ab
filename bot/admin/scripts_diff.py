"""What a changed script says otherwise, in sentences. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from bot.admin.scripts_text import Values, holes, languages, name_of, questions
from fsm import script
from fsm.ports import Words
from fsm.script import ScriptError

_SHOWN = 70
_SAID = ("ask", "after", "after_no", "got_file", "part", "choices")
_TOP = ("greeting", "replies", "objections", "farewell", "scoring", "kinds", "phrases", "followups")
_HEAD = re.compile(r"^script:\d+: ")
_SUM = re.compile(r"the weights add up to (\d+)")


def differences(before: Values, after: Values, words: Words) -> list[str]:
    """A line each: questions added, taken away and moved, then every text and number that changed."""
    old, new = _numbered(before), _numbered(after)
    lines = [
        words("scripts.diff.gone", number=str(old[name][0]), text=_ask(before, old, name)) for name in old.keys() - new
    ]
    lines += [
        words("scripts.diff.new", number=str(new[name][0]), text=_ask(after, new, name))
        for name in new
        if name not in old
    ]
    kept = [name for name in old if name in new]
    if kept != [name for name in new if name in old]:
        lines.append(
            words("scripts.diff.order", order=", ".join(str(old[name][0]) if name in old else "+" for name in new))
        )
    for name in kept:
        lines += _changed(old[name][1], new[name][1], words, str(new[name][0]))
    whole, becomes = ({key: value for key, value in each.items() if key != "questions"} for each in (before, after))
    lines += _changed(whole, becomes, words)
    return lines


def _numbered(values: Values) -> dict[str, tuple[int, Values]]:
    return {name_of(each): (number, each) for number, each in enumerate(questions(values), 1)}


def _ask(values: Values, numbered: dict[str, tuple[int, Values]], name: str) -> str:
    ask = numbered[name][1].get("ask")
    found = [ask.get(language) for language in languages(values)] if isinstance(ask, dict) else []
    return short(next((each for each in found if each), name))


def _changed(before: Any, after: Any, words: Words, question: str = "") -> Iterator[str]:
    old, new = dict(_flat(before)), dict(_flat(after))
    for path in dict.fromkeys((*old, *new)):
        if old.get(path) != new.get(path):
            was, becomes = (short(each.get(path, "—")) for each in (old, new))
            where = place(path, words)
            where = words("scripts.diff.question", number=question, what=where) if question else where
            yield words("scripts.diff.changed", where=where, before=was, after=becomes)


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _flat(each, f"{path}.{name}" if path else str(name))
    else:
        yield path, " / ".join(map(str, value)) if isinstance(value, list) else str(value)


def place(path: str, words: Words) -> str:
    """Where in a question or a script something stands, as people call it."""
    first, _, rest = path.partition(".")
    if first in _SAID:
        return f"{words(f'scripts.at.{first}')}{_tail(rest)}"
    if first in _TOP:
        return f"{words(f'scripts.top.{first}')}{_tail(rest)}"
    return html.escape(path)


def _tail(rest: str) -> str:
    return f" ({html.escape(rest)})" if rest else ""


def short(value: object, longest: int = _SHOWN) -> str:
    """A value on one line, safe to show."""
    text = " / ".join(map(str, value)) if isinstance(value, list) else " ".join(str(value).split())
    return html.escape(text if len(text) <= longest else text[: longest - 1] + "…", quote=False)


def problems(body: str, values: Values, words: Words) -> list[str]:
    """What keeps a script from being published, a line each; none when it may be."""
    try:
        script.load_text(body, "script")
    except ScriptError as refused:
        return [
            *_lacking(values, words),
            *(_told(line, words) for line in refused.problems if "has no text in" not in line),
        ]
    return []


def _lacking(values: Values, words: Words) -> Iterator[str]:
    for hole in holes(values):
        where = place(hole.where, words)
        if hole.question:
            where = words("scripts.diff.question", number=str(hole.question), what=where)
        yield words("scripts.lacks", where=where, language=hole.language.upper())


def _told(line: str, words: Words) -> str:
    if found := _SUM.search(line):
        return words("scripts.sum", total=found[1])
    return f"<code>{html.escape(_HEAD.sub('', line))[:200]}</code>"
