"""What we say as a mail: plain text with the same as simple HTML, standing in its thread. Pure."""

from __future__ import annotations

import base64
import re
from datetime import datetime
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime

import msgspec

from channels.contract import Capabilities, Enclosure, Outbound, Refused
from channels.degrade import fit
from channels.markup import escape, plain

from .automatic import LOOP_HEADER
from .charset import clean
from .names import ids_in, our_id, references
from .translate import Thread

CAPABILITIES = Capabilities(
    max_text=50_000,
    html=True,
    files=frozenset({"photo", "document", "voice", "audio", "video"}),
    max_caption=50_000,
)

_POLICY = compat32.clone(linesep="\r\n")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_UNSAFE = re.compile(r"[\\\"]")
_LONGEST_SUBJECT = 70
_LONGEST_NAME = 128
# In base64 a third more; most servers take 25 MB in all.
_MOST_BYTES = 18_000_000
_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,80}", re.ASCII)
_UNKNOWN = "application/octet-stream"
_STYLE = "font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.45;color:#222"


class From(msgspec.Struct, frozen=True):
    """Who writes: our address and the name people see."""

    address: str
    name: str = ""


def mail(message: Outbound, thread: Thread, sender: From, now: datetime) -> tuple[str, bytes]:
    """The Message-ID and the mail as it goes over the wire; the same ID at every try.

    Raises ValueError rather than let a line break into a header.
    """
    message_id = our_id(message.key, message.chat, sender.address.rpartition("@")[2])
    text = plain(message.text, links=True) if message.html else message.text
    html = message.text if message.html else escape(message.text)
    seam = message_id[1:].partition("@")[0]
    words = MIMEMultipart("alternative", boundary=f"=_talap_{seam}")
    words.attach(MIMEText(text, "plain", "utf-8"))
    words.attach(MIMEText(_page(html), "html", "utf-8"))
    letter = _with_files(words, message, f"=_talap_files_{seam}") if message.files else words
    for name, value in _headers(message, thread, sender, text):
        letter[name] = _one_line(value)
    letter["Message-ID"] = _one_line(message_id)
    letter["Date"] = format_datetime(now)
    return message_id, letter.as_bytes(policy=_POLICY)


def mails_of(message: Outbound) -> tuple[Outbound, ...]:
    """The message as mails: long texts in pieces, the files with the first, too many of them in mails of their own.

    Raises `Refused` for a file that is not there or alone is more than a mail server takes.
    """
    files = () if message.answers else message.files
    texts = fit(msgspec.structs.replace(message, files=()), CAPABILITIES)
    if not files or not texts:
        return texts
    first, *more = _loads(files)
    parts = [msgspec.structs.replace(texts[0], files=first), *texts[1:]]
    for number, load in enumerate(more, 2):
        names = ", ".join(_name(file) for file in load)
        apart = msgspec.structs.replace(message, text=names, html=False, buttons=(), files=load)
        parts.append(msgspec.structs.replace(apart, key=f"{message.key}.files.{number}"))
    return tuple(parts)


def _loads(files: tuple[Enclosure, ...]) -> list[tuple[Enclosure, ...]]:
    """The files in order, as many together as one mail may carry."""
    loads: list[list[Enclosure]] = [[]]
    room = _MOST_BYTES
    for file in files:
        if not file.content:
            raise Refused("the file is not there any more")
        if len(file.content) > _MOST_BYTES:
            raise Refused(f"the file has {len(file.content) // 1_000_000} MB, a mail carries 18")
        if len(file.content) > room:
            loads.append([])
            room = _MOST_BYTES
        loads[-1].append(file)
        room -= len(file.content)
    return [tuple(load) for load in loads]


def _with_files(words: MIMEMultipart, message: Outbound, boundary: str) -> MIMEMultipart:
    whole = MIMEMultipart("mixed", boundary=boundary)
    whole.attach(words)
    for file in message.files:
        area, _, kind = (file.mime if _TYPE.fullmatch(file.mime) else _UNKNOWN).partition("/")
        part = MIMEBase(area, kind)
        part.set_payload(base64.encodebytes(file.content).decode().replace("\n", "\r\n"))
        part["Content-Transfer-Encoding"] = "base64"
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", _name(file)))
        whole.attach(part)
    return whole


def _name(file: Enclosure) -> str:
    return " ".join(clean(file.name).replace("/", "_").replace("\\", "_").split())[:_LONGEST_NAME] or file.kind


def _headers(message: Outbound, thread: Thread, sender: From, text: str) -> list[tuple[str, str]]:
    headers = [
        ("From", _named(sender)),
        ("To", message.chat),
        ("Subject", _encoded(message.subject or _subject(thread, text or _names(message)), "Subject")),
        *_chain(message, thread),
        (LOOP_HEADER, sender.address),
    ]
    if not message.by_person:
        # RFC 3834: whoever answers by machine says so, and other machines keep still.
        told = "auto-generated" if message.initiates else "auto-replied"
        headers += [("Auto-Submitted", told), ("X-Auto-Response-Suppress", "All")]
    return headers + _ways_out(message, sender)


def _ways_out(message: Outbound, sender: From) -> list[tuple[str, str]]:
    """How whoever was not waiting for this leaves: a mail that says "Stop" (RFC 2369), with a page also one press."""
    if not message.unsubscribe and (message.by_person or not message.initiates):
        return []
    mail = f"<mailto:{sender.address}?subject=Stop>"
    if not message.unsubscribe:
        return [("List-Unsubscribe", mail)]
    # RFC 8058: the mail program shows a button and posts to the address.
    return [
        ("List-Unsubscribe", f"<{message.unsubscribe}>, {mail}"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


def _names(message: Outbound) -> str:
    return ", ".join(_name(file) for file in message.files)


def _chain(message: Outbound, thread: Thread) -> list[tuple[str, str]]:
    asked = next(iter(ids_in(message.reply_to)), "")
    parent = asked or thread.message_id
    if not parent:
        return []
    before = thread.references if parent == thread.message_id else (*thread.references, thread.message_id)
    return [("In-Reply-To", parent), ("References", " ".join(references(filter(None, before), parent)))]


def _subject(thread: Thread, text: str) -> str:
    """Re: and what the thread is about; where there is no thread, the first words we say."""
    if thread.subject:
        return f"Re: {thread.subject}"
    first = next((line.strip() for line in clean(text).splitlines() if line.strip()), "")
    if len(first) > _LONGEST_SUBJECT:
        first = f"{first[:_LONGEST_SUBJECT].rpartition(' ')[0] or first[:_LONGEST_SUBJECT]}…"
    return f"Re: {first}" if thread.message_id else first


def _named(sender: From) -> str:
    name = " ".join(clean(sender.name).split())
    if not name:
        return sender.address
    shown = _encoded(name, "From") if not name.isascii() else f'"{_UNSAFE.sub("", name)}"'
    return f"{shown} <{sender.address}>"


def _encoded(text: str, header: str) -> str:
    line = " ".join(clean(text).split())
    if line.isascii() and "=?" not in line:
        return line
    return Header(line, "utf-8", header_name=header, maxlinelen=900).encode(linesep="")


def _one_line(value: str) -> str:
    if _CONTROL.search(value) or not value.isascii():
        raise ValueError("a header must be one line of ASCII")
    return value


def _page(html: str) -> str:
    lines = html.replace("\r\n", "\n").replace("\n", "<br>\n")
    return f'<!DOCTYPE html>\n<html><body><div style="{_STYLE}">{lines}</div></body></html>\n'
