"""Reports on demand in the owner's chat: a day, a week, a month or dates; and the address they also go to."""

from __future__ import annotations

import html
from datetime import date
from zoneinfo import ZoneInfo

from bot.admin.acts import Act, Answer, Awaited, Command, Form, Key, Part, Press, Screen, show
from bot.reporting import Order, Reader, order
from handoff.reps import Role
from jobs.reports.mailing import mail_of, set_mail
from jobs.reports.period import DATES, DAY, LONGEST, MONTH, WEEK, Period, finished, read_dates

TODAY = "today"
_KINDS = (DAY, WEEK, MONTH)
_LONGEST_ADDRESS = 254
_NONE = ("-", "–", "—", "нет", "жоқ", "no")


def report(act: Act) -> Answer:
    """/report: a menu; with day, week, month or dates behind it, the report."""
    if not act.args:
        return _menu(act)
    period = _period(act)
    if period is None:
        return Answer((Screen(act.words("report.bad_dates"), anew=True),), awaits=Awaited("report_dates"))
    return _ordered(act, period)


def _menu(act: Act) -> Answer:
    mail = mail_of(act.connection, act.member.workspace_id)
    text = act.words("report.menu", mail=html.escape(mail) or act.words("report.no_mail"))
    rows = (
        (Key(act.words("report.key.today"), "report", TODAY), Key(act.words("report.key.day"), "report", DAY)),
        (Key(act.words("report.key.week"), "report", WEEK), Key(act.words("report.key.month"), "report", MONTH)),
        (Key(act.words("report.key.dates"), "report_dates"), Key(act.words("report.key.mail"), "report_mail")),
    )
    return show(text, *rows)


def zone_of(act: Act) -> str:
    """The zone in which the days of this workspace begin."""
    return act.tools.house.zone or act.tools.packs.current.pack.zone.key


def _period(act: Act) -> Period | None:
    zone, asked = zone_of(act), act.args.casefold().strip()
    if asked in _KINDS:
        return finished(asked, act.at, zone)
    return read_dates(f"{act.at.astimezone(ZoneInfo(zone)):%Y-%m-%d}" if asked == TODAY else asked, act.at, zone)


def _ordered(act: Act, period: Period, *, only_book: bool = False) -> Answer:
    """File the report, and show a note that changes when it is there."""
    ids, inbound = act.tools.ids, act.inbound
    language = act.words.language
    reader = Reader(act.member.channel, inbound.chat, language, ids(), ids() if only_book else 0)
    note = ids()
    made = Order(period.kind, period.first, period.last, period.zone, (reader,), note, only_book)
    order(act.connection, act.member.workspace_id, made, f"report:asked:{inbound.event_id}", act.at)
    return Answer((Screen(act.words("report.making"), anew=True, number=note),))


def book(act: Act) -> Answer:
    """The same report as a table."""
    period = _named(act.args, zone_of(act))
    return _ordered(act, period, only_book=True) if period else Answer(notice=act.words("admin.old"))


def _named(args: str, zone: str) -> Period | None:
    """The period in a button: kind, first and last day. None for what no button of ours says."""
    kind, _, dates = args.partition(".")
    try:
        first, last = (date.fromisoformat(each) for each in dates.split("."))
    except ValueError:
        return None
    fits = kind in (*_KINDS, DATES) and 0 <= (last - first).days < LONGEST
    return Period(kind, first, last, zone) if fits else None


def ask_dates(act: Act) -> Answer:
    """Ask for dates."""
    return Answer((Screen(act.words("report.ask_dates"), anew=True),), awaits=Awaited("report_dates"))


def ask_mail(act: Act) -> Answer:
    """Ask for an address."""
    return Answer((Screen(act.words("report.ask_mail"), anew=True),), awaits=Awaited("report_mail"))


def take_mail(act: Act) -> Answer:
    """Keep the address that reports also go to."""
    typed = act.args.strip()
    address = "" if typed.casefold() in _NONE else _address(typed)
    if address is None:
        return Answer((Screen(act.words("report.bad_mail")),), awaits=Awaited("report_mail"))
    set_mail(act.connection, act.member.workspace_id, address, by=act.member.external_id, at=act.at)
    if not address:
        return show(act.words("report.mail_off"))
    key = "report.mail_set" if act.tools.settings.email is not None else "report.mail_unset_up"
    return show(act.words(key, mail=html.escape(address)))


def _address(typed: str) -> str | None:
    from email_validator import EmailNotValidError, validate_email

    if len(typed) > _LONGEST_ADDRESS:
        return None
    try:
        return str(validate_email(typed, check_deliverability=False).normalized)
    except EmailNotValidError:
        return None


PART = Part(
    commands=(Command("report", Role.ADMIN, report),),
    presses=(
        Press("report", Role.ADMIN, report),
        Press("report_book", Role.ADMIN, book),
        Press("report_dates", Role.ADMIN, ask_dates),
        Press("report_mail", Role.ADMIN, ask_mail),
    ),
    forms=(Form("report_dates", Role.ADMIN, report), Form("report_mail", Role.ADMIN, take_mail)),
)
