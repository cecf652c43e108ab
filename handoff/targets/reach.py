"""Which numbers other systems may stand behind: public ones, and private ones of machines named in the settings.

An IPv4 number may hide in an IPv6 one; then that is judged. A cloud's metadata is never reached.
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

EVERY = "*"
"""Named in the settings, it opens the private network for every target."""

_METADATA = frozenset(map(ip_address, ("169.254.169.254", "100.100.100.200", "192.0.0.192", "fd00:ec2::254")))
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


def allowed(address: str, *, private: bool) -> bool:
    """Whether a number may be dialled; private ones where that is allowed."""
    number = ip_address(address.partition("%")[0])
    return all(_may(each, private=private) for each in _hidden(number) or (number,))


def _may(number: IPv4Address | IPv6Address, *, private: bool) -> bool:
    never = number.is_link_local or number.is_multicast or number.is_unspecified or number in _METADATA
    if never or (number.is_reserved and not number.is_loopback):
        return False
    return private or number.is_global


def _hidden(number: IPv4Address | IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 numbers that a packet to this one would in truth go to."""
    if isinstance(number, IPv4Address):
        return ()
    if number.ipv4_mapped is not None:
        return (number.ipv4_mapped,)
    if number.sixtofour is not None:
        return (number.sixtofour,)
    if number.teredo is not None:
        return number.teredo
    if any(number in network for network in _NAT64):
        return (IPv4Address(int(number) & 0xFFFFFFFF),)
    return ()


def at_home(host: str, named: Collection[str]) -> bool:
    """Whether this machine may be private: by the names in the settings, written as in the target's address."""
    return EVERY in named or host.casefold().rstrip(".") in named
