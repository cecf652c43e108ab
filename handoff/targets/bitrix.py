"""Bitrix24: an item of the CRM by `crm.item.add`, found again by our own origin, with a comment for what happened."""

from __future__ import annotations

from typing import Any

from handoff.targets import happenings
from handoff.targets.contract import Dispatch, Field, Kind, NotNow, Refused, Wire, paired, pairs, refused, web_address
from handoff.targets.plain import FIELDS, split_name

ORIGINATOR = "talap"
LEAD = 1
_OK = (200, 201)
_LATER = frozenset({"QUERY_LIMIT_EXCEEDED", "OPERATION_TIME_LIMIT", "INTERNAL_SERVER_ERROR"})
_GONE = frozenset({"NOT_FOUND", "100"})


class _Missing(Exception):
    """There is no such item."""


async def _call(dispatch: Dispatch, wire: Wire, method: str, given: dict[str, Any]) -> Any:
    """The result of a method. Raises `NotNow`, `Refused`, or `_Missing` for an item that is gone."""
    reply = await wire.call("POST", f"{dispatch.config['webhook']}/{method}", json=given)
    told = reply.json if isinstance(reply.json, dict) else {}
    code = str(told.get("error", ""))
    if code in _LATER:
        raise NotNow(f"Bitrix24 says {code}")
    if code in _GONE:
        raise _Missing
    if reply.status not in _OK or code:
        raise refused(reply, "Bitrix24")
    return told.get("result")


async def send(dispatch: Dispatch, wire: Wire) -> str:
    """Bring the item up to date, or make it; then comment on what happened."""
    if dispatch.lead is None:
        return ""
    number = dispatch.remote_id or await _found(dispatch, wire)
    if number:
        try:
            await _updated(dispatch, wire, int(number))
        except _Missing:
            number = ""
    if not number:
        number = await _made(dispatch, wire)
    if dispatch.trial:
        await _fields_exist(dispatch, wire)
    comment = {"fields": {"ENTITY_ID": int(number), "ENTITY_TYPE": "lead", "COMMENT": dispatch.text[:4000]}}
    await _call(dispatch, wire, "crm.timeline.comment.add", comment)
    return number


async def _updated(dispatch: Dispatch, wire: Wire, number: int) -> None:
    """The present state over the one before; a phone or e-mail that was told since is added to those that are there."""
    there = await _call(dispatch, wire, "crm.item.get", {"entityTypeId": LEAD, "id": number})
    item = there.get("item") if isinstance(there, dict) else None
    had = item.get("fm") if isinstance(item, dict) else None
    known = {str(each.get("value", "")).casefold() for each in had or () if isinstance(each, dict)}
    given = _filled(dispatch)
    if more := [each for each in _reach(dispatch) if each["value"].casefold() not in known]:
        given["fields"]["fm"] = more
    await _call(dispatch, wire, "crm.item.update", {"entityTypeId": LEAD, "id": number, **given})


async def _fields_exist(dispatch: Dispatch, wire: Wire) -> None:
    """Bitrix24 ignores a field it does not know without a word, so a trial asks. Raises `Refused` naming it."""
    own = paired(dispatch.config.get("fields", ""))
    if not own:
        return
    told = await _call(dispatch, wire, "crm.item.fields", {"entityTypeId": LEAD})
    known = told.get("fields") if isinstance(told, dict) else None
    if isinstance(known, dict) and (wrong := [name for name in own if name not in known]):
        raise Refused(f"Bitrix24 has no field {', '.join(wrong)}; their names are written like ufCrm_1639669411830")


def _reach(dispatch: Dispatch) -> list[dict[str, str]]:
    lead = dispatch.lead
    reach = (("PHONE", lead.lead.phone), ("EMAIL", lead.lead.email)) if lead is not None else ()
    return [{"typeId": kind, "valueType": "WORK", "value": value} for kind, value in reach if value]


def _filled(dispatch: Dispatch) -> dict[str, Any]:
    """The fields that change as the lead does."""
    lead = dispatch.lead
    if lead is None:
        return {"fields": {}}
    first, last = split_name(lead.lead.name)
    given: dict[str, Any] = {"title": lead.title[:250], "comments": lead.conversation_summary[:4000]}
    given |= {name: value for name, value in (("name", first), ("lastName", last)) if value}
    if lead.lead.amount is not None:
        given |= {"opportunity": lead.lead.amount, "isManualOpportunity": "Y"}
    if dispatch.event == happenings.LOST:
        given["stageId"] = "JUNK"
    own = paired(dispatch.config.get("fields", ""))
    given |= {theirs: FIELDS[ours](lead) for theirs, ours in own.items() if FIELDS[ours](lead)}
    return {"fields": given}


async def _found(dispatch: Dispatch, wire: Wire) -> str:
    """The item we made before, by its origin."""
    wanted = {
        "entityTypeId": LEAD,
        "filter": {"originatorId": ORIGINATOR, "originId": dispatch.marker},
        "select": ["id"],
    }
    told = await _call(dispatch, wire, "crm.item.list", wanted)
    items = told.get("items") if isinstance(told, dict) else None
    first = items[0] if isinstance(items, list) and items else None
    return str(first["id"]) if isinstance(first, dict) and first.get("id") else ""


async def _made(dispatch: Dispatch, wire: Wire) -> str:
    lead = dispatch.lead
    if lead is None:
        return ""
    given = _filled(dispatch)["fields"] | {
        "sourceId": "WEB",
        "sourceDescription": " · ".join(part for part in (lead.lead.channel, lead.lead.source) if part)[:250],
        "originatorId": ORIGINATOR,
        "originId": dispatch.marker,
    }
    if reach := _reach(dispatch):
        given["fm"] = reach
    told = await _call(dispatch, wire, "crm.item.add", {"entityTypeId": LEAD, "fields": given})
    item = told.get("item") if isinstance(told, dict) else None
    if not isinstance(item, dict) or not item.get("id"):
        raise Refused("Bitrix24 named no item in its answer")
    return str(item["id"])


def webhook_of(text: str) -> str:
    """An incoming webhook's address, "https://PORTAL/rest/1/secret". Raises ValueError."""
    address = web_address(text)
    place = address.split("/")
    if "rest" not in place or len(place) - place.index("rest") < 3:  # noqa: PLR2004 (rest, user, secret)
        raise ValueError(text)
    return address


KIND = Kind(
    "bitrix24",
    (Field("webhook", webhook_of, secret=True), Field("fields", pairs, optional=True)),
    happenings.GOOD_NEWS,
    send,
)
