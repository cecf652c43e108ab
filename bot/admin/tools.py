"""What handlers of our people's acts may use besides the transaction: fixed parts of the running program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from handoff.house import House

if TYPE_CHECKING:
    from bot.cards import CardTable
    from bot.config import Settings
    from bot.packs import Packs
    from bot.people import People
    from bot.place import Place
    from bot.wording import Catalogue
    from channels.contract import Channel


class Tools(msgspec.Struct):
    """`number` is this process's, for letters it sends again.

    `door` is the link that opens a chat with the bot, begun with {code}; "" while it is not known yet. `house` is what
    the owner has set, at most two seconds old. `channels` are the networks by name, to ask how they are; `unwell` says
    which parts do not work now, each with a sentence why. `together` joins and parts leads.
    """

    settings: Settings
    catalogue: Catalogue
    packs: Packs
    cards: CardTable
    place: Place
    ids: Callable[[], int]
    number: int = 0
    door: str = ""
    house: House = House()
    channels: Mapping[str, Channel] = {}
    unwell: Callable[[], Mapping[str, str]] = dict
    together: People | None = None
