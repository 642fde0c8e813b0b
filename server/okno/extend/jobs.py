"""Jobs of plugins: functions of jobs.py that the manifest names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from okno.hooks.guest import Guest
from okno.hooks.isolation import PluginFailed, isolated
from okno.jobs import Job, Later, Schedule
from okno.jobs.registry import Run


def jobs_of(guest: Guest, plugin: Any) -> Iterator[Job]:
    """The jobs of a plugin, `x.<plugin>.<job>` each; they wait while it is switched off."""
    for spec in plugin.manifest.job:
        function = getattr(plugin.modules["jobs"], spec.name)
        name = f"x.{plugin.name}.{spec.name}"
        run = _isolated(guest, spec.name, function, seconds=spec.timeout)
        yield Job(name, run, spec.attempts, spec.timeout + 1, spec.at_once, guest.active)


def schedules_of(plugin: Any, zone: str) -> Iterator[Schedule]:
    """When jobs come again, cron lines on the wall clock of `zone`."""
    for spec in plugin.manifest.job:
        if spec.every or spec.cron:
            yield Schedule(f"x.{plugin.name}.{spec.name}", spec.interval, spec.cron or None, zone)


def _isolated(guest: Guest, name: str, function: Any, *, seconds: float) -> Run:
    async def run(payload: Mapping[str, Any]) -> None:
        what = f"job {name}"
        try:
            # A job is tried again by itself and shown where it waits, so it never switches its plugin off.
            await isolated(
                guest.name,
                what,
                lambda: function(guest.context(), payload),
                seconds=seconds,
                allowed=(Later,),
                counts=False,
            )
        except PluginFailed as failed:
            # The cause tells an administrator more than that a plugin failed.
            raise (failed.__cause__ if isinstance(failed.__cause__, Exception) else failed) from None

    return run
