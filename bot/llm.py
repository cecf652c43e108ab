"""Language models behind each other, as one adviser: asked in order, cheaply, briefly, and never trusted.

Whatever goes wrong ends as `Unavailable` within the time limit, and the rules go on alone.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
import structlog

from bot.llm_breaker import Breaker
from bot.llm_spend import Spend
from fsm.reading.llm import Answer, Unavailable

log = structlog.get_logger()

MAX_TOKENS = 600
_CACHED_FOR = timedelta(hours=1)
_CACHED_MOST = 1000
_AT_ONCE = 8
_CHARACTERS_A_TOKEN = 2.0
"""Kazakh and Russian cost about a token for two letters; English less. A reservation must not be too small."""

_MILLION = 1_000_000


class Price(msgspec.Struct, frozen=True):
    """Dollars for a million tokens in and out."""

    told: float
    answered: float

    def of(self, told: float, answered: float) -> float:
        return (told * self.told + answered * self.answered) / _MILLION


class Ask(msgspec.Struct, frozen=True):
    """One call: which model, what to say, and how long the answer may take and be."""

    model: str
    system: str
    user: str
    seconds: float
    max_tokens: int = MAX_TOKENS


class Reply(msgspec.Struct, frozen=True):
    """What came back. Tokens are None where the server did not count them; `usd` where nobody knows the price."""

    text: str
    told: int | None = None
    answered: int | None = None
    usd: float | None = None


class CallFailed(Exception):
    """The call brought no answer. The text is a word without anybody's data; `billed` when it may cost all the same."""

    def __init__(self, why: str, *, billed: bool = False) -> None:
        super().__init__(why)
        self.billed = billed


class Call(Protocol):
    """The wire to the models' servers (`bot.llm_litellm` is the real one)."""

    @property
    def ready(self) -> bool: ...

    async def open(self) -> None:
        """Load what is needed, without holding up anybody. Never raises."""
        ...

    async def __call__(self, ask: Ask) -> Reply:
        """Raises CallFailed."""
        ...

    def price(self, model: str) -> Price | None:
        """What the model costs, where that is known."""
        ...

    async def close(self) -> None: ...


class Chain:
    """`fsm.reading.llm.Llm` on an ordered list of models, with a fuse for each, a cache and a purse."""

    def __init__(  # noqa: PLR0913 (the seams of the only place that talks to models)
        self,
        models: Sequence[str],
        call: Call,
        spend: Spend,
        now: Callable[[], datetime],
        *,
        seconds: float,
        usual: Price,
    ) -> None:
        self._call = call
        self._spend = spend
        self._now = now
        self._seconds = seconds
        self._usual = usual
        self._breakers = {model: Breaker(now) for model in models}
        self._cache: OrderedDict[str, tuple[datetime, Answer]] = OrderedDict()
        self._slots = asyncio.Semaphore(_AT_ONCE)

    def ready(self, lead_id: int) -> bool:
        """Whether asking about this lead makes sense just now; costs nothing."""
        open_ways = any(breaker.closed for breaker in self._breakers.values())
        return self._call.ready and open_ways and self._spend.allows(lead_id)

    async def ask(self, lead_id: int, system: str, user: str, fits: Callable[[str], bool]) -> Answer:
        """The first answer that fits, within the time limit. Raises `Unavailable` and nothing else."""
        key = hashlib.sha256(f"{list(self._breakers)}\0{system}\0{user}".encode()).hexdigest()
        if (known := self._recalled(key)) is not None:
            return known
        deadline = asyncio.get_running_loop().time() + self._seconds
        try:
            async with asyncio.timeout_at(deadline), self._slots:
                answer = await self._first(lead_id, system, user, fits, deadline)
        except TimeoutError:
            raise Unavailable("timeout") from None
        self._remember(key, answer)
        return answer

    async def _first(
        self, lead_id: int, system: str, user: str, fits: Callable[[str], bool], deadline: float
    ) -> Answer:
        ways = [model for model, breaker in self._breakers.items() if breaker.closed]
        why = "no model is well"
        for place, model in enumerate(ways):
            left = deadline - asyncio.get_running_loop().time()
            # A model that hangs must leave time for those behind it; the last may use all but a breath.
            seconds = max(0.05, 0.95 * left / (len(ways) - place))
            try:
                return await self._one(lead_id, Ask(model, system, user, seconds), fits)
            except CallFailed as failure:
                why = str(failure)
                log.info("llm.failed", model=model, why=why)
        raise Unavailable(why)

    async def _one(self, lead_id: int, ask: Ask, fits: Callable[[str], bool]) -> Answer:
        breaker = self._breakers[ask.model]
        if not breaker.begin():
            raise CallFailed("fuse")
        price = self._call.price(ask.model) or self._usual
        most = price.of(len(ask.system + ask.user) / _CHARACTERS_A_TOKEN, ask.max_tokens)
        reserved = await self._spend.reserve(lead_id, most)
        if reserved is None:
            raise CallFailed("spent")
        usd = most  # what is broken off may be billed all the same
        try:
            reply = await self._called(ask, fits)
            usd = _cost(reply, price, most)
        except CallFailed as failure:
            usd = most if failure.billed else 0.0
            if breaker.failed():
                log.warning("llm.fuse_blown", model=ask.model, why=str(failure))
            raise
        finally:
            await self._spend.settle(reserved, usd)
        breaker.worked()
        return Answer(reply.text, ask.model, usd)

    async def _called(self, ask: Ask, fits: Callable[[str], bool]) -> Reply:
        try:
            async with asyncio.timeout(ask.seconds):
                reply = await self._call(ask)
        except TimeoutError:
            raise CallFailed("timeout", billed=True) from None
        if not fits(reply.text):
            raise CallFailed("not the form", billed=True)
        return reply

    def _recalled(self, key: str) -> Answer | None:
        """An answer given within the hour; it costs nothing again."""
        at, answer = self._cache.get(key, (None, None))
        if at is None or answer is None or self._now() - at > _CACHED_FOR:
            return None
        return msgspec.structs.replace(answer, usd=0.0)

    def _remember(self, key: str, answer: Answer) -> None:
        self._cache[key] = (self._now(), answer)
        while len(self._cache) > _CACHED_MOST:
            self._cache.popitem(last=False)

    async def open(self) -> None:
        await self._call.open()

    async def close(self) -> None:
        await self._call.close()


def _cost(reply: Reply, price: Price, reserved: float) -> float:
    """What the call cost: as the wire knows, else by the tokens counted, else what was reserved for it."""
    if reply.usd is not None and 0 <= reply.usd < float("inf"):
        return reply.usd
    if reply.told is None or reply.answered is None or min(reply.told, reply.answered) < 0:
        return reserved
    return price.of(reply.told, reply.answered)
