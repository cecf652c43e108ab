"""What a person finds on a firm's pages, the reader finds; what a person would not take for contacts, it leaves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jobs.scraping import page_contacts
from jobs.scraping.body import decoded
from jobs.scraping.clean import email, handle, name, phone, site
from jobs.scraping.collected import merge
from jobs.scraping.contract import Ask, Criteria, Found, Page, Skipped
from jobs.scraping.page_links import unprotected
from jobs.scraping.websites import Websites
from tests.fakes.sites_pages import FIRMS, Firm, scrambled

AT = datetime(2026, 11, 21, tzinfo=UTC)
KINDS = ("phones", "emails", "whatsapp", "telegram", "instagram")


def page(body: str | bytes, url: str = "http://firma.kz/", charset: str = "", robots_tag: str = "") -> Page:
    data = body.encode() if isinstance(body, str) else body
    return Page(url=url, body=data, charset=charset, at=AT, robots_tag=robots_tag)


def read(body: str | bytes, step: int = 1, **more: str) -> Found:
    """The one business of a page."""
    (found,) = Websites().parse(Ask("website", "http://firma.kz/", step=step), page(body, **more), Criteria()).found
    return found


def visited(firm: Firm) -> tuple[Found | None, int]:
    """The firm as a visit to its site shows it, and the number of pages asked for."""
    source, criteria = Websites(), Criteria(sites=(firm.host,))
    waiting, merged, asked = list(source.plan(criteria)), None, 0
    while waiting:
        ask = waiting.pop(0)
        asked += 1
        body, kind = firm.pages.get("/" + ask.url.split("/", 3)[3], ("", ""))
        if body:
            parsed = source.parse(ask, page(body, ask.url, kind.partition("charset=")[2]), criteria)
            waiting += parsed.more
            for found in parsed.found:
                merged = found if merged is None else merge(merged, found)
    return merged, asked


@pytest.mark.parametrize("firm", FIRMS, ids=lambda firm: firm.host)
def test_a_visit_finds_what_a_person_finds(firm: Firm) -> None:
    found, asked = visited(firm)
    assert asked <= 3
    assert {kind: set(getattr(found, kind, ())) for kind in KINDS} == {kind: getattr(firm, kind) for kind in KINDS}
    if found is not None:
        assert (found.name, found.city) == (firm.name, firm.city)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8 777-123 45 67", "+77771234567"), ("+7-777-123-45-67", "+77771234567"), ("87771234567", "+77771234567"),
        ("7 (777) 123 45 67", "+77771234567"), ("тел:77771234567", "+77771234567"), ("8(777)1234567", "+77771234567"),
        ("т.8-777-123-4567", "+77771234567"), ("(727) 250-00-00", "+77272500000"),
        ("8 /7272/ 50-00-00", "+77272500000"),
        ("8 (72722) 5-00-00", "+77272250000"), ("+7 (777) 123 - 45 - 67", "+77771234567"),
        ("+7‒777‒123‒45‒67", "+77771234567"), ("моб.: +7(701) 111 22 33 (WhatsApp)", "+77011112233"),
        ("тел./факс: 8 (7122) 35-55-55", "+77122355555"), ("8 800 080 8888", "+78000808888"),
        ("заказ по тел. 8 701 123 45 67", "+77011234567"), ("+7 727 250 00 00 вн. 105", "+77272500000"),
        ("+998 90 123 45 67", "+998901234567"), ("№ тел: 7012345678", "+77012345678"),
    ],
)  # fmt: skip
def test_phones_in_every_spelling(text: str, number: str) -> None:
    assert page_contacts.phones([text], "KZ") == [number]


@pytest.mark.parametrize(
    "text",
    [
        "1 250 000 тг", "№ 7012345678", "ИНН 7012345678", "БИН 050140001234", "12.10.2026 10:00 - 18:00", "тел. 5050",
        "ИИК KZ86125KZT5004100100", "факс: 8 (7212) 41-22-35", "87771234", "250-00-00", "от 5 000 до 25 000",
        "1234567890123456",
    ],
)  # fmt: skip
def test_figures_that_are_no_phones(text: str) -> None:
    assert page_contacts.phones([text], "KZ") == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("info [at] firma.kz", "info@firma.kz"), ("sales(собака)firma(точка)kz", "sales@firma.kz"),
        ("info @ x.kz", "info@x.kz"), ("a at b dot kz", "a@b.kz"), ("почта: INFO@Firma.KZ. Пишите", "info@firma.kz"),
        ("пишите:почта@пример.рф", "почта@пример.рф"), ("почта info@firma.kzЗвоните", "info@firma.kz"),
        ("x (at) y (dot) co (dot) kz", "x@y.co.kz"),
    ],
)  # fmt: skip
def test_emails_in_every_spelling(text: str, address: str) -> None:
    assert page_contacts.emails([text]) == [address]


@pytest.mark.parametrize(
    "text",
    ["logo@2x.png", "look at it. Then", "name@example.com", "1234@sentry.io", "@instagram", "noreply@firma.kz", "a@b"],
)
def test_what_is_no_email(text: str) -> None:
    assert page_contacts.emails([text]) == []


def test_the_studio_that_made_the_site_is_not_the_firm() -> None:
    found = read(
        "<p>тел. +7 701 111 22 33</p><footer>Разработка сайта: Web-студия, studio@web.kz, +7 777 000 00 00</footer>"
    )
    assert (found.phones, found.emails) == (("+77011112233",), ())


def test_mobiles_come_first_and_foreign_numbers_only_when_there_is_no_other() -> None:
    assert read("<p>+7 727 250 00 00</p><p>+7 701 111 22 33</p><p>+49 30 901820</p>").phones == (
        "+77011112233",
        "+77272500000",
    )
    assert read("<p>+49 30 901820</p>").phones == ("+4930901820",)


def test_the_firms_own_address_comes_before_a_free_one() -> None:
    assert read("<p>firma@mail.ru</p><p>sales@firma.kz</p>").emails == ("sales@firma.kz", "firma@mail.ru")


@pytest.mark.parametrize("words", ["noindex, nofollow", "none"])
def test_a_page_that_asks_not_to_be_indexed_is_left(words: str) -> None:
    body = f'<meta name="robots" content="{words}"><p>тел. +7 701 111 22 33</p>'
    with pytest.raises(Skipped, match="noindex"):
        Websites().parse(Ask("website", "http://firma.kz/"), page(body), Criteria())
    with pytest.raises(Skipped, match="noindex"):
        Websites().parse(Ask("website", "http://firma.kz/"), page("<p>x", robots_tag=words), Criteria())


def test_a_page_that_asks_not_to_follow_its_links_is_read_alone() -> None:
    body = '<meta name="Robots" content="NOFOLLOW"><p>тел. +7 701 111 22 33</p><a href="/contacts">Контакты</a>'
    parsed = Websites().parse(Ask("website", "http://firma.kz/"), page(body), Criteria())
    assert (len(parsed.found), parsed.more) == (1, ())


def test_a_site_that_is_only_a_page_on_a_platform_is_not_asked() -> None:
    sites = (
        "https://www.instagram.com/firma",
        "firma.2gis.kz",
        "t.me/firma",
        "https://firma.kz/ru/",
        "www.firma2.kz",
        "x",
    )
    assert [ask.url for ask in Websites().plan(Criteria(sites=sites))] == [
        "https://firma.kz/ru/",
        "http://www.firma2.kz/",
    ]


def test_contact_pages_of_other_sites_and_files_are_not_followed() -> None:
    body = """<a href="http://other.kz/contacts">Контакты</a><a href="/contacts.pdf">Контакты</a>
    <a href="//firma.kz/kontakty/">Контакты</a><a href="javascript:void(0)">Контакты</a>
    <a href="#contacts">Контакты</a>"""
    parsed = Websites().parse(Ask("website", "http://firma.kz/"), page(body), Criteria())
    assert [ask.url for ask in parsed.more] == ["http://firma.kz/kontakty/"]


def test_a_page_drawn_by_a_script_is_read_from_its_data_or_said_to_need_a_browser() -> None:
    state = '{"props":{"phone":"+7 (727) 331-10-00","mail":"info@films.kz","title":"Tiger"}}'
    drawn = f'<div id="root"></div><script id="__NEXT_DATA__">{state}</script><script src="/app.js"></script>'
    assert (read(drawn).phones, read(drawn).emails) == (("+77273311000",), ("info@films.kz",))
    with pytest.raises(Skipped, match="needs_browser"):
        Websites().parse(
            Ask("website", "http://x.kz/"), page('<div id="app"></div><script src="/a.js"></script>'), Criteria()
        )


@pytest.mark.parametrize(
    ("body", "phones"),
    [
        ("<p>8 (7172)\n\t  27-99-00<br>+7\n(701) 511-22-00</p>", ("+77015112200", "+77172279900")),
        ("<p>Контакты: +8 (7172) 57 55 55</p>", ("+77172575555",)),
        ("<p>+7 (727) 345-01-01, 379-13-52, 379-13-42.</p>", ("+77273450101", "+77273791352", "+77273791342")),
        ("<p>тел/факс: +7 (727) 266 50 09, e-mail:\n a@b.kz</p>", ("+77272665009",)),
        ("<!-- 8 (7172) 45 65 85 --><p>+7 701 251 97 82, +7 700 000 00 00</p>", ("+77012519782",)),
        ("<p>" + "слово " * 3000 + "8 701 251 97 82</p>", ("+77012519782",)),
    ],
)
def test_numbers_as_they_stand_in_the_source_of_real_pages(body: str, phones: tuple[str, ...]) -> None:
    assert read(body).phones == phones


@pytest.mark.parametrize(
    ("body", "address", "city"),
    [
        ("<p>г. Тараз: ул. Абая 37, тел.: 8 (7262) 25-25-83</p>", "г. Тараз: ул. Абая 37", "Тараз"),
        ("<p>Мекенжайымыз: Ақтөбе қ., Абай даңғылы, 5, ұялы: 8 701 251 97 82", "Ақтөбе қ., Абай даңғылы, 5", "Ақтөбе"),
        ("<p>8 701 251 97 82</p><p>Работаем с 2004 года</p>", "", ""),
    ],
)
def test_addresses_end_where_phones_begin(body: str, address: str, city: str) -> None:
    found = read(body)
    assert (found.address, found.city) == (address, city)


def test_cloudflares_scrambling_is_undone() -> None:
    assert unprotected(scrambled("info@firma.kz")) == "info@firma.kz"
    assert [unprotected(text) for text in ("", "zz", "4")] == ["", "", ""]


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("Привет".encode("cp1251"), "", "Привет"), ("Привет, мир".encode("koi8-r"), "", "Привет, мир"),
        ("Сәлем".encode(), "windows-1251", "Сәлем"), ("Сәлем".encode("utf-16"), "", "Сәлем"),
        ("<meta charset='windows-1251'>Привет".encode("cp1251"), "utf-8", "<meta charset='windows-1251'>Привет"),
        ("Привет".encode("cp1251"), "no-such", "Привет"), ("Привет".encode("cp1251"), "zip", "Привет"),
        (b"\xef\xbb\xbf" + "Сәлем".encode(), "windows-1251", "Сәлем"),
    ],
)  # fmt: skip
def test_encodings_as_declared_or_as_they_are(body: bytes, charset: str, text: str) -> None:
    expected = text if charset != "windows-1251" or body.startswith(b"\xef") else body.decode("cp1251", "replace")
    assert decoded(body, charset) == expected


def test_cleaning() -> None:
    assert [name(text) for text in ("★ Ромашка ★ — ", 'ТОО "Рога и Копыта"', "«Один»", "a\u200bb\x00 c")] == [
        "Ромашка", 'ТОО "Рога и Копыта"', "Один", "ab c",
    ]  # fmt: skip
    assert [phone(text, "KZ") for text in ("7021234567", "12 500", "")] == ["+77021234567", "", ""]
    assert [email(text) for text in ("INFO@Satu.KZ", "a@test.test", "user@localhost")] == ["info@satu.kz", "", ""]
    assert [site(text) for text in ("firma.kz", "https://instagram.com/x", "просто слова", "javascript:x")] == [
        "http://firma.kz", "", "", "",
    ]  # fmt: skip
    assert handle("https://instagram.com/p/Cxyz/", ("instagram.com",)) == ""
