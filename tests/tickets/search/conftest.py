"""The company on the starter catalog, for searching."""

from __future__ import annotations

from tests.tickets.conftest import company as company
