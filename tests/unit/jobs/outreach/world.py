"""A world for campaigns: a database in memory, networks that keep a ledger and fail on demand, a clock, kills."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, StaticPool, create_engine, event, insert, select

from bot.wording import Catalogue
from channels.contract import Capabilities, Outbound, Receipt
from fsm.lead import Lead
from fsm.storage import tables as t
from fsm.storage.schema import migrate
from jobs.contacts import book
from jobs.contacts.contact import Consent, Person
from jobs.outreach import campaigns as keeping
from jobs.outreach.campaign import Plan, Policy
from jobs.outreach.queue import Rules
from jobs.outreach.sender import Sender
from jobs.outreach.tables import messages
from jobs.outreach.template import Template, Wording
from jobs.outreach.unsubscribe import Tokens

T = TypeVar("T")
NOON = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Noon of a Monday in Almaty."""

POLICY = Policy(channels=frozenset({"email", "whatsapp", "telegram"}), whatsapp=True)
TOKENS = Tokens(b"a key of this test", "https://talap.example")
WS = t.DEFAULT_WORKSPACE


class Killed(BaseException):
    """The process died here."""


class QuickStore:
    """`Store` on one SQLite database in memory: transactions as ever, no disk. `kill` may strike around a commit."""

    lanes = 1

    def __init__(self) -> None:
        self._engine = create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False, "isolation_level": None}
        )
        event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        self.kill: Callable[[], str] = lambda: ""
        with self._engine.begin() as connection:
            migrate(connection)

    def now(self, work: Callable[[Connection], T]) -> T:
        """Do something at once, as another part of the program would."""
        with self._engine.begin() as connection:
            return work(connection)

    async def write(self, work: Callable[[Connection], T]) -> T:
        strikes = self.kill()
        with self._engine.begin() as connection:
            done = work(connection)
            if strikes == "before":
                raise Killed
        if strikes == "after":
            raise Killed
        return done

    async def read(self, work: Callable[[Connection], T]) -> T:
        return self.now(work)

    async def join(self) -> Any:
        raise NotImplementedError

    async def close(self) -> None:
        self._engine.dispose()


@dataclass
class Network:
    """A channel that delivers, unless `fate` says otherwise: an exception to raise, before or after delivering."""

    name: str
    clock: Callable[[], datetime]
    capabilities: Capabilities = field(default_factory=Capabilities)
    ledger: list[tuple[str, str, datetime, Outbound]] = field(default_factory=list)
    started: list[tuple[str, str, datetime]] = field(default_factory=list)
    fate: Callable[[Outbound], tuple[bool, BaseException | None]] = lambda _: (True, None)

    async def send(self, message: Outbound) -> Receipt:
        self.started.append((message.key, message.chat, self.clock()))
        arrives, trouble = self.fate(message)
        if arrives:
            self.ledger.append((message.key, message.chat, self.clock(), message))
        if trouble is not None:
            raise trouble
        return Receipt((f"{self.name}-{len(self.ledger)}",))

    def copies(self) -> Counter[str]:
        return Counter(key for key, *_ in self.ledger)


@cache
def words() -> Callable[[str], Any]:
    return Catalogue.load().words


class World:
    """Everything together. `sender()` gives a new life of the program."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.at = NOON
        self.store = QuickStore()
        self.networks = {name: Network(name, self.clock) for name in ("email", "whatsapp", "telegram")}
        self.live = 0

    def clock(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)

    def sender(self, policy: Policy = POLICY, **per_minute: int) -> Sender:
        rules = Rules(policy, TOKENS.link, per_minute)
        channels: Any = self.networks
        return Sender(self.store, channels, words(), self.clock, rules=rules, live=lambda _: self.live)

    def do(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """A function of a connection, with the workspace first, in a transaction of its own."""
        return self.store.now(lambda connection: work(connection, WS, *args, **named))

    def people(self, count: int, *, start: int = 0, **also: Any) -> list[int]:
        usual = {"consent": Consent.GIVEN, "source": "list", "city": "Алматы", "language": "ru"}
        made = [
            Person(**({"name": f"Человек {n}", "phone": f"+7701{n:07}", "email": f"p{n}@example.kz"} | usual | also))
            for n in range(start, start + count)
        ]
        return self.do(book.keep, made, self.at).added

    def lead(self, chat: str, *, stage: str = "qualifying", at: datetime | None = None) -> int:
        """Somebody who opened a chat with the bot."""

        def make(connection: Connection) -> int:
            when = at or self.at - timedelta(days=3)
            state = Lead(id=0, workspace_id=WS, channel="telegram", chat=chat, language="ru")
            row = {
                "workspace_id": WS, "state": msgspec.json.encode(state), "stage": stage, "language": "ru",
                "version": 1, "created_at": when, "updated_at": when,
            }  # fmt: skip
            lead_id = connection.execute(insert(t.leads).values(row).returning(t.leads.c.id)).scalar_one()
            identity = {
                "workspace_id": WS, "channel": "telegram", "external_id": chat, "lead_id": lead_id, "chat": chat,
                "display_name": f"Лид {chat}", "created_at": when,
            }  # fmt: skip
            connection.execute(insert(t.identities).values(identity))
            return int(lead_id)

        return self.store.now(make)

    def template(self, channel: str = "email", text: str = "Здравствуйте, {name|друзья}!", **also: str) -> int:
        subject = "Предложение" if channel == "email" else ""
        texts = {"ru": Wording(text, also.pop("subject", subject))} | {
            language: Wording(each, subject) for language, each in also.items()
        }
        return self.do(keeping.save_template, Template("t", channel, texts), self.at)

    def campaign(self, plan: Plan, channel: str = "email", name: str = "Осень", **also: Any) -> int:
        return self.do(keeping.create, name, channel, plan, self.at, **also)

    def start(self, campaign_id: int, policy: Policy = POLICY) -> int:
        return self.do(keeping.start, campaign_id, self.at, policy)

    def rows(self, campaign_id: int | None = None) -> list[Any]:
        query = select(messages).order_by(messages.c.id)
        if campaign_id is not None:
            query = query.where(messages.c.campaign_id == campaign_id)
        return self.store.now(lambda connection: connection.execute(query).all())

    def statuses(self, campaign_id: int | None = None) -> Counter[str]:
        return Counter(row.status for row in self.rows(campaign_id))

    async def steps(self, sender: Sender, count: int, *, seconds: float = 1.0) -> None:
        for _ in range(count):
            await sender.step(self.at)
            self.forward(seconds=seconds)


def raising(troubles: Iterable[BaseException | None], *, arrives: bool = False) -> Callable[[Outbound], Any]:
    """A fate that gives these troubles one after the other, and then none."""
    left = iter(troubles)

    def fate(_: Outbound) -> tuple[bool, BaseException | None]:
        trouble = next(left, None)
        return (arrives or trouble is None), trouble

    return fate
