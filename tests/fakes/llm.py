"""An OpenAI-compatible server of language models on loopback that answers as told, and a plain wire to such servers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
from aiohttp import web

from bot.llm import Ask, CallFailed, Price, Reply

Answer = Callable[[dict[str, Any]], str]


def form(*facts: tuple[str, object, str], **more: object) -> str:
    """The form a model should fill, from (fact, value, quote)."""
    stated = [{"fact": fact, "value": value, "quote": quote} for fact, value, quote in facts]
    return json.dumps({"facts": stated, **more}, ensure_ascii=False)


class FakeModels:
    """`answer` makes the content of an answer from the request; `trouble` is how the server misbehaves.

    Troubles: hang, drip, 429, 500, empty, huge, cut, not_json, no_choices. `ledger` holds every request's JSON.
    """

    def __init__(self) -> None:
        self.ledger: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.sounds: list[bytes] = []
        self.answer: Answer = lambda _: form()
        self.spoken = "нужен ремонт кухни"
        self.trouble = ""
        self.delay = 0.0
        self.usage: dict[str, Any] | None = {"prompt_tokens": 500, "completion_tokens": 100, "total_tokens": 600}
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._hanging = asyncio.Event()

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._complete)
        app.router.add_post("/v1/audio/transcriptions", self._write_down)
        self._runner = web.AppRunner(app, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.url = f"http://127.0.0.1:{port}/v1"

    async def stop(self) -> None:
        self._hanging.set()
        if self._runner is not None:
            await self._runner.cleanup()

    def said(self, number: int = -1) -> str:
        """All that a request told the model."""
        return "\n".join(message["content"] for message in self.ledger[number]["messages"])

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.ledger.append(asked)
        self.keys.append(request.headers.get("Authorization", ""))
        await asyncio.sleep(self.delay)
        if self.trouble in {"hang", "drip"}:
            return await self._never(request)
        if self.trouble in {"429", "500"}:
            return web.json_response({"error": {"message": "no"}}, status=int(self.trouble))
        if self.trouble == "not_json":
            return web.Response(text="<html>", content_type="text/html")
        if self.trouble == "no_choices":
            return web.json_response({"choices": []})
        content = {"empty": "", "huge": "x" * 1_000_000, "cut": '{"facts": [{"fact": "bud'}.get(self.trouble)
        return web.json_response(self._body(asked, self.answer(asked) if content is None else content))

    def _body(self, asked: dict[str, Any], content: str) -> dict[str, Any]:
        message = {"role": "assistant", "content": content}
        return {
            "id": f"chatcmpl-{len(self.ledger)}",
            "object": "chat.completion",
            "created": 1,
            "model": asked["model"],
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            **({"usage": self.usage} if self.usage is not None else {}),
        }

    async def _never(self, request: web.Request) -> web.StreamResponse:
        """Nothing at all, or one byte now and then, until the test is over."""
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        if self.trouble == "drip":
            await response.prepare(request)
        while not self._hanging.is_set():
            if self.trouble == "drip":
                await response.write(b" ")
            try:
                await asyncio.wait_for(self._hanging.wait(), 0.05)
            except TimeoutError:
                continue
        return response

    async def _write_down(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        self.ledger.append({key: value for key, value in form.items() if isinstance(value, str)})
        file = form["file"]
        assert isinstance(file, web.FileField)
        self.sounds.append(file.file.read())
        await asyncio.sleep(self.delay)
        if self.trouble in {"429", "500"}:
            return web.json_response({"error": {"message": "no"}}, status=int(self.trouble))
        return web.json_response({"text": self.spoken})


class PlainCall:
    """`bot.llm.Call` by a bare HTTP client: the same requests where litellm is not installed."""

    def __init__(self, url: str, prices: dict[str, Price] | None = None) -> None:
        self._url = url
        self._prices = prices or {}
        self._client: httpx.AsyncClient | None = None

    @property
    def ready(self) -> bool:
        return self._client is not None

    async def open(self) -> None:
        self._client = httpx.AsyncClient()

    async def __call__(self, ask: Ask) -> Reply:
        assert self._client is not None
        messages = [{"role": "system", "content": ask.system}, {"role": "user", "content": ask.user}]
        body = {"model": ask.model, "messages": messages, "max_tokens": ask.max_tokens}
        try:
            response = await self._client.post(f"{self._url}/chat/completions", json=body, timeout=ask.seconds)
        except httpx.HTTPError as trouble:
            raise CallFailed(type(trouble).__name__, billed=True) from None
        if response.status_code != httpx.codes.OK:
            raise CallFailed(str(response.status_code))
        try:
            answer = response.json()
            usage = answer.get("usage") or {}
            text = answer["choices"][0]["message"]["content"]
        except (ValueError, LookupError):
            raise CallFailed("garbled", billed=True) from None
        return Reply(text, usage.get("prompt_tokens"), usage.get("completion_tokens"))

    def price(self, model: str) -> Price | None:
        return self._prices.get(model)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None
