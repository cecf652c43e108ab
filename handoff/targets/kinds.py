"""Every kind of target there is, by name."""

from __future__ import annotations

from handoff.targets import bitrix, hubspot, kommo, nocodb, notify, sheets, webhook
from handoff.targets.contract import Kind

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND for module in (webhook, nocodb, notify, kommo, bitrix, hubspot, sheets)
}
