"""Exports on their way, and tables of spend on their way in: slow work behind /export and /spend."""

from __future__ import annotations

import asyncio
import tempfile
import time
import zipfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import structlog

from bot.admin.tools import Tools
from bot.effects import Duty
from bot.files import LARGEST, Keeper
from bot.filings import Filing, Posted
from bot.letters import STAFF, letter
from bot.reporting import BOOK_MIME, Reporting, keep, known
from bot.roles import Behind
from bot.wording import Catalogue
from channels.contract import Channel, Enclosure, Outbound, SendFailed
from fsm.ports import Words
from fsm.storage.effects import Effect, EffectContext
from jobs.reports import spending
from jobs.reports.export import COLUMNS, Which, how_many, piece, row, table
from jobs.reports.period import Period
from jobs.reports.telling import amount

log = structlog.get_logger()

EXPORT, SPEND_FILE = "export", "spend_file"
_SECONDS = 900.0
_TRIES = 5
_PROGRESS_EVERY = 3.0
_LINES_SHOWN = 8


class Desk(msgspec.Struct, frozen=True):
    """Who waits for slow work, and the numbers of the letters they see: the one that tells how far it is, the last."""

    channel: str
    chat: str
    language: str
    note: int
    last: int


class ExportOrder(msgspec.Struct, frozen=True):
    """Which leads, in which form, for whom; `first` and `last` are "" for all times."""

    desk: Desk
    form: str
    zone: str
    hot: bool = False
    first: str = ""
    last: str = ""

    @property
    def which(self) -> Which:
        if not self.first:
            return Which(self.hot)
        days = date.fromisoformat(self.first), date.fromisoformat(self.last)
        return Which(self.hot, Period("dates", *days, self.zone))


class SpendOrder(msgspec.Struct, frozen=True):
    """A table of spend that somebody sent: where the network has it, and how to read it."""

    desk: Desk
    file_id: str
    zone: str
    currency: str
    by: str


