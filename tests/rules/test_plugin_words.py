"""Each plugin says in Russian all that it says in English, and calmly."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment

from tests.rules.sources import ROOT, nothing
from tests.rules.test_plugins import folders, manifest_of
from tests.rules.test_texts import BANNED

SAYING = ("N_", "plural", "gettext", "ngettext")
CORE = ROOT / "server" / "okno" / "locales" / "ru" / "messages.po"


def _known(path: Path) -> dict[str, tuple[str, ...]]:
    """What a catalog of words says for each sentence."""
    if not path.is_file():
        return {}
    with path.open("rb") as stream:
        messages = [message for message in read_po(stream, locale="ru", abort_invalid=True) if message.id]
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (message.string,)
        if isinstance(message.string, str)
        else tuple(message.string or ())
        for message in messages
    }


def _said(package: Path) -> Iterator[tuple[str, str]]:
    """The sentences of templates and code, each with its place."""
    environment = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    for path in sorted((package / "templates").rglob("*.html")):
        for line, _, message in environment.extract_translations(path.read_text("utf-8")):  # type: ignore[attr-defined]
            yield (message[0] if isinstance(message, tuple) else message), f"{path.relative_to(ROOT)}:{line}"
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in SAYING:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, f"{path.relative_to(ROOT)}:{node.lineno}"


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_every_sentence_of_a_plugin_is_in_russian(folder: Path) -> None:
    package = folder / f"okno_{manifest_of(folder).name}"
    own = _known(package / "locales" / "ru" / "messages.po")
    known = {text for text, told in {**_known(CORE), **own}.items() if all(told)}
    nothing([f"{place}: {text!r} is not in Russian" for text, place in _said(package) if text not in known])


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_the_russian_of_a_plugin_is_calm(folder: Path) -> None:
    package = folder / f"okno_{manifest_of(folder).name}"
    own = _known(package / "locales" / "ru" / "messages.po")
    nothing([f"{folder.name}: {form}" for told in own.values() for form in told if BANNED.search(form)])
