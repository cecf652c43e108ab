# ruff: noqa: E501 - the table is read by its rows
"""Typical leads, and the band a head of sales would give each."""

from __future__ import annotations

import pytest

from fsm.facts import Authority, Urgency
from fsm.lead import Band
from scoring.criteria import weigh
from tests.unit.scoring.people import (
    ANY_PRICE,
    ASAP,
    BROKE,
    BUSINESS,
    CONSUMER,
    DUNNO,
    EXAMPLE,
    NOW,
    PHONE,
    SHARED_PHONE,
    lead,
    money,
    upto,
    when,
)

TYPICAL = [
    ("the example of the product", CONSUMER, EXAMPLE, Band.HOT),
    ("a flooded flat, any price", CONSUMER, lead(3, need="потоп", timeline=ASAP, budget=ANY_PRICE, phone=PHONE), "hot"),
    ("urgent, knows no price, left a number", CONSUMER, lead(2, need="кран", timeline=ASAP, budget=DUNNO, phone=PHONE, name="Ерлан"), "qualified"),
    ("urgent, not asked about money yet", CONSUMER, lead(2, need="кран", timeline=ASAP, phone=PHONE, name="Ерлан"), "nurture"),
    ("fits, next month", CONSUMER, lead(1, need="чистка", timeline=when(Urgency.WEEKS, 25), budget=upto(20_000), phone=PHONE), "qualified"),
    ("fits, no hurry at all", CONSUMER, lead(1, need="чистка", timeline=when(Urgency.LATER), budget=upto(20_000), phone=PHONE), "qualified"),
    ("urgent but a fifth of the price", CONSUMER, lead(3, need="экран", timeline=ASAP, budget=upto(2_000), phone=PHONE, name="Али"), "nurture"),
    ("a little short of the price", CONSUMER, lead(2, need="экран", timeline=ASAP, budget=upto(8_000), phone=PHONE, name="Али"), "hot"),
    ("wants it free", CONSUMER, lead(3, need="экран", timeline=ASAP, budget=BROKE, phone=SHARED_PHONE, name="Али"), "nurture"),
    ("only greeted", CONSUMER, lead(), "disqualified"),
    ("just looking", CONSUMER, lead(0), "disqualified"),
    ("just looking, shared a contact", CONSUMER, lead(0, phone=SHARED_PHONE, name="Дана"), "disqualified"),
    ("looks at something definite, pays, leaves a number", CONSUMER, lead(0, need="ноутбук", timeline=when(Urgency.LATER), budget=ANY_PRICE, phone=PHONE), "nurture"),
    ("a number and nothing else", CONSUMER, lead(phone=PHONE, name="Марат"), "disqualified"),
    ("asked the price and said what is broken", CONSUMER, lead(2, need="экран"), "disqualified"),
    ("need and urgency, no contact", CONSUMER, lead(2, need="экран", timeline=ASAP), "nurture"),
    ("everything but any contact", CONSUMER, lead(3, need="экран", timeline=ASAP, budget=ANY_PRICE), "hot"),
    ("firm with money, decides, this month", BUSINESS, lead(need="2 кабинета", timeline=when(Urgency.WEEKS, 20), budget=money(400_000), authority=Authority.SELF, phone=PHONE, name="Асель"), "hot"),
    ("same, with the husband", BUSINESS, lead(need="2 кабинета", timeline=when(Urgency.WEEKS, 20), budget=money(400_000), authority=Authority.SHARED, phone=PHONE, name="Асель"), "qualified"),
    ("collects offers for the boss", BUSINESS, lead(2, need="сайт", timeline=ASAP, budget=money(400_000), authority=Authority.OTHER, phone=SHARED_PHONE, name="Олег"), "qualified"),
    ("half of the price, decides later", BUSINESS, lead(1, need="сайт", timeline=when(Urgency.MONTHS, 90), budget=upto(160_000), authority=Authority.SELF, phone=PHONE), "nurture"),
    ("paid in dollars, all else good", BUSINESS, lead(2, need="сайт", timeline=ASAP, budget=money(900, currency="USD"), authority=Authority.SELF, phone=PHONE, name="Jo"), "hot"),
    ("nothing but an e-mail and a wish", BUSINESS, lead(1, need="сайт", email="a@b.kz"), "disqualified"),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "who", "band"), [row[1:] for row in TYPICAL], ids=[row[0] for row in TYPICAL])
def test_a_head_of_sales_would_agree(rules, who, band):
    worth = weigh(who, rules, NOW)

    assert worth.band == band, [(part.factor, part.points, part.of, part.note) for part in worth.parts]
    assert sum(part.points for part in worth.parts) == worth.score
