"""The owner takes a thousand people in from a table, writes to some by mail, and sees what comes of it, by chat."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import msgspec
import pytest
from sqlalchemy import Connection, update

from channels.contract import Attachment, Outbound
from channels.email.adapter import EmailChannel
from fsm.storage.schema import open_store
from jobs.outreach import campaigns
from jobs.outreach.campaign import Policy
from jobs.outreach.quiet import Quiet
from jobs.outreach.tables import campaigns as campaign_rows
from jobs.outreach.tables import messages
from tests.fakes.channel import FakeChannel
from tests.fakes.mail_imap import PASSWORD, USER, Dovecot
from tests.fakes.mail_person import Correspondent
from tests.fakes.mail_smtp import DROP, FakeSmtp
from tests.story.conftest import World
from tests.story.program import Program, free_port
from tests.story.test_outreach import DSN
from tests.unit.channels.email.post import BRISK, config

OWNER = "42"
ALMATY = ZoneInfo("Asia/Almaty")


class Phone(FakeChannel):
    """A network from which files can be fetched."""

    def __init__(self) -> None:
        super().__init__("telegram")
        self.files: dict[str, bytes] = {}

    async def fetch(self, file_id: str) -> bytes:
        return self.files[file_id]


class Shop:
    """A running program with a mailbox, and its owner at a phone."""

    def __init__(self, world: World, phone: Phone, imap: Dovecot, smtp: FakeSmtp) -> None:
        self.world, self.phone, self.imap, self.smtp = world, phone, imap, smtp
        self.seen: list[str] = []

    def screen(self) -> Outbound:
        return self.phone.to(OWNER)[-1]

    async def says(self, text: str) -> str:
        await self.world.says(text, who=OWNER)
        return self._note()

    async def presses(self, label: str) -> str:
        shown = [each.label for message in self.phone.to(OWNER) for row in message.buttons for each in row]
        await self.world.presses(next(each for each in reversed(shown) if label in each), who=OWNER)
        return self._note()

    def _note(self) -> str:
        screen = self.screen()
        keys = "\n".join(" ".join(f"[{key.label}]" for key in row) for row in screen.buttons)
        self.seen.append(f"{screen.text}\n{keys}")
        return screen.text

    async def sends(self, name: str, content: bytes) -> str:
        self.phone.files[name] = content
        await self.world.says("", who=OWNER, attachments=[Attachment("document", name, name, "text/csv", len(content))])
        return self._note()

    async def until(self, words: str, within: float = 40) -> str:
        """Wait until the owner's newest screens say this."""
        async with asyncio.timeout(within):
            while not any(words in message.text for message in self.phone.to(OWNER)[-6:]):
                await asyncio.sleep(0.05)
        found = next(message for message in reversed(self.phone.to(OWNER)) if words in message.text)
        self.seen.append(found.text + "\n" + "\n".join(" ".join(f"[{k.label}]" for k in row) for row in found.buttons))
        return found.text


def table(people: int, in_astana: int) -> bytes:
    """A table as people have it: headings of their own, some rows wrong, some twice."""
    lines = ["ФИО;Компания;E-mail;Телефон;Город"]
    for n in range(people - 12):
        city = "Астана" if n < in_astana else "Алматы"
        lines.append(f"Человек {n};Фирма {n};p{n}@example.kz;8 701 {n:03} {n % 100:02} {n // 100 % 100:02};{city}")
    lines += [lines[5]] * 5 + [f"Без адреса {n};;не почта;;Алматы" for n in range(7)]
    return "\n".join(lines).encode()


@pytest.fixture
async def shop(world_of: Callable[..., World]) -> AsyncIterator[Shop]:
    async with opened(world_of, public_url="https://talap.example") as made:
        yield made


@asynccontextmanager
async def opened(world_of: Callable[..., World], **more: str) -> AsyncIterator[Shop]:
    async with Dovecot() as imap, FakeSmtp() as smtp:
        web = {"port": free_port(), **more}
        world = world_of(admins=(int(OWNER),), web=web)
        phone = world.telegram = Phone()
        noon = datetime.now(UTC).astimezone(ALMATY).replace(hour=12, minute=0)
        world.clock.skipped = (noon - datetime.now(UTC)) % timedelta(days=1)
        world.extra.append(EmailChannel(config(imap.port, smtp.port), patience=BRISK))  # type: ignore[arg-type]
        await world.start()
        yield Shop(world, phone, imap, smtp)
        await world.stop()


