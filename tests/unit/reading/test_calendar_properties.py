"""Any day said in any of the languages reads back, whatever day it is; any text gives sound spans."""

import time
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsm.facts import Urgency
from fsm.reading import hours, place, when
from fsm.reading.message import Context, Message

RU = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
KK = [
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
]
EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
UK = [
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
]
WAYS = [
    lambda day: f"{day.day} {RU[day.month - 1]}",
    lambda day: f"{day.day}-го {RU[day.month - 1]}",
    lambda day: f"{day.day} {KK[day.month - 1]}да",
    lambda day: f"{KK[day.month - 1]}ның {day.day}-і",
    lambda day: f"{EN[day.month - 1]} {day.day}th",
    lambda day: f"{day.day} {EN[day.month - 1]}",
    lambda day: f"{day.day} {UK[day.month - 1]}",
    lambda day: f"{day.day:02}.{day.month:02}",
    lambda day: f"{day.day:02}/{day.month:02}",
    lambda day: f"{day.day:02}.{day.month:02}.{day.year}",
    lambda day: f"{day.day}.{day.month}.{day.year % 100:02}",
    lambda day: day.isoformat(),
]
RU_DAYS = ["понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье"]
KK_DAYS = ["дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"]
EN_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
UK_DAYS = ["понеділок", "вівторок", "середу", "четвер", "п'ятницю", "суботу", "неділю"]

todays = st.dates(date(2026, 1, 1), date(2029, 12, 31))
AT = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))
QUESTIONS = ["timeline", "none", "need", "best_time", "location", "confirm", "phone", "contact_name", "budget"]


def asked(text, today, question="timeline"):
    now = datetime(today.year, today.month, today.day, 14, 30, tzinfo=timezone(timedelta(hours=5)))
    found = when.read(Message(text), Context(question, "Когда вам это нужно?", now))
    assert found is not None, text
    assert text[found.start : found.end] == found.words
    return found.value


@settings(max_examples=400)
@given(todays, st.integers(0, 300), st.sampled_from(WAYS))
def test_a_date_reads_back(today, ahead, way):
    day = today + timedelta(days=ahead)
    value = asked(way(day), today)
    assert (value.earliest, value.latest) == (day, day)


@settings(max_examples=200)
@given(todays, st.integers(1, 300), st.sampled_from(WAYS))
def test_a_deadline_is_met_on_its_day(today, ahead, way):
    day = today + timedelta(days=ahead)
    value = asked(f"до {way(day)}", today)
    assert (value.earliest, value.latest) == (None, day)


@given(todays, st.integers(0, 6), st.sampled_from([RU_DAYS, KK_DAYS, EN_DAYS, UK_DAYS]))
def test_a_weekday_is_the_next_one_after_today(today, number, names):
    value = asked(f"{'в ' if names is RU_DAYS else ''}{names[number]}", today)
    assert value.latest is not None
    assert value.latest.weekday() == number
    assert 1 <= (value.latest - today).days <= 7


@given(todays, st.integers(2, 40), st.sampled_from(["через {} дней", "in {} days", "{} күннен кейін", "через {} днів"]))
def test_days_from_now(today, count, way):
    assert asked(way.format(count), today).latest == today + timedelta(days=count)


@given(todays, st.integers(2, 20), st.sampled_from(["в течение {} недель", "within {} weeks", "{} апта ішінде"]))
def test_within_so_many_weeks(today, count, way):
    value = asked(way.format(count), today)
    assert (value.earliest, value.latest) == (None, today + timedelta(weeks=count))


@given(todays, st.sampled_from(["до конца месяца", "by the end of the month", "айдың соңына дейін", "до кінця місяця"]))
def test_the_end_of_the_month_is_in_this_month(today, text):
    latest = asked(text, today).latest
    assert latest.month == today.month
    assert (latest + timedelta(days=1)).day == 1


@given(todays, st.sampled_from(["на следующей неделе", "next week", "келесі аптада", "наступного тижня"]))
def test_next_week_runs_from_monday_to_sunday(today, text):
    value = asked(text, today)
    assert value.earliest.weekday() == 0
    assert 1 <= (value.earliest - today).days <= 7
    assert value.latest == value.earliest + timedelta(days=6)


@given(st.dates(), st.one_of(st.none(), st.integers(-10, 2000)))
def test_urgency_follows_the_days(today, ahead):
    if ahead is None or (date.max - today).days <= ahead or (today - date.min).days <= -ahead:
        assert when.urgency_of(None, None, today) == Urgency.UNKNOWN
        return
    order = [Urgency.NOW, Urgency.DAYS, Urgency.WEEKS, Urgency.MONTHS, Urgency.LATER]
    near = order.index(when.urgency_of(None, today + timedelta(days=ahead), today))
    assert near == sum(ahead > limit for limit in (0, 6, 30, 190))


WORDS = st.sampled_from(
    [
        "завтра",
        "до",
        "5",
        "апреля",
        "через",
        "две",
        "недели",
        "в",
        "с",
        "по",
        "пятницу",
        "10:30",
        "после",
        "обеда",
        "не",
        "Алматы",
        "ул.",
        "Абая",
        "45",
        "ертең",
        "кейін",
        "by",
        "the",
        "14th",
        ".",
        ",",
        "-",
        "или",
        "наурыз",
        "новый",
        "год",
        "14.03",
        "32",
        "0",
        "24/7",
        "İ",
        "ß",
        "ﬁ",
        "😀",
        "²",
        "٣",
        "-го",
        "полшестого",
        "next",
        "week",
        "month",
        "end",
        "of",
    ]
)


@settings(max_examples=400)
@given(
    st.one_of(
        st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join), st.lists(WORDS, max_size=9).map("".join)
    ),
    st.sampled_from(QUESTIONS),
)
def test_any_text_gives_sound_spans(text, question):
    for reader in (when, hours, place):
        found = reader.read(Message(text), Context(question, "Когда вам удобно? Позвонить?", AT))
        if found is not None:
            assert text[found.start : found.end] == found.words
            assert found.words
            assert 0 < found.confidence <= 1
        if found is not None and reader is when and found.value.earliest and found.value.latest:
            assert found.value.earliest <= found.value.latest


LONG = [
    "завтра или ",
    "5-",
    "1,2,",
    "до ",
    "а",
    "а-",
    "через неделю или ",
    "Алматы Астана ",
    "с 5 по ",
    "вечером ",
    "5.5.",
    "не ",
]


@pytest.mark.parametrize("piece", LONG)
@pytest.mark.parametrize("question", ["timeline", "best_time", "location"])
def test_ten_thousand_characters_take_linear_time(piece, question):
    def spent(size):
        message = Message((piece * size)[:size])
        started = time.thread_time()
        for reader in (when, hours, place):
            reader.read(message, Context(question, "Когда?", AT))
        return time.thread_time() - started

    spent(1000)
    assert spent(10_000) < 3  # a guard against explosions, not a measurement
