"""The script made from what the owner told: a shipped pack, or their own questions, with their name, city and price.

Pure but for reading the shipped pack's file. The result is a script as people write them: /scripts can go on with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import yaml

from bot.wording import LANGUAGES, Catalogue
from fsm import script
from fsm.facts import BUDGET, EMAIL, LOCATION, NAME, NEED, PHONE, TIMELINE, Budget, Qualifier
from fsm.reading.message import Context
from fsm.reading.reader import read
from fsm.script_yaml import parse
from handoff.house import House

OWN = "own"
MOST_QUESTIONS = 12
MOST_CHOICES = 8
_LONGEST_LABEL = 40
_WIDTH = 110
_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)

_COUNTRIES = {
    "Europe/Kyiv": ("UA", "UAH"),
    "Asia/Kolkata": ("IN", "INR"),
    "Asia/Karachi": ("PK", "PKR"),
    "Europe/Moscow": ("RU", "RUB"),
    "Asia/Yekaterinburg": ("RU", "RUB"),
    "Asia/Omsk": ("RU", "RUB"),
    "Asia/Novosibirsk": ("RU", "RUB"),
    "Asia/Bishkek": ("KG", "KGS"),
    "Asia/Tashkent": ("UZ", "UZS"),
}
_HOME = ("KZ", "KZT")

_MEANT = {
    PHONE: r"\b(телефон|номер|phone|нөмір)",
    EMAIL: r"\b(e-?mail|почт|пошта)",
    NAME: r"(зовут|ваше имя|your name|есіміңіз|атыңыз)",
    BUDGET: r"\b(бюджет|budget|на какую сумму|қандай сома)",
    TIMELINE: r"\b(когда|к какому сроку|when|how soon|қашан|қай уақытқа)",
    LOCATION: r"\b(адрес|в каком (районе|городе)|address|which (district|city)|мекенжай|қай (ауданда|қалада))",
}
"""Questions about what every business asks: the program reads their answers better than it could read words."""


class Asked(NamedTuple):
    """A question of the owner's own, with the answers to choose from."""

    text: str
    choices: tuple[str, ...] = ()


def read_question(line: str) -> Asked | None:
    """A question from a typed line: "What size? small / medium / large"; None for a line that asks nothing."""
    line = re.sub(r"^\s*(?:\d{1,2}[.)]|[-•*–—])\s*", "", line).strip()
    head, sign, tail = _parted(line)
    choices = [part.strip(" .,;")[:_LONGEST_LABEL] for part in tail.split("/")] if "/" in tail else []
    choices = list(dict.fromkeys(choice for choice in choices if choice))[:MOST_CHOICES]
    text = f"{head}{sign}".strip() if choices else line
    if sum(sign.isalpha() for sign in text) < 2:  # noqa: PLR2004 (fewer letters are no question)
        return None
    return Asked(text[:300].rstrip(":"), tuple(choices))


def _parted(line: str) -> tuple[str, str, str]:
    """The question, its sign, and what follows the sign."""
    at = line.find("?") if "/" in line.partition("?")[2] else line.find(": ")
    return (line[:at], line[at], line[at + 1 :]) if at > 0 else (line, "", "")


def price_of(offer: str, zone: str = "") -> Budget | None:
    """The usual price the owner names in their own words, of several from the lowest to the highest; None for none."""
    country, currency = _COUNTRIES.get(zone, _HOME)
    context = Context(BUDGET, "", _MOMENT, country=country, currency=currency)
    # The word "price" would be read as somebody's question for one.
    pieces = [_PRICE.sub(" ", piece) for piece in re.split(r"[,;\n](?!\d)", offer)]
    found = [price for piece in pieces if (price := _amount(piece, context)) is not None]
    if len({each.currency or currency for each in found}) != 1:
        return None
    lows = [each.min for each in found if each.min is not None]
    highs = [each.max for each in found if each.max is not None]
    if len(found) == 1:
        return Budget(found[0].min, found[0].max, found[0].currency or currency, found[0].qualifier)
    low, high = min(lows or highs), max(highs or lows)
    return Budget(low, high, found[0].currency or currency, Qualifier.RANGE if low < high else Qualifier.EXACT)


_PRICE = re.compile(
    r"\b(цен[аыуеой]*|стоимост[ьи]|стоит|прайс|чек|баға\w*|құны|prices?|costs?)\b\s*[:=—–-]?", re.IGNORECASE
)


def _amount(text: str, context: Context) -> Budget | None:
    """One amount of money in a piece of a sentence."""
    if not any(sign.isdigit() for sign in text):
        return None
    found = read(text, context).facts.get(BUDGET)
    value = found.value if found is not None else None
    return value if isinstance(value, Budget) and (value.min, value.max) != (None, None) else None


