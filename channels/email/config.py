"""What the owner sets for e-mail, checked at the door with sentences a shop owner understands."""

from __future__ import annotations

import ipaddress
import re
from typing import Literal

from pydantic import BaseModel, Field, SecretStr, field_validator

from .address import address_in

Security = Literal["tls", "starttls", "none"]

_HOST = re.compile(r"[A-Za-z0-9.:_-]{1,253}")
# Google shows an app password in groups of four, and people copy it so.
_SHOWN_IN_FOURS = re.compile(r"[a-z]{4}(?: [a-z]{4}){3}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class EmailConfig(BaseModel, frozen=True, extra="forbid", hide_input_in_errors=True):
    """Settings `TALAP_EMAIL__*`: one mailbox, read over IMAP and written from over SMTP.

    Needed are the two hosts, the password and the address; `user` is the address unless told. The connection is
    encrypted by the port (993, 465: at once; 143, 587, 25: after STARTTLS) unless `*_security` says otherwise; on
    loopback it is plain. `aliases` are further addresses whose mail lands in this box. `name` is what people see as
    the sender. `catch_up_days` is how far back mail is taken up that came while the program was off. Mails above
    `max_mb` are read only in their beginning.
    """

    imap_host: str
    imap_port: int = Field(default=993, ge=1, le=65535)
    imap_security: Security | None = None
    smtp_host: str
    smtp_port: int = Field(default=465, ge=1, le=65535)
    smtp_security: Security | None = None
    address: str
    user: str = ""
    password: SecretStr
    name: str = Field(default="", max_length=100)
    folder: str = Field(default="INBOX", min_length=1, max_length=200)
    aliases: tuple[str, ...] = ()
    catch_up_days: int = Field(default=7, ge=1, le=60)
    max_mb: int = Field(default=30, ge=1, le=150)

    @field_validator("imap_host", "smtp_host")
    @classmethod
    def _is_a_host(cls, host: str) -> str:
        if not _HOST.fullmatch(host):
            raise ValueError("this is not the name of a mail server; it looks like imap.gmail.com, without https://")
        return host

    @field_validator("address", "aliases")
    @classmethod
    def _are_addresses(cls, given: str | tuple[str, ...]) -> str | tuple[str, ...]:
        if isinstance(given, str):
            return _address(given)
        return tuple(_address(one) for one in given)

    @field_validator("user", "name", "folder")
    @classmethod
    def _is_one_line(cls, text: str) -> str:
        if _CONTROL.search(text):
            raise ValueError("this must be one line without control characters")
        return text

    @field_validator("password")
    @classmethod
    def _is_a_password(cls, password: SecretStr) -> SecretStr:
        if not password.get_secret_value() or _CONTROL.search(password.get_secret_value()):
            raise ValueError("the mailbox's password is needed, in one line; most providers want an app password")
        if _SHOWN_IN_FOURS.fullmatch(password.get_secret_value()):
            return SecretStr(password.get_secret_value().replace(" ", ""))
        return password

    @property
    def login(self) -> str:
        """The name to log in with."""
        return self.user or self.address

    @property
    def domain(self) -> str:
        """What stands behind the @ of our address."""
        return self.address.rpartition("@")[2]

    @property
    def own(self) -> frozenset[str]:
        """Every address that is ours, in small letters."""
        return frozenset({self.address, *self.aliases})

    @property
    def imap_how(self) -> Security:
        """How the connection to the IMAP server is kept secret."""
        return self.imap_security or _usual(self.imap_host, self.imap_port, at_once=993)

    @property
    def smtp_how(self) -> Security:
        """How the connection to the SMTP server is kept secret."""
        return self.smtp_security or _usual(self.smtp_host, self.smtp_port, at_once=465)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _usual(host: str, port: int, at_once: int) -> Security:
    if port == at_once:
        return "tls"
    return "none" if is_loopback(host) else "starttls"


def _address(text: str) -> str:
    found = address_in(text.strip())
    if not found:
        raise ValueError("this is not an e-mail address; it looks like shop@example.kz")
    return found
