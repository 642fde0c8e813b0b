"""What plugins bring to pages is checked when they are loaded; a theme may draw it in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from okno.access import RIGHTS
from okno.access.roles import DELIVERED
from okno.hooks import Guest, failures, hosting
from okno.i18n import say
from okno.text import N_
from okno.themes import SLOTS, Subject, assets, fill, guests, render, set_home
from okno.themes.contexts import Page, Shell
from okno.themes.filling import slots_in
from okno.themes.render import environment_of
from okno.themes.slots import Filling
from tests.stands.plugins import Shelf
from tests.themes.samples import PAGES

TITLES = 'title = { ru = "Проба", en = "Trial" }'
SLOT = '[[slot]]\nname = "ticket.side"\ntemplate = "side.html"\nvariables = ["stars"]\n'
PAGE = """
    from okno.api import Screen, page
    class One(Screen):
        pass
"""
BROKEN: dict[str, tuple[str, dict[str, str], str]] = {
    "no_such_slot": (SLOT.replace("ticket.side", "ticket.sky"), {"templates/side.html": "{{ stars }}"}, "ticket.sky"),
    "no_template": (SLOT, {}, "templates/side.html"),
    "syntax": (SLOT, {"templates/side.html": "{% if %}"}, "side.html"),
    "undeclared": (SLOT, {"templates/side.html": "{{ stars }} {{ secret }}"}, "secret"),
    "slot_in_slot": (SLOT, {"templates/side.html": '{{ stars }}{{ slot("page.head") }}'}, "opens another"),
    "other_template": ("", {"templates/report.html": "{% block %}"}, "report.html"),
    "no_role": (f'[[permission]]\nkey = "guest.see"\nroles = ["king"]\n{TITLES}', {}, "king"),
    "no_right": (f'[[menu]]\nplace = "top"\npath = "/x/guest/a"\nneeds = "guest.fly"\n{TITLES}', {}, "guest.fly"),
    "no_routes": ("", {"pages.py": "ROUTE = []"}, "ROUTES"),
    "no_permission": ("", {"pages.py": PAGE + '\n    ROUTES = [page("/x/guest/a", One)]'}, "state either needs"),
    "unknown_right": ("", {"pages.py": PAGE + '\n    ROUTES = [page("/x/guest/a", One, needs="guest.a")]'}, "guest.a"),
    "outside": ("", {"pages.py": PAGE + '\n    ROUTES = [page("/admin/people", One, public=True)]'}, "/admin/people"),
    "beside": ("", {"pages.py": PAGE + '\n    ROUTES = [page("/x/guests/a", One, public=True)]'}, "/x/guests/a"),
    "by_hand": (
        "",
        {"pages.py": "from starlette.routing import Route\nROUTES = [Route('/x/guest/a', print)]"},
        "page()",
    ),
    "rest_by_hand": ("", {"rest.py": "ENDPOINTS = [1]"}, "endpoint()"),
    "rest_outside": (
        "",
        {
            "rest.py": """
                from okno.api import endpoint
                async def one(call): "One"
                ENDPOINTS = [endpoint("GET", "/tickets/all", one, public=True)]
            """
        },
        "/tickets/all",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Own(Page):
    """A page of a plugin."""

    template: ClassVar[str] = "x/guest/own.html"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Where the plugins of this test are installed."""
    return Shelf(tmp_path / "site")


@pytest.mark.parametrize("kind", BROKEN)
def test_what_does_not_fit_fails_its_plugin_alone(shelf: Shelf, kind: str) -> None:
    manifest, files, words = BROKEN[kind]
    shelf.put("guest", files, manifest=manifest)
    shelf.put("other", {"templates/fine.html": "fine"})
    with shelf.loaded() as plugins:
        assert plugins["other"].loaded
        assert not plugins["guest"].loaded
        assert words in str(plugins["guest"].reason)
    assert not guests.names()


def test_rights_of_another_plugin_are_only_for_who_requires_it(shelf: Shelf) -> None:
    routes = PAGE + '\n    ROUTES = [page("/x/{name}/a", One, needs="other.see")]'
    shelf.put("guest", {"pages.py": routes.replace("{name}", "guest")}, manifest='after = ["other"]')
    shelf.put("friend", {"pages.py": routes.replace("{name}", "friend")}, manifest='requires = ["other"]')
    shelf.put("other", manifest=f'[[permission]]\nkey = "other.see"\nroles = ["agent"]\n{TITLES}')
    with shelf.loaded() as plugins:
        assert plugins["friend"].loaded, str(plugins["friend"].reason)
        assert not plugins["guest"].loaded
        assert "other.see" in DELIVERED["agent"].rights
        assert RIGHTS["other.see"].group == {"ru": "Проба", "en": "Trial"}
    assert "other.see" not in DELIVERED["agent"].rights | RIGHTS.keys()


