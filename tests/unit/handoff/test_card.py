"""The card a rep reads on a phone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wording import Catalogue
from fsm.facts import Authority, Hours
from fsm.lead import Handoff, Stage
from handoff.card import buttons, card, safe
from handoff.race import press
from scoring.criteria import weigh
from tests.unit.scoring.people import CONSUMER, EXAMPLE, LEADS, NOW, lead, told, upto

CATALOGUE = Catalogue.load()
HERE = NOW.astimezone(ZoneInfo("Asia/Almaty"))  # Saturday 21 November, 14:00


def weighed(who, **fields):
    return msgspec.structs.replace(who, worth=weigh(who, CONSUMER, NOW), **fields)


HOT = weighed(EXAMPLE, source="olx_ad", last_words="Алия, 8 777 123 45 67")
OFFERED = Handoff(id=5, state="offered", offered_at=NOW, hot=True)


def written(who, language="ru", now=HERE, **more):
    return card(who, CATALOGUE.words(language, now.date()), now, **more)


def kind(fact, told):
    return {"need_kind": "Залит водой"}.get(fact, "")


def rooms(fact, told):
    return {"rooms": "Две комнаты"}.get(fact, "")


def test_the_example_in_russian_word_for_word():
    of_a_kind = msgspec.structs.replace(HOT, facts={**HOT.facts, "need_kind": told("water")})

    assert written(of_a_kind, label=kind) == (
        "🔥 <b>96 · Горячий лид</b>\n"
        "<b>Алия</b>\n"
        "+7 777 123 45 67\n"
        "\n"
        "🎯 Залит водой\n"
        "🗣 Не включается, залил водой\n"
        "💰 10 000–15 000 ₸\n"
        "⏰ до завтра, 22 ноября\n"
        "📡 Telegram · русский · olx_ad\n"
        "💬 «Алия, 8 777 123 45 67»\n"
        "<blockquote expandable>Почему 96:\n"
        "+35/35 Бюджет: подходит «Да, нормально»\n"
        "+24/24 Срок: срочно «Срочно, завтра экзамен»\n"
        "+23/23 Потребность: острая проблема «Не включается, залил водой»\n"
        "+14/18 Контакт: есть телефон «8 777 123 45 67»</blockquote>\n"
        "👉 Срочно: звоните прямо сейчас"
    )


@pytest.mark.parametrize(
    ("language", "first", "when", "why"),
    [
        ("kk", "🔥 <b>96 · Ыстық лид</b>", "⏰ ертеңге дейін, 22 қараша", "Неге 96:"),
        ("en", "🔥 <b>96 · Hot lead</b>", "⏰ by tomorrow, 22 November", "Why 96:"),
    ],
)
def test_the_same_card_in_the_language_of_the_reps(language, first, when, why):
    text = written(HOT, language)

    assert text.splitlines()[0] == first
    assert when in text
    assert why in text
    assert "+7 777 123 45 67" in text.splitlines()


def test_the_reasons_on_the_card_add_up_to_the_score_on_it():
    text = written(HOT)

    assert sum(map(int, re.findall(r"^(?:<.*>)?\+(\d+)/", text, flags=re.MULTILINE))) == HOT.worth.score


def test_it_fits_one_screen_of_a_phone():
    everything = weighed(
        lead(
            2,
            need="х" * 300,
            timeline=HOT.facts["timeline"],
            budget=upto(20_000),
            authority=Authority.SHARED,
            location="Шымкент",
            best_time=Hours("18:00", None),
            name="Нұрлан Серікұлы",
            phone="+77051112233",
            email="n@a.kz",
        ),
        last_words="э" * 500,
        objections=("price", "trust"),
        sentiment="negative",
    )
    unfolded = re.sub(r"<blockquote.*</blockquote>", "", written(everything), flags=re.DOTALL)
    lines = sum(1 + len(re.sub("<[^>]+>", "", line)) // 40 for line in unfolded.splitlines())

    assert lines <= 24


def test_what_nobody_knows_is_named_once_with_what_it_would_add():
    text = written(weighed(lead(2, need="кран")))

    assert "Не знаем: бюджет (+35), срок (+24), телефон (+14), имя (+3)" in text
    assert "0/35" not in text
    assert "Телефона пока нет" in text


def test_who_asked_for_a_person_is_announced_as_that():
    asked = Handoff(id=5, state="offered", offered_at=NOW)

    assert written(weighed(lead(), handoff=asked)).startswith("🙋 <b>0 · Нужен человек</b>")
    assert written(weighed(lead())).startswith("⚪ <b>0 · Не подходит</b>")
    assert written(lead()).startswith("<b>Новый лид</b>")


def test_a_closed_chat_and_a_stop_are_not_to_be_overlooked():
    assert "🚫 Чат закрыт: остаётся звонок" in written(msgspec.structs.replace(HOT, reachable=False))
    assert "⛔ Просит больше не писать" in written(msgspec.structs.replace(HOT, stage=Stage.OPTED_OUT))


def test_a_name_from_the_profile_says_that_it_is_one():
    assert "<b>Aliya K. (имя из профиля)</b>" in written(weighed(lead(), display_name="Aliya K."))
    assert "<b>Имя не названо</b>" in written(weighed(lead()))


def test_the_scripts_own_facts_have_their_name_or_label():
    own = weighed(lead(need="x", rooms=2.0))

    assert "▫️ rooms: 2" in written(own)
    assert "▫️ Две комнаты" in written(own, label=rooms)


def test_claimed_and_judged_cards_say_by_whom_and_when():
    claimed = press(OFFERED, "claim", "9", "Ерлан <b>", NOW + timedelta(minutes=2)).handoff
    junked = press(claimed, "junk", "9", "Ерлан", NOW).handoff
    cooled = press(OFFERED, "not_hot", "9", "Ерлан", NOW).handoff
    last = [
        written(msgspec.structs.replace(HOT, handoff=handoff)).splitlines()[-1]
        for handoff in (OFFERED, claimed, junked, cooled)
    ]

    assert last == [
        "👉 Срочно: звоните прямо сейчас",
        "🤝 Ерлан &lt;b&gt; · 14:02",
        "🗑 Мусор · Ерлан",
        "❄️ Не горячий · Ерлан",
    ]
    shown = [buttons(msgspec.structs.replace(HOT, handoff=handoff)) for handoff in (OFFERED, claimed, junked)]
    assert [[list(row) for row in rows] for rows in shown] == [
        [["claim"], ["not_hot", "junk"]],
        [["called", "release"], ["outcome"]],
        [],
    ]


class Markup(HTMLParser):
    """The tags of a text, which must be ours and closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.seen = [], set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.add((tag, *(name for name, _ in attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


HOSTILE = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        ["<b>", "</blockquote>", "&lt;", "{name}", "<a href='tg://x'>", "\u202eevil", "\ud800", "a\nb\r\nc"]
    ),
)


@given(LEADS, HOSTILE, HOSTILE, HOSTILE, st.sampled_from(["ru", "kk", "en"]))
def test_no_lead_can_break_or_forge_the_card(who, name, said, source, language):
    facts = {**who.facts, "name": told(name, said), "need": told(said, name), "custom": told(source, said)}
    hostile = weighed(
        msgspec.structs.replace(who, facts=facts, source=source, channel=source, language=source),
        last_words=said,
        display_name=name,
    )
    text = written(hostile, language)

    markup = Markup(text)
    assert markup.open == []
    assert markup.seen == {("b",), ("blockquote", "expandable")}
    assert len(text.encode("utf-16-le")) // 2 <= 4096
    assert not set(text) & set("\u202e\r\x00")


def test_foreign_text_becomes_one_short_escaped_line():
    assert safe(" a\n<b>\t&\u202e ") == "a &lt;b&gt; &amp;"
    assert safe("я" * 500) == "я" * 139 + "…"


def test_the_time_of_the_claim_is_in_the_zone_of_the_reps():
    claimed = msgspec.structs.replace(
        OFFERED, state="claimed", rep_name="Алия", claimed_at=datetime(2026, 11, 21, 9, 2, tzinfo=UTC)
    )
    assert written(msgspec.structs.replace(HOT, handoff=claimed)).endswith("🤝 Алия · 14:02")


@pytest.mark.parametrize(("language", "name"), [("ru", "пример"), ("kk", "мысал"), ("en", "example")])
def test_the_example_lead_says_that_it_is_one(language, name):
    assert f"📡 {name} · " in written(msgspec.structs.replace(HOT, channel="demo"), language)


def test_a_copy_tells_its_reader_why_its_buttons_are_gone_and_the_owner_why_it_came():
    passed = msgspec.structs.replace(HOT, handoff=msgspec.structs.replace(OFFERED, tried=("7",)))
    asked = msgspec.structs.replace(HOT, handoff=msgspec.structs.replace(OFFERED, step=2))

    assert "⌛ Время вышло" in written(passed, rep_id="7")
    assert "🔁 Снова свободен" in written(passed, rep_id="8")
    assert "🚨 Никто из менеджеров не взял" in written(asked, rep_id="42")


def test_a_claimed_card_says_why_there_is_no_deal_to_move():
    claimed = Handoff(id=5, state="claimed", offered_at=NOW, claimed_at=NOW, rep_name="Берик")
    hot = msgspec.structs.replace(HOT, handoff=claimed)
    poor = msgspec.structs.replace(hot, worth=msgspec.structs.replace(HOT.worth, score=41))
    aimless = msgspec.structs.replace(hot, facts={name: fact for name, fact in hot.facts.items() if name == "name"})

    assert "Сделки пока нет. Для передачи нужно 60 баллов, а здесь 41." in written(poor)
    assert "No deal yet. It is not known what the customer needs." in written(aimless, "en")
    assert "Сделки пока нет" not in written(hot)
