"""From a score to what it means for the business."""

from __future__ import annotations

import msgspec

from fsm.lead import Band


class Bands(msgspec.Struct, frozen=True):
    """The lowest score of each band; below `nurture` a lead is disqualified. Bounds may coincide (an empty band).

    Raises ValueError when the bounds do not rise or leave 1-100.
    """

    nurture: int = 31
    qualified: int = 61
    hot: int = 81

    def __post_init__(self) -> None:
        if not 1 <= self.nurture <= self.qualified <= self.hot <= 100:  # noqa: PLR2004 - a score ends at 100
            raise ValueError(
                f"bands must rise from 1 to 100: nurture {self.nurture}, qualified {self.qualified}, hot {self.hot}"
            )

    def of(self, score: int) -> Band:
        """The band of a score from 0 to 100."""
        if score >= self.hot:
            return Band.HOT
        if score >= self.qualified:
            return Band.QUALIFIED
        if score >= self.nurture:
            return Band.NURTURE
        return Band.DISQUALIFIED


CRITERIA = Bands()
SEVEN_FACTOR = Bands(nurture=40, qualified=60, hot=60)
"""Cold, warm and hot of the seven-factor model: it has no step between warm and hot."""
