"""What the program writes is for its own user, and a settings file that others can read is told of at the start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.story.program import ROOT, Program

pytestmark = pytest.mark.skipif(os.name != "posix", reason="files belong to users here only")


async def test_no_other_user_reads_the_database_or_a_backup(tmp_path: Path) -> None:
    before = os.umask(0o022)  # as usual on servers
    try:
        async with Program(tmp_path / "home") as program:
            assert program.pid
            backup = tmp_path / "copy.db"
            environment = os.environ | {"TALAP_HOME": str(tmp_path / "home")}
            subprocess.run(
                [sys.executable, "-m", "bot", "backup", str(backup)],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                check=True,
            )
            written = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
            assert any(path.suffix == ".db" for path in written)
            found = {path.name: oct(path.stat().st_mode & 0o777) for path in (*written, backup)}
            assert [name for name, mode in found.items() if int(mode, 8) & 0o077] == []
    finally:
        os.umask(before)


@pytest.mark.parametrize(("mode", "told"), [(0o644, True), (0o660, True), (0o600, False)])
def test_a_settings_file_others_can_read_is_told_of(tmp_path: Path, mode: int, told: bool) -> None:
    (tmp_path / ".env").write_text("TALAP_SCRIPT=laptop_repair\n")
    (tmp_path / ".env").chmod(mode)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TALAP_")}
    environment |= {"TALAP_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    shown = subprocess.run(
        [sys.executable, "-m", "bot", "migrate"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ("chmod 600 .env" in shown.stdout + shown.stderr) is told
