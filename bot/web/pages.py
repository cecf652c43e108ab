"""The page at /: split in two while nothing real is configured and the visitor sits at this machine, else a chat."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web

from bot.web.desk_door import may_look
from bot.web.guard import FRAMED_BY
from bot.wording import LANGUAGES, Catalogue, supported

HERE = Path(__file__).resolve().parent
NAMES = {"ru": "Русский", "kk": "Қазақша", "en": "English"}
COOKIE = "talap_lang"
A_YEAR = 31_536_000
PLACE = re.compile(r"\{([a-z][a-z0-9_.]*)\}")

SPOKEN = ("web.chat.", "web.desk.", "web.try")
"""The beginnings of the keys a page's scripts say."""

START = "start"


class Pages:
    """GET / and the files it needs. `script` is the pack whose example answers are offered to try.

    `origins` are the websites that may show the widget.
    """

    def __init__(self, catalogue: Catalogue, script: str, *, demo: bool, origins: Sequence[str] = ()) -> None:
        self._origins = tuple(origins)
        self._catalogue = catalogue
        self._script = script
        self._demo = demo
        self._rendered: dict[tuple[str, str], str] = {}
        self._templates = {file.stem: file.read_text("utf-8") for file in (HERE / "templates").glob("*.html")}

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        return [
            web.get("/", self._front),
            web.get("/widget", self._widget),
            web.get("/widget.js", self._widget_script),
            web.static("/static", HERE / "static"),
        ]

    async def _front(self, request: web.Request) -> web.Response:
        language = language_of(request)
        name = "demo" if self._demo and may_look(request) else "plain"
        response = web.Response(text=self.page(name, language), content_type="text/html")
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Accept-Language, Cookie"
        if request.query.get("lang") == language:
            response.set_cookie(COOKIE, language, max_age=A_YEAR, samesite="Lax", httponly=True)
        return response

    async def _widget(self, request: web.Request) -> web.Response:
        response = web.Response(text=self.page("widget", language_of(request)), content_type="text/html")
        response.headers["Cache-Control"] = "no-store"
        response[FRAMED_BY] = self._origins
        return response

    async def _widget_script(self, request: web.Request) -> web.Response:
        _ = request
        text = (HERE / "static" / "widget.js").read_text("utf-8")
        words = {
            language: {name: self._catalogue.text(f"web.widget.{name}", language) for name in ("open", "close")}
            for language in LANGUAGES
        }
        filled = text.replace("__WORDS__", msgspec.json.encode(words).decode())
        response = web.Response(text=filled, content_type="text/javascript")
        response.headers["Cache-Control"] = "no-cache"
        return response

    def page(self, name: str, language: str) -> str:
        """The HTML of "demo" or "plain" in a language; rendered once."""
        found = self._rendered.get((name, language))
        if found is None:
            found = self._rendered[name, language] = self._render(name, language)
        return found

    def _render(self, name: str, language: str) -> str:
        texts = {key: html.escape(text) for key, text in self._texts(language).items()}
        chips = '<div class="chips" data-part="chips"></div>' if name == "demo" else ""
        kind = "plain" if name == "widget" else name
        blocks = {
            "language": language,
            "title": texts[f"web.title.{kind}"],
            "empty": texts[f"web.empty.{kind}"],
            "script": "framed.js" if name == "widget" else f"{name}.js",
            "data": self._data(language),
            "languages": _languages(language, texts["web.language"]),
            "chips": chips,
        }
        known = texts | blocks
        known["head"] = _fill(self._templates["head"], known)
        known["panel"] = _fill(self._templates["chat_panel"], known)
        return _fill(self._templates[name], known)

    def _texts(self, language: str) -> dict[str, str]:
        keys = (key for key in self._catalogue.keys(language) if key.startswith("web."))
        return {key: self._catalogue.text(key, language) for key in keys}

    def _data(self, language: str) -> str:
        """The words for the scripts as JSON that cannot end its own element."""
        texts = {key: text for key, text in self._texts(language).items() if key.startswith(SPOKEN)}
        spoken = {key: text for key, text in texts.items() if not key.startswith("web.try.")}
        data: dict[str, Any] = {"texts": spoken, "chips": chips(texts, self._script)}
        return msgspec.json.encode(data).decode().replace("<", "\\u003c")


def chips(texts: Mapping[str, str], script: str) -> dict[str, list[str]]:
    """Example answers by question: the pack's own ("web.try.services.need"), else those for any ("web.try.any.phone").

    Before the first word there are several to choose from: those of "start", "all" and "looking".
    """
    found = {key.removeprefix("web.try.any."): text for key, text in texts.items() if key.startswith("web.try.any.")}
    own = f"web.try.{script}."
    found |= {key.removeprefix(own): text for key, text in texts.items() if key.startswith(own)}
    opening = [found.pop(name) for name in (START, "all", "looking") if name in found]
    return {START: opening} | {question: [text] for question, text in found.items()}


def language_of(request: web.Request) -> str:
    """The page's language: asked for, chosen before, or the first of the browser's that we write."""
    for wish in (request.query.get("lang", ""), request.cookies.get(COOKIE, "")):
        if wish in LANGUAGES:
            return wish
    header = request.headers.get("Accept-Language", "")
    wishes = sorted((_weighed(part) for part in header[:500].split(",") if part.strip()), key=lambda wish: -wish[0])
    ours = (supported(tag) for _, tag in wishes if tag.startswith("en") or supported(tag) != "en")
    return next(ours, "en")


def _weighed(part: str) -> tuple[float, str]:
    tag, _, quality = part.strip().partition(";q=")
    try:
        return float(quality or 1), tag.strip()
    except ValueError:
        return 0.0, tag.strip()


def _languages(now: str, name: str) -> str:
    links = "".join(
        f'<a href="/?lang={code}" lang="{code}" hreflang="{code}" title="{NAMES[code]}"{current}>{code.upper()}</a>'
        for code in LANGUAGES
        for current in (' aria-current="true"' if code == now else "",)
    )
    return f'<nav class="languages" aria-label="{name}">{links}</nav>'


def _fill(template: str, known: Mapping[str, str]) -> str:
    """Raises KeyError for a place nobody fills, so a page is never served with a hole."""
    return PLACE.sub(lambda place: known[place[1]], template)
