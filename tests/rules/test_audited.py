"""Which facts are audited, that each of them has a sentence, and that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import okno.app  # noqa: F401  all of the core
from okno.audit.groups import GROUPS, OTHER, group_of
from okno.events import Event
from okno.web import audit_sentences
from okno.web.audit_forms import OWN, PASSIVE
from okno.web.audit_sentences import GROUP_WORDS, NUMBERED, SENTENCES

# Streams of facts that are no business of the audit, and single kinds, each with its reason.
EVERYDAY = {
    "ticket": "the story of the request itself tells them, to those who see it",
    "catalog_draft": "they bind nobody; what comes into force is told",
    "notice": "they follow from facts that are told already",
    "notice_choice": "what somebody wants to be told is his own matter",
    "favourite": "what somebody keeps at hand on his own page",
    "list": "a kept list is a question; what it finds each reader may see anyway",
    "channel": "the request tells what came and went, the page of messages what did not",
    "bulk": "the story of each request tells what was done to it",
}
EXCEPTIONS: dict[str, str] = {
    "AffectedChanged": "that somebody has an outage too concerns nobody but who mends it",
}


def _of_core(event: type[Event] = Event) -> Iterator[type[Event]]:
    for one in event.__subclasses__():
        # What begins with a line below is the common part of several.
        if one.__module__.startswith("okno.") and not one.__name__.startswith("_"):
            yield one
        yield from _of_core(one)


def test_every_fact_is_audited_or_excused() -> None:
    silent = [
        f"{one.__module__}.{one.__name__}"
        for one in _of_core()
        if not one.audited and one.stream not in EVERYDAY and one.__name__ not in EXCEPTIONS
    ]
    assert not silent, f"Say audited = True, or write the reason into this test: {silent}"


def test_every_audited_fact_has_a_sentence_and_a_group() -> None:
    audited = {one.__name__ for one in _of_core() if one.audited}
    without = sorted(audited - set(SENTENCES))
    assert not without, f"Write what the audit says about them into okno.web.audit_sentences: {without}"
    homeless = sorted(kind for kind in audited if group_of(kind) == OTHER)
    assert not homeless, f"Put them into a group of okno.audit.groups: {homeless}"


def test_no_sentence_and_no_group_is_left_over() -> None:
    audited = {one.__name__ for one in _of_core() if one.audited}
    told = {*SENTENCES, *NUMBERED, *(kind for kinds in GROUPS.values() for kind in kinds)}
    assert told <= audited, f"Nothing records these any more: {sorted(told - audited)}"
    assert set(GROUP_WORDS) == {*GROUPS, OTHER}


def test_another_form_of_a_sentence_belongs_to_a_sentence() -> None:
    known = Path(audit_sentences.__file__).read_text("utf-8")
    assert not [msgid for msgid in {*PASSIVE, *OWN} if f'N_("{msgid}")' not in known]
    assert not [phrase.msgid for phrase in (*PASSIVE.values(), *OWN.values()) if "%(who)s" in phrase.msgid]
