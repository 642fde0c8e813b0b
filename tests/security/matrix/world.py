"""The world of the matrix: the application, its people, and things to ask about, shared or made for one question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from starlette.applications import Starlette

from okno import extend, files, people
from okno.access import Actor, rolebook, roles
from okno.catalog import registry, store
from okno.clock import now
from okno.http import one_time, sessions, tokens
from okno.http.one_time import Purpose
from okno.people import absence
from okno.tickets import Order, Ticket, comment, emergency, get, move, order, take
from tests.company import MONITOR, starter_catalog
from tests.security.matrix import depth, offers
from tests.security.matrix.entry import Thing
from tests.security.matrix.people import enter_everybody, hire_everybody
from tests.security.matrix.truth import (
    FILES,
    FOREIGN,
    IT,
    LOOSE_OWNER,
    READER,
    SECRET,
    SHOWS,
    STAFF,
    TASKS,
    has,
    sight_of_news,
    sight_of_offer,
    sight_of_task,
    sight_of_ticket,
)
from tests.security.visitor import Visitor

LIMIT = 2**20
SERVICES: Mapping[str, tuple[str, Mapping[str, object]]] = {
    IT: ("monitor", MONITOR),
    FOREIGN: ("office-question", {"topic": "Дверь", "description": "Скрипит"}),
    SECRET: ("hr-question", {"topic": "Договор", "description": "Когда"}),
}
KEEPERS = {IT: "keeper", FOREIGN: "keeper_elsewhere", SECRET: "keeper_hr"}
# What is ordered: by whom, from which team, and how far it is.
TICKETS: Mapping[str, tuple[str, str, str]] = {
    "ours": ("requester", IT, "in_progress"),
    "done": ("requester", IT, "done"),
    "closed": ("requester", IT, "closed"),
    "of_agent": ("orders_here", IT, "in_progress"),
    "on_behalf": ("other", IT, "in_progress"),
    "theirs": ("author", FOREIGN, "in_progress"),
    "confidential": ("author", SECRET, "in_progress"),
    "own_secret": ("requester", SECRET, "in_progress"),
    "asked": ("requester", IT, ""),
    "secret_asked": ("author", SECRET, ""),
    "parted": ("requester", IT, ""),
    "secret_parted": ("author", SECRET, ""),
    "watched": ("requester", IT, ""),
    "secret_watched": ("author", SECRET, ""),
    "merged": ("requester", IT, ""),
    "secret_merged": ("author", SECRET, ""),
}
SPECIAL: Mapping[str, str] = {
    "asked": offers.ASKED,
    "secret_asked": offers.SECRET_ASKED,
    "parted": offers.PARTED,
    "secret_parted": offers.SECRET_PARTED,
}
"""The services of those tickets that are more than a question to a team."""
BEHALF = {"on_behalf": "requester"}
"""Who gets what another has ordered."""
NO_NUMBER = "99999"
_numbers, _days = count(1), count(1)


def open_word(name: str) -> str:
    """What a ticket says to whoever sees it."""
    return f"Open{name.replace('_', '').upper()}x"


def hush_word(name: str) -> str:
    """What the staff of a ticket says among itself."""
    return f"Hush{name.replace('_', '').upper()}x"


def sought_word(name: str) -> str:
    """What one may look for to find a ticket; as a question it tells nothing."""
    return f"Sought{name.replace('_', '').upper()}x"


def shown_word(name: str) -> str:
    """An answer that is shown to whoever does a part."""
    return f"Shown{name.replace('_', '').upper()}x"


EXTRA_WORD = "ExtraPARTEDx"
"""The title of a task that an agent has added."""


def words_of(who: str) -> dict[str, bool | None]:
    """All words that tell something, and whether somebody may see each; None: it depends on for whom he orders."""
    found: dict[str, bool | None] = {
        word: sight_of_ticket(who, name) >= needed
        for name in TICKETS
        for word, needed in ((open_word(name), READER), (hush_word(name), STAFF))
    }
    for name in SHOWS:
        ticket = TASKS[name].ticket
        found[shown_word(ticket)] = sight_of_ticket(who, ticket) >= READER or sight_of_task(who, name) is STAFF
    found[EXTRA_WORD] = sight_of_task(who, "extra") is STAFF
    found[offers.HIDDEN_WORD] = sight_of_offer(who, "hidden") >= READER or has(who, "catalog.manage")
    if not found[offers.HIDDEN_WORD] and has(who, "ticket.behalf"):
        # Whoever orders for others is offered what they may have.
        found[offers.HIDDEN_WORD] = None
    for name in ("news", "of_department", "of_hidden"):
        found[depth.news_word(name)] = sight_of_news(who, name) >= READER and has(who, "service.order")
    return found


def secrets_of(who: str) -> list[str]:
    """All words that somebody may not see anywhere."""
    return [word for word, seen in words_of(who).items() if seen is False]


@dataclass
class World:
    """The application, everybody in it, and shared things by kind and name."""

    app: Starlette
    actors: Mapping[str, Actor]
    visitors: Mapping[str, Visitor]
    shared: dict[tuple[str, str, str], Thing] = field(default_factory=dict)

    @classmethod
    async def open(cls, app: Starlette) -> World:
        """Everybody is here; things are made when they are asked for."""
        await store.apply(offers.with_offers(starter_catalog()), actor_id=None)
        await registry.refresh()
        actors = await hire_everybody()
        return cls(app, actors, await enter_everybody(app, actors))

    async def thing(self, kind: str, name: str, who: str = "") -> Thing:
        """A shared thing, for questions that leave it as it is."""
        key = (kind, name, who)
        if key not in self.shared:
            self.shared[key] = await self.make(kind, name, who)
        return self.shared[key]

    async def make(self, kind: str, name: str, who: str = "") -> Thing:
        """A new thing of a kind; `who` asks about it."""
        if name == "absent":
            return ABSENT[kind]
        return await MAKERS[kind](self, name, who)

    async def order(self, name: str) -> Ticket:
        """A new ticket with the words of this name."""
        author, team, _ = TICKETS[name]
        service, answers = SERVICES[team]
        if name in SPECIAL:
            service = SPECIAL[name]
            answers = {offers.ROOM: shown_word(name), offers.PAY: open_word(name)} if name.endswith("parted") else {}
        subject, text = f"{sought_word(name)} {open_word(name)}", f"{open_word(name)} в подробностях"
        behalf = BEHALF.get(name)
        wish = Order(
            service=service, answers=answers, subject=subject, text=text,
            on_behalf_of=self.actors[behalf].id if behalf else None,
        )  # fmt: skip
        return await order(self.actors[author], wish)

    def keeper(self, name: str) -> Actor:
        """Who works on the ticket of this name."""
        return self.actors[KEEPERS[TICKETS[name][1]]]

    async def send(self, owner: str, name: str, content: str = "x") -> str:
        """A file that somebody has sent; gives its id."""
        return (await files.save(self.actors[owner].id, name, content.encode(), limit=LIMIT)).public_id


async def _ticket(world: World, name: str, _: str) -> Thing:
    ticket = await _made(world, name)
    if name == "confidential":
        await emergency.begin(world.actors["emergency"], ticket.number, reason="Единственный кадровик в больнице")
    somebody, watcher = world.actors["keeper"], world.actors["watcher"]
    values = {"id": ticket.id, "somebody": somebody.id, "login": "keeper", "watcher": watcher.id}
    values["answers"] = dict(ticket.answers)
    return Thing({"number": ticket.number}, ticket.version, values)


async def _parts(world: World, name: str, _: str) -> Thing:
    return await world.thing("ticket", name)


async def _made(world: World, name: str) -> Ticket:
    _, team, state = TICKETS[name]
    keeper = world.actors[KEEPERS[team]]
    ticket = await world.order(name)
    if state:
        ticket = await take(keeper, ticket.id, version=ticket.version)
    await comment(keeper, ticket.id, text=hush_word(name), visibility="internal")
    if not state:
        await depth.finish(world, name, ticket, {"hush": hush_word(name), "extra": EXTRA_WORD})
        ticket, _ = await get(keeper, ticket.number)
    if state in ("done", "closed"):
        ticket = await move(keeper, ticket.id, to="done", version=ticket.version)
    if state == "closed":
        ticket = await move(keeper, ticket.id, to="closed", version=ticket.version)
    return ticket


async def _file(world: World, name: str, _: str) -> Thing:
    if name == "loose":
        return _of_file(await world.send(LOOSE_OWNER, "ничей.txt"))
    place, needed = FILES[name]
    ticket = await world.thing("ticket", place)
    visibility, word = ("internal", hush_word(place)) if needed is STAFF else ("public", open_word(place))
    keeper = KEEPERS[TICKETS[place][1]]
    sent = await world.send(keeper, f"{word}.txt", word)
    await comment(world.actors[keeper], ticket.parts["number"], text="Вот", visibility=visibility, files=[sent])
    return _of_file(sent)


def _of_file(public_id: str) -> Thing:
    return Thing({"file": public_id, "id": public_id, "name": "x.txt"})


async def _unseen(world: World, name: str, _: str) -> Thing:
    """A ticket that no administrator has opened yet."""
    ticket = await _made(world, name)
    return Thing({"number": ticket.number}, ticket.version)


async def _queue(_: World, name: str, __: str) -> Thing:
    return Thing({"queue": name})


async def _person(world: World, name: str, _: str) -> Thing:
    if name == "colleague":
        actor = world.actors["keeper"]
        return Thing({"person": str(actor.id)}, values={"id": actor.id})
    login = f"target{next(_numbers)}"
    person_id = await people.create(login=login, name=f"Некто {login}")
    if name == "former":
        await people.change(person_id, {"active": False}, actor_id=None)
    return Thing({"person": str(person_id)}, values={"id": person_id, "login": login})


def another_day() -> date:
    """A day that nothing is entered for yet: one is not away twice at once."""
    return now().date() + timedelta(days=3 + next(_days))


async def _absence(world: World, name: str, who: str) -> Thing:
    """An absence of a person, whom another may or may not lead."""
    person = await _person(world, name, who)
    day = another_day()
    absence_id = await absence.add(
        person.values["id"], day, day, substitute_id=None, zone="Europe/Moscow", actor_id=None
    )
    return Thing({**person.parts, "absence": str(absence_id)}, values=person.values)


async def _team(world: World, name: str, __: str) -> Thing:
    return Thing({"team": name, "queue": name}, values={"member": world.actors["keeper"].id})


async def _role(_: World, __: str, ___: str) -> Thing:
    key = f"night{next(_numbers)}"
    nothing: frozenset[str] = frozenset()
    role = roles.Role(key, {"ru": key, "en": key}, {"ru": "", "en": ""}, nothing, frozenset({"ticket.see"}), nothing)
    await rolebook.make(key, role, actor_id=None)
    return Thing({"role": key}, version=(await roles.required(key)).version)


async def _plugin(_: World, name: str, __: str) -> Thing:
    return Thing({"name": name}, version=extend.switch(name).version)


async def _plugin_off(world: World, name: str, who: str) -> Thing:
    if name != "absent":
        await extend.disable(name, actor_id=None)
    return await _plugin(world, name, who)


async def _session(world: World, name: str, who: str) -> Thing:
    owner = world.actors.get(who) if name == "own" else None
    value = await sessions.create(
        (owner or world.actors["keeper"]).id, address="192.0.2.9", agent="another browser", hours=1
    )
    return Thing({"session": sessions.hashed(value)})


async def _token(world: World, name: str, who: str) -> Thing:
    owner = (world.actors.get(who) if name == "own" else None) or world.actors["keeper"]
    await tokens.issue(owner.id, f"token {next(_numbers)}")
    return Thing({"token": str((await tokens.list_of(owner.id))[0].id)})


async def _link(world: World, name: str, purpose: Purpose) -> Thing:
    person = await _person(world, "person", "")
    secret = await one_time.issue(purpose, person.values["id"])
    if name == "used":
        await one_time.use(purpose, secret)
    return Thing({"secret": secret})


async def _reset(world: World, name: str, _: str) -> Thing:
    return await _link(world, name, Purpose.RESET)


async def _invitation(world: World, name: str, _: str) -> Thing:
    return await _link(world, name, Purpose.INVITATION)


async def _setup(_: World, __: str, ___: str) -> Thing:
    """The link of the first start is open, but there is an administrator."""
    return Thing({"secret": await one_time.issue(Purpose.SETUP)})


async def _service(_: World, name: str, __: str) -> Thing:
    if name == "hidden":
        return Thing({"key": offers.HIDDEN}, values={"answers": {}})
    return Thing({"key": "monitor"}, values={"answers": dict(MONITOR)})


async def _none(_: World, __: str, ___: str) -> Thing:
    return Thing()


MAKERS: Mapping[str, Callable[[World, str, str], Awaitable[Thing]]] = {
    "": _none,
    "ticket": _ticket,
    "file": _file,
    "queue": _queue,
    "person": _person,
    "former": _person,
    "team": _team,
    "service": _service,
    "role": _role,
    "plugin": _plugin,
    "plugin off": _plugin_off,
    "led": _team,
    "member": _team,
    "away": _person,
    "absence": _absence,
    "unseen": _unseen,
    "session": _session,
    "token": _token,
    "reset": _reset,
    "invitation": _invitation,
    "setup": _setup,
    "parts": _parts,
    "staff": _ticket,
    "watched": _ticket,
    "merged": _ticket,
    **depth.MAKERS,
}
ABSENT: Mapping[str, Thing] = {
    **depth.ABSENT,
    "ticket": Thing({"number": NO_NUMBER}, 1, depth.ABSENT["pair"].values),
    "file": Thing({"file": "x" * 32, "id": "x" * 32, "name": "x.txt"}),
    "queue": Thing({"queue": "absent"}),
    "person": Thing({"person": NO_NUMBER}, values={"id": int(NO_NUMBER), "login": "absent"}),
    "former": Thing({"person": NO_NUMBER}, values={"id": int(NO_NUMBER), "login": "absent"}),
    "team": Thing({"team": "absent"}, values={"member": 1}),
    "service": Thing({"key": "absent"}, values={"answers": {}}),
    "plugin": Thing({"name": "absent"}),
    "plugin off": Thing({"name": "absent"}),
    "role": Thing({"role": "absent"}, 1),
    "led": Thing({"queue": "absent"}, values={"member": 1}),
    "away": Thing({"person": NO_NUMBER}, values={"id": int(NO_NUMBER)}),
    "absence": Thing({"person": NO_NUMBER, "absence": "1"}, values={"id": int(NO_NUMBER)}),
    "unseen": Thing({"number": NO_NUMBER}, 1),
    "reset": Thing({"secret": "x" * 43}),
    "invitation": Thing({"secret": "x" * 43}),
    "setup": Thing({"secret": "x" * 43}),
}
