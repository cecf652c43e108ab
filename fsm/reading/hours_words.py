"""Words beside a clock time: the half of the day, and what may go along with a bare hour."""

from __future__ import annotations

import re

from fsm.reading.calendar_atoms import known
from fsm.reading.rare import Rare

# What may stand beside a bare number that is an hour ("6 можно", "давайте 7"); anything else may count or price it.
GOES_ON = re.compile(
    r"звон|дзвон|получ|набер|набир|набр|перезвон|можно|можете|можем|могу|сможу|смогу|удобн|зручно|свобод|вильн|буду"
    r"|дома"
    r"|лучше|пожалуйста"
    r"|плиз|pls|plz|please|call|конырау|хабарлас|ынгайлы|боса|болса|бола|болад|келе|келин|приез|приед|подъед|подъех"
    r"|подхо|при[хй]"
    r"|жду|works"
    r"|is\b|would|better|suits|давайт?е?|ок|or\b|гана|но\b|и\b|да\b|ну\b|так\b|yes|ok|sure|тогда|потом|если|чтоб"
    r"|желательно|but\b|бирак|але\b|only|тек\b"
    r"|спросите|только|тильки|краще|будь|ласка|пжл|пжлст|good|fine|great|best|я\b|мы\b|my\b|me\b|i\b|i'm|free"
    r"|for\b|we\b|you"
    r"|can|сагат|шамасында"
    r"|бери|жаксы|иа\b|ия\b|мне\b|мени|маган|привет|здравств|спасибо|рахмет|thanks|норм|идеально|ist|мск|астан|алмат"
    r"|время|врем"
    r"|уакыт|хоть|прям|right|занят|зайнят|работа|сплю|busy|не\b|на\b|местн|утреч|вечер|а\b|бы\b|то\b|там\b|перерыв"
    r"|обед|освобо|после\b|позже|хорошо|удобней|пусть|вас|вам|номер|телефон|когда\b|пока\b|коли\b|when\b|once\b"
    r"|while\b|как\b"
)
HALVES = {
    **dict.fromkeys(("am", "утра", "ранку", "morning"), "am"),
    **dict.fromkeys(("pm", "вечера", "вечора", "evening", "пополудни", "afternoon", "дня"), "pm"),
    **dict.fromkeys(("ночи", "night"), "night"),
}
KAZAKH_HALVES = {"кешки": "pm", "тангы": "am", "танертенги": "am", "туски": "pm", "кундизги": "pm", "тунги": "night"}


# «Да хоть ночью», «когда хотите», "whenever": any time suits.
_AT_NIGHT = re.compile(
    r"\b(?:хоть|хоч)\s(?:ночью|вночи|уночи|среди ночи|посреди ночи|в полночь|в \S{1,12} (?:утра|ночи|ранку)"
    r"|(?:о )?\S{1,12} (?:ночи|ранку))(?!\w)|\bхоть (?:с |в )?\w+,? (?:а )?хоть (?:с |в )?\w+|\bтунде болса да\b"
    r"|\bтунги \S{1,10} болса да\b|\beven at (?:night"
    r"|\S{1,4} ?am)\b"
)
_WHENEVER = re.compile(
    r"\b(?:когда|как|коли|во сколько)\s(?:вам |вы |сами )?(?:хотите|захотите|угодно|скажете|пожелаете|хочете"
    r"|завгодно|вздумается)(?!\w)"
    r"|\b(?:хоть|хоч)\s(?:когда|коли)\b"
    r"|\b(?:пофиг|пофигу|все равно|все едино|без разницы|не ?важно|однаково) (?:мне )?(?:когда|коли)\b"
    r"|\bкашан (?:болса да|каласаныз|кажет болса|болмасын)|\bwhenever\b"
)


def any_time(low: str, *, else_none: bool) -> re.Match[str] | None:
    """Where a message (plain) says that any time suits; `else_none`: no hour is told in it."""
    return _AT_NIGHT.search(low) or (_WHENEVER.search(low) if else_none else None)


ELSEWHERE = Rare(
    r"работаете|до скольки|со скольки|открыт|график|режим|ашыксыз|жумыс истейси|are you open|opening|your hours|класс"
    r"|\b(?:муж|жена|мама|папа|сын|дочь|дочка|шеф|директор)\s(?:\S+\s){0,2}(?:прид[её]т|приедет|верн[её]тся|прилет)"
    r"|\b(?:звонил[аи]?|набирал[аи]?|приходил[аи]?|i called|we called|i rang|звандадым|телефонував|телефонувала)\b"
    r"|(?:сказали|велели|просили|told me to) (?:звонить|позвонить|набрать|call)"
    r"|you called|вы звонили|прошл(?:ый|ом) |вчера|вчора|\bкеше|yesterday|скидк|\bакци|заработ|\bкурс"
    r"|принимаете|\bбыл[аои]?\b(?! бы\b| б\b)"
    r"|обещал|\bпришел|приходил"
    r"|опозда|\b(?:i|we) fly\b|\bfly (?:out|back|home)|\bflying|\bleaving|вылета?|улета|\bрейс|прилета?|уезжа"
    r"|\bflight"
)
# «Банки названивают с утра до ночи», «бүгін түнде шығу керек»: what others do all day, and when one has to leave.
OTHERS_ALL_DAY = Rare(
    r"названива|достал[иа]\b|достают|звонят|трезвон|пишут|долбят|мучают|спам|\bкричат|лает|шумят|calls? me all|bother"
    r"|(?:шыгу|ушу|кету|аттану) керек|(?:have|need) to leave|надо выезжать|нужно выезжать|надо ехать"
)
# «Через 2 часа приём в консульстве»: what begins then.
BEGINS = re.compile(
    r"(?:через|in) (?:\w{1,8} )?(?:час\w*|минут\w*|полчаса|полтора часа|hours?|minutes?|an hour) "
    r"(?:у (?:меня|нас) |уже |мой |наш )?"
    r"(?:при[её]м|вылет|самол[её]т|поезд|рейс|встреч|экзамен|свадьб|суд\b|презентац|гост|собесед|защит|концерт"
    r"|выступл"
    r"|похорон|заседан|урок|смена|flight|train|meeting|exam|wedding|interview)"
)


def goes_on(word: str) -> bool:
    """Whether a folded word only goes along with a time ("можно", "давайте") or is itself a word of time."""
    return bool(GOES_ON.match(word)) or known(word) is not None
