"""How the step talks, turn by turn, on readings made by hand: what is said, what is learned, where the lead ends."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from talk import AT, Talk

from channels.contract import Attachment
from fsm.commands import command_in
from fsm.events import Blocked, Edited, RepPressed, Unblocked
from fsm.facts import Authority, Budget, Found, Qualifier, Timeline, Urgency
from fsm.lead import Band, Handoff, Stage
from fsm.questions import MOST_ASKS, MOST_OPTIONAL_ASKS
from fsm.reading.reading import Intent, Reading, Sentiment, YesNo
from fsm.script import load_text

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


def keys(talk: Talk) -> list[str]:
    return [say.key for say in talk.last.says]


class TestOpening:
    def test_start_greets_names_the_assistant_and_asks_at_once(self):
        talk = Talk()
        said = talk.starts(source="instagram")
        assert len(said) == 1
        assert "автоматический помощник" in said[0]
        assert said[0].endswith("Что случилось с ноутбуком?")
        assert talk.lead.stage is Stage.CONTACTED
        assert talk.lead.source == "instagram"

    def test_a_second_start_repeats_the_question_and_nothing_else(self):
        talk = opened()
        said = talk.starts(source="other")
        assert said == ["Что случилось с ноутбуком?"]
        assert talk.lead.asked["need"] == 1
        assert talk.lead.source == "other"

    def test_start_never_asks_what_is_known(self):
        talk = at_budget()
        assert "10–15 тысяч" in talk.says("/start")[0]

    def test_a_first_message_that_says_everything_is_greeted_and_finished(self):
        talk = Talk()
        facts = {"timeline": TOMORROW, "budget": TEN, "name": "Алия", "phone": "+77771234567"}
        said = talk.says("не включается", reads(Intent.BUY, facts=facts, pain_severity=3))
        assert len(said) == 1
        assert said[0].startswith("Здравствуйте!")
        assert "Спасибо, Алия!" in said[0]
        assert [change.after for change in talk.last.trail if change.kind == "stage"] == [
            "contacted",
            "qualifying",
            "qualified",
        ]
        assert all(change.why for change in talk.last.trail)

    def test_the_shop_answers_in_the_language_of_the_first_message(self):
        talk = Talk(language="ru")
        assert talk.says("Сәлем", reads(Intent.GREETING, "kk"))[0].startswith("Сәлеметсіз бе!")

    def test_a_language_the_script_lacks_becomes_its_nearest(self):
        assert "Здравствуйте" in Talk(language="uk").starts()[0]
        assert "Здравствуйте" in Talk(language="de").starts()[0]


class TestLanguage:
    def test_a_clear_sentence_changes_the_language_and_one_word_does_not(self):
        talk = opened()
        talk.says("ok", reads(language="en"))
        assert talk.lead.language == "ru"
        assert "When" in talk.says("my laptop screen is broken", reads(language="en"))[0]

    def test_a_chosen_language_stays(self):
        talk = opened()
        said = talk.says("/lang kk")[0]
        assert "қазақша" in said
        assert "Ноутбукке не болды?" in said
        talk.says("экран совсем не работает", reads(language="ru"))
        assert talk.lead.language == "kk"

    def test_languages_are_offered_as_buttons(self):
        talk = opened()
        assert talk.says("/lang")[0].endswith("[Русский] [Қазақша] [English]")
        assert "What happened" in talk.says(choice="lang:en")[0]

    def test_a_name_in_latin_letters_is_no_language(self):
        talk = opened("services")
        facts = {"name": Found("John Ivan Smith", "John Ivan Smith", 0, 15)}
        talk.says("John Ivan Smith", Reading(intent=Intent.ANSWER, language="en", facts=facts))
        assert talk.lead.language == "ru"


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


class TestNotUnderstood:
    def test_asked_differently_then_with_buttons_then_let_go(self):
        talk = opened()
        first = talk.says("ыыы", NOTHING)[0]
        second = talk.says("ыыы", NOTHING)[0]
        assert first != second
        assert "[Залит водой]" in second
        assert talk.says("ыыы", NOTHING)[0].startswith("Спасибо, что написали!")
        assert talk.lead.stage is Stage.DISQUALIFIED

    def test_a_promising_lead_without_a_number_goes_to_a_person(self):
        talk = at_budget()
        talk.says("да", reads(yes_no=YesNo.YES))
        for _ in range(3):
            said = talk.says("нет", NOTHING)
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
        talk.says("не дам номер", reads(objections=("trust",)))
        assert "осторожность" in talk.transcript[-1]
        talk.says("не дам", reads(objections=("trust",)))
        talk.says("не дам", reads(objections=("trust",)))
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
        talk.says("всё же хочу починить", reads(Intent.BUY))
        assert talk.lead.stage is Stage.CONTACTED or talk.lead.stage is Stage.QUALIFYING

    def test_stop_is_heard_while_a_person_holds_the_chat(self):
        talk = at_budget()
        talk.lead = msgspec.structs.replace(talk.lead, held_by="Dana")
        assert talk.says("стоп", reads(Intent.STOP)) != []
        assert talk.lead.stage is Stage.OPTED_OUT

    def test_an_edit_into_stop_counts(self):
        talk = at_budget()
        talk.happens(_edit("m1", "стоп"), Reading(intent=Intent.STOP))
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


class TestEdits:
    def test_an_edit_replaces_what_the_message_said(self):
        talk = at_budget()
        week = Timeline(None, date(2026, 3, 17), Urgency.WEEKS)
        talk.happens(_edit("m2", "через неделю"), reads(facts={"timeline": week}))
        assert talk.lead.facts["timeline"].value == week
        assert talk.last.says == ()

    def test_an_edit_that_says_less_withdraws_the_fact_and_asks_again(self):
        talk = at_budget()
        talk.happens(_edit("m2", "хм"), NOTHING)
        assert "timeline" not in talk.lead.facts
        assert talk.last.withdrawn == ("timeline",)
        assert talk.lead.worth.score >= 0

    def test_an_edited_yes_stays_a_yes(self):
        talk = at_budget()
        talk.says("да", reads(yes_no=YesNo.YES))
        talk.happens(_edit("m3", "да, конечно"), reads(yes_no=YesNo.YES))
        assert talk.lead.facts["budget"].value == FIFTEEN

    def test_a_yes_edited_into_a_no_is_withdrawn(self):
        talk = at_budget()
        talk.says("да", reads(yes_no=YesNo.YES))
        talk.happens(_edit("m3", "нет"), reads(yes_no=YesNo.NO))
        assert "budget" not in talk.lead.facts

    def test_an_edited_need_is_read_anew(self):
        talk = at_budget()
        talk.happens(_edit("m1", "экран разбит"), reads())
        assert talk.lead.facts["need"].value == "экран разбит"
        assert talk.lead.facts["need_kind"].value == "screen"

    def test_an_edit_that_changes_nothing_is_silence(self):
        talk = at_budget()
        talk.happens(_edit("m2", "завтра!"), reads(facts={"timeline": TOMORROW}))
        assert talk.last.says == ()
        assert talk.last.learned == ()

    def test_an_edit_after_the_end_changes_the_card(self):
        talk = qualified()
        talk.happens(_edit("m4", "Алия 8701"), reads(facts={"name": "Алия", "phone": "+77011234567"}))
        assert talk.last.card_changed
        assert talk.lead.facts["phone"].value == "+77011234567"


def _edit(message_id, text):
    return Edited(at=AT, message_id=message_id, text=text)


OWN = """\
id: tours
languages: [en]
greeting: {en: "Hello!"}
questions:
  - {fact: need, ask: {en: "Where to?"}}
  - fact: people
    kind: number
    ask: {en: "How many people?"}
  - fact: visa
    kind: yes_no
    ask: {en: "Do you have a visa?"}
  - fact: leaving
    kind: date
    ask: {en: "When do you leave?"}
  - fact: wishes
    kind: text
    skip_if: people > 4
    ask: {en: "Any wishes?"}
  - fact: meal
    kind: choice
    ask: {en: "Which meals?"}
    choices:
      all: {en: All inclusive, match: [all inclusive, full board]}
      none: {en: Without meals, match: [no meals]}
  - {fact: phone, required: true, ask: {en: "Your number?"}}
