"""Addresses, charsets, headers, HTML and MIME: what people and programs really send, and what nobody should."""

from __future__ import annotations

import base64
import time
from email.header import Header

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.email.address import address_in, addresses_in, mailbox_in, tag_of
from channels.email.charset import clean, decoded, words
from channels.email.hypertext import text_of
from channels.email.mime import Unreadable, file_in, read
from channels.email.names import event_id, id_in, ids_in, is_ours, our_id, references, topic, was_sent_to

HEAD = b"From: a@b.kz\r\nMIME-Version: 1.0\r\n"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("alice@a.kz", ("alice@a.kz", "")),
        ("<Alice@A.KZ>", ("alice@a.kz", "")),
        ("Алия <alice@a.kz>", ("alice@a.kz", "Алия")),
        ('"Ким, Алия" <alice@a.kz>', ("alice@a.kz", "Ким, Алия")),
        ("=?utf-8?b?0JDQu9C40Y8=?= <alice@a.kz>", ("alice@a.kz", "Алия")),
        ("alice@a.kz (Алия)", ("alice@a.kz", "Алия")),
        ('"shop@bank.kz" <alice@a.kz>', ("alice@a.kz", "shop@bank.kz")),
        ("info@почта.рф", ("info@xn--80a1acny.xn--p1ai", "")),
        ("alice@a)bob@b", None),
        ("alice@a.kz, bob@b.kz", None),
        ("undisclosed-recipients:;", None),
        ("<alice@a.kz> <bob@b.kz>", None),
        ("alice@[127.0.0.1]", None),
        ("alice@localhost", None),
        ("alice@a..kz", None),
        (".alice@a.kz", None),
        ("al ice@a.kz", None),
        ("алия@почта.рф", None),
        ("=?utf-8?q?alice=40a=2Ekz?=", None),
        (f"{'a' * 65}@a.kz", None),
        (f"a@{'a.' * 100}kz", None),
        ("", None),
        ("<>", None),
        ("x" * 3_000, None),
    ],
)
def test_a_sender_is_one_plain_address_or_nobody(header: str, found: tuple[str, str] | None) -> None:
    mailbox = mailbox_in(header)
    assert (mailbox and (mailbox.address, mailbox.name)) == found


@given(st.text(max_size=80) | st.text(alphabet='ab@.<>"() ,;:\\\r\n=?+', max_size=60))
def test_whatever_is_taken_for_an_address_can_stand_in_a_header_and_is_read_the_same_again(header: str) -> None:
    mailbox = mailbox_in(header)
    for address in (*addresses_in(header), *([mailbox.address] if mailbox else [])):
        assert address.isascii()
        assert address.isprintable()
        assert not set(address) & set(' <>",;:()\\')
        assert address.count("@") == 1
        assert address_in(address) == address


def test_several_addresses_and_tags() -> None:
    assert addresses_in('"Ким, А" <a@b.kz>, c@d.kz; junk, <E@F.kz>') == ("a@b.kz", "c@d.kz", "e@f.kz")
    assert tag_of("Shop+OLX@a.kz", "shop@a.kz") == "olx"
    assert tag_of("shop@a.kz", "shop@a.kz") == ""
    assert tag_of("shopper@a.kz", "shop@a.kz") is None
    assert tag_of("shop+olx@b.kz", "shop@a.kz") is None


@pytest.mark.parametrize("charset", ["utf-8", "koi8-r", "windows-1251", "iso-8859-5"])
def test_a_header_comes_back_as_it_was_written(charset: str) -> None:
    text = "Сколько стоит ремонт ноутбука в Алматы? " * 4
    assert words(Header(text, charset).encode()).strip() == text.strip()


def test_letters_cut_in_two_raw_bytes_and_broken_words() -> None:
    assert words("=?utf-8?q?=D0?= =?utf-8?q?=90?=") == "А"
    assert words("=?utf-8?b?0A==?= x") == words("=?utf-8?b?0A?= x")
    assert words("Вопрос".encode("cp1251").decode("ascii", "surrogateescape")) == "Вопрос"
    assert words("=?nonsense?b?0JA=?=") == "А"
    assert words("=?utf-8?b?!?= =?utf-8?z?a?=").endswith("=?utf-8?z?a?=")


