"""/scripts: versions and who talks on them, the draft's check, difference, replay and publishing, and the way back."""

from __future__ import annotations

import html

import msgspec

from bot.admin import scripts_ab, scripts_edit
from bot.admin import scripts_text as st
from bot.admin.acts import Act, Answer, Awaited, Command, Form, Key, Part, Press, Screen, show
from bot.admin.scripts_diff import differences, problems
from bot.admin.scripts_kept import Before, Draft, Replayed, body_of, drop, keep, kept, live, talking, versions
from bot.admin.scripts_shown import (
    Opened,
    begin,
    draft_screen,
    opened,
    paged,
    questions_shown,
    several,
    take_text,
    title,
    tongue,
    turning,
)
from bot.admin.scripts_work import FETCH, REPLAY
from bot.packs import file_edition, named, publish_now
from channels.contract import Enclosure
from fsm.script import ScriptError
from fsm.storage import files
from fsm.storage.effects import file_effect
from handoff.house import house
from handoff.reps import Role

_VERSIONS = 5
_LINES = 8
_MOST_TALKS = 500


def scripts(act: Act) -> Answer:
    """/scripts: which version answers newcomers, and how many talk on each."""
    workspace, words = act.member.workspace_id, act.words
    now, busy = live(act.connection, workspace, act.tools.packs), talking(act.connection, workspace)
    found = [each.named for each in versions(act.connection, workspace, 30)]
    shown = list(dict.fromkeys([now, *found]))[:_VERSIONS]
    lines = [words("scripts.title")]
    lines += [
        words("scripts.live" if each == now else "scripts.version", name=title(each), talks=str(busy[each]))
        for each in shown
    ]
    rows: list[tuple[Key, ...]] = [
        (Key(f"{'▶️ ' if each == now else ''}{title(each)}"[:30], "script", each),) for each in shown
    ]
    draft = kept(act.connection, workspace, Draft)
    if draft is not None:
        lines.append(words("scripts.has_draft", base=title(draft.base)))
        rows.append((Key(words("scripts.draft_open"), "script_draft"),))
    else:
        rows.append((Key(words("scripts.edit"), "script_edit", now), Key(words("scripts.send"), "script_file")))
    if len(found) > 1:
        rows.append((Key(words("scripts.compare"), "script_ab"),))
    before = kept(act.connection, workspace, Before)
    if before is not None and before.published != now:
        rows.append(
            (Key(words("scripts.roll_back", name=title(before.published))[:40], "script_live", before.published),)
        )
    return show("\n".join(lines), *rows[:8])


def script(act: Act) -> Answer:
    """One version: its questions."""
    published, _, page_text = act.args.partition(":")
    body = body_of(act.connection, act.member.workspace_id, published)
    if body is None:
        return Answer(notice=act.words("admin.old"))
    values, words = st.values_of(body), act.words
    page = paged(page_text, values)
    now = live(act.connection, act.member.workspace_id, act.tools.packs)
    head = words("scripts.live_one" if published == now else "scripts.one", name=title(published))
    rows = [row] if (row := turning("script", f"{published}:", page, values)) else []
    rows.append(
        (Key(words("scripts.edit"), "script_edit", published), Key(words("scripts.file"), "script_get", published))
    )
    if published != now:
        rows.append((Key(words("scripts.make_live"), "script_live", published),))
    rows.append((Key(words("scripts.all"), "scripts"),))
    return show("\n".join([head, *questions_shown(values, tongue(act, values), page)]), *rows)


def edit(act: Act) -> Answer:
    """Begin a draft from a version, or go on with the one there is."""
    if begin(act, act.args) is None:
        return Answer(notice=act.words("admin.old"))
    return draft_screen(act)


def draft(act: Act) -> Answer:
    """The draft."""
    open_ = opened(act)
    return draft_screen(act, page=paged(act.args, open_.values) if open_ else 0)


def diff(act: Act) -> Answer:
    """What the draft changes of the live version, in words."""
    open_ = opened(act)
    if open_ is None:
        return Answer(notice=act.words("scripts.no_draft"))
    now = live(act.connection, act.member.workspace_id, act.tools.packs)
    before = st.values_of(body_of(act.connection, act.member.workspace_id, now) or "{}")
    lines = differences(before, open_.values, act.words)
    text = several(lines, _LINES, lambda rest: act.words("scripts.more", number=str(rest)))
    head = act.words("scripts.diff_title", name=title(now))
    return show(f"{head}\n{text or act.words('scripts.same')}", (Key(act.words("scripts.back"), "script_draft"),))


