"""Going on in another app: links that carry a resume code, for the bot's answers and for the website's chat.

A channel whose people can be sent to it says where its door is (`front_door`): an address with {code} in it, which
opens a conversation that begins with the code, or with {text}, which puts prepared words in their hands.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

import msgspec
import structlog

from bot.wording import Catalogue
from channels.contract import Button, Channel, SendFailed
from fsm.decision import Decision, Say
from fsm.lead import Lead, Stage
from fsm.people import codes
from fsm.people.wishes import elsewhere
from fsm.storage.people import code_row
from fsm.storage.road import Row
from fsm.table import TALKING

log = structlog.get_logger()

APPS = {"telegram": "bot.elsewhere.telegram", "whatsapp": "bot.elsewhere.whatsapp"}
WISHED, KEPT = "bot.elsewhere.offer", "bot.elsewhere.keep"
_PAGE = "web"
_ASK_AGAIN = 30.0
_LOOK_EVERY = 3600.0


class Invitation(NamedTuple):
    """A button that opens the other app, and the row that makes its code good for a week."""

    button: Button
    row: Row


class Elsewhere:
    """Knows the doors of the channels there are. Before `run` has asked them it offers nothing."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        catalogue: Catalogue,
        secret: Callable[[], str] = lambda: secrets.token_urlsafe(codes.RANDOM_BYTES),
    ) -> None:
        self._channels = channels
        self._catalogue = catalogue
        self._secret = secret
        self._doors: dict[str, str] = {}

    async def run(self) -> None:
        """Learn where the doors are, and look again now and then: a bot may be renamed, a number changed."""
        while True:
            missing = [app for app in APPS if app in self._channels and not await self._learned(app)]
            await asyncio.sleep(_ASK_AGAIN if missing else _LOOK_EVERY)

    async def _learned(self, app: str) -> bool:
        """Whether the door is known now, or there is none to know."""
        ask = getattr(self._channels[app], "front_door", None)
        if ask is None:
            return True
        try:
            self._doors[app] = await ask()
        except SendFailed as failure:
            log.info("elsewhere.unknown", channel=app, why=str(failure))
        return bool(self._doors.get(app))

    def apps(self, here: str) -> tuple[str, ...]:
        """The apps in which somebody who is on the channel `here` may go on."""
        return tuple(app for app in APPS if app != here and self._doors.get(app))

    def wished(self, lead: Lead, text: str) -> tuple[str, ...]:
        """The apps that this message of the lead asks to go on in, as far as we are there."""
        if lead.stage is Stage.OPTED_OUT:
            return ()
        wished = elsewhere(text)
        return tuple(app for app in self.apps(lead.channel) if app in wished) if wished else ()

    def invite(self, lead: Lead, app: str, now: datetime, language: str = "") -> Invitation:
        """A new link to `app` for this lead, in their language or another; raises KeyError where there is no door."""
        words = self._catalogue.words(language or lead.language)
        code = codes.written(self._secret())
        text = quote(f"{words('bot.elsewhere.hello')} [{code}]")
        url = self._doors[app].replace("{code}", code).replace("{text}", text)
        row = code_row(lead.workspace_id, lead.id, codes.digest(code), now)
        return Invitation(Button(words(APPS[app]), url=url), row)

    def answer(self, before: Lead, text: str, decision: Decision, now: datetime) -> tuple[Decision, list[Row]]:
        """The decision with links to the apps that this message asked to go on in, and the rows of their codes.

        Where the message told nothing else, the links are the whole answer: the open question waits over there. On a
        website they are also offered, once, when the conversation ends: nothing reaches a page that is closed.
        """
        if decision.lead.stage is Stage.OPTED_OUT or decision.lead.held_by:
            return decision, []
        apps = self.wished(before, text)
        if apps:
            lead, learned = decision.lead, bool(decision.learned or decision.wants_handoff)
            say, rows = self._say(WISHED, lead, apps, now)
            heard = {"messages": lead.messages, "last_said_at": lead.last_said_at, "last_words": lead.last_words}
            decision = decision if learned else Decision(msgspec.structs.replace(before, **heard))
            return msgspec.structs.replace(decision, says=(say, *decision.says)), rows
        if not self._ends_on_a_page(before, decision):
            return decision, []
        say, rows = self._say(KEPT, decision.lead, self.apps(_PAGE), now)
        told = msgspec.structs.replace(decision.lead, asked={**decision.lead.asked, KEPT: 1})
        return msgspec.structs.replace(decision, lead=told, says=(*decision.says, say)), rows

    def _ends_on_a_page(self, before: Lead, decision: Decision) -> bool:
        """Whether the questions are over for somebody whom nothing will reach once they close the page."""
        lead = decision.lead
        over = before.stage in TALKING and lead.stage in (Stage.QUALIFIED, Stage.NURTURE)
        return over and lead.channel == _PAGE and KEPT not in lead.asked and bool(decision.says and self.apps(_PAGE))

    def _say(self, key: str, lead: Lead, apps: Sequence[str], now: datetime) -> tuple[Say, list[Row]]:
        invited = [self.invite(lead, app, now) for app in apps]
        links = tuple((APPS[app], each.button.url) for app, each in zip(apps, invited, strict=True))
        return Say(key, links=links), [each.row for each in invited]
