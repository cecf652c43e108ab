"""Every kind of target there is, by name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handoff.targets import bitrix, hubspot, kommo, nocodb, notify, sheets, webhook
from handoff.targets.contract import Kind

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND for module in (webhook, nocodb, notify, kommo, bitrix, hubspot, sheets)
}

HIDDEN = "•••"
_SHORTEST = 6
_PARTS = re.compile(r"[/:@?&=#,;\s\"]+")


def unsaid(said: str, kind: str, config: Mapping[str, str]) -> str:
    """What another system said, without the secrets it was given: an echo must not carry them into chats and logs."""
    secrets = [config.get(field.name, "") for field in KINDS[kind].fields if field.secret] if kind in KINDS else []
    parts = {part for secret in secrets for part in (secret, *_PARTS.split(secret)) if len(part) >= _SHORTEST}
    for part in sorted(parts, key=len, reverse=True):
        said = said.replace(part, HIDDEN)
    return said
