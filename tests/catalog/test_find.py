"""Services are found by the words that people use."""

import pytest

from okno.catalog.find import Index
from okno.catalog.loader import load
from tests.catalog.samples import STARTER


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("ноут", "laptop"),
        ("мониторы", "monitor"),
        ("второй экран", "monitor"),
        ("ВПН", "vpn"),
        ("справка 2-НДФЛ", "income-certificate"),
        ("забыла пароль", "password-reset"),
        ("нужен пропуск", "guest-pass"),
        ("отпуска", "vacation"),
        ("авансовый отчет", "expense-report"),
        ("сломалось", "incident"),
        ("командировки", "business-trip"),
        ("visitor", "guest-pass"),
        ("printers", "printer"),
    ],
)
def test_the_expected_service_comes_first(query: str, first: str) -> None:
    found = Index(load(STARTER)).find(query, "ru")
    assert found
    assert found[0].key == first, [service.key for service in found]


@pytest.mark.parametrize("query", ["", "   ", "%", "'; DROP TABLE", "\x00", "ы" * 100_000, "ъъъъ"])
def test_odd_queries_find_nothing_or_something_but_do_not_fail(query: str) -> None:
    Index(load(STARTER)).find(query, "ru")
