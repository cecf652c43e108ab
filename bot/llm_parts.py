"""The model and the transcriber as they are configured, put together: what turns ask by, and their two channels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.config import LlmSettings, Settings
from bot.llm import Call, Chain, Price
from bot.llm_asking import Asking
from bot.llm_channel import File, LlmChannel
from bot.llm_litellm import LitellmCall
from bot.llm_spend import Spend
from bot.transcriber import HttpTranscriber, TranscriberChannel, fetch_of
from channels.contract import Channel
from fsm.storage.store import Store


class Advisers:
    """Whoever may be asked for help. `asking` is None when nobody is configured, and then none of this costs a thing.

    The channels exist all the same: a question left in the outbox by an earlier configuration is dropped there.
    """

    def __init__(
        self, settings: Settings, store: Store, ids: Callable[[], int], now: Callable[[], datetime], call: Call | None
    ) -> None:
        self._settings = settings
        self._now = now
        llm = settings.llm
        self._spend = Spend(store, llm.daily_usd, llm.lead_usd, now)
        self._chain = _chain(llm, self._spend, now, call) if llm.models else None
        voice = settings.transcriber
        self._transcriber = HttpTranscriber(voice.url, voice.model, voice.api_key) if voice.url else None
        self._listed: Mapping[str, Channel] = {}
        self.asking: Asking | None = None
        if self._chain is not None or self._transcriber is not None:
            language = settings.reps.language
            self.asking = Asking(ids, llm=self._chain, wait=llm.wait_seconds, fetches=self._hears, language=language)

    def join(self, channels: dict[str, Channel], file: File) -> None:
        """Add the channels whose letters are questions to all there are. `file` files their answers."""
        self._listed = channels
        model = LlmChannel(self._chain, file, self._now, start=self._start, redacts=self._settings.llm.redact)
        voice = TranscriberChannel(self._transcriber, channels, file, self._now)
        channels |= {model.name: model, voice.name: voice}

    def _hears(self, channel: str) -> bool:
        """Whether voice notes of a channel can be written down."""
        return self._transcriber is not None and fetch_of(self._listed.get(channel)) is not None

    async def _start(self) -> None:
        """See what was spent today, then load the models' software."""
        if self._chain is not None:
            await self._spend.look()
            await self._chain.open()


def _chain(settings: LlmSettings, spend: Spend, now: Callable[[], datetime], call: Call | None) -> Chain:
    wire = call or LitellmCall(settings.api_base, settings.api_key)
    usual = Price(settings.usd_per_million_in, settings.usd_per_million_out)
    return Chain(settings.models, wire, spend, now, seconds=settings.timeout_seconds, usual=usual)
