"""Two versions compared: shares that hold, a test that agrees with tables, and no winner before its time."""

from __future__ import annotations

import random

import pytest

from jobs.scripts.ab import HORIZON, Arm, Talk, Verdict, chance, counted, is_rival, judged


@pytest.mark.parametrize("share", [0, 10, 50, 100])
def test_newcomers_are_shared_out_as_agreed_and_each_always_gets_the_same(share: int) -> None:
    people = [f"telegram:{number}" for number in range(4_000)]
    rivals = [is_rival(person, "shop@2", share) for person in people]

    assert abs(sum(rivals) / len(people) - share / 100) < 0.03
    assert rivals == [is_rival(person, "shop@2", share) for person in people]


def test_another_comparison_shares_out_anew() -> None:
    people = [f"telegram:{number}" for number in range(4_000)]
    same = sum(is_rival(person, "shop@2", 50) == is_rival(person, "shop@3", 50) for person in people)

    assert abs(same / len(people) - 0.5) < 0.05


@pytest.mark.parametrize(
    ("yes", "of", "p"),
    # Textbook values: z = 2.0412, 0 and 4.3301.
    [
        ((40, 25), (100, 100), 0.0236),
        ((50, 50), (100, 100), 1.0),
        ((0, 0), (100, 100), 1.0),
        ((60, 30), (100, 100), 0.00002),
    ],
)
def test_the_test_of_two_proportions_gives_what_tables_give(
    yes: tuple[int, int], of: tuple[int, int], p: float
) -> None:
    assert chance(yes, of) == pytest.approx(p, abs=0.0005)


def test_nothing_is_decided_before_both_had_their_newcomers() -> None:
    far_better = Arm(talks=HORIZON - 1, completed=HORIZON - 1)

    assert judged((Arm(talks=HORIZON), far_better)) == Verdict(missing=1)
    assert judged((Arm(), Arm())).missing == 2 * HORIZON


def test_the_better_is_named_with_what_decided() -> None:
    verdict = judged((Arm(100, completed=40), Arm(100, completed=70)))
    assert (verdict.better, verdict.by) == (1, "completed")
    assert judged((Arm(100, completed=70), Arm(100, completed=40))).better == 0


def test_won_deals_tell_more_than_talks_brought_to_their_end() -> None:
    verdict = judged((Arm(100, completed=90, won=2), Arm(100, completed=50, won=20)))
    assert (verdict.better, verdict.by) == (1, "won")


def test_a_difference_that_chance_explains_is_none() -> None:
    assert judged((Arm(100, completed=50), Arm(100, completed=58))).better is None


def test_only_the_first_newcomers_count_so_that_waiting_longer_changes_nothing() -> None:
    talks = [Talk(completed=True)] * 60 + [Talk()] * 40
    assert counted(talks) == counted([*talks, *[Talk(completed=True, hot=True, won=True)] * 500])
    assert counted(talks) == Arm(100, completed=60)


def test_two_equal_versions_are_rarely_called_different() -> None:
    draw = random.Random(7)

    def arm() -> Arm:
        return Arm(100, *(sum(draw.random() < rate for _ in range(100)) for rate in (0.5, 0.2, 0.1)))

    wrong = sum(judged((arm(), arm())).better is not None for _ in range(1_000))
    assert wrong / 1_000 < 0.065
