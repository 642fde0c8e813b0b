"""Every page renders from its declared context alone, in both languages, and stays within the strict policy."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from okno.themes import SLOTS, assets, check_templates, render
from okno.themes.contexts import Page
from tests.themes.samples import PAGES

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"
# Values that Python chooses from a fixed set and that templates use in names of classes, icons, types and addresses.
CHOSEN = frozenset(
    {
        "kind",
        "icon",
        "colour",
        "tone",
        "locale",
        "theme",
        "density",
        "skin",
        "section",
        "marks",
        "visibility",
        "href",
        "next_href",
        "back_href",
        "empty_href",
        "phone_href",
        "category_href",
        "origin_href",
        "split_href",
        "general_href",
        "edit_href",
        "stage",
    }
)
TEMPLATES = Path(__file__).resolve().parents[2] / "themes/default/templates"
VOID = {"meta", "link", "input", "br", "img", "hr"}


class Seen(HTMLParser):
    """Tags, ids, headings and balance of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")

    def of(self, *names: str) -> list[dict[str, str | None]]:
        """Attributes of the tags with these names."""
        return [attributes for tag, attributes in self.tags if tag in names]


def _shown(name: str, locale: str = "ru") -> str:
    page, shell = PAGES[name]
    return render(page, dataclasses.replace(shell, locale=locale))


def _spoiled(value: Any, name: str = "") -> Any:
    """The same context with hostile words in each free text."""
    if isinstance(value, str):
        return value if name in CHOSEN else HOSTILE
    if isinstance(value, tuple):
        return tuple(_spoiled(item, name) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value, **{f.name: _spoiled(getattr(value, f.name), f.name) for f in dataclasses.fields(value)}
        )
    return value


def _declared() -> Iterator[type[Page]]:
    waiting = [Page]
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        # Other tests declare pages of their own.
        if found.template and found.__module__.startswith("okno."):
            yield found


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_whole_html(name: str, locale: str) -> None:
    seen = Seen(_shown(name, locale))
    assert not [*seen.wrong, *seen.open], f"unbalanced tags: {seen.wrong or seen.open}"
    assert len(seen.of("h1")) == 1, "a page has one h1"
    assert len(seen.of("main")) == 1
    twice = [name for name, count in Counter(a["id"] for _, a in seen.tags if a.get("id")).items() if count > 1]
    assert not twice, f"ids that stand twice: {twice}"


@pytest.mark.parametrize("name", PAGES)
def test_references_inside_the_page_hold(name: str) -> None:
    seen = Seen(_shown(name))
    ids = {attributes.get("id") for _, attributes in seen.tags}
    for tag, attributes in seen.tags:
        for key in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for target in (attributes.get(key) or "").split():
                assert target in ids, f"<{tag} {key}={target!r}> points nowhere"
        if tag == "a" and (attributes.get("href") or "").startswith("#"):
            assert (attributes["href"] or "")[1:] in ids, f"the link {attributes['href']} points nowhere"


@pytest.mark.parametrize("name", PAGES)
def test_headings_go_in_order(name: str) -> None:
    levels = [int(tag[1]) for tag, _ in Seen(_shown(name)).tags if tag in ("h1", "h2", "h3", "h4")]
    main = levels[levels.index(1) :]
    assert all(after - before <= 1 for before, after in itertools.pairwise(main)), f"a level is skipped: {levels}"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_inline(name: str) -> None:
    for tag, attributes in Seen(_shown(name)).tags:
        assert tag != "style", "rules belong in okno.css"
        assert tag != "script" or attributes.get("src"), "scripts belong in assets"
        bad = [key for key in attributes if key == "style" or key.startswith(("on", "hx-on"))]
        assert not bad, f"<{tag}> has {bad}: the policy of the page refuses it"


@pytest.mark.parametrize("name", PAGES)
def test_every_asset_exists(name: str) -> None:
    html = _shown(name)
    for path, etag in re.findall(r"/assets/([\w./-]+)\?v=(\w+)", html):
        assert assets()[path].etag == f'"{etag}"', path
    sprite = assets()["default/icons.svg"].body.decode()
    for icon in re.findall(r"icons\.svg\?v=\w+#([\w-]+)", html):
        assert f'id="{icon}"' in sprite, f"the sprite has no icon {icon!r}"


@pytest.mark.parametrize("name", PAGES)
def test_every_form_that_changes_something_is_signed(name: str) -> None:
    html = _shown(name)
    for form in re.findall(r"<form\b.*?</form>", html, re.DOTALL):
        if 'method="post"' in form:
            assert '<input type="hidden" name="_csrf" value="token">' in form, form[:200]


@pytest.mark.parametrize("name", PAGES)
def test_every_control_has_a_name(name: str) -> None:
    seen = Seen(_shown(name))
    labelled = {attributes.get("for") for attributes in seen.of("label")}
    for control in seen.of("input", "select", "textarea"):
        if control.get("type") in ("hidden", "radio", "checkbox"):
            continue
        assert control.get("aria-label") or control.get("id") in labelled, f"nobody says what this is: {control}"


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_stays_text(name: str) -> None:
    page, shell = PAGES[name]
    html = render(_spoiled(page), _spoiled(shell))
    assert "alert(1)" in html
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "49" not in re.sub(r"\D49\d|\d49|v=\w+", "", html)
    for tag, attributes in Seen(html).tags:
        assert "onerror" not in attributes, f"<{tag}> took an attribute from a text"


def test_every_declared_page_has_a_sample() -> None:
    assert set(_declared()) <= {type(page) for page, _ in PAGES.values()}


def test_every_template_compiles() -> None:
    assert {page.template for page in _declared()} <= set(check_templates("default"))


def test_every_slot_stands_in_a_template() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html"))
    assert set(re.findall(r'slot\("([\w.-]+)"\)', source)) == set(SLOTS)


def test_russian_pages_speak_russian() -> None:
    """A sentence of the interface left in English would show here as a Latin word outside of data."""
    html = re.sub(r"<[^>]+>", " ", re.sub(r"<head>.*?</head>", "", _shown("portal"), flags=re.DOTALL))
    assert set(re.findall(r"[A-Za-z]{3,}", html)) <= {"Okno", "Eng", "VPN", "Enter", "Esc"}


def test_what_a_stranger_gets_has_no_live_stream() -> None:
    html = _shown("missing.stranger")
    assert "live.js" not in html
    assert "data-person" not in html


def test_shell_choices_reach_the_page() -> None:
    page, shell = PAGES["desk"]
    html = render(page, dataclasses.replace(shell, theme="contrast", density="compact"))
    assert 'data-theme="contrast"' in html
    assert 'data-density="compact"' in html
