"""The starter catalog is what a company of five hundred people needs on its first day, and every part of it works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from statistics import median

import pytest

from okno.catalog import forms
from okno.catalog.check import icons
from okno.catalog.model import NORMAL, PRIORITIES, Audience, Catalog, Condition, Field, Service, TaskSpec
from okno.catalog.terms import terms
from tests.catalog.answering import least, outcomes
from tests.catalog.samples import Known
from tests.company import starter_catalog

HERE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
AT_ONCE = (
    "laptop", "monitor", "peripherals", "incident", "vpn", "printer", "password-reset", "guest-pass", "taxi",
    "employment-certificate", "income-certificate", "repair",
)  # fmt: skip
"""What nobody has to agree to: it is in stock, a right of the employee, or it cannot wait."""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The starter catalog."""
    return starter_catalog()


def own_fields(service: Service) -> list[Field]:
    """The questions of a service, without words between them."""
    return [field for field in service.fields if not field.static]


def in_parallel(service: Service) -> bool:
    """Whether two tasks of a service are open at the same time from the beginning."""
    return sum(not task.after for task in service.tasks) >= 2


def both_languages(texts: dict[str, str]) -> bool:
    """Whether a text is there in Russian and in English, and not twice the same."""
    ru, en = texts.get("ru", ""), texts.get("en", "")
    return bool(ru.strip() and en.strip()) and not any("а" <= letter <= "я" for letter in en)


def test_there_is_a_service_for_what_people_ask(catalog: Catalog) -> None:
    assert len(catalog.services) >= 55
    for direction in ("it", "hr", "accounting", "office", "security"):
        team_of = [one for one in catalog.services.values() if root(catalog, one) == direction]
        assert len(team_of) >= 8, direction


def root(catalog: Catalog, service: Service) -> str:
    """The direction at the top of the tree under which a service stands."""
    category = catalog.categories[service.category]
    while category.parent is not None:
        category = catalog.categories[category.parent]
    return category.key


def test_every_direction_of_the_tree_has_services_of_its_own(catalog: Catalog) -> None:
    assert {service.category for service in catalog.services.values()} == set(catalog.categories)
    below = Counter(category.parent for category in catalog.categories.values() if category.parent)
    assert below["it"] >= 3


def test_forms_ask_enough_and_not_too_much(catalog: Catalog) -> None:
    counts = {key: len(own_fields(service)) for key, service in catalog.services.items()}
    assert median(counts.values()) >= 4
    assert min(counts.values()) >= 4, counts
    assert max(counts.values()) <= 12, counts
    asked = {key: sum(field.required for field in service.fields) for key, service in catalog.services.items()}
    assert max(asked.values()) <= 8, asked


def test_every_service_says_who_answers_for_it_and_what_is_promised(catalog: Catalog) -> None:
    for key, service in catalog.services.items():
        assert service.sla in catalog.sla, key
        for texts in (service.title, service.summary, service.done_text, service.owner):
            assert both_languages(texts), key
        assert all(service.words[locale] for locale in ("ru", "en")), key
        assert service.icon in icons(), key
        assert service.visible_to == Audience(), key


def test_every_word_of_a_form_is_there_in_both_languages(catalog: Catalog) -> None:
    for key, service in catalog.services.items():
        for field in (*service.fields, *(one for task in service.tasks for one in task.fields)):
            told = [field.title, *([field.help] if field.help else [])]
            told += [text for choice in field.choices for text in (choice.title, choice.note) if text]
            assert all(both_languages(texts) for texts in told), (key, field.key)
        for step in service.approval:
            assert both_languages(step.title), (key, step.key)
        for task in service.tasks:
            assert both_languages(task.title), (key, task.key)
            assert not task.text or both_languages(task.text), (key, task.key)
        for article in service.articles:
            assert both_languages(article.title), key
            assert both_languages(article.text), key


def test_nobody_is_asked_for_the_same_thing_under_two_titles(catalog: Catalog) -> None:
    for locale in ("ru", "en"):
        titles = Counter(service.title[locale] for service in catalog.services.values())
        assert [title for title, count in titles.items() if count > 1] == []


def test_an_employee_can_order_every_service(catalog: Catalog) -> None:
    asked = [sum(1 for _ in least(service, HERE)) for service in catalog.services.values()]
    assert max(asked) <= 12


