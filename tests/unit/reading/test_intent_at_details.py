"""What people want who were asked for a name, a number, a place or an hour."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

import pytest

from fsm.reading import intent
from fsm.reading.message import Context, Message

NOW: Final = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))
# (question, its text) -> what is read -> messages, separated by bars.
SAID: Final = {
    ("contact_name", "Как я могу к вам обращаться?"): {
        "answer": """
            Марат | меня зовут Светлана Юрьевна | зовите меня Дим | я Гульмира апай | Есимов Талгат Серикович
            Можно Леной | просто Саша | не скажу | Нурсая, это для дочки Аяны | ИП Касымов, бухгалтер Ольга
            Оксана Петренко | айнұр | menya zovut Rustam | Бауыржан аға | Я — Тимур | тимур
            Имя Асель, фамилия Нурпеисова | Нурпеисова Асель | Меня Кирилл зовут | Виктор Палыч
            обращайтесь по имени, Роза | Надежда | хабиба | да как угодно | Chingiz | Ермухамбет | Давлетов Р.
            по имени отчеству Зинаида Марковна | Юля я | хочу остаться анонимом | Гулим, а лучше просто Гуля
            доброе утро, Аскар меня зовут | Кайрат Болатович, директор | Асем, мне 25 | Гоша
            Вероника Андреевна Соколова | по-простому Лёха | Анеля можно Неля | Ну допустим Игорь
            можно на ты, Стас | ТОО СтройКом, менеджер Лариса | я за маму пишу, её зовут Фатима
            Ринат. только без отчества | мое имя вам ничего не скажет | Нұрсұлтан Әбішұлы | жулдыз
            Я сестра Айжан, зовут Мадина | ок | да | нет | Абдрахманов | клиент
        """,
        "greeting": """
            Здравствуйте
        """,
        "human": """
            оператор
        """,
        "info_question": """
            а зачем вам мое имя? | без имени можно? | это важно?
        """,
        "price_question": """
            сколько стоит?
        """,
        "reschedule": """
            позже
        """,
        "stop": """
            стоп
        """,
    },
    ("contact_name", "Есіміңіз кім?"): {
        "answer": """
            Айдосмын | атым Жансая | Ерболат Сейтқали | менің есімім Мөлдір, қысқаша Мөка | Қуаныш деп жазыңыз
            Бекзат | атым бегімай | Сержан Оразұлы | мен Дәуренмін | Гүлзира | мені Асқар деп атай беріңіз
            Есім айтпаймын
        """,
        "info_question": """
            неге керек атым
        """,
    },
    ("contact_name", "May I have your name, please?"): {
        "answer": """
            Rajesh Kumar here | it's Mike | Call me Priya | I'd rather not say | John Smith | I'm Anjali
            My name is Li Wei | People call me Danny | Suresh | Dr. Emily Carter | anonymous
            Chen Wei, but Kevin is fine
        """,
        "info_question": """
            why do you ask?
        """,
    },
    ("contact_name", "Як до вас звертатися?"): {
        "answer": """
            Тарас | мене звати Олена | Ірина Коваленко | звертайтесь Максим | Наталія Іванівна
        """,
    },
    ("phone", "На какой номер вам позвонить?"): {
        "answer": """
            87011234567 Ермек | 87011234567, спросите Динару | это номер мужа 87011234567 Серик
            не звоните, пишите в ватсап | +7 701 222 33 44 но звонить только после 6
            боюсь давать номер, потом спамят | не дам номер, потом начнете спамить
            Мой номер +77015554433. Гаухар | звоните брату Нурлану 87773332211
            вот: 87015556677, только не достаньте звонками | этот же | он у вас есть уже
            в профиле посмотрите | не звоните мне, только переписка | телефон сломан, пишите здесь
            8 705 111 22 33 это Света | номер не оставляю, потом звонками замучают
        """,
        "complaint": """
            вы мне спамите с утра до вечера!
        """,
        "human": """
            вы бот?
        """,
        "info_question": """
            зачем? | а можно без звонка?
        """,
        "reschedule": """
            позже скину
        """,
    },
    ("location", "В каком вы городе?"): {
        "answer": """
            Абая 10, около магазина Марина | Талгар | не важно, мне дистанционно | живу с родителями на Абая 5
            за городом | г. Тараз, ул. Толе би 5, Айбек
        """,
        "info_question": """
            а ваш адрес какой? | а вы только по Алматы?
        """,
        "other": """
            👍
        """,
    },
    ("best_time", "В какое время вам удобно принять звонок?"): {
        "answer": """
            после 6, спросите Марину Сергеевну | в любое | попозже | завтра давайте | с 10 до 12, Анара
            когда угодно | не надо звонить, напишите | только не с утра | туске дейин
        """,
        "other": """
            😂
        """,
    },
    ("email", "На какую почту отправить договор?"): {
        "answer": """
            не пользуюсь почтой | нету | мне на whatsapp удобнее | asel@mail.ru Асель Маратовна
        """,
        "info_question": """
            а в ватсап можно? | какую почту?
        """,
        "reschedule": """
            позже пришлю
        """,
    },
    ("phone", "Байланыс нөміріңізді жазып жіберіңізші"): {
        "answer": """
            осы нөмірге звандаңыз
        """,
        "info_question": """
            неге керек нөмірім
        """,
    },
    ("phone", "What's the best number to reach you on?"): {
        "answer": """
            same as whatsapp
        """,
    },
    ("location", "Напишите адрес, куда подъехать мастеру"): {
        "answer": """
            Сейфуллина угол Абая
        """,
    },
    ("best_time", "Сізге қай уақытта қоңырау шалған ыңғайлы?"): {
        "answer": """
            кез келген уақытта | жұмыстан кейін
        """,
    },
}

CASES: Final = [
    (question, asked, text.strip(), expected)
    for (question, asked), readings in SAID.items()
    for expected, texts in readings.items()
    for text in texts.replace("\n", "|").split("|")
    if text.strip()
]


@pytest.mark.parametrize(("question", "asked", "text", "expected"), CASES)
def test_a_message_after_a_question_answers_or_does_something_else(question, asked, text, expected):
    assert intent.read(Message(text), Context(question, asked, NOW), {}) == expected
