from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from bot.web.desk import Bells
from bot.web.health import Part
from bot.web.pages import HERE, Pages, chips
from bot.web.site import site as site_routes
from bot.wording import LANGUAGES, Catalogue
from channels.webchat.kinds import ENDINGS
from tests.fakes.web_engine import FakeEngine

CATALOGUE = Catalogue.load()


class Well:
    async def parts(self):
        return {"database": Part(ok=True)}


def routes(*, demo: bool):
    return site_routes(CATALOGUE, "laptop_repair", Well(), FakeEngine(), Bells(), demo=demo)[0]


@pytest.fixture
async def demo(open_site):
    return await open_site(routes=tuple(routes(demo=True)))


@pytest.fixture
async def real(open_site):
    return await open_site(routes=tuple(routes(demo=False)))


async def get(site, path="/", **headers):
    async with site.http.get(site.url + path, headers=headers) as response:
        return response.status, await response.text()


async def test_at_this_machine_and_with_nothing_real_the_page_is_split(demo):
    status, page = await get(demo)
    assert status == 200
    assert 'id="desk"' in page
    assert "/static/demo.js" in page


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.7"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"X-Real-IP": "127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"Host": "shop.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "[::1"},
    ],
)
async def test_from_elsewhere_only_the_chat_is_shown(demo, headers):
    status, page = await get(demo, **headers)
    assert status == 200
    assert 'id="chat"' in page
    assert 'id="desk"' not in page


async def test_with_a_real_channel_only_the_chat_is_shown_and_the_desk_does_not_exist(real):
    assert 'id="desk"' not in (await get(real))[1]
    assert (await get(real, "/desk/ws"))[0] == 404
    assert (await real.post("/desk/press", {"token": "x"}))[0] == 404


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("kk-KZ", "kk"),
        ("en-GB,en;q=0.9", "en"),
        ("de-DE,de;q=0.9,ru;q=0.5", "ru"),
        ("uk", "ru"),
        ("en;q=0.1, kk;q=0.9", "kk"),
        ("zh", "en"),
        ("", "en"),
        (";;;q=x,,", "en"),
    ],
)
async def test_the_browsers_language_is_spoken(demo, wishes, language):
    _, page = await get(demo, **{"Accept-Language": wishes})
    assert f'<html lang="{language}">' in page


async def test_a_chosen_language_is_remembered(demo):
    async with demo.http.get(demo.url + "/?lang=kk", headers={"Accept-Language": "ru"}) as response:
        chosen, cookie = await response.text(), response.cookies["talap_lang"]
    _, later = await get(demo, "/", **{"Accept-Language": "ru", "Cookie": f"talap_lang={cookie.value}"})
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("kk", "Lax", True)
    assert all('<html lang="kk">' in page for page in (chosen, later))


async def test_a_language_nobody_writes_is_passed_over(demo):
    _, page = await get(demo, "/?lang=<script>", **{"Accept-Language": "ru", "Cookie": "talap_lang=xx"})
    assert '<html lang="ru">' in page


@pytest.mark.parametrize("name", ["demo", "plain"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_needs_no_inline_script_or_style_and_nobody_elses_server(name, language):
    page = Pages(CATALOGUE, "services", demo=True).page(name, language)
    tags = _Tags()
    tags.feed(page)
    assert not [tag for tag, names in tags.seen if any(name == "style" or name.startswith("on") for name in names)]
    assert tags.scripts == [
        {"type": "application/json", "id": "words"},
        {"type": "module", "src": f"/static/{name}.js"},
    ]
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert not re.findall(r"web\.[a-z.]+[a-z]", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))


@pytest.mark.parametrize("file", sorted((HERE / "static").iterdir()), ids=lambda file: file.name)
def test_the_pages_files_are_small_and_never_read_text_as_markup(file):
    text = file.read_text("utf-8")
    assert len(text.encode()) < 16_000
    for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert danger not in text
    assert "https://" not in text.replace('"https:"', "")


def test_all_the_chat_needs_is_under_thirty_kilobytes():
    chat = ("chat.js", "link.js", "dom.js", "tray.js")
    for entry in (("plain.js",), ("widget.js", "framed.js")):
        assert sum((HERE / "static" / name).stat().st_size for name in (*entry, *chat)) < 30_000


def test_the_file_chooser_offers_what_is_taken():
    page = Pages(CATALOGUE, "laptop_repair", demo=True).page("widget", "ru")
    offered = re.search(r'accept="([^"]*)"', page)[1].split(",")
    assert offered == [f".{ending}" for ending in ENDINGS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_the_scripts_say_is_in_the_page(language):
    page = Pages(CATALOGUE, "laptop_repair", demo=True).page("demo", language)
    words = json.loads(re.search(r'id="words">(.*?)</script>', page, re.DOTALL)[1])
    said = set()
    for file in (HERE / "static").glob("*.js"):
        said |= set(re.findall(r'"(web\.[a-z.]+[a-z])"', file.read_text("utf-8")))
    assert len(said) > 5
    assert said <= set(words["texts"])
    states = {f"web.chat.{state}" for state in ("online", "offline", "connecting", "refused", "slow", "sent", "failed")}
    assert states <= set(words["texts"])
    assert words["chips"]["start"][0]
    assert words["chips"]["contact"] == words["chips"]["phone"]


def test_words_cannot_end_the_block_they_stand_in():
    hostile = {key: f"</script><b>{text}" for key, text in _texts("en").items()}
    page = Pages(Catalogue({"ru": hostile, "kk": hostile, "en": hostile}), "services", demo=True).page("demo", "en")
    tags = _Tags()
    tags.feed(page)
    assert len(tags.scripts) == 2
    assert "<b>" not in page.replace('<b class="badge', "").replace("<b data-part", "").replace("<li><b>", "")


def test_a_packs_own_examples_come_before_the_common_ones():
    texts = {
        "web.try.any.need": "common",
        "web.try.any.phone": "8 777",
        "web.try.spa.need": "massage",
        "web.try.x.need": "x",
    }
    assert chips(texts | {"web.try.spa.start": "Hello"}, "spa") == {
        "start": ["Hello"],
        "need": ["massage"],
        "phone": ["8 777"],
    }


async def test_files_are_served_and_nothing_beside_them(demo):
    async with demo.http.get(demo.url + "/static/chat.js") as response:
        assert response.status == 200
        assert response.headers["Cache-Control"] == "no-cache"
        assert "javascript" in response.headers["Content-Type"]
    for path in (
        "/static/",
        "/static/../pages.py",
        "/static/%2e%2e/pages.py",
        "/static/..%2fpages.py",
        "/static/none.js",
    ):
        status, _ = await get(demo, path)
        assert status in {403, 404}


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []
        self.scripts = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, [name for name, _ in attrs]))
        if tag == "script":
            self.scripts.append(dict(attrs))


def _texts(language):
    return {key: CATALOGUE.text(key, language) for key in CATALOGUE.keys(language)}
