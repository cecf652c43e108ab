"""Telling a page from a "no": what statuses and challenge pages mean. A challenge is recognised, never answered."""

from __future__ import annotations

import re
from collections.abc import Mapping

REFUSING = {401: "login_wanted", 403: "forbidden", 451: "forbidden_by_law"}
GONE = {404, 410}
ASKING_TO_WAIT = 429
WORTH_A_RETRY = {429, 502, 503, 504}
SERVER_TROUBLE = 500

_LOOKED_AT = 60_000
_SHORT_PAGE = 1_500
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_CHALLENGE_TITLE = re.compile(
    r"just a moment|attention required|ddos-guard|checking your browser|are you (a )?(human|robot)|access denied"
    r"|вы не робот|проверка браузера|доступ (запрещ|огранич)|подтвердите, что вы|сіз робот емессіз|bot verification"
    r"|security check|captcha|капч",
    re.IGNORECASE,
)
_CHALLENGE_MARK = re.compile(
    r"cf-chl-|/cdn-cgi/challenge-platform/|__cf_chl|_incapsula_resource|px-captcha|datadome|showcaptcha|smart-?captcha"
    r"|g-recaptcha|h-captcha|hcaptcha\.com|cf-turnstile|qrator|ddos-guard",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<(script|style)\b.{0,20000}?</\1>|<[^<>]{0,2000}>", re.IGNORECASE | re.DOTALL)


def by_headers(status: int, headers: Mapping[str, str]) -> str:
    """Why this answer is a refusal, or nothing."""
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return "captcha"
    return REFUSING.get(status, "")


def by_page(text: str) -> str:
    """The word "captcha" when the page is a challenge instead of content, else nothing.

    A captcha beside a contact form is no refusal: it counts only by the title, or on a page that says little else.
    """
    head = text[:_LOOKED_AT]
    title = _TITLE.search(head)
    marked = _CHALLENGE_MARK.search(head) is not None
    challenged = title is not None and _CHALLENGE_TITLE.search(title[1]) is not None
    if challenged and (marked or _words(text) < _SHORT_PAGE):
        return "captcha"
    return "captcha" if marked and _words(text) < _SHORT_PAGE // 5 else ""


def _words(text: str) -> int:
    return len(" ".join(_TAGS.sub(" ", text[:_LOOKED_AT]).split()))
