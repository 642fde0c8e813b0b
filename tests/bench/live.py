"""Agents with open queues while things happen: python -m tests.bench.live --database postgres [--calm | --roll].

It counts each delivery that the filter of lists asks for against what came. In the middle the worker that holds more
streams is killed (or all workers are replaced with --roll, or nothing happens with --calm); clients come back as
browsers do. --streams-only makes bare facts instead of orders and comments: then nothing but the streams is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from tests.bench import gauge
from tests.bench.ground import Ground, laid, standing, told
from tests.bench.live_client import Heard, Listener
from tests.bench.live_count import Count, count, part
from tests.bench.live_crowd import Crowd, gather, seers, stock
from tests.bench.live_events import FIRST
from tests.stands.server import ServerStand
from tests.stands.wait import soon

REST_SECONDS = 60.0
"""How long it is waited after the last act for what is still missing."""


@dataclass(frozen=True)
class Plan:
    """What is tried. `cut` is "kill", "roll" or ""; `bare` leaves out all but facts."""

    agents: int = 300
    teams: int = 15
    rate: float = 50.0
    seconds: float = 60.0
    cut: str = "kill"
    bare: bool = False

    @property
    def amount(self) -> int:
        """How many acts there are."""
        return int(self.rate * self.seconds)


@dataclass
class Result:
    """What was seen."""

    count: Count
    heard: Mapping[int, Heard]
    acts: list[tuple[int, float]]
    seconds: float
    cpu: Mapping[str, float] = field(default_factory=dict)
    memory: Mapping[str, list[int]] = field(default_factory=dict)
    own_cpu: float = 0.0
    killed_with: int = 0
    """How many streams the killed worker held."""


async def prepare(plan: Plan) -> tuple[Crowd, list[int]]:
    """The crowd and the tickets that are there before; the process is connected."""
    crowd = await gather(plan.agents, plan.teams)
    return crowd, [] if plan.bare else await stock(crowd, plan.amount // 2)


async def listen(plan: Plan, ground: Ground, server: ServerStand, crowd: Crowd, stocked: list[int]) -> Result:
    """Opens the streams, lets things happen, and counts nothing yet."""
    listeners = [Listener(person, server.port, cookie) for person, cookie in crowd.cookies.items()]
    async with asyncio.TaskGroup() as group:
        for one in listeners:
            group.create_task(one.keep())
        try:
            for one in listeners:
                await asyncio.wait_for(one.ready.wait(), 60)
            return await _happen(plan, ground, server, crowd, stocked, {one.person_id: one.heard for one in listeners})
        finally:
            for one in listeners:
                one.end()


async def _happen(
    plan: Plan, ground: Ground, server: ServerStand, crowd: Crowd, stocked: list[int], heard: Mapping[int, Heard]
) -> Result:
    actor = await _driver(plan, ground, crowd, stocked)
    assert actor.stdout is not None
    assert actor.stdin is not None
    await actor.stdout.readline()
    meter, own = _Meter(server), _own_cpu()
    metering = asyncio.create_task(meter.run())
    acts: list[tuple[int, float]] = []
    cut_at, killed_with = plan.amount // 2 if plan.cut else -1, 0
    began = time.monotonic()
    actor.stdin.write(b"go\n")
    async for line in actor.stdout:
        word, _, rest = line.decode().partition(" ")
        if word != "act":
            told(f"  {line.decode().rstrip()}")
            continue
        number, _, at = rest.partition(" ")
        acts.append((int(number), float(at)))
        if len(acts) == cut_at:
            killed_with = _cut(plan.cut, server)
    seconds = time.monotonic() - began
    assert await actor.wait() == 0, "the acts have failed"
    await _settle(acts, heard)
    metering.cancel()
    meter.look()
    return Result(Count(), heard, acts, seconds, meter.cpu(), meter.memory, _own_cpu() - own, killed_with)


async def _driver(plan: Plan, ground: Ground, crowd: Crowd, stocked: list[int]) -> asyncio.subprocess.Process:
    told_it = {
        "home": str(ground.home), "url": ground.url, "bare": plan.bare, "rate": plan.rate, "amount": plan.amount,
        "team_ids": crowd.team_ids, "services": crowd.services, "customer": crowd.customer, "stocked": stocked,
    }  # fmt: skip
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.live_events", json.dumps(told_it)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def _cut(how: str, server: ServerStand) -> int:
    """Ends the worker that holds more streams, or has all replaced; how many streams are lost by it."""
    holds = gauge.held(server)
    told(f"  streams by worker: {sorted(holds.values())}")
    if how == "roll":
        server.process.send_signal(signal.SIGHUP)
        return sum(holds.values())
    fullest = max(holds, key=lambda pid: holds[pid])
    os.kill(fullest, signal.SIGKILL)
    return holds[fullest]


async def _settle(acts: list[tuple[int, float]], heard: Mapping[int, Heard]) -> None:
    """Waits until nothing has come for two seconds: nobody here knows yet who has to hear what."""
    last, since = -1, time.monotonic()

    def still() -> bool:
        nonlocal last, since
        now = sum(one.messages + len(one.opened) for one in heard.values())
        connected = all(len(one.opened) > len(one.broken) + one.goodbyes for one in heard.values())
        if now != last or not connected:
            last, since = now, time.monotonic()
        return time.monotonic() - since > 2

    with suppress(AssertionError):
        await soon(still, "all is told", within=REST_SECONDS)


class _Meter:
    """Reads the processes each second: those that die take their figures with them."""

    def __init__(self, server: ServerStand) -> None:
        self.memory: dict[str, list[int]] = {}
        self._server = server
        self._first: dict[int, gauge.Reading] = {}
        self._last: dict[int, gauge.Reading] = {}
        self.look()
        self._known = set(self._first)

    def look(self) -> None:
        """Reads now."""
        for pid, reading in gauge.read(self._server).items():
            # A process that was started meanwhile has spent all that it has spent here.
            self._first.setdefault(pid, reading)
            self._last[pid] = reading
            self.memory.setdefault(f"{reading.name} {pid}", []).append(reading.memory)

    async def run(self) -> None:
        """Reads each second."""
        while True:
            await asyncio.sleep(1)
            self.look()

    def cpu(self) -> dict[str, float]:
        """Seconds of the processor by process."""
        return {
            f"{last.name} {pid}": last.cpu - (self._first[pid].cpu if pid in self._known else 0.0)
            for pid, last in self._last.items()
        }


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def judged(plan: Plan, result: Result, crowd: Crowd) -> Result:
    """Counts, in a process that is connected."""
    numbers = [number for number, _ in result.acts]
    if plan.bare:
        sees = {
            actor.id: frozenset(
                n for n in numbers if f"team:{crowd.team_ids[(n - FIRST) % len(crowd.team_ids)]}" in actor.topics
            )
            for actor in await crowd.actors()
        }
    else:
        sees = dict(await seers(crowd, numbers))
    result.count = count(result.acts, sees, result.heard)
    return result


def report(plan: Plan, result: Result) -> None:
    """Prints the figures."""
    found, acts = result.count, len(result.acts)
    told(f"acts: {acts} in {result.seconds:.1f} s, {acts / result.seconds:.1f}/s of {plan.rate:.0f} wanted")
    told(f"deliveries: {found.expected} expected, {found.told} told, {found.covered} by loading anew")
    told(f"  LOST {len(found.lost)}, to people who may not see it {found.foreign}, named once more {found.again}")
    for name, values in (("listening", found.steady), ("after a lost stream", found.cut)):
        p50, p95, p99 = (part(values, share) * 1000 for share in (0.5, 0.95, 0.99))
        told(f"  {name}: {len(values)}, p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms")
    broken = sum(len(one.broken) for one in result.heard.values())
    messages = sum(one.messages for one in result.heard.values())
    byes = sum(one.goodbyes for one in result.heard.values())
    refused = sum(one.refusals for one in result.heard.values())
    told(f"streams: {broken} broken ({result.killed_with} at the cut), {byes} goodbyes, {refused} refusals")
    # One message tells of all that came together: the busier it is, the fewer there are.
    told(f"messages: {messages}; the clients took {result.own_cpu:.1f} s of the processor")
    for name, cpu in sorted(result.cpu.items()):
        memory = result.memory[name]
        told(f"  {name}: {cpu:.1f} s of the processor, {memory[0] / gauge.MB:.0f} to {max(memory) / gauge.MB:.0f} MB")
    web = sum(cpu for name, cpu in result.cpu.items() if name.startswith("web"))
    each = web / max(found.told, 1) * 1e6
    told(f"  web workers: {web / result.seconds * 100:.0f} % of one core, {each:.0f} us a delivery, starts included")


def run(plan: Plan, ground: Ground) -> Result:
    """One run on a ground."""

    async def first() -> tuple[Crowd, list[int]]:
        async with standing(ground.settings):
            return await prepare(plan)

    async def last(result: Result) -> Result:
        async with standing(ground.settings):
            return await judged(plan, result, crowd)

    crowd, stocked = asyncio.run(first())
    server = ServerStand(ground.home, env=ground.env).start()
    try:
        result = asyncio.run(listen(plan, ground, server, crowd, stocked))
    except BaseException:
        server.kill()
        raise
    server.stop()
    return asyncio.run(last(result))


def plan_of(words: list[str] | None = None) -> tuple[str, Plan]:
    """What the command line asks for: the kind of database and the plan."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--database", choices=("sqlite", "postgres"), default="postgres")
    asked.add_argument("--agents", type=int, default=Plan.agents)
    asked.add_argument("--teams", type=int, default=Plan.teams)
    asked.add_argument("--rate", type=float, default=Plan.rate, help="acts a second")
    asked.add_argument("--seconds", type=float, default=Plan.seconds)
    asked.add_argument("--streams-only", action="store_true")
    how = asked.add_mutually_exclusive_group()
    how.add_argument("--calm", action="store_const", dest="cut", const="")
    how.add_argument("--roll", action="store_const", dest="cut", const="roll")
    given = asked.parse_args(words)
    cut = "kill" if given.cut is None else given.cut
    return given.database, Plan(given.agents, given.teams, given.rate, given.seconds, cut, given.streams_only)


def main() -> int:
    """Runs and prints; 1 when a delivery was lost or went to somebody who may not see it."""
    database, plan = plan_of()
    with laid(database) as ground:
        told(f"{database}: {plan}")
        result = run(plan, ground)
    report(plan, result)
    return 1 if result.count.lost or result.count.foreign else 0


if __name__ == "__main__":
    sys.exit(main())
