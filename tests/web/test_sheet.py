"""Tables for spreadsheets: no cell runs, whatever somebody wrote (class 22 of FIELD.md)."""

from __future__ import annotations

import pytest

from okno.web import sheet


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x";"y")'])
def test_a_formula_becomes_text(text: str) -> None:
    assert sheet.cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Анна", "a=b", "", 7])
def test_what_is_no_formula_stays(value: object) -> None:
    assert sheet.cell(value) == str(value)


def test_cells_stand_between_semicolons_and_keep_quotes() -> None:
    assert sheet.lines([["а;б", 'в"г', None], [1, "две\nстроки", ""]]) == '"а;б";"в""г";\r\n1;"две\nстроки";\r\n'
