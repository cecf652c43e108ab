from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog

from bot.wording import LANGUAGES, Catalogue
from channels.email.health import Watch

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
KEYS = ("email.trouble.unreached", "email.trouble.password", "email.trouble.folder", "email.trouble.saving")


def test_trouble_is_said_when_it_begins_while_it_lasts_and_when_it_ends() -> None:
    passed = [0.0]
    watch = Watch(lambda: START + timedelta(seconds=passed[0]), lambda: 100 + passed[0])
    with structlog.testing.capture_logs() as logs:
        for _ in range(10):
            watch.unwell("email.trouble.unreached", "no network", "no network")
            passed[0] += 5
        watch.unwell("email.trouble.password", "the password is wrong")
        watch.well()
        watch.well()
    assert [line["event"] for line in logs] == ["email.trouble"] * 5 + ["email.well_again"]
    assert {line["since"] for line in logs[:5]} == {START.isoformat(timespec="seconds")}
    assert watch.health.ok
    assert watch.health.looked_at == START + timedelta(seconds=50)


def test_every_trouble_has_its_words_in_every_language() -> None:
    catalogue = Catalogue.load()
    for language in LANGUAGES:
        assert set(KEYS) <= catalogue.keys(language)
        assert "{" not in catalogue.words(language)(KEYS[0], detail="нет сети")
