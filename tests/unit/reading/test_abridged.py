from hypothesis import given
from hypothesis import strategies as st

from fsm.reading.abridged import HEAD, TAIL, Abridged

WORDS = st.sampled_from(["слово", "x", "бюджет", "1 2 3", " " * 5, " " * 40, "\n" * 7, " \n   \t ", " ", "12"])


def test_an_ordinary_message_is_left_alone():
    assert Abridged("бюджет  50 тысяч").text == "бюджет  50 тысяч"


def test_an_overlong_message_is_its_two_ends():
    short = Abridged("начало " + "слово " * 5000 + "конец").text
    assert len(short) <= HEAD + TAIL + 1
    assert short.startswith("начало ")
    assert short.endswith(" конец")


def test_a_long_gap_is_three_characters_and_keeps_its_line_end():
    assert Abridged("1" + " " * 9000 + "2").text == "1   2"
    assert Abridged("1    \n   2").text == "1\n  2"


@given(st.lists(WORDS, max_size=900).map("".join))
def test_every_kept_stretch_is_found_again_in_the_whole_text(whole):
    abridged = Abridged(whole)
    at = 0
    for word in abridged.text.split():
        start = abridged.text.index(word, at)
        at = start + len(word)
        assert whole[abridged.start(start) : abridged.end(at)] == word