def test_words_of_a_plugin_are_known_where_the_core_has_none(shelf: Shelf) -> None:
    po = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n\nmsgid "%s"\nmsgstr "%s"\n'
    words = po % ("Rate the work", "Оцените работу") + '\nmsgid "Home"\nmsgstr "Дом"\n'
    shelf.put("guest", {"locales/ru/messages.po": words})
    with shelf.loaded():
        assert say(N_("Rate the work"), "ru") == "Оцените работу"
        assert say(N_("Rate the work"), "en") == "Rate the work"
        assert say(N_("Home"), "ru") != "Дом"
    assert say(N_("Rate the work"), "ru") == "Rate the work"


def test_a_theme_draws_a_page_of_a_plugin_in_its_own_way(shelf: Shelf, tmp_path: Path) -> None:
    shelf.put("guest", {"templates/own.html": "plain", "assets/a.css": "a {}", "assets/secret.toml": "x"})
    theme = tmp_path / "themes/north"
    for file, text in {"theme.toml": 'name = "north"', "templates/x/guest/own.html": "northern"}.items():
        (theme / file).parent.mkdir(parents=True, exist_ok=True)
        (theme / file).write_text(text)
    shell = Shell(person=None, locale="en", csrf="", company="", path="/")
    set_home(tmp_path)
    try:
        with shelf.loaded():
            assert render(Own(), shell) == "plain"
            assert render(Own(), Shell(**{**vars(shell), "skin": "north"})) == "northern"
            assert {path for path in assets(tmp_path) if path.startswith("x/")} == {"x/guest/a.css"}
    finally:
        set_home(None)
    assert not [path for path in assets() if path.startswith("x/")]


# Filling ------------------------------------------------------------------------------------------------------


def test_every_page_with_a_slot_about_something_says_about_what() -> None:
    """A slot that has a subject stands in templates whose pages name one of that kind."""
    environment = environment_of("default", "ru")
    assert environment.loader is not None
    kinds: dict[str, set[str]] = {}
    for name in environment.list_templates(extensions=["html"]):
        source, _, _ = environment.loader.get_source(environment, name)
        if own := {SLOTS[slot] for slot in slots_in(environment.parse(source))} - {""}:
            kinds[name] = own
    assert kinds == {
        "request.html": {"ticket"},
        "ticket.html": {"ticket"},
        "service.html": {"service"},
        "profile.html": {"person"},
        "admin-person.html": {"person"},
    }


async def test_no_plugin_is_asked_about_a_page_without_its_slots(shelf: Shelf) -> None:
    asked = []

    async def slot_context(_: object, *, slot: str, subject: Subject | None) -> dict[str, object]:
        asked.append((slot, subject))
        return {"stars": 5}

    shelf.put("guest", {"templates/side.html": "{{ stars }} <b>"})
    page, shell = PAGES["ticket"]
    portal, _ = PAGES["portal"]
    filling = Filling("guest", "ticket.side", "side.html", frozenset({"stars"}))
    with shelf.loaded() as plugins:
        folder = plugins["guest"].found.folder
        assert folder is not None
        guests.bring("guest", folder, [filling])
        with hosting(Guest("guest", {"slot_context": slot_context})):
            assert await fill(portal, shell, None) == {}
            assert asked == []
            about = Page.__dataclass_fields__["slots_about"].default
            assert about is None
            # Without what it is about, the slot has nothing to ask for.
            assert await fill(page, shell, None) == {"ticket.side": ""}
            assert asked == []
        with hosting(Guest("guest", {"slot_context": slot_context}, active=lambda: False)):
            assert await fill(page, shell, None) == {}


async def test_a_piece_that_would_spoil_the_page_is_left_out(shelf: Shelf) -> None:
    pieces = {
        "whole": "<p>{{ a }}</p><svg><path/></svg><br/>",
        "open": "<div>{{ a }}",
        "closing": "</div>{{ a }}",
        "stroke": "<div/>{{ a }}",
        "script": "{{ a / 0 }}",
        "comment": "<p>{{ a }}</p><!-- begun",
        "half_a_tag": '<p>{{ a }}</p><a href="x',
    }
    shelf.put("guest", {f"templates/{name}.html": text for name, text in pieces.items()})
    page, shell = PAGES["portal"]

    async def slot_context(_: object) -> dict[str, object]:
        return {"a": 1}

    with shelf.loaded() as plugins:
        folder = plugins["guest"].found.folder
        assert folder is not None
        names = frozenset({"a"})
        guests.bring("guest", folder, [Filling("guest", "portal.top", f"{name}.html", names) for name in pieces])
        with hosting(Guest("guest", {"slot_context": slot_context})):
            assert await fill(page, shell, None) == {"portal.top": "<p>1</p><svg><path/></svg><br/>"}
        assert len(failures.failures_of("guest")) == 6
    failures.forget()
