"""The short form of tests/bench/live.py: a worker that holds streams is killed, and nobody misses anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import live
from tests.bench.ground import Ground
from tests.bench.live_client import Heard
from tests.bench.live_count import count


def test_nothing_is_lost_when_the_worker_that_holds_the_streams_is_killed(
    home: Path, migrated: None, database_url: str
) -> None:
    ground = Ground(home, database_url)
    seen = live.run(live.Plan(agents=24, teams=3, rate=20, seconds=5), ground)
    found, heard = seen.count, seen.heard.values()
    assert len(seen.acts) == 100
    assert seen.killed_with > 0
    assert sum(len(one.broken) for one in heard) == seen.killed_with
    assert found.expected > 1000
    assert (found.lost, found.foreign, found.covered) == ([], 0, 0)
    assert found.cut, "nothing happened while streams were away"


SEERS = {5: frozenset({1, 2, 3})}


def test_what_was_told_is_no_loss() -> None:
    heard = Heard(opened=[0.5])
    heard.tickets[1] = [2.0, 4.0]
    found = count([(1, 1.5)], SEERS, {5: heard})
    assert (found.expected, found.told, found.again, found.steady, found.cut) == (1, 1, 1, [0.5], [])


def test_what_was_told_by_a_later_stream_is_counted_apart() -> None:
    heard = Heard(opened=[0.5, 1.75])
    heard.tickets[1] = [2.0]
    found = count([(1, 1.5)], SEERS, {5: heard})
    assert (found.steady, found.cut) == ([], [0.5])


@pytest.mark.parametrize(("reloads", "covered"), [([], 0), ([1.0], 0), ([1.0, 2.0], 1)])
def test_what_was_not_told_is_lost_unless_the_page_was_loaded_anew_after_it(reloads: list[float], covered: int) -> None:
    found = count([(1, 1.5)], SEERS, {5: Heard(reloads=reloads)})
    assert (found.covered, len(found.lost)) == (covered, 1 - covered)


def test_a_ticket_that_he_may_not_see_is_foreign() -> None:
    heard = Heard()
    heard.tickets[9] = [1.0]
    assert count([(9, 0.5)], SEERS, {5: heard}).foreign == 1
