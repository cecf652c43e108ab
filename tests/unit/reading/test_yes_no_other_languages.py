"""Yes, no and unsure in Kazakh, English and Ukrainian talks, and where no polar question was asked."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

import pytest

from fsm.reading import yes_no
from fsm.reading.message import Context, Message

NOW: Final = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))
# (question, its text) -> what is read -> messages, separated by bars.
SAID: Final = {
    ("none", ""): {
        None: """
            what are your opening hours | are you hiring drivers? | отпишите мне когда будете свободны
            не беспокоить | балама тіл үйренетін курс іздеп жүрмін | и где ваш хваленый мастер
            нужен психолог для подростка 14 лет | Бесплатный разбор вашего инстаграма! Пишите слово ХОЧУ
            сендер алаяксындар акшамды кайтар
        """,
    },
    ("confirm", "Сізді тегін кеңеске жазып қояйын ба?"): {
        "no": """
            жок керек емес | кейін хабарласамын | уақытым жоқ қазір | келе алмаймын | керегі жоқ, рахмет
            жоқ рахмет | сенбеймін мен ондайға | басқа жерге жазылып қойдым | жазылмаймын | жоқ, ұнамайды
            қазір емес | болмайды | zhoq rahmet | басқа орталыққа барып жүрміз
        """,
        "unsure": """
            күйеуімнен сұрап көрейін | ойланайын | ойланып айтайын | бос уақытым болса келем | білмедім
        """,
        "yes": """
            иә | жазыңыз | болады жазып коя салыныз | қарсы емеспін | әрине жазыңыз, рахмет | иа
            керемет, жазып қойыңыз | da jazyp qoinyz | ия жазыныз | керек еді, жазыңызшы | мақұл
            жарайды, қай күні? | iya bolady
        """,
    },
    ("confirm", "Shall I book the call for you?"): {
        "no": """
            nah | I'm too busy this week | not interested | I already have a supplier | don't call me, text
            no thanks, I'm good | sorry can't, too expensive for us | no need | I'd rather text
            we went with another agency | I don't have time for this
        """,
        "unsure": """
            let me think about it | maybe next week | only if it takes 5 minutes | I need to check with my boss
            hmm not sure
        """,
        "yes": """
            yes please | sure, go ahead | sounds good | can't wait! | please do | absolutely! | of course
            ok but after 5pm
        """,
    },
    ("need", "Сәлеметсіз бе! Қандай қызмет керек еді?"): {
        None: """
            сайтты жаңартқымыз келеді
        """,
    },
    ("authority", "Do you make the decision yourself?"): {
        "no": """
            no, it's up to my manager | we decide as a family
        """,
        "yes": """
            yes I do
        """,
    },
    ("confirm", "Бағасы сізге қолайлы ма?"): {
        "no": """
            жоқ қымбаттау екен
        """,
        "yes": """
            жарайды | болады гой
        """,
    },
    ("confirm", "Прислать вам каталог в WhatsApp?"): {
        "no": """
            не пользуюсь ватсапом
        """,
        "yes": """
            да, на этот номер | присылай | мне не к спеху, но можно
        """,
    },
    ("confirm", "Is this information correct?"): {
        "no": """
            the phone is wrong, last digit is 5 | almost, name is spelled Aigerim
        """,
        "yes": """
            yep | all correct, thank you so much!
        """,
    },
    ("budget", "Бюджетіңіз шамамен қанша?"): {
        None: """
            көп емес
        """,
    },
    ("authority", "Who will make the final decision on this?"): {
        None: """
            it will be me and two other partners
        """,
    },
    ("confirm", "Бәрі дұрыс па?"): {
        "no": """
            жоқ, нөмірім басқа | тек уақыты қате | атымды түзетіңіз
        """,
        "yes": """
            иә бәрі дұрыс | дурыс
        """,
    },
    ("confirm", "Are you still interested?"): {
        "no": """
            not anymore | found someone else already
        """,
        "unsure": """
            kind of, still comparing options
        """,
        "yes": """
            yes very much
        """,
    },
    ("confirm", "Вам підходить ця ціна?"): {
        "no": """
            задорого | ні, шукаю дешевше
        """,
        "unsure": """
            подумаю ще
        """,
        "yes": """
            так, влаштовує
        """,
    },
    ("confirm", "Ертең сағат 15:00-де келуге бола ма?"): {
        "no": """
            үшке жетпеймін, төртте ше | жоқ басқа күні
        """,
        "yes": """
            иә келе аламын | бола береді
        """,
    },
    ("confirm", "Can we schedule a visit for Friday at 10?"): {
        "no": """
            10 is too early | I'm out of town on Friday
        """,
        "yes": """
            Friday works | sure thing
        """,
    },
    ("confirm", "Менеджер қоңырау шалса бола ма?"): {
        "no": """
            шалмаса да болады, жазыңыз | жоқ ыңғайсыз
        """,
        "yes": """
            иә, кешке шалсын | болад
        """,
    },
    ("confirm", "Алдын ала төлем жасауға дайынсыз ба?"): {
        "no": """
            жок акшам жок казир | алдын ала толемеймин
        """,
        "unsure": """
            ойланып корем
        """,
        "yes": """
            дайынмын
        """,
    },
    ("confirm", "Әлі де өзекті ме?"): {
        "no": """
            озекти емес | баска жерден алып койдык | керек болмай калды
        """,
        "yes": """
            иа актуально | ия кутип отырмын
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
def test_yes_and_no_are_read_by_meaning(question, asked, text, expected):
    assert yes_no.read(Message(text), Context(question, asked, NOW)) == expected
