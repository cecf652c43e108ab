"""What is new in a version, from the text of CHANGELOG.md. Pure."""

from __future__ import annotations

import re

_HEAD = re.compile(r"^## \[(?P<version>[^\]]+)\]", re.MULTILINE)
_ITEM = re.compile(r"^- (?P<text>.+(?:\n  .+)*)", re.MULTILINE)
_MARKS = re.compile(r"[*_`]|\[([^\]]*)\]\([^)]*\)")


def new_since(changelog: str, before: str, most: int = 6) -> list[str]:
    """The first changes of every version above `before`, a line each, without markup.

    A version that the text does not name ends nothing: then only the newest version's changes are told.
    """
    heads = list(_HEAD.finditer(changelog))
    versions = [head["version"] for head in heads]
    last = versions.index(before) if before in versions else (2 if versions[:1] == ["Unreleased"] else 1)
    spans = zip(heads[:last], [*(head.start() for head in heads[1:]), len(changelog)], strict=False)
    parts = [changelog[head.end() : end] for head, end in spans]
    found = [" ".join(item["text"].split()) for part in parts for item in _ITEM.finditer(part)]
    return [_MARKS.sub(lambda mark: mark[1] or "", text) for text in found][:most]
