"""What answers and buttons teach us."""

from __future__ import annotations

from datetime import date

import pytest
from leads import FIFTEEN, NOTHING, TEN, TOMORROW, at_budget, opened, reads
from talk import Talk

from fsm.facts import Budget, Qualifier, Timeline, Urgency
from fsm.lead import Stage
from fsm.reading.reading import Intent, YesNo


class TestAnswers:
    def test_a_correction_replaces_the_value_scores_anew_and_keeps_the_history(self):
        talk = at_budget()
        before = talk.lead.worth.score
        later = Timeline(None, date(2026, 9, 1), Urgency.MONTHS)
        talk.says("точнее, к сентябрю", reads(facts={"timeline": later}))
        assert talk.lead.facts["timeline"].value == later
        assert talk.last.learned[0][0] == "timeline"
        assert talk.lead.worth.score < before
        change = next(change for change in talk.last.trail if change.kind == "fact:timeline")
        assert "2026-03-11" in change.before
        assert "2026-09-01" in change.after

    def test_not_knowing_never_erases_what_is_known(self):
        talk = at_budget()
        talk.says("не знаю", reads(facts={"timeline": Timeline(None, None, Urgency.UNKNOWN)}))
        assert talk.lead.facts["timeline"].value == TOMORROW

    def test_a_yes_to_the_named_amount_is_a_budget_in_the_leads_own_words(self):
        talk = at_budget()
        talk.says("да, нормально", reads(yes_no=YesNo.YES))
        fact = talk.lead.facts["budget"]
        assert (fact.value, fact.words, fact.reader) == (FIFTEEN, "да, нормально", "anchor")

    def test_a_no_to_the_named_amount_asks_for_their_own(self):
        talk = at_budget()
        assert "На какую сумму" in talk.says("нет", reads(yes_no=YesNo.NO))[0]
        assert "примерную сумму" in talk.says("ну", NOTHING)[0]
        talk.says("да", reads(yes_no=YesNo.YES))
        assert "budget" not in talk.lead.facts, "a yes to an open question is no amount"

    def test_doubt_about_the_amount_is_an_answer(self):
        talk = at_budget()
        talk.says("подумаю", reads(yes_no=YesNo.UNSURE))
        assert talk.lead.facts["budget"].value.qualifier is Qualifier.UNKNOWN
        assert talk.lead.open_question == "contact"

    def test_too_expensive_is_answered_and_their_own_amount_asked(self):
        talk = at_budget()
        said = talk.says("дорого", reads(objections=("price",)))[0]
        assert "цена важна" in said
        assert said.endswith("На какую сумму вы рассчитываете?")
        assert talk.lead.objections == ("price",)

    def test_half_of_a_double_question_is_asked_alone(self):
        talk = at_budget()
        talk.says("да", reads(yes_no=YesNo.YES))
        assert "номер телефона" in talk.says("Алия", reads(facts={"name": "Алия"}))[0]
        assert "Алия" not in talk.says("ээ", NOTHING)[0]
        assert "Спасибо, Алия!" in talk.says("8777", reads(facts={"phone": "+77771234567"}))[0]

    def test_a_hot_lead_whose_name_cannot_be_had_is_still_called(self):
        talk = at_budget()
        talk.says("да", reads(yes_no=YesNo.YES))
        talk.says("87771234567", reads(facts={"phone": "+77771234567"}))
        for _ in range(4):
            talk.says("нет", NOTHING)
        assert talk.lead.stage is Stage.QUALIFIED
        assert "name" not in talk.lead.facts

    def test_a_shared_contact_is_a_verified_phone(self):
        talk = at_budget()
        talk.says("да", reads(yes_no=YesNo.YES))
        assert talk.last.says[-1].asks_contact
        said = talk.says(verified_phone="+77771234567", contact_name="Алия")
        assert talk.lead.facts["phone"].reader == "contact"
        assert "Спасибо, Алия!" in said[0]

    def test_a_contact_called_by_an_emoji_gives_no_name(self):
        talk = at_budget()
        talk.says("да", reads(yes_no=YesNo.YES))
        assert "Как к вам обращаться" in talk.says(verified_phone="+77771234567", contact_name="❤️ boss 1")[0]

    def test_an_amount_without_currency_is_in_that_of_the_script(self):
        talk = at_budget()
        talk.says("10", reads(facts={"budget": Budget(10_000, 10_000, None, Qualifier.EXACT)}))
        assert talk.lead.facts["budget"].value.currency == "KZT"

    def test_words_that_name_only_the_trade_do_not_tell_what_happened(self):
        talk = Talk()
        assert "Что случилось" in talk.says("Хочу отремонтировать ноутбук", reads(Intent.BUY))[0]
        assert "need" not in talk.lead.facts

    def test_who_tells_other_things_is_not_asked_the_same_for_ever(self):
        talk = opened("services")
        talk.says("завтра", reads(facts={"timeline": TOMORROW}))
        talk.says("10", reads(facts={"budget": TEN}))
        assert talk.lead.open_question == "authority"


