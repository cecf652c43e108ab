"""What belongs to one number of ours and is used by every file that hears or speaks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from .api import Waha
from .config import WahaConfig
from .health import Watch
from .ids import Stamp
from .ledger import Ledger
from .options import Options
from .patience import Patience
from .recent import Recent

_MOST_EVENTS = 50_000


@dataclass(frozen=True)
class Number:
    """One number at one WAHA.

    `name` is the channel's, `seen` are the ids of events that are kept already, `refused` counts what the webhook
    turned away: forged, large, old, ahead, junk.
    """

    name: str
    config: WahaConfig
    waha: Waha
    watch: Watch
    ledger: Ledger
    stamp: Stamp
    now: Callable[[], datetime]
    patience: Patience
    options: Options = field(default_factory=Options)
    refused: Counter[str] = field(default_factory=Counter)
    seen: Recent = field(default_factory=lambda: Recent(_MOST_EVENTS))


def number(config: WahaConfig, now: Callable[[], datetime], patience: Patience, name: str) -> Number:
    """The parts, made from the settings; opens nothing."""
    return Number(
        name=name,
        config=config,
        waha=Waha(config),
        watch=Watch(now),
        ledger=Ledger(now(), config.number_since, config.timezone),
        stamp=Stamp(f"{config.session} {config.hmac_key.get_secret_value()}"),
        now=now,
        patience=patience,
    )
