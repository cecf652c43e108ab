"""From which pages and addresses we are spoken to."""

from __future__ import annotations

from collections.abc import Collection

from aiohttp.web import BaseRequest


def allowed(request: BaseRequest, others: Collection[str]) -> bool:
    """Is this request from a page of our own host, or of a listed website? Without an Origin header it is not.

    Browsers always send Origin with a POST and with a socket's handshake. It is a brake on abuse, not a lock: other
    programs can write what they like, which is why rates and tokens exist as well.
    """
    origin = request.headers.get("Origin", "").lower()
    host = request.headers.get("Host", "").lower()
    # Behind a proxy that ends TLS we see http where the page says https, so the host alone decides.
    return bool(origin) and (origin in {f"http://{host}", f"https://{host}"} or origin in others)


def address(request: BaseRequest, proxies: int) -> str:
    """The visitor's address: the peer's, or what our outermost own proxy wrote down."""
    peer = request.remote or ""
    if not proxies:
        return peer
    hops = [hop.strip() for hop in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")]
    return hops[-proxies][:64] if len(hops) >= proxies and hops[-proxies] else peer
