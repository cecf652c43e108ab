"""NocoDB: a row a lead, found by our own key. Version 3 of its API, and version 2 where there is no version 3.

It has no upsert and does not keep a column unique, so deliveries of one lead come one after another (`bot.deliveries`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handoff.targets import happenings
from handoff.targets.contract import Dispatch, Field, Kind, Refused, Reply, Wire, refused, token, web_address
from handoff.targets.plain import row

KEY = "external_key"
_OK = (200, 201)
_MISSING = 404


class Table:
    """One table of one NocoDB, in one version of its API."""

    def __init__(self, config: Mapping[str, str], wire: Wire, version: str) -> None:
        self._wire = wire
        self._headers = {"xc-token": config["token"]}
        self.version = version
        self.rows_in = "records" if version == "v3" else "list"
        if version == "v3":
            self._path = f"{config['url']}/api/v3/data/{config['base']}/{config['table']}/records"
        else:
            self._path = f"{config['url']}/api/v2/tables/{config['table']}/records"

    async def find(self, key: str) -> tuple[Reply, str]:
        """The answer, and the row's id ("" when there is none)."""
        reply = await self._call("GET", query={"where": f"({KEY},eq,{key})", "limit": "1"})
        rows = _list(reply.json, self.rows_in)
        return reply, str(rows[0].get("id" if self.version == "v3" else "Id", "")) if rows else ""

    async def create(self, fields: Mapping[str, str]) -> str:
        reply = await self._call("POST", json=[{"fields": fields}] if self.version == "v3" else [fields])
        if reply.status not in _OK:
            raise refused(reply, "NocoDB")
        made = _list(reply.json, "records") if self.version == "v3" else reply.json
        first = made[0] if isinstance(made, list) and made and isinstance(made[0], dict) else {}
        number = str(first.get("id" if self.version == "v3" else "Id", ""))
        if not number:
            raise Refused("NocoDB named no row in its answer")
        return number

    async def update(self, number: str, fields: Mapping[str, str]) -> bool:
        """False when that row is gone."""
        row_id = int(number) if number.isdecimal() else number
        changed = {"id": row_id, "fields": fields} if self.version == "v3" else {"Id": row_id, **fields}
        reply = await self._call("PATCH", json=[changed])
        if reply.status == _MISSING:
            return False
        if reply.status not in _OK:
            raise refused(reply, "NocoDB")
        return True

    async def _call(self, method: str, *, json: Any = None, query: Mapping[str, str] = {}) -> Reply:
        return await self._wire.call(method, self._path, json=json, query=query, headers=self._headers)


def _list(told: Any, name: str) -> list[dict[str, Any]]:
    found = told.get(name) if isinstance(told, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


async def send(dispatch: Dispatch, wire: Wire) -> str:
    """Bring the lead's row up to date, or make it. The id says which version of the API it was made by."""
    if dispatch.lead is None:
        return ""
    fields = {KEY: dispatch.marker, **row(dispatch.lead), "updated_at": dispatch.now.isoformat(timespec="seconds")}
    version, _, number = dispatch.remote_id.partition(":")
    if number and await Table(dispatch.config, wire, version).update(number, fields):
        return dispatch.remote_id
    table, number = await _found(dispatch, wire)
    if not number or not await table.update(number, fields):
        number = await table.create(fields)
    return f"{table.version}:{number}"


async def _found(dispatch: Dispatch, wire: Wire) -> tuple[Table, str]:
    """The table by the newest version of the API that is there, and the lead's row in it."""
    for version in ("v3", "v2"):
        table = Table(dispatch.config, wire, version)
        reply, number = await table.find(dispatch.marker)
        if reply.status in _OK and isinstance(reply.json, dict) and table.rows_in in reply.json:
            return table, number
        if reply.status not in (*_OK, _MISSING):  # a program that knows no such address may show its front page
            raise refused(reply, "NocoDB")
    raise Refused("NocoDB has no such base or table")


KIND = Kind(
    "nocodb",
    (
        Field("url", web_address),
        Field("token", token, secret=True),
        Field("base", token),
        Field("table", token),
    ),
    happenings.EVENTS,
    send,
)
