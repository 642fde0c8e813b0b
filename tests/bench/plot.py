"""Bars as SVG, without a library: pictures of the figures for docs/performance.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LABEL, ROW, GAP, TOP, FOOT = 820, 250, 16, 10, 56, 18
COLOURS = ("#7a8794", "#2f6fde", "#0c9a6c", "#c2571a")
_STYLE = "text{font:12px system-ui,sans-serif;fill:#1f2933}.h{font-size:15px;font-weight:600}.v{fill:#52606d}"


@dataclass(frozen=True)
class Bars:
    """One row of a picture: its label, a value for each series (None: not measured), and a mark on the scale."""

    label: str
    values: Sequence[float | None]
    mark: float | None = None


def bars(title: str, series: Sequence[str], rows: Sequence[Bars], unit: str, *, most: float | None = None) -> str:
    """The picture. What is longer than `most` is cut, its number tells how long it is."""
    known = [value for row in rows for value in (*row.values, row.mark) if value is not None]
    longest = max(known, default=1.0)
    scale = (WIDTH - LABEL - 90) / (min(longest, most) if most else longest or 1.0)
    parts = [f'<text class="h" x="8" y="22">{escape(title)}</text>', *_legend(series)]
    y = TOP
    for row in rows:
        height = ROW * len(row.values)
        parts.append(f'<text x="{LABEL - 8}" y="{y + height / 2 + 4:.0f}" text-anchor="end">{escape(row.label)}</text>')
        for n, value in enumerate(row.values):
            if value is not None:
                parts += _bar(y + n * ROW, value, scale, COLOURS[n % len(COLOURS)], unit, most)
        if row.mark is not None:
            x = LABEL + row.mark * scale
            parts.append(
                f'<path d="M{x:.1f} {y - 3}v{height + 6}" stroke="#c81e1e" stroke-width="2" stroke-dasharray="3 2"/>'
            )
        y += height + GAP
    inner = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + FOOT}" role="img"'
        f' aria-label="{escape(title)}"><style>{_STYLE}</style><rect width="100%" height="100%" fill="#fff"/>\n'
        f"{inner}\n</svg>\n"
    )


def _bar(y: int, value: float, scale: float, colour: str, unit: str, most: float | None) -> list[str]:
    length = (min(value, most) if most else value) * scale
    return [
        f'<rect x="{LABEL}" y="{y + 2}" width="{length:.1f}" height="{ROW - 3}" fill="{colour}" rx="2"/>',
        f'<text class="v" x="{LABEL + length + 5:.1f}" y="{y + ROW - 3}">{value:.1f}{escape(unit)}</text>',
    ]


def _legend(series: Sequence[str]) -> list[str]:
    parts, x = [], LABEL
    for n, name in enumerate(series):
        parts.append(f'<rect x="{x}" y="32" width="10" height="10" fill="{COLOURS[n % len(COLOURS)]}" rx="2"/>')
        parts.append(f'<text x="{x + 15}" y="41">{escape(name)}</text>')
        x += 40 + 7 * len(name)
    return parts
