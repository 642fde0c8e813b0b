"""Durable jobs: written in the transaction that wants them, run at least once, by any worker of the installation."""

from okno.jobs.queue import Later, enqueue
from okno.jobs.registry import Job, Schedule, bring, job, schedule, seal

__all__ = ["Job", "Later", "Schedule", "bring", "enqueue", "job", "schedule", "seal"]
