"""Google's token door and one spreadsheet: claims are checked by their signature, cells are kept as they came."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from tests.fakes.targets import FakeSystem, need, only

_EXPONENT = 65_537
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def _prime(rng: random.Random, bits: int) -> int:
    while True:
        candidate = rng.getrandbits(bits) | (3 << (bits - 2)) | 1
        if all(pow(base, candidate - 1, candidate) == 1 for base in (2, 3, 5, 7)) and (candidate - 1) % _EXPONENT:
            return candidate


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 | len(length)]) + length + content


def _integer(number: int) -> bytes:
    return _der(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))


class Account:
    """A service account with a key of its own (small, so that tests are quick; the form is the usual one)."""

    email = "talap@project.iam.gserviceaccount.com"

    def __init__(self) -> None:
        rng = random.Random(7)
        p, q = _prime(rng, 512), _prime(rng, 512)
        self.modulus = p * q
        private = pow(_EXPONENT, -1, (p - 1) * (q - 1))
        parts = (0, self.modulus, _EXPONENT, private, p, q, private % (p - 1), private % (q - 1), pow(q, -1, p))
        rsa = _der(0x30, b"".join(map(_integer, parts)))
        algorithm = _der(0x30, bytes.fromhex("06092a864886f70d0101010500"))
        der = _der(0x30, _integer(0) + algorithm + _der(4, rsa))
        pem = base64.encodebytes(der).decode()
        self.pem = f"-----BEGIN PRIVATE KEY-----\n{pem}-----END PRIVATE KEY-----\n"

    @property
    def json(self) -> str:
        return json.dumps({"type": "service_account", "client_email": self.email, "private_key": self.pem})

    def signed(self, message: bytes, signature: bytes) -> bool:
        size = (self.modulus.bit_length() + 7) // 8
        shown = pow(int.from_bytes(signature, "big"), _EXPONENT, self.modulus).to_bytes(size, "big")
        digest = _DIGEST_INFO + hashlib.sha256(message).digest()
        return shown == b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest


class FakeSheets(FakeSystem):
    """The sheet "Leads" of one spreadsheet."""

    ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"

    def __init__(self) -> None:
        super().__init__()
        self.account = Account()
        self.rows: list[list[str]] = []

    def routes(self) -> list[web.AbstractRouteDef]:
        values = f"/v4/spreadsheets/{self.ID}/values/{{range}}"
        return [
            web.post("/token", self._token),
            web.get(values, self._read),
            web.put(values, self._write),
            web.post(values, self._append),
        ]

    async def _token(self, request: web.Request) -> web.Response:
        given = {name: one for name, (one,) in parse_qs((await request.read()).decode()).items()}
        need(given.get("grant_type") == "urn:ietf:params:oauth:grant-type:jwt-bearer", "grant_type")
        head, body, signature = given["assertion"].split(".")
        padded = [json.loads(base64.urlsafe_b64decode(each + "==")) for each in (head, body)]
        need(padded[0] == {"alg": "RS256", "typ": "JWT"}, "header")
        claim = padded[1]
        need(claim["iss"] == self.account.email and claim["aud"] == f"{self.url}/token", "issuer or audience")
        need(claim["scope"] == "https://www.googleapis.com/auth/spreadsheets", "scope")
        need(0 < claim["exp"] - claim["iat"] <= 3600, "longer than an hour")
        right = self.account.signed(f"{head}.{body}".encode(), base64.urlsafe_b64decode(signature + "=="))
        need(right, "the claim's signature is wrong")
        return web.json_response({"access_token": "ya29.fake", "expires_in": 3599, "token_type": "Bearer"})

    def _place(self, request: web.Request) -> str:
        need(request.headers.get("Authorization") == "Bearer ya29.fake", "no token")
        place = request.match_info["range"].removesuffix(":append")
        need(place.startswith("'Leads'!"), f"range: {place}")
        return place.removeprefix("'Leads'!")

    async def _values(self, request: web.Request) -> list[str]:
        given: dict[str, Any] = await request.json()
        only(given, {"values", "range", "majorDimension"}, "body")
        need(request.query["valueInputOption"] == "RAW", "only RAW keeps what looks like a formula a text")
        (row,) = given["values"]
        need(all(isinstance(cell, str) for cell in row), "a cell that is no text")
        return list(row)

    async def _read(self, request: web.Request) -> web.Response:
        place = self._place(request)
        if place == "A:A":
            return web.json_response(
                {"range": place} | ({"values": [row[:1] for row in self.rows]} if self.rows else {})
            )
        number = int(place.removeprefix("A"))
        found = [self.rows[number - 1][:1]] if number <= len(self.rows) else []
        return web.json_response({"range": place} | ({"values": found} if found else {}))

    async def _append(self, request: web.Request) -> web.Response:
        need(request.match_info["range"].endswith(":append"), "append")
        need(self._place(request) == "A1", "the table's place")
        only(dict(request.query), {"valueInputOption", "insertDataOption"}, "query")
        self.rows.append(await self._values(request))
        number = len(self.rows)
        updates = {"updatedRange": f"Leads!A{number}:X{number}", "updatedRows": 1}
        return web.json_response({"spreadsheetId": self.ID, "updates": updates})

    async def _write(self, request: web.Request) -> web.Response:
        number = int(self._place(request).removeprefix("A"))
        self.rows[number - 1] = await self._values(request)
        return web.json_response({"updatedRange": f"Leads!A{number}:X{number}", "updatedRows": 1})
