"""Pages that stand inside pages of others: who may show them, and that nobody is known there."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.responses import Response

from okno.http import Page, framing, page
from okno.settings import Settings
from okno.themes import contexts
from tests.http.conftest import DOOR, HOST, Note

WIKI = "https://wiki.example.test"


class Framed(Page):
    """A page for other sites; it says whom it knows."""

    async def load(self) -> None:
        framing.let_in(self.visit, [WIKI, "*", "https://*.evil.test", "https://a.test; script-src *", ""])

    async def act(self) -> Response | None:
        return self.redirect("/framed")

    async def show(self) -> contexts.Page:
        return Note(text=f"knows {self.visit.person.login if self.visit.person else 'nobody'} files={len(self.form)}")


ROUTES = [*DOOR, page("/framed", Framed, public=True, embedded=True), page("/closed", Framed, public=True)]


async def test_only_named_origins_may_frame_it(db: Settings, visit: Any) -> None:
    answer = await visit(db, ROUTES).get("/framed")
    policy = answer.headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors {WIKI}")
    assert "*" not in policy
    assert "x-frame-options" not in answer.headers
    answer = await visit(db, ROUTES).get("/")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"


async def test_nobody_is_known_and_no_cookie_is_set(db: Settings, vera: int, visit: Any) -> None:
    browser = visit(db, ROUTES)
    answer = await browser.get("/framed", headers={"sec-fetch-dest": "document"})
    assert "set-cookie" not in answer.headers
    await browser.enter("vera")
    for headers in ({}, {"sec-fetch-dest": "iframe"}, {"sec-fetch-dest": "empty"}):
        answer = await browser.get("/framed", headers=headers)
        assert "knows nobody" in answer.text
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
    # By itself, to look.
    assert "knows vera" in (await browser.get("/framed", headers={"sec-fetch-dest": "document"})).text
    # Never to act.
    answer = await browser.post("/framed", data={}, headers={"origin": HOST, "sec-fetch-dest": "document"})
    assert (answer.status_code, "set-cookie" in answer.headers) == (303, False)


async def test_forms_come_from_our_own_pages(db: Settings, visit: Any) -> None:
    browser = visit(db, ROUTES)
    assert (await browser.post("/framed", data={}, headers={"origin": HOST})).status_code == 303
    for origin in (WIKI, "null", "https://evil.test"):
        assert (await browser.post("/framed", data={}, headers={"origin": origin})).status_code == 403
    # Whoever is not known sends no files.
    answer = await browser.post("/framed", files={"f": ("a", b"x")}, headers={"origin": HOST})
    assert answer.status_code == 413


def test_a_page_with_a_right_stands_in_no_frame() -> None:
    with pytest.raises(RuntimeError, match="knows nobody"):
        page("/x", Framed, needs="service.order", embedded=True)


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://wiki.example.test", WIKI),
        (" HTTPS://Wiki.Example.Test/some/page?x=1#y ", WIKI),
        ("https://wiki.example.test:443", WIKI),
        ("http://intranet", "http://intranet"),
        ("http://10.0.0.5:8080/", "http://10.0.0.5:8080"),
        ("https://вики.test", "https://xn--b1amah.test"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("*", ""),
        ("https://*", ""),
        ("https://*.test", ""),
        ("wiki.example.test", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://a.test b.test", ""),
        ("https://a.test;script-src", ""),
        ("https://a.test'", ""),
        ("https://user@a.test", ""),
        ("https://a.test\r\nX: y", ""),
        ("https://a.test:0", ""),
        ("https://", ""),
        ("null", ""),
    ],
)
def test_an_origin_is_what_browsers_call_one(typed: str, origin: str) -> None:
    assert framing.origin_of(typed) == origin
