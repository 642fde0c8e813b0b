"""What pages ask plugins: what stands in their slots, in their head, in the search and among the reports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okno.access import Actor
from okno.hooks import Collect, Start
from okno.text import Phrase, Texts
from okno.themes.slots import Subject


@dataclass(frozen=True)
class Hit:
    """Something that was found: what it is called, its page, and a line about it."""

    title: str
    href: str
    note: str = ""


Find = Callable[..., Awaitable[Sequence[Hit]]]
"""`async def find(ctx, *, actor, q, limit)`: what fits the words and what the actor may see, the best first."""


@dataclass(frozen=True)
class SearchSource:
    """A kind of things that the search finds. `key` names it in addresses: small letters, digits, hyphens."""

    key: str
    title: Phrase | Texts
    find: Find


@dataclass(frozen=True)
class Report:
    """A page of numbers, listed on the overview of the desk for those who have the right `needs`."""

    key: str
    title: Phrase | Texts
    summary: Phrase | Texts
    path: str
    needs: str
    icon: str = "activity"


@Collect.hook()
async def slot_context(*, slot: str, actor: Actor | None, subject: Subject | None) -> Mapping[str, Any] | None:
    """The variables of what the plugin has in a slot of a page, just those that its manifest names; None: nothing.

    It is asked for slots that the plugin fills, each time that a page with them is shown. `subject` is what the page
    is about, as far as the slot has one: a ticket, a service or a person that `actor` may see. `actor` is None before
    signing in.
    """


@Collect.hook()
async def page_head(*, template: str, actor: Actor | None) -> Sequence[str] | None:
    """Style sheets and scripts of the plugin that a page needs, by their names in its `assets`; None: nothing.

    `template` is the page's own, such as "request.html". Scripts are modules; the policy of pages lets nothing else
    in.
    """


@Start.hook()
def search_sources() -> Sequence[SearchSource]:
    """The kinds of things that the plugin adds to the search, each as a group of its own."""
    raise NotImplementedError


@Start.hook()
def report_kinds() -> Sequence[Report]:
    """The pages of numbers that the plugin has, for the list on the overview of the desk."""
    raise NotImplementedError
