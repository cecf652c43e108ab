"""The words a person sees on a page, a line where they see a line; scripts and styles are not words."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from jobs.scraping import page_credits

LONGEST_TEXT = 300_000
_LONGEST_LINE = 4_000
_HIDDEN = ["script", "style", "template", "svg", "iframe", "object"]
# A line ends where one of these begins or ends. Only the beginning of the tag is matched, so a page of unclosed tags
# costs no more than any other.
_LINES = re.compile(
    r"</?(?=(?:address|article|aside|blockquote|br|center|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header|hr|li"
    r"|main|nav|ol|p|pre|section|table|tbody|td|th|tr|ul|option|button|label|textarea|noscript|select|title|summary"
    r"|caption|figcaption)\b)",
    re.IGNORECASE,
)
_LINKS = re.compile(r"</?a(?=[\s>])|<(?:img|svg|input)(?=[\s/>])", re.IGNORECASE)
# Pictures drawn by a font (what stands inside is the picture's name, and a reader never sees it), faxes, others' words.
_ICONS = (
    '[class*="material-icons"], [class*="material-symbols"], v-icon, mat-icon, ion-icon, [itemprop~="faxNumber"]'
    ', [itemtype$="/Review"]'
)
_ICON_NAME = re.compile(r"(?:mdi|fa|icon|bi|ti)?(?:[-_][a-z0-9]+){1,4}|[a-z]+(?:[-_][a-z]+){1,4}")
_MOST_ICONS = 1_000
_BREAKS = re.compile(r"[\x00\r\n]+")
_BLANKS = re.compile(r"[^\S\n]+")
_HARDLY_ANY_TEXT = 300
_STATE = re.compile(r"__NEXT_DATA__|__NUXT__|__INITIAL_STATE__|__PRELOADED_STATE__|^\s*[{\[]")
_TEXTS = re.compile(r'"([^"\\<>{}]{5,200})"')
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]{0,20})", re.IGNORECASE)
_UNCOUNTED = frozenset({
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p", "path",
    "source", "tbody", "td", "tfoot", "th", "thead", "tr", "use", "wbr", "html", "head", "body",
})  # fmt: skip
_RAW = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}
_DEEPEST = 3_000


def shallow(html: str) -> str:
    """The page up to where its tags are nested absurdly: the time to parse grows with the square of the depth."""
    depth, at = 0, 0
    while (tag := _TAG.search(html, at)) is not None:
        name, at = tag[2].lower(), tag.end()
        if name in _RAW:
            end = _RAW[name].search(html, at)
            if end is None:
                break
            at = end.end()
        elif name not in _UNCOUNTED:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            if depth > _DEEPEST:
                return html[: tag.start()]
    return html


def parser_of(html: str) -> LexborHTMLParser:
    """The page as a tree, with line ends put where a reader sees them."""
    # In the source a line may break anywhere; a reader sees a space there.
    apart = _LINKS.sub(lambda found: f" {found[0]}", shallow(_BREAKS.sub(" ", html)))
    return LexborHTMLParser(_LINES.sub(lambda found: f"\n{found[0]}", apart))


def unframed(tree: LexborHTMLParser) -> None:
    """Take out what nobody takes for the firm's own: names of pictures, faxes, reviews, the makers of the site."""
    for node in tree.css(_ICONS)[:_MOST_ICONS]:
        node.decompose()
    for node in tree.css("i, span[class*='icon']")[:_MOST_ICONS]:
        if _ICON_NAME.fullmatch(node.text(separator="").strip()):
            node.decompose()
    if not page_credits.are_makers(tree):
        page_credits.forget(tree)


def lines_of(tree: LexborHTMLParser) -> list[str]:
    """The visible lines, without those that speak of who made the site. Changes the tree: scripts are gone after."""
    states = _states(tree)
    tree.strip_tags(_HIDDEN)
    body = tree.body
    text = "" if body is None else body.text(separator="")[:LONGEST_TEXT]
    seen = [line for line in map(_plain, text.split("\n")) if line]
    lines = [*seen, *states] if sum(map(len, seen)) < _HARDLY_ANY_TEXT else seen
    makers = page_credits.are_makers(tree)
    told = (line if makers else page_credits.cut(line) for line in lines)
    return [piece for line in told if line for piece in _pieces(line)]


def _plain(line: str) -> str:
    return _BLANKS.sub(" ", line).strip()


def _pieces(line: str) -> list[str]:
    return [line[at : at + _LONGEST_LINE] for at in range(0, len(line), _LONGEST_LINE)]


def _states(tree: LexborHTMLParser) -> list[str]:
    """The texts inside a page's own data, for pages that are drawn from it by a script."""
    nodes = [
        node for node in tree.css("script:not([src])")[:30] if "ld+json" not in (node.attributes.get("type") or "")
    ]
    scripts = (node.text()[:LONGEST_TEXT] for node in nodes)
    return [text for script in scripts if _STATE.search(script[:2_000]) for text in _TEXTS.findall(script)][:5_000]


def is_drawn(tree: LexborHTMLParser) -> bool:
    """Whether the page says hardly anything until a script draws it. Ask before `lines_of`."""
    body = tree.body
    scripts = tree.css("script[src]")
    if body is None or not scripts:
        return False
    hidden = sum(len(node.text().strip()) for node in body.css("script, style, template"))
    shown = len(body.text(separator="").strip())
    return shown - hidden < _HARDLY_ANY_TEXT
