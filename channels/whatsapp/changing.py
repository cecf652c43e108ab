"""Changes to what stands in a chat already: our words put right or taken back, an emoji put to somebody's message.

All of them may be asked for twice. None is a new message, so none counts against the number.
"""

from __future__ import annotations

from http import HTTPStatus

from channels.contract import Outbound, Receipt, Refused, TryLater

from . import ids
from .api import NoAnswer, NotReached, Waha, WahaError, escaped
from .compose import text_of, whole_id
from .consequences import consequence, is_session
from .number import Number
from .sessions import Sessions

_AGAIN_SECONDS = 10.0
_NOT_READY_SECONDS = 3.0
_MESSAGE = "/api/{{session}}/chats/{chat}/messages/{message}"


class Changes:
    """Makes them."""

    def __init__(self, number: Number, sessions: Sessions) -> None:
        self._waha: Waha = number.waha
        self._stamp = number.stamp
        self._sessions = sessions

    async def make(self, message: Outbound) -> Receipt:
        """Edit, take back or react, as the message asks; raises the `SendFailed` that says what happens next."""
        chat = ids.person(message.chat)
        if not chat:
            raise Refused(f"{message.chat[:40]!r} is not a person on WhatsApp")
        if not self._sessions.ready:
            raise TryLater(_NOT_READY_SECONDS, f"WhatsApp is {self._sessions.status}", whole_channel=True)
        try:
            return await self._made(message, chat)
        except WahaError as error:
            if error.status == HTTPStatus.NOT_FOUND and not is_session(error) and not message.edits:
                return Receipt()  # the message is gone already
            if error.status in (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.NOT_FOUND) and not is_session(error):
                raise Refused(f"WhatsApp does not change this message, it may be too old ({error})") from None
            raise consequence(error) from None
        except NoAnswer as error:
            raise TryLater(_AGAIN_SECONDS, f"no answer ({error})") from None
        except NotReached as error:
            raise consequence(error) from None

    async def _made(self, message: Outbound, chat: str) -> Receipt:
        if message.reacts_to:
            bare = ids.bare(message.reacts_to)
            whole = whole_id(message.reacts_to, chat, ours=self._stamp.made(bare))
            body = {"session": self._sessions.name, "messageId": whole, "reaction": message.text.strip()}
            await self._waha.put("/api/reaction", body)
            return Receipt()
        ours = whole_id(message.edits or message.deletes, chat, ours=True)
        path = _MESSAGE.format(chat=escaped(chat), message=escaped(ours))
        if message.deletes:
            await self._waha.delete(path)
            return Receipt()
        await self._waha.put(path, {"text": text_of(message), "linkPreview": False})
        return Receipt((message.edits,))
