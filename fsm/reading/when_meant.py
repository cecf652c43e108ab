"""Whether a day nobody asked for is that of the need: signs of a wish, and of talk that only has a day in it."""

from __future__ import annotations

import re
from typing import Final

from fsm.facts import BEST_TIME, BUDGET, EMAIL, PHONE, TIMELINE
from fsm.reading import when_cues as cues
from fsm.reading.hours_meant import of_a_visit
from fsm.reading.hours_own import COMES, does_themselves
from fsm.reading.hours_words import goes_on
from fsm.reading.message import Context
from fsm.reading.rare import Rare
from fsm.reading.when_clauses import Clause, says_need

_CALL_QUESTIONS: Final = frozenset({BEST_TIME, PHONE, EMAIL})
# What is asked of us, wished, or paid: imperatives, "if only", "let it be", a place or a slot that is free.
_ASKS: Final = Rare(
    r"\b(?!извин|прост|скаж|подскаж|пойм)[а-я]{2,}(?:[аеоуяюи]йте|ите|ьте)(?:сь)?\b|\bбы\b|\bб\b|\bхоть\b|\bхоч\b"
    r"|чтоб|\bпусть"
    r"|\bдавай|\bтогда\b|\bлучше\b|\bжелательно|\bпожалуйста|\bпж\b|актуальн|окошк|\bокно\b|\bместо?\b|свобод|\bслот"
    r"|перевед|оплачу|оплатим|заплачу|внесу|внесем|выдел[яи]т|поступ[яи]т|приду\b|придем|\bбуду у вас|заберу"
    r"|\bтол[ео]й|тус(?:еди|кенде)|аудар|[а-я]{2,}[ыи]н[ыи]з(?:дар|дер)?(?:ш[ыи])?\b|[а-я]{2,}с[ыи]н\b|ай[ыи]к\b"
    r"|ей[ыи]к\b"
    r"|ай[ыи]н\b|ей[ыи]н\b|\bала(?:м[ыи]|сы|с[ыи]з|мыз)|болса|болмас|\bбол[аы]|\bорын|уакыт[ым]* бар|ниет|\bjust come"
    r"|\bplease|\bplz|\bpls|\bcan\b|could|\bif possible|\bmust\b|\bha(?:s|ve) to\b|\bshould\b|\blet'?s|\binstead"
    r"|\bworks?\b|\bsuits?|\bideally|\bby then|\bpay\b"
    r"|зможе|сплачу|[а-я]{2,}(?:ить|іть)\b(?=\W*$)|сдвин|перен[ео]с|\bгод(?:ит|ится)"
)
_QUESTION: Final = re.compile(r"[^.!;\n]{0,60}\?|[^.!;\n?]{0,40}\b(?:ма|ме|ба|бе|па|пе)\b")
_NOT_SO: Final = Rare(
    r"\b(?:некогда|не до |зачем|почему|на кой|неге|why\b|не надо|не хочу|хватает|без вас|и так\b|\bsaw\b|\bheard\b"
    r"|\bgot your\b|ты\b|not the day|swamped)"
    r"|[а-я]{2,}[мбп][ае]д[иы]\b|\bтуск[ае]н жок"
)
# The third person of the present: whatever it says, it is no wish.
_GOES_ON: Final = re.compile(
    r"\b[а-я]{2,}(?:[аеуюя]ет|[ие]т|[уюая]т|ится|ется|[уюая]тся)\b|\b(?:is|are|lasts?|runs?|valid)\b"
)
_LETTERS: Final = re.compile(r"[^\W\d_]{3,}")
_FEW = 1
# «В апреле уезжаем», «до лета накоплю»: what they will do then themselves.
_OWN_WAY: Final = re.compile(
    r"уезжа|съезжа|перее[зх]|улета|накоп|скоп[лию]|собер[уе]|кошем|кетем|moving out|leaving|выйд[уе]т|верн[уе]тся"
)
# «За сколько дней делаете?», «неше күнде жасайсыздар»: how long it takes us is asked.
_HOW_MANY: Final = re.compile(r"\b(?:сколько|скильки|неше|канша|how many)\s+(?:[^\W\d_]{2,12}\s)?$")
_DO_YOU: Final = re.compile(r"\s*(?:вы |уже |все |мне |нам )?(?!успе|управ|встиг)\w{2,}(?:ете|ите)\s*\?")
_OTHERS_DO: Final = re.compile(
    r"\b(?:друг(?:ие|их|им)|сосед\w*|знаком\w+|подруг\w+|в прошлый раз|прошлый раз|у вас (?:написано|указано)"
    r"|на сайте"
    r"|инши|баскалар|others?|neighbou?r\w*|last time)\b[^.!?;\n]*$"
)
# «У подруги свадьба в июне»: theirs, where nothing is wanted.
_OF_OTHERS: Final = Rare(r"\bу (?:подруг|сосед|коллег|знаком|друг|друз)\w* |\bmy (?:friend|neighbou?r|colleague)'?s? ")
# «Вы получили смету?» — «да, сегодня утром»: when it was.
_OVER: Final = re.compile(r"\b(?:вы|ви|сиз) (?:уже |вже )?\w{3,}ли\b|did you|have you|алдыныз ба|кординиз")
_NEIGHBOURS: Final = re.compile(
    r"\b(?:сосед(?:и|ка|ский)?|обещают|передают|муж|жена|сын|дочь|мама|папа|коршилер\w*|neighbou?rs?"
    r"|сусиди?) [^.!?;,]{0,15}$"
)


