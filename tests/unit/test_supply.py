"""What is installed is what was locked: every file by its hash, nothing that runs by merely being there."""

from __future__ import annotations

import re
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
BANNED = {"litellm": {"1.82.7", "1.82.8"}}
"""Releases that carried somebody else's code."""

KNOWN_AT_START = {"distutils-precedence.pth", "_virtualenv.pth", "a1_coverage.pth"}
"""Files of the usual tools that run when Python starts; any other is looked at by a person first."""


def entries(lock: str) -> dict[str, tuple[str, str]]:
    """Name -> version and the rest of its entry."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found = [re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)(.*)", line) for line in lines]
    assert all(found), [line for line, entry in zip(lines, found, strict=True) if entry is None]
    return {entry.group(1).lower(): (entry.group(2), entry.group(3)) for entry in found if entry}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_library_is_locked_to_its_hashes(lock: str) -> None:
    found = entries(lock)
    assert len(found) > 20
    assert [name for name, (_, rest) in found.items() if "--hash=sha256:" not in rest] == []
    assert [name for name, versions in BANNED.items() if name in found and found[name][0] in versions] == []


def test_the_optional_model_library_is_not_a_banned_release() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    told = re.findall(r'"([a-z0-9_-]+)(?:\[[^\]]*\])?==([^";]+)"', project)
    assert ("litellm" in {name for name, _ in told}) is True
    assert [name for name, version in told if version in BANNED.get(name, ())] == []


def test_nothing_unknown_runs_when_python_starts() -> None:
    folder = Path(sysconfig.get_paths()["purelib"])
    running = {
        file.name
        for file in folder.glob("*.pth")
        if any(line.startswith(("import ", "import\t")) for line in file.read_text("utf-8", "replace").splitlines())
    }
    assert {name for name in running if not name.startswith("__editable__")} <= KNOWN_AT_START
