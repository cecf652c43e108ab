"""A person with a mail program: writes to the shop and answers below the quote as Gmail does."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tests.fakes.mail_imap import USER, Dovecot
from tests.fakes.mail_smtp import Delivered, FakeSmtp

_NUMBERS = itertools.count(1)
_WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


class Correspondent:
    """`sees` are the shop's mails in the order of arrival. The first mail starts a thread, later ones answer."""

    def __init__(
        self, person: tuple[str, str], imap: Dovecot, smtp: FakeSmtp, now: datetime, subject: str = "Вопрос"
    ) -> None:
        self.address, self.name = person
        self.subject = subject
        self._imap = imap
        self._smtp = smtp
        self._now = now

    @property
    def sees(self) -> list[Delivered]:
        return self._smtp.to(self.address)

    def write(self, text: str, *, quoting: bool = True, to: str = USER) -> bytes:
        """The mail as the program would send it."""
        mail = EmailMessage(policy=SMTP.clone(max_line_length=998))
        mail["From"] = f"{self.name} <{self.address}>" if self.name.isascii() else self.address
        if not self.name.isascii():
            mail.replace_header("From", _named(self.name, self.address))
        mail["To"] = to
        mail["Date"] = format_datetime(self._now)
        mail["Message-ID"] = f"<{next(_NUMBERS)}.{self._now.timestamp():.0f}@{self.address.partition('@')[2]}>"
        newest = self.sees[-1].read if self.sees else None
        mail["Subject"] = str(newest["Subject"]) if newest is not None else self.subject
        if newest is not None:
            parent = str(newest["Message-ID"])
            mail["In-Reply-To"] = parent
            mail["References"] = f"{newest['References'] or ''} {parent}".strip()
        mail.set_content(text + (self._quote() if quoting else ""))
        return mail.as_bytes()

    def says(self, text: str, *, quoting: bool = True, to: str = USER) -> None:
        """Write it; it is in the shop's mailbox."""
        self._imap.deliver(self.write(text, quoting=quoting, to=to))

    def _quote(self) -> str:
        if not self.sees:
            return "\n"
        lines = self.sees[-1].text.strip().split("\n")
        day = self._now.astimezone(UTC)
        head = f"{_WEEKDAYS[day.weekday()]}, {day.day} нояб. {day.year} г. в {day:%H:%M}, {USER} <{USER}>:"
        return "\n\n" + "\n".join([head, "", *(f"> {line}".rstrip() for line in lines)]) + "\n"


def _named(name: str, address: str) -> str:
    return f'"{name}" <{address}>'