class Exporting:
    """Handlers of this slow work. `post` files letters and returns once they are on disk."""

    def __init__(
        self,
        catalogue: Catalogue,
        ids: Callable[[], int],
        *,
        keeper: Keeper,
        channels: Mapping[str, Channel],
        post: Callable[[Sequence[Filing]], Awaitable[None]],
    ) -> None:
        self._catalogue = catalogue
        self._ids = ids
        self._keeper = keeper
        self._channels = channels
        self._post = post

    def duties(self) -> dict[str, Duty]:
        """Slow work by kind."""
        return {
            EXPORT: Duty(self.export, seconds=_SECONDS, tries=_TRIES, at_once=1),
            SPEND_FILE: Duty(self.take_spend, at_once=1),
        }

    async def export(self, effect: Effect, context: EffectContext) -> dict[str, Any]:
        """Write the leads into a file and send it."""
        made = msgspec.convert(effect.body, ExportOrder)
        if await context.store.read(partial(known, numbers=[made.desk.last])):
            return {"again": True}
        words = self._catalogue.words(made.desk.language)
        with tempfile.TemporaryDirectory(prefix="talap-export-") as folder:
            path = Path(folder) / f"leads_{context.now():%Y-%m-%d}.{made.form}"
            number = await self._write(path, made, effect, context)
            path, content = await asyncio.to_thread(sendable, path) if number else (path, b"")
        if content:
            about = ("document", path.name, _MIMES[path.suffix])
            file = await keep(self._keeper, self._ids(), content, effect.workspace_id, about)
            await self._say(made.desk, words("export.ready", number=str(number)), effect, context, file=file)
        else:
            text = words("export.too_large" if number else "export.none")
            await self._say(made.desk, text, effect, context, number=made.desk.last)
        log.info("export.made", form=made.form, leads=number, bytes=len(content))
        return {"leads": number, "bytes": len(content)}

    async def _write(self, path: Path, made: ExportOrder, effect: Effect, context: EffectContext) -> int:
        """All pieces, one after the other; how many leads there were."""
        words = self._catalogue.words(made.desk.language)
        which, workspace_id = made.which, effect.workspace_id
        whole = await context.store.read(lambda connection: how_many(connection, workspace_id, which))
        out = table(made.form, path, [words(key) for key in COLUMNS], ZoneInfo(made.zone))
        number, after, told = 0, 0, time.monotonic()
        try:
            while True:
                leads = await context.store.read(partial(piece, workspace_id=workspace_id, which=which, after=after))
                if not leads:
                    return number
                await asyncio.to_thread(_add, out, leads, words)
                number, after = number + len(leads), leads[-1].id
                if time.monotonic() - told > _PROGRESS_EVERY:
                    told = time.monotonic()
                    percent = min(99, 100 * number // max(whole, 1))
                    await self._say(made.desk, words("export.progress", percent=str(percent)), effect, context)
        finally:
            await asyncio.to_thread(out.close)

    async def take_spend(self, effect: Effect, context: EffectContext) -> dict[str, Any]:
        """Fetch a table of spend, keep its rows, and say what became of them."""
        made = msgspec.convert(effect.body, SpendOrder)
        words = self._catalogue.words(made.desk.language)
        fetch = getattr(self._channels.get(made.desk.channel), "fetch", None)
        try:
            content: bytes = await fetch(made.file_id) if fetch is not None else b""
            good, bad = spending.read_table(content, context.now(), made.zone, made.currency)
        except SendFailed:
            text, good = words("spend.bad.file"), []
        except spending.Unread as why:
            text, good = words(_WRONG[str(why)]), []
        else:
            new = await self._keep_spend(good, content, made, effect, context)
            text = _told(good, bad, new, words) if good or bad else words("spend.bad.columns")
        await self._say(made.desk, text, effect, context)
        return {"rows": len(good)}

    async def _keep_spend(
        self, good: list[spending.Spent], content: bytes, made: SpendOrder, effect: Effect, context: EffectContext
    ) -> int:
        name, workspace_id, now = spending.name_of(content), effect.workspace_id, context.now()
        return await context.store.write(
            lambda connection: spending.add(connection, workspace_id, good, name=name, by=made.by, at=now)
        )

    async def _say(  # noqa: PLR0913 (what is told to whom, and how)
        self,
        desk: Desk,
        text: str,
        effect: Effect,
        context: EffectContext,
        *,
        file: Enclosure | None = None,
        number: int = 0,
    ) -> None:
        """Change the note that tells how far it is; a file, or what is the last word, goes as a letter of its own."""
        own = file is not None or number
        message = Outbound(
            chat=desk.chat,
            text=text,
            key="",
            html=True,
            edits="" if own else f"#{desk.note}",
            files=(file,) if file is not None else (),
            urgency=1,
        )
        made = letter(desk.last if own else self._ids(), None, STAFF, message, channel=desk.channel, at=context.now())
        made.workspace_id = effect.workspace_id
        await self._post([Posted((made,))])


_MIMES = {".xlsx": BOOK_MIME, ".csv": "text/csv", ".zip": "application/zip"}
_WRONG = {
    "amount": "spend.bad.amount",
    "day": "spend.bad.day",
    "source": "spend.bad.source",
    "columns": "spend.bad.columns",
    "rows": "spend.bad.rows",
}


def sendable(path: Path, limit: int = LARGEST) -> tuple[Path, bytes]:
    """What is sent: the file, packed when it is too large for a network; nothing when it is still too large."""
    if path.stat().st_size > limit and path.suffix != ".xlsx":  # a workbook is packed already
        packed = path.with_name(f"{path.name}.zip")
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, path.name)
        path = packed
    return path, path.read_bytes() if path.stat().st_size <= limit else b""


def _add(out: Any, leads: Sequence[Any], words: Words) -> None:
    out.add([row(lead, words) for lead in leads])


def _told(good: Sequence[spending.Spent], bad: Sequence[tuple[int, str]], new: int, words: Words) -> str:
    sums: dict[str, float] = {}
    for each in good:
        sums[each.currency] = sums.get(each.currency, 0.0) + each.amount
    total = " + ".join(amount(value, unit) for unit, value in sorted(sums.items()))
    known_already = bool(good) and not new
    lines = [words("spend.known") if known_already else words("spend.imported", number=str(len(good)), amount=total)]
    if bad:
        shown = ", ".join(str(line) for line, _ in bad[:_LINES_SHOWN])
        lines.append(words("spend.skipped", lines=shown + ("…" if len(bad) > _LINES_SHOWN else "")))
    return "\n".join(lines)


def reports_behind(
    tools: Tools,
    keeper: Keeper,
    channels: Mapping[str, Channel],
    post: Callable[[Sequence[Filing]], Awaitable[None]],
) -> Behind:
    """The slow work and the clock of reports, exports and spend."""
    reporting = Reporting(tools.packs, tools.catalogue, tools.ids, keeper=keeper, channels=channels, post=post)
    exporting = Exporting(tools.catalogue, tools.ids, keeper=keeper, channels=channels, post=post)
    return Behind({**reporting.duties(), **exporting.duties()}, reporting.ticks())