def check(act: Act) -> Answer:
    """What still keeps the draft from being published."""
    open_ = opened(act)
    if open_ is None:
        return Answer(notice=act.words("scripts.no_draft"))
    found = problems(open_.draft.body, open_.values, act.words)
    return show(_troubles(act, found), (Key(act.words("scripts.back"), "script_draft"),))


def _troubles(act: Act, found: list[str]) -> str:
    if not found:
        return act.words("scripts.sound")
    text = several([f"• {each}" for each in found], _LINES, lambda rest: act.words("scripts.more", number=str(rest)))
    return f"{act.words('scripts.unsound', number=str(len(found)))}\n{text}"


def replay(act: Act) -> Answer:
    """Run past conversations through the draft; what would differ comes into this message."""
    open_ = opened(act)
    if open_ is None:
        return Answer(notice=act.words("scripts.no_draft"))
    if found := problems(open_.draft.body, open_.values, act.words):
        return show(_troubles(act, found), (Key(act.words("scripts.back"), "script_draft"),))
    last = min(int(act.args), _MOST_TALKS) if act.args.isdecimal() and len(act.args) < 5 else 100  # noqa: PLR2004
    number = act.tools.ids()
    body = _told(act, number) | {"digest": open_.draft.digest, "last": last}
    file_effect(
        act.connection,
        workspace_id=act.member.workspace_id,
        kind=REPLAY,
        key=f"{REPLAY}:{number}",
        body=body,
        due_at=act.at,
        now=act.at,
    )
    return Answer((Screen(act.words("scripts.replaying", done="0", of="…"), anew=True, number=number),))


def _told(act: Act, number: int) -> dict[str, object]:
    return {"number": number, "chat": act.inbound.chat, "language": act.member.language}


def publish(act: Act) -> Answer:
    """Publish the draft: it must be sound and replayed as it stands, and no conversation may forbid it."""
    open_ = opened(act)
    if open_ is None:
        return Answer(notice=act.words("scripts.no_draft"))
    if (hindered := _hindered(act, open_)) is not None:
        return hindered
    answer = _publish(act, open_.draft.body)
    _forget_draft(act)
    return answer


def try_out(act: Act) -> Answer:
    """File the draft as a version that only a share of newcomers will get; it must be as good as for publishing."""
    open_ = opened(act)
    if open_ is None:
        return Answer(notice=act.words("scripts.no_draft"))
    if (hindered := _hindered(act, open_)) is not None:
        return hindered
    edition = file_edition(act.connection, open_.draft.body, act.at)
    _forget_draft(act)
    return scripts_ab.ask_share(msgspec.structs.replace(act, args=named(edition)))


def _hindered(act: Act, open_: Opened) -> Answer | None:
    """What keeps the draft from leads."""
    if found := problems(open_.draft.body, open_.values, act.words):
        return show(_troubles(act, found), (Key(act.words("scripts.back"), "script_draft"),))
    tried = kept(act.connection, act.member.workspace_id, Replayed)
    if tried is None or tried.digest != open_.draft.digest:
        return draft_screen(act, act.words("scripts.replay_first"))
    return draft_screen(act, act.words("scripts.blocked", number=str(tried.blocked))) if tried.blocked else None


def _forget_draft(act: Act) -> None:
    drop(act.connection, act.member.workspace_id, Draft)
    drop(act.connection, act.member.workspace_id, Replayed)


def end_comparison(act: Act) -> Answer:
    """Stop comparing: everybody gets this version."""
    told = house(act.connection, act.member.workspace_id)
    if not told.rival or act.args not in (told.rival, told.script):
        return Answer(notice=act.words("admin.old"))
    return make_live(act)


