"""Class 30: nobody can sign in where nobody was given a password, and no password is the same in two places."""

from __future__ import annotations

import ast
import re

import pytest
from starlette.applications import Starlette

from okno.db import fetch_value
from okno.demo import company as demo
from okno.errors import NotSignedIn
from okno.http import first_start
from okno.http.attempts import sign_in
from okno.secret import key
from okno.settings import Limits, Settings, load
from okno.web.admin_people import new_password
from tests.rules.sources import core

KNOWN = [
    ("admin", "admin"), ("admin", ""), ("root", "password"), ("okno", "okno"), ("glpi", "glpi"), ("admin", "password"),
    ("administrator", "administrator"), ("demo", "demo"), ("admin", "12345678"), ("", ""), ("test", "test"),
]  # fmt: skip
PASSWORD = re.compile(r"passw|secret|token|api_?key|credential", re.IGNORECASE)
# Texts beside such a name that are words for people, names of columns or of purposes, no values.
WORDS = re.compile(r"^$|[ %{}:/]|^[a-z_.-]+$|^okno_$|^X-CSRF-Token$|^[A-Z][a-z]+$")


async def test_a_new_house_has_no_accounts(app: Starlette) -> None:
    """Neither people nor passwords nor tokens; the well-known ones open nothing."""
    for table in ("person", "account", "token", "session", "role_grant", "one_time"):
        assert await fetch_value(f"SELECT count(*) FROM {table}") == 0, table
    for n, (login, password) in enumerate(KNOWN):
        with pytest.raises(NotSignedIn):
            await sign_in(login, password, address=f"192.0.2.{n}", limits=Limits(sign_in_failures=99))


async def test_the_first_start_makes_its_own(app: Starlette, settings: Settings) -> None:
    """By a link that only who can read the home folder has; each offer makes another, and ends the one before."""
    links = {await first_start.offer(settings) for _ in range(3)}
    assert len(links) == 3
    kept = settings.home / first_start.FILE
    assert kept.stat().st_mode & 0o077 == 0
    *old, last = [link for link in links if link not in kept.read_text()] + [kept.read_text().strip()]
    assert not [link for link in old if await first_start.is_open(link.rpartition("/")[2])]
    assert await first_start.is_open(last.rpartition("/")[2])


def test_passwords_that_we_make_are_random() -> None:
    """For people whom an administrator enters, and for the demonstration."""
    for make in (new_password, demo._password):
        made = {make() for _ in range(200)}
        assert len(made) == 200
        assert all(len(one) >= 12 for one in made)


def test_settings_come_without_secrets(settings: Settings) -> None:
    """What is not set is empty, and what is empty opens nothing."""
    fresh = load(settings.home, {})
    assert fresh.metrics_token == ""
    assert fresh.mail.password == ""
    assert len(key(settings.home)) == 32


def test_no_password_is_written_into_the_code() -> None:
    """Nothing with such a name is given a value in it."""
    found = []
    for module in core():
        for node in ast.walk(module.tree):
            pairs: list[tuple[str, ast.expr]] = []
            if isinstance(node, ast.Assign):
                pairs = [(ast.unparse(target), node.value) for target in node.targets]
            elif isinstance(node, ast.keyword) and node.arg:
                pairs = [(node.arg, node.value)]
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                pairs = [(ast.unparse(node.target), node.value)]
            for name, value in pairs:
                text = value.value if isinstance(value, ast.Constant) else None
                if PASSWORD.search(name) and isinstance(text, str) and not WORDS.search(text):
                    found.append(f"{module.at(node)}: {name} = {text!r}")
    assert not found, "\n".join(found)
