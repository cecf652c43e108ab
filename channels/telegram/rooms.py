"""What the bot asks about groups, and how it presents itself: rights, commands, the menu button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from channels.contract import Refused, TryLater

from .api import Api
from .compose import chat_id
from .consequences import consequence
from .schema import Chat
from .trouble import ApiError, NoAnswer, NotReached

_AGAIN_SECONDS = 5.0
_MOST_COMMANDS = 100
_LONGEST_DESCRIPTION = 256


class GroupState(NamedTuple):
    """A group as the bot sees it. `can_manage_topics` needs both a forum and the right."""

    title: str
    is_forum: bool
    is_admin: bool
    can_manage_topics: bool


class Command(NamedTuple):
    """A line of the commands menu: `name` without the slash, a to z, 0 to 9 and _, at most 32."""

    name: str
    description: str


class _Member(msgspec.Struct, frozen=True):
    status: str = ""
    can_manage_topics: bool = False


class Rooms:
    """Groups and menus. Every verb raises the `SendFailed` that says what happens next."""

    def __init__(self, api: Api, me: int) -> None:
        self._api = api
        self._me = me

    async def state(self, chat: str) -> GroupState:
        """How a group is; `Unreachable` when the bot is not in it."""
        group = msgspec.json.decode(await self._ask("getChat", {"chat_id": chat_id(chat)}), type=Chat)
        asked = {"chat_id": chat_id(chat), "user_id": self._me}
        member = msgspec.json.decode(await self._ask("getChatMember", asked), type=_Member)
        is_admin = member.status in ("administrator", "creator")
        manages = group.is_forum and is_admin and (member.can_manage_topics or member.status == "creator")
        return GroupState(" ".join(group.title.split()), group.is_forum, is_admin, manages)

    async def leave(self, chat: str) -> None:
        await self._ask("leaveChat", {"chat_id": chat_id(chat)})

    async def set_commands(self, scope: str, language: str, commands: Sequence[Command]) -> None:
        """The list shown behind "/" in a scope (see `scope_of`), for one language or ("") for all others."""
        if len(commands) > _MOST_COMMANDS:
            raise Refused("Telegram shows at most 100 commands")
        told = [{"command": name, "description": text[:_LONGEST_DESCRIPTION]} for name, text in commands]
        params: dict[str, Any] = {"commands": told, "scope": scope_of(scope)}
        await self._ask("setMyCommands", params | ({"language_code": language} if language else {}))

    async def set_menu(self, chat: str = "", *, label: str = "", url: str = "") -> None:
        """The button beside the text field, of one private chat or of all: a page at `url`, or the commands."""
        button: Mapping[str, Any] = {"type": "commands"}
        if url:
            button = {"type": "web_app", "text": label, "web_app": {"url": url}}
        await self._ask("setChatMenuButton", {"menu_button": button} | ({"chat_id": chat_id(chat)} if chat else {}))

    async def _ask(self, method: str, params: Mapping[str, Any]) -> msgspec.Raw:
        try:
            return await self._api.call(method, params)
        except NoAnswer as error:
            # All of these may be asked twice.
            raise TryLater(_AGAIN_SECONDS, f"no answer ({error})") from None
        except (ApiError, NotReached) as error:
            raise consequence(error) from None


def scope_of(scope: str) -> dict[str, Any]:
    """A scope of commands from its name: `private`, `groups`, `admins`, `default`, or `chat:<id>`, `admins:<id>`."""
    name, _, chat = scope.partition(":")
    if chat and name in _ONE_CHAT:
        return {"type": _ONE_CHAT[name], "chat_id": chat_id(chat)}
    if scope in _SCOPES:
        return {"type": _SCOPES[scope]}
    raise Refused(f"{scope[:40]!r} is no scope of commands")


_SCOPES = {
    "default": "default",
    "private": "all_private_chats",
    "groups": "all_group_chats",
    "admins": "all_chat_administrators",
}
_ONE_CHAT = {"chat": "chat", "admins": "chat_administrators"}