@pytest.mark.parametrize("key", sorted(starter_catalog().services))
async def test_the_least_that_a_form_asks_for_is_taken(catalog: Catalog, key: str) -> None:
    service = catalog.services[key]
    answers = least(service, HERE)
    taken = await forms.validate(service, answers, resolve=Known(), here=HERE)
    assert set(taken) <= {field.key for field in service.fields if field.at_order}
    assert set(answers) - set(taken) == set()


def test_every_condition_of_a_form_can_come_out_both_ways(catalog: Catalog) -> None:
    for key, service in catalog.services.items():
        for field in service.fields:
            for conditions in (field.show_if, field.required_if):
                assert comes_out(service, conditions), (key, field.key)


def comes_out(service: Service, conditions: Iterable[Condition]) -> bool:
    """Whether conditions can hold and can fail; none at all are no question."""
    asked = tuple(conditions)
    return not asked or outcomes(service, asked) == {True, False}


def test_what_is_required_is_shown_whenever_it_is_required(catalog: Catalog) -> None:
    for key, service in catalog.services.items():
        for field in service.fields:
            if field.show_if and field.required_if:
                assert outcomes(service, (*field.show_if, *field.required_if)) >= {True}, (key, field.key)


def test_every_step_and_task_can_be_wanted_and_not_wanted(catalog: Catalog) -> None:
    for key, service in catalog.services.items():
        for step in service.approval:
            assert comes_out(service, step.when), (key, step.key)
        for task in service.tasks:
            assert comes_out(service, task.when), (key, task.key)


def test_what_costs_money_or_rights_is_agreed_to(catalog: Catalog) -> None:
    asked = {key: service for key, service in catalog.services.items() if service.approval}
    assert len(asked) >= 15
    steps = [(service, step) for service in asked.values() for step in service.approval]
    assert {step.ask for _, step in steps} >= {"manager", "owner", "role", "field"}
    assert {service.approval_order for service in asked.values()} == {"sequence", "parallel"}
    assert any(isinstance(step.need, int) and step.need > 1 for _, step in steps), "a quorum"
    assert any(one.at_least is not None for _, step in steps for one in step.when), "over a sum"
    for service, step in steps:
        assert step.remind, (service.key, step.key)
        assert step.deadline, (service.key, step.key)


@pytest.mark.parametrize("key", AT_ONCE)
def test_what_is_simple_waits_for_nobody(catalog: Catalog, key: str) -> None:
    assert catalog.services[key].approval == ()
    assert not any(field.required_to_close for field in catalog.services[key].fields)


def test_an_approver_by_his_office_leads_a_team_of_the_catalog(catalog: Catalog) -> None:
    """A lead is asked in a team that is named; who leads no team has a role that is given in the whole company."""
    for key, service in catalog.services.items():
        for step in service.approval:
            if step.ask == "role":
                assert (step.role == "team_lead") is bool(step.team), (key, step.key)


def test_several_teams_share_the_large_services(catalog: Catalog) -> None:
    shared = {key: service for key, service in catalog.services.items() if service.tasks}
    assert len(shared) >= 8
    assert sum(in_parallel(service) for service in shared.values()) >= 6
    for key, service in shared.items():
        assert len({task.team for task in service.tasks}) >= 2, key
        for task in service.tasks:
            assert task.shows, (key, task.key)


def test_a_task_discloses_no_more_than_its_team_needs(catalog: Catalog) -> None:
    for service in catalog.services.values():
        for task in service.tasks:
            if task.team != service.team:
                answered = {field.key for field in service.fields if field.at_order}
                assert set(task.shows) < answered, (service.key, task.key)


def test_a_new_employee_is_five_tasks_in_five_teams(catalog: Catalog) -> None:
    service = catalog.services["onboarding"]
    assert [step.ask for step in service.approval] == ["manager"]
    assert service.approval[0].when == ()
    assert len(service.tasks) == 5
    assert len({task.team for task in service.tasks}) >= 4
    assert all(task.when == () for task in service.tasks)
    assert {task.key for task in service.tasks if not task.after} == {"contract", "desk", "account"}
    assert service.finish_by_tasks
    assert not any(field.required for task in service.tasks for field in task.fields)


