"""Everything our people can do in the bot, area by area."""

from __future__ import annotations

from bot.admin import (
    basics,
    care,
    channels,
    day,
    export,
    keys,
    leads,
    parked,
    people,
    reports,
    scripts,
    settings,
    setup,
    spend,
    targets,
    whatsapp,
)
from bot.admin.acts import Part

_OWNERS = (setup.PART, settings.PART, channels.PART, whatsapp.PART, parked.PART, targets.PART, keys.PART)
_FIGURES = (reports.PART, export.PART, spend.PART)
PARTS: tuple[Part, ...] = (
    basics.PART,
    leads.PART,
    day.PART,
    people.PART,
    scripts.PART,
    care.PART,
    *_FIGURES,
    *_OWNERS,
)
