"""What a workspace or a pack may decide about scoring: weights, bounds, the price to compare a budget with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args

import msgspec

from scoring.bands import CRITERIA, SEVEN_FACTOR, Bands

Model = Literal["criteria", "seven_factor"]
Weights = tuple[tuple[str, int], ...]

CRITERIA_WEIGHTS: Weights = (("budget", 30), ("timeline", 20), ("authority", 15), ("need", 20), ("contact", 15))
SEVEN_FACTOR_WEIGHTS: Weights = (
    ("intent", 25),
    ("urgency", 20),
    ("contact", 20),
    ("channel", 10),
    ("quality", 10),
    ("length", 5),
    ("bonus", 10),
)
DEFAULTS: Mapping[Model, tuple[Weights, Bands]] = {
    "criteria": (CRITERIA_WEIGHTS, CRITERIA),
    "seven_factor": (SEVEN_FACTOR_WEIGHTS, SEVEN_FACTOR),
}
WHOLE = 100


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """How one pack scores. Weights are the points each factor can give; together always 100.

    `reference` is the usual price as (low, high) in `currency`: budgets are judged against it. `zone` is the IANA
    zone in which "tomorrow" is tomorrow. Raises ValueError, with the name of the wrong part, on impossible rules.
    """

    model: Model = "criteria"
    weights: Weights = CRITERIA_WEIGHTS
    bands: Bands = CRITERIA
    reference: tuple[float, float] | None = None
    currency: str = "KZT"
    zone: str = "Asia/Almaty"

    def __post_init__(self) -> None:
        known = dict(DEFAULTS[self.model][0])
        strange = [factor for factor, _ in self.weights if factor not in known]
        if strange:
            raise ValueError(f"weights: no factor of {self.model}: {', '.join(strange)}; there are {', '.join(known)}")
        for factor, weight in self.weights:
            if weight < 0:
                raise ValueError(f"weights: {factor} is {weight}, but points cannot be negative")
        total = sum(weight for _, weight in self.weights)
        if total != WHOLE or len(dict(self.weights)) != len(self.weights):
            raise ValueError(f"weights: each factor once and 100 in all, not {total}")
        if self.reference is not None and not 0 < self.reference[0] <= self.reference[1]:
            raise ValueError(f"reference_budget: {self.reference[0]:g} to {self.reference[1]:g} is no price range")


def narrowed(weights: Weights, factors: Iterable[str]) -> Weights:
    """The weights spread over `factors` alone, in proportion, still 100 (largest remainders get the odd points).

    A pack that never asks who decides should not hold the silence against the lead: what cannot be learned is not
    weighed. Raises ValueError when nothing is left to weigh.
    """
    kept = set(factors)
    left = [(factor, weight) for factor, weight in weights if factor in kept]
    total = sum(weight for _, weight in left)
    if not total:
        raise ValueError("weights: none of the factors this script can learn has any weight")
    points = {factor: weight * WHOLE // total for factor, weight in left}
    by_remainder = sorted(left, key=lambda pair: -(pair[1] * WHOLE % total))
    for factor, _ in by_remainder[: WHOLE - sum(points.values())]:
        points[factor] += 1
    return tuple(points.items())


def rules_from(given: Mapping[str, Any]) -> Rules:
    """Rules from a plain mapping, as a script or a setting carries it; what is not given keeps its default.

    Keys: model, weights {factor: points}, bands {nurture, qualified, hot}, reference_budget (a price or [low, high]),
    currency, timezone, factors (only these are weighed). Given weights need not name every factor; without `factors`
    they must add up to 100. Raises ValueError that names the wrong key.
    """
    strange = set(given) - {"model", "weights", "bands", "reference_budget", "currency", "timezone", "factors"}
    if strange:
        raise ValueError(f"scoring: unknown {', '.join(sorted(strange))}")
    model: Model = given.get("model") or "criteria"
    if model not in get_args(Model):
        raise ValueError(f"scoring: {model!r} is no model; there are criteria and seven_factor")
    weights, bands = DEFAULTS[model]
    if given.get("weights"):
        known = dict(weights)
        weights = tuple((factor, int(weight)) for factor, weight in given["weights"].items())
        strange = {factor for factor, _ in weights} - set(known)
        if strange:
            raise ValueError(
                f"weights: no factor of {model}: {', '.join(sorted(strange))}; there are {', '.join(known)}"
            )
    if given.get("factors"):
        weights = narrowed(weights, given["factors"])
    return Rules(
        model=model,
        weights=weights,
        bands=msgspec.convert({**msgspec.structs.asdict(bands), **(given.get("bands") or {})}, Bands),
        reference=_reference(given.get("reference_budget")),
        currency=given.get("currency") or "KZT",
        zone=given.get("timezone") or "Asia/Almaty",
    )


def _reference(given: float | Iterable[float] | None) -> tuple[float, float] | None:
    if given is None:
        return None
    if isinstance(given, int | float):
        return float(given), float(given)
    amounts = [float(amount) for amount in given]
    if not amounts:
        return None
    return min(amounts), max(amounts)
