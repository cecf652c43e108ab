"""What a question asks for: "do you repair washing machines?", "how much is a new screen?" name a need by asking.

Most people open a chat with such a question. What it asks for is their need, unless it is only about the business
itself (its address, delivery, guarantee, payment), which names nothing that they want done.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from fsm.reading.message import fold


class Asked(NamedTuple):
    """Where the thing asked for stands in the text."""

    start: int
    end: int


_THING = r"(?P<thing>[^\n?!;,]{2,160}?)"
_END = r"\s*(?=[\n?!;,]|[.](?:\s|$)|$)"

# What people say before the question itself; "а", "so" and a greeting name nothing.
_LEAD = (
    r"(?:^|(?<=[\n.!?,;)]))\s*(?:(?:здравствуйте|добрый\s+(?:день|вечер)|доброе\s+утро|привет|салам\S*|сәлем\S*"
    r"|сәлеметсіз\s+бе|доброго\s+дня|hello|hi|hey|good\s+(?:morning|day|evening))[\s,!.]+)?"
    r"(?:(?:девушка|девушки|уважаемые|ребята|друзья|брат|братан|бро|доченька|сынок|балам|бауырым|аға|апай|әпке|guys|folks"
    r"|sir|madam)[\s,!.]+)*"
    r"(?:(?:а|и|ну|подскажите(?:\s+пожалуйста)?|скажите(?:\s+пожалуйста)?|интересует|ал|айтыңызшы|so|and|well|please)\s+)*"
)
_OFFER_RU = (
    "ремонтиру|чин|почин|дела|прода|став|устанавлива|шь|леч|изготавлива|изготовля|печата|меня|обслужива|оказыва"
    "|предоставля|обуча|крас|стро|монтиру|заправля|настраива|снима|мо|чист|перевоз|оформля|выполня|организу|печ"
    "|удаля|отбелива|скупа|выкупа|сда|занима|прошива|восстанавлива|утепля|шту?катур"
)
_OFFERS_RU = rf"(?:{_OFFER_RU})(?:ете|ите)(?:сь)?"
_OFFERS_UK = (
    r"(?:ремонту|роб|прода|вставля|встановлю|ши|ліку|виготовля|друку|міня|обслугову|нада|навча|фарбу|буду|чист|миє"
    r"|перевоз|перевози|викону|займа)(?:єте|ите|іте|те)(?:ся|сь)?"
)
_OFFERS_KK = (
    r"(?:жөнде|жаса|сат|орнат|емде|тік|боя|жу|тазала|үйрет|тасы|тасымалда|баса|шығар|көрсет|өткіз|істе|ауыстыр|құй"
    r"|жинақта|қой|сал|дайында|пісір)(?:й|а|е)?с[ыі]з(?:дер|дар)?"
)
_OFFERS_EN = (
    r"(?:do|does|can|could)\s+(?:you|u|ya)(?:\s+(?:guys|also|still))*\s+"
    r"(?:fix|repair|sell|have|offer|make|do|install|clean|teach|rent|print|provide|replace|deliver|paint|build|ship"
    r"|organi[sz]e|service|set\s+up|shoot|film|photograph|cater(?:\s+for)?|bake|sew|tailor|wash|tow|treat|cover|design"
    r"|host|translate|tune|print|restore|upholster|trim|weld|move|remove|tutor|record)"
)
_PRICE = (
    r"(?:сколько\s+(?:(?:это|у\s+вас|будет|примерно|щас|сейчас)\s+)*сто(?:ит|ить|ят)|по\s?чем|"
    r"(?:какая|какова|какой)\s+(?:у\s+вас\s+)?(?:цена|стоимость|ценник|прайс)(?:\s+(?:на|за))?"
    r"|(?:цена|ценник|прайс)\s+(?:на|за)|стоимость|скільки\s+(?:буде\s+)?коштує(?:ть)?|яка\s+ціна(?:\s+на)?"
    r"|how\s+much\s+(?:is|are|does|do|for|would|will)(?:\s+(?:it|be))?|what(?:'s|\s+is|s)?\s+the\s+(?:price|cost)\s+(?:of|for)"
    r"|price\s+(?:of|for))"
)
_ASK_ABOUT = (
    r"(?:(?:можно|могу|можете|хотел[аи]?|хочу|хотелось)(?:\s+бы)?(?:\s+ли)?(?:\s+у\s+вас)?\s+)?"
    r"(?:узнать|спросить|уточнить|проконсультироваться|записаться|дізнатися)(?:\s+(?:пожалуйста|поподробнее|подробнее))?"
    r"\s+(?:про|о|об|насчет|по\s+поводу|на|к|по)"
)
_ARTICLE = r"(?:(?:a|an|the|any)\s+)?"

_AVAILABLE = (
    r"(?:есть|актуальн\w*|свобод(?:ен|на|но|ны)|прода(?:ется|ются)|сда(?:ется|ются)|в\s+наличии|є|в\s+наявності)"
)
_HAVE = r"(?:есть|имеется|имеются|є)(?:\s+ли)?(?:\s+у\s+вас)?(?:\s+в\s+(?:наличии|продаже))?"
_STILL = r"(?:(?:еще|сейчас|у\s+вас|пока|все\s+еще)\s+)*"
_IS_THERE_KK = (
    r"(?:бар\s+ма|бола(?:ды)?\s+ма|(?:бағасы\s+)?қанша(?:\s+тұрады|\s+болады)?|бағасы\s+қандай|қымбат\s+па)(?:\s+екен)?"
)
_OFFERS = rf"(?:{_OFFERS_RU}|{_OFFERS_UK})"

_FORMS = tuple(
    re.compile(_LEAD + form + _END)
    for form in (
        rf"(?:а\s+)?{_PRICE}\s+{_ARTICLE}{_THING}(?:\s+(?:cost|будет))?",
        rf"{_THING}\s+{_PRICE}",
        rf"{_ASK_ABOUT}\s+{_THING}",
        rf"(?:вы\s+|ви\s+|чи\s+)?(?:еще\s+|также\s+|там\s+)?{_OFFERS}\s+(?:ли\s+)?(?:вы\s+)?{_THING}",
        rf"(?:вы\s+|ви\s+)?{_THING}\s+(?:вы\s+|ви\s+|не\s+)?{_OFFERS}",
        rf"{_THING}\s+(?:де\s+)?{_OFFERS_KK}(?:\s+(?:ма|ме|ба|бе|па|пе))?",
        rf"{_OFFERS_EN}\s+{_ARTICLE}{_THING}",
        rf"(?:у\s+вас\s+)?{_HAVE}\s+{_THING}(?:\s+(?:в\s+(?:наличии|продаже|наявності)|у\s+вас|есть))?",
        rf"(?:у\s+вас\s+)?{_THING}\s+{_STILL}{_AVAILABLE}",
        rf"(?:сіздерде\s+|сізде\s+)?{_THING}\s+{_IS_THERE_KK}",
        rf"(?:is|are)\s+(?:there\s+)?{_ARTICLE}{_THING}\s+(?:still\s+)?(?:available|in\s+stock|on\s+sale)",
        rf"(?:have\s+you\s+got|got)\s+{_ARTICLE}{_THING}(?:\s+in\s+stock)?",
    )
)
_LONGEST = 600
"""Beyond so many characters a message tells; it does not merely ask."""

# Whatever else is said of these, the question is about the business.
_CONDITIONS = tuple("скид доставк гаранти рассроч парковк кепілдік жеткізу жеңілдік discount warranty".split())  # noqa: SIM905
_NO_THING = frozenset(
    """если когда как кто что где куда почему зачем нет егер қашан қалай кім if when how who what""".split()  # noqa: SIM905
)

# Of these alone a question is about the business, the talk or the time, and names nothing that is wanted.
_BUSINESS = """
адрес гарант достав скид рассроч кредит оплат карт касп kaspi предоплат аванс договор офис сайт инст график режим
филиал парков wifi вайфай мест врем отзыв сертификат лиценз чек возврат прайс каталог номер телефон ватсап whatsapp
менедж оператор человек консульт выезд услуг работ ремонт цен стоимост вопрос информ условия пример портфол акци бонус
выходн праздник сегодня завтра суббот воскресен понедельник вторник сред четверг пятниц час минут возможност смысл
шанс вариант разниц примерно приблизительно обычно вообще точно конкретно дорого дешево это эт так все свободн жив оно
он она они там тут что нибудь или либо мне вас вам у вы за на и а но же по с в к до от из ли бы не это мастер специалист
кепілдік жеткіз жеңілдік бөліп төле мекен кеңсе пікір чек орын уақыт жұмыс қызмет баға нөмір бос бұл ол не да де ма
delivery guarantee warranty discount installment address office parking review payment card catalog price list website
time slot it that this anything something free consultation work cost usually about me you everything them one ones any
доставк знижк оплат гаранті адрес ціна це щось
""".split()  # noqa: SIM905 - words read better as lines
_SHORT = frozenset(word for word in _BUSINESS if len(word) < 4)  # noqa: PLR2004 - a stem of three letters would be a trap
_STEMS = tuple(word for word in _BUSINESS if word not in _SHORT)
_WORD = re.compile(r"[^\W_]+")


def asked_for(text: str) -> Asked | None:
    """Where the thing that the text asks for by name stands, or None when it names none.

    Only the first such question counts. Nothing is said about whether the business has it.
    """
    if len(text) > _LONGEST:
        return None
    low = fold(text)
    for form in _FORMS:
        found = form.search(low)
        if found is not None and _names_a_thing(found["thing"]):
            return _trimmed(low, *found.span("thing"))
    return None


def _names_a_thing(words: str) -> bool:
    own = [word for word in _WORD.findall(words) if not word.isdigit()]
    if not own or own[0] in _NO_THING or any(word.startswith(_CONDITIONS) for word in own):
        return False
    return any(len(word) > 1 and word not in _SHORT and not word.startswith(_STEMS) for word in own)


def _trimmed(low: str, start: int, end: int) -> Asked:
    while start < end and not (low[start].isalnum() or low[start] in "\"'«("):
        start += 1
    while end > start and not (low[end - 1].isalnum() or low[end - 1] in "\"'»)"):
        end -= 1
    return Asked(start, end)
