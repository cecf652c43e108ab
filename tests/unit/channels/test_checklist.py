"""The checklist of channels says what the channels say of themselves: a row that is wrong is worse than none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from channels.console.adapter import ConsoleChannel
from channels.contract import Capabilities
from channels.email.compose import CAPABILITIES as EMAIL
from channels.registry import CHANNELS
from channels.telegram.compose import CAPABILITIES as TELEGRAM
from channels.webchat.adapter import WebChat
from channels.webhook import WebhookChannel
from channels.whatsapp.compose import CAPABILITIES as WHATSAPP

PAGE = Path(__file__).parents[3] / "channels" / "CHECKLIST.md"
THEIRS: dict[str, Capabilities] = {
    "telegram": TELEGRAM,
    "web": WebChat.capabilities,
    "console": ConsoleChannel.capabilities,
    "email": EMAIL,
    "whatsapp": WHATSAPP,
    "webhook": WebhookChannel.capabilities,
}
ROWS = {
    "Edits of ours": "edits",
    "Reactions of ours": "reacts",
    "Taking back what we said": "deletes",
    "Topics of a group": "topics",
    '"Typing..."': "typing",
    "Files of ours": "files",
}
"""Rows that say what a channel can, by the field in which it says so itself."""


def table() -> dict[str, dict[str, str]]:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    columns, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "---" not in line]
    return {row[0]: dict(zip(columns[1:], row[1:], strict=True)) for row in rows}


def test_every_channel_has_a_column_and_every_cell_an_answer() -> None:
    rows = table()
    assert len(rows) >= 29
    for what, cells in rows.items():
        assert set(cells) == set(THEIRS), what
        for channel, cell in cells.items():
            assert re.match(r"done(?=[:; ]|$)|no: \S", cell), (what, channel, cell)
    assert set(CHANNELS) <= set(THEIRS)


@pytest.mark.parametrize(("row", "field"), ROWS.items())
def test_what_a_channel_can_is_what_the_row_says(row: str, field: str) -> None:
    for channel, cell in table()[row].items():
        assert cell.startswith("done") == bool(getattr(THEIRS[channel], field)), (channel, cell)


@pytest.mark.parametrize(
    ("row", "field"), [("Long texts are split, whole and in order", "max_text"), ("Words under a file", "max_caption")]
)
def test_limits_that_are_named_are_the_real_ones(row: str, field: str) -> None:
    for channel, cell in table()[row].items():
        for number in re.findall(r"\d{1,3}(?:,\d{3})+", cell):
            assert int(number.replace(",", "")) == getattr(THEIRS[channel], field), (channel, cell)
