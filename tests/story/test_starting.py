"""Starting and stopping as the person at the keyboard sees it: one clear sentence, never a traceback."""

from __future__ import annotations

import asyncio
import socket
import time
from pathlib import Path

import aiohttp
import pytest

from tests.story.program import Program, free_port


async def refused(program: Program, code: int = 2) -> str:
    """Start a program that cannot start; gives its sentence."""
    await program.launch()
    assert await program.end() == code
    assert "Traceback" not in program.output
    lines = [line for line in program.output.splitlines() if line.strip() and not line.startswith("{")]
    return "\n".join(lines)


async def test_nothing_configured_just_runs_and_stops_when_asked(tmp_path: Path) -> None:
    program = Program(tmp_path)
    await program.start()
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{program.port}/health") as response:
        health = await response.json()
    assert health["ok"] is True
    began = time.monotonic()
    assert await program.stop() == 0
    assert time.monotonic() - began < 10
    assert f"http://127.0.0.1:{program.port}" in program.output


async def test_a_second_program_on_the_same_database_is_refused(tmp_path: Path) -> None:
    async with Program(tmp_path) as first:
        sentence = await refused(Program(tmp_path), code=3)
        assert "already running" in sentence
        assert "process" in sentence
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{first.port}/health") as response,
        ):
            assert response.status == 200


async def test_after_a_kill_the_next_start_is_not_refused(tmp_path: Path) -> None:
    async with Program(tmp_path) as program:
        await program.kill()
        await program.start()
        assert await program.stop() == 0


async def test_a_taken_port_is_told_with_a_way_out(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        sentence = await refused(Program(tmp_path, TALAP_WEB__PORT=port))
    assert port in sentence
    assert "TALAP_WEB__PORT" in sentence


@pytest.mark.parametrize("content", [b"", b"not a database, somebody's notes" * 50])
async def test_a_damaged_database_is_told_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "talap.db"
    file.write_bytes(content)
    sentence = await refused(Program(tmp_path))
    assert str(file) in sentence
    assert "backup" in sentence
    assert file.read_bytes() == content


async def test_a_broken_script_is_told_with_its_line(tmp_path: Path) -> None:
    script = tmp_path / "mine.yaml"
    script.write_text('id: mine\nlanguages: [ru]\nquestions:\n  - fact: need\n    aks: {ru: "Что нужно?"}\n', "utf-8")
    sentence = await refused(Program(tmp_path / "home", TALAP_SCRIPT=str(script)))
    assert "mine.yaml:" in sentence
    assert "aks" in sentence


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("TALAP_WEB__PORT", "eighty"),
        ("TALAP_TELEGRAM__TOKEN", "no token"),
        ("TALAP_TELEGRAM__MODE", "webhook"),
        ("TALAP_TELEGRM__TOKEN", "1"),
        ("TALAP_DATABASE", "mysql://localhost/leads"),
        ("TALAP_SCRIPT", "no_such_script"),
        ("TALAP_BURST_SECONDS", "-1"),
    ],
)
async def test_a_wrong_setting_is_named(tmp_path: Path, setting: str, value: str) -> None:
    sentence = await refused(
        Program(tmp_path, **{setting: value, "TALAP_WEB__PORT": str(free_port())} | {setting: value})
    )
    assert setting in sentence or value in sentence or "TALAP_TELEGRAM__TOKEN: this must be set" in sentence


async def test_a_stop_in_the_middle_of_many_conversations_finishes_them_first(tmp_path: Path) -> None:
    program = Program(tmp_path, TALAP_BURST_SECONDS="0")
    await program.start()
    base = f"http://127.0.0.1:{program.port}"
    async with aiohttp.ClientSession(headers={"Origin": base}) as session:

        async def visit() -> int:
            async with session.post(f"{base}/api/web/session", json={"lang": "ru"}) as response:
                token = (await response.json())["visitor_token"]
            body = {"visitor_token": token, "client_msg_id": "first-message-1", "text": "Здравствуйте"}
            async with session.post(f"{base}/api/web/messages", json=body) as response:
                return response.status

        visits = [asyncio.create_task(visit()) for _ in range(30)]
        await asyncio.wait(visits, return_when=asyncio.FIRST_COMPLETED)
        assert await program.stop() == 0
        await asyncio.wait(visits)
    accepted = sum(1 for visit in visits if not visit.exception() and visit.result() == 200)
    assert accepted
    import sqlite3

    database = sqlite3.connect(tmp_path / "talap.db")
    kept = database.execute("SELECT count(*) FROM inbox WHERE handled_at IS NOT NULL").fetchone()[0]
    database.close()
    assert kept >= accepted
