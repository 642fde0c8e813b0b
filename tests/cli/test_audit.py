"""`okno audit`: what is printed, how it is narrowed, what came by the command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.cli.test_command import Okno, okno, ready

__all__ = ["okno", "ready"]


def test_what_the_command_line_does_is_in_the_audit(okno: Okno, ready: Path) -> None:
    okno(ready, "user", "add", "anna", "--name", "Анна Королёва", "--role", "auditor")
    english = {"LC_ALL": "en_GB.UTF-8"}
    lines = okno(ready, "audit", env=english).splitlines()
    assert any("Анна Королёва is entered\ton the command line" in line for line in lines)
    lines = okno(ready, "audit", "--kind", "roles", "--person", "anna", env=english).splitlines()
    assert any("The role “Auditor” is given to Анна Королёва" in line for line in lines)
    assert all("entered" not in line for line in lines)
    assert okno(ready, "audit", "--since", "2999-01-01") == ""
    assert okno(ready, "audit", "--actor", "anna") == ""
    assert "редакци" in okno(ready, "audit", "--kind", "CatalogApplied", env={"LC_ALL": "ru_RU.UTF-8"})


def test_the_file_and_what_is_refused(okno: Okno, ready: Path) -> None:
    okno(ready, "user", "add", "anna", "--name", "=cmd|calc")
    text = okno(ready, "audit", "--csv", "--person", "anna", "--kind", "people")
    (row,) = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))[1:]
    assert row[3] == "'=cmd|calc"
    assert "AuditExported" in okno(ready, "audit", "--csv")
    okno(ready, "audit", "--since", "yesterday", exit_code=1)
    okno(ready, "audit", "--person", "nobody", exit_code=1)
