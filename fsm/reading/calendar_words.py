"""Words of time in Russian, Kazakh, Ukrainian and English: what each one means, in every form people type.

All words are stored folded (`plain`), so Kazakh and Ukrainian letters typed as Russian ones are found as well.
"""

from __future__ import annotations

from typing import NamedTuple

from fsm.reading.calendar_kazakh import KAZAKH_HOLIDAYS, KAZAKH_LITTLE, KAZAKH_STEMS
from fsm.reading.message import plain

__all__ = ["CASE_ENDINGS", "HOLIDAYS", "KAZAKH", "LEXICON", "Entry", "plain"]

# Endings a Kazakh case may take, harmony ignored because typing ignores it. Longest first is not needed:
# every form is written out once, when the module loads.
_CASES = {
    "dat": "ға ге қа ке на не ына іне сына сіне",
    "abl": "дан ден тан тен нан нен ынан інен сынан сінен",
    "loc": "да де та те нда нде ында інде сында сінде ғы гі дағы дегі ындағы індегі",
    "gen": "ның нің дың дің тың тің",
    "poss": "ы і сы сі",
    "acc": "ны ні ды ді ын ін",
}
CASE_ENDINGS = {plain(ending): case for case, endings in _CASES.items() for ending in endings.split()}


class Entry(NamedTuple):
    """What a word means: its kind, its value, and the Kazakh case it stands in ("" outside Kazakh)."""

    kind: str
    value: str | float
    case: str = ""


LEXICON: dict[str, Entry] = {}
# The Kazakh stems alone, without their cases.
KAZAKH: set[str] = set()

