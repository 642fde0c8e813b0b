"""Tables for spreadsheets: CSV as Excel in Russia opens it, with no cell that could run.

The cells stand between semicolons, since that is the separator of lists in the Russian settings of Windows: with commas
everything lands in one column. The mark at the beginning (BOM) tells Excel that the letters are UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

BOM = "\ufeff"
MEDIA_TYPE = "text/csv; charset=utf-8"
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def lines(rows: Iterable[Iterable[object]]) -> str:
    """The rows as text, each ended by CR LF."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([[cell(one) for one in row] for row in rows])
    return out.getvalue()


def cell(value: object) -> str:
    """The value of a cell; what a spreadsheet would take for a formula begins with an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RUNS) else text
