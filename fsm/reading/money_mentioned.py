"""Amounts that are only mentioned: who decides from where on, what others named, what a thing is worth, heads."""

from __future__ import annotations

import re
from typing import Final

from fsm.facts import AUTHORITY, BEST_TIME, EMAIL, LOCATION, NEED, PHONE, TIMELINE
from fsm.reading.message import Context
from fsm.reading.money_cues import Scene
from fsm.reading.money_marks import Amount
from fsm.reading.numerals import THOUSAND

_NEAR: Final = 20
_LETTERS: Final = frozenset(("r", "р", "r's", "т", "t", "k", "к", "m", "м"))
_CONTACTS: Final = frozenset({PHONE, EMAIL, LOCATION, "contact_name"})
# At the question who decides an amount is a threshold unless it is said that it will be spent.
_SPENDS: Final = re.compile(
    r"потол|бюдж|готов|\bмож(?:ем|у)\b|\bмогу\b|выдел|\bдам\b|\bдадим\b|\bесть\b|хват|плач|плат|потрат|уклад|рассчит"
    r"|алам|төле|afford"
    r"|\bpay"
    r"|budget|spend|\bmax\b|тысяч на\b|bar\b|\bбар\b"
)
# «Мне говорили 50», "they told me 300": a price named to them.
_NAMED_TO_ME: Final = re.compile(
    r"\b(?:мне|нам|me|us|маған|бізге|мені)\b[^.!?]{0,30}"
    r"\b(?:говорил[аи]?|сказали|называл[аи]?|назвали|насчитал\w*|посчитал\w*|предлагал\w*|предложил\w*|told|quoted"
    r"|offered)\b"
    r"|\b(?:говорили|сказали|называли|насчитали|told|quoted) (?:мне|нам|me|us)\b"
)
_I_SAID: Final = re.compile(r"\b(?:я|мы|i|we) (?:же )?(?:говорил|сказал|назвал|писал|said|told|wrote)")
# «Один за 50 предлагал, другой за миллион».
_ONE_ANOTHER: Final = re.compile(
    r"\b(?:один|одна|одни|первый|первая|one (?:guy|company|place|shop)|біреуі?)\b[^.!?]{0,40}\d?[^.!?]{0,40}"
    r"\b(?:другой|другая|другие|второй|вторая|the other|another|екіншісі)\b"
)
_THEIR_PARTS: Final = re.compile(
    r"\bодн[аи]? (?:часть|половин|комнат)|\bна (?:один|одну|первый|второй|другой)|бюдж|готов|мо[гж]|хочу|нужен|нужн"
)
# «Я за 80 новый куплю», «за 45 я сама сошью»: what else that buys.
_ELSE_FOR_IT: Final = re.compile(
    r"\bза \d[^.,!?]{0,14}\b(?:нов\w+|сам[аи]?|себе|свою?)\b[^.,!?]{0,20}"
    r"(?:купл|возьм|сдела|сош|свар|покра|почин|собер|приготов|найд|постро|выуч)\w*"
)
# «Шуба за миллион, боюсь отдавать», «телефон за 400 тысяч разбил»: the worth of what they have.
_WORTH: Final = re.compile(
    r"(?:^|[.,!?] ?|\b(?:у меня|у нас|мою?|моя|мой|наш\w{0,2}|my|our) )[^\W\d_]{3,14} (?:за|стоимостью|ценой|worth) ?$"
)
_WISHED: Final = re.compile(
    r"\b(?:хочу|хотим|хотел\w*|нуж\w+|надо|ищу|ищем|есть ли|есть|можно|куплю|купить|возьму|сниму|подбер\w+|керек"
    r"|іздеп|need|want"
    r"|looking|треба|потріб\w+|шука\w+|сдела\w+|бюджет)\b"
)
_FEARS: Final = re.compile(
    r"боюсь|боимся|страшно|жалко|разби|сломал|украл|потеря|испорти|порвал|застрах|оцен|продать|продам|почин|химчист"
    r"|afraid"
    r"|broke|cracked|stolen|insur"
)
_NOT_OF_SUMS: Final = frozenset({AUTHORITY, TIMELINE, NEED, LOCATION, EMAIL, BEST_TIME, "contact_name"})
_HEDGES: Final = frozenset(
    "ну вот наверно наверное где то где-то гдето примерно около порядка до от максимум макс минимум не больше думаю"  # noqa: SIM905 - words read better as lines
    " скажем пусть будет ладно хорошо ок тогда кажется может быть чуть так это все всё итого тенге тг теңге рублей"
    " руб шамамен жуық дейін дейин шығар болар about around up to max maybe like roughly well so say ok десь приблизно"
    " близько мабуть . , ! ) ( - ... …".split()
)
_HEADS: Final = frozenset(("нас", "их", "нас_"))
_BEFORE_HEADS: Final = frozenset(("у", "для", "с", "от", "по", "на", "за"))
_COUNTED: Final = frozenset(("комнат", "человек", "гостей", "санузел", "этаж"))
# «Ипотека 110», «за кредит 200 отдаю».
_OUTGOINGS: Final = re.compile(
    r"\b(?:зарплата|зп|оклад|пенсия|получаю|salary|income|жалақы\w{0,3}|айлы\w{0,4})\b[^!?]{0,30}"
    r"\b(?:ипотек|кредит|аренд|алимент|коммуналк|rent|mortgage|loan|несие)[^\W\d_]{0,4}(?: (?:is|по))? ?$"
)