def composed(told: House, catalogue: Catalogue) -> str:
    """The script for a house; raises ScriptError only for a shipped pack that is broken."""
    base: dict[str, Any] = parse(*script.source(told.trade if told.trade in script.shipped() else "services")).values
    if told.trade == OWN:
        base = _own(base, [asked for line in told.questions if (asked := read_question(line))])
    country, currency = _COUNTRIES.get(told.zone, _HOME)
    price = price_of(told.offer, told.zone)
    if told.zone:
        base |= {"timezone": told.zone, "country": country}
    if price is not None or told.trade == OWN:
        base["currency"] = currency
    spoken = [language for language in base["languages"] if not told.spoken or language in told.spoken]
    base["languages"] = spoken or base["languages"]
    if told.business:
        base["greeting"] = {
            lang: _named(text, told.business, lang, catalogue) for lang, text in base["greeting"].items()
        }
    if price is not None:
        _priced(base, price, catalogue)
    kept: dict[str, Any] = _only(base, set(base["languages"]))
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _only(value: Any, spoken: set[str]) -> Any:
    """Without the texts in languages that are not spoken."""
    if isinstance(value, dict):
        dropped = set(LANGUAGES) - spoken
        return {key: _only(each, spoken) for key, each in value.items() if key not in dropped}
    return [_only(each, spoken) for each in value] if isinstance(value, list) else value


def plain(text: str) -> str:
    """The owner's words as a text of a script: on one line, and braces, which mean places there, gone."""
    return " ".join(re.sub(r"[{}]", "", text).split())


def _named(text: Any, business: str, language: str, catalogue: Catalogue) -> Any:
    """A greeting with the name of the business behind its first sentence."""
    if isinstance(text, list):
        return [_named(each, business, language, catalogue) for each in text]
    name = plain(business)
    quoted = any(sign in name for sign in "«»“”\"'")
    words = catalogue.words(language)
    introduced = words("setup.says.quoted_name" if quoted else "setup.says.name", business=name)
    hello, sign, rest = text.partition("! ")
    return f"{hello}! {introduced} {rest}" if sign else f"{introduced} {text}"


def _priced(base: dict[str, Any], price: Budget, catalogue: Catalogue) -> None:
    """Name the usual price: to who asks for it, and in the question that offers one."""
    low, high = price.min or price.max or 0.0, price.max or price.min or 0.0
    each = {language: catalogue.words(language) for language in base["languages"]}
    told = {language: words.value(BUDGET, price) for language, words in each.items()}
    reply = base.setdefault("replies", {}).get("price", {"match": []})
    said = {language: [words("setup.says.price", price=told[language])] for language, words in each.items()}
    base["replies"]["price"] = reply | {"say": said}
    if high > 0:
        scoring = base.get("scoring", "criteria")
        scoring = {"model": scoring} if isinstance(scoring, str) else dict(scoring)
        base["scoring"] = scoring | {"reference_budget": [low, high]}
    for question in base["questions"]:
        if "anchor" in question:
            question["anchor"] = [low, high]
            question["ask"] = {
                language: [words(f"setup.says.{name}", price=told[language]) for name in ("anchor", "anchor_again")]
                for language, words in each.items()
            }


def _own(base: dict[str, Any], asked: Sequence[Asked]) -> dict[str, Any]:
    """The services pack with the owner's questions in the place of its own; who it is and how to reach them stay."""
    usual = {question["fact"]: question for question in base["questions"] if "fact" in question}
    made: list[dict[str, Any]] = []
    have: set[str] = set()
    for number, question in enumerate(asked[:MOST_QUESTIONS], 1):
        fact = _fact_of(question, have)
        have.add(fact)
        made.append(_question(question, fact, number, usual, base["languages"]))
    if NEED not in have:
        made.insert(0, usual[NEED])
    made += [usual[fact] for fact in (NAME, PHONE) if fact not in have]
    return base | {"id": OWN, "questions": made}


def _fact_of(question: Asked, have: set[str]) -> str:
    """What a question is about: something every business asks, the need itself, or a fact of the owner's own ("")."""
    if question.choices:
        return ""
    text = question.text.casefold()
    for fact, pattern in _MEANT.items():
        if fact not in have and re.search(pattern, text):
            return fact
    return NEED if NEED not in have else ""


def _question(
    asked: Asked, fact: str, number: int, usual: Mapping[str, dict[str, Any]], languages: Sequence[str]
) -> dict[str, Any]:
    text = plain(asked.text)
    if fact in usual:
        known = usual[fact]
        # The third wording of the need gives an example from another trade.
        wordings = slice(1, 2) if fact == NEED else slice(1, None)
        return known | {"ask": {language: [text, *known["ask"][language][wordings]] for language in languages}}
    ask = dict.fromkeys(languages, text)
    if fact:
        return {"fact": fact, "ask": ask}
    if not asked.choices:
        return {"fact": f"q{number}", "kind": "text", "ask": ask}
    choices = {
        f"c{index}": dict.fromkeys(languages, plain(choice)) | {"value": plain(choice)}
        for index, choice in enumerate(asked.choices, 1)
    }
    return {"fact": f"q{number}", "kind": "choice", "ask": ask, "choices": choices}
