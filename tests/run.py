"""Runs the tests once for each kind of database, in processes of their own, and counts them in one last line.

A process speaks to one kind of database in its life: the ORM keeps compiled statements without their dialect.
SQLite runs all tests; PostgreSQL runs those that touch a database.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgres")
NOTHING_COLLECTED = 5
PATIENCE = 30
"""Seconds that an interrupted run gets to stop its servers."""


@dataclass
class Run:
    """The tests of one database in a process of its own."""

    database: str
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def output(self) -> Path:
        """Where the process writes when it does not write to the terminal."""
        return self.folder / f"{self.database}.txt"

    @property
    def report(self) -> Path:
        """The machine-readable result."""
        return self.folder / f"{self.database}.xml"

    def start(self, arguments: Sequence[str], *, aside: bool) -> None:
        """Starts pytest; `aside` keeps its output in a file for later."""
        command = [sys.executable, "-m", "pytest", f"--junitxml={self.report}"]
        command += ["-o", f"cache_dir=.cache/pytest-{self.database}", *arguments]
        out = self.output.open("wb") if aside else None
        try:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "OKNO_TEST_DATABASE": self.database},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT if out else None,
                start_new_session=True,  # one Ctrl+C would reach pytest twice: it gets ours
            )
        finally:
            if out:
                out.close()

    def finish(self) -> None:
        """Waits for the end and counts."""
        assert self.process is not None
        code = self.process.wait()
        self.counts = count(self.report) if self.report.exists() else Counter()
        if code not in (0, NOTHING_COLLECTED) and not self.counts["failed"]:
            print(f"pytest on {self.database} ended with {code} and no failed test: counted as one failure")
            self.counts["failed"] += 1

    def stop(self) -> None:
        """Ends the process with all that it started."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def count(report: Path) -> Counter[str]:
    """Passed, failed and skipped tests of a JUnit report; an error counts as a failure."""
    outcomes: dict[tuple[str, str], str] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        key = (case.get("classname", ""), case.get("name", ""))
        if case.find("failure") is not None or case.find("error") is not None:
            outcomes[key] = "failed"
        elif case.find("skipped") is not None:
            outcomes.setdefault(key, "skipped")
        else:
            outcomes.setdefault(key, "passed")
    return Counter(outcomes.values())


def run_all(arguments: Sequence[str], folder: Path, *, in_turn: bool) -> Counter[str]:
    """Runs both databases; the first shows its output as it comes, the second when the first is done."""
    runs = [Run(database, folder) for database in DATABASES]
    try:
        for run in runs:
            aside = not in_turn and run is not runs[0]
            if not aside:
                _title(run.database)
            run.start(arguments, aside=aside)
            if in_turn:
                run.finish()
        for run in runs if not in_turn else ():
            run.finish()
            if run.output.exists():
                _title(run.database)
                with run.output.open("rb") as text:
                    shutil.copyfileobj(text, sys.stdout.buffer)
                sys.stdout.flush()
    finally:
        for run in runs:
            run.stop()
    return sum((run.counts for run in runs), Counter())


def _title(database: str) -> None:
    print(f"\n---- {database} ----", flush=True)


def main() -> int:
    """Runs what the command line names and gives the exit code."""
    arguments = sys.argv[1:]
    in_turn = "--in-turn" in arguments
    arguments = [argument for argument in arguments if argument != "--in-turn"]
    # A shell's background job starts with SIGINT ignored, and so would pytest.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="okno-tests-") as folder:
        try:
            counts = run_all(arguments, Path(folder), in_turn=in_turn)
        except KeyboardInterrupt:
            print("\ninterrupted", flush=True)
            return 130
    print(f"\n{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped", flush=True)
    if not counts.total():
        print("no test has that name", file=sys.stderr)
    return 0 if counts["passed"] + counts["skipped"] and not counts["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
