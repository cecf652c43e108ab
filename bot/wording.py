"""The program's words: keys become sentences here, at the edge, in the reader's language.

Words live in locales/<language>/LC_MESSAGES/talap.po under symbolic keys ("card.claim") and are read once at start.
Templates know one thing only, a `{name}` to be filled: no formats, no attributes, so neither a translator's slip nor a
lead's text can make them do anything else. What scripts say is in the scripts; `render` joins both.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Protocol

from bot import values
from fsm.decision import Say
from fsm.facts import Value
from fsm.ports import Words

log = logging.getLogger(__name__)

FOLDER = Path(__file__).resolve().parent.parent / "locales"
LANGUAGES = ("ru", "kk", "en")
FALLBACK = {"ru": ("ru", "en"), "kk": ("kk", "ru", "en"), "en": ("en", "ru")}
NEIGHBOURS = {"uk": "ru", "be": "ru", "ky": "ru", "uz": "ru", "mix": "ru"}
"""Languages we do not write yet, and the one their speakers in our markets read."""

_QUOTED = r'"[^"\\\n]*(?:\\[nt"\\][^"\\\n]*)*"[ ]*\n'
_ENTRY = re.compile(rf"(?:\s*\n|#[^~\n]*\n)*msgid +((?:{_QUOTED})+)msgstr +((?:{_QUOTED})+)")
_ESCAPED = re.compile(r"\\(.)")
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def fill(template: str, params: Mapping[str, str]) -> str:
    """The template with each {name} replaced once by its parameter, as it is; one that is missing leaves nothing."""
    if "{" not in template:
        return template
    return PLACEHOLDER.sub(lambda found: params.get(found[1], ""), template)


def placeholders(template: str) -> frozenset[str]:
    """The names a template asks for."""
    return frozenset(PLACEHOLDER.findall(template))


def supported(language: str) -> str:
    """The language we write to a reader of `language` (any BCP 47 tag)."""
    short = language.partition("-")[0].lower()
    if short in FALLBACK:
        return short
    return NEIGHBOURS.get(short, "en")


class Catalogue:
    """All words in all languages, immutable after loading; cheap to ask (a dictionary each)."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts
        self._warned: set[tuple[str, str]] = set()

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Catalogue:
        """Read the .po files. Raises OSError or ValueError when one is missing or broken."""
        return cls({language: read_texts(folder, language) for language in LANGUAGES})

    def keys(self, language: str) -> frozenset[str]:
        """The keys that have a text in `language` itself."""
        return frozenset(self._texts[language])

    def text(self, key: str, language: str) -> str:
        """The template of a key, from the next language that has it; the key itself when none does (and a log line)."""
        chain = FALLBACK[language]
        for other in chain:
            found = self._texts[other].get(key)
            if found is not None:
                if other != language:
                    self._warn(key, language)
                return found
        self._warn(key, language)
        return key

    def words(self, language: str, today: date | None = None) -> PlainWords:
        """The words of one language. With `today` (of the reader's zone) days near it read "tomorrow, 22 November"."""
        return PlainWords(self, supported(language), today)

    def _warn(self, key: str, language: str) -> None:
        if (key, language) not in self._warned:
            self._warned.add((key, language))
            log.warning("words.missing key=%s language=%s", key, language)


class PlainWords:
    """`fsm.ports.Words` on a catalogue. Costs nothing to make; make one per reader and day."""

    __slots__ = ("_catalogue", "_today", "language")

    def __init__(self, catalogue: Catalogue, language: str, today: date | None = None) -> None:
        self._catalogue = catalogue
        self._today = today
        self.language = language

    def __call__(self, key: str, **params: str) -> str:
        return fill(self._catalogue.text(key, self.language), params)

    def value(self, fact: str, value: Value) -> str:
        return values.written(self, fact, value, self._today)

    def day(self, day: date, today: date) -> str:
        return values.day(self, day, today)


class Texts(Protocol):
    """What wording needs of a pack: its text under a key that starts with "script."."""

    def text(self, key: str, language: str) -> str: ...


def render(say: Say, pack: Texts, words: Words, language: str) -> str:
    """What is said, in words. Parameters go in as they are: messages to leads are plain text on every channel."""
    return worded(say.key, say.params, pack, words, language)


def worded(key: str, params: Mapping[str, str], pack: Texts, words: Words, language: str) -> str:
    """The text of a key of the pack or of the program (a button's label, a sentence), filled."""
    if key.startswith("script."):
        return fill(pack.text(key, language), params)
    return words(key, **params)


def read_texts(folder: Path, language: str) -> dict[str, str]:
    """Key -> template of one language; a key left untranslated is absent. Raises ValueError naming the line of trouble.

    Our files have neither plurals nor contexts; Babel, which reads those as well, takes twice as long at every start.
    """
    file = folder / language / "LC_MESSAGES" / "talap.po"
    text = file.read_text("utf-8").rstrip() + "\n"
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        entry = _ENTRY.match(text, at)
        key = _unquoted(entry[1]) if entry else ""
        if entry is None or key in found:
            line = text.count("\n", 0, len(text) - len(text[at:].lstrip())) + 1
            raise ValueError(f"{file}:{line}: not an entry, or one that stands here twice")
        found[key] = _unquoted(entry[2])
        at = entry.end()
    return {key: said for key, said in found.items() if key and said}


def _unquoted(lines: str) -> str:
    alone = lines.strip()
    joined = "".join(line.strip()[1:-1] for line in lines.split("\n")) if "\n" in alone else alone[1:-1]
    return (
        joined
        if "\\" not in joined
        else _ESCAPED.sub(lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), joined)
    )


def template(keys: Iterable[str]) -> str:
    """locales/talap.pot: every key, with nothing beside it, in order. A translator starts a new language from it."""
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    return head + "".join(f'\nmsgid "{key}"\nmsgstr ""\n' for key in sorted(keys))


if __name__ == "__main__":
    (FOLDER / "talap.pot").write_text(template(Catalogue.load().keys("ru")), encoding="utf-8")
