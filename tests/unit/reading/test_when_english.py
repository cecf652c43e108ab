"""What English answers to "when do you need it?" mean, on Tuesday 10 March 2026."""

from datetime import datetime

import pytest

from fsm.reading import when
from fsm.reading.message import Context, Message

NOW = datetime.fromisoformat("2026-03-10T14:30:00+05:00")

ANSWERS = """
tomorrow => 2026-03-11..2026-03-11 days
by tomorrow => ..2026-03-11 days
today if possible => ..2026-03-10 now
tonight => ..2026-03-10 now
this evening => ..2026-03-10 now
day after tomorrow => 2026-03-12..2026-03-12 days
on Friday => 2026-03-13..2026-03-13 days
this Friday => 2026-03-13..2026-03-13 days
next Friday => 2026-03-20..2026-03-20 weeks
by Friday => ..2026-03-13 days
friday at the latest => ..2026-03-13 days
no later than Friday => ..2026-03-13 days
before the weekend => ..2026-03-13 days
this weekend => 2026-03-14..2026-03-15 days
next weekend => 2026-03-21..2026-03-22 weeks
after the weekend => 2026-03-16.. days
next week => 2026-03-16..2026-03-22 weeks
early next week => 2026-03-16..2026-03-17 weeks
sometime next week => 2026-03-16..2026-03-22 weeks
by the end of next week => ..2026-03-22 weeks
by end of week => ..2026-03-15 days
end of the month => 2026-03-21..2026-03-31 weeks
by the end of the month => ..2026-03-31 weeks
by end of March => ..2026-03-31 weeks
in a week => 2026-03-17..2026-03-17 weeks
in two weeks => 2026-03-24..2026-03-24 weeks
in a couple of weeks => 2026-03-24..2026-03-24 weeks
two weeks from now => 2026-03-24..2026-03-24 weeks
in 2-3 weeks => 2026-03-24..2026-03-31 weeks
within 2 weeks => ..2026-03-24 weeks
within a month => ..2026-04-10 months
in the next two weeks => ..2026-03-24 weeks
over the next month => ..2026-04-10 months
in about a month => 2026-04-10..2026-04-10 months
in 6 months => 2026-09-10..2026-09-10 months
in half a year => 2026-09-10..2026-09-10 months
next month => 2026-04-01..2026-04-30 months
this month => ..2026-03-31 weeks
in April => 2026-04-01..2026-04-30 months
mid April => 2026-04-11..2026-04-20 months
early May => 2026-05-01..2026-05-10 months
late May => 2026-05-21..2026-05-31 months
end of May => 2026-05-21..2026-05-31 months
by mid May => ..2026-05-15 months
before June => ..2026-05-31 months
April 5th => 2026-04-05..2026-04-05 weeks
5th of April => 2026-04-05..2026-04-05 weeks
on the 20th => 2026-03-20..2026-03-20 weeks
by the 20th => ..2026-03-20 weeks
March 20 => 2026-03-20..2026-03-20 weeks
20 March 2026 => 2026-03-20..2026-03-20 weeks
April 5 to 10 => 2026-04-05..2026-04-10 months
from April 5 => 2026-04-05.. weeks
starting Monday => 2026-03-16.. days
from next Monday => 2026-03-16.. days
not before April => 2026-04-01.. weeks
after Easter => 2026-04-13.. months
before Christmas => ..2026-12-24 later
in summer => 2026-06-01..2026-08-31 months
this summer => 2026-06-01..2026-08-31 months
next year => 2027-01-01..2027-12-31 later
by the end of the year => ..2026-12-31 later
in Q2 => 2026-04-01..2026-06-30 months
as soon as possible => .. now
right now => .. now
urgently => .. now
yesterday lol => .. now
no rush => .. later
not urgent => .. later
whenever => .. later
no idea yet => .. unknown
not sure yet => .. unknown
haven't decided => .. unknown
once we close the deal => .. unknown
soon => .. days
in a few days => .. days
tomorrow or the day after => 2026-03-11..2026-03-12 days
my wedding is on June 6 => ..2026-06-06 months
exam tomorrow => ..2026-03-11 days
within 10 days max => ..2026-03-20 weeks
zavtra => 2026-03-11..2026-03-11 days
srochno => .. now
cherez nedelyu => 2026-03-17..2026-03-17 weeks
na sleduyushey nedele => 2026-03-16..2026-03-22 weeks
v pyatnicu => 2026-03-13..2026-03-13 days
erten => 2026-03-11..2026-03-11 days
do konca mesyaca => ..2026-03-31 weeks
within this week => ..2026-03-15 days
by EOD => ..2026-03-10 now
by EOM => ..2026-03-31 weeks
end of day today => ..2026-03-10 now
by Monday morning => ..2026-03-16 days
first week of April => 2026-04-01..2026-04-07 weeks
last week of April => 2026-04-24..2026-04-30 months
2nd week of April => 2026-04-08..2026-04-14 months
second half of April => 2026-04-16..2026-04-30 months
around April 10 => 2026-04-10..2026-04-10 months
April 10 at the latest => ..2026-04-10 months
deadline is April 10 => ..2026-04-10 months
on or before 10 April => ..2026-04-10 months
10 Apr => 2026-04-10..2026-04-10 months
Apr 10 => 2026-04-10..2026-04-10 months
10th april => 2026-04-10..2026-04-10 months
until April 10 => ..2026-04-10 months
any day next week => 2026-03-16..2026-03-22 weeks
within 24 hours => ..2026-03-11 days
in 48 hours => 2026-03-12..2026-03-12 days
in 3 days time => 2026-03-13..2026-03-13 days
3 days => 2026-03-13..2026-03-13 days
a month from now => 2026-04-10..2026-04-10 months
maybe in a month or two => 2026-04-10..2026-05-10 months
in a month or so => 2026-04-10..2026-04-10 months
a week or two => 2026-03-17..2026-03-24 weeks
not before next week => 2026-03-16.. days
after Nauryz => 2026-03-24.. weeks
after the holidays => 2026-03-24.. weeks
after Ramadan => 2026-03-20.. weeks
after Eid => 2026-03-21.. weeks
before Eid => ..2026-03-19 weeks
before new year => ..2026-12-31 later
before summer => ..2026-05-31 months
later this month => ..2026-03-31 weeks
later this year => ..2026-12-31 later
this spring => ..2026-05-31 months
next spring => 2027-03-01..2027-05-31 later
in the fall => 2026-09-01..2026-11-30 later
this coming Saturday => 2026-03-14..2026-03-14 days
coming Sunday => 2026-03-15..2026-03-15 days
Sat => 2026-03-14..2026-03-14 days
weekend => 2026-03-14..2026-03-15 days
it's urgent => .. now
ASAP please, by tomorrow latest => ..2026-03-11 days
immediately => .. now
not in a hurry => .. later
dont know yet => .. unknown
depends on the price => .. unknown
when my visa arrives => .. unknown
we have an event on the 25th => ..2026-03-25 weeks
launch is on May 1 => ..2026-05-01 months
in two and a half weeks => 2026-03-27..2026-03-27 weeks
in a month and a half => 2026-04-25..2026-04-25 months
in 3 years => 2029-03-10..2029-03-10 later
April 20, 2027 => 2027-04-20..2027-04-20 later
20th of April 2027 => 2027-04-20..2027-04-20 later
the third of April => 2026-04-03..2026-04-03 weeks
april the 3rd => 2026-04-03..2026-04-03 weeks
twenty first of april => 2026-04-21..2026-04-21 months
in ten days => 2026-03-20..2026-03-20 weeks
in a fortnight => 2026-03-24..2026-03-24 weeks
a fortnight => 2026-03-24..2026-03-24 weeks
Saturday March 14 => 2026-03-14..2026-03-14 days
Sat, 14 Mar => 2026-03-14..2026-03-14 days
from March 28 to April 5 => 2026-03-28..2026-04-05 weeks
March 28 - April 5 => 2026-03-28..2026-04-05 weeks
from May to July => 2026-05-01..2026-07-31 months
between May and July => 2026-05-01..2026-07-31 months
Monday to Wednesday => 2026-03-16..2026-03-18 weeks
mon-wed => 2026-03-16..2026-03-18 weeks
to the end of April => ..2026-04-30 months
until the end of next month => ..2026-04-30 months
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
