"""Parts of the day and of the working day: their words, and the hours they stand for."""

from __future__ import annotations

from fsm.reading.calendar_words import Entry, plain

# Part of the day -> from, to; an open end is None.
WINDOWS: dict[str, tuple[str | None, str | None]] = {
    "morning": ("09:00", "12:00"),
    "day": ("12:00", "18:00"),
    "evening": ("18:00", "21:00"),
    "lunch": ("13:00", "14:00"),
    "noon": ("12:00", "12:00"),
    "midnight": ("00:00", "00:00"),
    "after_work": ("18:00", None),
    "before_work": (None, "09:00"),
    "work": ("09:00", "18:00"),
    "before_lunch": (None, "13:00"),
    "after_lunch": ("14:00", None),
    "until_evening": (None, "18:00"),
    "night": ("21:00", None),
}
_WORDS: dict[tuple[str, str], str] = {
    (
        "morning",
        "",
    ): "утром утра утро утречком утру утрам утречка вранці вранци зранку ранку ранок уранці morning mornings "
    "таңертең таңертен танертен таңғы таң таңертеңгі таңертеңгісін ертеңгісін таңғысын таңмен утренние утреннее "
    "am-time",
    ("day", ""): "днем днём вдень удень күндіз күндізгі afternoon afternoons daytime пополудни дневное",
    (
        "evening",
        "",
    ): "вечером вечера вечеру вечер вечерам вечерком ввечері увечері вечір вечора вечорам вечорами вечори "
    "кешке кешкі кеште кешкісін кешкілік кешқұрым evening evenings вечерние вечернее вечер-то ввечери vecherom",
    (
        "lunch",
        "",
    ): "обед обеда обеду обедом обеденное обеденный обеденного обід обіду обіда обідом lunch lunchtime түсте "
    "түскі түс түскілік",
    ("lunch", "abl"): "түстен түсден",
    ("lunch", "dat"): "түске түсге",
    ("noon", ""): "полдень полудня полудню noon midday полудень",
    ("midnight", ""): "полночь полуночи midnight опівночі",
    ("night", ""): "ночью ночи ночь ночам вночі ночі түнде түнгі night nights",
}
_PHRASES: dict[str, str] = {
    "after_work": "после работы; после рабочего дня; в нерабочее время; нерабочее время; after work; after office; "
    "after office hours; after business hours; after working hours; жұмыстан кейін; жұмыстан соң; після роботи; "
    "після робочого дня; жумыстан кейн; после смены; після зміни",
    "before_work": "до работы; before work; жұмысқа дейін; до роботи",
    "work": "в рабочее время; рабочее время; в рабочие часы; рабочие часы; business hours; office hours; working "
    "hours; "
    "during work hours; жұмыс уақытында; жұмыс уақыты; у робочий час; в робочий час; робочий час; в течение рабочего "
    "дня",
    "before_lunch": "первой половине дня; первая половина дня; первую половину дня; першій половині дня; "
    "перша половина дня; first half of the day; first half of day; таңғы уақытта; күннің бірінші жартысында; түске "
    "шейін; "
    "дообеденное время; morning half",
    "after_lunch": "второй половине дня; вторая половина дня; вторую половину дня; другій половині дня; "
    "друга половина дня; second half of the day; second half of day; күннің екінші жартысында; послеобеденное время",
}
_ANYTIME = """в любое время; любое время; в любое; любое; в любой момент; в любой час; любой момент; любой час;
когда угодно; во сколько угодно; весь день; целый день; целыми днями; в течение дня; в течении дня; на протяжении дня;
кез келген уақытта; кез келген уақыт; кез келген сағатта; кез келген; қай уақытта болса да; қашан болса да; күні бойы;
қай уақыт болса да; қалаған уақытта; қалаған уақытыңызда; anytime; any time; all day; whole day; all day long; whenever;
круглосуточно; круглые сутки; всегда; без разницы; все равно; всё равно; неважно; не важно; не принципиально; будь коли;
будь який час; будь якого часу; у будь який час; в будь який час; будь-коли; будь-який час; весь час; протягом дня;
doesn't matter; doesnt matter; does not matter; any hour; any moment; бәрібір; айырмасы жоқ; бәрі бір; завжди; always;
коли завгодно; когда вам удобно; когда удобно; как вам удобно; коли вам зручно; сізге ыңғайлы уақытта; when you can;
өзіңізге ыңғайлы уақытта; кез-келген уақытта; кез-келген; в удобное время; в удобное для вас время; удобное вам время;
when it suits you; your convenience; up to you"""

PART_WORDS: dict[str, Entry] = {
    plain(word): Entry("tod", part, case) for (part, case), words in _WORDS.items() for word in words.split()
}
PART_WORDS |= {
    plain(word): Entry("hour_word", hour)
    for hour, words in {
        1: "першій першу первом",
        2: "другій другу",
        3: "третій",
        4: "четвертій четверту",
        5: "п'ятій п'яту",
        6: "шостій шосту",
        7: "сьомій сьому",
        8: "восьмій восьму",
        9: "дев'ятій дев'яту",
        10: "десятій десяту",
        11: "одинадцятій одинадцяту",
        12: "дванадцятій дванадцяту",
    }.items()
    for word in words.split()
}
PART_PHRASES: tuple[tuple[Entry, str], ...] = (
    *((Entry("tod", part), phrases) for part, phrases in _PHRASES.items()),
    (Entry("anytime", 0), _ANYTIME),
)
