"""Every sentence of the plugin is there in Russian, and none is left over."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parent.parent / "okno_webhooks"
WORDS = {"N_": None, "plural": (1, 2), "_": None, "ngettext": (1, 2)}


def test_all_words_are_translated() -> None:
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    found = extract_from_dir(PACKAGE, method_map=methods, keywords=WORDS)  # type: ignore[arg-type]
    asked = {text[0] if isinstance(text, tuple) else text for _, _, text, *_ in found}
    with (PACKAGE / "locales" / "ru" / "messages.po").open("rb") as stream:
        known = {one.id[0] if isinstance(one.id, tuple) else one.id: one.string for one in read_po(stream) if one.id}
    assert sorted(asked - known.keys()) == [], "translate these"
    assert sorted(known.keys() - asked) == [], "nobody says these any more"
    assert all(known.values())
