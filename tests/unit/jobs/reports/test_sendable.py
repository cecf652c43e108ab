"""A file that is too large for a network is packed; one that is still too large is not sent."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from bot.exporting import sendable


def test_a_large_csv_is_packed_and_a_large_workbook_is_not_sent(tmp_path: Path) -> None:
    path, book = tmp_path / "leads.csv", tmp_path / "leads.xlsx"
    path.write_bytes(b"1;2;3\r\n" * 1_000)
    book.write_bytes(b"x" * 7_000)
    assert sendable(path) == (path, path.read_bytes())
    packed, content = sendable(path, limit=1_000)
    assert packed.name == "leads.csv.zip"
    assert zipfile.ZipFile(io.BytesIO(content)).read("leads.csv") == path.read_bytes()
    assert sendable(path, limit=10)[1] == b""
    assert sendable(book, limit=1_000)[1] == b""
