"""Mentions of time: a span or lapse with the words around it that say before, since, after or within."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from typing import NamedTuple

from fsm.reading import calendar_holidays, calendar_spans
from fsm.reading.calendar_anchors import Anchors
from fsm.reading.calendar_atoms import END, Atom
from fsm.reading.calendar_bare import BareDays
from fsm.reading.calendar_grammar import KINDS as OF_SPANS
from fsm.reading.calendar_grammar import Grammar
from fsm.reading.calendar_lapses import KINDS as OF_LAPSES
from fsm.reading.calendar_lapses import Lapse, Lapses
from fsm.reading.calendar_spans import Span
from fsm.reading.when_cues import FOR_EVENT, FOR_EVENT_NAMES

_PREPOSITIONS = frozenset({"prep", "po", "to", "within", "between", "earlier"})
_MOST, _MOST_PREPOSITIONS = 24, 4
_NEAR = 5
_LEFT_UNTIL = re.compile(
    rf"(?:{FOR_EVENT.pattern})\w*(?: \w+)?(?: (?:всего|осталось|остался|осталась|еще|уже|только|лишь|меньше|где|то"
    rf"|залишилось|лишилось|-|:|,))*$"
)
_LEFT_KAZAKH = re.compile(
    r"\b(?:той|тойымыз|емтихан|сот|узату|ент|экзамен|туган кун)(?:га|ге|ка|ымызга|имизге|ине)(?: небари| тек| бар"
    r"| болганы)*$"
)
_UNTIL_EVENT = re.compile(rf"(?:left |to go )?(?:until|till|before|to|до) (?:the |my |our )?(?:{FOR_EVENT_NAMES})")
_UK_UNITS = frozenset(
    ["тиждень", "тижня", "тижни", "тижнив", "мисяць", "мисяця", "мисяци", "мисяцив", "днив", "рик", "роки", "рокив"]
)
# In this order: "через выходные" is no span from now, "в течение недели" is the week itself.
_SPAN_RELATIONS = (
    ("in", "past"),
    ("within", "at"),
    ("between", "between"),
    ("by", "by"),
    ("since", "since"),
    ("after", "after"),
    ("earlier", "earlier"),
    ("near", "by"),
)
_DROPS = frozenset({"stop", "drop", "come", "pass", "swing"})
_AT_LEAST = frozenset({"минимум", "least", "кеминде", "раньше"})
_BOUNDING = frozenset({"by", "max", "within"})
_POST_RELATION = {
    "kk_after": "after",
    "kk_by": "by",
    "kk_since": "since",
    "kk_over": "after",
    "kk_until": "until",
    "kk_before": "earlier",
    "kk_toward": "by",
    "kk_max": "by",
    "max": "by",
    "kk_within": "within",
    "ahead": "in",
    "back": "past",
}
# «Наурыз отгуляем и сразу начнём», «как отгуляем Наурыз»: after it.
_SPENT = ("отгуля", "отметим", "отпраздну", "отдохн", "пройдет", "тойлап", "гуляем")
_ONCE = frozenset({"как", "когда", "once", "тильки", "коли"})
_AIT = frozenset({"айта", "айту", "айтом"})
_FEASTS = ("той", "мейрам", "мереке")
_RELATIVE_POST = frozenset({"kk_after", "kk_by", "kk_toward", "kk_over"})
_VAGUE = {"d": "days", "bd": "days", "w": "weeks", "m": "months", "y": "later", "h": "now", "min": "now"}
_WEAK = frozenset({"weak_mon", "weak_wd"})
# What a mention is about, and what it can begin with: nothing else is looked at twice.
_TIMES = OF_SPANS | OF_LAPSES | {"every"}
_BEGINNINGS = _TIMES | _PREPOSITIONS | {"post"}


class Mention(NamedTuple):
    """One expression of time as bounds, with the atoms it covers (`first` included, `stop` not).

    `relation` is at, by, since, after, in, within, bare (a lapse with nothing around it), past, or vague (then
    `urgency` says how soon). `prepositions` are those that stood before it.
    """

    earliest: date | None
    latest: date | None
    relation: str
    first: int
    stop: int
    prepositions: tuple[str, ...] = ()
    urgency: str = ""
    kind: str = ""


class Frame(NamedTuple):
    """Where a mention may stand: its first preposition, its first word, and what the prepositions mean."""

    start: int
    word: int
    before: tuple[str, ...]


def speak_of_time(atoms: list[Atom], kinds: AbstractSet[str]) -> bool:
    """Whether there can be a mention among the atoms, which are of these kinds, at all."""
    return not kinds.isdisjoint(_TIMES) or any(atom.word in _AIT for atom in atoms)


class Mentions:
    """Finds every mention in the atoms of one message. `asked` widens what counts: the question was when."""

    def __init__(self, atoms: list[Atom], today: date, country: str, *, asked: bool) -> None:
        self.atoms = atoms
        self.today = today
        self.country = country
        self.asked = asked
        self.grammar = Grammar(atoms, today, country, asked=asked)
        self.lapses = Lapses(atoms)
        self.bare = BareDays(self.grammar, asked=asked)
        self.anchors = Anchors(self.grammar, self.lapses)

    def all(self) -> list[Mention]:
        found: list[Mention] = []
        index = 0
        while index < len(self.atoms) and len(found) < _MOST:
            mention = self.mention(index) if self.atoms[index].kind in _BEGINNINGS else None
            if mention:
                found.append(mention)
                index = max(mention.stop, index + 1)
            else:
                index += 1
        return found

    def at(self, index: int) -> Atom:
        return self.atoms[index] if 0 <= index < len(self.atoms) else END

    def mention(self, index: int) -> Mention | None:
        start, before = index, list[str]()
        while len(before) < _MOST_PREPOSITIONS and self.leads(index):
            before.append(str(self.at(index).value) if self.at(index).kind in {"prep", "post"} else self.at(index).kind)
            index += 1
        spoken = self.at(index + 1).kind in {"wd", "weak_wd", "rel"}
        index += bool(before) and spoken and self.at(index).value in {"morning", "evening"}  # «до утра субботы»
        if self.at(index).kind == "every":
            return Mention(None, None, "past", start, index + 1)
        if before[:1] == ["by"] and self.at(start - 1).word in _DROPS:
            before[0] = "at"  # "can you stop by tomorrow"
        if (
            before[:1] == ["by"]
            and self.at(start).word == "do"
            and self.at(index).word.endswith(("day", "days", "weekend", "weekends"))
        ):
            before[0] = "at"  # "let's do Monday"
        frame = Frame(start, index, tuple(before))
        return self.feast(frame) or self.lapse(frame) or self.span(frame) or self.void(frame)

    def feast(self, frame: Frame) -> Mention | None:
        """«После айта», «к айту»: the feast with Russian endings, which elsewhere are other words."""
        if self.at(frame.word).word not in _AIT or not {"by", "after", "near"} & set(frame.before):
            return None
        days = calendar_holidays.upcoming("oraza_ait", self.today, self.country)
        if days is None:
            return None
        relation = self.span_relation(frame.before, "", self.at(frame.word))
        return self.related(Span(*days, kind="holiday"), relation, frame, frame.word + 1)

    def void(self, frame: Frame) -> Mention | None:
        """A lapse after "на" or "в" that is no time from now ("на три дня"): passed over as a whole."""
        got = self.lapses.read(frame.word) if frame.before else None
        return Mention(None, None, "past", frame.start, got.stop) if got else None

    def leads(self, index: int) -> bool:
        atom = self.at(index)
        return atom.kind in _PREPOSITIONS or (atom.kind == "post" and atom.value == "max")

    # -- lapses -------------------------------------------------------------------------------------------------

    def lapse(self, frame: Frame) -> Mention | None:
        if self.at(frame.word).word == "дню" and self.at(frame.word + 1).kind == "w":
            return None  # «ко дню матери»
        if self.gone(frame.word):
            over = self.lapses.read(frame.word + 1)
            return Mention(None, None, "past", frame.start, over.stop) if over else None
        return self.counted(frame)

    def counted(self, frame: Frame) -> Mention | None:
        """A stretch of time and what it is counted from or to."""
        near = self.at(frame.word).kind == "det" and self.at(frame.word).value in {"near", "next"}
        got = self.lapses.read(frame.word + near)
        if not got or (near and not self.counted_next(frame.word, got)):
            return None
        far = self.anchors.after_lapse(got, frame.before)
        if far:
            return Mention(far.earliest, far.latest, far.relation, frame.start, far.stop, frame.before, kind="lapse")
        if self.repeated(frame, got):
            return Mention(None, None, "past", frame.start, got.stop)
        if self.at(got.stop).word == "back":
            return Mention(None, None, "past", frame.start, got.stop + 1)
        after, stop = self.post(got.stop)
        if not (frame.before or after or near or got.vague) and self.until_event(frame.start, stop):
            return self.lapsed(got, "within", frame, stop)._replace(kind="left")
        relation = "within" if near else self.lapse_relation(got, frame.before, after)
        if relation == "in" and self.at(frame.start - 1).word in _AT_LEAST:
            relation = "since"
        return self.lapsed(got, relation, frame, stop) if relation else None

    def until_event(self, start: int, stop: int) -> bool:
        """«До экзамена ровно три месяца», «тойға екі апта қалды»: what is left before an event."""
        said = " ".join(atom.word for atom in self.atoms[max(0, start - _NEAR) : start])
        after = " ".join(atom.word for atom in self.atoms[stop : stop + _NEAR])
        if _LEFT_KAZAKH.search(said):
            return after.startswith(("калды", "калып", "бар"))
        return bool(_LEFT_UNTIL.search(said)) or bool(_UNTIL_EVENT.match(after))

    def repeated(self, frame: Frame, got: Lapse) -> bool:
        """Like «день через день», "by the hour": how often or at what rate, not when."""
        if got.unit in {"h", "min"} and "za" in frame.before and self.at(got.stop).word == "до":
            return True  # «за 45 минут до вылета»
        if self.at(got.stop - 1).case == "loc" and self.at(got.stop).word in {"бир", "еки"}:
            return True  # «екі күнде бір»
        shift = "in" in frame.before and self.at(frame.start - 1).kind == "unit"
        rate = self.at(frame.start).word == "by" and got.stop == frame.word + 1 and self.at(got.stop).kind != "part"
        return shift or (rate and self.at(frame.word).kind == "unit")

    def gone(self, index: int) -> bool:
        """Whether a stretch that is over is named: "last 2 weeks", «последние 3 дня», but not those of April."""
        atom, number = self.at(index), self.at(index + 1)
        over = atom.kind == "final" or (atom.kind == "det" and atom.value == "past")
        return over and number.kind in {"num", "some", "unit"} and not self.grammar.span(index)

    def counted_next(self, index: int, got: Lapse) -> bool:
        """Like "next two weeks", "ближайшую неделю" count from today; "next week" does not."""
        return self.at(index).value == "near" or got.stop - index > 2  # noqa: PLR2004 -- next + number + unit

    def post(self, index: int) -> tuple[str, int]:
        """The word after a lapse or span that says how it is meant, and the index after it."""
        atom = self.at(index)
        at = index + (atom.kind == "mark")
        if self.at(at).value == "max" and self.at(at + 1 + (self.at(at + 1).kind == "prep")).kind in {"rel", "wd"}:
            return "", index  # «сегодня, край завтра»: the cap is of what follows
        if atom.kind == "post" or (atom.kind == "later" and atom.word == "later"):
            return _POST_RELATION.get(str(atom.value), "in"), index + 1
        ends = self.at(index + 1).kind not in {"num", "ord", "rel", "wd", "mon", "pair", "unit", "det", "part"}
        if (
            atom.kind == "prep"
            and atom.value == "by"
            and atom.word.startswith(("крайн", "сонгы", "the latest"))
            and ends
        ):
            return "by", index + 1
        if self.at(at).word in {"не раньше", "не ранее", "not before"} and self.at(at + 1).kind in {
            "stop",
            "mark",
            "w",
        }:
            return "since", at + 1
        if atom.kind == "mark" and self.at(index + 1).kind == "post" and self.at(index + 1).value == "max":
            return "by", index + 2
        return "", index

    def lapse_relation(self, got: Lapse, before: tuple[str, ...], after: str) -> str:
        """How a lapse is meant; "" if it is no time from now ("на месяц", "в неделю")."""
        last = self.at(got.stop - 1)
        if after:
            named = {"by": "within", "since": "", "after": "in" if last.case in {"abl", ""} else "", "earlier": "past"}
            return "within" if after == "in" and _BOUNDING & set(before) else named.get(after, after)
        if "in" in before or got.inverted:
            return "since" if "since" in before else "within" if _BOUNDING & set(before) else "in"
        if "in_en" in before or (before == ("after",) and self.after_english(got.stop)):
            return "within" if _BOUNDING & set(before) else "in"
        if "za" in before:
            return "in" if self.ukrainian(got) else "within"
        if _BOUNDING & set(before) or last.case == "term" or (self.asked and last.case == "loc"):
            return "within"
        one_day = (
            got.unit == "d" and got.low == got.high == 1 and last.kind == "unit" and self.at(got.stop - 2).kind != "num"
        )
        return "bare" if not before and self.asked and not one_day else ""

    def after_english(self, stop: int) -> bool:
        """Like "after two weeks", "after a month"; not "year after year"."""
        alone = self.at(stop - 2).value == "after"
        return self.at(stop - 1).word.isascii() and not (alone and self.at(stop - 3).kind == "unit")

    def ukrainian(self, got: Lapse) -> bool:
        """Ukrainian "за тиждень" is a week from now, Russian "за неделю" within one."""
        return any(
            atom.word in _UK_UNITS or atom.word.startswith("пив")
            for atom in self.atoms[max(0, got.stop - 4) : got.stop]
        )

    def lapsed(self, got: Lapse, relation: str, frame: Frame, stop: int) -> Mention:
        """A lapse as bounds."""
        start, before = frame.start, frame.before
        if relation == "past":
            return Mention(None, None, "past", start, stop)
        if got.vague:
            return Mention(None, None, "vague", start, stop, before, _VAGUE[got.unit])
        low, high = got.days(self.today)
        bounds = {"within": (None, high), "since": (low, None)}.get(relation, (low, high))
        return Mention(*bounds, relation, start, stop, before, kind="lapse")

    # -- spans --------------------------------------------------------------------------------------------------

    def span(self, frame: Frame) -> Mention | None:
        index, before = frame.word, frame.before
        got = self.nauryz(index, before) or self.grammar.span(index) or self.bare.day(index, before)
        if not got or (self.at(index).kind in _WEAK and not before and not self.asked and got[1] == index + 1):
            return None
        span, stop = got
        if span.kind in {"period", "holiday"}:
            self.grammar.anchor = span
        if far := self.anchors.after_span(span, stop):
            return Mention(None, far.latest, far.relation, frame.start, far.stop, before, kind="lapse")
        begun = self.at(stop).value == "kk_since" and self.at(stop - 1).case == "loc"  # «ақпанда бастап едік»
        after, stop = ("", stop) if begun else self.post(stop)
        relation = "past" if span.kind == "past" else self.span_relation(before, after, self.at(got[1] - 1))
        if span.kind == "holiday" and relation == "at" and self.spent(index, got[1]):
            relation = "after"
        return self.related(span, relation, frame, stop)

    def nauryz(self, index: int, before: tuple[str, ...]) -> tuple[Span, int] | None:
        """наурыз is March and the feast: the feast after "до", "после" and the like, or before кейін and дейін."""
        atom = self.at(index)
        if (
            atom.kind != "mon"
            or not atom.word.startswith(("наурыз", "naur"))
            or self.at(index + 1).kind in {"num", "ord", "part"}
        ):
            return None
        if self.at(index + 1).kind == "unit" or self.at(index - 1).kind in {"num", "ord"}:
            return None
        relative = {"by", "after", "near"} & set(before) or self.at(index + 1).value in _RELATIVE_POST
        relative = relative or self.spent(index, index + 1)
        called = self.at(index + 1).value == "public" or (
            self.at(index + 1).word.startswith(_FEASTS) and self.at(index + 2).value in _RELATIVE_POST
        )
        days = calendar_holidays.upcoming("nauryz", self.today, self.country)
        if days and (relative or self.at(index - 1).word in {"на", "в"} or called):
            stop = index + 1 + called
            return Span(*days, kind="holiday"), stop
        return None

    def spent(self, index: int, stop: int) -> bool:
        """Whether the feast named here is to be over first: «Наурыз отгуляем и сразу», «как отгуляем Наурыз»."""
        told = self.at(index - 1).word.startswith(_SPENT) and self.at(index - 2).word in _ONCE
        after = self.at(stop).word.startswith(_SPENT) and self.at(stop + 1).kind in {"join", "mark", "asap", "w"}
        return told or after

    def span_relation(self, before: tuple[str, ...], after: str, last: Atom) -> str:
        """How a span is meant, by what stands before and after it."""
        if after and after != "in":
            return "at" if after == "within" else after
        for word, relation in _SPAN_RELATIONS:
            if word in before:
                return relation
        if before and before[-1] in {"po", "to"}:
            return "until"
        return "by" if "max" in before else "since" if last.case == "abl" else "at"

    def related(self, span: Span, relation: str, frame: Frame, stop: int) -> Mention | None:
        """Bounds by what the word before means for this kind of span."""
        first, last = max(span.first, self.today), span.last
        bounds: tuple[date | None, date | None] = first, last
        if relation == "by":
            bounds = None, self.deadline(span, frame.word)
            if bounds[1] is None:
                return None
        elif relation == "after":
            bounds = last + timedelta(days=1), None
        elif relation == "past" or last < self.today:
            return Mention(None, None, "past", frame.start, stop)
        elif relation == "since" and span.kind == "day" and span.first != last:
            relation = "at"  # с 20 по 25 июня
        elif relation == "since":
            bounds = first, None
        return Mention(*bounds, relation, frame.start, stop, frame.before, kind=span.kind)

    def deadline(self, span: Span, index: int) -> date | None:
        """The last day that still is "by" this span."""
        if span.kind in {"day", "end"}:
            return span.last if span.last >= self.today else None
        if span.kind == "mid":
            return span.first + (span.last - span.first) // 2
        if span.first > self.today:
            return span.first - timedelta(days=1)
        return self.next_start(span, index)

    def next_start(self, span: Span, index: int) -> date | None:
        """Like "до весны" said in spring means the next one."""
        if span.kind == "holiday":
            name = str(self.at(index).value)
            days = calendar_holidays.upcoming(name, self.today, self.country, started=False) if name.isalpha() else None
            return days[0] - timedelta(days=1) if days else None
        if self.at(index).kind in {"mon", "season"}:
            return calendar_spans.add_months(span.first, 12) - timedelta(days=1)
        return None
