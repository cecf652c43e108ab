"""A day of reps with leads on four networks, written down as everybody saw it on their own screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.clock import Clock
from channels.email.adapter import EmailChannel
from tests.contract.stages import until
from tests.fakes.botapi import FakeBotApi
from tests.fakes.botapi_chats import Shown
from tests.fakes.botapi_story import Person
from tests.fakes.mail_imap import Dovecot
from tests.fakes.mail_person import Correspondent
from tests.fakes.mail_smtp import FakeSmtp
from tests.fakes.waha import FakeWaha
from tests.story.town import Town, Visitor
from tests.unit.channels.email.post import BRISK, config

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 600
OWNER = 42


class Ahead(Clock):
    """Noon in Almaty, and whatever was skipped since."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


class OnThePage(Visitor):
    """A visitor who also sends and sees files."""

    async def sends_file(self, name: str, content: bytes, text: str) -> None:
        town = self._town
        here = f"http://127.0.0.1:{town.port}"
        assert town.http is not None
        headers = {"Origin": here, "X-File-Name": quote(name), "X-Visitor-Token": self._token}
        async with town.http.post(here + "/api/web/files", data=content, headers=headers) as response:
            assert response.ok, await response.text()
            kept = await response.json()
        body = {
            "visitor_token": self._token,
            "client_msg_id": f"f{len(self.shown)}",
            "text": text,
            "files": [kept["id"]],
        }
        await town.post("/api/web/messages", body)


class Diary:
    """What is new on every screen since the last look, as lines to read."""

    def __init__(self, day: FourNetworks) -> None:
        self.lines: list[str] = []
        self._day = day
        self._seen: dict[object, object] = {}

    def act(self, who: str, what: str) -> None:
        """Somebody does something."""
        self.lines.append(f"\n{self._day.clock.now().astimezone(self._day.zone):%H:%M} {who} → {what}")

    def look(self) -> None:
        """Write down what everybody sees now and did not see before."""
        day = self._day
        for topic, title in day.reps.chat.topics.items():
            closed = " 🔒" if topic in day.reps.chat.closed_topics else ""
            self._changed(("topic", topic), f"{title}{closed}", f"   [topic {topic}] #")
        for message in day.reps.heard:
            self._message(message, f"   [topic {message.topic}]" if message.topic else "   [group]")
        for person in (day.owner, *day.crew):
            for message in person.heard:
                self._message(message, f"   [private {person.chat.title}]")
        for message in day.aliya.heard:
            self._message(message, "   [Telegram]")
        for name, lines in (("WhatsApp", day.marat.screen), ("website", day.visitor.shown)):
            known = int(str(self._seen.get(name, 0)))
            self.lines += [_laid(f"   [{name}]", line) for line in lines[known:] if not line.startswith("> ")]
            self._seen[name] = len(lines)
        known = int(str(self._seen.get("mail", 0)))
        for mail in day.john.sees[known:]:
            files = [str(part.get_filename()) for part in mail.read.iter_attachments()]
            self.lines.append(_laid(f"   [mail · {mail.read['Subject']}]", "\n".join([mail.text.strip(), *files])))
        self._seen["mail"] = len(day.john.sees)
        for callback, text in day.api.chats.notices.items():
            if callback not in self._seen and text:
                self.lines.append(f"   (pop-up: {text})")
            self._seen[callback] = text

    def _changed(self, key: object, text: str, place: str) -> None:
        if self._seen.get(key) != text:
            self.lines.append(f"{place} {text}")
        self._seen[key] = text

    def _message(self, message: Shown, place: str) -> None:
        key = (message.chat, message.id)
        text = "(deleted)" if message.deleted else message.text
        file = f" 📎{message.file.kind}" if message.file else ""
        rows = message.markup.get("inline_keyboard", []) if not message.deleted else []
        buttons = "\n".join("  ".join(f"[{button['text']}]" for button in row) for row in rows)
        whole = f"{text}{file}\n{buttons}".strip()
        before = self._seen.get(key)
        if before == whole:
            return
        self._seen[key] = whole
        if before is None:
            self.lines.append(_laid(place, whole))
        else:
            old = str(before).splitlines()
            fresh = [line for line in whole.splitlines() if line not in old]
            gone = [f"− {line}" for line in old if line not in whole.splitlines()]
            self.lines.append(_laid(f"{place} ✏️", "\n".join([*gone, *(f"+ {line}" for line in fresh)])))


