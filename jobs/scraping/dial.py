"""Connections that go only where they may.

A name is resolved here, every address it has is checked, and one of exactly those is dialled. Nothing resolves it a
second time, so an answer that changes in between changes nothing.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from ipaddress import ip_address

import httpcore
import httpx

from jobs.scraping.addresses import UNSAFE, Policy, Resolve
from jobs.scraping.contract import Skipped

_CONNECTIONS = 20


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Dials by number, after checking every number a name stands for."""

    def __init__(self, policy: Policy, resolve: Resolve) -> None:
        self._policy = policy
        self._resolve = resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature belongs to httpcore
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            addresses = await self._resolve(host, port)
        except OSError as error:  # TimeoutError is one of them
            raise httpcore.ConnectError("the name leads nowhere") from error
        # One bad address among good ones is refused as well: which of them is dialled would be chance.
        if not all(self._policy.reachable(ip_address(address)) for address, _ in addresses):
            raise Skipped(UNSAFE, "leads to a private network")
        return await self._first_that_answers(addresses, timeout, local_address, socket_options)

    async def _first_that_answers(
        self,
        addresses: Iterable[tuple[str, int]],
        seconds: float | None,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        trouble: Exception = httpcore.ConnectError("the name leads nowhere")
        for address, port in addresses:
            try:
                return await self._inner.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise trouble


class PinnedTransport(httpx.AsyncBaseTransport):
    """httpx requests over checked connections; no proxies, no environment, no automatic anything."""

    def __init__(self, policy: Policy, resolve: Resolve, ssl_context: ssl.SSLContext | None = None) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context or httpx.create_ssl_context(trust_env=False),
            max_connections=_CONNECTIONS,
            keepalive_expiry=10,
            network_backend=CheckedBackend(policy, resolve),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            ),
        )
        stream = response.stream
        assert isinstance(stream, AsyncIterable)  # noqa: S101 - what an asynchronous pool gives, told to the checker
        return httpx.Response(response.status, headers=response.headers, stream=_Stream(stream))

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Stream(httpx.AsyncByteStream):
    def __init__(self, inner: AsyncIterable[bytes]) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._inner:
            yield chunk

    async def aclose(self) -> None:
        if hasattr(self._inner, "aclose"):
            await self._inner.aclose()
