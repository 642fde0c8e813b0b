"""Everybody asks everything, and what he gets is held against what he has to get."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from starlette.applications import Starlette

from tests.security.matrix.entry import Entry, Thing, expected
from tests.security.matrix.state import differences, state
from tests.security.matrix.truth import LOOSE_OWNER, WHO
from tests.security.matrix.world import World, secrets_of
from tests.security.visitor import Answer, multipart

Case = tuple[str, str]
"""Who, and the name of the thing."""


@dataclass(frozen=True, repr=False)
class Finding:
    """What is not as it has to be."""

    entry: Entry
    what: str

    @property
    def route(self) -> tuple[str, str]:
        """Where it is."""
        return self.entry.method, self.entry.path

    def __str__(self) -> str:
        return f"{self.entry} {self.what}"

    __repr__ = __str__


async def judge(world: World, entries: Iterable[Entry]) -> list[Finding]:
    """All findings."""
    found: list[Finding] = []
    for entry in entries:
        cases = [(who, name) for who in WHO for name in entry.things]
        if entry.changes:
            found += await _changing(world, entry, cases)
        else:
            found += await _quiet(world, entry, cases, {"notice"} | entry.leaves)
    return found


async def _changing(world: World, entry: Entry, cases: Sequence[Case]) -> list[Finding]:
    refused = [case for case in cases if expected(entry, *case) >= 400]
    found = await _quiet(world, entry, refused, entry.leaves)
    for who, name in cases:
        if (who, name) not in refused:
            thing = await _with_file(world, entry, await world.make(entry.about, name, who), who)
            found += await _one(world, entry, who, name, thing)
            if entry.fresh:
                await world.visitors[who].enter()
    return found


async def _quiet(
    world: World, entry: Entry, cases: Sequence[Case], besides: frozenset[str] | set[str]
) -> list[Finding]:
    """Cases after which everything has to be as it was, but for the tables `besides`."""
    things = {}
    for who, name in cases:
        thing = await world.thing(entry.about, name, who if entry.kind.own else "")
        things[who, name] = await _with_file(world, entry, thing, who)
    before = await state()
    found = [one for case in cases for one in await _one(world, entry, *case, things[case])]
    changed = set(differences(before, await state())) - besides
    if changed:
        found.append(Finding(entry, f"has changed {', '.join(sorted(changed))}, although everybody was refused"))
        world.shared.clear()
    return found


async def _with_file(world: World, entry: Entry, thing: Thing, who: str) -> Thing:
    if not entry.sends:
        return thing
    sent = await world.send(who if who in world.actors else LOOSE_OWNER, "x.txt")
    return replace(thing, values={**thing.values, "file": sent})


async def _one(world: World, entry: Entry, who: str, name: str, thing: Thing) -> list[Finding]:
    answer = await ask(world, entry, who, thing)
    wanted, about = expected(entry, who, name), f"about {name or 'nothing'} by {who}"
    text = answer.whole
    found = [Finding(entry, f"{about} tells {word}") for word in secrets_of(who) if word in text]
    if answer.status != wanted:
        detail = answer.body[:300].decode("utf-8", "replace") if entry.rest else ""
        found.append(Finding(entry, f"{about}: {answer.status}, not {wanted} {detail}".rstrip()))
    return found


async def ask(world: World, entry: Entry, who: str, thing: Thing) -> Answer:
    """Sends what the entry says."""
    visitor, path = world.visitors[who], address(entry, thing)
    if entry.upload:
        headers, content = multipart(("file", "x.txt", b"x"))
        return await visitor.ask(entry.method, path, body=content, headers=headers)
    if not entry.changes:
        return await visitor.ask(entry.method, path)
    body = entry.body(thing) if entry.body is not None else {}
    if entry.rest:
        # A request that may have no body is refused for its type only after it is known who asks.
        sent, headers = json.dumps(body).encode(), {"content-type": "application/json"}
        return await visitor.ask(entry.method, path, body=sent, headers=headers)
    return await visitor.ask(entry.method, path, form={name: _text(value) for name, value in body.items()})


def _text(value: object) -> str | list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else str(value)


def address(entry: Entry, thing: Thing) -> str:
    """The address of an entry about a thing."""
    path = entry.path + entry.query
    for part, value in {**entry.parts, **thing.parts}.items():
        path = path.replace(f"{{{part}}}", value).replace(f"{{{part}:path}}", value)
    return path


def unlisted(app: Starlette, entries: Sequence[Entry]) -> list[str]:
    """Routes without an entry, entries without a route, and permissions that differ from what a route states."""
    present = {
        (method, route.path): route.permission  # type: ignore[attr-defined]
        for route in app.routes
        for method in getattr(route, "methods", None) or ("GET",)
        if method != "HEAD"
    }
    listed = {(entry.method, entry.path) for entry in entries}
    return [
        *(f"{method} {path} has no entry in the matrix" for method, path in sorted(present.keys() - listed)),
        *(f"{method} {path} is in the matrix, but is no route" for method, path in sorted(listed - present.keys())),
        *(
            f"{entry} states {present[entry.method, entry.path]}, the matrix says {entry.right}"
            for entry in entries
            if entry.right != present.get((entry.method, entry.path), entry.right)
        ),
    ]
