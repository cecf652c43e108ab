"""Who made the site is not the firm: words like "site by ...", with the names, numbers and links that follow them."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_SITE = r"(?:веб-?|интернет-?|web-?)?\s?(?:сайт\w*|магазина|страниц\w+|лендинг\w*)"
CREDIT = re.compile(
    rf"(?:(?:дизайн|верстка|вёрстка|программирование|разработ\w*|создан\w*|сделан\w*|изготовлен\w*|продвижени\w*"
    rf"|розробк\w*|розроблен\w*|створен\w*)\s+(?:и\s+\w+\s+|та\s+\w+\s+)?(?:{_SITE}|в\s+(?:веб-?)?студи))"
    r"|(?:веб|web)[- ]?студи|сайт(?:ты)?\s+(?:разработан|создан|сделан|жасаған|әзірлеген|зроблен|розроблен|створен)"
    r"|(?:site|website|web\s?design|design(?:ed)?|created|developed|development|powered|made)"
    r"(?:\s+(?:&|and)\s+\w+)?\s+(?:with\s+\S{1,9}\s+)?by\b",
    re.IGNORECASE,
)
_MAKERS = re.compile(
    r"(?:создани|разработ|продвижени)\w*\s+(?:\w+\s+)?сайт"
    r"|(?:веб|web|digital|диджитал|интернет)[- ]?(?:студи|агентств|studio|agency)"
    r"|web\s?(?:design|development)",
    re.IGNORECASE,
)
_OWNERS = re.compile(r"©|\(c\)|copyright|права\s+за|all\s+rights|барлық\s+құқық|всі\s+права", re.IGNORECASE)
_LONGEST = 250
_FEWEST = 3
_SHORT = 60
_DEEPEST = 40
_MOST = 6


def cut(line: str) -> str:
    """The line without the words about its maker; a long one is a text that mentions such work, and stays."""
    credit = CREDIT.search(line) if len(line) <= _LONGEST else None
    return line if credit is None else _before(line, credit)


def _before(words: str, credit: re.Match[str]) -> str:
    """What the owners say of themselves. Where nothing follows the words, the maker's name stood before them."""
    before, after = words[: credit.start()].strip(), words[credit.end() :]
    return before if _OWNERS.search(before) or len(re.findall(r"\w", after)) >= _FEWEST else ""


def are_makers(tree: LexborHTMLParser) -> bool:
    """Whether the firm itself makes sites, so that such words are about it."""
    title = tree.css_first("title")
    return title is not None and _MAKERS.search(title.text()[:300]) is not None


def forget(tree: LexborHTMLParser) -> None:
    """Take the makers' part out of the tree: the element that names them, or what follows those words in it."""
    for _ in range(_MOST):
        node = _innermost(tree.body)
        if node is None or not _removed(node):
            return


def _innermost(body: LexborNode | None) -> LexborNode | None:
    """The deepest element whose own short text holds such words."""
    node = body if body is not None and CREDIT.search(body.text(separator="")) else None
    for _ in range(_DEEPEST):
        if node is None:
            return None
        inner = next((child for child in node.iter() if CREDIT.search(child.text(separator=""))), None)
        if inner is None or inner.tag == "a":
            return node
        node = inner
    return None


def _removed(node: LexborNode) -> bool:
    """Take it out; whether anything went, so that the search may go on."""
    words = " ".join(node.text(separator="").split())
    credit = CREDIT.search(words)
    if credit is None or node.tag in {"title", "h1"}:
        return False
    if node.tag in {"body", "html"} or len(words) > _LONGEST:
        return _link_removed(node)
    if _before(words, credit) or node.css_first("br") is not None:
        return _rest_removed(node)
    following = node.next
    while following is not None and following.tag == "-text" and not following.text().strip():
        following = following.next
    if len(words) <= _SHORT and node.css_first("a[href]") is None and following is not None:
        _remove_named(following)
    node.decompose()
    return True


def _link_removed(node: LexborNode) -> bool:
    """Of a whole page without inner parts only the link right after the words goes."""
    announced = False
    for child in list(node.iter(include_text=True)):
        if child.tag == "-text":
            said = list(CREDIT.finditer(child.text()))
            announced = bool(said) and len(child.text()[said[-1].end() :].strip(" :—–-")) < _FEWEST
        elif child.tag == "a" and announced:
            child.decompose()
            return True
    return False


def _remove_named(following: LexborNode) -> None:
    """A short neighbour with a link is the maker those words announce."""
    linked = following.tag != "-text" and (following.tag == "a" or following.css_first("a[href]") is not None)
    if linked and len(following.text(separator="").strip()) <= _SHORT:
        following.decompose()


def _rest_removed(node: LexborNode) -> bool:
    """Keep what the owners say of themselves before, drop the words and what follows them to the end of its line."""
    seen, after, found = "", "", False
    for child in list(node.iter(include_text=True)):
        if found:
            if child.tag == "br" and len(after.strip()) >= _FEWEST:
                break
            after += child.text(separator="")
            child.decompose()
            continue
        seen += child.text(separator="")
        credit = CREDIT.search(seen)
        if credit is not None:
            found, after = True, seen[credit.end() :].lstrip(" :—–-")
            if child.tag == "-text":
                before = len(seen) - len(child.text())
                child.replace_with(child.text()[: max(0, credit.start() - before)])
            else:
                child.decompose()
    return found
