"""Places that are named only to say that they are not meant: left behind, lived in, others' premises, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fsm.reading.rare import AnyOf, Rare

_NOW = (
    r"теперь|сейчас|щас|ныне|уже на|уже в|now\b|currently|these days|казир|енди|зараз|тепер|перее[хз]|переих|перебрал"
    r"|moved to|shifted to"
)
_THING = (
    r"объект\w*|квартир\w*|патер\w*|\bдом\b|\bдома\b|\bдача\b|дачу|участ[ок]\w*|ремонт\w*|строим\w*|стройк\w*|делать"
    r"|офис\w*"
    r"|установ\w*|монтаж\w*|доставить|помещени\w*|магазин\w*|машина|работы|адрес\w*|flat|house|site|property|project"
    r"|shop"
    r"|apartment|villa|plot|объєкт\w*|будинок|котедж"
)
# «Раньше были на Абая, теперь ...», "used to be in Almaty, now ..."
_ONCE = Rare(
    rf"\b(?:раньше|прежде|раниш\w*|бурын|used to|previously|formerly|were in|was in|before in)\b[^.!?;\n]{{2,60}}?"
    rf"(?=\b(?:{_NOW}))"
)
# «Переехали с Абая на ...», "moved from Pune last year, now in ..."
_FROM = Rare(
    r"\b(?:перее[хз]\w+|переих\w+|съех\w+|выеха\w+|уеха\w+|виихал\w+|поихал\w+|перебрал\w+|перенес\w+|moved|shifted"
    r"|relocated)\s"
    r"(?:недавно |only |just |уже )?"
    r"(?:с|со|из|з|из-под|from)\s[^.!?;\n,]{2,40}?"
    rf"(?=\s(?:на|в|во|до|to|into|and)\s|,|\.|\s(?:{_NOW}))"
)
# «Только не Турксиб», "anywhere but Andheri": the places that will not do.
_RULED_OUT = Rare(
    r"\b(?:только не|кроме|не в|тильки не|окрим|anywhere but|anywhere except|not in|except|but not)\s"
    r"(?:в |во |на |у |in |район\w* )?(?:[^\W\d_]+)(?:ск\w+ район\w*)?"
)
_DENIED = Rare(r"\b[^\W\d_]{3,30} емес\b(?! па)")
# «Как в Лондоне», «обои под Париж», "like in Korea": what something is to be like.
_LIKE = Rare(r"\b(?:как|типа|будто|прямо как|не хуже чем|як|like|as)\s(?:в|во|на|у|in)\s[^\W\d_]{3,}")
# «The owner lives in Dubai»: where somebody else is.
_SOMEBODY = Rare(
    r"\b(?:owner|landlord|boss|director|husband|wife|partner|хозя\w+|собственник|владел\w+|директор|начальник|муж"
    r"|жена"
    r"|партнер|иеси|куйеуим|аиелим|власник|чоловик)\s(?:сам |сама |щас |сейчас |is |now )?"
    r"(?:lives?|is|stays?|живет|в|во|находится|уехал\w*|турады|живе|у)\s[^.!?;,\n]{2,30}?"
    r"(?=[,.;!?\n]|\s(?:and|и|а|but|но)\s|$)"
)
# «Живу в Караганде, но квартира в Астане»: where they live, before where the thing is.
_LIVING = (
    r"\b(?:офис|жив[уе]м?|проживаю|прописан\w*|сам[аи]?|я|мы|туратын\w*|турамын|турамыз|озим|i live|i'm|i am|i stay"
    r"|we live|we are|we're|based|living|мешка\w+"
    r"|живемо)\b[^.!?;\n]{2,50}?"
)
_LIVED = Rare(
    rf"^\W*(?:(?:вообще|вообще-то|ну|так|сейчас|пока|офис у нас|у нас)\s)*{_LIVING}"
    rf"(?:(?:,\s*|\s)(?:но|а|but|але|зато|однако"
    rf"|while)\s+(?=[^.!?;\n]{{0,40}}?(?:{_THING})[^.!?;\n\d]{{0,40}}?\s(?:в|во|на|под|in|at|у)\s)"
    rf"|,\s*(?=(?:{_THING})\s(?:[а-яa-z]+\s)?(?:в|во|на|под|in|at|у)\s)"
    r"|(?:,\s*|\s)(?:бирак|ал)\s+(?=[^.!?;\n]{0,20}?(?:уй|патер|объект|жер)\w*\s))"
)
# «Бұрынғыға қарағанда қымбат»: compared with, no Караганда.
_COMPARED = Rare(r"\b[^\W\d_]{3,}(?:га|ге|ка|ке|на|не)\s(?P<word>караганда)(?![^\W\d_])")
# «Абая 10 это работа, замер на Сейфуллина 5»: an address that is only another one of theirs.
_OTHER_ADDRESS = Rare(
    r"(?:^|[,.;]\s?)[^,.;]{3,30}\s(?:это|-|то|деген)\s(?:моя |мой |наш |наша |мамин\w? |по |менин )?"
    r"(?:работа|офис|прописк\w|стар\w+ адрес|адрес работы|дача|жумыс\w*|ески мекенжай)(?=\s?[,.;]\s?[^\W\d_])"
)
# "I work in Astana but live in Kosshy", «сейчас в Караганде, но переезжаем в Астану, туда и надо».
_WORKS_AT = Rare(
    r"\b(?:work|study|studying|работаю|работаем|учусь|прописан[аы]?|официально|жумысым|окимын|працюю|навчаюсь)\s(?:в"
    r"|во|на|у|in|at)\s"
    r"[^.!?;,\n]{2,30}?(?=,?\s(?:а|но|but|and|але|та|и)?\s?(?:сам[аи]? |я |i )?(?:жив|мешка|live|living|stay|дом\b"
    r"|квартир|объект|уй\b|патер|house|flat|турам"
    r"|нахо))"
    r"|\b(?:сейчас|щас|пока|now|currently|казир)\s(?:я |мы |еще )?(?:в|во|на|in|at)\s[^.!?;,\n]{2,30}?"
    r"(?=,\s(?:но|а|but)\s[^.!?;\n]{0,30}(?:перее|moving)[^.!?;\n]{2,40}(?:туда|там|there|уже там))"
)
# «По всему Казахстану», "all over India", «бүкіл Қазақстанға»: how far we go, not where they are.
_SCOPE = Rare(
    r"\b(?:по все(?:му|й)|на вс[юе]|по все[йи]|all over|across|throughout|whole of|буки[лю]|по всий)\s[^\W\d_]+"
    r"|\b(?:вся|весь|всю)\s(?:росси|казахстан|украин)[^\W\d_]*"
)
# «Абая 10, а прописан в Таразе»: where they are only registered.
_REGISTERED = Rare(
    r"\b(?:прописан\w?|прописка|зарегистрирован\w?|registered)\s(?:у меня |at |in )?(?:в|во|на|по|in|at)\s[^\W\d_]+"
)
# A short number of a landline: «рабочий 3-17-44».
_LANDLINE = re.compile(r"(?<![\d-])\d{1,3}-\d{2}-\d{2}(?![\d-])")
# «сервис на Рыскулова сказал»: somebody else's premises and what they did.
_THEIRS = Rare(
    r"(?<!мой )(?<!наш )(?<!моя )(?<!наша )(?<!меня )(?<!нас )"
    r"\b(?:сервис|автосервис|сто|магазин|клиник[аи]|салон|мастерск[аои]\w+|мастер|контора|фирма|цех|компания|ателье"
    r"|банк"
    r"|техцентр|стоматолог\w*|аптека|аптеке|сервисе|салоне|клинике|магазине)\s(?:на|в"
    r"|по)\s(?P<place>[^\W\d_]+(?:\s\d{1,3})?)"
    r"\s(?:мне |нам |там |уже |все |вообще )?(?:[а-я]{2,}(?:ал|ил|ел|ла|ли|ло|лся|лась|лись|ют|ят|ует)|хотят"
    r"|просят)\b"
)


# «Переехали в Астану год назад»: how long ago is no part of the town's name.
_AGO = Rare(
    r"\b(?:(?:\d{1,2}|один|два|две|три|четыре|пять|пару|несколько|a|an|one|two|three|four|few|бир|еки|уш) )?"
    r"(?:год|года|лет|рок|роки|месяц\w{0,2}|мисяц\w{0,2}|недел\w|тижд\w{1,3}|полгода|дн\w{1,2}|years?|months?"
    r"|weeks?|days?|жыл|ай|апта|кун)"
    r" (?:тому назад|тому|назад|ago|бурын)\b"
)


# «Не из Алматы», "not Almaty": all that is said is where they are not.
_NOT_THERE = Rare(
    r"^\W*(?:нет |no |ни )?(?:я |мы |это |i'm |we're )?(?:не|not|нот)\s(?:из |с |со |в |from |in )?[^\W\d_]{3,20}\W*$"
)
# «Керемет, үлкен рахмет»: praise, where it is not said to be a quarter of a town.
_PRAISED = Rare(r"\bкеремет\b(?!\s*(?:мкр|микр|шагын|ыкшам|район|ауданы|кошеси))")


_NEVER = AnyOf(_COMPARED, _RULED_OUT, _DENIED, _SCOPE, _NOT_THERE, _PRAISED)
_LEFT = AnyOf(_THEIRS, _LIKE, _REGISTERED, _WORKS_AT, _OTHER_ADDRESS, _SOMEBODY, _ONCE, _FROM, _LIVED)


def ago(low: str) -> Iterator[tuple[int, int]]:
    """The parts that tell how long ago they came."""
    yield from (found.span() for found in _AGO.finditer(low))


def never(low: str) -> Iterator[tuple[int, int]]:
    """The parts whose places are nobody's, even where nothing else answers the question where."""
    if not _NEVER.possible(low):
        return
    for compared in _COMPARED.finditer(low):
        yield compared.span("word")
    for ruled_out in _RULED_OUT.finditer(low):
        yield ruled_out.span()
    for denied in _DENIED.finditer(low):
        yield denied.span()
    for scope in _SCOPE.finditer(low):
        yield scope.span()
    if not_there := _NOT_THERE.match(low):
        yield not_there.span()
    for praised in _PRAISED.finditer(low):
        yield praised.span()


def spans(low: str, *, asked: bool) -> Iterator[tuple[int, int]]:
    """The parts of a message (plain spelling) whose places are not meant. `asked`: the question was where."""
    if "-" in low:
        yield from (landline.span() for landline in _LANDLINE.finditer(low))
    if _LEFT.possible(low):
        yield from _elsewhere(low, asked=asked)


def _elsewhere(low: str, *, asked: bool) -> Iterator[tuple[int, int]]:
    """The parts whose places are others', or their own of another time."""
    for theirs in _THEIRS.finditer(low):
        yield theirs.span("place")
    for like in () if asked else _LIKE.finditer(low):
        yield like.span()
    for registered in _REGISTERED.finditer(low):
        yield registered.span()
    for works in _WORKS_AT.finditer(low):
        yield works.span()
    for other in _OTHER_ADDRESS.finditer(low):
        yield other.span()
    for somebody in () if asked else _SOMEBODY.finditer(low):
        yield somebody.span()
    for left in (_ONCE.search(low), _FROM.search(low), _LIVED.search(low) if asked else None):
        if left is not None:
            yield left.span()
