"""Hundreds of things that are not messages, made from messages: the same every run."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

_DEPTH = 100_000
_NASTY: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 2**63, -(2**63) - 1, 2**31, "", " ", "\x00", "\ud83d", "\u202e<b>", "x" * 5_000),
    *([], {}, [[]], {"id": None}, {"id": "1"}, {"message_id": 1}, float("nan"), float("inf")),
)


def mutations(update: dict[str, Any], how_many: int, seed: int = 1) -> Iterator[bytes]:
    """Copies of an update with one value or key wrong, then the classics: depth bombs, huge numbers, cut JSON."""
    chance = random.Random(seed)
    for _ in range(how_many):
        broken = copy.deepcopy(update)
        _spoil(broken, chance)
        yield json.dumps(broken, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    yield from classics(json.dumps(update).encode())


def classics(whole: bytes) -> Iterator[bytes]:
    yield from (b"", b"null", b"[]", b"{}", b"0", b'"x"', b"\xff\xfe", b"<html>", b"{'a':1}", b'{"update_id":')
    yield b'{"update_id":' + b"9" * 400 + b',"message":{}}'
    yield b'{"update_id":' + b"9" * 5_000 + b"}"
    yield b'{"update_id":1,"message":' + b"[" * _DEPTH + b"]" * _DEPTH + b"}"
    yield b'{"update_id":1,"message":' + b'{"a":' * _DEPTH + b"1" + b"}" * _DEPTH + b"}"
    yield b'{"update_id":NaN,"message":{"message_id":Infinity}}'
    yield from (whole[:place] for place in range(1, len(whole), max(1, len(whole) // 20)))


def _spoil(tree: Any, chance: random.Random) -> None:
    places = list(_places(tree))
    parent, key = chance.choice(places)
    if isinstance(parent, dict) and chance.random() < 0.2:
        del parent[key]
    else:
        parent[key] = chance.choice(_NASTY)


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        yield tree, key
        if isinstance(value, (dict, list)):
            yield from _places(value)
