"""Habits of pages nobody here wrote: makers' credits, faxes, copied templates, old markup, front doors that lead on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jobs.scraping import page_contacts, page_credits
from jobs.scraping.clean import email, phone, region_at
from jobs.scraping.contract import Ask, Criteria, Found, Page, Parsed
from jobs.scraping.run import look
from jobs.scraping.websites import Websites
from tests.fakes.sites import FakeWeb

AT = datetime(2026, 11, 21, tzinfo=UTC)
OWN = "<p>тел. +7 701 111 22 33, info@firma.kz</p>"


def parsed(body: str, url: str = "http://firma.kz/", step: int = 0) -> Parsed:
    page = Page(url=url, body=body.encode(), charset="utf-8", at=AT)
    return Websites().parse(Ask("website", url, step=step), page, Criteria())


def read(body: str, url: str = "http://firma.kz/") -> Found:
    (found,) = parsed(body, url).found
    return found


def further(body: str, step: int = 0) -> list[str]:
    return [ask.url for ask in parsed(body, step=step).more]


@pytest.mark.parametrize(
    "credit",
    [
        'Разработка сайта: <a href="tel:+77770001122">Сайтек</a> <a href="mailto:hi@sitek.kz">почта</a>',
        "<div>Создание сайтов</div><div><a href='https://wa.me/77770001122'>Сайтек</a></div>",
        '© 2020 Фирма. Сайт разработан в <a href="https://instagram.com/sitek">Сайтек</a>, hi@sitek.kz',
        '<span>website by <a href="mailto:hi@sitek.kz">Site K</a>, 2010</span>',
        "Сайтты жасаған Сайтек, +7 777 000 11 22",
        "Розробка сайту — Сайтек, +7 777 000 11 22",
    ],
)
def test_whoever_made_the_site_is_left_out_with_his_links(credit: str) -> None:
    found = read(f"<title>Фирма</title>{OWN}<footer>{credit}</footer>")
    assert (found.phones, found.emails) == (("+77011112233",), ("info@firma.kz",))
    assert (found.whatsapp, found.instagram) == ((), ())


def test_what_owners_say_before_the_credit_is_theirs() -> None:
    found = read("<footer><p>© 2020 Фирма, +7 701 111 22 33. Разработка сайта — Сайтек, +7 777 000 11 22</p></footer>")
    assert (found.phones, found.name) == (("+77011112233",), "Фирма")
    assert page_credits.cut("Пишите: a@firma.kz Site by Joe") == "Пишите: a@firma.kz"
    assert page_credits.cut("Сайтек, +7 777 000 11 22: создание сайтов") == ""


def test_what_stands_in_the_next_line_after_a_credit_is_the_firms() -> None:
    for credit in ("Разработка сайта: Сайтек", "© Фирма. Site by Joe"):
        assert read(f"<footer>{credit}<br>Тел: 8 (727) 250-00-01</footer>").phones == ("+77272500001",)
    assert read("<footer>Техническая поддержка сайта: help@firma.kz</footer>").emails == ("help@firma.kz",)


def test_a_firm_that_makes_sites_itself_keeps_its_contacts() -> None:
    body = (
        '<title>Создание сайтов - Сайтек</title><p>Создание сайтов, <a href="tel:87011112233">8 701 111 22 33</a></p>'
    )
    assert read(body).phones == ("+77011112233",)


@pytest.mark.parametrize(
    "body",
    [
        '<p>Факс: <a href="tel:+77272504040">+7 (727) 250-40-40</a></p><p>Тел.: +7 (727) 250-40-41</p>',
        "<table><tr><td>Факс:<td>+7 (727) 250-40-40<tr><td>Телефон:<td>+7 (727) 250-40-41</table>",
        "<p>+7 (727) 250-40-40 (факс), +7 (727) 250-40-41 (тел./факс)</p>",
        '<i itemprop="faxNumber">+7 (727) 250-40-40</i><b itemprop="telephone">+7 (727) 250-40-41</b>',
    ],
)
def test_a_fax_is_no_phone_however_it_is_said(body: str) -> None:
    assert read(body).phones == ("+77272504041",)


def test_a_number_that_is_also_a_fax_is_a_phone() -> None:
    assert read("<p>тел: 8 (7172) 42-79-36</p><p>факс: 8 (7172) 42-79-36</p>").phones == ("+77172427936",)
    assert read("<p>тел: 8 (7172) 42-79-36, fax@firma.kz</p>").phones == ("+77172427936",)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("8 701 111-22-33 8 702 111-22-34", ["+77011112233", "+77021112234"]),
        ("+7 701 111 22 33 +7 702 111 22 34", ["+77011112233", "+77021112234"]),
        ("лицензия 7012345678", []), ("ID: 7771234567", []), ("р/с 7771234567", []), ("УНП 7771234567", []),
        ("+7 777 777 77 77", []), ("счёт KZ 7011112233 4455", []), ("UA-7701111223-1", []),
    ],
)  # fmt: skip
def test_numbers_beside_each_other_and_numbers_of_papers(text: str, numbers: list[str]) -> None:
    assert page_contacts.phones([text], "KZ") == numbers


@pytest.mark.parametrize(
    "link",
    [
        "https://wa.me/87011112233", "https://wa.me/+7 701 111 22 33", "https://wa.me/7(701)111-22-33/",
        "whatsapp://send?phone=+77011112233", "https://api.whatsapp.com/send/?phone=8701-111-22-33&text=x",
    ],
)  # fmt: skip
def test_whatsapp_links_as_people_type_them(link: str) -> None:
    found = read(f'<a href="{link}">WhatsApp</a>')
    assert (found.whatsapp, found.phones) == (("+77011112233",), ("+77011112233",))


@pytest.mark.parametrize(
    "text",
    ["WhatsApp: 8 701 111 22 33", "8 701 111 22 33 (WhatsApp)", "Ватсап 8 701 111 22 33, тел. 8 727 250 00 02"],
)
def test_a_number_said_to_answer_in_whatsapp(text: str) -> None:
    assert read(f"<p>{text}</p>").whatsapp == ("+77011112233",)


def test_accounts_named_in_words() -> None:
    found = read("<p>Instagram: @firma.almaty, telegram @firma_kz</p><p>почта: x@instagram.kz</p>")
    assert (found.instagram, found.telegram) == (("firma.almaty",), ("firma_kz",))
    assert read('<a href="https://t.me/firma_kz">Telegram @FIRMA_KZ</a>').telegram == ("firma_kz",)


def test_a_number_left_in_a_copied_link_yields_to_the_one_that_is_shown() -> None:
    assert read('<a href="tel:+78129602540">+7 (701) 111-22-33</a>').phones == ("+77011112233",)
    assert read('<a href="tel:87011112233;ext=5">Позвонить</a>').phones == ("+77011112233",)
    assert read('<a href="tel:+8(701)111-22-33">Звоните</a>').phones == ("+77011112233",)


def test_plus_eight_is_a_slip_only_where_no_such_country_answers() -> None:
    assert [phone(text, "KZ") for text in ("+8 800 080 88 88", "+81 3-3224-9999", "+86 10 6552 9988")] == [
        "+78000808888", "+81332249999", "+861065529988",
    ]  # fmt: skip


def test_names_of_pictures_do_not_stick_to_addresses() -> None:
    body = '<p><i class="material-icons">email</i>info@firma.kz <i class="material-icons">phone</i>8 701 111 22 33</p>'
    assert (read(body).emails, read(body).phones) == (("info@firma.kz",), ("+77011112233",))
    assert read("<p><i>mdi-email-outline</i>info@firma.kz</p>").emails == ("info@firma.kz",)


def test_more_ways_of_writing_an_email() -> None:
    body = '<a href="mailto:a@firma.kz;b@firma.kz">x</a><a href="mailto://c@firma.kz?subject=y">y</a>'
    assert read(body).emails == ("a@firma.kz", "b@firma.kz", "c@firma.kz")
    assert page_contacts.emails(["info(а)firma.kz", "sales [собачка] firma.kz"]) == ["info@firma.kz", "sales@firma.kz"]
    assert [email(text) for text in ("u003einfo@firma.kz", "mail@mail.ru", "ad\u00admin@firma.kz")] == [
        "info@firma.kz", "", "admin@firma.kz",
    ]  # fmt: skip


def test_an_email_put_together_by_a_script_is_not_guessed() -> None:
    script = "<script>document.write('<a href=\"mailto:' + 'ivan' + '@' + 'firma.kz' + '\">x</a>')</script>"
    assert read(f"<p>8 701 111 22 33</p>{script}").emails == ()


def test_rdfa_and_visiting_cards_are_read_like_microdata() -> None:
    rdfa = """<div vocab="https://schema.org/" typeof="Bakery"><b property="name">Булка</b>
    <i property="telephone">8 7172 57 00 01</i><p property="address" typeof="PostalAddress">
    <i property="streetAddress">Абая 5</i>
    <i property="addressLocality">г. Астана.</i></p></div>"""
    card = """<div class="vcard"><b class="fn org">Булка</b><i class="tel">8 (7172) 57-00-01</i><p class="adr">
    <i class="locality">Астана</i>, <i class="street-address">Абая 5</i></p></div>"""
    for body in (rdfa, card):
        found = read(body)
        assert (found.name, found.phones, found.city) == ("Булка", ("+77172570001",), "Астана")
        assert found.address.endswith("Абая 5")


def test_another_firm_named_by_machines_is_not_this_one() -> None:
    told = """{"@type":"Event","organizer":{"@type":"Organization","name":"Зал","telephone":"+77010000011"},
    "location":{"@type":"Place","name":"Зал","telephone":"+77010000012"}}"""
    found = read(f'<title>Фирма</title><script type="application/ld+json">{told}</script>{OWN}')
    assert (found.name, found.phones) == ("Фирма", ("+77011112233",))


def test_several_numbers_in_one_property_and_accounts_among_links() -> None:
    told = """{"@type":"Dentist","name":"A &amp; B","telephone":"+7 (727) 250-00-01, 8 701 111 22 33",
    "sameAs":["https://wa.me/77011112244","https://t.me/ab_kz"]}"""
    found = read(f'<script type="application/ld+json">{told}</script>')
    assert found.phones == ("+77011112233", "+77011112244", "+77272500001")
    assert (found.name, found.whatsapp, found.telegram) == ("A & B", ("+77011112244",), ("ab_kz",))


def test_numbers_in_reviews_are_the_visitors() -> None:
    review = '<div itemscope itemtype="https://schema.org/Review">звоните мне 8 702 999 88 77</div>'
    assert read(OWN + review).phones == ("+77011112233",)


def test_free_lines_are_at_home_in_all_countries_that_share_the_code() -> None:
    assert read("<p>8 701 111 22 33</p><p>8 800 080 88 88</p><p>+49 30 901820</p>").phones == (
        "+77011112233",
        "+78000808888",
    )


def test_local_numbers_are_read_as_in_the_country_of_the_site() -> None:
    assert read("<p>тел. (057) 738-09-53</p>", "http://firma.com.ua/").phones == ("+380577380953",)
    assert parsed('<html lang="uk"><p>тел. (057) 738-09-53</p>').found == ()
    assert read('<html lang="uk"><p>тел. (057) 738-09-53</p>', "http://firma.com/").phones == ("+380577380953",)
    assert [region_at(host, "", "KZ") for host in ("a.io", "a.com", "a.by", "a.xn--p1ai")] == ["KZ", "KZ", "BY", "RU"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("<title>Аква Свет — Доставка воды в Брянске</title>", "Аква Свет"),
        ("<title>Купить двери в Алматы недорого | Дверной Двор</title>", "Дверной Двор"),
        ("<title>Контакти - Вікна Плюс</title>", "Вікна Плюс"),
        ("<title>Контакты компании ЛесДом: адрес склада</title>", "ЛесДом"),
        ('<img class="logo" alt="Окна Сити"><h1>Звоните — ответит мастер!</h1><p>Окна</p>', "Окна Сити"),
        ("<title>Главная</title><footer>© 2019-2024 Ромашка. Все права защищены</footer>", "Ромашка"),
        ("<title>Лучшие цены на ремонт обуви в Караганде</title><h1>Мастер Пётр</h1>", "Мастер Пётр"),
        ("<title>Ремонт | Firma</title><h1>Ремонт</h1>", "Firma"),
    ],
)
def test_the_name_is_what_the_firm_calls_itself_not_what_it_sells(body: str, name: str) -> None:
    assert read(body + OWN).name == name


@pytest.mark.parametrize(
    ("lines", "address", "city"),
    [
        ("Адрес:<br>г.Астана, ул Мирная, 10", "г.Астана, ул Мирная, 10", "Астана"),
        ("<b>Наш адрес</b><p>РК, г. Абай,</p><p>ул. Ясная, 26</p>", "РК, г. Абай, ул. Ясная, 26", "Абай"),
        ("Адрес: Солнечная 280 бц Восток Телефоны: 8 701 111 22 33", "Солнечная 280 бц Восток", ""),
        ("г. Алматы, мкр. Сад-2, д. 11, тел. 8 701 111 22 33", "г. Алматы, мкр. Сад-2, д. 11", "Алматы"),
        ("г. Семей<br>ул. Лесная, 20", "г. Семей, ул. Лесная, 20", "Семей"),
        ("Офис<br>Аллея Роз, 2, Москва", "Аллея Роз, 2, Москва", "Москва"),
        ("03113, Україна, м. Київ, вул. Садова, 9-А", "03113, Україна, м. Київ, вул. Садова, 9-А", "Київ"),
        ("Мекенжай: Алматы қ., Гүлдер даңғ., 45", "Алматы қ., Гүлдер даңғ., 45", "Алматы"),
        ("Office: 12 Main St, Almaty", "12 Main St, Almaty", "Almaty"),
        ("Работаем с 2004 года, доставка за 3 дня", "", ""), ("Основана в 2004 г. Мы растём", "", ""),
        ("Челябинск ул. Мирная 1а. к1", "Челябинск ул. Мирная 1а. к1", "Челябинск"),
        ("м. Сарыарка, ул. Мирная, 1", "м. Сарыарка, ул. Мирная, 1", ""),
    ],
)  # fmt: skip
def test_addresses_in_several_lines_and_languages(lines: str, address: str, city: str) -> None:
    found = read(f"{OWN}<div>{lines}</div>")
    assert (found.address, found.city) == (address, city)


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/k">Контакти</a>', '<a href="/k">Get in touch</a>', '<a href="/k">Хабарласу</a>',
        '<a href="/k">Схема проезда</a>', '<a href="/k">Наши филиалы</a>', '<map><area href="/kontakt.html"></map>',
        '<base href="http://firma.kz/ru/"><a href="k">Контактная информация</a>',
    ],
)  # fmt: skip
def test_the_page_of_contacts_under_other_names(link: str) -> None:
    assert len(further(OWN + link)) == 1


def test_a_shop_of_lenses_is_not_taken_for_its_contacts() -> None:
    lenses = '<a href="/contact-lenses">Контактные линзы</a>'
    pages = '<a href="/rekvizity">Реквизиты</a><a href="/contact-us">Пишите</a>'
    assert further(OWN + lenses + pages) == ["http://firma.kz/contact-us", "http://firma.kz/rekvizity"]


def test_nothing_is_guessed_once_a_phone_and_an_email_are_known() -> None:
    assert further(OWN) == []
    assert further("<p>8 701 111 22 33</p>") == ["http://firma.kz/contacts", "http://firma.kz/kontakty"]


@pytest.mark.parametrize(
    "door",
    [
        '<meta http-equiv="Refresh" content="0; URL=ru/index.html">',
        '<frameset cols="20%,80%"><frame src="ru/index.html"></frameset>',
        '<script>window.location.href = "/ru/index.html"</script>',
    ],
)
async def test_an_empty_front_door_leads_to_the_house_in_three_pages(sites: FakeWeb, door: str) -> None:
    sites.page("firma.kz", "/", f"<html><head>{door}</head></html>")
    sites.page(
        "firma.kz", "/ru/index.html", '<title>Фирма</title><a href="kontakt.html">Контакты</a><a href="/a">О нас</a>'
    )
    sites.page("firma.kz", "/ru/kontakt.html", OWN)
    found = await look(sites.fetcher(), Criteria(sites=("firma.kz",)), {"website": Websites()})
    assert [each.phones for each in found] == [("+77011112233",)]
    assert sites.paths("firma.kz") == ["/robots.txt", "/", "/ru/index.html", "/ru/kontakt.html"]


def test_a_front_door_is_followed_once_and_never_to_another_site() -> None:
    assert further('<meta http-equiv="refresh" content="0; url=http://other.kz/">')[0] != "http://other.kz/"
    assert "http://firma.kz/x" not in further('<meta http-equiv="refresh" content="0; url=/x">', step=2)