async def imported(shop: Shop, people: int = 1_000, in_astana: int = 150) -> None:
    assert "Контактов пока нет" in await shop.says("/contacts")
    assert "Откуда" in await shop.sends("klienty.csv", table(people, in_astana))
    assert "согласились" in await shop.presses("Наши клиенты")
    await shop.presses("Да, согласились")
    told = await shop.until("Если загрузить")
    assert f"Новых: {people - 12}" in told
    assert "Повторы в файле: 5" in told
    assert "С ошибками: 7" in told
    assert await shop.world.rows("contacts") == []
    await shop.presses("📥 Загрузить")
    assert f"Новых: {people - 12}" in await shop.until("загружен")


async def made(shop: Shop, text: str = "Здравствуйте, {name}! У нас новая мастерская.") -> None:
    """A campaign up to its review: letters to everybody in Astana, quickly."""
    await shop.says("/outreach")
    await shop.presses("➕ Новая")
    await shop.presses("E-mail")
    await shop.says("Новости для {company}")
    read = await shop.says(text)
    assert "Новости для Фирма 0" in read
    assert "Здравствуйте, Человек 0" in read
    assert "Подходит: 988" in await shop.presses("Дальше")
    for _ in range(9):
        if "Подходит: 150" in await shop.presses("Город"):
            break
    await shop.presses("Дальше")
    await shop.presses("Без разогрева")
    for wanted in ("В день: 500", "В минуту: 200"):
        while not any(wanted in key.label for row in shop.screen().buttons for key in row):
            await shop.presses(wanted.partition(":")[0])


async def test_a_thousand_contacts_are_taken_in_from_a_table_and_found(shop: Shop) -> None:
    await imported(shop)
    assert "988" in await shop.says("/contacts")
    assert (await shop.says("p777@example.kz")).count("• ") == 1
    assert "• Человек 777, +7701777" in shop.screen().text
    assert "Никого" in await shop.says("'; DROP TABLE contacts; --")
    assert await shop.sends("klienty.csv", table(1_000, 150))
    await shop.presses("Наши клиенты")
    await shop.presses("Да, согласились")
    assert "Уже были: 988" in await shop.until("Уже были")
    await shop.says("/contacts")
    await shop.sends("slomano.xlsx", b"PK\x03\x04broken")
    await shop.presses("Заявки с сайта")
    await shop.presses("Не спрашивали")
    await shop.until("Файл не читается")
    print("\n\n".join(shop.seen))


@pytest.mark.timeout(180)
async def test_a_campaign_by_mail_with_replies_bounces_and_people_who_leave(shop: Shop) -> None:
    await imported(shop)
    shop.smtp.faults["rcpt"].extend(["550 5.1.1 no such user" if n % 30 == 29 else "" for n in range(150)])
    await made(shop)
    began = datetime.now(UTC)
    await shop.presses("🚀 Начать")
    await shop.until("завершена", within=120)
    print(f"150 letters in {(datetime.now(UTC) - began).total_seconds():.0f} s")
    assert len({mail.recipient for mail in shop.smtp.mails}) == len(shop.smtp.mails) == 145
    assert "Отправлено: 145" in shop.screen().text
    assert "Не дошло: 5" in shop.screen().text

    first, second, third = shop.smtp.mails[:3]
    link = re.search(r"https://talap\.example(/u/[\w-]+)", first.text)
    assert link is not None
    assert first.read["List-Unsubscribe"].startswith("<https://talap.example/u/")
    async with aiohttp.ClientSession() as session:
        port = shop.world.settings.web.port
        async with session.get(f"http://127.0.0.1:{port}{link[1]}") as page:
            assert "Отписаться" in await page.text()
        async with session.post(f"http://127.0.0.1:{port}{link[1]}", data="List-Unsubscribe=One-Click") as answer:
            assert answer.status == 200

    leads = len(await shop.world.rows("leads"))
    report = DSN.format(own=USER, number=1, address=third.recipient, original=third.read["Message-ID"])
    await asyncio.to_thread(shop.imap.deliver_all, [report.encode()])
    lead = Correspondent((second.recipient, ""), shop.imap, shop.smtp, datetime.now(UTC), "Re: Новости")
    lead.says("Здравствуйте! Сколько стоит ремонт?")
    told = await shop.until("есть ответ на рассылку", within=30)
    assert "Человек 1 (Фирма 1)" in told
    async with asyncio.timeout(20):
        while Counter(row.status for row in await shop.world.rows("outreach_messages"))["bounced"] < 6:
            await asyncio.sleep(0.2)
    assert len(await shop.world.rows("leads")) == leads + 1
    await shop.presses("Открыть лид")
    assert "Человек 1" in shop.screen().text
    await shop.says("/outreach")
    await shop.presses("✅ Новости")
    done = shop.screen().text
    assert "Ответили: 1" in done
    assert "Отписались: 1" in done
    assert "Не дошло: 6" in done
    print("\n\n".join(shop.seen))


