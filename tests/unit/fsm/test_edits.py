"""Messages changed after they were sent."""

from __future__ import annotations

from datetime import date

from leads import FIFTEEN, NOTHING, TOMORROW, at_budget, edit, qualified, reads

from fsm.facts import Timeline, Urgency
from fsm.reading.reading import YesNo


class TestEdits:
    def test_an_edit_replaces_what_the_message_said(self):
        talk = at_budget()
        week = Timeline(None, date(2026, 3, 17), Urgency.WEEKS)
        talk.happens(edit("m2", "через неделю"), reads(facts={"timeline": week}))
        assert talk.lead.facts["timeline"].value == week
        assert talk.last.says == ()

    def test_an_edit_that_says_less_withdraws_the_fact_and_asks_again(self):
        talk = at_budget()
        talk.happens(edit("m2", "хм"), NOTHING)
        assert "timeline" not in talk.lead.facts
        assert talk.last.withdrawn == ("timeline",)
        assert talk.lead.worth.score >= 0

    def test_an_edited_yes_stays_a_yes(self):
        talk = at_budget()
        talk.says("да", reads(yes_no=YesNo.YES))
        talk.happens(edit("m3", "да, конечно"), reads(yes_no=YesNo.YES))
        assert talk.lead.facts["budget"].value == FIFTEEN

    def test_a_yes_edited_into_a_no_is_withdrawn(self):
        talk = at_budget()
        talk.says("да", reads(yes_no=YesNo.YES))
        talk.happens(edit("m3", "нет"), reads(yes_no=YesNo.NO))
        assert "budget" not in talk.lead.facts

    def test_an_edited_need_is_read_anew(self):
        talk = at_budget()
        talk.happens(edit("m1", "экран разбит"), reads())
        assert talk.lead.facts["need"].value == "экран разбит"
        assert talk.lead.facts["need_kind"].value == "screen"

    def test_an_edit_that_changes_nothing_is_silence(self):
        talk = at_budget()
        talk.happens(edit("m2", "завтра!"), reads(facts={"timeline": TOMORROW}))
        assert talk.last.says == ()
        assert talk.last.learned == ()

    def test_an_edit_after_the_end_changes_the_card(self):
        talk = qualified()
        talk.happens(edit("m4", "Алия 8701"), reads(facts={"name": "Алия", "phone": "+77011234567"}))
        assert talk.last.card_changed
        assert talk.lead.facts["phone"].value == "+77011234567"
