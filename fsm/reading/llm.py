"""A language model as one more reader: the form it fills, and what of its answer is believed.

Its answer is untrusted input. The form is closed: what is not on it (stage, score, owner, price, opt-out) cannot be
said. Every fact must quote words that stand in the message. What could raise a lead's score must besides be confirmed
by our own readers on the very words quoted; the rest is taken at low confidence. Nothing a model words reaches a lead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Protocol

import msgspec

from fsm.facts import Budget, Found, Value
from fsm.reading.llm_checks import CHECKS
from fsm.reading.message import Context, fold
from fsm.reading.reading import Intent, Reading, Sentiment

LONGEST_ANSWER = 20_000
"""Characters; a longer answer is none."""

_VAGUE = frozenset({Intent.ANSWER, Intent.OTHER})
_HARMLESS = frozenset({Intent.PRICE_QUESTION, Intent.INFO_QUESTION, Intent.RESCHEDULE})
_LINKED = re.compile(
    r"://|www\.|@|\b[a-z0-9-]+\.(?:com|net|org|io|ru|kz|ua|me|app|shop|site|xyz|info)\b", re.IGNORECASE
)
_FIGURE = re.compile(r"\d[\d\s().,-]*\d|\d")
_FOREIGN = re.compile(r"[^\W\d_A-Za-zÀ-ɏЀ-ӿ]")
_SHORT_FIGURE = 2


class Wanted(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fact that is still open: its kind (a known fact's own name, or text, number, choice, date, yes_no).

    `choices` are the answers the script offers: word -> (label, value). `anchor` is the amount the question names.
    """

    fact: str
    kind: str
    choices: dict[str, tuple[str, Value]] = {}
    anchor: Budget | None = None


class Puzzling(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message that the rules could not read, with its circumstances. `now` is aware, in the lead's zone."""

    text: str
    question: str
    question_text: str
    wanted: tuple[Wanted, ...]
    language: str
    now: datetime
    country: str = "KZ"
    currency: str = "KZT"


class Quoted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One fact as the model states it, with the words of the message that say so."""

    fact: Annotated[str, msgspec.Meta(max_length=40)]
    value: Any
    quote: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class Says(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The form. Whatever else a model writes makes its whole answer void."""

    facts: Annotated[tuple[Quoted, ...], msgspec.Meta(max_length=20)] = ()
    intent: Intent = Intent.OTHER
    sentiment: Sentiment = Sentiment.NEUTRAL
    summary: Annotated[str, msgspec.Meta(max_length=600)] = ""
    hint: Annotated[str, msgspec.Meta(max_length=300)] = ""


class Answer(msgspec.Struct, frozen=True):
    """A model's words as they came, which model they are of, and what they cost."""

    text: str
    model: str
    usd: float = 0.0


class Unavailable(Exception):
    """No model answered in time, or none may be asked; the text says why in a word. The rules go on alone."""


class Llm(Protocol):
    """A language model, or several behind each other."""

    def ready(self, lead_id: int) -> bool:
        """Whether asking about this lead makes sense just now; costs nothing."""
        ...

    async def ask(self, lead_id: int, system: str, user: str, fits: Callable[[str], bool]) -> Answer:
        """The first answer that fits, within the time limit. Raises `Unavailable` and nothing else."""
        ...

    async def close(self) -> None:
        """Let go of connections; safe to call twice."""
        ...


class NotTheForm(ValueError):
    """The model's answer is not the form that was asked for."""


_says = msgspec.json.Decoder(Says).decode


def form_in(text: str) -> Says:
    """The filled form in a model's answer, which may stand in a code fence. Raises NotTheForm."""
    try:
        return _says(json_in(text))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise NotTheForm("not the form") from None


def json_in(text: str) -> str:
    """The part of a model's answer from the first to the last brace. Raises NotTheForm."""
    start, end = text.find("{"), text.rfind("}")
    if len(text) > LONGEST_ANSWER or start < 0 or end < start:
        raise NotTheForm("no JSON")
    return text[start : end + 1]


def believed(puzzling: Puzzling, says: Says) -> dict[str, Found]:
    """The facts of the form that stand: asked for, quoted from the message, and not contradicted by our readers."""
    wanted = {each.fact: each for each in puzzling.wanted}
    found: dict[str, Found] = {}
    for quoted in says.facts:
        if quoted.fact in wanted and quoted.fact not in found:
            fact = _checked(puzzling, wanted[quoted.fact], quoted)
            if fact is not None:
                found[quoted.fact] = fact
    return found


def _checked(puzzling: Puzzling, wanted: Wanted, quoted: Quoted) -> Found | None:
    span = standing(quoted.quote, puzzling.text)
    if span is None:
        return None
    words = puzzling.text[span[0] : span[1]]
    context = Context(
        wanted.kind, puzzling.question_text, puzzling.now, country=puzzling.country, currency=puzzling.currency
    )
    checked = CHECKS[wanted.kind](words, quoted.value, wanted, context)
    return None if checked is None else Found(checked[0], words, span[0], span[1], checked[1])


def standing(quote: str, text: str) -> tuple[int, int] | None:
    """Where the quoted words stand in the text as whole words, whatever their case; None when they do not."""
    wanted, whole = fold(quote.strip()), fold(text)
    start = whole.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if not (_joined(whole, start) or _joined(whole, end)):
            return start, end
        start = whole.find(wanted, start + 1)
    return None


def _joined(text: str, at: int) -> bool:
    """Whether a word goes on over this place."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def prose(text: str, sources: str, longest: int = 300) -> str:
    """A model's own sentence if a rep may see it, else "".

    No links or addresses, no figures of three digits and more that are not in `sources`, no foreign script.
    """
    line = " ".join(text.split())
    known = re.sub(r"\D", "", sources)
    figures = (re.sub(r"\D", "", found.group()) for found in _FIGURE.finditer(line))
    invented = any(len(figure) > _SHORT_FIGURE and figure not in known for figure in figures)
    if invented or _LINKED.search(line) or _FOREIGN.search(line):
        return ""
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def joined(rules: Reading, text: str, facts: Mapping[str, Found], intent: Intent, sentiment: Sentiment) -> Reading:
    """The rules' reading with the model's advice beside it; the rules win wherever they said anything.

    It is asked only where the rules found no answer, so their "it is an answer" says little. Of intents only questions
    and a wish to talk later are taken over, of feelings only displeasure: these do no harm when they are wrong. Facts
    whose words no longer stand in the text are left out.
    """
    return msgspec.structs.replace(
        rules,
        advice={name: moved for name, found in facts.items() if (moved := _moved(found, text)) is not None},
        intent=intent if rules.intent in _VAGUE and intent in _HARMLESS else rules.intent,
        sentiment=sentiment
        if rules.sentiment is Sentiment.NEUTRAL and sentiment is Sentiment.NEGATIVE
        else rules.sentiment,
    )


def _moved(found: Found, text: str) -> Found | None:
    """The fact at its place in a text that may have grown since."""
    span = standing(found.words, text)
    return None if span is None else msgspec.structs.replace(found, start=span[0], end=span[1])
