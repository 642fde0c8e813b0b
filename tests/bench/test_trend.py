"""Growth is told apart from warming up, from leaps and from noise."""

from __future__ import annotations

import random

import pytest

from tests.bench.trend import trend


def test_what_grows_all_the_time_grows() -> None:
    one = trend("memory", [(n, 100 + n / 10) for n in range(101)])
    assert (one.first, one.last, one.points) == (105, 110, 51)
    assert one.growth == pytest.approx(5)
    assert one.grows(4)
    assert not one.grows(6)
    assert not one.grows(4, share=0.1)


def test_what_only_warms_up_does_not() -> None:
    assert trend("memory", [(n, min(n, 40)) for n in range(101)]).growth == 0


def test_leaps_and_noise_are_no_growth() -> None:
    noise = random.Random(3)
    points = [(float(n), 100 + noise.uniform(-5, 5) + (80 if n in (60, 99) else 0)) for n in range(101)]
    assert not trend("memory", points).grows(3)


def test_of_many_points_enough_are_compared() -> None:
    assert trend("memory", [(n, n) for n in range(5001)]).growth == pytest.approx(2500)


@pytest.mark.parametrize("points", [[], [(1.0, 5.0)]])
def test_too_few_points_tell_nothing(points: list[tuple[float, float]]) -> None:
    assert not trend("memory", points).grows(0)
