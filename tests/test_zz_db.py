"""Dummy."""
import pytest
from okno import db as okno_db
@pytest.mark.parametrize("n", range(10))
async def test_db(db, n):
    assert (await okno_db.fetch_value("SELECT count(*) FROM event")) == 0
    assert okno_db.dialect()