def is_mentioned(scene: Scene, amount: Amount, cues: set[str], context: Context) -> bool:
    """Whether the words around an amount show that it is no sum to be spent with us."""
    if scene.in_clause(amount, "budget"):
        return False
    if context.question in _CONTACTS:
        letter = scene.pieces[amount.stop - 1].text in _LETTERS  # «Фаррух, с двумя р»
        return amount.number.value < THOUSAND and (letter or not amount.currency)
    sentence = _around(scene, amount, scene.sentences)
    if context.question == AUTHORITY:
        return not (_is_alone(scene, amount) or _SPENDS.search(sentence))
    if _is_counted(scene, amount) or _is_named_to_them(_around(scene, amount, scene.clauses), sentence):
        return True
    return _is_worth(scene, amount, cues, sentence)


def answers_before(scene: Scene, amount: Amount, context: Context) -> bool:
    """Whether the message is nothing but thousands, at a question that no sum answers: they answer the one before."""
    return context.question in _NOT_OF_SUMS and amount.number.scale >= THOUSAND and _is_alone(scene, amount)


def _is_alone(scene: Scene, amount: Amount) -> bool:
    others = (at for at in range(min(len(scene.pieces), 2 * _NEAR)) if not amount.first <= at < amount.stop)
    return len(scene.pieces) < _NEAR and all(scene.pieces[at].text in _HEDGES for at in others)


def _around(scene: Scene, amount: Amount, parts: list[int]) -> str:
    """The words near the amount in its clause or sentence, as they are written."""
    near = range(max(0, amount.first - _NEAR), min(len(scene.pieces), amount.stop + _NEAR))
    return " ".join(scene.pieces[at].text for at in near if parts[at] == parts[amount.first])


def _is_counted(scene: Scene, amount: Amount) -> bool:
    """«Нас 50», «комнат 3»: heads and things, told by the word before."""
    if amount.marked or amount.number.value >= THOUSAND or not amount.first:
        return False
    before = scene.words[amount.first - 1]
    if before in _HEADS:
        return amount.first < 2 or scene.words[amount.first - 2] not in _BEFORE_HEADS  # noqa: PLR2004 - two words back
    return scene.pieces[amount.first - 1].text in _COUNTED


def _is_named_to_them(clause: str, sentence: str) -> bool:
    if _NAMED_TO_ME.search(clause) and not _I_SAID.search(clause):
        return True
    if _ELSE_FOR_IT.search(sentence):
        return True
    return bool(_ONE_ANOTHER.search(sentence)) and not _THEIR_PARTS.search(sentence)


def _is_worth(scene: Scene, amount: Amount, cues: set[str], sentence: str) -> bool:
    first = max(0, amount.first - _NEAR)
    number = scene.sentences[amount.first]
    before = " ".join(scene.pieces[at].text for at in range(first, amount.first) if scene.sentences[at] == number)
    if _OUTGOINGS.search(before):
        return True
    return not cues and bool(_WORTH.search(before) and _FEARS.search(sentence)) and not _WISHED.search(before)
