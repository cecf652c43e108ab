"""Obstacles that are only mentioned: expected and not met, somebody else's, over, conditional, a limit, a season's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from fsm.facts import BUDGET, NEED, TIMELINE, Budget, Found, Timeline, Urgency
from fsm.reading.message import Context, Message
from fsm.reading.phrasebook import Heard

_WANTED: Final = frozenset({"none", NEED})
_NOT_OF_US: Final = _WANTED | {BUDGET, TIMELINE}
_REACH: Final = 48


class Told:
    """One place where an obstacle is told: its words, what stands around them, and what was asked."""

    __slots__ = ("after", "before", "clause", "context", "facts", "low", "words")

    def __init__(self, low: str, span: tuple[int, int], context: Context, facts: Mapping[str, Found]) -> None:
        start, end = span
        self.low, self.context, self.facts = low, context, facts
        self.words = low[start:end]
        self.before = low[max(0, start - _REACH) : start]
        self.after = low[end : end + _REACH]
        self.clause = _last_clause(self.before) + self.words + _first_clause(self.after)


_BREAK: Final = re.compile(r"[.,!?;:()\n]| (?:но|а|зато|але|бірақ|but) ")


def _last_clause(text: str) -> str:
    ends = [found.end() for found in _BREAK.finditer(text)]
    return text[ends[-1] :] if ends else text


def _first_clause(text: str) -> str:
    found = _BREAK.search(text)
    return text[: found.start()] if found else text


# «Думала, дороже выйдет», "I expected it to be dearer": what was feared and did not come.
_DEARER: Final = re.compile(r"дорож|дорог|больше|expensive|pric|dear|steep|more|қымбат|кымбат|дорожч")
_FEARED: Final = re.compile(
    r"(?<!не )\b(?:думал|ожидал|боял|полагал|казал|предполагал|готовил|expected|thought|feared|ойла|думав|чекав|боявся)"
    r"[^\W\d_]{0,6}(?:(?! (?:а|но|але|but|бірақ) |оказал)[^.!?\n]){0,40}$"
)
_KAZAKH_FEARED: Final = re.compile(r"^[^.!?\n]{0,12}деп (?:ойла|қорқ|күт)")
# «Если дорого — без доставки», «лишь бы не дорого», «қымбат болса».
_CONDITION: Final = re.compile(
    r"\b(?:если|чтоб[ыа]?|щоб|якщо|лишь бы|только бы|if|as long as|unless|егер|хоть|даже)\b[^.,!?\n]{0,30}$"
)
_KAZAKH_CONDITION: Final = re.compile(r"^(?: [^\W\d_]{2,10})? (?:болса|болмаса)\b")
# «Брат говорит, что дорого», «ей всё дорого».
_WHO: Final = (
    r"\b(?:брат|муж|жена|мама|папа|отец|сестра|сын|дочь|дочка|друг|подруга|сосед(?:ка|и)?|шеф|директор|теща|свекровь"
    r"|кума?|сват|он|она|они|чоловік|дружина|му?жу|жене|маме|ей|ему|им|my (?:wife|husband|boss|mom|dad|friend)"
    r"|he|she|they|күйеуім|әйелім|анам|әкем|ағам|досым|көршім)"
)
_SAYS: Final = (
    r"(?:говор[ия]т|сказал[аи]?|скажет|скажут|думает|думают|считает|считают|жалуется|ворчит|вс[её]|каже|думає|says?"
    r"|said"
    r"|thinks?|айт(?:ады|ты|ып)|де(?:йді|ді|п))"
)
_BY_OTHERS: Final = re.compile(rf"{_WHO}\b(?:\s[^\s.,!?]{{1,12}}){{0,2}}\s{_SAYS}\b[^.!?\n]{{0,20}}$")
# «Больше двухсот не потянем», «дальше уже не осилю»: a limit.
_BEYOND: Final = re.compile(
    r"\b(?:больше|дальше|выше|свыше|дороже|сверх|более|потом|більше|вище|понад|артық|көп|жоғары|more|above|over)\b"
    r"[^.,!?\n]{0,40}$"
)
_CANNOT: Final = re.compile(
    r"не (?:потян|осил|смо[жг]|мо[гж]|тян|вытян|вывез|напас|позвол|хват|будет)|денег|нет\b|afford|алмай|жоқ|нема"
)
# «Летом дорого», «в сезон дороже»: when it is dear, not that we are.
_SEASON: Final = (
    r"(?:летом|зимой|весной|осенью|в сезон|не в сезон|в будни|по выходным|на выходных|в выходные|в праздники"
    r"|перед праздниками|ночью|жазда|қыста|in (?:summer|winter|season)|on weekends|at weekends|влітку|взимку)"
)
_IN_SEASON: Final = re.compile(rf"\b{_SEASON}\s(?:[^\s.,!?]{{1,10}}\s){{0,2}}$")
_SEASON_AFTER: Final = re.compile(rf"^\s{_SEASON}\b")
_BEFORE_NOW: Final = re.compile(
    r"прошл\w{2,3}\b|в том году|тогда|раньше|в тот раз|когда-то|last (?:time|year|month)|back then|былтыр|өткен|бұрын"
    r"|минул\w+|торік|обош[ел]л|\bвышло\b|\bбыло\b|\bотдал|\bстоило"
)
_OURS_NOW: Final = re.compile(
    r"\b(?:у вас|вы|вам|ваш\w*|сейчас|щас|теперь|почему|чего|чё|стало|сіз\w*|қазір|you|your|now|why|зараз|ви)\b"
)
_THING: Final = re.compile(
    r"^ ?(?:врем|минут|памят|вниман|здоров|нерв|сердц)|^ [^\W\d_]{3,12}(?<![дт])(?:ым|ім|ымыз|іміз)\b|^ (?:зат|нәрсе"
    r"|нарсе"
    r"|тауар|материал|things?|stuff|one)\b"
)
_IDIOM: Final = re.compile(
    r"себе (?:в )?дороже|\bдороже (?:станет|встанет|обойдется|выходит|вийде) (?:пере|потом|себе)"
    r"|дешевле (?:я |мы )?(?:вряд ли|нигде|уже не|не) наи?й?д|скупой платит|ск[уо]пий платить|cheap(?:er)? (?:is"
    r"|ends|turns|costs)|дороже денег"
)
# «У вас дешевле, давайте»: we are the cheaper ones.
_WE_CHEAPER: Final = re.compile(
    r"\b(?:у вас|сіздерде)(?: же)? (?:[^\s.,!?]{1,10} ){0,2}(?:дешевл|арзан|недорог|дешевш)\w*(?! ?\?| было| болатын)"
)
# «Дешевле хорошо никто не сделает», «дешёвое уже брали»: why not less, beside the sum.
_LESS: Final = re.compile(r"^(?:[^\W\d_]{1,8} )?(?:подешевл|дешев|дешёв|cheap|арзан|less|деше)")
_RIVAL: Final = re.compile(
    r"\b(?:у|в|на|вон|другие|другой|другая|сосед\w*|нашл[аи]|нашел|предл[ао]\w+|(?<!не )сделает|(?<!не )делают|берут"
    r"|просят|продают"
    r"|почему|а |можно|никак|сделайте|давайте|бы|базарда|көрші\w*|басқа\w*|elsewhere|found|other|guy|place)\b"
)


# «My last guy was expensive», "others were more expensive": dear elsewhere.
_NOT_FOR_ME: Final = re.compile(r"\bwas (?:\w{1,8} )?(?:expensive|pricey)|\bcheap(?:er|est)? (?:ones?|stuff|things?)\b")
_CHEAPER_THAN_FEARED: Final = re.compile(
    r"\b(?:cheaper|less|not as \w{3,10}) than (?:i|we|expected)|\bдешевле,? чем (?:я |мы )?(?:думал|ожидал|боял)"
    r"|\bothers? (?:\w{1,8} )?(?:more expensive|dearer|pricier)|басқа\w{0,6} (?:[^\W\d_]{1,8} )?қымбат"
)


def _is_expected(told: Told) -> bool:
    if _CHEAPER_THAN_FEARED.search(told.before + told.words + told.after):
        return True
    if _DEARER.search(told.words) and (_FEARED.search(told.before) or _KAZAKH_FEARED.search(told.after)):
        return True
    return bool(_CONDITION.search(told.before) or _KAZAKH_CONDITION.search(told.after))


def _has_sum(told: Told) -> bool:
    """Whether a sum was named in answer to the question about money."""
    found = told.facts.get(BUDGET)
    named = found is not None and isinstance(found.value, Budget) and (found.value.min or found.value.max)
    return bool(named) and told.context.question == BUDGET


def _is_beside_sum(told: Told) -> bool:
    """What stands beside a sum one is ready to pay: a limit, the past, what less would bring, what others paid."""
    if _OURS_NOW.search(told.clause):
        return False
    if _BEYOND.search(told.before + told.words[:10]) and _CANNOT.search(told.words):
        return True
    if re.search("переплат", told.words):
        return bool(re.search(rf"{_WHO}\b", told.before) or "не " in told.before[-12:])
    if _NOT_FOR_ME.search(told.clause):
        return True
    less = _LESS.search(told.words) and not _RIVAL.search(told.clause)
    return bool(less or _BEFORE_NOW.search(told.clause) or "дороже чем" in told.words)


_OF_PRICE: Final = re.compile(
    r"цен|стоит|стоимост|сумм|тг|₸|тенге|теңге|баға|предоплат|price|cost|usd|бюджет|цін|\d{3}"
)
_WHY: Final = re.compile(r"\b(?:почему|чего|что так|че так|никак|why|неге|чому|не слишком|не многовато|скидк)\b")


_MARK_SOON: Final = re.compile(r"[^.,!\n]{0,25}\?")


def _only_asks(told: Told) -> bool:
    """«В субботу дорого?» where no price was named: a question."""
    if told.context.question != "confirm" or _OF_PRICE.search(told.context.question_text.lower()):
        return False
    return bool(_MARK_SOON.match(told.after)) and not _WHY.search(told.low)


def _price(told: Told) -> bool:
    if _only_asks(told):
        return True
    if _is_expected(told) or _IDIOM.search(told.clause) or _THING.match(told.after):
        return True
    if _WE_CHEAPER.search(told.clause) and not _BEFORE_NOW.search(told.clause):
        return True
    if told.context.question != "confirm" and _BY_OTHERS.search(told.before):
        return True
    if (_IN_SEASON.search(told.before) or _SEASON_AFTER.match(told.after)) and not _OURS_NOW.search(told.clause):
        return True
    return _has_sum(told) and _is_beside_sum(told)


# Others who are dearer, worse or let them down, and us who were chosen: a comparison that is over.
_OTHERS_WORSE: Final = re.compile(
    r"\b(?:у (?!вас|ваш)|в |на (?!ваш)|везде|там|други|конкурент|інш|others|elsewhere|басқа)[^.!?\n]{0,30}"
    r"\b(?:по)?(?:дорож\w+|хуже|гірше)\b"
    r"|подвел\w*|подвод\w+|кинул\w*|испортил\w*|накосяч\w*|обманул\w*|не понравил\w+|не взял\w+|отказал\w*|не смогл\w*"
    r"|не помогл\w*|не получил\w*|запорол\w*|спалил\w*|затянул\w*|схалтурил\w*|напортачил\w*|налажал\w*|криво"
    r"|\blet (?:me|us) down|\bruined|\bmessed|\bbotched|more expensive|\bworse\b|басқа\w{0,6} (?:\w+ )?қымбат\w*"
    r"|бүлдір\w*|алда(?:ды|п)"
    r"|ұнама(?:ды|й)|не подош\w+|бросил\w*|зіпсув\w*|підвел\w*|больше не (?:хочу|пойду|буду|обращ)|не вернусь"
)
_OTHERS_BETTER: Final = re.compile(
    r"дешевл|дешевш|подешевл|арзан|cheaper|скидк|\bлучше (?:там|у них)|у вас (?:\S{1,10} )?дорож|сіздерде қымбат"
)
_CHOSE_US: Final = re.compile(
    r"остановил\w+ на вас|выбрал\w* вас|\bвы (?:лучш\w+|победил\w*|выиграл\w*|дешевле|приятнее|быстрее)"
    r"|у вас (?:\S{1,10} ){0,2}(?:лучш\w*|дешевле|приятнее|выгодн\w+|удобн\w+|понравил\w+|быстрее|надежн\w+)"
    r"|\bтак что (?:к вам|вы)\b|решил\w* (?:к вам|у вас|с вами|вас)"
    r"|you(?:'re| are| were)? (?:the )?(?:best|cheaper|better)|\bchose you|went with you|going with you"
    r"|сіздерді таңда|сіздер жақсы|сіздерде арзан|обрал\w* вас|у вас краще"
)
# «Соседу вы забор делали», «хочу как у соседки»: our own work, or a pattern.
_OUR_WORK: Final = re.compile(
    r"\bу вас (?:\S{1,12} )?(?:делал|заказывал|брал|покупал|шил|ремонт|лечил|стриг|была?\b|были)"
    r"|\bвы (?:\S{1,12} ){0,2}(?:делали|ставили|меняли|чинили|шили|строили|клали)"
    r"|(?:делал|заказывал|брал|покупал|шил|ставил|лечил)\w* (?:\S{1,12} ){0,2}у вас\b|сіздерден|сіздерде жасат"
)
_PATTERN: Final = re.compile(r"\b(?:как|такой же как|такую же как|вроде как|типа как|like|сияқты)\b[^.!?\n]{0,12}$")
_TALE: Final = re.compile(
    r"(?:сосед|знаком|друг|подруг|брат|кум|сват|көрші|таныс|neighbo)[а-яёәіңғүұқөһa-z]{0,8}\b[^.!?]{0,50}"
    r"(?:делал|ставил|сделал|поставил|обош|вышло|отда|стоил|брал|меняли|paid|жасатты|төле|салды)"
)
_CONTRAST: Final = re.compile(
    r"дешевл|арзан|cheaper|\bправда\b|\bвсего\b|\bа (?:у вас|вы|мне|вам)\b|почему|полцен|бесплат|\bза \d|столько|ғана"
    r"|half|only|why|екі есе"
)


_ONCE: Final = re.compile(r"\b(?:раньше|до этого|прежде|бұрын|previously|used to|раніше)\b")
_YEARS_AGO: Final = re.compile(
    r"в том году|в прошлом году|пару лет назад|года? назад|былтыр|last year|years? ago|торік"
)
_TELLING: Final = re.compile(
    r"дешевл|арзан|cheaper|\bправда\b|\bвсего\b|\bа (?:у вас|вы)\b|почему|полцен|бесплат|\bwhy\b"
)


def _competitor(told: Told) -> bool:
    if _NOT_FOR_ME.search(told.clause) or _CHEAPER_THAN_FEARED.search(told.before + told.words + told.after):
        return True
    if _CHOSE_US.search(told.low):
        return True
    if _ONCE.search(told.clause) or _OTHERS_WORSE.search(told.low) or _PATTERN.search(told.before):
        return not _OTHERS_BETTER.search(told.low)
    if _OUR_WORK.search(told.clause):
        return not _OTHERS_BETTER.search(told.low)
    return _is_tale(told.low)


def _is_tale(low: str) -> bool:
    """«Соседям в том году за 900 ставили»: told of others, and nothing is held against us with it."""
    if not _TALE.search(low):
        return False
    return bool(_YEARS_AGO.search(low) and not _TELLING.search(low)) or not _CONTRAST.search(low)


# «Посоветовались, берём», «с шефом согласовано»: asked already.
_ASKED: Final = re.compile(
    r"посоветовал\w+|обсудил\w*|согласовал\w*|согласован[оаы]?\b|обговорил\w*|поговорил\w*|переговорил\w*|утвердил\w*"
    r"|одобрил\w*|разрешил\w*|спросил\w*|решил[аи]?\b|порадил\w+|порадив\w+|ақылдастым|ақылдастық"
    r"|ақылдасып (?:алдым|алдық|қойдым|қойдық|шештік)|сұрадым|сөйлестім|келістік|келісті\b|discussed|asked|talked"
    r"|agreed|approved|consulted|checked"
)
_STILL_OPEN: Final = re.compile(
    r"\bне (?:посовет|обсу|соглас|спрос|реш|одобр|утверд|говор|разреш)|\bнадо\b|\bнужно\b|\bсначала\b|\bеще\b|\bпока\b"
    r"|против|керек|әлі|алдымен|\bneed|\bhave to|\bfirst\b|haven't|\bтреба\b|спершу|отпишусь|напишу|думает|сомнева"
)
_PUTS_OFF: Final = re.compile(r"совет|спро[сш]|обсу[дж]|реш[аиу]|подума|согласу|ask|discuss|consult|ақылдас|кеңес|сұра")


# «Жена думает, что 200»: what they think, nothing that is waited for.
_OPINION: Final = re.compile(r"(?:думает|думают|считает|считают|thinks?|айтады|ойлайды)$")


def _authority(told: Told, heard: Heard) -> bool:
    if _OPINION.search(told.words) and re.match(r",? (?:что|на|в|\d|деп|that)\b", told.after):
        return True
    if _ASKED.search(told.clause) and not _STILL_OPEN.search(told.low):
        return True
    if _has_sum(told) and _BEYOND.search(told.before + told.words[:10]):
        return True  # «больше муж не разрешит»
    wishes = told.context.question in _WANTED and heard.has("say.wish")
    return wishes and not _PUTS_OFF.search(told.low)


# «Те обманули», «прошлый мастер пропал»: somebody else's deceit is why they write or what they fear no more.
_OTHERS_CHEATED: Final = re.compile(
    r"\b(?:(?:прошл|предыдущ|прежн|бывш|стар|друг|попередн)[^\W\d_]{2,4}|тот|та|те|они|он|last|previous|old|other"
    r"|others"
    r"|алдыңғы|бұрынғы)\b[^.!?\n]{0,30}$"
)
_NOW_TOO: Final = re.compile(
    r"вперед|вперёд|предоплат|аванс|больше (?:никому|не вер)|не довер|не верю|боюсь|опаса|и вы\b|вы тоже|вы не|upfront"
    r"|deposit|scared|алдын ала|сенбей|наперед"
)


_OF_US: Final = re.compile(r"\b(?:вы|вас|вам|ваш\w*|сіз\w*|you|your|ви)\b")


def _trust(told: Told) -> bool:
    if told.context.question not in _NOT_OF_US or _NOW_TOO.search(told.low):
        return False
    if told.context.question == BUDGET and _has_sum(told):
        return not _OF_US.search(told.low)
    past = _OTHERS_CHEATED.search(told.before)
    return bool(past) and (
        told.context.question != "none" or bool(re.search(r"нуж|ищу|хочу|керек|need|want", told.low))
    )


_AT_PRESENT: Final = re.compile(
    r"\b(?:сейчас|щас|пока|теперь|на работе|сегодня|қазір|әзірше|now|right now|at the moment|зараз|поки)\b"
)
_LATER: Final = re.compile(r"\b(?:потом|дальше|после|тогда|кейін|then|after)\b[^.,!?\n]{0,20}$")
_PATIENCE: Final = re.compile(r"ждать|ждат|терпеть|тянуть|күтуге|wait|чекати")


def _time(told: Told) -> bool:
    """Beside a term a lack of time tells why that term: «в субботу, в будни некогда», «некогда ждать, завтра»."""
    if _BEFORE_NOW.search(told.clause) and not _AT_PRESENT.search(told.clause):
        return True
    if told.context.question != TIMELINE:
        return False
    if _LATER.search(told.before):
        return True
    found = told.facts.get(TIMELINE)
    if found is None or not isinstance(found.value, Timeline) or found.value.urgency is Urgency.UNKNOWN:
        return False
    if _PATIENCE.search(told.clause):
        return True
    return bool(found.value.earliest or found.value.latest) and not _AT_PRESENT.search(told.clause)


_ASIDE: Final[Mapping[str, Callable[[Told], bool]]] = {
    "price": _price,
    "competitor": _competitor,
    "trust": _trust,
    "time": _time,
}


_MANY: Final = 40  # places looked at: no message says it more often


def is_meant(label: str, message: Message, heard: Heard, context: Context, facts: Mapping[str, Found]) -> bool:
    """Whether at least one place where the obstacle is heard is more than an aside."""
    tag, against = (f"doubt.{label}", f"doubt.not_{label}") if label != "authority" else ("doubt.consult", "")
    cancelled = heard.hits.get(against, ())
    for hit in heard.hits.get(tag, [])[:_MANY]:
        if any(hit.first < other.stop and other.first < hit.stop for other in cancelled):
            continue
        span = heard.words[hit.first].start, heard.words[hit.stop - 1].end
        told = Told(message.low, span, context, facts)
        aside = _authority(told, heard) if label == "authority" else label in _ASIDE and _ASIDE[label](told)
        if not aside:
            return True
    return False
