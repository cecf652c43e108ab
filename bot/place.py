"""Where our people are: their group, and whether each lead gets a topic of its own there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from handoff.deal import PIPELINE
from jobs.outreach.quiet import Quiet

if TYPE_CHECKING:
    from bot.config import Settings

DEMO = "demo"
"""The channel of an example's lead: it hears nobody, and what is said to it goes nowhere."""


class Place(msgspec.Struct):
    """`channel` is "" while our people have none. `chat` is their group, "" while cards go to people one by one.

    `topics` is true once the network has said that the group is a forum in which we may make topics. While the bot is
    `paused` it hears everybody and says nothing to leads. `pipeline` are the stages of a deal, `quiet` the
    hours in which nobody is written to unasked.
    """

    channel: str = ""
    chat: str = ""
    language: str = "ru"
    topics: bool = False
    paused: bool = False
    pipeline: tuple[str, ...] = PIPELINE
    quiet: Quiet = Quiet()


def place_of(settings: Settings) -> Place:
    """Where our people are by the settings; whether their group has topics is asked of the network later."""
    reps = settings.reps
    there = settings.telegram is not None or reps.chat or settings.admins
    return Place(channel="telegram" if there else "", chat=reps.chat, language=reps.language)
