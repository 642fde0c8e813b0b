"""Class 22: a table that we write holds words, whatever a spreadsheet would make of them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, strategies as st

from okno import people
from okno.tickets import emergency
from okno.web import sheet
from tests.rules.sources import core, imports
from tests.security.conftest import House

FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+cmd",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    '=HYPERLINK("http://x","y")',
]
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_text(formula: str) -> None:
    """It begins with an apostrophe, and stays in its cell."""
    [row] = csv.reader(io.StringIO(sheet.lines([[formula, "next"]]), newline=""), delimiter=";")
    assert row == [f"'{formula}", "next"]


@given(st.lists(st.text(alphabet="=+-@\t\r\n;\",'ая1", max_size=8), min_size=1, max_size=4))
def test_no_text_becomes_a_formula_or_another_cell(cells: list[str]) -> None:
    [row] = list(csv.reader(io.StringIO(sheet.lines([cells]), newline=""), delimiter=";")) or [[""]]
    assert len(row) == len(cells) or cells == [""]
    assert not any(cell.startswith(RUNS) for cell in row)


async def test_the_file_of_the_audit(house: House) -> None:
    """Names and reasons of people stand in it."""
    admin = house.company.admin
    await people.change(admin.id, {"name": "=cmd|' /C calc'!A0"}, actor_id=None)
    await emergency.begin(admin, house.ticket.number, reason="=HYPERLINK(evil;click) и ещё слова")
    text = (await house.visitors["admin"].ask("GET", "/admin/audit.csv")).body.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    cells = [cell for row in rows for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(RUNS)]


def test_tables_are_written_in_one_place() -> None:
    """Nobody else makes CSV: he would forget this."""
    makers = {module.name for module in core() for _, name in imports(module) if name.split(".")[0] == "csv"}
    assert makers == {"okno.web.sheet"}
