"""Asking to be left alone is recognised always, and only then."""

from __future__ import annotations

import pytest

from fsm.reading import intent
from fsm.reading.message import Message

STOP = """
стоп | Стоп | СТОП | стоп! | стоп. | стоп пожалуйста | ну стоп | stop | STOP | Stop! | stop please | please stop
тоқта | Тоқта! | тоқтаңыз | тоқтатыңыз | отпишите | Отпишите меня | отпишите от рассылки | отписаться
хочу отписаться | отписка | unsubscribe | Unsubscribe me | opt out | відписатися | відпишіть мене
больше не пишите | не пишите больше | больше мне не пишите | не пишите мне больше никогда
никогда мне больше не пишите | не пиши мне больше | больше не звоните | хватит писать | хватит мне писать
хватит спамить | перестаньте писать | прекратите слать сообщения | не беспокойте | не беспокоить | отстаньте
отстань от меня | жазбаңыз | жазбаңыздар | енді жазбаңыз | маған жазбаңыз | маған енді жазбаңыздаршы
бұдан былай жазбаңыз | хабарлама жібермеңіз | мазаламаңыз | мазамды алмаңыз | жазбаныз | енди жазбаныз
маган жазбаныз | stop messaging me | stop texting | stop writing to me | don't contact me again
do not message me | never text me again | remove me from the list | leave me alone | no more messages
удалите мой номер | удалите меня из базы | уберите меня из рассылки | отключите рассылку | отмените рассылку
забудьте мой номер | вычеркните меня | не присылайте мне ничего | не пишіть мені | більше не пишіть
не турбуйте мене | досить писати | видаліть мій номер | bolshe ne pishite | ne pishite mne bolshe
"""
GOING_ON = """
стоп, а сколько стоит? | стоп а это точно новая цена | автостоп | ищу автостоп до Алматы | стоп-сигнал не горит
stop-кран | нужен стоп-кран на поезд | bus stop near Abay | what stop is it | non-stop service please
не останавливайтесь, рассказывайте | тоқтаусыз жұмыс істейсіздер ме | пишите мне в ватсап
не звоните, лучше пишите | не пишите на почту, лучше в телеграм | не звоните до 10 утра
не пишите после 22, сплю | звоните, не пишите | отпишитесь когда будет готово | хватит ли 50 тысяч?
хватит ли двух банок краски | хватит на две комнаты | сколько хватит | отстой | мне никто не пишет | жазыңыз
маған жазыңыз | жазылайын | қоңырау шалмаңыз, жазыңыз | хабарлама жіберіңіз | больше ничего не нужно, спасибо
больше всего нравится белый | the kids stop at 5pm | can you stop by tomorrow? | не могу сейчас писать
больше 100 тысяч не дам | не | не? | не... | нее | годы | то есть нет? | goody
"""


def each(texts: str) -> list[str]:
    return [text.strip() for text in texts.replace("\n", "|").split("|") if text.strip()]


@pytest.mark.parametrize("text", each(STOP))
def test_a_wish_for_silence_is_heard(text):
    assert intent.is_stop(Message(text))


@pytest.mark.parametrize("text", each(GOING_ON))
def test_the_word_alone_does_not_stop_a_talk(text):
    assert not intent.is_stop(Message(text))
