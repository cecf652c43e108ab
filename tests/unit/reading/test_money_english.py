"""Budgets as written, english: a line is "text | min max currency qualifier" (- open, ABSENT none)."""

import pytest

from tests.unit.reading.money_check import budget_of, rows

ENGLISH = """
50k | 50000 50000 KZT exact
50k usd | 50000 50000 USD exact
$50k | 50000 50000 USD exact
up to $500 | - 500 USD upto
no more than 300k tenge | - 300000 KZT upto
between 200 and 300 thousand | 200000 300000 KZT range
from 200 to 300k | 200000 300000 KZT range
200-300k | 200000 300000 KZT range
at least a million | 1000000 - KZT from
half a million tenge | 500000 500000 KZT exact
two hundred thousand | 200000 200000 KZT exact
two and a half million | 2500000 2500000 KZT exact
a couple of grand | 2000 2000 KZT approx
5 grand max | - 5000 KZT upto
max 5 grand | - 5000 KZT upto
under 100k | - 100000 KZT upto
100k or so | 100000 100000 KZT approx
100k-ish | 100000 100000 KZT approx
I can do 150k | 150000 150000 KZT exact
I only have 80k | - 80000 KZT upto
have 200k, can add 50 | 200000 250000 KZT range
200k, could stretch to 250k | 200000 250000 KZT range
200k tops | - 200000 KZT upto
not 200 but 250k | 250000 250000 KZT exact
200, sorry, I mean 250k | 250000 250000 KZT exact
1.5M tenge | 1500000 1500000 KZT exact
1.5 mil | 1500000 1500000 KZT exact
1,500,000 KZT | 1500000 1500000 KZT exact
KZT 1,500,000 | 1500000 1500000 KZT exact
€2,000 | 2000 2000 EUR exact
2000 euros max | - 2000 EUR upto
500 bucks | 500 500 USD exact
five hundred dollars | 500 500 USD exact
not sure yet | - - - unknown
no idea | - - - unknown
I'd rather not say | - - - unknown
something cheap | - - - unknown
no budget at all | - - - none
we have no money | - - - none
looking for a free option | - - - none
money is no object | - - - flexible
whatever it takes | - - - flexible
any | - - - flexible
price doesn't matter | - - - flexible
how much does it cost? | ABSENT
another company quoted 300k | ABSENT
we already spent 200k on this | ABSENT
my salary is 400k | ABSENT
that's too expensive | ABSENT
12 people, about 10k each | 10000 10000 KZT approx
20k per month | 20000 20000 KZT exact
somewhere between 1 and 1.5 million | 1000000 1500000 KZT range
1-1.5 million tenge | 1000000 1500000 KZT range
less than 200 thousand | - 200000 KZT upto
nothing over 200k | - 200000 KZT upto
can't go over 200k | - 200000 KZT upto
i can't go higher than 200k | - 200000 KZT upto
200k is my limit | - 200000 KZT upto
my limit is 200k | - 200000 KZT upto
200k at most | - 200000 KZT upto
200k or less | - 200000 KZT upto
200k and not a tenge more | - 200000 KZT upto
within 200k | - 200000 KZT upto
starting from 200k | 200000 - KZT from
200k+ | 200000 - KZT from
200k minimum | 200000 - KZT from
more than 200k | 200000 - KZT from
over a million | 1000000 - KZT from
approximately 200 000 tenge | 200000 200000 KZT approx
roughly two hundred thousand | 200000 200000 KZT approx
200k give or take | 200000 200000 KZT approx
probably 200k | 200000 200000 KZT approx
we budgeted 200k | 200000 200000 KZT exact
i'm thinking 200k | 200000 200000 KZT exact
200 thousand tenge a month | 200000 200000 KZT exact
2000 per lesson | 2000 2000 KZT exact
$20 an hour | 20 20 USD exact
20 dollars per hour | 20 20 USD exact
twenty dollars | 20 20 USD exact
a hundred bucks | 100 100 USD exact
1k | 1000 1000 KZT exact
one thousand dollars | 1000 1000 USD exact
ten grand | 10000 10000 KZT exact
£500 | 500 500 GBP exact
500 pounds max | - 500 GBP upto
500 eur | 500 500 EUR exact
EUR 500 | 500 500 EUR exact
USD 1,000 - 1,500 | 1000 1500 USD range
1000-1500 usd | 1000 1500 USD range
$1k-$2k | 1000 2000 USD range
$1-2k | 1000 2000 USD range
1 to 2 thousand dollars | 1000 2000 USD range
still figuring it out | - - - unknown
we haven't decided yet | - - - unknown
can't say right now | - - - unknown
it depends | - - - unknown
that's confidential | - - - unknown
as cheap as possible | - - - unknown
the cheaper the better | - - - unknown
you tell me | - - - unknown
what are your rates? | ABSENT
how much would that be? | ABSENT
why do you ask? | ABSENT
is 100k enough? | 100000 100000 KZT exact
would 100k work? | 100000 100000 KZT exact
can you do it for 100k? | 100000 100000 KZT exact
100k is too much, i can pay 70k | 70000 70000 KZT exact
my friend paid 100k | ABSENT
they charged me 100k last time | ABSENT
i make 300k a month so maybe 20k | 20000 20000 KZT approx
no limit | - - - flexible
budget isn't an issue | - - - flexible
money isn't a problem | - - - flexible
flexible | - - - flexible
doesn't matter | - - - flexible
i'm broke lol | - - - none
zero | - - - none
0 | - - - none
free please | - - - none
don't have any money right now | - - - none
we don't have a budget | - - - none
we don't have a fixed budget | - - - unknown
no specific budget | - - - unknown
60 sqm | ABSENT
3 bedrooms | ABSENT
for 5 people | ABSENT
2bhk, 50k rent max | - 50000 KZT upto
couple hundred bucks | 200 200 USD approx
nothing crazy, 300 bucks maybe | 300 300 USD approx
under a grand | - 1000 KZT upto
$3k–5k | 3000 5000 USD range
3-5k usd | 3000 5000 USD range
anything under 100k is fine | - 100000 KZT upto
whatever is reasonable | - - - unknown
what can i get for 50k? | 50000 50000 KZT exact
is 50k too low? | 50000 50000 KZT exact
500 quid | 500 500 GBP exact
my budget is pretty tight, 60k tenge | 60000 60000 KZT exact
tight budget, under 60k | - 60000 KZT upto
as low as possible | - - - unknown
100k tenge all in | 100000 100000 KZT exact
80k-100k | 80000 100000 KZT range
80 to 100 thousand tenge | 80000 100000 KZT range
80, maybe 100k | 80000 100000 KZT range
80k ideally, 100k max | 80000 100000 KZT range
hoping to stay under 100k | - 100000 KZT upto
not exceeding 100k | - 100000 KZT upto
100k hard limit | - 100000 KZT upto
a quarter million tenge | 250000 250000 KZT exact
three hundred and fifty thousand tenge | 350000 350000 KZT exact
around 5 thousand a month | 5000 5000 KZT approx
1500 usd tops | - 1500 USD upto
1,500 | 1500 1500 KZT exact
1500-2000 dollars | 1500 2000 USD range
no clue, you tell me | - - - unknown
we don't know yet | - - - unknown
idk maybe 50k | 50000 50000 KZT approx
sky is the limit | - - - flexible
cost is not an issue | - - - flexible
money's not a problem | - - - flexible
i don't care about the price | - - - flexible
i have no budget for this | - - - none
i can't pay anything | - - - none
i was hoping it's free | - - - none
one dollar | 1 1 USD exact
a dollar | 1 1 USD exact
$ 10 | 10 10 USD exact
$10K | 10000 10000 USD exact
10k$ | 10000 10000 USD exact
USD3.14 | 3.14 3.14 USD exact
3.14US$ | 3.14 3.14 USD exact
US$ 3.14 | 3.14 3.14 USD exact
EUR 20.0 | 20 20 EUR exact
20 Rupees | 20 20 INR exact
Rs20 | 20 20 INR exact
20 dollars 43 cents | 20.43 20.43 USD exact
twenty dollar 43 cents | 20.43 20.43 USD exact
42 bucks | 42 42 USD exact
around 42 bucks | 42 42 USD approx
42 KWD | 42 42 KWD exact
RM 42 | 42 42 MYR exact
between 10 and 20 dollars | 10 20 USD range
from 10 dollars to 20 dollars | 10 20 USD range
around 10-20 dollars | 10 20 USD range
between 10 dollars and 20 dollars | 10 20 USD range
about $10-$20 | 10 20 USD range
between 1.1 and 1.3 dollars | 1.1 1.3 USD range
under seven euros | - 7 EUR upto
lower than 7€ | - 7 EUR upto
at least $1.42 | 1.42 - USD from
over 1.42 dollars | 1.42 - USD from
twenty-one thousand Eleven | 21011 21011 KZT exact
seven hundred twenty-one thousand and twelve | 721012 721012 KZT exact
thirty-one million two hundred fifty-six thousand seven hundred twenty-one | 31256721 31256721 KZT exact
three crore twelve lakh fifty-six thousand seven hundred twenty-one | 31256721 31256721 INR exact
two point two million | 2200000 2200000 KZT exact
three billions | 3000000000 3000000000 KZT exact
three hundred crores | 3000000000 3000000000 INR exact
i'd say 300k | 300000 300000 KZT exact
300k would be my maximum | - 300000 KZT upto
prefer to keep it under 300k | - 300000 KZT upto
not looking to spend more than 300k | - 300000 KZT upto
i don't want to spend more than 300k | - 300000 KZT upto
we've set aside 300k | 300000 300000 KZT exact
300k-350k ballpark | 300000 350000 KZT range
somewhere in the 300k range | 300000 300000 KZT approx
in the ballpark of 300k | 300000 300000 KZT approx
300 thousand, give or take 50 | 300000 300000 KZT approx
300k, 350k at the very most | 300000 350000 KZT range
300k but can go up to 350k | 300000 350000 KZT range
100k for design and 200k for ads | 300000 300000 KZT exact
our total is 5 million, 1 million of that for the website | 1000000 1000000 KZT exact
no wait, 400k | 400000 400000 KZT exact
300k. actually make it 350k | 350000 350000 KZT exact
i'd rather hear your price first | - - - unknown
can't tell yet | - - - unknown
we're still discussing it | - - - unknown
the sky's the limit | - - - flexible
cost doesn't matter if the quality is good | - - - flexible
my neighbour paid 300k | ABSENT
salary is 300k | ABSENT
five hundred to six hundred k | 500000 600000 KZT range
around the 500k mark | 500000 500000 KZT approx
500k-ish tenge | 500000 500000 KZT approx
maybe 500? not sure | 500000 500000 KZT approx
no higher than 500k | - 500000 KZT upto
500k is the absolute max | - 500000 KZT upto
i've got 500k to spend | 500000 500000 KZT exact
i can afford 500k | 500000 500000 KZT exact
can't afford more than 500k | - 500000 KZT upto
we don't want to exceed 500k | - 500000 KZT upto
cheaper than 500k | - 500000 KZT upto
400k preferred, 500k max | 400000 500000 KZT range
1.2 million kzt all inclusive | 1200000 1200000 KZT exact
1,2 mln | 1200000 1200000 KZT exact
1 mil 200 | 1200000 1200000 KZT exact
a mil | 1000000 1000000 KZT exact
one mil max | - 1000000 KZT upto
10k per person, 30 people | 10000 10000 KZT exact
30 people, 10k each | 10000 10000 KZT exact
5 dollars per page | 5 5 USD exact
20 bucks an hour | 20 20 USD exact
€15-20 per hour | 15 20 EUR range
200 pounds | 200 200 GBP exact
our previous agency charged 500k, we want to pay 400k | 400000 400000 KZT exact
last year we spent 500k | ABSENT
500k was quoted by another studio | ABSENT
quite expensive | ABSENT
what's your price list? | ABSENT
just give me a quote | ABSENT
haven't thought about it | - - - unknown
need to ask my boss | - - - unknown
budget is tbd | - - - unknown
depends on the quality | - - - unknown
i don't have a number in mind | - - - unknown
we don't have money for that | - - - none
i want it for free | - - - none
i'm a student with no money | - - - none
budget is flexible | - - - flexible
i'll pay whatever you ask | - - - flexible
money isn't an issue for us | - - - flexible
as much as needed | - - - flexible
do you offer installments? | ABSENT
is there a free trial? | ABSENT
what do you mean? | ABSENT
who is this | ABSENT
can someone call me | ABSENT
never mind | ABSENT
what's included? | ABSENT
i want something nice | ABSENT
"""

