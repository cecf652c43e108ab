"""The exchange an owner is shown before the bot goes live: short, and whole sentences."""

from __future__ import annotations

from bot.admin.setup_preview import Said, shown


def test_a_short_answer_stands_as_it_is_and_is_safe() -> None:
    text = shown("a < b?", (Said("Да,  <b>конечно</b>.\nКогда?", ("сегодня", "завтра")),))
    assert (
        text == "<blockquote>👤 a &lt; b?\n🤖 Да, &lt;b&gt;конечно&lt;/b&gt;. Когда?\n[сегодня] [завтра]</blockquote>"
    )


def test_of_a_long_answer_whole_sentences_are_left_out_of_the_middle() -> None:
    sentences = [f"Это предложение номер {number}, и в нём довольно много слов." for number in range(12)]
    text = shown("?", (Said(" ".join(sentences)),))
    kept = text.removeprefix("<blockquote>👤 ?\n🤖 ").removesuffix("</blockquote>")
    assert kept.startswith(sentences[0])
    assert kept.endswith(sentences[-1])
    assert len(kept) <= 250
    assert all(part.rstrip(".") in " ".join(sentences) for part in kept.split(". "))


def test_one_endless_sentence_is_cut_at_a_word() -> None:
    text = shown("?", (Said("слово " * 200),))
    assert text.endswith("слово …</blockquote>")
    assert len(text) < 300
