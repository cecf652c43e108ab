"""Several mentions of time in one message, joined: alternatives, and bounds said apart."""

from __future__ import annotations

from datetime import timedelta

from fsm.reading.calendar_atoms import Atom
from fsm.reading.calendar_mentions import Mention
from fsm.reading.calendar_spans import safe_date

_LOOSE_JOIN = 5
_YEAR = 366
_FRIDAY = 4
_WEEKDAYS = frozenset({"wd", "weak_wd"})


class Pairs:
    """Joins mentions that stand beside each other in the atoms of one message."""

    def __init__(self, atoms: list[Atom], *, asked: bool) -> None:
        self.atoms = atoms
        self.asked = asked

    def linked(self, mentions: list[Mention]) -> list[Mention]:
        """Alternatives and bounds said apart joined to one: "завтра или послезавтра", "с мая по июль"."""
        joined: list[Mention] = []
        for mention in mentions:
            both = self.pair(joined[-1], mention) if joined else None
            if both:
                joined[-1] = both
            else:
                joined.append(mention)
        told = [self.alone(mention) for mention in joined if self.asked or mention.relation != "until"]
        return [mention for mention in told if not self.working_week(mention)]

    def alone(self, mention: Mention) -> Mention:
        """Like "по 15 апреля включительно" with no beginning said: a deadline."""
        return mention._replace(earliest=None, relation="by") if mention.relation == "until" else mention

    def working_week(self, mention: Mention) -> bool:
        """Like "с понедельника по пятницу": the days of a nanny, not a date."""
        first = mention.first
        while first > 1 and self.atoms[first - 1].kind == "dash" and self.atoms[first - 2].kind in _WEEKDAYS:
            first -= 2  # «пн» alone is no weekday yet
        inside = self.atoms[first : mention.stop]
        days = [atom for atom in inside if atom.kind in _WEEKDAYS]
        if self.asked or len(days) <= 1:
            return False
        dashed = any(atom.kind == "dash" for atom in inside) and "at" not in mention.prepositions
        return (
            "since" in mention.prepositions
            or days[0].case == "abl"
            or (dashed and days[0].value == 0 and int(days[-1].value) >= _FRIDAY)
        )

    def pair(self, one: Mention, other: Mention) -> Mention | None:
        between = self.atoms[one.stop : other.first]
        either = any(atom.value == "or" for atom in between) and len(between) <= _LOOSE_JOIN
        loosely = {"w", "tod", "prep", "num", "clock"} if either else {"tod"}
        if any(atom.kind not in {"join", "dash", "mark"} | loosely for atom in between):
            return None
        links = {atom.kind for atom in between} | {"join" for atom in between if atom.value == "/"}
        one, other = self.same_year(one, other), self.following(one, other)
        if other.relation == "until" and one.earliest and other.latest and one.relation in {"at", "since"}:
            return one._replace(latest=other.latest, relation="at", stop=other.stop) if not between else None
        if one.relation == "since" and other.latest and (other.relation in {"until", "by"} or "dash" in links):
            return one._replace(latest=other.latest, relation="at", stop=other.stop)
        if {"dash", "join"} & links or one.relation == "between":
            both = self.either(one, other)
            hours = any(atom.kind in {"num", "clock"} for atom in between)
            return both._replace(stop=one.stop) if both and hours else both  # the hours are read for themselves
        return self.beside(one, other, bare=not between)

    def same_year(self, one: Mention, other: Mention) -> Mention:
        """Like "14.10. - 15.10.2027": the year said last is that of both."""
        if not (one.kind == other.kind == "day" and one.earliest and other.latest):
            return one
        years = other.latest.year - one.earliest.year
        told = any(atom.kind in {"full", "iso"} for atom in self.atoms[one.first : one.stop])
        if years < 1 or told or (other.latest - one.earliest).days <= _YEAR:
            return one
        first = safe_date(other.latest.year, one.earliest.month, one.earliest.day)
        if first is None or first > other.latest:
            return one
        return one._replace(earliest=first, latest=first if one.latest else None)

    def beside(self, one: Mention, other: Mention, *, bare: bool) -> Mention | None:
        """Two mentions with at most a comma between: "в конце мая начале июня", "в пятницу, край в субботу"."""
        if bare and one.relation == other.relation == "at" and one.latest and other.earliest:
            touching = one.latest < other.earliest <= one.latest + timedelta(days=1)
            return self.either(one, other) if touching and one.kind != "day" else None
        if one.earliest and one.relation == "at" and other.relation == "by" and other.latest:
            later = other.latest >= one.earliest
            return one._replace(latest=other.latest, stop=other.stop) if later else None
        return None

    def following(self, one: Mention, other: Mention) -> Mention:
        """Like "пн-ср" said on Tuesday: the second weekday comes after the first."""
        if one.earliest and other.latest and other.latest < one.earliest and self.weekday(one) and self.weekday(other):
            week = timedelta(days=7)
            return other._replace(earliest=other.earliest and other.earliest + week, latest=other.latest + week)
        number = self.atoms[other.stop - 1 - (self.atoms[other.stop - 1].kind == "post")].kind in {"num", "ord"}
        if number and one.earliest and other.latest and other.latest < one.earliest:  # сәуірдің 5-інен 10-ына дейін
            return other._replace(latest=safe_date(one.earliest.year, one.earliest.month, other.latest.day))
        return other

    def weekday(self, mention: Mention) -> bool:
        return any(atom.kind in {"wd", "weak_wd"} for atom in self.atoms[mention.first : mention.stop])

    def either(self, one: Mention, other: Mention) -> Mention | None:
        if one.relation == "by" and one.latest and other.latest:
            return one._replace(latest=max(one.latest, other.latest), stop=other.stop)
        if not (one.earliest and one.latest and other.earliest and other.latest):
            return None
        earliest, latest = min(one.earliest, other.earliest), max(one.latest, other.latest)
        return one._replace(earliest=earliest, latest=latest, stop=other.stop, relation="at")