_RU_UK_EN: dict[str, dict[str | float, str]] = {
    "rel": {
        0: "сегодня сегодняшний сегодняшнего седня сегоня севодня сёдня сегодн сьогодни сьогоднi today tonight todays",
        1: "завтра завтро завтрашний завтрашнему завтрему завтрашнего завтрева завтра-то tomorrow tmrw tmr tomorow "
        "tommorow tomorrows",
        2: "послезавтра послезавтро послезавтрашнего пислязавтра позавтра overmorrow",
        3: "послепослезавтра",
        -1: "вчера вчерашний вчерашнего вчора yesterday",
        -2: "позавчера позавчора",
    },
    "wd": {
        0: "понедельник понедельника понедельнику понедельником понедельнике понедельник-то понеделок понедилок "
        "понедилка понедилку monday mondays пн понеділку",
        1: "вторник вторника вторнику вторником вторнике вивторок вивторка вивторку tuesday tuesdays вт",
        2: "среда среду среды среде средой середа середу середи wednesday wednesdays ср",
        3: "четверг четверга четвергу четвергом четверге четвер чт thursday thursdays",
        4: "пятница пятницу пятницы пятнице пятницей п'ятниця п'ятницю п'ятници пятниця пятницю пт friday fridays",
        5: "суббота субботу субботы субботе субботой субота суботу суботи сб saturday saturdays",
        6: "воскресенье воскресенья воскресенью воскресеньем воскресение воскресения недиля недилю недили вс "
        "воскр sunday sundays нд",
    },
    "weak_wd": {0: "mon пон", 1: "tue tues", 2: "wed", 3: "thu thur thurs", 4: "fri птн", 5: "sat суб", 6: "sun"},
    "mon": {
        1: "январь января январе январю январем сичень сичня сични january янв",
        2: "февраль февраля феврале февралю февралем лютий лютого лютому february фев февр",
        3: "март марта марте марту мартом березень березня березни",
        4: "апрель апреля апреле апрелю апрелем квитень квитня квитни april апр",
        5: "май мая мае маю маем травень травня травни",
        6: "июнь июня июне июню июнем червень червня червни june",
        7: "июль июля июле июлю июлем липень липня липни july",
        8: "август августа августе августу августом серпень серпня серпни august авг",
        9: "сентябрь сентября сентябре сентябрю сентябрем вересень вересня вересни september сент",
        10: "октябрь октября октябре октябрю октябрем жовтень жовтня жовтни october окт",
        11: "ноябрь ноября ноябре ноябрю ноябрем листопад листопада листопади november нояб ноя",
        12: "декабрь декабря декабре декабрю декабрем грудень грудня грудни december дек",
    },
    "weak_mon": {
        1: "jan сич",
        2: "feb лют",
        3: "march mar мар бер",
        4: "apr квит",
        5: "may трав",
        6: "jun черв",
        7: "jul лип",
        8: "aug сер серп",
        9: "sep sept вер сен",
        10: "oct жовт",
        11: "nov",
        12: "dec груд",
    },
    "season": {
        "spring": "весна весной весны весне весну навесни spring springtime",
        "summer": "лето летом лета лету лете лито влитку лита литом summer summertime",
        "autumn": "осень осенью осени восени осинь fall autumn",
        "winter": "зима зимой зимы зиме зиму взимку winter wintertime",
    },
    "unit": {
        "d": "дн день дня дней дню днем денек денька деньков денечек сутки суток днив дни доба добу доби диб day days",
        "w": "нед неделя недели недель неделю неделе неделей неделями недельку недельки недельке неделька недельок "
        "тиждень тижня тижни тижнив тижнем тижню week weeks wk wks week's тижденек",
        "m": "месяц месяца месяцев месяцу месяце месяцем месяцок месячишко мес мисяць мисяця мисяци мисяцив мисяцю "
        "month months mth mths mo mos month's",
        "y": "год года лет году годом годик рик року роки рокив роци year years yr yrs",
        "h": "час часа часов часик ч часика часок часам часу сағатта годину години годин hour hours hr hrs",
        "min": "минута минуту минуты минут минутку минуток хвилин хвилини хвилину minute minutes mins",
        "q": "квартал квартала квартале кварталу кварталом кварталі кварталов кварталів quarter quarters qtr qtrs",
        "f": "fortnight fortnights",
        "hy": "полугодие полугодии полугодия полугодию півріччя півріччі",
    },
    "lapse": {
        "6m": "полгода полугода полгодика пивроку пигода",
        "15d": "полмесяца пивмисяця",
        "0h": "полчаса получаса полчасика полчасик пивгодини полдня",
    },
    "part": {
        "begin": "начало начале начала началу початок початку beginning early",
        "mid": "середина середине середины середину середини посередине посередині middle mid",
        "end": "наприкінці конец конце конца концу кинець кинця кинци кинцю end late",
    },
    "half": {0: "половина половине половину половины половини половині"},
    "decade": {0: "декада декаде декаду декады декади декаді"},
    "wend": {
        0: "выходные выходных выходным выходными вихидни вихидних вихидним weekend weekends викенд уикенд уикэнд "
        "викенде week-end week-ends wkend wknd"
    },
    "det": {
        "this": "этот эта эту это этой этом этого эти этих этим цей ця цю цього цьому цим цієї цій ци this current "
        "текущий "
        "текущего текущем текущей текущую",
        "next": "следующий следующая следующее следующую следующей следующем следующего следующему следующие следующих "
        "следующим след следущий следущую следущей следущем следуший следующею наступний наступна наступну наступного "
        "наступному наступним наступної наступній наступні наступних next будущий будущей будущем будущего будущую "
        "грядущий "
        "грядущей грядущем upcoming following",
        "that": "тот той ту",
        "near": "ближайший ближайшая ближайшую ближайшее ближайшей ближайшем ближайшего ближайшие ближайших ближайшим "
        "найближчий найближчу найближчи найближчий найближчого найближчої найближчій найближчі найближчих coming",
        "past": "прошлый прошлая прошлую прошлой прошлом прошлого прошлые прошлых минулий минула минулу минулого "
        "минулої минулій "
        "минулому минулі last past previous прошедший прошедшей прошедшие позапрошлой позапрошлом "
        "былтыр торік минулоріч",
    },
    "num": {
        1: "один одна одну одного одной one",
        2: "два две двух двум двумя двое дви двома двох двом two пара пару пары pair couple парочку парочка",
        3: "три трех трем тремя трое трьох трьом трьома three тройку тройка",
        4: "четыре четырех четырем четверо чотири чотирьох чотирьом four",
        5: "пять пяти пятью пятеро п'ять п'яти п'ятьох five",
        6: "шесть шести шестью шисть six",
        7: "семь семи сим seven",
        8: "восемь восьми восемью висим eight",
        9: "девять девяти девятью дев'ять nine",
        10: "десять десяти десятью десяток ten",
        11: "одиннадцать одиннадцати одиннадцатью одинадцять eleven",
        12: "двенадцать двенадцати двенадцатью дванадцять twelve",
        13: "тринадцать тринадцати тринадцять thirteen",
        14: "четырнадцать четырнадцати чотирнадцять fourteen",
        15: "пятнадцать пятнадцати п'ятнадцять fifteen",
        16: "шестнадцать шестнадцати шістнадцять sixteen",
        17: "семнадцать семнадцати сімнадцять seventeen",
        18: "восемнадцать восемнадцати вісімнадцять eighteen",
        19: "девятнадцать девятнадцати дев'ятнадцять nineteen",
        20: "двадцать двадцати двадцять twenty",
        30: "тридцать тридцати тридцять thirty",
        40: "сорок forty қырық",
        50: "пятьдесят пятдесят fifty елу",
        60: "шестьдесят sixty алпыс",
        70: "семьдесят seventy жетпіс",
        80: "восемьдесят eighty сексен",
        90: "девяносто ninety тоқсан-күн",
        100: "сто hundred жүз",
        1.5: "полтора полторы пивтора пивтори",
    },
    "ord": {
        1: "первого первое первый первая первой первом первых первому першого перше перший першому першу first 1st",
        2: "второго второе второй второму вторая вторую втором другого друге другий second",
        3: "третьего третье третий третьему третьей третя третю третьому третього third",
        4: "четвертого четвертое четвертый четвертая четвертому четвертом четверте четвертий fourth",
        5: "пятого пятое пятый пятому п'ятого п'яте fifth",
        6: "шестого шестое шестой шестому шосте sixth",
        7: "седьмого седьмое седьмому сьомого сьоме seventh",
        8: "восьмого восьмое восьмому восьме eighth",
        9: "девятого девятое девятому дев'ятого ninth",
        10: "десятого десятое десятому десяте tenth",
        11: "одиннадцатого одиннадцатое одинадцятого eleventh",
        12: "двенадцатого двенадцатое дванадцятого twelfth",
        13: "тринадцатого тринадцатое тринадцятого thirteenth",
        14: "четырнадцатого четырнадцатое чотирнадцятого fourteenth",
        15: "пятнадцатого пятнадцатое пятнадцатому п'ятнадцятого fifteenth",
        16: "шестнадцатого шестнадцатое шистнадцятого sixteenth",
        17: "семнадцатого семнадцатое симнадцятого seventeenth",
        18: "восемнадцатого восемнадцатое висимнадцятого eighteenth",
        19: "девятнадцатого девятнадцатое дев'ятнадцятого nineteenth",
        20: "двадцатого двадцатое двадцатому двадцатых двадцятого twentieth",
        30: "тридцатого тридцатое тридцатому тридцятого thirtieth",
    },
    "some": {0: "несколько нисколько декилька килька several few"},
    "ordtail": {0: "го ого е ое му ому ему го-го st nd rd th числа числу число числах числе"},
    "prep": {
        "by": "до к ко by until till til due before ahead перед накануне напередодни under",
        "near": "под пид",
        "since": "с со от from starting з із зи вид since",
        "after": "после посля писля after",
        "in": "через чрез черз спустя",
        "in_en": "in",
        "za": "за",
        "at": "в во на у о об близько on at during for",
        "po": "по",
        "to": "to through thru",
        "within": "within протягом упродовж",
        "between": "между between між миж между-собой",
        "earlier": "раньше ранее раніше",
    },
    "post": {
        "back": "назад тому ago тому-назад earlier",
        "ahead": "спустя later hence",
        "max": "максимум край крайний крайняк latest max maximum самое-позднее deadline дедлайн tops",
    },
    "join": {"or": "или либо or або чи ли and/or", "and": "и та й and &"},
    "not": {0: "не not ни nicht"},
    "fill": {
        0: "где-то примерно ориентировочно приблизительно наверное наверно наверна the of около ровно буквально "
        "плюс-минус самом самого самый самому about around roughly approximately maybe probably может орієнтовно "
        "приблизно десь хотя-бы ну шамамен шамасында an a чем ниж than какого-то just"
    },
    "unknown": {0: "хз незнаю неизвестно невідомо неясно непонятно idk dunno"},
    "urgent": {
        "now": "срочно срочняк срочна немедленно асап asap urgent urgently immediately терміново терминово негайно "
        "незамедлительно экстренно аварийно emergency срочное срочный срочная срочную неотложно шұғыл срошно "
        "срочненько "
        "жедел срочнооо srochno"
    },
    "asap": {
        "now": "сейчас щас сразу now зараз одразу прямо-сейчас вчера-надо қазір быстрее скорее побыстрее поскорее "
        "скорей поскорей побыстрей горит тез тезірек тезирек осы-қазір quickly right-away якнайшвидше "
        "якнайскоріше швидше скорiше моментально"
    },
    "later": {
        "later": "потом попозже позже когда-нибудь someday eventually пізніше згодом кейінірек кейинирек later "
        "кейін-ақ неспеша"
    },
    "every": {
        0: "понедельникам вторникам средам четвергам пятницам субботам воскресеньям понедельники вторники четверги "
        "будням будни буднях weekdays вівторкам середам суботам неділям"
    },
    "soon": {"days": "скоро вскоре soon скоро-скоро жақында таяуда незабаром"},
}

