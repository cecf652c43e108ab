"""What a newcomer sees after `make run` with nothing configured, in a real browser on the real program."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from tests.story.browser import PHONE, Visitor, chromium
from tests.story.program import ROOT, Program, free_port

pytestmark = pytest.mark.browser

SETTINGS = {"TALAP_SCRIPT": "laptop_repair", "TALAP_BURST_SECONDS": "0"}


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """Where the program of these tests is: one for all, as all its visitors are strangers to each other."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    settings = SETTINGS | {"TALAP_HOME": str(home), "TALAP_WEB__PORT": str(port)}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TALAP_")}
    with (home / "output").open("wb") as output:
        command = [sys.executable, "-m", "bot", "run"]
        program = subprocess.Popen(command, cwd=ROOT, env=clean | settings, stdout=output, stderr=output)
        try:
            _wait_for(port, program)
            yield f"http://127.0.0.1:{port}"
        finally:
            program.kill()
            program.wait()


def _wait_for(port: int, program: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 40
    while program.poll() is None and time.monotonic() < deadline:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the program did not start")


async def test_a_kill_in_mid_talk_loses_nothing_and_doubles_nothing(tmp_path):
    async with Program(tmp_path, **SETTINGS) as program, chromium() as browser:
        lead = await Visitor.arrives(browser, f"http://127.0.0.1:{program.port}")
        await lead.says("Сколько стоит ремонт?")
        await program.kill()
        await expect(lead.page.locator('[data-state="offline"]')).to_be_visible()
        await lead.types("Не включается, залил водой")
        await program.start()
        await lead.online()
        await expect(lead.page.locator(".tick.sending")).to_have_count(0)
        await lead.answers.nth(1).wait_for()
        shown = await lead.own.all_inner_texts()
        assert shown == ["Сколько стоит ремонт?", "Не включается, залил водой"]
        assert await lead.answers.count() == 2
        await lead.page.reload()
        await lead.online()
        await lead.answers.nth(1).wait_for()
        assert await lead.own.all_inner_texts() == shown


async def test_two_tabs_are_one_conversation(address):
    async with chromium() as browser:
        first = await Visitor.arrives(browser, address)
        second = await first.another_tab()
        await first.says("Сколько стоит ремонт?")
        await second.answers.first.wait_for()
        await second.says("Не включается, залил водой")
        await first.answers.nth(1).wait_for()
        assert await first.own.all_inner_texts() == await second.own.all_inner_texts()
        assert await first.answers.all_inner_texts() == await second.answers.all_inner_texts()
        await second.page.reload()
        await second.online()
        await second.answers.nth(1).wait_for()
        assert await second.own.all_inner_texts() == await first.own.all_inner_texts()


PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<svg/onload=alert(1)> Алия",
    "<a href=javascript:alert(1)>x</a> {web.chat.send} {{7*7}}",
)


async def test_markup_in_messages_and_names_is_only_text(address):
    async with chromium() as browser:
        lead = await Visitor.arrives(browser, address)
        for payload in PAYLOADS:
            await lead.says(payload)
        await lead.says("Залил водой <b>ноутбук</b>, срочно, завтра, 15000 <i>тенге</i>, зовут <u>Алия</u> 87771234567")
        assert (await lead.own.all_inner_texts())[: len(PAYLOADS)] == list(PAYLOADS)
        await lead.part("facts").locator("dd").first.wait_for()
        for alien in (
            "#chat img:not([src='/static/icon.svg'])",
            "#desk img",
            "ol script",
            "#desk script",
            "svg[onload]",
        ):
            assert await lead.page.locator(alien).count() == 0
        assert await lead.page.locator('a[href^="javascript"]').count() == 0
        assert lead.troubles == []


async def test_starting_over_is_a_new_customer(address):
    async with chromium() as browser:
        lead = await Visitor.arrives(browser, address)
        await lead.says("Сколько стоит ремонт?")
        await expect(lead.part("panels")).to_be_visible()
        await lead.page.click("#restart")
        await expect(lead.part("empty")).to_be_visible()
        await expect(lead.own).to_have_count(0)
        await lead.page.locator('[data-part="chips"] button').first.click()
        await lead.answers.first.wait_for()
        assert await lead.own.all_inner_texts() == ["Сколько стоит ремонт?"]


async def test_on_a_phone_one_side_shows_and_the_other_calls(address):
    async with chromium() as browser:
        lead = await Visitor.arrives(browser, address, viewport=PHONE, has_touch=True)
        await expect(lead.page.locator("#chat")).to_be_visible()
        await expect(lead.page.locator("#desk")).to_be_hidden()
        await lead.says("Не включается, залил водой")
        await expect(lead.page.locator('[data-part="badge"]')).not_to_have_text("")
        await lead.page.tap("#tab-desk")
        await expect(lead.page.locator("#desk")).to_be_visible()
        await expect(lead.page.locator("#chat")).to_be_hidden()
        width = await lead.page.locator("main").bounding_box()
        assert width is not None
        assert width["width"] <= PHONE["width"]
        assert lead.troubles == []


async def test_the_language_can_be_changed_in_mid_talk(address):
    async with chromium() as browser:
        lead = await Visitor.arrives(browser, address)
        await lead.says("Сколько стоит ремонт?")
        await lead.page.click('.languages a[hreflang="kk"]')
        await lead.online()
        await expect(lead.page.locator("html")).to_have_attribute("lang", "kk")
        assert await lead.own.all_inner_texts() == ["Сколько стоит ремонт?"]
        await expect(lead.page.locator("#desk h2")).to_have_text("Бизнес не көреді")


async def test_where_sockets_are_blocked_plain_requests_carry_the_talk(address):
    async with chromium() as browser:
        lead = await Visitor.arrives(browser, address)
        await lead.page.route_web_socket("**/api/web/ws", lambda socket: socket.close())
        await lead.page.reload()
        await lead.online()
        await lead.says("Сколько стоит ремонт?")
        await lead.says("Не включается, залил водой")
        assert await lead.own.all_inner_texts() == ["Сколько стоит ремонт?", "Не включается, залил водой"]
        await expect(lead.page.locator(".tick.sent")).to_have_count(2)
