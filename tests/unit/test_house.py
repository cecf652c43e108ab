"""The house rules that no linter knows: sizes, names, cheap imports, no clock and no bare tasks in the wrong place."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "fsm", "channels", "scoring", "handoff", "jobs")
FILES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
EVERYTHING = [*FILES, *sorted((ROOT / "tests").rglob("*.py"))]
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
NAMELESS = {"utils", "helpers", "common", "misc", "manager"}


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_files_can_be_read_in_one_sitting() -> None:
    long = {
        name_of(file): size for file in EVERYTHING if (size := len(file.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_functions_fit_a_screen() -> None:
    long = {
        f"{name_of(file)}:{node.name}": size
        for file in FILES
        if "migrations" not in file.parts
        for node in functions(file)
        if (size := _length(node)) > LONGEST_FUNCTION
    }
    assert long == {}


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    docstring = node.body[0] if ast.get_docstring(node) else None
    hidden = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
    return (node.end_lineno or 0) - node.lineno + 1 - hidden


def test_every_file_is_a_noun_of_the_business() -> None:
    assert [name_of(file) for file in EVERYTHING if file.stem in NAMELESS] == []


def test_only_the_clock_asks_what_time_it_is() -> None:
    asking = {
        name_of(file)
        for file in FILES
        if file.relative_to(ROOT).parts[0] in {"fsm", "scoring", "handoff"}
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    }
    assert asking == set()


def test_tests_use_fakes_not_patches() -> None:
    patching = [name_of(file) for file in EVERYTHING if "mock" in _imports(file) or "unittest.mock" in _imports(file)]
    assert patching == []


def _imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_nothing_unpickles_or_evaluates() -> None:
    banned = {"pickle", "marshal", "shelve", "dill"}
    assert {name_of(file) for file in FILES if _imports(file) & banned} == set()
    calling = {
        name_of(file)
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"}
    }
    assert calling == set()


@pytest.mark.parametrize(
    "module", ["fsm.machine", "fsm.reading.reader", "scoring.criteria", "handoff.card", "channels.contract"]
)
def test_the_core_loads_nothing_heavy(module: str) -> None:
    heavy = ("aiogram", "litellm", "aiohttp", "httpx", "sqlalchemy")
    code = f"import sys, {module}; print([name for name in {heavy!r} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_a_first_start_loads_nothing_that_it_can_do_without(tmp_path: Path) -> None:
    """Each of these costs every start tens of milliseconds and megabytes; whoever needs one imports it then."""
    networks = ("aiogram", "aiosmtplib", "asyncpg", "httpx", "litellm", "protego", "selectolax", "taskiq")
    papers = ("alembic", "apprise", "babel.messages", "matplotlib", "openpyxl", "xlsxwriter")
    heavy = (*networks, *papers, "apscheduler", "dns", "sqlalchemy.dialects.postgresql", "sqlalchemy.ext.asyncio")
    code = f"""
import asyncio, sys
import bot.running, bot.app, jobs.scraping.cache
from fsm.storage.schema import open_store

async def begin() -> None:
    await (await open_store(sys.argv[1])).close()

asyncio.run(begin())
print([name for name in {heavy!r} if name in sys.modules])
"""
    fresh = [sys.executable, "-c", code, f"sqlite:///{tmp_path / 'talap.db'}"]
    shown = subprocess.run(fresh, cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