HOLIDAYS: dict[str, str] = {
    "new_year": "новогодний новогодних",
    "nauryz": "nauryz наурызу наурызом наурыза наурызе nowruz навруз навруза наврузу нооруз нооруза",
    "easter": "пасха пасхи пасхе пасху пасхой великдень великодня великодню easter",
    "fast": "ораза оразы оразе оразу оразой рамадан рамадана рамазан рамазана ramadan ramazan",
    "oraza_ait": "ураза-байрам ораза-байрам eid",
    "kurban_ait": "курбан-айт курбан-байрам курбан-байрама курбан-айта курбан",
    "christmas": "рождество рождества рождеству риздво риздва",
    "christmas_december": "christmas xmas",
    "diwali": "diwali deepavali дивали",
    "holi": "holi",
    "may_holidays": "майские майских майским травневи травневих",
    "public": "праздник праздника праздники праздников праздникам праздниках праздничных свята свят holidays",
    "halloween": "halloween хэллоуин хеллоуин",
}


def _enter(words: str, entry: Entry) -> None:
    for word in words.split():
        LEXICON[plain(word).replace("ё", "е")] = entry


_UNCHANGING = frozenset({"det", "some"})


def _enter_cases(words: str, kind: str, value: str | float) -> None:
    """A Kazakh stem in all its cases; forms already known in Russian keep their meaning."""
    for word in map(plain, words.split()):
        LEXICON.setdefault(word, Entry(kind, value))
        KAZAKH.add(word)
        if kind in _UNCHANGING:
            continue
        for stem in (word, word[:-1] + "г") if word.endswith("к") else (word,):
            for ending, case in CASE_ENDINGS.items():
                LEXICON.setdefault(stem + ending, Entry(kind, value, case))


