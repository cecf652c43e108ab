"""Care without being asked: backups, room on the disk, what waits for a person, retention, news of an upgrade.

Each is a tick that files one effect a period, so it is done once however many processes there are; what it finds goes
to the owners' private chats.
"""

from __future__ import annotations

import asyncio
import html
import re
import shutil
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection, func, select

from bot.admin.scripts_kept import keep, kept
from bot.admin.tools import Tools
from bot.backup import copied, database_of
from bot.effects import Duty
from bot.erasers import ERASERS
from bot.filings import Filing, Inside, Posted
from bot.letters import STAFF, letter
from bot.roles import Behind
from bot.ticks import Tick
from channels.contract import Outbound
from fsm.ports import Words
from fsm.storage import effects, erasure, people
from fsm.storage import tables as t
from fsm.storage.effects import Effect, EffectContext
from fsm.storage.store import StorageError
from fsm.storage.tables import DEFAULT_WORKSPACE
from handoff import roster
from handoff.house import house
from handoff.reps import Role
from jobs.care import digest, news, retention, room

log = structlog.get_logger()

MORNING, NIGHT, DISK, UPGRADED = "care_morning", "care_night", "care_disk", "care_upgraded"
_GB = 1_000_000_000
_FORGET_AFTER = 60
_ROOT = Path(__file__).parent.parent
_CHANGELOG = _ROOT / "CHANGELOG.md"
_VERSION = re.compile(r'^version = "([^"]+)"', re.MULTILINE)
_KEPT = "care"


class Kept(msgspec.Struct, frozen=True):
    """What care remembers: the version that ran last, the day a full disk was told of, the last scrub and backup."""

    version: str = ""
    warned_on: str = ""
    scrubbed_at: datetime | None = None
    backup: str = ""


