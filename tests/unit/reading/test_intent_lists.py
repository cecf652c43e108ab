"""Readers and phrase lists agree: no reader asks for a list that does not exist, and no list stands empty."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import fsm.reading
from fsm.reading import intent, phrasebook
from fsm.reading.message import Context, Message

FOLDER = Path(fsm.reading.__file__).parent
ASKED = re.compile(r'"((?:authority|answer|doubt|intent|say|mood|pain)\.[a-z_]+)"')


def test_every_list_that_a_reader_asks_for_exists():
    asked = {tag for source in FOLDER.glob("*.py") for tag in ASKED.findall(source.read_text(encoding="utf-8"))}
    assert len(asked) > 50
    assert asked <= phrasebook.TAGS.keys()


def test_no_list_is_empty():
    assert all(text.strip() for text in phrasebook.TAGS.values())


def test_a_price_list_of_somebody_who_sells_is_an_advert_and_an_order_is_not():
    noon = datetime(2026, 3, 10, 12, 0, tzinfo=timezone(timedelta(hours=5)))
    first = Context("none", "", noon)
    assert intent.read(Message("Продаем щебень, 4500 тг за тонну, самовывоз"), first, {}) == "spam"
    assert intent.read(Message("нужен щебень, видел 4500 тг за тонну, есть самовывоз?"), first, {}) != "spam"
