"""The lead on one phone screen: what a rep sees in Telegram, with the reasons folded below.

Safe HTML of the channel contract's subset; everything a lead could have written is escaped and kept short. Channels
without HTML strip the tags and the text still reads.
"""

from __future__ import annotations

import html
import re
from datetime import datetime

from channels.contract import TopicChange
from fsm.facts import (
    AUTHORITY,
    BEST_TIME,
    BUDGET,
    EMAIL,
    LOCATION,
    NAME,
    NEED,
    PAIN,
    PHONE,
    TIMELINE,
    Budget,
    Qualifier,
)
from fsm.lead import Advice, Handoff, Lead, Stage
from fsm.needs import NEED_KIND
from fsm.ports import Words
from handoff.deal import PIPELINE, Refusal, transfer
from handoff.offer import OFFERED_BANDS
from handoff.package import Answer, Label, Package, package, usual
from handoff.reps import Member
from handoff.states import BALL, BUTTONS, CLOSED, MENUS, Action, Rows, State

GRADES = {"hot": "🔥", "qualified": "✅", "nurture": "🌱", "disqualified": "⚪", "person": "🙋"}
ICONS = {
    NEED_KIND: "🎯",
    NEED: "🗣",
    PAIN: "❗",
    BUDGET: "💰",
    TIMELINE: "⏰",
    AUTHORITY: "👤",
    LOCATION: "📍",
    EMAIL: "✉️",
    BEST_TIME: "🕐",
}
STATES = {"claimed": "🤝", "won": "🏆", "lost": "🚪", "junk": "🗑", "not_hot": "❄️"}
CHANNELS = frozenset({"telegram", "whatsapp", "email", "web", "webhook", "console", "demo"})
LANGUAGES = frozenset({"ru", "kk", "en", "uk", "mix"})
ADVICE_SHOWN = 2
ESCALATED = 2
"""The step of an offer at which its owner was asked: nobody else had come."""

IN_HEAD = frozenset({NAME, PHONE})

# Control and direction-changing characters could scramble the lines around a lead's words.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\u061c]"
)


def card(  # noqa: PLR0913 (the lead, the reader, the moment, and the script's own words)
    lead: Lead, words: Words, now: datetime, *, label: Label = usual, pack: str = "", rep_id: str = ""
) -> str:
    """The card as HTML. `now` is aware, in the reps' zone: times of day are written in it.

    `words` should know today (`Catalogue.words(language, today)`), so that a day reads "tomorrow". `label` gives the
    words of the script's own answers; `pack` is the script's title, for workspaces with several. `rep_id` is whom this
    copy is for, "" for everybody.
    """
    told = package(lead, words, now, label)
    blocks = (
        _head(lead, told, words, pack),
        [*_facts(told), *_about(told, words), *_warnings(lead, told, words), *_said(told, words)],
        _why(told, words),
        [*_advice(lead, told), *_of_model(lead.advice, words), *_standing(lead, words, now, rep_id)],
    )
    return "\n".join("\n".join(block) for block in blocks if block)


def buttons(lead: Lead, rep_id: str = "") -> Rows:
    """The rows of buttons a copy of the card has now; `rep_id` is whom the copy is for, "" for everybody.

    A private copy loses its buttons when somebody else has the lead or its reader had their chance.
    """
    handoff = lead.handoff
    if handoff is None or lead.stage is Stage.OPTED_OUT:
        return ()
    if rep_id and handoff.state == State.CLAIMED and handoff.rep_id != rep_id:
        return ()
    if rep_id and handoff.state == State.OFFERED and rep_id in handoff.tried:
        return ()
    rows = MENUS.get(handoff.menu) or BUTTONS[State(handoff.state)]
    if lead.deal is None:  # a deal whose gates are shut has no next stage
        rows = tuple(tuple(action for action in row if action is not Action.NEXT_STAGE) for row in rows)
    held = handoff.state == State.CLAIMED and lead.held_by and not handoff.menu
    return (*rows, BALL) if held else rows


def mention(member: Member) -> str:
    """A member by name, so that Telegram rings for them."""
    return f'<a href="tg://user?id={html.escape(member.external_id)}">{safe(member.name, 40)}</a>'


