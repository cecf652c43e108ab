"""The signed webhook: every event as a JSON document to one address, for n8n and for any program of one's own.

The other side checks X-Signature, the HMAC-SHA256 of "timestamp.body", and knows a repeat by X-Delivery-Id.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from typing import Any

import msgspec

from handoff.targets import happenings
from handoff.targets.contract import Dispatch, Field, Kind, Refused, Wire, refused, token, web_address

_TAKEN = range(200, 300)
_SPACE = uuid.UUID("6f1d1c52-7a0e-5f0c-9b1e-7a6c61700001")
_LEAST_SECRET = 16


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What stands in X-Signature."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def delivery_id(key: str) -> str:
    """The same for the same event and target, over every try."""
    return str(uuid.uuid5(_SPACE, key))


def document(dispatch: Dispatch) -> dict[str, Any]:
    """What is sent."""
    lead = msgspec.to_builtins(dispatch.lead) if dispatch.lead is not None else None
    return {
        "event": dispatch.event,
        "id": delivery_id(dispatch.key),
        "at": dispatch.at.isoformat(timespec="milliseconds"),
        "data": dict(dispatch.data),
        "package": lead,
        "text": dispatch.text,
    }


async def send(dispatch: Dispatch, wire: Wire) -> str:
    """Deliver one event."""
    body = json.dumps(document(dispatch), ensure_ascii=False, separators=(",", ":"), default=str).encode()
    stamp = str(int(dispatch.now.timestamp()))
    number = delivery_id(dispatch.key)
    headers = {
        "Content-Type": "application/json",
        "X-Event": dispatch.event,
        "X-Delivery-Id": number,
        "X-Idempotency-Key": number,
        "X-Timestamp": stamp,
        "X-Signature": signature(dispatch.config["secret"], stamp, body),
    }
    name, colon, value = dispatch.config.get("header", "").partition(":")
    if colon:
        headers[name.strip()] = value.strip()
    reply = await wire.call("POST", dispatch.config["url"], body=body, headers=headers)
    if reply.status not in _TAKEN:
        raise refused(reply, "the webhook") if reply.status else Refused("the webhook gave no answer")
    return ""


def secret_of(text: str) -> str:
    """A secret of some length. Raises ValueError."""
    if len(token(text)) < _LEAST_SECRET:
        raise ValueError(text)
    return token(text)


def header_of(text: str) -> str:
    """A header as n8n's authentication wants it, "Name: value". Raises ValueError."""
    name, colon, value = text.strip().partition(":")
    if not colon or not value.strip() or not value.strip().isascii() or not value.strip().isprintable():
        raise ValueError(text)
    if not name or not all(each.isalnum() or each == "-" for each in name) or not name.isascii():
        raise ValueError(text)
    if name.casefold() in {"content-length", "host", "transfer-encoding", "connection", "content-type"}:
        raise ValueError(text)
    return f"{name}: {value.strip()}"


KIND = Kind(
    "webhook",
    (
        Field("url", web_address),
        Field("secret", secret_of, secret=True, optional=True),
        Field("header", header_of, secret=True, optional=True),
    ),
    happenings.EVENTS,
    send,
    each=True,
)
