"""Yes, no or unsure, by meaning, to questions that can be answered so."""

from __future__ import annotations

import re
from typing import Final

from fsm.facts import Authority
from fsm.reading import objections, phrasebook, who_decides
from fsm.reading.message import Context, Message
from fsm.reading.phrasebook import Heard
from fsm.reading.polar import QUESTION_WORD, is_polar, names_only
from fsm.reading.reading import YesNo
from fsm.reading.stems import plain, plain_words
from fsm.reading.verdicts import other_hours, verdict
from fsm.reading.yes_no_asides import (
    CLOCK,
    DAY,
    asks_and_explains,
    by_address,
    by_clash,
    by_later_term,
    by_managed,
    by_manner,
    by_offer,
    by_ownership,
    by_payment,
    by_putting_off,
    proposes_instead,
    requests,
    to_be_asked_again,
)
from fsm.reading.yes_no_summary import by_correction, by_other_value, by_wrong_hour, is_summary

_SIGN: Final = {
    "+": YesNo.YES,
    "++": YesNo.YES,
    "50/50": YesNo.UNSURE,
    "👍": YesNo.YES,
    "👌": YesNo.YES,
    "✅": YesNo.YES,
    "🤝": YesNo.YES,
    "ок": YesNo.YES,
    "да": YesNo.YES,
    "👎": YesNo.NO,
    "-": YesNo.NO,
    "❌": YesNo.NO,
    "🤷": YesNo.UNSURE,
    "🤔": YesNo.UNSURE,
    "🙅": YesNo.NO,
    "🙌": YesNo.YES,
    "💯": YesNo.YES,
}
_BLOCKING: Final = ("price", "time", "competitor", "need", "trust", "warranty")
# Verb forms that accept or refuse by themselves: imperatives to us, Kazakh first persons and negations.
_IMPERATIVE: Final = re.compile("(?:йте|ите|ьте|[ңн][ыі]з|[аіеи]низ|[аы]ныз)$")
_NOT_ACCEPTING: Final = re.compile(
    "^(?:даваи|тузет|озгерт|извин|прост|подожд|погод|скаж|подскаж|переста|прекрат|перенес|отмен|исправ|поменя|измен"
    "|поправ|здравств|жизн|объясн|расскаж|ответ|читаи|айт|аит|кешир|токта|отста|хват|повтор|уточн"
    "|смотр|вотс|сами|мести|сами|ваниз|сиз)"
)
_FUTURE: Final = re.compile(
    "(?:веду|несу|плачу|шлю|делаю|йду|приеду|ишусь|рюсь|дусь|куплю|жусь|чусь|тянем|возьмем|сможем|успеем|придем|внесем|оплатим|купим|шемся)$"
)
_CONSULTING: Final = re.compile(
    "совет|соглас|обсу[дж]|ақылдас|кеңес|consult|discuss|approv|permission|sign.?off|порад|радит|одобр|разрешени"
    "|кто.?то ещ|кто.?нибудь ещ|anyone else|someone else|somebody else|тағы біреу"
)
_WRITE: Final = re.compile("пиш|смс|sms|text|messag|жаз|чат|ватсап|вотсап|вацап|whatsapp|хабарлама")
_CALL_ME: Final = re.compile("(?:по|пере)?звони(?:те)?$|набер|call|звандаңыз|шалыңыз")
_CALL: Final = re.compile("звон|набер|call|қоңырау|телефон|дзвон|звандау")
_KAZAKH_REFUSAL: Final = re.compile(
    "(?:[мбп][ае](?:и(?:мин|миз|ди|м|сиз|синдар|аи)|дим|ди|дик|спин|с|и)|алмаимин|алмаим|маниз|мениз|баниз|бениз)$"
)
_KAZAKH_IF: Final = re.compile("[а-я]{2}с[ае]низ(?:дар|дер)?$")  # «арзандатсаңыз аламын»
_KAZAKH_CONSENT: Final = re.compile("(?:[^мбп][ае]м(?:ин|из)|аиин|еиин|[аеи]мин|аиик|еиик|раимин)$")


