"""A number's figures over a restart: a limit that is used up stays used up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.governor_keeper import GovernorKeeper, keepers
from channels.whatsapp.adapter import WhatsAppChannel
from channels.whatsapp.config import WahaConfig
from channels.whatsapp.governor import Errand, Limits, Reason, judge
from channels.whatsapp.ledger import Fate
from fsm.storage.store import Store

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NAME = "whatsapp.governor.default"


def channel() -> WhatsAppChannel:
    config = WahaConfig(url="http://127.0.0.1:1", api_key="key", hmac_key="k" * 16)
    return WhatsAppChannel(config, now=lambda: NOW)


def keeper(store: Store, of: WhatsAppChannel, name: str = NAME) -> GovernorKeeper:
    return GovernorKeeper(store, of, name, lambda: NOW)


def sends(of: WhatsAppChannel, how_many: int) -> None:
    ledger = of._number.ledger
    for number in range(how_many):
        ledger.ends(ledger.begins(f"{number}@c.us", Errand.REPLY, NOW), Fate.SENT, f"m{number}")


async def test_what_was_sent_before_a_restart_still_counts(store: Store) -> None:
    before, after = channel(), channel()
    sends(before, 400)
    await keeper(store, before).keep()
    await keeper(store, after).restore()
    assert judge(after._number.ledger.pulse(NOW), Errand.REPLY, Limits()).reason is Reason.DAY
    assert after.snapshot() == before.snapshot()


async def test_a_number_nobody_knows_begins_anew(store: Store) -> None:
    fresh = channel()
    await keeper(store, fresh).restore()
    assert judge(fresh._number.ledger.pulse(NOW), Errand.REPLY, Limits()).go


async def test_another_session_is_another_number(store: Store) -> None:
    before, other = channel(), channel()
    sends(before, 400)
    await keeper(store, before).keep()
    await keeper(store, other, "whatsapp.governor.second").restore()
    assert judge(other._number.ledger.pulse(NOW), Errand.REPLY, Limits()).go


async def test_a_name_too_long_for_its_column_is_kept_too(store: Store) -> None:
    before, after = channel(), channel()
    sends(before, 3)
    long = "whatsapp.governor." + "s" * 54
    await keeper(store, before, long).keep()
    await keeper(store, after, long).restore()
    assert after.snapshot() == before.snapshot()


async def test_what_cannot_be_read_is_left_and_the_count_begins_anew(store: Store) -> None:
    class Strange:
        def snapshot(self) -> bytes:
            return b'{"ledger": 5}'

        def restore(self, kept: bytes) -> None: ...

    await GovernorKeeper(store, Strange(), NAME, lambda: NOW).keep()
    fresh = channel()
    await keeper(store, fresh).restore()
    assert judge(fresh._number.ledger.pulse(NOW), Errand.REPLY, Limits()).go


async def test_nothing_new_is_not_written_again(store: Store) -> None:
    of = channel()
    sends(of, 1)
    one = keeper(store, of)
    await one.keep()
    await store.write(lambda connection: connection.exec_driver_sql("DELETE FROM settings"))
    await one.keep()
    assert await store.read(one._read) == b""
    sends(of, 1)
    await one.keep()
    assert await store.read(one._read) == of.snapshot()


def test_only_channels_with_figures_get_a_keeper(store: Store) -> None:
    waha = WahaConfig(url="http://127.0.0.1:1", api_key="key", hmac_key="k" * 16, session="shop")
    channels = {"web": object(), "whatsapp": channel()}
    assert [each._name for each in keepers(store, channels, waha, lambda: NOW)] == ["whatsapp.governor.shop"]
    assert [each._name for each in keepers(store, channels, waha, lambda: NOW, 3)] == ["whatsapp.governor.shop.3"]


async def test_two_processes_share_the_day_and_the_minute_of_one_number(store: Store) -> None:
    one, two = channel(), channel()
    first, second = shared(store, one, 1), shared(store, two, 2)
    sends(one, 399)
    await first.keep()
    await second.follow()
    two._number.ledger.begins("x@c.us", Errand.REPLY, NOW)
    assert judge(two._number.ledger.pulse(NOW), Errand.REPLY, Limits()).reason is Reason.DAY
    later = NOW + timedelta(minutes=10)
    quiet = two._number.ledger
    for number in range(13):
        quiet.begins(f"{number}@c.us", Errand.REPLY, later)
    assert quiet.pulse(later).minute == 26
    await second.keep()
    await first.follow()
    assert one._number.ledger.pulse(later).minute == 13
    assert one._number.ledger.pulse(later).day == 399 + 14


async def test_whoever_answered_one_process_has_answered_all(store: Store) -> None:
    one, two = channel(), channel()
    first, second = shared(store, one, 1), shared(store, two, 2)
    ledger = one._number.ledger
    ledger.ends(ledger.begins("7701@c.us", Errand.FIRST, NOW), Fate.SENT, "m1")
    later = NOW + timedelta(minutes=5)
    two._number.ledger.heard("7701@c.us", later)
    two._number.ledger.acked("m1", 3)
    await second.keep()
    await first.follow()
    pulse = ledger.pulse(later, "7701@c.us")
    assert (pulse.asked, pulse.answered, pulse.in_a_row, pulse.stuck) == (1, 1, 0, 0)
    assert ledger.errand("7701@c.us", initiates=True) is Errand.REMINDER


async def test_the_figures_of_a_process_that_died_count_on(store: Store) -> None:
    dead, heir = channel(), channel()
    sends(dead, 400)
    await shared(store, dead, 1).keep()
    await shared(store, heir, 7).restore()
    assert judge(heir._number.ledger.pulse(NOW), Errand.REPLY, Limits()).reason is Reason.DAY
    alone = channel()
    await keeper(store, alone).restore()
    assert judge(alone._number.ledger.pulse(NOW), Errand.REPLY, Limits()).go


def shared(store: Store, of: WhatsAppChannel, number: int) -> GovernorKeeper:
    return GovernorKeeper(store, of, NAME, lambda: NOW, number)
