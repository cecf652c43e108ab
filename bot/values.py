"""Facts as a person writes them: money, days, hours, phones. Numbers by CLDR, everything said by the catalogue."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel import Locale
from babel.numbers import format_decimal, get_currency_symbol

from fsm.facts import AUTHORITY, PHONE, Budget, Hours, Qualifier, Timeline, Urgency, Value
from fsm.ports import Words

SYMBOLS = {"KZT": "₸", "RUB": "₽", "UAH": "₴", "USD": "$", "EUR": "€", "INR": "₹", "GBP": "£", "KGS": "сом"}
BEFORE_THE_NUMBER = frozenset("$€£₹")
"""Signs that English puts before the amount; the tenge sign is written after it by everybody who uses it."""

AUTHORITIES = frozenset({"self", "shared", "other", "unknown"})
THIS_WEEK = 6


def written(words: Words, fact: str, value: Value, today: date | None = None) -> str:
    """A fact's value in words; plain text, unescaped. Unknown kinds of facts are written as they are."""
    match value:
        case Budget():
            return budget(words, value)
        case Timeline():
            return timeline(words, value, today)
        case Hours():
            return hours(words, value)
        case str():
            return _text(words, fact, value)
    return words("value.yes" if value else "value.no") if isinstance(value, bool) else number(value, words.language)


def _text(words: Words, fact: str, value: str) -> str:
    if fact == PHONE:
        return phone(value)
    if fact == AUTHORITY and value in AUTHORITIES:
        return words(f"authority.{value}")
    return value


def budget(words: Words, value: Budget) -> str:
    """An amount or a span: "10 000–15 000 ₸", "up to 200 000 ₸", "≈ 50 000 ₸"; or the answer that was none."""
    low, high = value.min, value.max
    if low is None and high is None:
        known = {Qualifier.FLEXIBLE: "budget.flexible", Qualifier.NONE: "budget.none"}
        return words(known.get(value.qualifier, "budget.unknown"))
    if low is None or high is None:
        only = low if high is None else high
        amount = money(words, value.currency, only or 0)
        return words("value.upto" if low is None else "value.from", amount=amount)
    if low != high:
        return money(words, value.currency, low, high)
    amount = money(words, value.currency, low)
    return words("value.approx", amount=amount) if value.qualifier is Qualifier.APPROX else amount


MILLION = 1_000_000


def money(words: Words, currency: str | None, *amounts: float) -> str:
    """An amount or a span with its sign: "15 000 ₸", "$1,500", and millions short: "60–75 млн ₸"."""
    language = words.language
    millions = all(amount >= MILLION and amount % (MILLION / 100) == 0 for amount in amounts)
    said = "–".join(number(amount / MILLION if millions else amount, language) for amount in amounts)
    return _signed(words("value.millions", amount=said) if millions else said, currency, language)


def _signed(amount: str, currency: str | None, language: str) -> str:
    if not currency:
        return amount
    sign = SYMBOLS.get(currency) or get_currency_symbol(currency, locale=_locale(language))
    return f"{sign}{amount}" if language == "en" and sign in BEFORE_THE_NUMBER else f"{amount} {sign}"


_GROUPS = {"ru": " ", "kk": " ", "en": ","}
"""What stands between the groups of a whole number: for these CLDR need not be read (and loaded) each time."""


def number(value: float, language: str) -> str:
    """Digits in the groups of the language. Ordinary spaces, so that a search for "10 000" in a chat finds it."""
    exact = int(value) if float(value).is_integer() else round(value, 2)
    if isinstance(exact, int) and exact >= 0 and language in _GROUPS:
        return f"{exact:,}".replace(",", _GROUPS[language])
    return format_decimal(exact, locale=_locale(language)).replace("\u00a0", " ").replace("\u202f", " ")


@lru_cache(maxsize=8)
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def timeline(words: Words, value: Timeline, today: date | None) -> str:
    """When: "tomorrow, 22 November", "by 31 March", "from 1 to 30 April", or only how urgent."""
    first, last = value.earliest, value.latest
    if first is not None and last is not None and today is not None and first <= today < last:
        first = None  # it has begun: what matters is the end
    if first is None and last is None:
        return words(f"timeline.{value.urgency}" if value.urgency is not Urgency.UNKNOWN else "timeline.unknown")
    if last is None:
        return _dated(words, "from", first or date.min, today)
    if first is None:
        return _dated(words, "until", last, today)
    if first == last:
        return _dated(words, "day", last, today)
    if (first.year, first.month) == (last.year, last.month):
        return _in_year(words, words(f"date.day.{last.month}", day=f"{first.day}–{last.day}"), last, today)
    return words("value.days", first=_date(words, "day", first, today), last=_date(words, "day", last, today))


NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def day(words: Words, day: date, today: date) -> str:
    """Yesterday, today, tomorrow, or the date."""
    near = NEAR.get((day - today).days)
    return words(f"date.day.{near}") if near else _date(words, "day", day, today)


def _dated(words: Words, kind: str, day: date, today: date | None) -> str:
    """A day with its nearness first: "tomorrow, 22 November"; within a week with the weekday: "25 November (Wed)"."""
    if today is None:
        return _date(words, kind, day, None)
    left = (day - today).days
    if left in (0, 1):
        return words("value.near", near=words(f"date.{kind}.{NEAR[left]}"), date=_date(words, "day", day, today))
    said = _date(words, kind, day, today)
    if 0 < left <= THIS_WEEK:
        return words("value.weekday", date=said, weekday=words(f"weekday.{day.isoweekday()}"))
    return said


def _date(words: Words, kind: str, day: date, today: date | None) -> str:
    """A date after "on", "until" or "from", which inflect the month in Russian and Kazakh."""
    return _in_year(words, words(f"date.{kind}.{day.month}", day=str(day.day)), day, today)


def _in_year(words: Words, said: str, day: date, today: date | None) -> str:
    other_year = today is not None and day.year != today.year
    return words("date.year", date=said, year=str(day.year)) if other_year else said


def hours(words: Words, value: Hours) -> str:
    """Time of day: "10:00–12:00", "after 18:00", "before 11:00", "at 15:30", "any time"."""
    start, end = value.start, value.end
    if start and end:
        return start if start == end else f"{start}–{end}"
    if start:
        return words("hours.after", time=start)
    return words("hours.before", time=end) if end else words("hours.any")


def phone(value: str) -> str:
    """An E.164 number in groups as people read it; what is no number stays as it is.

    Ordinary spaces: Telegram makes a tappable link of "+7 777 123 45 67", not of one with fixed spaces.
    """
    if value.startswith("+7") and len(value) == len("+77771234567") and value[1:].isascii() and value[1:].isdigit():
        return f"+7 {value[2:5]} {value[5:8]} {value[8:10]} {value[10:]}"
    import phonenumbers  # heavy tables, and only foreign numbers need them

    try:
        parsed = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
