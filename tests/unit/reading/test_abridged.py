from hypothesis import given
from hypothesis import strategies as st

from fsm.reading.abridged import HEAD, HEAD_PIECES, TAIL, TAIL_PIECES, Abridged

WORDS = st.sampled_from(
    ["слово", "x", "бюджет", "1 2 3", " " * 5, " " * 40, "\n" * 7, " \n   \t ", " ", "12", "!" * 20, "7" * 90]
)


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
        assert Abridged(whole[abridged.start(start) : abridged.end(at)]).text == word


def test_rows_of_figures_are_cut_by_their_number():
    short = Abridged("1." * 5000).text
    assert short.count("1") <= (HEAD_PIECES + TAIL_PIECES) // 2 + 1


def test_an_endless_word_number_or_mark_is_a_short_one():
    assert Abridged("бюджет " + "а" * 900 + " 500 тысяч").text == "бюджет " + "а" * 40 + " 500 тысяч"
    assert Abridged("7" * 900 + " тг").text == "7" * 40 + " тг"
    assert Abridged("да" + "!" * 900).text == "да!!!!!"
