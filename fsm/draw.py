"""The table of stages as a picture: Mermaid text, or an SVG that needs no other program.

The SVG shows a column for each stage and a line for each row of the table: dots where the row applies, an arrow to
where it leads, and the sentence that says why. A longer table simply makes a longer picture.
"""

from __future__ import annotations

from html import escape

from fsm.lead import Stage
from fsm.table import TABLE, Row

_LEFT, _COLUMN, _WHY, _TOP, _LINE = 210, 108, 560, 120, 46
_COLOURS = {
    Stage.NEW: "#8a94a6",
    Stage.CONTACTED: "#5b8def",
    Stage.QUALIFYING: "#7b61d9",
    Stage.QUALIFIED: "#d9822b",
    Stage.NURTURE: "#3aa6a0",
    Stage.DISQUALIFIED: "#7d7468",
    Stage.HANDED_OFF: "#2e9e5b",
    Stage.CLOSED: "#2b5d45",
    Stage.OPTED_OUT: "#c0392b",
}
_STYLE = (
    "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;fill:#222}"
    ".stage{font-size:13px;font-weight:600;fill:#fff;text-anchor:middle}"
    ".trigger{font-size:14px;font-weight:600}.when{font-size:11px;fill:#777}"
    ".why{font-size:13px;fill:#444}.title{font-size:20px;font-weight:700}"
    ".column{stroke:#e3e6eb;stroke-width:2}.band{fill:#f6f7f9}"
)


def mermaid() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    direction LR", f"    [*] --> {Stage.NEW}"]
    for row in TABLE:
        lines += [f"    {source} --> {row.dest} : {_label(row)}" for source in row.sources]
    lines += [f"    {stage} --> [*]" for stage in (Stage.CLOSED,)]
    return "\n".join(lines) + "\n"


def _label(row: Row) -> str:
    return f"{_plain(row.trigger)} [{_plain(row.when)}]" if row.when else _plain(row.trigger)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def svg() -> str:
    """The table as an SVG document."""
    width = _LEFT + _COLUMN * len(Stage) + _WHY
    height = _TOP + _LINE * len(TABLE) + 30
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    rows = [_row(row, index) for index, row in enumerate(TABLE)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="t">',
            '<title id="t">The life of a lead</title>',
            f"<style>{_STYLE}</style>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            '<text class="title" x="24" y="40">The life of a lead</text>',
            *(_band(index, width) for index in range(0, len(TABLE), 2)),
            *(_column(stage, height) for stage in Stage),
            *rows,
            "</svg>\n",
        ]
    )


def _x(stage: Stage) -> int:
    return _LEFT + _COLUMN * list(Stage).index(stage) + _COLUMN // 2


def _y(index: int) -> int:
    return _TOP + _LINE * index + _LINE // 2


def _band(index: int, width: int) -> str:
    return f'<rect class="band" x="0" y="{_y(index) - _LINE // 2}" width="{width}" height="{_LINE}"/>'


def _column(stage: Stage, height: int) -> str:
    x = _x(stage)
    pill = f'<rect x="{x - 51}" y="66" width="102" height="30" rx="15" fill="{_COLOURS[stage]}"/>'
    name = f'<text class="stage" x="{x}" y="86">{_plain(stage)}</text>'
    return f'<line class="column" x1="{x}" y1="96" x2="{x}" y2="{height - 20}"/>{pill}{name}'


def _row(row: Row, index: int) -> str:
    y, dest = _y(index), _x(row.dest)
    parts = [f'<text class="trigger" x="24" y="{y + (0 if row.when else 5)}">{_plain(row.trigger)}</text>']
    if row.when:
        parts.append(f'<text class="when" x="24" y="{y + 15}">when {_plain(row.when)}</text>')
    parts += [_line(row, y, dest), *(_dot(source, y) for source in row.sources), _target(row.dest, y)]
    why = _LEFT + _COLUMN * len(Stage) + 16
    parts.append(f'<text class="why" x="{why}" y="{y + 5}">{escape(row.why)}</text>')
    return "".join(parts)


def _line(row: Row, y: int, dest: int) -> str:
    """From the farthest source on each side to the arrow at the destination."""
    ends = [_x(source) for source in row.sources]
    colour = _COLOURS[row.dest]
    lines = []
    for end, gap in ((min(ends), -13), (max(ends), 13)):
        if (end < dest) == (gap < 0) and end != dest:
            lines.append(f'<line x1="{end}" y1="{y}" x2="{dest + gap}" y2="{y}" stroke="{colour}" stroke-width="2.5"/>')
            head = f"{dest + gap // 13 * 8},{y} {dest + gap // 13 * 18},{y - 6} {dest + gap // 13 * 18},{y + 6}"
            lines.append(f'<polygon points="{head}" fill="{colour}"/>')
    return "".join(lines)


def _dot(source: Stage, y: int) -> str:
    return f'<circle cx="{_x(source)}" cy="{y}" r="5" fill="#fff" stroke="{_COLOURS[source]}" stroke-width="3"/>'


def _target(dest: Stage, y: int) -> str:
    return f'<circle cx="{_x(dest)}" cy="{y}" r="7" fill="{_COLOURS[dest]}"/>'