_VALUES: Final = frozenset({"phone", "email", "contact_name", "name", "location", "budget", "timeline", "best_time"})
_DETAILS: Final = frozenset({"phone", "email", "contact_name", "name"})


_NOWHERE: Final = 10_000


def _first(heard: Heard, tag: str) -> int:
    """Index of the first word of the earliest hit, or a number beyond any message."""
    kinds = ("answer.yes", "answer.no", "answer.unsure")
    longer = [hit for kind in kinds if kind != tag for hit in heard.hits.get(kind, ())]
    return min((hit.first for hit in heard.hits.get(tag, ()) if not any(map(hit.inside, longer))), default=_NOWHERE)


def _decided(heard: Heard) -> YesNo | None:
    """Fixed phrases that turn the words in them around: «наверное нет», «вроде да»."""
    if heard.has("answer.polite_no"):
        return YesNo.NO
    return YesNo.YES if heard.has("answer.hedged_yes") else None


_EARLY: Final = 3
_SUPPOSING: Final = plain_words("если вдруг егер if якщо")
_BARE: Final = plain_words("да нет ага угу не неа ок окей ия иә жоқ жарайды yes no ok sure nope yep так ні")


def leads(heard: Heard) -> bool:
    """Whether the message begins with an answer (a question may follow it)."""
    if any(word.plain in _SUPPOSING for word in heard.words[:2]):
        return False
    early = [
        hit
        for tag in ("answer.yes", "answer.no", "answer.unsure")
        for hit in heard.hits.get(tag, ())
        if hit.first <= _EARLY
    ]
    return any(
        heard.words[hit.stop - 1].after.strip("?)") or (hit.first <= 1 and heard.words[hit.first].plain in _BARE)
        for hit in early
    )


def _leading(heard: Heard, *, blocked: bool, summary: bool) -> YesNo | None:
    """A yes or no near the beginning, unless what follows takes it back."""
    yes, no, unsure = (_first(heard, f"answer.{tag}") for tag in ("yes", "no", "unsure"))
    if no <= min(yes, 2) and no <= unsure:
        return YesNo.NO
    if unsure < min(yes, no) and yes > unsure + 4:
        return YesNo.UNSURE
    if yes == _NOWHERE:
        return None
    taken_back = blocked or (summary and heard.has("answer.fix")) or yes < no < _NOWHERE
    return _qualified(heard, doubtful=unsure < _NOWHERE, taken_back=taken_back)


def _qualified(heard: Heard, *, doubtful: bool, taken_back: bool) -> YesNo:
    """What is left of a yes after conditions, doubts and objections."""
    if heard.has("answer.conditional"):
        return YesNo.UNSURE
    if _by_verbs(heard) is YesNo.YES:
        return YesNo.YES
    if doubtful:
        return YesNo.UNSURE
    return YesNo.NO if taken_back else YesNo.YES


def _commands(heard: Heard, at: int) -> bool:
    """An imperative to us: no «на сайте», and not within a question («чек дадите?»)."""
    if not _IMPERATIVE.search(heard.words[at].raw) or (at and heard.words[at - 1].plain in _PREPOSITIONS):
        return False
    if any(word.plain in _YOU for word in heard.words[max(0, at - 3) : at]):
        return False  # «ну вы и спамите» tells what we do
    mark = next((word.after.strip() for word in heard.words[at:] if word.after.strip()), "")
    return not mark.startswith("?")


_YOU: Final = frozenset(("ви", "вы", "ти", "ты"))
_PREPOSITIONS: Final = frozenset(("в", "во", "на", "о", "об", "при", "по", "у", "в'"))


