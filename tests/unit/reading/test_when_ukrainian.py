"""What Ukrainian answers to "when do you need it?" mean, on Tuesday 10 March 2026."""

from datetime import datetime

import pytest

from fsm.reading import when
from fsm.reading.message import Context, Message

NOW = datetime.fromisoformat("2026-03-10T14:30:00+05:00")

ANSWERS = """
сьогодні => ..2026-03-10 now
післязавтра => 2026-03-12..2026-03-12 days
до п'ятниці => ..2026-03-13 days
на вихідних => 2026-03-14..2026-03-15 days
за два тижні => 2026-03-24..2026-03-24 weeks
протягом місяця => ..2026-04-10 months
до кінця місяця => ..2026-03-31 weeks
у квітні => 2026-04-01..2026-04-30 months
на початку квітня => 2026-04-01..2026-04-10 months
з першого квітня => 2026-04-01.. weeks
15 квітня => 2026-04-15..2026-04-15 months
влітку => 2026-06-01..2026-08-31 months
після великодня => 2026-04-13.. months
терміново => .. now
не терміново => .. later
ще не вирішили => .. unknown
до кінця року => ..2026-12-31 later
не раніше квітня => 2026-04-01.. weeks
наступного місяця => 2026-04-01..2026-04-30 months
наступної п'ятниці => 2026-03-20..2026-03-20 weeks
після 20 березня => 2026-03-21.. weeks
за кілька днів => .. days
через пів року => 2026-09-10..2026-09-10 months
у травні => 2026-05-01..2026-05-31 months
до літа => ..2026-05-31 months
наприкінці місяця => 2026-03-21..2026-03-31 weeks
в кінці квітня => 2026-04-21..2026-04-30 months
у середині травня => 2026-05-11..2026-05-20 months
цього місяця => ..2026-03-31 weeks
на цих вихідних => 2026-03-14..2026-03-15 days
після свят => 2026-03-24.. weeks
двадцать п'ятого квітня => 2026-04-25..2026-04-25 months
двадцять п'ятого квітня => 2026-04-25..2026-04-25 months
через шість тижнів => 2026-04-21..2026-04-21 months
за пів року => 2026-09-10..2026-09-10 months
через півтора місяця => 2026-04-25..2026-04-25 months
з 28 березня по 5 квітня => 2026-03-28..2026-04-05 weeks
"""


def said(text, question, question_text):
    found = when.read(Message(text), Context(question, question_text, NOW))
    if found is None:
        return ""
    assert text[found.start : found.end] == found.words
    earliest = None if found.value.latest and found.value.earliest == NOW.date() else found.value.earliest
    return f"{earliest or ''}..{found.value.latest or ''} {found.value.urgency}"


@pytest.mark.parametrize("line", ANSWERS.strip().splitlines())
def test_an_answer_to_when(line):
    text, _, expected = line.partition(" =>")
    assert said(text, "timeline", "Когда вам это нужно?") == expected.strip()
