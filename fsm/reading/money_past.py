"""Amounts told in a story: what somebody once paid, took or asked is nobody's budget now."""

from __future__ import annotations

import re
from typing import Final

from fsm.reading.money_cues import Scene
from fsm.reading.money_marks import Amount
from fsm.reading.when_clauses import tells_past

# Past forms that bring the money here: saved, given, agreed on, written above.
_COMES_IN: Final = re.compile(
    r"\b(?:накоп|скоп|подкоп|собра|набра|отлож|залож|заклад|выдел|видил|виділ|занял|скину|скида|договор|домов|реши"
    r"|вирішил"
    r"|дума|хоте|хотіл|план|рассчит|расчит|розрах|предпол|прикин|обсу|одобр|утверд|затверд|подпис|согла[сш]|намет"
    r"|нацел|відкла|відклад|погод"
    r"|получ|отрим"
    r"|обеща|обіця|приготов|оста[лв]|залиш|наскр|выкро|ориент|настро|урез|огранич|обмеж|выигр|сэконом|подар|прислал"
    r"|оставил"
    r"|постав(?:ил[иа]? )?(?:лимит|цел|план)|установ|резерв|определил|остановил|сошл|назбира|зібра|(?:на)?пис|указ|вказ"
    r"|отвеч|ответ|говор|сказа|казал|вышло|кредит|расср|ипотек|займ|вы[дй]|вийшл|получил|хвата|зароб|заработ"
    r"|дал[аи]?\b|дав\b"
    r"|передал|перечисл|осили|смог|потян|пообещ|увелич|пересмотр|ужал|подня|добав"
    r"|жина|бөл|бол[иі]н|ойла|жоспар|келіс|келис|шеш|мақұл|макул|берд|қал|кал[дғг]|алдым ?ғой|айт|жаз|уәде"
    r"|saved|set aside|agreed|decided|approved|planned|given|allocated|budgeted|wrote|said|told|gave (?:me|us)\b)"
)
_KAZAKH: Final = re.compile(
    r"\b[а-яәғқңөұүіһ]{2,}[гғкқ][ае]н(?:м[ыі]н|б[ыі]з|п[ыі]з|с[ыі]з|дар|дер|нар)?\b(?! бюдж)"
    r"|\b[а-яәғқңөұүіһ]{2,}[ыіуүаея]п(?:т[ыіу]|пын|піз|ті)\b"
    r"|\bболатын\b(?! шығар| сияқты| болса)|\bекен\b"
    r"|\b[а-яәғқңөұүіһ]{3,}(?:тым|тім|дым|дім|тық|тік|дық|дік)\b"
    r"|\b[а-яәғқңөұүіһ]{2,}ып (?:кетті|қойды|тастады|берді)\b|\b[а-яәғқңөұүіһ]{2,}іп (?:кетті|қойды|тастады)\b"
)
_NO_KAZAKH_VERB: Final = re.compile(
    r"\b(?:(?:стакан|ураган|орган|вулкан|экран|туман|деген|дейтін|бірінші|диван)\w*"
    r"|(?:кран|маған|саған|оған|соған|осыған|мынаған|маган|саган|оган|соган|осыган|барлығын)\b)"
)
# Nouns and others that end like a Russian past form.
_NO_RUSSIAN_VERB: Final = re.compile(
    r"\b(?:окол|начал[ао]\b|матери[аь]л|нормал|минимал|максимал|мал[оаи]\b|оригинал|сигнал|интервал|капитал|реал"
    r"|персонал"
    r"|потол|подел|предел|стол|зал[аеы]?\b|пол[аы]?\b|угл|одеял|зеркал|покрывал|бокал|пенал|чехл|мебел|модел|детал"
    r"|недел|апрел|цел[иь]?\b|семь|отел|бул|автомобил|акрил|профил|винил|текстил|стил|кабел|панел|дизел|сериал"
    r"|журнал)\w*"
)
_ENGLISH: Final = re.compile(
    r"\btook\b[^.!?\n]{0,30}\b(?:off|from) (?:me|us)\b|\b(?:got|had|have had)\b[^.!?\n]{0,25}\b(?:done|made|fixed"
    r"|repaired|built)\b"
    r"|\b(?:it|that|this|they) (?:was|were|used to be)\b|\bback (?:in|then)\b"
    r"|\b(?:gave|paid|took|cost)\b[^.!?\n]{0,30}\bfor (?:hers|his|theirs|that|nothing)\b"
)
_SHORT: Final = re.compile(
    r"\b(?:взял|брал|съел|съела|сгрыз|погрыз|сжег|сжёг|унес|унёс|взяв|брав|зробив|віддав|взяла|зробила|робили|робив"
    r"|поставив"
    r"|поставила|зшила|зшили)\b"
)
_ONCE: Final = re.compile(
    r"\b(?:поза)?прошл\w{2,3} (?:год|раз|лет|зим|весн|осен|месяц|недел)\w*|\bв том году\b|\bлет назад\b"
    r"|\bгод\w? назад\b"
    r"|\bмесяц\w* назад\b|\bнедел\w* назад\b|\bдавно\b|\bбылтыр\b|\bбылтырғы\b|\bөткен(?:де| жылы?| жолы| айда"
    r"| аптада)\b"
    r"|\bбұрын\w*|\blast (?:year|time|month|summer|winter|spring|week)\b|\byears? ago\b|\bторік\b|\bминул\w+ (?:раз"
    r"|рок|лит|зим)\w*"
)
_NOW: Final = re.compile(
    r"\b(?:сейчас|щас|теперь|ныне|в этот раз|на этот раз|сегодня|қазір|биыл|енді|осы жолы|now|this (?:time|year)"
    r"|today|зараз|тепер"
    r"|цього разу|цього року|могу|можем|готов\w*|хочу|хотим|бюджет\w*|накоп\w*|отлож\w*|собра\w*)\b"
)
_OWN: Final = ("budget", "means", "wish", "enough", "left", "offer", "add")


