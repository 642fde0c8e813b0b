"""What happens with an order, in the words of whoever is about to send it: who agrees, who does what, by when."""

from __future__ import annotations

from okno.catalog import registry
from okno.catalog.model import ApprovalStep, Field, Service, TaskSpec, working_time
from okno.i18n import Translator
from okno.people import by_login
from okno.text import N_, Phrase, pick
from okno.themes.contexts import StepView
from okno.web.condition_words import in_words


async def steps(service: Service, t: Translator) -> tuple[StepView, ...]:
    """All steps of an order, the sending first."""
    team = _team(service.team, t)
    terms = registry.terms(service)
    sent = N_("“%(team)s” sees it at once", team=team) if not service.approval else N_("We tell you of each step")
    fields = {field.key: field for field in service.fields}
    return (
        StepView(kind="ok", name=t.say(N_("You send the request")), line=t.say(sent)),
        *[await _approval(step, fields, t) for step in service.approval],
        StepView(
            kind="todo", name=t.say(N_("We answer")), line=t.say(N_("in %(term)s", term=t.working(terms.respond)))
        ),
        StepView(kind="todo", name=t.say(N_("We do it")), line=t.say(N_("in %(term)s", term=t.working(terms.resolve)))),
        *[_task(task, fields, t) for task in service.tasks],
        StepView(kind="todo", name=t.say(N_("You check that all is well")), line=pick(service.done_text, t.locale)),
    )


async def _approval(step: ApprovalStep, fields: dict[str, Field], t: Translator) -> StepView:
    parts = [t.say(await _who(step, fields, t))]
    if step.deadline:
        parts.append(t.say(N_("in %(term)s", term=t.working(working_time(step.deadline)))))
    parts.append(in_words(step.when, fields, t))
    return StepView(kind="todo", name=pick(step.title, t.locale), line=", ".join(part for part in parts if part))


async def _who(step: ApprovalStep, fields: dict[str, Field], t: Translator) -> Phrase:
    if step.ask == "manager":
        return N_("your manager agrees")
    if step.ask == "owner":
        return N_("the owner of the service agrees")
    if step.ask == "person":
        person = await by_login(step.person)
        return N_("%(person)s agrees", person=person.name) if person is not None else N_("who answers for it agrees")
    if step.ask == "field" and step.field in fields:
        return N_("whom you name in “%(field)s” agrees", field=pick(fields[step.field].title, t.locale))
    if step.team:
        return N_("“%(team)s” agrees", team=_team(step.team, t))
    return N_("who answers for it agrees")


def _task(task: TaskSpec, fields: dict[str, Field], t: Translator) -> StepView:
    spec = registry.team(task.team)
    # That a confidential team has a part in it is nobody's business.
    team = "" if spec is None or spec.confidential else pick(spec.title, t.locale)
    line = ", ".join(part for part in (team, in_words(task.when, fields, t)) if part)
    return StepView(kind="sub", name=pick(task.title, t.locale), line=line)


def _team(key: str, t: Translator) -> str:
    spec = registry.team(key)
    return pick(spec.title, t.locale) if spec is not None else ""