@given(
    st.binary(max_size=200), st.text(max_size=20) | st.sampled_from(["zip", "idna", "utf-7", "base64", "utf-16", "hex"])
)
def test_any_bytes_become_text(data: bytes, charset: str) -> None:
    assert isinstance(clean(decoded(data, charset)), str)
    clean(words(data.decode("ascii", "surrogateescape"))).encode()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Да</p><p>Нет</p>", "Да\n\nНет"),
        ("<div>Да</div><div>Нет</div><div><br></div><div>Всё</div>", "Да\nНет\n\nВсё"),
        ("a &lt;b&gt; &amp; c&nbsp;d", "a <b> & c d"),
        ("до <b>15</b> тысяч<br>завтра", "до 15 тысяч\nзавтра"),
        ("<ul><li>экран<li>батарея</ul>", "- экран\n- батарея"),
        ('смотрите <a href="https://x.kz/1">тут</a>', "смотрите тут (https://x.kz/1)"),
        ('<a href="https://x.kz">https://x.kz</a>', "https://x.kz"),
        ('<a href="javascript:alert(1)">тут</a>', "тут"),
        ("<style>p{}</style><script>x()</script><title>t</title>Да", "Да"),
        ('<div style="display:none">тайно</div>Да', "Да"),
        ("Да<blockquote>Когда?<br>1. Сегодня</blockquote>вечером", "Да\n> Когда?\n> 1. Сегодня\nвечером"),
        ('Да<div class="gmail_quote"><div>On wrote:</div><blockquote>x</blockquote></div>', "Да\n> On wrote:\n> x"),
        ("<!-- <b>нет</b> -->Да<!-- без конца", "Да"),
        ("1 < 2 и 3 > 2", "1 < 2 и 3 > 2"),
        ("<td>а</td><td>б</td>", "а б"),
        ("", ""),
    ],
)
def test_a_page_is_read_as_a_person_reads_it(html: str, text: str) -> None:
    assert text_of(html) == text