def is_history(scene: Scene, amount: Amount, cues: set[str]) -> bool:
    """«Былтыр 300ге алғанбыз», «типография взяла с меня 95»: the clause of the amount only tells what has been."""
    if cues & {"ceiling", "floor"} or scene.in_clause(amount, *_OWN):
        return False
    clause = scene.clauses[amount.first]
    places = [at for at, number in enumerate(scene.clauses) if number == clause and abs(at - amount.first) < _NEAR]
    raw = " ".join(scene.pieces[at].text for at in places)
    if _told_of_then(scene, amount, raw):
        return True
    return not _COMES_IN.search(raw) and tells(raw, " ".join(scene.words[at] for at in places))


# «Парикмахер за 5 тысяч стрижёт», «у коллеги вышло 450».
_DOES: Final = re.compile(
    r"\b(?!хват|устро|подой|пойд|потян|буд|мож|могу|вый?д|получ|да[ею]т|обещ|добав|помо|плат|набер|согла|разреш"
    r"|говор|готов)"
    r"[а-яё]{3,}(?:[её]т|ит|ют|ут|ят)\b"
)
_CAME_TO: Final = re.compile(
    r"\bу (?!нас\b|меня\b|вас\b|мене\b)[а-яёі]{3,} (?:[а-яё]{2,} )?(?:вышло|обошл\w+|стало|вийшло|обійшл\w+)\b"
)


def does_for(scene: Scene, amount: Amount) -> bool:
    """«Парикмахер на районе за 5 тысяч стрижёт»: somebody else does it for that."""
    if scene.asks(amount) or scene.in_clause(amount, *_OWN):
        return False
    clause = scene.clauses[amount.first]
    raw = " ".join(piece.text for piece, number in zip(scene.pieces, scene.clauses, strict=True) if number == clause)
    before = scene.words[amount.first - 1] if amount.first else ""
    return (before == "за" and bool(_DOES.search(raw))) or bool(_CAME_TO.search(raw))


_NEAR: Final = 20


def tells(raw: str, plain: str) -> bool:
    """Whether a clause, as it is written and in the plain spelling, only tells what has happened."""
    told = tells_past(_NO_RUSSIAN_VERB.sub("", plain)) or tells_past(_NO_RUSSIAN_VERB.sub("", raw))
    if told or _ENGLISH.search(raw) or _SHORT.search(raw):
        return True
    return bool(_KAZAKH.search(_NO_KAZAKH_VERB.sub("", raw)))


def _told_of_then(scene: Scene, amount: Amount, raw: str) -> bool:
    """«В том году делали, 60 вышло», «год назад было 60»: another time is named, and none since."""
    sentence = scene.sentences[amount.first]
    before = " ".join(
        scene.pieces[at].text
        for at in range(max(0, amount.first - _NEAR), amount.first)
        if scene.sentences[at] == sentence
    )
    once = [match.end() for match in _ONCE.finditer(before)]
    if not once:
        return bool(_ONCE.search(raw)) and not _NOW.search(raw)
    return not _NOW.search(before, once[-1]) and not _NOW.search(raw)