class TestButtons:
    def test_buttons_of_the_script_fill_facts(self):
        talk = opened()
        talk.says(choice="need:water")
        assert talk.lead.facts["need"].value == "Залит водой"
        assert talk.lead.facts["need_kind"].value == "water"
        talk.says(choice="timeline:days")
        assert talk.lead.facts["timeline"].value == Timeline(None, date(2026, 3, 13), Urgency.DAYS)
        talk.says(choice="budget:yes")
        assert talk.lead.facts["budget"].value == FIFTEEN
        assert talk.lead.facts["budget"].words == "Да, подходит"

    def test_a_no_button_asks_for_their_own_amount(self):
        talk = at_budget()
        assert "На какую сумму" in talk.says(choice="budget:no")[0]

    def test_an_earlier_button_is_a_correction_and_the_same_again_is_silence(self):
        talk = at_budget()
        talk.says(choice="timeline:week")
        assert talk.lead.facts["timeline"].value.latest == date(2026, 3, 17)
        assert talk.says(choice="timeline:week") == []

    @pytest.mark.parametrize("token", ["x", ":", "timeline:never", "salary:high", "need:", "contact:yes", "lang:xx:y"])
    def test_a_strange_token_teaches_nothing(self, token):
        talk = at_budget()
        facts = talk.facts()
        talk.says(choice=token)
        assert talk.facts() == facts
        assert talk.last.trail == ()

    def test_a_label_typed_out_is_the_same_as_its_button(self):
        talk = opened("services")
        talk.says("уборка квартиры", reads())
        talk.says("на этой неделе", reads())
        assert talk.lead.facts["timeline"].value.latest == date(2026, 3, 17)

    def test_a_typed_number_means_the_button_of_that_place(self):
        talk = opened()
        talk.says("1", NOTHING)
        assert talk.facts() == {}, "no buttons, no meaning"
        talk.says("экран", reads())
        talk.says("2", NOTHING)
        assert talk.lead.facts["timeline"].value.latest == date(2026, 3, 13)
        talk.says("1)", NOTHING)
        assert talk.lead.facts["budget"].value == FIFTEEN
        assert talk.lead.facts["budget"].words == "Да, подходит"

    def test_a_number_beyond_the_buttons_is_just_a_number(self):
        talk = opened()
        talk.says("экран", reads())
        talk.says("9", NOTHING)
        assert "timeline" not in talk.lead.facts

    def test_an_optional_question_can_be_skipped_after_two_misses(self):
        talk = opened("services")
        talk.says("уборка квартиры", reads())
        talk.says("ыы", NOTHING)
        assert "[Пропустить]" in talk.says("ыы", NOTHING)[0]
        assert "бюджет" in talk.says(choice="timeline:skip")[0]
        assert talk.lead.skipped == ("timeline",)
        assert "timeline" not in talk.lead.facts
