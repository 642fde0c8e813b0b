"""Imports go down the floors of setup.cfg only: a unit never knows who stands above it or beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.rules.sources import SERVER, Module, core, floors, imports, nothing, sample

ENTRY = "__main__"
ADVICE = (
    "Move the code down to the floor that both need, hand the value in as an argument, let the upper unit register "
    "itself below, or tell it by an event."
)


def upward(modules: Iterable[Module], order: Mapping[str, float]) -> list[str]:
    """Complaints about imports of a unit that is not on a lower floor."""
    found = []
    for module in modules:
        for node, name in imports(module):
            parts = name.split(".")
            if parts[0] != "okno" or module.unit == ENTRY:
                continue
            target = parts[1] if len(parts) > 1 else ""
            if target not in order or target == module.unit:
                continue  # okno.__version__, or the unit itself
            here = order.get(module.unit, -1.0)  # the package okno stands below all: everything imports it
            if order[target] >= here:
                found.append(
                    f"{module.at(node)}: {module.unit or 'okno'} (floor {here:g}) imports {target} "
                    f"(floor {order[target]:g}). {ADVICE}"
                )
    return found


def unlisted(units: Iterable[str], order: Mapping[str, float]) -> list[str]:
    """Complaints about units that stand on no floor."""
    return [
        f"server/okno/{unit} stands on no floor. Write it into [floors] of setup.cfg: above all that it imports, "
        f"below all that import it; docs and ARCHITECTURE name the floors."
        for unit in units
        if unit and unit != ENTRY and unit not in order
    ]


def units(package: Path) -> set[str]:
    """The units that are there: folders with code, and modules."""
    folders = {path.name for path in package.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    return folders | {path.stem for path in package.glob("*.py") if path.stem != "__init__"}


def test_imports_go_down_only() -> None:
    """No unit imports one that is above it or on its own floor."""
    nothing(upward(core(), floors()))


def test_each_unit_stands_on_a_floor() -> None:
    """A new unit is listed in setup.cfg."""
    nothing(unlisted(sorted(units(SERVER / "okno")), floors()))


def test_no_floor_names_a_unit_twice() -> None:
    """setup.cfg names each unit once."""
    lines = (SERVER.parent / "setup.cfg").read_text("utf-8").partition("[floors]")[2].partition("\n[")[0].splitlines()
    named = [unit for line in lines if "=" in line for unit in line.partition("=")[2].split()]
    nothing([f"[floors] of setup.cfg names {unit} twice" for unit in sorted(set(named)) if named.count(unit) > 1])


ORDER = {"text": 0.0, "errors": 0.5, "people": 5.0, "audit": 6.0, "teams": 6.0}


def test_an_import_upward_is_seen_however_it_is_written() -> None:
    """Late, relative, dynamic and type-checking imports count as the plain ones do."""
    for text in (
        "import okno.teams.member",
        "from okno import teams",
        "from okno.teams.member import Member",
        "from ..teams import member",
        "from .. import teams",
        "def late():\n    from okno.teams import member",
        "if TYPE_CHECKING:\n    from okno.teams import member",
        "importlib.import_module('okno.teams')",
    ):
        complaints = upward([sample("okno.people.person", text)], ORDER)
        assert len(complaints) == 1, text
        assert "people (floor 5) imports teams (floor 6)" in complaints[0]


def test_an_import_sideways_is_seen() -> None:
    """Units of one floor do not know each other."""
    assert upward([sample("okno.audit.log", "from okno.teams import member")], ORDER)


def test_the_package_itself_imports_no_unit() -> None:
    """okno/__init__.py is imported by all."""
    assert upward([Module("okno", "server/okno/__init__.py", "from okno.text import initials")], ORDER)


def test_imports_downward_and_within_a_unit_are_fine() -> None:
    """What the rule must not complain about."""
    text = (
        "import okno\nfrom okno import __version__, text\nfrom okno.people import name\nfrom . import name\nimport os"
    )
    assert upward([sample("okno.people.person", text)], ORDER) == []


def test_a_unit_without_a_floor_is_seen() -> None:
    """The message says where to write it."""
    assert "[floors] of setup.cfg" in unlisted(["people", "gossip"], ORDER)[0]
