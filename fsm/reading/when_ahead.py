"""Times told by another day: so long before it, until then, or already overdue. Texts are folded and plain."""

from __future__ import annotations

import re
from typing import Final

ALREADY: Final = ("уже", "вже", "already")
THIS_MOMENT: Final = frozenset({"прямо сейчас", "right now", "прямо зараз", "дал казир", "прямо-сейчас"})
FIRST_EVENT: Final = re.compile(
    r"\b(?:как только|после того как|как|когда|once|when we|щойно|тильки-но"
    r"|after we|as soon as we|коли|як тильки|як)\s+(?:\S{1,30}\s+){0,5}?"
    r"\S{2,30}(?:дим|жем|ем|им|ут|ют|ат|ят|ит|ет|ишь|[аеи]мо|будет|будут|буду)(?:ся|сь)?\b"
    r"|\b(?:once|when|after|as soon as|until)\s+(?:we|i|they|the|my|our|he|she)\b"
    r"|\bas soon as (?!possible|u can|you)\w"
    r"|\b(?:як тильки|щойно|тильки-но)\s(?:\S{1,20} ){0,4}?\S{2,20}(?:[иу]ть|ють)\b|\bкак только\b"
    r"|\b\S{3,30}(?:ганда|генде|канда|кенде|ганнан кейин|геннен кейин|ган сон|ген сон|кан сон|кен сон)\b"
)
UNDATED_EVENT: Final = re.compile(
    r"\bжд\w{1,3} (?:одобрен|решени|ответ|документ|зарплат|ключ)\w*|\b(?:после|до|перед|ближе к|к|когда будет|писля"
    r"|after|before|until)\s+(?:\w+\s+){0,2}?"
    r"(?:свадьб|ремонт|переезд|отпуск|зарплат|получк|аванс|преми|сесси|операци|родов|родами|сделк|экзамен|оконч"
    r"|приезд"
    r"|отъезд|согласован|утвержден|приемк|холод|мороз|снег|дожд|тепл|сезон|урожа|выпускн|декрет|консультац|замер"
    r"|одобрен"
    r"|кредит|продаж|поступлени|финансирован|отел|окот|весилл|видпустк|заробитн|переизд"
    r"|(?:the |our |my )?(?:wedding|renovation|move|vacation|payday|exams?|surgery|approval|meeting|sale|harvest"
    r"|semester"
    r"|divorce|inspection))\w*"
    r"|\b(?:той|тойдан|жалакы|жалакыдан|айлык|айлыктан|емтихан|емтиханнан|жондеу|жондеуден|кошкен|сессия"
    r"|сессиядан)\w*"
    r"\s+(?:кейин|сон|дейин)\b"
)
# Ages, warranties, loans, courses: a stretch of time beside them is how long, not when.
HOW_LONG: Final = re.compile(
    r"реб[её]н|\bдет(?:и|ям|ей|ск)|\bсын|\bдоч|\bвнук|\bвнуч|возраст|опыт|\bстаж|гаранти|кредит|рассрочк|ипотек|длит"
    r"|\bкурс|аренд|child|\bkids?\b|\bson\b|daughter|experience|warranty|guarantee|\bloan|\bcourse|years? old|жаста"
    r"|\btook\b|\btakes\b|\blasted\b|\bтянул\w+|\bдлил\w+|кутти[мк]|кутип"
    r"|долго|\?\?|пишут|займ[её]т|хватит|\bжив[уеё]|прожива|\bждал|\bделали|прошл\w+ раз|\bбала|тажирибе"
    r"|кепилдик|дитин|досвид"
    r"|(?:час\w*|раз\w{0,2}) в (?:день|сутки|недел)|подожд|погод[иь]|обожд|кутин[ыи]з|куте тур|\bgive me|hold on"
    r"|\bwait a (?:sec|min|mom)|зачекай"
    r"|^\W*минут(?:ку|очку)\W*$"
)
EVERY: Final = re.compile(r"кажд|every|кожн|сайын")
# «После сессии, она до 30 января»: the last day of what it waits for; «до отпуска, он с 1 июля»: its first.
_ITS = (
    r"\s+[^,.;]{3,30},?\s*(?:(?:а|но|у нас|у меня|она ж|бизде)\s+){0,2}"
    r"(?:он[аои]?|это|it|it's|its|вона|вин|воно|вони|they)\s*(?:\w+\s+){0,2}?$"
)
_AFTER_IT: Final = re.compile(rf"\b(?:после|писля|after){_ITS}")
_BEFORE_IT: Final = re.compile(rf"\b(?:до|перед|before){_ITS}")
_OVERDUE: Final = re.compile(
    r"\W*(?:(?:еще|уже|надо|нужно|надо было|нужно было|на|прям\w*|да|лучше)\s+)*(?:(?:поза)?вчера|вчора|yesterday"
    r"|кеше)(?!\w)"
    r"(?!\s+\w*(?:[аеиоуыя]л[аио]?|лись|лся|лась)\b)(?!\s+неге\b)(?![^.!?;,]{0,40}(?:диниз|тиниз|дыныз|тыныз|дым|дим"
    r"|тым|тим|дык|дик|тык|тик)\b)"
    # «Вчера чай пролил», «кеше шай төгілді», "yesterday I spilled tea": what happened, where nothing was needed.
    r"(?!\s(?!надо|нужно|треба|керек)(?:[^\W\d_]{1,12}\s){0,3}(?!керек)[^\W\d_]{1,}"
    r"(?:[аеиоуыя]л[аио]?|лись|лся|лась|[лнмйгк]ди|[нлмйгзр]ды|[пткс]ти|[пткс]ты|[^\W\d_]ed|ew|oke|elt|ell|opped"
    r"|[аи]в|вся)\b)"
)
_MISSED: Final = re.compile(
    r"\b(?:еще|уже|вже|ще)\b.{0,30}?\b(?:надо|нужно|треба|потрибно) б(?:ыло|уло)\b(?! бы)"
    r"|\bкеше(?:ги)? .{0,20}керек еди\b"
)
_UNTIL_THEN: Final = re.compile(
    r"\b(?:до|к) (?:этого|этому|того|тому|него|нему|нее|ней|них|ним|(?:этой|той)(?= \w*(?:дат|недел)|\s*(?:$"
    r"|[.,!?;])))"
    r"(?: \w*(?:числ|дн[яю]|дат|врем|момент)\w*)?\b(?! как)"
    r"|\bдо (?:родов|свадьбы|переезда|отъезда|отпуска|вылета|поездки|экзамена|экзаменов|приезда|суда|праздника)\b"
    r"|\bдо цього\b|\b(?:by|before) (?:then|that|it)\b|\b(?:соган|оган|сол кунге|осы кунге|бул кунге) дейин"
)
# «На 2 апреля, анализы к тому времени будут»: what else will be done by that day.
_DONE_ELSEWHERE: Final = re.compile(
    r"[^.!?;]{0,25}\b(?:буду\w?|будет|никак|верну\w+|собер[уе]\w*|скоп\w+|накоп\w+|получ[уи]\w*|вы[йи]д[уе]\w*"
    r"|приед[уе]\w*|освобо\w+|сда[мд]\w*|законч[уи]\w*|дозре[ею]\w*|определ\w+|реш(?:у|им)\w*|не (?:см|мо)\w+"
    r"|болады|i'll (?!need)|we'll (?!need)|will have|i can't|we can't)(?!\w)(?! (?:нужн|надо|поздно))"
)
_AHEAD_OF: Final = re.compile(
    r"\bза\s+(?:(\w{1,12})\s+)?(день|дня|дней|дни|сутки|суток|неделю|недели|недель|месяц|месяца)\b(?:\s+до\b|\W*$"
    r"|\s+раньше)"
    r"|\b(\w{1,12})\s+(days?|weeks?)\s+(?:before|earlier|ahead)\b|\b(\w{1,12})\s+(кун|апта)\s+бурын"
)
_NUMBERS: Final = (
    "1 один одну one a бир",
    "2 два две пару two еки",
    "3 три three уш",
    "4 четыре four торт",
    "5 пять five бес",
    "6 шесть six алты",
    "7 семь seven жети",
    "8 восемь",
    "9 девять",
    "10 десять ten он",
)
_FEW: Final = {word: number for number, words in enumerate(_NUMBERS, 1) for word in words.split()}
BUSY: Final = re.compile(r"работаю|на смене|занят|уезжа|улета|не могу|busy|at work|жұмыста|жумыста|на работе|в дороге")
HAD: Final = re.compile(r"\bзаписан[аы]?\b|\bстоит на\b|\bбыла? на\b|\bbooked for\b|жазыл(?:ып|ган) ?ед")
_WEEK, _MONTH = 7, 30
_NEAR = 60


def overdue(low: str) -> re.Match[str] | None:
    """The beginning of a message that says it was needed yesterday («позавчера», «вчера надо было»)."""
    return _OVERDUE.match(low) or _MISSED.search(low)


def until_then(low: str, start: int) -> bool:
    """Whether "before that day" is said after `start`."""
    said = _UNTIL_THEN.search(low, start)
    return bool(said) and not _DONE_ELSEWHERE.match(low, said.end() if said else 0)


def waits_for(low: str, start: int) -> str:
    """Whether a day tells when the thing waited for ends ("after") or begins ("before"); "" if neither."""
    said = low[max(0, start - _NEAR) : start]
    return "after" if _AFTER_IT.search(said) else "before" if _BEFORE_IT.search(said) else ""


def days_ahead(low: str) -> int:
    """How many days before an event the thing is needed («за три дня до»), or 0."""
    said = _AHEAD_OF.search(low)
    if said is None:
        return 0
    number, unit = next((said[at], said[at + 1]) for at in (1, 3, 5) if said[at + 1])
    days = _WEEK if unit.startswith(("нед", "week", "апта")) else _MONTH if unit.startswith("мес") else 1
    return _FEW.get(number or "1", 0) * days
