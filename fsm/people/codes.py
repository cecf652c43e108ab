"""Resume codes: how somebody who talks with us here goes on elsewhere as the same person. Pure.

A code is 128 random bits, works once, for one lead, for a week. It travels in a Telegram deep link, in the prepared
words of a wa.me link, or in a button's token; only its hash is kept.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

LIFETIME = timedelta(days=7)
PREFIX = "r_"
RANDOM_BYTES = 16

_FORM = re.compile(rf"{PREFIX}([A-Za-z0-9_-]{{22}})", re.ASCII)


def written(secret: str) -> str:
    """A code as it stands in links: at most 64 signs of A-Z, a-z, 0-9, _ and -. Raises ValueError for another secret.

    `secret` is 16 random bytes in URL-safe base64 without padding (`secrets.token_urlsafe(16)`).
    """
    code = f"{PREFIX}{secret}"
    if not _FORM.fullmatch(code):
        raise ValueError("a resume code needs 16 random bytes in URL-safe base64")
    return code


def is_code(text: str) -> bool:
    """Whether a deep-link parameter or a token has the form of a code (and may be none of ours)."""
    return text.startswith(PREFIX) and _FORM.fullmatch(text) is not None


def digest(code: str) -> str:
    """What is kept of a code: its SHA-256 in hex. The code has too many bits to be guessed from it."""
    return hashlib.sha256(code.encode()).hexdigest()


def redeemer(channel: str, event_id: str) -> str:
    """Who used a code: the same for every delivery of one event, different for any other."""
    return hashlib.sha256(f"{channel}\0{event_id}".encode("utf-8", "replace")).hexdigest()
