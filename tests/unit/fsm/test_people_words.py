"""Addresses, codes, links and wishes to go on elsewhere."""

from __future__ import annotations

import secrets

import pytest
from leads import opened

from fsm.facts import Fact
from fsm.lead import Lead
from fsm.people import codes
from fsm.people.addresses import all_of, is_vouched, phone, proven, reach
from fsm.people.wishes import elsewhere


@pytest.mark.parametrize(
    ("channel", "external_id", "ways"),
    [
        ("whatsapp", "77771234567@c.us", {("whatsapp", "77771234567@c.us"), ("phone", "+77771234567")}),
        ("whatsapp", "123456789012345@lid", {("whatsapp", "123456789012345@lid")}),
        ("telegram", "501", {("telegram", "501")}),
        ("email", "Aliya@Example.KZ", {("email", "aliya@example.kz")}),
        ("phone", "+7 777 123-45-67", {("phone", "+77771234567")}),
        ("phone", "none", set()),
        ("webhook", "+77771234567", {("webhook", "+77771234567"), ("phone", "+77771234567")}),
        ("webhook", "a@b.kz", {("webhook", "a@b.kz"), ("email", "a@b.kz")}),
        ("webhook", "form:ab", {("webhook", "form:ab")}),
    ],
)
def test_an_address_and_all_it_reaches(channel, external_id, ways):
    assert reach(channel, external_id) == ways


def test_typed_numbers_are_known_but_prove_nothing():
    fact = Fact("+77019999999", "8 701 999 99 99", "m")
    lead = Lead(id=1, workspace_id=1, channel="telegram", chat="5", language="ru", facts={"phone": fact})
    identities, phones = [("telegram", "501"), ("email", "a@b.kz")], ["+77771234567"]
    assert ("phone", "+77019999999") in all_of(lead, identities, phones)
    assert proven(identities, phones) == {("telegram", "501"), ("phone", "+77771234567")}


@pytest.mark.parametrize(
    ("channel", "vouched"), [("email", False), ("webhook", False), ("web", True), ("telegram", True)]
)
def test_a_from_line_and_a_form_vouch_for_nobody(channel, vouched):
    assert is_vouched(channel) is vouched


def test_a_number_is_written_one_way():
    assert phone("8 (777) 123-45-67") == "+77771234567"
    assert phone("+855 12 345 678") == "+85512345678"
    assert phone("+7 777 123 45 67") == "+77771234567"
    assert phone("12") == ""


def test_a_code_fits_every_link_and_nothing_else_looks_like_one():
    for _ in range(200):
        code = codes.written(secrets.token_urlsafe(codes.RANDOM_BYTES))
        assert codes.is_code(code)
        assert len(code) <= 32  # a wa.me code in brackets has room for so many, a deep link for twice as many
        assert code.isascii()
        assert code.replace("_", "").replace("-", "").isalnum()
    for other in ("", "r_", "r_short", "olx", "r_" + "a" * 23, "r_" + "ж" * 22, "R_" + "a" * 22, "r_" + "a" * 21 + " "):
        assert not codes.is_code(other)
    with pytest.raises(ValueError, match="16 random bytes"):
        codes.written("too short")


def test_one_delivery_repeated_is_one_redeemer():
    assert codes.redeemer("telegram", "u1") == codes.redeemer("telegram", "u1")
    assert len({codes.redeemer(*each) for each in (("telegram", "u1"), ("telegram", "u2"), ("whatsapp", "u1"))}) == 3


def test_the_first_link_stays_and_each_later_one_is_told_once():
    talk = opened()
    talk.starts("olx")
    assert (talk.lead.source, talk.lead.touches) == ("olx", ())
    talk.starts("instagram")
    assert [(change.before, change.after) for change in talk.last.trail if change.kind == "touch"] == [
        ("olx", "instagram")
    ]
    talk.starts("olx")
    talk.says("здравствуйте", source="instagram")
    assert not [change for change in talk.last.trail if change.kind == "touch"]
    assert (talk.lead.source, talk.lead.touches) == ("olx", ("instagram",))
    for number in range(50):
        talk.starts(f"link{number}")
    assert len(talk.lead.touches) == 20


@pytest.mark.parametrize(
    ("text", "apps"),
    [
        ("можно в телеграме?", ("telegram",)),
        ("Давайте перейдём в Telegram", ("telegram",)),
        ("А в ватсапе можно?", ("whatsapp",)),
        ("удобнее в вотсап", ("whatsapp",)),
        ("напишите мне в WhatsApp", ("whatsapp",)),
        ("Телеграм есть?", ("telegram",)),
        ("Telegram", ("telegram",)),
        ("WhatsApp?", ("whatsapp",)),
        ("Телеграмда жалғастырайық", ("telegram",)),
        ("WhatsApp арқылы жазса бола ма?", ("whatsapp",)),
        ("can we continue in Telegram?", ("telegram",)),
        ("let's move to whatsapp", ("whatsapp",)),
        ("можна продовжити в телеграмі?", ("telegram",)),
        ("телеграм или ватсап, что удобнее?", ("telegram", "whatsapp")),
        ("не включается, залил водой", ()),
        ("телеграм у меня не работает", ()),
        ("нет телеграма", ()),
        ("не пишите в ватсап", ()),
        ("у меня телефон Samsung, на нём стоит телеграм", ()),
        ("нужен бот для телеграма", ()),
        ("don't use WhatsApp please", ()),
        ("x" * 500 + " телеграм можно", ()),
        ("", ()),
    ],
)
def test_a_wish_to_go_on_elsewhere(text, apps):
    assert elsewhere(text) == apps
