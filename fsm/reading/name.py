"""The person's own name, in the nominative: announced anywhere, or given freely where it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from fsm.facts import Found
from fsm.reading import name_cues as cues
from fsm.reading.everyday import is_everyday
from fsm.reading.message import Context, Message
from fsm.reading.name_aside import is_anothers, says_else
from fsm.reading.name_forms import (
    ALSO_WORDS,
    as_name,
    is_family_name,
    is_patronymic,
    is_vocabulary,
    nominative,
)
from fsm.reading.stems import split

_ASKED: Final = "contact_name"
_SURE: Final = 0.95
_MYSELF: Final = 0.96  # who says "I am" is the one who answers
_FREE: Final = 0.75
_NAMED_FOR: Final = 0.7  # who is to be asked for, unless somebody says who they are
_LONGEST: Final = 4
_CONTENT: Final = 3  # so many words make a message that can be signed
_FEW: Final = 7
_GROWN_UP: Final = 18


class _Reader:
    """One message's words and what may be a name among them."""

    def __init__(self, message: Message, context: Context) -> None:
        self.message = message
        self.words = list(split(cues.without_addresses(message.low)))
        self.taken = set(cues.gaps(self.words, len(message.low)))
        for at in self.taken - {0}:
            word = self.words[at - 1]
            self.words[at - 1] = msgspec.structs.replace(word, after=word.after or " ")
        confirms = context.question == "confirm" and bool(cues.NAME_QUESTION.search(context.question_text.lower()))
        self.asked = context.question == _ASKED or confirms
        self.question = context.question
        self._known = [self._is_known(at) for at in range(len(self.words))]

    def _joined(self, at: int) -> bool:
        """Whether the word goes on from the one before it (no mark between)."""
        return not self.words[at - 1].after

    def known(self, at: int) -> bool:
        """Whether a given name stands here, or what can be nothing else («Майра апай»)."""
        return self._known[at]

    def _is_known(self, at: int) -> bool:
        if nominative(self.words[at].raw) is not None:
            return True
        if at + 1 == len(self.words) or not self._joined(at + 1):
            return False
        following = self.words[at + 1]
        honoured = following.plain in cues.HONORIFICS and self._is_capital(at)  # «Майра апай»
        return (honoured or is_patronymic(following.raw)) and self._may_be_name(at)

    def group(self, start: int, free: bool) -> int:  # noqa: FBT001 - private
        """The word after a name that begins here; `start` itself when none does. Free: unknown words count too."""
        end = start
        seen_known = False
        while end < len(self.words) and end - start < _LONGEST and (end == start or self._joined(end)):
            raw = self.words[end].raw
            ordinary = seen_known and self.words[end].plain in ALSO_WORDS and not self._is_capital(end)
            known = self.known(end) and not ordinary
            beside = self.asked and seen_known and self._is_capital(end) and self._may_be_name(end)
            called = raw in cues.SHORT_SURNAMES or (seen_known and raw.endswith(cues.SURNAME_ENDINGS))
            surname = self.asked and called and self._is_capital(end)
            alike = end == start or self._is_capital(end) or not self._is_capital(start)  # «Ерболат пишет»
            if not (known or beside or surname or is_family_name(raw) or (free and alike and self._may_be_name(end))):
                break
            seen_known = seen_known or known
            end += 1
        return end if seen_known or free else start

    def _is_capital(self, at: int) -> bool:
        return self.message.text[self.words[at].start].isupper()

    def _may_be_name(self, at: int) -> bool:
        word = self.words[at]
        return (
            word.plain != "#"
            and len(word.raw) > 1
            and not is_vocabulary(word.raw)
            and word.plain not in cues.TITLES
            and word.plain not in cues.ROLES
            and word.plain not in cues.OTHERS
            and not cues.NOT_NAME_ENDING.search(word.raw)
            and not is_everyday(word.raw)
        )

    def others(self, start: int) -> bool:
        """Whether the name belongs to a child, a husband, a company or a street."""
        if self._parent(start) or self._called(start) or self._contact(start):
            return False
        if not self.asked and start and self.words[start - 1].plain in cues.DOCTORS:
            return True  # "is Dr. Lee in?"
        before: list[str] = []
        for word in reversed(self.words[max(0, start - 3) : start]):
            if word.after or word.plain in cues.OF_ME:
                break
            before.insert(0, word.plain)
        others = cues.OTHERS if self.asked else cues.OTHERS | cues.ROLES
        return any(word in others for word in before) or bool(
            before and before[-1] in ("не", "not", "для", "от", "у", "с")
        )

    def announced(self, at: int) -> tuple[str, ...] | None:
        """The announcing words right before this word, the longest that fit."""
        if not at or self.words[at - 1].plain not in cues.ANNOUNCING:
            return None
        for length in range(min(cues.LONGEST_ANNOUNCE, at), 0, -1):
            words = tuple(word.plain for word in self.words[at - length : at])
            if words in cues.ANNOUNCE:
                return words
        return None

    def candidates(self) -> list[tuple[int, int, float]]:
        """Groups of words (start, end, confidence) that are the person's name."""
        if self._is_silent():
            return []
        found = []
        at = 0
        while at < len(self.words):
            end, confidence = self._at(at)
            if end > at and not (self.others(at) or self._childs(at, end) or self.aside(at, end)):
                found.append((at, end, confidence))
            at = max(end, at + 1)
        return found

    def _is_silent(self) -> bool:
        """Whether no word here can begin a name: none is known, led up to by its words, or signs with a capital."""
        if self.asked or self.question in cues.NAMED_BESIDE or any(self._known):
            return False
        if not cues.LEADING.isdisjoint([word.plain for word in self.words]):
            return False
        return not self.words or self.message.text[self.words[0].end :].islower()

    def aside(self, at: int, end: int) -> bool:
        """«По рекомендации Асель»; «позовите Руслана», where nobody asked whom to call: ours and others' names."""
        if is_anothers(self.message.low, self.words[at].start, self.words[end - 1].end):
            return True
        return self.question in cues.UNASKED and at > 0 and self.words[at - 1].plain in cues.FETCH

    def _childs(self, at: int, end: int) -> bool:
        """«Нұрислам деп жазыңыз, 9 жаста»: who is so old is signed up, and signs for nobody."""
        near = self.words[end : end + 5]
        aged = next((at for at, word in enumerate(near[1:]) if word.plain in cues.AGED and near[at].plain == "#"), None)
        if self.asked or aged is None or any(word.plain in cues.MY_OWN for word in self.words[max(0, at - 3) : at]):
            return False
        digits = self.message.text[near[aged].start : near[aged].end]
        return digits.isdigit() and int(digits) < _GROWN_UP

    def _at(self, at: int) -> tuple[int, float]:
        """The word after a name that begins here, and how sure it is; `at` itself when none begins."""
        if told := self._told(at):
            return told
        if self._parent(at) or self._called(at) or self._stands_apart(at) or self._fetched(at):
            return self.group(at, free=False), _FREE
        if self._signs(at):
            return self.group(at, free=True), _FREE
        if self.question in cues.UNASKED and (end := self._signature(at)):
            return end, _FREE
        return at, 0.0

    def _told(self, at: int) -> tuple[int, float] | None:
        """A name that was announced, put right, or given where it was asked for."""
        words = self.announced(at)
        if words:
            strong = words not in cues.WEAK or self._introduces(at, words)
            end = self.group(at, free=(strong or (self.asked and words != ("просто",))) and self._may_be_name(at))
            if end > at and (self.known(at) or strong or self.asked) and self._names_now(at, words):
                own = _MYSELF if words in cues.I_AM else _SURE
                return end, _NAMED_FOR if words in cues.ASK_FOR else own
        if self._put_right(at):
            return at + 1, _SURE
        if self.asked or self._corrects(at):
            return self._own(at), _SURE
        return None

    def _introduces(self, at: int, words: tuple[str, ...]) -> bool:
        """«I'm Marek, need a guide»: an unknown name with its capital, closed by a mark, after «I am»."""
        word = self.words[at]
        after_space = at > 0 and self.message.text[self.words[at - 1].end] == " "
        closed = at + 1 == len(self.words) or bool(word.after)
        written = self.message.text[word.start : word.end]
        proper = written.istitle() and self._may_be_name(at) and not cues.ORIGIN.search(word.raw)
        return words in cues.I_AM and closed and proper and after_space and not self.message.text.isupper()

    def _corrects(self, at: int) -> bool:
        """«Не Жанара, а Жанна»."""
        return at > 1 and self.words[at - 1].plain == "а" and self.known(at - 2) and self.known(at)

    def _own(self, at: int) -> int:
        """The end of a known name that begins here, unless an age follows it («Камила 7 лет»): that is a child's."""
        end = self.group(at, free=False)
        aged = end + 1 < len(self.words) and self.words[end].plain == "#" and self.words[end + 1].plain in cues.YEARS
        return at if aged else end

    def _put_right(self, at: int) -> bool:
        """«Ошибка в фамилии, Жумабеков правильно»: a surname with the word that it is the right one."""
        if self.question != "confirm" or not is_family_name(self.words[at].raw):
            return False
        near = (*self.words[max(0, at - 1) : at], *self.words[at + 1 : at + 2])
        return any(word.plain in cues.RIGHT for word in near)

    def _names_now(self, at: int, words: tuple[str, ...]) -> bool:
        """«Я Роман» names, «я рада» does not: after weak words a word that is also a name needs its capital."""
        word = self.words[at]
        following = self.words[at + 1].plain if at + 1 < len(self.words) and not word.after else ""
        if words == ("меня",) and following.endswith(("ла", "ал", "ил", "ли")):
            return False  # «меня Айгуль уже записала»
        return words not in cues.WEAK or word.plain not in ALSO_WORDS or self.message.text[word.start].isupper()

    def _stands_apart(self, at: int) -> bool:
        """A known name between marks, as people sign («8 747 555 90 90, Асхат»), or before "зовут"."""
        if self.question not in cues.BESIDE or not (self.known(at) or self._is_surname_first(at)):
            return False
        word = self.words[at]
        end = self.group(at, free=False)
        numbered = at in self.taken or end in self.taken or (at > 0 and self.words[at - 1].plain == "#")
        signed = numbered and self._is_capital(at)
        full = end > at + 1 and is_patronymic(self.words[at + 1].raw)
        if word.plain in ALSO_WORDS and not (signed or (full and self._is_capital(at))):
            return False
        following = self.words[end].plain if end < len(self.words) else ""
        if following in cues.FOLLOWING:
            return True
        if following in cues.TITLES and not self.words[end - 1].after:
            end += 1  # «Гүлмира апай»
        opens = at == 0 or self.words[at - 1].after or self.words[at - 1].plain == "#"
        closes = end == len(self.words) or self.words[end - 1].after or self.words[end].plain == "#"
        return bool(opens and closes) and (signed or self.question in ("phone", "email", "best_time"))

    def _is_surname_first(self, at: int) -> bool:
        """Whether a surname stands here before a known name."""
        follows = at + 1 < len(self.words) and self._joined(at + 1) and self.known(at + 1)
        return follows and is_family_name(self.words[at].raw)

    def _called(self, at: int) -> bool:
        """«Звоните сестре Алие», «мужу Артёму звоните»: the person to call, whoever it is of theirs."""
        if self.question not in cues.CALLED_ON or not self.known(at) or not self._is_capital(at):
            return False
        related = [word.plain for word in self.words[max(0, at - 3) : at] if not word.after.strip()]
        end = self.group(at, free=False)
        following = self.words[end].plain if end < len(self.words) and self._joined(end) else ""
        led = bool(cues.CALLING.intersection(related)) and related[-1] in cues.CALLING | cues.OTHERS | cues.WHOSE
        return led or (following in cues.CALLING and bool(related) and related[-1] in cues.OTHERS)

    def _fetched(self, at: int) -> bool:
        """«Данияра спросите», «Серік аға деп сұраңыз», «пусть звонит Сергею 8701 …»: who is to be asked for."""
        if not self.known(at) or not self._is_capital(at):
            return False
        end = self.group(at, free=False)
        if end in self.taken and at and self.words[at - 1].plain in cues.BY_NUMBER | cues.CALLING:
            return True
        rest = [
            word.plain for word in self.words[end : end + 3] if word.plain not in cues.TITLES and word.plain != "деп"
        ]
        return (
            self.question in cues.CALLED_ON
            and bool(rest)
            and rest[0] in cues.ASKED_AFTER | cues.CALLING
            and self._joined(end)
        )

    def _signs(self, at: int) -> bool:
        """«Arjun Mehta / +91 ...», «... 52 Рашид»: an unknown name with its capitals, and beside it only numbers."""
        if self.question not in ("phone", "email") or not (at == 0 or at in self.taken):
            return False
        end = self.group(at, free=True)
        whole = at == 0 and end == len(self.words) and end > 1 and bool(self.taken - {0})
        last = at in self.taken and (end == len(self.words) or bool(self.words[end - 1].after.strip()))
        written = [self.message.text[word.start : word.end] for word in self.words[at:end]]
        proper = all(word.istitle() and self._may_be_name(at + step) for step, word in enumerate(written))
        branded = any(word.plain in cues.BRANDS for word in self.words[at:end])
        return (whole or last) and 0 < len(written) <= 3 and proper and not branded  # noqa: PLR2004 - three parts

    def _signature(self, at: int) -> int:
        """The word after a signature that begins here («..., с уважением, Ольга», «Sunil Pareek +91 ...»), or 0."""
        end = at
        while end < len(self.words) and end - at < _LONGEST - 1 and (end == at or self._joined(end)):
            word = self.words[end]
            written = self.message.text[word.start : word.end]
            if not (written.istitle() and (self.known(end) or self._may_be_name(end))):
                break
            end += 1
        if at in (end, 0):
            return 0
        numbered = end in self.taken
        last = end == len(self.words) or bool(self.words[end - 1].after.strip())
        mark = self.words[at - 1].after.strip()
        if self._signed_off(at) and (last or numbered):
            return end
        if numbered and self.known(at) and end > at + 1 and is_patronymic(self.words[end - 1].raw):
            return end  # «зам по ахо Ерлан Муратович 8701...»
        known = self.known(at) and (numbered or self.words[at].plain not in ALSO_WORDS)
        if not known or not (mark or self._contact(at)) or at < _CONTENT:
            return 0
        last = end == len(self.words) and "?" not in self.words[end - 1].after
        return end if numbered or (last and (not set(mark) <= {","} or self._asks(at))) else 0

    def _asks(self, at: int) -> bool:
        """Whether something is asked for before a name, and nobody is praised or thanked."""
        said = self.message.low[: self.words[at].start]
        return bool(cues.ASKS.search(said)) and not cues.PRAISE.search(said)

    def _signed_off(self, at: int) -> bool:
        """Whether the words before are those of a signature; thanks only where something was said before them."""
        before = tuple(word.plain for word in self.words[max(0, at - 2) : at])
        if before[-1:] and before[-1] in cues.THANKS:
            owned = nominative(self.words[at].raw) in (None, self.words[at].raw)
            return at > _CONTENT + 1 and owned and bool(cues.ASKS.search(self.message.low))
        return before in cues.REGARDS or before[-1:] in cues.REGARDS

    def _contact(self, at: int) -> bool:
        """«Контакт: офис-менеджер Жанна 8 701 ...»: the person to call, with the number."""
        near = {word.plain for word in self.words[max(0, at - 4) : at]}
        return bool(near & cues.CONTACTS) and bool(self.taken & {at + 1, at + 2})

    def _parent(self, start: int) -> bool:
        """A parent signing in the nominative as the last words («..., мама Динара»)."""
        if start < 2 or self.words[start - 1].plain not in cues.PARENTS:  # noqa: PLR2004 - a word, then "mother"
            return False
        if not self.words[start - 2].after and self.words[start - 2].plain != "я":
            return False
        raw = self.words[start].raw
        return start + 1 == len(self.words) and raw.endswith(("а", "я")) and nominative(raw) == raw

    def in_case(self, first: int, stop: int) -> bool:
        """Whether the words around a name put it into an oblique case («спросите Марину», «Леной зовут»)."""
        around = [word.plain for word in (*self.words[max(0, first - 2) : first], *self.words[stop : stop + 1])]
        return any(word in cues.GOVERNING for word in around)

    def closed(self, end: int) -> bool:
        """Whether a mark follows the word before `end`."""
        return bool(self.words[end - 1].after)

    def free(self) -> tuple[int, int, float] | None:
        """At the name question a few words that are no vocabulary are taken for a name."""
        if not self.asked or len(self.words) > _FEW or "?" in self.message.text:
            return None
        skip = 0
        while skip < len(self.words) and self.words[skip].plain in cues.BEFORE:
            skip += 1
        end = skip
        while end < len(self.words) and self._may_be_name(end) and (end == skip or self._joined(end)):
            end += 1
        rest = [word for word in self.words[end:] if word.plain not in cues.TITLES and len(word.raw) > 1]
        closed = end > skip and bool(self.words[end - 1].after)
        if not closed and any(is_everyday(word.raw) or cues.NOT_NAME_ENDING.search(word.raw) for word in rest):
            return None  # «рассылку уберите», "sofa repair"
        if end == skip or end - skip > 3 or (len(rest) > 1 and not closed) or self.others(skip):  # noqa: PLR2004 - three parts
            return None
        return skip, end, _FREE


