"""Targets in the owner's chat: which systems are told of leads, adding one step by step, trying, pausing, removing."""

from __future__ import annotations

import html
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.admin.acts import Act, Answer, Awaited, Command, Form, Key, Part, Press, Screen, show
from bot.deliveries import send_again
from bot.target_news import FORGET, TRIAL
from fsm.storage.effects import file_effect
from handoff.reps import Role
from handoff.targets import book
from handoff.targets.book import Delivery, Target
from handoff.targets.contract import Field
from handoff.targets.kinds import KINDS

FORGET_AFTER = timedelta(minutes=10)
"""How long after it was shown a secret stands in our own records."""

_MOST = 12
_SIGNS = {book.SENT: "✅", book.NEW: "⏳", book.PARKED: "❗", book.DROPPED: "▫️"}
_SKIP = frozenset({"-", "—", "–"})
_FORM = "target_field"


def targets(act: Act) -> Answer:
    """/targets: the systems that are told, and a button for one more."""
    found = book.listed(act.connection, act.member.workspace_id)
    rows: list[tuple[Key, ...]] = [(Key(_label(target), "target", str(target.id)),) for target in found[:_MOST]]
    rows.append((Key(act.words("target.add"), "target_new"),))
    return show(act.words("target.list" if found else "target.none"), *rows)


def _label(target: Target) -> str:
    return f"{'🟢' if target.active else '⏸'} {target.name[:30]}"


def choose(act: Act) -> Answer:
    """Which kind it is to be."""
    keys = [Key(act.words(f"target.kind.{kind}"), "target_kind", kind) for kind in KINDS]
    rows = [tuple(keys[start : start + 2]) for start in range(0, len(keys), 2)]
    return show(act.words("target.choose"), *rows, (Key(act.words("people.back"), "targets"),))


def begin(act: Act) -> Answer:
    """The first question of a kind."""
    if act.args not in KINDS or len(book.listed(act.connection, act.member.workspace_id)) >= _MOST:
        return Answer(notice=act.words("admin.old"))
    return _ask(act, act.args, {})


def _ask(act: Act, kind: str, config: Mapping[str, str], *, wrong: bool = False) -> Answer:
    """The next question; `wrong` says that the last answer did not fit."""
    field = _next(kind, config)
    if field is None:
        return show(act.words("admin.old"))
    lines = [act.words("target.wrong")] if wrong else []
    lines.append(act.words(f"target.ask.{kind}.{field.name}"))
    lines += [act.words("target.skip")] if field.optional else []
    lines += [act.words("target.secret_hint")] if field.secret else []
    data: dict[str, object] = {"kind": kind, "config": dict(config)}
    return Answer((Screen("\n".join(lines), anew=True),), awaits=Awaited(_FORM, data))


def _next(kind: str, config: Mapping[str, str]) -> Field | None:
    return next((field for field in KINDS[kind].fields if field.name not in config), None)


def answered(act: Act) -> Answer:
    """An answer: kept if it fits, and the next question, or the target."""
    kind, config = str(act.data.get("kind", "")), _texts(act.data.get("config"))
    field = _next(kind, config) if kind in KINDS else None
    if field is None:
        return show(act.words("admin.old"))
    if field.optional and act.args in _SKIP:
        value = ""
    else:
        try:
            value = field.check(act.args)
        except ValueError:
            return _ask(act, kind, config, wrong=True)
    config |= {field.name: value}
    return _made(act, kind, config) if _next(kind, config) is None else _ask(act, kind, config)


def _texts(told: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in told.items()} if isinstance(told, dict) else {}


def _made(act: Act, kind: str, config: dict[str, str]) -> Answer:
    shown = ""
    if kind == "webhook" and not config["secret"]:
        config["secret"] = secrets.token_urlsafe(32)
        shown = config["secret"]
        forget(act, shown[:12])
    given = {name: value for name, value in config.items() if value}
    host = next((urlsplit(value).hostname for value in given.values() if value.startswith("http")), "")
    name = " · ".join(part for part in (act.words(f"target.kind.{kind}"), host) if part)
    target = book.add(act.connection, act.member.workspace_id, kind, name, given, by=act.member.external_id, at=act.at)
    text = act.words("target.saved", name=html.escape(target.name))
    if shown:
        text += "\n" + act.words("target.signed", secret=html.escape(shown))
    number = str(target.id)
    keys = (Key(act.words("target.test"), "target_test", number), Key(act.words("target.open"), "target", number))
    return show(text, keys, anew=True)


