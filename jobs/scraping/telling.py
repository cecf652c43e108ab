"""A run and a contact told to a person, in the person's language: one line, and why a contact is worth what it is."""

from __future__ import annotations

from collections.abc import Sequence

from fsm.ports import Words
from jobs.scraping.runs import Progress

STATES = ("running", "paused", "done", "stopped")
ENDINGS = ("finished", "max_found", "max_pages", "asked", "owner")
SKIPS = (
    "robots", "robots_unreachable", "noindex", "gone", "no_answer", "asked_to_wait", "resting", "too_slow", "too_large",
    "not_text", "unreadable", "redirects", "unsafe_address", "server_trouble", "refused_request", "source_trouble",
    "needs_browser", "platform", "captcha", "forbidden", "forbidden_by_law", "login_wanted", "key_refused", "blocked",
    "no_contact", "private_person", "other_place", "may_not_be_stored", "over_limit", "unwanted", "no_source",
)  # fmt: skip
"""Every reason for which a page or an entry is left out."""

_MOST_REASONS = 4
_MOST_HOSTS = 3


def line(progress: Progress, words: Words) -> str:
    """How far a run is: "40 of 52 pages, found 18, new 12. Skipped 7: page is gone 5, not allowed 2"."""
    parts = [
        words(
            "collect.progress",
            pages=str(progress.pages),
            all=str(progress.pages + progress.waiting),
            found=str(progress.found),
            new=str(progress.new),
        )
    ]
    if progress.skipped:
        common = sorted(progress.skipped.items(), key=lambda reason: (-reason[1], reason[0]))[:_MOST_REASONS]
        why = ", ".join(words("collect.skip", why=_reason(reason, words), count=str(count)) for reason, count in common)
        parts.append(words("collect.skipped", count=str(sum(progress.skipped.values())), why=why))
    if progress.blocked:
        parts.append(words("collect.blocked", hosts=", ".join(progress.blocked[:_MOST_HOSTS])))
    return " ".join(parts)


def ending(progress: Progress, words: Words) -> str:
    """The state of a run in a few words, with its cause: "Done: all pages were read"."""
    state = words(f"collect.state.{progress.state}")
    if progress.why not in ENDINGS:
        return state
    return words("collect.ending", state=state, why=words(f"collect.why.{progress.why}"))


def _reason(reason: str, words: Words) -> str:
    return words(f"skip.{reason}") if reason in SKIPS else reason


def reasons(parts: Sequence[tuple[str, int]], words: Words, most: int = 2) -> str:
    """The reasons that weigh most, without their points, for a line on a phone."""
    weighty = sorted((part for part in parts if part[1]), key=lambda part: -abs(part[1]))
    return ", ".join(words(key) for key, _ in (weighty or list(parts))[:most])


def quality(score: int, parts: Sequence[tuple[str, int]], words: Words) -> str:
    """Why a contact has its quality: "62 of 100: mobile number +30, own e-mail +20, ..."."""
    why = ", ".join(f"{words(key)} {points:+d}".replace("-", "−") for key, points in parts if points)
    return words("quality.score", score=str(score), why=why or words(parts[0][0]))
