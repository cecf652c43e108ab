"""Expressions of time that take several words, each standing for one word of the lexicon."""

from __future__ import annotations

from fsm.reading.calendar_parts import PART_PHRASES
from fsm.reading.calendar_words import Entry, plain

_BY = """не позже; не позднее; не пізніше; no later than; not later than; prior to; ahead of; on or before; ближе к;
ближче до; поближе к; самое позднее; самое позднее до; максимум до; максимум к; максимум в; up to; not after;
крайний срок; крайний срок до; крайний термін; срок до; the latest by; deadline is; last date is; соңғы мерзім;
соңғы күні"""
_SINCE = """не раньше; не ранее; не раніше; начиная с; начиная со; починаючи з; починаючи від; not before;
no sooner than; not sooner than; no earlier than; not earlier than; not until; starting from;
starting on; as of; anytime after"""
_WITHIN = """в течение; в течении; в теч; на протяжении; в пределах; впродовж; у межах; в межах; over the next;
in the next; during the next; within the next; less than; in less than; in under; no longer than; not longer than;
меньше; менее; меньше чем за; менее чем за; не дольше; на протязі; менш ніж за; менше ніж за; не довше; не більше;
не более; не больше; not more than; no more than; в ближайшие; у найближчі; в найближчі; за ближайшие; на ближайшие;
в ближайшую; в ближайший; в ближайших; за ближайшую; за ближайший; most likely within; алдағы"""
_SOON = """вот вот; вот - вот; на днях; днями; ближайшие дни; в ближайшие дни; ближайшее время; в ближайшее время;
ближайшем времени;
найближчим часом; найближчі дні; coming days; next few days; in the coming days; жақын арада; жақын күндері;
жақын күнде; жақын уақытта; таяу күндері; таяу арада; осы күндері; жуық арада; на этих днях; in the near future;
в скором времени; со дня на день; в эти дни; some time soon; sometime soon"""
_NOW = """быстрее пожалуйста; быстрее бы; побыстрее пожалуйста; скорее пожалуйста; поскорее пожалуйста; скорее бы;
пожалуйста быстрее; тезірек болса; чем раньше; чем скорее; чем быстрее; чим раніше; чим швидше; чим скоріше; как
можно скорее; как можно
быстрее; как можно раньше; как можно скорей; как можно побыстрее; как можно поскорее; as soon as possible; as early as
possible; as quickly as possible; as fast as possible; the sooner the better; sooner the better; тез арада; қазір
керек; right away; straight away; якомога швидше; якнайшвидше; в срочном порядке; вчера надо; вчера нужно; нужно
вчера; нужно было вчера; надо вчера; надо было вчера; еще вчера; на вчера; вчора треба; на вчора; need it yesterday;
needed yesterday; needed it yesterday; for yesterday; кеше керек; мүмкіндігінше тез; барынша тез; при первой
возможности; сроки горят; в сжатые сроки; в кратчайшие сроки; в кратчайший срок; в самые короткие сроки; сроки
поджимают; горят сроки; поджимают сроки; время поджимает; очень срочно; прям срочно; very urgent; asap please; аса
шұғыл; өте шұғыл; тезірек керек; тез керек; дуже терміново; жатып тұрмай; first available; неғұрлым тез;
лучше раньше чем позже;
неғұрлым ерте; мүмкін болса тез; самое ближайшее"""
_LATER = """no deadline; no fixed deadline; no hard deadline; only planning; just planning; без разницы когда;
неважно когда; не важно когда; дедлайна нет; нет дедлайна; сроки не горят; қашан болса да;
байдуже коли; не горит; не к спеху; не до спеху; не спешу; не спешим; не спеша; не тороплюсь; не торопимся; не торопит;
nothing urgent; nothing pressing; ничего срочного; нічого термінового; no rush; no hurry; not in a hurry;
not in a rush; not in hurry; not in rush; not urgent; not that urgent; isn't
urgent; not so urgent; no urgency; не срочно; не особо срочно; не очень срочно; не сильно срочно; несрочно; срочности
нет; срочности никакой; спешки нет; спеху нет; время терпит; дело терпит; торопиться некуда; спешить некуда; не
поспішаю;
не поспішаємо; не терміново; не нагально; асығыс емес; асықпаймын; асықпаймыз; асықпай; шұғыл емес; тығыз емес; не так
срочно; когда нибудь; как нибудь; some day; at some point; не скоро; нескоро; қазір емес; не сейчас; не зараз; не
прямо сейчас; not now; not right now; not soon; no time pressure; без спешки; without hurry; коли небудь; спешки
никакой; не торопясь; не тороплю; подожду; могу подождать; можем подождать; готов подождать; могу ждать; можно не
спешить; there's no rush; take your time; кейін керек; асықтырмайды; не к спеху"""
_UNKNOWN = """после дождичка в четверг; когда рак на горе;
пока присматриваюсь; пока присматриваемся; шешкен жоқпыз; шешкен жоқпын; шешпедік әлі;
не знаю; не знаем; не знаємо; не решили; не решил; не решила; не решено; не определились; не
определился; не определилась; не определено; не понятно; не ясно; не известно; не уверен; не уверена; не уверены; not
sure; no idea; don't know; dont know; do not know; not known; haven't decided; havent decided; have not decided; not
decided; undecided; yet to decide; can't say; cant say; hard to say; білмеймін; білмейміз; білмедім; білмим; шешпедік;
шешпедім; шешкен жоқ; шешілмеген; шешілген жоқ; белгісіз; ойланбадық; ойластырған жоқ; не вирішили; не вирішив; не
вирішила; не визначились; не визначився; не визначилась; не визначилися; сложно сказать; трудно сказать; важко
сказати; не могу сказать; точно не скажу; пока не скажу; не планировали; не думали; not decided yet; no clue; нақты
емес; анық емес; айта алмаймын; не в курсе; зависит от; залежить від; смотря; depends; it depends; как получится; як
вийде; по ситуации; не загадываю; понятия не имею; не представляю; without date; даты нет; дата неизвестна; нет даты;
срок неизвестен; сроков нет; ойланып жүрмін; ойланып жатырмын; ойланып жатырмыз; ойланып жүрміз; ойлану керек; пока
думаю; пока думаем; еще думаю; еще думаем; шут его знает; фиг знает; хрен знает; хто знає; кім білсін; кім біледі;
хтозна; бог знает; черт знает; пес его знает; бог его знает; черт его знает; кто его знает; фиг его
знает; дата невідома;
дата ще невідома; дата еще неизвестна; дата пока неизвестна; still thinking; ще думаю; ще думаємо"""
_ENTRIES: tuple[tuple[Entry, str], ...] = (
    (Entry("prep", "by"), _BY),
    (Entry("prep", "since"), _SINCE),
    (Entry("prep", "within"), _WITHIN),
    (Entry("soon", "days"), _SOON),
    (Entry("urgent", "now"), _NOW),
    (Entry("later", "later"), _LATER),
    (Entry("asap", "now"), "прямо сейчас; дәл қазір; осы қазір; right now; прямо зараз; қазір керек"),
    (Entry("unknown", 0), _UNKNOWN),
    (Entry("plushalf", 0.5), "с половиной; з половиною; and a half; and half"),
    (
        Entry("fill", 0),
        (
            "скорее всего; швидше за все; sort of; kind of; more or less; плюс минус; в районе; в районі; где то; "
            "как то; some time"
        ),
    ),
    (
        Entry("post", "kk_over"),
        (
            "біткен соң; біткеннен кейін; біткеннен соң; аяқталған соң; аяқталғаннан кейін; аяқталғаннан соң; "
            "өткен соң; өткеннен кейін; өткеннен соң; болған соң; болғаннан кейін"
        ),
    ),
    (
        Entry("post", "kk_by"),
        (
            "басталғанға дейін; басталмай тұрып; басталмас бұрын; басталардан бұрын; or earlier; or sooner; "
            "или раньше; и раньше; або раніше; немесе ерте; немесе ертерек"
        ),
    ),
    (
        Entry("post", "kk_since"),
        (
            "at the earliest; at earliest; самое раннее; найраніше; ең ерте дегенде; "
            "or later; and later; onwards; onward; and onwards; and beyond; и позже; или позже; и позднее; и далее; "
            "и дальше; і пізніше; або пізніше; та далі; немесе кейін"
        ),
    ),
    (
        Entry("prep", "after"),
        (
            "после окончания; по окончании; после завершения; по завершении; как закончится; когда закончится; "
            "как закончатся; когда закончатся; как пройдут; когда пройдут; после того как пройдут; after the end of; "
            "після закінчення; по закінченню"
        ),
    ),
    (Entry("rel", -7), "week before last; the week before last; позапрошлой неделе; позапрошлая неделя"),
    (Entry("det", "this"), "rest of; rest of the; rest of this; remainder of; remainder of the; остаток; остатке"),
    (Entry("det", "past"), "earlier this"),
    (Entry("det", "next"), "the one after; one after that; the following one"),
    *((Entry("roman", number), name) for number, name in ((2, "ii"), (3, "iii"), (4, "iv"))),
    (
        Entry("end_of", "d"),
        (
            "end of day; end of the day; end of business; end of the business day; close of business; конца дня; "
            "концу дня; конца рабочего дня; концу рабочего дня; кінця дня; кінця робочого дня; күн соңына; "
            "күннің соңына"
        ),
    ),
    (Entry("end_of", "m"), "month end; month-end; end of month"),
    (Entry("end_of", "y"), "year end; year-end; end of year"),
    (Entry("end_of", "q"), "quarter end; quarter-end; end of quarter"),
    (
        Entry("hol", "valentine"),
        "valentine's day; valentines day; valentine day; день святого валентина; дня святого валентина",
    ),
    (Entry("hol", "thanksgiving"), "thanksgiving; thanksgiving day"),
    (
        Entry("rel", 2),
        (
            "после завтра; після завтра; day after tomorrow; the day after; the day after tomorrow; ертеңнен кейін; "
            "ертеннен кейін; арғы күні; "
            "арғы күн; бүрсі күні; бүрсі күн"
        ),
    ),
    (
        Entry("rel", 0),
        ("осы кеш; сегодняшний день"),
    ),
    (
        Entry("post", "max"),
        (
            "крайний срок; the latest; at the latest; at latest; at most; at max; не больше; не более; "
            "самое позднее; or less; or fewer; или меньше; или менее; або менше; "
            "край максимум; не пізніше; no later; асса; от силы; від сили; көп дегенде; ең көбі; ең кеші"
        ),
    ),
    (Entry("post", "ahead"), "from now; from today; time from now; time later"),
    *(
        (Entry("unit", unit), f"{name} time; {name}s time; {name}'s time")
        for unit, name in (("d", "day"), ("w", "week"), ("m", "month"), ("y", "year"))
    ),
    (
        Entry("unit", "bd"),
        (
            "рабочих дней; рабочих дня; рабочий день; рабочего дня; будних дней; будних дня; банковских дней; "
            "business days; business day; working days; working day; work days; "
            "робочих днів; робочі дні; робочих дні; робочий день; жұмыс күн; жұмыс күні"
        ),
    ),
    (Entry("unit", "bd", "abl"), "жұмыс күннен; жұмыс күнінен"),
    (Entry("unit", "bd", "loc"), "жұмыс күнде; жұмыс күнінде"),
    (Entry("unit", "bd", "dat"), "жұмыс күнге; жұмыс күніне"),
    (Entry("unit", "d"), "календарных дней; календарных дня; календарний день; calendar days; календарних днів"),
    *(
        (Entry("lapse", span, "term"), "; ".join(f"{word} срок; {word} термин" for word in words.split()))
        for span, words in (
            ("1d", "суточный однодневный добовий"),
            ("2d", "двухдневный дводенний"),
            ("3d", "трехдневный триденний"),
            ("5d", "пятидневный п'ятиденний"),
            ("7d", "семидневный семиденний"),
            ("10d", "десятидневный десятиденний"),
            ("1w", "недельный тижневий"),
            ("2w", "двухнедельный двотижневий"),
            ("3w", "трехнедельный тритижневий"),
            ("1m", "месячный мисячний"),
            ("2m", "двухмесячный двомисячний"),
            ("3m", "трехмесячный тримисячний"),
            ("6m", "полугодовой пиврични"),
            ("1y", "годичный годовой ричний"),
        )
    ),
    (
        Entry("part", "begin"),
        (
            "start of; первых числах; первых чисел; первые числа; первым числам; перших числах; the start of; первой "
            "декаде; басы"
        ),
    ),
    (Entry("part", "mid"), "второй декаде"),
    (Entry("part", "end"), "последних числах; третьей декаде; останніх числах; the last days of; last days of"),
    (Entry("part", "teens"), "десятых числах; 10-х числах; десятых числ"),
    (Entry("part", "twenties"), "двадцатых числах; 20-х числах; двадцятих числах"),
    (
        Entry("part", "half1"),
        (
            "первой половине; первая половина; первую половину; перша половина; першій половині; "
            "first half of; first half; бірінші жартысында; бірінші жартысы; алғашқы жартысында; алғашқы жартысы"
        ),
    ),
    (
        Entry("part", "half2"),
        (
            "второй половине; вторая половина; вторую половину; друга половина; другій половині; "
            "latter half of; latter half; second half of; second half; екінші жартысында; екінші жартысы"
        ),
    ),
    (Entry("lapse", "6m"), "пол года; пол годика; half a year; half year; half an year; пів року; жарты жыл"),
    (Entry("lapse", "6m", "abl"), "жарты жылдан"),
    (Entry("lapse", "15d"), "пол месяца; half a month; half month; пів місяця; жарты ай"),
    (Entry("lapse", "15d", "abl"), "жарты айдан"),
    (Entry("lapse", "0h"), "пол часа; half an hour; half hour; жарты сағат; пів години"),
    (Entry("lapse", "0h", "abl"), "жарты сағаттан"),
    (
        Entry("wend", 0),
        (
            "дем алыс; дем алыста; демалыс күндері; демалыс күні; демалыс күндерінде; week end; week ends; "
            "субботу воскресенье; сенбі жексенбі"
        ),
    ),
    (
        Entry("hol", "new_year"),
        (
            "нг; новогодние праздники; новогодних праздников; новогодние каникулы; новогодних каникул; "
            "new year's; new years; new year's eve; новогодним праздникам"
        ),
    ),
    (
        Entry("hol", "school_year"),
        (
            "учебного года; учебному году; учебный год; учебным годом; школы начнутся; "
            "навчального року; навчальний рік; навчальному року; school year; academic year; "
            "оқу жылы; оқу жылында"
        ),
    ),
    (Entry("hol", "school_year", "dat"), "оқу жылына"),
    (Entry("hol", "school_year", "abl"), "оқу жылынан"),
    (Entry("hol", "victory"), "день победы; дня победы; дню победы; жеңіс күні; victory day"),
    (Entry("hol", "victory", "dat"), "жеңіс күніне"),
    (Entry("hol", "republic"), "день республики; дня республики; дню республики; republic day"),
    (Entry("hol", "constitution"), "день конституции; дня конституции; дню конституции"),
    (
        Entry("hol", "independence"),
        "день независимости; дня независимости; дню независимости; independence day; тәуелсіздік күні",
    ),
    (
        Entry("hol", "oraza_ait"),
        "ораза айт; ораза айта; ораза айту; ораза байрам; ураза байрам; ораза байрама; ураза байрама; eid al fitr",
    ),
    (Entry("hol", "oraza_ait"), "ораза байраму; eid ul fitr"),
    (Entry("hol", "oraza_ait", "dat"), "ораза айтқа"),
    (Entry("hol", "oraza_ait", "abl"), "ораза айттан"),
    (
        Entry("hol", "kurban_ait"),
        (
            "курбан айт; курбан айта; курбан айту; курбан байрам; курбан байрама; курбан байраму; "
            "eid al adha; eid ul adha; bakra eid"
        ),
    ),
    (Entry("hol", "kurban_ait", "dat"), "құрбан айтқа"),
    (Entry("hol", "kurban_ait", "abl"), "құрбан айттан"),
    (Entry("hol", "easter_catholic"), "католическая пасха; католической пасхи; католической пасхе; catholic easter"),
    (Entry("hol", "easter"), "orthodox easter; православная пасха; православной пасхи; православной пасхе"),
    (
        Entry("hol", "black_friday"),
        "black friday; черная пятница; черной пятницы; черной пятнице; черную пятницу; чорна п'ятниця; чорної п'ятниці",
    ),
    (Entry("hol", "public"), "длинные выходные; long weekend; public holiday; public holidays"),
    (
        Entry("every", 0),
        (
            "по понедельникам; по вторникам; по средам; по четвергам; по пятницам; по субботам; "
            "по воскресеньям; по выходным; в неделю; в месяц; в год; в день; на тиждень; на місяць; на рік; "
            "per month; per week; per day; per year; раз в; по будням; "
            "days a week; times a week; по дням; аптасына; айына; күніне; жылына"
        ),
    ),
)


