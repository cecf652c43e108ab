"""What is offered against another's price, and what was paid once and is to be paid again."""

from __future__ import annotations

import re
from typing import Final

from fsm.reading.money_cues import Scene
from fsm.reading.money_ranges import Item

_I: Final = frozenset(
    ("я", "мы", "мне", "нам", "мен", "биз", "маган", "бизге", "i", "we", "im", "id", "ill", "ми", "мени")
)
# What the other side does with a price: wanted, asked, named it.
_WANTED: Final = (
    *("хот", "хоч", "прос", "запрос", "зарядил", "заломил", "загнул", "назвал", "насчитал", "посчитал", "оценил"),
    *("предложил", "виставил", "выставил", "сурап", "сураиди", "сурады", "сурады", "сурайд", "деиди", "деп"),
    *("wants", "wanted", "asks", "asked", "asking", "quoted", "quotes", "said", "says", "запроп", "казав", "каже"),
)
_SAME_AGAIN: Final = re.compile(
    r"\bsame (?:as last (?:time|year)|again|please|this time|for (?:this|now)|now|amount|budget|money"
    r"|price (?:please|again))\b"
    r"|\b(?:(?:мне|нам) (?:так|тоже) же|(?:мне|нам) тоже так|столько же|стока же|сколько и тогда|ту же сумму"
    r"|такая же сумма|так же и сейчас|и сейчас (?:так|столько)"
    r"|в тех же пределах|в ту же цену|стільки ж|стільки само|таку ж суму"
    r"|сонша|сол шама|сол баға|осынша|сол сома)"
)
_NOT_AGAIN: Final = re.compile(
    r"\b(?:не|нет|дорого|много|не потян\w+|больше не|not|too much|no way|емес|алмаймын|qimbat|қымбат|ні|зачем|опять)\b"
)


def is_countered(scene: Scene, before: Item, after: Item) -> bool:
    """«Мастер хотел 12, я дам 9»: the price of another, and in a clause of one's own what one would give."""
    first, second = scene.clauses[before.first], scene.clauses[after.first]
    if first == second or before.is_range:
        return False
    theirs = {word for word, number in zip(scene.words, scene.clauses, strict=True) if number == first}
    mine = {word for word, number in zip(scene.words, scene.clauses, strict=True) if number == second}
    wanted = any(word.startswith(_WANTED) for word in theirs)
    return wanted and bool(_I & mine) and not _I & theirs


def is_same_again(low: str) -> bool:
    """Whether what was paid before is to be paid again: "same again please", «и сейчас столько же»."""
    found = _SAME_AGAIN.search(low)
    return bool(found) and not _NOT_AGAIN.search(low, max(0, found.start() - _NEAR) if found else 0)


_NEAR: Final = 30
_YOU_CARE: Final = re.compile(
    r"\b(?:вам|тебе|вас|сізге|сізгe|саған|вам то|do you|does it)\b[^.!?\n]{0,20}"
    r"(?:равно|разниц|безразлич|бәрібір|байланысты|різниц|care|matter)[^.!\n]{0,60}\?"
)


def asks_if_we_care(low: str) -> bool:
    """«А вам не всё равно, кто платит?» says nothing of their own money."""
    return "?" in low and bool(_YOU_CARE.search(low) or _HOW_MUCH.match(low))


_HOW_MUCH: Final = re.compile(r"\W*(?:а |и |ну |так )?(?:сколько|қанша|канша|скільки|how much)\b[^.!]{0,60}\?\W*$")
# «Вы сначала цену назовите», «алдымен бағасын айтыңыз»: a question back, no refusal and no ignorance.
_PRICE_FIRST: Final = re.compile(
    r"(?:цен[уы]\b|прайс|стоимост|расценк|баға|қанша|сколько|ціну|price|rates?\b|quote)[^.!?\n]{0,30}"
    r"(?:назов|озвуч|скаж|скинь|пришли|отправ|напиш|дайте|айт(?:ың|саң|пайс|шы)|жібер|жаз(?:ың|шы)|tell|send|give)"
    r"|(?:назов|озвуч|скаж|скинь|пришли|отправ|напиш|дайте|tell|send|give|quote|hear)[^.!?\n]{0,30}"
    r"(?:цен[уы]\b|прайс|стоимост|расценк|сколько|ціну|price|rates?\b|quote|first)"
)
_KNOWS_NOT: Final = re.compile(
    r"\bне (?:знаю|знаем|скаж|озвуч|назов|реш|счит|мо[гж]|готов|уверен)|потом|потім|содан|кейін|посмотр|погляд|видно"
    r"|поговор"
    r"|дума|реш[уи]м?\b|білме|айтпа[йс](?!сыз)|алмай|есептем|\bnot\b|n't|depend|смотря|зависит|разберем|понятия"
    r"|then\b|later|rather|тогда|заплач"
)


def demands_price(low: str) -> bool:
    """Whether the answer only asks us to name the price first."""
    return bool(_PRICE_FIRST.search(low)) and not _KNOWS_NOT.search(low)


# «Хочу накопить миллион», «квартира за 25 млн, нужна оценка»: an aim, and what their own thing is worth.
_AIM: Final = re.compile(
    r"\b(?:хочу|хотим|хотела? бы|мечта\w{1,3}|цель|научите|как|хочеться|хочу|мрію|want to|wanna|how to|қалай"
    r"|мақсатым)\b"
    r"[^.,!?\n]{0,25}\b(?:накопить|копить|заработать|зарабатывать|выиграть|сэкономить|экономить|откладывать"
    r"|накопичити|заробити|заробляти|зекономити|save up|save|earn|make money|жинау|табу|үнемдеу)\b"
    r"[^.,!?\n]{0,20}(?:\d|миллион|лям|мільйон|million|млн)"
)
_WORTH: Final = re.compile(
    r"\W{0,3}(?:моя |мой |наша |наш |my |у нас |есть |моє |мій )?"
    r"(?:квартира|дом|машина|авто|тачка|телефон|айфон|ноут\w{0,4}|участок|коттедж|дача|джип|станок|будинок)"
    r" (?:за|на|ценой|стоимостью) \d[\d .,]{0,12}[^\W\d_]{0,8}(?: тенге| тг| ₸)?, "
    r"(?:а |и |мне |нам )?(?:нужн\w{1,2}|нужен|надо|потрібн\w{1,2}|потрібен|хочу|хотим|ищу)\b"
)


def is_aim_or_worth(low: str) -> bool:
    """Whether a sum is what they hope to come by, or what a thing of theirs is worth."""
    return bool(_AIM.search(low) or _WORTH.match(low))
