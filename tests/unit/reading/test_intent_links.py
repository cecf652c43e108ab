"""A link makes nobody an advertiser: people send links to what broke and to what they want."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fsm.reading.message import Context
from fsm.reading.reader import read

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Ноутбук не включается, вот фото https://example.kz/a",
        "Здравствуйте, ноутбук не включается. Модель: https://kaspi.kz/shop/p/lenovo-123?utm_source=whatsapp",
        "Сколько стоит поклейка таких обоев в комнате 20 метров? https://kaspi.kz/p/oboi",
        "Хочу такой же диван как здесь https://olx.kz/d/123",
        "Мне нужен ремонт вот этой модели https://kaspi.kz/p1 как можно быстрее",
        "Есть ли у вас вот такой холодильник в наличии https://kaspi.kz/p1",
        "Сможете сделать торт вот как на этой картинке instagram.com/p/xyz",
        "Ноутбук қосылмайды, міне сілтемесі осында https://kaspi.kz/shop/p/lenovo",
        "Hello, my laptop is dead, model https://example.com/x",
        "Do you have this phone in stock today https://example.com/phone",
    ],
)
def test_a_customer_may_send_a_link(text: str) -> None:
    assert read(text, Context("none", "", NOW)).intent not in {"spam", "job"}


@pytest.mark.parametrize(
    "text",
    [
        "Прочитайте: https://spam.ru заработок 100000 в день без вложений",
        "Продвижение сайтов в топ, первые заявки за неделю, подробности на https://seo.kz/x",
        "Подпишитесь на наш канал t.me/skidki там много интересного для вас",
        "Want more customers? We do SEO, see https://seo.com/x today",
        "Устали искать клиентов? переходите по ссылке https://x.io/go и получите бонус",
    ],
)
def test_an_advert_with_a_link_is_one(text: str) -> None:
    assert read(text, Context("none", "", NOW)).intent == "spam"
