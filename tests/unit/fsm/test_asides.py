"""What is said to questions back, doubts, files, and answers that are not understood."""

from __future__ import annotations

from leads import NOTHING, at_budget, opened, reads

from channels.contract import Attachment
from fsm.lead import Stage
from fsm.questions import MOST_ASKS, MOST_OPTIONAL_ASKS
from fsm.reading.reading import Intent, Sentiment, YesNo


class TestNotUnderstood:
    def test_asked_differently_then_with_buttons_then_let_go(self):
        talk = opened()
        first = talk.says("ыыы", NOTHING)[0]
        second = talk.says("ыыы", NOTHING)[0]
        assert first != second
        assert "[Залит водой]" in second
        assert talk.says("ыыы", NOTHING)[0].startswith("Спасибо, что написали!")
        assert talk.lead.stage is Stage.DISQUALIFIED

    def test_the_third_wording_comes_with_buttons_however_it_came_about(self):
        talk = opened()
        talk.says("вы тут?", reads(Intent.INFO_QUESTION))
        said = talk.says("ау", reads(Intent.GREETING))[0]
        assert talk.lead.misses == 0
        assert "[Залит водой]" in said

    def test_a_promising_lead_without_a_number_goes_to_a_person(self):
        talk = at_budget()
        talk.says("да", reads(yes_no=YesNo.YES))
        for _ in range(3):
            said = talk.says("вот", NOTHING)
        assert "Зову коллегу" in said[0]
        assert talk.last.handoff_why == "stuck"
        assert talk.lead.stage is Stage.QUALIFIED

    def test_not_knowing_is_an_answer_to_an_optional_question(self):
        talk = opened("services")
        talk.says("уборка квартиры", reads())
        assert "бюджет" in talk.says("не знаю", reads())[0]
        assert talk.lead.skipped == ("timeline",)

    def test_questions_back_cannot_keep_a_question_open_for_ever(self):
        talk = opened()
        for _ in range(30):
            talk.says("сколько стоит ремонт?", reads(Intent.PRICE_QUESTION))
        assert talk.lead.asked["need"] == MOST_ASKS
        assert talk.last.says == ()

    def test_an_optional_question_is_dropped_sooner(self):
        talk = opened()
        talk.says("экран", reads())
        for _ in range(3):
            talk.says("сколько стоит?", reads(Intent.PRICE_QUESTION))
        assert talk.lead.asked["timeline"] == MOST_OPTIONAL_ASKS
        assert talk.lead.open_question == "budget"


class TestAsides:
    def test_a_question_back_is_answered_and_the_open_one_asked_in_other_words(self):
        talk = opened()
        said = talk.says("сколько стоит?", reads(Intent.PRICE_QUESTION))[0]
        assert said == "Цена зависит от поломки. Расскажите в двух словах, что с ним не так?"

    def test_a_price_question_in_any_words_gets_the_price_reply(self):
        talk = opened()
        assert "Цена зависит от поломки" in talk.says("по деньгам как?", reads(Intent.PRICE_QUESTION))[0]

    def test_a_question_nobody_prepared_goes_to_a_colleague_and_into_the_trail(self):
        talk = opened()
        assert "Передам" in talk.says("а у вас есть парковка для вертолёта?", reads(Intent.INFO_QUESTION))[0]
        assert any(change.kind == "unanswered" for change in talk.last.trail)

    def test_an_answer_with_a_question_is_both(self):
        talk = opened()
        said = talk.says("экран треснул, гарантия есть?", reads(facts={}))[0]
        assert "гарантии" in said
        assert "Когда он вам нужен?" in said

    def test_are_you_a_bot_is_answered_honestly(self):
        talk = opened()
        said = talk.says("вы бот?", reads(Intent.HUMAN))[0]
        assert "Да, я автоматический помощник" in said
        assert not talk.last.wants_handoff

    def test_doubts_are_comforted_twice_and_remembered_once(self):
        talk = at_budget()
        talk.says("да", reads(yes_no=YesNo.YES))
        talk.says("вдруг вы мошенники", reads(objections=("trust",)))
        assert "осторожность" in talk.transcript[-1]
        talk.says("сейчас столько обмана", reads(objections=("trust",)))
        talk.says("ну не знаю, страшно", reads(objections=("trust",)))
        assert "осторожность" not in talk.transcript[-1]
        assert talk.lead.objections == ("trust",)

    def test_an_insult_gets_one_calm_line(self):
        talk = opened()
        angry = reads(Intent.OTHER, sentiment=Sentiment.NEGATIVE)
        assert "раздражать" in talk.says("дурак", angry)[0]
        assert "раздражать" not in talk.says("дурак", angry)[0]

    def test_later_is_agreed_to_without_repeating_the_question(self):
        talk = opened()
        said = talk.says("давайте потом", reads(Intent.RESCHEDULE))
        assert said == ["Хорошо, напишите, как будет удобно. Продолжим с этого места."]
        assert talk.lead.open_question == "need"

    def test_a_photo_of_the_fault_is_received_and_words_are_asked(self):
        talk = opened()
        said = talk.says(attachments=(Attachment("photo", "1"),))[0]
        assert said.startswith("Фото получено, спасибо!")
        assert "need" not in talk.lead.facts

    def test_a_voice_message_is_kindly_asked_in_writing(self):
        talk = at_budget()
        assert "текстом" in talk.says(attachments=(Attachment("voice", "1"),))[0]

    def test_call_me_at_the_phone_question_asks_for_the_number(self):
        talk = at_budget()
        talk.says("да", reads(yes_no=YesNo.YES))
        said = talk.says("позвоните мне", reads(Intent.HUMAN))[0]
        assert "номер" in said
        assert not talk.last.wants_handoff

    def test_help_explains_and_repeats_the_question(self):
        said = opened().says("/help")[0]
        assert "/stop" in said
        assert said.endswith("Что случилось с ноутбуком?")
