"""Urgency told in words without a date: срочно, на днях, не горит, вечером, не знаю."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fsm.facts import TIMELINE, Found, Timeline, Urgency
from fsm.reading.calendar_atoms import Atom, known
from fsm.reading.calendar_mentions import Mention
from fsm.reading.calendar_parts import WINDOWS
from fsm.reading.calendar_words import plain
from fsm.reading.hours_beside import beside_contact
from fsm.reading.message import Context, Message
from fsm.reading.when_ahead import FIRST_EVENT, THIS_MOMENT, UNDATED_EVENT, overdue
from fsm.reading.when_clauses import Clause, says_call
from fsm.reading.when_haste import is_offered, was_hurried
from fsm.reading.when_meant import bare, wished

_WORDED = (
    *(("later", Urgency.LATER, 0.9), ("urgent", Urgency.NOW, 0.95)),
    *(("soon", Urgency.DAYS, 0.9), ("asap", Urgency.NOW, 0.85)),
)
OF_URGENCY = frozenset(kind for kind, _, _ in _WORDED)
"""The kinds of atoms that say how soon where nobody asked when."""
_WHENEVER = frozenset({"whenever", "когда угодно", "коли завгодно"})
_OPENING = 8
_WITH_NOW_TEXT = (
    "right да хоть можно если прям прямо надо нужно начать начнем лучше желательно бы было уже в идеале хочу хотел "
    "хотела хотим можем могу готов готова готовы мне нам срок сроки т к побыстрее please pls can we i need it "
    "start like to would start let's lets же "
    "начинайте начинаем начинать приступайте приступаем приступать бирден починайте "
    "is fine приезжайте выезжайте подъезжайте приходите заезжайте приезжай выезжай подходите давайте сегодня "
    "керек болса болады бастай берейик берейин бериниз берсин беремиз "
    "бастайык бастайын бастаныз бастандар бастаймыз бастасам бастасак жаксы еди болар "
    "мумкин можна треба хотив хотила би хоч так ок же"
)
_WITH_NOW = frozenset(_WITH_NOW_TEXT.split())
# «Приезжайте скорее», «тез келіңіздерші»: somebody is called in a hurry.
_HASTE_TEXT = "быстрее скорее побыстрее поскорее скорей поскорей тез тезирек шустрее швидше скорише quickly"
_HASTE = frozenset(_HASTE_TEXT.split())
_COME = re.compile(
    r"\b(?:приезжайте|приедьте|выезжайте|подъезжайте|пришлите|помогите|придите|спасайте|приїжджайте|приижджайте"
    r"|допоможить"
    r"|кел(?:иниз|индер|ши)\w*|жибер(?:иниз|индер)\w*|комектес\w+"
    r"|(?!жаз|айт|жауап)[а-я]{2,20}(?:[ыи]н[ыи]з|с[ае]н[ыи]з)(?:дар|дер)?(?:ш[ыи])?\b"
    r"|(?!жаз|айт|жауап)[а-я]{2,20}с[ае] (?:екен|болды)\b|come|send (?:some|a |any)|help)"
)
# «Кто может глянуть прям сейчас?», «қазір келе аласыз ба»: somebody is called at once.
_AT_ONCE = frozenset({"сейчас", "щас", "зараз", "now", "казир", *THIS_MOMENT})
_SENT_FOR = re.compile(
    r"\b(?:кто|мастер\w*|можете|сможете|могли бы|сможет|може|зможе\w*|есть кто\w*|хто|can|could)\b[^.!?;]{0,30}"
    r"\b(?:приех|подъех|выех|подскоч|прийти|при[йи]ихати|под[ъь]?еде|приеде|глян|посмотреть\W*(?:$|\bпрям|\bсейч"
    r"|\bщас)|помоч"
    r"|допомог|come\b|look at|help\b)"
    r"|\bкел\w* (?:кар\w+ |кет\w* )?ала(?:с|м|сы)"
)
# «Прямо сейчас на работе», "right now I'm at work", «прямо сейчас работаете?»: what goes on.
_GOES_ON_NOW = re.compile(
    r"\b(?:работаете|открыт\w*|принимаете|на работе|за рулем|смотрю|читаю|изучаю|сижу(?! без)|еду|идет|думаю|выбираю"
    r"|работаю|занят\w*|жумыстамын|жолдамын|отырмын|караймын|окып|i'm (?:at|in|on)|i am (?:at|in)|driving|busy"
    r"|reading"
    r"|looking at|browsing|just|renting|using|use\b|стою|снимаю|працюю|дивлюсь|читаю|на роботи)\b"
)
_JUST_NOW = re.compile(
    r"\W*(?:(?:да|ну|та|а|ой) )?(?:хоть|хоч) (?:прямо |прям |вот )?(?:сейчас|щас|зараз)\b(?=\s*(?:[,.!)]|$))"
)
# «Горит!! проверка на пороге», «горим, кран стоит»: the answer to when, with its reason behind a mark.
_BURNING = re.compile(
    r"\W*(?:(?:да|ой|уже|все|прям|прямо|у нас|мы|срочно|на)\s+)*(горит|горим|горю|горить|горимо|аврал|пожар"
    r"|жанып (?:жатыр\w*|тур\w*)|burning"
    r"|on fire)\b(?=\s*(?:[!,.)]|$|-))"
)
_YESTERDAY = re.compile(r"вчера|вчора|кеше|yesterday")
_GREETS = re.compile(r"добр|good|кайырлы|доброго")
_SAFE_LATER = re.compile(
    r"deadline|дедлайн|срочн|спех|rush|hurry|urgen|терминов|асыг|асык|шугыл|тыгыз|тороп|спешу|спешим|спиша|терпит"
)


def urgency_of(earliest: date | None, latest: date | None, today: date) -> Urgency:
    """How soon, by the days to the last day (or the first, if there is no last)."""
    until = latest or earliest
    if until is None:
        return Urgency.UNKNOWN
    days = (until - today).days
    for limit, name in (
        (0, Urgency.NOW),
        (6, Urgency.DAYS),
        (30, Urgency.WEEKS),
        (190, Urgency.MONTHS),
    ):
        if days <= limit:
            return name
    return Urgency.LATER


class Worded:
    """One message without a date that counts, read for its words of urgency."""

    def __init__(self, message: Message, atoms: list[Atom], context: Context) -> None:
        self.message = message
        self.low = message.plain
        self.atoms = atoms
        self.now = context.now
        self.today = context.now.date()
        self.question = context.question
        self.asked = context.question == TIMELINE

    def found(self, value: Timeline, start: int, end: int, confidence: float) -> Found:
        return Found(value, self.message.text[start:end], start, end, confidence)

    def clause(self, mention: Mention) -> Clause:
        return Clause(self.low, self.atoms[mention.first].start, self.atoms[mention.stop - 1].end)

    def read(self, mentions: list[Mention]) -> Found | None:
        """Urgency without a date: срочно, на днях, не горит, не знаю."""
        for kind, urgency, sure in _WORDED:
            atom = next((atom for atom in self.atoms if atom.kind == kind and self.counts(atom)), None)
            if atom:
                return self.found(Timeline(None, None, urgency), atom.start, atom.end, sure)
        if self.asked and (burning := _BURNING.match(self.low)):
            return self.found(Timeline(None, None, Urgency.NOW), *burning.span(1), 0.85)
        if self.asked and (ready := _JUST_NOW.match(self.low)):
            return self.found(Timeline(None, None, Urgency.NOW), *ready.span(), 0.85)
        if self.asked and (late := overdue(self.low)):
            return self.found(Timeline(None, None, Urgency.NOW), *late.span(), 0.85)
        vague = next((mention for mention in mentions if mention.relation == "vague"), None)
        if vague and self.vague(vague):
            span = self.atoms[vague.first].start, self.atoms[vague.stop - 1].end
            return self.found(Timeline(None, None, Urgency(vague.urgency)), *span, 0.8)
        return (self.today_part() or self.unknown() or self.sometime()) if self.asked else None

    def today_part(self) -> Found | None:
        """Like "вечером" as the answer to when: today, or tomorrow if that hour is over."""
        atom = next(
            (atom for atom in self.atoms if atom.kind == "tod" and atom.value in {"morning", "day", "evening"}), None
        )
        if (
            not atom
            or len(self.message.words) > 2  # noqa: PLR2004 -- the whole answer
            or atom.word.endswith("s")
            or self.greets()
            or self.clause_at(atom).call
            or self.clause_at(atom).negated
            or beside_contact(self.low, atom.start, atom.end)
        ):
            return None
        over = WINDOWS[str(atom.value)][1] or "23:59"
        day = self.today + timedelta(days=self.now.strftime("%H:%M") >= over)
        place = self.atoms.index(atom)
        by = place > 0 and self.atoms[place - 1].value == "by"
        value = Timeline(None if by else day, day, urgency_of(None, day, self.today))
        return self.found(value, atom.start, atom.end, 0.8)

    def part_said(self) -> bool:
        return any(atom.kind == "tod" for atom in self.atoms)

    def greets(self) -> bool:
        return bool(_GREETS.match(self.low))

    def clause_at(self, atom: Atom) -> Clause:
        return Clause(self.low, atom.start, atom.end)

    def sometime(self) -> Found | None:
        """Like "кейін", "whenever" as the whole answer: later."""
        opens = self.atoms[0].word in _WHENEVER and len(self.atoms) > 1 and self.atoms[1].kind in {"mark", "stop"}
        if not opens and (says_call(self.low) or len(self.message.words) > 3):  # noqa: PLR2004 -- the whole answer
            return None
        for atom in self.atoms:
            if atom.word in {"в течение дня", "в течении дня", "протягом дня"}:
                value = Timeline(None, self.today, Urgency.NOW)
                return self.found(value, atom.start, atom.end, 0.8)
            if beside_contact(self.low, atom.start, atom.end):
                continue
            if (atom.value == "kk_after" and not self.part_said()) or atom.word in _WHENEVER:
                return self.found(Timeline(None, None, Urgency.LATER), atom.start, atom.end, 0.8)
        return None

    def vague(self, mention: Mention) -> bool:
        return bool({"in", "in_en", "within", "za"} & set(mention.prepositions)) and (
            self.asked or self.clause(mention).need
        )

    def counts(self, atom: Atom) -> bool:
        """Whether a word of urgency is about the need here."""
        clause = Clause(self.low, atom.start, atom.end)
        if atom.kind not in {"urgent", "later"}:
            return self.hurried(atom, clause)
        if atom.kind == "urgent":
            if not clause.need and is_offered(self.low, atom.word, atom.end):
                return False  # «срочное фото делаете?»
            if not self.asked and was_hurried(clause):
                return False  # «срочно пришлось самим»
            yesterday = _YESTERDAY.search(atom.word) and (clause.past or clause.told)  # «обещали ещё вчера»
            return not (yesterday or clause.negated or clause.call or clause.elsewhere)
        if _SAFE_LATER.search(atom.word):
            return not clause.before.rstrip().endswith((" не", "not"))
        opens = atom.start <= _OPENING and not re.search(r"[^\W\d_]{2}", clause.text)  # «не горит, у меня своя»
        brief = opens or len(self.message.words) <= 4  # noqa: PLR2004 -- an answer, not a story
        return self.asked and brief and not (clause.negated or says_call(self.low))

    def hurried(self, atom: Atom, clause: Clause) -> bool:
        """Whether "soon" or "quickly" is about the need here."""
        if atom.kind == "soon":
            if FIRST_EVENT.match(self.low, max(0, atom.start - len("as "))):
                return False  # "as soon as the bank approves"
            return (self.asked or (len(atom.word) > 8 and clause.need)) and not clause.call  # noqa: PLR2004 -- an expression
        if not self.asked and atom.word in _AT_ONCE and "?" in self.low and _SENT_FOR.search(self.low):
            return not (clause.call or clause.past)
        if atom.word in THIS_MOMENT:
            return self.at_once(clause)
        if not self.asked and atom.word in _HASTE and _COME.search(clause.text):
            return True
        return (
            self.asked
            and self.short()
            and not FIRST_EVENT.search(self.low)
            and not (clause.unable or clause.call or clause.past or clause.before.rstrip().endswith("for"))
        )

    def at_once(self, clause: Clause) -> bool:
        """Whether "right now" is when they need it, not what they are doing."""
        if self.asked:
            return clause.need or not (clause.unable or clause.call)
        wanted = wished(clause) or (self.question == "none" and bare(clause))
        return wanted and not (clause.call or _GOES_ON_NOW.search(clause.text))

    def short(self) -> bool:
        """Whether nothing is said but the word of urgency and what belongs to it ("да хоть сейчас можно")."""
        return all(word in _WITH_NOW or known(word) for word in map(plain, self.message.words))

    def unknown(self) -> Found | None:
        """Asked when, and the answer is that nobody knows, or that it hangs on an event without a date."""
        atom = next((atom for atom in self.atoms if atom.kind == "unknown"), None)
        if atom:
            return self.found(Timeline(None, None, Urgency.UNKNOWN), atom.start, atom.end, 0.9)
        bound = FIRST_EVENT.search(self.low) or UNDATED_EVENT.search(self.low)
        if bound and "?" not in self.low:
            return self.found(Timeline(None, None, Urgency.UNKNOWN), *bound.span(), 0.7)
        return None
