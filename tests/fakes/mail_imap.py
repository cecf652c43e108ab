"""A real IMAP server (Dovecot) with one mailbox, started for a test on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import pytest

DOVECOT = shutil.which("dovecot") or ("/usr/sbin/dovecot" if Path("/usr/sbin/dovecot").exists() else None)
NEEDS_DOVECOT = "Dovecot is not installed (apt-get install dovecot-imapd): the tests against a real IMAP server skip"
USER = "shop@example.kz"
PASSWORD = "app-password"

_CONFIG = """\
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
auth_mechanisms = plain login
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login_user}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{home}/mail
mail_max_userip_connections = 100
mailbox_idle_check_interval = 1 secs
import_environment = TZ
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = {imaps}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = user={address} password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
}}
"""


class Dovecot:
    """Runs while it is entered. `certificate` (a PEM file with its key) switches TLS on at `tls_port`."""

    def __init__(self, certificate: Path | None = None, host: str = "127.0.0.1") -> None:
        if DOVECOT is None:
            pytest.skip(NEEDS_DOVECOT)
        self.host = host
        self.port, self.tls_port = _free_ports(2)
        self._certificate = certificate
        self._home = Path(tempfile.mkdtemp(prefix="dv", dir="/tmp"))
        self._home.chmod(0o755)
        self._process: subprocess.Popen[bytes] | None = None
        self._uidvalidity_bumps = 0

    async def __aenter__(self) -> Self:
        try:
            await asyncio.to_thread(self.start)
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self.stop)
        shutil.rmtree(self._home, ignore_errors=True)

    def start(self) -> None:
        (self._home / "mail").mkdir(exist_ok=True)
        if os.getuid() == 0:
            for folder in (self._home, self._home / "mail"):
                shutil.chown(folder, *_people()[:2])
        (self._home / "dovecot.conf").write_text(self._config())
        self._process = subprocess.Popen(
            [DOVECOT or "", "-F", "-c", str(self._home / "dovecot.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                with self.admin():
                    return
            except (OSError, imaplib.IMAP4.error):
                time.sleep(0.05)
        raise AssertionError(f"Dovecot did not start: {self.log()}")

    def stop(self) -> None:
        """End it with all its children at once, as when its machine is switched off."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(20)
            self._process = None

    def log(self) -> str:
        path = self._home / "dovecot.log"
        return path.read_text(errors="replace")[-3_000:] if path.exists() else "(no log)"

    def admin(self) -> imaplib.IMAP4:
        """A second client on the same mailbox: the owner's mail program."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        client.login(USER, PASSWORD)
        return client

    def deliver(self, raw: bytes, folder: str = "INBOX", flags: str = "", date: str | None = None) -> None:
        """A mail arrives."""
        with self.admin() as client:
            told, answer = client.append(folder, flags, date or imaplib.Time2Internaldate(time.time()), raw)
            assert told == "OK", answer

    def deliver_all(self, mails: list[bytes]) -> None:
        with self.admin() as client:
            for raw in mails:
                assert client.append("INBOX", "", imaplib.Time2Internaldate(time.time()), raw)[0] == "OK"

    def flags(self) -> dict[int, set[str]]:
        """The flags of every mail in the inbox, by UID."""
        with self.admin() as client:
            client.select("INBOX", readonly=True)
            _, lines = client.uid("FETCH", "1:*", "(FLAGS)")
        found: dict[int, set[str]] = {}
        for line in lines:
            if isinstance(line, bytes):
                uid = int(line.partition(b"UID ")[2].split()[0].rstrip(b")"))
                found[uid] = set(line.partition(b"FLAGS (")[2].partition(b")")[0].decode().split())
        return found

    def number_anew(self) -> None:
        """Give the inbox a new UIDVALIDITY, as a restored or migrated mailbox has; flags stay."""
        self.stop()
        self._uidvalidity_bumps += 1
        listing = self._home / "mail" / "dovecot-uidlist"
        if listing.exists():
            listing.unlink()
        for index in (self._home / "mail").glob("dovecot.index*"):
            index.unlink()
        validity = self._home / "mail" / "dovecot-uidvalidity"
        if validity.exists():
            validity.unlink()
        for file in (self._home / "mail").glob("dovecot-uidvalidity.*"):
            file.unlink()
        time.sleep(1.1)  # a UIDVALIDITY is a time in seconds
        self.start()

    def _config(self) -> str:
        certificate = ""
        if self._certificate is not None:
            certificate = f"ssl_cert = <{self._certificate}\nssl_key = <{self._certificate}"
        user, group, login_user = _people()
        return _CONFIG.format(
            home=self._home,
            user=user,
            group=group,
            login_user=login_user,
            uid=pwd.getpwnam(user).pw_uid,
            gid=grp.getgrnam(group).gr_gid,
            port=self.port,
            tls_port=self.tls_port if self._certificate else 0,
            imaps="yes" if self._certificate else "no",
            ssl="yes" if self._certificate else "no",
            certificate=certificate,
            address=USER,
            password=PASSWORD,
        )


def _people() -> tuple[str, str, str]:
    """Who runs it: we ourselves; as root, the users the package made, since Dovecot's doors refuse to run as root."""
    if os.getuid() == 0:
        return "dovecot", "dovecot", "dovenull"
    me = getpass.getuser()
    return me, grp.getgrgid(os.getgid()).gr_name, me


def _free_ports(how_many: int) -> list[int]:
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(how_many)]
    try:
        return [int(door.getsockname()[1]) for door in doors]
    finally:
        for door in doors:
            door.close()
