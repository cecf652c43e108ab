"""HubSpot: a contact a lead. With an e-mail by upsert; without one found by phone, else made."""

from __future__ import annotations

from typing import Any

from handoff.targets import happenings
from handoff.targets.contract import Dispatch, Field, Kind, Refused, Reply, Wire, paired, pairs, refused, token
from handoff.targets.plain import FIELDS, split_name

BASE = "https://api.hubapi.com"
PREFIX = "/crm/objects/2026-03/contacts"
_OK = (200, 201)
_MISSING = 404
_TAKEN = 409


class _Contacts:
    def __init__(self, dispatch: Dispatch, wire: Wire) -> None:
        self._base = dispatch.config.get("api", BASE) + dispatch.config.get("prefix", PREFIX)
        self._headers = {"Authorization": f"Bearer {dispatch.config['token']}"}
        self._wire = wire

    async def call(self, method: str, path: str, json: Any) -> Reply:
        return await self._wire.call(method, self._base + path, json=json, headers=self._headers)

    async def must(self, method: str, path: str, json: Any) -> dict[str, Any]:
        reply = await self.call(method, path, json)
        if reply.status not in _OK or not isinstance(reply.json, dict):
            raise refused(reply, "HubSpot")
        return reply.json


async def send(dispatch: Dispatch, wire: Wire) -> str:
    """Bring the contact up to date, or make it."""
    lead = dispatch.lead
    if lead is None:
        return ""
    contacts, properties = _Contacts(dispatch, wire), _properties(dispatch)
    if dispatch.remote_id:
        reply = await contacts.call("PATCH", f"/{dispatch.remote_id}", {"properties": properties})
        if reply.status in _OK:
            return dispatch.remote_id
        if reply.status == _TAKEN and lead.lead.email:  # the e-mail told since has a contact of its own there
            return await _by_email(contacts, lead.lead.email, properties)
        if reply.status != _MISSING:
            raise refused(reply, "HubSpot")
    if lead.lead.email:
        return await _by_email(contacts, lead.lead.email, properties)
    number = await _by_phone(contacts, lead.lead.phone) if lead.lead.phone else ""
    if number:
        await contacts.must("PATCH", f"/{number}", {"properties": properties})
        return number
    return _id(await contacts.must("POST", "", {"properties": properties}))


def _properties(dispatch: Dispatch) -> dict[str, str]:
    lead = dispatch.lead
    if lead is None:
        return {}
    first, last = split_name(lead.lead.name or dispatch.marker)
    given = {"email": lead.lead.email, "firstname": first, "lastname": last, "phone": lead.lead.phone}
    given["lifecyclestage"] = "customer" if dispatch.event == happenings.WON else ("" if dispatch.remote_id else "lead")
    own = paired(dispatch.config.get("fields", ""))
    given |= {theirs: FIELDS[ours](lead) for theirs, ours in own.items()}
    return {name: value for name, value in given.items() if value}


async def _by_email(contacts: _Contacts, email: str, properties: dict[str, str]) -> str:
    wanted = {"inputs": [{"idProperty": "email", "id": email, "properties": properties}]}
    told = await contacts.must("POST", "/batch/upsert", wanted)
    results = told.get("results")
    return _id(results[0] if isinstance(results, list) and results and isinstance(results[0], dict) else {})


async def _by_phone(contacts: _Contacts, phone: str) -> str:
    wanted = {
        "filterGroups": [{"filters": [{"propertyName": "phone", "operator": "EQ", "value": phone}]}],
        "limit": 1,
    }
    results = (await contacts.must("POST", "/search", wanted)).get("results")
    return _id(results[0]) if isinstance(results, list) and results and isinstance(results[0], dict) else ""


def _id(told: dict[str, Any]) -> str:
    if not told.get("id"):
        raise Refused("HubSpot named no contact in its answer")
    return str(told["id"])


KIND = Kind(
    "hubspot",
    (Field("token", token, secret=True), Field("fields", pairs, optional=True)),
    happenings.GOOD_NEWS,
    send,
)
