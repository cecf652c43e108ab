"""Whether hours told unasked are those of a call or visit: what is asked, what the clause says of being reached."""

from __future__ import annotations

import re
from typing import Final

from fsm.reading.rare import Rare
from fsm.reading.when_clauses import Clause

# A question that names a day or hour, a call or a visit: the hours of the answer are those of the visit.
_OF_A_VISIT: Final = re.compile(
    r"\d:\d\d|\bв \d|звон|дзвон|\bcall|конырау|набер|свяж|связ|хабарлас|приех|приед|приез|подъе|подой|зайд|зайти"
    r"|заех|заед"
    r"|прийти|выезд|запис|запиш|встреч|удобн|зручно|ынгайлы|достав|привез|замер|олшеу|урок|сабак|занят|при[её]м"
    r"|примерк|показ|просмотр|мастер|майстр|шебер|курьер|техник|врач|дариггер|консультац|кенес|жаз(?:ып|ай|ыл)"
    r"|келе|келс"
    r"|барса|жибер\w* бе|кездес|брони|завтра|послезавтра|сегодня|понедельник|вторник|сред[уы]\b|четвер|пятниц|суббот"
    r"|субот|воскресен|недилю|ертен|бугин|дуйсенби|сейсенби|сарсенби|бейсенби|жума|сенби|жексенби|visit|come\b"
    r"|appoint"
    r"|\bbook|schedul|meet|slot|\bfit|suit|lesson|deliver|\bput you down|tomorrow|today|\w{3,6}day\b|верно"
    r"|всё правильно|все правильно"
    r"|correct|дурыс па|подход|пидход|work for|устро|влашту"
)
# What is paid, signed or sent has its day too, but nobody comes for it.
_ON_PAPER: Final = re.compile(
    r"получил|рассрочк|кредит|скидк|did you (?:get|receive|see)|have you (?:got|received|seen)|отримали|посмотрели"
    r"|алдыныз"
    r"|предоплат|оплат|внести|задат|аванс|толе|толем|\bpay|deposit|invoice|счет|договор|подпис|шарт|contract|\bsign\b"
    r"|предложен|усыныс|proposal|каталог|прайс|смет[уы]|quote|рассылк|презентац|предоплату"
)
_REACHED: Final = Rare(
    r"звон(?:и|ю|ок|к)|дзвон|звандан|\bнаб[еи]р(?!ает)|набрать|\bcall|\bring\b|\bphone me|конырау|хабарлас"
    r"|телефон сог|связ"
    r"|\bсвяж|\bпишите|напишите|\bтелефонуй"
    r"|приез(?!жал)|приедьте|приед[уе]т?\b|подъе|подой[дт]|зайд|зайти|заех|заед|прийти|приду|прий[дт]|приходите"
    r"|запис(?!ал)|запиш|встреч|удобн"
    r"|свобод|привез|жду|жд[её]м|келе|келин|келс|барам|барай|ынгайлы|босп|босын|бос бол|\bcome|visit|appoint"
    r"|\bbook|availab"
    r"|\bfree\b|reach me|зручно|вильн|приид|зустри|замер|сдвин|перенес|перестав|перезапи|schedule|meet"
    r"|\bможно|\bможна|\bмогу\b|\bсможе|\bсмогу|\bможем|\bможет\b|\bдавай|\bлучше|\bудобн|\bдома\b|болады|болса"
    r"|бола бер"
    r"|let'?s say|скажем|make it|\bworks?\b|\bbetter|\bcan do|уйде"
)
# Beside a number also what bounds the hours, or tells when somebody answers.
_ANSWERS: Final = re.compile(
    r"доступ|на связи|\bбер[уе]т?м?\b|отвеча|\bтолько|\bтек\b|\bгана\b|\bпотом\b|не ран|котер|\bonly\b|спросить"
    r"|\bжелательно"
    r"|\bхоть\b|\bтильки|не позже|кейин|дейин|жауап"
)
_LASTS: Final = re.compile(
    r"\b(?:за|всю|весь|целый|целую|кажд\w{1,3}|every|each|all|кожн\w{1,4}|весь|бир|сайын)\s+(?:\w{2,9}\s)?$"
)
_WHY: Final = re.compile(r"\b(?:почему|зачем|какого|чого|чому|why|неге|с какой стати)\b")
_NOT_CALLING: Final = re.compile(r"(?:мазала|звандама|конырау шалма|хабарласпа|келме|don't (?:call|ring))\w*")
_ARRIVES: Final = re.compile(
    r"\b(?:гост[ией]\w*|самол[её]т|рейс|поезд|guests?|flight|plane|train|конактар\w*|lands?|arrives?|прилета\w+"
    r"|вылета\w+"
    r"|ушамы[зн])\b"
)
# «Утром встать не мог»: what they could not do then.
_COULD_NOT: Final = re.compile(r"\bне (?:мог|могла|могли)\b(?! бы)|couldn't|алмай (?:калд|жур|жат)")


# «Отправьте до вечера»: by when we are to send something, unless it is somebody.
_SENDS: Final = re.compile(r"\b(?:отправ|пришл|скин|вышл|перешл|надишл|жибер|send\b|forward\b)")
_PEOPLE: Final = re.compile(
    r"мастер|шебер|курьер|замерщ|бригад|машин|маман|специалист|врач|майстр|technician|звон|\bcall"
)


def of_a_visit(asked: str) -> bool:
    """Whether the question (plain) is about a call, a visit or a day, and not about paying, signing, sending."""
    return bool(_OF_A_VISIT.search(asked)) and not _ON_PAPER.search(asked)


def reached(clause: Clause, *, answers: bool = False) -> bool:
    """Whether the clause says when somebody may come or be reached; `answers`: it stands beside a number."""
    said = clause.text
    return bool(_REACHED.search(said)) or (answers and bool(_ANSWERS.search(said)))


def idle(clause: Clause, said: str) -> bool:
    """Whether the hours in the clause cannot be those of a visit: «за ночь», «почему звоните в 9?»."""
    if said.startswith(("за ", "кажд")) or _LASTS.search(clause.before):
        return True
    if _SENDS.search(clause.before) and not _PEOPLE.search(clause.text):
        return True
    return bool(_WHY.search(clause.before) or _NOT_CALLING.search(clause.after) or _COULD_NOT.search(clause.text))


def arrives(clause: Clause) -> bool:
    """Whether the hour is that of guests or a flight: "my guests land tonight"."""
    return bool(_ARRIVES.search(clause.text))
