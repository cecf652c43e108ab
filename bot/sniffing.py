"""What a file really is, whatever it says it is, and a name for it that hurts nobody. Pure."""

from __future__ import annotations

import re
import unicodedata

_LONGEST_NAME = 100
_LONGEST_ENDING = 12
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*]')
_DECLARED = re.compile(r"[a-z]+/[a-z0-9.+-]{1,80}", re.ASCII)
# What a browser would run, were it ever shown to one.
_ACTIVE = re.compile(r"html|xml|svg|javascript|ecmascript|x-msdownload|x-sh")
UNKNOWN = "application/octet-stream"

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (8, b"WAVE", "audio/wav"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"Rar!", "application/vnd.rar"),
    (0, b"7z\xbc\xaf", "application/x-7z-compressed"),
    (0, b"\xd0\xcf\x11\xe0", "application/vnd.ms-office"),
)
_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/heic": "heic",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "application/pdf": "pdf",
}


def mime_of(content: bytes, declared: str = "", name: str = "") -> str:
    """What the first bytes say; what cannot be told by them is what it claims to be, unless a browser would run it."""
    if content.startswith(b"PK\x03\x04"):
        return _OFFICE.get(name.rpartition(".")[2].lower(), "application/zip")
    for place, magic, mime in _MAGIC:
        if content.startswith(magic, place):
            return mime
    claimed = declared.partition(";")[0].strip().lower()
    return claimed if _DECLARED.fullmatch(claimed) and not _looked_at(claimed) else UNKNOWN


def _looked_at(claimed: str) -> bool:
    """Whether it is of a kind we would have known by its bytes, or one that a browser runs."""
    return claimed.startswith("image/") or claimed == "application/pdf" or bool(_ACTIVE.search(claimed))


def kind_of(mime: str, claimed: str) -> str:
    """The kind of enclosure it goes out as: photo, document, voice, audio or video."""
    if mime in ("image/jpeg", "image/png", "image/webp") and claimed in ("photo", "image"):
        return "photo"
    if mime == "audio/ogg" and claimed == "voice":
        return "voice"
    if mime.startswith("audio/") and claimed in ("audio", "voice"):
        return "audio"
    if mime == "video/mp4" and claimed in ("video", "video_note", "animation"):
        return "video"
    return "document"


def name_of(given: str, mime: str, fallback: str) -> str:
    """The last piece of the given name without anything that means something to a file system, ending kept."""
    bare = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in bare if unicodedata.category(sign) not in ("Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    tidy = " ".join(_FORBIDDEN.sub("_", shown).split()).strip(". ")
    if not tidy.strip("_ "):
        tidy = fallback
    stem, dot, ending = tidy.rpartition(".")
    if dot and stem and len(ending) <= _LONGEST_ENDING:
        return f"{stem[: _LONGEST_NAME - len(ending) - 1].strip('. ')}.{ending}"
    known = _ENDINGS.get(mime, "")
    return f"{tidy[: _LONGEST_NAME - 5]}.{known}" if known else tidy[:_LONGEST_NAME]
