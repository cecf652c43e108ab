"""Number words of four languages, with case endings, slang and habits of typing, as data.

Keys are spellings as people write them; `ENTRIES` holds them in the plain spelling of `stems.plain`, `EXACT` those that
must be written exactly (their plain spelling is another word).
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from fsm.reading.stems import plain


class Kind(Enum):
    """What a number word does inside a number."""

    ONE = "one"  # also a pronoun or an article: counts only before a scale or after a ten
    UNIT = "unit"
    TEEN = "teen"
    TEN = "ten"
    HUNDRED = "hundred"  # a whole hundred in one word: двести
    TIMES = "times"  # multiplies what stands before it: жүз, hundred, сотен
    NOTE = "note"  # money slang that is a noun: сотка, полтинник, двадцатки
    HALF = "half"  # stands before a scale: пол, жарты
    PART = "part"  # counted parts of a scale: три четверти, two thirds of
    FRACTION = "fraction"  # полтора
    ABOUT_TWO = "about_two"  # пара, couple
    SCALE = "scale"
    SHORT = "short"  # one or two letters, a scale only when the surroundings allow: к, т, м, l, cr
    WHOLE = "whole"  # half a scale in one word: полмиллиона


class Entry(NamedTuple):
    """One number word: its role and value.

    `genitive` marks forms as in «тысяч 50», `weak` those that need help to be money («штук», «м»); `case` is the
    Kazakh case: from, to, like, at.
    """

    kind: Kind
    value: float
    genitive: bool = False
    weak: bool = False
    case: str = ""


_UNITS = """
0 ноль нуль ноля нуля нулю нол нөл zero nought naught
1 один одна одну одно одного одной одним одному одні один one a an бір бир
2 два две двух двум двумя дві двох двом двома two екі еки
3 три трех трем тремя трьох трьом three үш уш
4 четыре четырех четырем четырьмя чотири чотирьох чотирьом four төрт торт
5 пять пяти пятью петь п'ять п'яти п'ятьох five бес
6 шесть шести шестью шість six алты
7 семь семи seven жеті жети
8 восемь восьми восемью восьмью восем вісім eight сегіз сегиз
9 девять девяти девятью дев'ять дев'яти дивять nine тоғыз тогыз
"""
_TEENS = """
10 десять десяти десятью десятьох ten
11 одиннадцать одиннадцати одинадцать одинадцять одинадцяти eleven
12 двенадцать двенадцати дванадцять дванадцяти двинадцать двенацать twelve
13 тринадцать тринадцати тринадцять тринадцяти тринацать thirteen
14 четырнадцать четырнадцати чотирнадцять чотирнадцяти четырнацать fourteen
15 пятнадцать пятнадцати п'ятнадцять п'ятнадцяти пятнацать fifteen
16 шестнадцать шестнадцати шістнадцять шістнадцяти шеснадцать шестнацать sixteen
17 семнадцать семнадцати сімнадцять сімнадцяти семнацать seventeen
18 восемнадцать восемнадцати вісімнадцять вісімнадцяти восемнацать eighteen
19 девятнадцать девятнадцати дев'ятнадцять дев'ятнадцяти девятнацать nineteen
"""
_TENS = """
20 двадцать двадцати двадцатью двадцять двадцяти двацать twenty жиырма жирма жыйырма
30 тридцать тридцати тридцатью тридцять тридцяти трицать thirty отыз
40 сорок сорока сорак forty fourty қырық кырк
50 пятьдесят пятидесяти пятьюдесятью п'ятдесят п'ятдесяти пятьдесять пийсят писят пиисят fifty елу
60 шестьдесят шестидесяти шістдесят шістдесяти шестьдесять шисят шиисят шейсят sixty алпыс
70 семьдесят семидесяти сімдесят сімдесяти семьдесять семисят seventy жетпіс
80 восемьдесят восьмидесяти вісімдесят вісімдесяти восемьдесять восимдесят eighty сексен
90 девяносто девяноста дев'яносто дев'яноста девяноса ninety тоқсан
"""
_HUNDREDS = """
100 сто ста
150 полтораста
200 двести двухсот двумстам двумястами двухстах двісті двохсот двесте двесті
300 триста трехсот тремстам тремястами трехстах трьохсот трыста
400 четыреста четырехсот четыремстам четырьмястами четырехстах чотириста чотирьохсот четыриста
500 пятьсот пятисот пятистам пятьюстами пятистах пятсот п'ятсот п'ятисот питьсот петьсот
600 шестьсот шестисот шестьюстами шестистах шістсот шестистам
700 семьсот семисот семьюстами семистах сімсот семистам
800 восемьсот восьмисот восьмьюстами восемьюстами восьмистах вісімсот восьмистам
900 девятьсот девятисот девятьюстами девятистах дев'ятсот дев'ятисот девятистам
"""
_TIMES = """
100 жүз жуз сотню сотня hundred
10 десяток
"""
_GENITIVE_TIMES = "100 сотен сотни сотень hundreds\n10 десятков десятків"
_NOTES = """
5 пятерка пятерку пятерки пятерик пятак
10 десятка десятку десятки десяточка десяточку червонец червонца чирик
15 пятнашка пятнашку пятнаха пятнаху пятнахи
20 двадцатка двадцатку двадцатки двадцаточка двадцаточку двадцарик двадцатник двадцатника двадцятка двадцятку
25 четвертак четвертака четвертной четвертного
30 тридцатка тридцатку тридцатки тридцаточка тридцаточку тридцятка тридцятку тридцатник тридцатника
40 сороковник сороковника сороковка сороковку сорокет сорокета
50 полтинник полтинника полтинники полтиннике полтинником
50 полтос полтоса полтосик полтиник полтишок пятидесятка полтинничек
60 шестидесятка шестидесятку
70 семидесятка семидесятку
80 восьмидесятка восьмидесятку
100 сотка сотку сотки соток соткой сотке соточка соточку сотыга сотыгу сотыги стольник стольника сотіку
200 двухсотка двухсотку
500 пятихатка пятихатку пятихатки пятисотка пятисотку п'ятихатка п'ятихатку пятикатка
"""
_HALVES = """
0.5 пол пів жарты half половина половину половины половиной половину половини
0.25 четверть чверть ширек quarter
0.3333333333333333 треть третину
"""
_PARTS = """
0.25 quarters четверти четвертей чверті
0.3333333333333333 thirds трети третьих третини
0.2 fifths пятых п'ятих
0.16666666666666666 sixths шестых
0.125 eighths восьмых
0.1 tenths десятых десятих
"""
_FRACTIONS = "1.5 полтора полторы полутора півтора півтори"
_PAIRS = "2 пара пару пары пару парочку парочка couple"
_SCALES = """
1000 тысяча тысячу тысячей тысяче тысячам тысячка тысячку тыща тыщу тыщенка тищу тисяча тисячу тысича тысичу
1000 тысеча thousand
1000 grand мынг косарь косаря косарик касарь касаря косар
1000000 миллион миллиону миллионом миллионе мільйон мильон милион миллиончик лям лямчик лимон лимончик лям ляма
1000000 mil million millions mln млн мильён миллон миллеон
1000000000 миллиард миллиардом млрд мільярд billion billions bn ярд
1000000000000 триллион триллиона трлн трильйон trillion
100000 lakh lakhs lac lacs lkh lkhs лакх лакхов лакха
10000000 crore crores crs koti карор крор кроров
"""
_GENITIVE_SCALES = """
1000 тысячи тыщи тысячи тищі тысяч тыщ тыс тысячь тысч тыщь тысяц тищ тис тисяч тисячі тысяцы тыщонок
1000 косарей касарей косарів grands thousands тысичь
1000000 миллионов миллиона мільйонів мільйона лямов лямiв лямів лимонов лимона лимонів милионов
1000000000 миллиардов миллиарда миллиардами мільярдів мільярда
1000000000000 триллионов трильйонів
1000 тысячами тысячах тисячами тисячам тисячах
1000000 миллионами миллионам миллионах лямами лямах мільйонами мільйонам мільйонах
10000000 krore krores
"""
_WEAK_SCALES = """
1000 штука штуку штуки штук кусок куска кусков шт
1000000 мл мио mio mn
12 дюжина дюжину дюжины дюжин dozen dozens
"""
_SHORT = "1000 к k т t\n1000000 м m\n100000 l\n10000000 cr\n1000000000 b"
_KAZAKH_CASES = {
    "from": "дан ден тан тен нан нен",
    "to": "ға ге қа ке на не",
    "like": "дай дей тай тей",
    "at": "да де та те",
    "": "ды ді ты ті ны ні ның нің дың дің тың тің мен бен пен лық лік дық дік тық тік",
}

# Without "бір" and "он": бірге (together), бірден (at once), онда (then) are everyday words.
_KAZAKH = (
    "екі үш алты жеті сегіз тоғыз жиырма отыз қырық елу алпыс жетпіс сексен тоқсан жүз мың миллион миллиард млн "
    "лям лимон"
)
_SHORTEST_DECLINED = 4

# Words of their own that sound like a number or are typed like one with Latin letters.
_NO_NUMBERS = """
try west seem pool yard semi pet ann poll teen missions mission's bees bee's liam kirk parry sta minions billings
tic tics tenn bess jetty bec bes cto cta byes cem parra westcott aan tish millen peet noll uw wt null
семьи третий четвертый четвёртый третьи сэм сэмми поль пьет пьёт пэт съем съём милонов милонова миллионер тищенко кирк
лимонный лимоны пари
парі тиша тиші тишу пив третій четвертий четвертій мільйонер лимонний лимони комарів статись лиманів мілину
"""

EXACT: dict[str, Entry | None] = {
    "сім": Entry(Kind.UNIT, 7),
    "он": Entry(Kind.TEN, 10),
    "төрт": Entry(Kind.UNIT, 4),
    "торт": Entry(Kind.UNIT, 4),
    "лимоном": None,
    **dict.fromkeys(_NO_NUMBERS.split()),
    **dict.fromkeys(("кк", "kk"), Entry(Kind.SHORT, 1e6, weak=True)),
    **dict.fromkeys(("мың", "мын", "myn", "myń", "mıñ", "mың", "мыңдық"), Entry(Kind.SCALE, 1e3)),
    **dict.fromkeys(("мин", "min", "торты", "торта", "тортик", "тортов", "семью", "одни", "пары", "пол."), None),
}
"""Decides before the plain spelling does: a сим is a card, мин are minutes, торт is a cake; None is no number."""

SHY = frozenset({"он", "торт", "бес", "уш"})
"""Kazakh numbers that are common Russian words: they count only beside another Kazakh number word."""


def _rows(table: str) -> list[tuple[float, list[str]]]:
    return [(float(row.split()[0]), row.split()[1:]) for row in table.strip().splitlines()]


def _entries() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for kind, table, genitive, weak in (
        (Kind.SHORT, _SHORT, False, True),
        (Kind.UNIT, _UNITS, False, False),
        (Kind.TEEN, _TEENS, False, False),
        (Kind.TEN, _TENS, False, False),
        (Kind.HUNDRED, _HUNDREDS, False, False),
        (Kind.TIMES, _TIMES, False, False),
        (Kind.TIMES, _GENITIVE_TIMES, True, False),
        (Kind.NOTE, _NOTES, False, False),
        (Kind.HALF, _HALVES, False, False),
        (Kind.FRACTION, _FRACTIONS, False, False),
        (Kind.PART, _PARTS, False, False),
        (Kind.ABOUT_TWO, _PAIRS, False, False),
        (Kind.SCALE, _SCALES, False, False),
        (Kind.SCALE, _WEAK_SCALES, True, True),
        (Kind.SCALE, _GENITIVE_SCALES, True, False),
    ):
        for value, forms in _rows(table):
            role = Kind.ONE if kind is Kind.UNIT and value == 1 else kind
            found.update((plain(form), Entry(role, value, genitive, weak)) for form in forms)
    del found[plain("төрт")]
    return found


ENTRIES = _entries()


def _declined() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for word in _KAZAKH.split():
        base = EXACT.get(word) or ENTRIES[plain(word)]
        for case, suffixes in _KAZAKH_CASES.items():
            found.update((plain(word + suffix), base._replace(case=case)) for suffix in suffixes.split())
    return {word: entry for word, entry in found.items() if word not in ENTRIES and len(word) > _SHORTEST_DECLINED}


DECLINED = _declined()
"""Kazakh number words with a case ending: мыңға, елуден, жүздей (plain spelling)."""
