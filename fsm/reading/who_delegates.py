"""Whose business it is, told by roles: errands run for somebody, bodies that must approve, one's own money and call."""

from __future__ import annotations

import re
from typing import Final

from fsm.facts import Authority, Found
from fsm.reading.message import Context, Message
from fsm.reading.rare import Rare

_PEOPLE: Final = (
    r"(?:жена|супруга|муж|супруг|мама|папа|отец|мать|сестра|брат|дочь|дочка|сын|теща|тёща|шеф|босс|директор"
    r"|начальник|начальница"
    r"|бухгалтер|завхоз|секретарь|партн[её]р|снабженец|юрист|управляющий|дружина|чоловік|тато|завгосп)"
)
_DECIDES: Final = (
    r"реш|выбира|плач|плат|утвер|одобр|соглас|вирішу|обира|шеш|таңда|қабылда|decid|choos|pick\b|pay|approv|совет"
    r"|спрош|спраш"
    r"|обсу|ақылдас|consult|ask|check|confirm"
)
# «Шеф, я ему только варианты показываю», "our HR, I just pass it on": whoever is named first decides.
_ERRAND: Final = re.compile(
    rf"(?<=[,.;-])\s*(?:а |and |ал |а от |)(?:я|мне|с меня|от меня|мені|мен|маған|менен|i|my job is"
    rf"|for me it's)\s(?![^,.;!?]{{0,40}}(?:{_DECIDES}))"
    r"(?:[^\s,.;!?]{1,12}\s){0,2}(?:только|просто|лишь|чисто|тільки|лише|just|only|merely|тек|жай)\s(?!за\b|спаси"
    r"|против)"
    rf"|(?<=[,.;-])\s*(?:а )?я (?:ему|ей|им|йому|їй)\s[^,.;!?]{{0,25}}(?:показыва|скидыва|ношу|готовлю|собира"
    rf"|переда|отправля|доклад|подкидыва|показую|скидаю)"
)
_NAMES_SOMEBODY: Final = re.compile(
    r"\W*(?:(?:это|у нас|наш\w?|мой|моя|our|the|my|біздің|менің|ну|да|well)\s)*(?!я\b|мы\b|me\b|myself\b|i\b|we\b"
    r"|мен\b|біз\b"
    r"|нет\b|no\b|yes\b|хочу|нужн|мне\b|сам\b|сама\b|квартир|дом\b|машин|деньг|бизнес|flat\b|house\b|car\b|money\b)"
    r"[^\W\d_]{2,}(?:\s(?:(?:и|с|and|мен|та)\s)?[^\W\d_]{2,})?[,.;-]"
)
_TOGETHER: Final = re.compile(r"\b(?:мы|вместе|вдво[её]м|и я|and i|and me|with me|we|екеуміз|ми|разом|со мной)\b")
_APPROVES: Final = Rare(
    r"\b(?:банк|страхов(?:ая|ой|щик)|комиссия|опека|акимат|лизинг|суд|совет|insurance(?: company)?|insurer|bank"
    r"|board|committee|council|lender)"
    r"\s(?:[^\s,.]{1,12}\s){0,2}?(?:долж\w+|has to|have to|needs? to|must|will have to)\s(?:[^\s,.]{1,12}\s){0,2}?"
    r"(?:одобр|утверд|соглас|разреш|подпис|approve|sign off|vote|agree|authori[sz]e|ok\b)"
)
_MYSELF: Final = re.compile(r"\b(?:я|сам|сама|мы|i|me|we|мен|өзім)\b")
# «Брат крутит у виска, но машина моя и деньги мои»: others only have an opinion.
_MINE: Final = Rare(
    r"\b(?:but|но|а|зато|бірақ|але)\s(?:it'?s |it is |это |вс[её] ?равно "
    r"|всё-таки )*(?:(?:only )?my \w{2,12} and my (?:own )?(?:money|call|decision)"
    r"|my (?:own )?(?:money|wedding|car|house|flat|business|life|call|decision)"
    r"|(?:машина|квартира|дом|деньги|свадьба|бизнес)(?: вс[её] ?таки)? (?:моя|мой|мои)"
    r"|(?:плат\w+ и реш\w+|реш\w+ и плат\w+|решать) (?:вс[её] ?равно )?мне|(?:решаю|плачу) (?:вс[её] ?равно )?я"
    r"|ақша(?:м)? (?:өзімдікі|менікі)|гроші мої)\b"
)
# «Такими вопросами жена занимается, с ней решайте», "my wife handles that".
_IN_CHARGE: Final = Rare(
    rf"\b(?:так\w+|эти\w+|подобн\w+|всем\w*|цими?)\s(?:вопрос\w+\s|дел\w+\s|вещ\w+\s|справами\s"
    rf"|темами\s)?(?:у (?:меня|нас)\s|у мене\s)?"
    rf"(?:наш\w?\s|мо[йя]\s)?(?:{_PEOPLE}\s(?:занимается|заведует|ведает|рулит|займається|опікується)"
    rf"|(?:занимается|заведует|ведает|займається)\s(?:у нас\s)?(?:наш\w?\s|мо[йя]\s)?{_PEOPLE})"
    rf"|\bпо (?:таким|этим|подобным)\s(?:вопрос|дел)\w*\s(?:у (?:меня|нас)\s)?{_PEOPLE}\b"
    r"|\b(?:с|з) (?:ней|ним|ними|нею) (?:и |это |всё |все )*(?:решайте|обсуждайте|договаривайтесь|согласовывайте"
    r"|вирішуйте|домовляйтесь)\b"
    r"|\bmy (?:wife|husband|mom|mum|dad|boss|sister|brother|assistant|partner|accountant) (?:handles|deals with"
    r"|takes care of|is in charge of|looks after)"
    r" (?:that|this|these|those|it|all|such)\b"
    r"|\b(?:бұл|мұндай|ондай)\s[^,.!?]{2,20}(?:мен|бен|пен)\s[^\s,.]{3,15}\sайналысады"
)


_FOR_THEM: Final = Rare(
    r"\bi (?:just |only )?need (?:\S{1,12} ){1,3}for (?:my|the|our) (?:boss|manager|director|ceo|husband|wife"
    r"|landlord|client)\b"
)


def _found(message: Message, value: Authority, span: tuple[int, int], sure: float) -> Found:
    return Found(value=value, words=message.text[slice(*span)], start=span[0], end=span[1], confidence=sure)


def in_charge(message: Message) -> Found | None:
    """Somebody else whose business such things are, at whatever question."""
    found = _IN_CHARGE.search(message.low)
    return _found(message, Authority.OTHER, found.span(), 0.85) if found else None


def standing(message: Message) -> Found | None:
    """Asked who decides: one's own money against others' opinions, a body that must approve, an errand for the boss."""
    low = message.low
    if mine := _MINE.search(low):
        return _found(message, Authority.SELF, mine.span(), 0.85)
    approves = _APPROVES.search(low) or _FOR_THEM.match(low)
    if approves and not _MYSELF.search(low[: approves.start()] + low[approves.end() :]):
        return _found(message, Authority.OTHER, approves.span(), 0.8)
    named = _NAMES_SOMEBODY.match(low)
    errand = _ERRAND.search(low, named.end() - 1) if named else None
    if errand and not _TOGETHER.search(low):
        return _found(message, Authority.OTHER, errand.span(), 0.8)
    return None


def told(message: Message, context: Context, *, asked: bool) -> Found | None:
    """Who decides by whose business it is; None when nothing says so."""
    if asked:
        return standing(message) or in_charge(message)
    return in_charge(message) if context.question in ("confirm", "need", "none", "contact_name", "budget") else None
