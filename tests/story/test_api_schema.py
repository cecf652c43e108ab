"""The served description against the served doors: schemathesis makes up requests, right and wrong ones."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import pytest

from bot.app import App
from bot.config import Settings
from tests.story.test_api import KEY, LEAD, SHOP, Doors

# What is well formed may still mean nothing (no such number: 422), be refused by a gate (409) or be out of date (412).
# The older doors say 400 for all of it.
SETTINGS = f"""
headers = {{ X-API-Key = "{KEY}" }}
parameters = {{ "path.lead_id" = 1 }}

[checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "401", "403", "404", "409", "412", "422"]

[[operations]]
include-path-regex = "/api/(form|webhook)"
headers = {{ Origin = "{SHOP}" }}
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "400"]
"""


@pytest.mark.timeout(120)
async def test_made_up_requests_find_no_fault(tmp_path: Path) -> None:
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    web = {"port": 0, "requests_per_minute": 1_000_000, "api_key": KEY}
    settings = {"home": tmp_path, "script": "laptop_repair", "burst_seconds": 0, "web": web}
    app = App(Settings.model_validate(settings | {"webchat": {"origins": SHOP}}), started=address.set_result)
    running = asyncio.create_task(app.run())
    try:
        await _lead(await asyncio.wait_for(address, 20))
        told, code = await _tried(address.result(), tmp_path)
    finally:
        app.stop()
        await asyncio.wait_for(running, 15)
    assert code == 0, told[-6000:]
    tested = re.search(r"Tested: (\d+)", told)
    made = re.search(r"(\d+) generated", told)
    assert tested is not None
    assert made is not None
    assert int(tested.group(1)) == 15
    assert int(made.group(1)) > 400


async def _lead(address: str) -> None:
    import aiohttp

    async with aiohttp.ClientSession() as http:
        status, lead = await Doors(http, address).ask("POST", "/api/v1/leads", LEAD)
        assert (status, lead["lead"]["lead_id"]) == (201, 1)


async def _tried(address: str, folder: Path) -> tuple[str, int]:
    (folder / "schemathesis.toml").write_text(SETTINGS)
    command = Path(sys.executable).with_name("schemathesis")
    process = await asyncio.create_subprocess_exec(
        command,
        "run",
        f"{address}/api/openapi.json",
        "--max-examples=12",
        "--seed=7",
        "--no-color",
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await asyncio.wait_for(process.communicate(), 90)
    return told.decode(errors="replace"), process.returncode or 0