def _by_verbs(heard: Heard) -> YesNo | None:
    """Imperatives to us accept («присылайте», «жазыңыз»); Kazakh first persons and negations speak for themselves."""
    for at, word in enumerate(heard.words):
        denied = at > 0 and heard.words[at - 1].plain in _NEGATIONS
        if _KAZAKH_REFUSAL.search(word.plain) and len(word.plain) > 5 and not word.plain.startswith("тусин"):  # noqa: PLR2004 - shorter words are other words
            return YesNo.NO
        if _commands(heard, at) and not _NOT_ACCEPTING.search(word.plain) and len(word.plain) > 4:  # noqa: PLR2004
            return YesNo.NO if denied else YesNo.YES
        if _FUTURE.search(word.raw):
            return YesNo.NO if denied else YesNo.YES
        if _KAZAKH_CONSENT.search(word.plain) and len(word.plain) > 5:  # noqa: PLR2004
            return YesNo.UNSURE if any(_KAZAKH_IF.search(one.plain) for one in heard.words[:at]) else YesNo.YES
    return None


_WHICH: Final = plain_words("какой какая какое какие какого який яка яке які қайдағы")
_NEGATIONS: Final = frozenset(("не", "ни", "нет", "not", "dont"))
_SHORT_ECHO: Final = 7
_SHORT_NAME: Final = 3


def _by_echo(heard: Heard, question_text: str) -> YesNo | None:
    """The question's own verb or noun given back («готовы?» — «готов», «есть сайт?» — «сайта нет»)."""
    asked = {plain(word)[:4] for word in QUESTION_WORD.findall(question_text.lower()) if len(plain(word)) > 3}  # noqa: PLR2004
    if len(heard.words) > _SHORT_ECHO:
        return None
    echoes = [at for at, word in enumerate(heard.words) if word.plain[:4] in asked and len(word.plain) > 3]  # noqa: PLR2004 - as above
    if not echoes:
        return None
    if any(at and heard.words[at - 1].plain in _WHICH for at in echoes):
        return YesNo.NO  # «собака рожает, какой урок»
    if any(word.plain in _NEGATIONS for word in heard.words):
        return YesNo.NO
    own = [
        at
        for at in echoes
        if (len(heard.words) < _SHORT_NAME or not DAY.fullmatch(heard.words[at].raw))
        and (at <= 1 or _DONE.search(heard.words[at].raw))
    ]
    return YesNo.YES if own else None


# A verb or a short adjective of one's own: what was asked is given back as it is with them.
_DONE: Final = re.compile(
    "(?:[юу]|ем|им|ен|на|ны|но|л|ла|ли|лся|лась|лись|есть|бар|м[іы]н|м[іы]з|[дт][іы]м|[дт][іы]к)$"
)


_POSSESSION: Final = re.compile(r"\b(?:есть|имеется|бар|have|got|є)\b")


def _by_possession(heard: Heard, context: Context) -> YesNo | None:
    """«У вас есть сайт?» — «есть, но старый»."""
    owns = bool(heard.words) and bool(_POSSESSION.match(heard.words[0].raw))
    return YesNo.YES if owns and _POSSESSION.search(context.question_text.lower()) else None


def _by_person(message: Message, context: Context) -> YesNo | None:
    """Asked whether one decides alone, or must consult: who decides tells."""
    asked = context.question == "authority" or bool(_IN_CHARGE.search(context.question_text.lower()))
    found = who_decides.read(message, Context("authority", context.question_text, context.now)) if asked else None
    if found is None:
        return None
    alone, else_ = (YesNo.NO, YesNo.YES) if _CONSULTING.search(context.question_text.lower()) else (YesNo.YES, YesNo.NO)
    return {Authority.SELF: alone, Authority.UNKNOWN: YesNo.UNSURE}.get(Authority(str(found.value)), else_)


