"""The pairs of colours of DESIGN.md part 4, measured in each theme: 4.5 for text, 3 for edges and glyphs."""

from __future__ import annotations

import re

import pytest

from okno.themes import assets

SHEET = assets()["default/okno.css"].body.decode()
CONTRAST = assets()["contrast/theme.css"].body.decode()
TEXT = (
    ("text", "surface"),
    ("text", "canvas"),
    ("muted", "surface"),
    ("muted", "canvas"),
    ("muted", "selected"),
    ("muted", "sunken"),
    ("faint", "sunken"),
    ("accent", "surface"),
    ("accent", "canvas"),
    ("accent", "selected"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("new", "new-bg"),
    ("new", "surface"),
    ("progress", "progress-bg"),
    ("progress", "surface"),
    ("wait", "wait-bg"),
    ("wait", "surface"),
    ("wait", "part-bg"),
    ("done", "done-bg"),
    ("done", "surface"),
    ("burn", "burn-bg"),
    ("burn", "surface"),
    ("burn", "selected"),
    ("burn", "note-bg"),
    ("late", "late-bg"),
    ("late", "surface"),
    ("pause", "pause-bg"),
    ("text", "note-bg"),
    ("text", "part-bg"),
    ("text", "selected"),
    ("text", "done-bg"),
    ("text", "burn-bg"),
    ("text", "mark"),
    ("on-hero", "hero"),
    ("on-toast", "toast"),
    ("on-late", "late"),
    ("on-lit", "lit"),
)
EDGES = (
    ("line-strong", "surface"),
    ("line-strong", "canvas"),
    ("focus", "surface"),
    ("focus", "canvas"),
    ("lit", "hero"),
)


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


def _block(selector: str) -> str:
    start = SHEET.index(selector)
    return SHEET[start : SHEET.index("}", start)]


LIGHT = _tokens(_block(":root {"))
THEMES = {
    "light": LIGHT,
    "dark": LIGHT | _tokens(_block(':root[data-theme="dark"] {')),
    "contrast": LIGHT | _tokens(_block(':root[data-theme="contrast"] {')),
    "themes/contrast": LIGHT | _tokens(CONTRAST),
}


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _ratio(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("pair", TEXT, ids=" on ".join)
def test_text_can_be_read(theme: str, pair: tuple[str, str]) -> None:
    colours = THEMES[theme]
    assert _ratio(colours[pair[0]], colours[pair[1]]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("pair", EDGES, ids=" on ".join)
def test_edges_can_be_seen(theme: str, pair: tuple[str, str]) -> None:
    colours = THEMES[theme]
    assert _ratio(colours[pair[0]], colours[pair[1]]) >= 3


def test_dark_is_the_same_by_wish_and_by_choice() -> None:
    assert _tokens(_block(":root:not([data-theme]) {")) == _tokens(_block(':root[data-theme="dark"] {'))


def test_colours_stand_in_the_tokens_only() -> None:
    body = SHEET[SHEET.index("/* ---------- 2. base") : SHEET.index("/* ---------- 6. print")]
    assert re.findall(r"#[0-9a-f]{3,8}\b(?=[;, )])", body) == []


def test_a_theme_of_one_file_says_all_that_the_dark_would_say() -> None:
    """Else a browser that wishes the dark mixes the two."""
    dark = _tokens(_block(':root[data-theme="dark"] {'))
    assert sorted(set(dark) - set(_tokens(CONTRAST))) == []


def test_a_theme_of_one_file_is_as_contrasting_as_the_choice_in_the_profile() -> None:
    chosen = _tokens(_block(':root[data-theme="contrast"] {'))
    assert {name: _tokens(CONTRAST)[name] for name in chosen} == chosen
