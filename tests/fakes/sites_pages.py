"""Pages of made-up firms as such pages are in life: old encodings, broken markup, numbers in every spelling.

`FIRMS` is what a person would write down after a look at each site; `tests/unit/jobs/scraping/test_pages.py` compares.
"""

# ruff: noqa: E501 - pages stand here as they are served

from __future__ import annotations

from dataclasses import dataclass, field

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Firm:
    """A site: its pages (path -> body and type) and what a person finds there."""

    host: str
    pages: dict[str, tuple[str | bytes, str]]
    phones: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    whatsapp: set[str] = field(default_factory=set)
    telegram: set[str] = field(default_factory=set)
    instagram: set[str] = field(default_factory=set)
    name: str = ""
    city: str = ""


OLD_RUSSIAN = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251">
<title>Стоматология "Жемчуг" - Главная</title></head><body bgcolor=white><table width=100%><tr><td>
<font size=5>Стоматология «Жемчуг»</font><br>Лечение и протезирование зубов в Караганде<td align=right>
тел.: 8 (7212) 41-22-33, 41-22-34<br>факс: 8 (7212) 41-22-35<br>сот. 8-701-555-12-12
<tr><td colspan=2><a href="index.html">Главная</a> | <a href="price.html">Цены</a> | <a href=kontakt.html>Контакты</a>
</table><p>Пломба от 12 000 тг, чистка 8 500 тг. Работаем с 2004 года. ИИН 870415300123</body></html>"""

OLD_RUSSIAN_CONTACTS = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><title>Контакты
</title></head><body><h1>Контакты</h1>г. Караганда, пр. Бухар-Жырау, 53<br>E-mail: <b>zhemchug</b> [собака] mail.ru<br>
БИН 050140001234, ИИК KZ86125KZT5004100100</body></html>"""

KAZAKH = """<!DOCTYPE html><html lang="kk"><head><meta charset="utf-8"><title>Байланыс | Нұрлы Жол автосервисі</title>
<meta property="og:site_name" content="Нұрлы Жол автосервисі"></head><body><header>
<a href="tel:+7 (7172) 64 00 10">+7 (7172) 64 00 10</a></header><main><h1>Бізбен байланысыңыз</h1>
<p>Мекенжай: Астана қ., Қабанбай батыр даңғылы, 62</p><p>Ұялы телефон: 8 775 300 20 10 (WhatsApp)</p>
<a href="https://wa.me/77753002010?text=%D0%A1%D3%99%D0%BB%D0%B5%D0%BC">WhatsApp-қа жазу</a>
<p>Электрондық пошта: info@nurlyzhol.kz</p></main><footer>© 2026 Нұрлы Жол. Сайтты әзірлеген: Web Studio +7 747 000 11 22
</footer></body></html>"""

GRAPH = """<!doctype html><html><head><title>Купить мебель в Алматы — «Уют Мебель»</title>
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
{"@type":"WebSite","@id":"https://uyut.kz/#website","name":"Сайт","publisher":{"@id":"#org"}},
{"@type":["Organization","FurnitureStore"],"@id":"#org","name":"Уют Мебель","url":"https://uyut.kz/",
 "telephone":["+7-727-339-11-22","8 707 339 11 22"],"email":"mailto:sales@uyut.kz",
 "address":{"@type":"PostalAddress","addressLocality":"Алматы","streetAddress":"ул. Толе би, 101","addressCountry":"KZ"},
 "geo":{"@type":"GeoCoordinates","latitude":"43.2551","longitude":"76.9126"},
 "sameAs":["https://www.instagram.com/uyut_mebel/","https://t.me/uyutmebel_kz"],
 "aggregateRating":{"@type":"AggregateRating","ratingValue":"4,7","reviewCount":"128"},},
{"@type":"Person","name":"Иван Петров","telephone":"+7 700 000 00 01"},
{"@type":"Product","name":"Диван","offers":{"@type":"Offer","price":"129900"}}]}</script></head>
<body><h1>Диваны и кресла</h1><p>129 900 ₸</p></body></html>"""

