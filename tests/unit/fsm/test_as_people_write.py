"""Leads as they write: asides instead of answers, late and corrected sums, needs between courtesies."""

from __future__ import annotations

from itertools import pairwise

import pytest
from talk import Talk

from fsm.amends import amended
from fsm.facts import Budget, Qualifier
from fsm.lead import Stage
from fsm.mentions import best, mentions


def told(script: str, *texts: str, language: str = "ru") -> Talk:
    talk = Talk(script, language)
    for text in texts:
        talk.says(text)
    return talk


def amount(talk: Talk) -> tuple[float | None, float | None]:
    budget = talk.lead.facts["budget"].value
    return budget.min, budget.max


class TestFiguresInPhrases:
    @pytest.mark.parametrize(
        ("text", "rooms"),
        [
            ("Продам квартиру, 4 комнаты", 4.0),
            ("Пәтер сатамын, 3 бөлме", 3.0),
            ("Сдаю жильё: дом 1, 2 комнаты", 2.0),
            ("Куплю 1 комнатную", 1.0),
            ("2-комн в Алматы ближе к Абая", 2.0),
            ("снять 2-к кв надолго", 2.0),
            ("3-х комнатная на Абая", 3.0),
            ("1 ком в аренду", 1.0),
            ("2-бөлмелі пәтер керек", 2.0),
            ("a 3br to rent", 3.0),
        ],
    )
    def test_a_count_is_the_count_that_was_said(self, text, rooms):
        assert told("real_estate", text).facts()["rooms"] == rooms

    @pytest.mark.parametrize("text", ["снять за 200к квартиру", "куплю 3 компьютера", "12 комнат, отель"])
    def test_other_figures_are_no_count_of_rooms(self, text):
        assert "rooms" not in told("real_estate", text).facts()

    def test_a_figure_counts_what_stands_right_after_it(self):
        assert mentions("4 комнаты", ["4 комнат*"])
        assert not mentions("4 комнаты", ["1 комнат*"])
        assert not mentions("дом 4, две комнаты", ["4 комнат*"])

    @pytest.mark.parametrize(
        ("text", "deal"),
        [
            ("Сдаю в аренду однушку", "let"),
            ("Возьму в аренду дом", "rent"),
            ("Хочу зняти будинок", "rent"),
            ("Здаю в оренду дім", "let"),
        ],
    )
    def test_letting_and_renting_are_told_apart(self, text, deal):
        assert told("real_estate", text).facts()["deal"] == deal


