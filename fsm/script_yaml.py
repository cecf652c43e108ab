"""YAML into plain values, remembering the line of everything, so that errors can point at it.

Only plain data is built: no tags, no objects. Words stay words: `yes`, `no`, `on` and `12:30` are text, because people
write them as answers; only true/false, whole numbers and decimals become values.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from fsm.script_errors import Problem, ScriptError, Where, told

_LARGEST = 500_000
_MOST_VALUES = 20_000
_WHOLE = re.compile(r"[-+]?\d[\d_]*")
_DECIMAL = re.compile(r"[-+]?\d[\d_]*\.\d+")
_PLAIN = {"true": True, "false": False, "null": None, "~": None, "": None}


class Document(NamedTuple):
    """The values of a YAML text and the line (from 1) on which each begins."""

    values: Any
    lines: dict[Where, int]


def parse(text: str, source: str) -> Document:
    """The document, or ScriptError naming the line and what the text should look like there."""
    if len(text) > _LARGEST:
        raise ScriptError(source, [f"{source}:1: the script is longer than {_LARGEST} characters; split it"])
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise ScriptError(source, [_syntax(source, error)]) from error
    except yaml.YAMLError as error:
        raise ScriptError(source, [f"{source}:1: this is not a text file in UTF-8 ({error})"]) from error
    except RecursionError as error:
        raise ScriptError(source, [f"{source}:1: the script is nested too deeply"]) from error
    builder = _Builder()
    values = builder.build(node, ()) if node is not None else None
    if builder.problems:
        raise told(source, builder.problems, builder.lines)
    return Document(values, builder.lines)


def _syntax(source: str, error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    problem = error.problem or "not valid YAML"
    hint = "check the indentation (spaces, not tabs) and put texts that contain ': ' or '#' in quotes"
    return f"{source}:{line}: {problem}; {hint}"


class _Builder:
    """Walks the nodes once; counts values, so that a small text with aliases cannot become a huge script."""

    def __init__(self) -> None:
        self.lines: dict[Where, int] = {}
        self.problems: list[Problem] = []
        self._left = _MOST_VALUES

    def build(self, node: yaml.Node, where: Where) -> Any:
        self.lines.setdefault(where, node.start_mark.line + 1)
        self._left -= 1
        if self._left <= 0:
            if not self._left:
                self.problems.append(Problem((), f"the script has more than {_MOST_VALUES} values; make it smaller"))
            return None
        if not node.tag.startswith("tag:yaml.org,2002:") or "python" in node.tag:
            self.problems.append(Problem(where, f"'{node.tag}' is not allowed in a script; write plain text"))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*where, index)) for index, item in enumerate(node.value)]
        return self._scalar(node) if isinstance(node, yaml.ScalarNode) else None

    def _mapping(self, node: yaml.MappingNode, where: Where) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            here = (*where, key)
            if not key or key in built:
                twice = f"'{key}' stands here twice; keep one of them" if key else "write a word before the colon"
                self.lines[here] = key_node.start_mark.line + 1
                self.problems.append(Problem(here, twice))
                continue
            self.lines[here] = key_node.start_mark.line + 1
            built[key] = self.build(value_node, here)
        return built

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        text = str(node.value)
        if node.style is not None or node.tag == "tag:yaml.org,2002:str":
            return text
        if text.lower() in _PLAIN:
            return _PLAIN[text.lower()]
        if _WHOLE.fullmatch(text):
            return int(text)
        return float(text) if _DECIMAL.fullmatch(text) else text
