"""The way out: in order within a chat, marked honestly, and at most one risky repeat over any number of restarts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from bot.addressing import Addressing
from bot.letters import ANSWER, CARD, CARD_EDIT, REPLY, TOPIC, letter
from bot.outbox import GONE, Outbox
from bot.place import Place
from channels.contract import (
    Capabilities,
    Enclosure,
    Misconfigured,
    Moved,
    Outbound,
    Refused,
    TopicChange,
    TopicGone,
    TryLater,
    Uncertain,
    Unreachable,
)
from fsm.storage import mail
from fsm.storage.mail import Letter, Mark
from fsm.storage.store import StorageBusy
from tests.conftest import StillClock
from tests.fakes.channel import FakeChannel


class Shelf:
    """Keeps files that hold their own number; what stands in `troubles` is raised first."""

    def __init__(self) -> None:
        self.troubles: list[Exception] = []

    async def filled(self, message: Outbound) -> Outbound:
        if self.troubles:
            raise self.troubles.pop(0)
        files = tuple(msgspec.structs.replace(file, content=str(file.stored).encode()) for file in message.files)
        return msgspec.structs.replace(message, files=files)


class Desk:
    """An outbox over a network in memory, and everything it reported."""

    def __init__(self, clock: StillClock) -> None:
        self.clock = clock
        self.network = FakeChannel("net")
        self.marks: list[Mark] = []
        self.risked: list[Mark] = []
        self.gone: list[tuple[Letter, str]] = []
        self.stored_card = ""
        self.hold_marks = False
        self.keeper = Shelf()
        self.outbox = Outbox(
            {"net": self.network},
            clock,
            mark=self._note,
            risk=self._risk,
            addressing=Addressing(self, Place(), self.keeper),  # type: ignore[arg-type] (reads are all it wants here)
            failed=lambda letter, _message, why: self.gone.append((letter, why)),
        )

    def _note(self, mark: Mark) -> None:
        self.marks.append(mark)
        if mark.state != mail.NEW and not self.hold_marks:
            asyncio.get_running_loop().call_soon(self.outbox.forget, [mark.letter_id])

    async def _risk(self, mark: Mark) -> None:
        self.risked.append(mark)

    async def read(self, _query: object) -> str:
        """What the database knows of an earlier card."""
        return self.stored_card

    def letter(self, number: int, chat: str = "a", kind: str = REPLY, edits: str = "") -> Letter:
        answers = "cb" if kind == ANSWER else ""
        message = Outbound(chat=chat, text=f"text {number}", key="", answers=answers, edits=edits)
        return letter(number, None, kind, message, channel="net", at=self.clock.now())

    async def sends(self, *letters: Letter) -> list[str]:
        self.outbox.offer(letters)
        assert await self.outbox.drained(5)
        return [message.text for message in self.network.sent]

    def states(self) -> dict[int, str]:
        return {mark.letter_id: mark.state for mark in self.marks}


@pytest.fixture
async def desk(clock: StillClock) -> AsyncIterator[Desk]:
    made = Desk(clock)
    task = asyncio.create_task(made.outbox.run())
    await asyncio.sleep(0)
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_chat_gets_its_messages_in_order_and_chats_do_not_wait_for_each_other(desk: Desk) -> None:
    desk.network.slow = 0.01
    letters = [desk.letter(number, chat="a" if number % 2 else "b") for number in range(20)]
    sent = await desk.sends(*letters)
    assert [text for text in sent if int(text.split()[1]) % 2] == [f"text {number}" for number in range(1, 20, 2)]
    assert set(desk.states().values()) == {mail.SENT}


async def test_the_next_message_of_a_chat_waits_until_the_mark_of_the_last_is_on_disk(desk: Desk) -> None:
    desk.hold_marks = True
    desk.outbox.offer([desk.letter(1, "a"), desk.letter(2, "a"), desk.letter(3, "b")])
    await asyncio.sleep(0.05)
    assert [message.text for message in desk.network.sent] == ["text 1", "text 3"]
    desk.outbox.forget([1])
    desk.hold_marks = False
    assert await desk.outbox.drained(5)
    assert desk.network.sent[-1].text == "text 2"


async def test_chats_one_after_another_are_served_by_one_task_and_a_crowd_leaves_few_behind(desk: Desk) -> None:
    before = len(asyncio.all_tasks())
    for number in range(1, 6):
        await desk.sends(desk.letter(number, f"chat {number}"))
    assert len(asyncio.all_tasks()) == before + 1
    desk.network.slow = 0.01
    sent = await desk.sends(*(desk.letter(number, f"chat {number}") for number in range(100, 400)))
    assert len(sent) == len(set(sent)) == 305
    await asyncio.sleep(0.01)
    assert len(asyncio.all_tasks()) == before + 64


async def test_a_wait_holds_only_its_chat(desk: Desk) -> None:
    desk.network.troubles.append(TryLater(0.05))
    sent = await desk.sends(desk.letter(1, "a"), desk.letter(2, "a"), desk.letter(3, "b"))
    assert sent == ["text 3", "text 1", "text 2"]


async def test_a_wait_of_the_whole_channel_holds_everybody(desk: Desk) -> None:
    desk.network.troubles.append(TryLater(0.1, whole_channel=True))
    desk.outbox.offer([desk.letter(1, "a")])
    await asyncio.sleep(0.02)
    desk.outbox.offer([desk.letter(2, "b")])
    await asyncio.sleep(0.02)
    assert desk.network.sent == []
    assert await desk.outbox.drained(5)
    assert len(desk.network.sent) == 2


async def test_what_is_refused_is_parked_and_the_rest_goes_on(desk: Desk) -> None:
    desk.network.troubles.append(Refused("text is empty"))
    assert await desk.sends(desk.letter(1), desk.letter(2)) == ["text 2"]
    assert desk.states() == {1: mail.PARKED, 2: mail.SENT}


async def test_a_chat_that_moved_is_followed(desk: Desk) -> None:
    desk.network.troubles.append(Moved("-100999"))
    await desk.sends(desk.letter(1, "-1"), desk.letter(2, "-1"))
    assert [message.chat for message in desk.network.sent] == ["-100999", "-100999"]


async def test_somebody_unreachable_is_reported_once_and_nothing_is_repeated(desk: Desk) -> None:
    desk.network.troubles.append(Unreachable("blocked"))
    assert await desk.sends(desk.letter(1)) == []
    assert [(gone.id, why) for gone, why in desk.gone] == [(1, GONE)]
    assert desk.states() == {1: mail.DROPPED}


async def test_wrong_credentials_lose_nothing(desk: Desk) -> None:
    desk.network.troubles.append(Misconfigured("401"))
    desk.outbox.offer([desk.letter(1)])
    assert not await desk.outbox.drained(0.1)
    assert desk.outbox.depth == 1
    assert desk.marks == []


async def test_no_answer_means_one_repeat_at_most(desk: Desk) -> None:
    desk.network.troubles.extend([Uncertain("timeout"), Uncertain("timeout")])
    assert await desk.sends(desk.letter(1)) == []
    assert desk.states() == {1: mail.UNCERTAIN}


async def test_after_a_day_of_waiting_it_is_parked(desk: Desk) -> None:
    late = desk.letter(1)
    desk.clock.forward(hours=25)
    desk.network.troubles.append(TryLater(1))
    await desk.sends(late)
    assert desk.states() == {1: mail.PARKED}


async def test_what_a_crash_left_is_risked_on_disk_before_it_is_repeated(desk: Desk) -> None:
    desk.outbox.recover([desk.letter(1), desk.letter(2, "b")])
    assert await desk.outbox.drained(5)
    assert sorted(mark.letter_id for mark in desk.risked) == [1, 2]
    assert {mark.tries for mark in desk.risked} == {1}
    assert len(desk.network.sent) == 2


async def test_what_was_risked_before_is_not_repeated_again(desk: Desk) -> None:
    risked = desk.letter(1)
    risked.tries = 1
    desk.outbox.recover([risked])
    assert await desk.outbox.drained(5)
    assert desk.network.sent == []
    assert desk.states() == {1: mail.UNCERTAIN}


async def test_a_refusal_for_now_is_no_risk(desk: Desk) -> None:
    desk.network.troubles.append(TryLater(0.01))
    desk.outbox.recover([desk.letter(1)])
    assert await desk.outbox.drained(5)
    assert [mark.tries for mark in desk.marks] == [0, 1]
    assert len(desk.risked) == 2


async def test_a_notice_of_an_earlier_life_is_dropped(desk: Desk) -> None:
    desk.outbox.recover([desk.letter(1, kind=ANSWER)])
    assert await desk.outbox.drained(5)
    assert desk.states() == {1: mail.DROPPED}


async def test_a_card_is_changed_where_it_stands(desk: Desk) -> None:
    await desk.sends(desk.letter(1, "reps", CARD), desk.letter(2, "reps", CARD_EDIT, "#1"))
    assert [message.edits for message in desk.network.sent] == ["", "1"]


async def test_a_card_of_an_earlier_life_is_found_in_the_database(desk: Desk) -> None:
    desk.stored_card = "555"
    await desk.sends(desk.letter(2, "reps", CARD_EDIT, "#1"))
    assert desk.network.sent[0].edits == "555"


async def test_a_change_of_a_card_that_never_left_is_dropped(desk: Desk) -> None:
    await desk.sends(desk.letter(2, "reps", CARD_EDIT, "#1"))
    assert desk.states() == {2: mail.DROPPED}


def with_file(desk: Desk, number: int) -> Letter:
    message = Outbound(chat="a", text="see", key="", files=(Enclosure(kind="photo", stored=7),))
    return letter(number, None, REPLY, message, channel="net", at=desk.clock.now())


async def test_a_kept_file_is_filled_in_just_before_it_leaves(desk: Desk) -> None:
    desk.keeper.troubles = [TryLater(0.01, "the network is slow"), StorageBusy("locked")]
    await desk.sends(with_file(desk, 1))
    (sent,) = desk.network.sent
    assert [file.content for file in sent.files] == [b"7"]
    assert desk.states() == {1: mail.SENT}


async def test_a_file_that_is_gone_parks_its_letter_and_no_other(desk: Desk) -> None:
    desk.keeper.troubles = [Refused("the file was erased")]
    assert await desk.sends(with_file(desk, 1), desk.letter(2)) == ["text 2"]
    assert desk.states() == {1: mail.PARKED, 2: mail.SENT}


async def test_what_a_network_lacks_is_dropped_without_a_word(desk: Desk) -> None:
    desk.network.capabilities = Capabilities()
    asked = (
        Outbound(chat="a", text="👍", key="", reacts_to="5"),
        Outbound(chat="a", text="", key="", deletes="5"),
        Outbound(chat="a", text="", key="", topic_change=TopicChange("x")),
    )
    at = desk.clock.now()
    sent = [letter(number, None, REPLY, message, channel="net", at=at) for number, message in enumerate(asked, 1)]
    assert await desk.sends(*sent, desk.letter(9)) == ["text 9"]
    assert desk.states() == {1: mail.DROPPED, 2: mail.DROPPED, 3: mail.DROPPED, 9: mail.SENT}
    assert not desk.gone


async def test_a_topic_that_is_gone_and_known_only_by_its_id_is_let_go(desk: Desk) -> None:
    """There is nothing to make anew, so asking again and again would never end."""
    desk.network.capabilities = msgspec.structs.replace(FakeChannel.capabilities, topics=True)  # type: ignore[misc]
    desk.network.troubles.append(TopicGone("the topic was deleted"))
    change = Outbound(chat="a", text="", key="", topic="77", topic_change=TopicChange("closed", closed=True))
    closing = letter(1, None, TOPIC, change, channel="net", at=desk.clock.now())
    await desk.sends(closing, desk.letter(2))
    assert desk.states() == {1: mail.DROPPED, 2: mail.SENT}
