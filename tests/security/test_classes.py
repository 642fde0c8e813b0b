"""No class of holes is left out: each has a file that is there, or a reason."""

from __future__ import annotations

import re
from pathlib import Path

from tests.rules.sources import core, imports
from tests.security.classes import CLASSES, NotYet, Tried

HERE = Path(__file__).parent
ABSENT = r"(?:ldap|ldap3|saml|onelogin|weasyprint|reportlab|imaplib|poplib)\b"
CLIENTS = {"httpx", "requests", "aiohttp", "urllib3", "http.client", "urllib.request"}


def test_all_thirty_are_listed() -> None:
    """In their order, each with words."""
    assert list(CLASSES) == list(range(1, 31))
    assert all(one.title for one in CLASSES.values())
    assert all(len(one.why) > 10 for one in CLASSES.values() if isinstance(one, NotYet))


def test_the_files_are_there() -> None:
    """And no numbered file is forgotten in the list."""
    named = {name for one in CLASSES.values() if isinstance(one, Tried) for name in one.files}
    present = {path.name for path in HERE.glob("test_[0-9]*.py")}
    assert named == present


def test_a_file_belongs_to_its_number() -> None:
    for number, one in CLASSES.items():
        if isinstance(one, Tried):
            numbers = {int(found[1]) for name in one.files if (found := re.match(r"test_(\d\d)_", name))}
            assert number in numbers, number


def test_what_is_not_tried_is_not_there() -> None:
    """The reasons hold: nothing here asks other servers for pages, makes PDF, knows directories or reads mail."""
    # The desk for tests of plugins is no server: its clients speak to the application in the same process.
    served = (module for module in core() if not module.name.startswith("okno.testing"))
    found = {name for module in served for _, name in imports(module)}
    assert not {name for name in found if any(name == one or name.startswith(f"{one}.") for one in CLIENTS)}
    assert not {name for name in found if re.match(ABSENT, name)}
