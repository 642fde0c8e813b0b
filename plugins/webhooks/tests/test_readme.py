"""The examples of the README check real deliveries, and tell forged ones."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from okno_webhooks.hook import required
from okno_webhooks.keeping import rotate
from okno_webhooks.kinds import KINDS, PING
from plugins.webhooks.tests.desk import Desk
from tests.stands.receiver import Heard

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")

pytestmark = pytest.mark.plugins("webhooks")


def example(language: str) -> str:
    """The code of the README in a language."""
    [found] = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return str(found)


def in_python(secret: str, heard: Heard) -> bool:
    """What the Python example says."""
    names: dict[str, Any] = {}
    exec(example("python"), names)
    genuine: Callable[[str, dict[str, str], bytes], bool] = names["genuine"]
    return genuine(secret, heard.headers, heard.body)


def in_shell(secret: str, heard: Heard, folder: Path) -> bool:
    """What the shell example says."""
    (folder / "body").write_bytes(heard.body)
    told = {"STAMP": heard.headers["okno-timestamp"], "SIGNATURE": heard.headers["okno-signature"], "SECRET": secret}
    done = subprocess.run(
        ["sh", "-c", example("sh")], cwd=folder, env={**told, "PATH": "/usr/bin:/bin"}, capture_output=True, check=False
    )
    assert done.stdout in (b"genuine\n", b"forged\n"), done.stderr
    return done.returncode == 0


async def test_the_examples_know_what_is_genuine(desk: Desk, tmp_path: Path) -> None:
    hook, secret = await desk.made(kinds=("ticket.created",))
    await desk.company.order(subject="Монитор «гаснет»")
    [heard] = await desk.settled(1)
    assert in_python(secret, heard)
    assert in_shell(secret, heard, tmp_path)
    new = await rotate(desk.ctx, desk.owner, await required(hook.id))
    await desk.company.order()
    both = (await desk.settled(2))[1]
    for key in (secret, new):
        assert in_python(key, both)
        assert in_shell(key, both, tmp_path)
    forged = Heard(heard.method, heard.path, heard.headers, heard.body + b" ")
    stale = Heard(heard.method, heard.path, {**heard.headers, "okno-timestamp": "1"}, heard.body)
    for one in (forged, stale):
        assert not in_python(secret, one)
    assert not in_shell(secret, forged, tmp_path)
    assert not in_python(new, heard)


def test_every_event_stands_in_the_table() -> None:
    for name in (*KINDS, PING):
        assert f"`{name}`" in README, name
