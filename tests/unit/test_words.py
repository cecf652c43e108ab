"""The catalogue keeps its promises: every key in every language, the same placeholders, nothing unused or missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.admin.menu import PARTS
from bot.wording import FOLDER, LANGUAGES, Catalogue, placeholders, read_texts, template
from fsm.facts import Authority, Urgency
from fsm.lead import Band
from handoff.card import CHANNELS
from handoff.card import LANGUAGES as NAMED_LANGUAGES
from handoff.deal import PIPELINE, Gate
from handoff.reps import Role
from handoff.states import CLOSED, REASONS, Action
from scoring import criteria, rules

ROOT = FOLDER.parent
AREAS = ("bot", "channels", "fsm", "handoff", "jobs", "scoring")
TEXTS = {language: read_texts(FOLDER, language) for language in LANGUAGES}
KEYS = sorted(set().union(*TEXTS.values()))
OBJECTIONS = ("price", "trust", "time", "competitor", "warranty", "authority", "need")
COMMANDS = sorted({command.name for part in PARTS for command in part.commands})
MONTHS, WEEKDAYS = range(1, 13), range(1, 8)

FAMILIES = {
    "card": Action,
    "card.state": ["claimed", *CLOSED],
    "handoff.closed": CLOSED,
    "handoff.judged": [Action.JUNK, Action.NOT_HOT, "won", "lost"],
    "handoff": ["taken", "not_yours"],
    "lost": REASONS.values(),
    "role": Role,
    "day": range(7),
    "file": ["photo", "document", "voice", "audio", "video", "video_note", "sticker", "location", "animation"],
    "command": [*COMMANDS, *(f"{name}.words" for name in COMMANDS)],
    "card.outcome": ["meeting"],
    "join.why": ["phone", "code", "alias", "person"],
    "deal": PIPELINE,
    "gate": Gate,
    "leads.title": ["all", "hot", "waiting", "mine"],
    "leads.filter": ["all", "hot", "waiting", "mine"],
    "grade": [*Band, "person"],
    "factor": [factor for factor, _ in (*rules.CRITERIA_WEIGHTS, *rules.SEVEN_FACTOR_WEIGHTS)],
    "fact": [fact for facts in criteria.FACTS.values() for fact in facts],
    "timeline": Urgency,
    "authority": Authority,
    "objection": OBJECTIONS,
    "channel": CHANNELS,
    "language": NAMED_LANGUAGES,
    "date.day": [*MONTHS, "yesterday", "today", "tomorrow"],
    "date.until": [*MONTHS, "today", "tomorrow"],
    "date.from": [*MONTHS, "today", "tomorrow"],
    "weekday": WEEKDAYS,
}
"""Keys that code builds from a value: every value must have its text."""


@pytest.mark.parametrize("key", KEYS)
def test_a_key_exists_in_every_language_with_the_same_placeholders(key):
    assert [language for language in LANGUAGES if key not in TEXTS[language]] == []
    assert len({placeholders(TEXTS[language][key]) for language in LANGUAGES}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_have_no_stray_braces_spaces_or_repeated_keys(language):
    for key, text in TEXTS[language].items():
        assert "{" not in re.sub(r"\{[a-z][a-z0-9_]*\}", "", text), key
        assert text == text.strip(), key
    file = (FOLDER / language / "LC_MESSAGES" / "talap.po").read_text(encoding="utf-8")
    written = re.findall(r'^msgid "(.+)"$', file, flags=re.MULTILINE)
    assert sorted(written) == sorted(set(written))


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_become_part_of_a_card_carry_no_markup(language):
    areas = ("card.", "handoff.", "grade", "factor.", "fact.", "why.", "value.", "date.", "channel.", "language.")
    assert [key for key, text in TEXTS[language].items() if key.startswith(areas) and set(text) & set("<>&")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_buttons_fit_two_in_a_row_on_a_phone(language):
    assert [TEXTS[language][f"card.{action}"] for action in Action if len(TEXTS[language][f"card.{action}"]) > 16] == []


@pytest.mark.parametrize(("area", "members"), FAMILIES.items(), ids=FAMILIES)
def test_keys_built_from_values_exist_for_every_value(area, members):
    assert [f"{area}.{member}" for member in members if f"{area}.{member}" not in KEYS] == []


def test_keys_that_code_names_exist():
    unknown = {key for path in sources(".py") for key in named_keys(ast.parse(path.read_text("utf-8")))} - set(KEYS)
    assert sorted(key for key in unknown if not key.startswith("script.")) == []


def test_keys_in_the_catalogue_are_used():
    used = re.compile("|".join(used_patterns()))
    assert [key for key in KEYS if not used.fullmatch(key)] == []


def test_the_template_of_a_new_language_is_current():
    current = (FOLDER / "talap.pot").read_text(encoding="utf-8")
    assert current == template(KEYS), "write it anew: python -m bot.wording"


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_read_as_babel_reads_them(language: str) -> None:
    with (FOLDER / language / "LC_MESSAGES" / "talap.po").open("rb") as file:
        by_babel = read_po(file, locale=language, abort_invalid=True)
    assert {str(each.id): str(each.string) for each in by_babel if each.id and each.string} == TEXTS[language]


def po(folder: Path, text: str) -> dict[str, str]:
    file = folder / "ru" / "LC_MESSAGES" / "talap.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return read_texts(folder, "ru")


def test_a_file_may_have_notes_long_texts_and_texts_not_yet_translated(tmp_path: Path) -> None:
    text = '# note\nmsgid "a"\nmsgstr "1\\t\\"2\\"\\\\n\\n"\n"3"\n\n\nmsgid "b"\nmsgstr ""\n\n#~ msgid "c"'
    assert po(tmp_path, text.partition("#~")[0]) == {"a": '1\t"2"\\n\n3'}
    with pytest.raises(ValueError, match=r"talap.po:10"):
        po(tmp_path, text)


@pytest.mark.parametrize(
    "second",
    [
        'msgid "a"\nmsgstr "2"',
        'msgid "b"\nmsgstr "2',
        'msgid "b"',
        'msgid "b"\nmsgid_plural "c"\nmsgstr[0] "2"',
        "b = 2",
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, second: str) -> None:
    with pytest.raises(ValueError, match=r"talap.po:3"):
        po(tmp_path, f'msgid "a"\nmsgstr "1"\n{second}\n')


def test_a_key_without_a_text_falls_back_along_the_readers_languages(caplog):
    catalogue = Catalogue({"ru": {"a": "а", "b": "б"}, "kk": {"a": "ә"}, "en": {"a": "a", "b": "b", "c": "c"}})

    kazakh = catalogue.words("kk")
    assert [kazakh(key) for key in "abcabc"] == ["ә", "б", "c"] * 2
    assert [record.getMessage() for record in caplog.records] == [
        "words.missing key=b language=kk",
        "words.missing key=c language=kk",
    ]


def test_a_key_nobody_wrote_is_shown_and_logged_rather_than_raised(caplog):
    assert Catalogue({"ru": {}, "kk": {}, "en": {}}).words("en")("nobody.wrote") == "nobody.wrote"
    assert "nobody.wrote" in caplog.text


def sources(*endings: str) -> Iterator[Path]:
    """The program's own files, without tests and what tools left behind."""
    for area in AREAS:
        yield from (path for path in sorted((ROOT / area).rglob("*")) if path.suffix in endings)