@pytest.mark.timeout(120)
async def test_pause_holds_within_one_letter_and_stop_ends_it(shop: Shop) -> None:
    await imported(shop)
    await made(shop)
    await shop.presses("🚀 Начать")
    while len(shop.smtp.mails) < 20:
        await asyncio.sleep(0.02)
    await shop.presses("⏸ Пауза")
    held = len(shop.smtp.mails)
    await asyncio.sleep(2)
    assert len(shop.smtp.mails) <= held + 1
    assert "на паузе" in shop.screen().text
    held = len(shop.smtp.mails)
    await shop.presses("▶️ Продолжить")
    while len(shop.smtp.mails) < held + 5:
        await asyncio.sleep(0.02)
    await shop.presses("⏹ Стоп")
    held = len(shop.smtp.mails)
    await shop.presses("Да, остановить")
    await asyncio.sleep(1)
    assert len(shop.smtp.mails) <= held + 1
    assert "остановлена" in shop.screen().text
    assert all(count == 1 for count in Counter(mail.recipient for mail in shop.smtp.mails).values())


@pytest.mark.timeout(120)
async def test_what_is_in_doubt_is_never_sent_again_unless_a_person_says_so(shop: Shop) -> None:
    await imported(shop)
    await made(shop)
    shop.smtp.faults["data"].append(DROP)
    await shop.presses("🚀 Начать")
    await shop.until("завершена", within=60)
    assert "Под вопросом: 1" in shop.screen().text
    assert len(shop.smtp.mails) == 150
    doubtful = shop.smtp.mails[0].recipient
    assert doubtful in await shop.presses("❓ Под вопросом: 1")
    assert "Сомнительных сообщений нет" in await shop.presses("🔁 Отправить ещё раз")
    async with asyncio.timeout(30):
        while len(shop.smtp.to(doubtful)) < 2:
            await asyncio.sleep(0.1)
    assert len(shop.smtp.mails) == 151
    print("\n\n".join(shop.seen[-6:]))


async def test_a_series_at_a_moment_in_two_languages_is_reviewed_and_waits(shop: Shop) -> None:
    await imported(shop)
    await shop.says("/campaigns")
    await shop.presses("➕ Новая")
    assert "WhatsApp: не подключён" in shop.screen().text
    await shop.presses("E-mail")
    await shop.says("Скидка")
    assert "такого поля нет" in await shop.says("Привет, {imya}!")
    await shop.says("Привет, {name|друзья}!")
    await shop.presses("Қазақша")
    await shop.says("Жеңілдік")
    assert "Сәлем, Человек 0!" in await shop.says("Сәлем, {name|достар}!")
    await shop.presses("Дальше")
    await shop.presses("Дальше")
    await shop.presses("Напомнить через 3 дня")
    await shop.says("Ещё раз о скидке")
    await shop.says("Здравствуйте, {name|друзья}, напоминаем.")
    await shop.presses("Дальше")
    await shop.presses("Дальше")
    await shop.presses("📅 Другое время")
    assert "Не понял" in await shop.says("когда-нибудь")
    review = await shop.says("31.12 10:00")
    assert "Начало: 31.12 10:00" in review
    assert "Сообщений в серии: 2" in review
    await shop.presses("🚀 Начать")
    await asyncio.sleep(4.5)
    assert "ещё не время начала, до 31.12 10:00" in shop.screen().text
    assert shop.smtp.mails == []
    print("\n\n".join(shop.seen[-16:]))


async def test_a_campaign_for_nobody_is_refused_and_leaves_nothing(shop: Shop) -> None:
    await shop.says("/contacts")
    await shop.sends("chuzhie.csv", table(30, 5))
    await shop.says("купил на выставке")
    await shop.presses("Не спрашивали")
    await shop.until("Если загрузить")
    await shop.presses("📥 Загрузить")
    await shop.until("загружен")
    await shop.presses("📣 Написать им")
    await shop.presses("E-mail")
    await shop.says("Скидка")
    assert "никто не подходит" in await shop.says("Здравствуйте!")
    assert "Подходит: 0" in await shop.presses("Дальше")
    await shop.presses("Дальше")
    assert "Под отбор никто не подошёл" in await shop.presses("🚀 Начать")
    assert await shop.world.rows("outreach_campaigns") == await shop.world.rows("outreach_templates") == []
    await shop.presses("👥 Кому")
    assert "Подходит: 18" in await shop.presses("Согласие: есть")


