"""Beside a plain yes or no: what is asked of us in return, and the time of the question that turns out to be taken."""

from __future__ import annotations

import re
from typing import Final

from fsm.reading import phrasebook
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
_ASKED_FIRST: Final = re.compile(
    r"\W*(?:(?:хм+|ну|ой|эм+|слушайте|подскажите)[ ,.]+)?(?:а|и|ал|and|but|скажите|можно"
    r"|есть ли)\s[^.!?\n]{3,80}\?+\s*(?P<rest>[^?]+)$"
)


def asks_and_explains(message: Message) -> bool:
    """«А запись потом дадите? половина отдела в отпуске»: a question and why it is asked, no answer yet."""
    found = _ASKED_FIRST.match(message.low)
    if found is None:
        return False
    said = phrasebook.heard(Message(found["rest"].strip()))
    answers = ("answer.yes", "answer.no", "answer.unsure", "verdict.yes", "verdict.no", "verdict.unsure")
    return not said.has(*answers, "doubt.price", "doubt.need")


# «Скиньте адрес», «напишите цену»: a request back, unless that is what was offered.
_BACK: Final = re.compile(
    r"\b(?:скиньте|скинь|киньте|напишите|пришлите|отправьте|дайте|вышлите|назовите|скидывайте|send|give|share"
    r"|жіберіңіз\w*"
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
# «Подождите минутку, я за рулём», "hold on": no answer yet.
_HOLD_ON: Final = re.compile(
    r"\b(?:минут(?:ку|очку)|секунд(?:у|очку)|хвилинку|hold on|one (?:sec|second|moment|minute)"
    r"|wait a (?:sec|minute|moment)"
    r"|күте тұр\w*|сәл күт\w*|бір минут)\b(?! назад)"
)


def requests(message: Message, context: Context) -> bool:
    """Whether the message only asks us to send something that we did not offer."""
    question = context.question_text.lower()
    if _WHO_ARE_YOU.search(message.low) or _HOLD_ON.search(message.low):
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


_LATER: Final = re.compile(
    r"\b(?:через (?:недел|месяц|полгода|пару|дн[яе]|\d+ (?:дн|недел|месяц))|на следующей неделе|на той неделе"
    r"|в следующ[ие]\w+ "
    r"|через тиждень|наступного тижня|келесі апта|бір аптадан кейін|next (?:week|month)|in a (?:week|month|fortnight))"
)


def by_later_term(message: Message, heard: Heard, context: Context) -> YesNo | None:
    """«Внести сегодня?» — «через неделю давайте»: another term than the day that was named."""
    question = context.question_text.lower()
    if not (DAY.search(question) or CLOCK.search(question)) or not _LATER.search(message.low):
        return None
    firm = heard.has("answer.unsure", "answer.conditional") or _LATER.search(question)
    return None if firm or _ASSENT.match(message.low) else YesNo.NO


_ASSENT: Final = re.compile(
    r"\W*(?:да|ага|угу|ок|окей|хорошо|ладно|договорились|конечно|добре|гаразд|так|жарайды|иә|ия|болады|мақұл|ok"
    r"|okay|sure|yes|yep"
    r"|yeah|fine)\b(?! не\b)"
)
_MANNER: Final = re.compile(
    r"\W*(?:но |але |but |бірақ )?(?:только|тільки|лишь|only|just|тек)\b(?!.*(?:\d|утр|вечер|днем|днём|обед|после"
    r"|ближе|другой"
    r"|друга|другую|вместо|адрес|имя|номер друг|если|if|при услов))"
)
_SPOKEN: Final = re.compile(r"звон|созвон|набер|перезвон|call|қоңырау|звандау|дзвон|телефон")
_NO_CALLS: Final = re.compile(r"звон|набир|call|қоңырау|звандам|дзвон")


def by_manner(message: Message, context: Context) -> YesNo | None:
    """«Ок, только не звоните»: a yes, and how it is to be done; not where a call was offered."""
    assent = _ASSENT.match(message.low)
    if assent is None or DAY.search(message.low) or not _MANNER.match(message.low, assent.end()):
        return None
    declined = _SPOKEN.search(context.question_text.lower()) and _NO_CALLS.search(message.low)
    return None if declined else YesNo.YES


# «Напишите в апреле»: to be asked again then; whether it will be a yes is open.
_ASK_AGAIN: Final = re.compile(
    r"\b(?:напишите|напиши|наберите|напомните|позвоните|вернитесь|write|text|ping|call|message|напишіть|жазыңыз\w*"
    r"|хабарласыңыз\w*)"
    r"(?: мне| нам| me| us| мені)?(?: лучше| тогда| ближе| к| back| again)*"
    r" (?:в|во|in|after|после|через|к|у|после того|наприкінці) ?"
    r"(?:январ|феврал|март|апрел|ма[йе]|июн|июл|август|сентябр|октябр|ноябр|декабр|осен|весн|лет[уо]м?|январе|квітн"
    r"|травн|червн"
    r"|january|february|march|april|may\b|june|july|august|september|october|november|december|месяц|полгода|отпуск"
    r"|праздник)"
)


def to_be_asked_again(message: Message, context: Context) -> YesNo | None:
    """«Вам ещё нужна уборка?» — «напишите в апреле»."""
    if not _ASK_AGAIN.search(message.low) or _ASSENT.match(message.low):
        return None
    question = context.question_text.lower()
    return YesNo.NO if DAY.search(question) or CLOCK.search(question) else YesNo.UNSURE


_STILL: Final = re.compile(
    r"ещ[её] (?:нужн|актуал|ищете|интерес)|вс[её] ещ[её]|still (?:need|want|look|interest)|әлі (?:де )?керек|ще потріб"
)
_MANAGED: Final = re.compile(
    r"\W{0,9}(?!.{0,200}\b(?:не|ні|not)\b)(?:спасибо )?(?:(?:мы |я )?(?:уже|сами|сам|сама|вже"
    r"|already)\b[^.!?\n]{0,20}?\b"
    r"(?:убрал|сделал|справил|куп|наш[её]?л|взял|решил|почин|поменял|заказал|помогл|отремонт|постав|прибрал|зробил"
    r"|found|done|bought"
    r"|sorted|fixed|hired)"
    r"|(?:сестра|брат|муж|жена|мама|папа|друг|сосед|подруга|соседка) (?:уже |сам |сама )?(?:помог|сделал|убрал|почин)"
    r"|sorted it|(?:өзіміз|өзім) [а-яәғқңөұүһі ]{0,20}(?:қойды[мқ]|алды[мқ]|жасады[мқ]|істеді[мк]|жөндеді[мк]))"
)


def by_managed(message: Message, context: Context) -> YesNo | None:
    """«Вам ещё нужна уборка?» — «уже убрались», «сестра помогла»."""
    asked = _STILL.search(context.question_text.lower())
    return YesNo.NO if asked and _MANAGED.match(message.low) else None


_PAYMENT: Final = re.compile(
    r"предоплат|аванс|задат|оплат|внести|перевести|prepay|deposit|upfront|төле|алдын ала|завдат|передоплат"
)
_PAY_HOW: Final = re.compile(
    r"\W*(?:а |ок |хорошо |ладно )?(?:куда|на какую карту|на какой (?:номер|каспи|счет"
    r"|счёт))(?: вам)? (?:переводить|перевести|скинуть|скидывать"
    r"|платить|оплатить|кидать|кинуть|отправить|отправлять|внести)?\b"
    r"|(?:скиньте|скинь|пришлите|дайте|скидывайте|киньте|отправьте|жіберіңіз) (?:мне |ваши |свои )?(?:реквизит"
    r"|номер карт|карт[уы]|счет на оплату|счёт на оплату)"
    r"|where (?:do|should|can) i (?:send|pay|transfer)|(?:реквизит\w*|картаңыз\w*) (?:скиньте|скинь|пришлите"
    r"|жіберіңіз|тастаңыз)"
)
_PAY_LATER: Final = re.compile(
    r"\b(?:только )?(?:после|по факту|по результату|когда (?:сделаете|привез[её]те|закончите)) ?(?:работы|доставки"
    r"|визита|приема|приёма"
    r"|осмотра|выполнения|сдачи|получения|привоза|результата)?,?\s?(?:за|о)?(?:плачу|платим|плачу|плат\w+)\b"
    r"|\bпостоплат"
)


_SENDING: Final = re.compile(r"отправ|присл|прислать|скин|выслать|надісл|жібер|\bsend\b|\bemail\b|скинуть")
_THERE: Final = re.compile(
    r"\W*(?:(?:можно|лучше|только|ну|да|иә|just|please|тільки) )*(?:(?:на|в|у|to|on|via) (?:мой |мою |эту |этот "
    r"|my )?)?"
    r"(?:почт[уа]|мейл|email|e-mail|ватсап\w*|вотсап\w*|вацап\w*|whatsapp|телеграм\w*|телегу|тг|вайбер|viber"
    r"|telegram|инст\w+|директ"
    r"|\S+@\S+)(?:\s\S+@\S+)?(?: можно| киньте| скиньте| отправьте| пришлите| жіберіңіз| тастаңыз| please)?\W*$"
)


def by_address(message: Message, context: Context) -> YesNo | None:
    """«Отправить вам предложение?» — «на почту zakaz@mail.ru»: where to send it is a yes."""
    offered = _SENDING.search(context.question_text.lower())
    return YesNo.YES if offered and _THERE.match(message.low) else None


_WILL_PAY: Final = re.compile(
    r"\W{0,9}(?:(?:да|ок|хорошо|я|вам|сейчас|щас|вечером|утром|днем|днём|в обед|через час|скоро|сегодня|чуть позже"
    r"|попозже)[ ,]{1,2}){0,3}"
    r"(?:скину|внесу|оплачу|переведу|закину|заплачу|төлеймін|аударамын|салып жіберемін)(?: вечером| утром| сегодня"
    r"| сейчас| щас)?\W*$"
)


def by_payment(message: Message, context: Context) -> YesNo | None:
    """«Готовы внести предоплату?» — «куда переводить?» is a yes, «после работы заплачу» a no."""
    question = context.question_text.lower()
    if not _PAYMENT.search(question):
        return None
    if _PAY_HOW.search(message.low):
        return YesNo.YES
    if _WILL_PAY.match(message.low) and not set(DAY.findall(message.low)) - set(DAY.findall(question)):
        return YesNo.YES
    ahead = re.search(r"предоплат|аванс|задат|prepay|deposit|upfront|алдын ала|завдат|передоплат", question)
    return YesNo.NO if ahead and _PAY_LATER.search(message.low) else None


def proposes_instead(message: Message, context: Context) -> YesNo | None:
    """As in "Thursday is bad, Friday same time?": the day that was named is given back beside another one."""
    asked, said = (set(DAY.findall(text)) for text in (context.question_text.lower(), message.low))
    instead = asked & said and said - asked and "?" in message.text
    return YesNo.NO if instead and _WONT_DO.search(message.low) else None


_WONT_DO: Final = re.compile(
    r"\b(?:bad|no good|busy|won't|can't|cannot|out|не (?:могу|смогу|получ|выйд|могу)|мимо|занят|болмай|алмай|не зможу)"
)


def by_ownership(message: Message, context: Context) -> YesNo | None:
    """«Вы собственник?» — «собственник бабушка», "tenant, ...": it is somebody else."""
    asked = _OWNER.search(context.question_text.lower())
    return YesNo.NO if asked and _NOT_OWNER.search(message.low) else None


_OWNER: Final = re.compile(r"\bвы (?:\w+ )?(?:собственни|владел|хозя)|are you the owner|иесі(?:сіз)?|власник")
_NOT_OWNER: Final = re.compile(
    r"^\W*(?:я )?(?:арендатор|съ[её]мщик|квартирант|снимаю|арендую|tenant|i rent|renting|жалға|орендар)"
    r"|\b(?:собственник|собственница|владелец|владелица|хозяин|хозяйка|owner is my|owner's my|иесі|власник|власниця)"
    r"\s(?:это |моя |мой |менің )?(?:бабушка|дедушка|мама|папа|отец|мать|муж|жена|брат|сестра|тётя|тетя|дядя|сын|дочь"
    r"|mom|mother|dad|father|wife|husband|brother|sister|әкем|анам|ағам|әжем|атам|күйеуім|әйелім|чоловік|дружина)\b"
)


def by_putting_off(message: Message, context: Context) -> YesNo | None:
    """«Давайте на другую неделю перенесём» declines the visit that was named, unless moving it was the question."""
    moved = _PUT_OFF.search(message.low) and not _PUT_OFF.search(context.question_text.lower())
    return YesNo.NO if moved else None


_PUT_OFF: Final = re.compile(
    r"\bперенес[её]м|\bперенести\b|\bперенесите|\bперенос(?:им|ите|ить)?\b|на другую неделю|на другой день"
    r"|resched|postpone|кейінге қалдыр|ауыстыр[са]|перенесімо"
)
