"""Who hears: a person and the topics that reach him."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

TICKET = ("ticket:", "staff:")
"""The beginnings of topics about one ticket: what everybody sees who reads it, and what its team sees."""
BUT = "but:"
"""The beginning of a topic that names who hears nothing of a fact: "but:person:7"."""


@dataclass(frozen=True)
class Ear:
    """A person, his own topics and those of the tickets that he asked for and may see."""

    person_id: int
    topics: frozenset[str]

    @property
    def person(self) -> str:
        """His own topic."""
        return f"person:{self.person_id}"

    def hears(self, topics: Collection[str]) -> bool:
        """Whether a fact with these topics reaches him. Whom it names as "but:person:N" hears nothing of it."""
        return not self.topics.isdisjoint(topics) and BUT + self.person not in topics

    def heard(self, facts: Iterable[Collection[str]]) -> tuple[str, ...]:
        """Under which topics he hears of these facts; each is given by its topics.

        A fact about a ticket names the persons and the teams that may see it. Whoever is one of them also hears the
        number of the ticket, so that its page is refreshed; nobody else does.
        """
        found: set[str] = set()
        for topics in facts:
            if self.hears(topics):
                found |= self.topics.intersection(topics)
                found.update(topic for topic in topics if topic.startswith(TICKET))
        return tuple(sorted(found))

    def only_asked(self, topics: Collection[str]) -> bool:
        """Whether he hears of it for no other reason than having asked for the ticket: does he see it still?"""
        return all(topic.startswith(TICKET) for topic in self.topics.intersection(topics))