def _best(groups: Sequence[tuple[int, int, float]]) -> tuple[int, int, float]:
    """The fullest name; of equals the first (a nickname follows the name)."""
    return max(groups, key=lambda group: (group[2] > _NAMED_FOR, group[1] - group[0], group[2] > _SURE, -group[0]))


def read(message: Message, context: Context) -> Found | None:
    """The name as given (text), without titles, nicknames and other people's names; None when none is given."""
    reader = _Reader(message, context)
    groups = reader.candidates()
    free = reader.free()
    elsewhere = free and (says_else(message) or reader.aside(*free[:2]))
    if free and not elsewhere and (not groups or (free[0] < groups[0][0] and reader.closed(free[1]))):
        groups.append(free)
    if not groups:
        return None
    taken_back = [found.end() for found in cues.TAKEN_BACK.finditer(message.low)]
    later = [group for group in groups if taken_back and reader.words[group[0]].start >= taken_back[-1]]
    chosen = _best(later or groups)
    first, stop, confidence = chosen
    if stop == first + 1 and reader.words[first].plain in cues.OTHERS:
        return None  # «жены 8776..., мой 8702...»
    if stop > first + 1 and cues.INTENDS.search(message.low, reader.words[stop - 1].start):
        return None  # «алдын ала тазалатайын деп едім»
    start, end = reader.words[first].start, reader.words[stop - 1].end
    value = as_name(message, reader.words[first:stop], in_case=reader.in_case(first, stop))
    if reader.asked and (surname := cues.SURNAME_SAID.search(message.low, end)) and " " not in value:
        value, end = f"{value} {message.text[slice(*surname.span(1))].capitalize()}", surname.end()
    return Found(value=value, words=message.text[start:end], start=start, end=end, confidence=confidence)
