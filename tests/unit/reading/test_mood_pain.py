"""How bad a described problem is."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

import pytest

from fsm.reading import mood
from fsm.reading.message import Context, Message

NOW: Final = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))
# (question, its text) -> what is read -> messages, separated by bars.
SAID: Final = {
    ("need", "Здравствуйте! Расскажите, чем можем помочь?"): {
        0: """
            ничем спасибо | все хорошо, просто смотрю цены | ничего не болит, плановый осмотр
        """,
        1: """
            хочу обновить гостиную | дверь скрипит чуть чуть | хотим чтобы сайт приносил больше заявок
            старый диван уже некрасивый, хочу перетяжку
        """,
        2: """
            сын отстает по математике, не понимает дроби | экран треснул на телефоне | ноут тормозит жутко
            посудомойка не сливает воду | кондиционер суытпайды | кондер не холодит | замок заедает
            волосы секутся и выпадают | сын получает двойки по алгебре
        """,
        3: """
            труба лопнула на кухне заливает соседей | у мамы температура 39 и кашель, нужен врач на дом
            сайт взломали, клиенты жалуются | сильные боли в пояснице, встать не могу
            бухгалтер уволился, налоговая штраф прислала | в подвале вода по колено | розетка искрит
            потеряли ключи, не можем попасть домой, ребенок внутри
        """,
        None: """
            интересует установка натяжных потолков в двушке | позовите менеджера | приветик
        """,
    },
    ("none", ""): {
        0: """
            просто зашел посмотреть | жоқ ештеңе, просто смотрю
        """,
        2: """
            Нужен мастер по ремонту холодильников, не морозит
            I am looking for a maths tutor for my daughter class 10, she failed unit test
            AC not cooling, please send technician today | ребенку 3 года, не говорит, нужен логопед
        """,
        3: """
            затопили соседи сверху, нужна оценка ущерба | собака укусила, нужен врач срочно
        """,
        None: """
            сәлем, мен Айгерім, маған визажист керек еді | почем кубометр бетона
            how much for a full house cleaning? | где находитесь | do you deliver to Astana?
            ремонт ванной под ключ | I want to book a table for 6 on Friday | здрасьте, есть кто?
            всего доброго | рахмет сізге | идите вы лесом | удалите мой номер из базы | отстаньте уже от меня
            хочу у вас работать, опыт 3 года | нужна помощь в подготовке к собеседованию на английском
            Сайтқа жарнама жасаймыз, арзан, тез, хабарласыңыз! Бүгін тіркелсеңіз 50% жеңілдік
            your courier never showed up | менеджерге қосыңызшы
            не смогу сегодня прийти, давайте на другой день | какая гарантия на ремонт?
            сколько можно ждать ответа | мой директор просил найти подрядчика на ремонт офиса
            запишите к мастеру Алине | Привіт, потрібна консультація | magan repetitor kerek edi
            бугин кешке бос орын барма? | salem, arenda avto bar ma | you guys are the best!
            ненавижу ждать, когда мастер приедет? | Есть свободные места на завтра? | по объявлению пишу | )))
            перезапишите меня на понедельник | не присылайте мне ничего больше!
            Кредит под залог авто, одобрение 100% | вам нужен бухгалтер на удаленку? | поклич менеджера
            почему у вас цены на сайте одни а по телефону другие?
            квартиру сниму на длительный срок, семья 4 человека | работаете? | армысыз | ты кто?
            need to speak with someone from sales | не надо мне больше писать | не пишіть мені
            Набираем сотрудников на удаленку, доход от 200 000 в месяц, пишите +
            Congratulations!! Your number was selected for the prize
            Не могу прийти завтра, перенесите на среду | здравствуте хочу заказать натяжной потолок 20кв
            вы находитесь на левом берегу? | каспи ред бар ма | той тамада керек 15 мамырға
            quote for 100 tshirts please | где обещанный звонок? | nobody answers the phone
            Алло это автосервис? | а менеджер может приехать на замер? | жұмыс керек еді, аула сыпырушы
            Make $5000 weekly with bitcoin trading
        """,
    },
    ("need", "Сәлеметсіз бе! Қандай қызмет керек еді?"): {
        0: """
            қазір ештеңе керек емес | жай сұрай салғаным
        """,
        1: """
            сайтты жаңартқымыз келеді
        """,
        2: """
            кір жуғыш машина істемей қалды | балам ағылшыннан үлгермей жүр | сатылым түсіп кетті
        """,
        3: """
            тісім қатты ауырып тұр, ұйықтай алмадым | су құбыры жарылып кетті, көршілерді басып жатыр
            көлігім от алмай тұр, жолда қалдым
        """,
    },
    ("need", "Hi! What are you looking for?"): {
        0: """
            just checking prices | nothing, just looking around
        """,
        1: """
            want to improve my pronunciation a bit
        """,
        2: """
            my back hurts after work every day | the roof leaks when it rains
            sales dropped by half this quarter | our ads do not bring any leads
        """,
        3: """
            our server is down and we are losing orders | my tooth is killing me, can't sleep
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
def test_pain_is_graded_from_the_words(question, asked, text, expected):
    assert mood.read_pain(Message(text), Context(question, asked, NOW)) == expected
