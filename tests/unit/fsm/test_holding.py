"""A person's own word silences the bot for a while; what the lead tells meanwhile is still learned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fsm import machine, script
from fsm.decision import Decision
from fsm.events import Event, PersonSpoke, Said
from fsm.lead import Lead
from fsm.reading.reader import read
from scoring.weigher import weigher

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
PACK = script.load("laptop_repair")
WEIGH = weigher(PACK)


def step(lead: Lead, event: Event) -> Decision:
    context = machine.context_for(lead, event, PACK)
    return machine.step(lead, event, read(event.text, context) if context else None, PACK, WEIGH)


def said(text: str, after: timedelta) -> Said:
    return Said(at=NOW + after, message_id=text, text=text)


def held() -> Lead:
    lead = Lead(id=1, workspace_id=1, channel="whatsapp", chat="1", language="ru")
    lead = step(lead, said("Здравствуйте", timedelta(0))).lead
    return step(lead, PersonSpoke(at=NOW)).lead


def test_the_bot_is_silent_and_learns() -> None:
    decision = step(held(), said("Не включается, залил водой", timedelta(minutes=5)))
    assert decision.says == ()
    assert "need" in decision.lead.facts
    assert decision.lead.held_by == "owner"


def test_it_takes_the_word_again_when_the_person_has_been_silent_long_enough() -> None:
    decision = step(held(), said("Не включается, залил водой", machine.HOLD + timedelta(seconds=1)))
    assert decision.says
    assert decision.lead.held_by == ""


def test_each_word_of_the_person_begins_the_silence_anew() -> None:
    lead = step(held(), PersonSpoke(at=NOW + timedelta(hours=3))).lead
    assert step(lead, said("алло", timedelta(hours=5))).says == ()


def test_stop_is_heard_all_the_same() -> None:
    decision = step(held(), said("стоп", timedelta(minutes=1)))
    assert decision.lead.stage == "opted_out"
