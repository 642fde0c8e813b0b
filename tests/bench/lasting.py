"""A PostgreSQL for benches that stays between runs: `python -m tests.bench.lasting start|stop|status [FOLDER]`.

It listens on a Unix socket in its folder alone, survives power cuts as a company's would (fsync on), and belongs to
nobody else: `stop` ends it, removing the folder forgets everything.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import asyncpg

from tests.stands.postgres import OWNER, _programs

FOLDER = Path("/tmp/okno-bench-pg")
# Those of a small server: a quarter of 8 GB as buffers. Each statement is planned without compiling.
OPTIONS = (
    "listen_addresses=''", "shared_buffers=2GB", "effective_cache_size=6GB", "random_page_cost=1.1", "jit=off",
    "max_wal_size=4GB", "max_connections=200", "work_mem=16MB",
)  # fmt: skip


def url(database: str, folder: Path = FOLDER) -> str:
    """The address of a database."""
    return f"postgres://{OWNER}@/{database}?host={folder}"


def running(folder: Path = FOLDER) -> bool:
    """Whether it answers to its own commands."""
    if not (folder / "data").is_dir():
        return False
    return _control(folder, "status").returncode == 0


def start(folder: Path = FOLDER) -> None:
    """Starts it, made anew where there is none."""
    if not (folder / "data").is_dir():
        _make(folder)
    if running(folder):
        return
    options = " ".join(f"-c {option}" for option in OPTIONS)
    done = _control(folder, "start", "-w", "-t", "120", "-l", str(folder / "log"), "-o", f"-k {folder} {options}")
    if done.returncode:
        raise SystemExit(f"PostgreSQL did not start: {done.stderr}\n{(folder / 'log').read_text(errors='replace')}")


def stop(folder: Path = FOLDER) -> None:
    """Ends it; its data stay."""
    _control(folder, "stop", "-w", "-m", "fast")


async def create(database: str, folder: Path = FOLDER) -> None:
    """Makes an empty database; what it held before is gone."""
    connection = await asyncpg.connect(user=OWNER, host=str(folder), database="postgres")
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        await connection.execute(f'CREATE DATABASE "{database}" TEMPLATE template0')
    finally:
        await connection.close()


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    where = folder / "data"
    done = subprocess.run(
        [*_as_nobody(), str(_programs() / "initdb"), "-A", "trust", "-U", OWNER, "--locale=C.UTF-8", "-D", str(where)],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"initdb failed: {done.stderr}")


def _control(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # The server keeps what it was started with: no pipe of ours, which would never end.
    with (folder / "control").open("w+") as told:
        done = subprocess.run(
            [*_as_nobody(), str(_programs() / "pg_ctl"), "-D", str(folder / "data"), *arguments],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=told, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        told.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, "", told.read())


def _as_nobody() -> list[str]:
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []


def main() -> None:
    """Does what the first word asks for."""
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else FOLDER
    if word == "start":
        start(folder)
    elif word == "stop":
        stop(folder)
    elif word != "status":
        raise SystemExit(__doc__)
    sys.stdout.write(f"{'running' if running(folder) else 'not running'} in {folder}\n")


if __name__ == "__main__":
    main()
