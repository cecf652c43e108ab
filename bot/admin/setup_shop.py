"""The steps about the business: language, name, trade, own questions, city, languages of leads, price, quiet hours."""

from __future__ import annotations

import html
import re
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import msgspec

from bot.admin.acts import Act
from bot.admin.setup_script import MOST_QUESTIONS, Asked, price_of, read_question
from bot.admin.setup_script import OWN as OWN_TRADE
from bot.admin.setup_steps import Shown, Step, Took, Where, house_of, keep, language_name, option
from bot.wording import LANGUAGES
from fsm import script
from fsm.facts import BUDGET, LOCATION
from fsm.reading.message import Context
from fsm.reading.places_kazakhstan import CITIES
from fsm.reading.reader import read
from handoff import roster
from handoff.hours import read_rest
from jobs.outreach.quiet import zones_of

_LONGEST_NAME = 60
_LONGEST_CITY = 60
_LONGEST_OFFER = 300
_ZONES = ("Asia/Almaty", "Asia/Tashkent", "Europe/Moscow", "Europe/Kyiv", "Asia/Karachi", "Asia/Kolkata")
_QUIET = ("21-9", "22-8", "20-10", "-")


# --- the language of the bot itself


def _language(act: Act, where: Where) -> Shown:
    keys = tuple(option(language_name(act, code), "language", where, code) for code in LANGUAGES)
    return Shown(act.words("setup.language"), (keys,))


def _take_language(act: Act, value: str, *, typed: bool) -> Took:
    if typed or value not in LANGUAGES:
        return Took(stays=True)
    member = msgspec.structs.replace(act.member, language=value)
    roster.change(act.connection, member)
    keep(act, "language", value)
    return Took(act=msgspec.structs.replace(act, member=member, words=act.tools.catalogue.words(value)))


# --- the name of the business


def _business(act: Act, _: Where) -> Shown:
    name = house_of(act).business
    now = act.words("setup.now", value=html.escape(name, quote=False)) if name else ""
    return Shown("\n".join(part for part in (act.words("setup.business"), now) if part))


def _take_business(act: Act, value: str, *, typed: bool) -> Took:
    name = " ".join(value.split())
    if not typed or not name:
        return Took(stays=True)
    if len(name) > _LONGEST_NAME:
        return Took(problem=act.words("setup.too_long", most=str(_LONGEST_NAME)))
    keep(act, "business", name)
    return Took()


# --- what they do: a shipped script, or questions of their own


def _trade(act: Act, where: Where) -> Shown:
    told = house_of(act)
    mark = {told.trade: "✅ "}
    rows = [
        (option(f"{mark.get(name, '')}{act.words(f'trade.{name}')}", "trade", where, name),)
        for name in (*script.shipped(), OWN_TRADE)
    ]
    return Shown(act.words("setup.trade"), tuple(rows))


def _take_trade(act: Act, value: str, *, typed: bool) -> Took:
    if typed or value not in (*script.shipped(), OWN_TRADE):
        return Took(stays=True)
    if value == OWN_TRADE:
        return Took(beside=OWN.name)
    keep(act, "trade", value)
    keep(act, "made", "")
    return Took(note=act.words("setup.trade.taken", trade=act.words(f"trade.{value}")))


# --- their own questions


def _own(act: Act, where: Where) -> Shown:
    asked = _questions(act)
    lines = [_line(number, each) for number, each in enumerate(asked, 1)]
    if not asked:
        return Shown(act.words("setup.own"))
    keys = (
        option(act.words("setup.own.fewer"), "own", where, "fewer"),
        option(act.words("setup.own.enough"), "own", where, "enough"),
    )
    return Shown("\n".join((act.words("setup.own.have"), *lines, act.words("setup.own.more"))), (keys,))


def _line(number: int, asked: Asked) -> str:
    choices = f" [{' / '.join(asked.choices)}]" if asked.choices else ""
    whole = f"{asked.text}{choices}"
    return html.escape(f"{number}. {whole if len(whole) <= 70 else whole[:69] + '…'}", quote=False)  # noqa: PLR2004 (two lines of a phone)


def _questions(act: Act) -> list[Asked]:
    return [asked for line in house_of(act).questions if (asked := read_question(line))]


def _take_own(act: Act, value: str, *, typed: bool) -> Took:
    have = house_of(act).questions
    if typed:
        lines = [line.strip() for line in value.splitlines() if read_question(line)]
        if not lines:
            return Took(problem=act.words("setup.own.bad"))
        if len(have) + len(lines) > MOST_QUESTIONS:
            return Took(problem=act.words("setup.own.many", most=str(MOST_QUESTIONS)))
        keep(act, "questions", (*have, *(line[:400] for line in lines)))
        return Took(stays=True)
    if value == "fewer":
        keep(act, "questions", have[:-1])
        return Took(stays=True)
    if value != "enough" or not have:
        return Took(stays=True)
    keep(act, "trade", OWN_TRADE)
    keep(act, "made", "")
    return Took(note=act.words("setup.own.taken", number=str(len(have))))


# --- the city, and by it the time


def _city(act: Act, _: Where) -> Shown:
    told = house_of(act)
    zone = told.zone or act.tools.packs.current.pack.zone.key
    now = act.words("setup.city.now", city=html.escape(told.city, quote=False), time=_time(act, zone))
    return Shown("\n".join(part for part in (act.words("setup.city"), now if told.city else "") if part))


def _time(act: Act, zone: str) -> str:
    return f"{act.at.astimezone(ZoneInfo(zone)):%H:%M}"


