"""Google Sheets: a row a lead, appended once and rewritten in place. Values go in as they are, so nothing is a formula.

People sort and cut rows, so a remembered place is believed only while the lead's number still stands in it.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from handoff.targets import google_key, happenings
from handoff.targets.contract import Dispatch, Field, Kind, Refused, Reply, Wire, refused
from handoff.targets.plain import FIELDS, row

BASE = "https://sheets.googleapis.com"
_RAW = {"valueInputOption": "RAW"}
_OK = 200
_SHEET_ID = re.compile(r"(?:/spreadsheets/d/)?([A-Za-z0-9_-]{20,100})")
_FIRST_ROW = re.compile(r"!\$?[A-Z]+\$?(\d+)")


class _Sheet:
    def __init__(self, dispatch: Dispatch, wire: Wire, access: str) -> None:
        config = dispatch.config
        self._base = f"{config.get('api', BASE)}/v4/spreadsheets/{config['spreadsheet']}/values/"
        self._name = config["sheet"].replace("'", "''")
        self._headers = {"Authorization": f"Bearer {access}"}
        self._wire = wire

    def place(self, cells: str) -> str:
        return f"'{self._name}'!{cells}"

    async def read(self, cells: str) -> list[list[str]]:
        told = await self._must("GET", quote(self.place(cells), safe=""))
        rows = told.get("values", [])
        return [[str(cell) for cell in each] for each in rows if isinstance(each, list)]

    async def append(self, values: list[str]) -> int:
        """The number of the row it became."""
        path = quote(self.place("A1"), safe="") + ":append"
        query = _RAW | {"insertDataOption": "INSERT_ROWS"}
        told = await self._must("POST", path, {"values": [values]}, query)
        updates = told.get("updates")
        place = _FIRST_ROW.search(str(updates.get("updatedRange", ""))) if isinstance(updates, dict) else None
        if place is None:
            raise Refused("Google Sheets named no row in its answer")
        return int(place.group(1))

    async def write(self, number: int, values: list[str]) -> None:
        await self._must("PUT", quote(self.place(f"A{number}"), safe=""), {"values": [values]}, _RAW)

    async def _must(
        self, method: str, path: str, json: Any = None, query: dict[str, str] | None = None
    ) -> dict[str, Any]:
        reply = await self._wire.call(method, self._base + path, json=json, query=query or {}, headers=self._headers)
        return _document(reply)


def _document(reply: Reply) -> dict[str, Any]:
    if reply.status != _OK or not isinstance(reply.json, dict):
        error = reply.json.get("error") if isinstance(reply.json, dict) else None
        said = Reply(reply.status, error if isinstance(error, dict) else reply.json, reply.text)
        raise refused(said, "Google Sheets")
    return reply.json


async def send(dispatch: Dispatch, wire: Wire) -> str:
    """Rewrite the lead's row, or append it; gives the row's number."""
    if dispatch.lead is None:
        return ""
    sheet = _Sheet(dispatch, wire, await _access(dispatch, wire))
    values = list(row(dispatch.lead).values())
    number = await _row_of(sheet, dispatch, values[0])
    if number:
        await sheet.write(number, values)
        return str(number)
    return str(await sheet.append(values))


async def _row_of(sheet: _Sheet, dispatch: Dispatch, lead_id: str) -> int:
    """The row this lead stands in, 0 for none; an empty sheet gets its heading on the way."""
    if dispatch.remote_id.isdecimal():
        there = await sheet.read(f"A{dispatch.remote_id}")
        if there and there[0] and there[0][0] == lead_id:
            return int(dispatch.remote_id)
    column = await sheet.read("A:A")
    if not column:
        await sheet.append(list(FIELDS))
    found = (number for number, cells in enumerate(column, 1) if cells and cells[0] == lead_id)
    return next(found, 0)


async def _access(dispatch: Dispatch, wire: Wire) -> str:
    key = google_key.key_of(dispatch.config["key"])
    audience = dispatch.config.get("token_uri", google_key.TOKEN_URI)
    signed = google_key.claim(key, audience, int(dispatch.now.timestamp()))
    body = f"grant_type={quote(google_key.GRANT, safe='')}&assertion={signed}".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    told = _document(await wire.call("POST", audience, body=body, headers=headers))
    if not isinstance(told.get("access_token"), str):
        raise Refused("Google gave no token")
    return str(told["access_token"])


def spreadsheet_of(text: str) -> str:
    """The id of a spreadsheet, also from its address. Raises ValueError."""
    found = _SHEET_ID.search(text.strip())
    if found is None:
        raise ValueError(text)
    return found.group(1)


def sheet_of(text: str) -> str:
    """The name of a sheet. Raises ValueError."""
    name = text.strip()
    if not name or len(name) > 100 or set(name) & set("[]:*?/\\"):  # noqa: PLR2004 (as long as such a name may be)
        raise ValueError(text)
    return name


def key_text(text: str) -> str:
    """The JSON of a service account's key. Raises ValueError."""
    google_key.key_of(text)
    return text.strip()


KIND = Kind(
    "sheets",
    (Field("spreadsheet", spreadsheet_of), Field("sheet", sheet_of), Field("key", key_text, secret=True)),
    happenings.GOOD_NEWS,
    send,
)
