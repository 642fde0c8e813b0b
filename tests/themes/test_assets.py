"""Assets are read once, named by their content, and a theme of the home folder comes before ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from okno.themes import asset_url, assets
from okno.themes.assets import Home, load_assets
from okno.themes.prose import found, lines, prose


def _theme(home: Path, name: str, files: dict[str, str]) -> None:
    folder = home / "themes" / name
    (folder / "assets").mkdir(parents=True)
    (folder / "theme.toml").write_text(f'name = "{name}"\n', encoding="utf-8")
    for file, text in files.items():
        (folder / "assets" / file).write_text(text, encoding="utf-8")


def test_an_address_changes_with_the_content() -> None:
    url = asset_url("default", "okno.css")
    assert url == f"/assets/default/okno.css?v={assets()['default/okno.css'].etag.strip(chr(34))}"


def test_scripts_and_sheets_have_their_media_types() -> None:
    kinds = {path: asset.media_type for path, asset in assets().items()}
    assert kinds["default/okno.css"].startswith("text/css")
    assert kinds["default/live.js"].startswith("text/javascript")
    assert kinds["default/icons.svg"] == "image/svg+xml"


def test_what_is_vendored_carries_its_licence() -> None:
    for name in ("htmx.LICENSE.txt", "icons.LICENSE.txt"):
        assert len(assets()[f"default/{name}"].body) > 200


def test_the_whole_set_is_small() -> None:
    # Pictures are those of the installed app: no page loads them.
    assert sum(len(asset.body) for name, asset in assets().items() if not name.endswith(".png")) < 300_000


def test_a_theme_takes_what_it_lacks_from_the_default_one(tmp_path: Path) -> None:
    _theme(tmp_path, "north", {"theme.css": ":root { --accent: #123456; }"})
    assert asset_url("north", "theme.css", tmp_path).startswith("/assets/north/theme.css?v=")
    assert asset_url("north", "okno.css", tmp_path).startswith("/assets/default/okno.css?v=")


def test_files_of_the_home_folder_win(tmp_path: Path) -> None:
    _theme(tmp_path, "default", {"logo.svg": "<svg/>"})
    known = load_assets(Home(tmp_path))
    assert known["default/logo.svg"].body == b"<svg/>"
    assert known["default/okno.css"] == assets()["default/okno.css"]


def test_only_known_kinds_are_served(tmp_path: Path) -> None:
    _theme(tmp_path, "north", {"secret.toml": "x", "page.html": "x"})
    assert not [path for path in load_assets(Home(tmp_path)) if path.startswith("north/")]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Один\nдва\n\nтри", "<p>Один<br>два</p><p>три</p>"),
        ("<b>&", "<p>&lt;b&gt;&amp;</p>"),
        ("", ""),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
    ],
)
def test_prose(text: str, html: str) -> None:
    assert str(prose(text)) == html


def test_an_address_in_a_text_becomes_a_link_without_the_full_stop() -> None:
    shown = str(lines('См. https://intra.example/a?b=1&c="x.'))
    assert '<a href="https://intra.example/a?b=1&amp;c=" rel="noopener noreferrer nofollow">' in shown
    assert "<a" not in str(lines("ftp://x javascript:1"))


def test_found_words_are_marked_whatever_the_case_and_the_letter_yo() -> None:
    assert str(found("Ёлка и <ель>", "ел")) == "<mark>Ёл</mark>ка и &lt;<mark>ел</mark>ь&gt;"
    assert str(found("Ноутбук", "")) == "Ноутбук"
    assert str(found("a.c abc", "a.c")) == "<mark>a.c</mark> abc"