def topic(lead: Lead, words: Words, label: Label = usual) -> TopicChange:
    """The title of the lead's topic: grade and score, name, what it is about, who has it; closed when it is over."""
    handoff = lead.handoff
    told = {
        name: label(name, lead.facts[name]) or words.value(name, lead.facts[name].value)
        for name in (NAME, NEED_KIND, NEED)
        if name in lead.facts
    }
    name = told.get(NAME) or lead.display_name or words("card.nameless")
    band = lead.worth.band.value if lead.worth else ""
    head = f"{GRADES.get(band, '')} {lead.worth.score}" if lead.worth else ""
    about = told.get(NEED_KIND) or told.get(NEED, "")
    state = STATES.get(handoff.state, "") if handoff else ""
    who = f"{state} {handoff.rep_name}".strip() if handoff and handoff.state == State.CLAIMED else state
    if handoff is not None and handoff.amount:
        who = f"{who} {words.value(BUDGET, _sum(handoff.amount, lead))}"
    parts = (plain_line(head, 12), plain_line(name, 40), plain_line(about, 40), plain_line(who, 30))
    title = " · ".join(part for part in parts if part)
    # Only admins may write in a closed topic, and the rep is still asked for the sum of a won deal.
    over = handoff is not None and handoff.state in CLOSED and (handoff.state != State.WON or bool(handoff.amount))
    return TopicChange(title, band, closed=over)


