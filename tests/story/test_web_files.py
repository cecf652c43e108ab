"""Files in the chat of the real program: chosen, seen going, sent, there after a reload, refused in clear words."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from tests.story.browser import PHONE, WIDE, Visitor, chromium
from tests.story.program import Program

pytestmark = pytest.mark.browser

SETTINGS = {"TALAP_SCRIPT": "laptop_repair", "TALAP_BURST_SECONDS": "0"}
FIRST = {"ru-RU": "Не включается", "kk-KZ": "Қосылмайды", "en-US": "It won't turn on"}
CAPTIONS = {"ru-RU": "Вот так он выглядит", "kk-KZ": "Мынадай болып тұр", "en-US": "This is how it looks"}
REFUSALS = {
    "ru-RU": ("не подойдёт", "больше 10 МБ", "пустой", "Не больше 5 файлов"),
    "kk-KZ": ("жарамайды", "10 МБ-тан үлкен", "бос", "ең көбі 5 файл"),
    "en-US": ("can't be sent", "larger than 10 MB", "is empty", "At most 5 files"),
}


def picture(width: int = 320, height: int = 200) -> bytes:
    """A real PNG with a gradient, so that a screenshot shows that it is there."""
    rows = b"".join(
        b"\x00" + b"".join(bytes((40 + x * 150 // width, 110 + y * 100 // height, 120)) for x in range(width))
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def file(name: str, content: bytes, mime: str = "application/octet-stream") -> dict[str, object]:
    return {"name": name, "mimeType": mime, "buffer": content}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the program of these tests is: one for all, as all its visitors are strangers to each other."""
    with asyncio.Runner() as runner:
        program = Program(tmp_path_factory.mktemp("home"), **SETTINGS)
        runner.run(program.start())
        yield f"http://127.0.0.1:{program.port}"
        runner.run(program.kill())


async def choose(lead: Visitor, *files: dict[str, object]) -> None:
    await lead.page.set_input_files('[data-part="chooser"]', list(files))


@pytest.mark.parametrize(("locale", "size"), [("ru-RU", WIDE), ("kk-KZ", PHONE), ("en-US", PHONE)])
async def test_a_picture_goes_is_shown_and_is_there_after_a_reload(address, tmp_path, locale, size):
    async with chromium() as browser:
        lead = await Visitor.arrives(browser, address, locale=locale, viewport=size)
        await lead.says(FIRST[locale])
        await choose(lead, file("экран ноутбука.png", picture()), file("чек.pdf", b"%PDF-1.7 receipt"))
        await expect(lead.page.locator(".tray li.there")).to_have_count(2)
        await lead.page.screenshot(path=str(tmp_path / "tray.png"))
        await lead.types(CAPTIONS[locale])
        await expect(lead.page.locator(".tray li")).to_have_count(0)
        await shown(lead)
        await lead.page.screenshot(path=str(tmp_path / "sent.png"))
        await lead.page.reload()
        await lead.online()
        await shown(lead)
        async with lead.page.expect_download() as saved:
            await lead.page.click("a.file")
        assert (await saved.value).suggested_filename == "чек.pdf"
        assert lead.troubles == []


async def shown(lead: Visitor) -> None:
    await expect(lead.page.locator(".visitor a.file b")).to_have_text("чек.pdf")
    image = lead.page.locator(".visitor .picture img")
    await expect(image).to_have_count(1)
    await expect(image).to_have_js_property("naturalWidth", 320)
    await expect(lead.page.locator(".tick.sent")).to_have_count(2)


@pytest.mark.parametrize("locale", REFUSALS)
async def test_what_is_not_taken_is_refused_in_clear_words(address, tmp_path, locale):
    kind, large, empty, many = REFUSALS[locale]
    async with chromium() as browser:
        lead = await Visitor.arrives(browser, address, locale=locale, viewport=PHONE)
        note = lead.page.locator('[data-part="tray-note"]')
        await choose(lead, file("setup.exe", b"MZ\x90\x00" + b"x" * 100))
        await expect(note).to_contain_text(kind)
        await lead.page.screenshot(path=str(tmp_path / "refused.png"))
        await choose(lead, file("картинка.svg", b"<svg onload='alert(1)'/>"))
        await expect(note).to_contain_text(kind)
        await choose(lead, file("видео.mp4", b"x" * 10_000_001))
        await expect(note).to_contain_text(large)
        await choose(lead, file("пусто.png", b""))
        await expect(note).to_contain_text(empty)
        await choose(lead, *(file(f"{number}.png", picture(20, 20)) for number in range(6)))
        await expect(note).to_contain_text(many)
        await expect(lead.page.locator(".tray li.there")).to_have_count(5)
        await lead.page.locator(".tray .remove").first.click()
        await expect(lead.page.locator(".tray li")).to_have_count(4)
        # The browser itself notes the refusals of its requests; nothing else may be wrong.
        assert [trouble for trouble in lead.troubles if "415" not in trouble] == []


async def test_a_slow_file_shows_how_far_it_is_and_is_sent_when_it_has_arrived(address):
    async with chromium() as browser:
        lead = await Visitor.arrives(browser, address, viewport=PHONE)
        line = await lead.page.context.new_cdp_session(lead.page)
        slow = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 600_000}
        await line.send("Network.emulateNetworkConditions", slow)
        await choose(lead, file("фото.jpg", b"\xff\xd8\xff" + b"x" * 900_000))
        await lead.types("фото экрана")
        bar = lead.page.locator(".tray progress")
        await expect(bar).to_have_count(1)
        while not 0.1 < await bar.evaluate("bar => bar.value") < 1:
            await asyncio.sleep(0.05)
        await expect(lead.own).to_have_count(0)
        await expect(lead.own).to_have_count(1)
        await expect(lead.page.locator(".tray li")).to_have_count(0)
        await expect(lead.page.locator(".tick.sent")).to_have_count(1)


async def test_a_file_lost_on_the_way_can_be_tried_again(address):
    async with chromium() as browser:
        lead = await Visitor.arrives(browser, address, viewport=PHONE)
        await lead.page.route("**/api/web/files", lambda route: route.abort())
        await choose(lead, file("экран.png", picture(20, 20)))
        note = lead.page.locator('[data-part="tray-note"]')
        await expect(note).to_contain_text("не загрузился")
        await lead.page.unroute("**/api/web/files")
        await note.locator("button").click()
        await expect(lead.page.locator(".tray li.there")).to_have_count(1)


async def test_a_shown_file_can_run_nothing_even_when_opened_itself(address):
    async with chromium() as browser:
        lead = await Visitor.arrives(browser, address)
        await choose(lead, file("a.png", picture(20, 20)))
        await expect(lead.page.locator(".tray li.there")).to_have_count(1)
        await lead.types("вот")
        await expect(lead.page.locator(".tick.sent")).to_have_count(1)
        url = await lead.page.locator(".picture").get_attribute("href")
        answer = await lead.page.request.get(f"{address}{url}")
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"
