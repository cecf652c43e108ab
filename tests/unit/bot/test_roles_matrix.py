"""Nobody acts above their role: every command, press and form, by everybody, and whatever a button might carry."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.admin.acts import MARK, Act, Answer, Command, Form, Part, Press
from bot.admin.front import Front, Menu
from bot.admin.menu import PARTS
from bot.admin.tools import Tools
from bot.cards import CardTable
from bot.config import Settings
from bot.packs import edition_of
from bot.place import Place
from bot.wording import Catalogue
from channels.contract import Inbound, Kind, Sender
from fsm import script
from fsm.storage.ids import Ids
from fsm.storage.store import Store
from handoff import roster
from handoff.reps import Member, Role, may

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
OURS = {"7": Role.SALES, "8": Role.ADMIN, "9": Role.OWNER}
REMOVED, STRANGER = "6", "5"
CATALOGUE = Catalogue.load()
WANTED = {
    **{f"/{each.name}": each.role for part in PARTS for each in part.commands},
    **{f"{MARK}{each.action}:": each.role for part in PARTS for each in part.presses},
}


class Recorder:
    """The real menu with handlers that only note that they were reached."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        self.menu = Menu([self._part(part) for part in PARTS])

    def _part(self, part: Part) -> Part:
        return Part(
            tuple(Command(each.name, each.role, self._note(f"/{each.name}"), each.shown) for each in part.commands),
            tuple(Press(each.action, each.role, self._note(f"{MARK}{each.action}:")) for each in part.presses),
            tuple(Form(each.name, each.role, self._note(each.name)) for each in part.forms),
        )

    def _note(self, name: str):
        def handle(_act: Act) -> Answer:
            self.reached.append(name)
            return Answer()

        return handle


class Edition:
    """What `Tools` wants of scripts here: the one in use."""

    def __init__(self) -> None:
        text, where = script.source("services")
        self.current = edition_of("services", 1, script.load_text(text, where))

    def take_over(self, _connection: object, _script: object) -> None:
        """Nothing new is published here."""


def front(recorder: Recorder) -> Front:
    place = Place("telegram", "-100")
    cards = CardTable(CATALOGUE, Ids(), lambda: "t", place)
    tools = Tools(Settings(), CATALOGUE, Edition(), cards, place, Ids())  # type: ignore[arg-type] (all it wants of Packs)
    return Front(recorder.menu, tools)


def people(connection) -> None:
    for number, role in {**OURS, REMOVED: Role.ADMIN}.items():
        member = Member(
            id=0,
            workspace_id=1,
            channel="telegram",
            external_id=number,
            name=f"N{number}",
            role=role,
            active=number != REMOVED,
            chat=number,
        )
        roster.join(connection, member, AT)


def heard(who: str, what: str, number: int) -> Inbound:
    pressed = what.startswith(MARK)
    return Inbound(
        channel="telegram",
        event_id=f"e{number}",
        kind=Kind.PRESSED if pressed else Kind.SAID,
        sender=Sender(id=who, name=f"N{who}"),
        chat=who,
        sent_at=AT,
        text="" if pressed else what,
        token=what if pressed else "",
        callback="cb" if pressed else "",
        message_id="1",
    )


def guest(who: str) -> Member:
    return Member(id=0, workspace_id=1, channel="telegram", external_id=who, name="?", active=False, chat=who)


@pytest.mark.parametrize("who", [*OURS, REMOVED, STRANGER])
async def test_everybody_reaches_what_their_role_allows_and_nothing_else(store: Store, who: str) -> None:
    recorder = Recorder()
    door = front(recorder)

    def everything(connection) -> dict[str, bool]:
        people(connection)
        reached = {}
        for number, what in enumerate(WANTED):
            inbound = heard(who, what, number)
            member = door.member(connection, inbound, 1, AT) or guest(who)
            recorder.reached.clear()
            door.handle(connection, inbound, member, AT)
            reached[what] = recorder.reached == [what]
        return reached

    reached = await store.write(everything)
    allowed = {what: role is None or (who in OURS and may(OURS[who], role)) for what, role in WANTED.items()}
    assert reached == allowed


@settings(max_examples=300, deadline=None)
@given(token=st.text(max_size=60), who=st.sampled_from([*OURS, STRANGER]))
def test_a_made_up_token_reaches_nothing_that_is_not_in_the_menu(token: str, who: str) -> None:
    recorder = Recorder()
    door = front(recorder)
    member = guest(who)
    meant = door.meant_by(heard(who, f"{MARK}{token}", 1))
    known = token.partition(":")[0] in recorder.menu.presses
    assert (meant is not None) == known
    assert meant is None or meant.role is None or not member.may(meant.role)
