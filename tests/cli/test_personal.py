"""`okno user export` and `okno user forget`."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest

from tests.cli.test_command import Okno, okno, ready  # noqa: F401  fixtures

LOGIN = "ivan.petrov"


@pytest.fixture
def ivan(okno: Okno, ready: Path) -> Path:  # noqa: F811
    """A home folder with one person."""
    okno(ready, "user", "add", LOGIN, "--name", "Иван Петров", "--mail", "ivan@example.test")
    return ready


def test_export_writes_a_file_for_its_owner_alone(okno: Okno, ivan: Path, tmp_path: Path) -> None:  # noqa: F811
    """With everything in it; an older file is not written over."""
    target = tmp_path / "ivan.zip"
    said = okno(ivan, "user", "export", LOGIN, "--output", str(target), "--reason", "asked")
    assert str(target) in said
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as archive:
        told = json.loads(archive.read("person.json"))
    assert told["people"]["profile"]["mail"] == "ivan@example.test"
    assert [one["reason"] for one in told["audit"]] == [""]
    okno(ivan, "user", "export", LOGIN, "--output", str(target), exit_code=1)


def test_an_unknown_login_leaves_no_file(okno: Okno, ivan: Path, tmp_path: Path) -> None:  # noqa: F811
    """It is refused with a sentence."""
    okno(ivan, "user", "export", "nobody", "--output", str(tmp_path / "x.zip"), exit_code=1)
    assert not (tmp_path / "x.zip").exists()


def test_forget_asks_first(okno: Okno, ivan: Path) -> None:  # noqa: F811
    """The person can't sign in any more, and the login is typed once more."""
    okno(ivan, "user", "forget", LOGIN, "--reason", "asked", "--yes", exit_code=1)
    okno(ivan, "user", "disable", LOGIN)
    okno(ivan, "user", "forget", LOGIN, "--reason", "asked", stdin="somebody\n", exit_code=1)
    okno(ivan, "user", "forget", LOGIN, "--reason", " ", "--yes", exit_code=1)
    okno(ivan, "user", "forget", LOGIN, exit_code=2)
    assert LOGIN in okno(ivan, "user", "list")
    said = okno(ivan, "user", "forget", LOGIN, "--reason", "asked", stdin=f"{LOGIN}\n")
    assert "id" in said or "номер" in said
    left = okno(ivan, "user", "list")
    assert LOGIN not in left
    assert "forgotten-" in left
