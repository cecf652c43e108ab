from __future__ import annotations

import re
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.contract import Button, Capabilities, Enclosure, Outbound, TopicChange
from channels.degrade import fit, lacks, split, split_html, utf16_length
from channels.markup import escape, plain
from tests.fakes.botapi_html import shown

TELEGRAM = Capabilities(max_text=4096, html=True, buttons=100, buttons_in_row=8, edits=True, asks_contact=True)
PLAIN = Capabilities(max_text=4096)
TAGS = ("b", "i", "u", "s", "code", "pre", "blockquote")

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400)
wordy = st.lists(
    st.sampled_from(["слово", "😀", "👩‍👩‍👧", "é", ". ", "\n", "\n\n", " ", "x" * 50, "!"]), max_size=120
).map("".join)


def message(text: str, **more: object) -> Outbound:
    return Outbound(chat="1", text=text, key="k", **more)  # type: ignore[arg-type]


@st.composite
def marked_up(draw: st.DrawFn, depth: int = 3) -> str:
    """Balanced HTML of our subset around any text."""
    parts = []
    for _ in range(draw(st.integers(0, 4))):
        inner = draw(marked_up(depth - 1)) if depth and draw(st.booleans()) else escape(draw(texts | wordy))
        tag = draw(st.sampled_from(("", *TAGS, 'a href="https://x.kz/?a=1&amp;b=2"')))
        parts.append(f"<{tag}>{inner}</{tag.split()[0]}>" if tag else inner)
    return "".join(parts)


def without_space(text: str) -> str:
    return "".join(text.split())


@given(texts | wordy, st.integers(2, 60))
def test_any_text_arrives_whole_and_in_order(text: str, longest: int) -> None:
    pieces = split(text, longest)
    assert without_space("".join(pieces)) == without_space(text)
    assert all(utf16_length(piece) <= longest for piece in pieces)
    assert all(piece.strip() for piece in pieces)


@given(marked_up(), st.integers(2, 60))
@settings(max_examples=200)
def test_marked_up_text_arrives_whole_in_order_and_balanced(html: str, longest: int) -> None:
    pieces = split_html(html, longest)
    seen = [shown(piece) for piece in pieces]
    assert without_space("".join(seen)) == without_space(plain(html))
    assert all(utf16_length(text) <= longest for text in seen)


@given(marked_up())
def test_what_we_take_for_shown_is_what_telegram_shows(html: str) -> None:
    assert plain(html) == shown(html)


@given(texts)
def test_escaped_text_shows_as_it_was(text: str) -> None:
    assert plain(escape(text)) == text
    assert shown(escape(text)) == text


@given(st.text(max_size=60))
def test_any_bytes_of_a_lead_pass(text: str) -> None:
    for html in (True, False):
        for part in fit(message(text, html=html), Capabilities(max_text=20, html=html)):
            part.text.encode()


