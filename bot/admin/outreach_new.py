"""Making a campaign step by step: channel, texts with a look at real people, audience, time and pace, review, start."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import func, select

from bot.admin import draft, shown
from bot.admin.acts import Act, Answer, Key, Press
from bot.admin.draft import Data
from bot.admin.outreach_edit import changes, edit_keys
from bot.admin.outreach_one import number_in, one
from bot.admin.outreach_plan import FORM, name_of, plan_of, template_of
from bot.admin.outreach_whom import after, audience
from bot.admin.tools import Tools
from fsm.ports import Words
from handoff.reps import Role
from jobs.contacts.tables import contacts
from jobs.outreach import campaigns
from jobs.outreach.campaign import CHANNELS, Policy, Refused
from jobs.outreach.preview import columns, preview
from jobs.outreach.template import LANGUAGES, BadTemplate, check

_PER_DAY = (50, 100, 200, 500, 1_000, 5_000)
_PER_MINUTE = (6, 20, 60, 200)
_MOST_STEPS = 3
_SERIES_DAYS = 3
_SHOWN_TEXT = 160
_AT = re.compile(r"(?:(\d{1,2})\.(\d{1,2})\.?(?:\d{2,4})?\s+)?(\d{1,2})[:.](\d{2})")


def policy_of(tools: Tools) -> Policy:
    """What the settings allow and the program can do."""
    return Policy(
        channels=frozenset(tools.channels) & frozenset(CHANNELS),
        whatsapp=tools.settings.outreach.whatsapp and getattr(tools.channels.get("whatsapp"), "writes_first", True),
    )


def begin(act: Act) -> Answer:
    """Which channel; one that cannot be used says what it lacks."""
    policy, people = policy_of(act.tools), _people(act)
    if not people and "telegram" not in policy.channels:
        return Answer(notice=act.words("outreach.no_people"))
    keys: list[tuple[Key, ...]] = []
    lacking: list[str] = []
    for channel in CHANNELS:
        why = _lacks(channel, policy)
        if why:
            lacking.append(act.words(f"outreach.lacks.{why}"))
        else:
            keys.append((Key(act.words(f"outreach.channel.{channel}"), "out_by", channel),))
        if why == "whatsapp_not_allowed":
            keys.append((Key(act.words("whatsapp.first.key_off"), "wa_first"),))
    text = "\n".join([act.words("outreach.which"), *lacking])
    return draft.ask(text, FORM, {}, *keys, (Key(act.words("outreach.all"), "out"),))


def _people(act: Act) -> int:
    mine = select(func.count()).where(contacts.c.workspace_id == act.member.workspace_id)
    return int(act.connection.execute(mine).scalar_one())


def _lacks(channel: str, policy: Policy) -> str:
    if channel not in policy.channels:
        return f"{channel}_off"
    if channel == "whatsapp" and not policy.whatsapp:
        return "whatsapp_not_allowed"
    return ""


def channel(act: Act) -> Answer:
    """The channel was chosen: ask for the first words."""
    if act.args not in CHANNELS or _lacks(act.args, policy_of(act.tools)):
        return Answer(notice=act.words("admin.old"))
    if act.args == "telegram":
        campaigns.contacts_of_leads(act.connection, act.member.workspace_id, act.at)
    data: Data = {"channel": act.args, "steps": [{"texts": {}, "days": 0}]}
    return _ask_text(act, data, act.words.language)


def _ask_text(act: Act, data: Data, language: str, wrong: str = "") -> Answer:
    """Ask for the subject of a letter, then for its text."""
    subject = data["channel"] == "email" and "subject" not in data
    data["ask"], data["language"] = "subject" if subject else "text", language
    lines = [wrong] if wrong else []
    if subject:
        lines.append(act.words("outreach.ask.subject"))
    else:
        lines.append(act.words(f"outreach.ask.text_{language}"))
        fields = ["name", "company", "city", *columns(act.connection, act.member.workspace_id)[:3]]
        named = ", ".join(f"<code>{{{html.escape(field, quote=False)}}}</code>" for field in fields)
        lines += [
            act.words("outreach.ask.fields", fields=named),
            act.words("outreach.ask.instead", sample="{name|друзья}"),
        ]
    return draft.ask("\n".join(lines), FORM, data, anew=True)


def said(act: Act) -> Answer:
    """What was typed: a subject, a text, or a moment."""
    data: Data = dict(act.data)
    match data.get("ask"):
        case "subject" if act.args:
            data["subject"] = " ".join(act.args.split())[:150]
            return _ask_text(act, data, data["language"])
        case "text" if act.args:
            return _worded(act, data)
        case "at":
            return _at(act, data)
        case "subject" | "text":
            return _ask_text(act, data, data["language"])
        case _:
            return review(act)


def _worded(act: Act, data: Data) -> Answer:
    step, language = data["steps"][data.get("place", -1)], str(data["language"])
    step["texts"][language] = {"text": act.inbound.text.strip(), "subject": data.pop("subject", "")}
    try:
        check(template_of(data, data.get("place", -1)), columns(act.connection, act.member.workspace_id))
    except BadTemplate as bad:
        fault = bad.faults[0]
        wrong = f"⚠️ {act.words(fault.wrong.key)} {html.escape(fault.piece, quote=False)}".strip()
        kept = step["texts"].pop(language)
        if fault.wrong.value not in {"no_subject", "line_in_subject"}:
            data["subject"] = kept["subject"]
        return _ask_text(act, data, language, wrong)
    return look(act, data)


def look(act: Act, data: Data) -> Answer:
    """The text just written as three real people would read it, and what can be done with it."""
    data["ask"] = ""
    template = template_of(data, data.get("place", -1))
    written = {each: said for each, said in template.texts.items() if each == data.get("language")}
    found = preview(
        act.connection,
        act.member.workspace_id,
        plan_of(act, data),
        msgspec.structs.replace(template, texts=written or template.texts),
        act.tools.catalogue.words,
        lambda *_: "…" if act.tools.settings.web.public_url else "",
    )
    lines = [act.words("outreach.preview")]
    ends = dict.fromkeys(each.end for each in found.shown if each.end)
    for each in found.shown:
        if each.missing:
            lines.append(act.words("outreach.preview_missing", field=html.escape(each.missing, quote=False)))
        else:
            subject = f"<b>{_cut(each.subject, 60)}</b>\n" if each.subject else ""
            lines.append(f"<blockquote>{subject}{_cut(each.text, _SHOWN_TEXT)}</blockquote>")
    lines += [f"<i>{_cut(end, 120)}</i>" for end in ends]
    if not found.shown:
        lines.append(act.words("outreach.preview_nobody"))
    if found.left_out:
        lines.append(act.words("outreach.preview_left", count=str(found.left_out), all=str(found.looked_at)))
    return draft.ask("\n".join(lines), FORM, data, *_after_text(act.words, data), anew=True)


def _after_text(words: Words, data: Data) -> list[tuple[Key, ...]]:
    written = data["steps"][data.get("place", -1)]["texts"]
    more = tuple(Key(words(f"outreach.add_{each}"), "out_text", each) for each in LANGUAGES if each not in written)
    again = tuple(Key(words(f"outreach.reword_{each}"), "out_text", each) for each in LANGUAGES if each in written)
    onward = Key(words("outreach.next"), "out_plan" if "campaign" in data else "out_for")
    if len(again) == 1:
        return [*([more] if more else []), (Key(words("outreach.reword"), "out_text", "anew"), onward)]
    return [*([more] if more else []), again, (onward,)]


def text(act: Act) -> Answer:
    """One more language, or the words anew."""
    data = draft.of(act, FORM)
    if data is None or "steps" not in data or act.args not in {*LANGUAGES, "anew"}:
        return Answer(notice=act.words("admin.old"))
    texts = data["steps"][data.get("place", -1)]["texts"]
    if act.args == "anew":
        language = next(reversed(texts), act.words.language)
        texts.pop(language, None)
        return _ask_text(act, data, language)
    return _ask_text(act, data, act.args)


def review(act: Act) -> Answer:
    """Everything at a glance, with time and pace to turn, and the start."""
    data = draft.of(act, FORM)
    if data is None or not data.get("steps") or not data["steps"][-1]["texts"]:
        return Answer(notice=act.words("admin.old"))
    if act.args == "day":
        data["per_day"] = after(_PER_DAY, data.get("per_day", 200))
    elif act.args == "minute":
        data["per_minute"] = after(_PER_MINUTE, data.get("per_minute", 6))
    elif act.args == "slow":
        data["at_once"] = not data.get("at_once", False)
    elif act.args == "now":
        data.pop("at", None)
    elif act.args == "tomorrow":
        data["at"] = _tomorrow(act).isoformat()
    data["ask"] = ""
    return draft.ask(overview(act, data), FORM, data, *review_keys(act.words, data))


def overview(act: Act, data: Data) -> str:
    """What there is so far: of a new campaign, or of one that is being changed."""
    return changes(act, data) if "campaign" in data else _overview(act, data)


def review_keys(words: Words, data: Data) -> list[tuple[Key, ...]]:
    """What can still be turned, and the way on."""
    return edit_keys(words, data) if "campaign" in data else _review_keys(words, data)


def _overview(act: Act, data: Data) -> str:
    words, plan = act.words, plan_of(act, data)
    count = campaigns.reach(act.connection, act.member.workspace_id, data["channel"], plan)
    begins = _begins(data)
    zone = act.tools.packs.current.pack.zone
    lines = [
        f"<b>{_cut(name_of(data), 60)}</b>",
        words("outreach.review.who", channel=words(f"outreach.channel.{data['channel']}"), count=str(count)),
        words("outreach.review.at", at=shown.moment(begins, zone, act.at) if begins else words("outreach.now")),
    ]
    if len(data["steps"]) > 1:
        lines.append(words("outreach.review.series", count=str(len(data["steps"]))))
    lines.append(words("outreach.review.pace", day=str(plan.pace.per_day), minute=str(plan.pace.per_minute)))
    if plan.pace.first_day < plan.pace.per_day:
        lines.append(words("outreach.review.warm", first=str(plan.pace.first_day)))
    quiet = plan.quiet
    if quiet.start != quiet.end:
        lines.append(words("outreach.review.quiet", begins=_hour(quiet.start), ends=_hour(quiet.end)))
    return "\n".join(lines)


def _review_keys(words: Words, data: Data) -> list[tuple[Key, ...]]:
    warm = words("outreach.warm_off" if not data.get("at_once") else "outreach.warm_on")
    keys = [
        (Key(words("outreach.start"), "out_start"),),
        (
            Key(words("outreach.at_tomorrow"), "out_plan", "tomorrow")
            if "at" not in data
            else Key(words("outreach.at_now"), "out_plan", "now"),
            Key(words("outreach.at_other"), "out_at"),
        ),
        (
            Key(words("outreach.per_day", count=str(data.get("per_day", 200))), "out_plan", "day"),
            Key(words("outreach.per_minute", count=str(data.get("per_minute", 6))), "out_plan", "minute"),
        ),
        (Key(warm, "out_plan", "slow"),),
    ]
    if len(data["steps"]) < _MOST_STEPS:
        keys.append((Key(words("outreach.series", days=str(_SERIES_DAYS)), "out_more"),))
    keys.append((Key(words("outreach.by.audience"), "out_for"), Key(words("outreach.cancel"), "out")))
    return keys


def more(act: Act) -> Answer:
    """One more message, some days later, to who has not answered."""
    data = draft.of(act, FORM)
    if data is None or not data.get("steps") or len(data["steps"]) >= _MOST_STEPS:
        return Answer(notice=act.words("admin.old"))
    data["steps"].append({"texts": {}, "days": _SERIES_DAYS})
    data["place"] = len(data["steps"]) - 1
    return _ask_text(act, data, act.words.language)


def word(act: Act) -> Answer:
    """Of a campaign that is being changed: one of its texts, as real people would read it."""
    data = draft.of(act, FORM)
    place = number_in(act)
    if data is None or "campaign" not in data or place >= len(data["steps"]):
        return Answer(notice=act.words("admin.old"))
    data |= {"place": place, "language": next(iter(data["steps"][place]["texts"]), act.words.language)}
    return look(act, data)


def ask_at(act: Act) -> Answer:
    """Ask when."""
    data = draft.of(act, FORM)
    if data is None or not data.get("steps"):
        return Answer(notice=act.words("admin.old"))
    return draft.ask(act.words("outreach.ask.at"), FORM, data | {"ask": "at"}, anew=True)


def _at(act: Act, data: Data) -> Answer:
    moment = read_moment(act.args, act.at, act.tools.packs.current.pack.zone)
    if moment is None:
        return draft.ask(act.words("outreach.at_bad"), FORM, data)
    data |= {"at": moment.isoformat(), "ask": ""}
    return draft.ask(overview(act, data), FORM, data, *review_keys(act.words, data), anew=True)


def read_moment(said: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The next moment of "25.11 10:00" or "10:00", in UTC; None for anything else."""
    found = _AT.fullmatch(said.strip())
    if found is None:
        return None
    there = now.astimezone(zone)
    try:
        moment = there.replace(hour=int(found[3]), minute=int(found[4]), second=0, microsecond=0)
        if found[1]:
            moment = moment.replace(day=1).replace(month=int(found[2]), day=int(found[1]))
            moment = moment if moment > there else moment.replace(year=moment.year + 1)
        elif moment <= there:
            moment += timedelta(days=1)
    except ValueError:
        return None
    return moment.astimezone(UTC)


