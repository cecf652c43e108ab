"""The notation of phrase lists, and the plain spelling behind it."""

from __future__ import annotations

import pytest

from fsm.reading.phrases import Phrasebook
from fsm.reading.stems import cyrillic, plain, split

BOOK = Phrasebook(
    {
        "call": "не зв* мне, < (да/ну) позвон*, !без звонк*, рано !утром, скажу @family",
        "count": "раз .. два, один . три, конец >, # лет",
    },
    {"family": "муж* жена жене"},
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("не звоните мне", 1),
        ("не мне звоните", 0),
        ("ну позвоните", 1),
        ("позвоните", 1),
        ("лучше позвоните", 0),
        ("жду звонка", 1),
        ("без звонков", 0),
        ("рано вставать", 1),
        ("рано утром", 0),
        ("скажу мужу", 1),
        ("скажу жене", 1),
        ("скажу жениху", 0),
        ("раз и ещё раз два", 1),
        ("раз а б в г два", 0),
        ("один два три", 1),
        ("один раз или три", 0),
        ("вот и конец", 1),
        ("конец дня", 0),
        ("25 лет", 1),
        ("", 0),
    ],
)
def test_a_phrase_is_found_as_written(text, found):
    hits = BOOK.find([word.plain for word in split(text)])
    assert (sum(map(len, hits.values())) > 0) == bool(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("қалай", "калай"),
        ("ещё", "еше"),
        ("сколькоо", "сколько"),
        ("рассрочка", "расрочка"),
        ("керегі", "кереги"),
        ("вы", "ви"),
    ],
)
def test_habits_of_spelling_do_not_matter(one, other):
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("latin", "word"),
    [("skolko", "сколько"), ("zhok", "жоқ"), ("jaqsy", "жақсы"), ("hochu", "хочу"), ("kuda", "куда"), ("chto", "что")],
)
def test_latin_spelling_is_put_back(latin, word):
    assert cyrillic(latin) == plain(word)


def test_words_keep_their_places_and_marks():
    words = split("да, кое-где 25!")
    assert [(word.raw, word.after) for word in words] == [("да", ","), ("кое", ""), ("где", ""), ("25", "!")]
    assert "да, кое-где 25!"[words[2].start : words[2].end] == "где"
