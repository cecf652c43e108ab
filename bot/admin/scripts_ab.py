"""Two versions side by side: starting, how it stands in plain words, and stopping with the better one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from bot.admin.acts import Act, Answer, Key, Part, Press, Screen, show
from bot.admin.scripts_kept import live, versions
from bot.admin.scripts_shown import title
from bot.place import DEMO
from fsm.lead import Stage
from fsm.storage import people, road
from fsm.storage import tables as t
from handoff.house import drop, house, put
from handoff.reps import Role
from jobs.scripts.ab import HORIZON, Arm, Talk, Verdict, counted, judged

_SHARES = (10, 30, 50)
_RIVALS = 5
_ENDED = (Stage.QUALIFIED, Stage.NURTURE, Stage.HANDED_OFF, Stage.CLOSED)
_MOST = 20_000
_WON = "won"


def compare(act: Act) -> Answer:
    """How the comparison stands, or which versions could be compared."""
    workspace, words = act.member.workspace_id, act.words
    told = house(act.connection, workspace)
    now = live(act.connection, workspace, act.tools.packs)
    if not told.rival or told.rival_since is None:
        others = [each.named for each in versions(act.connection, workspace, 30) if each.named != now][:_RIVALS]
        rows = [(Key(title(each), "script_ab_with", each),) for each in others]
        text = words("scripts.ab.choose" if others else "scripts.ab.alone", name=title(now))
        return show(text, *rows, (Key(words("scripts.all"), "scripts"),))
    arms = figures(act.connection, workspace, (now, told.rival), told.rival_since)
    verdict = judged(arms)
    lines = [words("scripts.ab.title", share=str(told.rival_share), horizon=str(HORIZON))]
    lines += [_arm(act, name, arm) for name, arm in zip((now, told.rival), arms, strict=True)]
    lines.append(_said(act, verdict, (now, told.rival)))
    better = (now, told.rival)[verdict.better] if verdict.better is not None else ""
    keys = [
        Key(f"{'🏆' if name == better else '⏹'} {title(name)}", "script_ab_end", name) for name in (now, told.rival)
    ]
    return show("\n".join(lines), tuple(keys), (Key(words("scripts.all"), "scripts"),))


def figures(connection: Connection, workspace_id: int, names: tuple[str, str], since: datetime) -> tuple[Arm, Arm]:
    """The figures of both versions over their first newcomers since the beginning."""
    leads = t.leads.c
    alive = leads.stage.not_in((people.MERGED, people.ERASED))
    query = select(leads.id, leads.state).where(leads.workspace_id == workspace_id, alive, leads.created_at >= since)
    talks: dict[str, list[Talk]] = {name: [] for name in names}
    for row in connection.execute(query.order_by(leads.id).limit(_MOST)):
        lead = road.decode_lead(row.state, row.id)
        name = f"{lead.script}@{lead.script_version}"
        if name in talks and lead.channel != DEMO:
            handoff = lead.handoff
            talks[name].append(
                Talk(
                    completed=lead.stage in _ENDED,
                    hot=lead.worth is not None and lead.worth.band == "hot",
                    won=handoff is not None and handoff.outcome == _WON,
                )
            )
    return counted(talks[names[0]]), counted(talks[names[1]])


def _arm(act: Act, name: str, arm: Arm) -> str:
    shares = {key: f"{100 * getattr(arm, key) / max(1, arm.talks):.0f}" for key in ("completed", "hot", "won")}
    return act.words("scripts.ab.arm", name=title(name), talks=str(arm.talks), **shares)


def _said(act: Act, verdict: Verdict, names: tuple[str, str]) -> str:
    if verdict.missing:
        return act.words("scripts.ab.wait", number=str(verdict.missing))
    if verdict.better is None:
        return act.words("scripts.ab.same")
    return act.words(f"scripts.ab.by.{verdict.by}", name=title(names[verdict.better]))


def ask_share(act: Act) -> Answer:
    """How many newcomers get the rival."""
    if not _is_rival(act, act.args):
        return Answer(notice=act.words("admin.old"))
    keys = tuple(Key(f"{share} %", "script_ab_go", f"{act.args}:{share}") for share in _SHARES)
    text = act.words("scripts.ab.share", name=title(act.args), horizon=str(HORIZON))
    return show(text, keys, (Key(act.words("scripts.back"), "script_ab"),))


def _is_rival(act: Act, name: str) -> bool:
    workspace = act.member.workspace_id
    known = {each.named for each in versions(act.connection, workspace, 1_000)}
    return name in known and name != live(act.connection, workspace, act.tools.packs)


def begin(act: Act) -> Answer:
    """Begin."""
    name, _, share = act.args.rpartition(":")
    if share not in map(str, _SHARES) or not _is_rival(act, name):
        return Answer(notice=act.words("admin.old"))
    workspace = act.member.workspace_id
    for key, value in (("rival", name), ("rival_share", int(share)), ("rival_since", act.at)):
        put(act.connection, workspace, key, value, by=act.member.external_id, at=act.at)
    # What newcomers get now stays what they are compared with, also where the program's settings name another script.
    now = live(act.connection, workspace, act.tools.packs)
    put(act.connection, workspace, "script", now, by=act.member.external_id, at=act.at)
    return Answer((Screen(act.words("scripts.ab.begun", name=title(name), share=share)),), people_changed=True)


def forget(connection: Connection, workspace_id: int) -> None:
    """No comparison any more; who began on a version ends on it."""
    for name in ("rival", "rival_share", "rival_since"):
        drop(connection, workspace_id, name)


PART = Part(
    presses=(
        Press("script_ab", Role.ADMIN, compare),
        Press("script_ab_with", Role.ADMIN, ask_share),
        Press("script_ab_go", Role.ADMIN, begin),
    ),
)
