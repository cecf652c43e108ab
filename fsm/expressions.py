"""The small closed language of `skip_if`: facts compared with plain values, checked when the script is loaded.

    timeline.urgency == 'now' and not phone          channel in ('whatsapp', 'telegram')          budget.max < 50000

A comparison with something unknown is false. Names are facts of the script, `channel`, `language` and `source`; a name
alone is true when it is known. Nothing else of Python is understood, so an expression can neither loop nor reach out.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any

from fsm.facts import AUTHORITY, BEST_TIME, BUDGET, TIMELINE, Authority, Qualifier, Urgency

Known = Mapping[str, Any]
Condition = Callable[[Known], Any]

CIRCUMSTANCES = ("channel", "language", "source")
_FIELDS: dict[str, tuple[str, ...]] = {
    BUDGET: ("min", "max", "currency", "qualifier"),
    TIMELINE: ("earliest", "latest", "urgency"),
    BEST_TIME: ("start", "end"),
}
_WORDS: dict[tuple[str, str], type[StrEnum]] = {
    (BUDGET, "qualifier"): Qualifier,
    (TIMELINE, "urgency"): Urgency,
    (AUTHORITY, ""): Authority,
}
_LONGEST = 300
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
_HELP = "write something like: timeline.urgency == 'now' and not phone"


class ExpressionError(ValueError):
    """The expression is not understood; the message says what to write instead."""


def compile_condition(text: str, facts: Collection[str]) -> Condition:
    """The expression as a function of what is known (fact name -> value). Raises ExpressionError."""
    if len(text) > _LONGEST:
        raise ExpressionError(f"shorten it to {_LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"{text!r} is not a condition; {_HELP}") from error
    return _Compiler(frozenset(facts) | frozenset(CIRCUMSTANCES)).condition(tree.body)


class _Compiler:
    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def condition(self, node: ast.expr) -> Condition:
        match node:
            case ast.BoolOp(op=op, values=values):
                parts = [self.condition(value) for value in values]
                together = all if isinstance(op, ast.And) else any
                return lambda known: together(part(known) for part in parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.condition(operand)
                return lambda known: not inner(known)
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARE:
                return self._comparison(left, _COMPARE[type(op)], right)
            case ast.Name() | ast.Attribute():
                value = self._value(node)
                return lambda known: value(known) not in (None, "", False)
            case _:
                raise ExpressionError(f"{ast.unparse(node)!r} is not understood here; {_HELP}")

    def _comparison(self, left: ast.expr, compare: Callable[[Any, Any], Any], right: ast.expr) -> Condition:
        self._check_words(left, right)
        self._check_words(right, left)
        first, second = self._value(left), self._value(right)

        def condition(known: Known) -> bool:
            one, other = first(known), second(known)
            if one is None or other is None:
                return False
            try:
                return bool(compare(one, other))
            except TypeError:  # a number compared with a word: nothing true can be said
                return False

        return condition

    def _value(self, node: ast.expr) -> Condition:
        match node:
            case ast.Constant(value=str() | int() | float() | bool()):
                constant = node.value
                return lambda _: constant
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                items = tuple(self._constant(element) for element in elements)
                return lambda _: items
            case ast.Name(id=name):
                self._check_name(name)
                return lambda known: known.get(name)
            case ast.Attribute(value=ast.Name(id=name), attr=field):
                self._check_field(name, field)
                return lambda known: getattr(known.get(name), field, None)
            case _:
                raise ExpressionError(f"{ast.unparse(node)!r} is not understood here; {_HELP}")

    def _constant(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        raise ExpressionError(f"{ast.unparse(node)!r} cannot stand in a list; use plain words and numbers")

    def _check_name(self, name: str) -> None:
        if name not in self._names:
            raise ExpressionError(f"{name!r} is not known here; use one of: {', '.join(sorted(self._names))}")

    def _check_field(self, name: str, field: str) -> None:
        self._check_name(name)
        fields = _FIELDS.get(name, ())
        if field not in fields:
            instead = f"use {', '.join(f'{name}.{each}' for each in fields)}" if fields else f"use {name} alone"
            raise ExpressionError(f"{name}.{field} does not exist; {instead}")

    def _check_words(self, node: ast.expr, other: ast.expr) -> None:
        """A misspelt 'noww' would never be true and nobody would notice: it is refused."""
        match node:
            case ast.Name(id=name):
                closed = _WORDS.get((name, ""))
            case ast.Attribute(value=ast.Name(id=name), attr=field):
                closed = _WORDS.get((name, field))
            case _:
                closed = None
        if closed is None:
            return
        for word in ast.walk(other):
            if isinstance(word, ast.Constant) and word.value not in set(closed):
                raise ExpressionError(f"{word.value!r} is not one of: {', '.join(closed)}")
