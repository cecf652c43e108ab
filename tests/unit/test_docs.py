"""The documents cannot lie: settings, verbs, stages and make targets are what the program has."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config import names
from fsm import script

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.ru.md")


def told_settings(readme: str) -> dict[str, str]:
    rows = re.findall(r"^\| `(TALAP_\w+)` \| (?:`([^`]*)`)? ?\|", (ROOT / readme).read_text("utf-8"), re.MULTILINE)
    return dict(rows)


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_is_told_with_its_real_default(readme: str) -> None:
    assert told_settings(readme) == names()


def test_the_example_file_names_every_setting_with_its_default() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    told = dict(line.removeprefix("#").split("=", 1) for line in lines if line.startswith("#TALAP_"))
    assert told == names()


@pytest.mark.parametrize("readme", READMES)
def test_every_verb_is_told(readme: str) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    verbs = set(re.findall(r"^    (\w+) ", shown.stdout, re.MULTILINE))
    told = set(re.findall(r"`python -m bot (\w+)", (ROOT / readme).read_text("utf-8")))
    assert verbs == told


@pytest.mark.parametrize("readme", READMES)
def test_make_targets_told_exist(readme: str) -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    told = set(re.findall(r"`make (\w+)`", (ROOT / readme).read_text("utf-8")))
    assert told <= targets


@pytest.mark.parametrize("readme", READMES)
def test_the_shipped_scripts_are_told(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    assert [name for name in script.shipped() if f"`{name}`" not in text] == []


@pytest.mark.parametrize("readme", READMES)
def test_links_inside_the_project_lead_somewhere(readme: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / readme).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_no_registry_host_and_no_path_of_one_machine_stands_in_the_tree() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    hosts = re.compile("py" + r"pi\.org|python" + r"hosted\.org|registry\.npm" + r"js|deb\.deb" + "ian")
    found = [name for name in tracked if hosts.search((ROOT / name).read_bytes().decode("utf-8", "ignore"))]
    assert found == []
