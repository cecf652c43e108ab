"""What a rep is advised to do first, and the package the card is written from."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bot.wording import Catalogue
from fsm.facts import Authority, Hours, Urgency
from handoff.approach import approach
from handoff.package import package
from scoring.criteria import weigh
from tests.unit.scoring.people import ASAP, BUSINESS, CONSUMER, EXAMPLE, NOW, PHONE, lead, told, when

DAY = NOW.astimezone(ZoneInfo("Asia/Almaty"))
NIGHT = DAY.replace(hour=23, minute=10)
WORDS = Catalogue.load().words("en", DAY.date())


@pytest.mark.parametrize(
    ("who", "now", "first"),
    [
        (lead(phone=PHONE, timeline=ASAP), DAY, "Urgent: call right now"),
        (lead(phone=PHONE, timeline=when(Urgency.WEEKS, 20)), DAY, "Call within 5 minutes"),
        (lead(phone=PHONE, timeline=ASAP), NIGHT, "Not an hour to ring: write now, call after 9:00"),
        (lead(phone=PHONE, best_time=Hours("18:00", None)), DAY, "Good time to call: after 18:00"),
        (lead(need="x"), DAY, "No phone: answer in the chat"),
    ],
    ids=["urgent", "not urgent", "at night", "stated hour", "no phone"],
)
def test_the_first_step(who, now, first):
    assert said(who, now)[0] == first


def test_then_mood_doubts_who_decides_and_what_to_ask():
    who = msgspec.structs.replace(
        lead(phone=PHONE, authority=Authority.SHARED), sentiment="negative", objections=("price", "trust")
    )
    who = msgspec.structs.replace(who, worth=weigh(who, BUSINESS, NOW))

    assert said(who, DAY)[1:] == [
        "Upset: listen first",
        "In doubt: show reviews and guarantees",
        "Bring in whoever decides",
        "Ask: budget",
    ]


@pytest.mark.parametrize("doubt", ["trust", "price", "competitor", "warranty", "time"])
def test_every_doubt_has_its_own_advice(doubt):
    advice = approach(msgspec.structs.replace(lead(phone=PHONE), objections=(doubt,)), WORDS, DAY)

    assert advice[1].key == f"approach.doubt.{doubt}"


def said(who, now):
    return [WORDS(advice.key, **advice.params) for advice in approach(who, WORDS, now)]


def test_the_package_carries_answers_in_order_with_the_leads_own_words():
    who = msgspec.structs.replace(
        EXAMPLE, worth=weigh(EXAMPLE, CONSUMER, NOW), objections=("price", "price"), last_words="ok"
    )
    told_all = package(who, WORDS, DAY)

    assert [(answer.fact, answer.text, answer.words) for answer in told_all.answers] == [
        ("name", "Алия", "Алия"),
        ("phone", "+7 777 123 45 67", "8 777 123 45 67"),
        ("need", "Не включается, залил водой", "Не включается, залил водой"),
        ("budget", "10,000–15,000 ₸", "Да, нормально"),
        ("timeline", "by tomorrow, 22 November", "Срочно, завтра экзамен"),
    ]
    assert (told_all.score, told_all.band, told_all.objections) == (96, "hot", ("too expensive",))
    assert told_all.text("phone") == "+7 777 123 45 67"
    assert told_all.text("email") == ""
    assert msgspec.json.decode(msgspec.json.encode(told_all))["reasons"][0].startswith("+35/35")


def test_a_deadline_that_was_far_when_it_was_said_presses_when_it_is_near():
    who = lead(phone=PHONE, timeline=told(when(Urgency.WEEKS, 20)))

    assert said(who, DAY + timedelta(days=18))[0] == "Urgent: call right now"