def _by_doubts(heard: Heard, doubts: tuple[str, ...]) -> YesNo | None:
    comparing = doubts == ("competitor",) and heard.has("answer.unsure")
    if any(label in _BLOCKING for label in doubts) and not comparing:
        return YesNo.NO
    if doubts or heard.has("answer.unsure", "answer.conditional"):
        return YesNo.UNSURE
    if heard.has("answer.later", "intent.reschedule", "intent.stop", "intent.stop_bare"):
        return YesNo.NO
    return None


def _by_shift(heard: Heard, context: Context) -> YesNo | None:
    """Another time proposed: it declines the time that was named, but accepts where none was."""
    if not heard.has("answer.shift"):
        return None
    return YesNo.NO if any(char.isdigit() for char in context.question_text) else YesNo.YES


_REFUSED: Final = re.compile(
    r"^\W*(?:нельзя|i'?d rather not|rather not|i would rather not|prefer not|не можна|болмайды)\b"
)
_REQUESTED: Final = re.compile(r"\W*(?:можно|можна|could|can|may|не могли)\b")


def _by_refusal(message: Message, context: Context) -> YesNo | None:
    """«Можно ваш номер?» — «нельзя»: what was asked for is refused in so many words."""
    requested = context.question in _DETAILS and _REQUESTED.match(context.question_text.lower())
    return YesNo.NO if requested and _REFUSED.search(message.low) else None


_KAZAKH_ASKS: Final = re.compile(
    r"(?:с[ыі]з(?:дер|дар)?|[аеи]д[ыі]|бар) (?:ма|ме|ба|бе|па|пе)(?: өзі| сонда| екен| енді| әлде)?\s*(?:,|$)"
    r"|\b(?:ма|ме|ба|бе|па|пе),? (?:әлде|алде|элде|жоқ па|немесе)\b"
    r"|[гғкқ][ае] бола ?ма\b|\b(?:тегін|тегин|рас|алыс|жақын|ақылы|онлайн) (?:ма|ме|ба|бе|па|пе)\W*$"
)


def asks_in_kazakh(message: Message) -> bool:
    """«Келесіз бе, әлде мен барам ба»: asked by its particle, with no mark."""
    return bool(_KAZAKH_ASKS.search(message.low))


def _is_question(message: Message) -> bool:
    return message.low.rstrip(" )").endswith("?") or asks_in_kazakh(message)


def _asks_price(heard: Heard) -> bool:
    """«Қанша тұрады сонда»: a mere question about the price, though without its mark."""
    answers = heard.has("answer.yes", "answer.no", "answer.unsure", "doubt.price", "verdict.unsure", "verdict.no")
    return heard.has_beside("say.price", "say.not_price") and not answers


def _by_channel(heard: Heard, context: Context) -> YesNo | None:
    """Asked for a call, "write to me" declines it."""
    if not _CALL.search(context.question_text.lower()) or _first(heard, "answer.yes") == 0:
        return None
    wants = [word.raw for at, word in enumerate(heard.words) if at == 0 or heard.words[at - 1].plain not in _NEGATIONS]
    if any(map(_CALL_ME.match, wants)):
        return None
    return YesNo.NO if any(_WRITE.search(raw) for raw in wants) else None


def _by_sign(message: Message) -> YesNo | None:
    text = message.low.strip(" .!)")
    return _SIGN.get(text) or (_SIGN.get(text[0]) if text and not any(char.isalnum() for char in text) else None)


def _after_but(message: Message, context: Context) -> YesNo | None:
    """What follows the last "but" decides when it is plain assent: «не люблю переписки, но ладно»."""
    parts = _BUT.split(message.low)
    if len(parts) == 1:
        return None
    last = phrasebook.heard(Message(parts[-1].strip(" ,")))
    words = last.words[:_ASSENT_WORDS]
    if is_summary(context) or not words or not any(word.plain in _ASSENT for word in words):
        return None
    return None if last.has("answer.no", "answer.unsure", "answer.conditional") else YesNo.YES


