"""The quality of a collected contact: the parts add up, a way to reach somebody counts most, age takes away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scoring.contact_quality import Facts, weigh

ANY = st.builds(
    Facts,
    **{
        name: st.booleans()
        for name in (
            "mobile", "landline", "foreign_phone", "own_email", "other_email", "whatsapp", "social", "named", "site",
            "address",
        )
    },
    reviews=st.integers(0, 1000),
    sources=st.integers(1, 5),
    age_days=st.integers(0, 2000),
)  # fmt: skip


@given(facts=ANY)
def test_the_parts_add_up_to_the_score_and_the_score_is_one(facts):
    quality = weigh(facts)
    assert 0 <= quality.score <= 100
    assert sum(points for _, points in quality.parts) == quality.score
    assert quality.parts
    assert len({key for key, _ in quality.parts}) == len(quality.parts)


def test_whoever_cannot_be_reached_is_worth_nothing():
    assert weigh(Facts(named=True, site=True, address=True, reviews=500)).score == 0
    assert weigh(Facts()).parts == (("quality.unreachable", 0),)


def test_a_whole_record_is_worth_all():
    whole = Facts(
        mobile=True,
        own_email=True,
        whatsapp=True,
        social=True,
        named=True,
        site=True,
        address=True,
        reviews=50,
        sources=2,
    )
    assert weigh(whole).score == 100


def test_better_ways_to_reach_somebody_are_worth_more():
    order = [
        Facts(social=True),
        Facts(foreign_phone=True),
        Facts(other_email=True),
        Facts(landline=True),
        Facts(mobile=True),
        Facts(mobile=True, other_email=True),
        Facts(mobile=True, own_email=True),
        Facts(mobile=True, own_email=True, whatsapp=True),
    ]
    scores = [weigh(facts).score for facts in order]
    assert scores == sorted(scores)
    assert len(set(scores)) == len(scores)


def test_what_was_seen_long_ago_is_worth_less():
    fresh, ageing, stale = (weigh(Facts(mobile=True, named=True, age_days=days)).score for days in (10, 120, 500))
    assert (fresh, ageing, stale) == (40, 30, 15)


def test_the_strongest_reason_comes_first():
    parts = weigh(Facts(named=True, mobile=True, own_email=True)).parts
    assert [key for key, _ in parts] == ["quality.mobile", "quality.own_email", "quality.two_ways", "quality.named"]
