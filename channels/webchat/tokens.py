"""Who a visitor is: a secret only their browser holds. We keep its hash, so a leaked database opens no chat."""

from __future__ import annotations

import hashlib
import re
import secrets

_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """A fresh visitor token: 256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def well_formed(token: str) -> bool:
    return _FORM.fullmatch(token) is not None


def chat_of(token: str) -> str:
    """The chat a token opens: its SHA-256 in hex. The token itself is never stored or logged."""
    return hashlib.sha256(token.encode()).hexdigest()
