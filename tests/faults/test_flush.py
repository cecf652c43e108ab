"""A commit is on disk before anybody hears of it: seen in the system calls, not believed of a setting."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import aiohttp
import pytest

from tests.story.program import Program

FLUSH = re.compile(r"\b(fdatasync|fsync)\(")
ANSWER = re.compile(r"\b(?:sendto|write|writev|sendmsg)\(\d+, .*HTTP/1\.1 200 OK")


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: flushes cannot be watched")
async def test_every_acknowledgement_comes_after_a_flush(tmp_path: Path) -> None:
    trace = tmp_path / "trace.txt"
    watched = (
        "strace",
        "-D",
        "-f",
        "-tt",
        "-s",
        "80",
        "-o",
        str(trace),
        "-e",
        "trace=fdatasync,fsync,sendto,write,writev,sendmsg",
    )
    async with Program(tmp_path / "home", before=watched, TALAP_BURST_SECONDS="0") as program:
        base = f"http://127.0.0.1:{program.port}"
        async with aiohttp.ClientSession(headers={"Origin": base}) as session:
            async with session.post(f"{base}/api/web/session", json={"lang": "ru"}) as response:
                token = (await response.json())["visitor_token"]
            mark = len(trace.read_text().splitlines())
            for number in range(20):
                body = {"visitor_token": token, "client_msg_id": f"message-number-{number}", "text": "Здравствуйте"}
                async with session.post(f"{base}/api/web/messages", json=body) as response:
                    assert response.status == 200
        await program.stop()
    flushed, answers = False, 0
    for line in trace.read_text(errors="replace").splitlines()[mark:]:
        if FLUSH.search(line):
            flushed = True
        elif ANSWER.search(line) and answers < 20:
            assert flushed, f"answer {answers + 1} left before a flush: {line}"
            flushed, answers = False, answers + 1
    assert answers == 20
