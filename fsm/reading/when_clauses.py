"""The clause around a mention of time: whether it speaks of the past, of a call back, of what is impossible."""

from __future__ import annotations

from fsm.reading import when_cues as cues


def says_call(low: str) -> bool:
    """Whether a message speaks of calling or writing later."""
    return bool(cues.CALL.search(low))


def is_event(word: str) -> bool:
    """Whether a word names an event that has its day: суд, вылет, exam."""
    return bool(cues.EVENTS.fullmatch(word))


def is_proposal(low: str, end: int) -> bool:
    """Whether the time that ends at `end` is asked about in words that sound like a refusal of it."""
    return bool(cues.IS_IT_NO.match(low, end))


def for_event(low: str, start: int) -> bool:
    """Whether the day at `start` is that of an event to be ready for, told before it: «ко дню рождения шефа, 19-го»."""
    return bool(cues.EVENT_BEFORE.search(low[max(0, start - cues.WIDEST) : start]))


def tells_past(low: str) -> bool:
    """Whether a stretch of text only tells what has happened: «тёща зубы вставила»."""
    return bool(cues.PAST_FORM.search(low)) and not cues.TO_COME.search(low)


def says_need(low: str) -> bool:
    """Whether a message asks for something at all."""
    return bool(cues.NEED.search(low))


class Clause:
    """The clause a mention stands in, cut into what comes before it and what comes after."""

    def __init__(self, low: str, start: int, end: int) -> None:
        self.start, self.end = start, end
        left = max(0, start - cues.WIDEST)
        breaks = [match.end() for match in cues.BREAK.finditer(low, left, start)]
        self.before = low[(breaks[-1] if breaks else left) : start]
        if (proposed := self.before.rfind(" давай")) > 0:
            self.before = self.before[proposed + 1 :]  # «не смогу ребёнок заболел давайте через неделю»
        if len(self.before) > cues.STORY and (asks := [match.start() for match in cues.ASKS.finditer(self.before)]):
            self.before = self.before[asks[-1] :]
        if len(self.before) > cues.KAZAKH_STORY and (
            ends := [match.end() for match in cues.VERB_ENDS.finditer(self.before)]
        ):
            self.before = self.before[ends[-1] :]
        following = cues.BREAK.search(low, end, end + cues.WIDEST)
        introduced = cues.ENDS.search(low, end, end + cues.WIDEST)
        if introduced and (following is None or introduced.start() < following.start()):
            following = introduced
        self.after = low[end : following.start() if following else end + cues.WIDEST]
        self.text = f"{self.before}\x00{self.after}"

    @property
    def negated(self) -> bool:
        """Like "не в среду", "завтра никак", "ертең емес": the time is named to rule it out."""
        return bool(
            cues.NOT_AFTER.match(self.after)
            or cues.UNABLE.search(self.after)
            or cues.UNABLE_BEFORE.search(self.before[-40:])
        )

    @property
    def unable(self) -> bool:
        return bool(cues.UNABLE.search(self.text))

    @property
    def call(self) -> bool:
        return bool(cues.CALL.search(self.text))

    @property
    def past(self) -> bool:
        if self.mostly_past and not cues.WISH.search(self.text):
            near = f"{self.before[-cues.CLOSE :]}\x00{self.after[: cues.CLOSE]}"
            if not cues.SOON_AFTER.search(near):
                return True
        return bool(cues.DID.search(self.before))

    @property
    def told(self) -> bool:
        """Only what has happened is told: «в январе нас обокрали», «просила в понедельник»."""
        return bool(cues.PAST_FORM.search(self.text)) and not cues.TO_COME.search(self.text.replace("\x00", "\n"))

    @property
    def engaged(self) -> bool:
        """The time is taken by something of their own: «завтра у дочки утренник», «в четверг я на даче»."""
        if cues.ENGAGED_BEFORE.search(self.before):
            return True
        return bool(cues.ENGAGED_AFTER.match(self.after)) or (bool(cues.AWAY.search(self.text)) and not self.need)

    @property
    def occupied(self) -> bool:
        """The time is that of a leave, a trip, an exam: nothing can be begun in it."""
        return bool(cues.OCCUPIED.search(self.text))

    @property
    def gone(self) -> bool:
        """How long somebody is away: «муж уехал на вахту до апреля»."""
        return bool(cues.GONE.search(self.before))

    @property
    def until(self) -> bool:
        """How long a want lasts and not when it is needed: «на карте пусто до пятницы»."""
        return bool(cues.LASTS.search(self.before))

    @property
    def mostly_past(self) -> bool:
        """Past words, wishes or not ("надо было ещё в феврале")."""
        return bool(cues.PAST.search(self.text) or cues.PAST_ENGLISH.search(self.text))

    @property
    def regular(self) -> bool:
        return bool(cues.REGULAR.search(self.text))

    @property
    def elsewhere(self) -> bool:
        """Our hours, a pay day, an advert, a birth date: days that are nobody's deadline."""
        return bool(cues.WORKING.search(f"{self.before}\x00{cues.CONDITION.sub('', self.after)}"))

    @property
    def wear(self) -> bool:
        """A fear of how long it will hold: «а если через неделю сломается?»."""
        return bool(cues.WEAR.search(self.text))

    @property
    def waiting(self) -> bool:
        """How long something has been going on: «с понедельника болит», «неделю уже жду»."""
        return bool(cues.WAITING.search(self.text)) and not self.need

    @property
    def missed(self) -> bool:
        """A day that has passed unused: «ещё в субботу надо было», «должны были в пятницу»."""
        return bool(cues.MISSED.search(self.text))

    @property
    def product(self) -> bool:
        """The mention belongs to the name of the thing: «тур на выходные», "weekend trip"."""
        return bool(cues.OUTING.search(self.before))

    @property
    def need(self) -> bool:
        return bool(cues.NEED.search(self.text))

    @property
    def trouble(self) -> bool:
        """Something that has been wrong since then."""
        return bool(cues.TROUBLE.search(self.text)) or self.past

    @property
    def given_up(self) -> bool:
        """A time they first had in mind ("думали в мае, но ...")."""
        return bool(cues.GIVEN_UP.search(self.before))

    @property
    def for_event(self) -> bool:
        """Something is to be ready for an event: «к свадьбе»."""
        return bool(cues.FOR_EVENT.search(self.text))

    @property
    def event(self) -> bool:
        """An event to be ready for stands as the subject ("завтра экзамен"), not as a purpose ("торт на свадьбу")."""
        if cues.FOR_EVENT.search(self.text):
            return True
        found = None if cues.PREPARES.search(self.text) else cues.EVENTS.search(self.text)
        return bool(found) and not cues.EVENT_LED.search(self.text[: found.start()]) if found else False
