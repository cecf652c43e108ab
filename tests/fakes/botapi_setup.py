"""What the bot asks about chats and sets up for itself: membership, commands, the menu."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from .botapi_schema import bad

if TYPE_CHECKING:
    from .botapi import FakeBotApi

Params = dict[str, Any]
_SCOPES = {
    **dict.fromkeys(("default", "all_private_chats", "all_group_chats", "all_chat_administrators"), ()),
    **dict.fromkeys(("chat", "chat_administrators"), ("chat_id",)),
    "chat_member": ("chat_id", "user_id"),
}
_RIGHTS = (
    *("can_manage_chat", "can_manage_video_chats", "can_restrict_members", "can_promote_members"),
    *("can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories"),
)


def member(api: FakeBotApi, params: Params) -> Any:
    chat = api.chats.writable(params["chat_id"])
    if params["user_id"] != api.me["id"]:
        return {"status": "member", "user": {"id": params["user_id"], "is_bot": False, "first_name": "?"}}
    if not chat.admin:
        return {"status": "member", "user": api.me}
    rights = {**dict.fromkeys(_RIGHTS, True), "can_be_edited": False, "is_anonymous": False}
    rights |= {"can_manage_topics": chat.can_manage_topics, "can_delete_messages": chat.can_delete}
    return {"status": "administrator", "user": api.me, **rights}


def leave(api: FakeBotApi, params: Params) -> Any:
    chat = api.chats.writable(params["chat_id"])
    if chat.kind == "private":
        raise bad("chat member status can't be changed in private chats")
    chat.left = True
    return True


def commands(api: FakeBotApi, params: Params) -> Any:
    if len(params["commands"]) > 100:
        raise bad("too many commands specified")
    for command in params["commands"]:
        if command.keys() != {"command", "description"}:
            raise bad("can't parse BotCommand")
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    scope = params.get("scope", {"type": "default"})
    if scope.get("type") not in _SCOPES or scope.keys() != {"type", *_SCOPES[scope["type"]]}:
        raise bad("can't parse BotCommandScope")
    if scope.get("chat_id"):
        api.chats.writable(scope["chat_id"])
    language = params.get("language_code", "")
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise bad("BOT_LANGUAGE_CODE_INVALID")
    key = (json.dumps(scope, sort_keys=True), language)
    api.commands[key] = {one["command"]: one["description"] for one in params["commands"]}
    return True


def menu(api: FakeBotApi, params: Params) -> Any:
    button = params.get("menu_button", {"type": "default"})
    wanted = {"default": {"type"}, "commands": {"type"}, "web_app": {"type", "text", "web_app"}}
    if button.get("type") not in wanted or button.keys() != wanted[button["type"]]:
        raise bad("can't parse menu button")
    if button["type"] == "web_app" and not str(button["web_app"].get("url", "")).startswith("https://"):
        raise bad("menu button web app URL is invalid: Only HTTPS links are allowed")
    api.menus[params.get("chat_id", 0)] = button
    return True


def connection(api: FakeBotApi, params: Params) -> Any:
    return api.chats.business(params["business_connection_id"]).as_json()
