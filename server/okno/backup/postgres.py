"""The programs of PostgreSQL that copy a database out and in; they come with its package for clients."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from okno.db.connection import postgres_credentials
from okno.errors import Refused
from okno.text import N_

_VERSIONS = Path("/usr/lib/postgresql")
_TABLES = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace"
_MIGRATIONS = "SELECT app || '.' || name FROM tortoise_migrations ORDER BY id"


def dump(url: str, target: Path) -> None:
    """Copies the database as it is at one moment, while others write to it."""
    _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"], url)


def load(url: str, source: Path) -> None:
    """Fills an empty database with what `dump` has written, whole or not at all."""
    if int(_run("psql", ["-XAtc", _TABLES], url) or 0):
        raise Refused(N_("The database is not empty. Make a new one and name it in OKNO_DATABASE or in okno.toml."))
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", [*options, f"--dbname={postgres_credentials(url)['database']}", str(source)], url)


def migrations_of(url: str) -> list[str]:
    """The names of the migrations that were applied, "owner.name" each."""
    return _run("psql", ["-XAtc", _MIGRATIONS], url).split()


def _run(program: str, arguments: Sequence[str], url: str) -> str:
    done = subprocess.run(
        [_found(program), *arguments],
        env={**os.environ, **_where(url)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        why = done.stderr.strip()[-500:]
        raise Refused(N_("%(program)s has failed: %(why)s", program=program, why=why))
    return done.stdout


def _found(program: str) -> str:
    """The newest one: an old pg_dump does not read a newer server."""
    own = sorted(_VERSIONS.glob(f"*/bin/{program}"), key=lambda path: _number(path.parent.parent.name))
    found = str(own[-1]) if own else shutil.which(program)
    if found is None:
        raise Refused(
            N_(
                "The program %(program)s is not here. Install the client of PostgreSQL, no older than the server"
                " (Debian: apt-get install postgresql-client).",
                program=program,
            )
        )
    return found


def _number(version: str) -> float:
    try:
        return float(version)
    except ValueError:
        return 0.0


def _where(url: str) -> dict[str, str]:
    """The address for the programs; the password is in no list of processes."""
    parts = postgres_credentials(url)
    named = {"user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT", "database": "PGDATABASE"}
    return {variable: str(parts[key]) for key, variable in named.items() if parts[key] is not None}
