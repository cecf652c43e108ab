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


def start(act: Act) -> Answer:
    """/start: a code lets somebody in; one of ours sees what they can do."""
    if act.args.startswith(("own_", "inv_")):
        return welcome_code(act)
    from bot.admin.setup import begin, is_open

    return begin(act) if is_open(act) else help_(act)


def help_(act: Act) -> Answer:
    """/help: what this member may do, a line each."""
    from bot.admin.menu import PARTS

    commands = [command for part in PARTS for command in part.commands if command.shown]
    mine = [command for command in commands if command.role is None or act.member.may(command.role)]
    lines = [f"/{command.name} — {act.words(f'command.{command.name}')}" for command in mine]
    return show("\n".join([act.words("admin.help", name=_name(act)), "", *lines]), (Key("🌐", "language"),), anew=True)


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
        Command("cancel", Role.SALES, cancel, shown=False),
    ),
    presses=(
        Press("help", Role.SALES, help_),
        Press("language", Role.SALES, language),
        Press("retry", Role.SALES, retry),
    ),
)
