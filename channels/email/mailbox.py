r"""The few things we do with a mailbox, in its own terms. What is not done yet is kept on the server.

A mail that was taken over carries the keyword `$TalapSeen`, so there is nothing to remember here: a restart, another
process or a new UIDVALIDITY changes nothing. On servers that keep no keywords the \Seen flag stands in.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

import msgspec

from .config import EmailConfig
from .patience import Patience
from .wire import ImapBroken, ImapNo, Line, Wire, quoted

KEYWORD = "$TalapSeen"

_UID = re.compile(rb"\bUID ([0-9]{1,10})\b", re.IGNORECASE)
_SIZE = re.compile(rb"\bRFC822\.SIZE ([0-9]{1,12})\b", re.IGNORECASE)
_ARRIVED = re.compile(rb'\bINTERNALDATE "([^"]{1,40})"', re.IGNORECASE)
_FLAGS = re.compile(rb"\bFLAGS \(([^)]*)\)", re.IGNORECASE)
_QUOTED_BODY = re.compile(rb'BODY\[[^\]]*\](?:<[0-9]+>)? "((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_LISTED = re.compile(
    rb'\* LIST \((?P<marks>[^)]*)\) (?:"[^"]*"|NIL) (?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^\s"]+))',
    re.IGNORECASE,
)
_NUMBER_OF = r"\[{} ([0-9]{{1,10}})\]"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_AT_ONCE = 200
_NEWEST = 5


class Slip(msgspec.Struct, frozen=True):
    """What the server says of a mail without opening it: its size in bytes, and when it came (aware, UTC)."""

    uid: int
    size: int
    arrived: datetime
    flags: frozenset[str]


class Mailbox:
    """A folder that is open. Its UIDs hold while it is."""

    def __init__(self, wire: Wire, patience: Patience, opened: Sequence[Line]) -> None:
        self._wire = wire
        self._patience = patience
        told = b"\n".join(line.text for line in opened)
        self.uidvalidity = _number("UIDVALIDITY", told)
        self.next_uid = _number("UIDNEXT", told)
        self.keeps_keywords = bool(re.search(rb"\[PERMANENTFLAGS \([^)]*\\\*", told, re.IGNORECASE))
        self.may_write = b"[READ-ONLY]" not in told.upper()

    @property
    def tells_news(self) -> bool:
        """Whether the server can wake us."""
        return "IDLE" in self._wire.capabilities

    async def waiting(self, since: date, beyond: int) -> list[int]:
        """The UIDs of mails that came since a day and are not done yet, in order of arrival.

        Without keywords: those nobody has read, and all from the UID `beyond` on, read or not.
        """
        self._wire.forget_news()
        open_ = f"UNKEYWORD {KEYWORD}" if self.keeps_keywords else f"OR UNSEEN UID {beyond}:*"
        found = await self._search(f"UNDELETED SINCE {_day(since)} {open_}")
        if self.keeps_keywords:
            return found
        # `n:*` always names the newest mail, even when its UID is below n.
        unread = set(await self._search(f"UNDELETED SINCE {_day(since)} UNSEEN"))
        return [uid for uid in found if uid >= beyond or uid in unread]

    async def any_done(self) -> bool:
        """Whether we have ever worked in this folder."""
        return self.keeps_keywords and bool(await self._search(f"KEYWORD {KEYWORD}"))

    async def slips(self, uids: Sequence[int]) -> dict[int, Slip]:
        """What can be said of mails unopened. Those that are gone by now are left out."""
        lines: list[Line] = []
        for start in range(0, len(uids), _AT_ONCE):
            named = ",".join(map(str, uids[start : start + _AT_ONCE]))
            lines += await self._wire.command(f"UID FETCH {named} (UID RFC822.SIZE INTERNALDATE FLAGS)")
        found = (_slip(line.text) for line in lines if b" FETCH " in line.text.upper())
        wanted = set(uids)
        return {slip.uid: slip for slip in found if slip is not None and slip.uid in wanted}

    async def raw(self, uid: int, at_most: int) -> bytes | None:
        """A mail as it came, or its first bytes; None when it is gone. It stays unread for people."""
        lines = await self._wire.command(f"UID FETCH {uid} (UID BODY.PEEK[]<0.{at_most}>)", seconds=self._patience.mail)
        return _body(lines, uid)

    async def done(self, uids: Sequence[int], *, look: bool = False) -> None:
        """Note on the server that these need nothing more from us; with `look` a person sees a star on them."""
        flags = [KEYWORD if self.keeps_keywords else "\\Seen", *(["\\Flagged"] if look else [])]
        for start in range(0, len(uids), _AT_ONCE):
            named = ",".join(map(str, uids[start : start + _AT_ONCE]))
            await self._wire.command(f"UID STORE {named} +FLAGS.SILENT ({' '.join(flags)})")

    async def headers_from(self, address: str) -> list[bytes]:
        """The headers of the newest mails that seem to come from an address, newest first.

        The server looks for the address anywhere in the header, so strangers may be among them.
        """
        who = quoted(address)
        newest = _uids(await self._wire.command("UID SEARCH OR FROM", who, "HEADER REPLY-TO", who))[-_NEWEST:]
        fields = "MESSAGE-ID IN-REPLY-TO REFERENCES SUBJECT FROM REPLY-TO"
        found: list[bytes] = []
        for uid in reversed(newest):
            headers = _body(await self._wire.command(f"UID FETCH {uid} (UID BODY.PEEK[HEADER.FIELDS ({fields})])"), uid)
            found += [headers] if headers else []
        return found

    async def news(self) -> None:
        """Return when it is worth looking again."""
        if self.tells_news:
            await self._wire.idle(self._patience.idle)
        else:
            await asyncio.sleep(self._patience.poll)

    async def _search(self, what: str) -> list[int]:
        return _uids(await self._wire.command(f"UID SEARCH {what}"))


@asynccontextmanager
async def opened(
    config: EmailConfig, patience: Patience, *, to_read_only: bool = False, sent: bool = False
) -> AsyncIterator[Mailbox]:
    """Connect, log in and open the folder that is set, or the one of sent mails.

    Raises OSError, TimeoutError, ImapBroken, ImapNo, LoginRefused or NoSuchFolder.
    """
    async with await Wire.open(config.imap_host, config.imap_port, config.imap_how, patience) as wire:
        try:
            await wire.login(config.login, config.password.get_secret_value())
        except ImapNo as no:
            raise LoginRefused(no) from None
        verb = "EXAMINE" if to_read_only else "SELECT"
        folder = _sent_among(await wire.command("LIST", '""', '"*"')) if sent else folder_name(config.folder)
        try:
            lines = await wire.command(verb, f'"{folder}"')
        except ImapNo as no:
            raise NoSuchFolder(str(no)) from None
        yield Mailbox(wire, patience, lines)


class LoginRefused(Exception):
    """The server does not let us in. `for_good` when it is the password and not the server's own trouble."""

    def __init__(self, no: ImapNo) -> None:
        super().__init__(str(no))
        passing = no.code in {"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "OVERQUOTA", "THROTTLED"}
        busy = re.search(r"too many|temporar|try again|later|rate|limit|unavailable|busy", str(no), re.IGNORECASE)
        self.for_good = not passing and (no.code == "AUTHENTICATIONFAILED" or not busy)


class NoSuchFolder(Exception):
    """The folder that is set is not in the mailbox."""


def _sent_among(lines: Sequence[Line]) -> str:
    """The folder the server marks as that of sent mails (RFC 6154), ready for quotes."""
    for line in lines:
        found = _LISTED.fullmatch(line.text)
        if found and b"\\sent" in found["marks"].lower().split():
            return (found["quoted"] if found["quoted"] is not None else found["plain"]).decode("utf-8", "replace")
    raise NoSuchFolder("the server names no folder of sent mails")


def folder_name(name: str) -> str:
    """A folder's name as IMAP writes it (modified UTF-7), ready for quotes."""
    encoded = re.sub(r"[^\x20-\x7e]+", _shifted, name.replace("&", "&-"))
    return encoded.replace("\\", "\\\\").replace('"', '\\"')


def _shifted(found: re.Match[str]) -> str:
    return "&" + base64.b64encode(found[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"


def _uids(lines: Sequence[Line]) -> list[int]:
    found = [word for line in lines if line.text.upper().startswith(b"* SEARCH") for word in line.text.split()[2:]]
    return sorted(int(word) for word in found if word.isdigit())


def _number(name: str, told: bytes) -> int:
    found = re.search(_NUMBER_OF.format(name).encode(), told, re.IGNORECASE)
    return int(found[1]) if found else 0


def _slip(text: bytes) -> Slip | None:
    uid, size, arrived, flags = (pattern.search(text) for pattern in (_UID, _SIZE, _ARRIVED, _FLAGS))
    if uid is None or size is None:
        return None
    told = flags[1].decode("ascii", "replace").lower().split() if flags else []
    return Slip(int(uid[1]), int(size[1]), _moment(arrived[1] if arrived else b""), frozenset(told))


def _moment(told: bytes) -> datetime:
    try:
        return datetime.strptime(told.decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        raise ImapBroken("the server does not say when a mail came") from None


def _body(lines: Sequence[Line], uid: int) -> bytes | None:
    for line in lines:
        found = _UID.search(line.text)
        if b" FETCH " not in line.text.upper() or found is None or int(found[1]) != uid:
            continue
        if line.data:
            return line.data[0]
        short = _QUOTED_BODY.search(line.text)
        return re.sub(rb"\\(.)", rb"\1", short[1]) if short else b""
    return None


def _day(day: date) -> str:
    # strftime would write the month in the machine's language.
    return f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year}"