_BUT: Final = re.compile(r"\b(?:но|але|but|бірақ|бирак|however)\b")
_ASSENT: Final = plain_words(
    "ладно хорошо давайте давай ок окей можно согласен согласна согласны пусть"
    " жарайды болады мақұл fine ok okay alright sure"
    " гаразд добре нехай беру берем возьму возьмем забираю забираем покупаю покупаем"
    " оформляйте оформляем делаем делайте подходит устраивает берите заказываем"
    " аламын аламыз алайын алайық келісемін келістік беремо take deal"
)
_ASSENT_WORDS: Final = 3
_IN_CHARGE: Final = re.compile(
    r"\bвы (?:\w+ )?(?:собственни|владел|хозя|директор|руководит|решаете|принимаете реш)|are you the (?:owner|decision)"
)


def _by_other_time(message: Message, heard: Heard, context: Context) -> YesNo | None:
    """Another day or hour than the one that was named declines it («завтра к 11?» — «послезавтра смогу»)."""
    if heard.has("answer.unsure", "answer.conditional"):
        return None
    if leads(heard) and _leading(heard, blocked=False, summary=False) is YesNo.YES:
        return None
    question = context.question_text.lower()
    for kind in (DAY, CLOCK):
        asked, said = (set(kind.findall(text)) for text in (question, message.low))
        if asked and said and (said - asked) and (kind is DAY or not said & asked):
            return YesNo.NO
    return None


# «Да ладно?», "really?": wondered at, not answered.
_INCREDULOUS: Final = re.compile(
    r"\W{0,3}(?:(?:да ладно|серь[её]зно|правда|реально|да ну|точно|шын ба|рас па|шынымен бе|really|seriously|for real"
    r"|та ну|справді)[\s,.!?]{0,4}){1,3}\?{1,3}\W{0,4}"
    r"|[^.!,?\n]{0,40}\bқымбат емес п[ае]\W{0,4}"
)


def read(message: Message, context: Context) -> YesNo | None:
    """yes, no or unsure; None when the question is not polar or the message does not answer it."""
    if context.question != "confirm" and not is_polar(context.question_text):
        return _by_refusal(message, context)
    named = context.question in _VALUES and names_only(context.question_text)
    if named or _INCREDULOUS.fullmatch(message.low):
        return None
    heard = phrasebook.heard(message)
    if context.question in _DETAILS and not (leads(heard) or _by_sign(message)):
        return None
    doubts = objections.read(message, context, {})
    blocked = any(label in _BLOCKING for label in doubts)
    if (paid := by_payment(message, context)) or (paid := proposes_instead(message, context)):
        return paid
    asks = _is_question(message) or _asks_price(heard) or requests(message, context)
    asks = asks or asks_and_explains(message)
    if asks and not leads(heard) and not (set(doubts) & {"price", "time", "need"}):
        return None
    return (
        _by_sign(message)
        or by_wrong_hour(message)
        or by_ownership(message, context)
        or (None if asks else by_putting_off(message, context) or to_be_asked_again(message, context))
        or by_manner(message, context)
        or by_address(message, context)
        or by_managed(message, context)
        or by_later_term(message, heard, context)
        or (None if asks else other_hours(message, context))
        or _after_but(message, context)
        or by_offer(message, context)
        or (None if asks else verdict(message, heard, context.question_text))
        or (YesNo.NO if not asks and is_summary(context) and heard.has("answer.put_right") else None)
        or _decided(heard)
        or _by_channel(heard, context)
        or _by_other_time(message, heard, context)
        or (None if asks else by_clash(message, heard, context))
        or _leading(heard, blocked=blocked, summary=is_summary(context))
        or _by_person(message, context)
        or _by_doubts(heard, doubts)
        or by_other_value(message, heard, context)
        or _by_verbs(heard)
        or (None if asks else _by_echo(heard, context.question_text))
        or _by_possession(heard, context)
        or _by_shift(heard, context)
        or by_correction(heard, context)
        or (YesNo.NO if heard.has("answer.no") and not asks else None)
    )