async def test_mail_without_a_way_out_is_not_offered(world_of: Callable[..., World]) -> None:
    world = world_of(admins=(int(OWNER),))
    await world.start()
    await world.says("/outreach", who=OWNER)
    await world.presses("➕ Новая", who=OWNER)
    assert "E-mail: почта не подключена" in world.telegram.to(OWNER)[-1].text
    assert await world.says("/outreach", who="666") != []
    assert "Рассылок" not in world.telegram.to("666")[-1].text


async def _by_the_real_clock(shop: Shop) -> None:
    """What the world's skipped clock put into the future is due now, at whatever hour this runs."""
    store = await open_store(shop.world.settings.database_url)

    def change(connection: Connection) -> None:
        now = datetime.now(UTC)
        (campaign,) = campaigns.listed(connection, 1)
        plan = msgspec.structs.replace(campaign.plan, quiet=Quiet(0, 0))
        policy = Policy(channels=frozenset({"email"}))
        campaigns.edit(connection, 1, campaign.id, plan, now, policy)
        connection.execute(update(messages).where(messages.c.status == "pending").values(due_at=now))
        connection.execute(update(campaign_rows).values(starts_at=now))

    await store.write(change)
    await store.close()


@pytest.mark.timeout(240)
async def test_kill_9_in_mid_campaign_writes_to_nobody_twice(shop: Shop, tmp_path: Path) -> None:
    await imported(shop)
    await made(shop)
    await shop.presses("🚀 Начать")
    while len(shop.smtp.mails) < 10:
        await asyncio.sleep(0.02)
    await shop.world.stop()
    assert [row for row in await shop.world.rows("outreach_messages") if row.status in {"sending", "uncertain"}] == []
    await _by_the_real_clock(shop)
    mail = {
        "TALAP_EMAIL__IMAP_HOST": shop.imap.host, "TALAP_EMAIL__IMAP_PORT": str(shop.imap.port),
        "TALAP_EMAIL__SMTP_HOST": shop.smtp.host, "TALAP_EMAIL__SMTP_PORT": str(shop.smtp.port),
        "TALAP_EMAIL__ADDRESS": USER, "TALAP_EMAIL__PASSWORD": PASSWORD,
        "TALAP_WEB__PUBLIC_URL": "https://talap.example",
    }  # fmt: skip
    kills = 3
    for life in range(kills + 1):
        before = len(shop.smtp.mails)
        program = Program(tmp_path, **mail)
        await program.start()
        with suppress(TimeoutError):
            async with asyncio.timeout(30):
                while len(shop.smtp.mails) < before + (15 + life * 7 if life < kills else 1_000):
                    rows = await shop.world.rows("outreach_messages") if life == kills else []
                    if rows and not any(row.status in {"pending", "sending"} for row in rows):
                        break
                    await asyncio.sleep(0.01 if life < kills else 0.5)
        await program.kill()
    rows = await shop.world.rows("outreach_messages")
    per_person = Counter(mail.recipient for mail in shop.smtp.mails)
    uncertain = [row for row in rows if row.status == "uncertain"]
    print(f"{len(per_person)} letters, {len(uncertain)} in doubt after {kills} kills")
    assert set(per_person.values()) == {1}
    assert len(uncertain) <= kills
    assert {row.status for row in rows} <= {"sent", "uncertain"}
    assert len(per_person) >= 150 - len(uncertain)


async def test_forgetting_whoever_answered_leaves_nothing_in_the_list_and_they_stay_out(shop: Shop) -> None:
    await imported(shop, people=40, in_astana=5)
    lead = Correspondent(("p3@example.kz", "Алия"), shop.imap, shop.smtp, datetime.now(UTC), "Вопрос")
    lead.says("Здравствуйте! Сколько стоит ремонт?")
    async with asyncio.timeout(30):
        while not await shop.world.rows("leads"):
            await asyncio.sleep(0.1)
    (row,) = await shop.world.rows("leads")
    (contact,) = [each for each in await shop.world.rows("contacts") if each.lead_id == row.id]
    assert (contact.email, contact.status) == ("p3@example.kz", "responded")
    await shop.says(f"/forget {row.id}")
    await shop.presses("🧹 Да, стереть")
    left = [each for each in await shop.world.rows("contacts") if each.id == contact.id]
    assert [(each.name, each.email, each.phone) for each in left] in ([], [("", "", "")])
    assert "p3@example.kz" not in {each.address for each in await shop.world.rows("contact_addresses")}
    await shop.says("/contacts")
    await shop.sends("eshchyo.csv", table(40, 5))
    await shop.presses("Наши клиенты")
    await shop.presses("Да, согласились")
    assert "Просили не писать: 1" in await shop.until("Просили не писать")
