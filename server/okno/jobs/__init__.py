"""Durable jobs: written in the transaction that wants them, run at least once, by any worker of the installation."""

from okno.jobs.queue import Later, enqueue
from okno.jobs.registry import Job, job, schedule, seal

__all__ = ["Job", "Later", "enqueue", "job", "schedule", "seal"]
