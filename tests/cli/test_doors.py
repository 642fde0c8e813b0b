"""Commands that open and shut the doors: the link of the first start, invitations, a lost second factor."""

from __future__ import annotations

from pathlib import Path

import httpx

from okno.http import first_start
from tests.stands.server import ServerStand, okno


def test_the_first_start_from_serve_to_the_administrator(
    server: ServerStand, home: Path, server_env: dict[str, str]
) -> None:
    """The link is printed and kept for its owner; one who is made otherwise ends it at once."""
    kept = home / first_start.FILE
    link = kept.read_text().strip()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert link.startswith(f"{server.base_url}/setup/")
    assert link in server.log.read_text()
    assert httpx.get(link).status_code == 200
    okno(home, "user", "add", "boss", "--role", "administrator", env=server_env)
    assert httpx.get(link).status_code == 404


def test_an_invitation_is_printed_alone(server: ServerStand, home: Path, server_env: dict[str, str]) -> None:
    """So that it can be piped on; a later one ends it."""
    okno(home, "user", "add", "anna", env=server_env)
    first, second = [okno(home, "user", "invite", "anna", env=server_env).strip() for _ in range(2)]
    paths = ["/invitation/" + one.partition("/invitation/")[2] for one in (first, second)]
    assert [httpx.get(server.base_url + path).status_code for path in paths] == [404, 200]
    assert "anna" in okno(home, "user", "second-factor", "anna", env=server_env)
    okno(home, "user", "second-factor", "anna", "--remove", env=server_env)
    okno(home, "user", "invite", "nobody-here", env=server_env, exit_code=1)
