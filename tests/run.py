"""Runs the tests once for each kind of database, in processes of their own, and counts them in one last line.

A process speaks to one kind of database in its life: the ORM keeps compiled statements without their dialect.
SQLite runs all tests; PostgreSQL runs those that touch a database.

When a few tests of the whole failed, each gets a second look at the end, alone on a machine that is quiet by then: one
that passes is named as unsteady, so that it can be mended, and does not turn hours of right tests into a failure.
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
SECOND_LOOKS = 5
"""With more failures than these in a run, something is broken: no second look."""
FEW = 0.01
"""Tests that failed get a second look only when they are fewer than this part of the run."""
PATIENCE = 30
"""Seconds that an interrupted run gets to stop its servers."""


@dataclass
class Run:
    """The tests of one database in a process of its own."""

    database: str
    folder: Path
    root: Path = ROOT
    process: subprocess.Popen[bytes] | None = None
    counts: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

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
                cwd=self.root,
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
        self.counts, self.failed = read(self.report, self.root) if self.report.exists() else (Counter(), [])
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


def read(report: Path, root: Path = ROOT) -> tuple[Counter[str], list[str]]:
    """Counts of passed, failed and skipped tests of a JUnit report, and the addresses of those that failed.

    An error counts as a failure.
    """
    outcomes: dict[tuple[str, str], str] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        key = (case.get("classname", ""), case.get("name", ""))
        if case.find("failure") is not None or case.find("error") is not None:
            outcomes[key] = "failed"
        elif case.find("skipped") is not None:
            outcomes.setdefault(key, "skipped")
        else:
            outcomes.setdefault(key, "passed")
    return Counter(outcomes.values()), [address(*key, root) for key, outcome in outcomes.items() if outcome == "failed"]


def address(module: str, name: str, root: Path = ROOT) -> str:
    """How pytest is told of a test that its report calls `name` in the dotted `module` (with its class, if any)."""
    parts = module.split(".")
    for size in range(len(parts), 0, -1):
        file = Path(*parts[:size]).with_suffix(".py")
        if (root / file).is_file():
            return "::".join([file.as_posix(), *parts[size:], name])
    return f"{module}::{name}"


def look_again(run: Run) -> list[str]:
    """Runs the few tests that failed once more, alone, and counts those that pass now; gives their addresses."""
    if not run.failed or len(run.failed) > min(SECOND_LOOKS, FEW * run.counts.total()):
        return []
    _title(f"{run.database}, a second look at {len(run.failed)}")
    again = Run(run.database, run.folder / "again", run.root)
    again.folder.mkdir(exist_ok=True)
    try:
        again.start(run.failed, aside=False)
        again.finish()
    finally:
        again.stop()
    if again.counts["passed"] + again.counts["failed"] != len(run.failed):
        return []
    unsteady = [one for one in run.failed if one not in again.failed]
    run.counts["failed"] -= len(unsteady)
    run.counts["passed"] += len(unsteady)
    return unsteady


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
        for run in runs if not arguments else ():
            for one in look_again(run):
                print(f"unsteady on {run.database}: {one} failed, and passed when it was run again, alone", flush=True)
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
