from __future__ import annotations

import asyncio
import io
import os
import sys
from collections.abc import Sequence

import pytest

from channels.console.adapter import ConsoleChannel
from channels.contract import Button, Inbound, Kind, Outbound, Unreachable
from tests.contract.stages import Keyboard, until

CHOICE = ((Button("Today", "t-1"), Button("Later", "t-2")), (Button("Site", url="https://x.kz"),))


class Clerk:
    """An engine that answers every line."""

    def __init__(self, channel: ConsoleChannel) -> None:
        self.channel = channel
        self.heard: list[Inbound] = []

    async def receive(self, batch: Sequence[Inbound]) -> None:
        for inbound in batch:
            self.heard.append(inbound)
            await self.say(f"you said {inbound.text or inbound.token or inbound.kind}")

    async def say(self, text: str, buttons: tuple[tuple[Button, ...], ...] = (), **more: str) -> None:
        await self.channel.send(Outbound(chat=self.channel.chat, text=text, key="k", buttons=buttons, **more))


async def test_a_pipe_is_answered_line_by_line_to_its_end() -> None:
    screen = io.StringIO()
    channel = ConsoleChannel(io.StringIO("hello\n\nhow much?\n/start sale\n"), screen)
    clerk = Clerk(channel)
    listening = asyncio.create_task(channel.listen(clerk.receive))
    await asyncio.wait_for(channel.ended.wait(), 10)
    assert screen.getvalue().splitlines() == ["you said hello", "you said how much?", "you said started"]
    assert [inbound.start for inbound in clerk.heard] == ["", "", "sale"]
    assert len({inbound.event_id for inbound in clerk.heard}) == 3
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_a_real_pipe_works_too() -> None:
    inner, outer = os.pipe()
    with os.fdopen(inner) as typed, os.fdopen(outer, "w") as hand:
        channel = ConsoleChannel(typed, io.StringIO())
        clerk = Clerk(channel)
        listening = asyncio.create_task(channel.listen(clerk.receive))
        hand.write("from the pipe\n")
        hand.flush()
        await until(lambda: bool(clerk.heard))
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    assert clerk.heard[0].text == "from the pipe"


@pytest.mark.parametrize(
    ("typed", "kind", "token", "text"),
    [
        ("1", Kind.PRESSED, "t-1", ""),
        ("2", Kind.PRESSED, "t-2", ""),
        ("later", Kind.PRESSED, "t-2", ""),
        ("3", Kind.SAID, "", "3"),
        ("4", Kind.SAID, "", "4"),
        ("01", Kind.SAID, "", "01"),
        ("tomorrow", Kind.SAID, "", "tomorrow"),
    ],
)
async def test_buttons_are_numbers_or_their_words(typed: str, kind: Kind, token: str, text: str) -> None:
    screen, keyboard = io.StringIO(), Keyboard()
    channel = ConsoleChannel(keyboard, screen)
    clerk = Clerk(channel)
    listening = asyncio.create_task(channel.listen(clerk.receive))
    await clerk.say("When?", CHOICE)
    assert "When?\n1. Today\n2. Later\n3. Site: https://x.kz\n" in screen.getvalue()
    keyboard.type(typed)
    await until(lambda: bool(clerk.heard))
    assert (clerk.heard[0].kind, clerk.heard[0].token, clerk.heard[0].text) == (kind, token, text)
    keyboard.type("1")
    await until(lambda: len(clerk.heard) == 2)
    assert clerk.heard[1].text == "1", "once answered, a number is a number again"
    keyboard.hang_up()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_changes_and_notices_say_so() -> None:
    screen = io.StringIO()
    clerk = Clerk(ConsoleChannel(io.StringIO(), screen))
    await clerk.say("new words", edits="1")
    await clerk.say("noted", answers="1")
    await clerk.say("", answers="1")
    await clerk.say("Your number?", asks_contact="Share")
    assert screen.getvalue().splitlines() == [
        "(changed) new words",
        "(notice) noted",
        "Your number?",
    ]


async def test_a_terminal_that_was_closed_cannot_be_reached() -> None:
    channel = ConsoleChannel(io.StringIO(), io.StringIO())
    with pytest.raises(Unreachable):
        await channel.send(Outbound(chat="an earlier one", text="x", key="k"))


async def test_the_program_can_end_while_somebody_might_still_type() -> None:
    code = (
        "import asyncio, os, sys; from channels.console.adapter import ConsoleChannel\n"
        "async def main():\n"
        "    task = asyncio.create_task(ConsoleChannel().listen(None))\n"
        "    await asyncio.sleep(0.1); task.cancel(); await asyncio.gather(task, return_exceptions=True)\n"
        "asyncio.run(main())"
    )
    program = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdin=asyncio.subprocess.PIPE)
    assert await asyncio.wait_for(program.wait(), 10) == 0
    assert program.stdin is not None
    program.stdin.close()
