"""Writes docs/performance.md and its pictures from measured figures: python -m tests.bench.report RUN.json ...

Each file is one run of `tests.bench.pages`; the smallest home and the largest one on PostgreSQL tell the growth. What
follows from the figures stands in findings.md and is put in as it is.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.pages import ratio
from tests.bench.plot import Bars, bars
from tests.bench.served import OKNO, YARDSTICK

Run = Mapping[str, Any]
Row = Mapping[str, Any]
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "performance.md"
PICTURES = ROOT / "docs" / "pictures"
FINDINGS = Path(__file__).parent / "findings.md"
LISTS = ("queue of 50", "my requests")
MOST_P95, MOST_GROWTH, MOST_ROLE, MOST_MEMORY, MOST_START, MOST_SEARCH = 100.0, 1.3, 2.0, 200, 3.0, 100.0
COMMON = "search, common word"
_HEAD = """\
# How fast it is

This page is written by `python -m tests.bench.report` from measured figures; decision
[0027](decisions/0027-how-speed-is-measured.md) says how they are taken. **CPU** is what a worker uses for one request;
**ratio** compares it with the yardstick, the same page written by hand in Starlette, asyncpg and Jinja2 without signing
in, filter, hooks and languages, which is asked in turn with Okno. Ratios travel between machines, milliseconds do not.
Times (p50, p95, p99) are those of answers while all clients ask without pause: they grow with the load of the machine.
Queries count transactions and, for the yardstick, what asyncpg's pool sends after each use of a connection.

## Measure again

```sh
python -m tests.bench.load --home /tmp/tenk --tickets 10000          # PostgreSQL by COPY, or --database sqlite
nice python -m tests.bench.load --home /tmp/million --tickets 1000000
python -m tests.bench.check --home /tmp/million                      # is it what Okno would have written?
python -m tests.bench.pages --home /tmp/tenk                         # Okno and the yardstick in turn
python -m tests.bench.pages --home /tmp/million
python -m tests.bench.report /tmp/tenk/pages.json /tmp/million/pages.json
python -m tests.bench.lasting stop                                   # the PostgreSQL of these homes
```

