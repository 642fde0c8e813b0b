"""The company that orders."""

from __future__ import annotations

import pytest_asyncio

from okno.settings import Settings
from tests.company import Company, open_company


@pytest_asyncio.fixture
async def company(stocked: None, db: Settings) -> Company:
    """People on the starter catalog."""
    return await open_company()
