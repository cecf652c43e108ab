"""Reports on their way: made when they are due or asked for, with a picture and a table, to chats and by e-mail.

A report is an effect whose key is its period, and its letters have their numbers from the beginning; so however often
the program is started or the effect repeated, everybody gets it once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection, select

from bot.admin.acts import MARK
from bot.effects import Duty
from bot.files import Keeper
from bot.filings import Filing, Posted
from bot.letters import STAFF, letter
from bot.packs import Packs
from bot.ticks import Tick
from bot.wording import Catalogue
from channels.contract import Button, Channel, Enclosure, Outbound
from fsm.ports import Words
from fsm.storage import effects
from fsm.storage import tables as t
from fsm.storage.effects import Effect, EffectContext
from fsm.storage.mail import Letter
from handoff import house, roster
from handoff.reps import Member, Role
from jobs.reports.figures import Report
from jobs.reports.gather import Setting, report
from jobs.reports.mailing import mail_of
from jobs.reports.period import DAY, Period, due
from jobs.reports.telling import title, told

log = structlog.get_logger()

REPORT = "report"
EMAIL = "email"
BOOK_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EVERY = 900.0
_SECONDS = 300.0
_TRIES = 5
"""Half a minute; then whoever waits for it hears why, and may send it round again."""

_LATEST = timedelta(hours=12)


class Reader(msgspec.Struct, frozen=True):
    """Who gets a report, and under which numbers its letters go: the report itself, and its table (0: none)."""

    channel: str
    chat: str
    language: str
    letter: int
    book: int = 0


class Order(msgspec.Struct, frozen=True):
    """A report to be made. `note` is a letter to be changed when it is there; `only_book` leaves the report out."""

    kind: str
    first: date
    last: date
    zone: str
    readers: tuple[Reader, ...]
    note: int = 0
    only_book: bool = False

    @property
    def period(self) -> Period:
        return Period(self.kind, self.first, self.last, self.zone)


def order(connection: Connection, workspace_id: int, made: Order, key: str, now: datetime) -> None:
    """File a report in the caller's transaction; the same key again files nothing."""
    effects.file_effect(
        connection,
        workspace_id=workspace_id,
        kind=REPORT,
        key=key[:200],
        body=msgspec.to_builtins(made),
        due_at=now,
        now=now,
    )


