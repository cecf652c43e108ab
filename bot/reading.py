"""The verb `read`: JSON lines for measuring, one message shown nicely for people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TextIO

import msgspec

from fsm.reading import jsonl
from fsm.reading.message import Context
from fsm.reading.reader import read

_WIDTH = 16


def read_stream(lines: Iterable[str], out: TextIO) -> int:
    """Read JSON lines ({"id","question","question_text","text","now"}) and write {"id","got"} for each."""
    out.writelines(line + "\n" for line in jsonl.read_lines(lines))
    return 0


def read_one(text: str, question: str, question_text: str, out: TextIO) -> int:
    """Show what is understood in one message, a line each, with the words it stands on."""
    reading = read(text, Context(question, question_text, datetime.now().astimezone()))
    for name, found in reading.facts.items():
        value = msgspec.to_builtins(found.value)
        shown = value if isinstance(value, str) else _flat(value)
        out.write(f"{name:<{_WIDTH}}{shown}   «{found.words}»  {found.confidence:.0%}\n")
    judged = msgspec.to_builtins(reading)
    for name in ("intent", "yes_no", "sentiment", "urgency", "objections", "language", "pain_severity"):
        if judged[name] not in {None, ()} and judged[name] != []:
            out.write(f"{name:<{_WIDTH}}{judged[name]}\n")
    return 0


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {part}" for name, part in value.items() if part is not None and name != "type")
    return str(value)
