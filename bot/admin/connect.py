"""What connecting a network from the chat shares: who may and where, the way back, the draft, and trying it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.admin.acts import Act, Answer, Awaited, Handle, Key, Screen, show
from bot.admin.setup_steps import house_of
from bot.connecting import TRY
from fsm.storage.effects import file_effect
from handoff import connections


def in_private(handle: Handle) -> Handle:
    """Secrets and codes are not for a group's eyes."""

    def handled(act: Act) -> Answer:
        return Answer((Screen(act.words("whatsapp.private")),)) if act.inbound.group else handle(act)

    return handled


def back(act: Act, network: str = "") -> tuple[Key, ...]:
    """To the channels, or to the step of the set-up while that is going on."""
    came = act.args if act.args in ("s", "w") else str(draft(act, network).get("back", "") if network else "")
    step = came == "w" and house_of(act).set_up != "done"
    return (Key(act.words("setup.back"), "setup", "channels"),) if step else (Key(act.words("setup.back"), "channels"),)


def in_env(act: Act, network: str) -> bool:
    """Whether the settings of the program name this network, so that the chat has no say in it."""
    given = act.tools.settings
    return given.channels.get(network) is not None and network not in given.in_chat


def is_connected(act: Act, network: str) -> bool:
    """Whether it was connected in the chat, also when the engine has not taken it up yet."""
    return network in connections.connected(act.connection, act.member.workspace_id)


def draft(act: Act, network: str) -> dict[str, Any]:
    """What was filled in so far."""
    return connections.draft(act.connection, act.member.workspace_id, network)


def keep(act: Act, network: str, fields: Mapping[str, Any]) -> None:
    """Keep what was filled in."""
    who = act.member
    connections.keep_draft(act.connection, who.workspace_id, network, fields, by=who.external_id, at=act.at)


def ask(act: Act, form: str, text: str, *rows: tuple[Key, ...], deletes: str = "") -> Answer:
    """The next question, under what was said; a secret just told goes out of the chat."""
    screens = (*taken_back(deletes), Screen(text, rows, anew=not act.inbound.callback))
    return Answer(screens, awaits=Awaited(form))


def taken_back(message: str) -> tuple[Screen, ...]:
    return (Screen("", deletes=message),) if message else ()


def attempt(act: Act, network: str, fields: Mapping[str, Any]) -> Answer:
    """Everything is told: take the secret out of the chat, and try it."""
    number = act.tools.ids()
    keep(act, network, {**fields, "by": act.member.external_id})
    body = {"network": network, "chat": act.inbound.chat, "number": number, "language": act.words.language}
    file_effect(
        act.connection,
        workspace_id=act.member.workspace_id,
        kind=TRY,
        key=f"{TRY}:{act.inbound.event_id}",
        body=body,
        due_at=act.at,
        now=act.at,
    )
    return Answer((*taken_back(act.inbound.message_id), Screen(act.words("connect.trying"), anew=True, number=number)))


def ask_disconnect(act: Act, network: str, sure: str, action: str, home: str) -> Answer:
    """Ask before a network is taken out."""
    if not is_connected(act, network):
        return Answer(notice=act.words("admin.old"))
    return show(sure, (Key(act.words("connect.off"), action, act.args), Key(act.words("connect.keep"), home, act.args)))


def disconnect(act: Act, network: str) -> None:
    connections.disconnect(act.connection, act.member.workspace_id, network)
