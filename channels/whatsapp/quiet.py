"""When it is night where a contact is. Pure: the moment and the number in, seconds of quiet left out."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import lru_cache
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
    """The time zones of a phone number, as far as its digits tell."""
    if not number:
        return ()
    import phonenumbers
    from phonenumbers import timezone

    try:
        found = timezone.time_zones_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return ()
    return tuple(name for name in found if name != _UNKNOWN and _exists(name))


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
