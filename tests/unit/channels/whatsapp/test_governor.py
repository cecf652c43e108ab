"""The governor's promises: replies flow, nobody is written to cold, trouble stops what would make it worse."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.whatsapp.governor import Errand, Limits, Pulse, Reason, allowed_today, judge, standing
from channels.whatsapp.ledger import Fate, Ledger, Snapshot

NOON = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)  # noon in Almaty
ALIYA = "77771234567@c.us"
OPEN = Limits(first_messages=True)
COUNTS = st.integers(0, 10_000)
PULSES = st.builds(
    Pulse,
    age_days=st.floats(0, 4_000),
    minute=COUNTS,
    hour=COUNTS,
    day=COUNTS,
    firsts=COUNTS,
    since_first=st.floats(0, 90_000),
    asked=COUNTS,
    answered=COUNTS,
    tried=COUNTS,
    failed=COUNTS,
    stuck=COUNTS,
    acks=st.booleans(),
    restricted_for=st.floats(0, 90_000),
    contact_hour=COUNTS,
    contact_day=COUNTS,
    in_a_row=COUNTS,
    quiet_for=st.floats(0, 43_200),
)


@given(PULSES)
def test_nobody_is_written_to_first_unless_the_owner_said_so(pulse: Pulse) -> None:
    assert not judge(pulse, Errand.FIRST, Limits()).go


@given(PULSES, st.sampled_from(Errand))
def test_what_is_asked_less_is_allowed_less(pulse: Pulse, errand: Errand) -> None:
    """A first message never goes where a reminder would not, nor a reminder where an answer would not."""
    order = [Errand.FIRST, Errand.REMINDER, Errand.REPLY]
    if judge(pulse, errand, OPEN).go:
        assert all(judge(pulse, softer, OPEN).go for softer in order[order.index(errand) :])


@given(PULSES, st.sampled_from(Errand))
def test_a_verdict_has_a_reason_and_a_sane_wait(pulse: Pulse, errand: Errand) -> None:
    verdict = judge(pulse, errand, OPEN)
    assert verdict.go == (verdict.reason is None)
    assert 0 <= verdict.wait <= 90_000
    if verdict.never:
        assert verdict.reason in (Reason.COLD, Reason.UNANSWERED)
        assert errand is not Errand.REPLY
    if verdict.for_all:
        assert verdict.reason in (Reason.STUCK, Reason.ERRORS, Reason.DAY, Reason.HOUR, Reason.MINUTE)


@given(PULSES, st.sampled_from(Errand), st.sampled_from(["minute", "hour", "day", "contact_hour", "in_a_row", "stuck"]))
def test_more_of_anything_never_opens_a_closed_door(pulse: Pulse, errand: Errand, field: str) -> None:
    if not judge(pulse, errand, OPEN).go:
        more = msgspec.structs.replace(pulse, **{field: getattr(pulse, field) + 1})
        assert not judge(more, errand, OPEN).go


@pytest.mark.parametrize(
    ("change", "errand", "reason"),
    [
        ({"stuck": 6, "acks": True}, Errand.REPLY, Reason.STUCK),
        ({"tried": 10, "failed": 5}, Errand.REPLY, Reason.ERRORS),
        ({"minute": 25}, Errand.REPLY, Reason.MINUTE),
        ({"hour": 400}, Errand.REPLY, Reason.HOUR),
        ({"day": 400}, Errand.REPLY, Reason.DAY),
        ({"contact_hour": 30}, Errand.REPLY, Reason.CONTACT),
        ({"in_a_row": 12}, Errand.REPLY, Reason.UNANSWERED),
        ({"quiet_for": 60.0}, Errand.REMINDER, Reason.QUIET),
        ({"in_a_row": 2}, Errand.REMINDER, Reason.UNANSWERED),
        ({"restricted_for": 60.0}, Errand.FIRST, Reason.RESTRICTED),
        ({"asked": 20, "answered": 5}, Errand.FIRST, Reason.REPLY_RATE),
        ({"firsts": 5}, Errand.FIRST, Reason.FIRST_A_DAY),
        ({"since_first": 10.0}, Errand.FIRST, Reason.PACE),
    ],
)
def test_each_limit_stops_what_it_should(change: dict[str, object], errand: Errand, reason: Reason) -> None:
    assert judge(Pulse(), errand, OPEN).go
    assert judge(Pulse(**change), errand, OPEN).reason is reason


@pytest.mark.parametrize("change", [{"quiet_for": 60.0}, {"restricted_for": 9.0}, {"asked": 99}, {"firsts": 99}])
def test_answers_are_not_stopped_by_what_concerns_first_messages(change: dict[str, object]) -> None:
    assert judge(Pulse(**change), Errand.REPLY, Limits()).go


def test_stuck_messages_are_judged_only_where_acks_are_told() -> None:
    assert judge(Pulse(stuck=50, acks=False), Errand.REPLY, Limits()).go


def test_a_young_number_may_do_less_and_more_every_day() -> None:
    days = [allowed_today(day, 5, 40, 1.4) for day in range(30)]
    assert days[0] == 5
    assert days[-1] == 40
    assert days == sorted(days)


def test_the_owner_is_warned_before_it_hurts() -> None:
    near = Pulse(day=330, hour=330, tried=12, failed=4, asked=20, answered=7, stuck=4, acks=True)
    assert judge(near, Errand.REPLY, Limits()).go
    warned = standing(near, Limits())
    assert warned == (Reason.STUCK, Reason.ERRORS, Reason.REPLY_RATE, Reason.DAY, Reason.HOUR)
    assert standing(Pulse(), Limits()) == ()


def test_every_reason_has_its_sentence_in_every_language() -> None:
    from bot.wording import Catalogue

    catalogue = Catalogue.load()
    for language in ("ru", "kk", "en"):
        assert {reason.key for reason in Reason} <= catalogue.keys(language)


# The ledger behind the figures


def ledger(since: date | None = None) -> Ledger:
    return Ledger(NOON, since)


def sent(book: Ledger, at: datetime, chat: str = ALIYA, errand: Errand = Errand.REPLY, message_id: str = "") -> None:
    book.ends(book.begins(chat, errand, at), Fate.SENT, message_id)


def test_counts_fall_out_of_their_windows() -> None:
    book = ledger()
    for minutes in (0, 1, 2, 90):
        sent(book, NOON + timedelta(minutes=minutes))
    pulse = book.pulse(NOON + timedelta(minutes=91), ALIYA)
    assert (pulse.minute, pulse.hour, pulse.day, pulse.contact_hour) == (0, 1, 4, 1)
    sent(book, NOON + timedelta(minutes=1_500))
    later = book.pulse(NOON + timedelta(minutes=1_500, seconds=30), ALIYA)
    assert (later.minute, later.hour, later.day) == (1, 1, 2)


def test_who_wrote_is_answered_and_who_did_not_would_be_a_first() -> None:
    book = ledger()
    assert book.errand(ALIYA, initiates=False) is Errand.REPLY
    assert book.errand(ALIYA, initiates=True) is Errand.FIRST
    sent(book, NOON)
    assert book.errand(ALIYA, initiates=True) is Errand.FIRST
    book.heard(ALIYA, NOON)
    assert book.errand(ALIYA, initiates=True) is Errand.REMINDER


def test_messages_in_a_row_begin_anew_when_the_person_writes() -> None:
    book = ledger()
    for _ in range(3):
        sent(book, NOON)
    assert book.pulse(NOON, ALIYA).in_a_row == 3
    book.heard(ALIYA, NOON)
    assert book.pulse(NOON, ALIYA).in_a_row == 0


def test_what_was_held_back_does_not_count_and_what_failed_is_no_message() -> None:
    book = ledger()
    book.ends(book.begins(ALIYA, Errand.FIRST, NOON), Fate.HELD)
    assert book.pulse(NOON, ALIYA) == ledger().pulse(NOON, ALIYA)
    book.ends(book.begins(ALIYA, Errand.FIRST, NOON), Fate.FAILED)
    pulse = book.pulse(NOON, ALIYA)
    assert (pulse.failed, pulse.tried, pulse.in_a_row, pulse.firsts) == (1, 1, 0, 0)


def test_one_contact_that_fails_again_and_again_is_not_the_numbers_trouble() -> None:
    book = ledger()
    for _ in range(20):
        book.ends(book.begins(ALIYA, Errand.REPLY, NOON), Fate.FAILED)
    for number in range(8):
        sent(book, NOON, f"7700000000{number}@c.us")
    assert judge(book.pulse(NOON), Errand.REPLY, Limits(minute=99)).go


def test_acks_late_twice_and_out_of_order_leave_the_furthest() -> None:
    book = ledger()
    later = NOON + timedelta(minutes=5)
    for number in range(8):
        sent(book, NOON, f"7700000000{number}@c.us", message_id=f"ID{number}")
    assert book.pulse(later).stuck == 8
    book.acked("ID0", 3)
    book.acked("ID0", 1)
    book.acked("ID0", -1)
    assert book.pulse(later).stuck == 7
    assert judge(book.pulse(later), Errand.REPLY, Limits()).reason is Reason.STUCK
    book.acked("ID1", -1)
    assert book.pulse(later).failed == 1


def test_a_stuck_number_is_tried_again_after_an_hour() -> None:
    book = ledger()
    for number in range(8):
        sent(book, NOON, f"7700000000{number}@c.us", message_id=f"ID{number}")
    book.acked("ID0", 1)
    assert not judge(book.pulse(NOON + timedelta(minutes=5)), Errand.REPLY, Limits()).go
    assert judge(book.pulse(NOON + timedelta(minutes=61)), Errand.REPLY, Limits()).go


def test_few_answers_to_first_messages_stop_them_and_answers_open_them_again() -> None:
    book = ledger(date(2025, 1, 1))
    for number in range(20):
        sent(book, NOON, f"770000000{number:02d}@c.us", Errand.FIRST)
    tomorrow = NOON + timedelta(days=1, hours=1)
    assert judge(book.pulse(tomorrow), Errand.FIRST, OPEN).reason is Reason.REPLY_RATE
    for number in range(8):
        book.heard(f"770000000{number:02d}@c.us", tomorrow)
    assert judge(book.pulse(tomorrow), Errand.FIRST, OPEN).go


def test_a_restriction_ends_at_its_hour_or_when_whatsapp_says_so() -> None:
    book = ledger()
    book.restricted(NOON + timedelta(hours=2))
    assert book.restricted_until(NOON) == NOON + timedelta(hours=2)
    assert book.pulse(NOON + timedelta(hours=3)).restricted_for == 0
    book.unrestricted()
    assert book.pulse(NOON).restricted_for == 0


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["send", "fail", "hold", "hear", "ack"]), st.integers(0, 4), st.integers(0, 600), st.booleans()
    ),
    max_size=60,
)


@given(ACTIONS)
def test_a_snapshot_gives_the_same_figures(actions: list[tuple[str, int, int, bool]]) -> None:
    book, at = ledger(), NOON
    for number, (what, who, minutes, initiates) in enumerate(actions):
        at += timedelta(minutes=minutes)
        chat = f"7700000000{who}@c.us"
        if what == "hear":
            book.heard(chat, at)
        elif what == "ack":
            book.acked(f"ID{number - 1}", who)
        else:
            fate = {"send": Fate.SENT, "fail": Fate.FAILED, "hold": Fate.HELD}[what]
            book.ends(book.begins(chat, book.errand(chat, initiates=initiates), at), fate, f"ID{number}")
    kept = msgspec.json.encode(book.snapshot())
    again = Ledger(at)
    again.restore(msgspec.json.decode(kept, type=Snapshot))
    assert again.pulse(at, ALIYA) == book.pulse(at, ALIYA)
    for who in range(5):
        chat = f"7700000000{who}@c.us"
        assert again.pulse(at, chat) == book.pulse(at, chat)
        assert book.pulse(at, chat).in_a_row >= 0
    assert all(sent_to.encode() not in kept for sent_to in ("text", "body"))


def test_what_was_under_way_at_a_crash_counts_as_sent() -> None:
    book = ledger()
    book.begins(ALIYA, Errand.REPLY, NOON)
    again = Ledger(NOON)
    again.restore(book.snapshot())
    assert again.pulse(NOON, ALIYA).minute == 1
