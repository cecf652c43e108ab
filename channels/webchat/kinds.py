"""What a visitor's file really is, told by its bytes alone, and whether it is of a kind we take. Pure.

Nothing a browser or an office program would run is taken: no HTML, no SVG, no scripts, no archives, no macros.
"""

from __future__ import annotations

import re

from channels.webchat.frames import BadInput

LARGEST = 10_000_000
"""Bytes of one file."""

SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""Pictures every browser shows; everything else is a link."""

ENDINGS = (
    *("jpg", "jpeg", "png", "gif", "webp", "heic", "heif", "pdf", "txt", "csv", "docx", "xlsx", "pptx"),
    *("mp4", "mov", "webm", "mp3", "m4a", "ogg", "oga", "opus", "wav"),
)
"""What the page's file chooser offers."""

TOO_LARGE, EMPTY, KIND = "too_large", "empty", "kind"

_OFFICE = {
    "docx": (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
_MACROS = (b"vbaProject", b"vbaData", b"/activeX", b"/embeddings/")
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    *((4, b"ftyp" + brand, "image/heic") for brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1")),
    *((4, b"ftyp" + brand, "audio/mp4") for brand in (b"M4A ", b"M4B ")),
    (4, b"ftypqt  ", "video/quicktime"),
    *((4, b"ftyp" + brand, "video/mp4") for brand in (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42")),
    *((4, b"ftyp" + brand, "video/mp4") for brand in (b"avc1", b"M4V ", b"M4VH", b"3gp4", b"3gp5", b"3gp6", b"MSNV")),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    *((0, b"\xff" + second, "audio/mpeg") for second in (b"\xfb", b"\xf3", b"\xf2")),
    (0, b"%PDF-", "application/pdf"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_TEXTS = {"txt": "text/plain", "csv": "text/csv"}
_MARKUP = re.compile(rb"^[\s\xef\xbb\xbf]*<|<(?:script|html|svg|iframe|body|!doctype)\b", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u2028-\u202e\u2066-\u2069\ud800-\udfff]')
_LONGEST_NAME = 100


class Unfit(BadInput):
    """This file is not taken; `code` is why: too_large, empty or kind."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why, "file")
        self.code = code


def mime_of(content: bytes, name: str) -> str:
    """What it is; the name only tells office files from other archives, and plain texts apart. Raises `Unfit`."""
    if not content:
        raise Unfit(EMPTY, "the file is empty")
    if len(content) > LARGEST:
        raise Unfit(TOO_LARGE, f"at most {LARGEST} bytes a file")
    ending = name.rpartition(".")[2].lower()
    found = _by_magic(content) or _office(content, ending) or _text(content, ending)
    if not found:
        raise Unfit(KIND, "pictures, PDF, office documents, texts, sound and video are taken; this is none of them")
    return found


def kind_of(mime: str) -> str:
    """The kind of attachment: photo, video, audio or document."""
    if mime in SHOWN:
        return "photo"
    family = mime.partition("/")[0]
    return family if family in {"video", "audio"} else "document"


def named(name: str) -> str:
    """The file's own name, without paths and what file systems, headers or eyes could be fooled with."""
    bare = _UNFIT.sub("", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    if len(bare) <= _LONGEST_NAME:
        return bare or "file"
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[: _LONGEST_NAME - 9]}…{dot}{ending[:7]}" if dot else bare[:_LONGEST_NAME]


def _by_magic(content: bytes) -> str:
    if content.startswith(b"RIFF"):
        return _RIFF.get(content[8:12], "")
    return next((mime for place, magic, mime in _MAGIC if content.startswith(magic, place)), "")


def _office(content: bytes, ending: str) -> str:
    if not content.startswith(b"PK\x03\x04") or ending not in _OFFICE:
        return ""
    inside, mime = _OFFICE[ending]
    whole = b"[Content_Types].xml" in content and inside in content
    return mime if whole and not any(macro in content for macro in _MACROS) else ""


def _text(content: bytes, ending: str) -> str:
    if ending not in _TEXTS or _CONTROL.search(content) or _MARKUP.search(content):
        return ""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        # Windows still writes texts in its old alphabets; with no control signs it is a text in one of them.
        return _TEXTS[ending]
    return _TEXTS[ending]
