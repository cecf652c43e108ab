"""Named places where the program can be made to die as by kill -9, so that tests can stand in every gap of the road.

`FAILPOINT=committed:3` ends the process the third time it passes "committed". Unset, passing costs a comparison.
"""

from __future__ import annotations

import os

NAMES = ("heard", "applied", "committed", "acknowledged", "sending", "sent", "marked", "risked")
"""In the order a message passes them: handed in by a channel; written but not committed (or committed, where the write
is a transaction of its own); on disk; acknowledged; about to be sent; sent but not marked; marked; noted as risked
before a repeat."""

_KILLED = 137


class _Armed:
    """Where to die, and how many times to live on before."""

    name = ""
    left = 0


def arm(where: str) -> None:
    """Arm one place, "name" or "name:count"; "" disarms."""
    name, _, count = where.partition(":")
    if name and name not in NAMES:
        raise ValueError(f"there is no failpoint {name!r}; there are {', '.join(NAMES)}")
    _Armed.name, _Armed.left = name, int(count or 1)


def passing(name: str) -> None:
    """Die here if this is the place and the time."""
    if name == _Armed.name:
        _Armed.left -= 1
        if _Armed.left <= 0:
            os._exit(_KILLED)


arm(os.environ.get("FAILPOINT", ""))
