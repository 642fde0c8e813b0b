"""Errors: each has a sentence for a person, a status and a stable code of its own."""

from __future__ import annotations

import pytest

from okno import errors
from okno.errors import Conflict, Invalid, NotFound, OknoError
from okno.text import N_

ALL = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, OknoError)]


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_error_says_something_and_has_a_status(kind: type[OknoError]) -> None:
    error = kind({}) if issubclass(kind, Invalid) else kind()
    assert str(error).endswith((".", "?"))
    assert 400 <= kind.status < 600


def test_codes_are_all_different() -> None:
    assert len({kind.code for kind in ALL}) == len(ALL)


def test_what_does_not_exist_and_what_is_hidden_look_the_same() -> None:
    assert (NotFound.status, str(NotFound())) == (404, str(NotFound()))


def test_the_details_travel_with_the_error() -> None:
    error = Conflict(N_("Somebody was faster."), version=3)
    assert error.detail == {"version": 3}
    assert Invalid({"name": N_("Write the name.")}).fields["name"].msgid == "Write the name."
