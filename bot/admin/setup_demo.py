"""The example at the end of the set-up: who it is, what they say, and every trace of them taken away again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from bot.admin.acts import Act, Answer, Key, Screen
from bot.letters import STAFF, letter
from bot.place import DEMO
from channels.contract import Outbound, TopicChange
from fsm.lead import Lead
from fsm.script import Pack
from fsm.storage import mail, ownership, road
from fsm.storage import tables as t
from fsm.storage.effects import file_effect
from fsm.storage.mail import Letter
from handoff.tables import topics

PLAY, ERASE = "setup.demo", "setup.erase"
"""The kinds of slow work that play the example and take it away: {"chat", "number", "language"}."""

STAYS = timedelta(minutes=4)


def play(act: Act) -> Answer:
    """The example begins; its conversation grows in one message."""
    number = act.tools.ids()
    body = {"chat": act.inbound.chat, "number": number, "language": act.member.language}
    _file(act, PLAY, body)
    return Answer((Screen(act.words("setup.demo.begins"), number=number, anew=True),), people_changed=True)


def forget_example(act: Act) -> Answer:
    """Take the example away now, not in a few minutes."""
    _file(act, ERASE, {})
    return Answer((Screen(act.words("setup.demo.erased"), ((Key(act.words("setup.settings"), "settings"),),)),))


def _file(act: Act, kind: str, body: Mapping[str, object]) -> None:
    file_effect(
        act.connection,
        workspace_id=act.member.workspace_id,
        kind=kind,
        key=f"{kind}:{act.inbound.event_id}",
        body=dict(body),
        due_at=act.at,
        now=act.at,
    )


def answer_for(lead: Lead, pack: Pack, texts: Mapping[str, str]) -> str:
    """What the example's lead answers to the question that is open; "" when none is.

    `texts` are the website's example answers ("web.try.services.need") in the lead's language.
    """
    question = pack.by_id.get(lead.open_question)
    if question is None:
        return ""
    for area in (pack.id, "any"):
        for name in (question.id, *question.facts):
            if known := texts.get(f"web.try.{area}.{name}"):
                return known
    if question.choices:
        first = next(iter(question.choices.values())).label
        return first.get(lead.language, next(iter(first.values())))[0]
    usual = {"number": "2", "need": texts["setup.demo.need"], "yes_no": texts["setup.demo.yes"]}
    return usual.get(question.kind) or usual.get(question.fact) or texts["setup.demo.text"]


def example_leads(connection: Connection, workspace_id: int) -> list[Lead]:
    """Leads that only an example is behind."""
    here = t.identities.c.workspace_id == workspace_id, t.identities.c.channel == DEMO
    found = [row[0] for row in connection.execute(select(t.identities.c.lead_id).where(*here).distinct())]
    return [kept.lead for kept in road.load_leads(connection, found).values()]


def take_away(connection: Connection, lead: Lead, ids: Callable[[], int], title: str, at: datetime) -> list[Letter]:
    """Delete every row of an example, in the caller's transaction; the letters take its card off the network.

    A topic that was made for it is closed under `title`, since the network keeps what was written there.
    """
    letters = [
        _post(Outbound(chat=card.chat, text="", key="", deletes=number), ids(), at)
        for card in (lead.handoff.cards if lead.handoff else ())
        if (number := mail.network_id(connection, card.letter_id))
    ]
    rooms = connection.execute(select(topics.c.chat, topics.c.topic).where(topics.c.lead_id == lead.id))
    letters += [
        _post(
            Outbound(chat=chat, text="", key="", topic=topic, topic_change=TopicChange(title, closed=True)), ids(), at
        )
        for chat, topic in rooms
    ]
    for table in reversed(ownership.tables()):
        connection.execute(delete(table).where(table.c.lead_id == lead.id))
    connection.execute(delete(t.leads).where(t.leads.c.id == lead.id))
    return letters


def _post(message: Outbound, number: int, at: datetime) -> Letter:
    return letter(number, None, STAFF, message, channel="telegram", at=at)
