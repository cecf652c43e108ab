"""What /scripts does behind its screens: replaying past conversations on a draft, and fetching a sent script."""

from __future__ import annotations

import asyncio
import html
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog
from sqlalchemy import Connection

from bot.admin import scripts_text as st
from bot.admin.acts import MARK
from bot.admin.scripts_kept import Draft, Replayed, body_of, keep, kept, live
from bot.effects import Duty
from bot.filings import Filing, Posted
from bot.letters import STAFF, letter
from bot.packs import Packs, edition_of
from bot.replay import Difference, Past, again, differences, harms, stored, turns_of
from channels.contract import Button, Channel, Enclosure, Outbound, SendFailed, TryLater
from fsm import script
from fsm.ports import Words
from fsm.script import Pack, ScriptError
from fsm.storage import effects, files
from fsm.storage.effects import Effect, EffectContext

if TYPE_CHECKING:
    from bot.admin.tools import Tools
    from bot.turn import Turns

log = structlog.get_logger()

REPLAY = "script_replay"
FETCH = "script_fetch"
_AT_ONCE = 10
_SHOWN = 5
_LARGEST = 500_000
_KINDS = ("facts", "said", "score", "offered")


class Told(NamedTuple):
    """What one conversation would be otherwise, and why it forbids the draft."""

    lead_id: int
    found: tuple[Difference, ...]
    harms: tuple[str, ...]


