"""Reports, exports and spend in the owner's chat: what was pressed comes as a picture, a table, a file; once."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import struct
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import openpyxl
import pytest
from sqlalchemy import Connection

from bot.reporting import BOOK_MIME
from channels.contract import Outbound
from channels.email.adapter import EmailChannel
from fsm.storage import tables as t
from fsm.storage.schema import open_store
from handoff import roster
from handoff.house import put
from handoff.reps import Member, Role
from tests.fakes.channel import FakeChannel
from tests.fakes.mail_imap import Dovecot
from tests.fakes.mail_smtp import FakeSmtp
from tests.story.conftest import World
from tests.story.test_handoff import qualify
from tests.unit.channels.email.post import BRISK, config

OWNER = "42"
ALMATY = ZoneInfo("Asia/Almaty")
FILES = frozenset({"photo", "document"})


class Phone(FakeChannel):
    """A network that takes files, and gives those that were sent."""

    capabilities = msgspec.structs.replace(FakeChannel.capabilities, files=FILES)

    def __init__(self, name: str = "telegram") -> None:
        super().__init__(name)
        self.kept: dict[str, bytes] = {}

    async def fetch(self, file_id: str) -> bytes:
        return self.kept[file_id]


@pytest.fixture
async def shop(world_of: Callable[..., World]) -> World:
    world = world_of(admins=(int(OWNER),))
    world.telegram = Phone()
    await world.start()
    await world.says("/help", who=OWNER)
    return world


async def until(world: World, wanted: Callable[[Outbound], bool], within: float = 20.0) -> Outbound:
    """Wait for a message to the owner."""
    async with asyncio.timeout(within):
        while True:
            found = [each for each in world.telegram.to(OWNER) if wanted(each)]
            if found:
                return found[-1]
            await asyncio.sleep(0.05)


def has(kind: str, end: str) -> Callable[[Outbound], bool]:
    return lambda each: any(file.kind == kind and file.name.endswith(end) for file in each.files)


async def test_a_report_on_demand_is_a_text_and_one_picture_and_a_table_when_asked(shop: World) -> None:
    await qualify(shop)
    await shop.says("Здравствуйте", who="502")
    await shop.says("/report", who=OWNER)
    assert "За какое время" in shop.telegram.to(OWNER)[-1].text
    await shop.presses("Сегодня", who=OWNER)
    message = await until(shop, has("photo", ".png"))
    assert "Новых лидов: <b>2</b>" in message.text
    assert "🔥 горячие 1" in message.text
    assert message.text.count("\n") < 12
    assert message.files[0].content.startswith(b"\x89PNG")
    assert len(message.files[0].content) < 200_000
    await until(shop, lambda each: bool(each.edits) and "Отчёт готов" in each.text)
    await shop.presses("📎 Excel", who=OWNER)
    table = await until(shop, has("document", ".xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(table.files[0].content))
    assert "Вопросы" in book.sheetnames
    assert book["Итог"]["B2"].value == 2
    assert book["Итог"]._charts


async def test_the_morning_brings_one_report_however_often_the_program_starts(shop: World) -> None:
    shop.clock.skipped += timedelta(days=1, hours=(5 - shop.clock.now().hour) % 24)
    for _ in range(3):
        await shop.stop()
        await shop.start()
        await until(shop, has("photo", ".png"))
        await asyncio.sleep(1.5)
    pictures = [each for each in shop.telegram.to(OWNER) if has("photo", ".png")(each) and "📊" in each.text]
    kinds = [each.text.split("\n")[0] for each in pictures]
    assert len(kinds) == len(set(kinds))
    days = [each for each in kinds if "Неделя" not in each and "Месяц" not in each]
    assert len(days) == 1
    assert "Новых лидов не было" in pictures[0].text
    assert "💡" in pictures[0].text


async def test_a_report_whose_maker_died_after_posting_it_is_not_sent_again(shop: World) -> None:
    await shop.says("/report today", who=OWNER)
    await until(shop, lambda each: bool(each.edits) and "Отчёт готов" in each.text)
    await asyncio.sleep(1.0)
    await shop.stop()
    store = await open_store(shop.settings.database_url)
    again = "UPDATE effects SET state = 'new', tries = 0, result = NULL WHERE kind = 'report'"
    await store.write(lambda connection: connection.exec_driver_sql(again))
    await store.close()
    await shop.start()
    async with asyncio.timeout(20):
        while any(row.state != "done" for row in await shop.rows("effects") if row.kind == "report"):
            await asyncio.sleep(0.1)
    await shop.settled()
    assert len([each for each in shop.telegram.to(OWNER) if has("photo", ".png")(each)]) == 1


async def test_an_export_holds_every_lead_and_runs_no_formula(shop: World) -> None:
    await qualify(shop)
    await shop.says('=HYPERLINK("http://evil.example";"x")', who="503")
    await shop.says("/export", who=OWNER)
    await shop.presses("Все", who=OWNER)
    await shop.presses("CSV", who=OWNER)
    file = (await until(shop, has("document", ".csv"))).files[0]
    assert file.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Телефон"] for row in rows] == ["+77771234567", ""]
    assert rows[1]["Последние слова"].startswith("'=HYPERLINK")
    assert not any(cell.startswith(("=", "-", "@", "\t")) for row in rows for cell in row.values())
    await shop.says("/export hot xlsx", who=OWNER)
    table = (await until(shop, has("document", ".xlsx"))).files[0]
    sheet = openpyxl.load_workbook(io.BytesIO(table.content)).active
    assert sheet.max_row == 2
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "d"}
    assert "лидов: 1" in (await until(shop, has("document", ".xlsx"))).text


async def test_nobody_to_export_is_said(shop: World) -> None:
    await shop.says("/export hot csv", who=OWNER)
    await until(shop, lambda each: "Таких лидов нет" in each.text)
    await shop.says("/export ерунда", who=OWNER)
    assert "Не понял даты" in shop.telegram.to(OWNER)[-1].text


async def test_spend_is_typed_taken_back_and_read_from_a_table_once(shop: World) -> None:
    await shop.says("/spend", who=OWNER)
    assert "Пока ничего" in shop.telegram.to(OWNER)[-1].text
    await shop.presses("➕ Добавить", who=OWNER)
    await shop.says("15 000 instagram", who=OWNER)
    assert "15\u00a0000\u00a0₸ · instagram" in shop.telegram.to(OWNER)[-1].text
    assert [row.amount for row in await shop.rows("spend")] == [15_000]
    await shop.presses("↩️ Отменить", who=OWNER)
    assert await shop.rows("spend") == []
    await shop.says("/spend много instagram", who=OWNER)
    assert "Не вижу суммы" in shop.telegram.to(OWNER)[-1].text
    shop.telegram.kept["doc1"] = (
        "дата;сумма;источник\r\n1.11;1 000,50;2gis\r\n32.11;5;olx\r\n1.11-2.11;300;olx\r\n".encode("cp1251")
    )
    sent: dict[str, Any] = {"attachments": [{"kind": "document", "file_id": "doc1", "name": "s.csv"}]}
    for _ in range(2):
        await shop.says("/spend", who=OWNER)
        await shop.presses("➕ Добавить", who=OWNER)
        await shop.says("", who=OWNER, **sent)
        note = await until(
            shop, lambda each: bool(each.edits) and ("Из файла" in each.text or "уже записан" in each.text)
        )
        assert "Пропустил строки: 3" in note.text
    assert sorted(row.amount for row in await shop.rows("spend")) == [150, 150, 1000.5]


async def test_reports_by_mail_need_an_address(shop: World) -> None:
    await shop.says("/report", who=OWNER)
    await shop.presses("✉️ На почту", who=OWNER)
    await shop.says("не адрес", who=OWNER)
    assert "не похоже на адрес" in shop.telegram.to(OWNER)[-1].text
    await shop.says("aliya@mail.kz", who=OWNER)
    assert "aliya@mail.kz" in shop.telegram.to(OWNER)[-1].text
    await shop.says("/report", who=OWNER)
    assert "aliya@mail.kz" in shop.telegram.to(OWNER)[-1].text


async def test_the_weekly_report_goes_by_mail_with_its_table(world_of: Callable[..., World]) -> None:
    world = world_of(admins=(int(OWNER),))
    world.telegram = Phone()
    mail = Phone("email")
    world.extra = [mail]
    await world.start()
    await world.says("/report", who=OWNER)
    await world.presses("✉️ На почту", who=OWNER)
    await world.says("aliya@mail.kz", who=OWNER)
    await world.stop()
    now = world.clock.now()
    monday = (now + timedelta(days=7 + (7 - now.weekday()) % 7)).replace(hour=6, minute=0)
    world.clock.skipped += monday - now
    await world.start()
    async with asyncio.timeout(20):
        while not mail.to("aliya@mail.kz"):
            await asyncio.sleep(0.05)
    letter = mail.to("aliya@mail.kz")[0]
    assert letter.subject.startswith("Отчёт: Неделя")
    assert [file.kind for file in letter.files] == ["photo", "document"]
    weekly = await until(world, has("document", ".xlsx"))
    assert weekly.files[0].name == letter.files[1].name


@pytest.mark.timeout(120)
async def test_week_and_month_arrive_by_a_real_mail_server_with_table_and_picture(
    world_of: Callable[..., World],
) -> None:
    async with Dovecot() as imap, FakeSmtp() as smtp:
        world = world_of(admins=(int(OWNER),))
        world.telegram = Phone()
        world.extra.append(EmailChannel(config(imap.port, smtp.port), patience=BRISK))  # type: ignore[arg-type]
        world.clock.skipped += datetime(2027, 1, 27, 12, tzinfo=ALMATY) - world.clock.now()
        await world.start()
        await world.says("/report", who=OWNER)
        await world.presses("✉️ На почту", who=OWNER)
        await world.says("aliya@mail.kz", who=OWNER)
        await qualify(world)
        for lead in ("502", "503"):
            await world.says("Здравствуйте", who=lead)
        await world.stop()
        monday = datetime(2027, 2, 1, 9, 1, tzinfo=ALMATY)  # also the first of its month
        world.clock.skipped += monday - world.clock.now()
        await world.start()
        async with asyncio.timeout(40):
            while len(smtp.to("aliya@mail.kz")) < 2:
                await asyncio.sleep(0.05)
        await world.stop()
        await world.start()
        await asyncio.sleep(2)
    mails = {str(mail.read["Subject"]).strip(): mail for mail in smtp.mails}
    assert sorted(mails) == ["Отчёт: Месяц 01.01 – 31.01.2027", "Отчёт: Неделя 25.01 – 31.01.2027"]
    assert len(smtp.mails) == len(mails)
    for mail in smtp.mails:
        assert "Новых лидов: 3" in mail.text
        assert "<b>3</b>" in mail.html
        files = {part.get_content_type(): part for part in mail.read.iter_attachments()}
        picture, table = files["image/png"].get_content(), files[BOOK_MIME].get_content()
        if folder := os.environ.get("PICTURES"):
            (Path(folder) / f"{files['image/png'].get_filename()}").write_bytes(picture)
        assert picture[16:24] == struct.pack(">II", 1080, 1215)
        sheets = openpyxl.load_workbook(io.BytesIO(table))
        assert sheets["Итог"]["B2"].value == 3
        assert sheets["Итог"]._charts
        assert str(files[BOOK_MIME].get_filename()).endswith("2027-01-31.xlsx")


async def test_every_workspace_gets_its_own_report_at_nine_of_its_own_zone(shop: World) -> None:
    yesterday = shop.clock.now()
    other = Member(id=0, workspace_id=2, channel="telegram", external_id="77", name="Дана", role=Role.OWNER, chat="77")

    def opened(connection: Connection) -> None:
        connection.execute(t.workspaces.insert().values(id=2, name="second", created_at=yesterday))
        connection.execute(t.workspaces.insert().values(id=3, name="nobody there", created_at=yesterday))
        roster.join(connection, msgspec.structs.replace(other, language="kk"), yesterday)
        put(connection, 2, "zone", "Europe/Kyiv", by="77", at=yesterday)

    await qualify(shop)
    await shop.stop()
    store = await open_store(shop.settings.database_url)
    await store.write(opened)
    await store.close()
    tomorrow = (yesterday.astimezone(ALMATY) + timedelta(days=1)).replace(hour=9, minute=1)
    shop.clock.skipped += tomorrow - shop.clock.now()
    await shop.start()
    ours = await until(shop, has("photo", ".png"))
    assert "Новых лидов: <b>1</b>" in ours.text
    assert shop.telegram.to("77") == []  # in Kyiv it is six
    await shop.stop()
    shop.clock.skipped += timedelta(hours=4)
    await shop.start()
    async with asyncio.timeout(20):
        while not (theirs := [each for each in shop.telegram.to("77") if has("photo", ".png")(each)]):
            await asyncio.sleep(0.05)
    await asyncio.sleep(1)
    assert "лид болған жоқ" in theirs[0].text
    assert len([each for each in shop.telegram.to(OWNER) if has("photo", ".png")(each) and "День" in each.text]) <= 1
    orders = Counter((row.workspace_id, row.key) for row in await shop.rows("effects") if row.kind == "report")
    assert set(orders.values()) == {1}
    assert {workspace for workspace, _ in orders} == {1, 2}


async def test_reps_and_strangers_get_no_figures(shop: World) -> None:
    for command in ("/report day", "/export all csv", "/spend 500 instagram"):
        await shop.says(command, who="777")
    await asyncio.sleep(1.5)
    assert await shop.rows("spend") == []
    assert [row for row in await shop.rows("effects") if row.kind in ("report", "export")] == []