class TestAsides:
    def test_who_says_they_told_us_is_asked_once_more_and_then_gets_a_person(self):
        talk = told("services", "Нужно собрать шкаф", "в четверг")
        said = talk.says("я же писал выше")
        assert "не всё разобрал" in said[0]
        assert "бюджет" in said[0]
        assert talk.lead.stage is Stage.QUALIFYING
        talk.says("я уже писал!!")
        assert talk.last.wants_handoff

    def test_a_long_reproach_of_the_past_is_still_a_complaint(self):
        talk = told("services", "Нужно собрать шкаф", "я уже писала вам на прошлой неделе и мне никто так и не ответил")
        assert talk.last.wants_handoff

    @pytest.mark.parametrize(
        ("language", "text", "line"),
        [
            ("ru", "на этот номер", "не виден"),
            ("kk", "осы нөмірге", "көрінбейді"),
            ("en", "the same number", "can't see"),
        ],
    )
    def test_the_same_number_is_not_seen_here(self, language, text, line):
        names = {"ru": "Тимур 30 тысяч", "kk": "Тимур", "en": "Tim"}
        talk = Talk("services", language)
        while talk.lead.open_question != "phone":
            talk.says({"name": names[language]}.get(talk.lead.open_question, "шкаф жинау керек"))
            assert len(talk.decisions) < 20
        assert line in talk.says(text)[0]

    @pytest.mark.parametrize(
        ("language", "text", "line"),
        [
            ("ru", "не поняла вопрос", "Спрошу иначе."),
            ("ru", "что?", "Спрошу иначе."),
            ("ru", "в каком смысле", "Спрошу иначе."),
            ("kk", "не?", "Басқаша сұрайын."),
            ("kk", "түсінбедім ғой", "Басқаша сұрайын."),
            ("en", "what do you mean?", "Let me put it another way."),
        ],
    )
    def test_a_question_that_is_not_understood_comes_in_other_words_and_nobody_is_lost(self, language, text, line):
        need = {"ru": "Нужно собрать шкаф", "kk": "Шкаф жинау керек", "en": "I need a wardrobe assembled"}[language]
        talk = Talk("services", language)
        asked = talk.says(need)[-1]
        said = talk.says(text)[0]
        assert said.startswith(line)
        assert asked not in said
        assert talk.lead.stage is Stage.QUALIFYING
        assert set(talk.lead.facts) <= {"need", "need_kind"}

    def test_who_understands_no_question_is_not_asked_it_for_ever(self):
        talk = told("services", "Нужно собрать шкаф")
        question = talk.lead.open_question
        for _ in range(3):
            assert "коллеге" not in talk.says("что?")[0]
        assert talk.lead.open_question != question

    def test_understanding_is_no_puzzle(self):
        talk = told("services", "Нужно собрать шкаф")
        assert "Спрошу иначе" not in talk.says("понял, спасибо")[0]

    @pytest.mark.parametrize(
        ("language", "text", "line"),
        [
            ("ru", "а можно фото скинуть?", "присылайте прямо сюда"),
            ("ru", "куда отправить чертеж?", "присылайте прямо сюда"),
            ("kk", "сурет жіберсем бола ма?", "жібере беріңіз"),
            ("en", "can I send a picture?", "send it right here"),
            ("ru", "можно голосовым?", "текст я понимаю"),
            ("kk", "дауыспен айтсам бола ма?", "мәтінді дәлірек"),
            ("en", "can I leave a voice message?", "typed words"),
        ],
    )
    def test_what_may_be_sent_here_is_answered_at_once(self, language, text, line):
        need = {"ru": "Нужно собрать шкаф", "kk": "Шкаф жинау керек", "en": "I need a wardrobe assembled"}[language]
        talk = Talk("services", language)
        talk.says(need)
        assert line in talk.says(text)[0]

    @pytest.mark.parametrize("text", ["вы отправляете документы почтой?", "у вас есть план работ?"])
    def test_other_questions_about_files_are_none_of_these(self, text):
        assert "прямо сюда" not in told("services", "Нужно собрать шкаф").says(text)[0]

    @pytest.mark.parametrize(
        "text", ["вы работаете в выходные?", "до скольки работаете?", "есть примеры работ?", "с ндс работаете?"]
    )
    @pytest.mark.parametrize("script", ["services", "laptop_repair"])
    def test_a_question_about_work_is_not_about_a_robot(self, script, text):
        assert "автоматический" not in told(script, "Нужно собрать шкаф").says(text)[0]

    @pytest.mark.parametrize("text", ["вы человек?", "это живой человек?", "с ботом говорю?", "вы робот?", "бот па?"])
    @pytest.mark.parametrize("script", ["services", "laptop_repair"])
    def test_whether_we_are_a_bot_is_answered_honestly(self, script, text):
        talk = told(script, "Нужно собрать шкаф")
        said = talk.says(text)[0]
        assert "втоматический помощник" in said or "автоматты" in said
        assert talk.lead.stage is Stage.QUALIFYING

    @pytest.mark.parametrize("text", ["можно живого человека?", "есть тут живой человек?", "позовите менеджера"])
    def test_a_wish_for_a_person_is_met(self, text):
        assert told("services", "Нужно собрать шкаф").says(text)[0].startswith("Хорошо, зову")

    def test_a_number_short_of_a_digit_is_named_so(self):
        talk = told("laptop_repair", "разбит экран", "завтра", "да", "Тимур")
        assert "не хватает цифры" in talk.says("8 705 222 33 4")[0]
        assert "phone" not in talk.lead.facts

    def test_a_wish_to_think_is_answered(self):
        talk = told("laptop_repair", "разбит экран", "завтра", "да")
        assert "подумайте" in talk.says("надо подумать")[0]

    def test_a_call_in_the_middle_is_answered(self):
        talk = told("services", "Нужно собрать шкаф")
        assert talk.says("алло")[0].startswith("Да, я здесь.")

    def test_a_number_left_after_the_end_is_confirmed(self):
        talk = told("services", "Нужно собрать шкаф", "позовите человека")
        assert talk.says("87052223344") == ["Спасибо, номер записали."]


class TestQuestions:
    def test_a_price_asked_without_a_question_mark_is_answered(self):
        talk = told("services", "сколько стоит собрать шкаф?")
        assert "Точную цену" in talk.says("ну хотя бы примерно")[0]
        assert "придумывать не буду" in talk.says("скажите цену хоть какую")[0]

    def test_what_which_and_when_are_no_yes_or_no(self):
        talk = told("services", "Нужно собрать шкаф")
        assert "Скорее всего" not in talk.says("какие шкафы делаете?")[0]
        assert "Скорее всего" in talk.says("а кухни делаете?")[0]

    def test_a_doubt_in_a_question_is_comforted(self):
        talk = told("services", "Шкаф жинау керек", "ертең", language="kk")
        assert "артық шығын" in talk.says("қымбат емес пе?")[0]

    @pytest.mark.parametrize("text", ["is this a bot", "am i talking to a robot"])
    def test_who_asks_for_a_bot_without_a_mark_is_told_the_truth(self, text):
        talk = told("laptop_repair", "hello", language="en")
        assert "automatic assistant" in talk.says(text)[0]
        assert not talk.last.wants_handoff

    def test_what_a_rep_discusses_is_not_talked_into(self):
        talk = told("laptop_repair", "разбит экран", "завтра", "да", "Тимур 87052223344")
        assert not any("договоритесь" in line for line in talk.says("предоплату отправил"))

    def test_nothing_is_said_twice_running(self):
        talk = told("services", "привет")
        said = [talk.says("алло")[0].rpartition("\n")[2] for _ in range(4)]
        assert all(first != second for first, second in pairwise(said))


