"""Files on the server: kept, handed out by getFile, and sent as photos, documents, voice notes, sounds and films."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .botapi_checks import check_markup, check_place, text_of
from .botapi_schema import Uploaded, bad

if TYPE_CHECKING:
    from .botapi import FakeBotApi

LARGEST_FETCHED = 20_000_000
LARGEST_SENT = 50_000_000
LARGEST_PHOTO = 10_000_000
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")
JPEG = b"\xff\xd8\xff\xe0JFIF"
OGG = b"OggS\x00voice"


@dataclass(frozen=True)
class Stored:
    """One file. `told` is the size Telegram tells; it differs from the content only where a test wants it to."""

    id: str
    kind: str
    name: str
    mime: str
    content: bytes
    told: int

    @property
    def path(self) -> str:
        return f"{self.kind}s/{self.id}/{self.name or 'file'}"

    def as_json(self) -> dict[str, Any]:
        """The object of this kind, as messages carry it."""
        body: dict[str, Any] = {"file_id": self.id, "file_unique_id": f"u{self.id}", "file_size": self.told}
        if self.kind == "photo":
            return body | {"width": 1280, "height": 960}
        if self.kind in ("voice", "audio", "video"):
            body["duration"] = 3
        if self.kind == "video":
            body |= {"width": 640, "height": 480}
        return body | {"mime_type": self.mime} | ({"file_name": self.name} if self.name else {})


class Shelf:
    """All files by their ids."""

    def __init__(self) -> None:
        self._files: dict[str, Stored] = {}
        self._numbers = itertools.count(1)

    def keep(self, kind: str, content: bytes, name: str = "", mime: str = "", told: int | None = None) -> Stored:
        file_id = f"{_PREFIX[kind]}-{next(self._numbers)}"
        self._files[file_id] = Stored(file_id, kind, name, mime, content, len(content) if told is None else told)
        return self._files[file_id]

    def __getitem__(self, file_id: str) -> Stored:
        """The file; raises Telegram's refusal."""
        if file_id not in self._files:
            raise bad("wrong file_id or the file is temporarily unavailable", violation=False)
        return self._files[file_id]

    async def hand_out(self, request: web.Request) -> web.Response:
        """GET /file/bot<token>/<path>."""
        for file in self._files.values():
            if file.path == request.match_info["path"]:
                return web.Response(body=file.content, content_type="application/octet-stream")
        return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)


_PREFIX = {
    "photo": "AgAC",
    "document": "BQAC",
    "voice": "AwAC",
    "audio": "CQAC",
    "video": "BAAC",
    "sticker": "CAAC",
    "video_note": "DQAC",
    "animation": "CgAC",
}


def get_file(api: FakeBotApi, params: dict[str, Any]) -> Any:
    file = api.files[params["file_id"]]
    if file.told > LARGEST_FETCHED:
        raise bad("file is too big", violation=False)
    return {"file_id": file.id, "file_unique_id": f"u{file.id}", "file_size": file.told, "file_path": file.path}


def send_media(kind: str, api: FakeBotApi, params: dict[str, Any]) -> Any:
    """sendPhoto and its kin; the parameter of the file has the name of the kind."""
    chat = api.chats.place(params)
    text = text_of(params, "caption", 1024) if params.get("caption") else ""
    check_markup(params.get("reply_markup", {}), chat)
    check_place(chat, params)
    file = _file(api, kind, params[kind])
    if api.pace is not None:
        api.pace.check(chat)
    return api.chats.show(chat, text, params, file)


def _file(api: FakeBotApi, kind: str, given: Uploaded | str) -> Stored:
    if isinstance(given, str):
        if given.startswith(("http://", "https://", "attach://")):
            raise bad("this server fetches no files by their address")
        file = api.files[given]
        if file.kind != kind:
            raise bad(f"can't use file of type {file.kind.title()} as {kind.title()}", violation=False)
        return file
    if not given.content:
        raise bad("file must be non-empty")
    if len(given.content) > LARGEST_SENT:
        raise bad("file is too big")
    if kind == "photo" and len(given.content) > LARGEST_PHOTO:
        raise bad("file is too big for a photo")
    if kind == "photo" and not given.content.startswith(PICTURES):
        raise bad("IMAGE_PROCESS_FAILED", violation=False)
    name = "" if kind in ("photo", "voice") else given.name
    return api.files.keep(kind, given.content, name, given.mime)
