"""The runner of the tests: what it counts, and what it calls a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.rules.sources import ROOT
from tests.run import Run, address, look_again, read
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
    counts, failed = read(report)
    assert dict(counts) == {"passed": 1, "failed": 3, "skipped": 1}
    assert failed == ["a::fails", "a::cannot_start", "a::passes_then_breaks"]


def test_the_report_leads_back_to_the_test() -> None:
    """A test of a class, one with parameters, and one of a plugin."""
    assert address("tests.test_run", "test_a[b.c]") == "tests/test_run.py::test_a[b.c]"
    assert address("tests.test_run.TestGroup", "test_a") == "tests/test_run.py::TestGroup::test_a"
    assert address("plugins.webhooks.tests.test_sight", "test_a") == "plugins/webhooks/tests/test_sight.py::test_a"


UNSTEADY = """
from pathlib import Path
def test_passes_the_second_time():
    before = Path({marker!r})
    was, _ = before.exists(), before.touch()
    assert was
def test_never_passes():
    assert False
"""


def test_few_failures_get_a_second_look(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What passes alone is named and counted as passed; what fails again stays failed."""
    file = tmp_path / "test_unsteady.py"
    file.write_text(UNSTEADY.format(marker=str(tmp_path / "seen")), "utf-8")
    (tmp_path / "seen").touch()
    names = [f"{file.name}::test_passes_the_second_time", f"{file.name}::test_never_passes"]
    run = Run("sqlite", tmp_path, tmp_path, counts=Counter(passed=998, failed=2), failed=names)
    assert look_again(run) == names[:1]
    assert dict(run.counts) == {"passed": 999, "failed": 1}
    assert "a second look at 2" in capfd.readouterr().out


def test_many_failures_are_believed(tmp_path: Path) -> None:
    """Something is broken: no time is lost with it."""
    run = Run("sqlite", tmp_path, counts=Counter(passed=9990, failed=10), failed=[f"a.py::test_{n}" for n in range(10)])
    assert look_again(run) == []
    assert run.counts["failed"] == 10


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
