"""What a later word does to an earlier one."""

from __future__ import annotations

import pytest

from fsm.facts import Authority, Budget, Fact, Qualifier
from fsm.merging import merged


def told(value, confidence=1.0) -> Fact:
    return Fact(value, str(value), "m2", confidence=confidence)


@pytest.mark.parametrize(
    ("before", "after", "stands"),
    [
        ("Алматы", "Бостандыкский", "Алматы, Бостандыкский"),
        ("Алматы, Бостандыкский", "Абая 10", "Алматы, Бостандыкский, Абая 10"),
        ("Алматы", "Астана", "Астана"),
        ("Алматы", "Алматы", None),
        ("Алматы, Бостандыкский", "Алматы", None),
        ("Бостандыкский", "Алматы, Бостандыкский", "Алматы, Бостандыкский"),
        ("А" * 119, "Абая 10", "Абая 10"),
    ],
)
def test_a_district_completes_the_city_and_another_city_replaces_it(before, after, stands):
    found = merged("location", told(before), told(after))
    assert (found.value if found else None) == stands


def test_a_first_word_stands_and_a_doubtful_one_never_overrules_a_plain_one():
    assert merged("name", None, told("Алия", 0.1)).value == "Алия"
    assert merged("name", told("Алия"), told("Мария", 0.4)) is None
    assert merged("name", told("Алия", 0.3), told("Мария", 0.4)).value == "Мария"


def test_not_knowing_replaces_only_not_knowing():
    unknown = Budget(None, None, None, Qualifier.UNKNOWN)
    ten = Budget(10.0, 10.0, "KZT", Qualifier.EXACT)
    assert merged("budget", told(ten), told(unknown)) is None
    assert merged("budget", told(unknown), told(ten)).value == ten
    assert merged("authority", told(Authority.SELF), told(Authority.UNKNOWN)) is None
