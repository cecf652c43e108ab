"""When the thing is needed: the timeline a message states, as calendar days and urgency."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

from fsm.facts import AUTHORITY, LOCATION, NAME, TIMELINE, Found, Timeline
from fsm.reading import when_cues as cues
from fsm.reading.calendar_atoms import Atom, atoms_of
from fsm.reading.calendar_mentions import Mention, Mentions, speak_of_time
from fsm.reading.calendar_spans import next_weekday
from fsm.reading.hours_beside import beside_contact
from fsm.reading.message import Context, Message
from fsm.reading.when_ahead import (
    ALREADY,
    BUSY,
    EVERY,
    HAD,
    HOW_LONG,
    UNDATED_EVENT,
    days_ahead,
    until_then,
    waits_for,
)
from fsm.reading.when_clauses import Clause, for_event, is_proposal, says_need, tells_past
from fsm.reading.when_habits import is_habit, reproaches
from fsm.reading.when_meant import about_call, aside, bare, goes_till, how_long, wished
from fsm.reading.when_pairs import Pairs
from fsm.reading.when_proposed import afterwards, is_taken, proposes
from fsm.reading.when_worded import OF_URGENCY, Worded, urgency_of

__all__ = ["read", "urgency_of"]

_ANCHORS_TEXT = (
    "end_of det rel wd weak_wd mon weak_mon season hol new wend pair full iso unit lapse year urgent asap later soon "
    "unknown ord ordtail part qletter rank num w tod post anytime"
)
_ANCHORS = frozenset(_ANCHORS_TEXT.split())
_OF_PERSONS = frozenset({NAME, LOCATION, "contact_name"})
_NAMED_SEASONS_TEXT = "fall spring summer winter autumn весна лето осень зима лито зимы весны осени лета"
_NAMED_SEASONS = frozenset(_NAMED_SEASONS_TEXT.split())
_THAT = frozenset({"той", "тий"})
_LONG_AHEAD, _BYGONE, _HOURS, _BESIDE, _BY_EVENT, _MOST = 300, 260, 24, 3, 24, 40


class _Reader:
    """One message being read for its timeline."""

    def __init__(self, message: Message, context: Context, atoms: list[Atom]) -> None:
        self.message = message
        self.low = message.plain
        self.atoms = atoms
        self.today = context.now.date()
        self.last: Mention | None = None
        self.context = context
        self.question = context.question
        self.asked = context.question == TIMELINE
        self.mentions = Mentions(atoms, self.today, context.country, asked=self.asked)

    def read(self) -> Found | None:
        found = self.mentions.all()[:_MOST]
        self.last = found[-1] if found else None
        said = self.instead([said for mention in found if (said := self.said(mention))])
        dated = Pairs(self.atoms, asked=self.asked).linked(said)
        if dated:
            return self.timeline(self.on_weekday(self.waited(self.until_then(self.then_on(self.chosen(dated))))))
        return Worded(self.message, self.atoms, self.context).read(found)

    # -- which mentions count -----------------------------------------------------------------------------------

    def instead(self, mentions: list[Mention]) -> list[Mention]:
        """Without days that are taken by something else, where another day is proposed in their place."""
        told = [mention for mention in mentions if self.proposes(mention)] if len(mentions) > 1 else []
        if not told or len(told) == len(mentions):
            return mentions
        if self.question == "confirm" and all(mention.kind == "day" for mention in mentions):
            return told
        return [mention for mention in mentions if mention in told or not is_taken(self.clause(mention))]

    def proposes(self, mention: Mention) -> bool:
        return proposes(self.low, self.atoms[mention.first].start, self.atoms[mention.stop - 1].end)

    def clause(self, mention: Mention) -> Clause:
        return Clause(self.low, self.atoms[mention.first].start, self.atoms[mention.stop - 1].end)

    def said(self, mention: Mention) -> Mention | None:
        """The mention if it says when the thing is needed, turned into a deadline where its clause makes it one."""
        if mention.relation in {"past", "vague", "bare"}:
            going_on = mention.relation != "bare" or self.going_on(mention)
            return None if going_on else self.bare(mention)
        clause = self.clause(mention)
        if mention.kind == "left":  # «до экзамена ровно три месяца»
            near = f"{clause.before[-_BY_EVENT:]}\n{clause.after[:_BY_EVENT]}"
            return None if tells_past(cues.REMAINS.sub("", near)) else mention
        if self.ruled_out(mention, clause) or not (self.asked or self.meant(mention, clause)):
            return None
        if mention.relation == "earlier":
            return self.not_earlier(mention, unable=clause.unable)
        return self.readied(mention, clause)

    def readied(self, mention: Mention, clause: Clause) -> Mention:
        """The mention as a deadline where it is the time of an event to be ready for."""
        if mention.relation == "at" and mention.kind == "day" and for_event(self.low, clause.start):
            return mention._replace(earliest=None, relation="by")
        if mention.relation == "at" and mention.kind == "period" and clause.for_event and mention.earliest:
            ready = mention.earliest - timedelta(days=1)  # by the wedding in June: before June
            return mention._replace(earliest=None, latest=max(ready, self.today), relation="by")
        trip = mention.kind != "day" and cues.TRIP.search(self.low)
        if mention.relation in {"at", "in"} and clause.event and mention.latest and not trip:
            return self.ahead(mention)._replace(earliest=None, relation="by")
        return mention

    def going_on(self, mention: Mention) -> bool:
        """How long it has lasted: «две недели жду», «уже 2 недели»."""
        clause = self.clause(mention)
        told = clause.before.rstrip().endswith(ALREADY) or clause.after.lstrip().startswith(ALREADY)
        return clause.waiting or told

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

    def then_on(self, mention: Mention) -> Mention:
        """«Отпуск с 5 по 19, потом можно»: since the day after."""
        then = afterwards(self.low, self.atoms[mention.stop - 1].end)
        if not (then and mention.latest and self.clause(mention).occupied):
            return mention
        return mention._replace(earliest=mention.latest + timedelta(days=1), latest=None, relation="since")

    def until_then(self, mention: Mention) -> Mention:
        """A day said first, and "before that" after it: its deadline."""
        day = mention.earliest
        later = until_then(self.low, self.atoms[mention.stop - 1].end)
        if day is None or not later or mention.relation not in {"at", "since", "in"}:
            return mention
        if mention.kind == "period" and day > self.today:
            day -= timedelta(days=1)  # «в сентябре в школу, до этого»: before it begins
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
        negated = clause.negated and mention.relation != "earlier" and not self.proposed(clause)
        if self.question == AUTHORITY and not clause.need:
            return True  # «начальник в отпуске, в пятницу выйдет и решит»
        if (clause.regular and mention.relation != "since") or negated:
            return True
        if self.question == LOCATION and cues.LEAVING.search(clause.text):
            return True  # «переезжаем в июне»: when they move is not when they need us
        if self.hour_of_call(mention) or self.names_today(mention) or self.taken(mention, clause):
            return True
        if clause.elsewhere or clause.call or clause.missed or clause.wear or self.belongs(mention, clause):
            return True
        return self.over(mention, clause)

    def taken(self, mention: Mention, clause: Clause) -> bool:
        """Whether the day is taken by something else, or ends a state: «завтра у нас утренник», «занят до пятницы»."""
        lasting = (clause.gone and not clause.need) or (clause.until and not says_need(self.low))
        if mention.relation == "by" and lasting:  # «партнёр в Дубае до апреля»
            return True
        others = self.question == "confirm" or mention is not self.last
        reason = self.question == "confirm" and clause.event and bool(cues.UNABLE.search(self.low))
        timed = mention.kind == "day" or (self.question == "confirm" and not cues.MOVES.search(self.low))
        return others and timed and (clause.engaged or reason)

    def over(self, mention: Mention, clause: Clause) -> bool:
        """Whether the clause tells what has happened then, or what was first in mind."""
        day = mention.earliest or mention.latest
        if day and (day - self.today).days > _LONG_AHEAD and (clause.mostly_past or clause.told):
            return True
        last = self.atoms[mention.stop - 1]
        ahead = last.kind == "rel" and last.value in {1, 2}
        if cues.FELL_THROUGH.match(self.low, last.end):
            return True
        told = not ahead and (clause.past or (self.happened(mention) and clause.told))
        return (told and not until_then(self.low, last.end)) or (mention is not self.last and clause.given_up)

    def happened(self, mention: Mention) -> bool:
        """Whether the mention may tell when something happened: «в январе», but «на январь» is still to come."""
        through = self.atoms[mention.first].word in {"через", "після"} or self.atoms[mention.stop - 1].word == "later"
        if through and not self.clause(mention).need:
            return True  # «через месяц пломба вылетела»
        led = self.atoms[mention.first].word
        that = any(
            atom.word in _THAT for atom in self.atoms[mention.first : mention.stop]
        )  # «на той неделе» is also past
        return mention.relation in {"at", "since"} and (led not in {"на", "к", "под", "for"} or (led == "на" and that))

    def names_today(self, mention: Mention) -> bool:
        """Like «сегодня уже вторник», "today is Tuesday": what day it is, and nothing about a need."""
        day = self.today
        if mention.kind != "day" or (mention.earliest, mention.latest) != (day, day):
            return False
        near = self.atoms[max(0, mention.first - _BESIDE) : mention.stop + _BESIDE]
        dated = {"wd", "mon", "pair"} & {atom.kind for atom in near}
        named = next((at for at, atom in enumerate(near) if atom.kind == "rel" and atom.value == 0), -1)
        between = near[named + 1 : named + 3]
        led = any(atom.kind in {"prep", "join", "dash"} for atom in between)
        return named >= 0 and bool(dated) and not led and not self.clause(mention).need

    def proposed(self, clause: Clause) -> bool:
        """Like «а в четверг никак?»: proposed, although it sounds refused."""
        return self.question == "confirm" and is_proposal(self.low, clause.end)

    def hour_of_call(self, mention: Mention) -> bool:
        """Like «8701 555 22 11 после 6»: when to call the number it stands beside."""
        first, last = self.atoms[mention.first], self.atoms[mention.stop - 1]
        figures = [atom for atom in self.atoms[mention.first : mention.stop] if atom.kind not in {"prep", "post"}]
        bare = len(figures) == 1 and figures[0].kind == "num" and 0 < float(figures[0].value) <= _HOURS
        after = self.atoms[mention.stop : mention.stop + 2]
        hours = mention.kind == "day" and any(atom.kind in {"tod", "clock"} or atom.value == "after" for atom in after)
        return (bare or (hours and not self.asked and not self.clause(mention).need)) and beside_contact(
            self.low, first.start, last.end
        )

    def belongs(self, mention: Mention, clause: Clause) -> bool:
        """Whether the words tell how long something lasts, or what sort of thing is wanted: «тур на выходные»."""
        if mention.relation == "since" and (clause.waiting or reproaches(clause.text)):
            return True
        if mention.relation == "within" and how_long(self.low, clause, asked=self.asked):
            return True
        if self.asked:
            return False
        if mention.relation == "at" and any(
            atom.word.endswith(("days", "weekends")) for atom in self.atoms[mention.first : mention.stop]
        ):
            return True  # "on Saturdays"
        priced = self.low[: self.atoms[mention.first].start].rstrip().endswith(";")
        spent = mention.kind == "period" and self.atoms[mention.first].word in {"for", "на"}
        if priced and (mention.kind == "lapse" or spent):
            return True  # «300 грн за годину», "no budget for this quarter": the money before it has been read already
        weekend = any(atom.kind == "wend" for atom in self.atoms[mention.first : mention.stop])
        return (weekend and (clause.product or self.usual(mention, clause))) or clause.before.rstrip().endswith(ALREADY)

    def usual(self, mention: Mention, clause: Clause) -> bool:
        """Like "do you deliver on weekends?": what is done every weekend."""
        said = self.low[self.atoms[mention.first].start : self.atoms[mention.stop - 1].end]
        return "?" in self.low and is_habit(clause.text.replace("\x00", said))

    def meant(self, mention: Mention, clause: Clause) -> bool:
        """Whether a mention counts although nobody asked when."""
        if about_call(self.context) and not re.search(r"нужн|надо|керек|need|готов|хоч", clause.text):
            return False
        said = self.atoms[mention.first].word
        if said.startswith(("не ран", "not ", "no earlier", "начиная", "starting")):
            return True
        moved = mention.relation == "since" and cues.MOVES.search(self.low)  # «с 12-го на 16-е»
        told = moved or aside(self.low, clause, self.context, today=self.today in mention[:2])
        named = self.atoms[mention.first].word in _NAMED_SEASONS  # "fall protection", «зима близко»
        bygone = self.bygone(mention) and said not in {"к", "ко", "by"}  # «сайт к сентябрю» lies ahead
        if told or named or (not clause.need and (self.loose(mention) or bygone)):
            return False
        if mention.relation in {"since", "within", "after"}:
            beside = says_need(self.low) and not clause.trouble and mention.relation != "within"
            after = self.question == "confirm" and mention.relation != "within" and bare(clause)
            return wished(clause) or beside or after
        short = mention.stop - mention.first == 1
        if self.question in _OF_PERSONS and (short or (self.question == LOCATION and not clause.need)):
            return short and self.atoms[mention.first].kind == "rel" and (wished(clause) or bare(clause))
        to_year = mention.relation == "by" and self.atoms[mention.stop - 1].value == "y"
        return not to_year or clause.need or (mention.kind in {"holiday", "end"} and not goes_till(clause))

    def bygone(self, mention: Mention) -> bool:
        """A month or season that has just passed, or is paid for: «в январе», «деньги за февраль»."""
        day = mention.earliest or mention.latest
        far = mention.kind in {"period", "day", "holiday"} and day and (day - self.today).days > _BYGONE
        inside = self.atoms[mention.first : mention.stop]
        told = any(atom.kind in {"det", "year", "full", "iso", "new"} or atom.word[:2] == "20" for atom in inside)
        return (bool(far) and not told) or (mention.kind == "period" and "za" in mention.prepositions)

    def loose(self, mention: Mention) -> bool:
        """A season, or a month or weekday alone without preposition or case: it may be talk of anything."""
        words = [atom for atom in self.atoms[mention.first : mention.stop] if atom.kind not in {"prep", "det"}]
        kinds = {atom.kind for atom in words}
        if kinds in ({"season"}, {"num", "unit"}, {"year"}):
            return mention.relation == "at" and (self.question != "confirm" or kinds != {"season"})
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
        if HOW_LONG.search(self.low) or self.clause(mention).regular:
            return None
        if cues.LEFT.search(self.low):
            return mention._replace(earliest=None, relation="within")
        if self.clause(mention).told:
            return None
        if cues.TERM_QUESTION.search(self.context.plain) and not cues.START_QUESTION.search(self.context.plain):
            return mention._replace(earliest=None, relation="within")
        return mention

    # -- how several mentions go together -----------------------------------------------------------------------

    def chosen(self, mentions: list[Mention]) -> Mention:
        """The one that counts: a correction, else the most exact of those inside each other, else the first."""
        if cues.MOVES.search(self.low) or (len(mentions) > 1 and HAD.search(self.low)):
            return mentions[-1]
        if len(mentions) > 1 and mentions[-1].relation == "by" and days_ahead(self.low):
            return self.ahead(mentions[-1])
        best = mentions[0]
        for one in mentions[1:]:
            gap = self.low[self.atoms[best.stop - 1].end : self.atoms[one.first].start]
            if "max" in one.prepositions and one.relation == "by" and best.relation == "at" and best.earliest:
                best = best._replace(latest=max(filter(None, (one.latest, best.latest))))
            elif self.then_within(best, one, gap):
                best = one._replace(earliest=max(filter(None, (one.earliest, best.earliest))))
            elif self.inside(one, best) and one.latest is None:
                best = one._replace(latest=best.latest)
            elif (
                cues.CORRECTS.search(gap)
                or (BUSY.search(gap) and not self.clause(one).unable)
                or self.inside(one, best)
            ):
                best = one
            elif best.relation == "since" and best.earliest and one.relation == "by" and one.latest:
                best = best._replace(latest=one.latest) if one.latest >= best.earliest else best
        return best

    def then_within(self, after: Mention, period: Mention, gap: str) -> bool:
        """Like «после айта, где-то в конце марта»: after the one, and in the period said beside it."""
        if after.relation != "after" or period.relation != "at" or period.kind == "day" or cues.APART.search(gap):
            return False
        return bool(after.earliest and period.earliest and period.latest and after.earliest <= period.latest)

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


def read(message: Message, context: Context) -> Found | None:
    """The timeline this message states (`Timeline` as value), or None if it states none."""
    atoms = atoms_of(message)
    asked = context.question == TIMELINE
    kinds = {atom.kind for atom in atoms}
    if kinds.isdisjoint(_ANCHORS) and not (asked and UNDATED_EVENT.search(message.plain)):
        return None
    if not asked and kinds.isdisjoint(OF_URGENCY) and not speak_of_time(atoms, kinds):
        return None
    return _Reader(message, context, atoms).read()