def running() -> str:
    """The version of this program: as installed, else as its folder says; "" where neither does."""
    try:
        return version("talap")
    except PackageNotFoundError:
        pass
    try:
        found = _VERSION.search((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    except OSError:
        return ""
    return found[1] if found else ""


class Caring:
    """The ticks and their work. `file` is the committer's way in; `number` of the version is `running()` by default."""

    def __init__(
        self,
        tools: Tools,
        file: Callable[[Sequence[Filing]], Awaitable[None]],
        now: Callable[[], datetime],
        *,
        ours: str | None = None,
    ) -> None:
        self._tools = tools
        self._file = file
        self._now = now
        self._ours = running() if ours is None else ours
        self._home = tools.settings.home

    def behind(self) -> Behind:
        """The ticks, and the work they file."""
        zone = self._tools.packs.current.pack.zone.key
        ticks = (
            Tick(MORNING, "0 9 * * *", partial(_filed, MORNING), zone),
            Tick(NIGHT, "30 3 * * *", partial(_filed, NIGHT), zone),
            Tick(DISK, 3_600.0, partial(_filed, DISK)),
            Tick(UPGRADED, 600.0, self._version),
        )
        duties = {
            MORNING: Duty(self.morning, seconds=120, tries=3, at_once=1),
            NIGHT: Duty(self.night, seconds=3_600, tries=2, at_once=1),
            DISK: Duty(self.disk, seconds=60, tries=2, at_once=1),
            UPGRADED: Duty(self.upgraded, seconds=60, tries=3, at_once=1),
        }
        return Behind(duties, ticks)

    # --- the morning

    async def morning(self, effect: Effect, context: EffectContext) -> dict[str, Any]:
        """What waits, what is unwell; where nothing is, one line that all is well."""
        _ = effect
        now = self._now()
        waits, past, told, saved = await context.store.read(
            lambda connection: (
                digest.waiting(connection, DEFAULT_WORKSPACE, now),
                digest.day(connection, DEFAULT_WORKSPACE, now),
                house(connection, DEFAULT_WORKSPACE),
                remembered(connection),
            )
        )
        unwell = self._tools.unwell()

        def text(words: Words) -> str:
            lines = [words("care.waiting", **_counts(waits))] if waits else []
            lines += [
                words("care.unwell", part=html.escape(name), why=html.escape(why)[:200]) for name, why in unwell.items()
            ]
            if not lines and not told.all_is_well:
                return ""
            figures = words("care.day", new=str(past.new), hot=str(past.hot), sent=str(past.sent))
            lines = lines or [words("care.well")]
            if self._tools.settings.llm.models:
                figures += " " + words("care.models", asked=str(past.asked), usd=f"{past.spent:.2f}")
            return "\n".join([*lines, figures, *([words("care.backup", name=saved.backup)] if saved.backup else [])])

        await self._tell(context, text)
        return {"waiting": msgspec.to_builtins(waits), "unwell": sorted(unwell)}

    # --- the night

    async def night(self, effect: Effect, context: EffectContext) -> dict[str, Any]:
        """Erase what is older than the owner keeps, back up, and overwrite what was erased."""
        now = self._now()
        erased = await self._retention(context, now)
        await context.store.write(lambda connection: retention.erase_papers(connection, now))
        await context.store.write(lambda connection: effects.forget(connection, now - _FORGET_AFTER * retention.DAY))
        saved, sentence = "", ""
        if self._tools.settings.database_url.startswith("sqlite:///"):
            await self._scrub(context, now)
            saved, sentence = await asyncio.to_thread(self._backup, effect.created_at)
        if sentence:
            await self._tell(context, lambda words: words("care.no_backup", why=html.escape(sentence)))
        elif saved:
            await self._keep(context, backup=saved)
        return {"erased": erased, "backup": saved}

    async def _retention(self, context: EffectContext, now: datetime) -> int:
        months = (await context.store.read(lambda connection: house(connection, DEFAULT_WORKSPACE))).keep_months
        before = retention.oldest_kept(months, now)
        if before is None:
            return 0
        erased = 0
        while True:
            some = await context.store.write(
                lambda connection: retention.erase(connection, DEFAULT_WORKSPACE, before, now, ERASERS)
            )
            erased += some
            if some < retention.AT_ONCE:
                return erased

    async def _scrub(self, context: EffectContext, now: datetime) -> None:
        """Only when somebody was erased since the last time: it keeps writers waiting."""
        saved = await context.store.read(remembered)
        fresh = await context.store.read(lambda connection: _erased_since(connection, saved.scrubbed_at))
        path = database_of(self._tools.settings)
        if fresh and await asyncio.to_thread(erasure.scrub, path):
            await self._keep(context, scrubbed_at=now)

    def _backup(self, at: datetime) -> tuple[str, str]:
        """The name of today's backup, and a sentence when there is none."""
        source, folder = database_of(self._tools.settings), self._home / "backups"
        target = folder / f"talap-{at:%Y-%m-%d}.db"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                if not room.fits(shutil.disk_usage(folder).free, source.stat().st_size):
                    return "", "no room on the disk"
                copied(source, target)
            for name in room.too_many(file.name for file in folder.iterdir()):
                (folder / name).unlink(missing_ok=True)
        except (OSError, StorageError) as error:
            log.warning("care.no_backup", error=str(error))
            return "", str(error)
        return target.name, ""

    # --- the disk, an upgrade

    async def disk(self, effect: Effect, context: EffectContext) -> dict[str, Any] | None:
        """Warn, once a day, of a disk that runs full."""
        _ = effect
        usage = shutil.disk_usage(self._home)
        today = f"{self._now():%Y-%m-%d}"
        if not room.is_low(usage.free, usage.total):
            return None
        if (await context.store.read(remembered)).warned_on != today:
            free = f"{usage.free / _GB:.1f}"
            await self._tell(context, lambda words: words("care.disk", free=free))
            await self._keep(context, warned_on=today)
        return {"free": usage.free}

    def _version(self, connection: Connection, period: datetime) -> Sequence[Inside] | None:
        """Whether another version ran last; the very first one is no news."""
        saved = remembered(connection)
        if not self._ours or saved.version == self._ours:
            return None
        if saved.version:
            _filed(UPGRADED, connection, period, {"before": saved.version, "now": self._ours})
        _put(connection, msgspec.structs.replace(saved, version=self._ours), self._now())
        return None

    async def upgraded(self, effect: Effect, context: EffectContext) -> None:
        """Say what is new."""
        before, now = str(effect.body["before"]), str(effect.body["now"])
        changes = await asyncio.to_thread(_changes, before)
        lines = "\n".join(f"• {html.escape(each, quote=False)[:200]}" for each in changes)
        await self._tell(context, lambda words: f"{words('care.upgraded', before=before, now=now)}\n{lines}".strip())

    # --- telling and keeping

    async def _tell(self, context: EffectContext, text: Callable[[Words], str]) -> None:
        """Tell every owner in their language; nobody when there is nothing to say."""
        place, now = self._tools.place, self._now()
        chats = await context.store.read(lambda connection: _owners(connection, self._tools))
        letters = []
        for chat, language in chats.items():
            if said := text(self._tools.catalogue.words(language or place.language)):
                message = Outbound(chat=chat, text=said, key="", html=True, urgency=1)
                letters.append(letter(self._tools.ids(), None, STAFF, message, channel=place.channel, at=now))
        if letters:
            await self._file([Posted(tuple(letters))])

    async def _keep(self, context: EffectContext, **values: object) -> None:
        now = self._now()
        await context.store.write(
            lambda connection: _put(connection, msgspec.structs.replace(remembered(connection), **values), now)
        )


def _filed(
    kind: str, connection: Connection, period: datetime, body: dict[str, Any] | None = None
) -> Sequence[Inside] | None:
    """File the work of a period."""
    effects.file_effect(
        connection,
        workspace_id=DEFAULT_WORKSPACE,
        kind=kind,
        key=f"{kind}:{period:%Y-%m-%dT%H:%M}",
        body=body or {},
        due_at=period,
        now=period,
    )
    return None


def _owners(connection: Connection, tools: Tools) -> dict[str, str]:
    """The private chats of owners, each with its language."""
    found = {str(admin): "" for admin in tools.settings.admins} if tools.place.channel else {}
    members = roster.roster(connection).active(DEFAULT_WORKSPACE)
    return found | {each.chat: each.language for each in members if each.may(Role.OWNER) and each.chat}


def remembered(connection: Connection) -> Kept:
    """What care remembers."""
    return kept(connection, DEFAULT_WORKSPACE, Kept, _KEPT) or Kept()


def _put(connection: Connection, value: Kept, at: datetime) -> None:
    keep(connection, DEFAULT_WORKSPACE, value, "care", at, _KEPT)


def _erased_since(connection: Connection, since: datetime | None) -> bool:
    leads = t.leads.c
    query = select(func.count()).select_from(t.leads).where(leads.stage == people.ERASED)
    query = query if since is None else query.where(leads.updated_at > since)
    return bool(connection.execute(query).scalar())


def _counts(waits: digest.Waiting) -> dict[str, str]:
    return {name: str(value) for name, value in msgspec.structs.asdict(waits).items()}


def _changes(before: str) -> list[str]:
    try:
        return news.new_since(_CHANGELOG.read_text(encoding="utf-8"), before)
    except OSError:
        return []
