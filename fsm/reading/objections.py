"""Obstacles and doubts that a message voices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from fsm.facts import AUTHORITY, BEST_TIME, BUDGET, EMAIL, NEED, TIMELINE, Budget, Found, Qualifier
from fsm.reading import phrasebook
from fsm.reading.message import Context, Message
from fsm.reading.objections_aside import is_meant
from fsm.reading.phrasebook import Heard
from fsm.reading.rare import Rare
from fsm.reading.reading import YesNo

_ORDER: Final = ("authority", "competitor", "need", "price", "time", "trust", "warranty")
_HOURS: Final = frozenset({"best_time", "phone", "location"})
_NO_TIME_ASKED: Final = frozenset({*_HOURS, BUDGET, "none"})  # what they lack time for is why they write
_DETAILS: Final = frozenset({"location", "email", "contact_name", "phone"})
_WANTED: Final = frozenset({"none", NEED})
_AGAINST_OTHERS: Final = re.compile(
    r"не довер\w+ (?!вам|вас|ваш|таким|никому)|юрист|адвокат|нотариус|lawyer|attorney|заңгер|\bверн[уи]т|антивирус"
    r"|предыдущ|прежн|бывш|previous|last guy|алдыңғы|попередн"
    r"|отзыв|украл|застройщ|landlord|полици|защит"
)
_WHY: Final = re.compile(r"\b(?:почему|чего|why|неге|чому|не слишком|не многовато)\b")


_HOW_LONG: Final = re.compile(
    r"\W*(?:[аи] )?(?:это )?долго (?:ли )?(?:ждать|делать|делаете|ид[её]т|вез[её]те|по времени|занимает)\b[^.!]*\?\W*$"
    r"|\W*(?:[аи] )?(?:это )?долго(?: ли)?(?: это| будет| по времени)?\s?\?\W*$"
)


_PUTS_OFF: Final = re.compile(
    r"посовет|соглас|спрош|спросить|обсу[дж]|реш[аи]|против|разреш|подума|ask|discuss|consult|ақылдас|кеңес|сұра"
    r"|порад|спита"
)
_FIRM: Final = re.compile(r"соглас|реш[аи]|против|разреш|запрет|посовет|agree|decide|allow|рұқсат|келіс|ақылдас|дозвол")
_MAY_I: Final = re.compile(r"\W*(?:а |и )?(?:можно|можна|may|could|can)\b[^.!]*\?\W*$|[^.!]*\bбола ма\W*$")


# «Оны күйеуімнен сұраңыз», "ask my husband": whom we are to ask; nothing is put off.
_REFERS: Final = re.compile(
    r"[нд][ае]н сұра(?:ңыз|ңдар|й салыңыз)|\b(?:спросите|спрашивайте|узнайте|уточните|запитайте|спитайте)\b (?:у|в)\b"
    r"|\bу [^\W\d_]{3,12} (?:спросите|узнайте|уточните|спрашивайте)|(?:^|[,.!] ?)(?:please )?ask my\b"
    r"|\b(?:муж|жена|мама|шеф|начальник|невеста|теща|тёща|свекровь) (?:меня )?(?:убь|прибь|закоп|выгон|съест|придуш)"
)


def _authority(message: Message, heard: Heard, context: Context) -> bool:
    """Putting it off because of somebody; at the question who decides, only if it also delays the answer."""
    if not heard.has("doubt.consult") or heard.has_beside("intent.human", "intent.not_human"):
        return False
    if context.question not in ("confirm", "none") and _REFERS.search(message.low):
        return False
    return context.question != AUTHORITY or heard.has("doubt.later_because")


def _applies(label: str, message: Message, heard: Heard, context: Context, facts: Mapping[str, Found]) -> bool:
    if label == "authority":
        if not heard.has("doubt.consult"):
            return False
        if context.question in _DETAILS:  # «адрес у жены уточню» fetches it
            told = bool(_FIRM.search(message.low))
        else:
            told = context.question not in _WANTED or bool(_PUTS_OFF.search(message.low))
        told = told and _authority(message, heard, context)
        return told and is_meant(label, message, heard, context, facts)
    if not heard.has(f"doubt.{label}") or not is_meant(label, message, heard, context, facts):
        return False
    if context.question in _WANTED and _is_the_need(label, message, heard):
        return False
    return _stands(label, message, context)


def _stands(label: str, message: Message, context: Context) -> bool:
    """Whether an obstacle of this kind may stand at this question: «занят» limits the hours, «а можно…?» asks."""
    if label != "trust" and context.question in _DETAILS:
        return False  # a town, a name, a number: what else is told there is of no deal
    if label not in ("need", "trust") and context.question == NEED and not _OF_US.search(message.low):
        return False  # what they lack is what they came with
    return {
        "trust": _may_distrust(message, context) and not _MAY_I.match(message.low),
        "time": _may_lack_time(message, context) and not _HOW_LONG.match(message.low),
        "need": _may_be_needless(message, context) and not _leaves_out(message, context),
    }.get(label, True)


_OF_US: Final = re.compile(
    r"\b(?:у вас|вы|вас|вам|ваш\w*|сіз\w*|you|your|у вас|ви)\b|\b(?:дорого|цен[аы]|ценник|қымбат|expensive)\W*$"
)
_REFUSES: Final = re.compile(
    r"\bне (?:дам|даю|скаж|говор|буду|хочу|остав)|зачем|с чего|мало ли|бермейм|айтпайм|не керек|\bwhy\b|\bwon't"
    r"|\brather not"
    r"|\bне (?:дам|залиш)|навіщо"
)


def _may_distrust(message: Message, context: Context) -> bool:
    """Beside a town or a name only who keeps it back distrusts us; beside a number he says why."""
    if context.question in ("location", "contact_name"):
        return bool(_REFUSES.search(message.low))
    return True


_OTHERS_WILL: Final = re.compile(r"\b(?:ему|ей|им|оған|him|her|them)\b")
_GIVEN_UP: Final = re.compile(
    r"уже не (?:надо|нуж|актуал)|передумал|раздумал|обошл[аи]сь|\b(?:сам|сама|сами) (?:уже )?"
    r"(?:сдела|справ|почин|купи|разобр)\w+|no longer|changed my mind|керек емес|вже не (?:треба|потріб)"
)


_BARE: Final = 3


def _may_lack_time(message: Message, context: Context) -> bool:
    if context.question == "none" and len(message.words) <= _BARE:
        return True  # «некогда сейчас»
    return context.question not in _NO_TIME_ASKED


def _may_be_needless(message: Message, context: Context) -> bool:
    if context.question == TIMELINE:
        return bool(_GIVEN_UP.search(message.low))
    if context.question == NEED and _OTHERS_WILL.search(message.low):
        return False
    return context.question in ("confirm", *_WANTED)


_UNDONE_BY_YES: Final = frozenset({"authority", "competitor", "need", "time"})


_AGREES: Final = re.compile(
    r"\W*(?:ну |ой |ого |супер )?(?:да|ага|угу|иә|ия|йа|yes|yeah|yep|yup|sure|конечно|давайте|хорошо|согласе?н[аы]?"
    r"|подходит"
    r"|устраивает|вполне|беру|жарайды|болады|келісемін|так|sounds good)\b(?!-| (?:нет|не|ну|уж|что|где|как)\b| ?\?)"
)
_YET: Final = re.compile(
    r"\b(?:но|только|бірақ|but|хотя|если|однако|але|сначала|сперва|(?<!не )надо|(?<!не )нужно|пока|подум|потом|позже"
    r"|щас|сейчас"
    r"|алдымен|керек"
    r"|болса|if|first|need|спершу|треба|поки|уже не|не сейчас|спрошу|сравню)"
)


def _agrees(low: str) -> bool:
    """Whether a plain yes leads and nothing takes it back."""
    return bool(_AGREES.match(low)) and not _YET.search(low)


def beside(answer: YesNo | None, labels: tuple[str, ...]) -> tuple[str, ...]:
    """What is left of the obstacles beside the answer to a yes-no question: who says yes waits for nobody."""
    return tuple(label for label in labels if answer is not YesNo.YES or label not in _UNDONE_BY_YES)


def _leaves_out(message: Message, context: Context) -> bool:
    """Whether what is not needed is asked about, or only a part of what is wanted."""
    if _ONLY_PART.search(message.low):
        return True
    return message.low.rstrip().endswith("?") or (context.question in _WANTED and bool(_LEFT_OUT.search(message.low)))


# «Не нужна перекраска, только полировка», "don't need the cleaning part, just windows".
_ONLY_PART: Final = re.compile(
    r"\b(?:не (?:надо|нуж\w{1,4}|треба|потріб\w{1,4})|don'?t need|керек емес)\b[^,.!?\n]{2,40}[,.]? "
    r"(?:а |но |але |but )?(?:только|лишь|тільки|just|only|тек)\b"
)


def _is_the_need(label: str, message: Message, heard: Heard) -> bool:
    """Beside a wish a lack of time, a rival or a cheat is why they write, no obstacle («некогда, нужна няня»)."""
    wants = heard.has("say.wish", "pain.mild")
    asks = message.low.rstrip().endswith("?")
    if label == "price":
        return (wants and not heard.has("say.price_word")) or (asks and not _WHY.search(message.low))
    if label == "trust":
        wronged = heard.has_beside("intent.complaint", "intent.not_complaint") and _TO_US.search(message.low)
        return bool(_AGAINST_OTHERS.search(message.low) or wronged)
    if label == "competitor":
        return wants or asks or heard.has("say.price")
    if label == "time" and heard.has("pain.trouble"):
        return True  # «вручную уже не успеваем» is the trouble itself
    return label in ("time", "need", "warranty") and (
        wants or heard.has_beside("intent.complaint", "intent.not_complaint")
    )


# A complaint about what we did is more than a doubt whether to trust us.
_TO_US: Final = re.compile(
    r"\b(?:вы|вас|вам|ваш\w*|ви|сіз\w*|сиз\w*|you|your)\b|ғансыз|генсіз|қансыз|кенсіз|д[ыі]ңыз|д[іы]ңіз"
)
_TERM_ASKED: Final = re.compile(
    r"срок|дней|дня|недел|месяц|термін|тиж|мерзім|апта|күн\b|\bdays?\b|weeks?|deadline|lead time"
)
_PREPAYMENT_ASKED: Final = re.compile(
    r"предоплат|аванс|задат|задаток|вперед|вперёд|prepay|upfront|up front|deposit|алдын ала|передоплат|завдат"
)
_INDIGNANT: Final = re.compile(
    r"с ума сошли|вы (?:это )?(?:серь[её]зно|шутите)|издеваетесь|офигели|обалдели|охренели|оборзели|с какой стати"
    r"|с чего (?:бы|вдруг)"
    r"|are you (?:serious|kidding|joking|crazy)|seriously\?|no way|есіңіз дұрыс|ви серйозно|знущаєтес"
)
_WARRANTY_BROKEN: Final = Rare(
    r"гарант\w{1,4}\b[^.!\n]{0,30}\?[^?\n]{0,60}\b(?:в (?:тот|прошлый) раз|сломал|умер|полетел|пот[её]к|сгорел|накрыл)"
)
_WARRANTY_ASKED: Final = re.compile(r"гарант|кепілдік|warrant|guarantee")


def _by_topic(found: set[str], message: Message, heard: Heard, context: Context) -> set[str]:
    """«Гарантия полгода, устраивает?» — «маловато»; «срок 14 дней подойдёт?» — «многовато»: of what was asked."""
    if context.question != "confirm":
        return found
    asked = context.question_text.lower()
    if _WARRANTY_ASKED.search(asked):
        return found | ({"warranty"} if heard.has("doubt.too_little") and not heard.has("answer.yes") else set())
    if _PREPAYMENT_ASKED.search(asked) and _INDIGNANT.search(message.low) and "price" not in found:
        return found | {"trust"}
    if _TERM_ASKED.search(asked) and heard.has("doubt.too_much") and not heard.has("answer.yes"):
        return (found if heard.has("say.price_word") else found - {"price"}) | {"time"}
    return found


# «Отбеливание не надо» beside what is wanted leaves out a part.
_LEFT_OUT: Final = re.compile(
    r"^\W{0,9}(?!спасиб|нет|добр|здрав|извин|уже|пока|рахмет|thank|sorry|no\b|ні\b|жоқ"
    r"|дяк)[^,.;!?]{0,60}[^\W\d_]{4,20}[^,.;!?]{0,60}[,.;]\s*"
    r"(?:а |и |но |только |і |ал )?(?!больше|уже|пока|вообще|ничего|спасибо|совсем|теперь|меня|нам"
    r"|мне)[^\W\d_]{4,}(?: [^\W\d_]{3,})?"
    r"(?: мне| нам| пока| уже)? (?:не (?:надо|нужн\w+|требу\w+|треба|потрібн\w+)|керек емес|қажет емес|not needed)\b"
)
_FREE: Final = re.compile(
    r"бесплат|безплат|даром|халяв|шару|тегін|тегин|\bfree\b|безкошт|задарма|волонт|не плачу"
    r"|not paying"
)


def _has_no_money(facts: Mapping[str, Found]) -> bool:
    """«Денег ноль» is an obstacle; who wants it for nothing only asks."""
    found = facts.get(BUDGET)
    if found is None or not isinstance(found.value, Budget) or found.value.qualifier is not Qualifier.NONE:
        return False
    return not _FREE.search(found.words.lower())


def read(message: Message, context: Context, facts: Mapping[str, Found]) -> tuple[str, ...]:
    """Any of price, trust, time, competitor, warranty, authority, need, in alphabetical order."""
    heard = phrasebook.heard(message)
    if heard.has_beside("intent.stop", "intent.not_stop") or heard.has("intent.stop_bare"):
        return ("competitor",) if heard.has_beside("doubt.competitor", "doubt.not_competitor") else ()
    found = {label for label in _ORDER if _applies(label, message, heard, context, facts)}
    if context.question == "confirm" and found & _UNDONE_BY_YES and _agrees(message.low):
        found -= _UNDONE_BY_YES
    found = _by_topic(found, message, heard, context)
    if "competitor" in found and _INDIGNANT.search(message.low) and any(word.plain == "#" for word in heard.words):
        found.add("price")  # «вы серьёзно?! на рынке за 20 сделают»
    if _has_no_money(facts) and context.question not in _WANTED:
        found.add("price")
    if _WARRANTY_BROKEN.search(message.low):
        found.add("warranty")  # «а гарантия какая? в тот раз принтер умер»
    if "competitor" in found:
        found.discard("need")  # «уже купили в другом месте»
    if EMAIL in facts:
        found.discard("warranty")  # «а если не дойдёт, то на ...»
    if BEST_TIME in facts:
        found.discard("time")  # «занят до шести» limits the hours, it does not object
    return tuple(label for label in _ORDER if label in found)