def _publish(act: Act, body: str) -> Answer:
    """Publish a text, remembering what was live."""
    workspace = act.member.workspace_id
    was = live(act.connection, workspace, act.tools.packs)
    try:
        edition = publish_now(act.connection, body, act.member.external_id, act.at)
    except ScriptError as refused:
        return show(act.words("scripts.unreadable", why=html.escape(str(refused.problems[0])[:200])))
    now = named(edition)
    scripts_ab.forget(act.connection, workspace)
    if now != was:
        keep(act.connection, workspace, Before(was), act.member.external_id, act.at)
    keys = (Key(act.words("scripts.roll_back", name=title(was))[:40], "script_live", was),) if now != was else ()
    shown = act.words("scripts.published", name=title(now), old=title(was))
    rows = [row for row in (keys, (Key(act.words("scripts.all"), "scripts"),)) if row]
    return Answer((Screen(shown, tuple(rows)),), people_changed=True)


def make_live(act: Act) -> Answer:
    """Back to an earlier version, with one press."""
    body = body_of(act.connection, act.member.workspace_id, act.args)
    if body is None:
        return Answer(notice=act.words("admin.old"))
    return _publish(act, body)


def throw(act: Act) -> Answer:
    """Throw the draft away, asked once more."""
    if act.args != "yes":
        keys = (
            Key(act.words("scripts.throw_yes"), "script_throw", "yes"),
            Key(act.words("scripts.back"), "script_draft"),
        )
        return show(act.words("scripts.throw_sure"), keys)
    drop(act.connection, act.member.workspace_id, Draft)
    return scripts(act)


def get(act: Act) -> Answer:
    """A version, or the draft, as a file to change on a computer."""
    open_ = opened(act) if act.args == "draft" else None
    body = open_.draft.body if open_ else body_of(act.connection, act.member.workspace_id, act.args)
    if body is None:
        return Answer(notice=act.words("admin.old"))
    name = f"{act.args.replace('@', '-v')}.yaml"
    file = files.File(
        id=(number := act.tools.ids()),
        workspace_id=act.member.workspace_id,
        lead_id=None,
        channel=act.member.channel,
        file_id=f"own:{number}",
        kind="document",
        name=name,
        mime="application/yaml",
    )
    content = body.encode()
    files.expect(act.connection, file, act.at)
    files.fill(act.connection, file, content)
    enclosed = Enclosure(kind="document", name=name, mime=file.mime, size=len(content), stored=number)
    return Answer((Screen(act.words("scripts.as_file"), files=(enclosed,), anew=True),))


def ask_file(act: Act) -> Answer:
    """Ask for a whole script."""
    return Answer((Screen(act.words("scripts.ask_file"), anew=True),), awaits=Awaited("script_file"))


def put_file(act: Act) -> Answer:
    """The sent document, fetched behind, or the pasted text."""
    document = next((each for each in act.inbound.attachments if each.kind == "document"), None)
    if document is None:
        problem = take_text(act, act.inbound.text)
        if problem:
            return Answer((Screen(problem),), awaits=Awaited("script_file"))
        return draft_screen(act)
    number = act.tools.ids()
    file_effect(
        act.connection,
        workspace_id=act.member.workspace_id,
        kind=FETCH,
        key=f"{FETCH}:{number}",
        body=_told(act, number)
        | {"channel": act.inbound.channel, "file": document.file_id, "by": act.member.external_id},
        due_at=act.at,
        now=act.at,
    )
    return Answer((Screen(act.words("scripts.fetching"), anew=True, number=number),))


PART = Part(
    commands=(Command("scripts", Role.ADMIN, scripts),),
    presses=(
        Press("scripts", Role.ADMIN, scripts),
        Press("script", Role.ADMIN, script),
        Press("script_edit", Role.ADMIN, edit),
        Press("script_draft", Role.ADMIN, draft),
        Press("script_diff", Role.ADMIN, diff),
        Press("script_check", Role.ADMIN, check),
        Press("script_replay", Role.ADMIN, replay),
        Press("script_publish", Role.ADMIN, publish),
        Press("script_live", Role.ADMIN, make_live),
        Press("script_throw", Role.ADMIN, throw),
        Press("script_get", Role.ADMIN, get),
        Press("script_file", Role.ADMIN, ask_file),
        Press("script_try", Role.ADMIN, try_out),
        Press("script_ab_end", Role.ADMIN, end_comparison),
        *scripts_ab.PART.presses,
        *scripts_edit.PART.presses,
    ),
    forms=(Form("script_file", Role.ADMIN, put_file), *scripts_edit.PART.forms),
)
