"""People at browsers, as the tests of pages have them; a process that remembers no trouble of another test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from okno.db import condition
from tests.web.conftest import at_browser, catalog, company

__all__ = ["at_browser", "catalog", "company"]


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """Each test begins and ends well."""
    condition.forget()
    yield
    condition.forget()
