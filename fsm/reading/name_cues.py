"""Words and marks around a name: what announces it, whose it is, how messages are signed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from fsm.reading import lexicon_names as lexicon
from fsm.reading.name_forms import name_words
from fsm.reading.stems import Word, plain

BESIDE: Final = frozenset({"phone", "email", "best_time", "confirm", "none", "need", "location"})
_ADDRESS: Final = re.compile(r"\S+@\S+|https?://\S+|@\w+")
NOT_NAME_ENDING: Final = re.compile(
    r"(?:[нвжктщчшх]о(?<!ко)|ть|ться|ете|ите|йте|ешь|ишь|ого|ему|ые|ый|ing|тесь|теся|тся|лся|лось|лись"
    r"|[мбп][ае]йм[ыі]н|[ае]м[ыі]н|[аеыі]с[ыі]з(?:д[ае]р)?)$"
)
UNASKED: Final = frozenset({"none", "need"})
NAME_QUESTION: Final = re.compile(r"\bзовут|\bимя\b|атыңыз|есіміңіз|\byour name|\bзвати|\bзвуть|обраща")
PARENTS: Final = name_words("мама папа мать отец бабушка дедушка тетя")
SURNAME_SAID: Final = re.compile(
    r"(?:last name|surname|family name|фамилия|прізвище|призвище|тегім|тегим)(?: моя| мое| is| -|:)*\s+([^\W\d_]{3,})"
)
OTHERS: Final = name_words(lexicon.OTHERS)
ROLES: Final = name_words(lexicon.ROLES)
TITLES: Final = name_words(lexicon.TITLES)
ANNOUNCE: Final = frozenset(
    tuple(plain(word) for word in phrase.split())
    for phrase in lexicon.ANNOUNCE.replace("\n", ",").split(",")
    if phrase.split()
)
ANNOUNCING: Final = frozenset(phrase[-1] for phrase in ANNOUNCE)
"""The words right before a name that is announced."""

LEADING: Final = ANNOUNCING | PARENTS
"""The words right before a name that is announced or signed with («мама Динара»)."""

NAMED_BESIDE: Final = frozenset({"phone", "email", "confirm"})
"""The questions at which unknown names stand beside the answer, or are put right."""

LONGEST_ANNOUNCE: Final = max(map(len, ANNOUNCE))
# After these a word must be a known name: they announce anything («я», "i am", «это»).
WEAK: Final = frozenset(
    {
        ("я",),
        ("ето",),
        ("мен",),
        ("i", "am"),
        ("im",),
        ("this", "is"),
        ("its",),
        ("it", "is"),
        ("me",),
        ("просто",),
        ("пишите",),
        ("меня",),
        ("имя",),
        ("зовут",),
        ("мени",),
        ("маган",),
        ("контакт",),
        ("пишет",),
        ("пише",),
        ("беспокоит",),
        ("жазып", "отырган"),
        ("запишите",),
        ("ya",),
        ("men",),
        ("contact",),
        ("обрашатся",),
        ("name",),
        ("names",),
        ("звати",),
        ("звать",),
        ("спросите",),
        ("спросить",),
        ("позовите",),
    }
)


I_AM: Final = frozenset({("i", "am"), ("im",), ("я",), ("мен",), ("ya",), ("men",)})
ORIGIN: Final = re.compile(r"(?:ian|ish|ese|ed|ing|m[iy]n|мын|мін|пын|пін|бын|бін|ская|ский|ец|ка)$")
OF_ME: Final = frozenset(("меня", "мене", "мени"))
SHORT_SURNAMES: Final = frozenset(("ли", "ким", "пак", "цой", "хан", "тен", "цай", "юн", "хван", "нам", "шин", "тян"))
SURNAME_ENDINGS: Final = ("ов", "ова", "ев", "ева", "ин", "ина", "бек", "бай", "улы", "қызы", "ұлы")
CALLING: Final = name_words(
    "звоните позвоните наберите набирайте набери свяжитесь звоните-ка звонить обращайтесь хабарласыңыз хабарласыныз "
    "қоңырау call contact ring text дзвоніть зателефонуйте телефонуйте"
)
WHOSE: Final = name_words("моей моему моего мой моя my нашей нашему лучше сразу пожалуйста прямо")
CALLED_ON: Final = frozenset(("phone", "best_time", "contact_name"))
BRANDS: Final = name_words(
    "мобильный билайн beeline теле2 tele2 алтел altel актив activ kcell кселл kaspi каспи whatsapp ватсап вотсап "
    "telegram телеграм viber вайбер мтс мегафон jio airtel vodafone київстар лайф lifecell instagram "
    "скайп skype zoom gmail mail"
)
INTENDS: Final = re.compile(r"[а-яәіңғүұқөһё]{2,}[аеыі]й[ыі]н деп")
TAKEN_BACK: Final = re.compile(
    r"шучу|шутка|\bой\b|\bупс|вернее|точнее|то есть|опечатк|joking|kidding|\boops|\bi mean|actually|sorry"
    r"|қалжың|жартую|тобто"
)
FOLLOWING: Final = frozenset(("меня", "мене", "зовут", "звать", "звати", "деиди", "деп", "я", "here", "speaking"))
GOVERNING: Final = name_words(
    "спросите спросить спроси позовите позвать можно можете зовите зови звать называйте называть "
    "к на у с от для как через звонит позвонит позовите наберет зовут звоните обращайтесь позвоните наберите"
    " набирайте звонить свяжитесь"
)
# What may stand before a free name: announcing words and small ones.
BEFORE: Final = frozenset(word for phrase in ANNOUNCE for word in phrase) | name_words(
    "да ну а и так привет здравствуйте добрый день хорошо ок просто можно сәлем салем салам сәлеметсіз бе hi "
    "hello sure ok yes well иә"
)


ASK_FOR: Final = frozenset(
    tuple(plain(word) for word in phrase.split())
    for phrase in ["спросите", "спросить", "позовите", "ask for", "contact", "контакт", "обращайтесь"]
)
_REGARDS: Final = "с уважением,уважением,regards,sincerely,құрметпен,з повагою,повагою,yours,cheers,best,rgds"
REGARDS: Final = frozenset(tuple(plain(word) for word in phrase.split()) for phrase in _REGARDS.split(","))
THANKS: Final = name_words("спасибо thanks thx рахмет рақмет дякую благодарю")
# Words of asking: who asks for something may sign behind a comma, who thanks without asking names another.
ASKS: Final = re.compile(
    r"запиш|нуж[ен]|\bнадо\b|хочу|хотим|хотел|хотіл|можно|можна|подскаж|сколько|ищу|ищем|интересу|приезж|пришл"
    r"|перезвон|керек|жаз[ыі]л"
    r"|қанша|бар ма|\bneed|\bwant|\bbook|\bcan (?:i|we|you)|looking|send|треба|потріб|шука|скільки|\w(?:йте|ите)\b"
)
PRAISE: Final = re.compile(
    r"спасибо|благодар|рахмет|рақмет|thank|thx|дякую|восторг|довол|понрав|супер|тамаша|ұнады"
    r"|love|great"
)
ASKED_AFTER: Final = name_words(
    "спросите спросить спроси позовите позвать зовите сұраңыз сұрасаңыз сұрап спитайте покличте"
)
FETCH: Final = name_words("позовите позови позвать пригласите дайте")
HONORIFICS: Final = name_words("апай аға ага апа тәте тате ханым мырза көке жеңге ата әже апке тәтей")
BY_NUMBER: Final = name_words("звонит позвонит наберет наберёт звони через дзвонить звонят позвонят хабарлассын")
DOCTORS: Final = name_words("dr prof doctor nurse доктор доктору доктора врач мастер лікар дәрігер")
CONTACTS: Final = name_words("контакт контакты контактное contact contacts связь связи байланыс")
YEARS: Final = name_words("лет год года годик годика месяцев месяца жаста жасар years yrs yo рік роки років рочки")
AGED: Final = YEARS | name_words("жас")
MY_OWN: Final = OF_ME | name_words("атым есімім есимим я мен my i im am i'm мен")
RIGHT: Final = name_words("правильно верно дұрысы дұрыс correct right actually вірно")


def without_addresses(low: str) -> str:
    """The text with addresses blanked; hardly a message has what none of them is without."""
    if "@" not in low and "://" not in low:
        return low
    return _ADDRESS.sub(lambda match: " " * len(match.group()), low)


_GAP: Final = 8  # a stretch this long was a number or an address that another reader took


def gaps(words: Sequence[Word], length: int) -> Iterator[int]:
    """The words before which something was taken out; the number of words, when it was behind the last."""
    end = 0
    for at, word in enumerate(words):
        if word.start - end >= _GAP:
            yield at
        end = word.end
    if length - end >= _GAP:
        yield len(words)
