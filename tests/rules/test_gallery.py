"""The pictures of pages: every page of the routes has one in each language, and the index names them all."""

from __future__ import annotations

import re

from tests.browser.gallery import FOLDER, LOCALES, index
from tests.browser.pages import PAGES
from tests.rules.sources import ROOT, nothing

MOST = 6_000_000
"""Bytes of all pictures together: they lie in the repository."""
NO_PAGE = {
    "/admin": "leads to the first section",
    "/desk": "leads to a queue",
    "/admin/audit.csv": "a file",
    "/assets/{skin}/{file:path}": "a file",
    "/favicon.ico": "a file",
    "/files/{file}": "a file",
    "/files/{file}/{name}": "a file",
    "/manifest.webmanifest": "a file",
    "/robots.txt": "a file",
    "/sw.js": "a file",
    "/health": "for machines",
    "/metrics": "for machines",
    "/live": "for scripts",
    "/live/presence": "for scripts",
    "/people/suggest": "for scripts",
    "/search/suggest": "for scripts",
    "/services/suggest": "for scripts",
    "/tickets/{number}/presence": "for scripts",
    "/setup/{secret}": "there is somebody in the demo company",
    "/sign-in/code": "nobody of the demo company has a second step",
    "/announcements/{number}/end": "a form of another page",
    "/announcements/{number}/me-too": "a form of another page",
    "/admin/people/{person}/password": "a form of another page",
    "/profile/password": "a form of another page",
    "/admin/catalog/services/{key}/tasks/{task}/{field}": "no task of the starter catalog asks something",
}
SAME = re.compile(r"/(tickets/\{number\}|tasks/\{task\})/.+")
"""Forms of the page of a ticket or a task: opened by their address they show that page."""


def _shown(route: str) -> bool:
    pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route)))
    return any(one.path == route or pattern.fullmatch(one.path.partition("?")[0]) for one in PAGES.values())


def test_every_page_of_the_routes_is_shown() -> None:
    """tests/browser/pages.py against tests/security/routes.txt."""
    lines = (ROOT / "tests" / "security" / "routes.txt").read_text("utf-8").splitlines()
    routes = [line.split()[1] for line in lines if line.startswith("GET ") and " /api/" not in line]
    nothing(
        [
            f"GET {route} has no entry in tests/browser/pages.py: add one, or say in NO_PAGE why it is no page."
            for route in routes
            if route not in NO_PAGE and not SAME.fullmatch(route) and not _shown(route)
        ]
    )


def test_every_page_has_its_pictures() -> None:
    """docs/pages/ru and docs/pages/en."""
    wanted = {f"{locale}/{name}" for locale in LOCALES for name in PAGES}
    found = {path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("*/*")}
    nothing([f"docs/pages/{one}.webp is missing: python -m tests.browser.gallery" for one in sorted(wanted - found)])
    nothing([f"docs/pages/{one}.webp shows no page of tests/browser/pages.py" for one in sorted(found - wanted)])


def test_the_index_names_them_all() -> None:
    """docs/pages/README.md is what the gallery writes."""
    assert (FOLDER / "README.md").read_text("utf-8") == index()


def test_the_pictures_are_small() -> None:
    """The whole folder."""
    assert sum(path.stat().st_size for path in FOLDER.rglob("*.webp")) < MOST
