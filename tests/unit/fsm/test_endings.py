"""How a conversation ends, stops, and what happens afterwards."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from leads import TEN, TOMORROW, at_budget, edit, in_nurture, opened, qualified, reads
from talk import AT, Talk

from fsm.commands import command_in
from fsm.events import Blocked, RepPressed, Unblocked
from fsm.lead import Band, Handoff, Stage
from fsm.reading.reading import Intent, Reading, YesNo


class TestEnds:
    def test_a_person_is_called_whatever_the_score(self):
        talk = opened()
        said = talk.says("позовите человека", reads(Intent.HUMAN))[0]
        assert "зову коллегу" in said
        assert "оставьте номер" in said
        assert (talk.last.wants_handoff, talk.last.handoff_why) == (True, "person")
        assert talk.lead.stage is Stage.QUALIFIED
        assert talk.lead.worth.band is Band.DISQUALIFIED

    def test_a_complaint_is_for_a_person_too(self):
        talk = opened()
        assert "Жаль" in talk.says("вы мне всё сломали", reads(Intent.COMPLAINT))[0]
        assert talk.last.handoff_why == "complaint"

    def test_adverts_and_job_seekers_get_one_line_and_no_card(self):
        for intent, words in ((Intent.SPAM, "не нужно"), (Intent.JOB, "по работе")):
            talk = Talk()
            assert words in talk.says("предлагаю", reads(intent))[0]
            assert talk.says("предлагаю", reads(intent)) == []
            assert talk.lead.stage is Stage.DISQUALIFIED
            assert not talk.last.wants_handoff

    def test_who_only_looks_is_let_go_without_a_card(self):
        talk = opened()
        assert "просто напишите сюда" in talk.says("просто смотрю", reads(Intent.OTHER, pain_severity=0))[0]
        assert talk.lead.stage in (Stage.DISQUALIFIED, Stage.NURTURE)
        assert not talk.last.wants_handoff

    def test_goodbye_with_the_last_answer_is_an_end_and_not_a_loss(self):
        talk = at_budget()
        talk.says("да", reads(yes_no=YesNo.YES))
        facts = {"name": "Алия", "phone": "+77771234567"}
        assert "Спасибо, Алия" in talk.says("Алия 8777, до свидания", reads(Intent.GOODBYE, facts=facts))[0]
        assert talk.last.wants_handoff

    def test_a_warm_lead_without_haste_is_kept_for_later(self):
        talk = in_nurture()
        assert not talk.last.wants_handoff
        assert "Если захотите что-то уточнить" in talk.transcript[-1]


class TestStop:
    @pytest.mark.parametrize("begin", [Talk, opened, at_budget, qualified, in_nurture])
    def test_stop_ends_everything_at_once_with_one_line(self, begin):
        talk = begin()
        assert talk.says("стоп", reads(Intent.STOP)) == ["Хорошо, больше не пишем. Если передумаете, отправьте /start."]
        assert talk.lead.stage is Stage.OPTED_OUT
        assert talk.says("стоп", reads(Intent.STOP)) == []
        assert talk.says("а сколько стоит?", reads(Intent.PRICE_QUESTION)) == []
        assert talk.says("/help") == []
        assert talk.says(choice="lang:kk") == []
        assert talk.lead.language == "ru"

    def test_the_command_does_the_same(self):
        talk = at_budget()
        talk.says("/stop")
        assert talk.lead.stage is Stage.OPTED_OUT

    @pytest.mark.parametrize("text", ["/stop@our_bot", "/STOP", "ладно\n/stop", "ок\nстоп", "стоп\nхватит писать"])
    def test_stop_is_found_in_a_burst_too(self, text):
        talk = at_budget()
        assert talk.says(text, reads()) == ["Хорошо, больше не пишем. Если передумаете, отправьте /start."]
        assert talk.lead.stage is Stage.OPTED_OUT

    @pytest.mark.parametrize("text", ["/stopping", "/startup idea", "stop/start", "км/ч", "/"])
    def test_a_slash_alone_is_no_command(self, text):
        assert command_in(text) is None

    def test_nothing_is_learned_after_stop(self):
        talk = at_budget()
        talk.says("/stop")
        talk.says("87771234567", reads(facts={"phone": "+77771234567"}))
        assert "phone" not in talk.lead.facts

    def test_only_they_can_start_again(self):
        talk = at_budget()
        talk.says("/stop")
        assert "10–15 тысяч" in talk.says("/start")[0]
        talk.says("/stop")
        assert talk.says("ладно ок", reads(Intent.BUY)) == []
        talk.says("всё же хочу починить", reads(Intent.BUY, facts={"need": "починить"}))
        assert talk.lead.stage is Stage.CONTACTED or talk.lead.stage is Stage.QUALIFYING

    def test_stop_is_heard_while_a_person_holds_the_chat(self):
        talk = at_budget()
        talk.lead = msgspec.structs.replace(talk.lead, held_by="Dana")
        assert talk.says("стоп", reads(Intent.STOP)) != []
        assert talk.lead.stage is Stage.OPTED_OUT

    def test_an_edit_into_stop_counts(self):
        talk = at_budget()
        talk.happens(edit("m1", "стоп"), Reading(intent=Intent.STOP))
        assert talk.lead.stage is Stage.OPTED_OUT


class TestHeld:
    def test_a_held_lead_is_heard_in_silence(self):
        talk = at_budget()
        talk.lead = msgspec.structs.replace(talk.lead, held_by="Dana")
        score = talk.lead.worth.score
        assert talk.says("10 тысяч, 8777", reads(facts={"budget": TEN, "phone": "+77771234567"})) == []
        assert talk.lead.worth.score > score
        assert talk.lead.facts["budget"].value == TEN
        assert not talk.last.wants_handoff
        assert talk.starts() == []


class TestAfterwards:
    def test_thanks_are_answered_once(self):
        talk = qualified()
        assert talk.says("спасибо", reads(Intent.OTHER)) == ["Пожалуйста! Мы на связи."]
        assert talk.says("спасибо", reads(Intent.OTHER)) == []

    def test_news_change_the_card_and_are_acknowledged_twice_at_most(self):
        talk = qualified()
        said = [talk.says(f"ещё одно {n}", reads(facts={"location": f"Алматы {n}"})) for n in range(4)]
        assert [bool(each) for each in said] == [True, True, False, False]
        assert talk.last.card_changed
        assert not talk.last.wants_handoff

    def test_questions_are_still_answered_and_nothing_is_asked(self):
        talk = qualified()
        said = talk.says("а гарантия есть?", reads(Intent.INFO_QUESTION))
        assert said == ["Об условиях гарантии мастер расскажет, когда будет ясно, что меняем."]
        assert talk.lead.open_question == ""

    def test_start_after_the_end_says_where_things_stand(self):
        assert "уже у коллеги" in qualified().starts()[0]
        assert "Мы на связи" in in_nurture().starts()[0]

    def test_a_sleeping_lead_who_becomes_worth_a_call_is_offered(self):
        talk = in_nurture()
        facts = {"timeline": TOMORROW, "budget": TEN}
        said = talk.says("надо срочно, завтра, 10 тысяч", reads(facts=facts, pain_severity=3))
        assert talk.lead.stage is Stage.QUALIFIED
        assert talk.last.wants_handoff
        assert "Спасибо, Алия!" in said[0]

    def test_a_sleeping_lead_with_a_wish_is_asked_what_is_missing(self):
        talk = opened()
        talk.says("просто смотрю", reads(Intent.OTHER, pain_severity=0))
        said = talk.says("всё-таки экран разбит", reads(Intent.BUY))
        assert "Когда он вам нужен?" in said[0]
        assert talk.lead.stage is Stage.QUALIFYING

    def test_who_only_looked_and_then_has_a_need_is_judged_by_the_need(self):
        talk = opened()
        talk.says("просто смотрю", reads(Intent.OTHER, pain_severity=0))
        talk.says("экран разбит", reads(Intent.BUY))
        assert talk.lead.pain_severity is None

    def test_who_only_looked_and_then_asks_the_price_is_taken_up_again(self):
        talk = opened()
        talk.says("просто смотрю", reads(Intent.OTHER, pain_severity=0))
        said = talk.says("а сколько стоит?", reads(Intent.PRICE_QUESTION))[0]
        assert "Цена зависит от поломки" in said
        assert "что с ним не так?" in said

    def test_a_long_absence_is_greeted_and_a_short_one_is_not(self):
        talk = opened()
        talk.says("просто смотрю", reads(Intent.OTHER, pain_severity=0))
        short = talk.says("экран разбит", reads(Intent.BUY))[0]
        assert "снова с нами" not in short
        talk = opened()
        talk.says("просто смотрю", reads(Intent.OTHER, pain_severity=0))
        talk.lead = msgspec.structs.replace(talk.lead, last_said_at=AT - timedelta(days=3))
        assert "снова с нами" in talk.says("экран разбит", reads(Intent.BUY))[0]

    def test_what_a_rep_called_junk_stays_asleep(self):
        talk = in_nurture()
        junk = Handoff(id=1, state="junk", offered_at=AT, verdict="junk")
        talk.lead = msgspec.structs.replace(talk.lead, stage=Stage.DISQUALIFIED, handoff=junk)
        talk.says("надо завтра, 10 тысяч", reads(Intent.BUY, facts={"timeline": TOMORROW, "budget": TEN}))
        assert talk.lead.stage is Stage.DISQUALIFIED
        assert not talk.last.wants_handoff

    def test_a_former_customer_who_wants_more_goes_to_a_person(self):
        talk = qualified()
        talk.lead = msgspec.structs.replace(talk.lead, stage=Stage.CLOSED)
        talk.says("хочу ещё один ноутбук починить", reads(Intent.BUY))
        assert talk.last.wants_handoff

    def test_what_a_former_customer_said_for_the_last_deal_is_put_aside(self):
        talk = qualified()
        assert {"need", "budget", "timeline", "phone"} <= set(talk.lead.facts)
        talk.lead = msgspec.structs.replace(talk.lead, stage=Stage.CLOSED, objections=("price",), pain_severity=3)
        talk.says("нужно починить телефон, до 10 тысяч", reads(Intent.BUY, facts={"budget": TEN}))
        assert set(talk.lead.facts) & {"need", "budget", "timeline"} == {"need", "budget"}
        assert "телефон" in talk.lead.facts["need"].value
        assert talk.lead.facts["budget"].value == TEN
        assert talk.lead.facts["phone"] == qualified().lead.facts["phone"]
        assert (talk.lead.objections, talk.lead.pain_severity) == ((), None)
        assert any(change.kind == "fact:timeline" and not change.after for change in talk.last.trail)

    def test_thanks_after_a_deal_put_nothing_aside(self):
        talk = qualified()
        talk.lead = msgspec.structs.replace(talk.lead, stage=Stage.CLOSED)
        talk.says("спасибо, всё хорошо", reads(Intent.OTHER))
        assert talk.lead.facts == qualified().lead.facts

    def test_reps_buttons_move_the_stage_and_say_nothing_to_the_lead(self):
        talk = qualified()
        press = RepPressed(at=AT, action="claim", handoff_id=1, rep_id="5", rep_name="Dana", channel="t", chat="1")
        assert talk.happens(press) == []
        assert talk.lead.stage is Stage.HANDED_OFF
        assert talk.last.trail[0].by == "Dana"

    def test_a_handed_off_lead_changes_the_card(self):
        talk = qualified()
        talk.lead = msgspec.structs.replace(talk.lead, stage=Stage.HANDED_OFF)
        assert talk.says("адрес Абая 10", reads(facts={"location": "Абая 10"})) == []
        assert talk.last.card_changed

    def test_blocked_and_unblocked_only_change_whether_we_can_write(self):
        talk = qualified()
        talk.happens(Blocked(at=AT))
        assert (talk.lead.reachable, talk.lead.stage) == (False, Stage.QUALIFIED)
        talk.happens(Unblocked(at=AT))
        assert talk.lead.reachable
        assert [change.kind for change in talk.last.trail] == ["reachable"]
