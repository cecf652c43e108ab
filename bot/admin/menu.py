"""Everything our people can do in the bot, area by area."""

from __future__ import annotations

from bot.admin import (
    basics,
    care,
    channels,
    connect_mail,
    connect_whatsapp,
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
    whatsapp_first,
)
from bot.admin.acts import Part

_NETWORKS = (channels.PART, connect_mail.PART, whatsapp.PART, connect_whatsapp.PART, whatsapp_first.PART)
_OWNERS = (setup.PART, settings.PART, *_NETWORKS, parked.PART, targets.PART, keys.PART)
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
