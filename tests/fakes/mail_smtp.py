"""A real SMTP server (aiosmtpd) that keeps what it is given, with faults on demand."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Literal, Self, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.fakes.mail_imap import PASSWORD, USER

Step = Literal["mail", "rcpt", "data"]
DROP = "drop"
HANG = "hang"


@dataclass(frozen=True)
class Delivered:
    """A mail the server took. `read` is what a mail program makes of it."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def read(self) -> EmailMessage:
        return cast("EmailMessage", message_from_bytes(self.raw, policy=default))

    @property
    def text(self) -> str:
        """What a person reads in a program without HTML."""
        body = self.read.get_body(("plain",))
        return "" if body is None else str(body.get_content()).replace("\r\n", "\n")

    @property
    def html(self) -> str:
        body = self.read.get_body(("html",))
        return "" if body is None else str(body.get_content()).replace("\r\n", "\n")


@dataclass
class FakeSmtp:
    """Listens on loopback while it is entered.

    `faults` answer the next commands of a step, one each: a reply ("451 4.7.1 later"), DROP (the connection breaks;
    in "data" after the whole mail has been taken) or HANG. With `tls` the server speaks TLS at once, or offers
    STARTTLS.
    """

    tls: ssl.SSLContext | None = None
    at_once: bool = False
    password: str = PASSWORD
    mails: list[Delivered] = field(default_factory=list)
    faults: dict[Step, deque[str]] = field(default_factory=lambda: {"mail": deque(), "rcpt": deque(), "data": deque()})
    connections: int = 0
    logins: int = 0
    port: int = 0
    host: str = "127.0.0.1"

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, self.host, 0, ssl=self.tls if self.at_once else None)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    def to(self, recipient: str) -> list[Delivered]:
        return [mail for mail in self.mails if mail.recipient == recipient]

    def _protocol(self) -> SMTP:
        self.connections += 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of passwords in the clear, which is what loopback is for
            return SMTP(
                self,
                hostname="mail.example.kz",
                tls_context=None if self.at_once else self.tls,
                require_starttls=self.tls is not None and not self.at_once,
                authenticator=self._knows,
                auth_required=True,
                auth_require_tls=self.tls is not None and not self.at_once,
                loop=asyncio.get_running_loop(),
                ident="fake",
            )

    def _knows(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, told: Any) -> AuthResult:
        self.logins += 1
        known = (
            isinstance(told, LoginPassword) and told.login == USER.encode() and told.password == self.password.encode()
        )
        return AuthResult(success=known, handled=False)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._fault("mail", server)
        if answer:
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = await self._fault("rcpt", server)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        taken = [
            Delivered(envelope.mail_from or "", recipient, cast("bytes", envelope.content))
            for recipient in envelope.rcpt_tos
        ]
        if self.faults["data"] and self.faults["data"][0] in {DROP, HANG}:
            self.mails += taken
        answer = await self._fault("data", server)
        if answer:
            return answer
        self.mails += taken
        return "250 OK"

    async def _fault(self, step: Step, server: SMTP) -> str:
        if not self.faults[step]:
            return ""
        fault = self.faults[step].popleft()
        if fault == DROP:
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        if fault == HANG:
            await asyncio.sleep(30)
        return fault
