"""The tree of processes: it serves, replaces what dies, refuses a second tree, and leaves nobody behind."""

from __future__ import annotations

import os
import pty
import select
import signal
import socket
from pathlib import Path

from okno.serve.backoff import Backoff
from okno.serve.orphan import GONE
from tests.serve.trees import DEADLINE, alive, kill, lone_worker, options, tree
from tests.stands.wait import soon, until


async def test_serves_with_web_workers_and_one_for_jobs(tmp_path: Path) -> None:
    with tree(options(tmp_path, workers=2)) as made:
        status, pid = await made.get()
        assert status == 200
        assert int(pid) in made.children()
        assert len(made.children()) == 3
        assert (tmp_path / "run/okno.pid").read_text().strip() == str(made.process.pid)


def test_jobs_alone_listen_to_nothing(tmp_path: Path) -> None:
    with tree(options(tmp_path, workers=0)) as made:
        until((tmp_path / "jobs-began").exists, "the jobs worker works")
        assert len(made.children()) == 1
        assert made.says("listening") == 0


async def test_second_tree_on_one_home_is_refused(tmp_path: Path) -> None:
    with tree(options(tmp_path)) as first:
        with tree(options(tmp_path), ready=False) as second:
            assert second.exit_code() == 1
            assert f"already runs in the home folder {tmp_path} (process {first.process.pid})" in second.log
        assert (await first.get())[0] == 200
        assert (tmp_path / "run/okno.pid").exists()


def test_taken_port_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with tree(options(tmp_path, port=port), ready=False) as made:
            assert made.exit_code() == 1
            assert made.log.startswith(f"Port {port} on 127.0.0.1 is already taken.")
            assert "Traceback" not in made.log


async def test_home_and_port_are_free_again_after_a_kill(tmp_path: Path) -> None:
    with tree(options(tmp_path)) as made:
        port = made.port
        assert (await made.get())[0] == 200
        kill(made.process.pid)
        made.exit_code()
        until(made.refuses, "the workers are gone")
    with tree(options(tmp_path, port=port)) as again:
        assert (await again.get())[0] == 200


async def test_killed_worker_is_replaced(tmp_path: Path) -> None:
    with tree(options(tmp_path)) as made:
        before = (await made.get())[1]
        kill(int(before))
        # The socket stays open in the supervisor, so the next request waits for the new worker.
        status, after = await made.get()
        assert status == 200
        assert after != before


def test_killed_jobs_worker_is_replaced(tmp_path: Path) -> None:
    began = tmp_path / "jobs-began"
    with tree(options(tmp_path)):
        before = until(lambda: began.exists() and began.read_text(), "the jobs worker works")
        kill(int(before))
        until(lambda: began.read_text() not in ("", before), "another jobs worker works")


async def test_worker_that_cannot_start_is_shouted_about_and_still_tried(tmp_path: Path) -> None:
    with tree(options(tmp_path, web_app="answering_apps:sick_app"), ready=False) as made:
        await soon(lambda: "dies again and again" in made.log, "the log tells it", within=DEADLINE)
        assert "RuntimeError: sick" in made.log
        (tmp_path / "healed").touch()
        assert (await made.get())[0] == 200


def test_no_child_outlives_a_killed_supervisor(tmp_path: Path) -> None:
    with tree(options(tmp_path, workers=2)) as made:
        children = made.children()
        assert len(children) == 3
        kill(made.process.pid)
        until(lambda: not any(map(alive, children)), "all children are gone", within=5)


async def test_worker_that_stands_still_does_not_outlive_its_supervisor(tmp_path: Path) -> None:
    """Its loop cannot notice the closed line: the kernel ends it."""
    with tree(options(tmp_path)) as made:
        children = made.children()
        connection = await made.open()
        connection.send("/block")
        await soon((tmp_path / "blocked").exists, "the worker stands still")
        kill(made.process.pid)
        await soon(lambda: not any(map(alive, children)), "all children are gone", within=5)
        await connection.close()


def test_worker_takes_a_reset_line_for_the_end_of_its_supervisor(tmp_path: Path) -> None:
    """A line closed with words unread gives a reset, not an end of file; here the parent itself goes on living."""
    with lone_worker(options(tmp_path)) as worker:
        select.select([worker.line], [], [], DEADLINE)  # it said that it is ready, and nobody reads it
        worker.line.close()
        assert worker.process.wait(DEADLINE) == GONE


def test_drained_worker_is_parked_and_may_be_called_back(tmp_path: Path) -> None:
    with lone_worker(options(tmp_path)) as worker:
        worker.hears("ready")
        for _ in range(2):
            worker.say("accept")
            assert "200 OK" in worker.ask()
            worker.say("drain")
            worker.hears("drained")
        worker.say("exit")
        assert worker.process.wait(DEADLINE) == 0


def test_closed_terminal_stops_the_tree(tmp_path: Path) -> None:
    """The signal that a service takes for "start afresh" also comes when the window of a terminal is closed."""
    window, terminal = pty.openpty()
    with tree(options(tmp_path), terminal=terminal) as made:
        os.close(terminal)
        made.send(signal.SIGHUP)
        until(lambda: made.says("replaced all workers"), "a signal alone replaces the workers")
        os.close(window)
        assert made.exit_code() == 0


def test_pauses_grow_to_a_cap_and_start_anew_after_a_calm_time() -> None:
    backoff = Backoff(first=0.1, cap=1.0)
    assert [backoff.died(0) for _ in range(6)] == [0.1, 0.2, 0.4, 0.8, 1.0, 1.0]
    assert backoff.died(3600) == 0.1
