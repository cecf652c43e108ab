"""Trouble told in words that no list holds: the answer to "what is wrong", and things that do what nobody wished."""

from __future__ import annotations

import re
from typing import Final

from fsm.facts import NEED
from fsm.reading.message import Context, Message
from fsm.reading.phrasebook import Heard
from fsm.reading.stems import Word, plain_prefixes, plain_words

_WHAT_IS_WRONG: Final = re.compile(
    r"беспоко|случил|проблем|болит|жалоб|сломал|стряслось|\bwrong\b|happened|problem|\bissue|bother|trouble|турбу[єю]"
    r"|сталос|трапил|мазала|не болды|қинап|шағым|мәселе"
)
_SOMETHING_ELSE: Final = (
    *("say.wish", "say.price", "say.price_word", "say.looking", "say.dont_know", "say.thanks", "say.joke"),
    *(
        "say.decline",
        "say.question_word",
        "mood.positive",
        "doubt.need",
        "intent.settled",
        "pain.none",
        "answer.unsure",
    ),
    *("intent.not_spam", "intent.reschedule", "intent.sells", "intent.spam_mark", "pain.mild", "doubt.trust"),
)
_NOT_TOLD: Final = (
    *("say.price", "say.price_word", "say.looking", "say.dont_know", "say.joke", "intent.reschedule", "doubt.trust"),
    *("say.thanks", "doubt.need", "say.decline"),
)
_ASIDE: Final = plain_words(
    "здравствуйте привет добрый доброе день вечер утро салам салем hi hello hey вітаю добрий да ну вот так well so"
)
# Verbs of the third person that tell of plans, tastes and events, not of trouble.
_HARMLESS: Final = plain_prefixes(
    """
    отдых гуля
    приезжа приед заезжа заед буд хоч хот прос попрос нужн треб мож жела ищ выход жен поступ вступа исполня переезжа
    откры
    начина начн нрав понрав интерес рекоменд совет посовет говор сказа расска сдела дал подар купи заказ уч учит ход
    жив люб увлека мечта игра занима планир собира дума реш смотр вид чита наш узна услыш слыша писа звон был стал
    име подой подход устраив стои ест зна зов наход празд отмеч отмечa расшир раст строи делае дела готов ожид прилет
    заканчива
    лет ед вес работа рабо реклам тан поет игра рисует занимает хвата хвал входи вход належ состав представ включ
    предлаг продаж продаю пользу использ принес привез достав получ оформ закуп поставля
    """
)
_NOUNS: Final = plain_prefixes(
    """
    билет кабинет салат бюджет буфет портрет балет комплект совет диплом кредит аудит визит магнит гранит депозит лимит
    сертификат аппарат халат плакат формат автомат адвокат дубликат шоколад паркет пакет буклет банкет букет браслет
    планшет интернет макет макияж паспорт минут маршрут институт салют каркас квартет сонет предмет секрет привет скат
    прокат канат мандат ват сват брат виват граммат санат томат цитат дат фрукт факт скелет туалет жилет омлет рулет
    школ дела зеркал одеял мыл кресл масл стекл дел стел числ мал сил стил мил пол зал отдел канал мебел кухн
    пятна карниз сначала ламинат рахмет ремонт респират аттестат результат агрегат мармелад гарнит гамак
    котл узл угл посл тепл весл сверл козл разбит сыт бит
    ноут дебют батут статут уют парашют приют
    """
)
_ACTS: Final = re.compile(r"[а-я]{2,}[еёиуюая]т(?:ся)?|[а-яіїє]{3,}(?:л[аои]|л(?:ся|ась|ось|ись))")
_ACTS_UKRAINIAN: Final = re.compile(r"[а-яіїє]{2,}(?:[иіїуюая]ть(?:ся)?|[аяіє]є(?:ться)?|еться)")
_UKRAINIAN: Final = re.compile("[іїє]")
_MINE: Final = plain_words("я мы мне нам хочу хотим надо нужно ми мені чтобы чтоб щоб если когда чому if when")
_KAZAKH: Final = re.compile(
    r"(?:[ыіу]п|[аеу]й|п) (?:қалды|кетті|жатыр|тұр|барады|береді|қалады|қойды|қала береді)(?![а-яәіңғүұқөһ])"
)
_ENGLISH: Final = re.compile(
    r"^\W*(?:(?:hi|hello|hey|so|well|basically)\W+)*(?:my|our|the|his|her|it|there|nobody|no one|someone|something)\b"
    r"[^,.;!?]*\b(?:hasn't|haven't|isn't|aren't|wasn't|won't|doesn't|don't|didn't|can't|hates?|won’t|keeps?|got|went"
    r"|won|lost|hit|stole|quit|left|\w{3,}ed)\b"
)
_ENGLISH_HARMLESS: Final = re.compile(
    r"\b(?:need|want|wish|look|plan|marri|engaged|recommend|hired|interest|opened|launch|call(?:ed)?|named|decid|ask"
    r"|turned|based|located|referred|booked|prefer|suggest|mention|red|bed|wedding|invited|moved|hundred|bored)"
)
_FEWEST: Final = 2


def _first_clause(heard: Heard) -> list[Word]:
    """The words up to the first mark, greetings left out."""
    words: list[Word] = []
    for word in heard.words:
        if word.plain not in _ASIDE:
            words.append(word)
        if word.after.strip() and len(words) >= _FEWEST:
            break
    return words


def _acts(word: Word, forms: re.Pattern[str]) -> bool:
    harmless = word.plain.startswith(_HARMLESS) or word.plain.startswith(_NOUNS)
    return bool(forms.fullmatch(word.raw)) and not harmless


def is_told(message: Message, heard: Heard, context: Context) -> bool:
    """Whether the answer to "what do you need" tells of trouble by its form alone, not by known words."""
    if context.question != NEED or "?" in message.text or len(heard.words) < _FEWEST:
        return False
    if _WHAT_IS_WRONG.search(context.question_text.lower()):
        return not heard.has(*_NOT_TOLD)
    if heard.has(*_SOMETHING_ELSE):
        return False
    clause = _first_clause(heard)
    if any(word.plain in _MINE for word in clause):
        return False
    forms = _ACTS_UKRAINIAN if _UKRAINIAN.search(message.low) else _ACTS
    if len(clause) >= _FEWEST and any(_acts(word, forms) for word in clause):
        return True
    english = _ENGLISH.search(message.low)
    return bool(_KAZAKH.search(message.low) or (english and not _ENGLISH_HARMLESS.search(english.group())))