def start(act: Act) -> Answer:
    """Begin. Templates, campaign and what it owes are written together, or nothing is."""
    data = draft.of(act, FORM)
    if data is None or not data.get("steps") or not all(step["texts"] for step in data["steps"]) or "campaign" in data:
        return Answer(notice=act.words("admin.old"))
    mine, extras = act.member.workspace_id, columns(act.connection, act.member.workspace_id)
    try:
        with act.connection.begin_nested():
            saved = [
                campaigns.save_template(act.connection, mine, template_of(data, place), act.at, extras)
                for place in range(len(data["steps"]))
            ]
            number = campaigns.create(
                act.connection, mine, name_of(data), data["channel"], plan_of(act, data, saved), act.at, _begins(data)
            )
            campaigns.start(act.connection, mine, number, act.at, policy_of(act.tools))
    except (Refused, BadTemplate) as wrong:
        why = wrong.why.key if isinstance(wrong, Refused) else wrong.faults[0].wrong.key
        return draft.ask(f"⚠️ {act.words(why)}\n{overview(act, data)}", FORM, data, *review_keys(act.words, data))
    return one(msgspec.structs.replace(act, args=str(number)))


def _cut(words: str, longest: int) -> str:
    cut = words if len(words) <= longest else words[: longest - 1] + "…"
    return html.escape(cut, quote=False)


def _begins(data: Data) -> datetime | None:
    return datetime.fromisoformat(data["at"]) if data.get("at") else None


def _tomorrow(act: Act) -> datetime:
    there = act.at.astimezone(act.tools.packs.current.pack.zone) + timedelta(days=1)
    return there.replace(hour=10, minute=0, second=0, microsecond=0).astimezone(UTC)


def _hour(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


PRESSES = (
    Press("out_new", Role.ADMIN, begin),
    Press("out_by", Role.ADMIN, channel),
    Press("out_text", Role.ADMIN, text),
    Press("out_for", Role.ADMIN, audience),
    Press("out_plan", Role.ADMIN, review),
    Press("out_more", Role.ADMIN, more),
    Press("out_at", Role.ADMIN, ask_at),
    Press("out_start", Role.ADMIN, start),
    Press("out_word", Role.ADMIN, word),
)