class Balance(HTMLParser):
    """Counts what is open: any HTML must come out balanced, even what we were never meant to write."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in (*TAGS, "a"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in (*TAGS, "a"):
            assert self.open, f"</{tag}> without its start"
            assert self.open.pop() == tag


@given(st.lists(st.sampled_from(["<b>", "</b>", "<i>", "</i>", "<pre>", "</pre>", "words ", "&lt;", "x" * 9])))
def test_even_broken_markup_is_cut_into_balanced_pieces(tokens: list[str]) -> None:
    for piece in split_html("".join(tokens), 10):
        balance = Balance()
        balance.feed(piece)
        assert not balance.open


def test_a_text_is_cut_where_a_reader_would_pause() -> None:
    assert split("One two. Three four.", 14) == ["One two.", "Three four."]
    assert split("first paragraph\n\nsecond one", 22) == ["first paragraph", "second one"]
    assert split("one line\nnext line", 12) == ["one line", "next line"]
    assert split("abcdefghij", 4) == ["abcd", "efgh", "ij"]


def test_a_pair_and_a_joined_emoji_are_never_torn() -> None:
    family = "👩‍👩‍👧"
    assert split("a😀😀", 2) == ["a", "😀", "😀"]
    for piece in split(family * 5, 20):
        assert piece.replace(family, "") == ""
    assert split("cafe\u0301 cafe\u0301", 5) == ["cafe\u0301", "cafe\u0301"]


def test_2100_emoji_are_two_messages_and_4096_signs_are_one() -> None:
    assert [utf16_length(part.text) for part in fit(message("😀" * 2_100), TELEGRAM)] == [4096, 104]
    assert len(fit(message(escape("<" * 4_096), html=True), TELEGRAM)) == 1
    assert len(fit(message(escape("<" * 4_097), html=True), TELEGRAM)) == 2


def test_tags_are_closed_at_a_cut_and_opened_again() -> None:
    assert split_html('<b>bold <a href="https://x.kz">a link here</a></b> end', 12) == [
        '<b>bold <a href="https://x.kz">a link</a></b>',
        '<b><a href="https://x.kz">here</a></b> end',
    ]


def test_buttons_and_the_question_go_with_the_last_part_and_the_edit_with_the_first() -> None:
    long = message("word " * 2_000, buttons=((Button("Yes", "y"),),), edits="7", reply_to="3", asks_contact="Share")
    parts = fit(long, TELEGRAM)
    assert [part.key for part in parts] == ["k.1", "k.2", "k.3"]
    assert [bool(part.buttons) for part in parts] == [False, False, True]
    assert [part.asks_contact for part in parts] == ["", "", "Share"]
    assert [part.edits for part in parts] == ["7", "", ""]
    assert [part.reply_to for part in parts] == ["3", "", ""]


def test_a_message_that_fits_comes_back_as_it_is() -> None:
    short = message("hello", buttons=((Button("Yes", "y"),),))
    assert fit(short, TELEGRAM) == (short,)
    assert fit(short, TELEGRAM)[0] is short


def test_without_buttons_there_are_numbered_lines() -> None:
    rows = ((Button("Today", "t"), Button("Later", "l")), (Button("Site", url="https://x.kz"),))
    (part,) = fit(message("When?", buttons=rows), PLAIN)
    assert part.text == "When?\n\n1. Today\n2. Later\n3. Site: https://x.kz"
    assert part.buttons == ()


def test_numbered_lines_in_markup_are_escaped() -> None:
    html_only = Capabilities(html=True)
    (part,) = fit(message("<b>When?</b>", html=True, buttons=((Button("<3", "t"),),)), html_only)
    assert shown(part.text) == "When?\n\n1. <3"


def test_rows_are_broken_to_the_network_s_width() -> None:
    row = tuple(Button(str(number), str(number)) for number in range(5))
    (part,) = fit(message("?", buttons=(row,)), Capabilities(buttons=10, buttons_in_row=2))
    assert [len(row) for row in part.buttons] == [2, 2, 1]


def test_without_markup_links_keep_their_address() -> None:
    html = 'See <a href="https://x.kz/?a=1&amp;b=2">our <b>prices</b></a>, <a href="https://y.kz">https://y.kz</a>'
    (part,) = fit(message(html, html=True), PLAIN)
    assert part.text == "See our prices (https://x.kz/?a=1&b=2), https://y.kz"
    assert not part.html


@pytest.mark.parametrize("text", ["<3 you", "a & b", "&nbsp;", "<script>", "</b>", "<", "&", "<b", "1 < 2 > 0"])
def test_what_is_not_our_markup_stays_text(text: str) -> None:
    assert re.sub("</b>", "", text) == plain(text)


def test_a_text_of_nothing_stays_one_message() -> None:
    assert len(fit(message(" " * 5_000), TELEGRAM)) == 1
    assert len(fit(message(""), TELEGRAM)) == 1


PHOTO = Enclosure(kind="photo", name="kitchen.jpg", file_id="A")
PLAN = Enclosure(kind="document", name="plan.pdf", file_id="B")
FILES = msgspec.structs.replace(TELEGRAM, files=frozenset({"photo", "document"}), max_caption=1024)


def test_every_file_is_a_part_and_the_words_go_with_the_last() -> None:
    yes = ((Button("Yes", "y"),),)
    first, last = fit(message("<b>two</b>", html=True, files=(PHOTO, PLAN), buttons=yes, reply_to="3"), FILES)
    assert (first.key, first.text, first.html, first.files, first.buttons, first.reply_to) == (
        "k.1",
        "",
        False,
        (PHOTO,),
        (),
        "3",
    )
    assert (last.key, last.text, last.html, last.files, last.buttons, last.reply_to) == (
        "k.2",
        "<b>two</b>",
        True,
        (PLAN,),
        yes,
        "",
    )
    whole = message("one", files=(PHOTO,))
    assert fit(whole, FILES) == (whole,)


def test_words_too_long_for_a_caption_follow_the_files() -> None:
    shown_short = message("<b>" + "x" * 1_020 + "</b>", html=True, files=(PHOTO,))
    assert len(fit(shown_short, FILES)) == 1, "what is shown counts, not the markup"
    parts = fit(message("слово " * 1_000, files=(PHOTO, PLAN)), FILES)
    assert [(part.key, bool(part.files), bool(part.text)) for part in parts] == [
        ("k.1", True, False),
        ("k.2", True, False),
        ("k.3", False, True),
        ("k.4", False, True),
    ]
    assert " ".join(part.text for part in parts).split() == ["слово"] * 1_000


def test_a_kind_nobody_takes_is_a_document_and_where_none_go_a_name() -> None:
    (part,) = fit(message("see", files=(Enclosure(kind="sticker", name="s.webp"),)), FILES)
    assert [file.kind for file in part.files] == ["document"]
    (part,) = fit(message("<b>see</b>", html=True, files=(Enclosure(kind="photo", name="a<b>.jpg"), PLAN)), TELEGRAM)
    assert (part.text, part.files) == ("<b>see</b>\n\n📎 a&lt;b&gt;.jpg\n📎 plan.pdf", ())
    assert fit(message("new words", edits="7", files=(PLAN,)), FILES)[0].files == ()


@pytest.mark.parametrize(
    ("asked", "has"),
    [
        ({"reacts_to": "5"}, {"reacts": True}),
        ({"deletes": "5"}, {"deletes": True}),
        ({"topic_change": TopicChange("x")}, {"topics": True}),
    ],
)
def test_what_a_network_lacks_is_nothing(asked: dict[str, object], has: dict[str, bool]) -> None:
    wanted = message("👍", **asked)
    able = msgspec.structs.replace(PLAIN, **has)
    assert (fit(wanted, able), lacks(wanted, able)) == ((wanted,), False)
    assert (fit(wanted, PLAIN), lacks(wanted, PLAIN)) == ((), True)
