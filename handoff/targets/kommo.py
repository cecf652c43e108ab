"""Kommo and amoCRM: a lead with its contact in one call, kept up to date, with a note for what happened.

The API has no key of ours to find a lead by, so after a doubtful try it is looked for by the mark in its name, among
all leads and among those of the contact with this phone.
"""

from __future__ import annotations

from typing import Any

from handoff.dossier import Dossier
from handoff.targets import happenings
from handoff.targets.contract import (
    Dispatch,
    Field,
    Kind,
    Refused,
    Reply,
    Wire,
    paired,
    pairs,
    refused,
    token,
    web_address,
)
from handoff.targets.plain import FIELDS, split_name

WON, LOST = 142, 143
"""The two closed stages that every pipeline has."""

_OK = (200, 201, 202)
_EMPTY = 204
_MISSING = 404


class _Account:
    def __init__(self, dispatch: Dispatch, wire: Wire) -> None:
        self._base = f"{dispatch.config['url']}/api/v4"
        self._headers = {"Authorization": f"Bearer {dispatch.config['token']}"}
        self._wire = wire

    async def call(self, method: str, path: str, json: Any = None, query: dict[str, str] | None = None) -> Reply:
        return await self._wire.call(method, self._base + path, json=json, query=query or {}, headers=self._headers)

    async def must(self, method: str, path: str, json: Any = None, query: dict[str, str] | None = None) -> Any:
        """The answer's document. Raises `Refused` for anything but a success."""
        reply = await self.call(method, path, json, query)
        if reply.status not in (*_OK, _EMPTY):
            raise refused(reply, "Kommo")
        return reply.json


async def send(dispatch: Dispatch, wire: Wire) -> str:
    """Bring the lead up to date, or make it; then note what happened."""
    if dispatch.lead is None:
        return ""
    account = _Account(dispatch, wire)
    number = dispatch.remote_id or (await _made_before(dispatch, account) if dispatch.again else "")
    if number and not await _updated(dispatch, account, number):
        number = ""
    if not number:
        number = await _made(dispatch, account)
    note = [{"note_type": "common", "params": {"text": dispatch.text[:4000]}}]
    await account.must("POST", f"/leads/{number}/notes", note)
    return number


async def _updated(dispatch: Dispatch, account: _Account, number: str) -> bool:
    changed = _fields(dispatch)
    ends = {happenings.WON: WON, happenings.LOST: LOST}.get(dispatch.event)
    if ends is not None:
        changed["status_id"] = ends
    reply = await account.call("PATCH", f"/leads/{number}", changed)
    if reply.status == _MISSING:
        return False
    if reply.status not in _OK:
        raise refused(reply, "Kommo")
    if dispatch.lead is not None and (dispatch.lead.lead.phone or dispatch.lead.lead.email):
        await _reachable(dispatch, account, number)
    return True


async def _reachable(dispatch: Dispatch, account: _Account, number: str) -> None:
    """Give the lead's contact the phone, e-mail and name that were told since; what stands there stays."""
    contacts = _embedded(await account.must("GET", f"/leads/{number}", query={"with": "contacts"}), "contacts")
    main = next((each for each in contacts if each.get("is_main")), contacts[0] if contacts else None)
    if main is None or dispatch.lead is None:
        return
    there = await account.must("GET", f"/contacts/{main['id']}")
    told = there.get("custom_fields_values") if isinstance(there, dict) else None
    old = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    codes = {"PHONE": _digits, "EMAIL": str.casefold}
    changed: dict[str, Any] = {}
    values = [
        {"field_code": code, "values": [*_values(old, code), {"value": value, "enum_code": "WORK"}]}
        for code, value in _reach(dispatch.lead)
        if codes[code](value) not in {codes[code](each["value"]) for each in _values(old, code)}
    ]
    if values:
        changed["custom_fields_values"] = values
    if isinstance(there, dict) and there.get("first_name") == dispatch.marker and dispatch.lead.lead.name:
        changed["first_name"], changed["last_name"] = split_name(dispatch.lead.lead.name)
    if changed:
        await account.must("PATCH", f"/contacts/{main['id']}", changed)


def _values(fields: list[dict[str, Any]], code: str) -> list[dict[str, str]]:
    """What a contact has in a field: to name a field anew replaces all that stood in it."""
    found = [each for field in fields if field.get("field_code") == code for each in field.get("values", ())]
    return [
        {"value": str(each.get("value", "")), "enum_code": str(each.get("enum_code") or "WORK")}
        for each in found
        if isinstance(each, dict)
    ]


