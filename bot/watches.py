"""What is looked after in every process, beside its own life and pulse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.descriptors import DescriptorWatch
from bot.news import Watch
from bot.storage_watch import StorageWatch
from bot.work_watch import WorkWatch
from fsm.storage.store import Store


def usual(store: Store, now: Callable[[], datetime]) -> tuple[Watch, ...]:
    """The database, the system's files and connections, and work that was given up."""
    return StorageWatch(store), DescriptorWatch(), WorkWatch(store, now)
