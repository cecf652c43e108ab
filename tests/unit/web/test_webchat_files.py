"""Files in the website chat: handed in, told by their bytes, sent with a message, shown so that nothing runs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from channels.contract import Enclosure, Kind, Outbound, Refused, TryLater
from channels.webchat.kinds import LARGEST, SHOWN, Unfit, kind_of, mime_of, named
from channels.webchat.shelf import sealed, unsealed
from channels.webchat.translate import FILES
from tests.fakes.web_engine import FakeShelf
from tests.unit.web.conftest import Site

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


@pytest.fixture
def shelf() -> FakeShelf:
    return FakeShelf()


@pytest.fixture
async def site(open_site: Callable[..., Awaitable[Site]], shelf: FakeShelf) -> Site:
    return await open_site(shelf=shelf)


async def hand_in(site: Site, token: str, content: Any, name: str = "photo.png", **headers: str):
    given = {"Origin": site.url, "X-Visitor-Token": token, "X-File-Name": name} | headers
    data = io.BytesIO(content) if isinstance(content, bytes) and content else content
    async with site.http.post(site.url + FILES, data=data, headers=given) as answer:
        return answer.status, await answer.json()


async def fetched(site: Site, url: str):
    async with site.http.get(site.url + url) as answer:
        return answer.status, answer.headers, await answer.read()


def office(folder: str, *more: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("[Content_Types].xml", f"{folder}/document.xml", *more):
            archive.writestr(name, "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "mime"),
    [
        (b"\xff\xd8\xff\xe0", "a.exe", "image/jpeg"),
        (PNG, "", "image/png"),
        (b"GIF89a..", "x", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "x", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "x", "audio/wav"),
        (b"\x00\x00\x00\x18ftypheic", "x", "image/heic"),
        (b"\x00\x00\x00\x18ftypisom", "x", "video/mp4"),
        (b"\x00\x00\x00\x18ftypM4A ", "x", "audio/mp4"),
        (b"OggS\x00", "x", "audio/ogg"),
        (b"ID3\x04", "x", "audio/mpeg"),
        (b"%PDF-1.7", "x", "application/pdf"),
        (office("word"), "план.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (office("xl"), "a.XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("цена 15 000".encode(), "a.txt", "text/plain"),
        ("цена".encode("cp1251"), "a.csv", "text/csv"),
    ],
)
def test_a_file_is_what_its_bytes_say(content, name, mime):
    assert mime_of(content, name) == mime


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.png", "empty"),
        (PNG + b"\x00" * LARGEST, "a.png", "too_large"),
        (SVG, "a.svg", "kind"),
        (SVG, "a.png", "kind"),
        (SVG, "a.txt", "kind"),
        (b"\xef\xbb\xbf  <!doctype html>", "a.csv", "kind"),
        (b"hello <SCRIPT>alert(1)</SCRIPT>", "a.txt", "kind"),
        (b"MZ\x90\x00", "a.png", "kind"),
        (b"\x7fELF", "a", "kind"),
        (b"#!/bin/sh\n", "a.sh", "kind"),
        (office("word"), "a.zip", "kind"),
        (office("word", "word/vbaProject.bin"), "a.docx", "kind"),
        (office("nothing"), "a.docx", "kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "kind"),
        (b"a\x00b", "a.txt", "kind"),
        (b"just text", "a", "kind"),
    ],
)
def test_what_could_run_or_is_unknown_is_not_taken(content, name, code):
    with pytest.raises(Unfit) as refused:
        mime_of(content, name)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("фото ноутбука.jpg", "фото ноутбука.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.png", "a.png"),
        ('a"\r\nSet-Cookie: x=1.png', "aSet-Cookie x=1.png"),
        ("\u202egpj.exe", "gpj.exe"),
        ("", "file"),
        (" .. ", "file"),
    ],
)
def test_a_name_keeps_its_words_and_loses_its_tricks(written, shown):
    assert named(written) == shown


def test_a_long_name_keeps_its_ending():
    assert named("я" * 300 + ".docx").endswith("….docx")
    assert len(named("я" * 300 + ".docx")) <= 100


def test_kinds_are_those_of_the_contract():
    assert [kind_of(mime) for mime in ("image/png", "image/heic", "video/mp4", "audio/ogg", "text/plain")] == [
        *("photo", "document", "video", "audio", "document"),
    ]


async def test_a_file_goes_in_travels_with_a_message_and_comes_out_the_same(site, engine, shelf):
    token = await site.token()
    first, second = await site.tab(token), await site.tab(token)
    assert first.history["files"] is True
    status, file = await hand_in(site, token, PNG, "%D1%8D%D0%BA%D1%80%D0%B0%D0%BD.png")
    assert status == 201
    assert (file["name"], file["kind"], file["mime"], file["size"]) == ("экран.png", "photo", "image/png", len(PNG))

    assert (await first.say("m1", "", files=[file["id"]]))["type"] == "ack"
    (heard,) = engine.heard
    (attachment,) = heard.attachments
    assert (heard.kind, heard.text, attachment.kind, attachment.file_id) == (Kind.SAID, "", "photo", "own:1")
    assert await site.channel.fetch("own:1") == PNG

    assert (await second.next())["files"] == [file]
    back = await site.tab(token)
    assert back.history["messages"][0]["files"] == [file]

    status, headers, content = await fetched(site, file["url"])
    assert (status, content) == (200, PNG)
    assert headers["Content-Type"] == "image/png"
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''%D1%8D%D0%BA%D1%80%D0%B0%D0%BD.png"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_by_plain_requests_it_is_the_same(site, engine):
    token = await site.token()
    _, file = await hand_in(site, token, b"%PDF-1.7", "dogovor.pdf")
    message = {"visitor_token": token, "client_msg_id": "m1", "text": "договор", "files": [file["id"]]}
    assert (await site.post("/api/web/messages", message))[0] == 200
    assert [each.name for each in engine.heard[0].attachments] == ["dogovor.pdf"]
    _, headers, _ = await fetched(site, file["url"])
    assert headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [(b"", 400, "empty"), (SVG, 415, "kind"), (b"x" * (LARGEST + 1), 413, "too_large")],
)
async def test_a_refusal_says_why_and_keeps_nothing(site, shelf, content, status, code):
    answer = await hand_in(site, await site.token(), content)
    assert (answer[0], answer[1]["code"], answer[1]["field"]) == (status, code, "file")
    assert shelf.kept == {}


async def test_a_body_that_never_says_its_length_is_cut_off_at_the_limit(site, shelf):
    async def endless():
        for _ in range(LARGEST // 100_000 + 2):
            yield b"\xff\xd8\xff" + b"x" * 100_000

    status, answer = await hand_in(site, await site.token(), endless())
    assert (status, answer["code"]) == (413, "too_large")
    assert shelf.kept == {}


async def test_only_our_own_pages_and_visitors_with_a_token_hand_in(site, shelf):
    assert (await hand_in(site, await site.token(), PNG, Origin="https://evil.example"))[0] == 403
    status, answer = await hand_in(site, "guess", PNG)
    assert (status, answer["field"]) == (400, "visitor_token")
    assert shelf.kept == {}


async def test_nobody_sees_a_file_by_counting_or_guessing(site):
    token = await site.token()
    _, file = await hand_in(site, token, PNG)
    number, _, seal = file["id"].partition("-")
    for name in ("1", f"{int(number) + 1}-{seal}", f"{number}-{'0' * 32}", f"{number}-{seal}0", "%2e%2e%2f1"):
        assert (await fetched(site, f"{FILES}/{name}"))[0] == 404
    tab = await site.tab(token)
    wrong = await tab.say("m1", "x", files=[f"{int(number) + 1}-{seal}"])
    assert (wrong["type"], wrong["field"]) == ("error", "files")
    assert (await tab.say("m2", "x", files=[file["id"]] * 6))["type"] == "error"
    assert (await tab.say("m3", "x", files=["../1"]))["type"] == "error"


async def test_too_many_files_or_bytes_are_told_to_wait(site, shelf):
    token = await site.token()
    statuses = [(await hand_in(site, token, PNG))[0] for _ in range(16)]
    assert statuses == [201] * 15 + [429]
    large = b"\xff\xd8\xff" + b"x" * (LARGEST - 3)
    other = await site.token()
    assert [(await hand_in(site, other, large))[0] for _ in range(7)] == [201] * 6 + [429]


async def test_without_room_or_without_the_storage_nothing_is_promised(site, shelf):
    token = await site.token()
    shelf.room = 0
    assert (await hand_in(site, token, PNG))[0] == 429
    shelf.room, shelf.broken = 100, True
    assert (await hand_in(site, token, PNG))[0] == 503
    with pytest.raises(TryLater):
        await site.channel.fetch("own:1")
    shelf.broken = False
    with pytest.raises(Refused):
        await site.channel.fetch("own:99")
    with pytest.raises(Refused):
        await site.channel.fetch("AgACAgIAAx")


async def test_a_message_of_ours_brings_its_files_in_one_line(site, shelf):
    token = await site.token()
    tab = await site.tab(token)
    await tab.say("m1", "привет")
    _, file = await hand_in(site, token, PNG)
    offer = Enclosure(kind="document", name="Смета.pdf", mime="application/pdf", size=8, content=b"%PDF-1.7")
    kept = Enclosure(kind="photo", stored=1)
    message = Outbound(chat=site.engine.heard[0].chat, text="Вот смета", key="9", ref="9", files=(offer, kept))
    receipt = await site.channel.send(message)

    shown = await tab.next()
    assert receipt.message_ids == ("9",)
    assert (shown["id"], shown["text"]) == ("9", "Вот смета")
    assert [each["name"] for each in shown["files"]] == ["Смета.pdf", "photo.png"]
    assert shown["files"][1]["url"] == file["url"]
    assert (await fetched(site, shown["files"][0]["url"]))[2] == b"%PDF-1.7"


async def test_what_a_chat_lacks_is_dropped_without_a_word(site):
    assert (await site.channel.send(Outbound(chat="c", text="👍", key="1", reacts_to="7"))).message_ids == ()


async def test_without_a_shelf_there_is_no_door(open_site):
    site = await open_site()
    tab = await site.tab(await site.token())
    assert tab.history["files"] is False
    headers = {"Origin": site.url, "X-Visitor-Token": "A" * 43}
    async with site.http.post(site.url + FILES, data=PNG, headers=headers) as answer:
        assert answer.status == 404


async def test_a_listed_website_may_hand_in_from_its_own_page(open_site, shelf):
    from channels.webchat import WebchatConfig

    site = await open_site(WebchatConfig(origins="https://shop.kz"), shelf=shelf)
    asked = {"Origin": "https://shop.kz", "Access-Control-Request-Method": "POST"}
    async with site.http.options(site.url + FILES, headers=asked) as answer:
        assert answer.status == 204
        assert "X-Visitor-Token" in answer.headers["Access-Control-Allow-Headers"]
    status, _ = await hand_in(site, await site.token(), PNG, Origin="https://shop.kz")
    assert status == 201


def test_a_seal_belongs_to_one_number_and_one_secret():
    name = sealed(7, b"one")
    assert unsealed(name, b"one") == 7
    assert unsealed(name, b"two") is None
    assert unsealed("7-" + "g" * 32, b"one") is None
    assert "image/svg+xml" not in SHOWN


async def test_a_line_cut_in_mid_upload_leaves_nothing(site, shelf):
    async def half():
        yield PNG
        raise aiohttp.ClientConnectionError

    with pytest.raises(aiohttp.ClientError):
        await hand_in(site, await site.token(), half())
    assert shelf.kept == {}