@given(st.text(alphabet="<>/!-abdivpquote= \"'&;", max_size=300) | st.text(max_size=200))
def test_any_page_can_be_read(html: str) -> None:
    assert isinstance(text_of(html), str)


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<div>", "<a href='https://x.kz'>", "&", "<blockquote>", "</p>", "<b", "<p hidden"]
)
def test_a_hostile_page_is_read_in_bounded_time(piece: str) -> None:
    begun = time.perf_counter()
    text_of(piece * (500_000 // len(piece)))
    assert time.perf_counter() - begun < 10


@settings(max_examples=300)
@given(st.binary(max_size=600))
def test_any_bytes_are_a_mail_or_unreadable(raw: bytes) -> None:
    for whole in (raw, HEAD + raw, HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + raw):
        try:
            mail = read(whole)
        except Unreadable:
            continue
        mail.text.encode()
        assert "\x00" not in mail.text


FIELDS = [
    "Content-Type",
    "Content-Disposition",
    "Content-Transfer-Encoding",
    "From",
    "Subject",
    "Content-ID",
    "References",
]
VALUES = st.sampled_from(
    [
        *(
            "multipart/mixed; boundary=b",
            "multipart/alternative",
            "message/rfc822",
            "text/html; charset=x",
            "a/b/c",
            ";;;",
        ),
        *(
            "attachment; filename*=utf-8''%FF",
            "attachment; filename*0*=x; filename*1=y",
            "base64",
            "uuencode",
            "x-gzip",
        ),
        *("message/delivery-status", "multipart/report; report-type=x", "text/plain; charset*=utf-8'x'y", "=?x?b?=="),
        *(
            "<a@b",
            'text/plain; charset="',
            "quoted-printable",
            "message/partial",
            "multipart/; boundary=",
            "\udcff\udcfe",
        ),
    ]
) | st.text(alphabet="a;=\"'*%/<>@ ", max_size=30)


@settings(max_examples=400)
@given(
    st.lists(st.tuples(st.sampled_from(FIELDS), VALUES), max_size=8),
    st.sampled_from(["", "--b\r\n", "--b--", "=FF=", "!!"]),
)
def test_no_combination_of_headers_breaks_the_reading(headers: list[tuple[str, str]], body: str) -> None:
    text = "".join(f"{name}: {value}\r\n" for name, value in headers)
    inner = (text + "\r\n" + body).encode("utf-8", "surrogateescape")
    for raw in (inner, HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + inner + b"\r\n--b--"):
        try:
            mail = read(raw)
        except Unreadable:
            continue
        for name in FIELDS:
            mail.shown(name.lower()).encode()
        for file in mail.files:
            assert "/" not in file.name
            file_in(raw, file.number)


@pytest.mark.parametrize("marks", [b"\x0bid:x", b"\x0b\x00\x00id: <a@x>", b"\x0cX-Y: z"])
def test_a_mail_within_a_mail_whose_headers_nobody_can_write_again_is_still_read(marks: bytes) -> None:
    inner = b"Subject: hi" + marks + b"\r\n\r\nwords within"
    raw = HEAD + b"Content-Type: message/rfc822\r\n\r\n" + inner
    (file,) = read(raw).files
    assert b"words within" in file_in(raw, file.number)[1]


def test_a_plain_rendering_is_preferred_and_every_file_is_found() -> None:
    picture = base64.b64encode(b"x" * 20_000).decode()
    text = f"""Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/related; boundary=r

--r
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain

plain
--a
Content-Type: text/html

<b>html</b>
--a--
--r
Content-Type: image/png; name=logo.png
Content-ID: <logo>
Content-Transfer-Encoding: base64

AAAA
--r
Content-Type: image/png; name=shot.png
Content-ID: <s>
Content-Transfer-Encoding: base64

{picture}
--r--
--m
Content-Type: message/rfc822

Subject: inner

inner words
--m--
"""
    raw = HEAD + text.replace("\n", "\r\n").encode()
    mail = read(raw)
    assert mail.text.strip() == "plain"
    assert [(file.kind, file.name) for file in mail.files] == [("photo", "shot.png"), ("document", "")]
    assert file_in(raw, mail.files[0].number)[1] == b"x" * 20_000
    assert abs(mail.files[0].size - 20_000) < 1_000
    with pytest.raises(LookupError):
        file_in(raw, 99)


@pytest.mark.parametrize(
    ("subject", "plain"),
    [
        ("Re: Ремонт", "Ремонт"),
        ("RE[2]: Fwd: Ответ: Ремонт", "Ремонт"),
        ("НА: Қайта: Жөндеу", "Жөндеу"),
        ("Переслано: FW: Ремонт", "Ремонт"),
        ("Ремонт: срочно", "Ремонт: срочно"),
        ("Рекомендация", "Рекомендация"),
        ("На завтра", "На завтра"),
        ("a\r\nBcc: x", "a Bcc: x"),
    ],
)
def test_a_subject_loses_what_programs_put_before_it(subject: str, plain: str) -> None:
    assert topic(subject) == plain


@given(st.text(max_size=60), st.text(max_size=40))
def test_our_message_id_is_a_message_id_the_same_every_time_and_nobody_elses(key: str, chat: str) -> None:
    made = our_id(key, chat, "example.kz")
    assert made == our_id(key, chat, "example.kz")
    assert ids_in(made) == (made,)
    assert is_ours(made)
    assert was_sent_to(made, chat)
    assert not was_sent_to(made, chat + "x")
    assert len(made) <= 200


def test_ids_and_chains() -> None:
    assert ids_in("<a@b> junk <c d@e> <f@g> <a@b>") == ("<a@b>", "<f@g>")
    assert id_in("none") == ""
    long = [f"<{number}@x>" for number in range(60)]
    chain = references(long, "<new@x>")
    assert len(chain) == 21
    assert (chain[0], chain[-1]) == ("<0@x>", "<new@x>")
    assert event_id("<a@b>", "x") != event_id("<a@b>", "y")
