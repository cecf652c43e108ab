"""Where the mail of an address is read and sent, for the providers shops use; guesses for the others. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

_PORT = 65_535
_SERVER = re.compile(r"([A-Za-z0-9._-]{1,253})(?::(\d{1,5}))?")


class Servers(NamedTuple):
    """The two servers, and the provider by the name its hint goes by ("other": nobody we know)."""

    imap_host: str
    smtp_host: str
    provider: str


_YANDEX = Servers("imap.yandex.ru", "smtp.yandex.ru", "yandex")
_MAIL_RU = Servers("imap.mail.ru", "smtp.mail.ru", "mailru")
_GMAIL = Servers("imap.gmail.com", "smtp.gmail.com", "gmail")
_ICLOUD = Servers("imap.mail.me.com", "smtp.mail.me.com", "icloud")
_KNOWN = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), _GMAIL),
    **dict.fromkeys(("ya.ru", "narod.ru"), _YANDEX),
    **dict.fromkeys(("mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru", "xmail.ru"), _MAIL_RU),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), _ICLOUD),
}
_YANDEX_AT = re.compile(r"yandex\.(?:com|ru|kz|by|ua|uz|com\.[a-z]{2}|[a-z]{2})")
_ICLOUD_PORT = 587


def servers_of(address: str) -> Servers:
    """The servers of an address, which is in small letters."""
    domain = address.rpartition("@")[2]
    if _YANDEX_AT.fullmatch(domain):
        return _YANDEX
    return _KNOWN.get(domain) or Servers(f"imap.{domain}", f"smtp.{domain}", "other")


def fields_of(servers: Servers) -> dict[str, object]:
    """The same as settings of the mailbox."""
    found: dict[str, object] = {"imap_host": servers.imap_host, "smtp_host": servers.smtp_host}
    # Apple sends only on the port that begins in the clear and turns to TLS.
    return found | ({"smtp_port": _ICLOUD_PORT} if servers.provider == "icloud" else {})


def typed_servers(text: str) -> dict[str, object] | None:
    """Two servers as people write them, the reading one first ("imap.shop.kz smtp.shop.kz:587"); None if they are not.

    A host may stand with its port.
    """
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    found = [_SERVER.fullmatch(word) for word in words]
    if len(found) != 2 or not all(found):  # noqa: PLR2004 (reading and sending)
        return None
    fields: dict[str, object] = {}
    for name, server in zip(("imap", "smtp"), found, strict=True):
        assert server is not None  # noqa: S101 (for the type checker: all of them are there)
        fields[f"{name}_host"] = server[1].lower()
        if server[2]:
            if not 1 <= int(server[2]) <= _PORT:
                return None
            fields[f"{name}_port"] = int(server[2])
    return fields