def test_the_longest_way_through_the_tasks_fits_the_promise(catalog: Catalog) -> None:
    """Nobody is promised a day by which the teams need not be ready."""
    for key, service in catalog.services.items():
        ends: dict[str, float] = {}
        for task in _in_turn(service):
            begins = max((ends[one] for one in task.after), default=0)
            ends[task.key] = begins + terms_hours(task.due)
        promised = terms(service, NORMAL, catalog.sla).resolve.total_seconds() / 3600
        assert max(ends.values(), default=0) <= promised, (key, ends, promised)


def _in_turn(service: Service) -> list[TaskSpec]:
    left, done = list(service.tasks), list[TaskSpec]()
    while left:
        ready = [task for task in left if set(task.after) <= {one.key for one in done}]
        assert ready, service.key
        done += ready
        left = [task for task in left if task not in ready]
    return done


def terms_hours(text: str) -> float:
    """Working hours of a time such as 30m, 4h or 3d."""
    return int(text[:-1]) * {"m": 1 / 60, "h": 1, "d": 8}[text[-1]]


def test_every_team_takes_what_fits_no_service_and_answers_in_ready_words(catalog: Catalog) -> None:
    assert set(catalog.replies) == set(catalog.teams)
    for key, team in catalog.teams.items():
        general = catalog.services[team.general]
        assert general.team == key
        assert general.kind == "consultation"
        assert {"topic", "description"} == {field.key for field in general.fields if field.required}
        assert 4 <= len(catalog.replies[key].replies) <= 8
        for reply in catalog.replies[key].replies:
            assert both_languages(reply.title), (key, reply.key)
            assert both_languages(reply.text), (key, reply.key)


def test_a_service_level_promises_more_for_what_burns_more(catalog: Catalog) -> None:
    assert 5 <= len(catalog.sla) <= 8
    used = {one.sla for one in (*catalog.services.values(), *catalog.policies.values())}
    assert used == set(catalog.sla)
    for level in catalog.sla.values():
        hours = [terms_hours(level.targets[name].resolve) for name in PRIORITIES]
        assert hours == sorted(hours), level.key
        answers = [terms_hours(level.targets[name].respond) for name in PRIORITIES]
        assert answers == sorted(answers), level.key


def test_the_wider_and_the_more_urgent_the_higher_the_priority(catalog: Catalog) -> None:
    matrix = catalog.priorities["default"]
    grid = [[matrix.priority(impact, urgency) for urgency in (1, 2, 3)] for impact in (1, 2, 3)]
    assert all(row == sorted(row) for row in grid)
    assert all(list(column) == sorted(column) for column in zip(*grid, strict=True))
    assert (grid[0][0], grid[1][1]) == (1, NORMAL)


def test_a_lifecycle_that_is_there_is_used(catalog: Catalog) -> None:
    assert {service.lifecycle for service in catalog.services.values()} == set(catalog.lifecycles)
    for lifecycle in catalog.lifecycles.values():
        for state in lifecycle.states:
            if state.phase in ("open", "paused"):
                assert lifecycle.way(state.key, "cancelled", who="requester"), (lifecycle.key, state.key)
        assert {state.pause for state in lifecycle.states} >= {"approval", "requester", "supplier"}


def test_papers_with_secrets_are_not_asked_for(catalog: Catalog) -> None:
    """Passports, passwords and diagnoses have no place in a request."""
    for key, service in catalog.services.items():
        for field in own_fields(service):
            title = field.title["ru"].lower()
            assert not any(word in title for word in ("паспорт", "снилс", "диагноз")), (key, field.key)


def test_the_depth_of_forms_is_used(catalog: Catalog) -> None:
    fields = [field for service in catalog.services.values() for field in service.fields]
    assert {field.type for field in fields} >= {"money", "datetime", "linked", "object", "help"}
    assert sum(bool(field.show_if) for field in fields) >= 100
    assert sum(bool(field.mask) for field in fields) >= 5
    assert sum(field.required_to_close for field in fields) >= 8
    assert {"self", "phone", "place", "name", "title", "mail"} <= {field.prefill for field in fields if field.prefill}
    assert all(field.teams for field in fields if field.required_to_close)
