"""The door of our own people: who of those who write is one of ours, what they may do, and doing it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
import structlog
from sqlalchemy import ColumnElement, Connection, delete, insert, select

from bot.admin.acts import MARK, Act, Answer, Awaited, Command, Form, Handle, Part, Press, Screen
from bot.admin.tools import Tools
from bot.letters import ANSWER, STAFF, letter
from bot.wording import LANGUAGES
from channels.contract import Button, Inbound, Kind, Outbound
from fsm.mentions import best
from fsm.ports import Words
from fsm.storage import tables as t
from fsm.storage.inserting import insert_for
from fsm.storage.mail import Letter
from fsm.storage.tables import DEFAULT_WORKSPACE
from handoff import roster as people
from handoff.deal import PIPELINE
from handoff.hours import read_hours, read_rest
from handoff.house import House, house
from handoff.reps import Member, Role
from handoff.roster import EMPTY, Roster
from handoff.sla import Terms
from handoff.tables import forms
from jobs.outreach.quiet import Quiet

log = structlog.get_logger()

ACT = "act"
"""The kind under which what our people do stands in the table of events, with no lead."""

_FRESH = timedelta(seconds=2)
_FORM_LASTS = timedelta(days=1)
_A_FEW_WORDS = 60


class Menu:
    """Everything our people can do, by name; a name twice is an error of ours and stops the start."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.commands: dict[str, Command] = {}
        self.presses: dict[str, Press] = {}
        self.forms: dict[str, Form] = {}
        for part in parts:
            for command in part.commands:
                _once(self.commands, command.name)
                self.commands[command.name] = command
            for press in part.presses:
                _once(self.presses, press.action)
                self.presses[press.action] = press
            for form in part.forms:
                _once(self.forms, form.name)
                self.forms[form.name] = form


def _once(known: Mapping[str, object], name: str) -> None:
    if name in known:
        raise ValueError(f"two handlers are called {name!r}")


class Meant(NamedTuple):
    """What an act asks for, and the name under which it is noted."""

    handle: Handle
    role: Role | None
    args: str = ""
    data: Mapping[str, object] = {}
    name: str = ""


class Done(msgspec.Struct):
    """What acts led to: letters to send, and events of leads to file in the same batch."""

    letters: list[Letter] = []
    answers: list[Answer] = []


