"""Keys of the API in the owner's chat: made for a role, shown once, and closed."""

from __future__ import annotations

import html

from bot.admin.acts import Act, Answer, Awaited, Command, Form, Key, Part, Press, Screen, show
from bot.admin.targets import forget
from bot.web import api_keys
from bot.web.api_keys import KeyLine, KeyRole
from handoff.reps import Role

_MOST = 20
_FORM = "key_name"


def keys(act: Act) -> Answer:
    """/keys: the open keys, and buttons for new ones."""
    found = api_keys.listed(act.connection, act.member.workspace_id)
    lines = [act.words("keys.title" if found else "keys.none")]
    lines += [
        f"<code>{html.escape(key.begins)}…</code> {html.escape(key.name)} · {_role(act, key.role)}" for key in found
    ]
    rows = [(Key(act.words("keys.close", name=key.name[:16]), "key_out", str(key.id)),) for key in found]
    new = tuple(Key(f"➕ {_role(act, role)}", "key_new", role.value) for role in KeyRole)
    return show("\n".join(lines), new, *rows)


def _line(act: Act, key: KeyLine) -> str:
    return f"<code>{html.escape(key.begins)}…</code> {html.escape(key.name)} · {_role(act, key.role)}"


def _role(act: Act, role: KeyRole) -> str:
    return act.words(f"keys.role.{role}")


def ask_name(act: Act) -> Answer:
    """What the key is for."""
    if act.args not in set(KeyRole) or len(api_keys.listed(act.connection, act.member.workspace_id)) >= _MOST:
        return Answer(notice=act.words("admin.old"))
    return Answer((Screen(act.words("keys.ask_name"), anew=True),), awaits=Awaited(_FORM, {"role": act.args}))


def made(act: Act) -> Answer:
    """The new key, this once."""
    role, name = str(act.data.get("role", "")), " ".join(act.args.split())[:60]
    if role not in set(KeyRole) or not name:
        return show(act.words("admin.old"))
    by = act.member.external_id
    key, _ = api_keys.make(act.connection, act.member.workspace_id, KeyRole(role), name, by, act.at)
    forget(act, api_keys.begins(key))
    text = act.words("keys.made", shown=html.escape(key), role=_role(act, KeyRole(role)))
    return show(text, (Key(act.words("people.back"), "keys"),), anew=True)


def close(act: Act) -> Answer:
    """Close a key for good."""
    if not act.args.isdecimal() or len(act.args) > 18:  # noqa: PLR2004 (a 64-bit number)
        return Answer(notice=act.words("admin.old"))
    done = api_keys.revoke(act.connection, act.member.workspace_id, int(act.args), act.at)
    answer = keys(act)
    return Answer(answer.screens, notice=act.words("keys.closed" if done else "admin.old"))


PART = Part(
    commands=(Command("keys", Role.OWNER, keys),),
    presses=(
        Press("keys", Role.OWNER, keys),
        Press("key_new", Role.OWNER, ask_name),
        Press("key_out", Role.OWNER, close),
    ),
    forms=(Form(_FORM, Role.OWNER, made),),
)
