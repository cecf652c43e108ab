"""Everything our people can do in the bot, area by area."""

from __future__ import annotations

from bot.admin import (
    basics,
    care,
    channels,
    contacts,
    day,
    export,
    joining,
    keys,
    leads,
    outreach,
    parked,
    people,
    reports,
    scraping,
    scripts,
    settings,
    setup,
    spend,
    targets,
    whatsapp,
)
from bot.admin.acts import Part

_OWNERS = (setup.PART, settings.PART, channels.PART, whatsapp.PART, parked.PART, targets.PART, keys.PART)
PARTS: tuple[Part, ...] = (
    basics.PART,
    leads.PART,
    joining.PART,
    day.PART,
    people.PART,
    scripts.PART,
    care.PART,
    reports.PART,
    export.PART,
    spend.PART,
    contacts.PART,
    outreach.PART,
    scraping.PART,
    *_OWNERS,
)
