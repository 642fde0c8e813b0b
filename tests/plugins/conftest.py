"""The company of the pages, also for what plugins add to it."""

from __future__ import annotations

from tests.web.conftest import at_browser, catalog, company

__all__ = ["at_browser", "catalog", "company"]