def named_keys(tree: ast.AST) -> Iterator[str]:
    """Keys in the places where code names one: words("..."), Say("..."), notice="...", and the like."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        position = {"words": 0, "Say": 0, "Advice": 0, "Mark": 1, "Lid": 1, "Outcome": 2}.get(called)
        named = [word.value for word in node.keywords if word.arg in {"notice", "note"}]
        named += [word.value for word in node.keywords if word.arg == "key" and called == "Say"]
        if position is not None and len(node.args) > position and not isinstance(node.args[0], ast.Starred):
            named.append(node.args[position])
        for value in named:
            options = (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)
            yield from (
                option.value
                for option in options
                if isinstance(option, ast.Constant) and isinstance(option.value, str) and option.value
            )


def used_patterns() -> Iterator[str]:
    """Regular expressions of all keys the program can say: literals, f-strings that begin with a literal, web files."""
    for path in sources(".py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and node.value in TEXTS["ru"]:
                yield re.escape(node.value)
            elif isinstance(node, ast.Constant) and re.fullmatch(r"([a-z_]+\.){2,}", str(node.value)):
                yield re.escape(node.value) + r"[\w.]+"
            elif isinstance(node, ast.JoinedStr) and (pattern := built(node)):
                yield pattern
    for path in sources(".html", ".js", ".j2"):
        text = path.read_text("utf-8")
        yield from (re.escape(key) for key in KEYS if key in text)
        yield from (re.escape(prefix) + r"[\w.]+" for prefix in re.findall(r"\b((?:[a-z_]+\.)+)(?=[\"'`$])", text))


def built(node: ast.JoinedStr) -> str:
    """f"grade.{band}" as a pattern; "" when it is no key."""
    first = node.values[0]
    if not (isinstance(first, ast.Constant) and re.fullmatch(r"[a-z_]+\.[a-z_.]*", str(first.value))):
        return ""
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+" for part in node.values)


def test_the_gate_sees_the_keys_that_code_names():
    code = 'words("a.b"); Say("c.d"); Say(key="e.f"); go(notice="g.h"); words("i.j" if x else "k.l"); words(f"m.{n}")'

    assert set(named_keys(ast.parse(code))) == {"a.b", "c.d", "e.f", "g.h", "i.j", "k.l"}


@pytest.mark.parametrize(
    ("code", "matching", "not_matching"),
    [
        ('f"grade.{band}"', "grade.hot", "grades.hot"),
        ('f"date.{kind}.{month}"', "date.until.3", "date"),
        ('f"{area}.{name}"', None, "anything.at_all"),
        ('f"Hello. {name}"', None, "Hello. you"),
    ],
)
def test_the_gate_understands_keys_built_from_values(code, matching, not_matching):
    pattern = built(ast.parse(code, mode="eval").body)

    assert matching is None or re.fullmatch(pattern, matching)
    assert not pattern or not re.fullmatch(pattern, not_matching)
