"""Who decides on the deal, from any message; bare words count only where that was asked."""

from __future__ import annotations

import re
from typing import Final

from fsm.facts import AUTHORITY, Authority, Found
from fsm.reading import phrasebook
from fsm.reading.message import Context, Message
from fsm.reading.phrasebook import Heard
from fsm.reading.rare import Rare
from fsm.reading.stems import plain_prefixes
from fsm.reading.who_delegates import told as told_by_role
from fsm.reading.who_merely import is_merely_told
from fsm.reading.who_stood import assents, bystander, lately, sent_to

_SURE: Final = 0.9
_LIKELY: Final = 0.7
_GUESSED: Final = 0.6
_TURNS: Final = frozenset(("но", "а", "але", "бирак", "but", "зато", "однако", "while", "though", "та", "ал"))


_KINDS: Final = {kind.value: (f"authority.{kind.value}", f"authority.{kind.value}_short") for kind in Authority}
"""What says it anywhere, and what says it where that was asked."""


def _tags(heard: Heard, kind: str, asked: bool) -> list[str]:  # noqa: FBT001 - private, two call sites
    tags = [tag for tag in _KINDS[kind][: 1 + asked] if tag in heard.hits]
    if not tags:
        return tags
    against = ["authority.not_deciding", "authority.for_whom", *(["authority.not_self"] if kind == "self" else ())]
    if not asked:
        against.append("authority.together")  # «мы с мужем хотим в отпуск» tells of a wish
    return [tag for tag in tags if heard.has_beside(tag, *against)]


def _decide(found: dict[str, list[str]]) -> Authority | None:
    if found["shared"] or (found["self"] and found["other"]):
        return Authority.SHARED
    for kind in (Authority.OTHER, Authority.SELF, Authority.UNKNOWN):
        if found[kind]:
            return kind
    return None


_OWNER_ASKED: Final = re.compile(r"\bвы (?:\w+ )?(?:собственни|владел|хозя)|are you the owner|иесісіз|ви власник")
_OWNER_ALONE: Final = re.compile(
    r"\W*(?:(?:да|иә|так|yes|я|i am|i'm the|the)\W+)*(он самый|она самая|собственник|собственница|владелец"
    r"|владелица|хозяин|хозяйка|owner"
    r"|иесі|иесімін|власник|власниця)\W*$"
)


def _owner(message: Message, context: Context) -> Found | None:
    """«Вы собственник?» — «собственник»: the word given back is oneself, nobody else."""
    found = _OWNER_ALONE.match(message.low) if _OWNER_ASKED.search(context.question_text.lower()) else None
    if found is None:
        return None
    start, end = found.span(1)
    return Found(value=Authority.SELF, words=message.text[start:end], start=start, end=end, confidence=_SURE)


_DETAILS: Final = frozenset({"phone", "email", "location", "contact_name", "best_time"})
_DECISION: Final = re.compile(
    r"реш[аи]|выбира|соглас|утвержд|одобр|принима|хозя|собственни|владел|директор я|decid|owner|approv|choos|шеш|иесі"
    r"|виріш|власни|кеңес|ақылдас|посовет|порад|consult"
)
# «Спрошу у жены, сколько у нас есть», «уточню адрес у секретаря»: what is fetched is a fact.
_FETCHED: Final = Rare(
    r"(?:спрошу|узнаю|уточню|спросить|узнать|уточнить|запитаю|дізнаюсь|ask|check|сұра[йп]\w*)\b[^.!?]{0,30}?"
    r"\b(?:сколько|когда|где|какой|какая|какие|адрес|номер|почт\w*|размер\w*|how much|when|where|address|number"
    r"|қанша|қашан|скільки|коли)\b|\b(?:адрес|номер|почт[ау]|размер\w*)\s[^.!?]{0,20}(?:спрошу|узнаю|уточню)"
)
# «Надо посоветоваться с врачом»: at the question what is needed that is what is needed.
_PROFESSIONAL: Final = Rare(
    r"(?:посоветова|поговорить|проконсультир|обсудить|consult|talk|speak|порадити|ақылдас)\w*\s"
    r"(?:с |со |with |to |з |із )?(?:a |an )?(?:хорошим |опытным |good )?"
    r"(?:врач|доктор|юрист|адвокат|специалист|психолог|нотариус|дизайнер|косметолог|lawyer|doctor|specialist|therapist|лікар|дәрігер|заңгер|маман)"
)


def _is_no_decision(message: Message, context: Context) -> bool:
    """Whether somebody is asked for something else than the decision on the deal."""
    if context.question == AUTHORITY:
        return False
    if context.question in _DETAILS and not _DECISION.search(message.low):
        return True
    about_need = context.question in ("none", "need") and _PROFESSIONAL.search(message.low)
    return bool(about_need or _FETCHED.search(message.low))


def read(message: Message, context: Context) -> Found | None:
    """self, shared, other or unknown (`Authority`), with the words that say so; None when nothing does."""
    found = _read(lately(message), context)
    return None if found is None or is_merely_told(message, context, found) else found


def _read(message: Message, context: Context) -> Found | None:
    heard = phrasebook.heard(message)
    if heard.has_beside("intent.human", "intent.not_human") or _is_no_decision(message, context):
        return None  # «хочу поговорить с директором» asks for our director
    asked = context.question == AUTHORITY
    if asked and (told := _owner(message, context) or assents(message, context) or _chooser(message, heard)):
        return told
    if told := told_by_role(message, context, asked=asked):
        return told
    if standing := _standing(message, heard, asked) or (
        (_errand(message, heard) or sent_to(message)) if asked else None
    ):
        return standing
    return _decided(message, heard, asked)