class Front:
    """Handles acts over the transaction they are filed in. Keeps only a snapshot of who is one of ours."""

    def __init__(self, menu: Menu, tools: Tools) -> None:
        self._menu = menu
        self._tools = tools
        self._admins = frozenset(str(admin) for admin in tools.settings.admins)
        self._roster = EMPTY
        self._looked_at: datetime | None = None
        self._plain: dict[str, Command] = {}

    def roster(self, connection: Connection, now: datetime) -> Roster:
        """Our people and their load, at most two seconds old."""
        if self._looked_at is None or not timedelta() <= now - self._looked_at < _FRESH:
            self._roster, self._looked_at = people.roster(connection), now
            self._settle(connection, house(connection, DEFAULT_WORKSPACE))
        return self._roster

    def _settle(self, connection: Connection, found: House) -> None:
        """Take over what the owner has set; what the settings of the program say goes before it."""
        tools, reps = self._tools, self._tools.settings.reps
        tools.house = found
        tools.packs.take_over(connection, found.script)
        tools.place.paused = found.paused_at is not None
        chat = reps.chat or found.reps_chat
        tools.place.chat = found.moved.get(chat, chat)
        tools.place.language = found.language or reps.language
        tools.place.quiet = Quiet(*read_rest(found.quiet))
        tools.place.pipeline = found.pipeline or PIPELINE
        tools.cards.terms = Terms(
            found.claim_minutes or reps.claim_minutes,
            found.answer_minutes or reps.answer_minutes,
            read_hours(found.hours or reps.hours),
            found.zone or tools.packs.current.pack.zone.key,
        )

    def look_again(self) -> None:
        """Somebody joined or left: the next look at the roster is a fresh one."""
        self._looked_at = None

    def member(self, connection: Connection, inbound: Inbound, workspace_id: int, now: datetime) -> Member | None:
        """The member of ours who did this, or None. Whom the settings name as admins are owners from the start."""
        if inbound.channel != self._tools.place.channel or inbound.sender.anonymous:
            return None
        who = inbound.sender
        found = self.roster(connection, now).member(workspace_id, inbound.channel, who.id)
        private = "" if inbound.group else inbound.chat
        if found is None and who.id in self._admins:
            found = self._let_in(connection, inbound, workspace_id, now)
        elif found is not None and private and (found.chat, found.username) != (private, who.username[:64]):
            found = msgspec.structs.replace(found, chat=private, username=who.username[:64])
            people.change(connection, found)
            self._looked_at = None
        return found

    def _let_in(self, connection: Connection, inbound: Inbound, workspace_id: int, now: datetime) -> Member | None:
        who = inbound.sender
        owner = Member(
            id=0,
            workspace_id=workspace_id,
            channel=inbound.channel,
            external_id=who.id,
            name=who.name or who.id,
            role=Role.OWNER,
            chat="" if inbound.group else inbound.chat,
            username=who.username,
            language=_language(who.language),
        )
        people.join(connection, owner, now)
        self._looked_at = None
        return self.roster(connection, now).member(workspace_id, inbound.channel, who.id)

    def is_act(self, inbound: Inbound, *, member: bool) -> bool:
        """Whether this is for the menus: a menu's button, a command, anything a member says to the bot in private."""
        if inbound.kind is Kind.PRESSED:
            return inbound.token.startswith(MARK)
        if inbound.group and member and inbound.chat != self._tools.place.chat:
            return inbound.kind is Kind.UNBLOCKED or _calls_us(inbound)
        if inbound.kind is Kind.STARTED:
            return not inbound.group and (member or inbound.start.startswith(("own_", "inv_")))
        command = inbound.text.startswith("/") and self._named(inbound.text)[0] is not None
        return inbound.kind is Kind.SAID and member and (command or not inbound.group)

    def handle(self, connection: Connection, inbound: Inbound, member: Member, now: datetime) -> Done:
        """Do what was asked, once. The caller commits."""
        if not self.note(connection, inbound, member, now):
            return Done()
        meant = self._meant(connection, inbound, member, now)
        words = self._words(member)
        if meant is None:
            answer = _word(inbound, words("admin.old" if inbound.callback else "admin.unknown"))
        elif meant.role is not None and not member.may(meant.role):
            answer = _word(inbound, words("admin.not_allowed"))
        else:
            act = Act(
                connection=connection,
                member=member,
                inbound=inbound,
                at=now,
                words=words,
                tools=self._tools,
                args=meant.args,
                data=meant.data,
            )
            answer = meant.handle(act)
            self._trace(connection, inbound, member, meant, now)
        if answer.people_changed:
            self._looked_at = None
        self._await(connection, member, answer.awaits, now)
        return Done(self._letters(inbound, member, answer, now), [answer])

    def _trace(self, connection: Connection, inbound: Inbound, member: Member, meant: Meant, now: datetime) -> None:
        """Who of ours did what, when: kept with the changes of leads, and in no words but a button's own."""
        row = {
            "id": self._tools.ids(),
            "workspace_id": member.workspace_id,
            "lead_id": None,
            "kind": ACT,
            "before": "",
            "after": meant.name[:100],
            "why": meant.args[:100] if inbound.kind is Kind.PRESSED else "",
            "by": member.external_id[:200],
            "at": now,
        }
        connection.execute(insert(t.events).values(row))

    def note(self, connection: Connection, inbound: Inbound, member: Member, now: datetime, error: str = "") -> bool:
        """Note the act in the inbox; false when it stands there already."""
        row = {
            "workspace_id": member.workspace_id,
            "source": inbound.channel,
            "external_id": inbound.event_id,
            "lead_id": None,
            "body": b"{}",
            "received_at": now,
            "due_at": now,
            "handled_at": now,
            "error": error or None,
        }
        filed = insert_for(connection, t.inbox).values(row).on_conflict_do_nothing().returning(t.inbox.c.id)
        return connection.execute(filed).first() is not None

    def _meant(self, connection: Connection, inbound: Inbound, member: Member, now: datetime) -> Meant | None:
        if inbound.kind is Kind.PRESSED:
            return self.meant_by(inbound)
        if inbound.group and inbound.chat != self._tools.place.chat:
            found = self._menu.presses["group_found"]
            return Meant(found.handle, found.role, inbound.chat, name=found.action)
        if inbound.kind is Kind.STARTED:
            start = self._menu.commands["start"]
            return Meant(start.handle, start.role, inbound.start, name="/start")
        command, args = self._named(inbound.text)
        if command is not None:
            return Meant(command.handle, command.role, args, name=f"/{command.name}")
        awaited = self._awaited(connection, member, now)
        form = self._menu.forms.get(awaited.form) if awaited else None
        if form is not None and awaited is not None:
            return Meant(form.handle, form.role, inbound.text.strip(), awaited.data, form.name)
        plain = self._by_plain_words(inbound.text)
        return Meant(plain.handle, plain.role, name=f"/{plain.name}") if plain else None

    def meant_by(self, press: Inbound) -> Meant | None:
        """What a menu's button asks for; None for one that no menu has."""
        action, _, args = press.token.removeprefix(MARK).partition(":")
        known = self._menu.presses.get(action)
        return Meant(known.handle, known.role, args, name=action) if known else None

    def _named(self, text: str) -> tuple[Command | None, str]:
        if not text.startswith("/"):
            return None, ""
        first, _, rest = text[1:].partition(" ")
        return self._menu.commands.get(first.partition("@")[0].lower()), rest.strip()

    def _by_plain_words(self, text: str) -> Command | None:
        """A command by the word a person would use for it, in any of our languages."""
        if not self._plain:
            for command in self._menu.commands.values():
                for language in LANGUAGES:
                    said = self._tools.catalogue.text(f"command.{command.name}.words", language)
                    self._plain |= {word.strip().casefold(): command for word in said.split(",") if word.strip()}
        exact = self._plain.get(" ".join(text.casefold().split()))
        return exact or self._spoken_of(text)

    def _spoken_of(self, text: str) -> Command | None:
        """The page that a few words speak of ("how many leads today?"); nothing is done on a guess, only shown."""
        if len(text) > _A_FEW_WORDS:
            return None
        phrases: dict[str, list[str]] = {}
        for words, command in self._plain.items():
            if not command.acts and command.name != "start":
                phrases.setdefault(command.name, []).append(words)
        return self._menu.commands.get(best(text, phrases) or best(text, phrases, loosely=True))

    def _awaited(self, connection: Connection, member: Member, now: datetime) -> Awaited | None:
        row = connection.execute(
            select(forms.c.name, forms.c.data, forms.c.at).where(*_mine(member)),
        ).first()
        if row is None or now - row.at > _FORM_LASTS:
            return None
        return Awaited(row.name, json.loads(row.data))

    def _await(self, connection: Connection, member: Member, awaited: Awaited | None, now: datetime) -> None:
        if awaited is None:
            connection.execute(delete(forms).where(*_mine(member)))
            return
        row = {
            "workspace_id": member.workspace_id,
            "channel": member.channel,
            "external_id": member.external_id,
            "name": awaited.form,
            "data": json.dumps(awaited.data, ensure_ascii=False),
            "at": now,
        }
        changed = {name: row[name] for name in ("name", "data", "at")}
        key = [forms.c[name] for name in ("workspace_id", "channel", "external_id")]
        connection.execute(
            insert_for(connection, forms).values(row).on_conflict_do_update(index_elements=key, set_=changed)
        )

    def word(self, key: str) -> str:
        """A word of the place's own language, for somebody we know nothing of."""
        return self._tools.catalogue.words(self._tools.place.language)(key)

    def _words(self, member: Member) -> Words:
        return self._tools.catalogue.words(member.language or self._tools.place.language)

    def _letters(self, inbound: Inbound, member: Member, answer: Answer, now: datetime) -> list[Letter]:
        letters = []
        if inbound.callback:
            notice = Outbound(chat=inbound.chat, text=answer.notice, key="", answers=inbound.callback)
            letters.append(self._letter(ANSWER, notice, member, now))
        for screen in answer.screens:
            message = message_of(screen, inbound)
            letters.append(self._letter(STAFF, message, screen.to or member, now, screen.number))
        return letters

    def _letter(self, kind: str, message: Outbound, member: Member, now: datetime, number: int = 0) -> Letter:
        made = letter(number or self._tools.ids(), None, kind, message, channel=member.channel, at=now)
        made.workspace_id = member.workspace_id
        return made


