"""The pictures of a report: which figure each draws, in which order, and which rows each of its marks opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from warehouse.report_scene import Cell, Figures

    Row = Mapping[str, Cell]
    Number = int | float

FIRST = 12  # marks of a bar chart; the numbers below it hold them all
WIDE, HIGH, PAD = 340.0, 150.0, 22.0  # units of a drawn chart: phone width, so that its letters stay readable there


class Drawing(NamedTuple):
    """How a figure is drawn: `label` and `values` are columns, `link` a pattern of columns, `opens` counts the rows it opens."""

    figure: str
    title: str
    kind: str  # bars, parts, columns, line
    label: str
    values: tuple[str, ...]
    heads: tuple[str, ...]
    link: str = ""
    opens: str = ""
    empty: str = "None."
    unit: str = ""


class Mark(NamedTuple):
    """One mark: its place among the figure's rows, its label, its values, their shares of the greatest, where it leads."""

    place: int
    label: str
    values: tuple[Number, ...]
    shares: tuple[float, ...]
    href: str
    opens: int
    family: str


class Card(NamedTuple):
    """A picture ready to be drawn."""

    drawing: Drawing
    says: str
    marks: list[Mark]
    more: int
    top: str  # greatest value, as the axis says it


DRAWINGS = (
    Drawing("rules", "What was taken, by rule", "bars", "rule_id", ("removed",), ("characters",), "#rule={rule_id}", "edits",
            "Nothing was taken."),
    Drawing("sources", "What went and what stayed, by source", "parts", "source_id", ("kept", "taken", "markup"),
            ("kept", "taken", "markup"), "#rows=documents&source_id={source_id}", "documents"),
    Drawing("lengths", "Length of documents", "columns", "at_least", ("before", "after"), ("before cleaning", "after"),
            "#rows=documents&after_bin={at_least}", "after"),
    Drawing("noise", "Noise share over releases", "line", "release", ("noise_share",), ("share of characters taken",), unit="%"),
    Drawing("languages", "Languages", "bars", "language", ("characters",), ("characters",), "#rows=documents&language={language}",
            "documents"),
    Drawing("scripts", "Scripts", "bars", "script", ("documents",), ("documents",), "#rows=documents&script={script}", "documents"),
    Drawing("encodings", "Encodings", "bars", "encoding", ("documents",), ("documents",), "#rows=documents&encoding={encoding}",
            "documents"),
    Drawing("claims", "What sources say of themselves", "bars", "field", ("claims",), ("claims",), "#rows=claims&field={field}", "claims",
            "No claims."),
    Drawing("flags", "Damage that stays", "bars", "kind", ("flags",), ("places",), "#rows=flags&kind={kind}", "flags", "No damage found."),
    Drawing("candidates", "Removals that were refused", "bars", "rule_id", ("candidates",), ("places",),
            "#rows=candidates&rule_id={rule_id}", "candidates", "None was refused."),
    Drawing("duplicates", "Text that stood twice", "bars", "rule_id", ("removed",), ("characters",), "#rule={rule_id}", "edits",
            "No document held its text twice."),
    Drawing("twins", "Documents with the same clean text", "bars", "first_doc_id", ("documents",), ("documents",),
            "#rows=documents&twins={twins}", "documents", "No two documents are the same."),
    Drawing("overlaps", "Text that documents share", "bars", "kind", ("pairs",), ("pairs of documents",), "#rows=overlaps&kind={kind}",
            "pairs", "No two documents share text."),
    Drawing("clusters", "Documents that another one stands for", "bars", "reason", ("documents",), ("documents",),
            "#rows=clusters&reason={reason}", "documents", "Each document stands for itself alone."),
    Drawing("pairs", "Pairs, by alignment score", "columns", "at_least", ("pairs",), ("pairs",), "#rows=pairs&at_least={at_least}", "pairs",
            "No segments translate each other."),
    Drawing("quarantine", "Quarantine, by reason", "bars", "stage", ("items",), ("items",), "#rows=quarantine&stage={stage}", "items",
            "Quarantine is empty."),
    Drawing("sightings", "Items of the last run", "bars", "state", ("items",), ("items",), "#rows=sightings&state={state}", "items",
            "No run is in the log."),
    Drawing("runs", "Run times", "bars", "started", ("seconds",), ("seconds",), "#rows=runs&run_id={run_id}", "", "No run is in the log."),
    Drawing("precision", "Precision, as people judged it", "bars", "rule_id", ("low",), ("lower bound",),
            "#rows=verdicts&rule_id={rule_id}", "", "No edit was judged yet: palimpsest review sample."),
)  # fmt: skip


