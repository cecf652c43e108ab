"""A mail in our words. Pure: no network, no clock; recorded mails test it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from channels.contract import Attachment, Inbound, Kind, Sender

from .address import address_in, addresses_in, tag_of
from .automatic import LOOP_HEADER, is_forged, is_own, why_not_a_person, writer
from .charset import clean
from .mime import Mail, Report
from .names import LONGEST_ID, event_id, id_in, ids_in, is_ours, is_reply, topic, was_sent_to
from .quotes import cut, has_phone, phone_line

_LONGEST_TEXT = 10_000
_LONGEST_START = 64
_MOST_FILES = 20
_DELIVERED_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "to", "cc")
_SAYS_NOTHING = re.compile(
    r"вопрос|(?:новая )?заявка(?: с сайта)?|заказ|привет|здравствуйте|добрый день|(?:без|нет) темы|письмо|сообщение|"
    r"обращение|сұрақ|өтінім|сәлем|сәлеметсіз бе|хабарлама|question|request|order|hello|hi|message|no subject|"
    r"питання|замовлення|повідомлення|",
    re.IGNORECASE,
)


class Own(msgspec.Struct, frozen=True):
    """Who we are: the channel's name, the mailbox's address, and every address that is ours."""

    channel: str
    address: str
    addresses: frozenset[str]


class Envelope(msgspec.Struct, frozen=True):
    """What the server says of a mail: where it lies (`uidvalidity.uid`) and when it came (aware, UTC)."""

    place: str
    arrived: datetime


class Thread(msgspec.Struct, frozen=True):
    """What an answer needs to stand under the mail it answers. `subject` is without "Re:"."""

    message_id: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""


class Taken(msgspec.Struct, frozen=True):
    """A mail somebody wrote to us, or the news that an address cannot be reached. `quoted` is what it answered to."""

    inbound: Inbound
    thread: Thread = Thread()
    quoted: str = ""


class Skipped(msgspec.Struct, frozen=True):
    """A mail that is nothing to us, and why in a word. With `look` a person should look at it."""

    why: str
    look: bool = False


def taken(mail: Mail, envelope: Envelope, own: Own) -> Taken | Skipped:
    """What a mail means: something said, an address that is dead, or nothing to us."""
    for report in mail.reports:
        gone = _gone(report)
        if gone:
            return Taken(_blocked(mail, gone, envelope, own))
    why = why_not_a_person(mail, own.addresses)
    someone = writer(mail)
    if why or someone is None:
        return Skipped(why or "sender", look=why == "sender")
    if is_forged(mail):
        return Skipped("forged sender", look=True)
    apart = cut(mail.text)
    text = _words(mail, apart.said, apart.signature)
    files = _files(mail, envelope)
    if not text and not files:
        return Skipped("nothing said", look=True)
    inbound = Inbound(
        channel=own.channel,
        event_id=_event_id(mail),
        kind=Kind.SAID,
        sender=Sender(id=someone.address, name=someone.name),
        chat=someone.address,
        sent_at=envelope.arrived,
        message_id=_message_id(mail),
        text=text[:_LONGEST_TEXT],
        start=_start(mail, own),
        attachments=files,
        reply_to=id_in(mail.value("in-reply-to")),
    )
    return Taken(inbound, thread(mail), apart.quoted)


def from_our_side(mail: Mail, envelope: Envelope, own: Own, knows: Callable[[str], bool]) -> list[Inbound]:
    """What the owner wrote to leads from another mail program: a mail among the sent ones that the bot did not send.

    Only people we talk with count: whom we have heard (`knows`), or whose thread holds a mail of the bot.
    """
    if LOOP_HEADER.lower() in mail.headers or mail.value("auto-submitted").lower() not in {"", "no"}:
        return []
    in_thread = any(map(is_ours, ids_in(mail.value("references")) + ids_in(mail.value("in-reply-to"))))
    written_to = dict.fromkeys(one for value in mail.headers.get("to", ()) for one in addresses_in(value))
    return [
        Inbound(
            channel=own.channel,
            event_id=event_id(_event_id(mail), address),
            kind=Kind.SAID,
            sender=Sender(id=address),
            chat=address,
            sent_at=envelope.arrived,
            message_id=_message_id(mail),
            text=cut(mail.text).said[:_LONGEST_TEXT],
            own=True,
        )
        for address in written_to
        if not is_own(address, own.addresses) and (in_thread or knows(address))
    ]


def thread(mail: Mail) -> Thread:
    """Where an answer to this mail belongs (RFC 5322, 3.6.4)."""
    chain = ids_in(mail.value("references")) or ids_in(mail.value("in-reply-to"))[:1]
    return Thread(id_in(mail.value("message-id")), chain, topic(mail.shown("subject")))


def _words(mail: Mail, said: str, signature: str) -> str:
    """What the person means to tell us: their words, and what only the first mail tells besides.

    The subject of a first mail is often half of the request; in a reply it is ours. A number in the signature of a
    first mail is how they want to be reached; later it would only contradict what they typed.
    """
    subject = mail.shown("subject")
    chain = ids_in(mail.value("references")) + ids_in(mail.value("in-reply-to"))
    if chain or is_reply(subject):
        # With nothing of their own above it, a forwarded text is what they want to show us; our own text is not.
        return said or ("" if any(map(is_ours, chain)) else _without_marks(mail.text))
    title = topic(subject)
    said = said or _without_marks(mail.text)
    if _SAYS_NOTHING.fullmatch(title.strip(" .!?<>()")) or title.lower() in said.lower():
        title = ""
    number = "" if has_phone(said) else phone_line(signature)
    return "\n".join(part for part in (title, said, number) if part)


def _without_marks(text: str) -> str:
    return "\n".join(line.lstrip("> ").rstrip() for line in text.strip().splitlines())


def _files(mail: Mail, envelope: Envelope) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            kind=file.kind, file_id=f"{envelope.place}.{file.number}", name=file.name, mime=file.mime, size=file.size
        )
        for file in mail.files[:_MOST_FILES]
    )


def _event_id(mail: Mail) -> str:
    """By Message-ID and content: a repeated delivery is the same, a Message-ID used twice is not."""
    told = [mail.value(name) for name in ("from", "date", "subject")]
    files = [f"{file.name} {file.size}" for file in mail.files]
    return event_id(id_in(mail.value("message-id")), *told, mail.text, *files)


def _message_id(mail: Mail) -> str:
    found = id_in(mail.value("message-id"))
    return found if 0 < len(found) <= LONGEST_ID else _event_id(mail)


def _start(mail: Mail, own: Own) -> str:
    """The campaign: what stands behind the + of the address written to, or the name of the alias."""
    written_to = [one for name in _DELIVERED_TO for value in mail.headers.get(name, ()) for one in addresses_in(value)]
    for address in written_to:
        for ours in own.addresses:
            tag = tag_of(address, ours)
            if tag:
                return clean(tag)[:_LONGEST_START]
            if tag == "" and ours != own.address:
                return ours.partition("@")[0][:_LONGEST_START]
    return ""


def _gone(report: Report) -> str:
    """The address a mail of ours could not be delivered to for good; "" when that is not what is reported.

    Anyone can send such a report, so it must name a Message-ID that we made for this very address.
    """
    if report.action != "failed" or not report.status.startswith("5"):
        return ""
    told: Sequence[str] = [address_in(recipient) for recipient in report.recipients]
    original = id_in(report.original)
    return next((address for address in told if address and was_sent_to(original, address)), "")


def _blocked(mail: Mail, address: str, envelope: Envelope, own: Own) -> Inbound:
    return Inbound(
        channel=own.channel,
        event_id=_event_id(mail),
        kind=Kind.BLOCKED,
        sender=Sender(id=address),
        chat=address,
        sent_at=envelope.arrived,
    )