Phrase = tuple[tuple[str, ...], Entry]
"""The words of an expression after its first, and what the whole means."""


def _index() -> dict[str, list[Phrase]]:
    found: dict[str, list[Phrase]] = {}
    for entry, phrases in (*_ENTRIES, *PART_PHRASES):
        for phrase in phrases.split(";"):
            first, *rest = plain(phrase).replace("ё", "е").split()
            found.setdefault(first, []).append((tuple(rest), entry))
    for variants in found.values():
        variants.sort(key=lambda variant: -len(variant[0]))
    return found


def _by_second(phrases: list[Phrase]) -> dict[str, list[Phrase]]:
    """Second word -> the expressions that may go on with it, one-word ones included; "" -> those alone."""
    seconds = {"", *(rest[0] for rest, _ in phrases if rest)}
    return {second: [(rest, entry) for rest, entry in phrases if rest[:1] in ((), (second,))] for second in seconds}


# First word -> the words that must follow, longest first, and what the whole means.
PHRASES = _index()
_BY_TWO = {first: _by_second(phrases) for first, phrases in PHRASES.items()}


def phrases_of(word: str, following: str) -> list[Phrase]:
    """The expressions that may begin with these two words, longest first."""
    seconds = _BY_TWO.get(word)
    return [] if seconds is None else seconds.get(following) or seconds[""]