class TestNeeds:
    @pytest.mark.parametrize(
        ("text", "need"),
        [
            ("Здравствуйте девушка, нам бы ковёр почистить", "нам бы ковёр почистить"),
            ("спасибо что взяли трубку! нужна химчистка ковра", "нужна химчистка ковра"),
            ("Юбилей 3 мая, ищем тамаду", "Юбилей 3 мая, ищем тамаду"),
            ("ну ладно, а вообще ковры чистите?", "ковры"),
            ("няня на полдня, район Мамыр 87052223344 Жулдыз", "няня на полдня"),
        ],
    )
    def test_a_need_is_found_between_courtesies(self, text, need):
        assert told("services", text).facts()["need"] == need

    def test_a_wish_alone_is_no_need(self):
        assert "need" not in told("real_estate", "ищу, Алматы, до 35 млн").facts()

    def test_a_figure_put_right_is_no_other_need(self):
        talk = told("services", "Нужно собрать шкаф", "завтра", "40 тысяч", "точнее не 40, а 45")
        assert talk.facts()["need"] == "Нужно собрать шкаф"
        assert amount(talk) == (45_000, 45_000)


class TestLateSums:
    def test_a_sum_after_i_do_not_know_is_taken(self):
        assert amount(told("services", "Нужно собрать шкаф", "завтра", "не знаю", "ну тысяч 30")) == (30_000, 30_000)

    def test_a_sum_alone_puts_an_earlier_right(self):
        assert amount(told("services", "Нужно собрать шкаф", "завтра", "30 тысяч", "35 тысяч")) == (35_000, 35_000)

    def test_a_sum_for_each_time_is_a_sum(self):
        assert amount(told("services", "Аптасына екі рет жинайтын адам керек", "айына 60 мың", language="kk")) == (
            60_000,
            60_000,
        )

    def test_a_bare_round_figure_between_answers_is_asked_back(self):
        talk = Talk("services", "ru")
        assert "60\u00a0000" in talk.says("Нужно перекрыть крышу, послезавтра, 60000")[0]
        assert amount(talk) == (60_000, 60_000)

    @pytest.mark.parametrize("text", ["Нужны кирпичи, 5000 штук, завтра", "Нужен номер, 2026 год, завтра"])
    def test_a_count_or_a_year_is_no_sum(self, text):
        assert "budget" not in told("services", text).facts()


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("не 250 а 270", (270e3, 270e3)),
        ("250 емес, 270", (270e3, 270e3)),
        ("270, not 250", (270e3, 270e3)),
        ("не 240 а 270", None),
        ("не 250", None),
    ],
)
def test_a_figure_taken_back_is_replaced(text, bounds):
    value = amended(text, Budget(250e3, 250e3, "KZT", Qualifier.EXACT))
    assert (value and (value.min, value.max)) == bounds


def test_a_bound_put_right_past_the_other_is_not_believed():
    assert amended("не 10, а 30", Budget(10e3, 20e3, "KZT", Qualifier.RANGE)) is None


def test_the_best_choice_counts_figures():
    assert best("2 бөлме", {"one": ["1 бөлме*"], "two": ["2 бөлме*"]}) == "two"


class TestSellers:
    def test_an_offer_that_the_script_asks_for_is_no_spam(self):
        talk = told("real_estate", "Продаю дачу в Каскелене 8 соток, 12 млн торг")
        assert talk.lead.stage is not Stage.DISQUALIFIED
        assert talk.facts()["deal"] == "sell"

    @pytest.mark.parametrize(("text", "rooms"), [("5", 5.0), ("дом 140 квадратов", None), ("на 6 этаже", None)])
    def test_metres_and_floors_are_no_rooms(self, text, rooms):
        talk = told("real_estate", "куплю", "дом с садом", text)
        assert talk.facts().get("rooms") == rooms

    def test_who_left_a_number_signs_with_a_name(self):
        talk = told("services", "87052223344", "привет", "Серик")
        assert talk.facts().get("name") == "Серик"
        assert "need" not in talk.lead.facts

    def test_a_doubted_sum_is_taken_back_by_i_do_not_know(self):
        talk = told("services", "Нужно перекрыть крышу, послезавтра, 60000", "не знаю пока")
        assert "budget" not in talk.lead.facts
