"""How a conversation opens, and in which language."""

from __future__ import annotations

from leads import TEN, TOMORROW, at_budget, opened, reads
from talk import Talk

from fsm.facts import Found
from fsm.lead import Stage
from fsm.reading.reading import Intent, Reading


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
