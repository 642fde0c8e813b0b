"""Real peers for the tests: a PostgreSQL server, an SMTP server, a browser, and a whole tree of `okno serve`."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skips the test because `what` is not on this machine; in CI that is a failure, since ./install/test brings it."""
    sentence = f"{what} is not on this machine; ./install/test, run as root on Debian, installs it"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
