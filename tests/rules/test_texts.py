"""Every sentence that people read has a Russian translation, and no translation is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import Environment

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "server/okno"
TEMPLATES = ROOT / "themes"
PLACES = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
# Words that DESIGN.md part 11 keeps out of the interface, and marks that shout.
BANNED = re.compile(r"пожалуйста|успешно|произошла ошибка|вы уверены|!", re.IGNORECASE)


def _catalog(locale: str) -> Catalog:
    with (SERVER / f"locales/{locale}/messages.po").open("rb") as stream:
        return read_po(stream, locale=locale, abort_invalid=True)


def _of_templates() -> Iterator[tuple[str, str]]:
    """Singular msgids of all templates with their places."""
    environment = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    for path in sorted(TEMPLATES.rglob("templates/*.html")):
        for line, _, message in environment.extract_translations(path.read_text(encoding="utf-8")):  # type: ignore[attr-defined]
            first = message[0] if isinstance(message, tuple) else message
            yield first, f"{path.relative_to(ROOT)}:{line}"


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _of_code() -> Iterator[tuple[str, str]]:
    """Msgids of N_(), plural(), gettext() and ngettext() calls in the core with their places."""
    for path in sorted(SERVER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                not isinstance(node, ast.Call)
                or _called(node) not in ("N_", "plural", "gettext", "ngettext")
                or not node.args
            ):
                continue
            if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                yield node.args[0].value, f"{path.relative_to(ROOT)}:{node.lineno}"


def _strings_of_code() -> set[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in SERVER.rglob("*.py"))
    return {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _first(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (tuple, list)) else str(message.id)


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def test_every_sentence_is_in_russian() -> None:
    known = {_first(message) for message in _catalog("ru") if message.id and all(_forms(message.string))}
    missing = {msgid: place for msgid, place in [*_of_templates(), *_of_code()] if msgid not in known}
    listed = "\n".join(f"{place}: {msgid!r}" for msgid, place in missing.items())
    assert not missing, f"Translate these in server/okno/locales/ru/messages.po:\n{listed}"


def test_no_translation_is_left_over() -> None:
    used = {msgid for msgid, _ in _of_templates()} | _strings_of_code()
    unused = [_first(message) for message in _catalog("ru") if message.id and _first(message) not in used]
    assert not unused, f"Nobody says this any more, remove it from messages.po: {unused}"


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_translations_name_the_same_places(locale: str) -> None:
    for message in _catalog(locale):
        if not message.id:
            continue
        asked = {place for form in _forms(message.id) for place in PLACES.findall(form)}
        for form in _forms(message.string):
            extra = set(PLACES.findall(form)) - asked
            lost = (asked - set(PLACES.findall(form))) if isinstance(message.id, str) else set()
            assert not extra | lost, (
                f"{message.id!r}: the translation {form!r} has {extra or 'no'} more and {lost or 'no'} less places"
            )


def test_russian_is_calm() -> None:
    loud = [form for message in _catalog("ru") if message.id for form in _forms(message.string) if BANNED.search(form)]
    assert not loud, f"DESIGN part 11: say what to do instead, without these words and marks: {loud}"
