"""What a step of the set-up is, and what the steps share: the house as it stands, keeping a value, the script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, Protocol

import msgspec

from bot.admin.acts import Act, Key
from bot.admin.setup_script import composed
from bot.packs import named, publish_now
from handoff import house
from handoff.house import House

Where = Literal["w", "s"]
WIZARD: Where = "w"
SETTINGS: Where = "s"


class Shown(NamedTuple):
    """A step's question and its buttons."""

    text: str
    rows: tuple[tuple[Key, ...], ...] = ()


class Took(msgspec.Struct, frozen=True):
    """What became of an answer. `problem` asks again with a sentence, `stays` shows the step again, `beside` another.

    `note` is said above what follows; `act` goes on with changed words or a changed member.
    """

    problem: str = ""
    stays: bool = False
    beside: str = ""
    note: str = ""
    act: Act | None = None


class Take(Protocol):
    """Takes an answer over; `typed` unless a button gave it."""

    def __call__(self, act: Act, value: str, /, *, typed: bool) -> Took: ...


class Step(NamedTuple):
    """One question: how it is shown, how an answer (typed or from a button) is taken.

    `typed` says that people may write the answer, `skips` that it can be left out, `scripted` that the script says it.
    """

    name: str
    show: Callable[[Act, Where], Shown]
    take: Take
    typed: bool = False
    skips: bool = False
    scripted: bool = False


def house_of(act: Act) -> House:
    """The house as it stands in this transaction."""
    return house.house(act.connection, act.member.workspace_id)


def keep(act: Act, name: str, value: object) -> None:
    """Set one value of the house."""
    house.put(act.connection, act.member.workspace_id, name, value, by=act.member.external_id, at=act.at)


def option(label: str, step: str, where: Where, value: str) -> Key:
    """A button that answers a step."""
    return Key(label, "setup_set", f"{step}.{where}.{value}")


def publish_script(act: Act) -> bool:
    """Publish the script of what the owner told; false when it was changed by hand since and is left alone.

    Raises ScriptError with sentences.
    """
    told = house_of(act)
    if not told.trade:
        return True
    if told.made and told.script != told.made:
        return False
    edition = publish_now(act.connection, composed(told, act.tools.catalogue), act.member.external_id, act.at)
    keep(act, "made", named(edition))
    return True


def language_name(act: Act, code: str) -> str:
    """A language by its name in the member's language."""
    return act.words(f"tongue.{code}")
