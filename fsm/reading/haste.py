"""Haste told without a day: whether the words of haste are about the deal, or about something else beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from fsm.facts import TIMELINE, Found
from fsm.reading import mood
from fsm.reading.calendar_words import plain
from fsm.reading.message import Context, Message
from fsm.reading.when_clauses import says_need

_WANTED: Final = re.compile(
    r"!|керек|кажет|надо|нужн|пришлите|приезжайте|приедьте|выезжайте|помогите|спасайте|комектес|кел[ие]|due\b|need"
    r"|want|help"
    r"|треба|допоможить|приижджайте|\bищ[уе]|хочу|хотим|можно|можете|сможете|\bcan\b|could|please|бола ма|колын"
)
# «Чек горит», «нет денег прямо сейчас», «вчера обещали»: what burns is a lamp, what is now is how things stand.
_OF_THINGS: Final = re.compile(
    r"\b(?:чек|ламп\w+|лампочк\w+|свет|индикатор|значок|глаза?|экран|подсветка|трубы|жопа)\b[^.!?;,]{0,15}\bгори"
    r"|\b(?:live|living|жив[еу]м?|живу|работа\w+|турам\w*|отыр\w*)\b[^.!?;,]{0,20}\b(?:сейчас|щас|now)"
    r"|тез (?:жасай|бит[еи]|истей|жеткиз)\w* (?:ма|ме|ба|бе)\b|тез (?:шарша|ауыр|сын|бузыл)|горящ\w+ (?:тур"
    r"|путевк)|горл[еа] гор"
    r"|\bmornings\b|(?:прямо сейчас|right now|казир)\s(?:есть|only|бар|just|у меня)|срочн[а-я]{2,3} (?:перевод"
    r"|печат|выкуп|фото)"
    r"|срочно (?:пришлось|[а-я]{3,}(?:ли|ла)(?! бы))\b|\bdo you (?:do|offer|have|make) urgent"
    r"|had to \w+(?: \w+)? urgently"
    r"|right now (?:we|i)(?:'m|'re| am| are)? (?:us|rent|liv|work|hav)"
    r"|no (?:money|cash|budget)|денег|обещал|обещали|promised|в прошлый раз|last time|надеюсь"
)
_WISHES_NOTHING: Final = re.compile(
    r"просто (?:узнать|спросить|смотр|интерес)|just (?:asking|looking|wondering|curious)|жай (?:сурап|карап)"
    r"|ничего не болит"
)
_CALLS: Final = re.compile(r"звон|\bнабер|\bcall|конырау|хабарлас|звандан|\bring\b")
_FEW: Final = 5


def read_urgency(message: Message, context: Context, facts: Mapping[str, Found]) -> str | None:
    """high, medium or low: from the timeline, else from words of haste that are about the deal."""
    urgency = mood.read_urgency(message, facts)
    return urgency if urgency is None or TIMELINE in facts or _of_the_deal(message, context) else None


def _of_the_deal(message: Message, context: Context) -> bool:
    """Whether the haste, or the lack of it, that a message tells is about what they want of us."""
    low = plain(message.low)
    if _OF_THINGS.search(low) or _WISHES_NOTHING.search(low):
        return False
    if _CALLS.search(low) and not says_need(low):
        return False  # «перезвоните срочно»: when to be called
    wanted = context.question == TIMELINE or says_need(low) or _WANTED.search(low)
    return bool(wanted) or len(message.words) <= _FEW
