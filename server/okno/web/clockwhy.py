"""Why a clock ran or stood in a time of a ticket, and what was promised anew at its beginning, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from okno.catalog import registry
from okno.clock import SECOND_US
from okno.events import Fact
from okno.i18n import Translator
from okno.text import N_, Phrase, pick
from okno.tickets.segment import Segment

MINUTE_US = 60 * SECOND_US
NEAR_US = 5 * SECOND_US
"""How far a fact may be from the segment that it has begun: both were written in one transaction."""

_STANDS: Mapping[str, Phrase] = {
    "requester": N_("waiting for the requester: the clock stands"),
    "approval": N_("waiting for approval: the clock stands"),
    "supplier": N_("waiting for the supplier: the clock stands"),
    "plan": N_("waiting for the agreed day: the clock stands"),
    "done": N_("done, the requester is asked: the clock stands"),
}
_RUNS: Mapping[str, Phrase] = {
    "requester": N_("waiting for the requester, but the clock goes by this service level"),
    "approval": N_("waiting for approval, but the clock goes by this service level"),
    "supplier": N_("waiting for the supplier, but the clock goes by this service level"),
    "plan": N_("waiting for the agreed day, but the clock goes by this service level"),
}
_PLAIN: Mapping[str, Phrase] = {
    "requester": N_("we waited for your answer"),
    "approval": N_("we waited for approval"),
    "supplier": N_("we waited for the supplier"),
    "plan": N_("we waited for the agreed day"),
    "done": N_("done: we waited for your word"),
}
_GOES = N_("“%(state)s”: the clock goes")
_STANDING = N_("“%(state)s”: the clock stands")
_BEGAN: Mapping[str, Phrase] = {
    "reopened": N_("sent back to work, so the clock goes on"),
    "merged": N_("merged with another request"),
    "separated": N_("one of its own again"),
}
_LEVEL = N_("service level: %(before)s → %(after)s")
_POLICY = N_("policy: %(before)s → %(after)s")
_SERVICE = N_("service: %(before)s → %(after)s")
_WORK = N_("promised for the solution: %(before)s → %(after)s")
_HOURS = N_("hours: %(before)s → %(after)s")
_NONE = N_("none")


def why(one: Segment, t: Translator) -> str:
    """Why the clock ran or stood."""
    if one.pause in _STANDS:
        return t.say((_RUNS if one.runs and one.pause in _RUNS else _STANDS)[one.pause])
    return t.say((_GOES if one.runs else _STANDING).msgid, state=_state(one, t, plain=False))


def plainly(one: Segment, t: Translator) -> str:
    """The same for whoever has ordered it."""
    if one.pause in _PLAIN:
        return t.say(_PLAIN[one.pause])
    return _state(one, t, plain=True).lower()


def _state(one: Segment, t: Translator, *, plain: bool) -> str:
    state = registry.lifecycle(one.lifecycle).state(one.state)
    if state is None:
        return one.state
    return pick(state.requester if plain else state.title, t.locale)


def turned(
    one: Segment, former: Segment | None, facts: Sequence[Fact], services: Mapping[str, str], t: Translator
) -> Iterator[str]:
    """What began with a segment besides its state: the work goes on again, something else was promised.

    `services` are the titles of those that the ticket has and had.
    """
    if one.began in _BEGAN:
        yield t.say(_BEGAN[one.began])
    if former is None:
        return
    begun = [fact for fact in facts if abs(fact.at - one.start) <= NEAR_US]
    for fact in begun:
        yield from _reclassified(fact, services, t)
    if former.sla != one.sla:
        yield _turn(t, _LEVEL, level_title(former.sla, t), level_title(one.sla, t))
    for fact in begun:
        if fact.kind == "PromiseChanged" and fact.payload["from_policy"] != fact.payload["policy"]:
            before, after = (policy_title(str(fact.payload[name]), t) for name in ("from_policy", "policy"))
            yield _turn(t, _POLICY, before, after)
    if former.work != one.work:
        yield _turn(t, _WORK, *(t.working(timedelta(microseconds=work)) for work in (former.work, one.work)))
    if former.calendar != one.calendar:
        yield _turn(t, _HOURS, calendar_title(former.calendar, t), calendar_title(one.calendar, t))


def _reclassified(fact: Fact, services: Mapping[str, str], t: Translator) -> Iterator[str]:
    if fact.kind == "TicketReclassified" and fact.payload["from_service"] != fact.payload["service"]:
        before, after = (str(fact.payload[name]) for name in ("from_service", "service"))
        yield _turn(t, _SERVICE, services.get(before, before), services.get(after, after))


def _turn(t: Translator, phrase: Phrase, before: str, after: str) -> str:
    return t.say(phrase.msgid, before=before, after=after)


# Titles ---------------------------------------------------------------------------------------------------------


def level_title(key: str, t: Translator) -> str:
    """The title of a service level, also of one that is no longer there."""
    level = registry.level(key) if key else None
    return pick(level.title, t.locale) if level is not None else key or t.say(_NONE)


def policy_title(key: str, t: Translator) -> str:
    """The title of a policy; its key when it is no longer there."""
    policy = registry.current().policies.get(key)
    return pick(policy.title, t.locale) if policy is not None else key or t.say(_NONE)


def calendar_title(key: str, t: Translator) -> str:
    """The title of a working calendar, also of one that is no longer there."""
    return pick(registry.calendar_spec(key).title, t.locale)
