"""The written memory: decisions without gaps, change fragments with a known kind, a README with two commands."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from tests.rules.sources import ROOT, nothing

KINDS = ("added", "changed", "fixed", "removed", "security")
COMMANDS = ("./install/start", "./install/test")


def decision_numbers(names: Iterable[str]) -> list[str]:
    """Complaints about the names of decision records."""
    names = sorted(names)
    wrong = [
        f"docs/decisions/{name}: call it NNNN-what-was-decided.md, in lower case with hyphens."
        for name in names
        if not re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name)
    ]
    numbers = [int(name[:4]) for name in names if name[:4].isdigit()]
    for expected, number in enumerate(numbers, 1):
        if number != expected:
            wrong.append(f"docs/decisions: {number:04} follows {expected - 1:04}; number the records one by one.")
            break
    return wrong


def fragment_names(names: Iterable[str]) -> list[str]:
    """Complaints about the names of change fragments."""
    return [
        f"docs/changes/{name}: call it NAME.kind.md with a kind of {', '.join(KINDS)} (see docs/changes/README.md)."
        for name in sorted(names)
        if not re.fullmatch(rf"[a-z0-9-]+\.({'|'.join(KINDS)})\.md", name)
    ]


def unnamed_commands(text: str) -> list[str]:
    """Complaints about commands that the README keeps from a newcomer."""
    return [
        f"README.md does not show {command}: a newcomer looks there first."
        for command in COMMANDS
        if command not in text
    ]


def _names(folder: str) -> list[str]:
    return [path.name for path in (ROOT / "docs" / folder).glob("*") if path.name != "README.md"]


def test_decisions_are_numbered_without_gaps() -> None:
    """docs/decisions."""
    nothing(decision_numbers(_names("decisions")))


def test_fragments_say_their_kind() -> None:
    """docs/changes."""
    nothing(fragment_names(_names("changes")))


def test_the_readme_shows_the_two_commands() -> None:
    """README.md."""
    path = ROOT / "README.md"
    nothing(unnamed_commands(path.read_text("utf-8") if path.exists() else ""))


def test_the_scripts_can_be_run_and_explain_themselves() -> None:
    """install/ and .ci/run have the run bit; what a person calls has --help."""
    scripts = [path for path in (ROOT / "install").rglob("*") if path.is_file() and path.read_bytes()[:2] == b"#!"]
    assert scripts, "install/ has no scripts"
    for path in [*scripts, ROOT / ".ci" / "run"]:
        assert path.stat().st_mode & 0o111, f"{path.relative_to(ROOT)}: chmod +x it"
    for path in scripts:
        assert "--help" in path.read_text("utf-8"), f"{path.relative_to(ROOT)}: let --help say what it does"


@pytest.mark.parametrize(
    "names", [["0001-a.md", "0003-b.md"], ["0001-a.md", "0001-b.md"], ["0002-a.md"], ["first.md"], ["0001-A b.md"]]
)
def test_a_wrong_decision_name_is_seen(names: list[str]) -> None:
    """Gaps, doubles, a late start and odd names."""
    assert decision_numbers(names)


def test_right_names_are_left_alone() -> None:
    """What the rules must not complain about."""
    assert decision_numbers(["0001-two-databases.md", "0002-migrations.md"]) == []
    assert fragment_names(["queue-filter.added.md"]) == []
    assert unnamed_commands("./install/start and ./install/test") == []


@pytest.mark.parametrize("name", ["queue.md", "queue.new.md", "Queue filter.added.md"])
def test_a_wrong_fragment_name_is_seen(name: str) -> None:
    """No kind, an unknown kind, spaces."""
    assert fragment_names([name])


def test_a_readme_without_a_command_is_seen() -> None:
    """Each of the two is looked for."""
    assert len(unnamed_commands("pip install okno")) == 2
