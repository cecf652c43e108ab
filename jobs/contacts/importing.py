"""Taking over somebody's table of contacts: read, look at what would happen, then keep it, a few hundred at a time.

Whoever imports is asked once where the people come from and whether they agreed; that stands beside each of them.
Pieces are committed one by one, so that talks go on meanwhile; what a kill cut off is simply imported again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec
from sqlalchemy import Connection, insert

from fsm.ports import Words
from fsm.storage.store import Store
from fsm.storage.suppression import suppressed
from jobs.contacts import sheets
from jobs.contacts.book import Kept, keep, owners
from jobs.contacts.contact import (
    EMAIL,
    PHONE,
    TELEGRAM,
    Address,
    Consent,
    Person,
    cleaned,
    emails_in,
    phones_in,
    without_guard,
)
from jobs.contacts.headers import guessed, is_header, mapped
from jobs.contacts.quality import quality_of
from jobs.contacts.sheets import BadFile, Flaw
from jobs.contacts.tables import contact_imports

_PIECE = 500
_MOST_TROUBLES = 200
_TOLD_TROUBLES = 10
_MOST_EXTRAS = 20
_LONGEST_EXTRA = 300
_LANGUAGES: Mapping[str, str] = {
    "ru": "ru", "рус": "ru", "rus": "ru", "орыс": "ru", "kk": "kk", "kz": "kk", "каз": "kk", "қаз": "kk", "kaz": "kk",
    "en": "en", "анг": "en", "eng": "en", "ағы": "en", "uk": "uk", "укр": "uk",
}  # fmt: skip
_YES = frozenset(("да", "иә", "yes", "y", "true", "1", "+", "есть", "согласен", "келіседі", "given", "v", "✓", "так"))


class Why(StrEnum):
    """What is wrong with a row; the words for people are under `key`."""

    NO_ADDRESS = "no_address"
    BAD_PHONE = "bad_phone"
    BAD_EMAIL = "bad_email"

    @property
    def key(self) -> str:
        return f"contacts.import.why.{self.value}"


class Trouble(msgspec.Struct, frozen=True):
    """One thing wrong in a file: the row as the file counts, the column's heading or letter, and why."""

    row: int
    column: str
    why: Why


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What the importer said once for the whole file. `country` reads numbers written without a code."""

    source: str
    consent: Consent = Consent.NONE
    consent_how: str = ""
    country: str = "KZ"


class Piece(msgspec.Struct):
    """Some rows of a file, read: who can be kept, and what is wrong. `done` is how many rows were read so far.

    `again` are people the file had before; they may still fill gaps.
    """

    people: list[Person] = []
    again: list[Person] = []
    troubles: list[Trouble] = []
    rows: int = 0
    repeated: int = 0
    refused: int = 0
    done: int = 0


class Tally(msgspec.Struct):
    """What an import did, or, as a dry run, would do. `troubles` are the first 200."""

    rows: int = 0
    added: int = 0
    known: int = 0
    repeated: int = 0
    closed: int = 0
    refused: int = 0
    troubles: list[Trouble] = []
    columns: dict[str, str] = {}


class Reading:
    """A file being read. Iterate it for its pieces; `columns` then tells heading -> field. Raises BadFile."""

    def __init__(self, content: bytes, terms: Terms) -> None:
        self._content = content
        self._terms = terms
        self._seen: set[Address] = set()
        self._fields: dict[int, str] = {}
        self._headings: list[str] = []
        self.columns: dict[str, str] = {}

    def __iter__(self) -> Iterator[Piece]:
        found = sheets.rows(self._content)
        first = [row for _, row in zip(range(30), found, strict=False)]
        if not first:
            raise BadFile(Flaw.EMPTY)
        body = first[1:] if self._learn([cells for _, cells in first]) else first
        piece, done = Piece(), 0
        for rest in (body, found):
            for number, cells in rest:
                done += 1
                piece.done = done
                self._take(piece, number, cells)
                if piece.rows >= _PIECE:
                    yield piece
                    piece = Piece()
        if piece.rows:
            yield piece

    def _learn(self, rows: Sequence[Sequence[str]]) -> bool:
        """Find out which column is which; whether the first row is a header."""
        headed = is_header(rows[0])
        by_content = guessed(rows[1:] if headed else rows, self._terms.country)
        self._headings = list(rows[0]) if headed else []
        self._fields = mapped(rows[0]) if headed else {}
        told = set(self._fields.values())
        # A heading that says nothing ("Столбец 3") does not hide a column full of phones.
        self._fields |= {
            column: field
            for column, field in by_content.items()
            if column not in self._fields and (field not in told or field != "name")
        }
        if not {"phone", "email", "telegram"}.intersection(self._fields.values()):
            raise BadFile(Flaw.NO_ADDRESS_COLUMN)
        self.columns = {self._heading(column): field for column, field in sorted(self._fields.items())}
        return headed

    def _heading(self, column: int) -> str:
        heading = self._headings[column] if column < len(self._headings) else ""
        return cleaned(heading, 60) or _letter(column)

    def _take(self, piece: Piece, number: int, cells: Sequence[str]) -> None:
        piece.rows += 1
        person = self._person(piece, number, cells)
        addresses = person.addresses
        if not addresses:
            piece.refused += 1
        elif self._seen.issuperset(addresses):
            piece.repeated += 1
            piece.again.append(person)
        else:
            self._seen.update(addresses)
            piece.people.append(person)

    def _person(self, piece: Piece, number: int, cells: Sequence[str]) -> Person:
        told: dict[str, list[str]] = {}
        extra: dict[str, str] = {}
        found: list[Address] = []
        faulty = False
        for column, raw in enumerate(cells):
            cell = without_guard(raw)
            field = self._fields.get(column, "")
            if not cell:
                continue
            if field in {"phone", "email"}:
                addresses = self._addresses(field, cell)
                found += addresses
                if not addresses:
                    faulty = True
                    why = Why.BAD_PHONE if field == "phone" else Why.BAD_EMAIL
                    piece.troubles.append(Trouble(number, self._heading(column), why))
            elif field:
                told.setdefault(field, []).append(cell)
            elif len(extra) < _MOST_EXTRAS:
                extra[self._heading(column)] = cleaned(cell, _LONGEST_EXTRA)
        found += _accounts(told)
        if not found and not faulty:
            piece.troubles.append(Trouble(number, "", Why.NO_ADDRESS))
        return self._made(told, extra, found)

    def _addresses(self, field: str, cell: str) -> list[Address]:
        if field == "phone":
            return [Address(PHONE, each) for each in phones_in(cell, self._terms.country)]
        return [Address(EMAIL, each) for each in emails_in(cell)]

    def _made(self, told: Mapping[str, list[str]], extra: dict[str, str], found: Sequence[Address]) -> Person:
        def first(field: str, longest: int) -> str:
            return cleaned(" ".join(told.get(field, ())), longest)

        agreed = first("consent", 20).casefold() in _YES if "consent" in told else None
        consent = self._terms.consent if agreed is None else Consent.GIVEN if agreed else Consent.NONE
        if note := first("note", _LONGEST_EXTRA):
            extra = extra | {"note": note}
        person = Person(
            name=cleaned(f"{first('name', 200)} {first('last_name', 100)}", 200),
            company=first("company", 200),
            phone=next((each.address for each in found if each.kind == PHONE), ""),
            email=next((each.address for each in found if each.kind == EMAIL), ""),
            city=first("city", 120),
            language=_LANGUAGES.get(first("language", 20).casefold()[:3], _LANGUAGES.get(first("language", 2), "")),
            source=cleaned(self._terms.source, 100),
            source_url=first("site", 500),
            consent=consent,
            consent_how=cleaned(self._terms.consent_how, 200) if consent is not Consent.NONE else "",
            extra=extra,
            more=tuple(found),
        )
        return msgspec.structs.replace(person, quality=quality_of(person))


def read(content: bytes, terms: Terms) -> tuple[list[Person], Tally]:
    """A whole file at once, without looking into any table: who is in it and what is wrong. Raises BadFile."""
    reading, people, tally = Reading(content, terms), [], Tally()
    for piece in reading:
        people += piece.people
        _count(tally, piece)
    tally.columns = reading.columns
    return people, tally


def check(connection: Connection, workspace_id: int, people: Sequence[Person], taken: set[Address]) -> Kept:
    """What `keep` would do, changing nothing. `added` holds a zero for every person who would be new.

    `taken` are the addresses of people counted before, and is added to.
    """
    asked = {address for person in people for address in person.addresses}
    shut = suppressed(connection, workspace_id, asked)
    known = owners(connection, workspace_id, asked)
    kept = Kept()
    for person in people:
        if shut.intersection(person.addresses):
            kept.closed += 1
        elif any(each in known or each in taken for each in person.addresses):
            kept.known += 1
            taken.update(person.addresses)
        else:
            kept.added.append(0)
            taken.update(person.addresses)
    return kept


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """An import to be made: whose, of which file, on which terms, by whom. With `dry` nothing is kept."""

    workspace_id: int
    file: str
    content: bytes
    terms: Terms
    by: str = ""
    dry: bool = False


def told(tally: Tally, words: Words) -> str:
    """What an import did, or would do, in lines for the owner; the first troubles by their rows."""
    counts = {name: str(getattr(tally, name)) for name in ("rows", "added", "known", "repeated", "closed", "refused")}
    lines = [words("contacts.import.told", **counts)]
    for each in tally.troubles[:_TOLD_TROUBLES]:
        where = words("contacts.import.row", row=str(each.row), column=each.column).rstrip(" ,")
        lines.append(f"{where}: {words(each.why.key)}")
    return "\n".join(lines)


async def run(
    store: Store,
    order: Import,
    now: datetime,
    progress: Callable[[int], None] = lambda _done: None,
) -> Tally:
    """Make an import and tell what it did; `progress` hears after every piece how many rows were read.

    Raises BadFile, before anything of a broken piece is kept.
    """
    reading, tally = Reading(order.content, order.terms), Tally()
    pieces = iter(reading)
    taken: set[Address] = set()
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:

        def look(connection: Connection, piece: Piece = piece) -> Kept:
            return check(connection, order.workspace_id, piece.people, taken)

        def write(connection: Connection, piece: Piece = piece) -> Kept:
            kept = keep(connection, order.workspace_id, piece.people, now)
            keep(connection, order.workspace_id, piece.again, now)
            return kept

        kept = await store.read(look) if order.dry else await store.write(write)
        _count(tally, piece)
        tally.added += len(kept.added)
        tally.known += kept.known
        tally.closed += kept.closed
        progress(piece.done)
    tally.columns = reading.columns
    if not order.dry:
        await store.write(lambda connection: _record(connection, order, tally, now))
    return tally


def _count(tally: Tally, piece: Piece) -> None:
    tally.rows += piece.rows
    tally.repeated += piece.repeated
    tally.refused += piece.refused
    tally.troubles += piece.troubles[: max(0, _MOST_TROUBLES - len(tally.troubles))]


def _record(connection: Connection, order: Import, tally: Tally, now: datetime) -> None:
    counts = {name: getattr(tally, name) for name in ("rows", "added", "known", "repeated", "closed", "refused")}
    terms = order.terms
    connection.execute(
        insert(contact_imports).values(
            workspace_id=order.workspace_id,
            file=cleaned(order.file, 200),
            source=cleaned(terms.source, 100),
            consent=terms.consent.value,
            consent_how=cleaned(terms.consent_how, 200),
            by=order.by[:200],
            at=now,
            **counts,
        )
    )


def _accounts(told: Mapping[str, list[str]]) -> list[Address]:
    """Their name on Telegram. A site is no address: colleagues share it."""
    names = [cleaned(each, 64).removeprefix("https://t.me/").lstrip("@").lower() for each in told.get("telegram", ())]
    return [Address(TELEGRAM, each) for each in names if each]


def _letter(column: int) -> str:
    """A column as spreadsheets name it: A, B, ... AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
