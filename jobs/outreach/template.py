"""What a campaign says: texts with {fields}, per language. Pure.

A field is a name and nothing else, `{name}` or `{name|friends}`: no attributes, no formats, no code, so neither a
template nor a value from somebody's table can make the program do anything. `{{` and `}}` are braces themselves.
Where a value is missing, the words after `|` stand in for it; where there are none the person is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

import msgspec

from jobs.contacts.contact import cleaned

LANGUAGES = ("ru", "kk", "en")
FIELDS = frozenset(("name", "company", "city", "phone", "email", "source", "unsubscribe"))
"""What every contact may have; the columns of an import that have no meaning of their own come beside them."""

UNSUBSCRIBE = "unsubscribe"
LONGEST_TEXT = 4_000
LONGEST_SUBJECT = 150
_LONGEST_VALUE = 200
_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class Wrong(StrEnum):
    """What is wrong with a template."""

    EMPTY = "empty"
    NO_LANGUAGE = "no_language"
    UNKNOWN_FIELD = "unknown_field"
    STRAY_BRACE = "stray_brace"
    NO_SUBJECT = "no_subject"
    TOO_LONG = "too_long"
    LINE_IN_SUBJECT = "line_in_subject"

    @property
    def key(self) -> str:
        return f"outreach.template.{self.value}"


class Fault(msgspec.Struct, frozen=True):
    """One thing wrong: in which language's text, what, and the piece of it that is meant."""

    language: str
    wrong: Wrong
    piece: str = ""


class BadTemplate(ValueError):
    """A template that cannot be kept; `faults` say why."""

    def __init__(self, faults: Collection[Fault]) -> None:
        super().__init__(", ".join(f"{each.language}: {each.wrong}" for each in faults))
        self.faults = tuple(faults)


class Wording(msgspec.Struct, frozen=True):
    """One language's text; the subject is for mail."""

    text: str
    subject: str = ""


class Template(msgspec.Struct, frozen=True):
    """A text in one or more languages for one channel."""

    name: str
    channel: str
    texts: dict[str, Wording]


class Ready(msgspec.Struct, frozen=True):
    """A message for one person, filled. `link` is where they unsubscribe; `shows_link`: the text has it already."""

    text: str
    subject: str
    language: str
    link: str = ""
    shows_link: bool = False


class Missing(msgspec.Struct, frozen=True):
    """A person without a value that the text cannot do without."""

    field: str


def check(template: Template, extras: Collection[str] = ()) -> None:
    """Raise BadTemplate unless every text can be filled. `extras` are columns that contacts have beside the usual."""
    faults = [Fault("", Wrong.NO_LANGUAGE)] if not template.texts else []
    faults += [Fault(each, Wrong.NO_LANGUAGE) for each in template.texts if each not in LANGUAGES]
    known = FIELDS.union(extras)
    for language, wording in template.texts.items():
        faults += [Fault(language, *each) for each in _faults(wording, template.channel, known)]
    if faults:
        raise BadTemplate(faults)


def filled(template: Template, language: str, values: Mapping[str, str]) -> Ready | Missing:
    """The message for one person, in their language or the next best that the template has."""
    chosen = next(each for each in (language, *LANGUAGES) if each in template.texts)
    wording = template.texts[chosen]
    text = _filled(wording.text, values)
    subject = _filled(wording.subject, values)
    if isinstance(text, Missing) or isinstance(subject, Missing):
        return text if isinstance(text, Missing) else subject  # type: ignore[return-value]  # one of them is Missing
    shows_link = asks_for(wording, UNSUBSCRIBE)
    return Ready(
        text.strip(), cleaned(subject, LONGEST_SUBJECT), chosen, values.get(UNSUBSCRIBE, ""), shows_link=shows_link
    )


def asks_for(wording: Wording, field: str) -> bool:
    """Whether a text has a place for this field."""
    return any(found == field for _, found, _ in _parts(wording.text))


def _faults(wording: Wording, channel: str, known: Collection[str]) -> Iterator[tuple[Wrong, str]]:
    if not wording.text.strip():
        yield Wrong.EMPTY, ""
    if channel == "email" and not wording.subject.strip():
        yield Wrong.NO_SUBJECT, ""
    if "\n" in wording.subject or "\r" in wording.subject:
        yield Wrong.LINE_IN_SUBJECT, ""
    if len(wording.text) > LONGEST_TEXT or len(wording.subject) > LONGEST_SUBJECT:
        yield Wrong.TOO_LONG, ""
    for text in (wording.subject, wording.text):
        for literal, field, _ in _parts(text):
            if field is None and literal in {"{", "}"}:
                yield Wrong.STRAY_BRACE, literal
            elif field is not None and field not in known:
                yield Wrong.UNKNOWN_FIELD, field[:40]


def _filled(text: str, values: Mapping[str, str]) -> str | Missing:
    pieces = []
    for literal, field, instead in _parts(text):
        if field is None:
            pieces.append({"{{": "{", "}}": "}"}.get(literal, literal))
            continue
        value = cleaned(values.get(field, ""), _LONGEST_VALUE if field != UNSUBSCRIBE else 1_000)
        if not value and instead is None:
            return Missing(field)
        pieces.append(value or instead or "")
    return "".join(pieces)


def _parts(text: str) -> Iterator[tuple[str, str | None, str | None]]:
    """The text in pieces: plain words (no field), or a field with what stands in when it is missing."""
    at = 0
    for found in _PART.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], None, None
        at = found.end()
        if found[1] is None:
            yield found[0], None, None
        else:
            field, bar, instead = found[1].partition("|")
            yield found[0], field.strip(), instead.strip() if bar else None
    if at < len(text):
        yield text[at:], None, None
