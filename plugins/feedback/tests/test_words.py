"""Every sentence of the plugin is in Russian, and none is left over."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

import okno
import okno_feedback

OURS = Path(okno_feedback.__file__).parent
CORE = Path(okno.__file__).parent


def said() -> set[str]:
    """The sentences of code and templates, plurals by their first form."""
    found = {text for file in OURS.rglob("*.py") for text in _in_code(ast.parse(file.read_text("utf-8")))}
    for file in (OURS / "templates").glob("*.html"):
        for _, _, message, _ in babel_extract(BytesIO(file.read_bytes()), ["_", "ngettext"], [], {}):
            found.add(message if isinstance(message, str) else str(message[0]))
    return found


def _in_code(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if (
            name in ("N_", "plural", "ngettext")
            and isinstance(node, ast.Call)
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


def translations(package: Path) -> dict[str, object]:
    """The Russian of a package by its English."""
    with (package / "locales" / "ru" / "messages.po").open("rb") as stream:
        catalog: Catalog = read_po(stream, locale="ru")
    return {one.id if isinstance(one.id, str) else one.id[0]: one.string for one in catalog if one.id}


def test_every_sentence_is_in_russian_once() -> None:
    own, core = translations(OURS), translations(CORE)
    assert sorted(said() - own.keys() - core.keys()) == []
    assert sorted(own.keys() - said()) == []
    assert sorted(own.keys() & core.keys()) == []
    assert all(all(text) if isinstance(text, tuple) else text for text in own.values())


def test_russian_is_calm() -> None:
    words = str(list(translations(OURS).values())).casefold()
    assert not [bad for bad in ("!", "пожалуйста", "успешно", "произошла ошибка", "вы уверены") if bad in words]
