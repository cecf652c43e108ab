"""Ways to name days, parts of periods and stretches of time, in four languages, on Tuesday 10 March 2026."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsm.reading import hours, when
from fsm.reading.calendar_phrases import PHRASES
from fsm.reading.calendar_spelling import LEXICON
from fsm.reading.message import Context, Message

NOW = datetime.fromisoformat("2026-03-10T14:30:00+05:00")
QUESTIONS = {
    "ru": "Когда вам это нужно?",
    "en": "When do you need it?",
    "kk": "Бұл сізге қашан керек?",
    "uk": "Коли вам це потрібно?",
}

ANSWERS = """
ru: через 3-х недель => 2026-03-31..2026-03-31
ru: в течение 5-ти рабочих дней => ..2026-03-17
ru: через три рабочих дня => 2026-03-13..2026-03-13
ru: за 20 календарных дней => ..2026-03-30
ru: в трехнедельный срок => ..2026-03-31
ru: в пятидневный срок => ..2026-03-15
ru: через месяц и неделю => 2026-04-17..2026-04-17
ru: через 1 месяц и 1 неделю => 2026-04-17..2026-04-17
ru: через два месяца и 3 дня => 2026-05-13..2026-05-13
ru: год и месяц => 2027-04-10..2027-04-10
ru: через полтора года и 2 месяца => 2027-11-10..2027-11-10
ru: через 2 квартала => 2026-09-10..2026-09-10
ru: меньше чем за неделю => ..2026-03-17
ru: не позднее чем через месяц => ..2026-04-10
ru: две недели от силы => ..2026-03-24
ru: через 3 дня после наурыза => 2026-03-26..2026-03-26
ru: через месяц после майских => 2026-06-09..2026-06-09
ru: за 4 дня до 1 апреля => ..2026-03-28
ru: за неделю до пасхи => ..2026-04-05
ru: за 2 недели до нового года => ..2026-12-18
ru: в четверг через неделю => 2026-03-19..2026-03-19
ru: не в этот четверг, а в следующий => 2026-03-19..2026-03-19
ru: не в это воскресенье, а в следующее => 2026-03-22..2026-03-22
ru: на этих выходных не надо, на следующих => 2026-03-21..2026-03-22
ru: не в этом квартале, в следующем => 2026-04-01..2026-06-30
ru: неделя после следующей => 2026-03-23..2026-03-29
ru: четвертая неделя мая => 2026-05-22..2026-05-28
ru: на первой неделе следующего месяца => 2026-04-01..2026-04-07
ru: третья декада июня => 2026-06-21..2026-06-30
ru: 2-я половина июля => 2026-07-16..2026-07-31
ru: во 2 половине года => 2026-07-01..2026-12-31
ru: в первом полугодии 2027 => 2027-01-01..2027-06-30
ru: IV квартал => 2026-10-01..2026-12-31
ru: в III квартале 2026 => 2026-07-01..2026-09-30
ru: первый вторник мая => 2026-05-05..2026-05-05
ru: последнего числа => 2026-03-31..2026-03-31
ru: в последний день июня => 2026-06-30..2026-06-30
ru: вторые выходные мая => 2026-05-09..2026-05-10
ru: последние три дня месяца => 2026-03-29..2026-03-31
ru: в первые 5 дней июня => 2026-06-01..2026-06-05
ru: 6-го числа следующего месяца => 2026-04-06..2026-04-06
ru: 28 числа этого месяца => 2026-03-28..2026-03-28
ru: 27/28 мая => 2026-05-27..2026-05-28
ru: 8. - 9.06. => 2026-06-08..2026-06-09
ru: с 28.12. по 3.01.2027 => 2026-12-28..2027-01-03
ru: 2026/05/08 => 2026-05-08..2026-05-08
ru: 8 мая и позже => 2026-05-08..
ru: в мае или раньше => ..2026-04-30
ru: 12 мая, не раньше => 2026-05-12..
ru: после окончания месяца => 2026-04-01..
ru: как закончится квартал => 2026-04-01..
ru: до утра четверга => ..2026-03-12
ru: остаток месяца => ..2026-03-31
ru: вторая половина недели => 2026-03-12..2026-03-15
ru: где-то в районе 20 апреля => 2026-04-20..2026-04-20
ru: 3-4.07 => 2026-07-03..2026-07-04
ru: во вторник или в четверг на следующей неделе => 2026-03-17..2026-03-19
ru: не 5 мая, а 8 мая => 2026-05-08..2026-05-08
ru: до конца дня в четверг => ..2026-03-12
ru: до конца завтрашнего дня => ..2026-03-11
ru: к вечеру четверга => ..2026-03-12
ru: в начале-середине мая => 2026-05-01..2026-05-20
ru: в середине или в конце июня => 2026-06-11..2026-06-30
ru: третий или четвертый квартал => 2026-07-01..2026-12-31
ru: неделя с 6 по 12 апреля => 2026-04-06..2026-04-12
ru: уже три недели =>
ru: дочке 6 лет =>
ru: сыну 3-х лет =>
ru: 12-14 лет =>
ru: курс длится 2 месяца =>
ru: гарантия 2 года =>
ru: последние пару месяцев =>
ru: за прошедшие 3 дня =>
ru: в позапрошлую пятницу =>
ru: 5.05.85 =>
en: in 5-6 business days => 2026-03-17..2026-03-18
en: within 3 working days => ..2026-03-13
en: in a month and a half => 2026-04-25..2026-04-25
en: one year and two months => 2027-05-10..2027-05-10
en: 2 weeks and 4 days => 2026-03-28..2026-03-28
en: in two and a half months => 2026-05-25..2026-05-25
en: in 1 1/2 years => 2027-09-10..2027-09-10
en: in four weeks' time => 2026-04-07..2026-04-07
en: after three months => 2026-06-10..2026-06-10
en: in under three weeks => ..2026-03-31
en: in 3 more days => 2026-03-13..2026-03-13
en: a 10-day deadline => ..2026-03-20
en: no later than 5 days from now => ..2026-03-15
en: ten days after tomorrow => 2026-03-21..2026-03-21
en: a month from the 20th => 2026-04-20..2026-04-20
en: 3 days before March 30 => ..2026-03-27
en: a week before Easter => ..2026-04-05
en: Monday week => 2026-03-23..2026-03-23
en: a week on Thursday => 2026-03-19..2026-03-19
en: three Fridays from now => 2026-03-27..2026-03-27
en: not this weekend but the next one => 2026-03-21..2026-03-22
en: not this Thursday, the one after => 2026-03-19..2026-03-19
en: the month after next => 2026-05-01..2026-05-31
en: the year after next => 2028-01-01..2028-12-31
en: the Wednesday after next => 2026-03-18..2026-03-18
en: the week of May 20 => 2026-05-18..2026-05-24
en: week commencing 4 May => 2026-05-04..2026-05-10
en: May third week => 2026-05-15..2026-05-21
en: the second day of May => 2026-05-02..2026-05-02
en: the last day of next month => 2026-04-30..2026-04-30
en: final Friday of May => 2026-05-29..2026-05-29
en: third weekend in April => 2026-04-18..2026-04-19
en: first ten days of June => 2026-06-01..2026-06-10
en: last two weeks of June => 2026-06-17..2026-06-30
en: 2nd half of May => 2026-05-16..2026-05-31
en: H1 2027 => 2027-01-01..2027-06-30
en: second half of 2026 => 2026-07-01..2026-12-31
en: the first quarter of next year => 2027-01-01..2027-03-31
en: next qtr => 2026-04-01..2026-06-30
en: rest of the quarter => ..2026-03-31
en: by month-end => ..2026-03-31
en: before year end => ..2026-12-31
en: May twenty-third => 2026-05-23..2026-05-23
en: 23 of next month => 2026-04-23..2026-04-23
en: the 6th of next month => 2026-04-06..2026-04-06
en: from 6 to 9 of next month => 2026-04-06..2026-04-09
en: between May 6 and 9 => 2026-05-06..2026-05-09
en: Jun-15 => 2026-06-15..2026-06-15
en: 15. June 2026 => 2026-06-15..2026-06-15
en: Mon, Jun 15, 2026 => 2026-06-15..2026-06-15
en: on 15 => 2026-03-15..2026-03-15
en: June 15 onwards => 2026-06-15..
en: June 15 at the earliest => 2026-06-15..
en: Thanksgiving => 2026-11-26..2026-11-26
en: by EOD Thursday => ..2026-03-12
en: by close of business on Monday => ..2026-03-16
en: before the end of the day tomorrow => ..2026-03-11
en: next day => 2026-03-11..2026-03-11
en: within the month => ..2026-03-31
en: within a month => ..2026-04-10
en: any day after the 20th => 2026-03-21..
en: second or third quarter => 2026-04-01..2026-09-30
en: due Friday => ..2026-03-13
en: after a week => 2026-03-17..2026-03-17
en: the last 3 weeks =>
en: a 3-day course =>
en: 5 years experience =>
en: H1 heading =>
en: this past Friday =>
en: earlier this week =>
en: the week before last =>
en: two months back =>
en: Sunday, March 1 =>
en: Sept 5, 1999 =>
kk: он төрт күннен соң => 2026-03-24..2026-03-24
kk: 3 жұмыс күні ішінде => ..2026-03-13
kk: бес жұмыс күнінен кейін => 2026-03-17..2026-03-17
kk: үш жарым айдан кейін => 2026-06-25..2026-06-25
kk: екі аптадан асырмай => ..2026-03-24
kk: 27 наурыздан бір апта бұрын => ..2026-03-20
kk: мамырдың үшінші аптасы => 2026-05-15..2026-05-21
kk: мамырдың алғашқы жартысы => 2026-05-01..2026-05-15
kk: 3-тоқсанда => 2026-07-01..2026-09-30
kk: мейрам біткен соң => 2026-03-24..
kk: наурыз мерекесі өткеннен кейін => 2026-03-24..
kk: мамыр аяқталған соң => 2026-06-01..
kk: күз біткен соң => 2026-12-01..
kk: осы ай біткенше => ..2026-03-31
kk: қыс басталғанға дейін => ..2026-11-30
kk: жаз келгенше => ..2026-05-31
kk: бұл сейсенбіде емес, келесіде => 2026-03-17..2026-03-17
kk: 25-не дейін => ..2026-03-25
kk: мамырдың екінші сәрсенбісі => 2026-05-13..2026-05-13
kk: мамырдың соңғы аптасында => 2026-05-25..2026-05-31
kk: мамырдың 6-сы мен 9-ы аралығында => 2026-05-06..2026-05-09
kk: балам 5 жаста =>
kk: үш апта бұрын =>
kk: былтыр көктемде =>
uk: через десять робочих днів => 2026-03-24..2026-03-24
uk: протягом трьох тижнів => ..2026-03-31
uk: впродовж двох діб => ..2026-03-12
uk: у межах місяця => ..2026-04-10
uk: за тиждень до 30 березня => ..2026-03-23
uk: не цього четверга, а наступного => 2026-03-19..2026-03-19
uk: перша субота травня => 2026-05-02..2026-05-02
uk: друга половина травня => 2026-05-16..2026-05-31
uk: на третьому тижні травня => 2026-05-15..2026-05-21
uk: у другому півріччі => 2026-07-01..2026-12-31
uk: останній день травня => 2026-05-31..2026-05-31
uk: тиждень після наступного => 2026-03-23..2026-03-29
uk: між 6 і 9 травня => 2026-05-06..2026-05-09
uk: у наступному році => 2027-01-01..2027-12-31
uk: останні два місяці =>
uk: торік =>
"""
LINES = [line for line in ANSWERS.strip().splitlines() if line]


def dates(text, language, now=NOW):
    found = when.read(Message(text), Context("timeline", QUESTIONS[language], now))
    if found is None or (found.value.earliest is None and found.value.latest is None):
        return ""
    assert text[found.start : found.end] == found.words
    first, last = found.value.earliest, found.value.latest
    first = None if first and last and first <= now.date() else first
    return f"{first or ''}..{last or ''}"


@pytest.mark.parametrize("line", LINES)
def test_the_days_that_an_answer_names(line):
    language, _, rest = line.partition(": ")
    text, _, expected = rest.partition(" =>")
    assert dates(text, language) == expected.strip()


HOURS = """
17ч25 => 17:25-17:25
18 ч 20 мин => 18:20-18:20
двадцать минут восьмого => 19:20-19:20
в четверть пятого => 16:15-16:15
в час пятнадцать => 13:15-13:15
через час двадцать => 15:50-15:50
через 2 часа 15 минут => 16:45-16:45
в районе пяти => 17:00-17:00
между двумя и тремя => 14:00-15:00
ten past four => 16:10-16:10
25 past 6 => 18:25-18:25
six forty pm => 18:40-18:40
5ish pm => 17:00-17:00
4 oclock pm => 16:00-16:00
4pm onwards => 16:00-
2 til 4pm => 14:00-16:00
quarter to noon => 11:45-11:45
сағат төртте => 16:00-16:00
між 14 і 16 => 14:00-16:00
близько п'ятої => 17:00-17:00
"""


@pytest.mark.parametrize("line", HOURS.strip().splitlines())
def test_the_hours_that_an_answer_names(line):
    text, _, expected = line.partition(" => ")
    found = hours.read(Message(text), Context("best_time", "Когда вам удобно, чтобы мы позвонили?", NOW))
    assert found is not None
    assert f"{found.value.start or ''}-{found.value.end or ''}" == expected


@pytest.mark.parametrize(
    "text",
    [
        "мы последние 2 недели мучаемся, сломался кран",
        "торт нужен на двоих",
        "day after day the same story",
        "дочке скоро 7 лет, ищем кружок на 2-3 месяца",
        "let me compare with 2 other quotes first",
        "earlier this month we bought a sofa",
        "вчера заказал 2 торта, второй привезли не тот",
        "в районе вокзала, 5 этаж",
        "мин 3 комнаты, 2-х местный номер",
        "сроком на год и 3 месяца взял кредит",
        "екі апта бұрын алғанмын",
    ],
)
def test_words_of_time_that_name_no_time_to_come(text):
    assert when.read(Message(text), Context("none", "", NOW)) is None


todays = st.dates(date(2026, 1, 1), date(2029, 12, 31))


def at(today):
    return datetime(today.year, today.month, today.day, 14, 30, tzinfo=timezone(timedelta(hours=5)))


@given(todays, st.integers(1, 40), st.integers(1, 6))
def test_a_sum_is_the_weeks_and_then_the_days(today, weeks, days):
    day = today + timedelta(weeks=weeks, days=days)
    assert dates(f"через {weeks} нед и {days} дн", "ru", at(today)) == f"{day}..{day}"
    assert dates(f"in {weeks} weeks and {days} days", "en", at(today)) == f"{day}..{day}"


@given(todays, st.integers(1, 60))
def test_working_days_are_never_on_a_weekend_and_as_many_as_said(today, count):
    first, last = dates(f"in {count} business days", "en", at(today)).split("..")
    day = date.fromisoformat(last)
    assert first == last
    assert day.weekday() < 5
    between = [today + timedelta(days=ahead) for ahead in range(1, (day - today).days + 1)]
    assert sum(one.weekday() < 5 for one in between) == count


@given(todays, st.integers(1, 12), st.integers(1, 300))
def test_counted_from_a_day_is_the_day_and_so_much_more(today, weeks, ahead):
    start = today + timedelta(days=ahead)
    day = start + timedelta(weeks=weeks)
    named = f"{start.day:02}.{start.month:02}.{start.year}"
    assert dates(f"через {weeks} нед после {named}", "ru", at(today)) == f"{day}..{day}"
    assert dates(f"{weeks} weeks from {start.isoformat()}", "en", at(today)) == f"{day}..{day}"


@given(todays, st.sampled_from(["январь", "апрель", "июль", "октябрь"]), st.integers(1, 4))
def test_weeks_of_a_month_lie_in_it_one_after_the_other(today, month, number):
    words = ("первая", "вторая", "третья", "четвертая")
    said = dates(f"{words[number - 1]} неделя {month.replace('ь', 'я')}", "ru", at(today))
    which = {"январь": 1, "апрель": 4, "июль": 7, "октябрь": 10}[month]
    if not said:  # that week is over, and which year is meant is not known
        assert (today.month, today.day > number * 7) == (which, True)
        return
    first, last = said.split("..")
    ending = date.fromisoformat(last)
    assert (ending.month, ending.day) == (which, number * 7)
    assert first in {"", str(ending - timedelta(days=6))}


@given(todays, st.sampled_from(["последний день месяца", "the last day of the month", "останній день місяця"]))
def test_the_last_day_of_the_month_is_before_the_first_of_the_next(today, text):
    last = date.fromisoformat(dates(text, "ru", at(today)).split("..")[1])
    assert last >= today
    assert last.month == today.month
    assert (last + timedelta(days=1)).day == 1


SPOKEN = sorted(LEXICON) + [" ".join((first, *rest)) for first, found in PHRASES.items() for rest, _ in found]
FIGURES = [
    "1",
    "2",
    "8",
    "14",
    "31",
    "45",
    "2027",
    "1.5",
    "14.03",
    "5/6",
    "1/2",
    "14-го",
    "3-х",
    "2nd",
    "18:00",
    "h",
    "q",
]
TALK = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(SPOKEN), st.sampled_from(FIGURES)), st.sampled_from([" ", " ", " ", "-", ", "])
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=300, deadline=None)
@given(TALK, todays, st.sampled_from(["timeline", "best_time", "none"]))
def test_any_words_of_time_read_as_sound_days_and_hours(talk, today, question):
    text = "".join(word + mark for word, mark in talk)
    context = Context(question, "Когда вам это нужно?", at(today))
    found = when.read(Message(text), context)
    if found is not None:
        assert text[found.start : found.end] == found.words
        if found.value.earliest and found.value.latest:
            assert found.value.earliest <= found.value.latest
    spoken = hours.read(Message(text), context)
    if spoken is not None:
        assert text[spoken.start : spoken.end] == spoken.words
