"""When it is too late or too early to write to somebody: hours of rest, in the zone where they are. Pure.

The zone comes from the city when it is known, else from the phone number. A number may belong to several zones (a
Russian mobile to eleven): then it has to be day in all of them, or, should that never be, in the likeliest one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

_DAY = 1_440
_UNKNOWN = "Etc/Unknown"
_MOST_TURNS = 60

_PLACES: Mapping[str, str] = {
    "Asia/Almaty": "алматы астана нур-султан шымкент караганда қарағанды актобе ақтөбе тараз павлодар усть-каменогорск"
    " өскемен семей атырау костанай қостанай кызылорда қызылорда уральск орал петропавловск қызылжар актау ақтау"
    " темиртау туркестан түркістан кокшетау көкшетау талдыкорган талдықорған экибастуз екібастұз рудный жезказган"
    " жезқазған каскелен қаскелең жанаозен жаңаөзен балхаш қонаев конаев сарыагаш кентау риддер степногорск щучинск"
    " аксай сатпаев almaty astana shymkent karaganda karagandy aktobe taraz pavlodar oskemen semey atyrau kostanay"
    " kyzylorda uralsk oral aktau temirtau turkistan kokshetau taldykorgan ekibastuz",
    "Europe/Kyiv": "киев київ kyiv kiev харьков харків одесса одеса днепр дніпро львов львів lviv odesa",
    "Asia/Kolkata": "delhi mumbai bangalore bengaluru hyderabad chennai kolkata pune ahmedabad jaipur",
    "Asia/Karachi": "karachi lahore islamabad rawalpindi faisalabad multan peshawar",
    "Europe/Moscow": "москва moscow санкт-петербург спб казань краснодар",
    "Asia/Yekaterinburg": "екатеринбург",
    "Asia/Omsk": "омск",
    "Asia/Novosibirsk": "новосибирск",
    "Asia/Bishkek": "бишкек bishkek",
    "Asia/Tashkent": "ташкент tashkent",
}
_CITIES = {city: zone for zone, cities in _PLACES.items() for city in cities.split()}


class Quiet(msgspec.Struct, frozen=True):
    """Hours of rest, in minutes since midnight: from `start` until just before `end`, over midnight if need be.

    Equal ends mean that there are none.
    """

    start: int = 21 * 60
    end: int = 9 * 60

    def holds(self, minute: int) -> bool:
        """Whether this minute of the day is one of rest."""
        if self.start == self.end:
            return False
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


def zones_of(city: str, phone: str, default: str) -> tuple[str, ...]:
    """Where a contact may be, as names of time zones; never empty."""
    place = city.casefold().strip().removeprefix("г.").removeprefix("город ").removesuffix(" қаласы").strip()
    if place in _CITIES:
        return (_CITIES[place],)
    return zones_of_phone(phone) or (default,)


@lru_cache(maxsize=8_192)
def zones_of_phone(number: str) -> tuple[str, ...]:
    """The zones of a number in E.164, as far as its digits tell.

    For mobiles of +7 the numbering plan names every zone from Moscow to Kamchatka with Kazakhstan's among them; the
    country, which is known, leaves those of one side of the border.
    """
    if not number:
        return ()
    import phonenumbers
    from phonenumbers import timezone

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ()
    found = [name for name in timezone.time_zones_for_number(parsed) if name != _UNKNOWN and is_zone(name)]
    at_home = _zones_by_country().get(phonenumbers.region_code_for_number(parsed) or "", frozenset())
    return tuple(name for name in found if name in at_home) or tuple(found)


@lru_cache(maxsize=1_024)
def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def is_quiet(now: datetime, zone: str, quiet: Quiet) -> bool:
    """Whether people rest there now. Equal ends mean never."""
    there = now.astimezone(ZoneInfo(zone))
    return quiet.holds(there.hour * 60 + there.minute)


def opens_at(now: datetime, zones: Sequence[str], quiet: Quiet) -> datetime:
    """The first moment from `now` on when nobody who may be meant rests; `now` itself by day."""
    if quiet.start == quiet.end:
        return now
    moment = now
    for _ in range(_MOST_TURNS):
        later = max(_opens(moment, zone, quiet) for zone in zones)
        if later <= moment:
            return moment
        moment = later
    return _opens(now, zones[0], quiet)


def _opens(now: datetime, zone: str, quiet: Quiet) -> datetime:
    """The end of the rest there, in real time whatever the clocks do that night; `now` when nobody rests."""
    moment = now
    place = ZoneInfo(zone)
    while is_quiet(moment, zone, quiet):
        there = moment.astimezone(place)
        evening = quiet.start > quiet.end and there.hour * 60 + there.minute >= quiet.start
        day = there.date() + timedelta(days=1 if evening else 0)
        hour, minute = divmod(quiet.end % _DAY, 60)
        end = datetime.combine(day, time(hour, minute), tzinfo=place).astimezone(now.tzinfo)
        # An hour that comes twice: the rest goes on after its end was passed once.
        moment = end if end > moment else moment + timedelta(minutes=1)
    return moment


@lru_cache(maxsize=1)
def _zones_by_country() -> dict[str, frozenset[str]]:
    """Country code -> its zones, from the table that comes with the time zones."""
    zones: dict[str, set[str]] = {}
    table = resources.files("tzdata") / "zoneinfo" / "zone.tab"
    for line in table.read_text("utf-8").splitlines():
        if not line.startswith("#") and len(columns := line.split("\t")) > 2:  # noqa: PLR2004 - country, place, zone
            zones.setdefault(columns[0], set()).add(columns[2])
    return {country: frozenset(names) for country, names in zones.items()}
