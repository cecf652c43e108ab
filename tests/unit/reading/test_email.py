"""E-mail addresses as people write and say them: a line is "text | address" (- is none)."""

from datetime import datetime, timedelta, timezone

import pytest

from fsm.reading import email
from fsm.reading.message import Context, Message
from tests.unit.reading.money_check import rows

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))

ADDRESSES = """
aigul@mail.ru | aigul@mail.ru
AIGUL.K@GMAIL.COM | aigul.k@gmail.com
aigul собака майл ру | aigul@mail.ru
aigul.85 собачка gmail.com | aigul.85@gmail.com
aigul тире k собака yandex точка kz | aigul-k@yandex.kz
aigul_k нижнее подчеркивание 85 собака mail.ru | aigul_k_85@mail.ru
aigul at gmail dot com | aigul@gmail.com
aigul(at)gmail(dot)com | aigul@gmail.com
aigul [at] gmail [dot] com | aigul@gmail.com
aigul@ gmail.com | aigul@gmail.com
aigul @gmail.com | aigul@gmail.com
aigul@gmail .com | aigul@gmail.com
aigul@gmail. com | aigul@gmail.com
почта aigul@gmail.com телефон 87771234567 | aigul@gmail.com
aigul@gmail.com и asel@mail.ru | aigul@gmail.com
на aigul@gmail.com, копию директору dir@company.kz | aigul@gmail.com
aigul@gmail.com. | aigul@gmail.com
aigul@gmail.com) | aigul@gmail.com
(aigul@gmail.com) | aigul@gmail.com
"aigul@gmail.com" | aigul@gmail.com
эл.почта:aigul@gmail.com | aigul@gmail.com
aigul2000@inbox.ru отправьте сегодня | aigul2000@inbox.ru
aigul.k@company.com.kz | aigul.k@company.com.kz
office@nazarbayev-university.edu.kz | office@nazarbayev-university.edu.kz
менің поштам aigul@mail.ru | aigul@mail.ru
aigul@mail нүкте ru | aigul@mail.ru
у меня нет почты | -
отправьте в ватсап | -
собака | -
почту не помню | -
та же почта | -
@aigul_k | -
инста @aigul.kz | -
t.me/aigul | -
aigul.kz | -
aigul@ | -
@gmail.com | -
john.smith+kz@example.co.uk | john.smith+kz@example.co.uk
it's john underscore smith at outlook dot com | john_smith@outlook.com
john dot smith at company dot kz please | john.smith@company.kz
my mail is j.smith@corp.io, thanks | j.smith@corp.io
моя пошта ivan крапка petrenko равлик ukr крапка net | ivan.petrenko@ukr.net
ivan@ukr.net | ivan@ukr.net
пишіть на ivan@i.ua | ivan@i.ua
ivanov_85@mail,ru | ivanov_85@mail.ru
не на gmail, а на ivanov@mail.ru | ivanov@mail.ru
buh@too-alem.kz бухгалтерия | buh@too-alem.kz
Ivan.Petrov@Mail.Ru. | ivan.petrov@mail.ru
иванов собака яндекс точка ру | ivanov@yandex.ru
ivan точка petrov собака gmail точка com | ivan.petrov@gmail.com
ivan нижнее подчеркивание petrov собачка gmail.com | ivan_petrov@gmail.com
aigul85 gmail com | aigul85@gmail.com
ivan 85 собака mail.ru | ivan85@mail.ru
не old@mail.ru а new@mail.ru | new@mail.ru
аigerim@mail.ru | aigerim@mail.ru
ivan@mail ру | ivan@mail.ru
dana ит мейл нүкте ру | dana@mail.ru
erlan<at>mail<dot>ru | erlan@mail.ru
асхат собака бк ру | askhat@bk.ru
_anna_@mail.ru | _anna_@mail.ru
mailto:x1@y.kz | x1@y.kz
"""

UNASKED = """
подписывайтесь @aigerim.kz | -
я сейчас at office mail.ru | -
собака укусила, у меня собака и кот | -
meet me at google.com | -
пишите ivan@mail.ru | ivan@mail.ru
aigul85 gmail com | -
"""


def found(question, text):
    read = email.read(Message(text), Context(question, "На какую почту отправить?", NOW))
    if read is None:
        return "-"
    assert text[read.start : read.end] == read.words
    return read.value


@pytest.mark.parametrize(("text", "expected"), rows(ADDRESSES))
def test_asked_for_an_address(text, expected):
    assert found("email", text) == expected


@pytest.mark.parametrize(("text", "expected"), rows(UNASKED))
def test_nobody_asked_for_an_address(text, expected):
    assert found("none", text) == expected


def test_every_address_is_kept_from_other_readers():
    message = Message("info@stroy.kz, копию buh@stroy.kz")
    context = Context("email", "", NOW)
    assert message.without(email.spans(message, context)).text.split() == [",", "копию"]
