"""Beside a plain yes or no: what is asked of us in return, and the time of the question that turns out to be taken."""

from __future__ import annotations

import re
from typing import Final

from fsm.reading.message import Context, Message
from fsm.reading.phrasebook import Heard
from fsm.reading.reading import YesNo

DAY: Final = re.compile(
    r"\b(?:сегодня|завтра|послезавтра|понедельник|вторник|сред[ауы]|четверг|пятниц[ауы]|суббот[ауы]|воскресень[ея]"
    r"|выходны[ех]"
    r"|бүгін|ертең|бүрсігүні|дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|жексенбі|today|tomorrow|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday|сьогодні|післязавтра|понеділок|вівторок|середу|п'ятницю|неділю)"
)
CLOCK: Final = re.compile(r"\b(?:в|к|на|at|сағат|о)\s+(\d{1,2})(?::\d\d)?\b(?!\s*(?:тыс|мың|тг|тенге|человек))")
# «Скиньте адрес», «напишите цену»: a request back, unless that is what was offered.
_BACK: Final = re.compile(
    r"\b(?:скиньте|скинь|киньте|напишите|пришлите|отправьте|дайте|вышлите|назовите|скидывайте|send|give|share|жіберіңіз\w*"
    r"|жазыңыз\w*|надішліть|скиньте)\b\W+(?:мне |нам |me |us |the |your |сначала )*([^\W\d_]{4})"
    r"|\b([^\W\d_]{4})[^\W\d_]*\s(?:мне )?(?:скиньте|скинь|киньте|напишите|пришлите|отправьте|дайте|вышлите"
    r"|жіберіңіз\w*)\b"
)
_ASKED_BACK: Final = frozenset(
    (
        *("адре", "лока", "цену", "цены", "прай", "фото", "рекв", "сайт", "ссыл", "карт", "расч", "смет"),
        *("addr", "loca", "pric", "phot"),
    )
)
# «А вы кто, напомните», "please remind me who you are": who writes to them at all.
_WHO_ARE_YOU: Final = re.compile(
    r"\b(?:напомните|напомни|нагадайте|remind me|ескертіңіз\w*|есіме сал\w*|айтып жібер\w*"
    r"|поясните|представьтесь)\b[^.!;\n]{0,30}"
    r"\b(?:кто|что за|как вас|откуда вы|откуда у вас|какая фирма"
    r"|о чем|о чём|хто|що за|who|what (?:is|was|company)|which|кім|не туралы)\b"
    r"|\b(?:вы|ви|это|сіз|you)\s(?:кто|хто|are who)\b|\b(?:кто|хто)\s(?:вы|ви|это|пишет)\b|\bwho (?:is this|are you)\b"
    r"|\bкім(?:сіз|\sболдыңыз|\sбұл|\sедіңіз)"
)


def requests(message: Message, context: Context) -> bool:
    """Whether the message only asks us to send something that we did not offer."""
    question = context.question_text.lower()
    if _WHO_ARE_YOU.search(message.low):
        return True
    wanted = [one or other for one, other in _BACK.findall(message.low)]
    return any(thing in _ASKED_BACK and thing not in question for thing in wanted)


# «В среду у меня суд», «в 15 совещание»: the time that was named is taken.
_TAKEN: Final = re.compile(
    r"\b(?:у меня|у нас|я|мы|менде|бізде|у мене|i have|i've got|we have)\b"
    r"|работаю|на смене|на работе|занят[аы]?\b|совещани|план[её]рк|\bсуд\b|экзамен|смен[аы]\b|дежур"
    r"|улета|уезжа|вылет|самол[её]т|командировк|на даче|meeting|flight|жиналыс|емтихан|нарад|іспит"
)
_FREE: Final = re.compile(
    r"свобод|могу|смогу|сможем|буду|будем|приду|подойд|удобн|получ|готов|free|can|able|бос|болады|вільн|зможу"
)


def by_clash(message: Message, heard: Heard, context: Context) -> YesNo | None:
    """The day or hour of the question given back with what stands in its way."""
    if heard.has("answer.yes", "answer.unsure", "answer.conditional") or not _TAKEN.search(message.low):
        return None
    question = context.question_text.lower()
    same = any(set(kind.findall(question)) & set(kind.findall(message.low)) for kind in (DAY, CLOCK))
    return YesNo.NO if same and not _FREE.search(message.low) else None


_OFFER: Final = re.compile(
    r"\b(?:за|до|make it|do|(?:могу|можем|есть) (?:только|максимум|не больше))\s+"
    r"(\d{1,3}(?:[ ,.]\d{3})*)(?:к|k|тыс|мың|\b)(?!:)"
)
_PRICED: Final = re.compile(r"\d\s*(?:тг|тнг|тенге|теңге|₸|руб|₽|\$|тыс|мың|kzt|грн|долл)|[$€₸]\s*\d|\bkzt\b")


def by_offer(message: Message, context: Context) -> YesNo | None:
    """Another price than the one that was named declines it («давайте за 40»)."""
    question = context.question_text.lower()
    if not _PRICED.search(question):
        return None
    known = "".join(char for char in question if char.isdigit())
    offers = ["".join(char for char in offer if char.isdigit()) for offer in _OFFER.findall(message.low)]
    return YesNo.NO if any(offer not in known for offer in offers) else None
