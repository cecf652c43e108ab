"""Names read from whole messages, beside the numbers and addresses that other readers take; empty is no name."""

from datetime import datetime

import pytest

from fsm.facts import NAME
from fsm.reading.message import Context
from fsm.reading.reader import read
from tests.unit.reading.money_check import rows

NOW = datetime.fromisoformat("2026-03-10T14:30:00+05:00")
QUESTIONS = {
    "bt": ("best_time", "В какое время вам удобно принять звонок?"),
    "c": ("confirm", "Всё верно записал?"),
    "cn": ("contact_name", "Как к вам обращаться?"),
    "n": ("none", ""),
    "p": ("phone", "На какой номер вам позвонить?"),
}
MESSAGES = """
n: нужен электрик, мой номер 8 701 222 33 44 Болат | Болат
n: Самал 87772223344 перезвоните по ремонту | Самал
n: Надежда +7 702 111 22 33, жду звонка | Надежда
p: сот. 8 777 111 22 33 (Роза Ахметовна) после 6 | Роза Ахметовна
p: 87771112233 (Любовь Ивановна) | Любовь Ивановна
cn: Madina, surname Akhmetova | Madina Akhmetova
cn: Ержан, фамилия Сапаров | Ержан Сапаров
cn: Динара, тегім Оспанова | Динара Оспанова
n: Ищем репетитора дочке, 5 класс, мама Гульнара | Гульнара
n: сыну 6 лет, нужен логопед, мама Тимура |
n: решает жена, мама Айлин |
n: дочка Айша 8 лет, номер 8 701 222 33 44 |
n: добрый вечер, это Данияр, нужна кухня | Данияр
n: Здравствуйте, пишет Салтанат, хочу на маникюр | Салтанат
n: Вас беспокоит Ирина Викторовна из школы | Ирина Викторовна
n: сәлем, мен Айдосмын, жөндеу керек еді | Айдос
n: менің атым Еркежан, бағасын білейін деп едім | Еркежан
n: hi, this is Kanat speaking, need a quote | Kanat
n: Hello, Aigerim here. Do you do logos? | Aigerim
n: assalam, men Nurbolat, sabaq kerek | Nurbolat
p: запишите: Ахметов Серик, 8 701 222 33 44 | Ахметов Серик
p: 8 701 222 33 44, спросить Ольгу Петровну | Ольга Петровна
c: да верно, только имя Жанна а не Жанар | Жанна
cn: Нурсултанбек | Нурсултанбек
cn: можно просто Тоха | Тоха
cn: Ахметжанова Гульбаршин Сериковна | Ахметжанова Гульбаршин Сериковна
cn: Балжан апай деп жазыңыз | Балжан
cn: зовите Михалыч | Михалыч
cn: It's Mr. Thompson | Thompson
cn: ТОО СтройГрад, менеджер Виктория | Виктория
cn: я Константин, для друзей Костя | Константин
cn: не скажу |
cn: а зачем вам? |
cn: сколько стоит урок? |
cn: мене звати Оксана Гнатюк | Оксана Гнатюк
cn: Есімім Қуаныш | Қуаныш
cn: Аты-жөнім Сейітқали Мақсат | Сейітқали Мақсат
n: стоимость кухни 3 метра, Вера |
n: хочу записать сына Алихана на плавание |
n: мастер Руслан обещал прийти и не пришел |
n: с уважением, Дмитрий Ким | Дмитрий Ким
n: Алия, добрый день, сколько стоит стрижка? |
p: мой: +7 747 000 11 22, зовут Бекзат | Бекзат
bt: звоните после 5, Артур | Артур
"""


@pytest.mark.parametrize(("said", "expected"), rows(MESSAGES))
def test_name_in_a_whole_message(said: str, expected: str) -> None:
    question, text = said.split(": ", 1)
    found = read(text, Context(*QUESTIONS[question], NOW)).facts.get(NAME)
    assert (found.value if found else "") == expected
