"""Nothing to write to at the start, and no file descriptors left while it runs."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.story.program import Program


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() == 0:
        mounting = ["mount", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", str(place)]
        if subprocess.run(mounting, capture_output=True, check=False).returncode:
            pytest.skip("root, whom no rights stop, may not mount a read-only disk here")
    else:
        place.chmod(0o500)
    yield place
    if os.geteuid() == 0:
        subprocess.run(["umount", "-l", str(place)], check=True)
    else:
        place.chmod(0o700)


async def test_where_nothing_can_be_written_the_start_says_so_in_a_sentence(read_only: Path) -> None:
    program = Program(read_only)
    await program.launch()
    assert await program.end() == 2
    assert "Traceback" not in program.output
    assert str(read_only) in program.output


async def test_without_free_descriptors_who_is_connected_is_still_heard_and_the_owner_told(tmp_path: Path) -> None:
    async with FakeBotApi() as api:
        lead, owner = api.person("Lead"), api.person("Owner")
        settings = {"TALAP_TELEGRAM__TOKEN": TOKEN, "TALAP_TELEGRAM__API_BASE": api.url, "TALAP_BURST_SECONDS": "0"}
        settings["TALAP_ADMINS"] = str(owner.id)
        async with Program(tmp_path, **settings) as program:
            lead.says("Здравствуйте")
            await lead.hears()
            used = len(list(Path(f"/proc/{program.pid}/fd").iterdir()))
            _, most = resource.prlimit(program.pid, resource.RLIMIT_NOFILE)
            resource.prlimit(program.pid, resource.RLIMIT_NOFILE, (used + 8, most))
            crowd = [await asyncio.open_connection("127.0.0.1", program.port) for _ in range(60)]
            await asyncio.sleep(2.5)
            lead.says("Нужен сайт для клиники")
            await lead.hears(20)
            for _, writer in crowd:
                writer.close()
            resource.prlimit(program.pid, resource.RLIMIT_NOFILE, (most, most))
            lead.says("в этом месяце")
            await lead.hears(20)
            told = await owner.sees("не хватило открытых файлов", 20)
            assert f"лимит {used + 8}" in told.text
            reader, writer = await asyncio.open_connection("127.0.0.1", program.port)
            writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert (await asyncio.wait_for(reader.read(), 10)).startswith(b"HTTP/1.1 200")
            writer.close()
            assert len(lead.heard) == 3
            assert owner.heard == [told]
            assert await program.stop() == 0
