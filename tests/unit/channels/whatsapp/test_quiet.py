"""Nobody is woken: night where the contact is, by number or by the shop's zone, on every day of the year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.whatsapp.quiet import EVENING, MORNING, quiet_for, zones_of

ALMATY = ZoneInfo("Asia/Almaty")
KZ, RU, NYC, HIDDEN = "77771234567@c.us", "79161234567@c.us", "12125550123@c.us", "123456789@lid"


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(8, 59, True), (9, 0, False), (12, 0, False), (20, 59, False), (21, 0, True), (23, 30, True), (0, 0, True)],
)
def test_the_edges_of_the_night(hour: int, minute: int, quiet: bool) -> None:
    now = datetime(2026, 11, 21, hour, minute, tzinfo=ALMATY)
    assert (quiet_for(HIDDEN, now, "Asia/Almaty") > 0) == quiet


def test_the_zone_is_the_contacts_not_the_shops() -> None:
    noon_in_almaty = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
    assert quiet_for(HIDDEN, noon_in_almaty, "Asia/Almaty") == 0
    assert quiet_for(NYC, noon_in_almaty, "Asia/Almaty") == 7 * 3600
    assert "America/New_York" in zones_of("+12125550123")


def test_a_number_of_many_zones_waits_until_all_are_awake() -> None:
    assert len(zones_of("+79161234567")) > 5
    now = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)  # eight in Moscow, the afternoon in Kamchatka
    ready = now + timedelta(seconds=quiet_for(RU, now, "Asia/Almaty"))
    assert ready > now
    assert MORNING <= ready.astimezone(ZoneInfo("Europe/Moscow")).time() < EVENING


@settings(max_examples=300)
@given(
    st.integers(1_704_067_200, 1_798_761_600),
    st.sampled_from(["Asia/Almaty", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_after_the_wait_it_is_day_whatever_the_clocks_do(seconds: int, zone: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    ready = now + timedelta(seconds=quiet_for(HIDDEN, now, zone))
    assert MORNING <= ready.astimezone(ZoneInfo(zone)).time() < EVENING
    assert timedelta() <= ready - now <= timedelta(hours=13)


@pytest.mark.parametrize("chat", ["", "x", HIDDEN, "99999@c.us"])
def test_what_tells_no_zone_is_judged_by_the_shops(chat: str) -> None:
    night = datetime(2026, 11, 21, 23, 0, tzinfo=ALMATY)
    assert quiet_for(chat, night, "Asia/Almaty") == 10 * 3600
