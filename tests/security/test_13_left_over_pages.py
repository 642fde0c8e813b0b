"""Class 13: there are no pages but these; nothing for tests, for installing, for debugging is left behind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette

from okno.data import data_root
from okno.http import first_start, one_time
from okno.http.one_time import Purpose
from okno.settings import Settings
from tests.rules.sources import SERVER, core
from tests.security.conftest import House
from tests.security.visitor import Visitor

FROZEN = Path(__file__).with_name("routes.txt")
LEFT = re.compile(
    r"(?:\.map|\.bak|\.orig|\.swp|~|\.log|\.sql|\.pem|\.key|\.pyc|\.ipynb|phpinfo.*|test_.*|.*_test\.\w+|\.env|\.git.*|\.DS_Store)$"
)
PROBES = [
    "/docs", "/redoc", "/openapi.json", "/swagger", "/swagger-ui", "/debug", "/console", "/_debug", "/test", "/tests",
    "/phpinfo.php", "/install", "/install.php", "/setup", "/setup/", "/update", "/upgrade", "/migrate", "/backup",
    "/maintenance", "/status", "/server-status", "/.env", "/.git/config", "/.git/HEAD", "/secret.key", "/okno.toml",
    "/okno.db", "/files", "/files/", "/static", "/assets", "/assets/", "/assets/default", "/assets/default/",
    "/admin/login", "/wp-admin", "/actuator", "/graphql", "/api", "/api/v1", "/api/v1/", "/api/v1/docs", "/api/v2",
    "/vendor/htmlawed/htmLawedTest.php", "/assets/default/../templates/base.html", "/templates/base.html", "/demo",
    "/assets/default/theme.toml", "/live/test", "/health/debug", "/metrics/", "/favicon.ico/x", "/x", "/x/",
]  # fmt: skip


def test_the_routes_are_those_that_were_agreed(app: Starlette) -> None:
    """A line for each, with the right that it asks for: a change of this file is read by whoever looks at it."""
    present = {
        f"{method} {route.path} {route.permission}"  # type: ignore[attr-defined]
        for route in app.routes
        for method in getattr(route, "methods", None) or ("GET",)
        if method != "HEAD"
    }
    frozen = set(FROZEN.read_text("utf-8").splitlines())
    assert sorted(present - frozen) == [], "add these lines to routes.txt if they are meant"
    assert sorted(frozen - present) == [], "take these lines out of routes.txt if they are gone for good"


@pytest.mark.parametrize("who", ["nobody", "admin"])
async def test_nobody_left_a_page(house: House, who: str) -> None:
    """Where the peers had theirs."""
    for path in PROBES:
        for method in ("GET", "POST"):
            answer = await house.visitors[who].ask(method, path)
            assert answer.status in (404, 405), (method, path, answer.status)


async def test_the_first_start_shuts_itself(app: Starlette, settings: Settings) -> None:
    """With an administrator in the house its link leads nowhere, though nobody has used it."""
    link = await first_start.offer(settings)
    secret = link.rpartition("/")[2]
    assert (await Visitor(app).ask("GET", f"/setup/{secret}")).status == 200
    assert await first_start.begin(settings, secret, login="first", name="Первый", mail="", password="long enough one")
    assert (await Visitor(app).ask("GET", f"/setup/{secret}")).status == 404
    assert (await Visitor(app).ask("GET", f"/setup/{await one_time.issue(Purpose.SETUP)}")).status == 404
    assert await first_start.offer(settings) == ""
    assert not (settings.home / first_start.FILE).exists()


def test_nothing_is_left_among_what_is_delivered() -> None:
    """Neither maps of scripts nor copies, keys, logs or tests."""
    folders = (SERVER / "okno", data_root("themes"), data_root("catalog"))
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file() and LEFT.fullmatch(path.name)]
    # The skeleton of a new plugin has a test, which is a template here.
    meant = {"__pycache__", "skeleton"}
    assert [path for path in found if not meant & set(path.parts)] == []
    scripts = [path for path in data_root("themes").rglob("*.js") if "sourceMappingURL" in path.read_text("utf-8")]
    assert scripts == []


def test_nothing_is_switched_to_debugging(app: Starlette) -> None:
    """Neither the application nor a line of its code."""
    assert app.debug is False
    lines = [
        f"{module.path}: {line.strip()}"
        for module in core()
        for line in module.text.splitlines()
        if re.search(r"\b(?:debug\s*=\s*True|breakpoint\(|pdb|set_trace|reload\s*=\s*True)", line)
    ]
    assert lines == []
