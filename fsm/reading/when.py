"""When the thing is needed: the timeline a message states, as calendar days and urgency."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

from fsm.facts import BEST_TIME, EMAIL, LOCATION, NAME, PHONE, TIMELINE, Found, Timeline, Urgency
from fsm.reading.calendar_atoms import Atom, atoms_of, known
from fsm.reading.calendar_mentions import Mention, Mentions
from fsm.reading.calendar_parts import WINDOWS
from fsm.reading.calendar_spans import next_weekday
from fsm.reading.calendar_words import plain
from fsm.reading.message import Context, Message
from fsm.reading.when_ahead import (
    BUSY,
    EVERY,
    FIRST_EVENT,
    HAD,
    THIS_MOMENT,
    UNDATED_EVENT,
    days_ahead,
    overdue,
    until_then,
    waits_for,
)
from fsm.reading.when_clauses import Clause, says_call, says_need
from fsm.reading.when_pairs import Pairs

_ANCHORS_TEXT = (
    "end_of det rel wd weak_wd mon weak_mon season hol new wend pair full iso unit lapse year urgent asap later soon "
    "unknown ord ordtail part qletter rank num w tod post anytime"
)
_ANCHORS = frozenset(_ANCHORS_TEXT.split())
_WORDED = (
    *(("later", Urgency.LATER, 0.9), ("urgent", Urgency.NOW, 0.95)),
    *(("soon", Urgency.DAYS, 0.9), ("asap", Urgency.NOW, 0.85)),
)
_WHENEVER = frozenset({"whenever", "когда угодно", "коли завгодно"})
_LONG_AHEAD, _OPENING = 300, 8
_WITH_NOW_TEXT = (
    "right да хоть можно если прям прямо надо нужно начать начнем лучше желательно бы было уже в идеале хочу хотел "
    "хотела хотим можем могу готов готова готовы мне нам срок сроки т к побыстрее please pls can we i need it "
    "start like to would start "
    "is fine "
    "керек болса болады бастаймыз бастасам бастасак жаксы еди болар мумкин можна треба хотив хотила би хоч так ок же"
)
_WITH_NOW = frozenset(_WITH_NOW_TEXT.split())
_CALL_QUESTIONS = frozenset({BEST_TIME, PHONE, EMAIL})
_CALL_QUESTION = re.compile(r"звон|дзвон|\bcall|конырау|набер|связ|свяж|хабарлас")
_SEND_QUESTION = re.compile(r"пришл[еи]|отправ|скин|вышл[еи]|\bsend|\bshare|жибер|надишл")
_START_QUESTION = re.compile(r"нач[ан]|старт|баста|\bstart|\bbegin|почин|почат|перее|\bmove|занят|приступ")
_TERM_QUESTION = re.compile(r"срок|дейин|by when|how soon|deadline|до какого|термин|успеть")
_MOVES = re.compile(r"перенес|перенос|сдвин|передвин|reschedul|ауыстыр|ауысты|кошир|пересун")
_TRIP = re.compile(r"\bтур\b|\bтура\b|путевк|отель|билет|перелет|\btrip\b|\btour\b|holiday package|саяхат")
_LEFT = re.compile(r"остал|\bесть\b|запас|времени|\bhave\b|\bleft\b|\bбар\b|уакыт")
_GREETS = re.compile(r"добр|good|кайырлы|доброго")
_CORRECTS = re.compile(
    r"хотя нет|точнее|вернее|\bой\b|actually|\bстоп\b|лучше|\bbetter\b|дурысы|краще|rather|а нет"
    r"|\bso\b|то есть|значит|тобто|ягни|максимум|край"
)
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


_LEAVING = re.compile(r"\b(?:shifting|moving|relocating|переезжа\w+|перее[дх]\w+|кошемиз|кошемин|переижджа\w+)\b")


class _Reader:
    """One message being read for its timeline."""

    def __init__(self, message: Message, context: Context, atoms: list[Atom]) -> None:
        self.message = message
        self.low = plain(message.low)
        self.atoms = atoms
        self.today = context.now.date()
        self.last: Mention | None = None
        self.now = context.now.strftime("%H:%M")
        self.question = context.question
        self.question_text = plain(context.question_text.lower())
        self.asked = context.question == TIMELINE
        self.mentions = Mentions(atoms, self.today, context.country, asked=self.asked)
        asked_for_call = bool(_CALL_QUESTION.search(self.question_text))
        asked_to_send = context.question == "confirm" and bool(_SEND_QUESTION.search(self.question_text))
        self.about_call = context.question in _CALL_QUESTIONS or (not self.asked and (asked_for_call or asked_to_send))

    def read(self) -> Found | None:
        found = self.mentions.all()
        self.last = found[-1] if found else None
        dated = Pairs(self.atoms, asked=self.asked).linked([said for mention in found if (said := self.said(mention))])
        if dated:
            return self.timeline(self.on_weekday(self.waited(self.until_then(self.chosen(dated)))))
        return self.worded(found)

    # -- which mentions count -----------------------------------------------------------------------------------

    def clause(self, mention: Mention) -> Clause:
        return Clause(self.low, self.atoms[mention.first].start, self.atoms[mention.stop - 1].end)

    def said(self, mention: Mention) -> Mention | None:
        """The mention if it says when the thing is needed, turned into a deadline where its clause makes it one."""
        if mention.relation in {"past", "vague", "bare"}:
            going_on = mention.relation != "bare" or self.clause(mention).waiting
            return None if going_on else self.bare(mention)
        clause = self.clause(mention)
        if self.ruled_out(mention, clause) or not (self.asked or self.meant(mention, clause)):
            return None
        if mention.relation == "earlier":
            return self.not_earlier(mention, unable=clause.unable)
        trip = mention.kind != "day" and _TRIP.search(self.low)
        if mention.relation in {"at", "in"} and clause.event and mention.latest and not trip:
            return self.ahead(mention)._replace(earliest=None, relation="by")
        return mention

    def ahead(self, mention: Mention) -> Mention:
        """The day of an event, or the day so long before it as was said («нужна за три дня»)."""
        day = mention.earliest or mention.latest
        return (
            mention._replace(latest=day - timedelta(days=days)) if day and (days := days_ahead(self.low)) else mention
        )

    def on_weekday(self, mention: Mention) -> Mention:
        """«Каждую среду со следующей недели» begins on the first Wednesday of it."""
        days = [
            atom.value
            for before, atom in pairwise(self.atoms)
            if atom.kind in {"wd", "weak_wd"} and (EVERY.match(before.word) or atom.word.endswith("days"))
        ]
        if mention.relation != "since" or mention.earliest is None or len(days) != 1:
            return mention
        return mention._replace(earliest=next_weekday(int(days[0]), mention.earliest - timedelta(days=1)))

    def until_then(self, mention: Mention) -> Mention:
        """A day said first, and "before that" after it: its deadline."""
        day = mention.earliest
        later = until_then(self.low, self.atoms[mention.stop - 1].end)
        if day is None or not later or mention.relation not in {"at", "since"}:
            return mention
        return mention._replace(earliest=None, latest=day, relation="by")

    def waited(self, mention: Mention) -> Mention:
        """«После сессии, она до 30 января» is since the day after; «до отпуска, он с 1 июля» until the day before."""
        how = waits_for(self.low, self.atoms[mention.first].start)
        day = mention.latest or mention.earliest
        if not how or day is None:
            return mention
        if how == "after":
            return mention._replace(earliest=day + timedelta(days=1), latest=None, relation="since")
        first = mention.earliest or day
        return mention._replace(earliest=None, latest=first - timedelta(days=1), relation="by")

    def ruled_out(self, mention: Mention, clause: Clause) -> bool:
        """Whether the clause speaks of the past, of a call, of our hours, or names the day to refuse it."""
        if (clause.regular and mention.relation != "since") or (clause.negated and mention.relation != "earlier"):
            return True
        if self.question == LOCATION and _LEAVING.search(clause.text):
            return True  # «переезжаем в июне»: when they move is not when they need us
        if clause.elsewhere or clause.call or clause.missed or clause.wear or self.belongs(mention, clause):
            return True
        if mention.earliest and (mention.earliest - self.today).days > _LONG_AHEAD and clause.mostly_past:
            return True
        last = self.atoms[mention.stop - 1]
        ahead = last.kind == "rel" and last.value in {1, 2}
        return (clause.past and not ahead) or (clause.given_up and mention is not self.last)

    def belongs(self, mention: Mention, clause: Clause) -> bool:
        """Whether the words tell how long something lasts, or what sort of thing is wanted: «тур на выходные»."""
        if mention.relation == "since" and clause.waiting:
            return True
        if self.asked:
            return False
        if mention.kind == "lapse" and self.low[: self.atoms[mention.first].start].rstrip().endswith(";"):
            return True  # «300 грн за годину»: the price before it has been read already
        weekend = any(atom.kind == "wend" for atom in self.atoms[mention.first : mention.stop])
        return (weekend and clause.product) or clause.before.rstrip().endswith(("уже", "already"))

    def meant(self, mention: Mention, clause: Clause) -> bool:
        """Whether a mention counts although nobody asked when."""
        if self.about_call and not re.search(r"нужн|надо|керек|need|готов|хоч", clause.text):
            return False
        said = self.atoms[mention.first].word
        if said.startswith(("не ран", "not ", "no earlier", "начиная", "starting")):
            return True
        if not clause.need and self.loose(mention):
            return False
        if mention.relation in {"since", "within", "after"}:
            return clause.need or (says_need(self.low) and not clause.trouble)
        if self.question in {NAME, LOCATION, "contact_name"} and mention.stop - mention.first == 1:
            return self.atoms[mention.first].kind == "rel"
        return not (mention.relation == "by" and self.atoms[mention.stop - 1].value == "y") or clause.need

    def loose(self, mention: Mention) -> bool:
        """A season, or a month or weekday alone without preposition or case: it may be talk of anything."""
        words = [atom for atom in self.atoms[mention.first : mention.stop] if atom.kind not in {"prep", "det"}]
        kinds = {atom.kind for atom in words}
        if kinds in ({"season"}, {"num", "unit"}, {"year"}):
            return mention.relation == "at"
        if mention.first and self.atoms[mention.first - 1].kind in {"join", "dash"}:
            return False
        alone = len(words) == 1 and mention.stop - mention.first == 1 and not words[0].case
        return alone and bool(kinds & {"mon", "weak_mon", "wd"}) and self.question != "confirm"

    def not_earlier(self, mention: Mention, *, unable: bool) -> Mention:
        """Like "раньше мая никак" is since May, "раньше мая" alone is before it."""
        if unable or mention.earliest is None:
            return mention._replace(latest=None, relation="since")
        return mention._replace(earliest=None, latest=mention.earliest - timedelta(days=1), relation="by")

    def bare(self, mention: Mention) -> Mention | None:
        """Like "две недели" as the whole answer: a term if the question asks for one, else a distance."""
        others = [atom for atom in self.atoms if atom.kind in {"w", "num", "junk"}]
        inside = self.atoms[mention.first : mention.stop]
        if len([atom for atom in others if atom not in inside]) > 2:  # noqa: PLR2004 -- a story, not an answer
            return None
        if _LEFT.search(self.low):
            return mention._replace(earliest=None, relation="within")
        if _TERM_QUESTION.search(self.question_text) and not _START_QUESTION.search(self.question_text):
            return mention._replace(earliest=None, relation="within")
        return mention

    # -- how several mentions go together -----------------------------------------------------------------------

    def chosen(self, mentions: list[Mention]) -> Mention:
        """The one that counts: a correction, else the most exact of those inside each other, else the first."""
        if _MOVES.search(self.low) or (len(mentions) > 1 and HAD.search(self.low)):
            return mentions[-1]
        if len(mentions) > 1 and mentions[-1].relation == "by" and days_ahead(self.low):
            return self.ahead(mentions[-1])
        best = mentions[0]
        for one in mentions[1:]:
            gap = self.low[self.atoms[best.stop - 1].end : self.atoms[one.first].start]
            if "max" in one.prepositions and one.relation == "by" and best.relation == "at" and best.earliest:
                best = best._replace(latest=max(filter(None, (one.latest, best.latest))))
            elif self.inside(one, best) and one.latest is None:
                best = one._replace(latest=best.latest)
            elif _CORRECTS.search(gap) or (BUSY.search(gap) and not self.clause(one).unable) or self.inside(one, best):
                best = one
            elif best.relation == "since" and best.earliest and one.relation == "by" and one.latest:
                best = best._replace(latest=one.latest) if one.latest >= best.earliest else best
        return best

    def inside(self, one: Mention, other: Mention) -> bool:
        if not (other.earliest and other.latest):
            return False
        if one.earliest is None:
            return (
                one.relation == "by"
                and one.latest is not None
                and other.earliest <= self.today < one.latest < other.latest
            )
        latest = one.latest or one.earliest
        return (
            other.earliest <= one.earliest and latest <= other.latest and one.relation in {"at", "in", "since", "after"}
        )

    def timeline(self, mention: Mention) -> Found:
        if mention.earliest and mention.latest and mention.earliest > mention.latest:
            mention = mention._replace(earliest=None)
        urgency = urgency_of(mention.earliest, mention.latest, self.today)
        first, last = self.atoms[mention.first], self.atoms[mention.stop - 1]
        sure = 0.95 if mention.relation != "bare" else 0.75
        return self.found(Timeline(mention.earliest, mention.latest, urgency), first.start, last.end, sure)

    def found(self, value: Timeline, start: int, end: int, confidence: float) -> Found:
        return Found(value, self.message.text[start:end], start, end, confidence)

    # -- urgency in words ---------------------------------------------------------------------------------------

    def worded(self, mentions: list[Mention]) -> Found | None:
        """Urgency without a date: срочно, на днях, не горит, не знаю."""
        for kind, urgency, sure in _WORDED:
            atom = next((atom for atom in self.atoms if atom.kind == kind and self.counts(atom)), None)
            if atom:
                return self.found(Timeline(None, None, urgency), atom.start, atom.end, sure)
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
        ):
            return None
        over = WINDOWS[str(atom.value)][1] or "23:59"
        day = self.today + timedelta(days=self.now >= over)
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
        if says_call(self.low) or len(self.message.words) > 3:  # noqa: PLR2004 -- the whole answer
            return None
        for atom in self.atoms:
            if atom.word in {"в течение дня", "в течении дня", "протягом дня"}:
                value = Timeline(None, self.today, Urgency.NOW)
                return self.found(value, atom.start, atom.end, 0.8)
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
        if atom.kind == "urgent":
            return not (clause.negated or clause.call or clause.elsewhere)
        if atom.kind == "later":
            if _SAFE_LATER.search(atom.word):
                return True
            opens = atom.start <= _OPENING and not re.search(r"[^\W\d_]{2}", clause.text)  # «не горит, у меня своя»
            brief = opens or len(self.message.words) <= 4  # noqa: PLR2004 -- an answer, not a story
            return self.asked and brief and not (clause.negated or says_call(self.low))
        if atom.kind == "soon":
            return (self.asked or (len(atom.word) > 8 and clause.need)) and not clause.call  # noqa: PLR2004 -- an expression
        if atom.word in THIS_MOMENT:
            return clause.need or self.question == "none" or (self.asked and not (clause.unable or clause.call))
        return (
            self.asked
            and self.short()
            and not FIRST_EVENT.search(self.low)
            and not (clause.unable or clause.call or clause.past or clause.before.rstrip().endswith("for"))
        )

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


def read(message: Message, context: Context) -> Found | None:
    """The timeline this message states (`Timeline` as value), or None if it states none."""
    atoms = atoms_of(message)
    undated = context.question == TIMELINE and UNDATED_EVENT.search(plain(message.low))
    if not (undated or any(atom.kind in _ANCHORS for atom in atoms)):
        return None
    return _Reader(message, context, atoms).read()
