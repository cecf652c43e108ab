"""What everybody of ours has: the first screen, help, language, cancelling; and trying a letter again."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from bot.admin.acts import Act, Answer, Command, Key, Part, Press, Screen, show
from bot.admin.people import welcome_code
from bot.wording import LANGUAGES
from fsm.storage import mail
from fsm.storage import tables as t
from handoff import roster
from handoff.reps import Role

_DAILY, _SETUP = "daily", "setup"
_KINDS = {
    _DAILY: ("leads", "today", "report", "parked", "shift", "pause", "resume", "settings"),
    "clients": ("contacts", "outreach", "scrape", "research", "spend", "export"),
}
_FLAT = 8
"""So many lines need no kinds."""


def start(act: Act) -> Answer:
    """/start: a code lets somebody in; one of ours sees what they can do."""
    if act.args.startswith(("own_", "inv_")):
        return welcome_code(act)
    from bot.admin.setup import begin, is_open

    return begin(act) if is_open(act) else help_(act)


def help_(act: Act) -> Answer:
    """/help: what this member may do, a line each; who may do much sees it by kinds, one kind at a time."""
    groups = _groups(act)
    flat = [name for names in groups.values() for name in names]
    chosen = act.args if act.args in groups else _DAILY
    names = flat if len(flat) <= _FLAT else groups[chosen]
    title = act.words("admin.help", name=_name(act)) if chosen == _DAILY else f"<b>{act.words(f'help.{chosen}')}</b>"
    lines = [f"/{name} — {act.words(f'command.{name}')}" for name in names]
    others = [Key(act.words(f"help.{group}"), "help", group) for group in groups if group != chosen]
    rows = [(key,) for key in others] if len(flat) > _FLAT else []
    return show("\n".join([title, "", *lines]), *rows, (Key("🌐", "language"),), anew=not act.inbound.token)


def _groups(act: Act) -> dict[str, list[str]]:
    """The commands this member may use, by kind; what no kind names is part of the set-up."""
    from bot.admin.menu import PARTS

    commands = [command for part in PARTS for command in part.commands if command.shown]
    mine = [command.name for command in commands if command.role and act.member.may(command.role)]
    mine.remove("help")
    named = {group: [name for name in names if name in mine] for group, names in _KINDS.items()}
    rest = [name for name in mine if not any(name in names for names in _KINDS.values())]
    return {group: names for group, names in (named | {_SETUP: rest}).items() if names}


def _name(act: Act) -> str:
    import html

    return html.escape(act.member.name, quote=False)


def language(act: Act) -> Answer:
    """/language: in which language the bot speaks to this member."""
    if act.args in LANGUAGES:
        member = msgspec.structs.replace(act.member, language=act.args)
        roster.change(act.connection, member)
        words = act.tools.catalogue.words(act.args)
        return Answer((Screen(words("admin.language_set")),), people_changed=True)
    keys = tuple(Key(act.words(f"language.{code}"), "language", code) for code in LANGUAGES)
    return show(act.words("admin.language"), keys)


def cancel(act: Act) -> Answer:
    """/cancel: leave a form that waits for an answer."""
    return show(act.words("admin.cancelled"))


def retry(act: Act) -> Answer:
    """Send words of ours once more that did not arrive."""
    if not act.args.isdecimal():
        return Answer(notice=act.words("admin.old"))
    letter_id = int(act.args)
    mine = select(t.outbox.c.workspace_id).where(t.outbox.c.id == letter_id)
    if act.connection.execute(mine).scalar() != act.member.workspace_id:
        return Answer(notice=act.words("admin.old"))
    letter = mail.retry(act.connection, letter_id, act.tools.number)
    if letter is None:
        return Answer(notice=act.words("owner.done_before"))
    return Answer(notice=act.words("owner.retried"), letters=(letter,))


PART = Part(
    commands=(
        Command("start", None, start, shown=False),
        Command("help", Role.SALES, help_),
        Command("language", Role.SALES, language),
        Command("cancel", Role.SALES, cancel, shown=False, acts=True),
    ),
    presses=(
        Press("help", Role.SALES, help_),
        Press("language", Role.SALES, language),
        Press("retry", Role.SALES, retry),
    ),
)
