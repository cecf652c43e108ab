"""Leads who got so far: readings made by hand, so that only the step is on trial."""

from __future__ import annotations

from datetime import date

from talk import AT, Talk

from fsm.events import Edited
from fsm.facts import Budget, Found, Qualifier, Timeline, Urgency
from fsm.lead import Stage
from fsm.reading.reading import Intent, Reading, YesNo

TOMORROW = Timeline(None, date(2026, 3, 11), Urgency.DAYS)
TEN = Budget(10_000, 10_000, "KZT", Qualifier.EXACT)
FIFTEEN = Budget(10_000.0, 15_000.0, "KZT", Qualifier.RANGE)


def reads(intent=Intent.ANSWER, language="ru", **more) -> Reading:
    facts = {name: Found(value, str(value), 0, 0) for name, value in more.pop("facts", {}).items()}
    return Reading(intent=intent, language=language, facts=facts, **more)


NOTHING = Reading(intent=Intent.OTHER)


def opened(pack="laptop_repair", **more) -> Talk:
    talk = Talk(pack, **more)
    talk.starts()
    return talk


def at_budget() -> Talk:
    talk = opened()
    talk.says("залил водой", reads(pain_severity=3))
    talk.says("завтра", reads(facts={"timeline": TOMORROW}))
    return talk


def qualified() -> Talk:
    talk = at_budget()
    talk.says("да", reads(yes_no=YesNo.YES))
    talk.says("Алия 8777", reads(facts={"name": "Алия", "phone": "+77771234567"}))
    assert talk.lead.stage is Stage.QUALIFIED
    return talk


def in_nurture() -> Talk:
    talk = opened()
    talk.says("экран", reads())
    talk.says("не скоро", reads(facts={"timeline": Timeline(None, None, Urgency.LATER)}))
    talk.says("не знаю", reads(facts={"budget": Budget(None, None, None, Qualifier.UNKNOWN)}))
    talk.says("Алия 8777", reads(facts={"name": "Алия", "phone": "+77771234567"}))
    assert talk.lead.stage is Stage.NURTURE
    return talk


def edit(message_id, text):
    return Edited(at=AT, message_id=message_id, text=text)