class ScriptsWork:
    """The handlers. `file` is the committer's way in; `channels` the networks that documents come by."""

    def __init__(
        self,
        tools: Tools,
        channels: Mapping[str, Channel],
        file: Callable[[Sequence[Filing]], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._tools = tools
        self._channels = channels
        self._file = file
        self._now = now

    def duties(self) -> Mapping[str, Duty]:
        """The work by kind."""
        return {
            REPLAY: Duty(self.replay, seconds=300, tries=2, at_once=1),
            FETCH: Duty(self.fetch, seconds=60, tries=3, at_once=2),
        }

    async def replay(self, effect: Effect, context: EffectContext) -> dict[str, Any] | None:
        """Run the last conversations through the live version and through the draft, and tell what differs."""
        words, workspace = self._words(effect), effect.workspace_id
        draft, base, pasts = await context.store.read(
            lambda connection: self._material(connection, workspace, int(effect.body["last"]))
        )
        if draft is None or draft.digest != effect.body["digest"]:
            await self._change(effect, words("scripts.changed_since"))
            return None
        pack = script.load_text(draft.body, "script")
        turns = _on(pack), _on(script.load_text(base, "script"))
        told: list[Told] = []
        for at in range(0, len(pasts), _AT_ONCE):
            told += await asyncio.to_thread(_compared, pasts[at : at + _AT_ONCE], turns, pack)
            if at % (3 * _AT_ONCE) == 0 and at:
                await self._change(effect, words("scripts.replaying", done=str(at), of=str(len(pasts))))
        result = Replayed(
            draft.digest, len(told), sum(bool(each.found) for each in told), sum(bool(each.harms) for each in told)
        )
        at_end = self._now()
        context.on_done(lambda connection, _: keep(connection, workspace, result, "replay", at_end))
        await self._change(effect, summary(words, told), _after(words))
        if result.differ:
            await self._table(effect, context, words, told)
        return {"talks": result.talks, "differ": result.differ, "blocked": result.blocked}

    def _material(self, connection: Connection, workspace: int, last: int) -> tuple[Draft | None, str, list[Past]]:
        base = body_of(connection, workspace, live(connection, workspace, self._tools.packs))
        return kept(connection, workspace, Draft), base or "", stored(connection, last)

    async def _table(self, effect: Effect, context: EffectContext, words: Words, told: Sequence[Told]) -> None:
        """Everything that differs, as a file: one line each."""
        lines = [f"{each.lead_id}\t{one.what}\t{one.before}\t{one.after}" for each in told for one in each.found]
        lines += [f"{each.lead_id}\t!\t{', '.join(each.harms)}" for each in told if each.harms]
        content = "\n".join(lines).encode()
        number = self._tools.ids()
        file = files.File(
            id=number,
            workspace_id=effect.workspace_id,
            lead_id=None,
            channel=self._tools.place.channel,
            file_id=f"own:{number}",
            kind="document",
            name="replay.tsv",
            mime="text/tab-separated-values",
        )

        def work(connection: Connection) -> None:
            files.expect(connection, file, self._now())
            files.fill(connection, file, content)

        await context.store.write(work)
        enclosed = Enclosure(kind="document", name=file.name, mime=file.mime, size=len(content), stored=number)
        await self._post(effect, words("scripts.table"), files=(enclosed,))

    async def fetch(self, effect: Effect, context: EffectContext) -> None:
        """Fetch a sent document and make it the draft."""
        words = self._words(effect)
        fetch = getattr(self._channels.get(str(effect.body["channel"])), "fetch", None)
        if fetch is None:
            await self._change(effect, words("scripts.not_fetched"))
            return
        try:
            content: bytes = await fetch(str(effect.body["file"]))
        except TryLater as later:
            raise effects.TryLater(later.seconds, str(later)) from None
        except SendFailed:
            await self._change(effect, words("scripts.not_fetched"))
            return
        problem = await self._take(effect, context, words, content)
        keys = () if problem else ((Button(words("scripts.draft_open"), f"{MARK}script_draft:"),),)
        await self._change(effect, problem or words("scripts.taken"), keys)

    async def _take(self, effect: Effect, context: EffectContext, words: Words, content: bytes) -> str:
        """Keep the text as the draft; a sentence when it is none."""
        try:
            body = content[:_LARGEST].decode("utf-8-sig")
            values = st.values_of(body)
        except UnicodeDecodeError:
            return words("scripts.no_script")
        except ScriptError as refused:
            return words("scripts.unreadable", why=html.escape(str(refused.problems[0])[:200]))
        if not st.questions(values) or not st.languages(values):
            return words("scripts.no_script")
        workspace, by, at = effect.workspace_id, str(effect.body.get("by", "")), self._now()

        def work(connection: Connection) -> None:
            base = live(connection, workspace, self._tools.packs)
            keep(connection, workspace, Draft(body, base, by), by, at)

        await context.store.write(work)
        return ""

    def _words(self, effect: Effect) -> Words:
        return self._tools.catalogue.words(str(effect.body.get("language") or self._tools.place.language))

    async def _change(self, effect: Effect, text: str, rows: tuple[tuple[Button, ...], ...] = ()) -> None:
        """Change the screen that began this."""
        await self._post(effect, text, rows, changes=f"#{effect.body['number']}")

    async def _post(
        self,
        effect: Effect,
        text: str,
        rows: tuple[tuple[Button, ...], ...] = (),
        *,
        changes: str = "",
        files: tuple[Enclosure, ...] = (),
    ) -> None:
        message = Outbound(
            chat=str(effect.body["chat"]), text=text, key="", html=True, buttons=rows, edits=changes, files=files
        )
        channel = self._tools.place.channel
        await self._file([Posted((letter(self._tools.ids(), None, STAFF, message, channel=channel, at=self._now()),))])


def _on(pack: Pack) -> Turns:
    return turns_of(Packs(edition_of(pack.id, 0, pack), {}))


def _compared(pasts: Sequence[Past], turns: tuple[Turns, Turns], pack: Pack) -> list[Told]:
    """Each conversation on the draft beside the same on the live version; what cannot be replayed is left out."""
    told = []
    for past in pasts:
        try:
            now, before = again(past, turns[0]), again(past, turns[1])
        except Exception as error:  # noqa: BLE001 (one strange conversation must not hide the others)
            log.warning("script.not_replayed", lead=past.lead_id, error=type(error).__name__)
            continue
        found = differences(Past(past.lead_id, past.moments, before), now)
        told.append(Told(past.lead_id, tuple(found), tuple(harms(before, now, pack))))
    return told


def summary(words: Words, told: Sequence[Told]) -> str:
    """A replay in a few lines: how many, of what sort, what forbids, and examples."""
    differ = [each for each in told if each.found]
    sorts = Counter(sort for each in differ for sort in {_sort(one.what) for one in each.found})
    lines = [words("scripts.replayed", talks=str(len(told)), differ=str(len(differ)))]
    lines += [words(f"scripts.differ.{sort}", number=str(sorts[sort])) for sort in _KINDS if sorts[sort]]
    for each in [each for each in told if each.harms][:_SHOWN]:
        lines.append("⛔ " + words(f"scripts.harm.{each.harms[0]}", lead=str(each.lead_id)))
    scored = [(each.lead_id, one) for each in differ for one in each.found if one.what == "score"]
    lines += [f"#{lead_id}: {html.escape(one.before)} → {html.escape(one.after)}" for lead_id, one in scored[:_SHOWN]]
    blocked = sum(bool(each.harms) for each in told)
    lines.append(words("scripts.blocked", number=str(blocked)) if blocked else words("scripts.may"))
    return "\n".join(lines)


def _sort(what: str) -> str:
    return what if what in _KINDS else "facts"


def _after(words: Words) -> tuple[tuple[Button, ...], ...]:
    return (
        (
            Button(words("scripts.publish"), f"{MARK}script_publish:"),
            Button(words("scripts.compare_new"), f"{MARK}script_try:"),
        ),
        (Button(words("scripts.back"), f"{MARK}script_draft:"),),
    )