def _digits(phone: str) -> str:
    return "".join(filter(str.isdigit, phone))


def _reach(lead: Dossier) -> list[tuple[str, str]]:
    return [(code, value) for code, value in (("PHONE", lead.lead.phone), ("EMAIL", lead.lead.email)) if value]


def _fields(dispatch: Dispatch) -> dict[str, Any]:
    lead = dispatch.lead
    if lead is None:
        return {}
    given: dict[str, Any] = {"name": f"{lead.title[:200]} · {dispatch.marker}"}
    price = lead.lead.amount if lead.lead.amount is not None else _budget(dispatch)
    if price is not None:
        given["price"] = round(price)
    own = [
        {"field_id": int(theirs), "values": [{"value": FIELDS[ours](lead)}]}
        for theirs, ours in paired(dispatch.config.get("fields", "")).items()
        if FIELDS[ours](lead)
    ]
    return given | ({"custom_fields_values": own} if own else {})


def _budget(dispatch: Dispatch) -> float | None:
    told = (
        next((each.value for each in dispatch.lead.answers if each.fact == "budget"), None) if dispatch.lead else None
    )
    upper = getattr(told, "max", None)
    return upper if isinstance(upper, int | float) else getattr(told, "min", None)


async def _made(dispatch: Dispatch, account: _Account) -> str:
    lead = dispatch.lead
    if lead is None:
        return ""
    first, last = split_name(lead.lead.name or dispatch.marker)
    contact: dict[str, Any] = {"first_name": first, "last_name": last}
    values = [{"field_code": code, "values": [{"value": each, "enum_code": "WORK"}]} for code, each in _reach(lead)]
    if values:
        contact["custom_fields_values"] = values
    made: dict[str, Any] = _fields(dispatch) | {
        "request_id": dispatch.marker,
        "_embedded": {"tags": [{"name": "talap"}], "contacts": [contact]},
    }
    made |= {name: int(dispatch.config[name]) for name in ("pipeline_id", "status_id") if dispatch.config.get(name)}
    told = await account.must("POST", "/leads/complex", [made])
    first_of = told[0] if isinstance(told, list) and told and isinstance(told[0], dict) else {}
    if not first_of.get("id"):
        raise Refused("Kommo named no lead in its answer")
    return str(first_of["id"])


async def _made_before(dispatch: Dispatch, account: _Account) -> str:
    """The lead an earlier try may have made, by our mark in its name."""
    found = _embedded(await account.must("GET", "/leads", query={"query": dispatch.marker}), "leads")
    if number := next((str(each["id"]) for each in found if _is_ours(each, dispatch)), ""):
        return number
    wanted = dispatch.lead.lead.phone.lstrip("+") or dispatch.lead.lead.email if dispatch.lead else ""
    if not wanted:
        return ""
    told = await account.must("GET", "/contacts", query={"query": wanted, "with": "leads"})
    for number in (str(each["id"]) for contact in _embedded(told, "contacts") for each in _embedded(contact, "leads")):
        if _is_ours(await account.must("GET", f"/leads/{number}"), dispatch):
            return number
    return ""


def _is_ours(lead: Any, dispatch: Dispatch) -> bool:
    return isinstance(lead, dict) and str(lead.get("name", "")).endswith(f"· {dispatch.marker}")


def _embedded(told: Any, name: str) -> list[dict[str, Any]]:
    inside = told.get("_embedded") if isinstance(told, dict) else None
    found = inside.get(name) if isinstance(inside, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def number_of(text: str) -> str:
    """A positive number. Raises ValueError."""
    if int(text) <= 0:
        raise ValueError(text)
    return str(int(text))


def numbered_pairs(text: str) -> str:
    """Their field ids filled with ours, as in "12=score, 15=summary". Raises ValueError."""
    kept = pairs(text)
    for theirs in paired(kept):
        number_of(theirs)
    return kept


KIND = Kind(
    "kommo",
    (
        Field("url", web_address),
        Field("token", token, secret=True),
        Field("pipeline_id", number_of, optional=True),
        Field("fields", numbered_pairs, optional=True),
    ),
    happenings.GOOD_NEWS,
    send,
)
