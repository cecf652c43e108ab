"""Everything our people can do in the bot, area by area."""

from __future__ import annotations

from bot.admin import basics, day, leads, people
from bot.admin.acts import Part

PARTS: tuple[Part, ...] = (basics.PART, leads.PART, day.PART, people.PART)
