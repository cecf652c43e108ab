from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.contract import Button
from channels.email.options import Options, meant
from channels.email.quotes import cut, has_phone, phone_line
from tests.unit.channels.email.quoted_mails import KEPT, MAILS

CUES = [
    "С уважением,", "-- ", "От: Иван <a@b.kz>", "Кому: мы", "> да", ">", "21.11.2026, 10:00, A <a@b.kz>:", "пишет:",
    "Отправлено с iPhone", "-----Original Message-----", "Да", "", "1. Сегодня", "________", "P.S. а?", "wrote:",
]  # fmt: skip


@pytest.mark.parametrize("name", MAILS)
def test_only_what_the_person_said_is_left(name: str) -> None:
    came, said = MAILS[name]
    assert cut(came).said == said
    assert cut(came.replace("\n", "\r\n")).said == said


@pytest.mark.parametrize("name", KEPT)
def test_the_persons_own_words_are_never_cut(name: str) -> None:
    assert cut(KEPT[name]).said == KEPT[name]


@pytest.mark.parametrize("name", [name for name in MAILS if "2. На неделе" in MAILS[name][0]])
def test_a_number_is_the_option_quoted_below(name: str) -> None:
    came, said = MAILS[name]
    if "forward" not in name:
        assert meant("2.", cut(came).quoted) == "На неделе"
        assert meant(said, cut(came).quoted) == said


def test_a_signature_may_tell_how_to_reach_somebody() -> None:
    apart = cut(MAILS["goodbye_ru"][0])
    assert phone_line(apart.signature) == "+7 777 123 45 67"
    assert has_phone("мой номер 8 (777) 123-45-67")
    assert not has_phone("10 000 - 15 000 тенге, 21.11.2026")


def test_options_are_chosen_by_number_or_label_until_the_next_message() -> None:
    options = Options()
    options.show("a@b.kz", [[Button("Сегодня", "t1")], [Button("На неделе", "t2"), Button("Сайт", url="https://x.kz")]])
    assert options.chosen("a@b.kz", "№ 2") == Button("На неделе", "t2")
    assert options.chosen("a@b.kz", "на неделе!") == Button("На неделе", "t2")
    for text in ("3", "4", "0", "неделя", "", "2 ноутбука"):
        assert options.chosen("a@b.kz", text) is None
    assert options.chosen("c@d.kz", "2") is None
    options.show("a@b.kz", [])
    assert options.chosen("a@b.kz", "2") is None


@given(st.text(max_size=400))
def test_any_text_is_taken_apart(text: str) -> None:
    apart = cut(text)
    assert len(apart.said) + len(apart.quoted) + len(apart.signature) <= len(text) + 2


@given(st.lists(st.sampled_from(CUES) | st.text(alphabet="ада >:-.\n", max_size=12), max_size=25))
def test_no_mixture_of_cues_breaks_it_and_cutting_again_changes_nothing_that_was_said_plainly(lines: list[str]) -> None:
    apart = cut("\n".join(lines))
    for line in apart.said.splitlines():
        assert not line.strip() or any(line.strip() in given for given in lines + "\n".join(lines).split("\n"))


@pytest.mark.parametrize("line", ["> ", "от: ", "a@b.kz:", "12:30 2026 ", "- ", "пишет:", "\u00a0", "С уважением "])
def test_a_long_hostile_mail_is_cut_in_bounded_time(line: str) -> None:
    for text in (line * 40_000, (line + "\n") * 20_000):
        begun = time.perf_counter()
        cut(text)
        assert time.perf_counter() - begun < 3
