"""`okno user explain`: the answer for whoever sits at the server."""

from __future__ import annotations

from pathlib import Path

from tests.cli.test_command import Okno, okno, ready  # noqa: F401  fixtures

ENGLISH = {"LC_ALL": "en_GB.UTF-8"}


def test_explaining_a_right(okno: Okno, ready: Path) -> None:  # noqa: F811
    """Exit code 0 for yes, 1 for no and for what is unknown."""
    okno(ready, "user", "add", "olga", "--name", "Olga", "--role", "administrator")
    said = okno(ready, "user", "explain", "olga", "people.manage", env=ENGLISH)
    assert said.startswith("Yes. Olga has the right “Enter and change people” in the whole company.")
    assert "+ The role “Administrator” is given" in said
    said = okno(ready, "user", "explain", "olga", "ticket.see", env=ENGLISH, exit_code=1)
    assert said.startswith("No.")
    assert "? Agent" in said
    for wrong in (("nobody", "ticket.see"), ("olga", "no.such"), ("olga", "ticket.see", "--team", "nothing")):
        okno(ready, "user", "explain", *wrong, exit_code=1)
