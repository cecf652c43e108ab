"""The time of day that suits for a call or a visit."""

from __future__ import annotations

import re

from fsm.facts import BEST_TIME, NEED, PHONE, TIMELINE, Found, Hours
from fsm.reading.calendar_atoms import Atom, atoms_of
from fsm.reading.calendar_words import plain
from fsm.reading.hours_beside import beside_contact
from fsm.reading.hours_clock import Clock, Slot, may_open
from fsm.reading.hours_meant import arrives, idle, of_a_visit, reached
from fsm.reading.hours_own import COMES, does_themselves, lasted
from fsm.reading.hours_words import BEGINS, ELSEWHERE, OTHERS_ALL_DAY, any_time, goes_on
from fsm.reading.message import Context, Message
from fsm.reading.rare import Rare
from fsm.reading.when_clauses import Clause, is_proposal

_ANCHORS_TEXT = "tod anytime clock num pair hour_word unit lapse asap urgent rel halfof half ord"
_ANCHORS = frozenset(_ANCHORS_TEXT.split())
_BUSY = Rare(
    r"тихий час|уйыктай|колым (?:тимей|бос емес)"
    r"|на смене|\bсмена\b|на работе|на роботи|занят|зайнят|не могу|не можу|сплю|спим|не удобн|неудобн|не зручно"
    r"|на учебе|на урок"
    r"|на занят|учусь|не звони|\bсовещани|\bна совещани|работаю|працюю|бос емес|жумыстамын|жумыс истей|сабакта"
    r"|at work|\bbusy"
    r"|meeting"
    r"|\bsleep|не получ|не смогу|алмаймын|болмайды|can't|cannot|\bcant\b|not available|\bкроме|\bexcept"
    r"|за рулем|в дороге"
    r"|\bна парах|никак|не бер[еиу]|не отвеча|not free|working (?:till|until)|i work\b|нельзя|не пиш|рано\b"
    r"|поздно\b(?!\s*\x00|\s+вечер)"
    r"|не надо|не успе|не встиг|улгерме"
    r"|\bhell\b|\b(?:is|are) (?:bad|terrible|awful|busy|crazy|tough)|don't work|\bno\s*$|отпада|мимо\b"
)
_SELF = Rare(
    r"напишу|отпишу|отвечу|скину|вышлю|пришлю|подумаю|перезвоню|\bнаберу|\bпозвоню|жазамын|жазам\b|хабарласам"
    r"|звандаймын|i'll|i will|напишемо|відпишу|видпишу|зателефоную|передзвоню|уточню|узнаю|скажу|сообщу|решу"
    r"|спрошу|спросим|посовету|обсуд(?:им|ю)|поговор(?:ю|им)|акылдас|i'll ask"
    r"|\bдам\b|\bбуду дома|\bоплачу|\bоплатим|\bзаплачу|\bпереведу|толеймин|толейм[иы]з|i can pay|заплатимо"
)
_VISIT = Rare(
    r"звон|дзвон|звандан|\bнабер|\bнабир|набрать|\bcall|\bring\b|\bphone me|конырау|хабарлас|телефон сог|связ"
    r"|\bсвяж|приех|приед"
    r"|приез|подъе|подой|зайд|заех|заед|приход|прийти|приду|прийд|запис|запиш|встреч|удобн|свобод|доставк|привез|жду"
    r"|келе|келин|келс|барам|ынгайлы|босп|босын|бос бол|\bcome|visit|appoint|\bbook|availab|\bfree\b|reach me|зручно"
    r"|вільн"
    r"|вильн|приїд|приид|зателефон|зустри|мастер|замер|смотр|урок|пробн|столик|заброни|достав|консультац|прием"
    r"|при[ийе]м|сдвин|перенес|перестав|перезапи|schedule|meet|\bможн[оа] (?:тильки |только )?(?:утр|вечер|веч"
    r"|дн[её]м|после|писля|в обед|с \d|з \d)"
)
# Where "any time" and "now" may answer without an hour.
_WITHOUT_HOURS = frozenset({BEST_TIME, PHONE, "confirm"})
# Shorter words for "any time" ("всегда", "любое") need the question for hours.
_WORD = 8
_WAITED = re.compile(r"\bзвоню|\bдзвоню|\bнабираю|\bжд[уеа]|\bсижу|\bсидим|\bwait|чека[юєе]")
_JUST_WAITED = re.compile(r"\b(?:жду|жд[её]м|сижу|сидим|waiting|чекаю|чекаємо)\s*(?:уже\s*)?$")
_SINCE_MORNING = re.compile(r"(?:с|со|з|із|since|from)\s+(?:самого )?(?:утра|ранку|morning)")
# A time that is only tried on («в час ночи устроит?») or taken by something else («тренировка в 9, потом свободна»).
_ASKED_BACK = re.compile(r"[^.!?;,\n]{0,25}\?")
_ENGAGED = re.compile(
    r"\b(?:тренировк\w*|планерк\w*|совещани\w*|стендап|пара|пары|урок|лекци\w*|массаж|йога|стрижк\w*|запись|сеанс"
    r"|жаттыгу\w*|gym|yoga|meeting|class|workout|training|standup|тренуванн\w*|нарада)\s(?:\w+\s)?$"
)
_COUNTING = re.compile(
    r"\d\s*(?:месяц|мес\b|человек|гост|персон|шт|%|процент|кв|метр|год|лет\b|занят|урок|раз\b|ай\b|адам|month|people"
    r"|guest|person|year|lesson|unit|мисяц|осиб|рок)"
)
_FOR_DAYS = re.compile(r"на [234] дня\b")
_DIFFERENCE = re.compile(r"\s(?:час\w* )?(?:меньше|больше|разниц|вперед|назад от|behind|ahead of|difference)")
_DAYS_FROM_TO = re.compile(r"(?:с|со|з)\s\d{1,2}(?:-?го)?\s(?:по|до)\s\d{1,2}(?:-?го|-?е)?$")
_SO_MANY_DAYS = re.compile(r"(?:на )?(?:[234]|два|три|четыре) дня$")
_WORK_FOR = re.compile(
    r"(?:дней|недель|месяцев|минут|работы|делов|дела?|всего|тут|там) (?:всего |где-то |примерно )?(?:на )?$"
)
_FROM_DAY = re.compile(r"\s*(?:с|со|начиная|from|в)\s")
_DUE_ON = re.compile(r"\b(?:by|до|к|ко|before|due)\s+(?:\w+\s+)?$")
_NOT_THEN = re.compile(r"(?:\bне|\bnot|только не)\s+(?:в|во|at|in the)?\s*$")
_THEN_NOT = re.compile(
    r"\s*(?:емес|not\b|(?:точно |вообще |совсем |лучше |мне |уж )*"
    r"(?:нет(?!,| проблем)\b|нельзя|исключено|ни за что|is out)|(?:ни|no)\s*$)"
)
_MIDDAY = "13:00"
_TOLD = frozenset({"none", NEED, "confirm"})
_WORDS = re.compile(r"[^\W\d_]+")
_NEEDED = re.compile(r"нужн|надо|срочн|готов|сдела|керек|need|ready|треба|успе")
_MOST_SLOTS, _NEAR = 8, 80
# A call asked for just before the clause of the hours: «перезвоните, только не раньше 11».
_CALL_ME = re.compile(
    r"(?:звон(?:ите|ить|и)\b|набер|набир|свяж|конырау шал|хабарлас|звандан|\bcall\b|\bring\b|телефонуйте|дзвон)"
    r"[^.!?;\n]*[,;-]\s*(?:(?:но|только|желательно|лучше|можно|если|бирак|only|but|just|not|не|тильки|але"
    r"|гана)\s+){0,3}"
    r"$"
)
# A working week that repeats, of a nanny or a course: no hours of a call.
_WEEKLY = Rare(r"кажд\w+ (?:будн|день|раб)|будни\w* дн|ежедневн|\bпо будн|every (?:week)?day|кун сайын|щодня")
_CALLING = re.compile(r"звон|дзвон|звандан|\bнабер|\bнабир|\bcall|конырау|хабарлас|связ|\bсвяж|reach me")
_NEAR_ATOMS = 6  # «с понедельника по пятницу, с 9 до 18»
# «Весь день в шахте», "all day in meetings": how long something else takes.
_ALL_DAY = re.compile(
    r"весь день|цел\w+ дн|целый день|весь час|куни бойы|all day|whole day|протяго|на протяжени|в течени"
)
_AWAY = re.compile(
    r"\s*(?:я |мы |буду |у меня |сижу |сегодня |завтра )?"
    r"(?:на (?!связи|телефон|месте|дому|даче|мобил|сотов|номер|трубк|ват|вот)\w{4,}|за рул"
    r"|за прилавк|в (?:шахт|дорог|пут|разъезд"
    r"|дел|забо|суд|пол[ея]|бегах|рейс|небе|цех|операц|школ|универ|офис)|занят|зайнят|работ|прац|бега|пашу|мотаюсь"
    r"|кручусь"
    r"|жумыс|сабак|жолда|кездес|at work|in |busy|driv|work|on (?:the road|site|shift)|на роботи)"
)
_GREETING = frozenset(
    [
        "добрый",
        "доброе",
        "доброго",
        "добрий",
        "good",
        "кайырлы",
        "спокойной",
        "хорошего",
        "приятного",
        "доброи",
        "гарного",
        "дорый",
        "nice",
        "great",
        "добрейший",
    ]
)
_CALL_QUESTION = re.compile(r"звон|дзвон|\bcall|конырау|набер|связ|свяж|хабарлас")