MODERN = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Ремонт ноутбуков в Алматы | FixLab</title></head><body>
<div class="top"><span class="ph">+7&nbsp;<b>(727)</b>&nbsp;390<i>-</i>20-<span>30</span></span></div>
<a href="tel:8 701 390 20 30">Позвонить</a> <a class=ico href="https://api.whatsapp.com/send?phone=%2B77013902030&amp;text=hi">
</a><a href="https://t.me/fixlab_kz">tg</a><a href="https://www.instagram.com/fixlab.kz/?hl=ru">ig</a>
<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{cf}">[email&#160;protected]</a>
<a href="/o-kompanii/">О компании</a> <a href="/uslugi/remont">Услуги</a><img src="/img/logo@2x.png">
<script>var n="+7 702 999 99 99";</script><style>.a:before{{content:"+7 702 888 88 88"}}</style></body></html>"""

MODERN_ABOUT = """<html><head><title>О компании | FixLab</title></head><body><p>ТОО «ФиксЛаб» работает с 2012 года.
Для партнёров: partners (at) fixlab (dot) kz. Адрес: г. Алматы, ул. Сатпаева, 22</p></body></html>"""

PICTURE = """<html><head><title>Салон «Аура»</title></head><body><img src="/phone.png" alt="наш телефон"><p>Запись по телефону
на картинке. Цены от 5 000 тг до 25 000 тг, заказ № 4587123. Режим работы 10-00 20-00</p></body></html>"""

MICRODATA = """<html><head><title>Гостиница Тау</title></head><body itemscope itemtype="https://schema.org/Hotel">
<h1 itemprop="name">Гостиница «Тау»</h1><div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
<span itemprop="addressLocality">Шымкент</span>, <span itemprop="streetAddress">ул. Байтурсынова, 5</span></div>
<meta itemprop="telephone" content="+77252400500"><span itemprop="telephone">8 (7252) 40-05-01</span>
<a itemprop="email" href="mailto:hotel@tau-hotel.kz?subject=booking">Написать</a></body></html>"""

RUN_TOGETHER = """<html><head><title>Цветы Алматы</title></head><body><p>Заказ цветов:87075551010,87475551010</p>
<p>Instagram: instagram.com/cvety · почта:cvety.almaty@gmail.com</p><p>Скидка 10% при заказе от 15000тг</p></body>"""

ENGLISH = """<html><head><title>Contact us - Steppe Tours LLP</title></head><body><p>Call us: +7 (778) 123-45-67 or
+44 20 7946 0018 (London office)</p><p>write to: hello at steppetours dot kz</p><address>Dostyk Ave. 180, Almaty</address>
</body></html>"""

BROKEN = """<html><head><title>Шиномонтаж 24</title><body><div><p>Круглосуточно <div>тел 8 (705) 111-22-33<p>8 (705) 111 22 33
<a href='mailto:shina24@bk.ru'>shina24@bk.ru<a href="mailto:">пусто</a><a href="tel:">x</a><a href="http://[bad">y</a>
<script type="application/ld+json">{"@type":"Organization","telephone":"8 705 111 22 33",}{</script></div></div>"""

LATIN_SPELLING = """<html><head><title>Такси Жетісу</title></head><body>Тапсырыс: 8-(728)-2-40-40-40<br>
+7.701.707.77.07<br>Pochta: jetisu-taxi@yandex.kz</body></html>"""

SHOP_IN_UTF16 = (
    "<html><head><title>Книги Меломан</title></head><body>Тел: +7 (727) 320-40-50 books@meloman-books.kz</body></html>"
)


def scrambled(address: str, key: int = 0x42) -> str:
    """An address as Cloudflare hides it."""
    return bytes([key, *(byte ^ key for byte in address.encode())]).hex()


FIRMS = [
    Firm(
        "zhemchug.kz",
        {
            "/": (OLD_RUSSIAN.encode("cp1251"), "text/html"),
            "/kontakt.html": (OLD_RUSSIAN_CONTACTS.encode("cp1251"), "text/html"),
        },
        phones={"+77212412233", "+77212412234", "+77015551212"},
        emails={"zhemchug@mail.ru"},
        name='Стоматология "Жемчуг"',
        city="Караганда",
    ),
    Firm(
        "nurlyzhol.kz",
        {"/": (KAZAKH, "text/html")},
        phones={"+77172640010", "+77753002010"},
        emails={"info@nurlyzhol.kz"},
        whatsapp={"+77753002010"},
        name="Нұрлы Жол автосервисі",
        city="Астана",
    ),
    Firm(
        "uyut.kz",
        {"/": (GRAPH, HTML)},
        phones={"+77273391122", "+77073391122"},
        emails={"sales@uyut.kz"},
        telegram={"uyutmebel_kz"},
        instagram={"uyut_mebel"},
        name="Уют Мебель",
        city="Алматы",
    ),
    Firm(
        "fixlab.kz",
        {"/": (MODERN.format(cf=scrambled("info@fixlab.kz")), HTML), "/o-kompanii/": (MODERN_ABOUT, HTML)},
        phones={"+77273902030", "+77013902030"},
        emails={"info@fixlab.kz", "partners@fixlab.kz"},
        whatsapp={"+77013902030"},
        telegram={"fixlab_kz"},
        instagram={"fixlab.kz"},
        name="FixLab",
        city="Алматы",
    ),
    Firm("aura.kz", {"/": (PICTURE, HTML)}),
    Firm(
        "tau-hotel.kz",
        {"/": (MICRODATA, HTML)},
        phones={"+77252400500", "+77252400501"},
        emails={"hotel@tau-hotel.kz"},
        name="Гостиница «Тау»",
        city="Шымкент",
    ),
    Firm(
        "cvety.kz",
        {"/": (RUN_TOGETHER, HTML)},
        phones={"+77075551010", "+77475551010"},
        emails={"cvety.almaty@gmail.com"},
        instagram={"cvety"},
        name="Цветы Алматы",
    ),
    Firm(
        "steppetours.kz",
        {"/": (ENGLISH, HTML)},
        phones={"+77781234567"},
        emails={"hello@steppetours.kz"},
        name="Steppe Tours LLP",
    ),
    Firm(
        "shina24.kz",
        {"/": (BROKEN, HTML)},
        phones={"+77051112233"},
        emails={"shina24@bk.ru"},
        name="Шиномонтаж 24",
    ),
    Firm(
        "jetisu-taxi.kz",
        {"/": (LATIN_SPELLING.encode("kz1048"), "text/html; charset=kz-1048")},
        phones={"+77282404040", "+77017077707"},
        emails={"jetisu-taxi@yandex.kz"},
        name="Такси Жетісу",
    ),
    Firm(
        "meloman-books.kz",
        {"/": (SHOP_IN_UTF16.encode("utf-16"), "text/html")},
        phones={"+77273204050"},
        emails={"books@meloman-books.kz"},
        name="Книги Меломан",
    ),
    Firm(
        "koi.kz",
        {
            "/": (
                "<title>Юрист в Алматы</title><p>телефон: 8 727 272 10 10, почта yurist@koi.kz</p>".encode("koi8-r"),
                "text/html",
            )
        },
        phones={"+77272721010"},
        emails={"yurist@koi.kz"},
        name="Юрист в Алматы",
    ),
]
