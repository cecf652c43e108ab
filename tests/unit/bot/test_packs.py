"""Publishing a script while the program runs: newcomers get it at once, others keep what they began on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.packs import Packs, named, publish, publish_now
from fsm import script
from fsm.lead import Lead
from fsm.script import ScriptError
from fsm.storage.schema import open_store
from fsm.storage.store import Store
from handoff import house

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TEXT, WHERE = script.source("services")
OTHER = script.source("laptop_repair")[0]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")
    yield opened
    await opened.close()


async def opened(store: Store) -> Packs:
    return await store.write(lambda connection: publish(connection, script.load_text(TEXT, WHERE), TEXT, NOW))


async def take_over(store: Store, packs: Packs) -> bool:
    return await store.write(lambda connection: packs.take_over(connection, house.house(connection, 1).script))


def lead_on(name: str, version: int) -> Lead:
    return Lead(
        id=7,
        workspace_id=1,
        channel="telegram",
        chat="7",
        language="ru",
        script=name,
        script_version=version,
        created_at=NOW,
    )


async def test_what_is_published_is_current_in_every_process_and_after_a_restart(store: Store) -> None:
    here, elsewhere = await opened(store), await opened(store)
    edition = await store.write(lambda connection: publish_now(connection, OTHER, "42", NOW))
    assert named(edition) == "laptop_repair@1"
    assert (here.current.name, elsewhere.current.name) == ("services", "services")
    assert await take_over(store, here)
    assert not await take_over(store, here)
    assert await take_over(store, elsewhere)
    assert elsewhere.current.name == "laptop_repair"
    assert (await opened(store)).current.name == "laptop_repair"


async def test_those_who_began_before_stay_on_their_version(store: Store) -> None:
    packs = await opened(store)
    changed = TEXT.replace("Что вам нужно?", "Чем помочь?")
    edition = await store.write(lambda connection: publish_now(connection, changed, "42", NOW))
    assert edition.version == 2
    await take_over(store, packs)
    asked = [packs.of(lead_on("services", version)).pack.by_id["need"].ask["ru"][0] for version in (1, 2)]
    assert [text[:5] for text in asked] == ["Что в", "Чем п"]


async def test_going_back_to_an_old_text_gives_its_old_version(store: Store) -> None:
    packs = await opened(store)
    changed = TEXT.replace("Что вам нужно?", "Чем помочь?")
    await store.write(lambda connection: publish_now(connection, changed, "42", NOW))
    await take_over(store, packs)
    back = await store.write(lambda connection: publish_now(connection, TEXT, "42", NOW))
    assert named(back) == "services@1"
    assert await take_over(store, packs)
    assert packs.current.version == 1


async def test_a_lead_of_a_script_published_elsewhere_a_moment_ago_gets_it(store: Store) -> None:
    packs = await opened(store)
    await store.write(lambda connection: publish_now(connection, OTHER, "42", NOW))
    lead = lead_on("laptop_repair", 1)
    assert packs.of(lead).name == "services"
    await store.write(lambda connection: packs.learn(connection, [lead]))
    assert packs.of(lead).name == "laptop_repair"
    assert packs.current.name == "services"


async def test_what_cannot_be_read_is_not_published(store: Store) -> None:
    packs = await opened(store)
    with pytest.raises(ScriptError):
        await store.write(lambda connection: publish_now(connection, "id: mine\n", "42", NOW))
    for wrong in ("nothing@1", "services@99", "services", "@", "x@y"):
        assert not await store.write(lambda connection, wrong=wrong: packs.take_over(connection, wrong))
    assert packs.current.name == "services"