def message_of(screen: Screen, inbound: Inbound) -> Outbound:
    """A screen as a message in the chat the act came from, or in that of the member it is for."""
    if screen.deletes:
        return Outbound(chat=inbound.chat, text="", key="", deletes=screen.deletes)
    elsewhere = screen.to is not None
    edits = inbound.kind is Kind.PRESSED and not screen.anew and not elsewhere and not screen.files
    return Outbound(
        chat=screen.to.chat if screen.to else inbound.chat,
        text=screen.text,
        key="",
        html=True,
        buttons=tuple(
            tuple(Button(key.label, "" if key.url else f"{MARK}{key.action}:{key.args}", key.url) for key in row)
            for row in screen.rows
        ),
        edits=inbound.message_id if edits else "",
        topic="" if elsewhere else inbound.topic,
        files=screen.files,
    )


def _calls_us(inbound: Inbound) -> bool:
    """Whether somebody speaks to the bot in a group: by a command, which Telegram sends there when a link adds it."""
    return inbound.kind is Kind.STARTED or (inbound.kind is Kind.SAID and inbound.text.startswith("/"))


def _word(inbound: Inbound, text: str) -> Answer:
    """A short word: on the pressed button, or as a message."""
    return Answer(notice=text) if inbound.callback else Answer((Screen(text),))


def _mine(member: Member) -> Sequence[ColumnElement[bool]]:
    return (
        forms.c.workspace_id == member.workspace_id,
        forms.c.channel == member.channel,
        forms.c.external_id == member.external_id,
    )


def _language(code: str) -> str:
    short = code.partition("-")[0].lower()
    return short if short in LANGUAGES else ""