def plain_line(text: str, longest: int) -> str:
    """Foreign text as one line without markup of its own."""
    seen = text if text.isprintable() else UNSEEN.sub("", text)
    line = " ".join(seen.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def safe(text: str, longest: int = 140) -> str:
    """Foreign text as one escaped line of at most `longest` characters."""
    return html.escape(plain_line(text, longest), quote=False)


def _head(lead: Lead, told: Package, words: Words, pack: str) -> list[str]:
    grade = _grade(lead, told, words)
    first = f"{grade} · {safe(pack, 30)}" if pack else grade
    name = safe(told.text(NAME), 60)
    if not name and told.display_name:
        name = words("card.profile_name", name=safe(told.display_name, 40))
    return [
        first,
        f"<b>{name or words('card.nameless')}</b>",
        safe(told.text(PHONE), 30) or words("card.phoneless"),
        "",
    ]


def _grade(lead: Lead, told: Package, words: Words) -> str:
    """Score and grade. Who is below the bar and yet offered asked for a person: that, not the score, is the news."""
    if not told.band:
        return f"<b>{words('grade.new')}</b>"
    band = told.band
    if lead.handoff is not None and not lead.handoff.hot and band not in OFFERED_BANDS:
        band = "person"
    return f"{GRADES[band]} <b>{told.score} · {words(f'grade.{band}')}</b>"


def _facts(told: Package) -> list[str]:
    return [
        f"{ICONS.get(answer.fact, '▫️')} {_line(answer)}"
        for answer in told.answers
        if answer.fact not in IN_HEAD and not _repeats(answer, told)
    ]


def _line(answer: Answer) -> str:
    """People write their need as they type; it begins the card's text, so it begins like a sentence."""
    text = answer.text.lstrip()
    return safe(text[:1].upper() + text[1:] if answer.fact in {NEED, PAIN} else text)


def _repeats(answer: Answer, told: Package) -> bool:
    """Pain often is the need in the same words, and a need chosen by button is its kind; once is enough."""
    said = {PAIN: told.text(NEED), NEED: told.text(NEED_KIND)}.get(answer.fact, "")
    return bool(said) and answer.text.casefold() in said.casefold()


def _about(told: Package, words: Words) -> list[str]:
    channel = words(f"channel.{told.channel}") if told.channel in CHANNELS else safe(told.channel, 20)
    language = words(f"language.{told.language}") if told.language in LANGUAGES else safe(told.language, 10)
    return [f"📡 {' · '.join(part for part in (channel, language, safe(told.source, 30)) if part)}"]


def _warnings(lead: Lead, told: Package, words: Words) -> list[str]:
    found = [f"⚠️ {safe(', '.join(told.objections))}"] if told.objections else []
    if lead.stage is Stage.OPTED_OUT:
        found.append(f"⛔ {words('card.opted_out')}")
    elif not lead.reachable:
        found.append(f"🚫 {words('card.blocked')}")
    return found


def _said(told: Package, words: Words) -> list[str]:
    return [f"💬 {words('card.quote', words=safe(told.last_words, 120))}"] if told.last_words else []


def _why(told: Package, words: Words) -> list[str]:
    if not told.reasons:
        return []
    lines = [words("card.why", score=str(told.score)), *(safe(reason, 120) for reason in told.reasons)]
    if told.unknown:
        lines.append(words("card.unknown", facts=safe(told.unknown, 200)))
    return [f"<blockquote expandable>{chr(10).join(lines)}</blockquote>"]


def _advice(lead: Lead, told: Package) -> list[str]:
    """How to begin; once a rep is in touch that is no news."""
    if lead.handoff is not None and lead.handoff.answered_at is not None:
        return []
    return [f"👉 {safe(advice)}" for advice in told.approach[:ADVICE_SHOWN]]


def _of_model(advice: Advice | None, words: Words) -> list[str]:
    """What a language model thinks, marked as such: an opinion beside the score, which it never changes."""
    if advice is None:
        return []
    lines = [words("card.advice.summary", text=safe(advice.summary, 200))] if advice.summary else []
    if advice.score is not None:
        opinion = " ".join(part for part in (advice.recommendation, advice.reason) if part)
        score = str(round(100 * advice.score))
        lines.append(words("card.advice.opinion", score=score, text=safe(opinion, 250)))
    elif advice.hint:
        lines.append(words("card.advice.hint", text=safe(advice.hint, 140)))
    return [f"🤖 <i>{line}</i>" for line in lines]


def _standing(lead: Lead, words: Words, now: datetime, rep_id: str) -> list[str]:
    """Who has the lead and who answers it now, or how it ended; nothing while it waits, the buttons say that."""
    handoff = lead.handoff
    if handoff is None or handoff.state == State.OFFERED:
        return _waiting(handoff, words, rep_id)
    name = safe(handoff.rep_name, 40)
    if handoff.state in CLOSED:
        amount = words.value(BUDGET, _sum(handoff.amount, lead)) if handoff.amount else ""
        reason = words(f"lost.{handoff.reason}") if handoff.reason else ""
        return [" · ".join(part for part in (words(f"card.state.{handoff.state}", name=name), amount, reason) if part)]
    lines = [words("card.state.claimed", name=name, time=_clock(handoff.claimed_at, now))]
    if lead.deal is not None:
        lines.append(words("card.deal", stage=stage_name(lead.deal.stage, words)))
    elif isinstance(shut := transfer(lead, now, ""), Refusal):
        lines.append(words("card.deal_shut", why=words(f"gate.{shut.gate}", **shut.params)))
    if handoff.outcome:
        lines.append(words(f"card.outcome.{handoff.outcome}"))
    return [*lines, *_ball(lead, words, now)]


def stage_name(stage: str, words: Words) -> str:
    """The name of a deal's stage: ours in the reader's language, the owner's own as they wrote it."""
    return words(f"deal.{stage}") if stage in PIPELINE else safe(stage, 30)


def _sum(amount: float, lead: Lead) -> Budget:
    told = lead.facts.get(BUDGET)
    currency = told.value.currency if told is not None and isinstance(told.value, Budget) else None
    return Budget(amount, amount, currency, Qualifier.EXACT)


def _waiting(handoff: Handoff | None, words: Words, rep_id: str) -> list[str]:
    """Why it is there again, or still: a card that simply waits says so by its buttons."""
    if handoff is None:
        return []
    if rep_id and rep_id in handoff.tried:
        return [words("card.passed")]
    if handoff.step >= ESCALATED:
        return [words("card.nobody")]
    return [words("card.taken_back")] if handoff.tried else []


def _ball(lead: Lead, words: Words, now: datetime) -> list[str]:
    """Whether the bot is silent for this lead, and until when."""
    if not lead.held_by:
        return []
    if lead.held_until is None:
        return [words("card.held", name=safe(lead.held_by, 40))]
    return [words("card.held_until", name=safe(lead.held_by, 40), time=_clock(lead.held_until, now))]


def _clock(at: datetime | None, now: datetime) -> str:
    return "" if at is None else f"{at.astimezone(now.tzinfo):%H:%M}"
