"""What the steps of a new campaign add up to: its plan, its texts, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.admin.acts import Act
from bot.admin.draft import Data
from jobs.outreach.campaign import Audience, Pace, Plan, Step
from jobs.outreach.quiet import Quiet
from jobs.outreach.template import Template, Wording

FORM = "outreach"
_DAY = 86_400
_ALL_DAY = 100_000


def plan_of(act: Act, data: Data, saved: Sequence[int] = ()) -> Plan:
    """What was chosen so far."""
    chosen: Mapping[str, Any] = data.get("audience", {})
    consent = chosen.get("consent", "given")
    per_day = int(data.get("per_day", 200))
    ids = saved or [0] * len(data["steps"])
    house = act.tools.place.quiet
    return Plan(
        steps=tuple(Step(number, int(each["days"]) * _DAY) for number, each in zip(ids, data["steps"], strict=True)),
        audience=Audience(
            quality_from=int(chosen.get("quality", 0)),
            sources=(chosen["source"],) if chosen.get("source") else (),
            cities=(chosen["city"],) if chosen.get("city") else (),
            consents=("given",) if consent or data["channel"] == "whatsapp" else (),
        ),
        pace=Pace(
            per_day=per_day,
            per_minute=int(data.get("per_minute", 6)),
            first_day=_ALL_DAY if data.get("at_once") else min(30, per_day),
        ),
        quiet=Quiet(house.start, house.end),
        zone=act.tools.packs.current.pack.zone.key,
    )


def template_of(data: Data, place: int) -> Template:
    """The texts of one step, by language."""
    texts = {
        language: Wording(str(each["text"]), str(each["subject"]))
        for language, each in data["steps"][place]["texts"].items()
    }
    return Template(name_of(data), data["channel"], texts)


def name_of(data: Data) -> str:
    """A campaign is called by its first subject, else by its first words."""
    first = next(iter(data["steps"][0]["texts"].values()), {"subject": "", "text": ""})
    words = re.sub(r"\{[^}]*\}", "…", str(first["subject"] or first["text"]))
    return short(words, 40) or "…"


def short(words: str, longest: int) -> str:
    """One line of at most so many characters."""
    line = " ".join(words.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