IN_DOLLARS = """
1500 | 1500 1500 USD exact
500-700 | 500 700 USD range
about 300 | 300 300 USD approx
2k | 2000 2000 USD exact
up to 400 | - 400 USD upto
"""

IN_RUPEES = """
80 lakhs | 8000000 8000000 INR exact
80L to 1cr | 8000000 10000000 INR range
1.5 cr max | - 15000000 INR upto
around 60 lakh | 6000000 6000000 INR approx
50-60 lakhs | 5000000 6000000 INR range
1 crore 20 lakhs | 12000000 12000000 INR exact
Rs. 50,00,000 | 5000000 5000000 INR exact
₹45,00,000 | 4500000 4500000 INR exact
one crore | 10000000 10000000 INR exact
not more than 90 lac | - 9000000 INR upto
50 lakh ke andar | 5000000 5000000 INR exact
50k per month | 50000 50000 INR exact
between 40 and 50 lakhs | 4000000 5000000 INR range
40 to 50 lakhs | 4000000 5000000 INR range
upto 1.2 Cr | - 12000000 INR upto
1.2-1.5cr | 12000000 15000000 INR range
sixty lakhs | 6000000 6000000 INR exact
one and a half crore | 15000000 15000000 INR exact
1 cr | 10000000 10000000 INR exact
80 lacs max | - 8000000 INR upto
Rs 25,000 | 25000 25000 INR exact
rs 25000 per month | 25000 25000 INR exact
under 2 crores | - 20000000 INR upto
70-75L | 7000000 7500000 INR range
INR 70 lakhs | 7000000 7000000 INR exact
around 1 crore, can stretch to 1.2 | 10000000 12000000 INR range
90 lakhs all inclusive | 9000000 9000000 INR exact
not sure, maybe 80 lakhs | 8000000 8000000 INR approx
say 40-45 lakhs | 4000000 4500000 INR range
not exceeding 60 lakhs | - 6000000 INR upto
30k INR pm | 30000 30000 INR exact
85 L | 8500000 8500000 INR exact
85Lacs | 8500000 8500000 INR exact
1.25 Cr | 12500000 12500000 INR exact
1 Cr to 1.5 Cr | 10000000 15000000 INR range
less than 1 crore | - 10000000 INR upto
max 55L | - 5500000 INR upto
55 lakh rupees | 5500000 5500000 INR exact
fifty five lakhs | 5500000 5500000 INR exact
45-50L | 4500000 5000000 INR range
45 to 50 L max | 4500000 5000000 INR range
approx 70 lakhs | 7000000 7000000 INR approx
1 crore max to max | - 10000000 INR upto
1cr+ | 10000000 - INR from
minimum 1 crore | 10000000 - INR from
75,00,000 | 7500000 7500000 INR exact
75 00 000 | 7500000 7500000 INR exact
seventy five lakh | 7500000 7500000 INR exact
one point five crore | 15000000 15000000 INR exact
my budget is 60 lakh, can go till 65 | 6000000 6500000 INR range
25k rent | 25000 25000 INR exact
20-25k per month | 20000 25000 INR range
"""


@pytest.mark.parametrize(("text", "expected"), rows(ENGLISH))
def test_english(text, expected):
    assert budget_of("E", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(IN_DOLLARS))
def test_in_dollars(text, expected):
    assert budget_of("D", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(IN_RUPEES))
def test_in_rupees(text, expected):
    assert budget_of("I", text) == expected
