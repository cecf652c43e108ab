"""The rows of a CSV or XLSX file that somebody sent, one by one, whatever program wrote it. Hostile files included.

Nothing is read whole but the bytes themselves (at most 20 MB); an XLSX is looked at as a zip before it is opened.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from itertools import islice

LARGEST_FILE = 20_000_000
MOST_ROWS = 100_000
_MOST_LINES = 400_000
_MOST_COLUMNS = 100
_LONGEST_CELL = 2_000
_LARGEST_UNPACKED = 150_000_000
_HIGHEST_RATIO = 100
_SMALL_ENOUGH = 5_000_000
_MOST_PARTS = 2_000
_SAMPLE = 20_000
_SAMPLED_ROWS = 20
_LONGEST_ROW = 40
_MOST_OPEN_QUOTES = 50
_DELIMITERS = ";,\t|"
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Flaw(StrEnum):
    """Why a file cannot be taken at all."""

    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    BOMB = "bomb"
    OLD_EXCEL = "old_excel"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    NO_ADDRESS_COLUMN = "no_address_column"

    @property
    def key(self) -> str:
        return f"contacts.import.flaw.{self.value}"


class BadFile(ValueError):
    """The file cannot be taken; `flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


def rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Every row with something in it: its number in the file (from 1) and its cells. Raises BadFile."""
    if len(content) > LARGEST_FILE:
        raise BadFile(Flaw.TOO_LARGE)
    if content.startswith(_OLD_EXCEL):
        raise BadFile(Flaw.OLD_EXCEL)
    found = _of_excel(content) if content.startswith(_ZIP) else _of_text(content)
    count = 0
    for number, cells in found:
        if any(cells):
            count += 1
            if count > MOST_ROWS + 1:  # and a header
                raise BadFile(Flaw.TOO_MANY_ROWS)
            yield number, cells


def decoded(content: bytes) -> str:
    """The text of a CSV: UTF-8 with or without its mark, UTF-16 with one, else Windows-1251 as Excel writes here."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            encoding = "cp1251"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        # Kazakh Windows writes its letters to code points that cp1251 leaves empty.
        return content.decode(encoding, "replace")


def delimiter(text: str) -> str:
    """What stands between the cells: the sign that most often cuts the first rows into equally many."""
    sample = text[:_SAMPLE]
    if sample[:4].lower() == "sep=" and sample[4:5] in (*_DELIMITERS, ":"):
        return sample[4:5]
    best, most = ",", 0.0
    for sign in _DELIMITERS:
        widths = [len(row) for row in _sampled(sample, sign)]
        steady = max(widths.count(width) * (width - 1) for width in widths) if widths else 0
        if steady > most:
            best, most = sign, steady
    return best


def _sampled(sample: str, sign: str) -> list[list[str]]:
    """The first rows as this sign cuts them; a sample may end within a cell."""
    found: list[list[str]] = []
    with suppress(csv.Error):
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign):
            found += [row] if row else []
            if len(found) == _SAMPLED_ROWS:
                break
    return found


def _of_text(content: bytes) -> Iterator[tuple[int, list[str]]]:
    if b"\x00" in content[:_SAMPLE] and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadFile(Flaw.UNREADABLE)
    text = decoded(content)
    sign = delimiter(text)
    lines = list(io.StringIO(text, newline=""))
    start = 1 if text[:4].lower() == "sep=" else 0
    for _ in range(_MOST_OPEN_QUOTES):
        start = yield from _until_a_quote_stays_open(lines, start, sign)
        if start == len(lines):
            return
        yield start + 1, _tidy(_plainly(lines[start], sign))
        start += 1
    raise BadFile(Flaw.UNREADABLE)


def _until_a_quote_stays_open(lines: list[str], start: int, sign: str) -> Generator[tuple[int, list[str]], None, int]:
    """The rows up to one whose quote never closes, which would swallow all that follow; gives where that is."""
    reader = csv.reader(islice(lines, start, None), delimiter=sign)
    done = start
    try:
        for row in reader:
            after = start + reader.line_num
            if after - done > _LONGEST_ROW or (after - done > 1 and _is_odd(lines[done:after])):
                return done
            yield after, _tidy(row)
            done = after
    except csv.Error:  # a cell of more than 128 KiB
        return done
    return len(lines)


def _is_odd(lines: list[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 1


def _plainly(line: str, sign: str) -> list[str]:
    """The cells of one line whose quotes mean nothing."""
    try:
        return next(csv.reader([line], delimiter=sign, quoting=csv.QUOTE_NONE), [])
    except csv.Error as error:
        raise BadFile(Flaw.UNREADABLE) from error


def _of_excel(content: bytes) -> Iterator[tuple[int, list[str]]]:
    _refuse_bombs(content)
    import warnings

    import openpyxl  # type: ignore[import-untyped]  # a third of a second that only importers pay

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations that it does not keep
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            # A file may claim any size; without the claim the rows are counted as they come.
            sheet.reset_dimensions()
            for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), 1):
                yield number, _tidy([_written(cell) for cell in row])
                if number > _MOST_LINES:
                    break
            book.close()
    except Exception as error:  # openpyxl raises whatever a broken file makes it trip over
        raise BadFile(Flaw.UNREADABLE) from error


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            parts = parcel.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise BadFile(Flaw.UNREADABLE) from error
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or unpacked > _LARGEST_UNPACKED:
        raise BadFile(Flaw.BOMB)
    if any(
        part.file_size > _SMALL_ENOUGH and part.file_size > _HIGHEST_RATIO * max(1, part.compress_size)
        for part in parts
    ):
        raise BadFile(Flaw.BOMB)


def _written(cell: object) -> str:
    """A cell as a person reads it: 77011234567.0 is a phone, not a fraction."""
    match cell:
        case None | bool():
            return ""
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() | date():
            return cell.isoformat()
        case _:
            return str(cell)


def _tidy(row: Sequence[str]) -> list[str]:
    return [cell.strip()[:_LONGEST_CELL] for cell in row[:_MOST_COLUMNS]]
