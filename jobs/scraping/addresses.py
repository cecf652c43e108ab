"""Which addresses may be asked at all: only the public web, whatever a page, a redirect or a name server says.

A name is no protection, because it may resolve to anything and to something else a moment later. So names are only
checked for form here; the numbers they resolve to are checked where the connection is made (`dial`).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx
import msgspec

from jobs.scraping.contract import Skipped

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[tuple[str, int]]]]
"""All (address, port) a name leads to. Raises OSError when there are none."""

LONGEST_URL = 2048
RESOLVING_SECONDS = 5.0
UNSAFE = "unsafe_address"

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_METADATA = {ip_address(text) for text in ("169.254.169.254", "100.100.100.200", "192.0.0.192", "fd00:ec2::254")}


def is_public(address: Address) -> bool:
    """Whether an address is a machine on the public internet, also when an IPv4 address hides in an IPv6 one."""
    if address in _METADATA:
        return False
    inner = _hidden(address)
    if inner:
        return all(is_public(each) for each in inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _hidden(address: Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses a packet to this IPv6 address would in truth go to."""
    if isinstance(address, IPv4Address):
        return ()
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if any(address in network for network in _NAT64):
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()


class Policy(msgspec.Struct, frozen=True):
    """What may be reached: a test of addresses and the usual ports. Tests hand in one that allows loopback only."""

    reachable: Callable[[Address], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})


def checked(url: str | httpx.URL, policy: Policy) -> httpx.URL:
    """The address in its normal form, without a fragment. Raises Skipped when it may not be asked for."""
    if isinstance(url, str) and len(url) > LONGEST_URL:
        raise Skipped(UNSAFE, "too long")
    try:
        parsed = httpx.URL(url).copy_with(fragment=None)
        host = parsed.raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise Skipped(UNSAFE, "not an address") from error
    if parsed.scheme not in {"http", "https"} or not host:
        raise Skipped(UNSAFE, "not a page of the web")
    if parsed.userinfo:
        raise Skipped(UNSAFE, "carries a password")
    if port_of(parsed) not in policy.ports:
        raise Skipped(UNSAFE, "unusual port")
    return parsed


def port_of(url: httpx.URL) -> int:
    """The port that would be dialled."""
    return url.port or (443 if url.scheme == "https" else 80)


def origin_of(url: httpx.URL) -> str:
    """Scheme, host and port as one word: robots rules and keys belong to it."""
    return f"{url.scheme}://{url.host}:{port_of(url)}"


async def resolve(host: str, port: int) -> list[tuple[str, int]]:
    """Ask the machine's own resolver."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(RESOLVING_SECONDS):
        rows = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys((str(row[4][0]), port) for row in rows))