def about_call(context: Context) -> bool:
    """Whether the question is when to call, or names a call; or asks whether we are to send something."""
    if context.question in _CALL_QUESTIONS:
        return True
    if context.question != TIMELINE and cues.CALL_QUESTION.search(context.plain):
        return True
    sends = context.question == "confirm" and cues.SEND_QUESTION.search(context.plain)
    return bool(sends) and not cues.SENDS_PEOPLE.search(context.plain)


def strict(context: Context) -> bool:
    """Whether the question is one beside which a day needs its own sign: about money, an offer, an interest."""
    return context.question == BUDGET or (context.question == "confirm" and not of_a_visit(context.plain))


def wished(clause: Clause) -> bool:
    """Whether the clause around a day wishes, asks or promises something for it."""
    if _NOT_SO.search(clause.text):
        return False
    return clause.need or bool(_ASKS.search(clause.text) or clause.for_event)


def bare(clause: Clause) -> bool:
    """Whether hardly anything but the day is said: «остальное в пятницу»."""
    words = [word for word in _LETTERS.findall(clause.text) if not goes_on(word)]
    return len(words) <= _FEW and not (_NOT_SO.search(clause.text) or _OWN_WAY.search(clause.text))


def goes_till(clause: Clause) -> bool:
    """Whether the clause tells of something that lasts until then: «абонемент действует до конца года»."""
    return clause.trouble or bool(_GOES_ON.search(clause.text))


def today_only_told(low: str, clause: Clause) -> bool:
    """Whether "today" only tells what the day is like: «сегодня банк не работает», «некогда мне сегодня»."""
    said_after = any(not goes_on(word) for word in _LETTERS.findall(clause.after))
    if wished(clause) or (bare(clause) and not said_after):
        return False
    if _NOT_SO.search(clause.text):
        return True
    if said_after:
        return not _QUESTION.match(low, clause.end)
    return not clause.before.strip()


def own_errand(clause: Clause, asked: str) -> bool:
    """Whether the day is that of something they will do themselves: «завтра гляну в банке»."""
    return not COMES.search(asked) and does_themselves(clause.text) is not None and not clause.need


def how_long(low: str, clause: Clause, *, asked: bool) -> bool:
    """Whether a stretch of time is asked about as our usual one, or told of others: «другие за 3 дня»."""
    if _HOW_MANY.search(clause.before) or _OTHERS_DO.search(clause.before):
        return True
    return not asked and bool(_DO_YOU.match(low, clause.end))


def aside(low: str, clause: Clause, context: Context, *, today: bool) -> bool:
    """Whether a day nobody asked for only stands in what is told beside the need."""
    if own_errand(clause, context.plain):
        return True
    theirs = _OF_OTHERS.search(clause.text) and not says_need(low)
    if theirs or (_NEIGHBOURS.search(clause.before) and not clause.need):
        return True
    if today and today_only_told(low, clause):
        return True
    over = _OVER.search(context.plain) if context.question == "confirm" else None
    return strict(context) and not (wished(clause) or (bare(clause) and not over))
