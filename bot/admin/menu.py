"""Everything our people can do in the bot, area by area."""

from __future__ import annotations

from bot.admin import basics, people
from bot.admin.acts import Part

PARTS: tuple[Part, ...] = (basics.PART, people.PART)
