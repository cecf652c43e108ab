"""The lead: everything the machine knows about one person, as one immutable document."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from fsm.facts import Fact


class Stage(StrEnum):
    """Where a lead stands. The rows that lead from one to another are in `fsm.table`."""

    NEW = "new"
    CONTACTED = "contacted"
    QUALIFYING = "qualifying"
    QUALIFIED = "qualified"
    NURTURE = "nurture"
    DISQUALIFIED = "disqualified"
    HANDED_OFF = "handed_off"
    CLOSED = "closed"
    OPTED_OUT = "opted_out"


class Band(StrEnum):
    """What a score means for the business; the bounds are in `scoring.bands`."""

    DISQUALIFIED = "disqualified"
    NURTURE = "nurture"
    QUALIFIED = "qualified"
    HOT = "hot"


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """One reason of a score: so many points, of how many possible, for these words of this message.

    `note` is a word key that explains the points ("budget.range", "timeline.now"); `words` are the lead's own.
    """

    factor: str
    points: int
    of: int
    note: str = ""
    words: str = ""
    message_id: str = ""


class Worth(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a lead is worth, 0-100, as a list of reasons whose points always add up to the score.

    `unknown` names the facts that are not known; `raises` pairs a fact with the points that knowing it could add.
    """

    score: int
    band: Band
    parts: tuple[Part, ...]
    model: str = "criteria"
    unknown: tuple[str, ...] = ()
    raises: tuple[tuple[str, int], ...] = ()


class CardAt(msgspec.Struct, frozen=True, omit_defaults=True):
    """A copy of the card: the chat it is in, the number of the letter it went as, and the rep it was for ("" = all)."""

    chat: str
    letter_id: int
    rep_id: str = ""


class Handoff(msgspec.Struct, frozen=True, omit_defaults=True):
    """The offer of this lead to the reps: offered, claimed, or closed with a verdict.

    `token` begins the opaque tokens of the card's buttons; a press is looked up by it. `why` is hot, qualified, person,
    complaint or stuck. `tried` are the reps who had their chance, `step` counts what was done because nobody came, and
    `due_at` is when the next such thing happens. `answered_at` is a rep's first word or call after the claim. `menu` is
    the open submenu of the card. `outcome` (meeting, won, lost), `amount` (in the script's currency) and `reason` are
    what became of it; `title` is the topic's title as it stands. `back_at` is when they last wrote after it
    was over, and our people were called; `ask` is the letter that asks for the amount.
    """

    id: int
    state: str
    offered_at: datetime
    hot: bool = False
    rep_id: str = ""
    rep_name: str = ""
    claimed_at: datetime | None = None
    verdict: str = ""
    token: str = ""
    why: str = ""
    cards: tuple[CardAt, ...] = ()
    tried: tuple[str, ...] = ()
    step: int = 0
    due_at: datetime | None = None
    answered_at: datetime | None = None
    menu: str = ""
    outcome: str = ""
    amount: float | None = None
    reason: str = ""
    closed_at: datetime | None = None
    title: str = ""
    back_at: datetime | None = None
    ask: int = 0


class Deal(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the deal stands after the lead was transferred: the stage, since when, and who moved it there."""

    stage: str
    since: datetime
    by: str = ""


class Advice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a language model thinks of a lead. It is shown to the rep as an opinion and decides nothing.

    `score` (0-1), `recommendation` and `reason` come when the lead is offered; `summary` and `hint` from its messages.
    """

    score: float | None = None
    recommendation: str = ""
    reason: str = ""
    summary: str = ""
    hint: str = ""


class Puzzle(msgspec.Struct, frozen=True):
    """A message that was given to somebody else to understand: which (`about`), and until when we wait for them."""

    about: str
    until: datetime


class Lead(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person in one workspace.

    `open_question` is the question last asked and not yet answered, `asked` how often each was asked, `misses` how
    many answers in a row were not understood, `skipped` the questions given up on. `open_key` is the text by which the
    open question was last asked. `asked` also counts other texts said, by key ("script.objections.trust").
    `held_by` names the person who paused the bot for this lead; without `held_until` until it is given back.
    `display_name` is what the network calls them and is never taken as a fact. `puzzle` is what a model or a
    transcriber was last asked about, `advice` what a model thinks. `deal` begins when the lead is transferred.
    `nudged` counts the reminders since their last words, `nudge_at` is when the next is due.
    `source` is the link or campaign they first came by, `touches` are later ones, in order, each once.
    """

    id: int
    workspace_id: int
    channel: str
    chat: str
    language: str
    stage: Stage = Stage.NEW
    script: str = ""
    script_version: int = 0
    facts: dict[str, Fact] = {}
    open_question: str = ""
    open_key: str = ""
    asked: dict[str, int] = {}
    misses: int = 0
    skipped: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    worth: Worth | None = None
    handoff: Handoff | None = None
    deal: Deal | None = None
    held_by: str = ""
    held_until: datetime | None = None
    greeted: bool = False
    reachable: bool = True
    language_chosen: bool = False
    display_name: str = ""
    source: str = ""
    touches: tuple[str, ...] = ()
    messages: int = 0
    pain_severity: int | None = None
    sentiment: str = ""
    created_at: datetime | None = None
    last_said_at: datetime | None = None
    last_words: str = ""
    advice: Advice | None = None
    puzzle: Puzzle | None = None
    nudged: int = 0
    nudge_at: datetime | None = None
