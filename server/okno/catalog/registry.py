"""The catalog in the memory of this process, renewed when another revision comes into force."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from okno.catalog import store
from okno.catalog.days_off import days_off
from okno.catalog.find import Index
from okno.catalog.model import (
    NORMAL,
    CalendarSpec,
    Catalog,
    Lifecycle,
    PriorityMatrix,
    Reply,
    Service,
    SlaSpec,
    TeamSpec,
)
from okno.catalog.terms import Facts, Promise, Terms, promise as promise_of, terms as terms_of
from okno.clock import WorkCalendar, now
from okno.db import spawn
from okno.db.tasks import cancel
from okno.db.wake import bell
from okno.errors import Unavailable
from okno.log import get
from okno.text import N_

LOOK_SECONDS = 30
"""How often a process looks by itself, in case a ring was lost."""
INDEXES_KEPT = 3
PAST_LIMIT = 2000
"""How many past versions of services are kept in memory."""
YEARS_BACK, YEARS_AHEAD = 3, 5

USUAL_MATRIX = PriorityMatrix(
    key="default",
    title={"ru": "Приоритеты", "en": "Priorities"},
    impacts=(
        {"ru": "Много людей", "en": "Many people"},
        {"ru": "Отдел", "en": "A department"},
        {"ru": "Один человек", "en": "One person"},
    ),
    urgencies=(
        {"ru": "Работа стоит", "en": "Work has stopped"},
        {"ru": "Работать трудно", "en": "Work is hard"},
        {"ru": "Может подождать", "en": "It can wait"},
    ),
    matrix=(("critical", "high", "normal"), ("high", "normal", "low"), ("normal", "low", "low")),
)
"""Impact by urgency, for a catalog without a matrix of its own."""

log = get(__name__)


@dataclass
class _Held:
    """One loaded revision with what is worked out from it."""

    revision: tuple[int, str]
    catalog: Catalog
    former: Catalog
    index: Index
    item_ids: dict[str, int]
    items: dict[int, Service]
    calendars: dict[tuple[str, int], WorkCalendar] = field(default_factory=dict)


class _Registry:
    def __init__(self) -> None:
        self.held: _Held | None = None
        self.task: asyncio.Task[None] | None = None
        self.refreshing: asyncio.Task[bool] | None = None
        self.silence: Callable[[], None] | None = None


_registry = _Registry()
_indexes: dict[str, Index] = {}


async def refresh() -> bool:
    """Load the revision in force if it is not the one in memory; tell whether it was loaded."""
    newest = await store.newest()
    if _registry.held is not None and _registry.held.revision == newest:
        return False
    items = await store.current_items()
    catalog = store.catalog_of(items, base=newest[0] or None)
    services = [one for one in items if one.kind == "service" and one.value is not None]
    _registry.held = _Held(
        revision=newest,
        catalog=catalog,
        former=store.catalog_of(await store.former_items(), base=None),
        index=_index(newest[1], catalog),
        item_ids={one.key: one.id for one in services},
        items={one.id: one.value for one in services},
    )
    return True


def _index(digest: str, catalog: Catalog) -> Index:
    """Give the search index of a catalog with this digest; a change that is undone finds the one from before."""
    found = _indexes.pop(digest, None) or Index(catalog)
    _indexes[digest] = found
    if len(_indexes) > INDEXES_KEPT:
        del _indexes[next(iter(_indexes))]
    return found


async def start() -> None:
    """Load the catalog and keep it fresh until `stop`."""
    await refresh()
    _registry.silence = bell.subscribe(_heard)
    _registry.task = spawn(_look(), "catalog")


async def stop() -> None:
    """End what `start` began and forget the catalog."""
    await cancel(_registry.task)
    await cancel(_registry.refreshing)
    if _registry.silence is not None:
        _registry.silence()
    _registry.held, _registry.task, _registry.silence = None, None, None


def _heard(messages: Sequence[str] | None) -> None:
    if messages is None or store.RING in messages:
        _registry.refreshing = spawn(refresh(), "catalog-refresh")


async def _look() -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            await refresh()
        except Exception:
            # The database may be away for a while; the catalog in memory still serves.
            log.exception("the catalog could not be looked at")


def _held() -> _Held:
    if _registry.held is None:
        raise Unavailable(N_("The catalog is not loaded yet. Try again in a moment"))
    return _registry.held


def current() -> Catalog:
    """Give the catalog in force. Raises Unavailable before the first `refresh`."""
    return _held().catalog


def catalog_at(revision: tuple[int, str]) -> Catalog | None:
    """Give the catalog in memory if it is of this revision (number and digest)."""
    held = _registry.held
    return held.catalog if held is not None and held.revision == revision else None


def revision() -> int:
    """Give the number of the revision in memory; 0 before the first."""
    return _held().revision[0]


def service(key: str) -> Service | None:
    """Find a service that can be ordered now."""
    return current().services.get(key)


def item_id(key: str) -> int | None:
    """Give the id of the version of a service that is in force: the one that a new ticket keeps."""
    return _held().item_ids.get(key)


async def service_item(number: int) -> Service | None:
    """Find any version of a service, current or past, by the id that a ticket keeps."""
    held = _held()
    if number not in held.items:
        found = await store.item(number)
        if found is None or not isinstance(found.value, Service):
            return None
        if len(held.items) > PAST_LIMIT:
            held.items.clear()
        held.items[number] = found.value
    return held.items[number]


def team(key: str) -> TeamSpec | None:
    """Find what the catalog says of a team, also of one that it no longer has."""
    return current().teams.get(key) or _held().former.teams.get(key)


def lifecycle(key: str) -> Lifecycle:
    """Give a lifecycle, also one that the catalog no longer has; the default one for an unknown key."""
    known = current().lifecycles
    found = known.get(key) or _held().former.lifecycles.get(key) or known.get("default")
    if found is None:
        raise Unavailable(N_("The catalog has no lifecycle yet. Apply a catalog first"))
    return found


def calendar(key: str) -> WorkCalendar:
    """Give a working calendar by its key, the first one of the catalog for an unknown key."""
    held = _held()
    spec = calendar_spec(key)
    # The years that a calendar covers go on with the year.
    name = (spec.key, now().year)
    if name not in held.calendars:
        held.calendars[name] = work_calendar(spec)
    return held.calendars[name]


def calendar_spec(key: str) -> CalendarSpec:
    """Give what the catalog says of a working calendar; the first one of the catalog for an unknown key."""
    known = current().calendars
    found = known.get(key) or _held().former.calendars.get(key) or next(iter(known.values()), None)
    if found is None:
        raise Unavailable(N_("The catalog has no calendar yet. Apply a catalog first"))
    return found


def work_calendar(spec: CalendarSpec) -> WorkCalendar:
    """Make working time out of a calendar, for the years around this one."""
    year = now().year
    years = range(year - YEARS_BACK, year + YEARS_AHEAD + 1)
    return WorkCalendar.build(spec.zone, spec.week, exceptions_of(spec, years), years)


def exceptions_of(spec: CalendarSpec, years: range) -> dict[date, tuple[str, ...]]:
    """Give the hours of all days that differ from the week: holidays of the country, and before them its own."""
    off: dict[date, tuple[str, ...]] = dict.fromkeys(days_off(spec.holidays, years), ())
    return off | {date.fromisoformat(day): spans for day, spans in spec.exceptions.items()}


def terms(service: Service, priority: int = NORMAL) -> Terms:
    """Give what is promised for a service at a priority from 1 (critical) to 4."""
    return terms_of(service, priority, current().sla)


def promise(service: Service, facts: Facts) -> Promise:
    """Give what is promised for a ticket of a service: its level, its policy, its terms (see okno.catalog.terms)."""
    return promise_of(service, facts, current())


def level(key: str) -> SlaSpec | None:
    """Find a service level, also one that the catalog no longer has."""
    return current().sla.get(key) or _held().former.sla.get(key)


def priorities() -> PriorityMatrix:
    """Give the matrix of priorities in force; the usual one for a catalog that has none."""
    return current().priorities.get("default", USUAL_MATRIX)


def replies(team_key: str) -> tuple[Reply, ...]:
    """Give the canned replies of a team."""
    found = current().replies.get(team_key)
    return found.replies if found is not None else ()


def index() -> Index:
    """Give the index of all services. Pages and REST search through a shelf (see shelf.py)."""
    return _held().index
