"""What the person wants from us with one message; exactly one intent, the weightiest that fits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from fsm.facts import BEST_TIME, EMAIL, LOCATION, NAME, NEED, PHONE, Found
from fsm.reading import language, phrasebook
from fsm.reading.language_words import is_listed
from fsm.reading.message import Context, Message
from fsm.reading.phrasebook import Heard
from fsm.reading.rare import Rare
from fsm.reading.reading import Intent
from fsm.reading.stems import plain_words
from fsm.reading.yes_no import asks_in_kazakh, leads
from fsm.reading.yes_no_asides import proposes_instead

_KEYBOARD: Final = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS: Final = re.compile("[аеёиоуыэюяәіөұүaeiouyіїє]")
_CONSONANTS: Final = re.compile("(?!вств|здрв|нтст|стпр|стск|рств|льст|мств|дств|нств)[бвгджзйклмнпрстфхцчшщ]{4}")
_BEFORE_QUESTION: Final = plain_words(
    "а и ну но так ок да еще сначала сперва скажите подскажите извините простите привет здравствуйте вы у вам кстати "
    "интересно ал сонда айтыңызшы сәлем сіз сіздер so and but well hi hello ok а і вибачте скажіть"
)
_AFTER_QUESTION: Final = plain_words("өзі сонда екен енді әлде")
_PARTICLES: Final = frozenset(("ма", "ме", "ба", "бе", "па", "пе"))
_ASKED_VERB: Final = re.compile("(?:с[ие]з(?:дар|дер)?|[аеи]ди|бар|жок|[кг][ае]н)$")
_LAUGH: Final = re.compile(r"(?:[хx][аaеeиi]){2,}|(?:ha){2,}|\){3,}|[😂🤣]")
_LINK: Final = re.compile(r"https?://|t\.me/|wa\.me/|bit\.ly|\S+\.(?:ru|com|kz|xyz|io)/\S")
_PRICE_LIST: Final = re.compile(
    r"\d[\d ]{0,12}\s{0,2}(?:тг|тенге|теңге|₸|руб\w*|₽|\$|тыс\w*|мың)?\s*(?:за|/|per)\s*"
    r"(?:куб|тонн|м[23²³]|кв|кг|литр|штук|шт|погон|метр|рулон|мешок|паллет|ton|kg|unit|piece|pcs|sqm|litre|meter)"
    r"|(?:тоннасы|текшесі|данасы|келісі|метрі)\s*\d"
)
_ASKS_FOR_IT: Final = Rare(
    r"\b(?:есть ли|у вас есть|есть у вас|в наличии|почините|отремонтируете|сделаете|сможете|можно ли|бар ма|жасайсы\w+"
    r"|жөндейсі\w+|do you (?:have|sell|repair|fix|make)|can you|could you|in stock|чи є|у вас є)\b"
)
_CALL_ME: Final = re.compile(r"звон|набер|званда|қоңырау шал|хабарлас|телефону|\bcall\b|\bring\b|\bphone me\b")
_SOMEBODY: Final = re.compile(
    r"менеджер|оператор|администратор|консультант|директор|начальник|человек|людин|адам|маман|human|person|somebody"
    r"|someone|anyone|manager|operator"
)
_GREETING_TAIL: Final = 3
_TELL: Final = ("аит", "жаз", "жибер")  # «бағасын айтсаңызшы»: Kazakh asks at the end
_SHORT: Final = 5
_ADVERT_WORDS: Final = 5
_WAIT_A_QUESTION: Final = Rare(
    r"\W*(?:погодите|подождите|постойте|стойте|секунд\w+|минут\w+|тұра тұрыңыз|күте тұрыңыз|wait|hold on|hang on"
    r"|one sec\w*)"
    r"[\s,.!]+(?!.*(?:потом|позже|later|кейін)).*\?"
)
_TERMS_ASKED: Final = re.compile(
    r"договор|скидк|предоплат|гаранти|рассрочк|акци[ия]|сертификат|лиценз|налич|кепілдік|жеңілдік|warranty|discount"
)
# «А спецтехнику с экипажем даёте?», «сіздер не істейсіздер өзі?»: what we do is asked at the end.
_DO_YOU: Final = re.compile(
    r"(?:[а-яё]{2,}(?:[её]те|ите)(?:сь)?|[а-яәғқңөұүһі]{2,}с[ыі]з(?:дер|дар)?\s?(?:өзі|ма|ме|ба|бе)?)\s*\?\W*$"
)
# «Сколько маникюр?», «сколько щас контейнер»: the thing itself is asked after, nothing is counted.
_HOW_MUCH: Final = Rare(
    r"\b(?:сколько|скока|скольк) (?:(?:щас|сейчас|нынче)\s(?!врем|дней|людей|человек|мест)|(?:у вас |примерно )?"
    r"(?:[а-яё]{3,}(?:ка|ия|ие)|маникюр|педикюр|массаж|ремонт|шугаринг|баннер|сайт|логотип|абонемент|метр|куб|литр)\b)"
    r"(?![^.!?\n]{0,30}\b(?:ид[её]т|длит|занима|едет|по времени|ждать|стоить будет))"
)
# «Не успеваем сегодня на стрижку, можно завтра?»
_ANOTHER_DAY: Final = Rare(
    r"\b(?:не успева|не встига|не смог|не зможу|не приду|заболел|(?:can't|cannot|won't) make it)[^.!?\n]{0,50}"
    r"\b(?:можно|можна|давайте|мож|is|what about|how about|could|can)\b[^.!\n]{0,25}"
    r"\b(?:на \d|завтра|послезавтра|позже|попозже|tomorrow|later|понедельник|вторник|сред[уы]|четверг|пятниц|суббот"
    r"|воскресен|на другой)"
    r"|\bзапис\w{0,4}\b[^.!?\n]{0,40}\bпере(?:кин|брос)\w{1,6}"
)
# «А вам зачем имя», «нөмірді неге сұрайсыз»: what it is wanted for, asked back instead of the answer.
_WHAT_FOR: Final = Rare(
    r"\W{0,5}(?:а |и |и |but |ал |та )?(?:(?:вам|тебе|вы|это|вообще|собственно|вам это) ){0,3}"
    r"(?:зачем|для чего|на что вам|нафига|с какой целью|навіщо|для чого|why do you (?:need|want|ask)|what for"
    r"|what do you need)\b|\b(?:неге|не үшін|неменеге) (?:сұрай|керек)"
)
_YOU_CARE: Final = Rare(
    r"\W{0,3}(?:а |и )?(?:вам|тебе|сізге) (?:не |то )?(?:вс[её] |не вс[её] )?(?:равно|бәрібір)\b.*\?"
)
_DEPENDS_ON: Final = Rare(
    r"\W{0,3}(?:а |и |ал |and |but )?(?:от чего|від чого|неге байланысты|on what|what does)\b[^.!\n]{0,40}\?"
)
_FACT_ASKED: Final = {"contact_name": NAME}
_ASKED_BACK_AT: Final = frozenset({"contact_name", "name", "phone", "email", "location", "authority", "budget"})


def is_stop(message: Message) -> bool:
    """Whether the person asks to be written to no more. Never a matter of degree: the law asks for it."""
    heard = phrasebook.heard(message)
    if heard.has("intent.stop_bare"):
        return True
    return heard.has_beside("intent.stop", "intent.not_stop")


def _is_spam(message: Message, heard: Heard, context: Context) -> bool:
    if heard.has("intent.not_spam") or context.question not in ("none", NEED):
        return False
    if context.question == "none" and _offers_goods(message, heard):
        return True
    marks = len(heard.hits.get("intent.spam_mark", ()))
    if _PRICE_LIST.search(message.low) and (marks or heard.has("intent.sells")) and not heard.has("say.wish"):
        return True
    return heard.has("intent.spam") or _advertises(message, heard) or marks > 1


def _advertises(message: Message, heard: Heard) -> bool:
    """Words around a link, unless they tell of a trouble or a wish: people link to what broke and to what they want."""
    wanted = heard.has("say.wish", "pain.trouble", "pain.acute", "intent.failure", "say.price")
    if wanted or _ASKS_FOR_IT.search(message.low):
        return False
    return bool(_LINK.search(message.low)) and len(heard.words) > _ADVERT_WORDS


def _offers_goods(message: Message, heard: Heard) -> bool:
    """«Продаю гараж, 3 млн, торг»: a message that opens as an advert of goods and asks for nothing."""
    opens = any(hit.first <= 1 for hit in heard.hits.get("intent.sells", ()))
    return opens and "?" not in message.text and not heard.has("say.wish") and any(map(str.isdigit, message.text))


def _is_job(heard: Heard, context: Context) -> bool:
    return context.question in ("none", NEED) and heard.has_beside("intent.job", "intent.not_job")


def is_complaint(message: Message, context: Context) -> bool:
    """Annoyance with our work: said in so many words, or something of ours that went wrong (first messages)."""
    heard = phrasebook.heard(message)
    if heard.has_beside("intent.complaint", "intent.not_complaint"):
        return True
    if context.question != "none" or heard.has("intent.not_complaint"):
        return False
    failed = heard.has("intent.failure", "mood.negative", "pain.trouble", "pain.acute")
    return heard.has("intent.did_not") or (heard.has("intent.dealing") and failed and not heard.has("say.wish"))


def _says_how(message: Message, context: Context, facts: Mapping[str, Found]) -> bool:
    """Asked for the number or the hour, "call me" with either is how to reach them: «кешкі жетіге қоңырау шалыңыз»."""
    asked = context.question in (PHONE, BEST_TIME) and bool(facts.keys() & {PHONE, BEST_TIME})
    return asked and bool(_CALL_ME.search(message.low)) and not _SOMEBODY.search(message.low)


def _is_reschedule(message: Message, heard: Heard, context: Context, facts: Mapping[str, Found]) -> bool:
    if heard.has("doubt.consult") or (context.question == BEST_TIME and BEST_TIME in facts):
        return False
    if context.question in (PHONE, EMAIL, LOCATION) and context.question in facts:
        return False  # «звоните мужу 8702..., я за рулём» gives the number that was asked for
    if _WAIT_A_QUESTION.match(message.low):
        return False
    proposed = context.question == "confirm" and proposes_instead(message, context) is not None
    moved = heard.has_beside("intent.reschedule", "intent.not_reschedule") or bool(_ANOTHER_DAY.search(message.low))
    return (moved or proposed) and not _is_timing(heard, context)


def _diverted(message: Message, heard: Heard, context: Context, facts: Mapping[str, Found]) -> Intent | None:
    """The intents that take precedence over any answer, in their order."""
    in_order = (
        (Intent.STOP, is_stop(message)),
        (Intent.SPAM, _is_spam(message, heard, context)),
        (Intent.JOB, _is_job(heard, context)),
        (Intent.COMPLAINT, is_complaint(message, context)),
        (Intent.HUMAN, heard.has_beside("intent.human", "intent.not_human") and not _says_how(message, context, facts)),
        (Intent.RESCHEDULE, _is_reschedule(message, heard, context, facts)),
    )
    return next((meant for meant, fits in in_order if fits), None)


def _is_timing(heard: Heard, context: Context) -> bool:
    """At the questions about time "later, tomorrow" is the answer."""
    return context.question in ("best_time", "timeline") and not heard.has("say.promise")


def _is_question(message: Message, heard: Heard) -> bool:
    if "?" in message.text or heard.has_beside("say.question_word", "say.not_question"):
        return True
    if heard.has("say.have") and len(heard.words) <= _GREETING_TAIL:
        return True  # «парковка есть»
    before = ("", *(word.plain for word in heard.words))
    return any(
        word.plain in _PARTICLES and _ASKED_VERB.search(last) for last, word in zip(before, heard.words, strict=False)
    )


def _is_gibberish(heard: Heard) -> bool:
    letters = [word.raw for word in heard.words if word.plain != "#"]
    return 0 < len(letters) <= _GREETING_TAIL and all(map(_is_noise, letters))


def _is_noise(word: str) -> bool:
    if len(word) > 3 and any(word in row or word[:4] in row for row in _KEYBOARD):  # noqa: PLR2004 - "qwe" may be a name
        return True
    if len(word) > 4 and not _VOWELS.search(word):  # noqa: PLR2004 - "мкр", "спс" are words
        return True
    return bool(_CONSONANTS.search(word)) and not is_listed(word)


def _rest(heard: Heard, *tags: str) -> int:
    """How many words no hit of these tags covers."""
    covered = {index for tag in tags for hit in heard.hits.get(tag, ()) for index in range(hit.first, hit.stop)}
    return len(heard.words) - len(covered)


def _small_talk(heard: Heard) -> Intent | None:
    """Messages that are nothing but a greeting, a farewell, thanks, laughter or noise."""
    if not heard.words or _is_gibberish(heard):
        return Intent.OTHER
    if heard.has("say.goodbye") and _rest(heard, "say.goodbye", "say.thanks", "say.greeting") <= _GREETING_TAIL:
        return Intent.GOODBYE
    if heard.has("say.greeting") and _rest(heard, "say.greeting") <= 1:
        return Intent.GREETING
    if heard.has("say.thanks") and _rest(heard, "say.thanks", "mood.positive") <= 1:
        return Intent.OTHER
    return None


def _first_message(message: Message, heard: Heard) -> Intent:
    """Nobody asked anything yet."""
    priced = heard.has_beside("say.price", "say.not_price") or heard.has_beside("say.price_word", "say.not_price")
    if priced or _HOW_MUCH.search(message.low):
        return Intent.PRICE_QUESTION
    if heard.has("say.looking", "say.aside", "intent.praise") or _is_joke(heard) or _is_insult(heard):
        return Intent.OTHER
    if heard.has("intent.settled"):
        return Intent.GOODBYE
    unwanted = heard.has_beside("doubt.need", "doubt.not_need") and not heard.has("say.wish")
    if heard.has("say.decline") or (unwanted and "?" not in message.text):
        return Intent.GOODBYE
    if _has_problem(heard) or (heard.has("say.wish") and not _asks_first(message, heard)):
        return Intent.BUY
    return _plain_first_message(message, heard)


def _has_problem(heard: Heard) -> bool:
    return heard.has_beside("pain.acute", "pain.not_pain") or heard.has_beside("pain.trouble", "pain.not_pain")


def _plain_first_message(message: Message, heard: Heard) -> Intent:
    """A question, a feeling, or a thing just named."""
    if _is_question(message, heard):
        return Intent.INFO_QUESTION
    glad = heard.has_beside("mood.positive", "mood.not_positive")
    if glad or heard.has_beside("mood.negative", "mood.not_negative"):
        return Intent.OTHER
    return Intent.BUY if _has_content(message, heard) else Intent.OTHER


def _asks_first(message: Message, heard: Heard) -> bool:
    """A question that only contains a wish («что нужно для записи?»)."""
    wish = min(hit.first for hit in heard.hits["say.wish"])
    asked = min((hit.first for hit in heard.hits.get("say.question_word", ())), default=wish + 1)
    return "?" in message.text and asked <= wish


def _has_content(message: Message, heard: Heard) -> bool:
    if message.low.strip() == "+":
        return True
    return _rest(heard, "say.greeting", "say.thanks") > 1 and language.read(message) is not None


def _at_question(message: Message, heard: Heard, context: Context, facts: Mapping[str, Found]) -> Intent:
    """Something was asked: an answer unless the message only asks back or says nothing."""
    asked = _FACT_ASKED.get(context.question, context.question)
    indignant = context.question == "confirm" and _is_indignant(message, heard)
    asks_back = asked not in facts and _asks_about_asking(message, heard, context)
    given = indignant or (asked in facts and not _asks_us(message, heard, asked)) or heard.has("say.dont_know")
    if given and not asks_back:
        return Intent.ANSWER
    if heard.has("say.looking") or _is_joke(heard) or (_LAUGH.search(message.low) and len(heard.words) <= 1):
        return Intent.OTHER
    if not asks_back and _asks_price(message, heard) and _only_asks(message, heard, context):
        return Intent.PRICE_QUESTION
    if asks_back or (_is_question(message, heard) and _only_asks(message, heard, context)):
        return Intent.INFO_QUESTION
    if _is_insult(heard):
        return Intent.OTHER
    return Intent.ANSWER


def _asks_about_asking(message: Message, heard: Heard, context: Context) -> bool:
    """«А вам зачем имя», «от чего цена зависит?»: a question back, not "I do not know"."""
    asked_back = _WHAT_FOR.match(message.low) or _YOU_CARE.match(message.low)
    if context.question in _ASKED_BACK_AT and asked_back:
        return not heard.has("say.price")
    return bool(_DEPENDS_ON.match(message.low))


def _is_indignant(message: Message, heard: Heard) -> bool:
    """«Половину вперёд?? я вас первый раз вижу»: what is wondered at is refused, not asked."""
    if heard.has_beside("doubt.price", "doubt.not_price"):
        return True
    goes_on = "?" in message.text and not message.low.rstrip(" )").endswith("?")
    return goes_on and any(heard.has_beside(f"doubt.{kind}", f"doubt.not_{kind}") for kind in ("trust", "competitor"))


def _asks_terms(message: Message, heard: Heard) -> bool:
    """«Гарантию даёте?», «скидки есть?» at the question what is needed: our terms are asked for, nothing is ordered."""
    brief = message.low.rstrip().endswith("?") and len(heard.words) <= _SHORT
    return brief and bool(_TERMS_ASKED.search(message.low)) and not heard.has("say.wish")


def _asks_what_we_do(message: Message, heard: Heard) -> bool:
    """«Кондиционер тазалайсыздар ма?»: asked about, not ordered, and nothing of theirs is broken."""
    return bool(_DO_YOU.search(message.low)) and not heard.has("say.wish", "pain.trouble", "pain.acute", "pain.mild")


def _asks_us(message: Message, heard: Heard, asked: str) -> bool:
    """«А вы только по Алматы?» names a value but asks about us."""
    if asked == NEED and _asks_terms(message, heard):
        return True
    what_we_do = asked == NEED and _asks_what_we_do(message, heard)
    return what_we_do or (message.low.rstrip().endswith("?") and heard.has("say.about_us"))


def _asks_price(message: Message, heard: Heard) -> bool:
    """The bare word "price" asks only with a question mark or nearly alone; else it is judged («цена космос»)."""
    if heard.has_beside("say.price", "say.not_price") or _HOW_MUCH.search(message.low):
        return True
    alone = "?" in message.text or len(heard.words) <= 2  # noqa: PLR2004 - «цены какие», «ваша цена»
    return alone and heard.has_beside("say.price_word", "say.not_price") and not heard.has("doubt.price")


def _is_joke(heard: Heard) -> bool:
    return heard.has("say.joke") and _rest(heard, "say.joke") <= 2  # noqa: PLR2004 - a joke stands nearly alone


def _is_insult(heard: Heard) -> bool:
    """Annoyance and hardly anything else; an objection in it would be an answer."""
    if not heard.has_beside("mood.negative", "mood.not_negative") or heard.has("doubt.price", "doubt.trust"):
        return False
    return _rest(heard, "mood.negative") <= (2 if heard.has("say.wish", "say.question_word") else _SHORT)


def _only_asks(message: Message, heard: Heard, context: Context) -> bool:
    """Whether the question stands alone, without a value or a yes or no before it."""
    if context.question == "confirm" and heard.has("answer.yes", "answer.no"):
        return not leads(heard) and ("?" in message.text or asks_in_kazakh(message))
    if context.question == NEED and heard.has("say.wish") and "?" not in message.text:
        return heard.has("say.price") and len(heard.words) <= _SHORT
    return "?" in message.text or _begins_with_question(heard)


def _begins_with_question(heard: Heard) -> bool:
    last = len(heard.words)  # Kazakh asks at the end
    last -= bool(heard.words) and heard.words[-1].plain in _AFTER_QUESTION
    begin = int(bool(heard.words) and heard.words[0].plain in _BEFORE_QUESTION)
    asks = any(hit.first <= begin or hit.stop == last for hit in heard.hits.get("say.question_word", ()))
    return asks or any(
        hit.first <= _GREETING_TAIL or (hit.stop == last and heard.words[last - 1].plain.startswith(_TELL))
        for hit in heard.hits.get("say.price", ())
    )


def read(message: Message, context: Context, facts: Mapping[str, Found]) -> Intent:
    """The intent, in the order stop, spam, job, complaint, human, reschedule, then the everyday ones."""
    heard = phrasebook.heard(message)
    if found := _diverted(message, heard, context, facts):
        return found
    small = _small_talk(heard)
    if context.question == "none":
        return small if small and message.low.strip() != "+" else _first_message(message, heard)
    answered = context.question == "confirm" and heard.has("answer.yes", "answer.no", "answer.unsure")
    if small and not facts and small is not Intent.OTHER and not answered:
        return small
    if not heard.words and not facts:
        return Intent.ANSWER if context.question == "confirm" or not message.text.strip() else Intent.OTHER
    if small is Intent.OTHER and not facts and context.question != "confirm":
        return Intent.OTHER
    return _at_question(message, heard, context, facts)
