"""What a turn decided: the lead as it now is, what to say, and the trail of changes. Nothing here has happened yet."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from fsm.facts import Fact
from fsm.lead import Lead


class Say(msgspec.Struct, frozen=True):
    """Something to say, by key; words come at the edge.

    A key that starts with "script." is a path into the pack ("script.questions.need.ask.0"), any other a key of the
    program's catalogue. `choices` are answer buttons as (token, key of the label); `asks_contact` adds the channel's
    share-my-number button; `params` fill the placeholders of the text. With `joins` it goes into the same
    message as the say before it, and `joins` is what stands between the two: a space or an empty line (see `messages`).
    `links` are buttons that open an address, as (key of the label, address).
    """

    key: str
    params: dict[str, str] = {}
    choices: tuple[tuple[str, str], ...] = ()
    asks_contact: bool = False
    joins: str = ""
    links: tuple[tuple[str, str], ...] = ()


class Change(msgspec.Struct, frozen=True):
    """One line of the audit trail: what changed, from what to what, and why (a row of the table or a rule by name)."""

    kind: str
    before: str = ""
    after: str = ""
    why: str = ""
    by: str = "bot"


class Decision(msgspec.Struct, frozen=True):
    """The outcome of one pure step.

    `learned` are facts to add to the history in this order (a replaced value stays in the history). `wants_handoff`
    asks the handoff area to offer the lead to the reps now. `notice` is a short answer to the rep who pressed a
    button. `card_changed` asks for the rep's card to be written anew. `withdrawn` are facts that an edit took back.
    `handoff_why` says why a person is wanted: hot, qualified, person (asked for one), complaint, stuck.
    """

    lead: Lead
    says: tuple[Say, ...] = ()
    learned: tuple[tuple[str, Fact], ...] = ()
    trail: tuple[Change, ...] = ()
    wants_handoff: bool = False
    card_changed: bool = False
    notice: str = ""
    notice_params: dict[str, str] = {}
    withdrawn: tuple[str, ...] = ()
    handoff_why: str = ""


def messages(says: tuple[Say, ...]) -> tuple[tuple[Say, ...], ...]:
    """The says grouped into the messages the lead will get; the text of each is put together by `together`."""
    groups: list[tuple[Say, ...]] = []
    for say in says:
        if say.joins and groups:
            groups[-1] = (*groups[-1], say)
        else:
            groups.append((say,))
    return tuple(groups)


def together(group: tuple[Say, ...], texts: Sequence[str]) -> str:
    """The text of one message from the texts of its says."""
    if len(texts) == 1:
        return texts[0]
    return "".join(
        f"{say.joins if index else ''}{text}" for index, (say, text) in enumerate(zip(group, texts, strict=True))
    )
