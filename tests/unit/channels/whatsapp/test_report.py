"""How a number stands, told before a limit bites: every sentence exists in every language."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from bot.wording import LANGUAGES, Catalogue
from channels.whatsapp.governor import Errand, Limits, Pulse, Reason, judge, standing
from channels.whatsapp.report import report

CATALOGUE = Catalogue.load()
OLD = Pulse(age_days=60)
BEFORE = [
    ({"minute": 20}, Reason.MINUTE, "20"),
    ({"hour": 320}, Reason.HOUR, "320"),
    ({"day": 2_400}, Reason.DAY, "2400"),
    ({"firsts": 32}, Reason.FIRST_A_DAY, "32"),
    ({"asked": 20, "answered": 7}, Reason.REPLY_RATE, "35"),
    ({"tried": 10, "failed": 3}, Reason.ERRORS, "30"),
    ({"stuck": 4, "acks": True}, Reason.STUCK, "4"),
]


@pytest.mark.parametrize(("change", "reason", "figure"), BEFORE, ids=[reason for _, reason, _ in BEFORE])
def test_a_warning_comes_while_messages_still_go(change, reason, figure):
    pulse = msgspec.structs.replace(OLD, **change)
    limits = Limits(first_messages=True)
    assert judge(pulse, Errand.REPLY, limits).go
    assert standing(pulse, limits) == (reason,)
    first = report(pulse, limits)[0]
    assert (first.key, first.bad, first.values["now"]) == (f"whatsapp.near.{reason.value}", True, figure)


@pytest.mark.parametrize("change", [{"minute": 19}, {"hour": 319}, {"day": 2_399}, {"firsts": 31}])
def test_below_four_fifths_there_is_no_warning(change):
    assert standing(msgspec.structs.replace(OLD, **change), Limits(first_messages=True)) == ()


def test_what_stops_now_comes_first_and_once():
    told = report(msgspec.structs.replace(OLD, day=3_000, hour=390), Limits())
    assert [sentence.key for sentence in told if sentence.bad] == ["whatsapp.held.day", "whatsapp.near.hour"]


def test_a_restriction_names_its_end():
    until = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
    first = report(msgspec.structs.replace(OLD, restricted_for=600.0), Limits(), until)[0]
    assert first.values == {"until": "21.11 07:30 UTC"}


def test_all_well_is_only_figures():
    told = report(OLD, Limits())
    assert [sentence.key for sentence in told] == ["whatsapp.figures.sent", "whatsapp.figures.firsts_off"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_its_words(language):
    words = CATALOGUE.words(language)
    worst = Pulse(
        age_days=3, minute=24, hour=399, day=1_000, firsts=13, asked=20, answered=7, tried=10, failed=4, stuck=5,
        acks=True, restricted_for=60.0,
    )  # fmt: skip
    told = [*report(worst, Limits(first_messages=True)), *report(OLD, Limits())]
    lines = [words(sentence.key, **sentence.values) for sentence in told]
    assert len(lines) > 10
    assert not [line for line in lines if "{" in line or line.startswith("whatsapp.")]
