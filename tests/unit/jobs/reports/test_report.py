"""A report's figures over a past that was made by hand: each means what docs/metrics.md says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from fsm.storage.store import Store
from jobs.reports import spending
from jobs.reports.figures import Report, Share
from jobs.reports.gather import Setting, report
from jobs.reports.period import DAY, Period
from tests.unit.jobs.reports import town

ZONE = "Asia/Almaty"
DAY_ = Period(DAY, date(2026, 11, 20), date(2026, 11, 20), ZONE)
NINE = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # nine in the morning there
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SETTING = Setting(1, "KZT", {"need": ("need",), "contact": ("name", "phone")})


async def made(store: Store, period: Period = DAY_) -> Report:
    return await store.read(lambda connection: report(connection, SETTING, period, NOW))


def a_day(connection: Connection) -> None:
    won = {"state": "won", "claimed": 60, "answered": 120, "closed": 7200, "amount": 20_000.0, "rep_name": "Dana"}
    town.lead(connection, NINE, band="hot", source="instagram/sale", reply=2, handoff=won)
    lost = {"state": "lost", "claimed": 60, "answered": 240, "closed": 7200, "rep_name": "Dana"}
    town.lead(connection, NINE, band="hot", source="instagram/sale", reply=4, handoff=lost)
    cold = {"state": "not_hot", "closed": 600, "verdict": "not_hot"}
    town.lead(connection, NINE, band="qualified", source="2gis", reply=6, handoff=cold, language="kk")
    waits = {"state": "offered"}
    town.lead(connection, NINE + timedelta(hours=5), band="qualified", channel="whatsapp", handoff=waits)
    town.lead(connection, NINE, band="disqualified", source="2gis", reply=8)
    town.lead(connection, NINE, stage="merged")
    town.lead(connection, NINE - timedelta(days=1), band="hot")
    town.lead(connection, NINE + timedelta(days=1), band="hot")


async def test_the_funnel_counts_the_leads_that_were_born_that_day_in_that_zone(store: Store) -> None:
    def edges(connection: Connection) -> None:
        a_day(connection)
        town.lead(connection, datetime(2026, 11, 19, 18, 59, 59, tzinfo=UTC))  # a second before midnight there
        town.lead(connection, datetime(2026, 11, 19, 19, 0, 0, tzinfo=UTC))
        town.lead(connection, datetime(2026, 11, 20, 18, 59, 59, tzinfo=UTC))
        town.lead(connection, datetime(2026, 11, 20, 19, 0, 0, tzinfo=UTC))

    await store.write(edges)
    found = await made(store)
    f = found.funnel
    assert (f.new, f.qualified, f.hot, f.taken, f.won, f.lost, f.revenue) == (7, 4, 2, 2, 1, 1, 20_000)
    assert (found.hours[0], found.hours[9], found.hours[14], found.hours[23], sum(found.hours)) == (1, 4, 1, 1, 7)
    assert found.days == [7]
    assert found.before.new == 2


async def test_counting_in_the_database_and_walking_the_cohort_agree(store: Store) -> None:
    await store.write(a_day)
    found = await made(store)
    day_before = await made(store, DAY_.before())
    assert found.before == day_before.funnel
    assert found.money.funnel.new == found.funnel.new + day_before.funnel.new
    assert found.money.funnel.won == found.funnel.won
    assert found.money.funnel.revenue == found.funnel.revenue


async def test_groups_add_up_and_name_campaigns_channels_languages_scripts_and_reps(store: Store) -> None:
    await store.write(a_day)
    groups = (await made(store)).groups

    def of(kind: str) -> dict[str, int]:
        return {group.name: group.funnel.new for group in groups[kind]}

    assert of("source") == {"instagram": 2, "2gis": 2, "": 1}
    assert of("campaign") == {"sale": 2}
    assert of("channel") == {"telegram": 4, "whatsapp": 1}
    assert of("language") == {"ru": 4, "kk": 1}
    assert of("script") == {"shop@1": 5}
    assert of("rep") == {"Dana": 2}
    assert groups["source"][1].funnel.won == 1


async def test_whoever_waits_counts_as_slow_not_as_absent(store: Store) -> None:
    await store.write(a_day)
    found = await made(store)
    assert (found.bot.n, found.bot.waiting, found.bot.median) == (4, 1, 6)
    assert found.bot.p90 is None
    assert (found.reps.n, found.reps.waiting) == (2, 2)
    assert found.reps.within == Share(4, 2)
    assert found.reps.median is None


async def test_the_close_rate_is_of_deals_closed_in_the_period(store: Store) -> None:
    def past(connection: Connection) -> None:
        a_day(connection)
        old = {"state": "won", "claimed": 5, "closed": 10 * 86_400}
        town.lead(connection, NINE - timedelta(days=10), handoff=old)

    await store.write(past)
    found = await made(store)
    assert found.close_rate == Share(3, 2)
    assert found.close_rate.percent is None  # of three nobody should be told a percentage
    assert found.verdicts.judged == 3
    assert found.verdicts.hot == 2


async def test_money_is_told_where_spend_is_known_and_in_its_own_currency(store: Store) -> None:
    await store.write(a_day)
    assert (await made(store)).money.cpl is None

    def pay(connection: Connection) -> None:
        for line in ("4 000 instagram/sale 20.11.2026", "1000 $ google 20.11.2026", "600 2gis 1.11.2026"):
            spent = spending.read_line(line, NOW, ZONE, "KZT")
            spending.add(connection, 1, [spent], name=line, by="me", at=NOW)

    await store.write(pay)
    found = await made(store)
    assert found.money.spent == 4600
    assert found.money.other == (("USD", 1000.0),)
    assert found.money.cpl == 4600 / 6
    assert found.money.roi == pytest.approx(100 * (20_000 - 4600) / 4600)
    instagram = found.groups["source"][0]
    assert (instagram.name, instagram.spent, instagram.cpl) == ("instagram", 4000, 2000)


async def test_a_question_shows_who_left_there_and_what_it_moved(store: Store) -> None:
    def talks(connection: Connection) -> None:
        for place in range(4):
            at = NINE + timedelta(minutes=place)
            left = place == 0
            number = town.lead(
                connection,
                at,
                asked={"need": 1 + (place == 1), "contact": 1, "script.replies.price.say": 3},
                open_question="contact" if left else "",
                facts={"need": "x"} if left else {"need": "x", "phone": "+77771234567"},
            )
            town.told(connection, number, at, "", 0, "disqualified")
            town.told(connection, number, at + timedelta(seconds=9), "need", 40, "nurture")
            if not left:
                town.told(connection, number, at + timedelta(seconds=19), "phone", 50, "nurture")

    await store.write(talks)
    need, contact = (await made(store)).questions
    assert (need.name, need.asked, need.answered, need.again, need.left) == ("need", 4, 4, 1, 0)
    assert (need.moved, need.banded) == (40, 4)
    assert (contact.name, contact.asked, contact.answered, contact.left) == ("contact", 4, 3, 1)
    assert (contact.moved, contact.banded) == (10, 0)


async def test_a_day_without_anybody_says_what_to_do(store: Store) -> None:
    found = await made(store)
    assert found.funnel.new == 0
    assert [each.key for each in found.advice] == ["report.advice.share"]


async def test_the_views_say_what_the_report_says(store: Store) -> None:
    await store.write(a_day)

    def look(connection: Connection, query: str) -> list[tuple[object, ...]]:
        return [tuple(row) for row in connection.execute(text(query))]

    days = "SELECT source, sum(leads), sum(won), sum(revenue) FROM report_days WHERE CAST(day AS TEXT) = '2026-11-20'"
    rows = await store.read(lambda connection: look(connection, f"{days} GROUP BY source ORDER BY source"))
    assert [(row[0], int(row[1]), int(row[2]), float(row[3])) for row in rows] == [  # type: ignore[call-overload]
        ("", 1, 0, 0.0),
        ("2gis", 2, 0, 0.0),
        ("instagram/sale", 2, 1, 20_000.0),
    ]
    fast = "SELECT count(*) FROM report_leads WHERE rep_answer_seconds BETWEEN 119 AND 241 AND first_answer_seconds < 9"
    assert await store.read(lambda connection: look(connection, fast)) == [(2,)]
    assert await store.read(lambda connection: look(connection, "SELECT * FROM report_spend")) == []
    assert await store.read(lambda connection: look(connection, "SELECT * FROM report_questions")) == []
