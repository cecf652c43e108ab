"""One mail to one person over SMTP, every trouble named."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiosmtplib

from channels.contract import Misconfigured, SendFailed, TryLater, Uncertain

from .config import EmailConfig
from .consequences import Step, of_refusal
from .patience import Patience

_CONNECTIONS = 3
_NETWORK_SECONDS = 5.0
_LONGEST_SECONDS = 300.0
_MOST_WAITING = 10_000


class Smtp:
    """Delivers. A connection a mail, a few at once: providers allow few, and a mail a minute needs no more."""

    def __init__(self, config: EmailConfig, patience: Patience) -> None:
        self._config = config
        self._patience = patience
        self._free = asyncio.Semaphore(_CONNECTIONS)
        self._asked_to_wait: dict[str, int] = {}
        self._down_since: float | None = None

    async def deliver(self, message_id: str, recipient: str, raw: bytes) -> None:
        """Return when the server has taken the mail; raises the `SendFailed` that says what happens next."""
        async with self._free:
            try:
                async with self._connected() as server:
                    await self._hand_over(server, recipient, raw)
            except aiosmtplib.SMTPResponseException as no:
                raise self._refused(_step_of(no), no, message_id) from None
            except (aiosmtplib.SMTPException, OSError) as error:
                raise self._unreached(error) from None
        self._down_since = None
        self._asked_to_wait.pop(message_id, None)

    async def look(self) -> SendFailed | None:
        """Connect and log in; what is wrong, None when nothing is."""
        try:
            async with self._connected():
                return None
        except aiosmtplib.SMTPResponseException as no:
            return of_refusal(_step_of(no), no.code, no.message, 1)
        except (aiosmtplib.SMTPException, OSError) as error:
            return self._unreached(error)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        config = self._config
        server = aiosmtplib.SMTP(
            hostname=config.smtp_host,
            port=config.smtp_port,
            local_hostname=config.domain,
            timeout=self._patience.smtp,
            use_tls=config.smtp_how == "tls",
            start_tls=config.smtp_how == "starttls",
        )
        await server.connect(timeout=self._patience.connect)
        try:
            await server.ehlo()
            if config.smtp_how != "none" or server.supports_extension("auth"):
                await server.login(config.login, config.password.get_secret_value())
            yield server
        finally:
            server.close()

    async def _hand_over(self, server: aiosmtplib.SMTP, recipient: str, raw: bytes) -> None:
        await server.mail(self._config.address)
        await server.rcpt(recipient)
        try:
            await server.data(raw)
        except aiosmtplib.SMTPResponseException:
            raise
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Uncertain(f"no answer after the mail was handed over ({type(error).__name__})") from None

    def _refused(self, step: Step, no: aiosmtplib.SMTPResponseException, message_id: str) -> SendFailed:
        """Greylisting asks for minutes, then for longer; each mail has its own patience."""
        self._down_since = None
        times = self._asked_to_wait.get(message_id, 0)
        seconds = min(self._patience.greylist * 2.0**times, self._patience.most_greylist)
        consequence = of_refusal(step, no.code, no.message, seconds)
        self._asked_to_wait.pop(message_id, None)
        if isinstance(consequence, TryLater) and len(self._asked_to_wait) < _MOST_WAITING:
            self._asked_to_wait[message_id] = times + 1
        return consequence

    def _unreached(self, error: Exception) -> SendFailed:
        cause = error.__cause__ or error
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Misconfigured(f"the certificate of TALAP_EMAIL__SMTP_HOST is not valid: {cause.verify_message}")
        # The library says that STARTTLS is missing by an error of no kind of its own.
        if isinstance(error, aiosmtplib.SMTPNotSupported) or type(error) is aiosmtplib.SMTPException:
            return Misconfigured(f"the server at TALAP_EMAIL__SMTP_HOST cannot do what is needed ({error})")
        now = asyncio.get_running_loop().time()
        self._down_since = now if self._down_since is None else self._down_since
        seconds = min(max(now - self._down_since, _NETWORK_SECONDS), _LONGEST_SECONDS)
        return TryLater(seconds, f"no connection ({error or type(error).__name__})", whole_channel=True)


def _step_of(no: aiosmtplib.SMTPResponseException) -> Step:
    steps: tuple[tuple[type[Exception], Step], ...] = (
        (aiosmtplib.SMTPAuthenticationError, Step.LOGIN),
        (aiosmtplib.SMTPSenderRefused, Step.SENDER),
        (aiosmtplib.SMTPRecipientRefused, Step.RECIPIENT),
        (aiosmtplib.SMTPDataError, Step.CONTENT),
    )
    return next((step for kind, step in steps if isinstance(no, kind)), Step.GREETING)
