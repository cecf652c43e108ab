"""The words a person sees on a page, a line where they see a line; scripts and styles are not words."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

LONGEST_TEXT = 300_000
_LONGEST_LINE = 4_000
_HIDDEN = ["script", "style", "template", "svg", "iframe", "object"]
# A line ends where one of these begins or ends. Only the beginning of the tag is matched, so a page of unclosed tags
# costs no more than any other.
_LINES = re.compile(
    r"</?(?=(?:address|article|aside|blockquote|br|center|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header|hr|li"
    r"|main|nav|ol|p|pre|section|table|tbody|td|th|tr|ul|option|button|label)\b)",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[^\S\n]+")
# "Site made by ...": contacts in such a line are the studio's, not the firm's.
_STUDIO = re.compile(
    r"(?:разработ\w*|создан\w*|сделан\w*|продвижени\w*|поддержк\w*)\s+(?:и\s+\w+\s+)?(?:веб-?|интернет-?)?\s?(?:сайт|в\s+студи)"
    r"|(?:веб|web)-?\s?студи|сайт(?:ты)?\s+(?:разработан|создан|сделан|жасаған|әзірлеген)|(?:site|website|designed|developed|"
    r"powered|made)\s+by\b",
    re.IGNORECASE,
)


def parser_of(html: str) -> LexborHTMLParser:
    """The page as a tree, with line ends put where a reader sees them."""
    return LexborHTMLParser(_LINES.sub(lambda found: f"\n{found[0]}", html.replace("\x00", "")))


def lines_of(tree: LexborHTMLParser) -> list[str]:
    """The visible lines, without those that speak of who made the site. Changes the tree: scripts are gone after."""
    tree.strip_tags(_HIDDEN)
    body = tree.body
    text = "" if body is None else body.text(separator="")[:LONGEST_TEXT]
    lines = (_BLANKS.sub(" ", line[:_LONGEST_LINE]).strip() for line in text.split("\n"))
    return [line for line in lines if line and not _STUDIO.search(line)]
