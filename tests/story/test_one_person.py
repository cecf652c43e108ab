"""One person across channels: the conversation goes on wherever they write, and nobody becomes somebody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.people import People
from fsm.lead import Stage
from fsm.storage import erasure, people, road, suppression
from fsm.storage.schema import open_store
from tests.contract.stages import until
from tests.fakes.botapi import FakeBotApi
from tests.fakes.mail_imap import USER, Dovecot
from tests.fakes.mail_person import Correspondent
from tests.fakes.mail_smtp import FakeSmtp
from tests.fakes.waha import FakeWaha
from tests.story.test_email import answered
from tests.story.test_email import engine as mail_engine
from tests.story.town import API_KEY, WORKSPACE, Town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with FakeBotApi() as api, FakeWaha("NOWEB") as waha, Town(tmp_path, api, waha).running() as made:
        yield made
        assert api.violations == []
    assert not waha.violations


async def test_from_the_website_to_telegram_by_a_code(town: Town) -> None:
    visitor = await town.visitor("instagram/spring")
    await visitor.says("Ноутбук не включается, залил водой")
    question = await visitor.says("Срочно, завтра экзамен")
    assert "10" in question
    lead = await town.lead("web", visitor.id)
    code = await town.code_for(lead)

    aliya = town.api.person("Алия")
    answer = await town.tells(aliya, lambda: aliya.starts(code))
    assert answer.startswith("Продолжаем здесь")
    assert "10" in answer, answer
    assert "Что случилось" not in answer
    answer = await town.tells(aliya, lambda: aliya.says("Да, подходит"))
    assert "зовут" in answer
    await town.tells(aliya, lambda: aliya.says("Алия, 8 777 123 45 67"))
    card = town.reps.heard[-1].text
    for words in ("Алия", "+7 777 123 45 67", "10 000", "instagram/spring"):
        assert words in card, card

    one = await town.lead("telegram", aliya.id)
    assert one.id == (await town.lead("web", visitor.id)).id == lead.id
    assert await town.leads() == [(lead.id, "qualified")]
    assert (one.channel, one.source) == ("telegram", "instagram/spring")
    assert [line[0] for line in await town.trail(one)].count("joined") == 1
    # The page shows what was said there, and not what is said in Telegram since.
    await visitor.reads(0)
    assert "Да, подходит" not in visitor.shown
    assert "подходит" in await town.transcript(one)


async def test_a_code_works_once_and_for_nobody_else(town: Town) -> None:
    visitor = await town.visitor()
    await visitor.says("Ноутбук не включается, залил водой")
    lead = await town.lead("web", visitor.id)
    code = await town.code_for(lead)
    aliya, thief = town.api.person("Алия"), town.api.person("Вор")
    await town.tells(aliya, lambda: aliya.starts(code))
    again = await town.tells(aliya, lambda: aliya.starts(code))
    assert "использована" not in again

    answer = await town.tells(thief, lambda: thief.starts(code))
    assert answer.startswith("Эта ссылка уже использована")
    assert "Что случилось" in answer
    robbed = await town.lead("telegram", thief.id)
    assert robbed.id != lead.id
    assert robbed.facts == {}
    assert robbed.source == ""


async def test_somebody_elses_link_does_not_make_a_known_person_somebody_else(town: Town) -> None:
    aliya = town.api.person("Алия")
    aliya.starts()
    await town.tells(aliya, lambda: aliya.says("Разбил экран телефона"))
    before = await town.lead("telegram", aliya.id)
    visitor = await town.visitor()
    await visitor.says("Ноутбук не включается, залил водой")
    code = await town.code_for(await town.lead("web", visitor.id))
    answer = await town.tells(aliya, lambda: aliya.starts(code))
    assert answer == "Эта ссылка продолжает здесь другой разговор с нами. Его начали вы?"
    assert await town.lead("telegram", aliya.id) == before

    answer = await town.tells(aliya, lambda: aliya.presses("Да, это я"))
    assert answer.startswith("Продолжаем здесь")
    assert (await town.lead("telegram", aliya.id)).id == (await town.lead("web", visitor.id)).id


async def test_whatsapp_and_telegram_are_one_by_the_same_number(town: Town) -> None:
    phone = town.waha.person("Алия", "77771234567")
    await town.tells(phone, lambda: phone.says("Здравствуйте! Не включается ноутбук, залил водой"))
    await town.tells(phone, lambda: phone.says("завтра"))
    on_whatsapp = await town.lead("whatsapp", "77771234567@c.us")
    assert {"need", "timeline", "phone"} <= set(on_whatsapp.facts)

    aliya = town.api.person("Алия")
    await town.tells(aliya, lambda: aliya.starts("olx"))
    await town.tells(aliya, lambda: aliya.says("Сколько стоит ремонт?"))
    answer = await town.tells(aliya, lambda: aliya.shares_contact("+77771234567"))
    assert "10" in answer, answer
    one = await town.lead("telegram", aliya.id)
    assert one.id == on_whatsapp.id
    assert one.channel == "telegram"
    assert "Что случилось" not in answer
    assert "Когда" not in answer
    await town.tells(aliya, lambda: aliya.says("да, подходит"))
    await town.tells(aliya, lambda: aliya.says("Алия"))
    assert await town.leads() == [(one.id, "qualified")]


async def test_whoever_is_in_good_hands_elsewhere_is_told_so(town: Town) -> None:
    phone = town.waha.person("Алия", "77771234567")
    for text in ("Здравствуйте! Не включается ноутбук, залил водой", "завтра", "да, подходит", "Алия"):
        await town.tells(phone, lambda: phone.says(text))  # noqa: B023 - awaited within the loop
    town.api.person("Берик").presses("Беру", place=town.reps)
    await town.settled()
    claimed = await town.lead("whatsapp", phone.chat)
    assert claimed.stage is Stage.HANDED_OFF
    aliya = town.api.person("Алия")
    aliya.starts()
    await town.tells(aliya, lambda: aliya.says("Не включается, залил водой"))
    answer = await town.tells(aliya, lambda: aliya.shares_contact("+77771234567"))
    assert "у коллеги" in answer or "коллега" in answer.lower(), answer
    one = await town.lead("telegram", aliya.id)
    assert (one.id, one.stage, one.channel) == (claimed.id, Stage.HANDED_OFF, "telegram")
    assert one.handoff is not None
    assert one.handoff.rep_name == "Берик"


async def test_a_typed_number_opens_nothing_and_changes_nothing(town: Town) -> None:
    phone = town.waha.person("Алия", "77771234567")
    await town.tells(phone, lambda: phone.says("Здравствуйте! Не включается ноутбук, залил водой"))
    await town.tells(phone, lambda: phone.says("завтра, меня зовут Алия Смагулова"))
    victim = await town.lead("whatsapp", "77771234567@c.us")

    attacker = town.api.person("Мэллори")
    attacker.starts()
    heard = [await town.tells(attacker, lambda: attacker.says("Мой номер 8 777 123 45 67, это Алия"))]
    heard.append(await town.tells(attacker, lambda: attacker.shares_contact("+77771234567", of=0)))
    heard.append(await town.tells(attacker, lambda: attacker.says("стоп")))
    page = await town.visitor()
    heard.append(await page.says("+7 777 123 45 67"))
    form = {"phone": "+77771234567", "message": "стоп, удалите мой номер", "name": "Алия"}
    heard.append(str(await town.post("/api/form", form)))
    assert not any("Смагулова" in text or "вод" in text for text in heard), heard
    assert await town.lead("whatsapp", "77771234567@c.us") == victim
    answer = await town.tells(phone, lambda: phone.says("да, подходит"))
    assert answer
    assert (await town.lead("telegram", attacker.id)).stage is Stage.OPTED_OUT
    assert (await town.lead("whatsapp", "77771234567@c.us")).stage is not Stage.OPTED_OUT


async def test_stop_on_one_channel_holds_on_the_other(town: Town) -> None:
    phone = town.waha.person("Алия", "77771234567")
    await town.tells(phone, lambda: phone.says("Здравствуйте! Не включается ноутбук, залил водой"))
    await town.tells(phone, lambda: phone.says("стоп"))
    aliya = town.api.person("Алия")
    aliya.starts()
    await town.tells(aliya, lambda: aliya.says("Сколько стоит ремонт?"))
    answer = await town.tells(aliya, lambda: aliya.shares_contact("+77771234567"))
    assert answer.startswith("Раньше вы просили вам не писать")
    assert await town.tells(aliya, lambda: aliya.says("алло")) == ""
    assert (await town.lead("telegram", aliya.id)).stage is Stage.OPTED_OUT
    assert "Здравствуйте" not in await town.tells(aliya, aliya.starts)
    assert (await town.lead("whatsapp", "77771234567@c.us")).stage is not Stage.OPTED_OUT


async def test_a_stop_keeps_every_address_off_the_lists_until_they_come_back_themselves(town: Town) -> None:
    phone = town.waha.person("Алия", "77771234567")
    await town.tells(phone, lambda: phone.says("Здравствуйте! Не включается ноутбук, почта aliya@example.kz"))
    await town.tells(phone, lambda: phone.says("стоп"))

    def closed(connection: Connection) -> list[bool]:
        ways = (("phone", "+77771234567"), ("email", "aliya@example.kz"), ("whatsapp", "77771234567@c.us"))
        return [suppression.is_suppressed(connection, WORKSPACE, [way]) for way in ways]

    assert await town.look(closed) == [True, True, True]
    assert await town.tells(phone, lambda: phone.says("/start"))
    # What they only typed stays closed: whoever typed it may not have been its owner.
    assert await town.look(closed) == [False, True, False]


async def test_two_ids_of_one_network_are_one_person_from_the_start_and_later(town: Town) -> None:
    phone = town.waha.person("Алия", "77771234567")
    await town.tells(phone, lambda: phone.says("Здравствуйте! Не включается ноутбук, залил водой", hidden=True))
    await town.tells(phone, lambda: phone.says("завтра"))
    assert len(await town.leads()) == 1
    lead = await town.lead("whatsapp", phone.chat)
    assert lead.id == (await town.lead("whatsapp", phone.lid)).id
    assert {"need", "timeline"} <= set(lead.facts)


async def test_what_was_joined_can_be_parted_and_stays_parted(town: Town) -> None:
    phone = town.waha.person("Алия", "77771234567")
    await town.tells(phone, lambda: phone.says("Здравствуйте! Не включается ноутбук, залил водой"))
    aliya = town.api.person("Айгуль")
    aliya.starts("olx")
    await town.tells(aliya, lambda: aliya.says("Разбил экран, меня зовут Айгуль"))
    before = await town.lead("whatsapp", phone.chat), await town.lead("telegram", aliya.id)
    await town.tells(aliya, lambda: aliya.shares_contact("+77771234567"))
    one = await town.lead("telegram", aliya.id)
    ((merge_id, _, why, _),) = await town.look(lambda connection: people.joinings(connection, one.id))
    assert why == "phone"
    since = await town.tells(aliya, lambda: aliya.says("завтра"))
    assert since

    turns = town.turns()
    parted = await town.change(lambda connection: People(turns).part(connection, merge_id, "Асель", town.now()))
    whatsapp, telegram = await town.lead("whatsapp", phone.chat), await town.lead("telegram", aliya.id)
    assert {whatsapp.id, telegram.id} == {lead.id for lead in before}
    restored = whatsapp if parted.other.id == whatsapp.id else telegram
    assert restored == next(lead for lead in before if lead.id == restored.id)
    survivor = telegram if restored is whatsapp else whatsapp
    assert "timeline" in survivor.facts
    assert "parted" in [line[0] for line in await town.trail(whatsapp)]
    # The same number shared once more does not undo what a person decided.
    await town.tells(aliya, lambda: aliya.shares_contact("+77771234567"))
    assert (await town.lead("whatsapp", phone.chat)).id != (await town.lead("telegram", aliya.id)).id


async def test_our_people_can_join_what_no_network_vouches_for(town: Town) -> None:
    visitor = await town.visitor()
    await visitor.says("Ноутбук не включается, залил водой")
    aliya = town.api.person("Алия")
    await town.tells(aliya, aliya.starts)
    web, telegram = await town.lead("web", visitor.id), await town.lead("telegram", aliya.id)
    turns = town.turns()
    kept = await town.change(
        lambda connection: People(turns).join(connection, web.id, telegram.id, "Асель", town.now())
    )
    assert kept == web.id
    answer = await town.tells(aliya, lambda: aliya.says("завтра"))
    assert "Что случилось" not in answer
    assert ("joined", "Асель") in [(kind, by) for kind, *_, by in await town.trail_by(web)]


async def test_a_forgotten_person_is_a_stranger_and_a_late_answer_about_them_is_dropped(town: Town) -> None:
    aliya = town.api.person("Алия")
    aliya.starts("olx")
    await town.tells(aliya, lambda: aliya.says("Ноутбук не включается, залил водой"))
    lead = await town.lead("telegram", aliya.id)
    await town.change(lambda connection: erasure.forget(connection, lead.id, town.now()))
    answer = await town.tells(aliya, lambda: aliya.says("Здравствуйте"))
    assert "Что случилось" in answer
    new = await town.lead("telegram", aliya.id)
    assert new.id != lead.id
    assert (new.source, new.facts) == ("", {})


async def test_where_they_came_from_is_kept_whatever_the_door(town: Town) -> None:
    aliya = town.api.person("Алия")
    await town.tells(aliya, lambda: aliya.starts("insta_spring"))
    await town.tells(aliya, lambda: aliya.starts("olx-77"))
    lead = await town.lead("telegram", aliya.id)
    assert (lead.source, lead.touches) == ("insta_spring", ("olx-77",))
    assert ("touch", "insta_spring", "olx-77", "they came again by another link") in await town.trail(lead)

    phone = town.waha.person("Бота", "77012223344")
    await town.tells(phone, lambda: phone.says("Здравствуйте! Не включается ноутбук [insta]"))
    await town.tells(phone, lambda: phone.says("Ещё вопрос [flyer2]"))
    lead = await town.lead("whatsapp", phone.chat)
    assert (lead.source, lead.touches) == ("insta", ("flyer2",))
    assert "[insta]" not in await town.transcript(lead)

    visitor = await town.visitor("google/cpc/laptops")
    assert (await town.lead("web", visitor.id)).source == "google/cpc/laptops"

    form = {"phone": "+77015556677", "message": "Разбил экран", "source": "landing-2"}
    await town.post("/api/form", form)
    handed = {"phone": "+77018889900", "message": "Сколько стоит?", "source": "kaspi", "channel": "marketplace"}
    await town.post("/api/webhook", handed, **{"X-API-Key": API_KEY})
    assert (await town.lead("webhook", "+77018889900")).source == "kaspi"
    sources = {lead.source for lead in await town.everybody()}
    assert sources >= {"landing-2", "kaspi", "insta", "insta_spring", "google/cpc/laptops"}


async def test_the_card_says_where_they_came_from(town: Town) -> None:
    aliya = town.api.person("Алия")
    aliya.starts("insta_spring")
    for text in ("Не включается, залил водой", "Срочно, завтра экзамен", "Да, подходит", "Алия, 8 777 123 45 67"):
        await town.tells(aliya, lambda: aliya.says(text))  # noqa: B023 - awaited within the loop
    assert "insta_spring" in town.reps.heard[-1].text


async def test_a_mail_may_stop_itself_and_changes_nobody_elses_data(tmp_path: Path) -> None:
    local, _, domain = USER.partition("@")
    async with Dovecot() as imap, FakeSmtp() as smtp, mail_engine(imap, smtp, tmp_path) as telegram:
        words = "Не включается, залил водой, почта aliya@example.com"
        await telegram.hear(telegram.inbound("501", text=words))
        (first,) = await telegram.until("501", 1)
        assert "Когда" in first.text
        # Anybody can write this into a From line.
        forger = Correspondent(("aliya@example.com", "Aliya"), imap, smtp, datetime.now(UTC), "Вопрос")
        forger.says("Здравствуйте! Напомните, что у меня сломалось?", to=f"{local}+olx@{domain}")
        await until(lambda: len(forger.sees) == 1)
        await answered(forger, "стоп")
        assert not any("вод" in mail.text for mail in forger.sees)
        await telegram.hear(telegram.inbound("501", text="завтра"))
        assert "10–15" in (await telegram.until("501", 2))[1].text
        store = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")
        leads = await store.read(lambda at: road.load_leads(at, [1, 2]))
        await store.close()
    by_channel = {each.lead.channel: each.lead for each in leads.values()}
    assert by_channel["email"].source == "olx"
    assert by_channel["email"].stage is Stage.OPTED_OUT
    assert by_channel["telegram"].stage is Stage.QUALIFYING
