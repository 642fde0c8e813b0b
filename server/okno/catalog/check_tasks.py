"""Checks the tasks of a service: their teams, their order, what they show and what they ask."""

from collections.abc import Collection, Sequence

from okno.catalog.check_conditions import conditions
from okno.catalog.check_fields import form
from okno.catalog.check_texts import BODY_LIMIT, STEP, TITLE_LIMIT, Found, refer, texts, twice, within, working
from okno.catalog.model import Catalog, Lifecycle, Service, TaskSpec
from okno.text import N_


def tasks(service: Service, catalog: Catalog) -> Found:
    """Give the problems of the tasks, and of a lifecycle that cannot end by them."""
    yield from twice((task.key for task in service.tasks), ("tasks",))
    for index, task in enumerate(service.tasks):
        yield from within(("tasks", index), _task(task, service, catalog))
    yield from _circles(service.tasks)
    lifecycle = catalog.lifecycles.get(service.lifecycle)
    if service.tasks and service.finish_by_tasks and lifecycle is not None and not _ends(lifecycle):
        yield ("finish_by_tasks",), N_("No rule leads from work to a state of the phase done: tasks cannot finish it")


def _task(task: TaskSpec, service: Service, catalog: Catalog) -> Found:
    if not STEP.fullmatch(task.key):
        yield ("key",), N_("A key here has small Latin letters, digits, _ and -, at most 40")
    yield from texts(task, ("title",), TITLE_LIMIT)
    yield from texts(task, ("text",), BODY_LIMIT, optional=True)
    yield from refer(("team",), task.team, catalog.teams)
    yield from working(task, "due")
    others = {one.key for one in service.tasks} - {task.key}
    for at, key in enumerate(task.after):
        yield from _after(at, key, others)
    whole = {item.key: item for item in service.fields}
    answered = {key: item for key, item in whole.items() if item.at_order}
    for at, key in enumerate(task.shows):
        if key not in answered:
            yield ("shows", at), N_("The order has no answer “%(key)s” to show", key=key)
    yield from within(("when",), conditions(task.when, answered, whole))
    yield from within(("fields",), form(task.fields, catalog.teams))
    yield from _own(task)


def _after(at: int, key: str, others: Collection[str]) -> Found:
    if key not in others:
        yield ("after", at), N_("There is no other task “%(key)s” here", key=key)


def _own(task: TaskSpec) -> Found:
    for index, item in enumerate(task.fields):
        for name in ("teams", "required_to_close"):
            if getattr(item, name):
                yield ("fields", index, name), N_("The team of the task answers this: leave “%(key)s” out", key=name)


def _circles(found: Sequence[TaskSpec]) -> Found:
    """Tasks that wait for each other would never open."""
    done: set[str] = set()
    keys = {task.key for task in found}
    while True:
        free = {task.key for task in found if task.key not in done and not (set(task.after) & keys) - done}
        if not free:
            break
        done |= free
    for index, task in enumerate(found):
        if task.key not in done and task.key not in task.after:
            yield ("tasks", index, "after"), N_("“%(key)s” waits for itself by way of others", key=task.key)


def _ends(lifecycle: Lifecycle) -> bool:
    goals = {state.key for state in lifecycle.states if state.phase == "done"}
    open_ones = [state.key for state in lifecycle.states if state.phase == "open"]
    return any(way.to in goals for key in open_ones for way in lifecycle.ways(key, who="rule"))
