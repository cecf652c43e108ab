"""What people are told about collecting exists in every language, and is short enough for a phone."""

from __future__ import annotations

import ast
import inspect
from datetime import date
from pathlib import Path

import pytest

import jobs.scraping
import scoring.contact_quality
from bot.wording import LANGUAGES, Catalogue
from jobs.scraping import telling
from jobs.scraping.runs import Progress

CATALOGUE = Catalogue.load()
PROGRESS = Progress(
    run_id=1, state="done", why="max_found", pages=40, waiting=12, found=18, new=12, known=6,
    skipped={"gone": 5, "robots": 2, "too_slow": 1, "captcha": 1, "noindex": 1},
    blocked=("a.kz", "b.kz", "c.kz", "d.kz"),
)  # fmt: skip


def words(language: str):
    return CATALOGUE.words(language, date(2026, 11, 21))


def keys() -> list[str]:
    tree = ast.parse(inspect.getsource(scoring.contact_quality))
    marks = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and "quality." in str(node.value)}
    return [
        *(f"skip.{reason}" for reason in telling.SKIPS),
        *(f"collect.state.{state}" for state in telling.STATES),
        *(f"collect.why.{why}" for why in telling.ENDINGS),
        *sorted(mark for mark in marks if " " not in mark),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(language: str) -> None:
    assert [key for key in keys() if key not in CATALOGUE.keys(language)] == []


def test_every_reason_the_code_gives_can_be_told() -> None:
    given = set()
    for file in Path(inspect.getfile(jobs.scraping)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            named = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if named in {"Skipped", "Blocked"} and isinstance(node.args[0], ast.Constant):
                given.add(node.args[0].value)
    assert len(given) > 10
    assert given - set(telling.SKIPS) == set()


def test_a_run_in_one_line() -> None:
    assert telling.line(PROGRESS, words("ru")) == (
        "Страниц 40 из 52, найдено 18, новых 12. Пропущено 10: страницы нет (5), сайт просит не читать (2), "
        "просят ввести капчу (1), страница закрыта от поиска (1). Не пускают и больше не спрашиваем: a.kz, b.kz, c.kz."
    )
    assert telling.line(Progress(run_id=1, state="running"), words("en")) == "0 of 0 pages, found 0, new 0."
    assert telling.ending(PROGRESS, words("ru")) == "Готово: набран предел контактов за раз"
    assert telling.ending(Progress(run_id=1, state="running"), words("kk")) == "Жинау жүріп жатыр"
    assert all(len(telling.line(PROGRESS, words(language))) < 300 for language in LANGUAGES)


def test_why_a_contact_is_worth_it() -> None:
    parts = (("quality.mobile", 30), ("quality.own_email", 20), ("quality.stale", -25))
    assert (
        telling.quality(25, parts, words("ru"))
        == "25 из 100: мобильный номер +30, почта на своём сайте +20, устарел −25"
    )
    assert telling.quality(0, (("quality.unreachable", 0),), words("en")) == "0 of 100: cannot be reached"