def _laid(place: str, text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([f"{place} {first}".rstrip(), *(f"      {line}".rstrip() for line in rest)])


class FourNetworks(Town):
    """The town with a forum of reps, mail servers, and a clock that can be set forward."""

    def __init__(self, home: Path, api: FakeBotApi, waha: FakeWaha, mail: tuple[Dovecot, FakeSmtp], language: str):
        reps = {"language": language, "claim_minutes": 5, "answer_minutes": 10}
        super().__init__(home, api, waha, forum=True, admins=(OWNER,))
        chat = {"chat": str(self.reps.id)}
        self.settings = self.settings.model_copy(update={"reps": type(self.settings.reps)(**(reps | chat))})
        self.clock = Ahead()
        self.zone = ZoneInfo("Asia/Almaty")
        imap, smtp = mail
        self.extra = [EmailChannel(config(imap.port, smtp.port, name="Мастерская"), patience=BRISK)]
        self.owner = Person.introduced(api, OWNER, "Ерлан", language, "", started=True)
        self.crew = self.berik, self.dana, self.egor = tuple(
            api.person(name, language=language) for name in ("Берик", "Дана", "Егор")
        )
        self.aliya = api.person("Алия", language=language)
        self.marat = waha.person("Марат", "77011234567")
        self.john = Correspondent(("john@example.com", "John Smith"), imap, smtp, datetime.now(UTC), "Laptop")
        self.visitor = OnThePage(self, "instagram/spring")
        self.language = language
        self.diary = Diary(self)

    async def does(self, who: str, what: str, act: Callable[[], object]) -> None:
        """Somebody does something; everybody's screens are looked at when it has had its consequences."""
        self.diary.act(who, what)
        result = act()
        if asyncio.iscoroutine(result):
            await result
        await self.settled()
        if self.visitor._token:
            await self.visitor.reads(0)
        self.diary.look()

    async def mails(self, text: str, *, answered: bool = True, file: str = "") -> None:
        """John writes; the mail has come in, and where the bot answers, its answer has gone out."""
        before, shown = len(self.john.sees), len(self.reps.heard)
        self.extra_mail(text, file)
        await until(lambda: (len(self.john.sees) > before) if answered else (len(self.reps.heard) > shown), 20)

    async def presses_old(self, rep: Person, label: str, card: Shown, data: str) -> None:
        """A rep presses a button that is not there any more, as a slow phone still shows it."""
        who = rep.chat.title
        await self.does(who, f"[{label}] on a card that has changed", lambda: rep.presses_raw(data, card, self.reps))

    def extra_mail(self, text: str, file: str) -> None:
        raw = self.john.write(text)
        if file:
            mail = message_from_bytes(raw, policy=SMTP.clone(max_line_length=998))
            mail.add_attachment(PNG, maintype="image", subtype="png", filename=file)  # type: ignore[attr-defined]
            raw = mail.as_bytes()
        self.john._imap.deliver(raw)

    def topic_of(self, name: str) -> int:
        return next(topic for topic, title in self.reps.chat.topics.items() if name in title)

    def card_of(self, name: str) -> Shown:
        return self.reps.in_topic(self.topic_of(name))[0]

    async def presses(self, rep: Person, label: str, name: str) -> None:
        """A rep presses a button of the card in the topic of this name."""
        card = self.card_of(name)
        title = rep.chat.title
        await self.does(title, f"[{label}] on the card of {name}", lambda: rep.presses(label, card, place=self.reps))

    async def writes(self, rep: Person, text: str, name: str) -> None:
        topic = self.topic_of(name)
        await self.does(
            rep.chat.title, f"in the topic of {name}: {text}", lambda: self.reps.writes(rep, text, topic=topic)
        )

    async def later(self, minutes: int) -> None:
        self.diary.act("⏳", f"{minutes} minutes pass")
        self.clock.at += timedelta(minutes=minutes)
        await asyncio.sleep(2.2)
        await self.settled()
        await self.visitor.reads(0)
        self.diary.look()
