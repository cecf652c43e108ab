"""For whom a campaign is: buttons that turn from choice to choice, with how many that are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from bot.admin import draft
from bot.admin.acts import Act, Answer, Key
from bot.admin.draft import Data
from bot.admin.outreach_plan import FORM, plan_of
from jobs.contacts.tables import contacts
from jobs.outreach import campaigns

_QUALITIES = (0, 30, 60)
_CHOICES = 8


def audience(act: Act) -> Answer:
    """For whom, by buttons that turn from choice to choice."""
    data = draft.of(act, FORM)
    if data is None or not data.get("steps") or not data["steps"][-1]["texts"]:
        return Answer(notice=act.words("admin.old"))
    if act.args:
        _turn(act, data)
    plan, words = plan_of(act, data), act.words
    count = campaigns.reach(act.connection, act.member.workspace_id, data["channel"], plan)
    people = plan.audience
    whom = {
        "quality": words("outreach.from", number=str(people.quality_from)) if people.quality_from else "",
        "source": people.sources[0] if people.sources else "",
        "city": people.cities[0] if people.cities else "",
        "consent": "" if not people.consents else words("outreach.agreed"),
    }
    keys = [
        (Key(f"{words(f'outreach.by.{each}')}: {value or words('outreach.any')}"[:30], "out_for", each),)
        for each, value in whom.items()
        if data["channel"] == "email" or each != "consent"
    ]
    screen = words("outreach.whom", count=str(count))
    return draft.ask(screen, FORM, data, *keys, (Key(words("outreach.next"), "out_plan"),))


def _turn(act: Act, data: Data) -> None:
    """The next choice of what a button names."""
    chosen = data.setdefault("audience", {})
    match act.args:
        case "quality":
            chosen["quality"] = after(_QUALITIES, chosen.get("quality", 0))
        case "source" | "city":
            chosen[act.args] = after(["", *_known(act, act.args)], chosen.get(act.args, ""))
        case "consent" if data["channel"] != "whatsapp":
            chosen["consent"] = after(["given", ""], chosen.get("consent", "given"))


def _known(act: Act, column: str) -> list[str]:
    """The commonest sources or cities of the list."""
    named = contacts.c[column]
    query = select(named).where(contacts.c.workspace_id == act.member.workspace_id, named != "").group_by(named)
    return list(act.connection.execute(query.order_by(func.count().desc(), named).limit(_CHOICES)).scalars())


def after(choices: Sequence[Any], now: object) -> Any:
    """The choice after this one, from the beginning again at the end."""
    place = choices.index(now) + 1 if now in choices else 0
    return choices[place % len(choices)]
