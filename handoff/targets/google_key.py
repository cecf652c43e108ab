"""A service account's way in: a signed claim is traded for a token (RFC 7523, RS256).

The signature is one exponentiation of a number of ours under our own key; a library for it would bring four megabytes
of compiled cryptography for this one call an hour.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any, NamedTuple

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 (an address, no secret)
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
HOUR = 3600

_SEQUENCE, _INTEGER, _OCTETS = 0x30, 0x02, 0x04
_LONG = 0x80
# What stands before a SHA-256 in a PKCS #1 v1.5 signature (RFC 8017, 9.2).
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


class Key(NamedTuple):
    """Whose account it is, and the numbers of its private RSA key."""

    email: str
    modulus: int
    exponent: int


def key_of(text: str) -> Key:
    """The key in a service account's JSON file. Raises ValueError when it is none."""
    told = json.loads(text)
    if not isinstance(told, dict) or not isinstance(told.get("client_email"), str):
        raise ValueError("this is no service account's key")  # noqa: TRY004 (one error for all that is no key)
    lines = [line for line in str(told.get("private_key", "")).splitlines() if line and not line.startswith("-----")]
    modulus, exponent = _rsa(base64.b64decode("".join(lines), validate=True))
    return Key(told["client_email"], modulus, exponent)


def claim(key: Key, audience: str, now: int) -> str:
    """A signed JWT that asks for a token of an hour; `now` is unix seconds."""
    body = {"iss": key.email, "scope": SCOPE, "aud": audience, "iat": now, "exp": now + HOUR}
    signed = f"{_part({'alg': 'RS256', 'typ': 'JWT'})}.{_part(body)}"
    return f"{signed}.{_base64(sign(key, signed.encode()))}"


def sign(key: Key, message: bytes) -> bytes:
    """RSASSA-PKCS1-v1_5 with SHA-256."""
    size = (key.modulus.bit_length() + 7) // 8
    digest = _DIGEST_INFO + hashlib.sha256(message).digest()
    padded = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
    return pow(int.from_bytes(padded, "big"), key.exponent, key.modulus).to_bytes(size, "big")


def _part(told: dict[str, Any]) -> str:
    return _base64(json.dumps(told, separators=(",", ":")).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _rsa(der: bytes) -> tuple[int, int]:
    """Modulus and private exponent of a PKCS #8 key. Raises ValueError."""
    try:
        info = _read(der, _SEQUENCE)[0]
        rest = _read(info, _INTEGER)[1]
        rest = _read(rest, _SEQUENCE)[1]
        inner = _read(_read(rest, _OCTETS)[0], _SEQUENCE)[0]
        numbers = []
        for _ in range(4):  # version, modulus, public exponent, private exponent
            raw, inner = _read(inner, _INTEGER)
            numbers.append(int.from_bytes(raw, "big"))
    except IndexError:
        raise ValueError("the private key is cut short") from None
    return numbers[1], numbers[3]


def _read(der: bytes, tag: int) -> tuple[bytes, bytes]:
    """The content of the first element, which must have this tag, and what follows it."""
    if der[0] != tag:
        raise ValueError("the private key is of another form")
    size, start = der[1], 2
    if size & _LONG:
        start = 2 + (size & ~_LONG)
        size = int.from_bytes(der[2:start], "big")
    if len(der) < start + size:
        raise IndexError
    return der[start : start + size], der[start + size :]