def city_in(text: str, language: str, at: datetime) -> str:
    """The city a text names, as the owner would write it; the text itself when the reader knows none in it.

    The reader gives Russian names. An English name stands in the text as it is; a Kazakh one only where it stands alone
    (in a sentence it has an ending).
    """
    found = read(text, Context(LOCATION, "", at)).facts.get(LOCATION)
    if found is None:
        return " ".join(text.split())
    said = found.words.partition(",")[0].strip()
    kept = (language == "en" and said.isascii()) or (language == "kk" and said.casefold() in _spellings())
    if kept:
        return said.title() if said.islower() else said
    return str(found.value).partition(",")[0]


@cache
def _spellings() -> frozenset[str]:
    """The names of Kazakhstan's cities in every spelling, in small letters."""
    return frozenset(part.strip(" *\n").casefold() for part in re.split(r"[;:,]", CITIES))


def _take_city(act: Act, value: str, *, typed: bool) -> Took:
    if not typed or not any(sign.isalpha() for sign in value):
        return Took(stays=True)
    city = city_in(value, act.member.language, act.at)[:_LONGEST_CITY]
    zone = zones_of(city_in(value, "ru", act.at), "", "")[0] or zones_of(value, "", "")[0]
    keep(act, "city", city)
    if not zone:
        return Took(beside=ZONE.name)
    keep(act, "zone", zone)
    note = act.words("setup.city.taken", city=html.escape(city, quote=False), time=_time(act, zone))
    return Took(note=note)


def _zone(act: Act, where: Where) -> Shown:
    city = html.escape(house_of(act).city, quote=False)
    each = [option(_zone_label(act, zone), "zone", where, zone) for zone in _ZONES]
    return Shown(act.words("setup.zone", city=city), tuple(zip(each[::2], each[1::2], strict=True)))


def _zone_label(act: Act, zone: str) -> str:
    name = zone.partition("/")[2].lower()
    return f"{_time(act, zone)} {act.words(f'zone.{name}')}"


def _take_zone(act: Act, value: str, *, typed: bool) -> Took:
    if typed or value not in _ZONES:
        return Took(stays=True)
    keep(act, "zone", value)
    return Took(note=act.words("setup.city.taken", city=html.escape(house_of(act).city), time=_time(act, value)))


# --- the languages leads are spoken to in


def _spoken(act: Act, where: Where) -> Shown:
    spoken = house_of(act).spoken or LANGUAGES
    each = tuple(
        option(f"{'✅' if code in spoken else '▫️'} {language_name(act, code)}", "spoken", where, code)
        for code in LANGUAGES
    )
    return Shown(act.words("setup.spoken"), (each, (option(act.words("setup.ready"), "spoken", where, "ok"),)))


def _take_spoken(act: Act, value: str, *, typed: bool) -> Took:
    spoken = house_of(act).spoken or LANGUAGES
    if typed or value not in LANGUAGES:
        return Took(stays=value != "ok")
    changed = tuple(code for code in LANGUAGES if (code in spoken) != (code == value))
    if not changed:
        return Took(problem=act.words("setup.spoken.none"))
    keep(act, "spoken", changed)
    return Took(stays=True)


# --- what they offer, and for how much


def _offer(act: Act, _: Where) -> Shown:
    told = house_of(act).offer
    now = act.words("setup.now", value=html.escape(told[:80], quote=False)) if told else ""
    return Shown("\n".join(part for part in (act.words("setup.offer"), now) if part))


def _take_offer(act: Act, value: str, *, typed: bool) -> Took:
    offer = " ".join(value.split())
    if not typed or not offer:
        return Took(stays=True)
    if len(offer) > _LONGEST_OFFER:
        return Took(problem=act.words("setup.too_long", most=str(_LONGEST_OFFER)))
    keep(act, "offer", offer)
    price = price_of(offer, house_of(act).zone)
    if price is None:
        return Took(note=act.words("setup.offer.unpriced"))
    # In the set-up the next screen shows the price in the bot's own words.
    told = act.words("setup.offer.priced", price=act.words.value(BUDGET, price))
    return Took(note=told if house_of(act).set_up != "offer" else "")


# --- the hours of rest


def _quiet(act: Act, where: Where) -> Shown:
    now = house_of(act).quiet
    each = [
        option(
            ("✅ " if hours == now else "") + (hours if hours != "-" else act.words("setup.quiet.none")),
            "quiet",
            where,
            hours,
        )
        for hours in _QUIET
    ]
    return Shown(act.words("setup.quiet"), (tuple(each[:3]), tuple(each[3:])))


def _take_quiet(act: Act, value: str, *, typed: bool) -> Took:
    hours = re.sub(r"\s|:00", "", value).replace("–", "-").replace("—", "-")
    try:
        read_rest(hours)
    except ValueError:
        return Took(problem=act.words("setup.quiet.bad"), stays=typed)
    keep(act, "quiet", hours)
    return Took()


LANGUAGE = Step("language", _language, _take_language)
BUSINESS = Step("business", _business, _take_business, typed=True, scripted=True)
TRADE = Step("trade", _trade, _take_trade, scripted=True)
OWN = Step("own", _own, _take_own, typed=True, scripted=True)
CITY = Step("city", _city, _take_city, typed=True, scripted=True)
ZONE = Step("zone", _zone, _take_zone, scripted=True)
SPOKEN = Step("spoken", _spoken, _take_spoken, scripted=True)
OFFER = Step("offer", _offer, _take_offer, typed=True, skips=True, scripted=True)
QUIET = Step("quiet", _quiet, _take_quiet, typed=True)