A home that was loaded before new migrations came is brought up to date by `okno --home /tmp/million migrate`.
"""


def read(paths: Sequence[Path]) -> list[Run]:
    """The runs, the smallest home first."""
    return sorted((json.loads(path.read_text("utf-8")) for path in paths), key=lambda run: run["tickets"])


def page(runs: Sequence[Run], findings: str) -> str:
    """The text of docs/performance.md."""
    parts = [_HEAD]
    if findings.strip():
        parts.append(f"## What the figures say\n\n{findings.strip()}\n")
    parts.append(_goals(runs))
    parts.append("![Ratio to the yardstick](pictures/performance.svg)\n")
    ends = grown(runs)
    if ends is not None:
        parts += [_growth(*ends), "![Growth](pictures/growth.svg)\n"]
    parts += [_run(run) for run in runs]
    return "\n".join(parts)


def _run(run: Run) -> str:
    lines = [
        f"## {_number(run['tickets'])} tickets on {run['database']}\n",
        f"{_number(run['events'])} facts, {_number(run['people'])} people. {run['clients']} clients, {run['rounds']}"
        f" turns of {run['seconds']} s for each side. {run['at']}, Python {run['python']}, {run['cores']} cores, load"
        f" before {run['load_before']}.\n",
        "| page | who | CPU, ms | yardstick, ms | ratio | p50 | p95 | p99 | queries | of the yardstick |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|",
        *(_row(row) for row in run["cases"]),
        "",
        f"A worker holds {run['memory_mb']['after_start']} MB after its start and {run['memory_mb']['after_all']} MB"
        f" after all of this; it starts in {run['start_s']} s.\n",
    ]
    return "\n".join(lines)


def _row(row: Row) -> str:
    own, other, times = row[OKNO], row.get(YARDSTICK) or {}, ratio(dict(row))
    cells = [
        row["name"], row["who"], f"{own['cpu_ms']:.2f}", f"{other['cpu_ms']:.2f}" if other else "",
        f"{times:.1f}" if times is not None else "", *(f"{own[key]:.0f}" for key in ("p50_ms", "p95_ms", "p99_ms")),
        _counted(own), _counted(other),
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _counted(side: Mapping[str, Any]) -> str:
    return f"{side['statements']:.0f}" if side.get("statements") is not None else ""


# Goals ---------------------------------------------------------------------------------------------------------------


def goals(runs: Sequence[Run]) -> list[tuple[str, str, bool]]:
    """Each goal, what was seen in the largest home, and whether that reaches it."""
    run = runs[-1]
    found = [
        (f"{row['name']}, {row['who']}: at most {row['goal']:g}x the yardstick", f"{times:.1f}x", times <= row["goal"])
        for row in run["cases"]
        if row["goal"] and (times := ratio(dict(row))) is not None
    ]
    found += _by_role(run)
    for row in run["cases"]:
        if row["name"] in LISTS:
            p95 = row[OKNO]["p95_ms"]
            found.append(
                (f"{row['name']}, {row['who']}: p95 at most {MOST_P95:.0f} ms", f"{p95:.0f} ms", p95 <= MOST_P95)
            )
        if row["name"] == COMMON:
            p50 = row[OKNO]["p50_ms"]
            name = f"{COMMON}, {row['who']}: p50 at most {MOST_SEARCH:.0f} ms"
            found.append((name, f"{p50:.0f} ms", p50 <= MOST_SEARCH))
    memory = run["memory_mb"]["after_all"]
    found.append((f"a worker: at most {MOST_MEMORY} MB", f"{memory} MB", memory <= MOST_MEMORY))
    found.append((f"start: at most {MOST_START:g} s", f"{run['start_s']} s", run["start_s"] <= MOST_START))
    ends = grown(runs)
    if ends is not None:
        name, worst = max(growth(*ends), key=lambda one: one[1])
        found.append((f"no page grows more than {MOST_GROWTH}x", f"{worst:.2f}x ({name})", worst <= MOST_GROWTH))
    return found


def _by_role(run: Run) -> list[tuple[str, str, bool]]:
    """Whether somebody pays for his role: the same page, against the agent of one team."""
    plain = {row["name"]: row[OKNO]["cpu_ms"] for row in run["cases"] if row["who"] == "agent1"}
    found = []
    for row in run["cases"]:
        if row["who"] != "agent1" and row["name"] in plain:
            times = row[OKNO]["cpu_ms"] / plain[row["name"]]
            name = f"{row['name']}, {row['who']}: at most {MOST_ROLE:g}x the plain agent"
            found.append((name, f"{times:.1f}x", times <= MOST_ROLE))
    return found


def _goals(runs: Sequence[Run]) -> str:
    run = runs[-1]
    lines = [
        f"## Goals, at {_number(run['tickets'])} tickets on {run['database']}\n",
        "| goal | seen | |",
        "|---|--:|---|",
    ]
    lines += [f"| {what} | {seen} | {'reached' if good else '**missed**'} |" for what, seen, good in goals(runs)]
    return "\n".join([*lines, ""])


# Growth --------------------------------------------------------------------------------------------------------------


def grown(runs: Sequence[Run]) -> tuple[Run, Run] | None:
    """The smallest and the largest home on PostgreSQL, if they are two."""
    known = [run for run in runs if run["database"] == "PostgreSQL"]
    return (known[0], known[-1]) if len(known) > 1 and known[0]["tickets"] < known[-1]["tickets"] else None


def growth(small: Run, large: Run) -> list[tuple[str, float]]:
    """How many times the CPU each page takes with the larger home."""
    before = {_title(row): row[OKNO]["cpu_ms"] for row in small["cases"]}
    return [
        (_title(row), row[OKNO]["cpu_ms"] / before[_title(row)]) for row in large["cases"] if before.get(_title(row))
    ]


def _growth(small: Run, large: Run) -> str:
    lines = [
        f"## From {_number(small['tickets'])} to {_number(large['tickets'])} tickets\n",
        "| page | CPU grows | p95 grows |",
        "|---|--:|--:|",
    ]
    slow = {_title(row): row[OKNO]["p95_ms"] for row in small["cases"]}
    late = {_title(row): row[OKNO]["p95_ms"] for row in large["cases"]}
    lines += [f"| {name} | {times:.2f}x | {late[name] / slow[name]:.2f}x |" for name, times in growth(small, large)]
    return "\n".join([*lines, ""])


def _title(row: Row) -> str:
    return f"{row['name']}, {row['who']}"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")


# Pictures ------------------------------------------------------------------------------------------------------------


def pictures(runs: Sequence[Run]) -> dict[str, str]:
    """The pictures by the names of their files."""
    run = runs[-1]
    rows = [Bars(_title(row), [times], row["goal"]) for row in run["cases"] if (times := ratio(dict(row))) is not None]
    title = f"CPU of a request as a multiple of the yardstick, {_number(run['tickets'])} tickets; the line is the goal"
    found = {"performance.svg": bars(title, ["Okno"], rows, "x", most=30)}
    ends = grown(runs)
    if ends is not None:
        small, large = ends
        before = {_title(row): row[OKNO]["cpu_ms"] for row in small["cases"]}
        pairs = [Bars(_title(row), [before.get(_title(row)), row[OKNO]["cpu_ms"]]) for row in large["cases"]]
        names = [f"{_number(one['tickets'])} tickets" for one in ends]
        found["growth.svg"] = bars("CPU of a request as the home grows", names, pairs, " ms", most=60)
    return found


def main() -> None:
    """Writes the page."""
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    runs = read([Path(one) for one in sys.argv[1:]])
    findings = FINDINGS.read_text("utf-8") if FINDINGS.exists() else ""
    PAGE.write_text(page(runs, findings), "utf-8")
    PICTURES.mkdir(exist_ok=True)
    for name, picture in pictures(runs).items():
        (PICTURES / name).write_text(picture, "utf-8")
    sys.stdout.write(f"written: {PAGE.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
