"""A shop's past, made by hand or at random: leads, their offers and their words, straight into the tables."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import msgspec
from sqlalchemy import Connection, insert

from fsm.storage import tables as t

_ids = count(1_000_000)


def lead(connection: Connection, at: datetime, **told: Any) -> int:
    """One lead; `told` may have: band, stage, source, channel, language, asked, facts, open_question, reply."""
    number = next(_ids)
    rows = lead_rows(number, at, **told)
    for table, each in rows:
        connection.execute(insert(t.metadata.tables[table]), each)
    return number


def lead_rows(number: int, at: datetime, **told: Any) -> list[tuple[str, dict[str, Any]]]:
    state = {
        "id": number,
        "workspace_id": 1,
        "chat": str(number),
        "channel": told.get("channel", "telegram"),
        "language": told.get("language", "ru"),
        "stage": told.get("stage", "qualifying"),
        "script": "shop",
        "script_version": told.get("version", 1),
        "source": told.get("source", ""),
        "asked": told.get("asked", {}),
        "open_question": told.get("open_question", ""),
        "display_name": told.get("name", ""),
        "last_words": told.get("words", ""),
        "last_said_at": (at + timedelta(minutes=1)).isoformat(),
        "facts": {
            name: {"value": value, "words": "", "message_id": "1"} for name, value in told.get("facts", {}).items()
        },
    }
    rows: list[tuple[str, dict[str, Any]]] = [
        (
            "leads",
            {
                "id": number,
                "workspace_id": 1,
                "state": json.dumps(state, ensure_ascii=False).encode(),
                "stage": state["stage"],
                "score": told.get("score", 50),
                "band": told.get("band", "nurture"),
                "language": state["language"],
                "version": 1,
                "created_at": at,
                "updated_at": at,
            },
        ),
        (
            "identities",
            {
                "workspace_id": 1,
                "channel": state["channel"],
                "external_id": str(number),
                "lead_id": number,
                "chat": str(number),
                "display_name": "",
                "created_at": at,
            },
        ),
    ]
    if told.get("reply") is not None:
        rows.append(("messages", _message(number, "bot", at + timedelta(seconds=told["reply"]))))
    if "handoff" in told:
        rows.append(("handoffs", _handoff(number, at, told["handoff"])))
    return rows


def _message(lead_id: int, author: str, at: datetime) -> dict[str, Any]:
    words = {"channel": "telegram", "network_id": "", "key": "", "text": "..."}
    return {"id": next(_ids), "workspace_id": 1, "lead_id": lead_id, "author": author, "at": at, **words}


def _handoff(lead_id: int, at: datetime, given: dict[str, Any]) -> dict[str, Any]:
    row = {
        "id": next(_ids),
        "workspace_id": 1,
        "lead_id": lead_id,
        "state": "offered",
        "score": 90,
        "hot": True,
        "rep_id": "",
        "rep_name": "",
        "verdict": "",
        "offered_at": at,
        "claimed_at": None,
        "answered_at": None,
        "closed_at": None,
        "amount": None,
        "card_channel": "telegram",
        "card_chat": "",
        "card_message_id": "",
    }
    after = {
        f"{name}_at": at + timedelta(seconds=given.pop(name))
        for name in ("claimed", "answered", "closed")
        if name in given
    }
    return row | given | after


def told(  # noqa: PLR0917 (a turn in one line)
    connection: Connection, lead_id: int, at: datetime, name: str, score: int, band: str
) -> None:
    """A turn in which a fact was told and the score became so."""
    fact = {"value": '"x"', "words": "", "message_id": "1", "confidence": 1.0, "reader": "rule"}
    common = {"workspace_id": 1, "lead_id": lead_id, "at": at}
    if name:
        connection.execute(insert(t.facts), [{"id": next(_ids), "name": name, **common, **fact}])
    row = {"id": next(_ids), "model": "criteria", "score": score, "band": band, "parts": "[]", **common}
    connection.execute(insert(t.scores), [row])


def words(key: str, **params: str) -> str:
    """Words that show their key, for tests that look at what was chosen, not at how it reads."""
    return f"{key}{msgspec.json.encode(params).decode()}"
