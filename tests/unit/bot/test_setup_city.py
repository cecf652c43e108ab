"""The city of the business, told in a sentence or a word, kept as its owner would write it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.admin.setup_shop import city_in

AT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text", "city"),
    [
        ("ru", "мы в караганде", "Караганда"),
        ("ru", "Almaty", "Алматы"),
        ("ru", "Актобе, 11 микрорайон", "Актобе"),
        ("en", "almaty", "Almaty"),
        ("en", "We are in Kokshetau, near the station", "Kokshetau"),
        ("en", "Тараз", "Тараз"),
        ("kk", "қарағанды", "Қарағанды"),
        ("kk", "Өскемен", "Өскемен"),
        ("kk", "біз таразда", "Тараз"),
        ("kk", "Қарағандыдамыз", "Караганда"),
        ("en", "Nowhereville Junction", "Nowhereville Junction"),
    ],
)
def test_a_city_is_kept_as_its_owner_writes_it(language: str, text: str, city: str) -> None:
    assert city_in(text, language, AT) == city
