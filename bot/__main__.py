"""The verbs: `python -m bot run|talk|read|check|replay|backup|restore|migrate|draw`. Each imports what it needs."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

Verb = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and give its exit code: 0 well, 1 trouble while working, 2 cannot start, 3 already running."""
    options = _parser().parse_args(arguments)
    os.umask(0o077)  # what is written holds leads and keys: it is for this user only
    verb: Verb = options.verb
    return verb(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Talap: leads are asked, understood and scored.")
    verbs = parser.add_subparsers(required=True, metavar="verb")
    running = _add(verbs, "run", "start the engine with every configured channel", _run)
    roles = ("all", "web", "worker", "scheduler")
    running.add_argument("--role", choices=roles, default="", help="what this one of several processes does")
    _add(verbs, "talk", "talk to the bot here in the terminal, as a lead", _talk)
    reading = _add(verbs, "read", "show what is understood in a text (or in JSON lines from standard input)", _read)
    reading.add_argument("text", nargs="*", help="the message; without it JSON lines are read")
    reading.add_argument("--question", default="none", help="the open question's fact, e.g. budget")
    reading.add_argument("--question-text", default="", help="the open question's words")
    _add(verbs, "check", "look at settings, database, script, channels and model, a line each", _check)
    replaying = _add(verbs, "replay", "run past conversations through a script and show what would differ", _replay)
    replaying.add_argument(
        "--script", default="", help="name or path of the changed script; the configured one if left out"
    )
    replaying.add_argument("--last", type=int, default=200, help="how many of the newest conversations")
    for name, text, verb in (
        ("backup", "copy the database to a file, also while running", _backup),
        ("restore", "put a backup in the place of the database", _restore),
    ):
        _add(verbs, name, text, verb).add_argument("file", type=Path)
    _add(verbs, "migrate", "bring the database to the newest schema", _migrate)
    drawing = _add(verbs, "draw", "draw the state table", _draw)
    drawing.add_argument("--format", choices=("mermaid", "svg"), default="mermaid")
    return parser


def _add(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    help_text: str,
    verb: Verb,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(verb=verb)
    return parser


def _run(options: argparse.Namespace) -> int:
    gc.disable()  # what a start makes is there to stay; `settle_memory` switches it on again

    from bot.running import run

    return run(options.role)


def _talk(_options: argparse.Namespace) -> int:
    from bot.running import talk

    return talk()


def _read(options: argparse.Namespace) -> int:
    from bot.reading import read_one, read_stream

    if options.text:
        return read_one(" ".join(options.text), options.question, options.question_text, sys.stdout)
    return read_stream(sys.stdin, sys.stdout)


def _check(_options: argparse.Namespace) -> int:
    from bot.checking import check

    return check(sys.stdout)


def _replay(options: argparse.Namespace) -> int:
    from bot.replay import replay
    from bot.running import guarded

    return guarded(lambda settings: replay(settings, options.script, options.last, sys.stdout))


def _backup(options: argparse.Namespace) -> int:
    import asyncio

    from bot.backup import backup
    from bot.running import guarded

    return guarded(lambda settings: asyncio.to_thread(backup, settings, options.file))


def _restore(options: argparse.Namespace) -> int:
    import asyncio

    from bot.backup import restore
    from bot.clock import Clock
    from bot.running import guarded

    return guarded(lambda settings: asyncio.to_thread(restore, settings, options.file, Clock().now()))


def _migrate(_options: argparse.Namespace) -> int:
    from bot.running import migrate

    return migrate()


def _draw(options: argparse.Namespace) -> int:
    from fsm import draw

    sys.stdout.write(draw.svg() if options.format == "svg" else draw.mermaid())
    return 0


if __name__ == "__main__":
    sys.exit(main())
