"""How bad a problem is: 0 denied, 1 a wish, 2 trouble, 3 acute; empty when none is spoken of."""

from datetime import datetime

import pytest

from fsm.reading import mood
from fsm.reading.message import Context, Message
from tests.unit.reading.money_check import rows

NOW = datetime.fromisoformat("2026-03-10T14:30:00+05:00")
QUESTIONS = {"d": ("need", "Здравствуйте! Расскажите, чем можем помочь?"), "n": ("none", "")}
MESSAGES = """
d: кондиционер не холодит, в офисе духота, сотрудники жалуются | 2
d: хочу подтянуть разговорный английский | 1
d: прорвало батарею, соседей снизу топим | 3
d: просто посмотреть цены | 0
d: стиралка прыгает при отжиме и гремит | 2
n: у ребёнка температура 39 и кашель, нужен педиатр на дом | 3
n: гарантия на стиралку закончилась, барабан не крутится | 2
d: хотелось бы чтобы сайт выглядел современнее | 1
d: счета арестовали, не можем платить зарплату | 3
d: аяғым қатты ауырып тұр, жүре алмаймын | 3
d: телефонның экраны сынып қалды | 2
d: ағылшын тілін жақсартқым келеді | 1
d: жай бағасын білейін деп едім | 0
d: үйде су жоқ, құбыр жарылды | 3
d: балам сабақты түсінбейді, бағасы нашар | 2
d: my laptop keeps restarting and I can't finish work | 2
d: we smell gas in the kitchen | 3
d: I'd like to redesign our logo, it's outdated | 1
d: nothing specific, just curious | 0
d: pipe burst in the basement, everything is flooded | 3
d: tooth hurts when I eat cold | 2
d: my back has been aching for two weeks | 2
d: ворота заклинило, машину не выгнать, опаздываем | 2
d: зуб ноет третий день, спать не могу | 3
d: у дитини двійки з математики | 2
d: хочу оновити кухню | 1
d: світла немає другий день | 3
d: потёк бойлер, вода на полу | 3
d: продажи упали вдвое, не окупаем рекламу | 2
n: нужна вечеринка на 20 человек |
n: сколько стоит маникюр? |
n: хочу купить диван |
d: нужен сайт для кофейни |
d: ремонт двушки под ключ |
n: салам, күйеуіме туған күнге торт керек |
d: ноутбук греется и шумит как самолёт | 2
d: машина не заводится, стою на трассе ночью | 3
d: немного скрипит дверь шкафа | 1
d: у меня всё хорошо, ничего не беспокоит, просто осмотр | 0
d: уволили бухгалтера, отчётность горит, штрафы капают | 3
d: кошка не ест третий день, вялая | 2
d: окна запотевают, дует из щелей | 2
d: wifi drops during meetings | 2
d: жёлтые пятна на потолке после дождя | 2
d: хотим кухню поуютнее и посветлее | 1
d: тек бағасын білгім келді | 0
d: үйде жарық жоқ, балалар тоңып отыр | 3
d: пролила кофе на ноутбук, клавиши залипают | 2
d: пришёл отказ по визе, билеты сгорят | 3
d: қазандық сөніп қалды, үй суық | 3
d: паспортым жоғалды, не істерімді білмеймін | 2
d: ничего не мучает, плановый осмотр | 0
"""


@pytest.mark.parametrize(("said", "expected"), rows(MESSAGES))
def test_severity(said: str, expected: str) -> None:
    question, text = said.split(": ", 1)
    severity = mood.read_pain(Message(text), Context(*QUESTIONS[question], NOW))
    assert ("" if severity is None else str(severity)) == expected
