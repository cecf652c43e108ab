"""Bytes as text, whatever they claim to be. Pure; never raises."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from quopri import decodestring

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_KNOWN = re.compile(
    r"us-ascii|ascii|utf-?(?:8|16|16le|16be)|(?:windows|cp)-?(?:125[0-8]|866|437|85[0-9])|koi8-?[rut]|"
    r"iso-?8859-?[0-9]{1,2}|latin-?1|ptcp154|kz-?1048|mac-?cyrillic|gb2312|gbk|gb18030|big5|"
    r"shift_jis|iso-2022-(?:jp|kr)|euc-(?:jp|kr)",
    re.IGNORECASE,
)
_LONGEST_HEADER = 20_000
_ENCODED = re.compile(r"=\?([A-Za-z0-9_.:-]{1,40})(?:\*[A-Za-z-]*)?\?([bBqQ])\?([^?\s]*)\?=")
_BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(=\?)")


def decoded(data: bytes, charset: str = "") -> str:
    """The text of bytes: as declared when that works, else UTF-8, else Cyrillic Windows, which fits any bytes."""
    declared = charset.strip().strip("\"'").lower()
    # Python knows codecs no mail means (rot13, idna, unicode_escape), some of them ruinously slow.
    for name in (declared if _KNOWN.fullmatch(declared) else "utf-8", "utf-8"):
        try:
            return data.decode(_python_name(name))
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1251", "replace")


def words(header: str) -> str:
    """A header's value with its encoded words read (RFC 2047) and raw bytes taken for what they probably are."""
    raw = _from_bytes(header[:_LONGEST_HEADER])
    if "=?" not in raw:
        return raw
    return _ENCODED.sub(_word, _joined(_BETWEEN.sub(r"\1\2", raw)))


def clean(text: str) -> str:
    """Text without control characters, direction overrides and halves of surrogate pairs; line breaks and tabs stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)


def _python_name(name: str) -> str:
    spelt = name.replace("windows-", "cp").replace("windows", "cp").replace("cp-", "cp")
    return {"cp1048": "kz1048", "kz-1048": "kz1048", "mac-cyrillic": "mac_cyrillic"}.get(spelt, spelt)


def _from_bytes(header: str) -> str:
    """The parser keeps bytes outside ASCII as lone surrogates; here they become letters."""
    if header.isascii():
        return header
    try:
        return decoded(header.encode("ascii", "surrogateescape"))
    except UnicodeEncodeError:
        return decoded(header.encode("utf-8", "surrogateescape"))


def _joined(raw: str) -> str:
    """Neighbouring encoded words of one kind as one: some programs cut a letter's bytes in two."""
    pieces: list[str] = []
    place = 0
    last: tuple[str, str] | None = None
    for found in _ENCODED.finditer(raw):
        kind = (found[1].lower(), found[2].lower())
        between = raw[place : found.start()]
        if last == kind and not between and (kind[1] == "q" or not pieces[-1].endswith("=?=")):
            pieces[-1] = pieces[-1].removesuffix("?=") + found[3] + "?="
        else:
            pieces += [between, found[0]]
        last = kind
        place = found.end()
    return "".join(pieces) + raw[place:]


def _word(found: re.Match[str]) -> str:
    data = found[3].encode("ascii", "ignore")
    if found[2] in "qQ":
        return decoded(decodestring(data.replace(b"_", b" "), header=True), found[1])
    try:
        return decoded(b64decode(data + b"=" * (-len(data) % 4)), found[1])
    except (binascii.Error, ValueError):
        return ""
