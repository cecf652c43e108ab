"""When it is night where a contact is. Pure: the moment and the number in, seconds of quiet left out."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from . import ids

EVENING = time(21)
MORNING = time(9)
_UNKNOWN = "Etc/Unknown"


def quiet_for(chat: str, now: datetime, zone: str) -> float:
    """Seconds until nobody who may be behind this chat sleeps; 0.0 when it is day for all of them.

    A number may belong to several zones (a Russian mobile to eleven): then all of them have to be awake, or, should
    that never be at once, the contact's likeliest one. `zone` is for hidden ids and numbers without a zone.
    """
    zones = zones_of(ids.phone(chat)) or (zone,)
    moment, waited = now, 0.0
    for _ in range(len(zones) + 1):
        wait = max(_until_morning(moment, each) for each in zones)
        if wait <= 0:
            return waited
        waited += wait
        moment += timedelta(seconds=wait)
    return _until_morning(now, zones[0])


@lru_cache(maxsize=4_096)
def zones_of(number: str) -> tuple[str, ...]:
    """The time zones of a phone number, as far as its digits tell.

    For mobiles of +7 the numbering plan names every zone from Moscow to Kamchatka with Kazakhstan's among them; the
    country, which is known, leaves those of one side of the border.
    """
    if not number:
        return ()
    import phonenumbers
    from phonenumbers import timezone

    try:
        parsed = phonenumbers.parse(number)
        found = [name for name in timezone.time_zones_for_number(parsed) if name != _UNKNOWN and _exists(name)]
    except phonenumbers.NumberParseException:
        return ()
    at_home = _zones_by_country().get(phonenumbers.region_code_for_number(parsed) or "", frozenset())
    return tuple(name for name in found if name in at_home) or tuple(found)


@lru_cache(maxsize=1)
def _zones_by_country() -> dict[str, frozenset[str]]:
    """Country code -> its zones, from the table that comes with the time zones."""
    zones: dict[str, set[str]] = {}
    table = resources.files("tzdata") / "zoneinfo" / "zone.tab"
    for line in table.read_text("utf-8").splitlines():
        if not line.startswith("#") and len(columns := line.split("\t")) > 2:  # noqa: PLR2004 - country, place, zone
            zones.setdefault(columns[0], set()).add(columns[2])
    return {country: frozenset(names) for country, names in zones.items()}


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _until_morning(now: datetime, zone: str) -> float:
    """Seconds until nine in the morning there; 0.0 by day. Real seconds, whatever the clocks do that night."""
    there = now.astimezone(ZoneInfo(zone))
    if MORNING <= there.time() < EVENING:
        return 0.0
    day = there.date() + timedelta(days=1 if there.time() >= EVENING else 0)
    morning = datetime.combine(day, MORNING, tzinfo=ZoneInfo(zone))
    return max(1.0, morning.timestamp() - now.timestamp())
