"""What one of our people does in the bot, and what the bot shows in answer: plain values, and one function between.

An act (a command, a press of a menu's button, an answer to a form) is handled inside the transaction that files it, so
it happens once however often the network repeats it. A handler reads and writes over `Act.connection` and returns an
`Answer`; it waits for nothing. What takes long is filed as an effect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from bot.admin.tools import Tools
from bot.filings import MENU
from channels.contract import Enclosure, Inbound
from fsm.events import Event
from fsm.ports import Words
from fsm.storage.mail import Letter
from handoff.reps import Member, Role

MARK = MENU
"""Begins the token of every menu button; what follows is "action:arguments"."""


class Key(NamedTuple):
    """A button of a menu. `args` come back in `Act.args`; action and arguments fit into 62 bytes. `url` opens."""

    label: str
    action: str = ""
    args: str = ""
    url: str = ""


class Screen(msgspec.Struct, frozen=True):
    """What is shown: safe HTML, rows of buttons, files.

    A press changes the message it came from, unless the screen is to come `anew`. `to` shows it to another member. A
    screen of a `number` (from `Tools.ids`) can be changed later by what is done behind it, as "#number". One that
    `deletes` shows nothing: it takes the message of that id out of the chat.
    """

    text: str
    rows: tuple[tuple[Key, ...], ...] = ()
    files: tuple[Enclosure, ...] = ()
    anew: bool = False
    to: Member | None = None
    number: int = 0
    deletes: str = ""


class Filed(msgspec.Struct, frozen=True):
    """Something that happened to a lead through this act; `name` is unique within its source.

    Without an event its turn is taken, whatever waits for it.
    """

    lead_id: int
    source: str
    name: str
    event: Event | None


class Awaited(msgspec.Struct, frozen=True):
    """The next plain message of this member is the answer to the form `form`; `data` is kept beside it."""

    form: str
    data: dict[str, object] = {}


class Answer(msgspec.Struct, frozen=True):
    """What an act leads to.

    `notice` is the short word on a pressed button, `letters` go out again, `people_changed` makes the roster anew.
    """

    screens: tuple[Screen, ...] = ()
    notice: str = ""
    filed: tuple[Filed, ...] = ()
    awaits: Awaited | None = None
    letters: tuple[Letter, ...] = ()
    people_changed: bool = False


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a member did. `args` is what stands after the command or in the button; `data` is a form's own."""

    connection: Connection
    member: Member
    inbound: Inbound
    at: datetime
    words: Words
    tools: Tools
    args: str = ""
    data: Mapping[str, object] = {}


Handle = Callable[[Act], Answer]


class Command(NamedTuple):
    """A command: who may (None: anybody, also a stranger), and what it does.

    Its hint is the word "command.<name>"; "command.<name>.words" are the plain words that mean it, with commas between.
    `shown` puts it into the list that Telegram completes from. One that `acts` at once needs its exact words.
    """

    name: str
    role: Role | None
    handle: Handle
    shown: bool = True
    acts: bool = False


class Press(NamedTuple):
    """A button's action: who may, and what it does."""

    action: str
    role: Role
    handle: Handle


class Form(NamedTuple):
    """A question to a member whose answer is typed or sent as a file."""

    name: str
    role: Role
    handle: Handle


class Part(NamedTuple):
    """The commands, presses and forms of one area."""

    commands: tuple[Command, ...] = ()
    presses: tuple[Press, ...] = ()
    forms: tuple[Form, ...] = ()


def show(text: str, *rows: tuple[Key, ...], notice: str = "", anew: bool = False) -> Answer:
    """The usual answer: one screen."""
    return Answer((Screen(text, rows, anew=anew),), notice=notice)