farewell:
  hot: {en: "Thanks!"}
  qualified: {en: "Thanks!"}
  nurture: {en: "Thanks!"}
  disqualified: {en: "Thanks!"}
"""


class TestOwnFacts:
    def test_facts_of_the_scripts_own_are_asked_and_read(self):
        talk = opened(load_text(OWN, "tours"), language="en")
        talk.says("a week in Georgia", reads(language="en"))
        talk.says("3 of us", reads(language="en"))
        talk.says("yes", reads(language="en", yes_no=YesNo.YES))
        talk.says("tomorrow", reads(language="en", facts={"timeline": TOMORROW}))
        talk.says("a sea view room", reads(language="en"))
        talk.says("full board", reads(language="en"))
        facts = talk.facts()
        assert (facts["people"], facts["visa"], facts["leaving"]) == (3.0, True, TOMORROW)
        assert (facts["wishes"], facts["meal"]) == ("a sea view room", "all")
        assert "timeline" not in facts
        assert talk.lead.open_question == "phone"

    def test_a_choice_is_understood_from_any_message(self):
        talk = opened(load_text(OWN, "tours"), language="en")
        talk.says("a week in Georgia, all inclusive", reads(language="en"))
        assert talk.facts()["meal"] == "all"

    def test_a_condition_leaves_a_question_out(self):
        talk = opened(load_text(OWN, "tours"), language="en")
        talk.says("a week in Georgia", reads(language="en"))
        talk.says("6", reads(language="en"))
        talk.says("no", reads(language="en", yes_no=YesNo.NO))
        talk.says("tomorrow", reads(language="en", facts={"timeline": TOMORROW}))
        assert talk.lead.open_question == "meal"
        assert talk.facts()["visa"] is False

    def test_authority_choices_need_no_value(self):
        talk = opened("services")
        talk.says(choice="authority:shared")
        assert talk.facts()["authority"] is Authority.SHARED
