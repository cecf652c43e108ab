"""The real wire to models: litellm, loaded late and kept in a thread with a loop of its own.

Importing litellm takes seconds and its first call opens certificates and clients; neither may hold up a lead's answer.
Nothing of the call's content is logged, its own retries are off, and it fetches no price list.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import logging
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog
from pydantic import SecretStr

from bot.llm import Ask, CallFailed, Price, Reply

log = structlog.get_logger()

MISSING = (
    "TALAP_LLM__MODELS is set, but the package litellm is not installed: install Talap with its extra `llm`. "
    "Until then everything is understood by rules."
)
_MILLION = 1_000_000
_CLOSE_SECONDS = 2.0
_LARGEST_ANSWER = 100_000

T = TypeVar("T")


def installed() -> bool:
    """Whether litellm is there; does not load it."""
    return importlib.util.find_spec("litellm") is not None


class LitellmCall:
    """`bot.llm.Call` by litellm. `ready` turns true some seconds after `open`."""

    def __init__(self, api_base: str | None = None, api_key: SecretStr | None = None) -> None:
        self._api_base = api_base
        self._api_key = api_key
        self._litellm: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def ready(self) -> bool:
        return self._litellm is not None

    async def open(self) -> None:
        """Load litellm aside. A missing or broken package is one sentence in the log."""
        if not installed():
            log.warning("llm.missing", hint=MISSING)
            return
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="models", daemon=True)
        self._thread.start()
        try:
            self._litellm = await self._aside(_load())
        except Exception as broken:  # noqa: BLE001 (a foreign package must not stop the engine)
            log.warning("llm.broken", error=type(broken).__name__, hint="everything is understood by rules")
        else:
            log.info("llm.loaded")

    async def __call__(self, ask: Ask) -> Reply:
        if self._litellm is None:
            raise CallFailed("not loaded")
        return await self._aside(self._complete(ask))

    def price(self, model: str) -> Price | None:
        known = self._litellm.model_cost.get(model) if self._litellm is not None else None
        if not known or known.get("input_cost_per_token") is None or known.get("output_cost_per_token") is None:
            return None
        return Price(known["input_cost_per_token"] * _MILLION, known["output_cost_per_token"] * _MILLION)

    async def close(self) -> None:
        """Let go of the thread; what is under way there is dropped."""
        loop, thread = self._loop, self._thread
        self._loop = self._litellm = self._thread = None
        if loop is None or thread is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_cancel_all(), loop))
        loop.call_soon_threadsafe(loop.stop)
        await asyncio.to_thread(thread.join, _CLOSE_SECONDS)
        if not thread.is_alive():
            loop.close()

    async def _aside(self, work: Coroutine[Any, Any, T]) -> T:
        if self._loop is None:
            work.close()
            raise CallFailed("closed")
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _complete(self, ask: Ask) -> Reply:
        try:
            response = await self._litellm.acompletion(
                model=ask.model,
                messages=[{"role": "system", "content": ask.system}, {"role": "user", "content": ask.user}],
                timeout=ask.seconds,
                num_retries=0,
                max_retries=0,
                max_tokens=ask.max_tokens,
                temperature=0,
                response_format={"type": "json_object"},
                api_base=self._api_base,
                api_key=self._key(),
            )
            return self._reply(ask.model, response)
        except Exception as error:  # noqa: BLE001 (litellm raises by provider; their texts may carry the lead's words)
            refused = getattr(error, "status_code", None)
            raise CallFailed(f"{type(error).__name__} {refused or ''}".strip(), billed=refused is None) from None

    def _key(self) -> str | None:
        """Our key. A server of one's own often has none, yet the client insists on something to send."""
        if self._api_key is not None:
            return self._api_key.get_secret_value()
        return "none" if self._api_base else None

    def _reply(self, model: str, response: Any) -> Reply:
        text = response.choices[0].message.content or ""
        usage = getattr(response, "usage", None)
        return Reply(
            text[:_LARGEST_ANSWER],
            told=getattr(usage, "prompt_tokens", None),
            answered=getattr(usage, "completion_tokens", None),
            usd=self._cost(model, response),
        )

    def _cost(self, model: str, response: Any) -> float | None:
        if self.price(model) is None:
            return None
        try:
            return float(self._litellm.completion_cost(completion_response=response, model=model))
        except Exception:  # noqa: BLE001 (an unknown price is told by many kinds of errors)
            return None


async def _load() -> Any:
    """Import litellm and make it quiet. Runs in the models' own thread."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("LITELLM_LOG", "CRITICAL")
    import litellm

    litellm.telemetry = False
    litellm.suppress_debug_info = True
    litellm.drop_params = True  # not every server knows every parameter
    litellm.num_retries = 0
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "openai"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return litellm


async def _cancel_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
