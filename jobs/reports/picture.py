"""One picture for a phone: how far the leads came, when they came, and where from. Drawn in a thread; takes a second.

Light, few lines, no legend: every bar carries its number. DejaVu Sans, which comes with matplotlib, has Kazakh letters.
"""

from __future__ import annotations

import io
import threading
import unicodedata
from typing import Any

from fsm.ports import Words
from jobs.reports.figures import Report
from jobs.reports.period import DAY
from jobs.reports.telling import title

_INK, _SOFT, _GRID = "#1f2933", "#7b8794", "#e4e7eb"
_BLUE, _GREEN, _ORANGE = "#2f7ed8", "#2e9e6b", "#f08c2e"
_STEPS = ("#9fc5f0", "#6ba6e6", "#f08c2e", "#54b98a", "#2e9e6b")
_SIZE, _DPI = (7.2, 8.1), 150
_MOST_SOURCES, _LONGEST = 5, 14
_LABELS = 8
_drawing = threading.Lock()


def picture(report: Report, words: Words) -> bytes:
    """The report as a PNG of 1080 x 1215 pixels."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib.figure import Figure

    # Font caches of matplotlib are shared: one drawing at a time.
    with (
        _drawing,
        mpl.rc_context({"font.family": "DejaVu Sans", "text.parse_math": False, "axes.unicode_minus": False}),
    ):
        figure = Figure(figsize=_SIZE, dpi=_DPI, facecolor="white")
        top, middle, low = figure.subplots(3, 1, gridspec_kw={"height_ratios": (5, 4, 3.4), "hspace": 0.42})
        figure.subplots_adjust(left=0.05, right=0.95, top=0.885, bottom=0.045)
        figure.text(0.05, 0.952, title(report.period, words), fontsize=19, fontweight="bold", color=_INK, va="center")
        _funnel(top, report, words)
        _when(middle, report, words)
        _where(low, report, words)
        out = io.BytesIO()
        figure.savefig(out, format="png")
    return out.getvalue()


def _head(axes: Any, text: str) -> None:
    axes.set_title(text, loc="left", fontsize=13, color=_SOFT, pad=8)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=12, colors=_INK)


def _funnel(axes: Any, report: Report, words: Words) -> None:
    """Bars from one edge, as long as the step is large; the step's name in front, its number and share behind."""
    funnel = report.funnel
    steps = (
        (words("report.step.new"), funnel.new),
        (words("report.step.qualified"), funnel.qualified),
        (words("report.step.hot"), funnel.hot),
        (words("report.step.taken"), funnel.taken),
        (words("report.step.won"), funnel.won),
    )
    _head(axes, words("report.picture.funnel"))
    _bars(axes, steps, _STEPS, whole=funnel.new if report.funnel.conversion.enough else 0)


def _bars(axes: Any, steps: Any, colours: Any, whole: int = 0) -> None:
    most = max((number for _, number in steps), default=0) or 1
    places = range(len(steps))
    axes.barh(places, [number / most for _, number in steps], height=0.62, color=colours[: len(steps)], zorder=2)
    axes.barh(places, [1] * len(steps), height=0.62, color="#f4f6f8", zorder=1)
    for place, (name, number) in enumerate(steps):
        axes.text(-0.015, place, name, ha="right", va="center", fontsize=12.5, color=_INK)
        axes.text(
            1.02, place, f"{number:,}".replace(",", "\u00a0"), va="center", fontsize=13.5, fontweight="bold", color=_INK
        )
        if whole and place:
            axes.text(1.335, place, f"{100 * number / whole:.0f} %", va="center", ha="right", fontsize=12, color=_SOFT)
    axes.set_xlim(-0.46, 1.34)
    axes.set_ylim(len(steps) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xticks([])


def _when(axes: Any, report: Report, words: Words) -> None:
    """Leads by hour of one day, by day of more."""
    single = report.period.kind == DAY
    numbers = report.hours if single else report.days
    _head(axes, words("report.picture.hours") if single else words("report.picture.days"))
    places = range(len(numbers))
    most = max(numbers)
    axes.bar(places, numbers, width=0.72, color=_BLUE, zorder=2)
    axes.axhline(0, color=_GRID, linewidth=1.2, zorder=1)
    axes.set_ylim(0, max(most * 1.18, 1))
    axes.set_xlim(-0.6, len(numbers) - 0.4)
    axes.set_yticks([])
    if single:
        axes.set_xticks([0, 3, 6, 9, 12, 15, 18, 21], [f"{hour:02}" for hour in range(0, 24, 3)])
    else:
        step = -(-len(numbers) // _LABELS)
        shown = [*places][::step]
        axes.set_xticks(shown, [f"{report.period.days[place]:%d.%m}" for place in shown])
    if not most:
        axes.text(
            0.5, 0.5, words("report.picture.none"), transform=axes.transAxes, ha="center", fontsize=14, color=_SOFT
        )
        return
    for place, number in enumerate(numbers):
        if number and (len(numbers) <= 24 or number == most):  # noqa: PLR2004 (more would overlap)
            axes.text(place, number + most * 0.02, str(number), ha="center", va="bottom", fontsize=9.5, color=_INK)


def _where(axes: Any, report: Report, words: Words) -> None:
    """The largest sources; whoever came by no link stands under one name."""
    _head(axes, words("report.picture.sources"))
    groups = [group for group in report.groups.get("source", ()) if group.funnel.new]
    if not groups:
        axes.set_xticks([])
        axes.set_yticks([])
        axes.text(
            0.5, 0.5, words("report.picture.none"), transform=axes.transAxes, ha="center", fontsize=14, color=_SOFT
        )
        return
    steps = [(_short(group.name) or words("report.direct"), group.funnel.new) for group in groups[:_MOST_SOURCES]]
    rest = sum(group.funnel.new for group in groups[_MOST_SOURCES:])
    if rest:
        steps.append((words("report.rest"), rest))
    # At least four rows' room, so that one source is no giant bar.
    _bars(axes, steps, [_BLUE] * len(steps))
    axes.set_ylim(max(len(steps), 4) - 0.5, -0.5)


def _short(name: str) -> str:
    """A foreign name as it can be drawn: one line, no letters the font lacks for directions or control."""
    plain = "".join(each if unicodedata.category(each)[0] != "C" else " " for each in name)
    drawn = " ".join("".join(each for each in plain if ord(each) < 0x3000).split())  # noqa: PLR2004 (no CJK, no emoji)
    return drawn if len(drawn) <= _LONGEST else drawn[: _LONGEST - 1] + "…"
