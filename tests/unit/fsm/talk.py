"""A lead and the step, face to face: texts in, texts out, with the real reader and the real scores."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fsm.decision import Decision, messages, together
from fsm.events import Edited, Event, Said, Started
from fsm.lead import Lead
from fsm.machine import context_for, step
from fsm.reading.reader import read
from fsm.reading.reading import Reading
from fsm.script import Pack, load
from scoring.weigher import weigher

AT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


class Talk:
    """One lead's conversation. `says` gives what the bot answered, one text a message."""

    def __init__(self, pack: Pack | str = "laptop_repair", language: str = "ru", channel: str = "telegram") -> None:
        self.pack = load(pack) if isinstance(pack, str) else pack
        self.weigh = weigher(self.pack)
        self.lead = Lead(id=1, workspace_id=1, channel=channel, chat="7", language=language)
        self.decisions: list[Decision] = []
        self.transcript: list[str] = []
        self.count = 0

    @property
    def last(self) -> Decision:
        return self.decisions[-1]

    def facts(self) -> dict[str, object]:
        return {name: fact.value for name, fact in sorted(self.lead.facts.items())}

    def says(self, text: str = "", reading: Reading | None = None, **more) -> list[str]:
        self.count += 1
        event = Said(at=self._now(), message_id=f"m{self.count}", text=text, **more)
        return self.happens(event, reading)

    def edits(self, message: int, text: str) -> list[str]:
        return self.happens(Edited(at=self._now(), message_id=f"m{message}", text=text))

    def starts(self, source: str = "") -> list[str]:
        return self.happens(Started(at=self._now(), source=source))

    def happens(self, event: Event, reading: Reading | None = None) -> list[str]:
        context = context_for(self.lead, event, self.pack)
        if reading is None and context is not None:
            reading = read(event.text, context)
        decision = step(self.lead, event, reading, self.pack, self.weigh)
        self.lead = decision.lead
        self.decisions.append(decision)
        said = heard(decision, self.pack)
        shown = getattr(event, "text", "") or getattr(event, "choice", "") or type(event).__name__
        self.transcript += [f"  > {shown}", *(f"{line}" for line in said)]
        return said

    def _now(self) -> datetime:
        return AT + timedelta(minutes=len(self.decisions))


def heard(decision: Decision, pack: Pack) -> list[str]:
    """The messages as the lead reads them, buttons in brackets."""
    language = decision.lead.language
    texts = []
    for group in messages(decision.says):
        text = together(group, [pack.text(say.key, language).format(**say.params) for say in group])
        labels = [pack.text(key, language) for say in group for _, key in say.choices]
        texts.append(text + ("\n[" + "] [".join(labels) + "]" if labels else ""))
    return texts
