"""Several nodes on one PostgreSQL: a home and a tree of processes each, the key copied, the files in one folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from okno import secret
from tests.stands.server import ServerStand, okno
from tests.stands.smtp import SmtpStand

PLUGINS = "sample"


@dataclass(frozen=True)
class Nodes:
    """The nodes, in the order of their making, and the environment that all of them have."""

    stands: tuple[ServerStand, ...]
    env: Mapping[str, str]

    @property
    def base_urls(self) -> tuple[str, ...]:
        """Where each of them answers."""
        return tuple(stand.base_url for stand in self.stands)

    def owner_of(self, pid: int) -> ServerStand | None:
        """The node to which a process belongs, as long as it lives."""
        return next((stand for stand in self.stands if _runs(stand) and pid in stand.pids()), None)


def environment(database: str, files: Path, smtp: SmtpStand) -> dict[str, str]:
    """What the nodes have alike."""
    return {
        "OKNO_DATABASE": database,
        "OKNO_FILES": str(files),
        "OKNO_PLUGINS": PLUGINS,
        "OKNO_MAIL_HOST": smtp.host,
        "OKNO_MAIL_PORT": str(smtp.port),
        "OKNO_MAIL_SENDER": "okno@example.com",
    }


@contextmanager
def running(folder: Path, env: Mapping[str, str], *, count: int = 2) -> Iterator[Nodes]:
    """Prepares `count` homes below `folder` as an administrator would, and serves all until the block ends."""
    homes = [folder / f"node{number}" for number in range(count)]
    okno(homes[0], "migrate", env=env)
    for home in homes[1:]:
        home.mkdir()
        shutil.copy(homes[0] / secret.FILE, home)
    stands = tuple(ServerStand(home, env=env) for home in homes)
    try:
        for stand in stands:
            stand.start()
        yield Nodes(stands, env)
    except BaseException:
        for stand in stands:
            with suppress(AssertionError):  # it was not started yet
                stand.kill()
        raise
    for stand in stands:
        if _runs(stand):
            stand.stop()


def _runs(stand: ServerStand) -> bool:
    return stand.process.poll() is None
