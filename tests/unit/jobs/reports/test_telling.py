"""The report in words, in a picture and in a table: short, in three languages, safe with hostile names."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pytest

from bot.wording import LANGUAGES, Catalogue
from jobs.outreach.progress import Line
from jobs.reports.advice import advise
from jobs.reports.book import book
from jobs.reports.figures import Funnel, Group, Money, Question, Report, Share, Speed, Verdicts, speed
from jobs.reports.period import DAY, MONTH, Period
from jobs.reports.picture import picture
from jobs.reports.telling import seconds, told

CATALOGUE = Catalogue.load()
HOSTILE = '<b>$\\frac{1}{0}$ _{x}^ "&;=1+1 Қызылорда 😀 漢字\u202e\n' + "ы" * 60

LINE = Line(
    campaign_id=1,
    name="=cmd()",
    channel="email",
    sent=90,
    delivered=80,
    read=40,
    responded=9,
    bounced=3,
    failed=2,
    uncertain=1,
    unsubscribed=4,
    leads=7,
)


def made(number: int, kind: str = DAY) -> Report:
    days = Period(DAY, date(2026, 11, 20), date(2026, 11, 20), "Asia/Almaty")
    period = days if kind == DAY else Period(MONTH, date(2026, 10, 1), date(2026, 10, 31), "Asia/Almaty")
    hot = number // 5
    found = Report(
        period=period,
        currency="KZT",
        funnel=Funnel(number, number // 2, hot, hot, hot // 3, hot // 6, 1000.0 * hot),
        before=Funnel(number + 1),
        usual=4.0,
        bot=speed([2.0] * number, 0),
        reps=speed([700.0] * hot, hot // 4),
        close_rate=Share(hot // 2, hot // 3),
        money=Money(30, "KZT", 60_000.0 * bool(number), Funnel(number * 2, won=hot, revenue=90_000.0), (("USD", 5.0),)),
        verdicts=Verdicts(hot, hot // 2),
        groups={
            "source": [Group(HOSTILE, Funnel(hot, hot), Speed(), 5e6), Group("", Funnel(number), Speed())]
            if number
            else [],
            "channel": [Group("telegram", Funnel(number), Speed())],
        },
        questions=[Question("budget", number, number // 2, 3, number // 3, 12.5, 4)],
        hours=[number // 24] * 24,
        days=[number // 31] * len(period.days),
        waiting=2,
        dozing=7,
        outreach=[LINE] if number else [],
    )
    found.advice = advise(found)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [0, 3, 300])
def test_it_reads_in_ten_seconds_and_fits_under_a_picture(language, number):
    text = told(made(number), CATALOGUE.words(language))
    bare = re.sub(r"<[^>]+>", "", text)
    assert len(bare.split("\n")) <= 12
    assert len(bare) <= 1024  # a caption on Telegram
    assert max(len(line) for line in bare.split("\n")) <= 140
    assert re.findall(r"<(?!/?b>)", text) == []
    assert re.findall(r"\{[a-z]+\}", bare.replace("{x}", "")) == []
    assert "report." not in bare


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("number", "kind"), [(0, DAY), (3, DAY), (300, MONTH)])
def test_the_picture_has_every_letter_and_a_phones_size(language, number, kind):
    # A letter the font lacks is a warning, and warnings are errors here.
    content = picture(made(number, kind), CATALOGUE.words(language))
    width, height = (int.from_bytes(content[place : place + 4], "big") for place in (16, 20))
    assert (width, height) == (1080, 1215)
    assert len(content) < 200_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_native_charts_and_nothing_but_texts_and_numbers(language):
    words = CATALOGUE.words(language)
    made_book = openpyxl.load_workbook(io.BytesIO(book(made(300, MONTH), words)))
    assert made_book.sheetnames[0] == words("report.sheet.overview")
    assert {cell.data_type for sheet in made_book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert all(sheet._charts for sheet in made_book)
    assert made_book[words("report.sheet.questions")]["E2"].value == 100
    assert [cell.value for cell in made_book[words("report.sheet.outreach")][2]] == [
        "=cmd()",
        90,
        80,
        40,
        9,
        7,
        3,
        2,
        4,
    ]


def test_too_little_to_tell_is_said():
    words = CATALOGUE.words("en")
    text = told(made(7), words)
    assert "not enough data (1)" in text
    assert "%" not in next(line for line in text.split("\n") if "Reps" in line)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "—"), (0.2, "1 s"), (59.0, "59 s"), (90.0, "2 min"), (9000.0, "2 h"), (400_000.0, "5 days")],
)
def test_spans(value, text):
    assert seconds(value, CATALOGUE.words("en")) == text


def test_advice_is_the_most_urgent_first_and_at_most_three():
    keys = [each.key for each in made(300).advice]
    assert keys == ["report.advice.waiting", "report.advice.slow", "report.advice.leak"]
    assert [each.key for each in made(0).advice] == [
        "report.advice.waiting",
        "report.advice.dozing",
        "report.advice.share",
    ]
