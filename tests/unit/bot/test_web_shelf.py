"""Visitors' files in our storage, on both databases: the seal is one for all processes, what was kept comes out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.files import LARGEST
from bot.web.shelf import WebShelf
from channels.webchat.shelf import Kept, NoRoom, sealed, unsealed
from fsm.storage.ids import Ids
from fsm.storage.store import Store

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PDF = b"%PDF-1.7 receipt"


def shelf(store: Store) -> WebShelf:
    return WebShelf(store, Ids(), lambda: NOW)


async def test_every_process_seals_alike_and_another_database_otherwise(store: Store) -> None:
    first, second = await shelf(store).secret(), await shelf(store).secret()
    assert first == second
    assert len(first) == 32
    assert unsealed(sealed(7, first), second) == 7


async def test_what_is_kept_is_found_and_comes_out_the_same(store: Store) -> None:
    one = shelf(store)
    kept = await one.keep("chat", Kept(0, "document", "чек.pdf", "application/pdf", len(PDF)), PDF)
    assert kept.number > 0
    assert await shelf(store).find(kept.number) == kept
    assert (kept.kind, kept.name, kept.mime, kept.size) == ("document", "чек.pdf", "application/pdf", len(PDF))
    assert await one.content(kept.number) == PDF


async def test_a_number_nobody_has_is_nothing(store: Store) -> None:
    assert await shelf(store).find(12345) is None
    assert await shelf(store).content(12345) is None


async def test_too_much_is_not_kept(store: Store) -> None:
    large = b"%PDF-" + b"x" * LARGEST
    with pytest.raises(NoRoom):
        await shelf(store).keep("chat", Kept(0, "document", "a.pdf", "application/pdf", len(large)), large)