class Reporting:
    """Makes and posts reports. `post` files letters and returns once they are on disk."""

    def __init__(  # noqa: PLR0913 (the seams of slow work)
        self,
        packs: Packs,
        catalogue: Catalogue,
        ids: Callable[[], int],
        *,
        keeper: Keeper,
        channels: Mapping[str, Channel],
        post: Callable[[Sequence[Filing]], Awaitable[None]],
    ) -> None:
        self._packs = packs
        self._catalogue = catalogue
        self._ids = ids
        self._keeper = keeper
        self._channels = channels
        self._post = post

    def duties(self) -> dict[str, Duty]:
        """Slow work by kind."""
        return {REPORT: Duty(self.make, seconds=_SECONDS, tries=_TRIES, at_once=1)}

    def ticks(self) -> tuple[Tick, ...]:
        """Every quarter of an hour, so that nine o'clock is seen in every zone, also one that the owner sets later."""
        return (Tick("reports", _EVERY, self.due),)

    def due(self, connection: Connection, at: datetime) -> None:
        """Order the reports that are due by now and were not ordered before, in every workspace that has somebody."""
        people = roster.roster(connection)
        for row in connection.execute(select(t.workspaces.c.id, t.workspaces.c.created_at)).all():
            admins = [each for each in people.active(row.id) if each.may(Role.ADMIN) and each.chat]
            self._due_in(connection, row.id, row.created_at, admins, at)

    def _due_in(
        self, connection: Connection, workspace_id: int, born: datetime, admins: Sequence[Member], at: datetime
    ) -> None:
        zone = house.house(connection, workspace_id).zone or self._packs.current.pack.zone.key
        for period in due(at, zone):
            if born >= period.until or at - period.until > _LATEST + timedelta(hours=9):
                continue
            readers = self._readers(connection, workspace_id, admins, period.kind)
            if readers:
                made = Order(period.kind, period.first, period.last, zone, readers)
                order(connection, workspace_id, made, f"report:{period.kind}:{period.first}", at)

    def _readers(
        self, connection: Connection, workspace_id: int, chosen: Sequence[Member], kind: str
    ) -> tuple[Reader, ...]:
        language = self._packs.current.pack.language
        readers = [
            Reader(each.channel, each.chat, each.language or language, self._ids(), self._ids() if kind != DAY else 0)
            for each in chosen
        ]
        address = mail_of(connection, workspace_id)
        if kind != DAY and address and EMAIL in self._channels:
            owner = next((each.language for each in chosen if each.role is Role.OWNER), "") or language
            readers.append(Reader(EMAIL, address, owner, self._ids()))
        return tuple(readers)

    async def make(self, effect: Effect, context: EffectContext) -> dict[str, Any]:
        """Count, draw, and post what has not been posted yet."""
        made = msgspec.convert(effect.body, Order)
        pack = self._packs.current.pack
        fills = {question.id: question.facts for question in pack.questions}
        setting = Setting(effect.workspace_id, pack.currency, fills)
        numbers = _numbers(made)
        gone = await context.store.read(lambda connection: known(connection, numbers))
        if gone.issuperset(numbers):
            return {"again": True}
        found = await context.store.read(lambda connection: report(connection, setting, made.period, context.now()))
        letters: list[Letter] = []
        for reader in made.readers:
            letters += await self._for(reader, made, found, effect, context.now())
        fresh = [each for each in letters if each.id not in gone]
        if fresh:
            await self._post([Posted(tuple(fresh))])
        log.info("report.made", period=made.kind, leads=found.funnel.new, letters=len(fresh))
        return {"leads": found.funnel.new, "letters": len(fresh)}

    async def _for(self, reader: Reader, made: Order, found: Report, effect: Effect, now: datetime) -> list[Letter]:
        words = self._catalogue.words(reader.language)
        by_mail = reader.channel == EMAIL
        table = await self._table(found, words, effect.workspace_id) if reader.book or by_mail else None
        letters = []
        if not made.only_book:
            picture = await self._picture(found, words, effect.workspace_id)
            message = Outbound(
                chat=reader.chat,
                text=told(found, words),
                key="",
                html=True,
                files=(picture, table) if by_mail and table else (picture,),
                subject=words("report.subject", title=title(found.period, words)) if by_mail else "",
                buttons=() if by_mail else (_more(found.period, words),),
                urgency=1,
            )
            letters.append(self._letter(reader, reader.letter, message, effect, now))
        if reader.book and table is not None:
            message = Outbound(chat=reader.chat, text="", key="", files=(table,), urgency=1)
            letters.append(self._letter(reader, reader.book, message, effect, now))
        if made.note:
            message = Outbound(chat=reader.chat, text=words("report.ready"), key="", edits=f"#{made.note}")
            letters.append(self._letter(reader, self._ids(), message, effect, now))
        return letters

    def _letter(self, reader: Reader, number: int, message: Outbound, effect: Effect, now: datetime) -> Letter:
        made = letter(number, None, STAFF, message, channel=reader.channel, at=now)
        made.workspace_id = effect.workspace_id
        return made

    async def _picture(self, found: Report, words: Words, workspace_id: int) -> Enclosure:
        from jobs.reports.picture import picture

        content = await asyncio.to_thread(picture, found, words)
        name = f"report_{found.period.first:%Y-%m-%d}.png"
        return await self._kept(content, workspace_id, ("photo", name, "image/png"))

    async def _table(self, found: Report, words: Words, workspace_id: int) -> Enclosure:
        from jobs.reports.book import book

        content = await asyncio.to_thread(book, found, words)
        name = f"report_{found.period.first:%Y-%m-%d}_{found.period.last:%Y-%m-%d}.xlsx"
        return await self._kept(content, workspace_id, ("document", name, BOOK_MIME))

    async def _kept(self, content: bytes, workspace_id: int, about: tuple[str, str, str]) -> Enclosure:
        return await keep(self._keeper, self._ids(), content, workspace_id, about)


async def keep(
    keeper: Keeper, number: int, content: bytes, workspace_id: int, about: tuple[str, str, str]
) -> Enclosure:
    """Keep a file of our own making and enclose it; raises `Refused` for one over 20 MB."""
    kind, name, mime = about
    file = await keeper.take(
        content,
        file_id=number,
        workspace_id=workspace_id,
        lead_id=None,
        channel="",
        kind=kind,
        name=name,
        mime=mime,
    )
    return Enclosure(kind=kind, name=name, mime=mime, size=len(content), stored=file.id)


def _numbers(made: Order) -> list[int]:
    """The letters that this order comes to."""
    letters = [0 if made.only_book else reader.letter for reader in made.readers]
    return [number for number in (*letters, *(reader.book for reader in made.readers)) if number]


def known(connection: Connection, numbers: Sequence[int]) -> set[int]:
    """Those of the letters that were posted already."""
    return set(connection.execute(select(t.outbox.c.id).where(t.outbox.c.id.in_(numbers))).scalars())


def _more(period: Period, words: Words) -> tuple[Button, ...]:
    args = f"{period.kind}.{period.first:%Y%m%d}.{period.last:%Y%m%d}"
    return (Button(words("report.key.excel"), f"{MARK}report_book:{args}"),)
