"""The clock of a task: working time of its team from when it opened. A pause of the ticket does not stop it."""

from __future__ import annotations

from datetime import timedelta

from okno.catalog.model import working_time
from okno.catalog.registry import calendar
from okno.clock import FAR_US, now_us
from okno.errors import Invalid
from okno.text import N_
from okno.tickets.task import IN_PROGRESS, OPEN, WAITING, Task

_MICROSECOND = timedelta(microseconds=1)


def work_of(due: str) -> int | None:
    """The promised working microseconds of `30m`, `4h` or `3d`; None for nothing. Raises Invalid by `due`."""
    if not due:
        return None
    try:
        return working_time(due) // _MICROSECOND
    except ValueError:
        raise Invalid({"due": N_("Write working time as 30m, 4h or 3d; a day has 8 hours.")}) from None


def opened(task: Task, now: int) -> dict[str, object]:
    """The columns of a task that its team may begin now."""
    due_by = calendar(task.calendar).add(now, task.work) if task.work is not None else None
    return {
        "state": OPEN,
        "open": True,
        "opened_at": now,
        "due_by": due_by,
        "due_sort": FAR_US if due_by is None else due_by,
        "next_at": _next_at(task, due_by, now),
    }


def over(task: Task, state: str, now: int, person_id: int | None) -> dict[str, object]:
    """The columns of a task that is done or given up. When it was due is kept: whether it was late can be told."""
    return {
        "state": state,
        "open": False,
        "done_at": now,
        "done_by_id": person_id,
        "due_sort": FAR_US,
        "next_at": FAR_US,
        "started_at": task.started_at or (now if state == "done" else None),
    }


def back(task: Task) -> dict[str, object]:
    """The columns of a task that is to be done after all: its promise is the old one."""
    return {
        "state": OPEN,
        "open": True,
        "done_at": None,
        "done_by_id": None,
        "due_sort": FAR_US if task.due_by is None else task.due_by,
        "next_at": next_at(task, now_us()),
    }


def revived(task: Task) -> dict[str, object]:
    """The columns of a task that was given up with its ticket and is what it was before."""
    if task.opened_at is None:
        return {**back(task), "state": WAITING, "open": False, "due_sort": FAR_US, "next_at": FAR_US}
    return {**back(task), "state": OPEN if task.started_at is None else IN_PROGRESS}


def started(task: Task, now: int) -> dict[str, object]:
    """The columns of a task on which somebody works."""
    return {"state": IN_PROGRESS, "started_at": task.started_at or now}


def next_at(task: Task, now: int) -> int:
    """When a term is looked at after this instant: as three quarters are gone, as it is due; what is past is told."""
    return _next_at(task, task.due_by, now)


def _next_at(task: Task, due_by: int | None, now: int) -> int:
    if due_by is None or due_by <= now:
        return FAR_US
    warns = calendar(task.calendar).back(due_by, (task.work or 0) // 4)
    return warns if warns > now else due_by


def left(task: Task, now: int) -> int | None:
    """Working microseconds that are left, negative when it is overdue; None without a term."""
    if task.due_by is None:
        return None
    until = task.done_at if task.done_at is not None else now
    return calendar(task.calendar).between(until, task.due_by)
