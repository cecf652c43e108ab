"""SMTP's troubles in our words: what happens next. Which step failed decides as much as the number."""

from __future__ import annotations

import re
from enum import Enum

from channels.contract import Misconfigured, Refused, SendFailed, TryLater, Unreachable

_PERMANENT = 500
_HOUR = 3_600.0
_NO_SUCH_PERSON = frozenset({550, 551, 553})
_NEEDS_LOGIN = frozenset({530, 534, 535, 538})
_LIMIT = re.compile(
    r"5\.4\.5|4\.7\.28|(?:daily|hourly|sending|message|rate)[ a-z]{0,20}(?:limit|quota)|quota exceeded for|"
    r"too many (?:messages|recipients|letters|emails)|limit exceeded|превышен",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\b5\.3\.4\b|size", re.IGNORECASE)
_FULL = re.compile(r"\b[45]\.2\.2\b|mailbox (?:is )?full|over ?quota|insufficient (?:system )?storage", re.IGNORECASE)
_POLICY = re.compile(r"\b5\.7\.\d+|spam|policy|blocked|blacklist|reputation|dmarc|\bspf\b", re.IGNORECASE)
_NOBODY = re.compile(r"\b5\.1\.[0-9]+|user unknown|no such user|does not exist|unknown user|not found", re.IGNORECASE)


class Step(Enum):
    """Where in the exchange the server said no."""

    GREETING = "greeting"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


def of_refusal(step: Step, code: int, text: str, seconds: float) -> SendFailed:
    """What a server's "no" means; `seconds` is how long to wait when it asks for time."""
    told = f"{code} {' '.join(text.split())[:300]}"
    if step in {Step.RECIPIENT, Step.CONTENT} and _FULL.search(text):
        return TryLater(_HOUR, told)
    if _LIMIT.search(text) and not _SIZE.search(text):
        return TryLater(_HOUR, told, whole_channel=True)
    if code < _PERMANENT:
        whole = step in {Step.GREETING, Step.LOGIN, Step.SENDER}
        return TryLater(seconds, told, whole_channel=whole)
    if code in _NEEDS_LOGIN and step is not Step.RECIPIENT:
        return Misconfigured(f"the SMTP server does not accept TALAP_EMAIL__USER and TALAP_EMAIL__PASSWORD ({told})")
    return _PERMANENTLY[step](code, told)


def _of_greeting(_code: int, told: str) -> SendFailed:
    return TryLater(_HOUR / 12, told, whole_channel=True)


def _of_login(_code: int, told: str) -> SendFailed:
    return Misconfigured(f"the SMTP server does not let us in ({told})")


def _of_sender(_code: int, told: str) -> SendFailed:
    return Misconfigured(f"the SMTP server does not let us write as TALAP_EMAIL__ADDRESS ({told})")


def _of_recipient(code: int, told: str) -> SendFailed:
    if _NOBODY.search(told):
        return Unreachable(told)
    if _POLICY.search(told):
        return Refused(told)
    return Unreachable(told) if code in _NO_SUCH_PERSON else Refused(told)


def _of_content(_code: int, told: str) -> SendFailed:
    return Unreachable(told) if _NOBODY.search(told) else Refused(told)


_PERMANENTLY = {
    Step.GREETING: _of_greeting,
    Step.LOGIN: _of_login,
    Step.SENDER: _of_sender,
    Step.RECIPIENT: _of_recipient,
    Step.CONTENT: _of_content,
}
