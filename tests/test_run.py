"""The runner of the tests: what it counts, and what it calls a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.sources import ROOT
from tests.run import count
from tests.stands import missing

REPORT = """<testsuites><testsuite>
<testcase classname="a" name="passes"/>
<testcase classname="a" name="fails"><failure/></testcase>
<testcase classname="a" name="cannot_start"><error/></testcase>
<testcase classname="a" name="is_skipped"><skipped/></testcase>
<testcase classname="a" name="passes_then_breaks"/>
<testcase classname="a" name="passes_then_breaks"><error/></testcase>
</testsuite></testsuites>"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The runner on what the command line names; what failed last stays known to the runs of people."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("OKNO_TEST_DATABASE")}
    return subprocess.run(
        [sys.executable, ROOT / "tests" / "run.py", "-o", "cache_dir=.cache/pytest-inner", *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_errors_count_as_failures(tmp_path: Path) -> None:
    """A test that breaks while it is cleaned up has failed, once."""
    report = tmp_path / "report.xml"
    report.write_text(REPORT, "utf-8")
    assert dict(count(report)) == {"passed": 1, "failed": 3, "skipped": 1}


def test_the_last_line_counts_both_databases() -> None:
    """Tests that touch no database run once; finding none on PostgreSQL is fine."""
    done = run("tests/stands/test_network.py")
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1] == "4 passed, 0 failed, 0 skipped"


def test_a_name_that_no_test_has_is_a_failure() -> None:
    """A typing slip does not look like a success."""
    done = run("tests/stands/test_network.py", "-k", "nosuchtest")
    assert done.returncode != 0
    assert done.stdout.splitlines()[-1] == "0 passed, 0 failed, 0 skipped"


def test_a_broken_file_is_a_failure(tmp_path: Path) -> None:
    """A file that cannot even be read as a test is counted."""
    broken = tmp_path / "test_broken.py"
    broken.write_text("import nothing_of_that_name\n", "utf-8")
    done = run(str(broken))
    assert done.returncode != 0
    assert ", 0 failed" not in done.stdout.splitlines()[-1]


def test_a_missing_stand_is_a_skip_here_and_a_failure_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """./install/test brings all stands, so in CI none may be missing."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception):
        missing("A stand")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception):
        missing("A stand")