def _later(end: str, start: str) -> str:
    """The closing hour in the half of the day after the opening one."""
    return f"{int(end[:2]) + 12:02d}{end[2:]}" if end <= start and end < "12" else end


class _Reader:
    """One message being read for hours."""

    def __init__(self, message: Message, context: Context, atoms: list[Atom]) -> None:
        self.message = message
        self.low = message.plain
        self.atoms = atoms
        self.now = context.now
        self.question = context.question
        self.question_text = context.plain
        self.asked = context.question == BEST_TIME
        self.clock = Clock(atoms, asked=self.asked)
        called = context.question == "confirm" and _CALL_QUESTION.search(self.question_text)
        self.called = context.question in {BEST_TIME, PHONE} or bool(called)

    def read(self) -> Found | None:
        found = [(slot, said) for slot in self.slots() if (said := self.said(slot))]
        kept = [said for slot, said in found if slot == said]  # what is left of a busy time counts only alone
        slots = self.proposed(kept or [said for _, said in found])
        if self.asked and (suits := any_time(self.low, else_none=not slots)) and not _BUSY.search(self.low):
            return self.stretch(Hours(None, None), *suits.span(), 0.85)
        if slots:
            return self.found(self.merged(slots))
        return self.loose() if self.called else None

    def proposed(self, slots: list[Slot]) -> list[Slot]:
        """Without times that were only asked about or are taken, where others are told: «в час устроит? нет, в два»."""
        if len(slots) == 1:
            return slots
        told = [slot for slot in slots if not self.idle(slot)]
        return told or slots

    def idle(self, slot: Slot) -> bool:
        after = self.low[self.atoms[slot.stop - 1].end :]
        return bool(_ASKED_BACK.match(after)) or self.taken(slot)

    def taken(self, slot: Slot) -> bool:
        """«Тренировка в 9», «в 11 у меня планёрка»: something else is then."""
        clause = self.clause(slot)
        begins = BEGINS.match(self.low, self.atoms[slot.first].start)
        return bool(begins or _ENGAGED.search(clause.before)) or clause.engaged

    def slots(self) -> list[Slot]:
        found: list[Slot] = []
        index = 0
        while index < len(self.atoms) and len(found) < _MOST_SLOTS:
            led = self.atoms[index].kind == "prep" or may_open(self.atoms[index])
            passed = self.clock.passed(index) if led else 0
            slot = self.clock.slot(index, self.now) if led and not passed else None
            if slot:
                found.append(slot)
                index = slot.stop
            else:
                index = passed or index + 1
        return found

    def clause(self, slot: Slot) -> Clause:
        return Clause(self.low, self.atoms[slot.first].start, self.atoms[slot.stop - 1].end)

    def said(self, slot: Slot) -> Slot | None:
        """The slot if it is about us calling or coming; a busy time turned into the free time after it."""
        clause = self.clause(slot)
        if self.question in {"confirm", BEST_TIME} and slot.sure and is_proposal(self.low, self.end(slot)):
            return slot
        aside = self.greeting(slot) or _SELF.search(clause.text) or ELSEWHERE.search(clause.text) or self.own(clause)
        others = OTHERS_ALL_DAY.search(clause.text)
        if aside or others or not (self.asked or self.meant(slot, clause)):
            return None
        engaged = slot.relation == "at" and self.taken(slot) and not _VISIT.search(clause.before)
        if engaged or self.refused(clause) or self.waited(slot, clause) or self.lasts(slot, clause):
            return None
        if _BUSY.search(clause.text):
            end = slot.end if slot.start is None or slot.relation == "range" else None
            return slot._replace(start=end, end=None) if end and slot.relation in {"by", "range"} else None
        return slot

    def own(self, clause: Clause) -> bool:
        """Whether the time is that of something they will do themselves: «жене вечером покажу»."""
        act = None if COMES.search(self.question_text) else does_themselves(clause.text)
        return act is not None and not _VISIT.search(clause.text.replace(act[0], ""))

    def refused(self, clause: Clause) -> bool:
        """Like "не утром", "в 3 не надо": the time is ruled out."""
        return bool(_NOT_THEN.search(clause.before[-16:]) or _THEN_NOT.match(clause.after))

    def lasts(self, slot: Slot, clause: Clause) -> bool:
        """«На 3 дня с пятницы», "by Sunday evening": how long, or the end of a term, where no visit is spoken of."""
        said = self.low[self.atoms[slot.first].start : self.atoms[slot.stop - 1].end]
        if _FOR_DAYS.match(said):
            return not _VISIT.search(clause.text) or bool(_FROM_DAY.match(clause.after))
        if lasted(self.low, said, self.atoms[slot.first].start, self.end(slot), asked=self.asked):
            return True
        if _DIFFERENCE.match(self.low, self.end(slot)):
            return True  # «у нас на 2 часа меньше»
        long = _SO_MANY_DAYS.match(said) or _DAYS_FROM_TO.match(said) or _WORK_FOR.search(clause.before)
        if self.question == TIMELINE and long:
            return True
        if self.question != TIMELINE or not slot.part:
            return False
        return bool(_DUE_ON.search(clause.before)) or clause.event

    def waited(self, slot: Slot, clause: Clause) -> bool:
        """Like "жду с утра": they have been waiting, nothing is proposed."""
        said = self.low[self.atoms[slot.first].start : self.atoms[slot.stop - 1].end]
        since = _SINCE_MORNING.match(said) or _JUST_WAITED.search(clause.before)
        return bool(not self.asked and since and _WAITED.search(clause.text))

    def end(self, slot: Slot) -> int:
        return self.atoms[slot.stop - 1].end

    def beside(self, slot: Slot) -> bool:
        """Whether the hours are those of the number or address they stand beside."""
        told = slot.sure or slot.relation != "at"
        return told and beside_contact(self.low, self.atoms[slot.first].start, self.end(slot))

    def working_week(self, slot: Slot) -> bool:
        """Like "пн-пт с 9 до 18", "9 to 6, Mon-Fri": the hours of what is wanted, not of a call."""
        before, after = max(0, slot.first - _NEAR_ATOMS), slot.stop + _NEAR_ATOMS
        days = [atom for atom in self.atoms[before:after] if atom.kind == "wd"]
        return (len(days) > 1 and days[0].case == "abl") or any(
            {self.atoms[at].kind, self.atoms[at + 2].kind} <= {"wd", "weak_wd"}
            and (self.atoms[at + 1].kind == "dash" or self.atoms[at + 1].value in {"po", "to", "by"})
            for at in range(before, min(after, len(self.atoms)) - 2)
        )

    def greeting(self, slot: Slot) -> bool:
        around = [self.atoms[index].word for index in (slot.first - 1, slot.stop) if 0 <= index < len(self.atoms)]
        return bool(_GREETING.intersection(around)) and slot.part

    def meant(self, slot: Slot, clause: Clause) -> bool:
        """Whether hours count although nobody asked for them."""
        beside = self.beside(slot) and not idle(clause, "")
        return beside or (not self.worked(slot, clause) and self.proper(slot, clause))

    def worked(self, slot: Slot, clause: Clause) -> bool:
        """Whether hours of work are told, and no call is asked for in them."""
        start = self.atoms[slot.first].start
        calling = _CALLING.search(self.low[max(0, start - _NEAR) : start]) or _CALLING.search(clause.text)
        return not (calling or self.called or self.question == "confirm") and self.working_week(slot)

    def proper(self, slot: Slot, clause: Clause) -> bool:
        """Whether the words of the clause or the question make the hours those of a call or visit."""
        near = self.atoms[max(0, slot.first - 3) : slot.stop + 2]
        dated = any(atom.kind in {"rel", "wd"} or (atom.kind == "unit" and atom.value == "w") for atom in near)
        visit = bool(_VISIT.search(clause.text)) or self.called_before(slot)
        told = (self.question in {"none", NEED} and clause.past) or (self.question in _TOLD and clause.told)
        if told or self.aside(slot, clause) or (_WEEKLY.search(clause.text) and not visit):
            return False
        if self.question == TIMELINE:
            return self.visited(slot, clause, dated=dated, visit=visit)
        another = self.question == "confirm" and (dated or self.called) and not _NEEDED.search(clause.text)
        if slot.relation == "by" and not (visit or another):
            return False
        if self.question in {"confirm", PHONE, "contact_name"}:
            return slot.sure and (visit or dated or self.called or self.question == "confirm")
        return slot.sure and (visit or (dated and not (clause.past or clause.told)))

    def aside(self, slot: Slot, clause: Clause) -> bool:
        """Whether nothing but the hours speaks of a call or visit where the question does not either."""
        if idle(clause, self.low[self.atoms[slot.first].start : self.end(slot)]):
            return True
        confirms = self.question == "confirm"
        if confirms and not slot.part and self.counted(slot):
            return True
        if confirms and not (self.called or of_a_visit(self.question_text)):
            return not reached(clause)
        asks = self.low == self.question_text  # our own question read for its hour
        if asks or (self.question != PHONE and not (confirms and slot.relation == "at")):
            return False
        strange = [word for word in _WORDS.findall(clause.text) if not goes_on(word)]
        return len(strange) > confirms and not reached(clause, answers=True)

    def visited(self, slot: Slot, clause: Clause, *, dated: bool, visit: bool) -> bool:
        """Whether hours told with a day are those of a visit; "by" a time the thing itself is needed."""
        if slot.relation == "by":
            return slot.part and slot.end == _MIDDAY and dated and not _NEEDED.search(clause.text)
        return (dated or visit or not slot.part) and slot.sure and (visit or not arrives(clause))

    def counted(self, slot: Slot) -> bool:
        """Whether a bare number answers a question that counted something: «на 12 месяцев?» — «лучше на 6»."""
        words = self.atoms[slot.first : slot.stop]
        bare = all(atom.kind in {"num", "prep"} for atom in words)
        return bare and bool(_COUNTING.search(self.question_text))

    def called_before(self, slot: Slot) -> bool:
        """Whether the clause before asks for a call that these hours bound."""
        start = self.atoms[slot.first].start
        return slot.relation != "at" and bool(_CALL_ME.search(self.low[max(0, start - _NEAR) : start]))

    def merged(self, slots: list[Slot]) -> Slot:
        """The slot that counts: bounds said apart joined, clock times before parts of the day, else the first."""
        exact = [slot for slot in slots if not slot.part] or slots
        best = exact[0]
        for slot in slots:
            if slot is best:
                continue
            both = self.joined(best, slot)
            if both:
                best = both
            elif not slot.part and self.corrected(best, slot):
                best = slot
        return best

    def corrected(self, one: Slot, other: Slot) -> bool:
        gap = self.low[self.atoms[one.stop - 1].end : self.atoms[other.first].start]
        return bool(re.search(r"лучше|точнее|вернее|\bой\b|actually|\bbetter|краще|дурысы|хотя нет|rather", gap))

    def joined(self, one: Slot, other: Slot) -> Slot | None:
        first, second = (one, other) if one.first < other.first else (other, one)
        between = self.atoms[first.stop : second.first]
        if first.part and second.relation == "by" and first.start and second.end and first.end is None:
            second = second._replace(end=_later(second.end, first.start))  # «после работы, но не позже восьми»
        if first.part and second.relation == "by" and not between and first.start and second.end:
            return first._replace(end=second.end, stop=second.stop) if first.start < second.end else None
        if first.start and first.end is None and second.start is None and second.end:
            return first._replace(end=second.end, stop=second.stop) if first.start < second.end else None
        either = any(atom.kind == "join" for atom in between) and len(between) <= 3  # noqa: PLR2004 -- "или где-то в"
        if not either or not (first.start and first.end and second.start and second.end):
            return None
        touching = first.part == second.part and (not first.part or first.end >= second.start)
        return first._replace(end=second.end, stop=second.stop) if touching and first.start < second.end else None

    def loose(self) -> Found | None:
        """Any time, or now: words that are hours only as an answer to the question for them."""
        for atom in self.atoms:
            named = (atom.kind == "anytime" or atom.word == "24/7") and (self.asked or len(atom.word) > _WORD)
            engaged = _ALL_DAY.match(atom.word) and _AWAY.match(self.low[atom.end :])
            clause = Clause(self.low, atom.start, atom.end)
            if named and not (engaged or _BUSY.search(clause.before) or OTHERS_ALL_DAY.search(clause.text)):
                return self.stretch(Hours(None, None), atom.start, atom.end, 0.9)
        for atom in self.atoms:
            if self.right_now(atom):
                return self.stretch(Hours(self.now.strftime("%H:%M"), None), atom.start, atom.end, 0.85)
        return None

    def right_now(self, atom: Atom) -> bool:
        clause = Clause(self.low, atom.start, atom.end)
        return (
            (atom.kind == "asap" or "сейчас" in atom.word or "now" in atom.word or "зараз" in atom.word)
            and atom.kind in {"asap", "urgent"}
            and not _BUSY.search(clause.text)
            and not re.search(
                r"\bне\b|\bнет\b|\bjok\b|\bnot\b|\bжок\b|емес|\bfor now", clause.text.replace("\x00", atom.word)
            )
            and all(goes_on(word) for word in map(plain, self.message.words))
        )

    def found(self, slot: Slot) -> Found:
        first, last = self.atoms[slot.first], self.atoms[slot.stop - 1]
        return self.stretch(Hours(slot.start, slot.end), first.start, last.end, 0.95 if slot.sure else 0.8)

    def stretch(self, value: Hours, start: int, end: int, confidence: float) -> Found:
        return Found(value, self.message.text[start:end], start, end, confidence)


def read(message: Message, context: Context) -> Found | None:
    """The hours this message gives for a call or visit (`Hours` as value), or None if it gives none."""
    atoms = atoms_of(message)
    suits = context.question == BEST_TIME and any_time(message.plain, else_none=True)
    if not suits and not any(atom.kind in _ANCHORS or atom.word.startswith("пол") for atom in atoms):
        return None
    if context.question not in _WITHOUT_HOURS and not any(map(may_open, atoms)):
        return None
    return _Reader(message, context, atoms).read()