_UKRAINIAN_ORDINALS = "перш друг трет четверт п'ят шост сьом восьм дев'ят десят"
_ORDINALS = (
    "перв втор треть четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат "
    "шестнадцат семнадцат восемнадцат девятнадцат двадцат"
)


def _enter_ordinals() -> None:
    """Russian ordinals in every case; «второй», «третья» are irregular only where the lexicon has them already."""
    for number, stem in enumerate(_ORDINALS.split(), 1):
        endings = "ему ем его ей ю я е и им их" if stem.endswith("ь") else "ому ом ого ой ую ая ое ые ым ых ый"
        for ending in endings.split():
            LEXICON.setdefault(plain(stem + ending), Entry("ord", number))
    for number, stem in enumerate(_UKRAINIAN_ORDINALS.split(), 1):  # without the forms that are hours: «о другій»
        for ending in ("ий", "я" if stem == "трет" else "а", "е", "ого", "ому", "им"):
            LEXICON.setdefault(plain(stem + ending), Entry("ord", number))


def _load() -> None:
    for kind, rows in (*_RU_UK_EN.items(), *KAZAKH_LITTLE.items()):
        for value, words in rows.items():
            _enter(words, Entry(kind, value))
    _enter_ordinals()
    for name, words in HOLIDAYS.items():
        _enter(words, Entry("hol", name))
    for kind, rows in KAZAKH_STEMS.items():
        for value, words in rows.items():
            _enter_cases(words, kind, value)
    for name, words in KAZAKH_HOLIDAYS.items():
        _enter_cases(words, "hol", name)


_load()
# төрт is four, but торт is a cake; with the Kazakh endings мая, марта, казана and соң are other words as well.
_OTHER_WORDS = (
    "баска кварталы торт торты торти казани мартин майдан майка майке майне майна маини марти басни сонни сони кузин "
    "кузни августин баси майын майы майды майым бесы беси уши"
)
for _word in _OTHER_WORDS.split():
    LEXICON.pop(_word, None)