def _decided(message: Message, heard: Heard, asked: bool) -> Found | None:  # noqa: FBT001 - private
    """Who decides by the words of deciding, consulting and refusing, or by whoever is named."""
    found = {kind.value: _tags(heard, kind.value, asked) for kind in Authority}
    value = _decide(found)
    if value is None:
        return _from_denial(message, heard, asked) or (_from_roles(message, heard) if asked else None)
    if asked and value is Authority.SELF and _others(heard) and not _apart(heard):
        value = Authority.SHARED
    tag = next(tag for tag in (found[value] or found["other"] or found["self"]))
    start, end = heard.span(tag)
    confidence = _LIKELY if tag.endswith("_short") else _SURE
    return Found(value=value, words=message.text[start:end], start=start, end=end, confidence=confidence)


def _errand(message: Message, heard: Heard) -> Found | None:
    """«Тендерный комитет, я там никто»: who is not asked names those who decide."""
    span = bystander(message)
    if span is None or not _others(heard) or heard.has_beside("authority.self", "authority.not_deciding"):
        return None
    return Found(
        value=Authority.OTHER, words=message.text[slice(*span)], start=span[0], end=span[1], confidence=_LIKELY
    )


_STANDS: Final = (
    ("identity", Authority.SELF, False),
    ("entitled", Authority.SELF, True),
    ("errand", Authority.OTHER, False),
    ("sent", Authority.OTHER, True),
    ("mine", Authority.SELF, True),
    ("home", Authority.SHARED, True),
    ("open", Authority.UNKNOWN, True),
)


_WITH_THEM: Final = Rare(r"\b(?:с ним|с ней|с нею|з ним|з нею|to him|to her|with him|with her)\b")


def _standing(message: Message, heard: Heard, asked: bool) -> Found | None:  # noqa: FBT001 - private
    """Who says that they are the boss, that they may decide, or that they were sent, has answered without deciding."""
    for tag, value, when_asked in _STANDS:
        if heard.has(f"standing.{tag}") and (asked or not when_asked):
            denied = value is Authority.SELF and heard.has("authority.other", "authority.shared", "authority.not_self")
            third = tag == "identity" and not asked and _WITH_THEM.search(message.low)  # «с сыном и говорите»
            if not third and (not denied or tag == "identity"):
                start, end = heard.span(f"standing.{tag}")
                return Found(value=value, words=message.text[start:end], start=start, end=end, confidence=_SURE)
    return None


def _chooser(message: Message, heard: Heard) -> Found | None:
    """Who pays is not who decides: «платит отец, но выбираю я» names the one and the other in clauses of their own."""
    clause, number = [], 0
    for word in heard.words:
        number += word.plain in _TURNS
        clause.append(number)
        number += bool(word.after.strip())

    def clauses(tag: str) -> set[int]:
        return {clause[hit.first] for hit in heard.hits.get(tag, ())}

    chosen, people, me = clauses("role.choosing"), clauses("authority.people"), clauses("role.myself")
    paid = clauses("role.paying") - chosen
    if not paid or len(chosen) != 1 or not (paid & people) ^ (paid & me) or chosen & people & me:
        return None
    value = Authority.SELF if chosen & me else Authority.OTHER if chosen & people else None
    if value is None or (value is Authority.SELF) == bool(paid & me):
        return None
    hit = next(hit for hit in heard.hits["role.choosing"])
    start, end = heard.words[hit.first].start, heard.words[hit.stop - 1].end
    return Found(value=value, words=message.text[start:end], start=start, end=end, confidence=_SURE)


def _others(heard: Heard) -> bool:
    """Whether somebody else is named who takes part."""
    return heard.has_beside("authority.people", "authority.not_deciding", "authority.own_title", "authority.for_whom")


_AWAY: Final = plain_prefixes(
    "разъезд отъезд командиров отпуск вахт границ далеко уеха умер пенси рейс служб сапар шетел алыс away abroad trip"
    " travel vacation overseas deceased retired відряд"
)


def _apart(heard: Heard) -> bool:
    """«Всё на мне, муж в разъездах»: who else is named is only said to be away, in a clause of their own."""
    clause, number = [], 0
    for word in heard.words:
        clause.append(number)
        number += bool(word.after.strip())
    people = {clause[hit.first] for hit in heard.hits.get("authority.people", ())}
    away = {clause[at] for at, word in enumerate(heard.words) if word.plain.startswith(_AWAY)}
    return bool(people) and people <= away and not heard.has("authority.joint", "doubt.consult")


def _from_roles(message: Message, heard: Heard) -> Found | None:
    """Whoever is named in answer to "who decides?": oneself, others, or both."""
    people, me = _others(heard), heard.has_beside("authority.me", "authority.not_self")
    if heard.has("authority.underling"):
        value = Authority.OTHER
        start, end = heard.span("authority.underling")
    elif people:
        value = Authority.SHARED if me or heard.has("authority.joint") else Authority.OTHER
        start, end = heard.span("authority.people")
    elif me and "?" not in message.text:
        denied = any(word.plain in ("не", "not") for word in heard.words)
        if denied and not heard.has("authority.deciding"):
            return None
        value = Authority.OTHER if denied else Authority.SELF
        start, end = heard.span("authority.me")
    else:
        return None
    return Found(value=value, words=message.text[start:end], start=start, end=end, confidence=_GUESSED)


def _from_denial(message: Message, heard: Heard, asked: bool) -> Found | None:  # noqa: FBT001 - private
    """«Ни с кем не советуюсь» says that one decides alone."""
    if not asked or not heard.has("authority.not_deciding"):
        return None
    start, end = heard.span("authority.not_deciding")
    return Found(value=Authority.SELF, words=message.text[start:end], start=start, end=end, confidence=_LIKELY)
