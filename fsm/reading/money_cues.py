"""What is said around each amount: caps, floors, hedges, and whose money it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from fsm.reading.message import Message
from fsm.reading.money_marks import Amount
from fsm.reading.money_phrases import CUES
from fsm.reading.number_tokens import pieces_of
from fsm.reading.phrases import Hit, Phrasebook
from fsm.reading.stems import cyrillic, plain

_BOOK: Final = Phrasebook(CUES, {})
_BREAKS = frozenset(",;!?\n()…")
_CONTRASTS = frozenset(
    {"поэтому", "сондиктан", "so", "тому", "но", "а", "але", "but", "бирак", "зато", "however", "однако"}
)
_MORE = frozenset(
    ("болше", "свише", "более", "више", "дороже", "дорожче", "вище", "билше", "more", "over", "above", "higher", "than")
)
_LESS = frozenset(
    ("менше", "менее", "дешевле", "ниже", "дешевше", "нижче", "les", "lower", "smaler", "fewer", "under", "below")
) | {"cheaper"}
_NEVER = frozenset(("не", "not", "never", "ни", "никак", "даже", "нет"))
_DENIALS = "не ни nothing can't cannot not don't never won't wouldn't didn't no емес"
_DENIED = frozenset(plain(word) for word in _DENIALS.split())
_IF = frozenset(("если", "if", "егер", "якшо"))
_PASS = frozenset(("то", "пас", "откажус", "then", "онда"))
_KAZAKH_FROM = frozenset(("дан", "ден", "тан", "тен", "нан", "нен"))
_KAZAKH_TO = frozenset(("га", "ге", "ка", "ке", "на", "не"))
_KAZAKH_MORE = ("аспа", "асп", "асип", "аса", "асир", "астам", "кимбат", "артик", "артил", "коп", "жогари")
_KAZAKH_NEGATION = re.compile(
    r"(?:ма|ме|па|пе|ба|бе)(?:син|синши|иди|имин|имиз|са|се|сак|сек|у|уи|и|итин|уи керек)$|(?:ма|ме)у"
)
_TOLD = ("писал", "указал", "называл", "назвал", "отправил", "сказал", "см", "смотр", "see", "wrote", "mention", "said")
_LIKE = ("дей", "дай", "тей", "тай")
_SLIGHTLY = frozenset(("чут", "немного", "слегка", "трохи", "slightly", "bit"))
_PER = frozenset(("за", "на", "в", "per", "a", "an", "для", "for"))
_EACH = frozenset(("носа", "человека", "гостя", "каждого", "семи", "персони", "квадрата", "особи"))
_SIGNS = {"<": "ceiling", "≤": "ceiling", "⩽": "ceiling", ">": "floor", "≥": "floor", "⩾": "floor"}
_SENTENCE_ENDS = frozenset(".!?\n…")
_BEFORE_GAP, _AFTER_GAP = 2, 4
_WHOLE = frozenset(
    map(plain, ("қой", "ғой", "нет", "да", "жоқ", "бар", "ок", "вот", "все", "вас", "нас", "ні", "no", "now", "it"))
)
_MOST_PLACES = 40  # of one cue; more is no chat answer and must not cost time
# Words that may stand between a cue and its amount: «максимум ну где-то 50», «50 тысяч это мой потолок».
_FILLER_WORDS = """
ну это вот мой наш моя наша прям прямо там где то - , за в на по суммы сумма сумму чем у меня нас нам бюджет до is our
my the is about like i of теңге тенге тг тысяч деп бол болса менің біздің а и да уже так вы около примерно где месяц мес
неделю день час урок занятие штуку человека метр квадрат год раз month hour lesson year per a an айына сағатына аптасына
сабаққа would be d at very absolute сумма бюджет цена планка возможная допустимая
теңгенің мыңның прямо самый самая будет это что могу можем потяну потянем дам отдам дадим
"""
_FILLERS = frozenset(plain(word) or word for word in _FILLER_WORDS.split())


_ENGLISH_WORDS = """
i im i'm my me we our us you your can the is are for and or of to up at it its it's in with need want have has
no not max about around between from under over budget a an this that what how per month week hour only maybe
dollars usd what
"""
_ENGLISH = frozenset(plain(word) for word in _ENGLISH_WORDS.split())


class Scene:
    """The pieces of a message with the phrases found in them and the clauses they form."""

    def __init__(self, message: Message) -> None:
        self.pieces = pieces_of(message)
        self.words = ["#" if piece.value is not None else plain(piece.text) or piece.text for piece in self.pieces]
        self.hits = _BOOK.find(self.words)
        self.transliterated = _in_cyrillic(self.words)
        if self.transliterated and (more := _BOOK.find(self.transliterated)):
            self.words = self.transliterated
            self.hits = {tag: [*self.hits.get(tag, ()), *more.get(tag, ())] for tag in {**self.hits, **more}}
        self.hits = {tag: places[:_MOST_PLACES] for tag, places in self.hits.items()}
        self.clauses, self.sentences = self._segments()

    def _segments(self) -> tuple[list[int], list[int]]:
        """For each piece the number of its clause and of its sentence."""
        clauses: list[int] = []
        sentences: list[int] = []
        clause = sentence = 0
        for at, piece in enumerate(self.pieces):
            if self.words[at] in _CONTRASTS or self.words[at : at + 2] == ["так", "что"]:
                clause += 1
            clauses.append(clause)
            sentences.append(sentence)
            loose = at + 1 < len(self.pieces) and self.pieces[at + 1].start > piece.end
            if piece.text in _BREAKS or (piece.text == "." and loose and not self._abbreviation(at)):
                clause += 1
                sentence += piece.text in _SENTENCE_ENDS
        return clauses, sentences

    def _abbreviation(self, at: int) -> bool:
        """A dot after тыс., млн., руб., т., р. ends no clause."""
        if not at or not self.words[at - 1].isalpha():
            return False
        short = len(self.words[at - 1]) <= 3 and self.words[at - 1] not in _WHOLE  # noqa: PLR2004
        return self.pieces[at - 1].entry is not None or short

    def found(self, *tags: str) -> list[Hit]:
        """All places of the tags."""
        return [hit for tag in tags for hit in self.hits.get(tag, ())]

    def in_clause(self, amount: Amount, *tags: str) -> bool:
        """Whether one of the tags stands in the clause of an amount, outside the amount itself."""
        clause = self.clauses[amount.first]
        return any(
            self.clauses[hit.first] == clause and not (amount.first <= hit.first and hit.stop <= amount.stop)
            for hit in self.found(*tags)
        )

    def between(self, first: int, stop: int, *tags: str) -> bool:
        """Whether one of the tags lies wholly between two pieces."""
        return any(first <= hit.first and hit.stop <= stop for hit in self.found(*tags))

    def asks(self, amount: Amount) -> bool:
        """Whether the sentence of an amount is a question."""
        sentence = self.sentences[amount.first]
        return any(
            piece.text == "?" and self.sentences[at] == sentence
            for at, piece in enumerate(self.pieces[amount.first :], amount.first)
        )

    def text_between(self, first: int, stop: int) -> list[str]:
        return [piece.text for piece in self.pieces[first:stop]]


def _in_cyrillic(words: Sequence[str]) -> list[str]:
    """The words of a Russian or Kazakh message typed with Latin letters; empty if it is not one."""
    if any(not word.isascii() for word in words) or _ENGLISH & set(words):
        return []
    return [cyrillic(word) if word[0].isalpha() else word for word in words]


def cues_of(scene: Scene, amounts: list[Amount]) -> list[set[str]]:
    """For each amount the cues that belong to it: ceiling, floor, about, rejected."""
    found: list[set[str]] = []
    for at, amount in enumerate(amounts):
        left = amounts[at - 1].stop if at else 0
        right = amounts[at + 1].first if at + 1 < len(amounts) else len(scene.pieces)
        found.append(_cues(scene, amount, left, right))
    return found


def _cues(scene: Scene, amount: Amount, left: int, right: int) -> set[str]:
    cues: set[str] = set()
    for cue in ("ceiling", "floor", "about"):
        before = any(_before(scene, hit, amount, left) for hit in scene.found(f"{cue}_before"))
        if before or any(_after(scene, hit, amount, right) for hit in scene.found(f"{cue}_after")):
            cues.add(cue)
    if "floor" in cues and _capped_by_not(scene, amount):
        cues = {"ceiling"}
    if "ceiling" in cues and _floored_by_not(scene, amount):
        cues = {"floor"}
    if {"ceiling", "about"} <= cues and _SLIGHTLY & set(scene.words[max(0, amount.first - 3) : amount.first]):
        cues.discard("ceiling")  # «чуть меньше миллиона»
    if {"floor", "about"} <= cues and _SLIGHTLY & set(scene.words[max(0, amount.first - 3) : amount.first]):
        cues.discard("floor")  # «чуть больше ста»
    if "floor" in cues and _points_back(scene, amount):
        cues.discard("floor")
    cues |= _by_form(scene, amount)
    if _rejected(scene, amount):
        cues.add("rejected")
    return _settled(scene, amount, cues)


def _points_back(scene: Scene, amount: Amount) -> bool:
    """«Писала выше: 95», "see above, 95": above is where it was told."""
    before = scene.words[max(0, amount.first - 5) : amount.first]
    told = any(word.startswith(_TOLD) for word in before)
    return told and bool({"више", "above"} & set(before))


def _by_form(scene: Scene, amount: Amount) -> set[str]:
    """What the amount itself says: «тысяч 50» is about that much, «тысяч до 50» and «<50к» are caps."""
    inner = {"до": "ceiling", "от": "floor"}.get(amount.number.inner, "")
    last = scene.pieces[amount.stop - 1].text
    behind = scene.pieces[amount.stop] if amount.stop < len(scene.pieces) else None
    glued = behind is not None and behind.text in _LIKE and behind.start == amount.end  # «300дей»
    about = amount.number.about or glued or (amount.stop > amount.number.stop and last.endswith(_LIKE))  # «теңгедей»
    return {cue for cue in ("about" * about, inner, _compared(scene, amount)) if cue}


def _compared(scene: Scene, amount: Amount) -> str:
    """What a sign of comparison before an amount bounds: «<100к», ">= 500", but no tag: "<b>500"."""
    at = amount.first - 1
    if at > 0 and scene.pieces[at].text == "=":
        at -= 1
    sign = _SIGNS.get(scene.pieces[at].text, "") if at >= 0 else ""
    tag = at > 0 and scene.pieces[at - 1].end == scene.pieces[at].start
    return "" if tag and scene.pieces[at].text == ">" else sign


def _capped_by_not(scene: Scene, amount: Amount) -> bool:
    """«больше 100 не дам», «не хотелось бы больше 100», «если больше 100, то я пас», "can't go over 100" are caps."""
    near = scene.words[max(0, amount.first - 3) : amount.first]
    if not _MORE & set(near) or _LESS & set(near):
        return False
    clause = scene.clauses[amount.first]
    begins = scene.clauses.index(clause)
    before = set(scene.words[begins : amount.first])
    after = set(scene.words[amount.stop : amount.stop + 4])
    return bool(_NEVER & after or _DENIED & before) or bool(_IF & before and (_NEVER | _PASS) & after)


def _floored_by_not(scene: Scene, amount: Amount) -> bool:
    """«меньше 30 не предлагаю», «дешевле 20 не интересует», "nothing under 500" are floors."""
    near = set(scene.words[max(0, amount.first - 2) : amount.first])
    if not _LESS & near:
        return False
    clause = scene.clauses[amount.first]
    before = set(scene.words[scene.clauses.index(clause) : amount.first])
    after = scene.words[amount.stop : amount.stop + 3]
    return bool(_NEVER & set(after) and not _MORE & set(after)) or "nothing" in before


def _settled(scene: Scene, amount: Amount, cues: set[str]) -> set[str]:
    """Kazakh endings speak too: 100 мыңнан ... is a floor unless the sentence caps it."""
    case = amount.number.case
    after = scene.words[amount.stop : amount.stop + 6]
    after = after[1:] if after[:1] == ["-"] else after[:5]
    if after and after[0] in _KAZAKH_FROM:
        case, after = "from", after[1:]
    if case == "to" and after and after[0].startswith(("деии", "деин", "шеии")):
        cues.add("ceiling")
    if after and after[0] in _KAZAKH_TO and len(after) > 1:
        if after[1].startswith(("деии", "деин", "шеии")):
            cues.add("ceiling")
        if after[1].startswith(("жуик", "таиа")):
            cues.add("about")
    if case == "from" and (bound := _kazakh_bound(after)):
        return (cues - {"ceiling", "floor"}) | {bound}
    if "ceiling" in cues and "floor" in cues:
        cues.discard("floor" if case != "from" or not _begins(scene, amount) else "ceiling")
    return cues


def _kazakh_bound(after: list[str]) -> str:
    """What an ablative amount bounds: мыңнан аспасын, мыңнан артық емес, мыңнан кем болмасын, мыңнан бастап."""
    if any(word.startswith("баст") for word in after[:2]):
        return "floor"
    denied = any(word in ("емес", "жок") or _KAZAKH_NEGATION.search(word) for word in after)
    if any(word.startswith(_KAZAKH_MORE) for word in after[:2]):
        return "ceiling" if denied else "floor"
    if any(word in ("кем", "аз", "томен") for word in after[:2]):
        return "floor" if denied else "ceiling"
    return ""


def _begins(scene: Scene, amount: Amount) -> bool:
    return any(
        word.startswith("баст") or word in ("жогари", "астам") for word in scene.words[amount.stop : amount.stop + 2]
    )


def _before(scene: Scene, hit: Hit, amount: Amount, left: int) -> bool:
    gap = scene.words[hit.stop : amount.first]
    if hit.first < left or hit.stop > amount.first or len(gap) > _BEFORE_GAP + 1:
        return False
    if any(word in _BREAKS for word in gap):
        return False
    return len(gap) <= 1 or all(word in _FILLERS for word in gap)


def _after(scene: Scene, hit: Hit, amount: Amount, right: int) -> bool:
    gap = scene.words[amount.stop : hit.first]
    if hit.first < amount.stop or hit.stop > right or len(gap) > _AFTER_GAP:
        return False
    following = scene.words[hit.stop] if hit.stop < len(scene.words) else ""
    if hit.stop == right < len(scene.pieces) or (scene.words[hit.first] == "+" and following.isalnum()):
        return False  # «100, максимум 150», «25 млн + свои 5»: the cue belongs to the amount that follows
    inner = [word for word in _without_unit(gap) if word not in ",-"]
    return len(inner) <= 1 or all(word in _FILLERS for word in inner)


def _without_unit(gap: Sequence[str]) -> Sequence[str]:
    """What is left when the thing paid for is named: «десятка за сеанс край», «100 с человека максимум»."""
    named = len(gap) > 1 and gap[1].isalpha() and (gap[0] in _PER or gap[1] in _EACH)
    return gap[2:] if named else gap


def _rejected(scene: Scene, amount: Amount) -> bool:
    """«не 70», «70 емес» (but not «70 көп емес»)."""
    before = any(
        hit.stop == amount.first or (hit.stop == amount.first - 1 and scene.words[hit.stop] in ("в", "за", "на", "до"))
        for hit in scene.found("not_before")
    )
    return before or any(hit.first == amount.stop for hit in scene.found("not_after"))
