"""A browser is sent to our own pages only, whatever `next` says."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given, strategies as st

from okno.http.redirect import local, see


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "/\\/evil.test", "https://evil.test",
        "https:evil.test", "https:/evil.test", "javascript:alert(1)", "data:text/html,x", "evil.test", "",
        "/\t/evil.test", "\t//evil.test",
        "/\n/evil.test", "/ /evil.test", "%09//evil.test", "/%09//evil.test", "/%0d%0aSet-Cookie:x=1", "/%2f/evil.test",
        "/%5cevil.test", "/%5c%5cevil.test", "/%2f%2fevil.test", "/\x00", "/\r\nLocation: x", "/" + "a" * 3000,
        " /x", "/\u2028",
    ],
)  # fmt: skip
def test_foreign_addresses_lead_home(evil: str) -> None:
    assert see(evil).headers["location"] == "/" or urlsplit(urljoin("http://okno.test/", evil)).netloc == "okno.test"
    assert not see(evil).headers["location"].startswith(("//", "/\\", "/%2f", "/%5c"))


@pytest.mark.parametrize(
    "good", ["/", "/tickets/10001", "/catalog?q=a&category=it#top", "/desk/all?state=new+x", "/a%20b"]
)
def test_own_addresses_are_kept(good: str) -> None:
    assert local(good) == good


def test_letters_are_encoded() -> None:
    assert local("/catalog?q=монитор") == "/catalog?q=%D0%BC%D0%BE%D0%BD%D0%B8%D1%82%D0%BE%D1%80"


@given(st.text(alphabet="/\\:%@.?#\t\n e2f5c9h", max_size=12))
def test_no_text_leads_away(text: str) -> None:
    target = urljoin("http://okno.test/page", local("/" + text).replace("\\", "/"))
    assert urlsplit(target).netloc == "okno.test"
