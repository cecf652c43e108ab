"""Files on Telegram: which way one goes out, and how one that came is fetched."""

from __future__ import annotations

import msgspec

from channels.contract import Enclosure, Outbound, Refused, SendFailed, TryLater

from .api import Api
from .compose import METHODS
from .consequences import consequence
from .forms import Upload
from .trouble import ApiError, NoAnswer, NotReached, Reply

LARGEST_FETCHED = 20_000_000
"""Bytes: Telegram hands bots nothing larger."""

_LARGEST_SENT = 50_000_000
_LARGEST_PHOTO = 10_000_000
_VOICE = ("audio/ogg", "audio/opus", "audio/mpeg", "audio/mp4", "audio/x-m4a", "application/ogg")
_AGAIN_SECONDS = 5.0
_OK = 200


class _File(msgspec.Struct, frozen=True):
    file_path: str = ""
    file_size: int = 0


def suited(part: Outbound) -> Outbound:
    """The part with its file as a kind that Telegram will take it as; raises `Refused` for what is too large."""
    if not part.files or not part.files[0].content:
        return part
    (file,) = part.files
    size = len(file.content)
    if size > _LARGEST_SENT:
        raise Refused(f"the file has {size // 1_000_000} MB, Telegram takes 50")
    too_large = file.kind == "photo" and size > _LARGEST_PHOTO
    if too_large or (file.kind == "voice" and not file.mime.startswith(_VOICE)) or file.kind not in METHODS:
        return as_document(part)
    return part


def as_document(part: Outbound) -> Outbound:
    """The same part with its file as a plain file, which Telegram does not look into."""
    files = tuple(msgspec.structs.replace(file, kind="document") for file in part.files)
    return msgspec.structs.replace(part, files=files)


def to_upload(part: Outbound) -> Upload | None:
    """The file that must travel with the request; None when there is none or Telegram has it already."""
    if not part.files or not part.files[0].content:
        return None
    file = part.files[0]
    return Upload(file.kind, _named(file))


def _named(file: Enclosure) -> Enclosure:
    return file if file.name else msgspec.structs.replace(file, name=file.kind)


async def fetched(api: Api, file_id: str) -> bytes:
    """What a file that came to us holds; raises `Refused` for what cannot be had and `TryLater` for now."""
    try:
        told = msgspec.json.decode(await api.call("getFile", {"file_id": file_id}), type=_File)
        if told.file_size > LARGEST_FETCHED:
            raise Refused(f"the file has {told.file_size // 1_000_000} MB, bots may fetch 20")
        if not told.file_path or told.file_path.startswith("/"):
            raise Refused("the Bot API server keeps its files on its own disk")
        reply = await api.download(told.file_path, told.file_size)
    except msgspec.MsgspecError:
        raise TryLater(_AGAIN_SECONDS, "an answer about a file that cannot be read") from None
    except (ApiError, NotReached, NoAnswer) as error:
        raise _of_fetching(error) from None
    return _content(reply, told)


def _of_fetching(error: ApiError | NotReached | NoAnswer) -> SendFailed:
    """Fetching twice hurts nobody, so no answer only means to ask again."""
    return TryLater(_AGAIN_SECONDS, f"no answer ({error})") if isinstance(error, NoAnswer) else consequence(error)


def _content(reply: Reply, told: _File) -> bytes:
    if reply.status != _OK:
        gone = 400 <= reply.status < 500 and reply.status != 429  # noqa: PLR2004 (HTTP's own numbers)
        raise Refused(f"HTTP {reply.status}") if gone else TryLater(_AGAIN_SECONDS, f"HTTP {reply.status}")
    if len(reply.body) > LARGEST_FETCHED:
        raise Refused("the file is larger than was told")
    if told.file_size and len(reply.body) != told.file_size:
        raise TryLater(_AGAIN_SECONDS, "the file came cut short")
    return reply.body
