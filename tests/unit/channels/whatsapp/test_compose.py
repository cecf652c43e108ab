"""What people see: no markup left over, nothing taken for markup that is none, options that can be answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.contract import Button, Outbound
from channels.degrade import fit
from channels.markup import escape, plain
from channels.whatsapp.compose import CAPABILITIES, HAIR, request, text_of
from channels.whatsapp.options import Options
from channels.whatsapp.recall import offered
from tests.fakes.waha_people import shown

CHAT = "77771234567@c.us"


def said(text: str, *, html: bool = False) -> str:
    return text_of(Outbound(chat=CHAT, text=text, key="1", html=html))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<b>Цена:</b> 10 000", "*Цена:* 10 000"),
        ("<i>до осмотра</i>, <s>15 000</s> 10 000", "_до осмотра_, ~15 000~ 10 000"),
        ("код <code>A-17</code>", "код `A-17`"),
        ("сло<b>во</b>", "слово"),
        ("<b>два\nряда</b>", "два\nряда"),
        ("<b> края </b>", " края "),
        ("<b>2*2</b>", "2*2"),
        ("<u>важно</u> <pre>x</pre>", "важно x"),
        ('<a href="https://shop.kz">сайт</a>', "сайт (https://shop.kz)"),
        ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
    ],
)
def test_markup_becomes_signs_where_whatsapp_reads_them(html: str, text: str) -> None:
    assert said(html, html=True) == text


@pytest.mark.parametrize("text", ["*x*", "_i_", "~s~", "`c`", "a *b* c", "(*x*)", "*a* and *b*", "**x**"])
def test_signs_that_are_only_signs_stay_signs(text: str) -> None:
    assert shown(said(text)) == text
    assert shown(text) != text


@pytest.mark.parametrize("text", ["2*2=4", "a_b_c", "https://x.kz/_a_/", "5 * 5", "10–15 тысяч", "* пункт", "~100"])
def test_what_whatsapp_does_not_read_is_left_alone(text: str) -> None:
    assert said(text) == text


@given(st.text(alphabet="ab *_~`\n.,(", max_size=40))
def test_plain_text_is_seen_as_it_is(text: str) -> None:
    assert shown(said(text)) == text


@given(st.text(max_size=60), st.sampled_from(["b", "i", "s", "u", "code"]))
def test_marked_words_are_seen_as_words(text: str, tag: str) -> None:
    seen = shown(said(f"<{tag}>{escape(text)}</{tag}>", html=True))
    assert seen == plain(escape(text)).replace(HAIR, "") or any("\ue000" <= sign <= "\ue003" for sign in text)


def test_a_request_has_what_waha_documents_and_no_more() -> None:
    _, body = request(Outbound(chat=CHAT, text="Да", key="1", reply_to="3AEC"), "default", "3EB0AA")
    assert body == {
        "session": "default",
        "chatId": CHAT,
        "text": "Да",
        "linkPreview": False,
        "reply_to": f"false_{CHAT}_3AEC",
        "id": "3EB0AA",
    }
    assert "id" not in request(Outbound(chat=CHAT, text="Да", key="1"), "default", "")[1]


def test_buttons_become_lines_that_can_be_answered() -> None:
    rows = ((Button("Сегодня", "a"),), (Button("За неделю", "b"), Button("Наш сайт", url="https://shop.kz")))
    (part,) = fit(Outbound(chat=CHAT, text="Когда?", key="1", buttons=rows), CAPABILITIES)
    assert part.text == "Когда?\n\n1. Сегодня\n2. За неделю\n3. Наш сайт: https://shop.kz"
    assert part.buttons == ()


@pytest.fixture
def options() -> Options:
    options = Options()
    rows = [
        [Button("Сегодня", "a"), Button("За 2–3 дня", "b")],
        [Button("Всё равно", "c"), Button("x", url="https://x")],
    ]
    options.show(CHAT, rows)
    return options


@pytest.mark.parametrize(
    ("typed", "token"),
    [
        *(("1", "a"), ("2", "b"), ("2.", "b"), (" 2) ", "b"), ("№ 2", "b"), ("2️⃣", "b"), ("#3", "c"), ("02", "b")),
        *(("сегодня", "a"), ("Сегодня!", "a"), ("за 2-3 дня", "b"), ("все равно", "c")),
    ],
)
def test_a_number_or_the_words_choose(options: Options, typed: str, token: str) -> None:
    chosen = options.chosen(CHAT, typed)
    assert chosen is not None
    assert chosen.token == token


@pytest.mark.parametrize(
    "typed", ["0", "4", "5", "99", "через 2 дня", "2 или 3", "1 2", "10000", "", "!", "да", "дня 2"]
)
def test_anything_else_is_words(options: Options, typed: str) -> None:
    assert options.chosen(CHAT, typed) is None


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Когда?\n\n1. Сегодня\n2. Завтра", ["Сегодня", "Завтра"]),
        ("Раньше было:\n1. старое\n\nА теперь?\n\n1. Да\n2. Нет\n", ["Да", "Нет"]),
        ("1. Одно", ["Одно"]),
        ("Когда?", []),
        ("2. Без начала", []),
        ("1. Да\n2. Нет\nЖду ответа", []),
        ("", []),
    ],
)
def test_the_options_of_an_old_message_are_read_from_it(text: str, options: list[str]) -> None:
    assert offered(text) == options


def test_a_newer_message_ends_the_options_before_it(options: Options) -> None:
    options.show(CHAT, ())
    assert options.chosen(CHAT, "1") is None
    assert not options.open(CHAT)


@given(st.text(max_size=30))
def test_no_text_breaks_the_choosing(text: str) -> None:
    options = Options()
    options.show(CHAT, [[Button("Да", "y"), Button("Нет", "n")]])
    chosen = options.chosen(CHAT, text)
    assert chosen is None or chosen.token in ("y", "n")
