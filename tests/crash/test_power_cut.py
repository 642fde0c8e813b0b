"""The power goes: a SQLite home is whole at any moment, with every order that was answered with success."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.crash.power import WAL, Recording, cuts, flaws, record
from tests.stands.database import Template

ORDERS = 25
CUTS = 40
SEED = 7


@pytest.fixture(scope="module")
def run(stocked_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """A desk that was watched while it took orders."""
    home = tmp_path_factory.mktemp("watched") / "home"
    stocked_template.copy_to(home)
    return record(home, ORDERS)


def test_a_home_is_whole_after_a_power_cut(run: Recording, tmp_path: Path) -> None:
    assert len(run.promised) == ORDERS
    assert any(deed.syncs and deed.name == WAL for deed in run.deeds)
    found = [flaws(tmp_path / "cut", left, promised) for left, promised in cuts(run, CUTS, random.Random(SEED))]
    assert [one for one in found if one] == []


def test_a_disk_that_does_not_sync_is_found_out(run: Recording, tmp_path: Path) -> None:
    """The test above can fail: had the desk not asked for a sync, orders would be lost."""
    hasty = replace(run, deeds=[deed for deed in run.deeds if not deed.syncs])
    found = [flaws(tmp_path / "cut", left, promised) for left, promised in cuts(hasty, 5, random.Random(SEED))]
    assert any("lost" in flaw or "opened" in flaw for one in found for flaw in one)