def forget(act: Act, begins: str) -> None:
    """Take what is shown now and begins so out of our own records, once it has been sent."""
    body = {"chat": act.inbound.chat, "begins": begins, "at": act.at.isoformat()}
    due_at = act.at + FORGET_AFTER
    key = f"{FORGET}:{act.inbound.event_id}"
    file_effect(
        act.connection,
        workspace_id=act.member.workspace_id,
        kind=FORGET,
        key=key,
        body=body,
        due_at=due_at,
        now=act.at,
    )


def target(act: Act) -> Answer:
    """One target: how it is doing, and what can be done with it."""
    found = _one(act)
    if found is None:
        return Answer(notice=act.words("admin.old"))
    number, latest = str(found.id), book.latest(act.connection, found.id)
    state = act.words("target.state.on" if found.active else "target.state.off")
    lines = [f"<b>{html.escape(found.name)}</b>", state, *(_line(act, each) for each in latest)]
    rows: list[tuple[Key, ...]] = [
        (
            Key(act.words("target.test"), "target_test", number),
            Key(act.words("target.pause" if found.active else "target.resume"), "target_on", number),
        )
    ]
    waiting = book.parked(act.connection, found.id)
    if waiting:
        rows.append((Key(act.words("target.again", number=str(waiting)), "target_again", number),))
    rows.append(
        (Key(act.words("target.remove"), "target_out", number), Key(act.words("people.back"), "targets")),
    )
    return show("\n".join(lines), *rows)


def _line(act: Act, each: Delivery) -> str:
    zone = act.tools.packs.current.pack.zone
    area, _, name = each.event.partition(".")
    what = act.words(f"happened.{name}") if area == "lead" else html.escape(each.event)
    who = f" #{each.lead_id}" if each.lead_id is not None else ""
    failed = each.error and each.state in (book.NEW, book.PARKED)
    why = f"\n   <i>{html.escape(each.error[:90])}</i>" if failed else ""
    return f"{_SIGNS.get(each.state, '▫️')} {each.created_at.astimezone(zone):%d.%m %H:%M} {what}{who}{why}"


def _one(act: Act) -> Target | None:
    if not act.args.isdecimal() or len(act.args) > 18:  # noqa: PLR2004 (a 64-bit number)
        return None
    found = book.one(act.connection, int(act.args))
    return found if found is not None and found.workspace_id == act.member.workspace_id else None


def test(act: Act) -> Answer:
    """Send a made-up lead, and tell what came back."""
    found = _one(act)
    if found is None:
        return Answer(notice=act.words("admin.old"))
    body = {
        "target": found.id,
        "chat": act.inbound.chat,
        "channel": act.inbound.channel,
        "language": act.words.language,
    }
    file_effect(
        act.connection,
        workspace_id=found.workspace_id,
        kind=TRIAL,
        key=f"{TRIAL}:{act.inbound.event_id}",
        body=body,
        due_at=act.at,
        now=act.at,
    )
    return Answer(notice=act.words("target.testing"))


def turn(act: Act) -> Answer:
    """Pause it, or go on."""
    found = _one(act)
    if found is None:
        return Answer(notice=act.words("admin.old"))
    book.set_active(act.connection, found.id, active=not found.active)
    return target(act)


def again(act: Act) -> Answer:
    """Send what waits for a person once more."""
    found = _one(act)
    if found is None:
        return Answer(notice=act.words("admin.old"))
    send_again(act.connection, found, act.at)
    return target(act)


def remove(act: Act) -> Answer:
    """Ask before a target is removed."""
    found = _one(act)
    if found is None:
        return Answer(notice=act.words("admin.old"))
    number = str(found.id)
    text = act.words("target.remove_sure", name=html.escape(found.name))
    yes, no = (
        Key(act.words("target.remove_yes"), "target_gone", number),
        Key(act.words("people.back"), "target", number),
    )
    return show(text, (yes,), (no,))


def removed(act: Act) -> Answer:
    """Remove it for good; its secrets are forgotten."""
    found = _one(act)
    if found is None:
        return Answer(notice=act.words("admin.old"))
    book.remove(act.connection, found.id, act.at)
    return targets(act)


PART = Part(
    commands=(Command("targets", Role.ADMIN, targets),),
    presses=(
        Press("targets", Role.ADMIN, targets),
        Press("target_new", Role.ADMIN, choose),
        Press("target_kind", Role.ADMIN, begin),
        Press("target", Role.ADMIN, target),
        Press("target_test", Role.ADMIN, test),
        Press("target_on", Role.ADMIN, turn),
        Press("target_again", Role.ADMIN, again),
        Press("target_out", Role.ADMIN, remove),
        Press("target_gone", Role.ADMIN, removed),
    ),
    forms=(Form(_FORM, Role.ADMIN, answered),),
)
