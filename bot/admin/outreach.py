"""Campaigns in the owner's chat: the list, how one is doing, pausing and stopping it, and what is in doubt."""

from __future__ import annotations

import html
from collections.abc import Callable

import msgspec

from bot.admin import draft, outreach_edit, outreach_new, shown
from bot.admin.acts import Act, Answer, Command, Form, Key, Part, Press, show
from bot.admin.outreach_new import policy_of
from bot.admin.outreach_one import SIGNS, number_in, one
from bot.admin.outreach_plan import FORM
from handoff.reps import Role
from jobs.contacts import book
from jobs.outreach import campaigns, outcomes
from jobs.outreach.campaign import Campaign, Fate, Refused, State
from jobs.outreach.template import BadTemplate

_LISTED = 6


def page(act: Act) -> Answer:
    """/outreach: the campaigns, the newest first."""
    mine = act.member.workspace_id
    found = [each for each in campaigns.listed(act.connection, mine) if each.state is not State.DRAFT]
    rows: list[tuple[Key, ...]] = [(Key(_label(each), "out_one", str(each.id)),) for each in found[:_LISTED]]
    doubts = outcomes.in_doubt(act.connection, mine)
    if doubts:
        rows.append((Key(act.words("outreach.doubts", count=str(doubts)), "out_doubt"),))
    rows.append((Key(act.words("outreach.new"), "out_new"), Key(act.words("outreach.people"), "con")))
    return show(act.words("outreach.list" if found else "outreach.none"), *rows)


def _label(campaign: Campaign) -> str:
    return f"{SIGNS[campaign.state]} {campaign.name}"[:24]


def _moved(act: Act, move: Callable[[int], object]) -> Answer:
    """Do something with a campaign and show it, or say why not."""
    try:
        move(number_in(act))
    except LookupError:
        return Answer(notice=act.words("admin.old"))
    except Refused as refused:
        return one(act, notice=act.words(refused.why.key))
    return one(act)


def pause(act: Act) -> Answer:
    """Nothing more goes for now; a message under way is the last."""
    return _moved(act, lambda number: campaigns.pause(act.connection, act.member.workspace_id, number))


def resume(act: Act) -> Answer:
    """Go on where it stood."""
    policy = policy_of(act.tools)
    return _moved(act, lambda number: campaigns.resume(act.connection, act.member.workspace_id, number, policy))


def ask_stop(act: Act) -> Answer:
    """Ask before it ends for good; meanwhile nothing goes."""
    number = number_in(act)
    try:
        campaign = campaigns.load(act.connection, act.member.workspace_id, number)
    except LookupError:
        return Answer(notice=act.words("admin.old"))
    if campaign.state is State.RUNNING:
        campaigns.pause(act.connection, act.member.workspace_id, number)
    yes, no = (
        Key(act.words("outreach.stop_yes"), "out_stop", act.args),
        Key(act.words("people.back"), "out_one", act.args),
    )
    name = html.escape(campaign.name, quote=False)
    return show(act.words("outreach.stop_sure", name=name), (yes,), (no,), anew=True)


def stop(act: Act) -> Answer:
    """End it for good."""
    return _moved(act, lambda number: campaigns.stop(act.connection, act.member.workspace_id, number, act.at))


def save(act: Act) -> Answer:
    """Keep what was changed. Texts, campaign and what it owes are written together, or nothing is."""
    data = draft.of(act, FORM)
    if data is None or "campaign" not in data or not all(step["texts"] for step in data["steps"]):
        return Answer(notice=act.words("admin.old"))
    try:
        with act.connection.begin_nested():
            outreach_edit.kept(act, data, policy_of(act.tools))
    except LookupError:
        return Answer(notice=act.words("admin.old"))
    except (Refused, BadTemplate) as wrong:
        why = wrong.why.key if isinstance(wrong, Refused) else wrong.faults[0].wrong.key
        text = f"⚠️ {act.words(why)}\n{outreach_edit.changes(act, data)}"
        return draft.ask(text, FORM, data, *outreach_edit.edit_keys(act.words, data))
    return one(msgspec.structs.replace(act, args=str(data["campaign"])), notice=act.words("outreach.saved"))


def doubt(act: Act) -> Answer:
    """The first message nobody knows the fate of, for a person to decide."""
    mine = act.member.workspace_id
    found = outcomes.doubts(act.connection, mine, 1)
    if not found:
        return show(act.words("outreach.no_doubts"), (Key(act.words("outreach.all"), "out"),))
    first, count = found[0], outcomes.in_doubt(act.connection, mine)
    who = book.by_id(act.connection, mine, [first.contact_id]).get(first.contact_id)
    zone = act.tools.packs.current.pack.zone
    text = act.words(
        "outreach.doubt_one",
        count=str(count),
        who=html.escape((who.name or who.company if who else "")[:40] or first.address, quote=False),
        address=html.escape(first.address, quote=False),
        name=html.escape(first.campaign, quote=False),
        at=shown.moment(first.claimed_at or act.at, zone, act.at),
    )
    number = str(first.id)
    return show(
        text,
        (Key(act.words("outreach.doubt_sent"), "out_was", number),),
        (Key(act.words("outreach.doubt_again"), "out_again", number),),
        (Key(act.words("outreach.doubt_skip"), "out_skip", number),),
        (Key(act.words("outreach.all"), "out"),),
    )


def _decided(fate: Fate) -> Callable[[Act], Answer]:
    def decide(act: Act) -> Answer:
        try:
            outcomes.decide(act.connection, act.member.workspace_id, number_in(act), fate, act.at)
        except Refused:
            return Answer(notice=act.words("admin.old"))
        return doubt(act)

    return decide


PART = Part(
    commands=(
        Command("outreach", Role.ADMIN, page),
        Command("campaigns", Role.ADMIN, page, shown=False),
    ),
    presses=(
        Press("out", Role.ADMIN, page),
        Press("out_one", Role.ADMIN, one),
        Press("out_pause", Role.ADMIN, pause),
        Press("out_go", Role.ADMIN, resume),
        Press("out_halt", Role.ADMIN, ask_stop),
        Press("out_stop", Role.ADMIN, stop),
        Press("out_doubt", Role.ADMIN, doubt),
        Press("out_was", Role.ADMIN, _decided(Fate.SENT)),
        Press("out_again", Role.ADMIN, _decided(Fate.PENDING)),
        Press("out_skip", Role.ADMIN, _decided(Fate.SKIPPED)),
        *outreach_new.PRESSES,
        Press("out_edit", Role.ADMIN, outreach_edit.begin),
        Press("out_save", Role.ADMIN, save),
    ),
    forms=(Form(FORM, Role.ADMIN, outreach_new.said),),
)
