"""Patterns that are looked for only where the words of a text allow it: what they answer is what `re` answers."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fsm import reading
from fsm.reading.rare import Rare
from fsm.reading.rare_signs import signs_of


def _all() -> Iterator[tuple[str, Rare]]:
    for found in pkgutil.iter_modules(reading.__path__):
        module = importlib.import_module(f"fsm.reading.{found.name}")
        for name, value in vars(module).items():
            if isinstance(value, Rare):
                yield f"{found.name}.{name}", value


ALL: Final = dict(_all())
SAID: Final = ("не", "надо", "работает", "врач", "у", "вас", "сайт", ",", ".", "!", "40", "жар", "емес", "the", "ago")


def _spans(found: Iterator[re.Match[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in found]


@pytest.mark.parametrize("name", sorted(ALL))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_a_pattern_matches_is_found(name: str, data: st.DataObject) -> None:
    rare = ALL[name]
    pattern = re.compile(rare.pattern)
    text = data.draw(st.from_regex(pattern, alphabet=st.characters(codec="utf-8", max_codepoint=0x52F)))
    assert _spans(rare.finditer(text)) == _spans(pattern.finditer(text)) != []


@given(text=st.lists(st.sampled_from(SAID)))
def test_any_text_is_answered_as_by_re(text: list[str]) -> None:
    said = " ".join(text)
    for rare in ALL.values():
        pattern = re.compile(rare.pattern)
        for asked in ("search", "match", "fullmatch"):
            found, wanted = getattr(rare, asked)(said), getattr(pattern, asked)(said)
            assert (found and found.span()) == (wanted and wanted.span())


@pytest.mark.parametrize(
    ("pattern", "signs"),
    [
        (r"\bне (?:работа|груз)", {("beginning", "работа"), ("beginning", "груз")}),
        (r"ошибк[иа]\b", {("part", "ошибк")}),
        (r"\bда\b|\bнет\b", {("whole", "да"), ("whole", "нет")}),
        (
            r"\bпере(?:нес|вед)[её]м",
            {
                ("beginning", "перенесе"),
                ("beginning", "перенесё"),
                ("beginning", "переведе"),
                ("beginning", "переведё"),
            },
        ),
        (r"\w*\bскоро\b(?! уже)", {("whole", "скоро")}),
        (r"\bне\b[^.!?]{0,30}\bработает", {("beginning", "работает")}),
        (r"\bуж?е? (?:поздно )?звони", {("beginning", "звони")}),
    ],
)
def test_signs_are_the_rarest_words_of_each_way(pattern: str, signs: set[tuple[str, str]]) -> None:
    assert {(sign.kind, sign.text) for sign in signs_of(pattern)} == signs


@pytest.mark.parametrize("pattern", [r"\d+", r"(?:скоро)?", r"скоро|\W+", r"(?i:скоро)", r"(?i)скоро", r"\w+но"])
def test_a_pattern_that_needs_no_word_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"no word|either case"):
        signs_of(pattern)


def test_a_pattern_made_later_is_looked_for_in_a_text_read_before() -> None:
    said = "приходите на новоселье"
    assert Rare(r"\bпрощани").search(said) is None
    found = Rare(r"\bновосел").search(said)
    assert found is not None
    assert found.span() == (13, 20)


def test_a_word_too_long_to_remember_is_read_as_well() -> None:
    assert Rare(r"конец\b").search("а" * 500 + "конец") is not None
