"""Checks the steps of an approval: each knows whom to ask, how many must agree, and when to remind."""

from collections.abc import Mapping

from okno.access.rolebook import is_key
from okno.catalog.check_conditions import conditions
from okno.catalog.check_texts import STEP, TITLE_LIMIT, Found, refer, texts, twice, within, working
from okno.catalog.model import ApprovalStep, Catalog, Field, Lifecycle, Service, working_time
from okno.text import N_

_GOES_WITH = {"role": "role", "team": "role", "person": "person", "field": "field"}
"""The keys that say more of whom to ask, by what `ask` they go with."""
_SINGLE = ("manager", "person", "field")


def approvals(service: Service, catalog: Catalog) -> Found:
    """Give the problems of the steps, and of a lifecycle that has no place for them."""
    yield from twice((step.key for step in service.approval), ("approval",))
    for index, step in enumerate(service.approval):
        yield from within(("approval", index), _step(step, service, catalog))
    lifecycle = catalog.lifecycles.get(service.lifecycle)
    if service.approval and lifecycle is not None:
        yield from _waiting(lifecycle)


def _step(step: ApprovalStep, service: Service, catalog: Catalog) -> Found:
    if not STEP.fullmatch(step.key):
        yield ("key",), N_("A key here has small Latin letters, digits, _ and -, at most 40")
    yield from texts(step, ("title",), TITLE_LIMIT)
    whole = {item.key: item for item in service.fields}
    answered = {key: item for key, item in whole.items() if item.at_order}
    yield from _whom(step, answered, catalog)
    yield from within(("when",), conditions(step.when, answered, whole))
    yield from _need(step)
    yield from _times(step)


def _whom(step: ApprovalStep, answered: Mapping[str, Field], catalog: Catalog) -> Found:
    for name, ask in _GOES_WITH.items():
        given = getattr(step, name)
        if given and step.ask != ask:
            yield (name,), N_("“%(key)s” does not go with ask: %(ask)s", key=name, ask=step.ask)
        elif not given and step.ask == name:
            yield ("ask",), N_("The key “%(key)s” is missing", key=name)
    if step.ask == "role" and step.role and not is_key(step.role):
        yield ("role",), N_("There is no role “%(key)s”", key=step.role)
    if step.team:
        yield from refer(("team",), step.team, catalog.teams)
    if step.ask == "field" and step.field:
        field = answered.get(step.field)
        if field is None or field.type != "person":
            yield ("field",), N_("“%(key)s” is no person that the order names", key=step.field)


def _need(step: ApprovalStep) -> Found:
    if isinstance(step.need, str):
        if step.need not in ("any", "all"):
            yield ("need",), N_("Write any, all, or how many must agree")
    elif step.need < 1 or (step.need > 1 and step.ask in _SINGLE):
        yield ("need",), N_("Fewer persons than %(n)s are asked here", n=step.need)


def _times(step: ApprovalStep) -> Found:
    wrong = [*working(step, "remind", optional=True), *working(step, "deadline", optional=True)]
    yield from wrong
    if step.at_deadline != "escalate" and not step.deadline:
        yield ("at_deadline",), N_("The key “%(key)s” is missing", key="deadline")
    if not wrong and step.remind and step.deadline and working_time(step.remind) >= working_time(step.deadline):
        yield ("remind",), N_("The reminder must come before the deadline")


def _waiting(lifecycle: Lifecycle) -> Found:
    state = lifecycle.pausing("approval")
    if state is None:
        yield ("lifecycle",), N_("The lifecycle has no state with the pause approval: nothing can wait for it")
        return
    out = [lifecycle.state(way.to) for way in lifecycle.ways(state.key, who="rule")]
    if lifecycle.way(lifecycle.start, state.key, who="rule") is None:
        yield (
            ("lifecycle",),
            N_("No rule leads from “%(start)s” to “%(state)s”", start=lifecycle.start, state=state.key),
        )
    if not any(one is not None and one.phase == "open" for one in out):
        yield ("lifecycle",), N_("No rule leads from “%(state)s” back to work when all agree", state=state.key)
    if not any(one is not None and one.phase == "closed" for one in out):
        yield ("lifecycle",), N_("No rule leads from “%(state)s” to an end when somebody refuses", state=state.key)
