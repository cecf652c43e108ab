"""Turns that give some newcomers the rival script while two versions are compared."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.turn import Turns
from channels.contract import Inbound
from fsm.lead import Lead


class SharedTurns(Turns):
    """Turns of the running program; replays and previews know no rival."""

    def newcomer(self, inbound: Inbound, workspace_id: int, at: datetime) -> Lead:
        lead = super().newcomer(inbound, workspace_id, at)
        edition = self.packs.drawn(f"{inbound.channel}:{inbound.sender.id}")
        if edition is self.packs.current:
            return lead
        spoken = lead.language if lead.language in edition.pack.languages else edition.pack.language
        return msgspec.structs.replace(lead, script=edition.name, script_version=edition.version, language=spoken)