def cards(figures: Mapping[str, Figures]) -> list[Card]:
    """Return the pictures of the figures."""
    return [card(drawing, figures[drawing.figure]) for drawing in DRAWINGS]


def card(drawing: Drawing, figure: Figures) -> Card:
    """Return one picture."""
    rows = figure.dicts()
    tops = [max((number(row[name]) for row in rows), default=0) for name in drawing.values]
    top = max((sum(_values(drawing, row)) for row in rows), default=0) if drawing.kind == "parts" else max(tops)
    marks = [_mark(drawing, place, row, top) for place, row in enumerate(rows)]
    more = max(0, len(marks) - FIRST) if drawing.kind in {"bars", "parts"} else 0
    return Card(drawing, figure.says, marks, more, shown(top, drawing.unit))


def _mark(drawing: Drawing, place: int, row: Row, top: Number) -> Mark:
    values = tuple(_values(drawing, row))
    fields = {name: quote(str(value), safe="") for name, value in row.items()}
    fields["twins"] = fields.get("clean_sha256", "")[:16]
    href = drawing.link.format(**fields) if drawing.link else ""
    label = str(row["first_doc_id"])[:12] if drawing.label == "first_doc_id" else str(row[drawing.label])
    opens = int(number(row[drawing.opens])) if drawing.opens else -1
    family = str(row.get("rule_id", "")).partition(".")[0]
    return Mark(place, label, values, tuple(value / top if top else 0.0 for value in values), href, opens, family)


def _values(drawing: Drawing, row: Row) -> Sequence[Number]:
    return [number(row[name]) for name in drawing.values]


def number(cell: Cell) -> Number:
    """Return a cell as a number; null counts as nothing."""
    return cell if isinstance(cell, int | float) else 0


def shown(value: Number, unit: str = "") -> str:
    """Return a number as people read it.

    >>> shown(12345), shown(0.0455, "%"), shown(2.50)
    ('12,345', '4.55 %', '2.5')
    """
    if unit == "%":
        return f"{value * 100:.3g} %"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3f}".rstrip("0").rstrip(".")


class Box(NamedTuple):
    """A column of a drawn chart: which series, where and how tall."""

    series: int
    x: float
    y: float
    width: float
    height: float


def boxes(chart: Card, place: int) -> list[Box]:
    """Return the columns of one mark."""
    mark = chart.marks[place]
    step = (WIDE - 4) / max(1, len(chart.marks))
    thin = min(40.0, step * 0.72) / len(mark.values)
    left = 2 + place * step + (step - thin * len(mark.values)) / 2
    room = HIGH - 2 * PAD
    heights = [max(share * room, 1.0 if value else 0.0) for share, value in zip(mark.shares, mark.values, strict=True)]
    return [
        Box(n, round(left + n * thin, 1), round(HIGH - PAD - height, 1), round(max(thin - 1, 1), 1), round(height, 1))
        for n, height in enumerate(heights)
    ]


def centre(chart: Card, place: int) -> float:
    """Return the middle of a mark on the axis."""
    step = (WIDE - 4) / max(1, len(chart.marks))
    return round(2 + (place + 0.5) * step, 1)


def level(share: float) -> float:
    """Return the height of a point of a line."""
    return round(HIGH - PAD - share * (HIGH - 2 * PAD), 1)


def axis(chart: Card, place: int) -> str:
    """Return what the axis says below a mark, '' where there is no room."""
    every = max(1, round(len(chart.marks) / 7))
    label = chart.marks[place].label
    if place % every:
        return ""
    return f"{int(label):,}" if chart.drawing.figure == "lengths" and int(label) < 1024 else _short(label)


def _short(label: str) -> str:
    """Return a power of two as 8k, 2M; other labels as they are.

    >>> _short("8192"), _short("0.7")
    ('8k', '0.7')
    """
    if not label.isdigit() or int(label) < 1024:
        return label
    return f"{int(label) // 1024}k" if int(label) < 1 << 20 else f"{int(label) >> 20}M"
